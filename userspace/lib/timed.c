// SPDX-License-Identifier: GPL-2.0-only
/* The file that keeps answers that end */

#include "timed.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "durable.h"
#include "language.h"
#include "room.h"

#define FILE_SIZE_MAX	((size_t)64 << 20)
/* Far enough, and no sum of two overflows. */
#define SECOND_MAX	((int64_t)1 << 48)
#define BOOT_ID_FILE	"/proc/sys/kernel/random/boot_id"

static const char head[] =
	"# Answers that were given for a time or until reboot, oldest first.\n"
	"# Tools replace this file as a whole; lines may be removed by hand.\n";

/* A line of the file. */
struct entry {
	const char *rule;
	size_t len;
	bool reboot;		/* ends with the boot, else: */
	int64_t ends;		/* second of CLOCK_BOOTTIME in that boot */
	int64_t until;		/* second of CLOCK_REALTIME */
	int64_t given;		/* seconds that it was given for */
	char boot[37];
};

enum validity {
	HOLDS,
	ENDED,
	UNKNOWN,	/* until the clock is right */
};

static bool in_range(int64_t value, int64_t max)
{
	return value >= 0 && value <= max;
}

static bool read_stamp(struct entry *entry, const char *stamp)
{
	int used = 0;

	entry->reboot = sscanf(stamp, " # ends=reboot boot=%36s%n",
			       entry->boot, &used) == 1;
	if (!entry->reboot &&
	    sscanf(stamp,
		   " # ends=%" SCNd64 " boot=%36s until=%" SCNd64
		   " given=%" SCNd64 "%n",
		   &entry->ends, entry->boot, &entry->until, &entry->given,
		   &used) != 4)
		return false;
	return used && !stamp[used] && in_range(entry->ends, SECOND_MAX) &&
	       in_range(entry->until, SECOND_MAX) &&
	       in_range(entry->given, ANSWER_SECONDS_MAX);
}

/* False: not a line that we wrote. */
static bool read_entry(struct entry *entry, const char *line, size_t len)
{
	static const char mark[] = " # ends=";
	const char *at = line, *end = line + len, *stamp = NULL;
	char copy[200];

	*entry = (struct entry){ .rule = line };
	if (!len || *line == '#')
		return false;
	/* The last one: a quoted path could have such words in it. */
	while ((at = memmem(at, end - at, mark, strlen(mark))))
		stamp = at++;
	if (!stamp || (size_t)(end - stamp) >= sizeof(copy))
		return false;
	memcpy(copy, stamp, end - stamp);
	copy[end - stamp] = '\0';
	entry->len = stamp - line;
	return read_stamp(entry, copy);
}

/* @left: seconds, when it holds and has an end. */
static enum validity judge(const struct entry *entry,
			   const struct timed_clock *now, int64_t *left)
{
	bool same_boot = !strcmp(entry->boot, now->boot);

	if (entry->reboot)
		return same_boot ? HOLDS : ENDED;
	*left = same_boot ? entry->ends - now->boottime :
			    entry->until - now->realtime;
	if (*left > entry->given)
		return UNKNOWN;
	return *left > 0 ? HOLDS : ENDED;
}

/* What stands behind the verdict, without expires=, which is the last. */
static const char *conditions(const char *rule, size_t len, size_t *cond_len)
{
	static const char mark[] = " expires=";
	const char *blank = memchr(rule, ' ', len), *end = rule + len, *at;

	if (!blank)
		blank = end;
	for (at = end; at > blank && at[-1] >= '0' && at[-1] <= '9'; at--)
		;
	if ((size_t)(at - blank) >= strlen(mark) &&
	    !memcmp(at - strlen(mark), mark, strlen(mark)))
		end = at - strlen(mark);
	*cond_len = end - blank;
	return blank;
}

static bool same_conditions(const char *a, size_t a_len, const char *b,
			    size_t b_len)
{
	a = conditions(a, a_len, &a_len);
	b = conditions(b, b_len, &b_len);
	return a_len == b_len && !memcmp(a, b, a_len);
}

struct additions {
	const struct timed *timed;
	size_t count;
	const struct timed_clock *now;
	int *results;
	struct room room;
};

/* In "results", as long as the old lines are looked at. */
#define REPLACES	1

/* By the last one of the additions that does; @count: by none. */
static size_t replaced_by(const struct additions *additions, const char *rule,
			  size_t len)
{
	size_t i = additions->count;

	while (i--) {
		const char *other = additions->timed[i].rule;

		if (same_conditions(rule, len, other, strlen(other)))
			return i;
	}
	return additions->count;
}

static bool stays(struct additions *additions, const struct entry *entry)
{
	int64_t left = 0;
	size_t by;

	if (judge(entry, additions->now, &left) == ENDED)
		return false;
	by = replaced_by(additions, entry->rule, entry->len);
	if (by == additions->count)
		return true;
	additions->results[by] = REPLACES;
	return false;
}

static void copy_old(struct text *new, const struct text *old,
		     struct additions *additions)
{
	const char *at = old->data, *end = at + old->len, *line;
	struct entry entry;
	size_t len;

	while ((line = text_line(&at, end, &len))) {
		if (read_entry(&entry, line, len) && !stays(additions, &entry))
			continue;
		room_count(&additions->room, line, len);
		text_append(new, line, len);
		text_append(new, "\n", 1);
	}
}

static void put_entry(struct text *new, const struct timed *timed,
		      const struct timed_clock *now)
{
	const struct answer *answer = timed->answer;
	size_t len = strlen(timed->rule), cond_len;
	const char *from = conditions(timed->rule, len, &cond_len);

	text_append(new, timed->rule, from + cond_len - timed->rule);
	if (answer->lasting == LASTING_SECONDS)
		text_printf(new,
			    " # ends=%" PRId64 " boot=%s until=%" PRId64 " given=%u\n",
			    now->boottime + answer->seconds, now->boot,
			    now->realtime + answer->seconds, answer->seconds);
	else
		text_printf(new, " # ends=reboot boot=%s\n", now->boot);
}

static int add(struct text *new, const struct text *old, void *data)
{
	struct additions *additions = data;
	const struct timed *timed = additions->timed;
	int *results = additions->results;
	size_t i;

	memset(results, 0, additions->count * sizeof(*results));
	if (old->data)
		copy_old(new, old, additions);
	else
		text_puts(new, head);
	for (i = 0; i < additions->count; i++) {
		const char *rule = timed[i].rule;

		if (replaced_by(additions, rule, strlen(rule)) != i)
			continue;
		results[i] = room_take(&additions->room, rule,
				       results[i] == REPLACES);
		if (!results[i])
			put_entry(new, &timed[i], additions->now);
	}
	return 0;
}

static int edit(const char *path, struct additions *additions)
{
	int err = durable_edit(path, add, additions);

	if (err != -ENOENT)
		return err;
	err = durable_make_folder(path);
	return err ? err : durable_edit(path, add, additions);
}

int timed_put_at(const char *path, const struct timed *timed, size_t count,
		 const struct timed_clock *now, int *results)
{
	struct additions additions = {
		.timed = timed,
		.count = count,
		.now = now,
		.results = results,
	};
	int err = room_init(&additions.room, count);
	size_t i;

	for (i = 0; i < count && !err; i++)
		room_watch(&additions.room, timed[i].rule);
	if (!err)
		err = edit(path, &additions);
	room_destroy(&additions.room);
	return err;
}

int timed_put_all(const char *path, const struct timed *timed, size_t count,
		  int *results)
{
	struct timed_clock now;
	int err = timed_clock_now(&now);

	return err ? err : timed_put_at(path, timed, count, &now, results);
}

int timed_put(const char *path, const char *rule, const struct answer *answer)
{
	const struct timed timed = { rule, answer };
	int result = 0, err = timed_put_all(path, &timed, 1, &result);

	return err ? err : result;
}

/* The kernel takes all of a policy or nothing: nothing odd may get into it. */
static void put_holding(struct text *to, const struct entry *entry,
			int64_t left)
{
	static const char head_line[] = "default ask\n";
	struct language_summary summary;
	struct language_error error;
	struct text policy = { 0 };

	text_puts(&policy, head_line);
	text_append(&policy, entry->rule, entry->len);
	if (!entry->reboot)
		text_printf(&policy, " expires=%" PRId64, left);
	text_append(&policy, "\n", 1);
	if (text_failed(&policy))
		to->failed = true;
	else if (!language_check_policy(policy.data, policy.len, &summary,
					&error) && summary.rules == 1)
		text_puts(to, policy.data + strlen(head_line));
	else
		text_puts(to, "\n");
	text_destroy(&policy);
}

int timed_load_at(const char *path, struct text *to,
		  const struct timed_clock *now)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	const char *at, *end, *line;
	struct text text = { 0 };
	size_t len;
	int err;

	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	err = text_read(&text, fd, FILE_SIZE_MAX);
	close(fd);
	at = text_string(&text);
	end = at + text.len;
	while (!err && (line = text_line(&at, end, &len))) {
		struct entry entry;
		int64_t left = 0;

		if (read_entry(&entry, line, len) &&
		    judge(&entry, now, &left) == HOLDS)
			put_holding(to, &entry, left);
		else
			text_puts(to, "\n");
	}
	text_destroy(&text);
	return text_failed(to) ? -ENOMEM : err;
}

int timed_load(const char *path, struct text *to)
{
	struct timed_clock now;
	int err = timed_clock_now(&now);

	return err ? err : timed_load_at(path, to, &now);
}

int timed_clock_now(struct timed_clock *clock)
{
	struct timespec time;
	ssize_t n = -1;
	int fd;

	fd = open(BOOT_ID_FILE, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		n = read(fd, clock->boot, sizeof(clock->boot) - 1);
		close(fd);
	}
	if (n != sizeof(clock->boot) - 1)
		return -EIO;
	clock->boot[n] = '\0';
	clock_gettime(CLOCK_BOOTTIME, &time);
	clock->boottime = time.tv_sec;
	clock_gettime(CLOCK_REALTIME, &time);
	clock->realtime = time.tv_sec;
	return 0;
}
