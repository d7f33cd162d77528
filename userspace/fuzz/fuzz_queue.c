// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any bytes as the text of "queue". A line that is understood can be written
 * again and says the same; told to an agent as JSON, the agent knows the same,
 * byte by byte, and may answer in just the ways that are possible.
 */

#include <string.h>

#include "../daemon/details.h"
#include "bytes.h"
#include "client-message.h"
#include "protocol.h"
#include "record_text.h"
#include "same.h"

static size_t count_lines(const char *text, size_t len)
{
	size_t i, count = 0;

	for (i = 0; i < len; i++) {
		count += text[i] != '\n' &&
			 (i + 1 == len || text[i + 1] == '\n');
	}
	return count;
}

static void write_and_read(const struct record *record)
{
	struct text once = { 0 }, twice = { 0 };
	struct record again;
	char *line;

	put_record(&once, record);
	line = exact(once.data, once.len);
	MUST(!record_parse(&again, line, once.len));
	must_be_same(record, &again, NULL);
	put_record(&twice, &again);
	MUST(!strcmp(once.data, twice.data));
	free(line);
	record_destroy(&again);
	text_destroy(&once);
	text_destroy(&twice);
}

static void check_scopes(const struct asked *asked, const struct record *record)
{
	struct answer answer = { 0 };
	int scope;

	for (scope = 0; scope < SCOPE_COUNT; scope++) {
		bool told = asked->scopes & 1U << scope;

		answer.scope = scope;
		answer.any_mount = false;
		MUST(told == !answer_refusal(record, &answer));
		MUST(told == !asked_refusal(asked, &answer));
	}
}

/* No agent is told of a question that is not one. */
static void tell(const struct question *question)
{
	static const struct rights rights = { .all_users = true };
	static const struct details nothing;
	const struct record *record = &question->record;
	struct text line = { 0 };
	struct message message;
	char *copy;

	if (record->question <= 0 || !*record->state)
		return;
	details_put_line(&line, &nothing, question, &rights);
	MUST(!text_failed(&line) && line.len <= PROTOCOL_REPLY_MAX);
	MUST(memchr(line.data, '\n', line.len) == line.data + line.len - 1);
	copy = exact(line.data, line.len - 1);
	MUST(!message_parse(&message, copy, line.len - 1, 0));
	MUST(message.type == MESSAGE_QUESTION);
	MUST(message.id == record->question);
	must_be_same(record, &message.asked.record, "left");
	check_scopes(&message.asked, record);
	message_destroy(&message);
	free(copy);
	text_destroy(&line);
}

/* In two pieces, as they may be read. */
static void update(struct questions *questions, const char *text, size_t len)
{
	const char *cut = memchr(text, '\n', len);
	size_t first = cut ? (size_t)(cut - text) + 1 : len;
	struct questions new = { 0 };

	MUST(!questions_add(&new, text, first));
	MUST(!questions_add(&new, text + first, len - first));
	questions_update(questions, &new);
}

static void check_questions(const char *text, size_t len)
{
	struct questions questions = { 0 };
	uint64_t version;
	size_t i;

	update(&questions, text, len);
	for (i = 0; i < questions.count; i++) {
		const struct question *question = &questions.list[i];
		int64_t id = question->record.question;

		MUST(!i || questions.list[i - 1].record.question <= id);
		MUST(questions_find(&questions, id)->record.question == id);
		MUST(question->version && question->version <= questions.version);
		MUST(question_left(question) >= 0);
		tell(question);
	}
	/* The same again is no news, if each id is there once. */
	version = questions.version;
	for (i = 1; i < questions.count; i++) {
		if (questions.list[i - 1].record.question ==
		    questions.list[i].record.question)
			break;
	}
	update(&questions, text, len);
	MUST(questions.version == version || i < questions.count);
	questions_destroy(&questions);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct record *records;
	size_t count, bad, i;

	records = record_parse_all(text, size, &count, &bad);
	MUST(records && count + bad == count_lines(text, size));
	for (i = 0; i < count; i++)
		write_and_read(&records[i]);
	record_destroy_all(records, count);
	check_questions(text, size);
	return 0;
}
