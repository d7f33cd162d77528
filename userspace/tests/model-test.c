// SPDX-License-Identifier: GPL-2.0-only
/* The full screen's state: list, selection, choices, what keeps keys away */

#include "../agent/model.h"
#include "tap.h"

#define ALL_SCOPES ((1U << SCOPE_COUNT) - 1)

static struct asked_list list;
static struct model model;
static int64_t now = 100000;

static void put(int64_t id, const char *exe)
{
	struct asked asked = { .scopes = ALL_SCOPES };

	record_init(&asked.record);
	record_set_number(&asked.record, "question", id);
	record_set_number(&asked.record, "dport", 443);
	record_set_number(&asked.record, "uid", 1000);
	record_set_string(&asked.record, "op", "connect", 7);
	record_set_string(&asked.record, "state", "open", 4);
	record_set_string(&asked.record, "proto", "tcp", 3);
	record_set_string(&asked.record, "dst", "192.0.2.7", 9);
	record_set_string(&asked.record, "exe", exe, strlen(exe));
	if (asked_put(&list, &asked))
		abort();
}

/* A turn of the loop: questions are looked at, time goes by, it is drawn. */
static void turn(int64_t ms)
{
	now += ms;
	model_update(&model, true, now);
	model_tick(&model, now);
	model_drawn(&model, now);
}

static void begin(int count)
{
	asked_forget_all(&list);
	model_init(&model, &list);
	while (count--)
		put(10 + count, "/x");
	turn(0);
}

static enum attempt attempt(struct answer *answer)
{
	return model_attempt(&model, true, now, answer);
}

static void close_question(int64_t id)
{
	asked_find(&list, id)->state = ASKED_CLOSED;
}

static void test_first(void)
{
	struct answer answer;

	begin(0);
	is_number(attempt(&answer), ATTEMPT_NONE, "nothing to answer");
	is_number(model_wait(&model, now), -1, "nothing to wait for");
	put(5, "/x");
	model_update(&model, true, now);
	is_number(model.selected, 5, "the first question is selected");
	is_number(attempt(&answer), ATTEMPT_EARLY, "it was not drawn");
	now += 10000;
	model_tick(&model, now);
	is_number(attempt(&answer), ATTEMPT_EARLY,
		  "however long ago, nobody saw it");
	model_drawn(&model, now);
	is_number(model_wait(&model, now), GUARD_MS, "it is drawn: wait");
	turn(GUARD_MS - 1);
	is_number(attempt(&answer), ATTEMPT_EARLY, "a key that is too early");
	turn(GUARD_MS - 1);
	is_number(attempt(&answer), ATTEMPT_EARLY, "and again, too soon");
	turn(GUARD_MS);
	ok(model_ready(&model), "it is ready");
	is_number(attempt(&answer), ATTEMPT_OK, "and can be answered");
	ok(answer.allow && answer.scope == SCOPE_ONCE && !answer.this_user,
	   "allow once");
	ok(!model_attempt(&model, false, now, &answer) && !answer.allow,
	   "deny once");
}

static void test_others(void)
{
	struct answer answer;

	begin(3);
	turn(GUARD_MS);
	is_number(model.selected, 10, "the oldest is selected");
	put(1, "/y");
	put(99, "/y");
	close_question(11);
	turn(0);
	is_number(model.selected, 10, "others that come and go change nothing");
	is_number(list.count, 4, "what is closed is gone");
	is_number(attempt(&answer), ATTEMPT_OK, "it stays ready");
	put(10, "/z");
	turn(0);
	is_number(attempt(&answer), ATTEMPT_EARLY,
		  "something else is asked under its id");
	turn(GUARD_MS);
	is_number(attempt(&answer), ATTEMPT_OK, "half a second later it can be");
}

static void test_closed(void)
{
	struct answer answer;

	begin(3);
	model_move(&model, 1, now);
	turn(0);
	turn(GUARD_MS);
	is_number(model.selected, 11, "moved down");
	close_question(11);
	turn(0);
	ok(model.selected == 11 && model.closed, "closed, it stays selected");
	is_number(attempt(&answer), ATTEMPT_CLOSED, "a key answers nothing");
	turn(MODEL_CLOSED_MS - 1);
	is_number(model.selected, 11, "it stays while the person is there");
	model_go_on(&model, now);
	turn(0);
	is_number(model.selected, 12, "Enter goes on");
	is_number(attempt(&answer), ATTEMPT_EARLY, "to one that is new");
	is_number(list.count, 2, "the closed one is gone");

	close_question(12);
	turn(0);
	turn(MODEL_CLOSED_MS);
	is_number(model.selected, 10, "left alone, it goes on by itself");
	is_number(attempt(&answer), ATTEMPT_EARLY, "to one that is new, too");
	turn(GUARD_MS);

	close_question(10);
	turn(0);
	put(10, "/x");
	turn(0);
	ok(model.selected == 10 && !model.closed, "one that is open again");
	is_number(attempt(&answer), ATTEMPT_EARLY, "begins anew");
	close_question(10);
	turn(0);
	model_move(&model, 1, now);
	is_number(model.selected, 10, "nowhere to go");
	turn(MODEL_CLOSED_MS);
	ok(!model.selected && !list.count, "the last one goes");
}

static void test_answered(void)
{
	struct answer answer;

	begin(2);
	turn(GUARD_MS);
	asked_find(&list, 10)->state = ASKED_SENT;
	turn(0);
	is_number(attempt(&answer), ATTEMPT_SENT, "an answer is on its way");
	is_number(model.selected, 10, "it stays selected");
	asked_find(&list, 10)->state = ASKED_SETTLED;
	turn(0);
	is_number(model.selected, 11, "answered: on to the next");
	is_number(attempt(&answer), ATTEMPT_EARLY, "which is new");
	turn(GUARD_MS);
	asked_find(&list, 11)->state = ASKED_SETTLED;
	turn(0);
	is_number(model.selected, 11, "there is no next");
	asked_find(&list, 11)->mine = true;
	close_question(11);
	turn(0);
	is_number(model.selected, 0, "closed by the answer: it goes at once");
}

static void test_offline(void)
{
	struct answer answer;

	begin(1);
	turn(GUARD_MS);
	model_update(&model, false, now);
	is_number(attempt(&answer), ATTEMPT_OFFLINE, "not connected");
	turn(0);
	is_number(attempt(&answer), ATTEMPT_EARLY, "connected again: anew");
	turn(GUARD_MS);
	is_number(attempt(&answer), ATTEMPT_OK, "half a second later");
	model_hidden(&model);
	is_number(attempt(&answer), ATTEMPT_EARLY, "something covers it");
}

static void test_choices(void)
{
	struct answer answer;

	begin(2);
	turn(GUARD_MS);
	model_step_scope(&model, -1);
	is_number(model.answer.scope, SCOPE_ONCE, "once is the least");
	ok(!model_step_lasting(&model, 1) && !model_toggle_user(&model),
	   "which has neither a time nor a user to choose");
	ok(!model_toggle_mount(&model) && !model.answer.any_mount,
	   "nor is any file at that path meant");
	model_step_scope(&model, 1);
	is_number(model.answer.scope, SCOPE_APP, "then the program");
	model_toggle_user(&model);
	attempt(&answer);
	ok(answer.scope == SCOPE_APP && answer.lasting == LASTING_BOOT &&
	   answer.this_user, "a rule until reboot, for one user");
	model_step_lasting(&model, 1);
	attempt(&answer);
	is_number(answer.lasting, LASTING_ALWAYS, "for always");
	model_step_lasting(&model, 1);
	attempt(&answer);
	ok(answer.lasting == LASTING_SECONDS && answer.seconds == 300,
	   "for five minutes");
	model_step_lasting(&model, -1);
	attempt(&answer);
	is_number(answer.lasting, LASTING_ALWAYS, "and back");
	model_pick_scope(&model, 4);
	is_number(model.answer.scope, SCOPE_HOST_PORT, "the fifth");
	model_pick_scope(&model, 40);
	is_number(model.answer.scope, SCOPE_HOST_PORT, "there are no forty");
	model_pick_scope(&model, 0);
	is_number(attempt(&answer), ATTEMPT_OK, "once");
	ok(!answer.this_user, "has no user");
	model_step_scope(&model, 1);
	model_move(&model, 1, now);
	ok(model.answer.scope == SCOPE_ONCE && !model.answer.this_user,
	   "the next question begins with once");
}

static void test_mount(void)
{
	struct answer answer;

	begin(0);
	put(5, "/x");
	record_set_string(&asked_find(&list, 5)->record, "mnt", "other", 5);
	turn(0);
	turn(GUARD_MS);
	is_number(model_scopes(&model), 1U << SCOPE_ONCE, "only once");
	model_step_scope(&model, 1);
	is_number(model.answer.scope, SCOPE_ONCE, "nothing else to choose");
	model.answer.scope = SCOPE_APP;
	is_number(attempt(&answer), ATTEMPT_REFUSED, "else it is refused");
	model_toggle_mount(&model);
	is_number(model_scopes(&model), ALL_SCOPES, "unless any file will do");
	model_step_scope(&model, 1);
	ok(attempt(&answer) == ATTEMPT_OK && answer.any_mount, "then a rule");
	model_toggle_mount(&model);
	is_number(model.answer.scope, SCOPE_ONCE, "and back to once");
	asked_find(&list, 5)->state = ASKED_SENT;
	ok(!model_toggle_mount(&model) && !model.answer.any_mount,
	   "not when it has an answer already");
}

static void test_rights(void)
{
	struct answer answer;

	begin(0);
	put(5, "/x");
	asked_find(&list, 5)->only_this_user = true;
	record_set_string(&asked_find(&list, 5)->record, "mnt", "other", 5);
	asked_find(&list, 5)->no_any_mount = true;
	turn(0);
	turn(GUARD_MS);
	model_toggle_mount(&model);
	is_number(model_scopes(&model), 1U << SCOPE_ONCE,
		  "no rule for any file at a path");
	record_set_string(&asked_find(&list, 5)->record, "mnt", "init", 4);
	model_step_scope(&model, 1);
	ok(attempt(&answer) == ATTEMPT_OK && answer.this_user,
	   "a rule is for this user");
	model_toggle_user(&model);
	ok(attempt(&answer) == ATTEMPT_OK && answer.this_user,
	   "whatever is chosen");
	asked_find(&list, 5)->no_allow = true;
	is_number(attempt(&answer), ATTEMPT_REFUSED, "who may not allow");
	is_number(model_attempt(&model, false, now, &answer), ATTEMPT_OK,
		  "may deny");
	asked_find(&list, 5)->no_deny = true;
	is_number(model_attempt(&model, false, now, &answer), ATTEMPT_REFUSED,
		  "or may not");
	is_number(model_scopes(&model), 0, "and has nothing to choose");
}

static void test_moves(void)
{
	begin(5);
	model_move(&model, -1, now);
	is_number(model.selected, 10, "up from the first");
	model_move(&model, 3, now);
	is_number(model.selected, 13, "three down");
	model_move(&model, 100, now);
	is_number(model.selected, 14, "to the last at most");
	model_move(&model, -100, now);
	is_number(model.selected, 10, "to the first at most");
	model_move_to_end(&model, true, now);
	is_number(model.selected, 14, "the last");
	model_move_to_end(&model, false, now);
	is_number(model.selected, 10, "the first");
	begin(0);
	model_move(&model, 1, now);
	model_move_to_end(&model, true, now);
	model_go_on(&model, now);
	is_number(model.selected, 0, "no questions, no moves");
}

int main(void)
{
	test_first();
	test_others();
	test_closed();
	test_answered();
	test_offline();
	test_choices();
	test_mount();
	test_rights();
	test_moves();
	asked_forget_all(&list);
	return tap_end();
}
