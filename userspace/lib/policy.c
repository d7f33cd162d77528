// SPDX-License-Identifier: GPL-2.0-only
/* A policy text, read by the kernel's own parser */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "glob.h"
#include "policy-parts.h"
#include "settab.h"

#include "text.h"

/* Tells whether the comment is one that the kernel puts behind a rule. */
static void read_comment(struct policy_place *place, const char *at,
			 const char *end)
{
	static const char begin[] = "# id=";
	size_t len = end - at;
	char comment[64];
	uint64_t id, hits;
	int used = 0;

	if (len >= sizeof(comment) || len < strlen(begin) ||
	    memcmp(at, begin, strlen(begin)))
		return;
	memcpy(comment, at, len);
	comment[len] = '\0';
	if (sscanf(comment + strlen(begin), "%" SCNu64 " hits=%" SCNu64 "%n",
		   &id, &hits, &used) != 2 || comment[strlen(begin) + used])
		return;
	place->id = id;
	place->hits = hits;
}

/*
 * The parser does not keep where a rule stands. So walk the statements once
 * more, with the parser's own functions: those that begin with a verdict are
 * the rules.
 */
static int find_places(struct policy *policy, const char *buf, size_t len)
{
	struct cordon_text text;
	struct cordon_word word;
	struct cordon_pair pair;
	uint32_t n = 0;

	policy->place = calloc(policy->draft.n_rules + 1,
			       sizeof(*policy->place));
	if (!policy->place)
		return -ENOMEM;
	cordon_text_begin(&text, buf, len, NULL);
	while (n < policy->draft.n_rules &&
	       cordon_text_statement(&text, &word) > 0) {
		if (cordon_verdict_find(word.at, cordon_word_len(word)) < 0)
			continue;
		policy->place[n].line = text.number;
		while (cordon_text_pair(&text, &pair) > 0)
			;
		read_comment(&policy->place[n++], text.pos, text.line_end);
	}
	return 0;
}

static int name_sets(struct policy *policy)
{
	uint32_t i;

	policy->set_names = calloc(policy->draft.n_sets + 1,
				   sizeof(*policy->set_names));
	if (!policy->set_names)
		return -ENOMEM;
	for (i = 0; i < policy->draft.n_sets; i++)
		policy->set_names[i] = policy->draft.sets[i]->name;
	return 0;
}

static void take_reason(struct language_error *error,
			const struct cordon_reason *reason)
{
	error->line = reason->line;
	error->column = reason->column;
	snprintf(error->reason, sizeof(error->reason), "%s", reason->text);
}

int policy_parse(struct policy **policy, const char *text, size_t len,
		 struct language_error *error)
{
	struct cordon_reason reason = { 0 };
	struct policy *parsed;
	int err;

	*error = (struct language_error){ 0 };
	*policy = NULL;
	parsed = calloc(1, sizeof(*parsed));
	if (!parsed)
		return -ENOMEM;
	err = cordon_parse_policy(text, len, &parsed->draft, &reason);
	if (err)
		take_reason(error, &reason);
	if (!err)
		err = find_places(parsed, text, len);
	if (!err)
		err = name_sets(parsed);
	if (err)
		policy_free(parsed);
	else
		*policy = parsed;
	return err;
}

void policy_free(struct policy *policy)
{
	if (!policy)
		return;
	cordon_draft_destroy(&policy->draft);
	free(policy->place);
	free(policy->set_names);
	free(policy);
}

size_t policy_rules(const struct policy *policy)
{
	return policy->draft.n_rules;
}

void policy_rule(const struct policy *policy, size_t index,
		 struct policy_rule *rule)
{
	const struct cordon_rule *from = rule_at(policy, index);
	const struct policy_place *place = &policy->place[index];

	*rule = (struct policy_rule){
		.verdict = (enum verdict)from->verdict,
		.exe = from->exe,
		.exe_path = from->exe_path,
		.script = from->rare->script,
		.cgroup = from->rare->cgroup,
		.label = from->label,
		.has_digest = from->rare->sha256 || from->rare->fsverity,
		.has_ids = from->rare->uid || from->rare->gid,
		.has_dst = from->dst,
		.has_sport = from->rare->sport,
		.mnt_any = from->mnt_any,
		.expires = from->expires,
		.line = place->line,
		.id = place->id,
		.hits = place->hits,
	};
}

static void print_rule(const struct policy *policy, size_t index,
		       uint32_t expires, struct text *to)
{
	const struct cordon_rule *rule = rule_at(policy, index);
	size_t len = cordon_print_rule(NULL, 0, rule, policy->set_names,
				       expires);
	char *line = malloc(len + 1);

	if (!line) {
		to->failed = true;
		return;
	}
	cordon_print_rule(line, len + 1, rule, policy->set_names, expires);
	text_append(to, line, len);
	free(line);
}

void policy_print_rule(const struct policy *policy, size_t index,
		       struct text *to)
{
	print_rule(policy, index, rule_at(policy, index)->expires, to);
}

void policy_print_timeless(const struct policy *policy, size_t index,
			   struct text *to)
{
	print_rule(policy, index, 0, to);
}

bool policy_rule_sha256(const struct policy *policy, size_t index,
			char hex[65])
{
	const struct cordon_rule_digest *digest = rule_at(policy, index)->rare->sha256;
	size_t i;

	for (i = 0; digest && i < digest->len; i++)
		snprintf(hex + 2 * i, 3, "%02x", digest->bytes[i]);
	return digest;
}

bool policy_literal(const char *pattern, char *path)
{
	if (!cordon_glob_is_literal(pattern))
		return false;
	cordon_glob_unescape(path, pattern);
	return true;
}

enum verdict policy_default(const struct policy *policy)
{
	return (enum verdict)policy->draft.settings.def;
}

void policy_print_settings(const struct policy *policy, struct text *to)
{
	char line[128];

	cordon_print_settings(line, sizeof(line), &policy->draft.settings);
	text_puts(to, line);
}

const char *verdict_name(enum verdict verdict)
{
	return cordon_verdict_name((enum cordon_verdict)verdict);
}

int verdict_find(const char *name)
{
	return cordon_verdict_find(name, strlen(name));
}

static_assert((int)VERDICT_ALLOW == CORDON_ALLOW);
static_assert((int)VERDICT_DENY == CORDON_DENY);
static_assert((int)VERDICT_ASK == CORDON_ASK);
