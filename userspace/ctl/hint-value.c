// SPDX-License-Identifier: GPL-2.0-only
/* Values as people write them */

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

#include "accounts.h"
#include "array.h"
#include "duration.h"
#include "hint.h"
#include "services.h"

static bool is_one_of(const char *word, const char *const *words, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (!strcasecmp(words[i], word))
			return true;
	}
	return false;
}

static bool is_everything(const char *word)
{
	static const char *const words[] = { "any", "all", "*", "everything" };

	return is_one_of(word, words, ARRAY_SIZE(words));
}

static bool has_letter(const char *word)
{
	return strpbrk(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
}

static void put_ports(struct text *to, const char *key, const char *word)
{
	struct services services;
	unsigned int port;

	if (is_everything(word)) {
		text_printf(to, "a rule without %s= is about every port", key);
		return;
	}
	if (!has_letter(word))
		return;
	services_read(&services, SERVICES_FILE);
	port = services_port(&services, word);
	services_destroy(&services);
	if (port)
		text_printf(to, "ports are numbers: %s is %u", word, port);
	else
		text_puts(to, "ports are numbers, such as 443 or 8080-8090");
}

static void put_ids(struct text *to, const char *key, const char *word)
{
	bool users = !strcmp(key, "uid");
	struct accounts accounts;
	uint32_t id;
	int err;

	if (is_everything(word)) {
		text_printf(to, "a rule without %s= is about every %s", key,
			    users ? "user" : "group");
		return;
	}
	if (!has_letter(word))
		return;
	accounts_read(&accounts, users ? ACCOUNTS_USERS : ACCOUNTS_GROUPS);
	err = accounts_find(&accounts, word, &id);
	accounts_destroy(&accounts);
	text_printf(to, "%s are numbers", users ? "users" : "groups");
	if (!err)
		text_printf(to, ": %s is %u", word, id);
}

static void put_seconds(struct text *to, const char *key, const char *word)
{
	static const char *const never[] = { "never", "always", "no", "none" };
	const char *at = word;
	int64_t seconds;

	if (!duration_take(&at, &seconds) && !*at)
		text_printf(to, "it is a number of seconds: %s is %lld", word,
			    (long long)seconds);
	else if (!strcmp(key, "expires") &&
		 is_one_of(word, never, ARRAY_SIZE(never)))
		text_puts(to, "a rule without expires= does not end");
	else if (has_letter(word))
		text_puts(to, "it is a number of seconds: 3600 is an hour");
}

static void put_proto(struct text *to, const char *word)
{
	const char *proto = hint_proto(word);

	if (proto)
		text_printf(to, "did you mean proto=%s?", proto);
	else if (is_everything(word) || !strcasecmp(word, "ip"))
		text_puts(to, "a rule without proto= is about every protocol");
	else
		text_puts(to, "cordon-policy(5) lists the classes: tcp, udp, icmp, raw, packet ...");
}

static void put_path(struct text *to, const char *key, const char *word)
{
	if (*word == '\'')
		text_printf(to, "quotes are double ones: %s=\"...\"", key);
	else if (*word == '~' || *word == '$')
		text_puts(to, "~ and $ are not replaced: write the whole path");
	else if (is_everything(word))
		text_printf(to, "a rule without %s= is about every program",
			    key);
	else if (!strcmp(key, "exe") && *word && *word != '/')
		text_puts(to, "write the whole path, without links: realpath \"$(command -v PROGRAM)\" prints it");
}

static bool is_v4(const char *word, size_t len)
{
	char copy[INET_ADDRSTRLEN];
	struct in_addr addr;

	if (len >= sizeof(copy))
		return false;
	memcpy(copy, word, len);
	copy[len] = '\0';
	return inet_pton(AF_INET, copy, &addr) == 1;
}

void hint_put_address(struct text *to, const char *word, bool in_set)
{
	const char *colon = strchr(word, ':'), *dash = strchr(word, '-');
	const char *slash = strchr(word, '/');

	if (*word == '@')
		return;
	if (is_everything(word))
		text_puts(to, "a rule without dst= is about every address");
	else if (!strcasecmp(word, "localhost"))
		text_puts(to, "this machine is 127.0.0.0/8,::1");
	else if (*word == '[' || (colon && is_v4(word, colon - word)))
		text_puts(to, "an address stands alone; its port goes into dport=");
	else if (slash && strchr(slash, '.'))
		text_puts(to, "behind the / stands the length of the prefix: /24 for 255.255.255.0");
	else if (dash && is_v4(word, dash - word))
		text_puts(to, "a range of addresses is written as prefixes, such as 192.0.2.0/24");
	else if (strchr(word, '*'))
		text_puts(to, "a network is written as a prefix, such as 192.0.2.0/24");
	else if (has_letter(word) && !colon)
		text_printf(to, "names of hosts cannot be matched: give addresses%s",
			    in_set || strchr(word, '.') ? "" :
			    "; a set has an @ before its name");
	else if (strspn(word, "0123456789./") == strlen(word) &&
		 !is_v4(word, strcspn(word, "/")))
		text_puts(to, "an IPv4 address has four numbers, without zeros before them");
}

static bool has_word(const char *words, const char *word)
{
	size_t len = strlen(word);

	for (; *words; words += strspn(words, " ")) {
		size_t end = strcspn(words, " ");

		if (end == len && !memcmp(words, word, len))
			return true;
		words += end;
	}
	return false;
}

static void put_errno(struct text *to, const char *value)
{
	struct text names = { 0 };

	/* A good one is not what is wrong. */
	language_put_errnos(&names);
	if (!has_word(text_string(&names), value))
		text_printf(to, "it may be %s", text_string(&names));
	text_destroy(&names);
}

void hint_put_value(struct text *to, const char *key, const char *value)
{
	if (!strcmp(key, "dport") || !strcmp(key, "sport"))
		put_ports(to, key, value);
	else if (!strcmp(key, "uid") || !strcmp(key, "gid"))
		put_ids(to, key, value);
	else if (!strcmp(key, "expires") || !strcmp(key, "after"))
		put_seconds(to, key, value);
	else if (!strcmp(key, "proto"))
		put_proto(to, value);
	else if (!strcmp(key, "dst"))
		hint_put_address(to, value, false);
	else if (!strcmp(key, "exe") || !strcmp(key, "script") ||
		 !strcmp(key, "cgroup"))
		put_path(to, key, value);
	else if (!strcmp(key, "errno"))
		put_errno(to, value);
}
