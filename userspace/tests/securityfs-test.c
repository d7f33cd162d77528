// SPDX-License-Identifier: GPL-2.0-only
/* Writes: whole, and with the kernel's reason when they are refused */

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "securityfs.h"
#include "report.h"
#include "tap.h"

static char folder[] = "/tmp/cordon-fs.XXXXXX";
static int refuse_with;
static const char *refusal;
static bool short_write;
static int writes;

ssize_t __real_write(int fd, const void *data, size_t len);
ssize_t __wrap_write(int fd, const void *data, size_t len);

/* What the module does: the reason is to be read from the same file. */
ssize_t __wrap_write(int fd, const void *data, size_t len)
{
	writes++;
	if (refuse_with) {
		if (refusal && pwrite(fd, refusal, strlen(refusal), 0) < 0)
			abort();
		errno = refuse_with;
		return -1;
	}
	return __real_write(fd, data, short_write ? len / 2 : len);
}

static void make(const char *name, const char *data)
{
	char path[100];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (fd < 0 || __real_write(fd, data, strlen(data)) < 0)
		abort();
	close(fd);
}

static void test_write(void)
{
	struct text reason = { 0 }, text = { 0 };

	make("rules", "");
	is_number(fs_write("rules", "append x\n", 9, &reason), 0, "a write");
	is_number(writes, 1, "is one write");
	is_number(fs_read("rules", &text), 0, "read");
	is(text_string(&text), "append x\n", "what was written");

	make("rules", "");
	refuse_with = EINVAL;
	refusal = "line 3:7: unknown key\nmore\n";
	is_number(fs_write("rules", "append x\n", 9, &reason), -EINVAL,
		  "a refused write");
	is(text_string(&reason), "line 3:7: unknown key", "has a reason");
	is_number(fs_report("rules", -EINVAL, &reason), EXIT_REFUSED,
		  "exit code");

	make("rules", "");
	refusal = NULL;
	is_number(fs_write("rules", "append x\n", 9, &reason), -EINVAL,
		  "refused without a word");
	is(text_string(&reason), "", "no reason");

	refuse_with = 0;
	short_write = true;
	is_number(fs_write("rules", "append x\n", 9, &reason), -EIO,
		  "half a write is none");
	short_write = false;
	text_destroy(&reason);
	text_destroy(&text);
}

static void test_status(void)
{
	unsigned long long number = 0;

	make("status", "mode enforcing\ngeneration 12\nrules 3\nrules_max 9\n");
	is_number(fs_status_number("generation", &number), 0, "status");
	is_number(number, 12, "generation");
	is_number(fs_status_number("rules", &number), 0, "rules");
	is_number(number, 3, "the whole key counts");
	is_number(fs_status_number("rule", &number), -ENOENT, "no such key");
	is_number(fs_status_number("mode", &number), -ENOENT, "no number");
}

static void test_report(void)
{
	struct text reason = { 0 };

	make("seal", "0\n");
	is_number(fs_report("mode", -EPERM, NULL), EXIT_UNAVAILABLE,
		  "no permission");
	make("seal", "1\n");
	is_number(fs_report("mode", -EPERM, NULL), EXIT_REFUSED, "sealed");
	is_number(fs_report("policy", -E2BIG, NULL), EXIT_REFUSED, "too big");
	is_number(fs_report("answer", -ENOENT, NULL), EXIT_UNAVAILABLE,
		  "the file is not there");
	text_puts(&reason, "question 3 is not open any more");
	is_number(fs_report("answer", -ENOENT, &reason), EXIT_NOT_FOUND,
		  "the question is not there");
	text_destroy(&reason);
	setenv("CORDON_SECURITYFS", "/nonexistent", 1);
	is_number(fs_open("status", O_RDONLY), -ENOENT, "no module");
}

int main(void)
{
	char command[64];

	if (!mkdtemp(folder))
		abort();
	setenv("CORDON_SECURITYFS", folder, 1);
	test_write();
	test_status();
	test_report();
	snprintf(command, sizeof(command), "rm -r %s", folder);
	return system(command) || tap_end();
}
