// SPDX-License-Identifier: GPL-2.0-only
/*
 * An answer that ends into a file of them that is any bytes. As long as it has
 * not ended it is loaded, with the time that is left, and afterwards not;
 * what is loaded is a policy; comments stay; the same again changes nothing.
 */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bytes.h"
#include "durable.h"
#include "language.h"
#include "timed.h"

#define BOOT	"01234567-89ab-cdef-0123-456789abcdef"
#define OTHER	"11234567-89ab-cdef-0123-456789abcdef"

/* The disk. */
static struct text file;

int durable_edit(const char *path, durable_change *change, void *data)
{
	struct text old = { 0 }, new = { 0 };

	(void)path;
	old.data = exact(text_string(&file), file.len + 1);
	old.len = file.len;
	MUST(!change(&new, &old, data) && !text_failed(&new));
	free(old.data);
	text_destroy(&file);
	file = new;
	return 0;
}

int durable_make_folder(const char *path)
{
	(void)path;
	return -ENOENT;
}

int __wrap_open(const char *path, int flags, ...);

int __wrap_open(const char *path, int flags, ...)
{
	static int fd = -1;

	MUST(!strcmp(path, "file") && (flags & O_ACCMODE) == O_RDONLY);
	if (fd < 0)
		fd = memfd_create("fuzz", MFD_CLOEXEC);
	MUST(fd >= 0 && !ftruncate(fd, 0));
	MUST(pwrite(fd, text_string(&file), file.len, 0) == (ssize_t)file.len);
	MUST(!lseek(fd, 0, SEEK_SET));
	return dup(fd);
}

/* The rule of an answer, without expires=; or NULL. */
static char *take_rule(struct bytes *bytes)
{
	char *rule = take_string(bytes, '\n');
	struct language_summary summary;
	struct language_error error;
	struct text text = { 0 };

	text_printf(&text, "default ask\n%s expires=1\n", rule);
	if (*rule == ' ' || strchr(rule, '#') || !strchr(rule, '=') ||
	    strstr(rule, "expires=") ||
	    language_check_policy(text.data, text.len, &summary, &error) ||
	    summary.rules != 1) {
		free(rule);
		rule = NULL;
	}
	text_destroy(&text);
	return rule;
}

static struct text load(const struct timed_clock *now)
{
	struct language_summary summary;
	struct language_error error;
	struct text loaded = { 0 }, policy = { 0 };

	MUST(!timed_load_at("file", &loaded, now));
	text_puts(&policy, "default ask\n");
	text_puts(&policy, text_string(&loaded));
	MUST(!language_check_policy(policy.data, policy.len, &summary, &error));
	text_destroy(&policy);
	return loaded;
}

/* How often @rule is loaded. @left: seconds; 0: it has none. */
static size_t holds(const char *rule, int64_t left,
		    const struct timed_clock *now)
{
	struct text loaded = load(now), line = { 0 };
	const char *at = text_string(&loaded), *stop;
	size_t found = 0;

	text_puts(&line, rule);
	if (left)
		text_printf(&line, " expires=%lld", (long long)left);
	while ((stop = strchr(at, '\n'))) {
		found += line.len == (size_t)(stop - at) &&
			 !memcmp(line.data, at, line.len);
		at = stop + 1;
	}
	text_destroy(&line);
	text_destroy(&loaded);
	return found;
}

static void check_later(const char *rule, const struct answer *answer,
			const struct timed_clock *given, int64_t passed)
{
	struct timed_clock now = *given;
	bool reboot = answer->lasting == LASTING_BOOT;
	int64_t left = reboot ? 0 : answer->seconds - passed;

	now.boottime += passed;
	now.realtime += passed;
	MUST((holds(rule, left, &now) == 1) == (reboot || left > 0));
	/* Another boot: the clock on the wall counts, unless it went back. */
	strcpy(now.boot, OTHER);
	now.boottime = 1;
	MUST((holds(rule, left, &now) == 1) == (!reboot && left > 0));
	now.realtime = given->realtime - 1;
	MUST(!holds(rule, answer->seconds + 1, &now));
}

/* The next line; false: there is none. */
static bool next_line(const char **at, const char *end, const char **line,
		      size_t *len)
{
	const char *stop;

	if (*at == end)
		return false;
	stop = memchr(*at, '\n', end - *at);
	*line = *at;
	*len = (stop ? stop : end) - *at;
	*at = stop ? stop + 1 : end;
	return true;
}

/* Each is there as it was, in the same order. */
static void check_comments(const char *old, size_t len)
{
	const char *end = old + len, *now = file.data;
	const char *now_end = now + file.len, *comment, *line;
	size_t comment_len, line_len;

	while (next_line(&old, end, &comment, &comment_len)) {
		if (!comment_len || *comment != '#')
			continue;
		do {
			MUST(next_line(&now, now_end, &line, &line_len));
		} while (line_len != comment_len ||
			 memcmp(line, comment, line_len));
	}
}

static void check(const char *rule, const struct answer *answer,
		  struct bytes *bytes, int64_t passed)
{
	const struct timed_clock given = {
		.boottime = 1000, .realtime = 1700000000, .boot = BOOT,
	};
	const struct timed timed = { rule, answer };
	struct text once = { 0 };
	int result;

	text_append(&file, (const char *)bytes->at, bytes_left(bytes));
	MUST(!timed_put_at("file", &timed, 1, &given, &result));
	check_comments((const char *)bytes->at, bytes_left(bytes));
	text_append(&once, file.data, file.len);
	MUST(!timed_put_at("file", &timed, 1, &given, &result));
	MUST(once.len == file.len && !memcmp(once.data, file.data, file.len));
	text_destroy(&once);
	check_later(rule, answer, &given, passed);
	text_destroy(&file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes bytes = { data, data + size };
	struct answer answer = { .scope = SCOPE_APP };
	char *rule = take_rule(&bytes);
	uint32_t passed;

	if (!rule)
		return 0;
	answer.lasting = take_byte(&bytes) % 2 ? LASTING_SECONDS : LASTING_BOOT;
	if (answer.lasting == LASTING_SECONDS)
		answer.seconds = 1 + take_u32(&bytes) % ANSWER_SECONDS_MAX;
	passed = take_u32(&bytes) % ANSWER_SECONDS_MAX;
	check(rule, &answer, &bytes, passed);
	free(rule);
	return 0;
}
