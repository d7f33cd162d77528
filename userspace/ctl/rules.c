// SPDX-License-Identifier: GPL-2.0-only
/* Changes of single rules */

#include <errno.h>
#include <string.h>

#include "ctl.h"
#include "language.h"
#include "securityfs.h"

static int report_error(const struct text *text,
			const struct language_error *error)
{
	const struct place place = { NULL, error->line, error->column };

	report_at(&place, text->data, text->len, error->reason);
	return EXIT_REFUSED;
}

int rules_write(const struct text *text)
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
		return report_error(text, &error);

	err = fs_write("rules", text->data, text->len, &reason);
	if (reason.len)
		language_parse_reason(reason.data, &error);
	if (err == -EINVAL && reason.len) {
		code = report_error(text, &error);
	} else if (err == -ENOENT && reason.len) {
		report("%s", error.reason);
		code = EXIT_NOT_FOUND;
	} else if (err) {
		code = fs_report("rules", err, &reason);
	}
	text_destroy(&reason);
	return code;
}
