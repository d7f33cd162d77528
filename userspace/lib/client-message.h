/* SPDX-License-Identifier: GPL-2.0-only */
/* What cordond says to an agent, a line each. */

#ifndef CORDON_CLIENT_MESSAGE_H
#define CORDON_CLIENT_MESSAGE_H

#include "asked.h"

enum message_type {
	MESSAGE_UNKNOWN,	/* of a later version: to be ignored */
	MESSAGE_HELLO,
	MESSAGE_QUESTION,
	MESSAGE_CLOSED,
	MESSAGE_READY,
	MESSAGE_ANSWERED,
	MESSAGE_ERROR,
};

struct message {
	enum message_type type;
	int64_t id;		/* of a question, 0: none */
	int64_t request;	/* of an answer, 0: none */
	/* hello */
	int64_t protocol;
	int64_t uid;
	bool sees_all;
	/* question */
	struct asked asked;
	/* answered */
	bool allow;
	bool kept;
	char *rule;		/* NULL: once */
	/* answered, when a rule is not kept; error */
	char *text;		/* or NULL */
	/* error */
	char code[16];
};

/*
 * Takes one line apart, without its newline. 0, -EBADMSG when it is not what
 * cordond would say, -ENOMEM; @message is empty then.
 */
int message_parse(struct message *message, const char *line, size_t len,
		  int64_t now_ms);
void message_destroy(struct message *message);

#endif /* CORDON_CLIENT_MESSAGE_H */
