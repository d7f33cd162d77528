// SPDX-License-Identifier: GPL-2.0-only
/*
 * Takes each packet of NFQUEUE 0, with its headers, and lets it pass: the least
 * that a firewall of this kind does.
 */

#include <arpa/inet.h>
#include <libmnl/libmnl.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_queue.h>
#include <unistd.h>

#include "with.h"

#define QUEUE	0
#define HEADERS	128
#define LENGTH	4096

static struct mnl_socket *netlink;
static char buffer[16 * 1024];

static struct nlmsghdr *message(int type)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buffer);
	struct nfgenmsg *nfg;

	nlh->nlmsg_type = NFNL_SUBSYS_QUEUE << 8 | type;
	nlh->nlmsg_flags = NLM_F_REQUEST;
	nfg = mnl_nlmsg_put_extra_header(nlh, sizeof(*nfg));
	nfg->nfgen_family = AF_UNSPEC;
	nfg->version = NFNETLINK_V0;
	nfg->res_id = htons(QUEUE);
	return nlh;
}

static void send_message(const struct nlmsghdr *nlh)
{
	must(mnl_socket_sendto(netlink, nlh, nlh->nlmsg_len) >= 0, "nfqueue");
}

static void configure(void)
{
	struct nfqnl_msg_config_cmd cmd = { .command = NFQNL_CFG_CMD_BIND,
					    .pf = htons(AF_INET) };
	struct nfqnl_msg_config_params params = {
		.copy_range = htonl(HEADERS),
		.copy_mode = NFQNL_COPY_PACKET,
	};
	struct nlmsghdr *nlh = message(NFQNL_MSG_CONFIG);
	int len;

	mnl_attr_put(nlh, NFQA_CFG_CMD, sizeof(cmd), &cmd);
	mnl_attr_put(nlh, NFQA_CFG_PARAMS, sizeof(params), &params);
	mnl_attr_put_u32(nlh, NFQA_CFG_QUEUE_MAXLEN, htonl(LENGTH));
	nlh->nlmsg_flags |= NLM_F_ACK;
	nlh->nlmsg_seq = 1;
	send_message(nlh);
	len = mnl_socket_recvfrom(netlink, buffer, sizeof(buffer));
	must(mnl_cb_run(buffer, len, 1, mnl_socket_get_portid(netlink), NULL,
			NULL) >= 0, "nfqueue: no queue");
}

static int each_packet(const struct nlmsghdr *nlh, void *id)
{
	const struct nfqnl_msg_packet_hdr *header;
	struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, sizeof(struct nfgenmsg)) {
		if (mnl_attr_get_type(attr) != NFQA_PACKET_HDR)
			continue;
		header = mnl_attr_get_payload(attr);
		*(uint32_t *)id = header->packet_id;
	}
	return MNL_CB_OK;
}

static void let_pass(uint32_t id)
{
	struct nfqnl_msg_verdict_hdr verdict = { .verdict = htonl(NF_ACCEPT),
						 .id = id };
	struct nlmsghdr *nlh = message(NFQNL_MSG_VERDICT);

	mnl_attr_put(nlh, NFQA_VERDICT_HDR, sizeof(verdict), &verdict);
	send_message(nlh);
}

/* The kernel sends one packet a message. */
static void serve(void)
{
	uint32_t id;
	int len;

	for (;;) {
		len = mnl_socket_recvfrom(netlink, buffer, sizeof(buffer));
		must(len >= 0 && mnl_cb_run(buffer, len, 0, 0, each_packet,
					    &id) >= 0, "nfqueue: packet");
		let_pass(id);
	}
}

void with_queue(void)
{
	netlink = mnl_socket_open2(NETLINK_NETFILTER, SOCK_CLOEXEC);
	must(netlink && !mnl_socket_bind(netlink, 0, MNL_SOCKET_AUTOPID),
	     "netlink");
	configure();
	if (!fork_servant())
		serve();
}
