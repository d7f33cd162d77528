/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: io_uring by its system calls
 */

#ifndef _CORDON_URING_H
#define _CORDON_URING_H

#include "net.h"

#include <linux/io_uring.h>

struct ring {
	int fd;
	unsigned int flags;
	char *sq, *cq;
	size_t sq_size, cq_size, sqes_size;
	struct io_uring_sqe *sqes;
	struct io_uring_params p;
};

static inline unsigned int *sq_word(struct ring *ring, unsigned int offset)
{
	return (unsigned int *)(ring->sq + offset);
}

static inline unsigned int *cq_word(struct ring *ring, unsigned int offset)
{
	return (unsigned int *)(ring->cq + offset);
}

static inline void *ring_part(const struct ring *ring, size_t size,
			      off_t offset)
{
	return mmap(NULL, size, PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_POPULATE, ring->fd, offset);
}

/* Maps what is shared with the kernel. */
static inline int ring_map(struct ring *ring)
{
	struct io_uring_params *p = &ring->p;

	ring->sq_size = p->sq_off.array + p->sq_entries * sizeof(int);
	ring->cq_size = p->cq_off.cqes +
			p->cq_entries * sizeof(struct io_uring_cqe);
	ring->sqes_size = p->sq_entries * sizeof(*ring->sqes);
	ring->sq = ring_part(ring, ring->sq_size, IORING_OFF_SQ_RING);
	ring->cq = ring_part(ring, ring->cq_size, IORING_OFF_CQ_RING);
	ring->sqes = ring_part(ring, ring->sqes_size, IORING_OFF_SQES);
	if (ring->sq == MAP_FAILED || ring->cq == MAP_FAILED ||
	    (void *)ring->sqes == MAP_FAILED)
		return -ENOMEM;
	return 0;
}

static inline int ring_open(struct ring *ring, unsigned int flags)
{
	memset(ring, 0, sizeof(*ring));
	ring->p.flags = flags;
	ring->p.sq_thread_idle = 1000;
	ring->fd = syscall(__NR_io_uring_setup, 8, &ring->p);
	if (ring->fd < 0)
		return -errno;
	return ring_map(ring);
}

/* Puts requests in the ring, all at once; does not wait for them. */
static inline int ring_submit_many(struct ring *ring,
				   struct io_uring_sqe *const sqes[],
				   unsigned int count)
{
	unsigned int *tail = sq_word(ring, ring->p.sq_off.tail);
	unsigned int mask = *sq_word(ring, ring->p.sq_off.ring_mask);
	unsigned int *flags = sq_word(ring, ring->p.sq_off.flags);
	unsigned int i, index;
	int n;

	for (i = 0; i < count; i++) {
		index = (*tail + i) & mask;
		ring->sqes[index] = *sqes[i];
		sq_word(ring, ring->p.sq_off.array)[index] = index;
	}
	__atomic_store_n(tail, *tail + count, __ATOMIC_RELEASE);
	if (ring->p.flags & IORING_SETUP_SQPOLL) {
		__atomic_thread_fence(__ATOMIC_SEQ_CST);
		if (!(__atomic_load_n(flags, __ATOMIC_RELAXED) &
		      IORING_SQ_NEED_WAKEUP))
			return 0;
		n = syscall(__NR_io_uring_enter, ring->fd, count, 0,
			    IORING_ENTER_SQ_WAKEUP, NULL, 0);
		return n < 0 ? -errno : 0;
	}
	n = syscall(__NR_io_uring_enter, ring->fd, count, 0, 0, NULL, 0);
	return n < 0 ? -errno : n == (int)count ? 0 : -EIO;
}

/* Puts one request in the ring; does not wait for it. */
static inline int ring_submit(struct ring *ring, struct io_uring_sqe *sqe)
{
	return ring_submit_many(ring, &sqe, 1);
}

/* Waits for the result of one request. */
static inline int ring_wait(struct ring *ring)
{
	unsigned int *head = cq_word(ring, ring->p.cq_off.head);
	unsigned int *tail = cq_word(ring, ring->p.cq_off.tail);
	unsigned int mask = *cq_word(ring, ring->p.cq_off.ring_mask);
	struct io_uring_cqe *cqes = (void *)(ring->cq + ring->p.cq_off.cqes);
	int res, n;

	while (__atomic_load_n(tail, __ATOMIC_ACQUIRE) == *head) {
		n = syscall(__NR_io_uring_enter, ring->fd, 0, 1,
			    IORING_ENTER_GETEVENTS, NULL, 0);
		if (n < 0 && errno != EINTR)
			return -errno;
	}
	res = cqes[*head & mask].res;
	__atomic_store_n(head, *head + 1, __ATOMIC_RELEASE);
	return res;
}

static inline int ring_do(struct ring *ring, struct io_uring_sqe *sqe)
{
	int err = ring_submit(ring, sqe);

	return err ?: ring_wait(ring);
}

/* Mapped it would stay open. */
static inline void ring_close(struct ring *ring)
{
	munmap(ring->sq, ring->sq_size);
	munmap(ring->cq, ring->cq_size);
	munmap(ring->sqes, ring->sqes_size);
	close(ring->fd);
}

static inline struct io_uring_sqe sqe_connect(int fd, struct target *t)
{
	return (struct io_uring_sqe) {
		.opcode = IORING_OP_CONNECT, .fd = fd,
		.addr = (uintptr_t)&t->addr, .off = t->len,
	};
}

static inline struct io_uring_sqe sqe_send(int fd, struct target *t)
{
	return (struct io_uring_sqe) {
		.opcode = IORING_OP_SEND, .fd = fd, .addr = (uintptr_t)"x",
		.len = 1, .addr2 = t ? (uintptr_t)&t->addr : 0,
		.addr_len = t ? t->len : 0, .msg_flags = MSG_NOSIGNAL,
	};
}

static inline struct io_uring_sqe sqe_sendmsg(int fd, struct msghdr *msg)
{
	return (struct io_uring_sqe) {
		.opcode = IORING_OP_SENDMSG, .fd = fd, .len = 1,
		.addr = (uintptr_t)msg, .msg_flags = MSG_NOSIGNAL,
	};
}

static inline struct io_uring_sqe sqe_socket(int family, int type, int protocol)
{
	return (struct io_uring_sqe) {
		.opcode = IORING_OP_SOCKET, .fd = family, .off = type,
		.len = protocol,
	};
}

#endif /* _CORDON_URING_H */
