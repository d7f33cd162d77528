// SPDX-License-Identifier: GPL-2.0-only
/* Rules that do not hold what they seem to: one by one */

#include "lint.h"

#include <inttypes.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "cover.h"

/* Comparisons of two rules: a second or two. */
#define COMPARISONS_MAX	((size_t)50 << 20)

static struct warning *add(struct lint *lint, enum lint_kind kind, size_t rule,
			   const char *key, struct text *text)
{
	struct warning *warning;

	if (ARRAY_GROW(lint->warning, lint->count, lint->room)) {
		lint->failed = true;
		text_destroy(text);
		return NULL;
	}
	lint->failed |= text_failed(text);
	warning = &lint->warning[lint->count++];
	*warning = (struct warning){
		.kind = kind,
		.rule = rule,
		.key = key,
		.text = strdup(text_string(text)),
	};
	text_destroy(text);
	if (!warning->text) {
		lint->failed = true;
		lint->count--;
		return NULL;
	}
	return warning;
}

/* A file that was looked at, and what was said of it. */
struct seen {
	char *id;
	enum lint_kind kind;
	size_t warning;		/* index; SIZE_MAX: nothing */
};

static int compare_seen(const void *a, const void *b)
{
	const struct seen *x = a, *y = b;

	return strcmp(x->id, y->id);
}

static void free_seen(void *node)
{
	struct seen *seen = node;

	free(seen->id);
	free(seen);
}

/* NULL: no memory. *@is_new: it was not there before. */
static struct seen *find_seen(struct lint *lint, char *id, bool *is_new)
{
	struct seen *seen = malloc(sizeof(*seen)), **found;

	*is_new = false;
	if (!seen || !id) {
		lint->failed = true;
		free(seen);
		free(id);
		return NULL;
	}
	*seen = (struct seen){ id, LINT_KINDS, SIZE_MAX };
	found = tsearch(seen, &lint->seen, compare_seen);
	if (!found) {
		lint->failed = true;
		free_seen(seen);
		return NULL;
	}
	*is_new = *found == seen;
	if (!*is_new)
		free_seen(seen);
	return *found;
}

/* A program that is not there may be meant to be so. */
static bool may_be_missing(const struct sources *sources, unsigned int line)
{
	return sources_is_timed(sources, line) ||
	       sources_line_ends(sources, line, LINT_OPTIONAL);
}

static void warn_of_file(struct lint *lint, size_t rule, const char *key,
			 struct seen *seen, struct text *text)
{
	size_t index = lint->count;

	if (add(lint, seen->kind, rule, key, text))
		seen->warning = index;
}

/* What is said of a file is said once. Returns what it was. */
static enum lint_kind check_file(struct lint *lint, size_t rule,
				 const char *key, const struct inspect *what,
				 const struct sources *sources,
				 unsigned int line)
{
	struct inspection inspection;
	struct text id = { 0 };
	struct seen *seen;
	bool is_new;

	text_printf(&id, "%s %d %d %s %s", key, what->is_allowed,
		    what->has_digest, what->sha256 ? what->sha256 : "",
		    what->path);
	seen = find_seen(lint, id.data, &is_new);
	if (!seen)
		return LINT_KINDS;
	if (!is_new && seen->kind == LINT_KINDS)
		return LINT_KINDS;
	if (!is_new && seen->kind == LINT_MISSING &&
	    may_be_missing(sources, line))
		return LINT_MISSING;
	if (!is_new && seen->warning != SIZE_MAX) {
		lint->warning[seen->warning].more++;
		return seen->kind;
	}
	inspect_path(&inspection, what);
	seen->kind = inspection.kind;
	if (inspection.kind == LINT_KINDS ||
	    (inspection.kind == LINT_MISSING && may_be_missing(sources, line)))
		text_destroy(&inspection.text);
	else
		warn_of_file(lint, rule, key, seen, &inspection.text);
	return seen->kind;
}

/* The part of a pattern that can be looked up by name: "/bin/python3*". */
static bool names_interpreter(const char *pattern)
{
	size_t len = strcspn(pattern, "*?\\");
	char *start;
	bool yes;

	if (strchr(pattern + len, '/'))
		return false;
	start = strndup(pattern, len);
	yes = start && is_interpreter(start);
	free(start);
	return yes;
}

static void check_interpreter(struct lint *lint, size_t index,
			      const struct policy_rule *rule)
{
	struct text text = { 0 };

	if (rule->verdict != VERDICT_ALLOW || rule->script || rule->cgroup ||
	    !rule->exe || !names_interpreter(rule->exe))
		return;
	text_puts(&text, "runs any script that it is given, and all of them are allowed; add script=, or cgroup= for a service");
	add(lint, LINT_INTERPRETER, index, "exe", &text);
}

static void check_mount(struct lint *lint, size_t index,
			const struct policy_rule *rule)
{
	struct text text = { 0 };

	if (rule->verdict != VERDICT_ALLOW || !rule->mnt_any ||
	    !(rule->exe || rule->script) || rule->has_digest || rule->cgroup ||
	    rule->has_ids)
		return;
	text_puts(&text, "lets any user put a program at this path, in a mount namespace of their own; add sha256=, cgroup= or uid=");
	add(lint, LINT_MOUNT, index, "mnt", &text);
}

/* Unknown counts as a match where it denies or asks. */
static void check_sport(struct lint *lint, size_t index,
			const struct policy_rule *rule)
{
	struct text text = { 0 };

	if (rule->verdict == VERDICT_ALLOW || !rule->has_sport)
		return;
	text_printf(&text, "is not known of a socket that is not bound, and that is nearly every connect: the rule %s those, too",
		    rule->verdict == VERDICT_DENY ? "denies" : "asks about");
	add(lint, LINT_SPORT, index, "sport", &text);
}

static bool matches_nothing(enum lint_kind kind)
{
	return kind == LINT_MISSING || kind == LINT_LINK ||
	       kind == LINT_NO_PROGRAM;
}

static void check_paths(struct lint *lint, const struct policy *policy,
			size_t index, const struct policy_rule *rule,
			const struct sources *sources)
{
	struct inspect what = {
		.path = rule->exe_path,
		.is_allowed = rule->verdict == VERDICT_ALLOW,
		.has_digest = rule->has_digest,
	};
	enum lint_kind kind = LINT_KINDS;
	char hex[65], *script;

	/* In another mount namespace there may be other files. */
	if (rule->mnt_any)
		return;
	if (policy_rule_sha256(policy, index, hex))
		what.sha256 = hex;
	if (what.path)
		kind = check_file(lint, index, "exe", &what, sources,
				  rule->line);
	if (!matches_nothing(kind))
		check_interpreter(lint, index, rule);
	if (!rule->script)
		return;
	script = malloc(strlen(rule->script) + 1);
	if (!script) {
		lint->failed = true;
		return;
	}
	what = (struct inspect){
		.path = script,
		.is_script = true,
		.is_allowed = what.is_allowed,
	};
	if (policy_literal(rule->script, script))
		check_file(lint, index, "script", &what, sources, rule->line);
	free(script);
}

/*
 * Answers were given when there was a question: a rule that stands before them
 * now came later and is meant to, and one answer may take in another. Only
 * that one answer undoes another is worth telling.
 */
static bool is_settled(const struct sources *sources,
		       const struct policy_rule *first,
		       const struct policy_rule *later)
{
	return sources_is_answer(sources, later->line) &&
	       (!sources_is_answer(sources, first->line) ||
		first->verdict == later->verdict);
}

static void check_reach(struct lint *lint, struct cover_search *search,
			size_t index, const struct sources *sources)
{
	struct text text = { 0 }, place = { 0 };
	struct policy_rule first, rule;
	struct warning *warning;
	enum cover cover;
	size_t earlier;

	cover = cover_search(search, index, &earlier);
	if (!search->work && lint->unfinished == SIZE_MAX)
		lint->unfinished = index;
	if (cover == COVER_NO)
		return;
	policy_rule(search->policy, index, &rule);
	policy_rule(search->policy, earlier, &first);
	if (is_settled(sources, &first, &rule))
		return;
	sources_print_place(sources, first.line, &place);
	if (cover == COVER_ALL)
		text_printf(&text, "this rule is never reached: the one at %s matches all that it does",
			    text_string(&place));
	else
		text_printf(&text, "this rule decides only calls of which something cannot be known (the address, a port, the script): the one at %s matches the others",
			    text_string(&place));
	text_destroy(&place);
	warning = add(lint, cover == COVER_ALL ? LINT_UNREACHABLE :
						 LINT_HARDLY_REACHABLE,
		      index, NULL, &text);
	if (warning)
		warning->earlier = earlier;
}

void lint_policy(struct lint *lint, const struct policy *policy,
		 const struct sources *sources)
{
	struct cover_search search = { .work = COMPARISONS_MAX };
	size_t i, n = policy_rules(policy);

	*lint = (struct lint){ .unfinished = SIZE_MAX };
	if (cover_search_start(&search, policy)) {
		lint->failed = true;
		return;
	}
	for (i = 0; i < n; i++) {
		struct policy_rule rule;

		policy_rule(policy, i, &rule);
		check_paths(lint, policy, i, &rule, sources);
		check_mount(lint, i, &rule);
		check_sport(lint, i, &rule);
		check_reach(lint, &search, i, sources);
	}
	cover_search_end(&search);
	tdestroy(lint->seen, free_seen);
	lint->seen = NULL;
}

/* By its id, as no file has it. */
static void check_earlier(struct lint *lint, const struct policy *policy,
			  size_t index)
{
	struct text text = { 0 };
	struct policy_rule rule;
	size_t i;

	for (i = 0; i < index; i++) {
		if (cover_rule(policy, i, index) != COVER_ALL)
			continue;
		policy_rule(policy, i, &rule);
		text_printf(&text, "it is never reached: rule %" PRIu64 " matches all that it does",
			    rule.id);
		add(lint, LINT_UNREACHABLE, index, NULL, &text);
		return;
	}
}

void lint_rule(struct lint *lint, const struct policy *policy, size_t index)
{
	const struct sources none = { 0 };
	struct policy_rule rule;

	*lint = (struct lint){ .unfinished = SIZE_MAX };
	policy_rule(policy, index, &rule);
	check_paths(lint, policy, index, &rule, &none);
	check_mount(lint, index, &rule);
	check_sport(lint, index, &rule);
	check_earlier(lint, policy, index);
	tdestroy(lint->seen, free_seen);
	lint->seen = NULL;
}

void lint_destroy(struct lint *lint)
{
	size_t i;

	for (i = 0; i < lint->count; i++)
		free(lint->warning[i].text);
	free(lint->warning);
	*lint = (struct lint){ 0 };
}
