// SPDX-License-Identifier: GPL-2.0-only
/* Changes to the configuration file */

#include <stdio.h>
#include <string.h>

#include "config.h"
#include "durable.h"
#include "report.h"

struct setting {
	const char *path;
	const char *mode;
	bool told;		/* what is wrong */
};

static int change(struct text *new, const struct text *old, void *data)
{
	struct setting *setting = data;
	const char *at = text_string(old), *end = at + old->len, *line;
	unsigned int number = 0;
	struct config config;
	size_t len;
	int err = config_take(&config, setting->path, at, old->len);

	setting->told = err;
	if (err)
		return err;
	while ((line = text_line(&at, end, &len))) {
		if (++number == config.mode_line) {
			text_printf(new, "mode = %s\n", setting->mode);
			continue;
		}
		text_append(new, line, len);
		text_append(new, "\n", 1);
	}
	if (!config.mode_line)
		text_printf(new, "mode = %s\n", setting->mode);
	config_destroy(&config);
	return 0;
}

int config_set_mode(const char *path, const char *mode)
{
	struct setting setting = { .path = path, .mode = mode };
	int err = durable_edit(path, change, &setting);

	if (err && !setting.told)
		report("%s: %s", path, strerror(-err));
	return config_exit_code(err);
}
