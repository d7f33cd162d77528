// SPDX-License-Identifier: GPL-2.0-only
/* The program that is run for each new question */

#include "hooks.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command.h"
#include "peer.h"
#include "report.h"

/* What is kept of the output of a program. */
#define OUTPUT_MAX	1024
/* It may run that long even when its question is closed by then. */
#define GRACE_MS	10000

#define hook_of(source, member) \
	((struct hook *)((char *)(source) - offsetof(struct hook, member)))

const char *hooks_name(const struct hooks *hooks)
{
	return hooks->program ? hooks->program : "on-question";
}

void hook_close(struct hook *hook, struct source *source)
{
	if (source->fd < 0)
		return;
	loop_remove(hook->hooks->loop, source);
	close(source->fd);
	source->fd = -1;
}

/* True: there may be more. */
static bool read_some(struct hook *hook)
{
	char bytes[OUTPUT_MAX];
	ssize_t n;

	n = read(hook->output.fd, bytes, OUTPUT_MAX - hook->text.len);
	if (n < 0)
		return errno == EINTR;
	text_append(&hook->text, bytes, n);
	/*
	 * At its end, it would wake us up for ever. So would who writes without
	 * end, be it a child that outlives the program: nobody reads on.
	 */
	if (!n || hook->text.len == OUTPUT_MAX || text_failed(&hook->text))
		hook_close(hook, &hook->output);
	return hook->output.fd >= 0;
}

static void output_ready(struct source *source, uint32_t events)
{
	(void)events;
	/* Closed by what was ready before it in this round. */
	if (source->fd >= 0)
		read_some(hook_of(source, output));
}

static void error_ready(struct source *source, uint32_t events)
{
	(void)events;
	if (source->fd >= 0)
		hook_errors_read(hook_of(source, error));
}

static void tell(const struct sender *sender, const struct outcome *outcome)
{
	struct hooks *hooks = sender->data;

	/* Somebody else was faster: that is no trouble. */
	if (outcome->code)
		complain(&hooks->trouble, "%s: answer to question %" PRId64 ": %s",
			 hooks_name(hooks),
			 sender->question, outcome->message);
}

static void give_answer(struct hook *hook, struct question *question,
			const struct answer *answer)
{
	struct hooks *hooks = hook->hooks;
	const struct who who = {
		.by = "hook",
		.pid = hook->pid,
		.uid = getuid(),
		.auid = peer_audit_id(getpid(), "loginuid"),
		.ses = peer_audit_id(getpid(), "sessionid"),
		.exe = hooks->program,
	};
	const struct sender sender = {
		.tell = tell,
		.data = hooks,
		.question = hook->question,
		.allow = answer->allow,
	};

	answers_give(hooks->answers, question, answer, &who, &sender);
}

static void take_output(struct hook *hook)
{
	struct question *question;
	struct answer answer;
	const char *wrong;

	if (!hook->text.len)
		return;
	hook->text.data[strcspn(hook->text.data, "\r\n")] = '\0';
	question = questions_find(&hook->hooks->queue->questions,
				  hook->question);
	if (!*hook->text.data || !question || question->settled)
		return;
	wrong = command_parse(hook->text.data, &question->record, &answer);
	if (!wrong)
		give_answer(hook, question, &answer);
	else
		complain(&hook->hooks->trouble,
			 "%s: answer to question %" PRId64 ": %s",
			 hooks_name(hook->hooks), hook->question, wrong);
}

static void exit_ready(struct source *source, uint32_t events)
{
	struct hook *hook = hook_of(source, exit);
	struct hooks *hooks = hook->hooks;
	int status;

	(void)events;
	if (waitpid(hook->pid, &status, WNOHANG) != hook->pid)
		return;
	while (hook->output.fd >= 0 && read_some(hook))
		;
	hook_close(hook, &hook->output);
	hook_close(hook, &hook->exit);
	hook_errors_end(hook);
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		take_output(hook);
	else
		complain(&hooks->trouble,
			 "%s: question %" PRId64 ": ended with %s %d",
			 hooks_name(hooks),
			 hook->question,
			 WIFEXITED(status) ? "status" : "signal",
			 WIFEXITED(status) ? WEXITSTATUS(status) :
			 WTERMSIG(status));
	text_destroy(&hook->text);
}

static void timer_ready(struct source *source, uint32_t events)
{
	/* hooks_settle() comes after it. */
	(void)events;
	timer_clear(source);
}

int hooks_open(struct hooks *hooks)
{
	int i, err;

	for (i = 0; i < HOOKS_MAX; i++)
		hooks->hook[i] = (struct hook){
			.exit = { -1, exit_ready },
			.output = { -1, output_ready },
			.error = { -1, error_ready },
			.hooks = hooks,
		};
	hooks->timer.ready = timer_ready;
	err = timer_open(&hooks->timer);
	return err ? err : loop_add(hooks->loop, &hooks->timer, EPOLLIN);
}

void hooks_close(struct hooks *hooks)
{
	int i;

	for (i = 0; i < HOOKS_MAX && hooks->loop; i++) {
		struct hook *hook = &hooks->hook[i];

		hook_close(hook, &hook->output);
		hook_close(hook, &hook->error);
		hook_close(hook, &hook->exit);
		text_destroy(&hook->text);
		text_destroy(&hook->errors);
	}
	if (hooks->timer.fd >= 0)
		close(hooks->timer.fd);
	hooks->timer.fd = -1;
}

void hooks_configure(struct hooks *hooks, const char *program)
{
	hooks->program = program;
	if (program && access(program, X_OK))
		report("on-question: %s: %s", program, strerror(errno));
}

/* The next one that had no turn yet; NULL: there is none. */
static struct question *next_question(struct hooks *hooks)
{
	struct questions *questions = &hooks->queue->questions;
	size_t at = questions_from(questions, hooks->last + 1);

	for (; at < questions->count; at++) {
		struct question *question = &questions->list[at];

		hooks->last = question->record.question;
		if (question_is_open(question) && !question->settled)
			return question;
	}
	return NULL;
}

static void start_next(struct hooks *hooks, struct hook *hook)
{
	static const struct rights rights = { .all_users = true };
	struct question *question = next_question(hooks);
	struct text line = { 0 };
	int err;

	if (!question)
		return;
	details_put_line(&line, hooks->details, question, &rights);
	hook->question = question->record.question;
	hook->started_ms = now_ms();
	err = text_failed(&line) ? -ENOMEM :
				   hook_start(hook, hooks->program, &line);
	text_destroy(&line);
	if (!err)
		err = loop_add(hooks->loop, &hook->exit, EPOLLIN);
	if (!err)
		err = loop_add(hooks->loop, &hook->output, EPOLLIN);
	if (!err)
		err = loop_add(hooks->loop, &hook->error, EPOLLIN);
	if (!err)
		return;
	hook_close(hook, &hook->output);
	hook_close(hook, &hook->error);
	hook_close(hook, &hook->exit);
	complain(&hooks->trouble, "%s: question %" PRId64 ": %s",
		 hooks->program, hook->question, strerror(-err));
}

/* The milliseconds that it may run on; -1: as long as its question is open. */
static int64_t time_left(const struct hook *hook)
{
	int64_t left = hook->started_ms + GRACE_MS - now_ms();
	struct question *question;

	question = questions_find(&hook->hooks->queue->questions,
				  hook->question);
	if (question && question_is_open(question))
		return -1;
	return left > 0 ? left : 0;
}

void hooks_settle(struct hooks *hooks)
{
	int64_t first = -1, left;
	int i;

	for (i = 0; i < HOOKS_MAX; i++) {
		struct hook *hook = &hooks->hook[i];

		if (hook->exit.fd < 0) {
			if (hooks->program)
				start_next(hooks, hook);
			continue;
		}
		left = time_left(hook);
		if (!left)
			kill(-hook->pid, SIGKILL);
		else if (left > 0 && (first < 0 || left < first))
			first = left;
	}
	timer_set(&hooks->timer, first);
}
