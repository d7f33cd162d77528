// SPDX-License-Identifier: GPL-2.0-only
/* The configuration: what it takes, and what it says of mistakes */

#include <errno.h>

#include "array.h"
#include "config.h"
#include "report.h"
#include "tap.h"

static void test_defaults(void)
{
	struct config_error error;
	struct config config;

	is_number(config_parse(&config, "", 0, &error), 0, "an empty file");
	is(config.socket, "/run/cordon/agent.sock", "socket");
	is(config.store, "/etc/cordon/policy.d/50-answers.conf", "store");
	is(config.timed, "/var/lib/cordon/timed.conf", "timed");
	is(config.all_group, "cordon", "all-group");
	is(config.agent_group, "cordon-agent", "agent-group");
	ok(config.n_agents == 2 &&
	   !strcmp(config.agents[0], "/usr/bin/cordon-agent"), "agents");
	ok(!config.mode && !config.on_question, "the rest is not set");
	is_number(config.agent_timeout, 60, "agent-timeout");
	is_number(config.user_answers, USER_ANSWERS_ALWAYS, "user-answers");
	config_destroy(&config);
}

static void test_all(void)
{
	static const char text[] =
		"# comment\n"
		"; another\n"
		"\n"
		"mode = permissive\n"
		"  socket=/run/x.sock\n"
		"\tstore =\t/a/b \r\n"
		"timed = /c d/e\n"
		"on-question = /usr/bin/hook\n"
		"agent = /opt/one\n"
		"agent = /opt/two\n"
		"agent = /opt/three\n"
		"all-group = wheel\n"
		"agent-group = 42\n"
		"user-answers = deny\n"
		"agent-timeout = 5";
	struct config_error error;
	struct config config;

	is_number(config_parse(&config, text, strlen(text), &error), 0,
		  "every key");
	is(config.mode, "permissive", "mode");
	is(config.socket, "/run/x.sock", "socket");
	is(config.store, "/a/b", "store");
	is(config.timed, "/c d/e", "timed");
	is(config.on_question, "/usr/bin/hook", "on-question");
	ok(config.n_agents == 3 && !strcmp(config.agents[2], "/opt/three"),
	   "agents take the place of the defaults");
	is(config.all_group, "wheel", "all-group");
	is(config.agent_group, "42", "agent-group");
	is_number(config.agent_timeout, 5, "agent-timeout");
	is_number(config.user_answers, USER_ANSWERS_DENY, "user-answers");
	config_destroy(&config);
}

static void refused(const char *text, size_t len, unsigned int line,
		    const char *reason)
{
	struct config_error error;
	struct config config;

	is_number(config_parse(&config, text, len, &error), -EINVAL, reason);
	is_number(error.line, line, "which line");
	is(error.reason, reason, "why");
	ok(!config.socket && !config.n_agents, "nothing is left of it");
}

static void test_mistakes(void)
{
	static const struct {
		const char *text;
		unsigned int line;
		const char *reason;
	} cases[] = {
		{ "\n\ncolour = red", 3, "there is no key \"colour\"" },
		{ "mode = off", 1,
		  "the mode is \"enforcing\" or \"permissive\", not \"off\"" },
		{ "mode =\n", 1,
		  "the mode is \"enforcing\" or \"permissive\", not \"\"" },
		{ "mode = enforcing # or not", 1,
		  "the mode is \"enforcing\" or \"permissive\", not \"enforcing # or not\"" },
		{ "mode = enforcing\n mode = permissive\n", 2,
		  "\"mode\" is there twice" },
		{ "mode = enforcing\n  permissive\n", 2,
		  "not a line \"KEY = VALUE\"" },
		{ "what is this\n", 1, "not a line \"KEY = VALUE\"" },
		{ "# x\n[cordon]\nmode = enforcing\n", 2,
		  "there are no sections" },
		{ "store = answers.conf", 1,
		  "\"answers.conf\" is not the absolute path of a file" },
		{ "store = /", 1,
		  "\"/\" is not the absolute path of a file" },
		{ "agent = /usr/bin/", 1,
		  "\"/usr/bin/\" is not the absolute path of a file" },
		{ "on-question = notify", 1,
		  "\"notify\" is not the absolute path of a file" },
		{ "all-group = a b", 1, "\"a b\" is not the name of a group" },
		{ "agent-group =", 1, "\"\" is not the name of a group" },
		{ "agent-timeout = 0", 1,
		  "\"0\" is not a number of seconds from 1 to 86400" },
		{ "agent-timeout = 1m", 1,
		  "\"1m\" is not a number of seconds from 1 to 86400" },
		{ "agent-timeout = 86401", 1,
		  "\"86401\" is not a number of seconds from 1 to 86400" },
		{ "user-answers = sometimes", 1,
		  "user-answers is \"always\", \"once\", \"deny\" or \"none\", not \"sometimes\"" },
		{ "user-answers =", 1,
		  "user-answers is \"always\", \"once\", \"deny\" or \"none\", not \"\"" },
		{ "user-answers = deny\nuser-answers = deny", 2,
		  "\"user-answers\" is there twice" },
		{ "agent-timeout = 1\nagent-timeout = 2", 2,
		  "\"agent-timeout\" is there twice" },
		{ "mode = x\ncolour = y", 1,
		  "the mode is \"enforcing\" or \"permissive\", not \"x\"" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		refused(cases[i].text, strlen(cases[i].text), cases[i].line,
			cases[i].reason);
	refused("mode = enforcing\n\0", 18, 2, "a NUL");
}

static void test_long(void)
{
	struct text text = { 0 };
	struct config_error error;
	struct config config;
	int i;

	text_puts(&text, "# x\nstore = /");
	for (i = 0; i < 1000; i++)
		text_puts(&text, "a");
	is_number(config_parse(&config, text.data, text.len, &error), -EINVAL,
		  "a line that is too long");
	is_number(error.line, 2, "which line");
	ok(!strncmp(error.reason, "longer than ", 12), "why");
	text_clear(&text);
	text_puts(&text, "socket = /");
	for (i = 0; i < 103; i++)
		text_puts(&text, "s");
	is_number(config_parse(&config, text.data, text.len, &error), -EINVAL,
		  "a path too long for a socket");
	is(error.reason, "the path of a socket cannot be that long", "why");
	text_clear(&text);
	for (i = 0; i <= CONFIG_AGENTS_MAX; i++)
		text_puts(&text, "agent = /a\n");
	is_number(config_parse(&config, text.data, text.len, &error), -EINVAL,
		  "too many agents");
	is_number(error.line, CONFIG_AGENTS_MAX + 1, "which line");
	text_destroy(&text);
}

static void test_files(void)
{
	struct config config;

	report_name("config-test");
	is_number(config_read(&config, "/nonexistent/x", true), EXIT_OK,
		  "no file where there may be none");
	ok(config.socket, "stands for the defaults");
	config_destroy(&config);
	is_number(config_read(&config, "/nonexistent/x", false), EXIT_REFUSED,
		  "no file where there must be one");
	is_number(config_read(&config, "/", true), EXIT_REFUSED, "no file");
	is_number(config_read(&config, "/etc/passwd", true), EXIT_REFUSED,
		  "another kind of file");
}

int main(void)
{
	test_defaults();
	test_all();
	test_mistakes();
	test_long();
	test_files();
	return tap_end();
}
