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
#include "printable.h"
#include "securityfs.h"

/* Two paths in hexadecimal digits, other names, and numbers with their keys. */
_Static_assert(FS_QUESTIONS_MAX >= CORDON_QUESTIONS_MAX, "");
_Static_assert(FS_LINE_MAX >= 4 * CORDON_PATH_MAX + 2 * CORDON_CGROUP_MAX +
			      2 * CORDON_LABEL_MAX + 1024, "");

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

/*
 * Bytes to be written as octal digits although the language takes them as they
 * are: on a terminal they are not what they seem. @len: of them, or of the text
 * at @s that is written as it is.
 */
static bool is_octal(const char *s, size_t *len)
{
	size_t plain = (unsigned char)*s < 0x80 ? 1 : plain_char(s);

	*len = plain ? plain : 1;
	return !plain;
}

static size_t pattern_len(const char *path)
{
	size_t total = cordon_glob_escape(NULL, 0, path), len;

	for (; *path; path += len) {
		if (is_octal(path, &len))
			total += strlen("\\ooo") - 1;
	}
	return total;
}

bool language_has_path(const char *path)
{
	return *path == '/' && pattern_len(path) <= CORDON_PATH_MAX;
}

static void put_pattern(struct text *to, const char *pattern)
{
	size_t len;

	for (; *pattern; pattern += len) {
		if (is_octal(pattern, &len))
			text_printf(to, "\\%03o", (unsigned char)*pattern);
		else
			text_append(to, pattern, len);
	}
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
	put_pattern(to, pattern);
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

bool language_pair_at(const char *line, size_t len, unsigned int column,
		      struct language_pair *pair)
{
	struct cordon_text text;
	struct cordon_word word;
	struct cordon_pair found;
	const char *at = line + column - 1;

	if (!column || column > len + 1 ||
	    cordon_text_begin(&text, line, len, NULL) ||
	    cordon_text_statement(&text, &word) <= 0)
		return false;
	if (cordon_word_is(word, "unanswered"))
		cordon_text_word(&text, &word);
	while (cordon_text_pair(&text, &found) > 0) {
		if (at < found.key.at || at > found.value.end)
			continue;
		*pair = (struct language_pair){
			.key = found.key.at,
			.key_len = cordon_word_len(found.key),
			.value = found.value.at,
			.value_len = cordon_word_len(found.value),
		};
		return true;
	}
	return false;
}

void language_put_errnos(struct text *to)
{
	const char *before = "", *name;
	int err;

	for (err = 1; err < 256; err++) {
		name = cordon_errno_name(err);
		if (!name)
			continue;
		text_printf(to, "%s%s", before, name);
		before = " ";
	}
}

bool language_path_matches(const char *pattern, const char *path)
{
	return cordon_glob_match(pattern, path);
}
