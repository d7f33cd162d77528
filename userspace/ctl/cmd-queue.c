// SPDX-License-Identifier: GPL-2.0-only
/* cordonctl queue */

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "array.h"
#include "ctl.h"
#include "json.h"
#include "securityfs.h"
#include "table.h"
#include "target.h"
#include "users.h"

struct options {
	bool json;
	bool watch;
	size_t n_ids;
	uint64_t *ids;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *options = state->input;

	switch (key) {
	case 'j':
		options->json = true;
		return 0;
	case 'w':
		options->watch = true;
		return 0;
	case ARGP_KEY_ARG:
		if (parse_id(arg, "question", &options->ids[options->n_ids]))
			exit(EXIT_USAGE);
		options->n_ids++;
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static int parse_lines(const struct text *text, struct record **records,
		       size_t *count)
{
	size_t bad;

	*records = record_parse_all(text_string(text), text->len, count, &bad);
	if (!*records) {
		report("out of memory");
		return EXIT_REFUSED;
	}
	/* Another version of the module? Those that are understood count. */
	if (bad)
		report("queue: %zu line%s not understood", bad,
		       bad == 1 ? " is" : "s are");
	return EXIT_OK;
}

int queue_read(struct record **records, size_t *count)
{
	struct text text = { 0 };
	int err = fs_read("queue", &text), code;

	if (err)
		code = fs_report("queue", err, NULL);
	else
		code = parse_lines(&text, records, count);
	text_destroy(&text);
	return code;
}

static bool wanted(const struct options *options, const struct record *record)
{
	size_t i;

	for (i = 0; i < options->n_ids; i++) {
		if ((int64_t)options->ids[i] == record->question)
			return true;
	}
	return !options->n_ids;
}

static size_t count_wanted(const struct options *options,
			   const struct record *records, size_t count)
{
	size_t i, n = 0;

	for (i = 0; i < count; i++)
		n += wanted(options, &records[i]);
	return n;
}

static void add_row(struct table *table, const struct record *record)
{
	struct text target = { 0 };
	char user[300];

	target_short(&target, record);
	table_cell(table, "%" PRId64, record->question);
	table_cell(table, "%s", record->state);
	table_cell(table, "%" PRId64 " s", record->left);
	table_cell(table, "%" PRId64, record->waiting);
	table_cell(table, "%s", user_print(user, sizeof(user), record->uid));
	table_cell(table, "%s%s%s", record->exe ? record->exe : "?",
		   record->script ? " " : "",
		   record->script ? record->script : "");
	table_cell(table, "%s", text_string(&target));
	text_destroy(&target);
}

static int print_table(const struct options *options,
		       const struct record *records, size_t count)
{
	static const char *const head[] = {
		"ID", "STATE", "LEFT", "WAITING", "USER", "PROGRAM", "TARGET",
	};
	struct table table;
	size_t i;
	int err;

	if (!options->watch && !count_wanted(options, records, count)) {
		if (!options->n_ids)
			report("there are no open questions");
		return EXIT_OK;
	}
	table_init(&table, ARRAY_SIZE(head));
	for (i = 0; i < ARRAY_SIZE(head); i++)
		table_cell(&table, "%s", head[i]);
	for (i = 0; i < count; i++) {
		if (wanted(options, &records[i]))
			add_row(&table, &records[i]);
	}
	err = table_print(&table, stdout);
	table_destroy(&table);
	if (err)
		report("%s", strerror(-err));
	return err ? EXIT_REFUSED : EXIT_OK;
}

/* One document: on one line when more will follow it. */
static int print_json(const struct options *options,
		      const struct record *records, size_t count)
{
	struct json_object *array = json_object_new_array();
	struct text line = { 0 };
	size_t i;
	bool bad;

	for (i = 0; i < count; i++) {
		if (wanted(options, &records[i]))
			json_object_array_add(array,
					      json_of_record(&records[i]));
	}
	if (!options->watch)
		return json_print(array);
	json_put_line(&line, array);
	bad = text_failed(&line) ||
	      fwrite(line.data, 1, line.len, stdout) != line.len;
	text_destroy(&line);
	return bad ? EXIT_REFUSED : EXIT_OK;
}

static int print(const struct options *options, const struct record *records,
		 size_t count)
{
	size_t i, j;
	int code;

	code = options->json ? print_json(options, records, count) :
			       print_table(options, records, count);
	for (i = 0; i < options->n_ids; i++) {
		for (j = 0; j < count; j++) {
			if ((int64_t)options->ids[i] == records[j].question)
				break;
		}
		if (j < count)
			continue;
		report("there is no question %" PRIu64, options->ids[i]);
		code = EXIT_NOT_FOUND;
	}
	return code;
}

/* Having "queue" open is a promise to answer: nobody makes it unawares. */
static void warn_of_watching(bool alone)
{
	if (!alone)
		report("while this watches, programs that ask are held even if cordond ends");
	else
		report("nobody else is there to answer: while this watches, programs that ask are held until somebody does, or their time is up");
}

static int wait_for_change(int fd)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };

	while (poll(&poll_fd, 1, -1) < 0) {
		if (errno != EINTR)
			return -errno;
	}
	return 0;
}

static int watch(const struct options *options)
{
	unsigned long long responder = 0;
	int fd, err = 0, code = EXIT_OK;
	struct record *records;
	size_t count;

	/* Once it is open, it is us. */
	fs_status_number("responder", &responder);
	fd = fs_open("queue", O_RDONLY);
	if (fd < 0)
		return fs_report("queue", fd, NULL);
	warn_of_watching(!responder);
	while (code == EXIT_OK && !err) {
		struct text text = { 0 };

		err = fs_read_again(fd, &text);
		if (!err)
			code = parse_lines(&text, &records, &count);
		text_destroy(&text);
		if (err || code != EXIT_OK)
			break;
		code = print(options, records, count);
		record_destroy_all(records, count);
		if (!options->json)
			putchar('\n');
		if (fflush(stdout))
			break;
		err = wait_for_change(fd);
	}
	close(fd);
	return err ? fs_report("queue", err, NULL) : code;
}

int cmd_queue(int argc, char **argv)
{
	static const struct argp_option argp_options[] = {
		{ "json", 'j', NULL, 0, "Print JSON", 0 },
		{ "watch", 'w', NULL, 0, "Print again at every change", 0 },
		{ 0 }
	};
	static const struct argp argp = {
		.options = argp_options,
		.parser = parse,
		.args_doc = "[ID...]",
		.doc = "Show the open questions, or those with these ids.\v"
		       "LEFT: the seconds until the question gets the verdict for "
		       "unanswered ones; after that (STATE timeout), until it is "
		       "dropped. WAITING: calls that are held.\n\n"
		       "Whoever has the queue open counts as the one who answers: "
		       "while --watch runs, programs wait although nobody else is "
		       "there to answer. With --json it prints a document a line.",
	};
	struct options options = { 0 };
	struct record *records;
	size_t count;
	int code;

	options.ids = calloc(argc, sizeof(*options.ids));
	if (!options.ids) {
		report("out of memory");
		return EXIT_REFUSED;
	}
	args_parse(&argp, argc, argv, 0, &options);
	if (options.watch) {
		code = watch(&options);
	} else {
		code = queue_read(&records, &count);
		if (code == EXIT_OK) {
			code = print(&options, records, count);
			record_destroy_all(records, count);
		}
	}
	free(options.ids);
	return code;
}
