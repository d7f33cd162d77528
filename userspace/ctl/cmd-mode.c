// SPDX-License-Identifier: GPL-2.0-only
/* cordonctl mode, cordonctl seal */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ctl.h"
#include "securityfs.h"

static int show_mode(void)
{
	struct text text = { 0 };
	int err = fs_read("mode", &text), code = EXIT_OK;

	if (err)
		code = fs_report("mode", err, NULL);
	else
		fputs(text_string(&text), stdout);
	text_destroy(&text);
	return code;
}

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

int cmd_mode(int argc, char **argv)
{
	struct words words = {
		.args = "[enforcing|permissive]",
		.help = "Show or set the mode.\v"
			"permissive: everything is judged and recorded, nothing is "
			"denied or held.",
		.max = 1,
	};
	const char *mode;
	int code;

	words_parse(&words, argc, argv);
	mode = words.argc ? words.argv[0] : NULL;
	free(words.argv);
	if (!mode)
		return show_mode();
	if (strcmp(mode, "enforcing") && strcmp(mode, "permissive")) {
		report("the mode is \"enforcing\" or \"permissive\"");
		return EXIT_USAGE;
	}
	code = put("mode", mode);
	if (code == EXIT_OK)
		printf("mode %s\n", mode);
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
			"Asks first when run at a terminal. \"cordonctl status\" "
			"says whether it is sealed.",
	};
	int code;

	words_parse(&words, argc, argv);
	free(words.argv);
	if (!confirmed())
		return EXIT_REFUSED;
	code = put("seal", "1");
	if (code == EXIT_OK)
		puts("sealed until reboot");
	return code;
}
