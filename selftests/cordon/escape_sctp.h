/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: the calls of the escape matrix on SCTP sockets that have
 * many associations
 */

#ifndef _CORDON_ESCAPE_SCTP_H
#define _CORDON_ESCAPE_SCTP_H

#include "escape.h"

#include <linux/sctp.h>

/* The first association of the socket. */
static inline int sctp_first_assoc(int fd, sctp_assoc_t *id)
{
	struct {
		struct sctp_assoc_ids head;
		sctp_assoc_t more[8];
	} ids = {};
	socklen_t len = sizeof(ids);

	if (getsockopt(fd, IPPROTO_SCTP, SCTP_GET_ASSOC_ID_LIST, &ids, &len))
		return -errno;
	if (!ids.head.gaids_number_of_ids)
		return -ENOTCONN;
	*id = ids.head.gaids_assoc_id[0];
	return 0;
}

static inline int sctp_send(struct shot *s, int type, const void *info,
			    size_t len)
{
	struct iovec iov = { s->packet, s->len };
	char space[CMSG_SPACE(sizeof(struct sctp_sndrcvinfo))] = {};
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = space, .msg_controllen = CMSG_SPACE(len),
	};

	control_put(space, IPPROTO_SCTP, type, info, len);
	return sendmsg(s->fd, &msg, MSG_NOSIGNAL) < 0 ? -errno : 0;
}

/* By its number, or to all there are. */
static inline int by_sndrcv(const struct call *call, struct shot *s)
{
	struct sctp_sndrcvinfo info = { .sinfo_flags = call->arg };
	int err = sctp_first_assoc(s->fd, &info.sinfo_assoc_id);

	return err ?: sctp_send(s, SCTP_SNDRCV, &info, sizeof(info));
}

static inline int by_sndinfo(const struct call *call, struct shot *s)
{
	struct sctp_sndinfo info = {};
	int err = sctp_first_assoc(s->fd, &info.snd_assoc_id);

	return err ?: sctp_send(s, SCTP_SNDINFO, &info, sizeof(info));
}

/* Its number is what the socket uses when nothing is said. */
static inline int by_default_info(const struct call *call, struct shot *s)
{
	struct sctp_sndinfo info = {};
	int err = sctp_first_assoc(s->fd, &info.snd_assoc_id);

	if (err)
		return err;
	if (setsockopt(s->fd, IPPROTO_SCTP, SCTP_DEFAULT_SNDINFO, &info,
		       sizeof(info)))
		return -errno;
	return sctp_send(s, SCTP_SNDINFO, &info, sizeof(info));
}

/* On a socket of its own. */
static inline int by_peeloff(const struct call *call, struct shot *s)
{
	sctp_peeloff_arg_t arg = {};
	socklen_t len = sizeof(arg);
	int fd, err = sctp_first_assoc(s->fd, &arg.associd);

	if (err)
		return err;
	fd = getsockopt(s->fd, IPPROTO_SCTP, SCTP_SOCKOPT_PEELOFF, &arg, &len);
	if (fd < 0)
		return -errno;
	return write(fd, s->packet, s->len) < 0 ? -errno : 0;
}

static inline const struct call *sctp_calls(size_t *n)
{
	static const struct call calls[] = {
		{ "sndrcv", CALL_PEER | CALL_MANY | CALL_BASIC, by_sndrcv },
		{ "sendall", CALL_PEER | CALL_MANY, by_sndrcv, SCTP_SENDALL },
		{ "sndinfo", CALL_PEER | CALL_MANY, by_sndinfo },
		{ "default_info", CALL_PEER | CALL_MANY, by_default_info },
		{ "peeloff", CALL_PEER | CALL_MANY, by_peeloff },
	};

	*n = ARRAY_SIZE(calls);
	return calls;
}

#endif /* _CORDON_ESCAPE_SCTP_H */
