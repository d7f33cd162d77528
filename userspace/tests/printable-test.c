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

static size_t encode(char *to, unsigned int code)
{
	static const unsigned char lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	size_t len = code < 0x80 ? 1 : code < 0x800 ? 2 :
		     code < 0x10000 ? 3 : 4, i;

	for (i = len - 1; i; i--, code >>= 6)
		to[i] = 0x80 | (code & 0x3f);
	to[0] = len == 1 ? code : lead[len] | code;
	to[len] = '\0';
	return len;
}

/* Of these, characters that are (not) escaped. */
static unsigned int count_escaped(unsigned int lo, unsigned int hi)
{
	unsigned int count = 0;
	char utf8[5], *got;

	for (; lo <= hi; lo++) {
		encode(utf8, lo);
		got = printable(utf8);
		count += *got == '\\' && lo != '\\';
		free(got);
	}
	return count;
}

/* What Unicode 15 calls control, format, enclosing mark or no text at all. */
static void test_hidden(void)
{
	static const unsigned int ranges[][2] = {
		{ 0x01, 0x1f },		{ 0x7f, 0x9f },
		{ 0xad, 0xad },		{ 0x600, 0x605 },
		{ 0x61c, 0x61c },	{ 0x6dd, 0x6dd },
		{ 0x70f, 0x70f },	{ 0x890, 0x891 },
		{ 0x8e2, 0x8e2 },	{ 0x180e, 0x180e },
		{ 0x200b, 0x200f },	{ 0x2028, 0x202e },
		{ 0x2060, 0x206f },	{ 0xfeff, 0xfeff },
		{ 0xfff9, 0xfffb },	{ 0x110bd, 0x110bd },
		{ 0x110cd, 0x110cd },	{ 0x13430, 0x1343f },
		{ 0x1bca0, 0x1bca3 },	{ 0x1d173, 0x1d17a },
		{ 0xe0001, 0xe0001 },	{ 0xe0020, 0xe007f },
		{ 0x488, 0x489 },	{ 0x1abe, 0x1abe },
		{ 0x20dd, 0x20e0 },	{ 0x20e2, 0x20e4 },
		{ 0xa670, 0xa672 },	{ 0xe000, 0xf8ff },
		{ 0xfdd0, 0xfdef },	{ 0xfffe, 0xffff },
		{ 0xf0000, 0x10ffff },
	}, stacking[][2] = {
		{ 0x300, 0x36f },	{ 0x483, 0x487 },
		{ 0x591, 0x5bd },	{ 0x64b, 0x65f },
		{ 0x93c, 0x93c },	{ 0xe34, 0xe3a },
		{ 0x1ab0, 0x1abd },	{ 0x1dc0, 0x1dff },
		{ 0x20d0, 0x20f0 },	{ 0x302a, 0x302d },
		{ 0x3099, 0x309a },	{ 0xfe20, 0xfe2f },
		{ 0x101fd, 0x101fd },	{ 0x1d167, 0x1d169 },
		{ 0x1e8d0, 0x1e8d6 },	{ 0xe0100, 0xe01ef },
	}, blank[][2] = {
		{ 0xa0, 0xa0 },		{ 0x1680, 0x1680 },
		{ 0x2000, 0x200a },	{ 0x202f, 0x202f },
		{ 0x205f, 0x205f },	{ 0x2800, 0x2800 },
		{ 0x3000, 0x3000 },	{ 0x115f, 0x1160 },
		{ 0x3164, 0x3164 },	{ 0xffa0, 0xffa0 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ranges); i++)
		is_number(count_escaped(ranges[i][0], ranges[i][1]),
			  ranges[i][1] - ranges[i][0] + 1, "hidden ones");
	for (i = 0; i < ARRAY_SIZE(stacking); i++)
		is_number(count_escaped(stacking[i][0], stacking[i][1]),
			  stacking[i][1] - stacking[i][0] + 1,
			  "ones that go over another");
	for (i = 0; i < ARRAY_SIZE(blank); i++)
		is_number(count_escaped(blank[i][0], blank[i][1]),
			  blank[i][1] - blank[i][0] + 1, "blank ones");
}

/* People have such names. */
static void test_text(void)
{
	static const unsigned int ranges[][2] = {
		{ 0x20, 0x7e },		{ 0xa1, 0xac },
		{ 0xae, 0x2ff },	{ 0x391, 0x3a1 },
		{ 0x400, 0x481 },	{ 0x5d0, 0x5ea },
		{ 0x620, 0x64a },	{ 0x905, 0x939 },
		{ 0xe01, 0xe30 },	{ 0x3041, 0x3096 },
		{ 0x4e00, 0x9fff },	{ 0xac00, 0xd7a3 },
		{ 0x1f600, 0x1f64f },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ranges); i++)
		is_number(count_escaped(ranges[i][0], ranges[i][1]), 0,
			  "text stays as it is");
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
	shown("e\xcc\x81", "e\\314\\201", "an accent of its own");
	test_hidden();
	test_text();
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		is_number(utf8_char(bad[i], &code), 0, "no UTF-8");
	is_number(utf8_char("\xf0\x9f\x98\x80", &code), 4, "four bytes");
	is_number(code, 0x1f600, "are one character");
	is_number(printable_width("a\xc3\xa9" "b"), 3, "width");
	return tap_end();
}
