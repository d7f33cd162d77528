/* SPDX-License-Identifier: GPL-2.0-only */
/* What the parts of the benchmark share, see main.c. */

#ifndef BENCH_H
#define BENCH_H

#include <err.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#define SAMPLES_MAX	5000

/*
 * One instruction, no call into the kernel, and exact under vm --icount: there
 * the counter goes up by one with each instruction that the processor executes.
 */
static inline uint64_t now(void)
{
	uint32_t lo, hi;

	__asm__ volatile("rdtsc" : "=a"(lo), "=d"(hi) : : "memory");
	return (uint64_t)hi << 32 | lo;
}

static inline void must(int good, const char *what)
{
	if (!good)
		err(1, "%s", what);
}

/*
 * struct bench - a call that is measured
 * @name: as printed
 * @prepare: makes ready for one call, not measured; may be NULL
 * @call: the call; negative is a failure
 * @finish: clears up after it, not measured; may be NULL
 */
struct bench {
	const char *name;
	void (*prepare)(void);
	long (*call)(void);
	void (*finish)(void);
};

/* kB each, from /proc/meminfo */
struct memory {
	long free, slab, vmalloc;
};

#define CORDON	"/sys/kernel/security/cordon/"

/* Everybody may send there. */
#define GOOD	"127.0.0.1"
/* That is what the policy is about. */
#define BAD	"127.0.0.2"
#define PORT	4242

/* kernel.c: what the module and the kernel say, and are told */
struct memory settled_memory(void);
double seconds(void);
double load_policy(const char *data, size_t size);
long long status_of(const char *key);
void wait_for_status(const char *key, long long value);
size_t read_whole(const char *name, char *data, size_t size);

/* send.c: a packet; 0 or an errno */
struct sockaddr_in address(const char *host, int port);
int send_packet(int fd, const char *host, int port);
int connect_packet(const char *host, int port);
int packet_socket(void);

/*
 * struct ends - see ends.c
 * @addr: where all send
 * @receiver: what is sent there by UDP arrives here
 * @listener: and connections
 * @udp: not connected
 * @udp_again: to be connected again and again
 * @udp_connected: to @addr
 * @tcp: connected, to @tcp_peer
 * @bulk: connected, to @bulk_peer; has room for much
 */
struct ends {
	struct sockaddr_in addr;
	int receiver, listener;
	int udp, udp_again, udp_connected;
	int tcp, tcp_peer;
	int bulk, bulk_peer;
};

extern struct ends ends;

/* ends.c */
void make_ends(void);
void make_bulk_ends(void);
int new_socket(int type);
long connect_to_peer(int fd);
void drain(int fd);
long close_by_reset(int fd);
void hang_up(int fd);

/* steps.c: @fresh is the socket of one call; a call is negative on failure */
extern int fresh;
void fresh_udp(void);
void fresh_tcp(void);
void close_fresh(void);
void hang_up_fresh(void);
void drain_udp(void);
void drain_tcp(void);
long call_connect(void);
long call_udp_sendto(void);
long call_udp_send(void);
long call_tcp_send(void);

/* ring.c: negative is a failure */
void make_ring(void);
long ring_connect(int fd);
long ring_sendto(int fd);

/* sample.c */
int samples_wanted(const char *text);
uint64_t sample(const struct bench *bench);
void report(const char *column, const char *name, uint64_t *cost, int n);
void measure(const char *column, const struct bench *bench, int samples);

/* loop.c, calls.c, exec.c, load.c: the commands, with what follows their name */
int run_loop(char **args);
int run_calls(char **args);
int run_exec(char **args);
int run_chain(char **args, uint64_t started);
int run_load(char **args);
int run_weigh(char **args);

/* compare.c: its calls, and what they need */
void make_compared(void);
const struct bench *compared(const char *name);

/* compare.c, change.c, rate.c, refused.c: of scripts/bench-compare and bench-rate */
int run_compare(char **args);
int run_change(char **args);
int run_rate(char **args);
int run_refused(char **args);

/* crowd.c, flood.c, replace.c: of scripts/bench-load */
int run_crowd(char **args);
int run_member(char **args);
int run_flood(char **args);
int run_other(char **args);
int run_replace(char **args);
int run_tries(char **args);

#endif
