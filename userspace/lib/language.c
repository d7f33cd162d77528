// SPDX-License-Identifier: GPL-2.0-only
/*
 * The policy language, by the kernel's own parser
 *
 * The only file of the tools that is compiled against the kernel's headers, by
 * way of shim/.
 */

#include <linux/slab.h>
#include <linux/string.h>
#include <stdio.h>

#include "glob.h"
#include "limits.h"
#include "settab.h"

#include "language.h"

static void take_reason(struct language_error *error,
			const struct cordon_reason *reason)
{
	error->line = reason->line;
	error->column = reason->column;
	snprintf(error->reason, sizeof(error->reason), "%s", reason->text);
}

int language_check_policy(const char *text, size_t len,
			  struct language_summary *summary,
			  struct language_error *error)
{
	struct cordon_draft draft = { 0 };
	struct cordon_reason reason = { 0 };
	int err;

	err = cordon_parse_policy(text, len, &draft, &reason);
	if (err) {
		take_reason(error, &reason);
		return err;
	}
	summary->rules = draft.n_rules;
	summary->sets = draft.n_sets;
	cordon_draft_destroy(&draft);
	return 0;
}

int language_check_rules(const char *text, size_t len,
			 struct language_error *error)
{
	struct cordon_transaction transaction = { 0 };
	struct cordon_reason reason = { 0 };
	int err;

	err = cordon_parse_transaction(text, len, &transaction, &reason);
	if (err) {
		take_reason(error, &reason);
		return err;
	}
	cordon_transaction_destroy(&transaction);
	return 0;
}

bool language_has_path(const char *path)
{
	return *path == '/' &&
	       cordon_glob_escape(NULL, 0, path) <= CORDON_PATH_MAX;
}

void language_put_path(struct text *to, const char *path)
{
	size_t size = cordon_glob_escape(NULL, 0, path) + 1;
	char *pattern = kmalloc(size, GFP_KERNEL);
	bool quote;

	if (!pattern) {
		to->failed = true;
		return;
	}
	cordon_glob_escape(pattern, size, path);
	quote = strchr(pattern, ' ');
	if (quote)
		text_append(to, "\"", 1);
	text_puts(to, pattern);
	if (quote)
		text_append(to, "\"", 1);
	kfree(pattern);
}

static uint64_t big_endian(const unsigned char *bytes, size_t count)
{
	uint64_t value = 0;

	while (count--)
		value = value << 8 | *bytes++;
	return value;
}

void language_put_net(struct text *to, bool v6, const unsigned char *bytes,
		      unsigned int prefix)
{
	struct cordon_prefix net = { .is_v6 = v6, .len = prefix };
	char buf[CORDON_PREFIX_MAX];

	if (v6) {
		net.v6.hi = big_endian(bytes, 8);
		net.v6.lo = big_endian(bytes + 8, 8);
	} else {
		net.v4 = big_endian(bytes, 4);
	}
	cordon_print_prefix(buf, sizeof(buf), &net);
	text_puts(to, buf);
}

unsigned int language_key_column(const char *line, size_t len, const char *key)
{
	struct cordon_text text;
	struct cordon_word word;
	struct cordon_pair pair;

	if (cordon_text_begin(&text, line, len, NULL) ||
	    cordon_text_statement(&text, &word) <= 0)
		return 0;
	while (cordon_text_pair(&text, &pair) > 0) {
		if (cordon_word_is(pair.key, key))
			return pair.key.at - line + 1;
	}
	return 0;
}

bool language_path_matches(const char *pattern, const char *path)
{
	return cordon_glob_match(pattern, path);
}
