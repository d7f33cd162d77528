// SPDX-License-Identifier: GPL-2.0-only
/* What programs were seen to do, from the events of a log */

#include <arpa/inet.h>
#include <errno.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "judge.h"
#include "learn.h"
#include "report.h"

/* What an event says of its target. */
enum said {
	SAID_PASSED,
	SAID_REFUSED,	/* by a rule */
	SAID_BLOCKED,	/* by the default, or for want of an answer */
	SAID_ALLOW,	/* an answer */
	SAID_DENY,
	SAID_NOTHING,
};

static enum said verdict_says(const struct record *record)
{
	const char *reason = record->reason;

	if (!strcmp(record->verdict, "allow"))
		return SAID_PASSED;
	if (!strcmp(record->verdict, "deny") && !strcmp(reason, "rule"))
		return SAID_REFUSED;
	if (record->permissive > 0)
		return SAID_PASSED;
	return strcmp(reason, "answer") ? SAID_BLOCKED : SAID_DENY;
}

static enum said answer_says(const struct record *record)
{
	static const char *const given[] = { "allow", "deny", "rule" };
	size_t i;

	for (i = 0; i < sizeof(given) / sizeof(*given); i++) {
		if (!strcmp(record->op, given[i]))
			return strcmp(record->verdict, "allow") ? SAID_DENY :
								  SAID_ALLOW;
	}
	return SAID_BLOCKED;
}

static enum said event_says(const struct event *event)
{
	switch (event->kind) {
	case EVENT_VERDICT:
		return verdict_says(&event->record);
	case EVENT_QUESTION:
		return SAID_BLOCKED;
	case EVENT_ANSWER:
		return answer_says(&event->record);
	default:
		return SAID_NOTHING;
	}
}

/* What the base does with it */

static enum judge_mnt mnt_of(const struct record *record)
{
	if (!strcmp(record->mnt, "other"))
		return JUDGE_MNT_OTHER;
	return strcmp(record->mnt, "same") ? JUDGE_MNT_INIT : JUDGE_MNT_SAME;
}

/* False: it cannot be judged. */
static bool judge_record(const struct policy *base,
			 const struct record *record,
			 struct judge_result *result)
{
	struct judge_call call = {
		.unknown = JUDGE_GID | JUDGE_SHA256 | JUDGE_FSVERITY,
		.exe = record->exe,
		.script = record->script,
		.mnt = mnt_of(record),
		.uid = record->uid,
		.gid = UINT32_MAX,
		.cgroup = record->cgroup,
		.proto = record->proto,
		.dst = *record->dst ? record->dst : NULL,
		.dport = record->dport > 0 ? record->dport : 0,
		.sport = record->sport > 0 ? record->sport : 0,
	};
	struct judge *judge;
	const char *what;

	if (record->uid < 0)
		call.unknown |= JUDGE_UID;
	if (judge_open(&judge, &call, &what))
		return false;
	judge_policy(judge, base, result);
	judge_close(judge);
	return true;
}

/* Programs and targets, each kept once */

static int compare_strings(const char *a, const char *b)
{
	if (!a || !b)
		return !!a - !!b;
	return strcmp(a, b);
}

static int compare_subjects(const void *left, const void *right)
{
	const struct learn_subject *a = left, *b = right;
	int order = compare_strings(a->exe, b->exe);

	if (!order)
		order = compare_strings(a->script, b->script);
	if (!order)
		order = a->other - b->other;
	if (!order)
		order = (a->uid > b->uid) - (a->uid < b->uid);
	return order;
}

static int compare_targets(const void *left, const void *right)
{
	const struct learn_target *a = left, *b = right;
	int order = strcmp(a->item.proto, b->item.proto);

	if (!order)
		order = learn_compare_addresses(&a->item.dst, &b->item.dst);
	if (!order)
		order = (a->item.dport > b->item.dport) -
			(a->item.dport < b->item.dport);
	if (!order)
		order = a->unknown - b->unknown;
	return order;
}

static void destroy_subject(void *item)
{
	struct learn_subject *subject = item;

	tdestroy(subject->targets, free);
	free(subject->exe);
	free(subject->script);
	free(subject->uids);
	free(subject);
}

void learn_destroy(struct learn *learn)
{
	tdestroy(learn->subjects, destroy_subject);
	learn->subjects = NULL;
}

static struct learn_subject *copy_subject(const struct learn_subject *key)
{
	struct learn_subject *subject = calloc(1, sizeof(*subject));

	if (!subject)
		return NULL;
	subject->exe = strdup(key->exe);
	subject->script = key->script ? strdup(key->script) : NULL;
	subject->other = key->other;
	subject->uid = key->uid;
	subject->first = INT64_MAX;
	subject->last = INT64_MIN;
	subject->asks = SIZE_MAX;
	if (subject->exe && (!key->script || subject->script))
		return subject;
	destroy_subject(subject);
	return NULL;
}

static struct learn_subject *find_subject(struct learn *learn,
					  const struct record *record)
{
	const char *script = record_script_path(record);
	struct learn_subject key = {
		.exe = record->exe ? record->exe : (char *)"?",
		.script = script ? (char *)script : record->script,
		.other = record_needs_any_mount(record),
		.uid = -1,
	};
	struct learn_subject *subject, **found;

	/*
	 * In a mount namespace of one's own any file can stand at the path: at
	 * least no other user's should be allowed.
	 */
	if (learn->options.by_user || key.other)
		key.uid = record->uid;
	found = tsearch(&key, &learn->subjects, compare_subjects);
	if (!found)
		return NULL;
	if (*found != &key)
		return *found;
	subject = copy_subject(&key);
	if (!subject) {
		tdelete(&key, &learn->subjects, compare_subjects);
		return NULL;
	}
	*found = subject;
	learn->n_subjects++;
	return subject;
}

/* False: no address that a rule could have. */
static bool take_address(struct learn_address *to, const char *dst)
{
	if (!*dst)
		return true;
	if (inet_pton(AF_INET, dst, to->bytes) == 1) {
		to->family = 4;
		to->len = 32;
		return true;
	}
	to->family = 6;
	to->len = 128;
	return inet_pton(AF_INET6, dst, to->bytes) == 1;
}

static bool take_target(struct learn_target *to, const struct record *record)
{
	bool has_ports = judge_proto_has_ports(record->proto);

	memset(to, 0, sizeof(*to));
	to->item.dport = LEARN_NO_PORT;
	strcpy(to->item.proto, record->proto);
	if (!judge_proto_has_address(record->proto))
		return true;
	if (!take_address(&to->item.dst, record->dst))
		return false;
	to->unknown = !to->item.dst.family;
	if (to->unknown || !has_ports)
		return true;
	to->item.dport = record->dport;
	return record->dport >= 0 && record->dport <= UINT16_MAX;
}

static struct learn_target *find_target(struct learn_subject *subject,
					const struct learn_target *key)
{
	struct learn_target *target, **found;

	found = tsearch(key, &subject->targets, compare_targets);
	if (!found)
		return NULL;
	if (*found != key)
		return *found;
	target = malloc(sizeof(*target));
	if (!target) {
		tdelete(key, &subject->targets, compare_targets);
		return NULL;
	}
	*target = *key;
	*found = target;
	subject->n_targets++;
	return target;
}

static int add_uid(struct learn_subject *subject, int64_t uid)
{
	int64_t *uids;
	size_t i;

	for (i = 0; i < subject->n_uids; i++) {
		if (subject->uids[i] == uid)
			return 0;
	}
	uids = reallocarray(subject->uids, i + 1, sizeof(*uids));
	if (!uids)
		return -ENOMEM;
	for (; i && uids[i - 1] > uid; i--)
		uids[i] = uids[i - 1];
	uids[i] = uid;
	subject->uids = uids;
	subject->n_uids++;
	return 0;
}

static void count(struct learn_target *target, enum said said)
{
	switch (said) {
	case SAID_PASSED:
		target->passed++;
		break;
	case SAID_REFUSED:
		target->refused++;
		break;
	case SAID_BLOCKED:
		target->blocked++;
		break;
	case SAID_ALLOW:
		target->answer = LEARN_ALLOW;
		break;
	case SAID_DENY:
		target->answer = LEARN_DENY;
		break;
	case SAID_NOTHING:
		break;
	}
}

static void see(int64_t *first, int64_t *last, int64_t time)
{
	if (time < *first)
		*first = time;
	if (time > *last)
		*last = time;
}

/* The call is counted by its question or verdict, not by the answer as well. */
static int add(struct learn *learn, const struct event *event,
	       enum said said, size_t asks)
{
	const struct record *record = &event->record;
	bool is_call = event->kind != EVENT_ANSWER;
	struct learn_subject *subject;
	struct learn_target key, *target;

	if (!take_target(&key, record))
		return 0;
	subject = find_subject(learn, record);
	target = subject ? find_target(subject, &key) : NULL;
	if (!target || add_uid(subject, record->uid))
		return -ENOMEM;
	count(target, said);
	target->item.calls += is_call;
	subject->calls += is_call;
	learn->calls += is_call;
	if (record->missed > 0)
		subject->missed += record->missed;
	if (asks < subject->asks)
		subject->asks = asks;
	see(&subject->first, &subject->last, event->time);
	see(&learn->first, &learn->last, event->time);
	return 0;
}

int learn_take(struct event *event, void *data)
{
	struct learn *learn = data;
	const struct record *record = &event->record;
	enum said said = event_says(event);
	struct judge_result result;
	size_t asks = SIZE_MAX;

	if (said == SAID_NOTHING || !judge_proto_exists(record->proto))
		return EXIT_OK;
	if (learn->base && judge_record(learn->base, record, &result)) {
		bool by_rule = result.rule != JUDGE_DEFAULT && !result.open;

		if (by_rule && result.verdict == VERDICT_ALLOW) {
			learn->covered++;
			return EXIT_OK;
		}
		/* What a rule of then denied stays so: the base may be less. */
		if (by_rule && result.verdict == VERDICT_DENY)
			said = SAID_REFUSED;
		if (by_rule && result.verdict == VERDICT_ASK)
			asks = result.rule;
	}
	if (!add(learn, event, said, asks))
		return EXIT_OK;
	report("out of memory");
	return EXIT_REFUSED;
}
