// SPDX-License-Identifier: GPL-2.0-only
/* Events that wait for the record that belongs to them */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "events-parts.h"

/* How long cordond may take to say who answered, by the clock of the log. */
#define WAIT_MS		2000
#define WAITING_MAX	4096

static struct event *at(const struct event_queue *queue, size_t i)
{
	return &queue->events[queue->head + i];
}

static bool same_node(const struct event *a, const struct event *b)
{
	if (!a->node || !b->node)
		return a->node == b->node;
	return !strcmp(a->node, b->node);
}

/* An answer that somebody gave, but nobody has said yet who. */
static bool lacks_witness(const struct event *event)
{
	return event->kind == EVENT_ANSWER && event->record.by_pid > 0 &&
	       event->witness.question < 0;
}

static bool is_waiting(const struct event *event)
{
	return lacks_witness(event) || event->kind == EVENT_WITNESS;
}

static bool belong(const struct event *answer, const struct event *witness)
{
	int64_t apart = answer->time - witness->time;

	return lacks_witness(answer) && witness->kind == EVENT_WITNESS &&
	       witness->witness.res > 0 &&
	       answer->record.question == witness->witness.question &&
	       apart >= -WAIT_MS && apart <= WAIT_MS &&
	       same_node(answer, witness);
}

static void move_witness(struct event *answer, struct event *witness)
{
	answer->witness = witness->witness;
	witness->witness.cmd = NULL;
	witness->witness.exe = NULL;
}

/* Puts @event together with one that waits for it. */
static bool join(struct event_queue *queue, struct event *event)
{
	size_t i;

	for (i = queue->count; i; i--) {
		struct event *other = at(queue, i - 1);

		if (belong(other, event)) {
			move_witness(other, event);
			event_destroy(event);
			return true;
		}
		if (belong(event, other)) {
			/* In its place: the log's order is kept. */
			struct event witness = *other;

			move_witness(event, &witness);
			*other = *event;
			event_init(event);
			event_destroy(&witness);
			return true;
		}
	}
	return false;
}

static int make_room(struct event_queue *queue)
{
	size_t count = queue->head + queue->count;

	if (count < queue->room)
		return 0;
	if (queue->head >= queue->room / 2 && queue->head) {
		memmove(queue->events, at(queue, 0),
			queue->count * sizeof(*queue->events));
		queue->head = 0;
		return 0;
	}
	return ARRAY_GROW(queue->events, count, queue->room);
}

int event_queue_put(struct event_queue *queue, struct event *event)
{
	int err;

	if (is_waiting(event) && join(queue, event))
		return 0;
	err = make_room(queue);
	if (err)
		return err;
	*at(queue, queue->count++) = *event;
	event_init(event);
	return 0;
}

struct event *event_queue_next(struct event_queue *queue, bool all)
{
	struct event *first, *last;

	if (!queue->count)
		return NULL;
	first = at(queue, 0);
	last = at(queue, queue->count - 1);
	if (!all && is_waiting(first) && queue->count < WAITING_MAX &&
	    last->time - first->time <= WAIT_MS)
		return NULL;
	queue->head++;
	queue->count--;
	return first;
}

void event_queue_destroy(struct event_queue *queue)
{
	size_t i;

	for (i = 0; i < queue->count; i++)
		event_destroy(at(queue, i));
	free(queue->events);
	*queue = (struct event_queue){ 0 };
}
