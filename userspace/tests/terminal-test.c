// SPDX-License-Identifier: GPL-2.0-only
/* The table of open questions */

#include "../daemon/questions.h"
#include "tap.h"

static void update(struct questions *questions, const char *text)
{
	struct questions new = { 0 };

	if (questions_add(&new, text, strlen(text)))
		abort();
	questions_update(questions, &new);
}

static void test_questions(void)
{
	struct questions questions = { 0 };
	static const char both[] =
		"op=connect verdict=ask question=9 rule=0 left=5\n"
		"op=connect verdict=ask question=4 rule=0 left=20\n";

	ok(!questions_next(&questions), "no questions");
	ok(questions_first_end(&questions) < 0, "nothing ends");
	update(&questions, both);
	is_number(questions.count, 2, "two questions");
	is_number(questions_next(&questions)->record.question, 4,
		  "the oldest comes first");
	ok(questions_first_end(&questions) ==
	   questions_find(&questions, 9)->ends_ms, "the first that ends");
	questions_find(&questions, 4)->skipped = true;
	update(&questions, both);
	is_number(questions_next(&questions)->record.question, 9,
		  "skipped ones come later");
	questions_find(&questions, 9)->settled = true;
	update(&questions, both);
	is_number(questions_next(&questions)->record.question, 4,
		  "settled ones not at all");
	is_number(questions_unsettled(&questions), 1, "one to answer");
	update(&questions, "junk\n");
	is_number(questions.bad, 1, "junk is counted");
	update(&questions,
	       "op=connect verdict=ask question=9 rule=0 left=9223372036854775807\n");
	is_number(question_left(&questions.list[0]), 0,
		  "a time that cannot be");
	update(&questions, "");
	ok(!questions.count && !questions.bad, "all closed");
	questions_destroy(&questions);
}

int main(void)
{
	test_questions();
	return tap_end();
}
