// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any bytes as cordond.conf. What is accepted keeps what cordon.conf(5)
 * promises, and written again it means the same; what is refused has a reason
 * and a line, and leaves nothing behind.
 */

#include <errno.h>
#include <string.h>
#include <sys/un.h>

#include "bytes.h"
#include "config.h"

static void put(struct text *to, const char *key, const char *value)
{
	if (value)
		text_printf(to, "%s=%s\n", key, value);
}

static void put_config(struct text *to, const struct config *config)
{
	size_t i;

	put(to, "mode", config->mode);
	put(to, "socket", config->socket);
	put(to, "store", config->store);
	put(to, "timed", config->timed);
	put(to, "on-question", config->on_question);
	put(to, "all-group", config->all_group);
	put(to, "agent-group", config->agent_group);
	for (i = 0; i < config->n_agents; i++)
		put(to, "agent", config->agents[i]);
	text_printf(to, "agent-timeout=%u\n", config->agent_timeout);
	text_printf(to, "user-answers=%s\n",
		    user_answers_word(config->user_answers));
}

static void must_be_path(const char *path)
{
	MUST(!path || (path[0] == '/' && path[1] &&
		       path[strlen(path) - 1] != '/'));
}

static void check(const struct config *config)
{
	size_t i;

	must_be_path(config->socket);
	must_be_path(config->store);
	must_be_path(config->timed);
	must_be_path(config->on_question);
	for (i = 0; i < config->n_agents; i++)
		must_be_path(config->agents[i]);
	MUST(config->socket && config->store && config->timed);
	MUST(strlen(config->socket) + sizeof(".new") <=
	     sizeof(((struct sockaddr_un *)0)->sun_path));
	MUST(*config->all_group && *config->agent_group);
	MUST(config->n_agents && config->n_agents <= CONFIG_AGENTS_MAX);
	MUST(config->agent_timeout && config->agent_timeout <= 86400);
	MUST(!config->mode || !strcmp(config->mode, "enforcing") ||
	     !strcmp(config->mode, "permissive"));
}

static void write_and_read(const struct config *config)
{
	struct text once = { 0 }, twice = { 0 };
	struct config_error error;
	struct config again;
	char *copy;

	put_config(&once, config);
	copy = exact(once.data, once.len);
	MUST(!config_parse(&again, copy, once.len, &error));
	put_config(&twice, &again);
	MUST(!strcmp(once.data, twice.data));
	config_destroy(&again);
	free(copy);
	text_destroy(&once);
	text_destroy(&twice);
}

static void check_error(const struct config *config,
			const struct config_error *error, const char *text,
			size_t len)
{
	static const struct config empty;
	size_t i, lines = 1;

	for (i = 0; i + 1 < len; i++)
		lines += text[i] == '\n';
	MUST(error->line && error->line <= lines && *error->reason);
	MUST(!memcmp(config, &empty, sizeof(empty)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct config_error error;
	struct config config;
	int err = config_parse(&config, text, size, &error);

	MUST(!err || err == -EINVAL);
	if (err) {
		check_error(&config, &error, text, size);
		return 0;
	}
	check(&config);
	write_and_read(&config);
	config_destroy(&config);
	return 0;
}
