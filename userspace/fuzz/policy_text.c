// SPDX-License-Identifier: GPL-2.0-only
/*
 * A whole policy as text, as the kernel prints it
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy_text.h"

static void put_rule(FILE *out, const struct cordon_rule *rule,
		     const char *const *names)
{
	size_t len = cordon_print_rule(NULL, 0, rule, names, rule->expires);
	char *line = malloc(len + 1);

	if (!line ||
	    cordon_print_rule(line, len + 1, rule, names,
			      rule->expires) != len ||
	    strlen(line) != len || len > CORDON_RULE_MAX)
		abort();
	fprintf(out, "%s # id=1 hits=0\n", line);
	free(line);
}

static void put_set(FILE *out, const struct cordon_set *set)
{
	struct cordon_prefix_iter iter = {};
	char line[CORDON_SET_LINE_MAX];
	size_t len;

	while ((len = cordon_print_set_line(line, sizeof(line), set, &iter))) {
		if (len >= sizeof(line))
			abort();
		fprintf(out, "%s\n", line);
	}
}

char *policy_text(const struct cordon_draft *draft)
{
	const char **names = calloc(draft->n_sets + 1, sizeof(*names));
	char settings[128], *text = NULL;
	size_t len = 0;
	unsigned int i;
	FILE *out;

	out = open_memstream(&text, &len);
	if (!names || !out)
		abort();
	cordon_print_settings(settings, sizeof(settings), &draft->settings);
	fputs(settings, out);
	for (i = 0; i < draft->n_sets; i++) {
		names[i] = draft->sets[i]->name;
		put_set(out, draft->sets[i]);
	}
	for (i = 0; i < draft->n_rules; i++)
		put_rule(out, draft->rules[i], names);
	if (fclose(out))
		abort();
	free(names);
	return text;
}
