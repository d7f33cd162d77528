// SPDX-License-Identifier: GPL-2.0-only
/* Questions as they are kept for a person; what keeps keys from them */

#include <errno.h>

#include "asked.h"
#include "guard.h"
#include "tap.h"

static struct asked make(int64_t id, const char *exe)
{
	struct asked asked = {
		.scopes = 1U << SCOPE_ONCE | 1U << SCOPE_APP,
		.ends_ms = 5000,
	};

	record_init(&asked.record);
	record_set_number(&asked.record, "question", id);
	record_set_string(&asked.record, "op", "connect", 7);
	record_set_string(&asked.record, "state", "open", 4);
	record_set_string(&asked.record, "exe", exe, strlen(exe));
	return asked;
}

static void put(struct asked_list *list, int64_t id, const char *exe)
{
	struct asked asked = make(id, exe);

	if (asked_put(list, &asked))
		abort();
}

static void test_list(void)
{
	struct asked_list list = { 0 };
	int64_t id, last = 0;
	bool sorted = true;
	size_t i;

	ok(!asked_find(&list, 1) && !asked_next(&list, 0), "an empty list");
	for (id = 1; id <= 200; id++)
		put(&list, id * 37 % 211, "/x");
	is_number(list.count, 200, "two hundred questions");
	for (i = 0; i < list.count; i++) {
		sorted &= list.items[i]->record.question > last;
		last = list.items[i]->record.question;
	}
	ok(sorted, "are sorted");
	ok(asked_find(&list, 37) && !asked_find(&list, 300), "and found");
	for (id = 1; id <= 199; id++)
		asked_forget(&list, asked_find(&list, id * 37 % 211));
	is_number(list.count, 1, "and forgotten");
	asked_forget_all(&list);
	ok(!list.count && !list.items, "the rest, too");
}

static void test_next(void)
{
	struct asked_list list = { 0 };

	put(&list, 3, "/a");
	put(&list, 5, "/b");
	put(&list, 9, "/c");
	is_number(asked_next(&list, 3)->record.question, 5, "the next");
	is_number(asked_next(&list, 9)->record.question, 3, "round the end");
	is_number(asked_next(&list, 4)->record.question, 5,
		  "after one that is gone");
	asked_find(&list, 5)->state = ASKED_SENT;
	is_number(asked_next(&list, 3)->record.question, 9,
		  "only those that are open");
	is_number(asked_count_open(&list), 2, "are counted, too");
	asked_forget_all(&list);
}

static void test_versions(void)
{
	struct asked_list list = { 0 };
	struct asked asked, *known;
	uint64_t version;

	put(&list, 3, "/a");
	known = asked_find(&list, 3);
	version = known->version;
	asked = make(3, "/a");
	record_set_number(&asked.record, "waiting", 7);
	record_set_number(&asked.record, "left", 7);
	asked.ends_ms = 9000;
	ok(!asked_put(&list, &asked) && known->version == version,
	   "the count down asks nothing else");
	is_number(known->record.waiting, 7, "but is taken over");
	is_number(asked_left(known, 1500), 8, "seconds are rounded up");
	is_number(asked_left(known, 9500), 0, "and none are left at the end");
	asked = make(3, "/a");
	record_set_number(&asked.record, "waiting", 7);
	asked.changed = true;
	asked_put(&list, &asked);
	ok(known->version != version, "new content is something else");
	version = known->version;
	put(&list, 3, "/b");
	ok(known->version != version, "another program is something else");
	version = known->version;
	known->state = ASKED_SENT;
	known->request = 4;
	put(&list, 3, "/b");
	ok(known->version == version && known->state == ASKED_SENT &&
	   known->request == 4, "an answer stays on its way");
	known->state = ASKED_CLOSED;
	put(&list, 3, "/b");
	ok(known->state == ASKED_OPEN, "a closed one that is told is open");
	asked_forget_all(&list);
}

static void test_refusal(void)
{
	struct answer answer = { .scope = SCOPE_APP };
	struct asked asked = make(1, "/x");

	ok(!asked_refusal(&asked, &answer), "a scope that is offered");
	answer.scope = SCOPE_HOST;
	ok(asked_refusal(&asked, &answer), "one that makes no sense");
	record_set_string(&asked.record, "dst", "192.0.2.7", 9);
	ok(asked_refusal(&asked, &answer), "one that is not offered");
	asked_destroy(&asked);
}

static void test_limits(void)
{
	struct answer rule = { .scope = SCOPE_APP }, once = { 0 };
	struct asked asked = make(1, "/x");

	ok(!asked_limits(&asked), "no limits");
	asked.no_allow = true;
	is(asked_limits(&asked), "You may only deny", "only deny");
	ok(!asked_refusal(&asked, &rule) && !asked_refusal(&asked, &once),
	   "which can be done");
	rule.allow = true;
	once.allow = true;
	ok(asked_refusal(&asked, &rule) && asked_refusal(&asked, &once),
	   "and not allow");
	asked.no_deny = true;
	is(asked_limits(&asked), "You may not answer: an administrator does",
	   "nothing at all");
	rule.allow = false;
	ok(asked_refusal(&asked, &rule), "not deny, either");
	asked.no_allow = false;
	asked.no_deny = false;
	asked.scopes = 1U << SCOPE_ONCE;
	is(asked_limits(&asked), "You may only answer once", "only once");
	record_set_string(&asked.record, "exe", "memfd:x", 7);
	ok(!asked_limits(&asked), "where there is no rule, that is no limit");

	record_set_string(&asked.record, "exe", "/x", 2);
	record_set_string(&asked.record, "mnt", "other", 5);
	asked.scopes = (1U << SCOPE_COUNT) - 1;
	rule.any_mount = true;
	ok(!asked_refusal(&asked, &rule), "a rule for any file at a path");
	asked.no_any_mount = true;
	ok(asked_refusal(&asked, &rule), "which is not for everybody");

	asked_narrow(&asked, &rule);
	ok(!rule.this_user, "a rule for all users");
	asked.only_this_user = true;
	asked_narrow(&asked, &rule);
	asked_narrow(&asked, &once);
	ok(rule.this_user && !once.this_user, "or for this one alone");
	asked_destroy(&asked);
}

static void test_guard(void)
{
	struct guard guard = { 0 };

	ok(!guard_try(&guard, 100), "nothing is on display");
	is_number(guard_wait(&guard, 100), -1, "nothing to wait for");
	guard_show(&guard, 1000);
	is_number(guard_wait(&guard, 1100), GUARD_MS - 100, "half a second");
	guard_show(&guard, 1200);
	is_number(guard_wait(&guard, 1100), GUARD_MS - 100,
		  "drawing it again is no news");
	guard_tick(&guard, 1000 + GUARD_MS - 1);
	ok(!guard.ready, "not yet");
	ok(!guard_try(&guard, 1000 + GUARD_MS - 1), "a key comes too early");
	guard_tick(&guard, 1000 + GUARD_MS);
	ok(!guard.ready, "and begins the half second anew");
	ok(!guard_try(&guard, 1000 + 2 * GUARD_MS),
	   "it is ready when it is told, not before");
	guard_tick(&guard, 1000 + 3 * GUARD_MS);
	ok(guard_try(&guard, 1000 + 3 * GUARD_MS), "then it is");
	is_number(guard_wait(&guard, 9000), -1, "and stays so");
	guard_hide(&guard);
	ok(!guard_try(&guard, 9000), "until it is no longer on display");
}

int main(void)
{
	test_list();
	test_next();
	test_versions();
	test_refusal();
	test_limits();
	test_guard();
	return tap_end();
}
