// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls that were recorded, a dozen at most, and the policy that is learnt from
 * them: it is one, it allows each of them, and of all others that can be put
 * together from their parts it allows none.
 */

#include <string.h>

#include "../ctl/learn.h"
#include "question.h"

#define CALLS_MAX	12

#define BY_USER	1

struct calls {
	struct record of[CALLS_MAX];
	size_t count;
	bool by_user;
};

/* As the kernel records what it lets through in permissive mode. */
static void take_call(struct calls *calls, struct bytes *bytes)
{
	struct record *call = &calls->of[calls->count++];

	take_question(bytes, call);
	call->question = 0;
	call->permissive = 1;
	call->missed = 0;
	strcpy(call->reason, "default");
}

static bool same_string(const char *a, const char *b)
{
	return !a || !b ? a == b : !strcmp(a, b);
}

/* A rule could be for it: not for every address, nor without a path. */
static bool can_be_learnt(const struct record *call)
{
	return language_has_path(call->exe) &&
	       (!call->script || (record_script_path(call) &&
				  language_has_path(record_script_path(call)))) &&
	       (*call->dst || !judge_proto_has_address(call->proto));
}

/*
 * A rule for another mount namespace has mnt=any, and is for one user. Where a
 * rule has no script= it is for every script.
 */
static bool covers(const struct calls *calls, const struct record *seen,
		   const struct record *call)
{
	bool other = record_needs_any_mount(seen);

	return can_be_learnt(seen) && same_string(seen->exe, call->exe) &&
	       (!seen->script || same_string(record_script_path(seen),
					     record_script_path(call))) &&
	       (other || !(seen->script ? record_needs_any_mount(call) :
			   !strcmp(call->mnt, "other"))) &&
	       (seen->uid == call->uid || (!other && !calls->by_user)) &&
	       !strcmp(seen->proto, call->proto) &&
	       !strcmp(seen->dst, call->dst) && seen->dport == call->dport;
}

static bool was_seen(const struct calls *calls, const struct record *call)
{
	size_t i;

	for (i = 0; i < calls->count; i++) {
		if (covers(calls, &calls->of[i], call))
			return true;
	}
	return false;
}

static struct policy *learn(const struct calls *calls)
{
	struct learn learn = {
		.options.by_user = calls->by_user,
		.first = INT64_MAX,
		.last = INT64_MIN,
	};
	struct language_error error;
	struct policy *policy;
	struct text text = { 0 };
	size_t i;

	for (i = 0; i < calls->count; i++) {
		struct event event = {
			.kind = EVENT_VERDICT,
			.time = 1700000000000,
			.record = calls->of[i],
		};

		MUST(!learn_take(&event, &learn));
	}
	MUST(!learn_print(&learn, &text));
	MUST(!policy_parse(&policy, text.data, text.len, &error));
	learn_destroy(&learn);
	text_destroy(&text);
	return policy;
}

static void check(const struct policy *policy, const struct calls *calls,
		  const struct record *call)
{
	struct judge_call what = call_of(call);
	struct judge_result result;
	struct judge *judge;
	const char *why;

	/* No rule has another path for it: the one that is shown counts. */
	if (what.mnt == JUDGE_MNT_SAME)
		what.mnt = JUDGE_MNT_INIT;
	MUST(!judge_open(&judge, &what, &why));
	judge_policy(judge, policy, &result);
	judge_close(judge);
	MUST(!result.depends && result.verdict != VERDICT_DENY);
	MUST((result.verdict == VERDICT_ALLOW) == was_seen(calls, call));
}

/* The program of one, the target of another, the sender of a third. */
static void check_mixed(const struct policy *policy, const struct calls *calls,
			size_t i, size_t j, size_t k)
{
	const struct record *target = &calls->of[j];
	struct record call = calls->of[i];

	strcpy(call.proto, target->proto);
	strcpy(call.dst, target->dst);
	call.dport = target->dport;
	check(policy, calls, &call);
	call.uid = calls->of[k].uid;
	strcpy(call.mnt, calls->of[k].mnt);
	check(policy, calls, &call);
	call.script = calls->of[k].script;
	check(policy, calls, &call);
	if (call.dport >= 0 && *calls->of[k].dst) {
		strcpy(call.dst, calls->of[k].dst);
		check(policy, calls, &call);
		call.dport ^= 1;
		check(policy, calls, &call);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes bytes = { data, data + size };
	struct calls calls = { .by_user = take_byte(&bytes) & BY_USER };
	struct policy *policy;
	size_t i, j, k;

	while (bytes_left(&bytes) && calls.count < CALLS_MAX)
		take_call(&calls, &bytes);
	policy = learn(&calls);
	for (i = 0; i < calls.count; i++) {
		for (j = 0; j < calls.count; j++) {
			for (k = 0; k < calls.count; k++)
				check_mixed(policy, &calls, i, j, k);
		}
	}
	policy_free(policy);
	for (i = 0; i < calls.count; i++)
		record_destroy(&calls.of[i]);
	return 0;
}
