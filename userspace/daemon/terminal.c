// SPDX-License-Identifier: GPL-2.0-only
/* The terminal front end */

#include "terminal.h"

#include <errno.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "command.h"
#include "printable.h"
#include "report.h"
#include "securityfs.h"
#include "witness.h"

#define LINE_SIZE_MAX	1024

bool terminal_is_deaf(const struct terminal *terminal)
{
	return terminal->guarded && terminal->shown && !terminal->guard.ready;
}

static void drop_input(struct terminal *terminal)
{
	guard_drop_typed();
	text_clear(&terminal->input);
	terminal->drop_line = false;
}

static void timer_ready(struct source *source, uint32_t events)
{
	struct terminal *terminal = (struct terminal *)
		((char *)source - offsetof(struct terminal, timer));

	(void)events;
	timer_clear(source);
	if (!terminal_is_deaf(terminal))
		return;
	drop_input(terminal);
	guard_tick(&terminal->guard, now_ms());
	terminal_sign(terminal);
}

/* Nothing is read until poll says so: the descriptor may well block. */
static void input_ready(struct source *source, uint32_t events)
{
	struct terminal *terminal = (struct terminal *)
		((char *)source - offsetof(struct terminal, source));
	char bytes[512], *newline;
	ssize_t n;

	(void)events;
	n = read(source->fd, bytes, sizeof(bytes));
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n <= 0) {
		loop_stop(terminal->loop, EXIT_OK);
		return;
	}
	text_append(&terminal->input, bytes, n);
	while (terminal->input.len && !terminal->loop->stop &&
	       !terminal_is_deaf(terminal) &&
	       (newline = memchr(terminal->input.data, '\n',
				 terminal->input.len))) {
		*newline = '\0';
		if (!terminal->drop_line)
			terminal_line(terminal, terminal->input.data);
		terminal->drop_line = false;
		text_consume(&terminal->input,
			     newline + 1 - terminal->input.data);
	}
	if (terminal_is_deaf(terminal))
		drop_input(terminal);
	if (terminal->input.len > LINE_SIZE_MAX) {
		text_clear(&terminal->input);
		terminal->drop_line = true;
	}
}

int terminal_open(struct terminal *terminal, struct loop *loop,
		  struct queue *queue, const struct give_files *files)
{
	int err;

	*terminal = (struct terminal){
		.source = { STDIN_FILENO, input_ready },
		.timer = { -1, timer_ready },
		.guarded = isatty(STDIN_FILENO),
		.loop = loop,
		.queue = queue,
		.files = files,
		.tty = ttyname(STDIN_FILENO),
	};
	err = output_open(&terminal->output, loop, STDOUT_FILENO);
	if (!err)
		err = loop_add(loop, &terminal->source, EPOLLIN);
	if (!err)
		err = timer_open(&terminal->timer);
	if (!err)
		err = loop_add(loop, &terminal->timer, EPOLLIN);
	if (err)
		return err;
	text_puts(&terminal->output.pending,
		  "Waiting for questions. ? and Enter: help, q and Enter: leave.\n");
	return 0;
}

void terminal_close(struct terminal *terminal)
{
	output_close(&terminal->output);
	text_destroy(&terminal->input);
	if (terminal->timer.fd >= 0)
		close(terminal->timer.fd);
	terminal->timer.fd = -1;
}

void terminal_settle(struct terminal *terminal)
{
	struct questions *questions = &terminal->queue->questions;
	struct question *question = questions_find(questions, terminal->shown);

	output_flush(&terminal->output);
	/* Perhaps it was the question that was lost. */
	if (terminal->output.lost && question && !question->settled) {
		terminal_show(terminal, question);
		output_flush(&terminal->output);
	}
	if (terminal->shown && !terminal->output.pending.len)
		guard_show(&terminal->guard, now_ms());
	timer_set(&terminal->timer, terminal_is_deaf(terminal) ?
		  guard_wait(&terminal->guard, now_ms()) : -1);
}

static bool ran_out(const struct question *question)
{
	return !strcmp(question->record.state, "timeout");
}

void terminal_update(struct terminal *terminal)
{
	struct text *out = &terminal->output.pending;
	struct question *question;

	question = questions_find(&terminal->queue->questions,
				  terminal->shown);
	if (question && !question->settled) {
		if (ran_out(question) && !terminal->shown_state) {
			terminal->shown_state = 1;
			text_printf(out,
				    "\nNobody answered question %" PRId64 " in time; an answer still counts for the next try.\n",
				    terminal->shown);
			terminal_prompt(terminal);
		} else if (terminal->refused) {
			terminal_prompt(terminal);
		}
		terminal->refused = false;
		return;
	}
	if (terminal->shown && !question)
		text_printf(out,
			    "\nQuestion %" PRId64 " is closed: answered elsewhere, settled by a change of policy, or nobody waits any more.\n",
			    terminal->shown);
	terminal->shown = 0;
	terminal->refused = false;
	question = questions_next(&terminal->queue->questions);
	if (question)
		terminal_show(terminal, question);
}

static void put_rule(struct text *out, const struct answer *answer,
		     const struct given *given)
{
	char lasting[40];

	lasting_print(lasting, sizeof(lasting), answer);
	text_printf(out, "%s %s: ", answer->allow ? "Allowed" : "Denied",
		    lasting);
	put_printable(out, text_string(&given->rule));
	text_puts(out, "\n");
}

static void give_answer(struct terminal *terminal, struct question *question,
			const struct answer *answer)
{
	struct text *out = &terminal->output.pending;
	const struct who who = { .by = "terminal", .tty = terminal->tty };
	struct given given;
	int err;

	err = give(&question->record, answer, terminal->files, &given);
	witness_answer(&question->record, answer, &given, &who, err);
	queue_touch(terminal->queue);
	if (err) {
		text_printf(out, "Refused: %s\n", given.reason.len ?
			    given.reason.data : strerror(-err));
		/* Closed meanwhile? What to show is known after the next look. */
		terminal->refused = true;
	} else {
		question->settled = true;
		terminal->shown = 0;
		if (!given.rule.len)
			text_printf(out, "%s once.\n",
				    answer->allow ? "Allowed" : "Denied");
		else
			put_rule(out, answer, &given);
		if (given.keep_error)
			text_printf(out,
				    "But it could not be kept in %s: %s. The next load of the policy forgets it.\n",
				    give_file(answer, terminal->files),
				    given_trouble(&given));
	}
	given_destroy(&given);
}

static void skip(struct terminal *terminal, struct question *question)
{
	struct questions *questions = &terminal->queue->questions;
	size_t i;

	question->skipped = true;
	/* All were skipped: begin anew behind this one. */
	if (questions_next(questions)->skipped) {
		for (i = 0; i < questions->count; i++)
			questions->list[i].skipped =
				&questions->list[i] == question;
	}
	terminal_show(terminal, questions_next(questions));
}

static void take_answer(struct terminal *terminal, struct question *question,
			char *line)
{
	struct answer answer;
	const char *wrong;

	wrong = command_parse(line, &question->record, &answer);
	if (!wrong) {
		give_answer(terminal, question, &answer);
		return;
	}
	text_printf(&terminal->output.pending, "%s. ? and Enter: help.\n", wrong);
	terminal_prompt(terminal);
}

static bool is_one(const char *line, const char *key, const char *word)
{
	return !strcmp(line, key) || !strcmp(line, word);
}

void terminal_line(struct terminal *terminal, char *line)
{
	struct question *question;

	line[strcspn(line, "\r")] = '\0';
	question = questions_find(&terminal->queue->questions,
				  terminal->shown);
	if (is_one(line, "q", "quit")) {
		loop_stop(terminal->loop, EXIT_OK);
	} else if (is_one(line, "?", "help")) {
		terminal_help(terminal);
		terminal_prompt(terminal);
	} else if (is_one(line, "l", "list")) {
		terminal_list(terminal);
		terminal_prompt(terminal);
	} else if (!question) {
		text_puts(&terminal->output.pending,
			  "There is no question to answer now.\n");
	} else if (!*line) {
		terminal_show(terminal, question);
	} else if (is_one(line, "n", "next")) {
		skip(terminal, question);
	} else {
		take_answer(terminal, question, line);
	}
}
