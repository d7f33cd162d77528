// SPDX-License-Identifier: GPL-2.0-only
/* The daemon: its parts, and how they begin, go on and end */

#include "daemon.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "report.h"
#include "securityfs.h"

/* SIGHUP reads the configuration again; the others end us, cleanly. */
static void signal_ready(struct source *source, uint32_t events)
{
	struct daemon *daemon = (struct daemon *)
		((char *)source - offsetof(struct daemon, signals));
	struct signalfd_siginfo info;

	(void)events;
	if (read(source->fd, &info, sizeof(info)) != sizeof(info))
		return;
	if (info.ssi_signo == SIGHUP)
		daemon_reload(daemon);
	else
		loop_stop(&daemon->loop, EXIT_OK);
}

static int signals_open(struct daemon *daemon)
{
	sigset_t set;

	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	if (sigprocmask(SIG_BLOCK, &set, NULL))
		return -errno;
	daemon->signals.ready = signal_ready;
	daemon->signals.fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (daemon->signals.fd < 0)
		return -errno;
	return loop_add(&daemon->loop, &daemon->signals, EPOLLIN);
}

/* What there is to do comes in settle(), after every round of events. */
static void again_ready(struct source *source, uint32_t events)
{
	(void)events;
	timer_clear(source);
}

static int again_open(struct daemon *daemon)
{
	int err = timer_open(&daemon->again);

	daemon->again.ready = again_ready;
	return err ? err : loop_add(&daemon->loop, &daemon->again, EPOLLIN);
}

static void settle_terminal(struct daemon *daemon, bool news)
{
	if (news)
		terminal_update(&daemon->terminal);
	terminal_settle(&daemon->terminal);
}

static void settle(void *data)
{
	struct daemon *daemon = data;
	int err = queue_settle(&daemon->queue);
	bool news = err > 0;

	if (err < 0) {
		loop_stop(&daemon->loop, fs_report("queue", err, NULL));
		return;
	}
	if (news || !details_wait(&daemon->details))
		news |= details_complete(&daemon->details,
					 &daemon->queue.questions);
	timer_set(&daemon->again, details_wait(&daemon->details));
	if (daemon->has_terminal) {
		settle_terminal(daemon, news);
	} else {
		agents_settle(&daemon->agents, news);
		hooks_settle(&daemon->hooks);
	}
	if (!daemon->ready)
		notify_send("READY=1");
	daemon->ready = true;
}

/*
 * Held programs wait for us: not for a page of ours that was swapped out,
 * least of all to a disk behind a program that is held.
 */
static void stay_in_memory(void)
{
	if (mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT))
		report("cannot stay in memory: %s", strerror(errno));
}

/* 0 or -errno. */
static int open_basics(struct daemon *daemon)
{
	int err = loop_init(&daemon->loop, settle, daemon);

	if (!err)
		err = signals_open(daemon);
	if (!err)
		err = again_open(daemon);
	if (!err)
		err = notify_open(&daemon->notify, &daemon->loop);
	return err;
}

static void open_audit(struct daemon *daemon)
{
	int err = witness_open(&daemon->loop);

	if (err)
		report("cannot record who answers: %s", strerror(-err));
	err = wakeup_open(&daemon->wakeup, &daemon->loop, &daemon->queue);
	/* audit=0 or built without: "queue" wakes us up by itself. */
	if (err && err != -EPROTONOSUPPORT && err != -ECONNREFUSED)
		report("cannot listen to audit records: %s", strerror(-err));
}

/* Without the socket "cordonctl" still answers: that is no reason to end. */
static int open_agents(struct daemon *daemon)
{
	const struct agent_world world = {
		.loop = &daemon->loop,
		.queue = &daemon->queue,
		.details = &daemon->details,
		.answers = &daemon->answers,
	};
	struct hooks *hooks = &daemon->hooks;
	int err;

	err = answers_open(&daemon->answers, &daemon->loop, &daemon->queue,
			   &daemon->files);
	if (err)
		return err;
	hooks->loop = &daemon->loop;
	hooks->queue = &daemon->queue;
	hooks->details = &daemon->details;
	hooks->answers = &daemon->answers;
	err = hooks_open(hooks);
	if (err)
		return err;
	hooks_configure(hooks, daemon->config.on_question);
	agents_open(&daemon->agents, &world, &daemon->config);
	return 0;
}

static void report_front(const struct daemon *daemon, int err)
{
	/* What epoll says of files and of /dev/null. */
	if (daemon->has_terminal && err == -EPERM)
		report("--terminal: standard input has to be a terminal or a pipe");
	else
		report("%s: %s", daemon->has_terminal ? "terminal" : "agents",
		       strerror(-err));
}

int daemon_start(struct daemon *daemon)
{
	int err = open_basics(daemon);

	if (err) {
		report("%s", strerror(-err));
		return EXIT_REFUSED;
	}
	err = queue_open(&daemon->queue, &daemon->loop);
	if (err)
		return fs_report("queue", err, NULL);
	open_audit(daemon);
	details_read(&daemon->details);
	if (daemon->has_terminal)
		err = terminal_open(&daemon->terminal, &daemon->loop,
				    &daemon->queue, &daemon->files);
	else
		err = open_agents(daemon);
	if (err) {
		report_front(daemon, err);
		return EXIT_REFUSED;
	}
	stay_in_memory();
	return EXIT_OK;
}

int daemon_run(struct daemon *daemon)
{
	int err = loop_run(&daemon->loop);

	notify_send("STOPPING=1");
	if (err) {
		report("%s", strerror(-err));
		return EXIT_REFUSED;
	}
	return daemon->loop.code;
}

/* Answers that are on their way are kept, and told to who gave them. */
static void close_agents(struct daemon *daemon)
{
	hooks_close(&daemon->hooks);
	answers_close(&daemon->answers);
	agents_settle(&daemon->agents, false);
	agents_close(&daemon->agents);
}

void daemon_finish(struct daemon *daemon)
{
	if (daemon->has_terminal)
		terminal_close(&daemon->terminal);
	else
		close_agents(daemon);
	wakeup_close(&daemon->wakeup);
	witness_close();
	queue_close(&daemon->queue);
	details_destroy(&daemon->details);
	notify_close(&daemon->notify);
	if (daemon->again.fd >= 0)
		close(daemon->again.fd);
	if (daemon->signals.fd >= 0)
		close(daemon->signals.fd);
	loop_destroy(&daemon->loop);
	config_destroy(&daemon->config);
}
