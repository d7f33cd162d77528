// SPDX-License-Identifier: GPL-2.0-only
/* What there is to know of a question beyond what the kernel says */

#include "details.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "json.h"
#include "parent.h"
#include "protocol.h"
#include "report.h"

static void read_users(struct accounts *users)
{
	struct accounts new;
	int err = accounts_read(&new, ACCOUNTS_USERS);

	if (err) {
		report("%s: %s", ACCOUNTS_USERS, strerror(-err));
		return;
	}
	accounts_destroy(users);
	*users = new;
}

/* A machine may well have no such file. */
static void read_services(struct services *services)
{
	struct services new;
	int err = services_read(&new, SERVICES_FILE);

	if (err && err != -ENOENT)
		report("%s: %s", SERVICES_FILE, strerror(-err));
	if (err)
		return;
	services_destroy(services);
	*services = new;
}

void details_read(struct details *details)
{
	read_users(&details->users);
	read_services(&details->services);
}

void details_destroy(struct details *details)
{
	accounts_destroy(&details->users);
	services_destroy(&details->services);
	known_destroy(&details->known);
}

static int64_t newest_gen(const struct questions *questions)
{
	int64_t gen = 0;
	size_t i;

	for (i = 0; i < questions->count; i++) {
		if (questions->list[i].record.gen > gen)
			gen = questions->list[i].record.gen;
	}
	return gen;
}

bool details_complete(struct details *details, struct questions *questions)
{
	bool again = known_refresh(&details->known, newest_gen(questions));
	bool news = false;
	size_t i;

	for (i = 0; i < questions->count; i++) {
		struct question *question = &questions->list[i];
		bool changed = question->changed;

		if (!question->complete && question->record.ppid > 0)
			question->parent =
				parent_find(&question->record,
					    &question->parent_proven);
		if (!question->complete || again)
			changed = known_changed(&details->known,
						&question->record);
		if (question->complete && changed != question->changed) {
			questions_touch(questions, question);
			news = true;
		}
		question->changed = changed;
		question->complete = true;
	}
	/* Those who were told everything have something to be told. */
	questions->updates += news;
	return news;
}

int64_t details_wait(const struct details *details)
{
	return known_wait(&details->known);
}

static void put_optional(struct json_object *to, const char *key,
			 const char *string)
{
	if (string)
		json_put_string(to, key, string);
}

static bool may(const struct record *record, struct answer answer,
		const struct rights *rights)
{
	rights_narrow(rights, &answer);
	return !answer_refusal(record, &answer) &&
	       !rights_refusal(rights, &answer);
}

static struct json_object *verdicts_of(const struct record *record,
				       const struct rights *rights)
{
	struct json_object *verdicts = json_object_new_array();
	const struct answer allow = { .allow = true }, deny = { 0 };

	if (may(record, allow, rights))
		json_object_array_add(verdicts, json_object_new_string("allow"));
	if (may(record, deny, rights))
		json_object_array_add(verdicts, json_object_new_string("deny"));
	return verdicts;
}

/* Whoever may allow may deny. */
static struct json_object *scopes_of(const struct record *record,
				     bool any_mount,
				     const struct rights *rights)
{
	struct json_object *scopes = json_object_new_array();
	struct answer answer = { .any_mount = any_mount };
	int scope;

	for (scope = 0; scope < SCOPE_COUNT; scope++) {
		answer.scope = scope;
		if (may(record, answer, rights))
			json_object_array_add(scopes,
				json_object_new_string(scope_name(scope)));
	}
	return scopes;
}

void details_put_line(struct text *to, const struct details *details,
		      const struct question *question,
		      const struct rights *rights)
{
	const struct record *record = &question->record;
	struct json_object *object = json_object_new_object();

	json_put_string(object, "type", PROTOCOL_QUESTION);
	json_put_number(object, "id", record->question);
	json_put_record(object, record);
	/* Said already, and not what it is now. */
	json_object_object_del(object, "question");
	json_put_number(object, "left", question_left(question));
	put_optional(object, "user",
		     accounts_name(&details->users, record->uid));
	put_optional(object, question->parent_proven ?
			     "parent" : "parent_claimed", question->parent);
	put_optional(object, "service",
		     services_name(&details->services, record->proto,
				   record->dport));
	json_put_string(object, "known", question->changed ? "changed" : "new");
	json_object_object_add(object, "verdicts", verdicts_of(record, rights));
	json_object_object_add(object, "scopes",
			       scopes_of(record, false, rights));
	if (record_needs_any_mount(record) && rights->all_users)
		json_object_object_add(object, "any_mount_scopes",
				       scopes_of(record, true, rights));
	if (!rights->all_users)
		json_object_object_add(object, "only_this_user",
				       json_object_new_boolean(true));
	json_put_line(to, object);
}
