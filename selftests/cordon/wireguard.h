/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: a tunnel between two network namespaces
 *
 * Both ends are made in our own namespace and speak over its loopback; one of
 * them is then given to the other namespace.
 */

#ifndef _CORDON_WIREGUARD_H
#define _CORDON_WIREGUARD_H

#include "netlink.h"

#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/wireguard.h>

struct wg_end {
	const char *name;
	const char *inside; /* its address in the tunnel */
	uint16_t port;
	uint8_t secret, key[WG_KEY_LEN];
};

/* -EOPNOTSUPP: this kernel has no such devices. */
static inline int wg_create(const struct wg_end *end)
{
	struct ifinfomsg info = {};
	struct nlattr *link;
	struct netlink nl;

	nl_start(&nl, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &info,
		 sizeof(info));
	nl_put_text(&nl, IFLA_IFNAME, end->name);
	link = nl_nest(&nl, IFLA_LINKINFO);
	nl_put_text(&nl, IFLA_INFO_KIND, "wireguard");
	nl_done(&nl, link);
	return nl_talk(NETLINK_ROUTE, &nl);
}

static inline int wg_start(struct netlink *nl, int cmd, int flags,
			   const struct wg_end *end)
{
	struct genlmsghdr genl = { .cmd = cmd, .version = WG_GENL_VERSION };
	int family = nl_family(WG_GENL_NAME);

	if (family < 0)
		return family;
	nl_start(nl, family, flags, &genl, sizeof(genl));
	nl_put_text(nl, WGDEVICE_A_IFNAME, end->name);
	return 0;
}

/* Its key and port; the kernel says what the public key is. */
static inline int wg_set_key(struct wg_end *end)
{
	uint8_t secret[WG_KEY_LEN];
	struct netlink nl;
	void *key;
	int err;

	memset(secret, end->secret, sizeof(secret));
	err = wg_start(&nl, WG_CMD_SET_DEVICE, 0, end);
	if (err)
		return err;
	nl_put(&nl, WGDEVICE_A_PRIVATE_KEY, secret, sizeof(secret));
	nl_put(&nl, WGDEVICE_A_LISTEN_PORT, &end->port, sizeof(end->port));
	err = nl_talk(NETLINK_GENERIC, &nl);
	err = err ?: wg_start(&nl, WG_CMD_GET_DEVICE, NLM_F_DUMP, end);
	err = err ?: nl_talk(NETLINK_GENERIC, &nl);
	if (err)
		return err;
	key = nl_find(&nl, sizeof(struct genlmsghdr), WGDEVICE_A_PUBLIC_KEY);
	if (!key)
		return -EBADMSG;
	memcpy(end->key, key, sizeof(end->key));
	return 0;
}

static inline int wg_set_peer(const struct wg_end *end,
			      const struct wg_end *peer)
{
	struct target at = target(GOOD4, peer->port);
	struct target inside = target(peer->inside, 0);
	struct nlattr *peers, *one, *all, *range;
	uint16_t family = AF_INET;
	uint8_t mask = 32;
	struct netlink nl;
	int err = wg_start(&nl, WG_CMD_SET_DEVICE, 0, end);

	if (err)
		return err;
	peers = nl_nest(&nl, WGDEVICE_A_PEERS);
	one = nl_nest(&nl, 0);
	nl_put(&nl, WGPEER_A_PUBLIC_KEY, peer->key, sizeof(peer->key));
	nl_put(&nl, WGPEER_A_ENDPOINT, &at.addr.v4, sizeof(at.addr.v4));
	all = nl_nest(&nl, WGPEER_A_ALLOWEDIPS);
	range = nl_nest(&nl, 0);
	nl_put(&nl, WGALLOWEDIP_A_FAMILY, &family, sizeof(family));
	nl_put(&nl, WGALLOWEDIP_A_IPADDR, &inside.addr.v4.sin_addr,
	       sizeof(inside.addr.v4.sin_addr));
	nl_put(&nl, WGALLOWEDIP_A_CIDR_MASK, &mask, sizeof(mask));
	nl_done(&nl, range);
	nl_done(&nl, all);
	nl_done(&nl, one);
	nl_done(&nl, peers);
	return nl_talk(NETLINK_GENERIC, &nl);
}

/* To the network namespace that is open as netns. */
static inline int wg_move(const struct wg_end *end, int netns)
{
	struct ifinfomsg info = { .ifi_index = if_nametoindex(end->name) };
	struct netlink nl;

	nl_start(&nl, RTM_SETLINK, 0, &info, sizeof(info));
	nl_put(&nl, IFLA_NET_NS_FD, &netns, sizeof(netns));
	return nl_talk(NETLINK_ROUTE, &nl);
}

static inline int wg_address(int fd, struct ifreq *ifr, int request,
			     const char *text)
{
	struct target t = target(text, 0);

	memcpy(&ifr->ifr_addr, &t.addr.v4, sizeof(t.addr.v4));
	return ioctl(fd, request, ifr) ? -errno : 0;
}

/* Its address and that of the other end, and up. */
static inline int wg_up(const struct wg_end *end, const struct wg_end *peer)
{
	int err, fd = make_socket(AF_INET, SOCK_DGRAM, 0);
	struct ifreq ifr = {};

	if (fd < 0)
		return fd;
	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", end->name);
	err = wg_address(fd, &ifr, SIOCSIFADDR, end->inside);
	err = err ?: wg_address(fd, &ifr, SIOCSIFDSTADDR, peer->inside);
	if (!err && ioctl(fd, SIOCGIFFLAGS, &ifr))
		err = -errno;
	ifr.ifr_flags |= IFF_UP;
	if (!err && ioctl(fd, SIOCSIFFLAGS, &ifr))
		err = -errno;
	close(fd);
	return err;
}

#endif /* _CORDON_WIREGUARD_H */
