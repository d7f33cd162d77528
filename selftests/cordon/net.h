/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: addresses, sockets, a network namespace of one's own
 *
 * All of 127.0.0.0/8 and of fd00::1 to fd00::3 is this machine: a listener on
 * the any address answers at each, so tests allow one and deny another.
 */

#ifndef _CORDON_NET_H
#define _CORDON_NET_H

#include "common.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>

#define GOOD4 "127.0.0.1"
#define BAD4 "127.0.0.2"
#define OTHER4 "127.0.0.3"
#define GOOD6 "fd00::1"
#define BAD6 "fd00::2"
#define OTHER6 "fd00::3"

#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262
#endif
#ifndef IPPROTO_SMC
#define IPPROTO_SMC 256
#endif
#ifndef IPPROTO_L2TP
#define IPPROTO_L2TP 115
#endif
#ifndef MSG_FASTOPEN
#define MSG_FASTOPEN 0x20000000
#endif
#ifndef TCP_FASTOPEN_CONNECT
#define TCP_FASTOPEN_CONNECT 30
#endif

/* The system's linux/ipv6.h and netinet/in.h do not go together. */
struct in6_request {
	struct in6_addr addr;
	uint32_t prefix_len;
	int index;
};

union address {
	struct sockaddr sa;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
	struct sockaddr_storage storage;
};

struct target {
	union address addr;
	socklen_t len;
};

/* An address of either family, from text. */
static inline struct target target(const char *text, uint16_t port)
{
	struct target t = {};

	if (strchr(text, ':')) {
		t.addr.v6.sin6_family = AF_INET6;
		t.addr.v6.sin6_port = htons(port);
		inet_pton(AF_INET6, text, &t.addr.v6.sin6_addr);
		t.len = sizeof(t.addr.v6);
	} else {
		t.addr.v4.sin_family = AF_INET;
		t.addr.v4.sin_port = htons(port);
		inet_pton(AF_INET, text, &t.addr.v4.sin_addr);
		t.len = sizeof(t.addr.v4);
	}
	return t;
}

static inline int wait_for_address(const char *text)
{
	struct target t = target(text, 0);
	long long end = now_ms() + PATIENCE_MS;
	int fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int err;

	do {
		err = bind(fd, &t.addr.sa, t.len) ? -errno : 0;
		if (err == -EADDRNOTAVAIL)
			usleep(1000);
	} while (err == -EADDRNOTAVAIL && now_ms() < end);
	close(fd);
	return err;
}

static inline int lo_up(void)
{
	static const char *const addresses[] = { GOOD6, BAD6, OTHER6 };
	struct ifreq ifr = { .ifr_name = "lo" };
	struct in6_request six = { .prefix_len = 128 };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int fd6 = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int err = 0;
	size_t i;

	if (fd < 0 || fd6 < 0)
		return -errno;
	if (ioctl(fd, SIOCGIFFLAGS, &ifr))
		err = -errno;
	ifr.ifr_flags |= IFF_UP;
	if (!err && ioctl(fd, SIOCSIFFLAGS, &ifr))
		err = -errno;
	if (!err && ioctl(fd, SIOCGIFINDEX, &ifr))
		err = -errno;
	six.index = ifr.ifr_ifindex;
	for (i = 0; !err && i < ARRAY_SIZE(addresses); i++) {
		inet_pton(AF_INET6, addresses[i], &six.addr);
		if (ioctl(fd6, SIOCSIFADDR, &six) && errno != EEXIST)
			err = -errno;
	}
	/* They are of use once a worker of the kernel has been over them. */
	for (i = 0; !err && i < ARRAY_SIZE(addresses); i++)
		err = wait_for_address(addresses[i]);
	close(fd);
	close(fd6);
	return err;
}

/* A private network: lo alone, with the addresses above. */
static inline int own_network(void)
{
	if (unshare(CLONE_NEWNET))
		return -errno;
	return lo_up();
}

static inline int make_socket(int family, int type, int protocol)
{
	int fd = socket(family, type | SOCK_CLOEXEC, protocol);

	return fd < 0 ? -errno : fd;
}

static inline uint16_t port_of(int fd)
{
	union address addr;
	socklen_t len = sizeof(addr);

	if (getsockname(fd, &addr.sa, &len))
		return 0;
	return ntohs(addr.sa.sa_family == AF_INET6 ? addr.v6.sin6_port :
						     addr.v4.sin_port);
}

/*
 * A receiver on every address of the family, on a port of its own. AF_INET6
 * ones take IPv4 too.
 */
static inline int receiver(int family, int type, int protocol)
{
	struct target any = target(family == AF_INET6 ? "::" : "0.0.0.0", 0);
	int fd = make_socket(family, type, protocol);
	int off = 0, err;

	if (fd < 0)
		return fd;
	if (family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
	if (bind(fd, &any.addr.sa, any.len) ||
	    ((type == SOCK_STREAM || type == SOCK_SEQPACKET ||
	      type == SOCK_DCCP) && listen(fd, 16))) {
		err = -errno;
		close(fd);
		return err;
	}
	return fd;
}

/* A control message with that in it; its length. */
static inline size_t control_put(void *space, int level, int type,
				 const void *data, size_t len)
{
	struct cmsghdr *cmsg = space;

	memset(space, 0, CMSG_SPACE(len));
	cmsg->cmsg_level = level;
	cmsg->cmsg_type = type;
	cmsg->cmsg_len = CMSG_LEN(len);
	memcpy(CMSG_DATA(cmsg), data, len);
	return CMSG_SPACE(len);
}

static inline int do_connect(int fd, const char *text, uint16_t port)
{
	struct target t = target(text, port);

	return connect(fd, &t.addr.sa, t.len) ? -errno : 0;
}

/* Drops the peer: connect(2) to AF_UNSPEC. */
static inline int do_disconnect(int fd)
{
	struct sockaddr none = { .sa_family = AF_UNSPEC };

	return connect(fd, &none, sizeof(none)) ? -errno : 0;
}

/* Sends one byte with an address. */
static inline int do_sendto(int fd, const char *text, uint16_t port, int flags)
{
	struct target t = target(text, port);
	ssize_t len = sendto(fd, "x", 1, flags | MSG_NOSIGNAL, &t.addr.sa,
			     t.len);

	return len < 0 ? -errno : len != 1 ? -EIO : 0;
}

/* Sends one byte to the peer. */
static inline int do_send(int fd)
{
	ssize_t len = send(fd, "x", 1, MSG_NOSIGNAL);

	return len < 0 ? -errno : len != 1 ? -EIO : 0;
}

/* Something to read within the patience of a test? */
static inline int wait_readable(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	int n;

	do {
		n = poll(&p, 1, PATIENCE_MS);
	} while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : !n ? -ETIMEDOUT : 0;
}

/* -EAGAIN if there is none. */
static inline int accept_now(int fd)
{
	int flags = fcntl(fd, F_GETFL), err;

	fcntl(fd, F_SETFL, flags | O_NONBLOCK);
	err = accept4(fd, NULL, NULL, SOCK_CLOEXEC);
	if (err < 0)
		err = -errno;
	fcntl(fd, F_SETFL, flags);
	return err;
}

/*
 * What made a socket readable may be gone when it is asked for, or have been
 * nothing that can be read: a connection that was given up, congestion of RDS.
 */
static inline int do_accept(int fd)
{
	long long end = now_ms() + PATIENCE_MS;
	int err;

	do {
		err = wait_readable(fd) ?: accept_now(fd);
	} while (err == -EAGAIN && now_ms() < end);
	return err == -EAGAIN ? -ETIMEDOUT : err;
}

static inline ssize_t recv_patiently(int fd, void *data, size_t len)
{
	long long end = now_ms() + PATIENCE_MS;
	ssize_t n;
	int err;

	do {
		err = wait_readable(fd);
		if (err)
			return err;
		n = recv(fd, data, len, MSG_DONTWAIT);
	} while (n < 0 && errno == EAGAIN && now_ms() < end);
	if (n < 0)
		return errno == EAGAIN ? -ETIMEDOUT : -errno;
	return n;
}

/* Takes one packet or byte off; how many bytes came. */
static inline int do_recv(int fd)
{
	char buf[256];

	return recv_patiently(fd, buf, sizeof(buf));
}

/*
 * Nothing came? The loopback delivers within the sending call, so what is not
 * there when that returned does not come.
 */
static inline bool nothing_at(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, 0) == 0;
}

/* Connects a new socket of its own: the usual question to the module. */
static inline int try_connect(int type, int protocol, const char *text,
			      uint16_t port)
{
	int family = strchr(text, ':') ? AF_INET6 : AF_INET;
	int fd = make_socket(family, type, protocol);
	int err;

	if (fd < 0)
		return fd;
	err = do_connect(fd, text, port);
	close(fd);
	return err;
}

static inline int try_tcp(const char *text, uint16_t port)
{
	return try_connect(SOCK_STREAM, 0, text, port);
}

static inline int try_udp(const char *text, uint16_t port)
{
	int family = strchr(text, ':') ? AF_INET6 : AF_INET;
	int fd = make_socket(family, SOCK_DGRAM, 0);
	int err;

	if (fd < 0)
		return fd;
	err = do_sendto(fd, text, port, 0);
	close(fd);
	return err;
}

/* A connected pair over TCP: pair[0] connected, pair[1] accepted. */
static inline int tcp_pair(int pair[2], int listener, const char *text)
{
	int family = strchr(text, ':') ? AF_INET6 : AF_INET;
	int err;

	pair[0] = make_socket(family, SOCK_STREAM, 0);
	if (pair[0] < 0)
		return pair[0];
	err = do_connect(pair[0], text, port_of(listener));
	if (err)
		return err;
	pair[1] = do_accept(listener);
	return pair[1] < 0 ? pair[1] : 0;
}

#endif /* _CORDON_NET_H */
