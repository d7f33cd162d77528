// SPDX-License-Identifier: GPL-2.0-only
/* Text on a screen that has only so many columns */

#include <locale.h>

#include "../agent/fit.h"
#include "../agent/page.h"
#include "array.h"
#include "tap.h"

static const char *fitted(const char *string, size_t columns)
{
	static struct text text;

	text_clear(&text);
	fit_put(&text, string, columns);
	return text_string(&text);
}

static void test_fit(void)
{
	is(fitted("/usr/bin/curl", 20), "/usr/bin/curl", "there is room");
	is(fitted("/usr/bin/curl", 13), "/usr/bin/curl", "just enough");
	is(fitted("/usr/bin/curl", 12), "/usr.../curl", "cut in the middle");
	is(fitted("/usr/bin/curl", 4), "...l", "hardly any");
	is(fitted("/usr/bin/curl", 3), "/us", "less than the dots");
	is(fitted("/usr/bin/curl", 0), "", "none");
	is(fitted("", 5), "", "nothing");
	is_number(fit_width("\xe6\x96\x87x"), 3, "a wide character");
	is(fitted("\xe6\x96\x87\xe6\x96\x87\xe6\x96\x87\xe6\x96\x87", 7),
	   "\xe6\x96\x87...\xe6\x96\x87", "is not cut in two");
	is(fitted("e\xcc\x81", 1), "e\xcc\x81", "an accent takes no room");
	is(fitted("a\xff" "b", 9), "a?b", "a byte that is no character");
	is(fitted("a\x01" "b", 9), "a?b", "a character that is not shown");
	is_number(fit_bytes("abc", 2), 2, "bytes of two columns");
	is_number(fit_bytes("\xe6\x96\x87", 1), 0, "none of half a character");
}

static const char *row(const struct page *page, size_t i)
{
	return i < page->count ? text_string(&page->rows[i].text) : NULL;
}

static void test_page(void)
{
	struct page page = { .columns = 25 };

	page_add_field(&page, "Program", "0123456789abcdef", 5, LOOK_PLAIN, 0);
	is(row(&page, 0), "  Program     0123456789", "a value");
	is(row(&page, 1), "              abcdef", "and its rest");
	page_clear(&page);
	page_add_field(&page, "Program", "0123456789abcdef", 1, LOOK_PLAIN, 0);
	is(row(&page, 0), "  Program     012...cdef", "in one row");
	page_add_note(&page, "Careful", "do not do it", 3, LOOK_WARNING, 2);
	is(row(&page, 1), "  Careful     do not do", "words");
	is(row(&page, 2), "              it", "and more words");
	page_add_words(&page, "one two three four five six seven", LOOK_PLAIN,
		       1);
	is(row(&page, 3), "one two three four five", "lines of words");
	is(row(&page, 4), "six seven", "two of them");
	ok(page_fits(&page, 5) && !page_fits(&page, 4), "five rows");
	page_shrink(&page, 4);
	is_number(page.count, 3, "what matters least goes first");
	is(row(&page, 1), "one two three four five", "the rest stays");
	page_shrink(&page, 0);
	is_number(page.count, 1, "what must be seen stays");
	page_clear(&page);
	page_add_words(&page, "", LOOK_PLAIN, 0);
	is(row(&page, 0), "", "no words are a row");
	page_destroy(&page);
}

int main(void)
{
	if (!setlocale(LC_CTYPE, "C.UTF-8"))
		abort();
	test_fit();
	test_page();
	return tap_end();
}
