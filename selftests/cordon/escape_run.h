/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: the controller of the escape matrix
 *
 * A program of the matrix makes its table in a function and ends with
 * ESCAPE_MAIN(function).
 */

#ifndef _CORDON_ESCAPE_RUN_H
#define _CORDON_ESCAPE_RUN_H

#include "escape_attack.h"
#include "escape_sink.h"

#include <fnmatch.h>

static const char *const policy_names[N_POLICIES] = {
	[CONTROL] = "control", [DENIED] = "denied",
	[ONE] = "one", [PATH] = "path", [RULES] = "rules",
};

/* How one try ended. */
struct outcome {
	bool delivered;
	/* What the attacker says, 0 or -errno. */
	int result;
	/* The test itself failed. */
	int error;
};

struct controller {
	struct cells cells;
	struct place place;
	char *evil, *good;
	struct sink *sinks;
	size_t n_sinks;
	struct outcome *control;
	unsigned int tokens;
	enum policy in_force;
};

static inline int load_rules(struct controller *c, const char *format)
{
	char rules[TEXT_MAX / 2];

	snprintf(rules, sizeof(rules), format, c->evil, c->good);
	return load("default deny\nallow exe=%s\n%s", self_path(), rules);
}

static inline int policy_load(struct controller *c, const struct cell *cell,
			      enum policy policy)
{
	int err = -EINVAL;

	switch (policy) {
	case CONTROL:
		err = load("default allow\n");
		break;
	case DENIED:
		err = load("default allow\ndeny exe=%s\n", c->evil);
		break;
	case ONE:
		err = load("default deny\nallow exe=%s\nallow exe=%s dst=%s,%s\n",
			   self_path(), c->evil, GOOD4, GOOD6);
		break;
	case PATH:
		err = load("default deny\nallow exe=%s\nallow exe=%s\n",
			   self_path(), c->good);
		break;
	case RULES:
		err = load_rules(c, cell->rules);
		break;
	default:
		break;
	}
	c->in_force = policy;
	return err;
}

static inline struct sink *sink_of(struct controller *c,
				   const struct proto *proto)
{
	size_t i;

	for (i = 0; i < c->n_sinks; i++)
		if (c->sinks[i].proto == proto)
			return &c->sinks[i];
	c->sinks = realloc(c->sinks, (i + 1) * sizeof(*c->sinks));
	if (!c->sinks)
		abort();
	c->n_sinks++;
	c->sinks[i].letter = 'A' + i;
	sink_open(&c->sinks[i], proto);
	if (c->sinks[i].fd < 0)
		ksft_print_msg("%s: no sink: %s\n", proto->name,
			       strerror(-c->sinks[i].fd));
	return &c->sinks[i];
}

/* One attack: what is made for it. */
struct attack {
	const struct cell *cell;
	struct order order;
	const char *path;
	int order_fd;
	int control[2];
	/* The socket for the attacker, and the other end of its connection. */
	int socket, back;
	struct task donor, task;
	struct event ready;
};

static inline int attack_order_file(const struct order *order)
{
	int fd = sys_memfd_create("order", MFD_CLOEXEC);

	if (fd >= 0 && write(fd, order, sizeof(*order)) != sizeof(*order)) {
		close(fd);
		return -EIO;
	}
	return fd < 0 ? -errno : fd;
}

/* Makes the attacker's socket, if it is not its own. */
static inline int attack_supply(struct attack *a, struct sink *sink)
{
	const struct proto *proto = a->cell->proto;
	int err;

	if (a->cell->origin == OWN || a->cell->origin == BEFORE)
		return 0;
	a->socket = proto_make(proto);
	if (a->socket < 0)
		return a->socket;
	if (a->cell->origin == ACCEPTED) {
		a->back = a->socket;
		err = proto_join(proto, a->back, &a->order.target);
		a->socket = err ? -1 : do_accept(sink->fd);
		return err ?: a->socket < 0 ? a->socket : 0;
	}
	if (a->cell->call->flags & CALL_PEER)
		return proto_join(proto, a->socket, &a->order.target);
	return 0;
}

/* Holds the socket, as a program of the same user that may send. */
static inline int donor_fn(void *arg)
{
	struct attack *a = arg;

	close(a->control[0]);
	close(a->control[1]);
	if (become(ATTACKER_UID))
		return -STATUS_SETUP;
	event_set(&a->ready);
	for (;;)
		pause();
}

static inline int attack_donate(struct attack *a)
{
	int err = event_init(&a->ready);

	err = err ?: task_start(&a->donor, donor_fn, a);
	if (err)
		return err;
	a->order.donor = a->donor.pid;
	a->order.donor_fd = a->socket;
	err = event_wait(&a->ready);
	close(a->ready.fd[0]);
	close(a->ready.fd[1]);
	return err;
}

/* An ordinary user, with the capabilities that the cell cannot do without. */
static inline int attacker_credentials(const struct cell *cell)
{
	unsigned long caps = cell->caps | cell->proto->caps;
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2] = {};
	int cap;

	if (cell->root)
		return 0;
	if (prctl(PR_SET_KEEPCAPS, 1) || become(ATTACKER_UID))
		return -EPERM;
	data[0].effective = data[0].permitted = data[0].inheritable = caps;
	data[1].effective = data[1].permitted = data[1].inheritable =
		caps >> 32;
	if (syscall(__NR_capset, &header, data))
		return -errno;
	for (cap = 0; caps >> cap; cap++)
		if ((caps >> cap & 1) &&
		    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, cap, 0, 0))
			return -errno;
	return 0;
}

/* Out of the way of the numbers that the attacker's descriptors get. */
static inline int keep_as(int fd, int number)
{
	int high = fcntl(fd, F_DUPFD_CLOEXEC, 64);

	return high < 0 || dup2(high, number) < 0 ? -errno : 0;
}

static inline int attacker_fn(void *arg)
{
	struct attack *a = arg;
	bool looks_good = a->path != a->order.good;
	int order = fcntl(a->order_fd, F_DUPFD_CLOEXEC, 64);
	int control = fcntl(a->control[1], F_DUPFD_CLOEXEC, 64);

	if (a->socket >= 0 && (a->cell->origin == INHERITED ||
			       a->cell->origin == ACCEPTED) &&
	    keep_as(a->socket, SOCKET_FD))
		return -STATUS_SETUP;
	if (dup2(order, ORDER_FD) < 0 || dup2(control, CONTROL_FD) < 0 ||
	    attacker_credentials(a->cell))
		return -STATUS_SETUP;
	/* Under PATH it has the name of the one that is allowed. */
	execl(a->path, looks_good ? a->order.good : a->path, "attack", "0",
	      NULL);
	return -STATUS_SETUP;
}

/* Serves the attacker until it ends. */
static inline int attack_serve(struct controller *c, struct attack *a,
			       enum policy policy)
{
	int err = 0;

	if (a->cell->origin == PASSED)
		err = control_send(a->control[0], a->socket);
	/* Sends a byte to have the policy changed; closed at its end. */
	while (!err && !wait_readable(a->control[0]) &&
	       control_receive(a->control[0]) >= 0) {
		err = policy_load(c, a->cell, policy);
		err = err ?: control_send(a->control[0], -1);
	}
	return err;
}

static inline void attack_close(struct attack *a)
{
	task_kill(&a->task);
	task_kill(&a->donor);
	close(a->order_fd);
	close(a->control[0]);
	if (a->socket >= 0)
		close(a->socket);
	a->socket = -1;
}

static inline int attack_start(struct controller *c, struct attack *a,
			       struct sink *sink)
{
	int err;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, a->control))
		return -errno;
	err = attack_supply(a, sink);
	if (!err && a->cell->origin == TAKEN)
		err = attack_donate(a);
	if (!err)
		a->order_fd = attack_order_file(&a->order);
	err = err ?: a->order_fd < 0 ? a->order_fd : 0;
	err = err ?: task_start(&a->task, attacker_fn, a);
	close(a->control[1]);
	return err;
}

/* One try: the cell, as that program, to that destination. */
static inline struct outcome attack_run(struct controller *c, int index,
					enum policy policy, const char *path,
					bool good)
{
	const struct cell *cell = &c->cells.cell[index];
	struct sink *sink = sink_of(c, cell->proto);
	struct attack a = { .cell = cell, .path = path, .socket = -1,
			    .back = -1, .order_fd = -1,
			    .donor = { .pid = -1 }, .task = { .pid = -1 } };
	struct outcome outcome = {};
	unsigned int number;
	struct catch catch;

	/* What is changed while the attacker runs is only allowed then. */
	if (cell->origin == BEFORE || policy == RULES || c->in_force != policy)
		outcome.error = policy_load(c, cell, cell->origin == BEFORE ?
							     CONTROL : policy);
	a.order.cell = index;
	number = ++c->tokens % 1000000;
	snprintf(a.order.token, sizeof(a.order.token), "T%c%06u", sink->letter,
		 number);
	snprintf(a.order.evil, sizeof(a.order.evil), "%s", c->evil);
	snprintf(a.order.good, sizeof(a.order.good), "%s", c->good);
	if (path == c->good)
		a.path = a.order.good;
	a.order.target = sink_where(sink, good);
	memcpy(catch.token, a.order.token, sizeof(catch.token));
	snprintf(catch.marker, sizeof(catch.marker), "E%c%06u", sink->letter,
		 number);

	outcome.error = outcome.error ?: attack_start(c, &a, sink);
	outcome.error = outcome.error ?: attack_serve(c, &a, policy);
	if (!outcome.error)
		outcome.result = task_wait(&a.task);
	attack_close(&a);
	if (outcome.result == -STATUS_SETUP || outcome.result == RESULT_PENDING)
		outcome.error = outcome.result;
	if (!outcome.error && !cell->made)
		outcome.error = sink_catch(sink, a.back, &catch);
	outcome.delivered = !outcome.error &&
			    (cell->made ? !outcome.result : catch.token_came);
	if (a.back >= 0)
		close(a.back);
	return outcome;
}

/*
 * One that has to be delivered: again if the network was in the way, as a port
 * that is not forgotten yet.
 */
static inline struct outcome attack_allowed(struct controller *c, int index,
					    enum policy policy,
					    const char *path, bool good)
{
	struct outcome outcome;
	int tries = 3;

	do {
		outcome = attack_run(c, index, policy, path, good);
	} while (!outcome.delivered && outcome.result != -ENOSYS && --tries);
	return outcome;
}

static inline bool cell_under(const struct cell *cell, enum policy policy)
{
	return (cell->policies ?: ALL_POLICIES) >> policy & 1;
}

static inline void cell_fail(const char *name, const char *why,
			     const struct outcome *o)
{
	ksft_print_msg("%s: %s (attacker: %s; test: %d)\n", name, why,
		       strerror(-o->result), o->error);
	ksft_test_result_fail("%s\n", name);
}

/* What should be allowed under this policy is. */
static inline bool not_overblocked(struct controller *c, int index,
				   enum policy policy, struct outcome *o)
{
	const struct cell *cell = &c->cells.cell[index];

	if (cell->attack || cell->overblocked || cell->proto->overblocked)
		return true;
	if (policy == ONE && !(cell->proto->flags & PROTO_CLASS)) {
		*o = attack_allowed(c, index, policy, c->evil, true);
		return o->delivered;
	}
	if (policy == PATH && cell->call->flags & CALL_BASIC) {
		*o = attack_allowed(c, index, policy, c->good, false);
		return o->delivered;
	}
	return true;
}

static inline void cell_test(struct controller *c, int index,
			     enum policy policy)
{
	const struct cell *cell = &c->cells.cell[index];
	const struct outcome *control = &c->control[index];
	bool open = cell->open_under >> policy & 1;
	struct outcome o;
	char name[96];

	snprintf(name, sizeof(name), "%s.%s", cell->name, policy_names[policy]);
	if (sink_absent(sink_of(c, cell->proto)) ||
	    (!control->delivered && control->result == -ENOSYS)) {
		ksft_test_result_skip("%s\n", name);
		return;
	}
	if (!control->delivered) {
		cell_fail(name, "blind: does not arrive where it is allowed",
			  control);
		return;
	}
	o = attack_run(c, index, policy, c->evil, false);
	if (o.error)
		cell_fail(name, "failed", &o);
	else if (o.delivered && !open)
		cell_fail(name, "ESCAPED", &o);
	else if (!o.delivered && open)
		cell_fail(name, "denied, but should be open", &o);
	else if (!not_overblocked(c, index, policy, &o))
		cell_fail(name, "denied where it is allowed", &o);
	else
		ksft_test_result_pass("%s\n", name);
}

/* Only what ESCAPE_ONLY names, when it does: a pattern as for file names. */
static inline bool cell_wanted(const struct cell *cell)
{
	const char *only = getenv("ESCAPE_ONLY");

	return !only || !fnmatch(only, cell->name, 0);
}

/* One processor: what was sent first arrives first, in every protocol. */
static inline int stay_here(void)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(0, &set);
	return sched_setaffinity(0, sizeof(set), &set) ? -errno : 0;
}

/* A directory that the attacker may write to, and a dynamic program. */
static inline int attacker_home(struct controller *c)
{
	char *home = place_path(&c->place, "home");
	int err = 0;

	if (mkdir(home, 0755) || chown(home, ATTACKER_UID, ATTACKER_UID))
		err = -errno;
	free(home);
	/* Only some of the tables need it, and say so when it is missing. */
	free(place_copy(&c->place, "probe_dynamic", "dynamic"));
	return err;
}

/*
 * 127.0.0.2 takes part in 127.0.0.0/8 without being an address of anything;
 * SCTP does not answer from such a one.
 */
static inline int own_address(const char *label, const char *text)
{
	struct ifreq ifr = {};
	struct target t = target(text, 0);
	int fd = make_socket(AF_INET, SOCK_DGRAM, 0);
	int err;

	if (fd < 0)
		return fd;
	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", label);
	ifr.ifr_addr = t.addr.sa;
	err = ioctl(fd, SIOCSIFADDR, &ifr) ? -errno : 0;
	close(fd);
	return err;
}

/* The usual network: a namespace with addresses on its loopback device. */
static inline int private_network(void)
{
	int err = own_network();

	err = err ?: own_address("lo:bad", BAD4);
	err = err ?: write_path("/proc/sys/net/ipv4/tcp_fastopen", "3");
	return err ?: write_path("/proc/sys/net/ipv4/ping_group_range",
				 "0 65535");
}

static inline int controller_init(struct controller *c, int (*network)(void))
{
	int err = stay_here();

	signal(SIGPIPE, SIG_IGN);
	err = err ?: policy_reset();
	err = err ?: network();
	err = err ?: place_make(&c->place);
	if (err)
		return err;
	c->evil = place_path(&c->place, "evil");
	c->good = place_path(&c->place, "good");
	err = copy_file(self_path(), c->evil, 0755);
	err = err ?: copy_file(self_path(), c->good, 0755);
	return err ?: attacker_home(c);
}

static inline void cells_run(struct controller *c)
{
	enum policy policy;
	size_t i;

	for (policy = CONTROL; policy < N_POLICIES; policy++) {
		for (i = 0; i < c->cells.n; i++) {
			const struct cell *cell = &c->cells.cell[i];

			if (!cell_wanted(cell))
				continue;
			if (policy == CONTROL &&
			    !sink_absent(sink_of(c, cell->proto)))
				c->control[i] = attack_allowed(c, i, CONTROL,
							       c->evil, false);
			else if (policy != CONTROL && cell_under(cell, policy))
				cell_test(c, i, policy);
		}
	}
}

static inline unsigned int cells_count(const struct cells *cells)
{
	unsigned int count = 0;
	enum policy policy;
	size_t i;

	for (i = 0; i < cells->n; i++)
		for (policy = DENIED; policy < N_POLICIES; policy++)
			count += cell_wanted(&cells->cell[i]) &&
				 cell_under(&cells->cell[i], policy);
	return count;
}

/* "list": what there is, for the documentation; needs no kernel. */
static inline int cells_list(const struct cells *cells)
{
	const struct cell *cell;
	enum policy policy;
	size_t i;

	for (i = 0; i < cells->n; i++) {
		cell = &cells->cell[i];
		for (policy = DENIED; policy < N_POLICIES; policy++)
			if (cell_under(cell, policy))
				printf("%s.%s\t%s\n", cell->name,
				       policy_names[policy],
				       cell->open_under >> policy & 1 ?
					       cell->open_reason : "");
	}
	return 0;
}

static inline int escape_main(void (*fill)(struct cells *cells),
			      int (*network)(void), int argc, char **argv)
{
	struct controller c = { .in_force = N_POLICIES };
	int err;

	fill(&c.cells);
	if (argc > 1 && !strcmp(argv[1], "list"))
		return cells_list(&c.cells);
	/* The kernel starts an interpreter with the paths in front. */
	while (argc > 1 && argv[1][0] == '/') {
		argv++;
		argc--;
	}
	if (argc > 2 && !strcmp(argv[1], "attack"))
		return attack_main(&c.cells, argv);
	ksft_print_header();
	if (!cordon_present())
		ksft_exit_skip("Cordon is not enabled\n");
	c.control = calloc(c.cells.n, sizeof(*c.control));
	err = controller_init(&c, network);
	if (err)
		ksft_exit_fail_msg("set-up: %s\n", strerror(-err));
	ksft_set_plan(cells_count(&c.cells) + 1);
	cells_run(&c);
	policy_reset();
	place_remove(&c.place);
	ksft_test_result(!strays, "nothing_came_late\n");
	ksft_finished();
}

#define ESCAPE_MAIN(fill) ESCAPE_MAIN_IN(fill, private_network)

/* In a network of another sort. */
#define ESCAPE_MAIN_IN(fill, network)					\
	int main(int argc, char **argv)					\
	{								\
		return escape_main(fill, network, argc, argv);		\
	}

#endif /* _CORDON_ESCAPE_RUN_H */
