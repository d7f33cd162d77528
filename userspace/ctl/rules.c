// SPDX-License-Identifier: GPL-2.0-only
/* Changes of single rules */

#include <errno.h>
#include <string.h>

#include "ctl.h"
#include "hint.h"
#include "lint.h"
#include "policy.h"
#include "securityfs.h"

/* The rule is shown as it was typed, without the operation before it. */
static int report_error(const struct text *text, size_t lead,
			const struct language_error *error)
{
	const char *line = text->data + lead;
	size_t len = strcspn(line, "\n");
	struct language_error typed = *error;
	struct place place = { 0 };
	struct text hint = { 0 };

	typed.column = error->column > lead ? error->column - lead : 0;
	place.column = typed.column;
	report_at(&place, line, len, error->reason);
	hint_put(&hint, line, len, &typed);
	if (hint.len)
		report_hint(text_string(&hint));
	text_destroy(&hint);
	return EXIT_REFUSED;
}

int rules_write(const struct text *text, size_t lead)
{
	struct language_error error = { 0 };
	struct text reason = { 0 };
	int err, code = EXIT_OK;

	if (text_failed(text)) {
		report("out of memory");
		return EXIT_REFUSED;
	}
	err = language_check_rules(text->data, text->len, &error);
	if (err && !*error.reason) {
		report("%s", strerror(-err));
		return EXIT_REFUSED;
	}
	if (err)
		return report_error(text, lead, &error);

	err = fs_write("rules", text->data, text->len, &reason);
	if (reason.len)
		language_parse_reason(reason.data, &error);
	if (err == -EINVAL && reason.len) {
		code = report_error(text, lead, &error);
	} else if (err == -ENOENT && reason.len) {
		report("%s", error.reason);
		code = EXIT_NOT_FOUND;
	} else if (err) {
		code = fs_report("rules", err, &reason);
	}
	text_destroy(&reason);
	return code;
}

/* The newest of those that say the same as the last one; SIZE_MAX: none. */
static size_t newest(const struct policy *policy)
{
	size_t last = policy_rules(policy) - 1, found = SIZE_MAX, i;
	struct text wanted = { 0 }, text = { 0 };
	struct policy_rule rule, like;
	uint64_t id = 0;

	policy_rule(policy, last, &like);
	policy_print_timeless(policy, last, &wanted);
	for (i = 0; i < last; i++) {
		policy_rule(policy, i, &rule);
		if (rule.id <= id || !rule.expires != !like.expires)
			continue;
		text_clear(&text);
		policy_print_timeless(policy, i, &text);
		if (!strcmp(text_string(&text), text_string(&wanted))) {
			id = rule.id;
			found = i;
		}
	}
	text_destroy(&wanted);
	text_destroy(&text);
	return found;
}

/* It is in force as it was asked for: what it does not do is for its author. */
static void warn(const struct policy *policy, size_t index)
{
	struct lint lint;

	lint_rule(&lint, policy, index);
	lint_report_rule(&lint, policy);
	lint_destroy(&lint);
}

uint64_t rules_added(const char *line, struct text *canonical)
{
	struct language_error error;
	struct policy *policy = NULL;
	struct text text = { 0 };
	struct policy_rule rule = { 0 };
	size_t index;

	/* Ids grow. The rule may name sets: it is read behind the policy. */
	if (!fs_read("policy", &text)) {
		text_printf(&text, "\n%s\n", line);
		if (!text_failed(&text) &&
		    !policy_parse(&policy, text.data, text.len, &error)) {
			index = newest(policy);
			policy_print_rule(policy, policy_rules(policy) - 1,
					  canonical);
			if (index != SIZE_MAX) {
				policy_rule(policy, index, &rule);
				warn(policy, index);
			}
		}
	}
	policy_free(policy);
	text_destroy(&text);
	return rule.id;
}
