// SPDX-License-Identifier: GPL-2.0-only
/*
 * The other end of a cable, in a network namespace of its own: what arrives
 * there has got out. It takes connections to SINK_PORT, and counts the datagrams and
 * the first packets of connections to other ports.
 */

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ask.h"
#include "bench.h"
#include "sink.h"

#define ROOM	(64 << 20)

static long *counted;

static void command(const char *text)
{
	must(!system(text), text);
}

static void count(const unsigned char *data, ssize_t len)
{
	const struct iphdr *ip = (const void *)data;
	const struct tcphdr *tcp;
	size_t head;
	int port;

	if (len < (ssize_t)sizeof(*ip) || ip->version != 4)
		return;
	head = ip->ihl * 4;
	if (len < (ssize_t)(head + sizeof(struct udphdr)))
		return;
	/* Both have the port there. */
	tcp = (const void *)(data + head);
	port = ntohs(tcp->dest);
	if (ip->protocol == IPPROTO_TCP &&
	    (len < (ssize_t)(head + sizeof(*tcp)) || !tcp->syn || tcp->ack))
		return;
	if (port >= FIRST_MARK && port < FIRST_MARK + MARKS)
		__atomic_fetch_add(&counted[port - FIRST_MARK], 1,
				   __ATOMIC_RELAXED);
}

static void accept_all(int listener)
{
	int fd;

	/* The other end resets them: none lingers. */
	for (;;) {
		fd = accept(listener, NULL, NULL);
		if (fd >= 0)
			close(fd);
	}
}

static int bound(int type, int port)
{
	struct sockaddr_in addr = { .sin_family = AF_INET,
				    .sin_port = htons(port) };
	int fd = socket(AF_INET, type, 0);

	must(fd >= 0 && !bind(fd, (struct sockaddr *)&addr, sizeof(addr)),
	     "bind");
	return fd;
}

static void serve(void (*ready)(void))
{
	int packets, listener, mark, room = ROOM;
	unsigned char data[128];
	ssize_t len;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	must(!unshare(CLONE_NEWNET), "unshare");
	command("ip link add sink type veth peer name sink0 netns 1");
	command("ip addr add " SINK "/24 dev sink");
	command("ip link set sink up");
	command("ip link set lo up");
	packets = socket(AF_PACKET, SOCK_DGRAM, htons(ETH_P_IP));
	must(packets >= 0 && !setsockopt(packets, SOL_SOCKET, SO_RCVBUFFORCE,
					 &room, sizeof(room)), "packets");
	listener = bound(SOCK_STREAM, SINK_PORT);
	must(!listen(listener, 4096), "listen");
	/* Nobody reads them: they are there so that no error goes back. */
	for (mark = 0; mark < MARKS; mark++)
		bound(SOCK_DGRAM, FIRST_MARK + mark);
	if (!fork()) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		accept_all(listener);
	}
	ready();
	while ((len = recv(packets, data, sizeof(data), 0)) > 0)
		count(data, len);
	_exit(1);
}

void start_sink(void)
{
	counted = mmap(NULL, MARKS * sizeof(*counted), PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	must(counted != MAP_FAILED, "mmap");
	start_server(serve);
	command("ip addr add 198.18.0.1/24 dev sink0");
	command("ip link set sink0 up");
}

long sunk(int mark)
{
	return __atomic_load_n(&counted[mark], __ATOMIC_RELAXED);
}

static long all_sunk(void)
{
	long sum = 0;
	int i;

	for (i = 0; i < MARKS; i++)
		sum += sunk(i);
	return sum;
}

/* What is on its way arrives: until nothing has come for a while. */
void settle_sink(void)
{
	long before;

	do {
		before = all_sunk();
		sleep(3);
	} while (all_sunk() != before);
}
