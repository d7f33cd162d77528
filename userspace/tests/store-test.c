// SPDX-License-Identifier: GPL-2.0-only
/* The file of answers: what is in it, and what a crash leaves behind */

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "room.h"
#include "store.h"
#include "tap.h"
#include "text.h"

static char folder[] = "/tmp/cordon-store.XXXXXX";
static char path[64], temporary[64];

/* What happened, in order; and where to fail. */
static char trace[64];
static char fail_at;

static int happens(char what)
{
	size_t len = strlen(trace);

	trace[len] = what;
	if (fail_at == what) {
		errno = EIO;
		return -1;
	}
	return 0;
}

int __real_fsync(int fd);
int __wrap_fsync(int fd);
int __real_renameat(int from_dir, const char *from, int to_dir, const char *to);
int __wrap_renameat(int from_dir, const char *from, int to_dir, const char *to);

int __wrap_fsync(int fd)
{
	struct stat stat;

	if (fstat(fd, &stat))
		return -1;
	return happens(S_ISDIR(stat.st_mode) ? 'd' : 'f') ? -1 :
	       __real_fsync(fd);
}

int __wrap_renameat(int from_dir, const char *from, int to_dir, const char *to)
{
	return happens('r') ? -1 :
	       __real_renameat(from_dir, from, to_dir, to);
}

/* As without CAP_CHOWN. */
static unsigned int chowns;

int __wrap_fchown(int fd, uid_t uid, gid_t gid);

int __wrap_fchown(int fd, uid_t uid, gid_t gid)
{
	(void)fd;
	(void)uid;
	(void)gid;
	chowns++;
	errno = EPERM;
	return -1;
}

static char *content(void)
{
	static struct text text;
	int fd = open(path, O_RDONLY);

	text_clear(&text);
	if (fd < 0)
		return NULL;
	text_read(&text, fd, ROOM_ALL * 2);
	close(fd);
	return text.data;
}

static void write_file(const char *name, const char *data)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd < 0 || write(fd, data, strlen(data)) < 0)
		abort();
	close(fd);
}

static int put(const char *rule, char fail)
{
	memset(trace, 0, sizeof(trace));
	fail_at = fail;
	return store_put(path, rule);
}

static void test_content(void)
{
	struct stat stat_buf;

	is_number(put("allow exe=/a", 0), 0, "the first answer");
	is(trace, "frd", "file to disk, rename, folder to disk");
	ok(content() && *content() == '#', "the file says what it is");
	ok(strstr(content(), "\nallow exe=/a\n"), "the answer is in it");
	ok(!stat(path, &stat_buf) && (stat_buf.st_mode & 0777) == 0600,
	   "nobody else can read it");
	ok(access(temporary, F_OK), "no temporary file is left");

	write_file(path, "# mine\nallow exe=/a\n\nallow exe=/b dport=1");
	put("allow exe=/c", 0);
	is(content(), "# mine\nallow exe=/a\n\nallow exe=/b dport=1\nallow exe=/c\n",
	   "lines of others stay as they are");
	put("allow exe=/c", 0);
	is(content(), "# mine\nallow exe=/a\n\nallow exe=/b dport=1\nallow exe=/c\n",
	   "the same answer again changes nothing");
	put("deny exe=/a", 0);
	is(content(), "# mine\n\nallow exe=/b dport=1\nallow exe=/c\ndeny exe=/a\n",
	   "the opposite answer takes the place of the old one");
	put("deny exe=/b", 0);
	is(content(), "# mine\n\nallow exe=/b dport=1\nallow exe=/c\ndeny exe=/a\ndeny exe=/b\n",
	   "other conditions are another answer");

	write_file(path, "# exe=/a\n#allow exe=/a\nallow-me exe=/a\nask exe=/a");
	put("deny exe=/a", 0);
	is(content(), "# exe=/a\n#allow exe=/a\nallow-me exe=/a\ndeny exe=/a\n",
	   "what only looks like an answer stays as it is");
}

static void test_several(void)
{
	struct stat stat_buf;
	static const char *const rules[] = {
		"allow exe=/a", "allow exe=/b", "deny exe=/a",
	};
	int results[3];

	write_file(path, "deny exe=/b\nallow exe=/z");
	memset(trace, 0, sizeof(trace));
	is_number(store_put_all(path, rules, 3, results), 0,
		  "several answers at once");
	is(content(), "allow exe=/z\nallow exe=/b\ndeny exe=/a\n",
	   "in order, the last one for the same conditions counts");
	is(trace, "frd", "with one trip to the disk");
	if (chmod(path, 0640))
		abort();
	put("allow exe=/c", 0);
	ok(!stat(path, &stat_buf) && (stat_buf.st_mode & 0777) == 0640,
	   "the file keeps its mode");
	unlink(path);
}

/* @size: bytes of each line, with its end. */
static void fill(const char *format, size_t count, size_t size)
{
	struct text text = { 0 };
	size_t i, begin;

	for (i = 0; i < count; i++) {
		begin = text.len;
		text_printf(&text, format, i);
		while (text.len + 1 < begin + size)
			text_puts(&text, "x");
		text_puts(&text, "\n");
	}
	write_file(path, text.data);
	text_destroy(&text);
}

static size_t file_size(void)
{
	struct stat stat_buf;

	return stat(path, &stat_buf) ? 0 : stat_buf.st_size;
}

static void test_room(void)
{
	static const char *const rules[] = {
		"allow exe=/a uid=5", "allow exe=/a uid=50", "allow exe=/a",
		"allow exe=\"/b uid=5 c\"",
	};
	int results[4];
	size_t i, full;

	fill("allow exe=/%zu uid=5", ROOM_USER_RULES, 0);
	is_number(store_put_all(path, rules, 4, results), 0,
		  "a user has as many rules as may be");
	is_number(results[0], -EDQUOT, "one more is refused");
	is_number(results[1], 0, "not that of another user");
	is_number(results[2], 0, "nor one of no user");
	is_number(results[3], 0, "whatever its path looks like");
	is_number(put("deny exe=/0 uid=5", 0), 0, "one in place of another");
	is_number(put("deny exe=/a uid=5", 0), -EDQUOT, "is not one more");

	/* Comments of any length stand for paths. */
	fill("deny exe=/%zu uid=5 #", 16, ROOM_USER_BYTES / 16);
	is_number(put("deny exe=/a uid=5", 0), -EDQUOT, "or as many bytes");
	is_number(put("deny exe=/a uid=6", 0), 0, "as another one has not");

	fill("# %zu ", 1, ROOM_USERS);
	full = file_size();
	is_number(put("deny exe=/a uid=5", 0), -EFBIG,
		  "all users have as much as may be");
	is_number(file_size(), full, "nothing is added");
	is_number(put("deny exe=/a", 0), 0, "a rule of no user has room");
	fill("# %zu ", 1, ROOM_ALL);
	is_number(put("deny exe=/a", 0), -EFBIG, "up to a point");

	/* Made by hand, or before there was a limit. */
	fill("allow exe=/%zu uid=5", ROOM_USER_RULES + 2, 0);
	is_number(put("deny exe=/0 uid=5", 0), 0, "too many, and one replaced");
	ok(strstr(content(), "\ndeny exe=/0 uid=5\n"), "is not lost");
	for (i = 0; i < 3; i++)
		put(i % 2 ? "deny exe=/0 uid=5" : "allow exe=/0 uid=5", 0);
	ok(strstr(content(), "\nallow exe=/0 uid=5\n"), "nor the next one");
	unlink(path);
}

static void test_owner(void)
{
	struct stat stat_buf;

	write_file(path, "allow exe=/a\n");
	is_number(put("allow exe=/b", 0), 0, "a file that is ours is replaced");
	is_number(chowns, 0, "and nobody asks for another owner");
	if (geteuid()) {
		ok(true, "a file of others # SKIP needs root");
		unlink(path);
		return;
	}
	if (chown(path, 0, 12345) || chmod(path, 0640))
		abort();
	is_number(put("allow exe=/c", 0), 0,
		  "an owner that cannot be kept: the answer is");
	is_number(chowns, 1, "which was tried");
	is(content(), "allow exe=/a\nallow exe=/b\nallow exe=/c\n",
	   "with those of before");
	ok(!stat(path, &stat_buf) && stat_buf.st_gid == getegid() &&
	   (stat_buf.st_mode & 0777) == 0640, "the mode is kept");
	unlink(path);
}

static void test_failures(void)
{
	static const char old[] = "allow exe=/a\n";
	static const char at[] = "fr";
	const char *fail;

	for (fail = at; *fail; fail++) {
		write_file(path, old);
		is_number(put("allow exe=/b", *fail), -EIO,
			  "a failure is told");
		is(content(), old, "and the file is the old one");
		ok(access(temporary, F_OK), "no temporary file is left");
	}
	write_file(path, old);
	is_number(put("allow exe=/b", 'd'), -EIO,
		  "a folder that is not on the disk is a failure too");

	write_file(path, old);
	write_file(temporary, "half a ru");
	is_number(put("allow exe=/b", 0), 0, "a crash left a temporary file");
	is(content(), "allow exe=/a\nallow exe=/b\n", "it does no harm");

	is_number(store_put("/nonexistent/x", "allow exe=/a"), -ENOENT,
		  "no folder");
	unlink(path);
	if (symlink("/etc/passwd", path))
		abort();
	is_number(put("allow exe=/a", 0), -ELOOP, "a symbolic link is refused");
}

int main(void)
{
	if (!mkdtemp(folder))
		abort();
	snprintf(path, sizeof(path), "%s/50-answers.conf", folder);
	snprintf(temporary, sizeof(temporary), "%s/.50-answers.conf.new",
		 folder);
	test_content();
	test_several();
	test_owner();
	test_room();
	test_failures();
	unlink(path);
	rmdir(folder);
	return tap_end();
}
