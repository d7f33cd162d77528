// SPDX-License-Identifier: GPL-2.0-only
/* Who answered what, into the audit trail */

#include "witness.h"

#include <errno.h>
#include <inttypes.h>
#include <libaudit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "complain.h"
#include "report.h"
#include "worker.h"

/* Longer ones are left out: what the record cannot hold would be cut off. */
#define RULE_MAX	3000
#define EXE_MAX		1000
/* Records that wait. */
#define WAITING_MAX	4096

struct testimony {
	struct job job;
	struct text text;
	char *tty;
	int64_t question;
	bool success;
	int error;
};

static int witness_fd = -1;
static struct worker worker;
static unsigned int waiting;
static struct complain trouble;

static void destroy(struct testimony *testimony)
{
	text_destroy(&testimony->text);
	free(testimony->tty);
	free(testimony);
}

/* In the thread. */
static void run(struct job *job)
{
	for (; job; job = job->next) {
		struct testimony *testimony = (struct testimony *)job;

		/* The kernel puts pid, uid, auid and ses in front. */
		errno = 0;
		if (audit_log_user_message(witness_fd,
					   AUDIT_USER_MAC_CONFIG_CHANGE,
					   testimony->text.data, NULL, NULL,
					   testimony->tty,
					   testimony->success) <= 0)
			testimony->error = errno ? errno : EIO;
	}
}

static void done(struct job *job)
{
	struct testimony *testimony = (struct testimony *)job;

	waiting--;
	if (testimony->error)
		complain(&trouble,
			 "question %" PRId64 ": could not record who answered: %s",
			 testimony->question, strerror(testimony->error));
	destroy(testimony);
}

int witness_open(struct loop *loop)
{
	int err;

	witness_fd = audit_open();
	if (witness_fd >= 0) {
		err = worker_open(&worker, loop, run);
		if (err)
			witness_close();
		return err;
	}
	/* Built without audit, or in a namespace that has none. */
	if (errno == EINVAL || errno == EPROTONOSUPPORT ||
	    errno == EAFNOSUPPORT)
		return 0;
	return -errno;
}

void witness_close(void)
{
	if (witness_fd < 0)
		return;
	worker_close(&worker);
	audit_close(witness_fd);
	witness_fd = -1;
}

static void put_lasting(struct text *text, const struct answer *answer)
{
	if (answer->scope == SCOPE_ONCE)
		text_puts(text, " for=once");
	else if (answer->lasting == LASTING_ALWAYS)
		text_puts(text, " for=always");
	else if (answer->lasting == LASTING_BOOT)
		text_puts(text, " for=boot");
	else
		text_printf(text, " for=%u", answer->seconds);
}

/* A string may have any bytes: written as audit writes them. */
static void put_string(struct text *text, const char *key, const char *string,
		       size_t max)
{
	char *field = NULL;

	if (string && *string && strlen(string) <= max)
		field = audit_encode_nv_string(key, string, 0);
	if (field)
		text_printf(text, " %s", field);
	free(field);
}

static void put_who(struct text *text, const struct who *who)
{
	text_printf(text, " by=%s", who->by);
	if (!who->pid)
		return;
	text_printf(text, " agent-pid=%d agent-uid=%u agent-auid=%u agent-ses=%u",
		    (int)who->pid, (unsigned int)who->uid, who->auid, who->ses);
	put_string(text, "agent-exe", who->exe, EXE_MAX);
}

void witness_answer(const struct record *question, const struct answer *answer,
		    const struct given *given, const struct who *who,
		    int error)
{
	struct testimony *testimony;
	struct text *text;

	if (witness_fd < 0)
		return;
	testimony = waiting < WAITING_MAX ? calloc(1, sizeof(*testimony)) :
					    NULL;
	if (!testimony) {
		complain(&trouble,
			 "question %" PRId64 ": could not record who answered: audit is too slow",
			 question->question);
		return;
	}
	text = &testimony->text;
	testimony->job.done = done;
	testimony->question = question->question;
	testimony->success = !error;
	testimony->tty = who->tty ? strdup(who->tty) : NULL;
	text_printf(text,
		    "lsm=cordon op=answer question=%" PRId64 " verdict=%s scope=%s",
		    question->question, answer->allow ? "allow" : "deny",
		    scope_name(answer->scope));
	put_lasting(text, answer);
	text_printf(text, " rule=%" PRId64, question->rule);
	put_who(text, who);
	put_string(text, "cmd", given->rule.data, RULE_MAX);
	if (text_failed(text)) {
		destroy(testimony);
		return;
	}
	waiting++;
	worker_give(&worker, &testimony->job);
}
