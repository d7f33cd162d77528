/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: netlink requests, as few of its words as the tests need
 */

#ifndef _CORDON_NETLINK_H
#define _CORDON_NETLINK_H

#include "net.h"

#include <linux/genetlink.h>
#include <linux/netlink.h>

/* A request that is being put together, or an answer. */
struct netlink {
	struct nlmsghdr header;
	char body[4096 - sizeof(struct nlmsghdr)];
};

static inline void *nl_end(struct netlink *nl)
{
	return (char *)nl + NLMSG_ALIGN(nl->header.nlmsg_len);
}

/* The start: the header of the family that follows the one of netlink. */
static inline void nl_start(struct netlink *nl, int type, int flags,
			    const void *header, size_t len)
{
	memset(nl, 0, sizeof(*nl));
	nl->header.nlmsg_type = type;
	nl->header.nlmsg_flags = NLM_F_REQUEST | flags;
	nl->header.nlmsg_len = NLMSG_LENGTH(len);
	memcpy(NLMSG_DATA(&nl->header), header, len);
}

static inline void nl_put(struct netlink *nl, int type, const void *data,
			  size_t len)
{
	struct nlattr *attr = nl_end(nl);

	attr->nla_type = type;
	attr->nla_len = NLA_HDRLEN + len;
	if (len)
		memcpy((char *)attr + NLA_HDRLEN, data, len);
	nl->header.nlmsg_len = NLMSG_ALIGN(nl->header.nlmsg_len) +
			       NLA_ALIGN(attr->nla_len);
}

static inline void nl_put_text(struct netlink *nl, int type, const char *text)
{
	nl_put(nl, type, text, strlen(text) + 1);
}

/* Begins an attribute of attributes; hand it to nl_done(). */
static inline struct nlattr *nl_nest(struct netlink *nl, int type)
{
	struct nlattr *attr = nl_end(nl);

	nl_put(nl, type | NLA_F_NESTED, NULL, 0);
	return attr;
}

static inline void nl_done(struct netlink *nl, struct nlattr *attr)
{
	attr->nla_len = (char *)nl_end(nl) - (char *)attr;
}

/* Sends it; the first message of the answer takes its place. */
static inline int nl_talk(int protocol, struct netlink *nl)
{
	int fd = make_socket(AF_NETLINK, SOCK_RAW, protocol);
	struct nlmsgerr *error;
	ssize_t len;

	if (fd < 0)
		return fd;
	if ((nl->header.nlmsg_flags & NLM_F_DUMP) != NLM_F_DUMP)
		nl->header.nlmsg_flags |= NLM_F_ACK;
	if (send(fd, nl, nl->header.nlmsg_len, 0) < 0)
		len = -errno;
	else
		len = recv(fd, nl, sizeof(*nl), 0);
	close(fd);
	if (len < (ssize_t)sizeof(nl->header))
		return len < 0 ? len : -EBADMSG;
	error = NLMSG_DATA(&nl->header);
	return nl->header.nlmsg_type == NLMSG_ERROR ? error->error : 0;
}

/* An attribute of an answer, after a family header of that size, or NULL. */
static inline void *nl_find(struct netlink *nl, size_t header, int type)
{
	char *at = (char *)NLMSG_DATA(&nl->header) + NLMSG_ALIGN(header);
	char *end = (char *)nl + nl->header.nlmsg_len;

	while (at + NLA_HDRLEN <= end) {
		struct nlattr *attr = (struct nlattr *)at;

		if ((attr->nla_type & NLA_TYPE_MASK) == type)
			return at + NLA_HDRLEN;
		if (attr->nla_len < NLA_HDRLEN)
			break;
		at += NLA_ALIGN(attr->nla_len);
	}
	return NULL;
}

/* The number of a generic netlink family. */
static inline int nl_family(const char *name)
{
	struct genlmsghdr genl = { .cmd = CTRL_CMD_GETFAMILY, .version = 1 };
	struct netlink nl;
	uint16_t *id;
	int err;

	nl_start(&nl, GENL_ID_CTRL, 0, &genl, sizeof(genl));
	nl_put_text(&nl, CTRL_ATTR_FAMILY_NAME, name);
	err = nl_talk(NETLINK_GENERIC, &nl);
	if (err)
		return err;
	id = nl_find(&nl, sizeof(genl), CTRL_ATTR_FAMILY_ID);
	return id ? *id : -EBADMSG;
}

#endif /* _CORDON_NETLINK_H */
