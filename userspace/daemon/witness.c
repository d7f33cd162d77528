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

#include "report.h"

/* Longer ones are left out: what the record cannot hold would be cut off. */
#define RULE_MAX 3000

static int witness_fd = -1;

int witness_open(void)
{
	witness_fd = audit_open();
	if (witness_fd >= 0)
		return 0;
	/* Built without audit, or in a namespace that has none. */
	if (errno == EINVAL || errno == EPROTONOSUPPORT ||
	    errno == EAFNOSUPPORT)
		return 0;
	return -errno;
}

void witness_close(void)
{
	if (witness_fd >= 0)
		audit_close(witness_fd);
	witness_fd = -1;
}

static void put_lasting(char *buf, size_t size, const struct answer *answer)
{
	const char *word = "boot";

	if (answer->scope == SCOPE_ONCE)
		word = "once";
	else if (answer->lasting == LASTING_ALWAYS)
		word = "always";
	if (answer->scope != SCOPE_ONCE && answer->lasting == LASTING_SECONDS)
		snprintf(buf, size, "%u", answer->seconds);
	else
		snprintf(buf, size, "%s", word);
}

void witness_answer(const struct record *question, const struct answer *answer,
		    const struct answer_result *result, const char *tty,
		    int error)
{
	const char *verdict = answer->allow ? "allow" : "deny";
	char lasting[16], *rule = NULL;
	struct text text = { 0 };

	if (witness_fd < 0)
		return;
	put_lasting(lasting, sizeof(lasting), answer);
	text_printf(&text,
		    "lsm=cordon op=answer question=%" PRId64 " verdict=%s scope=%s for=%s rule=%" PRId64,
		    question->question, verdict, scope_name(answer->scope),
		    lasting, question->rule);
	/* A rule may have any bytes: written as audit writes them. */
	if (result->rule.len && result->rule.len <= RULE_MAX)
		rule = audit_encode_nv_string("cmd", result->rule.data, 0);
	if (rule)
		text_printf(&text, " %s", rule);
	free(rule);
	/* The kernel puts pid, uid, auid and ses in front. */
	if (text_failed(&text) ||
	    audit_log_user_message(witness_fd, AUDIT_USER_MAC_CONFIG_CHANGE,
				   text.data, NULL, NULL, tty, !error) <= 0)
		report("question %" PRId64 ": could not record who answered: %s",
		       question->question, strerror(errno));
	text_destroy(&text);
}
