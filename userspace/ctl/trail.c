// SPDX-License-Identifier: GPL-2.0-only
/* Reading the audit trail, for commands */

#include "trail.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "report.h"
#include "text.h"

int64_t trail_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t trail_today(void)
{
	int64_t now = trail_now(), today;

	return event_parse_time("today", now, &today) ? now : today;
}

static void take_time(struct argp_state *state, const char *option,
		      const char *word, int64_t *time)
{
	if (event_parse_time(word, trail_now(), time))
		argp_error(state,
			   "--%s: \"%s\" is no time; these are: 10m, \"2 days ago\", yesterday, 12:31, \"2026-11-24 12:31\"",
			   option, word);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct events *events = state->input;

	switch (key) {
	case 'S':
		take_time(state, "since", arg, &events->since);
		return 0;
	case 'U':
		take_time(state, "until", arg, &events->until);
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp_option options[] = {
	{ "since", 'S', "TIME", 0, "Begin with events of that time", 0 },
	{ "until", 'U', "TIME", 0, "End with events of that time", 0 },
	{ 0 }
};

const struct argp trail_argp = {
	.options = options,
	.parser = parse,
};

void trail_init(struct events *events, char **files)
{
	*events = (struct events){ .since = EVENTS_NO_SINCE,
				   .until = EVENTS_NO_UNTIL,
				   .files = files };
}

static int report_failure(const struct events *events, int err)
{
	const char *file = events->failed;

	if (file && !strcmp(file, "-"))
		file = "standard input";
	report("%s%s%s", file ? file : "", file ? ": " : "", strerror(-err));
	if (events->n_files)
		return EXIT_REFUSED;
	/* The logs of auditd: nobody has named them. */
	if (err == -ENOENT)
		report("is auditd running? Without it the kernel's log has the records: pipe journalctl -k into this, and read \"-\"");
	return err == -EACCES || err == -EPERM ? EXIT_UNAVAILABLE :
						 EXIT_REFUSED;
}

int trail_read(struct events *events, event_fn fn, void *data)
{
	int result = events_read(events, fn, data);

	if (result < 0)
		result = report_failure(events, result);
	if (events->broken)
		report("%" PRIu64 " of %" PRIu64 " line%s %s not understood, and left out",
		       events->broken, events->lines, plural(events->lines),
		       events->broken == 1 ? "is" : "are");
	if (!events->broken || events->broken < events->lines)
		return result;
	report_hint("is that an audit log? One that is compressed has to be unpacked: zcat FILE | ... -");
	return result == EXIT_OK ? EXIT_REFUSED : result;
}
