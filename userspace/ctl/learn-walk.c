// SPDX-License-Identifier: GPL-2.0-only
/* What of that which was seen is to be allowed */

#include <search.h>

#include "learn.h"

/* The end of a walk through a tree. */
struct walk {
	void (*on_subject)(const struct learn_subject *, void *);
	void (*on_target)(const struct learn_target *, void *);
	void *data;
};

static void visit_subject(const void *node, VISIT visit, void *data)
{
	const struct walk *walk = data;

	if (visit == postorder || visit == leaf)
		walk->on_subject(*(struct learn_subject *const *)node,
				 walk->data);
}

static void visit_target(const void *node, VISIT visit, void *data)
{
	const struct walk *walk = data;

	if (visit == postorder || visit == leaf)
		walk->on_target(*(struct learn_target *const *)node,
				walk->data);
}

void learn_each_subject(const struct learn *learn,
			void (*fn)(const struct learn_subject *, void *),
			void *data)
{
	struct walk walk = { .on_subject = fn, .data = data };

	twalk_r(learn->subjects, visit_subject, &walk);
}

void learn_each_target(const struct learn_subject *subject,
		       void (*fn)(const struct learn_target *, void *),
		       void *data)
{
	struct walk walk = { .on_target = fn, .data = data };

	twalk_r(subject->targets, visit_target, &walk);
}

bool learn_has_path(const struct learn_subject *subject)
{
	return *subject->exe == '/' &&
	       (!subject->script || *subject->script == '/');
}

const char *learn_objection(const struct learn *learn,
			    const struct learn_target *target)
{
	if (target->unknown && !learn->options.unknown)
		return "a rule would be for every address";
	if (learn->options.denied || target->answer == LEARN_ALLOW)
		return NULL;
	if (target->answer == LEARN_DENY)
		return "the answer was to deny it";
	if (target->refused)
		return "a rule denies it";
	return target->passed ? NULL : "it was denied, or nobody answered";
}

bool learn_is_wanted(const struct learn *learn,
		     const struct learn_target *target)
{
	return !learn_objection(learn, target);
}
