// SPDX-License-Identifier: GPL-2.0-only
/* cordonctl replay: recorded calls, judged by another policy */

#include "replay.h"

#include <errno.h>
#include <inttypes.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"

/* Digests and groups are in no record. */
#define UNKNOWN	(JUDGE_SHA256 | JUDGE_FSVERITY | JUDGE_GID)

static enum judge_mnt mnt_of(const struct record *record)
{
	if (!strcmp(record->mnt, "init"))
		return JUDGE_MNT_INIT;
	return strcmp(record->mnt, "same") ? JUDGE_MNT_OTHER : JUDGE_MNT_SAME;
}

static uint16_t port_of(int64_t port)
{
	return port > 0 && port <= UINT16_MAX ? port : 0;
}

static void make_call(struct judge_call *call, const struct record *record)
{
	*call = (struct judge_call){
		.unknown = UNKNOWN,
		.exe = record->exe,
		.script = record->script,
		.mnt = mnt_of(record),
		.gid = UINT32_MAX,
		.cgroup = record->cgroup,
		.proto = record->proto,
		.dst = *record->dst ? record->dst : NULL,
		.dport = port_of(record->dport),
		.sport = port_of(record->sport),
	};
	if (record->uid >= 0 && record->uid <= UINT32_MAX)
		call->uid = record->uid;
	else
		call->unknown |= JUDGE_UID;
	if (!record->exe)
		call->unknown |= JUDGE_EXE;
}

static int compare_keys(const void *a, const void *b)
{
	const struct difference *x = a, *y = b;

	return strcmp(x->key, y->key);
}

/* All that people are shown. Local ports and cgroups would split hairs. */
static char *make_key(const struct record *record,
		      const struct judge_result *result, enum verdict was)
{
	struct text key = { 0 };

	text_printf(&key, "%d %d %d %x %zu %" PRId64 " %s %s %" PRId64 " %s %s\n%s",
		    was, result->verdict, result->open, result->depends,
		    result->rule, record->uid, record->proto, record->dst,
		    record->dport, record->mnt, record->exe ? record->exe : "",
		    record->script ? record->script : "");
	return key.data;
}

static int keep(struct replay *replay, struct difference *difference)
{
	int err = ARRAY_GROW(replay->difference, replay->count, replay->room);

	if (!err)
		replay->difference[replay->count++] = difference;
	return err;
}

static void destroy(struct difference *difference)
{
	free(difference->key);
	record_destroy(&difference->record);
	free(difference);
}

static int add(struct replay *replay, struct record *record, int64_t time,
	       const struct judge_result *result, enum verdict was)
{
	struct difference *difference = calloc(1, sizeof(*difference)), **found;

	if (!difference)
		return -ENOMEM;
	record_init(&difference->record);
	difference->key = make_key(record, result, was);
	found = difference->key ?
		tsearch(difference, &replay->index, compare_keys) : NULL;
	if (!found) {
		destroy(difference);
		return -ENOMEM;
	}
	if (*found != difference) {
		destroy(difference);
		difference = *found;
	} else if (keep(replay, difference)) {
		tdelete(difference, &replay->index, compare_keys);
		destroy(difference);
		return -ENOMEM;
	} else {
		difference->record = *record;
		record_init(record);
		difference->was = was;
		difference->now = result->verdict;
		difference->open = result->open;
		difference->depends = result->depends;
		difference->rule = result->rule;
		difference->first = time;
		difference->last = time;
	}
	difference->count++;
	if (time < difference->first)
		difference->first = time;
	if (time > difference->last)
		difference->last = time;
	return 0;
}

int replay_record(struct replay *replay, struct record *record, int64_t time,
		  enum verdict was)
{
	struct judge_result result;
	struct judge_call call;
	struct judge *judge;
	const char *what;
	int err;

	if (record->missed > 0)
		replay->missed += record->missed;
	make_call(&call, record);
	err = judge_open(&judge, &call, &what);
	if (err == -EINVAL) {
		replay->skipped++;
		return 0;
	}
	if (err)
		return err;
	judge_policy(judge, replay->policy, &result);
	judge_close(judge);
	replay->judged++;
	if (result.open) {
		replay->open++;
	} else if (result.verdict == was) {
		replay->same++;
		return 0;
	} else {
		replay->changed++;
		/* Whatever it depends on, it makes no difference. */
		result.depends = 0;
	}
	return add(replay, record, time, &result, was);
}

static int by_count(const void *a, const void *b)
{
	const struct difference *x = *(struct difference *const *)a;
	const struct difference *y = *(struct difference *const *)b;

	if (x->open != y->open)
		return x->open ? 1 : -1;
	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	return strcmp(x->key, y->key);
}

void replay_sort(struct replay *replay)
{
	if (replay->count)
		qsort(replay->difference, replay->count,
		      sizeof(*replay->difference), by_count);
}

static void free_nothing(void *node)
{
	(void)node;
}

void replay_destroy(struct replay *replay)
{
	size_t i;

	tdestroy(replay->index, free_nothing);
	for (i = 0; i < replay->count; i++)
		destroy(replay->difference[i]);
	free(replay->difference);
	*replay = (struct replay){ 0 };
}
