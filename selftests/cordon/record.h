/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: audit records, as the multicast group gets them
 */

#ifndef _CORDON_RECORD_H
#define _CORDON_RECORD_H

#include "fields.h"
#include "net.h"

#include <linux/audit.h>
#include <linux/netlink.h>

#ifndef AUDIT_CORDON_VERDICT
#define AUDIT_CORDON_VERDICT 1460
#define AUDIT_CORDON_QUESTION 1461
#define AUDIT_CORDON_ANSWER 1462
#endif

#define RECORD_MAX 16384

struct record {
	int type;
	/* "op=…": what follows the stamp. */
	char *text;
	char room[RECORD_MAX];
};

/* A reader of the group; only the initial network namespace has it. */
static inline int records_open(void)
{
	struct sockaddr_nl nl = { .nl_family = AF_NETLINK };
	int group = AUDIT_NLGRP_READLOG, size = 4 << 20;
	int fd = make_socket(AF_NETLINK, SOCK_RAW, NETLINK_AUDIT);

	if (fd < 0)
		return fd;
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	if (bind(fd, (struct sockaddr *)&nl, sizeof(nl)) ||
	    setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group,
		       sizeof(group))) {
		close(fd);
		return -errno;
	}
	return fd;
}

/* The next record of that type; others are passed over. */
static inline int record_next(int fd, int type, struct record *record)
{
	struct nlmsghdr *head = (struct nlmsghdr *)record->room;
	long long end = now_ms() + PATIENCE_MS;
	struct pollfd p = { .fd = fd, .events = POLLIN };
	ssize_t len;
	int left;

	while ((left = end - now_ms()) > 0) {
		if (poll(&p, 1, left) != 1)
			continue;
		len = recv(fd, record->room, RECORD_MAX - 1, MSG_DONTWAIT);
		if (len < (ssize_t)sizeof(*head))
			return len < 0 ? -errno : -EBADMSG;
		record->room[len] = '\0';
		if (head->nlmsg_type != type)
			continue;
		record->type = type;
		record->text = strstr(NLMSG_DATA(head), "): ");
		if (!record->text)
			return -EBADMSG;
		record->text += 3;
		return 0;
	}
	fprintf(stderr, "# no record of type %d\n", type);
	return -ETIMEDOUT;
}

/*
 * How many records of that type come before one of type "last". That has to
 * be provoked after what is counted: records keep their order.
 */
static inline int records_until(int fd, int type, int last,
				struct record *record)
{
	struct nlmsghdr *head = (struct nlmsghdr *)record->room;
	int count = 0;
	ssize_t len;

	for (;;) {
		if (wait_readable(fd))
			return -ETIMEDOUT;
		len = recv(fd, record->room, RECORD_MAX - 1, MSG_DONTWAIT);
		if (len < (ssize_t)sizeof(*head))
			return len < 0 ? -errno : -EBADMSG;
		if (head->nlmsg_type == last)
			return count;
		count += head->nlmsg_type == type;
	}
}

/* The next one of that type that says key=value. */
static inline int record_next_with(int fd, int type, const char *key,
				   const char *value, struct record *record)
{
	char found[256];
	int err;

	do {
		err = record_next(fd, type, record);
	} while (!err && (!field(record->text, key, found, sizeof(found)) ||
			  strcmp(found, value)));
	return err;
}

/*
 * What came before is of no interest. Records travel through a thread of the
 * kernel: those of the past are all here when that of a change is that is
 * refused now.
 */
static inline int records_drop(int fd)
{
	static struct record record;

	if (cordon_write("rules", "delete 18446744073709551615\n") != -ENOENT)
		return -EBADMSG;
	return record_next_with(fd, AUDIT_MAC_CONFIG_CHANGE, "res", "0",
				&record);
}

#endif /* _CORDON_RECORD_H */
