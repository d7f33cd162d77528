// SPDX-License-Identifier: GPL-2.0-only
/* What was learnt, as a policy for somebody to look through */

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "learn-text.h"
#include "log.h"
#include "report.h"
#include "store.h"
#include "target.h"

/* Targets and users that a comment names. */
#define NAMED_MAX	10

/* What the walks below need. */
struct printer {
	const struct learn *learn;
	struct learn_text *text;
	struct text *to;
	struct learn_item *items;
	size_t n_items;
	size_t named;
	size_t unnamed;
};

static void put_time(struct text *to, int64_t time)
{
	log_time(to, time, INT64_MAX);
}

static void put_users(struct text *to, const struct learn_subject *subject)
{
	size_t i;

	text_puts(to, " by ");
	for (i = 0; i < subject->n_uids && i < NAMED_MAX; i++) {
		text_puts(to, i ? ", " : "");
		log_user(to, subject->uids[i]);
	}
	if (subject->n_uids > NAMED_MAX)
		text_printf(to, " and %zu more", subject->n_uids - NAMED_MAX);
}

static void put_head(struct text *to, const struct learn_subject *subject)
{
	text_puts(to, "\n# ");
	log_string(to, subject->exe);
	if (subject->script) {
		text_puts(to, " running ");
		log_string(to, subject->script);
	}
	text_printf(to, ": %" PRIu64 " call%s", subject->calls,
		    plural(subject->calls));
	put_users(to, subject);
	text_puts(to, ", ");
	put_time(to, subject->first);
	if (subject->last != subject->first) {
		text_puts(to, " to ");
		put_time(to, subject->last);
	}
	text_puts(to, "\n");
	if (subject->missed)
		text_printf(to, "# %" PRIu64 " more were not recorded: they may have gone elsewhere.\n",
			    subject->missed);
}

/* Things to know before the rules are believed. */
static void put_warnings(struct text *to, const struct learn *learn,
			 const struct learn_subject *subject)
{
	if (subject->other)
		text_puts(to, "# Of another mount namespace, whose owner chose what stands at this path.\n");
	if (subject->asks == SIZE_MAX)
		return;
	text_puts(to, "# To stand before the rule that asks first: ");
	policy_print_timeless(learn->base, subject->asks, to);
	text_puts(to, "\n");
}

static void put_target(struct text *to, const struct learn_target *target)
{
	const struct learn_item *item = &target->item;
	struct record record = { .dport = item->dport, .sport = -1 };

	strcpy(record.proto, item->proto);
	if (!item->dst.family && !target->unknown)
		strcpy(record.op, "create");
	else if (item->dst.family)
		inet_ntop(item->dst.family == 4 ? AF_INET : AF_INET6,
			  item->dst.bytes, record.dst, sizeof(record.dst));
	target_describe(to, &record);
}

static void name_target(struct printer *printer,
			const struct learn_target *target, const char *why)
{
	if (printer->named == NAMED_MAX) {
		printer->unnamed++;
		return;
	}
	printer->named++;
	text_puts(printer->to, "# not learnt: ");
	put_target(printer->to, target);
	text_printf(printer->to, ": %s\n", why);
}

static void end_names(struct printer *printer)
{
	if (printer->unnamed)
		text_printf(printer->to, "# not learnt: %zu more\n",
			    printer->unnamed);
	printer->text->not_learnt += printer->named + printer->unnamed;
	printer->named = 0;
	printer->unnamed = 0;
}

static void on_target(const struct learn_target *target, void *data)
{
	struct printer *printer = data;
	const char *why = learn_objection(printer->learn, target);

	if (why)
		name_target(printer, target, why);
	else
		printer->items[printer->n_items++] = target->item;
}

/* A target of a program without a path. */
static void on_lost_target(const struct learn_target *target, void *data)
{
	name_target(data, target, "no rule can name the program");
}

static void put_program(struct printer *printer,
			const struct learn_subject *subject)
{
	struct text *body = &printer->text->body;
	struct text names = { 0 };
	struct learn_rules rules;
	size_t i;

	put_head(body, subject);
	printer->to = &names;
	printer->n_items = 0;
	printer->items = calloc(subject->n_targets + 1,
				sizeof(*printer->items));
	if (!printer->items) {
		body->failed = true;
		return;
	}
	learn_each_target(subject, on_target, printer);
	end_names(printer);
	if (printer->n_items)
		put_warnings(body, printer->learn, subject);
	if (learn_merge(&rules, printer->items, &printer->n_items,
			&printer->learn->options))
		body->failed = true;
	for (i = 0; i < rules.count; i++)
		learn_put_rule(printer->text, subject, &rules.rule[i]);
	learn_rules_destroy(&rules);
	text_append(body, text_string(&names), names.len);
	body->failed |= text_failed(&names);
	text_destroy(&names);
	free(printer->items);
	printer->text->n_programs++;
}

static void on_subject(const struct learn_subject *subject, void *data)
{
	struct printer *printer = data;

	if (learn_has_path(subject)) {
		put_program(printer, subject);
		return;
	}
	printer->to = &printer->text->others;
	put_head(printer->to, subject);
	learn_each_target(subject, on_lost_target, printer);
	end_names(printer);
}

/* A file of the folder that does not exist, or is being written right now. */
static void put_file(struct text *to)
{
	char path[256];
	unsigned int number;

	/* Before 50-answers.conf, and before what asks. */
	for (number = 40; number < 49; number++) {
		struct stat there, out;

		snprintf(path, sizeof(path), "%s/%u-learnt.conf", STORE_DIR,
			 number);
		if (stat(path, &there) ||
		    (!fstat(STDOUT_FILENO, &out) &&
		     there.st_dev == out.st_dev && there.st_ino == out.st_ino))
			break;
	}
	text_printf(to, "%s/%u-learnt.conf", STORE_DIR, number);
}

static void put_intro(struct text *to, const struct learn *learn,
		      const struct learn_text *text)
{
	text_printf(to, "# Learnt from %" PRIu64 " call%s", learn->calls,
		    plural(learn->calls));
	if (learn->calls) {
		text_puts(to, " between ");
		put_time(to, learn->first);
		text_puts(to, " and ");
		put_time(to, learn->last);
	}
	text_printf(to, ".\n# %zu program%s, %zu rule%s", text->n_programs,
		    plural(text->n_programs), text->n_rules,
		    plural(text->n_rules));
	if (text->not_learnt)
		text_printf(to, "; %" PRIu64 " target%s left out, see \"not learnt\"",
			    text->not_learnt, plural(text->not_learnt));
	text_puts(to, ".\n");
	if (learn->base)
		text_printf(to, "# Left out: %" PRIu64 " call%s that rules of the base policy allow.\n",
			    learn->covered, plural(learn->covered));
	else
		text_puts(to, "\n# A policy of its own: this line has to go where another file says \"default\",\n"
			      "# as 10-default.conf does.\ndefault ask\n");
}

static void put_outro(struct text *to)
{
	text_puts(to, "\n# From learning to enforcing: look through this, save it as\n# ");
	put_file(to);
	text_puts(to, ", then:\n"
		      "#   cordonctl check\n"
		      "#   cordonctl load\n"
		      "#   cordonctl mode enforcing --keep\n");
}

const char *learn_nothing(const struct learn *learn)
{
	if (learn->n_rules)
		return NULL;
	if (learn->calls && learn->covered)
		return "of the calls that were recorded some are allowed already, and the others cannot be learnt, or should not; \"not learnt\" says why";
	if (learn->calls)
		return "none of the calls that were recorded can be learnt, or should be; \"not learnt\" says why";
	if (learn->covered)
		return "all calls that were recorded are allowed already";
	return "there is no record of a call";
}

/* A log that has nothing is no surprise to those who know what is recorded. */
static void put_nothing(struct text *to, const struct learn *learn)
{
	text_printf(to, "\n# Nothing was learnt: %s.\n", learn_nothing(learn));
	if (learn->calls || learn->covered)
		return;
	text_puts(to, "# A call leaves a record when it is asked about or denied or, in permissive mode,\n"
		      "# would be:\n"
		      "#   cordonctl mode     should be permissive, and have been for a while\n"
		      "#   cordonctl show     should begin with \"default ask\", not \"default allow\"\n"
		      "#   cordonctl log      shows what was recorded\n"
		      "# Without auditd the kernel's log has the records: journalctl -k | cordonctl learn -\n");
}

int learn_print(struct learn *learn, struct text *to)
{
	struct learn_text text = { .base = learn->base };
	struct printer printer = { .learn = learn, .text = &text };

	learn_each_subject(learn, on_subject, &printer);
	put_intro(to, learn, &text);
	text_append(to, text_string(&text.body), text.body.len);
	text_append(to, text_string(&text.others), text.others.len);
	learn->n_rules = text.n_rules;
	if (learn->n_rules)
		put_outro(to);
	else
		put_nothing(to, learn);
	to->failed |= text_failed(&text.body) || text_failed(&text.others) ||
		      text_failed(&text.sets);
	text_destroy(&text.body);
	text_destroy(&text.others);
	text_destroy(&text.sets);
	if (!text_failed(to))
		return EXIT_OK;
	report("out of memory");
	return EXIT_REFUSED;
}
