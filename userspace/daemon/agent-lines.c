// SPDX-License-Identifier: GPL-2.0-only
/* What agents and we say to each other */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "agent.h"
#include "json.h"
#include "protocol.h"

/* What of the questions waits to be read by an agent at a time. */
#define NEWS_FULL	65536

static struct json_object *line_of(const char *type)
{
	struct json_object *object = json_object_new_object();

	json_put_string(object, "type", type);
	return object;
}

void agent_put_hello(struct agent *agent)
{
	struct json_object *object = line_of(PROTOCOL_HELLO);

	json_put_number(object, "protocol", PROTOCOL_VERSION);
	json_put_string(object, "version", CORDON_VERSION);
	json_put_number(object, "uid", agent->peer.uid);
	json_put_string(object, "sees",
			agent->rights.all_users ? "all" : "own");
	json_put_line(&agent->out, object);
}

void agent_put_error(struct text *to, int64_t request, int64_t question,
		     const char *code, const char *message)
{
	struct json_object *object = line_of(PROTOCOL_ERROR);

	if (request >= 0)
		json_put_number(object, "request", request);
	if (question >= 0)
		json_put_number(object, "id", question);
	json_put_string(object, "code", code);
	json_put_string(object, "message", message);
	json_put_line(to, object);
}

void agent_complain(struct agent *agent, const char *what)
{
	complain(&agent->world->misdeeds,
		 "agent %s (process %d, uid %u): %s",
		 agent->peer.exe ? agent->peer.exe : "?",
		 (int)agent->peer.pid, (unsigned int)agent->peer.uid, what);
}

static bool may_see(const struct agent *agent, const struct question *question)
{
	return question_is_open(question) &&
	       (agent->rights.all_users || question->record.uid == agent->peer.uid);
}

static bool teller_may_see(void *data, const struct question *question)
{
	return may_see(data, question);
}

static bool teller_is_full(void *data)
{
	const struct agent *agent = data;

	return agent->out.len >= NEWS_FULL;
}

static void tell_question(void *data, struct question *question)
{
	struct agent *agent = data;

	details_put_line(&agent->out, agent->world->details, question,
			 &agent->rights);
}

static void tell_closed(void *data, int64_t id)
{
	struct json_object *object = line_of(PROTOCOL_CLOSED);
	struct agent *agent = data;

	json_put_number(object, "id", id);
	json_put_line(&agent->out, object);
}

bool agent_put_news(struct agent *agent)
{
	const struct teller teller = {
		.data = agent,
		.may_see = teller_may_see,
		.is_full = teller_is_full,
		.question = tell_question,
		.closed = tell_closed,
	};

	if (!told_go_on(&agent->told, &agent->world->queue->questions, &teller))
		return false;
	if (!agent->ready)
		json_put_line(&agent->out, line_of(PROTOCOL_READY));
	agent->ready = true;
	return true;
}

static void put_outcome(struct agent *agent, const struct sender *sender,
			const struct outcome *outcome)
{
	struct json_object *object;

	if (outcome->code) {
		agent_put_error(&agent->out, sender->request, sender->question,
				outcome->code, outcome->message);
		return;
	}
	object = line_of(PROTOCOL_ANSWERED);
	json_put_number(object, "request", sender->request);
	json_put_number(object, "id", sender->question);
	json_put_string(object, "verdict", sender->allow ? "allow" : "deny");
	if (outcome->rule)
		json_put_string(object, "rule", outcome->rule);
	json_object_object_add(object, "kept",
			       json_object_new_boolean(outcome->rule &&
						       !outcome->message));
	if (outcome->message)
		json_put_string(object, "message", outcome->message);
	json_put_line(&agent->out, object);
}

/* It may be gone by now: the answer counts all the same. */
static void tell(const struct sender *sender, const struct outcome *outcome)
{
	struct agent_world *world = sender->data;
	struct agent *agent;

	for (agent = world->first; agent; agent = agent->next) {
		if (agent->serial != sender->agent)
			continue;
		agent->answering--;
		agent->news = true;
		put_outcome(agent, sender, outcome);
		return;
	}
}

/* To it there is no such question; who reads the log may know. */
static void complain_of_other(struct agent *agent,
			      const struct question *question)
{
	char what[100];

	snprintf(what, sizeof(what),
		 "answers question %" PRId64 ", which is for uid %u",
		 question->record.question,
		 (unsigned int)question->record.uid);
	agent_complain(agent, what);
}

static void take_answer(struct agent *agent,
			const struct protocol_message *message)
{
	const struct who who = {
		.by = "agent",
		.pid = agent->peer.pid,
		.uid = agent->peer.uid,
		.auid = agent->peer.auid,
		.ses = agent->peer.ses,
		.exe = agent->peer.exe,
	};
	const struct sender sender = {
		.tell = tell,
		.data = agent->world,
		.agent = agent->serial,
		.request = message->request,
		.question = message->question,
		.allow = message->answer.allow,
	};
	struct answer answer = message->answer;
	struct question *question;
	const char *refusal;

	question = questions_find(&agent->world->queue->questions,
				  message->question);
	/* One that it may not see is as good as none. */
	if (!question || !may_see(agent, question)) {
		if (question && question_is_open(question))
			complain_of_other(agent, question);
		agent_put_error(&agent->out, message->request,
				message->question, PROTOCOL_STALE,
				"there is no such open question");
		return;
	}
	rights_narrow(&agent->rights, &answer);
	refusal = rights_refusal(&agent->rights, &answer);
	if (refusal) {
		agent_put_error(&agent->out, message->request,
				message->question, PROTOCOL_REFUSED, refusal);
		return;
	}
	agent->answering++;
	answers_give(agent->world->answers, question, &answer, &who, &sender);
}

static bool end(struct agent *agent, const struct protocol_message *message,
		const char *code, const char *why)
{
	agent_complain(agent, why);
	agent_put_error(&agent->out, message->request, -1, code, why);
	return false;
}

static bool take_hello(struct agent *agent,
		       const struct protocol_message *message)
{
	if (agent->greeted)
		return end(agent, message, PROTOCOL_INVALID,
			   "a second \"hello\"");
	if (message->protocol != PROTOCOL_VERSION)
		return end(agent, message, PROTOCOL_BAD_VERSION,
			   "speaks another version of the protocol");
	agent->greeted = true;
	return true;
}

bool agent_line(struct agent *agent, const char *line, size_t len)
{
	struct protocol_message message;
	const char *why;
	int err;

	err = protocol_parse(&message, line, len, &why);
	if (err && err != -EDOM)
		return end(agent, &message, PROTOCOL_INVALID, why);
	if (message.type == PROTOCOL_IS_HELLO)
		return take_hello(agent, &message);
	if (!agent->greeted)
		return end(agent, &message, PROTOCOL_INVALID,
			   "an answer before a \"hello\"");
	if (err)
		agent_put_error(&agent->out, message.request, message.question,
				PROTOCOL_INVALID, why);
	else
		take_answer(agent, &message);
	return true;
}
