// SPDX-License-Identifier: GPL-2.0-only
/* The file of answers that end: what of it holds, on this boot and others */

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "array.h"
#include "room.h"
#include "tap.h"
#include "timed.h"

#define BOOT_A	"aaaaaaaa-0000-4000-8000-000000000000"
#define BOOT_B	"bbbbbbbb-0000-4000-8000-000000000000"

static char folder[] = "/tmp/cordon-timed.XXXXXX";
static char path[64];

static const struct timed_clock given_at = { 1000, 1700000000, BOOT_A };

static void write_file(const char *data)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd < 0 || write(fd, data, strlen(data)) < 0)
		abort();
	close(fd);
}

static const char *content(void)
{
	static struct text text;
	int fd = open(path, O_RDONLY);

	text_clear(&text);
	if (fd < 0)
		return NULL;
	text_read(&text, fd, 1 << 20);
	close(fd);
	return text.data;
}

static void put(const char *rule, uint32_t seconds,
		const struct timed_clock *now)
{
	const struct answer answer = {
		.lasting = seconds ? LASTING_SECONDS : LASTING_BOOT,
		.seconds = seconds,
	};
	const struct timed timed = { rule, &answer };

	int result = -1;

	is_number(timed_put_at(path, &timed, 1, now, &result), 0, rule);
	is_number(result, 0, "there is room");
}

static void holds(const struct timed_clock *now, const char *expected,
		  const char *what)
{
	struct text text = { 0 }, rules = { 0 };
	const char *at, *end, *line;
	size_t len;

	is_number(timed_load_at(path, &text, now), 0, "is read");
	at = text_string(&text);
	end = at + text.len;
	while ((line = text_line(&at, end, &len))) {
		if (len)
			text_printf(&rules, "%.*s\n", (int)len, line);
	}
	is(text_string(&rules), expected, what);
	text_destroy(&rules);
	text_destroy(&text);
}

/* The file begins with two lines of comment. */
static void test_lines(void)
{
	struct text text = { 0 };

	put("allow exe=/a expires=10", 10, &given_at);
	put("deny exe=/b", 0, &given_at);
	is_number(timed_load_at(path, &text, &given_at), 0, "is read");
	is(text_string(&text), "\n\nallow exe=/a expires=10\ndeny exe=/b\n",
	   "each in the line that it has in the file");
	text_destroy(&text);
	unlink(path);
}

static void test_content(void)
{
	struct stat stat_buf;

	put("allow exe=/a expires=300", 300, &given_at);
	put("deny exe=/b", 0, &given_at);
	ok(content() && *content() == '#', "the file says what it is");
	ok(strstr(content(), "\nallow exe=/a # ends=1300 boot=" BOOT_A
		  " until=1700000300 given=300\n"),
	   "the end of a time, on both clocks");
	ok(strstr(content(), "\ndeny exe=/b # ends=reboot boot=" BOOT_A "\n"),
	   "the boot with which it ends");
	ok(!stat(path, &stat_buf) && (stat_buf.st_mode & 0777) == 0600,
	   "nobody else can read it");
}

static void test_same_boot(void)
{
	struct timed_clock now = given_at;

	holds(&now, "allow exe=/a expires=300\ndeny exe=/b\n", "at once");
	now.boottime += 299;
	holds(&now, "allow exe=/a expires=1\ndeny exe=/b\n", "what is left");
	now.realtime -= 86400 * 365;
	holds(&now, "allow exe=/a expires=1\ndeny exe=/b\n",
	      "the clock on the wall does not count: set back");
	now.realtime += 2 * 86400 * 365;
	holds(&now, "allow exe=/a expires=1\ndeny exe=/b\n", "set forward");
	now.boottime++;
	holds(&now, "deny exe=/b\n", "the end of its time");
}

static void test_other_boot(void)
{
	struct timed_clock now = { 20, 1700000100, BOOT_B };

	holds(&now, "allow exe=/a expires=200\n",
	      "after a restart the clock on the wall counts");
	now.realtime = 1700000300;
	holds(&now, "", "to the end");
	now.realtime = 1700000000;
	holds(&now, "allow exe=/a expires=300\n", "from the beginning");
	now.realtime = 1699999999;
	holds(&now, "", "a clock that is behind cannot tell");
	now.realtime = 0;
	holds(&now, "", "nor one that was never set");
}

static void test_replaced(void)
{
	struct timed_clock now = given_at;

	now.boottime += 100;
	now.realtime += 100;
	put("deny exe=/a expires=60", 60, &now);
	holds(&now, "deny exe=/b\ndeny exe=/a expires=60\n",
	      "the opposite answer, for another time, takes its place");
	put("allow exe=/b expires=10", 10, &now);
	holds(&now, "deny exe=/a expires=60\nallow exe=/b expires=10\n",
	      "a time takes the place of the boot");
	put("allow exe=/a dport=1", 0, &now);
	holds(&now,
	      "deny exe=/a expires=60\nallow exe=/b expires=10\nallow exe=/a dport=1\n",
	      "other conditions are another answer");
}

static void test_dropped(void)
{
	struct timed_clock now = given_at;

	unlink(path);
	put("allow exe=/a expires=10", 10, &now);
	put("allow exe=/b", 0, &now);
	now.boottime += 10;
	put("allow exe=/c", 0, &now);
	ok(!strstr(content(), "/a ") && strstr(content(), "/b "),
	   "what has ended is dropped with the next answer");

	now = (struct timed_clock){ 5, 1600000000, BOOT_B };
	unlink(path);
	put("allow exe=/a expires=10", 10, &given_at);
	put("allow exe=/b", 0, &now);
	ok(strstr(content(), "/a "),
	   "but not because the clock is wrong for now");
	now.realtime = given_at.realtime + 5;
	holds(&now, "allow exe=/a expires=5\nallow exe=/b\n",
	      "it counts again when the clock is right");
}

static void test_several(void)
{
	const struct answer boot = { .lasting = LASTING_BOOT };
	const struct answer hour = { .lasting = LASTING_SECONDS,
				     .seconds = 3600 };
	const struct timed timed[] = {
		{ "allow exe=/a", &boot },
		{ "allow exe=/b expires=3600", &hour },
		{ "deny exe=/a expires=3600", &hour },
	};

	int results[ARRAY_SIZE(timed)];

	unlink(path);
	is_number(timed_put_at(path, timed, ARRAY_SIZE(timed), &given_at,
			       results), 0, "several at once");
	holds(&given_at,
	      "allow exe=/b expires=3600\ndeny exe=/a expires=3600\n",
	      "the last one counts");
}

static void write_many(size_t count)
{
	FILE *file = fopen(path, "w");
	size_t i;

	for (i = 0; file && i < count; i++)
		fprintf(file, "allow exe=/a%zu uid=5 # ends=%lld boot=%s until=%lld given=3600\n",
			i, (long long)given_at.boottime + 3600, given_at.boot,
			(long long)given_at.realtime + 3600);
	if (!file || fclose(file))
		abort();
}

static void test_room(void)
{
	const struct answer hour = { .lasting = LASTING_SECONDS,
				     .seconds = 3600 };
	static char rules[ROOM_USER_RULES + 1][60];
	static struct timed timed[ROOM_USER_RULES + 1];
	static int results[ROOM_USER_RULES + 1];
	struct timed_clock later = given_at;
	size_t i;

	for (i = 0; i <= ROOM_USER_RULES; i++) {
		snprintf(rules[i], sizeof(rules[i]),
			 "allow exe=/a%zu uid=5 expires=3600", i);
		timed[i] = (struct timed){ rules[i], &hour };
	}
	unlink(path);
	is_number(timed_put_at(path, timed, ARRAY_SIZE(timed), &given_at,
			       results), 0, "many answers of one user");
	is_number(results[ROOM_USER_RULES - 1], 0, "so many are kept");
	is_number(results[ROOM_USER_RULES], -EDQUOT, "and no more");
	is_number(timed_put_at(path, timed, 1, &given_at, results), 0, "again");
	is_number(results[0], 0, "those that are there can be given again");
	/* Made before there was a limit. */
	write_many(ROOM_USER_RULES + 2);
	is_number(timed_put_at(path, timed, 1, &given_at, results), 0,
		  "too many, and one given again");
	is_number(results[0], 0, "is not lost");
	later.boottime += 3600;
	is_number(timed_put_at(path, &timed[ROOM_USER_RULES], 1, &later,
			       results), 0, "later");
	is_number(results[0], 0, "those that have ended take no room");
}

static void test_odd_lines(void)
{
	static const char *const odd[] = {
		"allow exe=/x",
		"allow exe=/x # ends=soon boot=" BOOT_A,
		"allow exe=/x # ends=1300 boot=" BOOT_A,
		"allow exe=/x # ends=1300 boot=" BOOT_A " until=-1 given=300",
		"allow exe=/x # ends=1300 boot=" BOOT_A
		" until=1700000300 given=300 and more",
		"allow exe=/x # ends=-9223372036854775808 boot=" BOOT_A
		" until=1700000300 given=300",
		"allow exe=/x # ends=99999999999999999999 boot=" BOOT_A
		" until=99999999999999999999 given=300",
		"allow exe=/x # ends=2000 boot=" BOOT_A
		" until=1700001000 given=300",
		"allow exe=/x # ends=1300 boot=" BOOT_A
		" until=1700000300 given=4000000000",
		"allow exe=relative # ends=reboot boot=" BOOT_A,
		"allow exe=/x dst=@nowhere # ends=reboot boot=" BOOT_A,
		"set nowhere 192.0.2.1 # ends=reboot boot=" BOOT_A,
		"# comment # ends=reboot boot=" BOOT_A,
		" # ends=reboot boot=" BOOT_A,
		"default allow # ends=reboot boot=" BOOT_A,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(odd); i++) {
		write_file(odd[i]);
		holds(&given_at, "", odd[i]);
	}
	write_file("allow exe=\"/a # ends=1 boot=x\" # ends=reboot boot=" BOOT_A
		   "\nallow exe=/half # ends=reb");
	holds(&given_at, "allow exe=\"/a # ends=1 boot=x\"\n",
	      "a path with such words in it");
	put("allow exe=/b", 0, &given_at);
	ok(strstr(content(), "/half # ends=reb\n"),
	   "lines of others stay as they are");
}

/* As a disk that lost power can leave them. */
static void test_nul(void)
{
	static const char text[] = "\0\0\n";
	int fd;

	write_file("");
	put("allow exe=/a", 0, &given_at);
	fd = open(path, O_WRONLY);
	if (fd < 0 || write(fd, text, 3) != 3)
		abort();
	close(fd);
	put("allow exe=/b", 0, &given_at);
	holds(&given_at, "allow exe=/b\n", "what stands behind NULs is read");
}

static void test_now(void)
{
	const struct answer answer = { .lasting = LASTING_SECONDS,
				       .seconds = 3600 };
	struct text text = { 0 };
	struct timed_clock now;
	unsigned int left;

	is_number(timed_clock_now(&now), 0, "the clocks of this machine");
	is_number(strlen(now.boot), 36, "the boot has an id");
	unlink(path);
	is_number(timed_load(path, &text), 0, "no file");
	is(text_string(&text), "", "holds nothing");
	is_number(timed_put(path, "allow exe=/a expires=3600", &answer), 0,
		  "an answer for an hour");
	is_number(timed_load(path, &text), 0, "is read");
	ok(sscanf(text_string(&text), " allow exe=/a expires=%u\n", &left) == 1 &&
	   left > 3000 && left <= 3600, "and holds");
	text_destroy(&text);
}

static void test_folder(void)
{
	const struct answer answer = { .lasting = LASTING_BOOT };
	char below[120], far[120], parent[80];

	snprintf(parent, sizeof(parent), "%s/lib", folder);
	snprintf(below, sizeof(below), "%s/timed.conf", parent);
	snprintf(far, sizeof(far), "%s/no/where/timed.conf", folder);
	is_number(timed_put(below, "allow exe=/a", &answer), 0,
		  "its folder is made");
	ok(!access(below, F_OK), "and has the file");
	is_number(timed_put(far, "allow exe=/a", &answer), -ENOENT,
		  "a folder of a folder is not");
	unlink(below);
	rmdir(parent);
	unlink(path);
	if (symlink("/etc/passwd", path))
		abort();
	is_number(timed_put(path, "allow exe=/a", &answer), -ELOOP,
		  "a symbolic link is refused");
}

int main(void)
{
	if (!mkdtemp(folder))
		abort();
	snprintf(path, sizeof(path), "%s/timed.conf", folder);
	test_lines();
	test_content();
	test_same_boot();
	test_other_boot();
	test_replaced();
	test_dropped();
	test_several();
	test_room();
	test_odd_lines();
	test_nul();
	test_now();
	test_folder();
	unlink(path);
	rmdir(folder);
	return tap_end();
}
