// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any question that the kernel could ask, with any answer that is not refused:
 * the rule is one that the kernel takes, in the form in which it prints it. It
 * matches the call that was asked about; and of calls that differ from it in
 * one thing, those alone that the answer is meant to reach.
 */

#include <arpa/inet.h>
#include <string.h>

#include "answer.h"
#include "language.h"
#include "question.h"

/* What is asked, what is answered, and what came of it. */
struct trial {
	const struct record *question;
	const struct answer *answer;
	const struct policy *policy;
	struct judge_call call;
};

static bool narrow(const struct trial *trial, unsigned int scopes)
{
	return scopes & 1U << trial->answer->scope;
}

#define BY_PROTO (1U << SCOPE_PROTO | 1U << SCOPE_PORT | 1U << SCOPE_HOST_PORT)
#define BY_HOST (1U << SCOPE_HOST | 1U << SCOPE_HOST_PORT)
#define BY_NET (BY_HOST | 1U << SCOPE_NET)
#define BY_PORT (1U << SCOPE_PORT | 1U << SCOPE_HOST_PORT)

static void must_match(const struct trial *trial, const struct judge_call *call,
		       bool yes)
{
	MUST(match_of(trial->policy, call) == (yes ? JUDGE_YES : JUDGE_NO));
}

/* A path that differs in its last byte, and one below. */
static void other_paths(const struct trial *trial)
{
	struct judge_call call = trial->call;
	size_t len = strlen(call.exe);
	char *path = malloc(len + 3);

	MUST(path);
	memcpy(path, call.exe, len + 1);
	call.exe = path;
	path[len - 1] = path[len - 1] == 'x' ? 'y' : 'x';
	must_match(trial, &call, false);
	memcpy(path, trial->call.exe, len);
	memcpy(path + len, "/x", 3);
	must_match(trial, &call, false);
	call.exe = NULL;
	must_match(trial, &call, false);
	call.exe = trial->call.exe;
	/* Another namespace's script could be any: deny has it, allow not. */
	call.script = "/another";
	if (trial->call.script && call.mnt == JUDGE_MNT_OTHER)
		MUST(match_of(trial->policy, &call) == JUDGE_MAYBE);
	else
		must_match(trial, &call, !trial->call.script);
	free(path);
}

static void other_senders(const struct trial *trial)
{
	struct judge_call call = trial->call;

	call.uid = call.uid ? call.uid - 1 : 1;
	must_match(trial, &call, !trial->answer->this_user);
	call = trial->call;
	if (call.mnt == JUDGE_MNT_OTHER)
		return;
	call.mnt = JUDGE_MNT_OTHER;
	must_match(trial, &call, record_needs_any_mount(trial->question));
}

static void other_addresses(const struct trial *trial)
{
	unsigned int bits, bit, prefix;
	struct judge_call call = trial->call;
	struct record other = *trial->question;
	uint8_t address[16];
	bool v6 = strchr(call.dst, ':'), yes;

	prefix = answer_prefix(trial->question, trial->answer);
	bits = v6 ? 128 : 32;
	MUST(inet_pton(v6 ? AF_INET6 : AF_INET, call.dst, address) == 1);
	for (bit = 0; bit < bits; bit++) {
		address[bit / 8] ^= 0x80 >> bit % 8;
		call.dst = put_address(v6, address, other.dst) ? other.dst :
								 NULL;
		address[bit / 8] ^= 0x80 >> bit % 8;
		yes = !narrow(trial, BY_NET) ||
		      (narrow(trial, 1U << SCOPE_NET) && bit >= prefix);
		if (call.dst)
			must_match(trial, &call, yes);
	}
	/* Where it goes cannot be known: allow then lets nothing through. */
	call.dst = NULL;
	MUST(match_of(trial->policy, &call) ==
	     (narrow(trial, BY_NET | BY_PORT) ? JUDGE_MAYBE : JUDGE_YES));
}

static void other_targets(const struct trial *trial)
{
	struct judge_call call = trial->call;
	const char *proto = call.proto;
	unsigned int bit;

	if (!judge_proto_has_address(proto)) {
		call.proto = !strcmp(proto, "nfc") ? "llc" : "nfc";
		must_match(trial, &call, !narrow(trial, BY_PROTO));
		return;
	}
	if (!call.dst)
		return;
	other_addresses(trial);
	if (!judge_proto_has_ports(proto))
		return;
	call.proto = !strcmp(proto, "tcp") ? "udp" : "tcp";
	must_match(trial, &call, !narrow(trial, BY_PROTO));
	call.proto = proto;
	for (bit = 0; bit < 16; bit++) {
		call.dport ^= 1U << bit;
		must_match(trial, &call, !narrow(trial, BY_PORT));
		call.dport ^= 1U << bit;
	}
}

static struct policy *parse(const char *rule)
{
	struct language_error error;
	struct policy *policy;
	struct text text = { 0 };

	MUST(!strchr(rule, '\n'));
	/* Behind the longest operation there can be. */
	text_printf(&text, "before 18446744073709551614 %s\n", rule);
	MUST(!language_check_rules(text.data, text.len, &error));
	text_clear(&text);
	text_printf(&text, "default ask\n%s\n", rule);
	MUST(!policy_parse(&policy, text.data, text.len, &error));
	MUST(policy_rules(policy) == 1);
	text_clear(&text);
	policy_print_rule(policy, 0, &text);
	MUST(!strcmp(text.data, rule));
	text_destroy(&text);
	return policy;
}

static void try(const struct record *question, const struct answer *answer)
{
	struct trial trial = {
		.question = question,
		.answer = answer,
		.call = call_of(question),
	};
	struct text rule = { 0 };
	struct policy *policy;

	answer_rule(&rule, question, answer);
	MUST(!text_failed(&rule));
	policy = parse(rule.data);
	trial.policy = policy;
	must_match(&trial, &trial.call, true);
	/* By which other path mnt=any might match is not known. */
	if (!record_needs_any_mount(question) ||
	    trial.call.mnt != JUDGE_MNT_SAME)
		other_paths(&trial);
	other_senders(&trial);
	other_targets(&trial);
	policy_free(policy);
	text_destroy(&rule);
}

/* A file with a path can always be answered, however odd its path is. */
static void check_refusals(const struct record *question)
{
	struct answer answer = { .scope = SCOPE_ONCE };

	MUST(!answer_refusal(question, &answer));
	answer.scope = SCOPE_APP;
	if (strcmp(question->mnt, "other") && *question->exe == '/' &&
	    !question->script && strlen(question->exe) < 1000)
		MUST(!answer_refusal(question, &answer));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes bytes = { data, data + size };
	struct record question;
	struct answer answer = { 0 };
	unsigned int flags;

	take_question(&bytes, &question);
	flags = take_byte(&bytes);
	answer.allow = flags & 1;
	answer.this_user = flags & 2;
	answer.any_mount = flags & 4;
	answer.lasting = flags & 8 ? LASTING_SECONDS : LASTING_ALWAYS;
	answer.seconds = 1 + take_u32(&bytes) % ANSWER_SECONDS_MAX;
	answer.prefix = take_below(&bytes, 129);
	check_refusals(&question);
	for (answer.scope = SCOPE_APP; answer.scope < SCOPE_COUNT;
	     answer.scope++) {
		if (!answer_refusal(&question, &answer))
			try(&question, &answer);
	}
	record_destroy(&question);
	return 0;
}
