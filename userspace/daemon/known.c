// SPDX-License-Identifier: GPL-2.0-only
/* Known programs with new content */

#include "known.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "judge.h"
#include "loop.h"
#include "policy.h"
#include "report.h"
#include "securityfs.h"

/* Rules that are looked at; who has more is not told of all changes. */
#define RULES_MAX	65536

#define DIGESTS		(JUDGE_SHA256 | JUDGE_FSVERITY)

static bool has(const char *line, size_t len, const char *word)
{
	return memmem(line, len, word, strlen(word));
}

static bool begins(const char *line, size_t len, const char *word)
{
	return len >= strlen(word) && !memcmp(line, word, strlen(word));
}

/* As the kernel prints rules: one blank between two words. */
static bool is_of_use(const char *line, size_t len)
{
	if (begins(line, len, "set ") || begins(line, len, "ask"))
		return true;
	return begins(line, len, "allow ") &&
	       (has(line, len, " sha256=") || has(line, len, " fsverity="));
}

/* Rules by digest, what they refer to, and the rules that they precede. */
static void put_part(struct text *to, const char *text, size_t len)
{
	const char *end = text + len, *stop;
	size_t count = 0;

	text_puts(to, "default deny\n");
	for (; text < end && count < RULES_MAX; text = stop) {
		stop = memchr(text, '\n', end - text);
		stop = stop ? stop + 1 : end;
		if (!is_of_use(text, stop - text))
			continue;
		text_append(to, text, stop - text);
		count += *text != 's';
	}
}

static int by_exe(const void *a, const void *b)
{
	const struct known_rule *left = a, *right = b;
	int order;

	if (!left->exe || !right->exe)
		order = !!left->exe - !!right->exe;
	else
		order = strcmp(left->exe, right->exe);
	if (order)
		return order;
	return left->index < right->index ? -1 : 1;
}

static int by_id(const void *a, const void *b)
{
	const struct known_ask *left = a, *right = b;

	return (left->id > right->id) - (left->id < right->id);
}

static void note_rule(struct known *known, size_t index)
{
	struct policy_rule rule;

	policy_rule(known->policy, index, &rule);
	if (rule.verdict == VERDICT_ASK) {
		known->asks[known->n_asks++] =
			(struct known_ask){ rule.id, index };
		return;
	}
	/* Without exe= it is of no program that could be known. */
	if (!rule.exe)
		return;
	known->rules[known->n_rules++] =
		(struct known_rule){ rule.exe_path, index };
	known->n_wild += !rule.exe_path;
}

static int make_index(struct known *known)
{
	size_t i, n = policy_rules(known->policy);

	known->rules = calloc(n + 1, sizeof(*known->rules));
	known->asks = calloc(n + 1, sizeof(*known->asks));
	if (!known->rules || !known->asks)
		return -ENOMEM;
	for (i = 0; i < n; i++)
		note_rule(known, i);
	qsort(known->rules, known->n_rules, sizeof(*known->rules), by_exe);
	qsort(known->asks, known->n_asks, sizeof(*known->asks), by_id);
	return 0;
}

static void drop_rules(struct known *known)
{
	policy_free(known->policy);
	free(known->rules);
	free(known->asks);
	known->policy = NULL;
	known->rules = NULL;
	known->asks = NULL;
	known->n_rules = 0;
	known->n_wild = 0;
	known->n_asks = 0;
}

int known_read(struct known *known, const char *text, size_t len)
{
	struct language_error error;
	struct text part = { 0 };
	int err;

	drop_rules(known);
	if (!has(text, len, " sha256=") && !has(text, len, " fsverity="))
		return 0;
	put_part(&part, text, len);
	err = text_failed(&part) ? -ENOMEM :
				   policy_parse(&known->policy, part.data,
						part.len, &error);
	if (!err)
		err = make_index(known);
	if (err)
		drop_rules(known);
	text_destroy(&part);
	return err;
}

bool known_refresh(struct known *known, int64_t gen)
{
	int64_t begin = now_ms(), end;
	struct text text = { 0 };
	int err;

	known->wanted = gen;
	if (gen <= known->gen || begin < known->not_before_ms)
		return false;
	err = fs_read("policy", &text);
	if (!err)
		err = known_read(known, text_string(&text), text.len);
	text_destroy(&text);
	/* What is shown is less then, and nothing else. */
	if (err && !known->said)
		report("policy: %s", strerror(-err));
	known->said = err;
	known->gen = gen;
	end = now_ms();
	known->not_before_ms = end + 4 * (end - begin);
	return true;
}

int64_t known_wait(const struct known *known)
{
	int64_t wait = known->not_before_ms - now_ms();

	if (known->wanted <= known->gen)
		return -1;
	return wait > 0 ? wait : 0;
}

void known_destroy(struct known *known)
{
	drop_rules(known);
}

/* Where the rule stands that asked; what comes behind it did not decide. */
static size_t asked_at(const struct known *known, int64_t rule)
{
	const struct known_ask key = { .id = rule }, *found = NULL;

	if (rule > 0 && known->n_asks)
		found = bsearch(&key, known->asks, known->n_asks,
				sizeof(*known->asks), by_id);
	return found ? found->index : SIZE_MAX;
}

static bool only_digest(const struct known *known, const struct judge *judge,
			size_t index)
{
	unsigned int depends;
	enum judge_match match;

	match = judge_rule(judge, known->policy, index, &depends);
	return judge_decides(VERDICT_ALLOW, match) && (depends & DIGESTS) &&
	       !(depends & ~DIGESTS);
}

static bool any_matches(const struct known *known, const struct judge *judge,
			const char *exe, size_t before)
{
	size_t i, low = known->n_wild, high = known->n_rules;

	for (i = 0; i < known->n_wild; i++) {
		if (known->rules[i].index < before &&
		    only_digest(known, judge, known->rules[i].index))
			return true;
	}
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(known->rules[middle].exe, exe) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (i = low; i < known->n_rules; i++) {
		if (strcmp(known->rules[i].exe, exe) != 0)
			break;
		if (known->rules[i].index < before &&
		    only_digest(known, judge, known->rules[i].index))
			return true;
	}
	return false;
}

static enum judge_mnt mnt_of(const struct record *question)
{
	if (!strcmp(question->mnt, "same"))
		return JUDGE_MNT_SAME;
	return strcmp(question->mnt, "other") ? JUDGE_MNT_INIT :
						JUDGE_MNT_OTHER;
}

bool known_changed(const struct known *known, const struct record *question)
{
	const struct judge_call call = {
		.unknown = DIGESTS | JUDGE_GID,
		.exe = question->exe,
		.script = question->script,
		.mnt = mnt_of(question),
		.uid = question->uid,
		.cgroup = question->cgroup,
		.proto = question->proto,
		.dst = *question->dst ? question->dst : NULL,
		.dport = question->dport > 0 ? question->dport : 0,
		.sport = question->sport > 0 ? question->sport : 0,
	};
	struct judge *judge;
	const char *what;
	bool changed;

	if (!known->n_rules || !record_has_path(question) ||
	    judge_open(&judge, &call, &what))
		return false;
	changed = any_matches(known, judge, question->exe,
			      asked_at(known, question->rule));
	judge_close(judge);
	return changed;
}
