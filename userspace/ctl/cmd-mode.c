// SPDX-License-Identifier: GPL-2.0-only
/* cordonctl mode, cordonctl seal */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config.h"
#include "ctl.h"
#include "securityfs.h"

enum { KEY_CONFIG = 256, KEY_CONFIGURED, KEY_KEEP };

struct mode {
	const char *word;	/* NULL: show it */
	const char *config;	/* NULL: the usual file, if it is there */
	bool configured;
	bool keep;
};

static int put(const char *file, const char *word)
{
	struct text reason = { 0 };
	char line[32];
	int err;

	snprintf(line, sizeof(line), "%s\n", word);
	err = fs_write(file, line, strlen(line), &reason);
	if (err)
		err = fs_report(file, err, &reason);
	text_destroy(&reason);
	return err;
}

static int read_mode(struct text *text)
{
	int err = fs_read("mode", text);

	return err ? fs_report("mode", err, NULL) : EXIT_OK;
}

static int show_mode(void)
{
	struct text text = { 0 };
	int code = read_mode(&text);

	if (code == EXIT_OK)
		fputs(text_string(&text), stdout);
	text_destroy(&text);
	return code;
}

static int set_mode(const char *word)
{
	int code = put("mode", word);

	if (code == EXIT_OK)
		printf("mode %s\n", word);
	return code;
}

/* A file that names no mode leaves it to the command line of the kernel. */
static int set_configured(const struct mode *mode)
{
	struct config config;
	int code = config_load(&config, mode->config);

	if (code == EXIT_OK && config.mode)
		code = set_mode(config.mode);
	config_destroy(&config);
	return code;
}

static error_t parse_mode(int key, char *arg, struct argp_state *state)
{
	struct mode *mode = state->input;

	switch (key) {
	case KEY_CONFIG:
		mode->config = arg;
		return 0;
	case KEY_CONFIGURED:
		mode->configured = true;
		return 0;
	case KEY_KEEP:
		mode->keep = true;
		return 0;
	case ARGP_KEY_ARG:
		if (mode->word)
			argp_error(state, "too many arguments: %s", arg);
		if (!config_is_mode(arg))
			argp_error(state, "the mode is \"enforcing\" or \"permissive\"");
		mode->word = arg;
		return 0;
	case ARGP_KEY_END:
		if (mode->configured && (mode->word || mode->keep))
			argp_error(state, "--configured takes the mode from the file");
		if (mode->keep && !mode->word)
			argp_error(state, "--keep needs a mode");
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

int cmd_mode(int argc, char **argv)
{
	static const struct argp_option options[] = {
		{ "config", KEY_CONFIG, "FILE", 0, "The configuration, if not " CONFIG_FILE, 0 },
		{ "configured", KEY_CONFIGURED, NULL, 0, "Set what the configuration says, if anything", 0 },
		{ "keep", KEY_KEEP, NULL, 0, "Also write it there, for the next start", 0 },
		{ 0 }
	};
	static const struct argp argp = {
		.options = options,
		.parser = parse_mode,
		.args_doc = "[enforcing|permissive]",
		.doc = "Show or set the mode.\v"
		       "permissive: everything is judged and recorded, nothing is "
		       "denied or held. Without --keep it is the configured one "
		       "again after a reboot.",
	};
	struct mode mode = { 0 };
	int code;

	args_parse(&argp, argc, argv, 0, &mode);
	if (mode.configured)
		return set_configured(&mode);
	if (!mode.word)
		return show_mode();
	code = set_mode(mode.word);
	if (code == EXIT_OK && mode.keep)
		code = config_set_mode(mode.config ? mode.config : CONFIG_FILE,
				       mode.word);
	return code;
}

/* Sealed like that, nothing would be denied until reboot. */
static int refuse_permissive(void)
{
	struct text text = { 0 };
	int code = read_mode(&text);

	if (code == EXIT_OK && !strncmp(text_string(&text), "permissive", 10)) {
		report("the mode is permissive: nothing would be denied until reboot; first \"cordonctl mode enforcing\"");
		code = EXIT_REFUSED;
	}
	text_destroy(&text);
	return code;
}

static bool confirmed(void)
{
	int key, more;

	if (!isatty(STDIN_FILENO))
		return true;
	printf("No change to policy, mode or answers until reboot. Go on? [y/N] ");
	fflush(stdout);
	key = getchar();
	for (more = key; more != '\n' && more != EOF;)
		more = getchar();
	return key == 'y' || key == 'Y';
}

int cmd_seal(int argc, char **argv)
{
	struct words words = {
		.args = "",
		.help = "Refuse every change to policy, mode and answers until "
			"reboot, also to root.\v"
			"Asks first when run at a terminal. Not in permissive "
			"mode. \"cordonctl status\" says whether it is sealed.",
	};
	int code;

	words_parse(&words, argc, argv);
	free(words.argv);
	code = refuse_permissive();
	if (code != EXIT_OK)
		return code;
	if (!confirmed())
		return EXIT_REFUSED;
	code = put("seal", "1");
	if (code == EXIT_OK)
		puts("sealed until reboot");
	return code;
}
