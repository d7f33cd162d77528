/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: the addresses of MPTCP connections
 */

#ifndef _CORDON_MPTCP_H
#define _CORDON_MPTCP_H

#include "netlink.h"

#include <linux/mptcp.h>

#ifndef SOL_MPTCP
#define SOL_MPTCP 284
#endif

static inline void mptcp_start(struct netlink *nl, int family, int cmd)
{
	struct genlmsghdr genl = { .cmd = cmd, .version = MPTCP_PM_VER };

	nl_start(nl, family, 0, &genl, sizeof(genl));
}

/* How many connections there may be, how many of them at a peer's wish. */
static inline int mptcp_limits(int family)
{
	uint32_t one = 1, four = 4;
	struct netlink nl;

	mptcp_start(&nl, family, MPTCP_PM_CMD_SET_LIMITS);
	nl_put(&nl, MPTCP_PM_ATTR_RCV_ADD_ADDRS, &one, sizeof(one));
	nl_put(&nl, MPTCP_PM_ATTR_SUBFLOWS, &four, sizeof(four));
	return nl_talk(NETLINK_GENERIC, &nl);
}

/*
 * Makes an address of this machine one to announce (MPTCP_PM_ADDR_FLAG_SIGNAL)
 * or to connect from (_SUBFLOW).
 */
static inline int mptcp_endpoint(const char *text, uint32_t flags)
{
	struct target t = target(text, 0);
	int err, pm = nl_family(MPTCP_PM_NAME);
	uint16_t family = AF_INET;
	struct nlattr *nest;
	struct netlink nl;
	uint8_t id = 9;

	if (pm < 0)
		return pm;
	err = mptcp_limits(pm);
	if (err)
		return err;
	mptcp_start(&nl, pm, MPTCP_PM_CMD_ADD_ADDR);
	nest = nl_nest(&nl, MPTCP_PM_ATTR_ADDR);
	nl_put(&nl, MPTCP_PM_ADDR_ATTR_FAMILY, &family, sizeof(family));
	nl_put(&nl, MPTCP_PM_ADDR_ATTR_ID, &id, sizeof(id));
	nl_put(&nl, MPTCP_PM_ADDR_ATTR_ADDR4, &t.addr.v4.sin_addr,
	       sizeof(t.addr.v4.sin_addr));
	nl_put(&nl, MPTCP_PM_ADDR_ATTR_FLAGS, &flags, sizeof(flags));
	nl_done(&nl, nest);
	return nl_talk(NETLINK_GENERIC, &nl);
}

#endif /* _CORDON_MPTCP_H */
