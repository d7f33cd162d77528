// SPDX-License-Identifier: GPL-2.0-only
/* An answer to a question */

#include "answer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "language.h"

/* Lengths of a network's prefix when none is asked for. */
#define PREFIX_V4	24
#define PREFIX_V6	64

static const struct {
	const char *name;
	const char *abbreviation;
	const char *help;
} scopes[SCOPE_COUNT] = {
	[SCOPE_ONCE]	  = { "once", "o", "only the calls that wait" },
	[SCOPE_APP]	  = { "app", "a", "this program, everything" },
	[SCOPE_PROTO]	  = { "proto", "pr", "this program and protocol" },
	[SCOPE_HOST]	  = { "host", "h", "this program to this address" },
	[SCOPE_HOST_PORT] = { "host-port", "hp",
			      "this program to this address and port" },
	[SCOPE_PORT]	  = { "port", "p",
			      "this program to this port of any address" },
	[SCOPE_NET]	  = { "net", "n",
			      "this program to the network of this address" },
};

const char *scope_name(enum scope scope)
{
	return scopes[scope].name;
}

const char *scope_help(enum scope scope)
{
	return scopes[scope].help;
}

int scope_find(const char *name)
{
	int i;

	for (i = 0; i < SCOPE_COUNT; i++) {
		if (!strcmp(name, scopes[i].name) ||
		    !strcmp(name, scopes[i].abbreviation))
			return i;
	}
	return -1;
}

int scope_parse(const char *word, struct answer *answer)
{
	const char *slash = strchr(word, '/');
	char *end;
	int scope;

	if (!slash) {
		scope = scope_find(word);
		if (scope < 0)
			return -EINVAL;
		answer->scope = scope;
		answer->prefix = 0;
		return 0;
	}
	if (strncmp(word, "net/", 4) && strncmp(word, "n/", 2))
		return -EINVAL;
	if (slash[1] < '1' || slash[1] > '9' || strlen(slash + 1) > 3)
		return -EINVAL;
	answer->prefix = strtoul(slash + 1, &end, 10);
	if (*end || answer->prefix > 128)
		return -EINVAL;
	answer->scope = SCOPE_NET;
	return 0;
}

static bool is_v6(const struct record *question)
{
	return strchr(question->dst, ':');
}

unsigned int answer_prefix(const struct record *question,
			   const struct answer *answer)
{
	if (answer->prefix)
		return answer->prefix;
	return is_v6(question) ? PREFIX_V6 : PREFIX_V4;
}

/* The address with its host bits cleared. @bytes: room for any. */
static bool network_of(const struct record *question, unsigned int prefix,
		       unsigned char *bytes)
{
	bool v6 = is_v6(question);
	unsigned int bit, bits = v6 ? 128 : 32;

	if (inet_pton(v6 ? AF_INET6 : AF_INET, question->dst, bytes) != 1)
		return false;
	for (bit = prefix; bit < bits; bit++)
		bytes[bit / 8] &= ~(0x80 >> bit % 8);
	return prefix <= bits;
}

static const char *net_refusal(const struct record *question,
			       const struct answer *answer)
{
	unsigned char bytes[sizeof(struct in6_addr)];

	if (!*question->dst)
		return "the question has no address";
	if (!network_of(question, answer_prefix(question, answer), bytes))
		return "the address has no network of that length";
	return NULL;
}

static const char *path_refusal(const struct record *question)
{
	const char *script;

	if (!record_has_path(question))
		return "the program has no path that a rule could name: it can only be answered once";
	if (!language_has_path(question->exe))
		return "the path of the program is too long for a rule: it can only be answered once";
	if (!question->script)
		return NULL;
	script = record_script_path(question);
	if (!script && record_script_name(question)[0] == '/')
		return "the script was not started by its own full path, with all links resolved: no rule would match it, it can only be answered once";
	if (!script)
		return "the script has no path that a rule could name: it can only be answered once";
	if (!language_has_path(script))
		return "the path of the script is too long for a rule: it can only be answered once";
	return NULL;
}

const char *answer_refusal(const struct record *question,
			   const struct answer *answer)
{
	const char *refusal;

	if (answer->scope == SCOPE_ONCE) {
		if (answer->this_user)
			return "an answer for once is for the waiting calls alone";
		return NULL;
	}
	refusal = path_refusal(question);
	if (refusal)
		return refusal;
	if (answer->this_user && question->uid < 0)
		return "the question has no user";
	if (!answer->any_mount && !strcmp(question->mnt, "other"))
		return "the program was started in a mount namespace of its own, where any file can stand at that path: it can only be answered once";
	if (!answer->any_mount && record_needs_any_mount(question))
		return "the script was started in a namespace of its own, where its user chooses what stands at that path and what runs it: it can only be answered once";
	if ((answer->scope == SCOPE_HOST || answer->scope == SCOPE_HOST_PORT) &&
	    !*question->dst)
		return "the question has no address";
	if ((answer->scope == SCOPE_PORT || answer->scope == SCOPE_HOST_PORT) &&
	    question->dport < 0)
		return "the question has no port";
	if (answer->scope == SCOPE_NET)
		return net_refusal(question, answer);
	if (answer->scope != SCOPE_APP && answer->scope != SCOPE_HOST &&
	    !*question->proto)
		return "the question has no protocol";
	return NULL;
}

/* In its one form: what is written now is compared with later. */
static void put_net(struct text *to, const struct record *question,
		    const struct answer *answer)
{
	unsigned int prefix = answer_prefix(question, answer);
	unsigned char bytes[sizeof(struct in6_addr)];

	if (!network_of(question, prefix, bytes)) {
		to->failed = true;
		return;
	}
	text_puts(to, " dst=");
	language_put_net(to, is_v6(question), bytes, prefix);
}

/* Canonical order of the keys: exe script uid mnt proto dst dport expires. */
void answer_rule(struct text *to, const struct record *question,
		 const struct answer *answer)
{
	enum scope scope = answer->scope;

	text_puts(to, answer->allow ? "allow exe=" : "deny exe=");
	language_put_path(to, question->exe);
	if (question->script) {
		text_puts(to, " script=");
		language_put_path(to, record_script_path(question));
	}
	if (answer->this_user)
		text_printf(to, " uid=%" PRId64, question->uid);
	if (record_needs_any_mount(question))
		text_puts(to, " mnt=any");
	if (scope == SCOPE_PROTO || scope == SCOPE_PORT ||
	    scope == SCOPE_HOST_PORT)
		text_printf(to, " proto=%s", question->proto);
	if (scope == SCOPE_HOST || scope == SCOPE_HOST_PORT)
		text_printf(to, " dst=%s", question->dst);
	if (scope == SCOPE_NET)
		put_net(to, question, answer);
	if (scope == SCOPE_PORT || scope == SCOPE_HOST_PORT)
		text_printf(to, " dport=%" PRId64, question->dport);
	if (answer->lasting == LASTING_SECONDS)
		text_printf(to, " expires=%u", answer->seconds);
}
