// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lines of an audit log, and of the kernel's log, which has the records when
 * nobody else takes them.
 */

#include <stdlib.h>
#include <string.h>

#include <libaudit.h>

#include "events-parts.h"

/* Longer ones are not what auditd writes, and libauparse would cut them. */
#define NODE_MAX	250
#define TYPE_MAX	40

/* What is left of a line. */
struct rest {
	const char *at;
	const char *end;
};

static bool skip(struct rest *rest, const char *word)
{
	size_t len = strlen(word);

	if ((size_t)(rest->end - rest->at) < len ||
	    memcmp(rest->at, word, len))
		return false;
	rest->at += len;
	return true;
}

static bool skip_digits(struct rest *rest, size_t least, size_t most)
{
	size_t count = 0;

	while (rest->at < rest->end && *rest->at >= '0' && *rest->at <= '9') {
		rest->at++;
		count++;
	}
	return count >= least && count <= most;
}

/* "audit(1795480066.222:4): " */
static bool skip_stamp(struct rest *rest)
{
	return skip(rest, "audit(") && skip_digits(rest, 1, 11) &&
	       skip(rest, ".") && skip_digits(rest, 3, 3) &&
	       skip(rest, ":") && skip_digits(rest, 1, 19) &&
	       skip(rest, "):");
}

static bool skip_node(struct rest *rest)
{
	size_t len = 0;

	if (!skip(rest, "node="))
		return true;
	for (; rest->at < rest->end && *rest->at != ' '; rest->at++, len++) {
		if (*rest->at == '(' || *rest->at == ')')
			return false;
	}
	return len && len <= NODE_MAX && skip(rest, " ");
}

/* A name, "UNKNOWN[1460]" or "1460". */
static bool take_type(struct rest *rest, int *type)
{
	char name[TYPE_MAX + 1];
	size_t len = 0;

	if (!skip(rest, "type="))
		return false;
	for (; rest->at < rest->end && *rest->at != ' '; rest->at++) {
		if (len == TYPE_MAX)
			return false;
		name[len++] = *rest->at;
	}
	name[len] = '\0';
	*type = audit_name_to_msg_type(name);
	return len && skip(rest, " ");
}

/* Of the types that others have as well, those that do not name us. */
static bool names_us(int type, const struct rest *rest)
{
	static const char name[] = "lsm=cordon ";

	switch (type) {
	case RECORD_VERDICT:
	case RECORD_QUESTION:
	case RECORD_ANSWER:
		return true;
	}
	return memmem(rest->at, rest->end - rest->at, name, strlen(name));
}

/*
 * The kernel writes strings of others in a form that has plain characters
 * alone. auditd's own words, behind byte 0x1d, may be of any language.
 */
static bool is_plain(const char *line, const char *end)
{
	for (; line < end && *line != '\035'; line++) {
		if (*line < ' ' || *line > '~')
			return false;
	}
	return true;
}

static enum line_kind unlike_audit(const char *line, size_t len)
{
	if (!len)
		return LINE_OTHERS;
	if ((len == 4 && !memcmp(line, "----", 4)) ||
	    (len > 6 && !memcmp(line, "time->", 6)))
		return LINE_BESIDE;
	return LINE_FOREIGN;
}

enum line_kind event_line(const char *line, size_t len, struct text *to)
{
	struct rest rest = { line, line + len };
	bool from_kernel = false;
	const char *type_at, *stamp;
	int type;

	if (!skip(&rest, "type=") && !skip(&rest, "node=")) {
		from_kernel = true;
		line = event_kernel_record(line, len);
		if (!line)
			return unlike_audit(rest.at, len);
	}
	rest.at = line;
	if (memchr(line, '\0', rest.end - line) || !skip_node(&rest))
		return LINE_BROKEN;
	type_at = rest.at;
	if (!take_type(&rest, &type) || (!from_kernel && !skip(&rest, "msg=")))
		return LINE_BROKEN;
	stamp = rest.at;
	if (!skip_stamp(&rest))
		return LINE_BROKEN;
	if (!event_type_is_ours(type) || !names_us(type, &rest))
		return from_kernel ? LINE_BESIDE : LINE_OTHERS;
	/* What comes before the fields has no place for words of auditd. */
	if (!skip(&rest, " ") || memchr(line, '\035', rest.at - line) ||
	    !is_plain(line, rest.end))
		return LINE_BROKEN;
	text_append(to, line, type_at - line);
	text_printf(to, "type=UNKNOWN[%d] msg=", type);
	text_append(to, stamp, rest.end - stamp);
	text_append(to, "\n", 1);
	return LINE_OURS;
}
