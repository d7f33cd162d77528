/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The agent's side of the connection with cordond. Nothing in it blocks, but
 * client_open() when it is told to: client_turn() takes what is there when
 * poll(2) says so.
 */

#ifndef CORDON_CLIENT_H
#define CORDON_CLIENT_H

#include "asked.h"
#include "client-message.h"
#include "lines.h"
#include "protocol.h"

struct client {
	int fd;			/* -1: not connected */
	struct lines in;
	struct text out;
	struct asked_list questions;
	int64_t requests;	/* number of the last one */
	bool ready;		/* all that were open have been told */
	bool sees_all;		/* or only those of its own user */
	struct text why;	/* why the connection ended */
	/* An answer of ours was carried out, or was not. */
	void (*given)(void *data, const struct message *message);
	void *data;
};

void client_init(struct client *client);
/*
 * Connects and greets. When too many others want to be let in, it waits among
 * them for @wait_ms. 0 or -errno; -EAGAIN: they were faster.
 */
int client_open(struct client *client, const char *path, int64_t wait_ms);
/* What to poll for. */
short client_events(const struct client *client);
/*
 * Takes what came, sends what is left to send. 0, or -errno when that was the
 * end of the connection: -EACCES cordond does not want us, -EPROTO it speaks
 * another protocol, else it is gone or makes no sense. client->why may say
 * more.
 */
int client_turn(struct client *client, int64_t now_ms);
/* Bytes from cordond, as client_turn() has received them. */
int client_take(struct client *client, const char *data, size_t len,
		int64_t now_ms);
/*
 * Sends an answer; the question is ASKED_SENT until client->given() is called.
 * 0 or -errno.
 */
int client_answer(struct client *client, struct asked *asked,
		  const struct answer *answer);
/* Keeps the questions, which are stale then. */
void client_close(struct client *client);
void client_destroy(struct client *client);

#endif /* CORDON_CLIENT_H */
