// SPDX-License-Identifier: GPL-2.0-only
/* The file of answers: what is in it, and what a crash leaves behind */

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

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

static char *content(void)
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

	write_file(path, "deny exe=/b\nallow exe=/z");
	memset(trace, 0, sizeof(trace));
	is_number(store_put_all(path, rules, 3), 0, "several answers at once");
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
	test_failures();
	unlink(path);
	rmdir(folder);
	return tap_end();
}
