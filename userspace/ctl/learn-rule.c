// SPDX-License-Identifier: GPL-2.0-only
/* Rules that were learnt, as text of the policy language */

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "language.h"
#include "learn-text.h"

/* More addresses than this make a set: a line is to be read by people. */
#define DSTS_INLINE	12
/* As the kernel prints sets. */
#define DSTS_A_LINE	16

static void put_address(struct text *to, const struct learn_address *address)
{
	char buf[INET6_ADDRSTRLEN];
	bool v4 = address->family == 4;

	if (!inet_ntop(v4 ? AF_INET : AF_INET6, address->bytes, buf,
		       sizeof(buf))) {
		to->failed = true;
		return;
	}
	text_puts(to, buf);
	if (address->len < (v4 ? 32 : 128))
		text_printf(to, "/%u", address->len);
}

static const struct learn_address *dsts_of(const struct learn_rule *rule,
					   size_t *count)
{
	*count = rule->dsts.len / sizeof(struct learn_address);
	return (const struct learn_address *)rule->dsts.data;
}

static const int32_t *ports_of(const struct learn_rule *rule, size_t *count)
{
	*count = rule->ports.len / sizeof(int32_t);
	return (const int32_t *)rule->ports.data;
}

static void put_ports(struct text *to, const struct learn_rule *rule)
{
	size_t count, i, n;
	const int32_t *ports = ports_of(rule, &count);

	for (i = 0; i < count; i += n) {
		for (n = 1; i + n < count; n++) {
			if (ports[i + n] != ports[i] + (int32_t)n)
				break;
		}
		text_printf(to, "%s%" PRId32, i ? "," : " dport=", ports[i]);
		if (n == 2)
			text_printf(to, ",%" PRId32, ports[i + 1]);
		else if (n > 2)
			text_printf(to, "-%" PRId32, ports[i + n - 1]);
	}
}

static void put_subject(struct text *to, const struct learn_subject *subject)
{
	text_puts(to, "allow exe=");
	language_put_path(to, subject->exe);
	if (subject->script) {
		text_puts(to, " script=");
		language_put_path(to, subject->script);
	}
	if (subject->uid >= 0)
		text_printf(to, " uid=%" PRId64, subject->uid);
	if (subject->other)
		text_puts(to, " mnt=any");
}

static bool is_taken(const struct learn_text *text, const char *name)
{
	size_t i, len = strlen(name);
	const char *at = text_string(&text->sets);

	for (i = 0; text->base && i < policy_sets(text->base); i++) {
		if (!strcmp(policy_set_name(text->base, i), name))
			return true;
	}
	/* The names of before, each with a newline. */
	while ((at = strstr(at, name))) {
		if (at[len] == '\n' &&
		    (at == text->sets.data || at[-1] == '\n'))
			return true;
		at += len;
	}
	return false;
}

/* A name that nobody has: a set of that name would grow. */
static void name_set(struct learn_text *text, const struct learn_subject *subject,
		     char *name, size_t size)
{
	const char *path = subject->script ? subject->script : subject->exe;
	unsigned int number = 1;
	char base[32];
	size_t i;

	path = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	for (i = 0; path[i] && i < sizeof(base) - 1; i++) {
		bool plain = isalnum((unsigned char)path[i]) ||
			     strchr("_.+-", path[i]);

		base[i] = plain && (unsigned char)path[i] < 0x80 ? path[i] : '_';
	}
	base[i] = '\0';
	snprintf(name, size, "learnt-%s", base);
	while (is_taken(text, name))
		snprintf(name, size, "learnt-%s-%u", base, ++number);
	text_printf(&text->sets, "%s\n", name);
}

static void put_set(struct text *to, const char *name,
		    const struct learn_rule *rule)
{
	size_t count, i;
	const struct learn_address *dsts = dsts_of(rule, &count);

	for (i = 0; i < count; i++) {
		if (i % DSTS_A_LINE == 0)
			text_printf(to, "%sset %s", i ? "\n" : "", name);
		text_puts(to, " ");
		put_address(to, &dsts[i]);
	}
	text_puts(to, "\n");
}

static void put_dsts(struct text *to, const struct learn_rule *rule)
{
	size_t count, i;
	const struct learn_address *dsts = dsts_of(rule, &count);

	for (i = 0; i < count; i++) {
		text_puts(to, i ? "," : " dst=");
		put_address(to, &dsts[i]);
	}
}

/* Says in a comment how often, and what is wider than what was seen. */
static void put_comment(struct text *to, const struct learn_rule *rule)
{
	text_printf(to, " # %" PRIu64 " call%s", rule->calls,
		    plural(rule->calls));
	if (rule->hosts)
		text_printf(to, ", WIDER than the %" PRIu64 " host%s seen",
			    rule->hosts, plural(rule->hosts));
	if (rule->n_ports)
		text_printf(to, ", WIDER than the %" PRIu64 " port%s seen",
			    rule->n_ports, plural(rule->n_ports));
	text_puts(to, "\n");
}

/* What the parser says to the operations; EINVAL fills in @error. */
static int check(const struct text *set, const struct text *rule,
		 struct language_error *error)
{
	struct text text = { 0 };
	int err;

	if (set->len)
		text_append(&text, set->data, set->len);
	text_printf(&text, "append %s\n", text_string(rule));
	err = text_failed(&text) ? -ENOMEM :
				   language_check_rules(text.data, text.len,
							error);
	text_destroy(&text);
	return err;
}

void learn_put_rule(struct learn_text *text, const struct learn_subject *subject,
		    const struct learn_rule *rule)
{
	struct language_error error = { 0 };
	struct text set = { 0 }, line = { 0 };
	size_t count;
	char name[72];
	int err;

	dsts_of(rule, &count);
	put_subject(&line, subject);
	text_printf(&line, " proto=%s", text_string(&rule->protos));
	if (count > DSTS_INLINE) {
		name_set(text, subject, name, sizeof(name));
		put_set(&set, name, rule);
		text_printf(&line, " dst=@%s", name);
	} else {
		put_dsts(&line, rule);
	}
	put_ports(&line, rule);
	err = check(&set, &line, &error);
	if (!err) {
		text_append(&text->body, text_string(&set), set.len);
		text_append(&text->body, text_string(&line), line.len);
		put_comment(&text->body, rule);
		text->n_rules++;
	} else if (err == -EINVAL) {
		text_printf(&text->body,
			    "# No rule can be written for %" PRIu64 " call%s: %s\n",
			    rule->calls, plural(rule->calls), error.reason);
	}
	text->body.failed |= err == -ENOMEM || text_failed(&set) ||
			     text_failed(&line);
	text_destroy(&set);
	text_destroy(&line);
}
