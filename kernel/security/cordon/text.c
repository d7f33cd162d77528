// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - lines and words of a policy text
 */

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/stdarg.h>
#include <linux/string.h>

#include "text.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/**
 * cordon_text_fail - say what is wrong
 * @text: the text
 * @at: the byte of the line that is wrong, or NULL: all of it
 * @format: what is wrong
 *
 * Return: -EINVAL.
 */
int cordon_text_fail(struct cordon_text *text, const char *at,
		     const char *format, ...)
{
	struct cordon_reason *reason = text->reason;
	va_list args;

	if (!reason)
		return -EINVAL;
	reason->line = text->number;
	reason->column = at ? at - text->line + 1 : 0;
	va_start(args, format);
	vsnprintf(reason->text, sizeof(reason->text), format, args);
	va_end(args);
	return -EINVAL;
}

/**
 * cordon_text_nomem - say that memory ran out
 * @text: the text
 *
 * Return: -ENOMEM.
 */
int cordon_text_nomem(struct cordon_text *text)
{
	cordon_text_fail(text, NULL, "not enough memory");
	return -ENOMEM;
}

/**
 * cordon_text_begin - begin to read a text
 * @text: set to before the first line
 * @buf: the text; need not be terminated
 * @len: bytes of @buf
 * @reason: where to say what is wrong, or NULL; emptied
 *
 * Return: 0, or -E2BIG when the text is too long.
 */
int cordon_text_begin(struct cordon_text *text, const char *buf, size_t len,
		      struct cordon_reason *reason)
{
	text->next = buf;
	text->end = buf + len;
	text->line = buf;
	text->line_end = buf;
	text->pos = buf;
	text->number = 0;
	text->reason = reason;
	if (reason)
		memset(reason, 0, sizeof(*reason));
	if (len <= CORDON_WRITE_MAX)
		return 0;
	cordon_text_fail(text, NULL, "a text of more than %lu bytes",
			 CORDON_WRITE_MAX);
	return -E2BIG;
}

static bool is_control(char c)
{
	return ((u8)c < 0x20 && c != '\t') || c == 0x7f;
}

static int fail_control(struct cordon_text *text, const char *at)
{
	switch (*at) {
	case '\r':
		return cordon_text_fail(
			text, at,
			"carriage return: save the file with Unix line ends");
	case '\0':
		return cordon_text_fail(text, at, "NUL byte");
	default:
		return cordon_text_fail(text, at, "control character");
	}
}

/* Finds the end of this line, and that it holds nothing but text. */
static int scan_line(struct cordon_text *text)
{
	const char *at;

	for (at = text->line; at < text->end && *at != '\n'; at++) {
		if (is_control(*at))
			return fail_control(text, at);
		if (!((at - text->line + 1) % CORDON_LINE_MAX))
			cond_resched();
	}
	text->line_end = at;
	text->next = at < text->end ? at + 1 : at;
	return 0;
}

/* Goes to the next line; 1, 0 when there is none, or -EINVAL. */
static int next_line(struct cordon_text *text)
{
	int err;

	if (text->next == text->end)
		return 0;
	text->number++;
	text->line = text->next;
	text->pos = text->line;
	if (!(text->number % 256))
		cond_resched();
	err = scan_line(text);
	return err ? err : 1;
}

/* Goes to the next word; false at the end of the line or at a comment. */
static bool skip_blanks(struct cordon_text *text)
{
	while (text->pos < text->line_end && is_blank(*text->pos))
		text->pos++;
	return text->pos < text->line_end && *text->pos != '#';
}

/**
 * cordon_text_word - read a word of this line
 * @text: the text
 * @word: set to the word
 *
 * Return: false when there is none left.
 */
bool cordon_text_word(struct cordon_text *text, struct cordon_word *word)
{
	if (!skip_blanks(text))
		return false;
	word->at = text->pos;
	while (text->pos < text->line_end && !is_blank(*text->pos))
		text->pos++;
	word->end = text->pos;
	return true;
}

/**
 * cordon_text_statement - go to the next line that is not empty
 * @text: the text
 * @word: set to its first word
 *
 * May sleep.
 *
 * Return: 1; 0 when there is none; -EINVAL when a line holds what no text
 * holds.
 */
int cordon_text_statement(struct cordon_text *text, struct cordon_word *word)
{
	bool found;
	int ret;

	do {
		ret = next_line(text);
		if (ret <= 0)
			return ret;
		found = cordon_text_word(text, word);
		if (text->line_end - text->line > CORDON_LINE_MAX &&
		    !(found && cordon_word_is(*word, "set")))
			return cordon_text_fail(text, NULL,
						"a line of more than %u bytes",
						CORDON_LINE_MAX);
	} while (!found);
	return 1;
}

/**
 * cordon_text_done - nothing but a comment may be left of this line
 * @text: the text
 *
 * Return: 0 or -EINVAL.
 */
int cordon_text_done(struct cordon_text *text)
{
	if (!skip_blanks(text))
		return 0;
	return cordon_text_fail(text, text->pos, "nothing may follow here");
}

static int quoted_value(struct cordon_text *text, struct cordon_word *value)
{
	const char *open = text->pos++;

	value->at = text->pos;
	while (text->pos < text->line_end && *text->pos != '"') {
		if (*text->pos == '\\' && text->pos + 1 < text->line_end)
			text->pos++;
		text->pos++;
	}
	if (text->pos == text->line_end)
		return cordon_text_fail(text, open, "the quote is not closed");
	value->end = text->pos++;
	if (text->pos < text->line_end && !is_blank(*text->pos))
		return cordon_text_fail(text, text->pos,
					"quotes must enclose the whole value");
	return 1;
}

static int bare_value(struct cordon_text *text, struct cordon_word *value)
{
	value->at = text->pos;
	while (text->pos < text->line_end && !is_blank(*text->pos)) {
		if (*text->pos == '"')
			return cordon_text_fail(
				text, text->pos,
				"write a quote within a value as \\\"");
		if (*text->pos == '\\' && text->pos + 1 < text->line_end &&
		    !is_blank(text->pos[1]))
			text->pos++;
		text->pos++;
	}
	value->end = text->pos;
	return 1;
}

/**
 * cordon_text_pair - read a KEY=VALUE of this line
 * @text: the text
 * @pair: set to key and value; escapes stay in the value, quotes do not
 *
 * Return: 1; 0 when there is none left; -EINVAL.
 */
int cordon_text_pair(struct cordon_text *text, struct cordon_pair *pair)
{
	const char *at;

	if (!skip_blanks(text))
		return 0;
	at = text->pos;
	while (text->pos < text->line_end && !is_blank(*text->pos) &&
	       *text->pos != '=')
		text->pos++;
	pair->key.at = at;
	pair->key.end = text->pos;
	if (text->pos == text->line_end || *text->pos != '=' || text->pos == at)
		return cordon_text_fail(text, at, "expected KEY=VALUE");
	text->pos++;
	if (text->pos < text->line_end && *text->pos == '"')
		return quoted_value(text, &pair->value);
	return bare_value(text, &pair->value);
}

/**
 * cordon_word_is - compare a word
 * @word: the word
 * @is: what it may be
 *
 * Return: true when it is.
 */
bool cordon_word_is(struct cordon_word word, const char *is)
{
	size_t len = cordon_word_len(word);

	return strlen(is) == len && !memcmp(word.at, is, len);
}
