// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: connections without memory
 *
 * An allowed call may fail, but what is denied never gets through, also when
 * the rules of a program cannot be selected.
 */

#include "fault.h"

FIXTURE(call)
{
	struct target target;
	const char *policy;
	int type, protocol;
	int fd, in;
	int expected;
	long long subjects;
};

/* What is lost for lack of memory is soon sent again. */
static int hurry(void)
{
	int err = write_path("/proc/sys/net/sctp/rto_min", "10");

	err = err ?: write_path("/proc/sys/net/sctp/rto_initial", "10");
	return err ?: write_path("/proc/sys/net/sctp/rto_max", "10");
}

FIXTURE_SETUP(call)
{
	REQUIRE_CORDON();
	REQUIRE_FAULTS();
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, own_network());
	ASSERT_EQ(0, hurry());
	self->subjects = status_of("subjects");
	self->fd = -1;
	self->in = -1;
}

FIXTURE_TEARDOWN(call)
{
	EXPECT_EQ(0, policy_reset());
	EXPECT_EQ(0, status_of("questions"));
	EXPECT_EQ(0, status_of("held"));
	close(self->in);
	EXPECT_TRUE(subjects_become(self->subjects));
}

#define DENY_BAD "default allow\ndeny dst=" BAD4 "," BAD6 "\n"

/* A new generation: the first call under it selects the rules. */
static int begin_call(void *arg)
{
	FIXTURE_DATA(call) *self = arg;
	int err = load("%s", self->policy);

	if (err)
		return err;
	self->fd = make_socket(self->target.addr.sa.sa_family, self->type,
			       self->protocol);
	return self->fd < 0 ? self->fd : 0;
}

static int connect_it(void *arg)
{
	FIXTURE_DATA(call) *self = arg;

	return connect(self->fd, &self->target.addr.sa, self->target.len) ?
		       -errno : 0;
}

static int send_to_it(void *arg)
{
	FIXTURE_DATA(call) *self = arg;
	ssize_t len = sendto(self->fd, "x", 1, MSG_NOSIGNAL,
			     &self->target.addr.sa, self->target.len);

	return len < 0 ? -errno : 0;
}

static int drain(int in, int type)
{
	int fd = type == SOCK_DGRAM ? do_recv(in) : do_accept(in);

	if (type != SOCK_DGRAM && fd >= 0)
		close(fd);
	return fd < 0 ? fd : 0;
}

/* No port, or its packets were lost. */
static bool is_sctp_fault(int err)
{
	return err == -EAGAIN || err == -ECONNREFUSED || err == -ETIMEDOUT;
}

/* As expected, or failed. What is denied does not arrive. */
static int end_call(void *arg, int result)
{
	FIXTURE_DATA(call) *self = arg;
	int err = 0;

	close(self->fd);
	if (result != self->expected && !is_fault(result) &&
	    !(self->protocol == IPPROTO_SCTP && is_sctp_fault(result)))
		err = -EUCLEAN;
	else if (self->expected && !nothing_at(self->in))
		err = -EBADMSG;
	while (!err && !nothing_at(self->in))
		err = drain(self->in, self->type);
	return err;
}

static const struct {
	const char *name;
	int type, protocol;
} protos[] = {
	{ "tcp", SOCK_STREAM, 0 },
	{ "udp", SOCK_DGRAM, 0 },
	{ "udplite", SOCK_DGRAM, IPPROTO_UDPLITE },
	{ "sctp", SOCK_STREAM, IPPROTO_SCTP },
	{ "mptcp", SOCK_STREAM, IPPROTO_MPTCP },
};

static const struct {
	const char *addr;
	int expected;
} addrs[] = {
	{ GOOD4, 0 }, { BAD4, -EACCES }, { GOOD6, 0 }, { BAD6, -EACCES },
};

/* fault_each() for every protocol and address; how many fell short of @least. */
static int each_target(FIXTURE_DATA(call) *self, const struct fault_plan *plan,
		       bool datagrams, int least)
{
	size_t i;
	int n, bad = 0;

	for (i = 0; i < ARRAY_SIZE(protos) * ARRAY_SIZE(addrs); i++) {
		size_t j = i % ARRAY_SIZE(addrs), k = i / ARRAY_SIZE(addrs);
		const char *addr = addrs[j].addr;
		int family = strchr(addr, ':') ? AF_INET6 : AF_INET;

		if (datagrams && protos[k].type != SOCK_DGRAM)
			continue;
		self->type = protos[k].type;
		self->protocol = protos[k].protocol;
		self->expected = addrs[j].expected;
		self->in = receiver(family, self->type, self->protocol);
		self->target = target(addr, port_of(self->in));
		n = fault_each(plan, self);
		close(self->in);
		self->in = -1;
		if (n < least) {
			fprintf(stderr, "# %s %s: %d\n", protos[k].name, addr,
				n);
			bad++;
		}
	}
	return bad;
}

TEST_F(call, first_connect)
{
	static const struct fault_plan plan = { begin_call, connect_it,
						end_call };

	self->policy = DENY_BAD;
	EXPECT_EQ(0, each_target(self, &plan, false, 2));
}

TEST_F(call, first_packet)
{
	static const struct fault_plan plan = { begin_call, send_to_it,
						end_call };

	self->policy = DENY_BAD;
	EXPECT_EQ(0, each_target(self, &plan, true, 2));
}

/* Rules by cgroup are not kept on sockets, and are searched each time. */
TEST_F(call, first_connect_by_cgroup)
{
	static const struct fault_plan plan = { begin_call, connect_it,
						end_call };

	self->policy = "default allow\ndeny cgroup=/** dst=" BAD4 "," BAD6 "\n";
	EXPECT_EQ(0, each_target(self, &plan, false, 2));
}

/* A connection that a new policy denies is cut, whatever fails; others go on. */
static int begin_send(void *arg)
{
	FIXTURE_DATA(call) *self = arg;

	return load("%s", self->policy);
}

/*
 * TCP waits for memory in sk_stream_wait_memory() for as long as it gets none,
 * which is for ever; who does not wait is told to try again.
 */
static int send_on(void *arg)
{
	FIXTURE_DATA(call) *self = arg;
	ssize_t len = send(self->fd, "x", 1, MSG_NOSIGNAL | MSG_DONTWAIT);

	if (len < 0)
		return errno == EAGAIN ? -ENOBUFS : -errno;
	return 0;
}

static int end_send(void *arg, int result)
{
	FIXTURE_DATA(call) *self = arg;

	if (result != self->expected && !is_fault(result))
		return -EUCLEAN;
	if (self->expected && !nothing_at(self->in))
		return -EBADMSG;
	return !result ? do_recv(self->in) < 0 : 0;
}

static const struct fault_plan send_plan = { begin_send, send_on, end_send };

TEST_F(call, send_on_a_connection)
{
	int pair[2], listener = receiver(AF_INET, SOCK_STREAM, 0);

	ASSERT_LE(0, listener);
	ASSERT_EQ(0, tcp_pair(pair, listener, BAD4));
	self->fd = pair[0];
	self->in = pair[1];
	self->policy = "default allow\ndeny dst=" BAD4 "\n";
	self->expected = -EACCES;
	EXPECT_LE(0, fault_each(&send_plan, self));
	self->policy = "default allow\ndeny dst=" OTHER4 "\n";
	self->expected = 0;
	EXPECT_LE(2, fault_each(&send_plan, self));
	close(pair[0]);
	close(listener);
}

/* An option that diverts packets is refused, or cannot be set. */
static int begin_option(void *arg)
{
	FIXTURE_DATA(call) *self = arg;

	self->fd = make_socket(AF_INET6, SOCK_DGRAM, 0);
	return self->fd < 0 ? self->fd : load("%s", self->policy);
}

static int set_option(void *arg)
{
	FIXTURE_DATA(call) *self = arg;
	struct {
		uint8_t nexthdr, hdrlen, type, left, first, flags;
		uint16_t tag;
		struct in6_addr segments[2];
	} detour = { .hdrlen = 4, .type = 4, .left = 1, .first = 1 };

	inet_pton(AF_INET6, BAD6, &detour.segments[1]);
	inet_pton(AF_INET6, GOOD6, &detour.segments[0]);
	return setsockopt(self->fd, IPPROTO_IPV6, IPV6_RTHDR, &detour,
			  sizeof(detour)) ? -errno : 0;
}

/* Where it was set, nothing may be sent that only an address allows. */
static int end_option(void *arg, int result)
{
	FIXTURE_DATA(call) *self = arg;
	int err = 0;

	if (result != self->expected && !is_fault(result))
		err = -EUCLEAN;
	if (!err && !result)
		err = load(DENY_BAD);
	if (!err && !result && do_sendto(self->fd, GOOD6, 9, 0) != -EACCES)
		err = -EBADMSG;
	close(self->fd);
	return err;
}

TEST_F(call, option_that_diverts)
{
	static const struct fault_plan plan = { begin_option, set_option,
						end_option };

	self->policy = DENY_BAD;
	self->expected = -EACCES;
	EXPECT_LE(2, fault_each(&plan, self));
	self->policy = "default allow\n";
	self->expected = 0;
	EXPECT_LE(2, fault_each(&plan, self));
}

TEST_HARNESS_MAIN
