/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What cordond and agents say to each other: JSON objects, one a line, see
 * cordon-agent-protocol(7).
 */

#ifndef CORDON_PROTOCOL_H
#define CORDON_PROTOCOL_H

#include <stddef.h>
#include <stdint.h>

#include "answer.h"

#define PROTOCOL_SOCKET		"/run/cordon/agent.sock"
#define PROTOCOL_VERSION	1

/* Bytes of a line, with its newline: from an agent, to an agent. */
#define PROTOCOL_LINE_MAX	4096
#define PROTOCOL_REPLY_MAX	(256 * 1024)
/* Bytes that wait to be read by an agent before it is cut off. */
#define PROTOCOL_OUTPUT_MAX	(1024 * 1024)

/* "type" of a line to an agent. */
#define PROTOCOL_HELLO		"hello"	/* also from an agent */
#define PROTOCOL_QUESTION	"question"
#define PROTOCOL_CLOSED		"closed"
#define PROTOCOL_READY		"ready"
#define PROTOCOL_ANSWERED	"answered"
#define PROTOCOL_ERROR		"error"
/* "type" of a line from an agent. */
#define PROTOCOL_ANSWER		"answer"

/* "code" of an error. */
#define PROTOCOL_INVALID	"invalid"	/* not the protocol */
#define PROTOCOL_STALE		"stale"		/* no such open question */
#define PROTOCOL_FORBIDDEN	"forbidden"	/* not an agent that may */
#define PROTOCOL_REFUSED	"refused"	/* cannot be answered like that */
#define PROTOCOL_BAD_VERSION	"version"	/* a protocol not spoken here */
#define PROTOCOL_BUSY		"busy"		/* too many agents */

/* A line from an agent. */
struct protocol_message {
	enum {
		PROTOCOL_IS_HELLO,
		PROTOCOL_IS_ANSWER,
	} type;
	int64_t protocol;	/* of a hello */
	int64_t request;	/* of an answer; -1: it could not be read */
	int64_t question;
	struct answer answer;
};

/*
 * Reads a line, without its newline. 0; -EINVAL: not the protocol, the
 * connection is of no more use; -EDOM: an answer with a value that makes no
 * sense, @message has its request and question. *@why: what is wrong.
 */
int protocol_parse(struct protocol_message *message, const char *line,
		   size_t len, const char **why);

#endif /* CORDON_PROTOCOL_H */
