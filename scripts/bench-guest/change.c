// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a change of the policy costs: for who makes it, and for a running program
 * at its next call, which has to find out again what rules there are for it.
 * Each rule that is appended is deleted again, so the policy keeps its size.
 */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"

#define RULES	CORDON "rules"
/* As much as a policy of a million rules is printed. */
#define TEXT	(256U << 20)

static char append[] = "append allow exe=/usr/bin/one-more proto=tcp dport=443\n";
static unsigned long long last_id;
static int rules;

static long change(const char *text)
{
	return pwrite(rules, text, strlen(text), 0);
}

/* Ids are given out in order: from here on we know them. */
static void learn_last_id(void)
{
	char *text = malloc(TEXT), *id = NULL, *next;

	must(!!text, "memory");
	read_whole(CORDON "policy", text, TEXT);
	for (next = text; (next = strstr(next, " id=")); next++)
		id = next;
	must(!!id, "id");
	last_id = strtoull(id + strlen(" id="), NULL, 10);
	free(text);
}

static long call_append(void)
{
	long ret = change(append);

	last_id++;
	return ret;
}

static void delete_again(void)
{
	char text[64];

	snprintf(text, sizeof(text), "delete %llu\n", last_id);
	must(change(text) > 0, "delete");
}

static void change_policy(void)
{
	must(call_append() > 0, "append");
	delete_again();
}

static const struct bench benches[] = {
	{ "append", NULL, call_append, delete_again },
	{ "first_sendto", change_policy, call_udp_sendto, drain_udp },
	{ "first_send", change_policy, call_tcp_send, drain_tcp },
};

int run_change(char **args)
{
	int samples = samples_wanted(args[1]);
	unsigned int i;

	make_ends();
	rules = open(RULES, O_RDWR | O_CLOEXEC);
	must(rules >= 0, RULES);
	learn_last_id();
	for (i = 0; i < sizeof(benches) / sizeof(benches[0]); i++)
		measure(args[0], &benches[i], samples);
	return 0;
}
