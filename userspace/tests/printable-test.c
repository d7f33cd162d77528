// SPDX-License-Identifier: GPL-2.0-only
/* Strings of others, made fit to be shown */

#include "array.h"
#include "printable.h"
#include "tap.h"

static void shown(const char *string, const char *expected, const char *what)
{
	char *got = printable(string);

	is(got, expected, what);
	free(got);
}

int main(void)
{
	static const char *const bad[] = {
		"\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80",
		"\x80", "\xff", "\xc3", "\xe2\x82", "\xf8\x88\x80\x80\x80",
	};
	unsigned int code;
	size_t i;

	shown("/usr/bin/curl", "/usr/bin/curl", "plain text");
	shown("", "", "nothing");
	shown("a\033[2Jb", "a\\033[2Jb", "terminal escapes");
	shown("a\r\nb\tc\x7f", "a\\015\\012b\\011c\\177", "control characters");
	shown("\xc3\xa9", "\\303\\251", "beyond ASCII, in a plain terminal");
	printable_utf8(true);
	shown("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80",
	      "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80",
	      "beyond ASCII, in a UTF-8 terminal");
	shown("a\xe2\x80\xae" "b", "a\\342\\200\\256b",
	      "text that runs backwards");
	shown("a\xe2\x80\x8b" "b", "a\\342\\200\\213b", "text without a width");
	shown("\xc2\x9b" "2J", "\\302\\2332J", "C1 control characters");
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		is_number(utf8_char(bad[i], &code), 0, "no UTF-8");
	is_number(utf8_char("\xf0\x9f\x98\x80", &code), 4, "four bytes");
	is_number(code, 0x1f600, "are one character");
	is_number(printable_width("a\xc3\xa9" "b"), 3, "width");
	return tap_end();
}
