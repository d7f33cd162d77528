/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An answer to a question: once, or as a rule made from the question.
 */

#ifndef CORDON_ANSWER_H
#define CORDON_ANSWER_H

#include <stdbool.h>
#include <stdint.h>

#include "record.h"
#include "text.h"

/* How far an answer reaches. The program (and its script) is always in it. */
enum scope {
	SCOPE_ONCE,		/* the calls that wait, no rule */
	SCOPE_APP,		/* whatever it sends, wherever to */
	SCOPE_PROTO,		/* the protocol */
	SCOPE_HOST,		/* the address */
	SCOPE_HOST_PORT,	/* the protocol, address and port */
	SCOPE_PORT,		/* the protocol and port */
	SCOPE_NET,		/* the network that the address is in */
	SCOPE_COUNT
};

enum lasting {
	LASTING_BOOT,		/* until the machine is restarted */
	LASTING_SECONDS,
	LASTING_ALWAYS,
};

/* As CORDON_EXPIRES_MAX of the language. */
#define ANSWER_SECONDS_MAX	(10U * 366 * 86400)

struct answer {
	bool allow;
	enum scope scope;
	unsigned int prefix;	/* for SCOPE_NET; 0: of the usual length */
	enum lasting lasting;
	uint32_t seconds;	/* for LASTING_SECONDS */
	bool this_user;		/* only for the user who was asked about */
	bool any_mount;		/* accept a path of another mount namespace */
};

const char *scope_name(enum scope scope);
/* What the scope means, in a few words. */
const char *scope_help(enum scope scope);
/* Names and unambiguous short forms; -1: there is no such scope. */
int scope_find(const char *name);
/* The same into @answer, and "net/16". 0 or -EINVAL. */
int scope_parse(const char *word, struct answer *answer);
/* The length of a network's prefix: the one asked for, or the usual one. */
unsigned int answer_prefix(const struct record *question,
			   const struct answer *answer);

/* "boot", "always", or a number of seconds or with s, m, h, d. 0 or -EINVAL. */
int lasting_parse(const char *word, struct answer *answer);
/* Like snprintf(). */
int lasting_print(char *buf, size_t size, const struct answer *answer);

/* NULL, or why the question cannot be answered like that. */
const char *answer_refusal(const struct record *question,
			   const struct answer *answer);
/*
 * The rule, without an operation before it or a newline after it. Only when
 * answer_refusal() has no objection.
 */
void answer_rule(struct text *to, const struct record *question,
		 const struct answer *answer);

#endif /* CORDON_ANSWER_H */
