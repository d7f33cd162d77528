// SPDX-License-Identifier: GPL-2.0-only
/* A dialogue in lines, and what keeps typed lines from new questions */

#include <errno.h>

#include "dialogue.h"
#include "tap.h"

static struct asked_list list;
static struct feed feed;
static struct dialogue dialogue;
static int64_t now = 100000;
static struct answer sent;
static int64_t sent_id;
static int refuse;

static int answer(struct feed *from, struct asked *asked,
		  const struct answer *how)
{
	(void)from;
	if (refuse)
		return refuse;
	sent = *how;
	sent_id = asked->record.question;
	asked->state = ASKED_SENT;
	return 0;
}

static void put(int64_t id, const char *state)
{
	struct asked asked = { .scopes = (1U << SCOPE_COUNT) - 1 };

	record_init(&asked.record);
	record_set_number(&asked.record, "question", id);
	record_set_number(&asked.record, "dport", 443);
	record_set_string(&asked.record, "op", "connect", 7);
	record_set_string(&asked.record, "state", state, strlen(state));
	record_set_string(&asked.record, "proto", "tcp", 3);
	record_set_string(&asked.record, "dst", "192.0.2.7", 9);
	record_set_string(&asked.record, "exe", "/usr/bin/curl", 13);
	record_set_number(&asked.record, "uid", 1000);
	if (asked_put(&list, &asked))
		abort();
}

static void begin(bool guarded)
{
	dialogue_destroy(&dialogue);
	asked_forget_all(&list);
	feed = (struct feed){
		.questions = &list,
		.online = true,
		.answer = answer,
	};
	dialogue_init(&dialogue, &feed);
	dialogue.guarded = guarded;
	sent_id = 0;
	refuse = 0;
}

/* A turn of the loop. What was said by then. */
static const char *turn(int64_t ms)
{
	static struct text said;

	now += ms;
	dialogue_update(&dialogue, now);
	text_clear(&said);
	text_append(&said, text_string(&dialogue.out), dialogue.out.len);
	text_clear(&dialogue.out);
	dialogue_written(&dialogue, now);
	dialogue_tick(&dialogue, now);
	text_append(&said, text_string(&dialogue.out), dialogue.out.len);
	text_clear(&dialogue.out);
	return text_string(&said);
}

static const char *type(const char *line)
{
	char copy[100];

	snprintf(copy, sizeof(copy), "%s", line);
	dialogue_line(&dialogue, copy, now);
	return turn(0);
}

static bool says(const char *said, const char *part)
{
	bool does = ok(strstr(said, part), "says: %.*s",
		       (int)strcspn(part, "\n"), part);

	if (!does)
		printf("# %s\n", said);
	return does;
}

static bool ends_with_sign(const char *said)
{
	size_t len = strlen(said);

	return len >= 2 && !strcmp(said + len - 2, "> ");
}

static void tell(int64_t id, const char *rule, const char *trouble)
{
	const struct outcome outcome = {
		.id = id,
		.allow = sent.allow,
		.rule = rule,
		.trouble = trouble,
		.refused = trouble && !rule,
	};

	asked_find(&list, id)->state = outcome.refused ? ASKED_OPEN :
							 ASKED_SETTLED;
	feed.given(feed.data, &outcome);
}

static void test_answers(void)
{
	begin(false);
	says(type("a"), "no question to answer now");
	put(4, "open");
	put(6, "open");
	says(turn(0), "Question 4: may this program send? (1 more to answer)");
	says(type("perhaps"), "Not understood");
	ok(ends_with_sign(type("?")), "help, and another try");
	says(type("l"), "* 4  ");
	type("allow host 5m user");
	ok(sent_id == 4 && sent.allow && sent.scope == SCOPE_HOST &&
	   sent.seconds == 300 && sent.this_user, "an answer is sent");
	says(type("d"), "no question to answer now");
	tell(4, "allow exe=/usr/bin/curl", NULL);
	says(turn(0), "Allowed: allow exe=/usr/bin/curl\n\nQuestion 6: ");
	says(type("9 a"), "Question 9 is not open");
	put(7, "open");
	turn(0);
	type("7 d");
	ok(sent_id == 7 && !sent.allow, "an answer to another one");
	tell(7, NULL, NULL);
	says(turn(0), "Question 7: Denied once.\n> ");
	type("d");
	tell(6, NULL, "no such question");
	says(turn(0), "Refused: no such question\n\nQuestion 6: ");
	refuse = -EPIPE;
	says(type("d"), "could not be sent: Broken pipe");
	is_number(dialogue.answers, 2, "two were given");
	type("q");
	ok(dialogue.leave, "leave");
}

static void test_changes(void)
{
	begin(false);
	put(4, "open");
	put(6, "open");
	turn(0);
	is(turn(0), "", "no news, no words");
	put(4, "timeout");
	says(turn(0), "Nobody answered question 4 in time");
	says(type("n"), "Question 6: ");
	says(type("next"), "Question 4: ");
	says(type(""), "Question 4: ");
	asked_find(&list, 4)->state = ASKED_CLOSED;
	says(turn(0), "Question 4 is closed: ");
	is_number(dialogue.shown, 6, "on to the next");
	asked_find(&list, 6)->state = ASKED_CLOSED;
	says(turn(0), "Question 6 is closed: ");
	says(type("l"), "No questions");
	is_number(list.count, 0, "closed ones are forgotten");

	put(8, "open");
	turn(0);
	feed.online = false;
	feed.notice(feed.data, "Lost.");
	is(turn(0), "\nLost.\n", "a notice");
	says(type("a"), "Not connected");
	feed.online = true;
	says(turn(0), "Question 8: ");
}

static void test_guard(void)
{
	begin(true);
	put(4, "open");
	ok(!ends_with_sign(turn(0)), "a question, but no sign yet");
	ok(dialogue_is_deaf(&dialogue), "what is typed is dropped");
	ok(!ends_with_sign(turn(GUARD_MS - 1)), "still none");
	is(turn(1), "> ", "half a second later there is one");
	ok(!dialogue_is_deaf(&dialogue), "what is typed counts");
	ok(ends_with_sign(type("l")), "also after something else");
	put(6, "open");
	is(turn(0), "", "another question changes nothing");
	asked_find(&list, 4)->state = ASKED_CLOSED;
	says(turn(0), "Question 6: ");
	ok(dialogue_is_deaf(&dialogue), "but a new one on display does");
	turn(GUARD_MS);
	type("a");
	is_number(sent_id, 6, "then it is answered");
	ok(!dialogue_is_deaf(&dialogue), "nothing to drop while it is sent");
}

static void test_once(void)
{
	begin(false);
	dialogue.once = true;
	put(4, "open");
	turn(0);
	type("a");
	tell(4, NULL, "no such question");
	ok(!dialogue.leave, "a refused answer is none");
	turn(0);
	type("a");
	tell(4, NULL, NULL);
	ok(dialogue.leave, "one answer, and out");
}

static void test_rights(void)
{
	struct asked *asked;

	begin(false);
	put(4, "open");
	asked = asked_find(&list, 4);
	asked->only_this_user = true;
	says(turn(0), "A allow always");
	type("allow host 5m");
	ok(sent_id == 4 && sent.this_user, "a rule is for this user alone");
	begin(false);
	put(4, "open");
	asked = asked_find(&list, 4);
	asked->no_allow = true;
	says(turn(0), "You may only deny. d deny once, D deny always; ? more");
	says(type("a"), "You may only deny. ? and Enter: help.");
	type("D");
	ok(sent_id == 4 && !sent.allow, "which is taken");
	begin(false);
	put(4, "open");
	asked = asked_find(&list, 4);
	asked->scopes = 1U << SCOPE_ONCE;
	says(turn(0), "You may only answer once. a allow once, d deny once; ?");
	says(type("A"), "it cannot be answered with that scope");
	asked->no_allow = true;
	asked->no_deny = true;
	says(type(""), "You may not answer: an administrator does. ? more");
	says(type("d"), "You may not answer: an administrator does. ?");
	ok(!sent_id, "and nothing was");
}

int main(void)
{
	test_answers();
	test_changes();
	test_guard();
	test_once();
	dialogue_destroy(&dialogue);
	asked_forget_all(&list);
	test_rights();
	return tap_end();
}
