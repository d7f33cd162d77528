// SPDX-License-Identifier: GPL-2.0-only
/* The configuration of the tools */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <ini.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#include "array.h"
#include "protocol.h"
#include "report.h"
#include "store.h"
#include "timed.h"

#define FILE_SIZE_MAX	((size_t)1 << 20)
#define TIMEOUT_DEFAULT	60
#define TIMEOUT_MAX	86400

/* Programs that are agents when the file names none. */
static const char *const default_agents[] = {
	"/usr/bin/cordon-agent",
	"/usr/local/bin/cordon-agent",
};

struct reader {
	struct config *config;
	struct config_error *error;
	const char *at;
	const char *end;
	unsigned int line;
	bool no_memory;
	unsigned int seen;	/* keys, a bit each */
	bool has_agents;
};

__attribute__((format(printf, 2, 3)))
static int refuse(struct reader *reader, const char *format, ...)
{
	va_list args;

	reader->error->line = reader->line;
	va_start(args, format);
	vsnprintf(reader->error->reason, sizeof(reader->error->reason), format,
		  args);
	va_end(args);
	return 0;
}

static int keep(struct reader *reader, char **to, const char *value)
{
	free(*to);
	*to = strdup(value);
	reader->no_memory |= !*to;
	return !!*to;
}

static bool is_path(const char *value)
{
	size_t len = strlen(value);

	return *value == '/' && len > 1 && value[len - 1] != '/';
}

static int set_path(struct reader *reader, char **to, const char *value)
{
	if (!is_path(value))
		return refuse(reader, "\"%s\" is not the absolute path of a file",
			      value);
	return keep(reader, to, value);
}

static int set_socket(struct reader *reader, char **to, const char *value)
{
	/* While it is made it has ".new" behind it. */
	if (strlen(value) + sizeof(".new") > sizeof(((struct sockaddr_un *)0)->sun_path))
		return refuse(reader, "the path of a socket cannot be that long");
	return set_path(reader, to, value);
}

static int set_group(struct reader *reader, char **to, const char *value)
{
	if (!*value || strpbrk(value, " \t:,"))
		return refuse(reader, "\"%s\" is not the name of a group", value);
	return keep(reader, to, value);
}

bool config_is_mode(const char *word)
{
	return !strcmp(word, "enforcing") || !strcmp(word, "permissive");
}

static int set_mode(struct reader *reader, char **to, const char *value)
{
	if (!config_is_mode(value))
		return refuse(reader, "the mode is \"enforcing\" or \"permissive\", not \"%s\"",
			      value);
	reader->config->mode_line = reader->line;
	return keep(reader, to, value);
}

/* In the order of "seen". */
static const struct {
	const char *name;
	size_t offset;
	int (*set)(struct reader *reader, char **to, const char *value);
} keys[] = {
	{ "mode", offsetof(struct config, mode), set_mode },
	{ "socket", offsetof(struct config, socket), set_socket },
	{ "store", offsetof(struct config, store), set_path },
	{ "timed", offsetof(struct config, timed), set_path },
	{ "on-question", offsetof(struct config, on_question), set_path },
	{ "all-group", offsetof(struct config, all_group), set_group },
	{ "agent-group", offsetof(struct config, agent_group), set_group },
};

static void drop_agents(struct config *config)
{
	while (config->n_agents)
		free(config->agents[--config->n_agents]);
}

static int add_agent(struct reader *reader, const char *value)
{
	struct config *config = reader->config;

	/* The file names all of them, or none. */
	if (!reader->has_agents)
		drop_agents(config);
	reader->has_agents = true;
	if (config->n_agents == CONFIG_AGENTS_MAX)
		return refuse(reader, "more than %d agents", CONFIG_AGENTS_MAX);
	config->agents[config->n_agents] = NULL;
	if (!set_path(reader, &config->agents[config->n_agents], value))
		return 0;
	config->n_agents++;
	return 1;
}

static int set_timeout(struct reader *reader, const char *value)
{
	char *end;
	unsigned long seconds = strtoul(value, &end, 10);

	if (*value < '1' || *value > '9' || *end || seconds > TIMEOUT_MAX)
		return refuse(reader, "\"%s\" is not a number of seconds from 1 to %d",
			      value, TIMEOUT_MAX);
	reader->config->agent_timeout = seconds;
	return 1;
}

static int set_user_answers(struct reader *reader, const char *value)
{
	int answers = user_answers_find(value);

	if (answers < 0)
		return refuse(reader, "user-answers is \"always\", \"once\", \"deny\" or \"none\", not \"%s\"",
			      value);
	reader->config->user_answers = answers;
	return 1;
}

static int is_first(struct reader *reader, const char *name, size_t bit)
{
	if (reader->seen & 1U << bit)
		return refuse(reader, "\"%s\" is there twice", name);
	reader->seen |= 1U << bit;
	return 1;
}

/* As inih wants it: 0 is an error. */
static int take(void *data, const char *section, const char *name,
		const char *value)
{
	struct reader *reader = data;
	size_t i;

	(void)section;
	if (!strcmp(name, "agent"))
		return add_agent(reader, value);
	if (!strcmp(name, "agent-timeout"))
		return is_first(reader, name, ARRAY_SIZE(keys)) &&
		       set_timeout(reader, value);
	if (!strcmp(name, "user-answers"))
		return is_first(reader, name, ARRAY_SIZE(keys) + 1) &&
		       set_user_answers(reader, value);
	for (i = 0; i < ARRAY_SIZE(keys); i++) {
		if (strcmp(name, keys[i].name))
			continue;
		return is_first(reader, name, i) &&
		       keys[i].set(reader, (char **)((char *)reader->config +
						     keys[i].offset), value);
	}
	return refuse(reader, "there is no key \"%s\"", name);
}

/*
 * A line for inih, without what it would take for something that this file
 * does not have: sections, and lines that go on with blanks in the next one.
 */
static char *next_line(char *to, int size, void *data)
{
	struct reader *reader = data;
	const char *from = reader->at, *stop;
	size_t len;

	if (from == reader->end || reader->error->line || reader->no_memory)
		return NULL;
	reader->line++;
	stop = memchr(from, '\n', reader->end - from);
	if (!stop)
		stop = reader->end;
	reader->at = stop < reader->end ? stop + 1 : stop;
	while (from < stop && (*from == ' ' || *from == '\t'))
		from++;
	len = stop - from;
	if (memchr(from, '\0', len)) {
		refuse(reader, "a NUL");
		return NULL;
	}
	if (len + 2 > (size_t)size) {
		refuse(reader, "longer than %d bytes", size - 2);
		return NULL;
	}
	if (len && *from == '[') {
		refuse(reader, "there are no sections");
		return NULL;
	}
	memcpy(to, from, len);
	memcpy(to + len, "\n", 2);
	return to;
}

int config_init(struct config *config)
{
	struct config_error error;
	struct reader reader = { .config = config, .error = &error };
	size_t i;

	*config = (struct config){ .agent_timeout = TIMEOUT_DEFAULT };
	keep(&reader, &config->socket, PROTOCOL_SOCKET);
	keep(&reader, &config->store, STORE_ANSWERS);
	keep(&reader, &config->timed, TIMED_ANSWERS);
	keep(&reader, &config->all_group, "cordon");
	keep(&reader, &config->agent_group, "cordon-agent");
	for (i = 0; i < ARRAY_SIZE(default_agents); i++) {
		if (keep(&reader, &config->agents[i], default_agents[i]))
			config->n_agents++;
	}
	if (!reader.no_memory)
		return 0;
	config_destroy(config);
	return -ENOMEM;
}

void config_destroy(struct config *config)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(keys); i++)
		free(*(char **)((char *)config + keys[i].offset));
	drop_agents(config);
	*config = (struct config){ 0 };
}

int config_parse(struct config *config, const char *text, size_t len,
		 struct config_error *error)
{
	struct reader reader = {
		.config = config,
		.error = error,
		.at = text,
		.end = text + len,
	};
	int line;

	*error = (struct config_error){ 0 };
	if (config_init(config))
		return -ENOMEM;
	line = ini_parse_stream(next_line, &reader, take, &reader);
	if (line > 0 && !error->line && !reader.no_memory) {
		reader.line = line;
		refuse(&reader, "not a line \"KEY = VALUE\"");
	}
	if (!error->line && !reader.no_memory && line >= 0)
		return 0;
	config_destroy(config);
	return error->line ? -EINVAL : -ENOMEM;
}

static int read_file(const char *path, bool may_be_missing, struct text *text)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK), err;

	if (fd < 0)
		return errno == ENOENT && may_be_missing ? 0 : -errno;
	err = text_read(text, fd, FILE_SIZE_MAX);
	close(fd);
	return err;
}

int config_take(struct config *config, const char *path, const char *text,
		size_t len)
{
	struct config_error error;
	int err = config_parse(config, text, len, &error);
	struct place place = { .file = path, .line = error.line };
	const char *line = text_line_number(text, len, error.line, &len);

	if (err)
		report_at(&place, line, len,
			  error.line ? error.reason : strerror(-err));
	return err;
}

int config_exit_code(int err)
{
	if (err == -EACCES || err == -EPERM)
		return EXIT_UNAVAILABLE;
	return err ? EXIT_REFUSED : EXIT_OK;
}

int config_read(struct config *config, const char *path, bool may_be_missing)
{
	const struct place place = { .file = path };
	struct text text = { 0 };
	int err = read_file(path, may_be_missing, &text);

	if (!err) {
		err = config_take(config, path, text_string(&text), text.len);
	} else {
		*config = (struct config){ 0 };
		report_at(&place, NULL, 0, strerror(-err));
	}
	text_destroy(&text);
	return config_exit_code(err);
}

int config_load(struct config *config, const char *path)
{
	return config_read(config, path ? path : CONFIG_FILE, !path);
}
