/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: the devices that the escape matrix needs, by rtnetlink
 */

#ifndef _CORDON_ESCAPE_LINK_H
#define _CORDON_ESCAPE_LINK_H

#include "escape.h"

#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>

#ifndef AF_MCTP
#define AF_MCTP 45
#endif

/* Ends of a cable: what goes out at one comes in at the other. */
#define CABLE_NEAR "cable0"
#define CABLE_FAR "cable1"

struct link_request {
	struct nlmsghdr head;
	char room[512];
};

static inline void *link_put(struct link_request *r, const void *data,
			     size_t len)
{
	void *at = (char *)r + NLMSG_ALIGN(r->head.nlmsg_len);

	if (data)
		memcpy(at, data, len);
	r->head.nlmsg_len = NLMSG_ALIGN(r->head.nlmsg_len) + len;
	return at;
}

static inline struct rtattr *link_attr(struct link_request *r, int type,
				       const void *data, size_t len)
{
	struct rtattr attr = { .rta_type = type, .rta_len = RTA_LENGTH(len) };
	struct rtattr *at = link_put(r, &attr, sizeof(attr));

	if (data)
		link_put(r, data, len);
	return at;
}

/* Everything since that attribute is inside it. */
static inline void link_end(struct link_request *r, struct rtattr *attr)
{
	attr->rta_len = (char *)r + r->head.nlmsg_len - (char *)attr;
}

static inline struct link_request link_request(int type, int flags)
{
	return (struct link_request) {
		.head = { .nlmsg_len = NLMSG_HDRLEN, .nlmsg_type = type,
			  .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags },
	};
}

static inline int link_talk(struct link_request *r)
{
	int fd = make_socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
	char room[4096];
	struct nlmsghdr *head = (void *)room;
	struct nlmsgerr *error = NLMSG_DATA(head);
	int err;

	if (fd < 0)
		return fd;
	if (send(fd, r, r->head.nlmsg_len, 0) < 0 ||
	    recv(fd, room, sizeof(room), 0) < 0)
		err = -errno;
	else
		err = head->nlmsg_type == NLMSG_ERROR ? error->error : -EIO;
	close(fd);
	return err;
}

static inline int link_up(const char *name)
{
	struct link_request r = link_request(RTM_NEWLINK, 0);
	struct ifinfomsg info = {
		.ifi_index = if_nametoindex(name),
		.ifi_flags = IFF_UP, .ifi_change = IFF_UP,
	};

	link_put(&r, &info, sizeof(info));
	return link_talk(&r);
}

static inline int link_add(const char *name, const char *kind,
			   const char *peer)
{
	struct link_request r = link_request(RTM_NEWLINK,
					     NLM_F_CREATE | NLM_F_EXCL);
	struct ifinfomsg info = {};
	struct rtattr *about, *data, *other;
	int err;

	link_put(&r, &info, sizeof(info));
	link_attr(&r, IFLA_IFNAME, name, strlen(name) + 1);
	about = link_attr(&r, IFLA_LINKINFO, NULL, 0);
	link_attr(&r, IFLA_INFO_KIND, kind, strlen(kind) + 1);
	if (peer) {
		data = link_attr(&r, IFLA_INFO_DATA, NULL, 0);
		other = link_attr(&r, VETH_INFO_PEER, NULL, 0);
		link_put(&r, &info, sizeof(info));
		link_attr(&r, IFLA_IFNAME, peer, strlen(peer) + 1);
		link_end(&r, other);
		link_end(&r, data);
	}
	link_end(&r, about);
	err = link_talk(&r);
	err = err ?: link_up(name);
	return err || !peer ? err : link_up(peer);
}

/* The cable, if it is not there yet. */
static inline int cable(void)
{
	static const char off[] = "1";
	int err;

	if (if_nametoindex(CABLE_NEAR))
		return 0;
	/* Nothing but what the test sends. */
	err = write_path("/proc/sys/net/ipv6/conf/default/disable_ipv6", off);
	return err ?: link_add(CABLE_NEAR, "veth", CABLE_FAR);
}

static inline int link_mac(const char *name, unsigned char mac[6])
{
	struct ifreq ifr = {};
	int fd = make_socket(AF_INET, SOCK_DGRAM, 0);
	int err;

	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", name);
	err = ioctl(fd, SIOCGIFHWADDR, &ifr) ? -errno : 0;
	memcpy(mac, ifr.ifr_hwaddr.sa_data, 6);
	close(fd);
	return err;
}

/* An address of another family than IP, one byte long. */
static inline int link_address(const char *name, int family, uint8_t address)
{
	struct link_request r = link_request(RTM_NEWADDR, NLM_F_CREATE);
	struct ifaddrmsg info = {
		.ifa_family = family, .ifa_index = if_nametoindex(name),
	};

	link_put(&r, &info, sizeof(info));
	link_attr(&r, IFA_LOCAL, &address, 1);
	return link_talk(&r);
}

/* An address of any family. */
static inline struct target target_of(const void *address, size_t len)
{
	struct target t = { .len = len };

	memcpy(&t.addr, address, len);
	return t;
}

static inline int bind_target(int fd, const struct target *t)
{
	return bind(fd, &t->addr.sa, t->len) ? -errno : 0;
}

#endif /* _CORDON_ESCAPE_LINK_H */
