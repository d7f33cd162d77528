// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: the files of securityfs under odd, racing and
 * unprivileged writers
 */

#include "task.h"

FIXTURE(abuse)
{
	int fd;
	long long generation;
	char text[TEXT_MAX];
};

FIXTURE_SETUP(abuse)
{
	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	self->fd = cordon_open("policy", O_RDWR);
	ASSERT_LE(0, self->fd);
	self->generation = status_of("generation");
}

FIXTURE_TEARDOWN(abuse)
{
	EXPECT_EQ(0, policy_reset());
	close(self->fd);
}

#define POLICY "default allow\ndeny exe=/a\n"

/* A text written in two pieces fails loudly; the second is never a policy. */
TEST_F(abuse, second_piece_is_refused)
{
	ASSERT_EQ(0, write_fd(self->fd, "default allow\n"));
	EXPECT_EQ(-ESPIPE, write_fd(self->fd, POLICY));
	EXPECT_EQ(self->generation + 1, status_of("generation"));
	ASSERT_EQ(0, lseek(self->fd, 0, SEEK_SET));
	EXPECT_EQ(0, write_fd(self->fd, POLICY));
}

/* No write at an offset, whichever way it is given. */
TEST_F(abuse, offsets_are_refused)
{
	EXPECT_EQ(-1, pwrite(self->fd, POLICY, sizeof(POLICY) - 1, 1));
	EXPECT_EQ(ESPIPE, errno);
	ASSERT_EQ(7, lseek(self->fd, 7, SEEK_SET));
	EXPECT_EQ(-ESPIPE, write_fd(self->fd, POLICY));
	EXPECT_EQ(self->generation, status_of("generation"));
}

/* No bytes are no policy. */
TEST_F(abuse, empty_write_is_refused)
{
	static const char *const names[] = { "policy", "rules", "answer",
					     "mode", "seal" };
	size_t i;
	int fd;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		fd = cordon_open(names[i], O_WRONLY);
		ASSERT_LE(0, fd);
		EXPECT_EQ(-1, write(fd, "", 0));
		EXPECT_EQ(EINVAL, errno)
		{
			TH_LOG("%s", names[i]);
		}
		close(fd);
	}
	EXPECT_EQ(self->generation, status_of("generation"));
}

/* A write beyond the bound is refused before it is copied. */
TEST_F(abuse, huge_write_is_refused)
{
	size_t size = (64UL << 20) + 1;
	void *zero = mmap(NULL, size, PROT_READ,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	ASSERT_NE(MAP_FAILED, zero);
	EXPECT_EQ(-1, write(self->fd, zero, size));
	EXPECT_EQ(E2BIG, errno);
	EXPECT_EQ(self->generation, status_of("generation"));
	munmap(zero, size);
}

/* What was refused before there was a text to look at. */
static const struct {
	const char *name;
	size_t len;
	off_t at;
	bool fault;
	int err;
	const char *reason;
} early[] = {
	{ "nothing", 0, 0, false, EINVAL, "nothing was written\n" },
	{ "too much", (64UL << 20) + 1, 0, false, E2BIG,
	  "a text of more than 67108864 bytes\n" },
	{ "a second piece", 4, 4, false, ESPIPE,
	  "one write is one text: open anew\n" },
	{ "no memory of ours", 4, 0, true, EFAULT,
	  "the text cannot be read\n" },
};

/* It leaves a reason to read, and that is of this write, not of another. */
TEST_F(abuse, early_refusals_have_a_reason)
{
	static const char *const names[] = { "policy", "rules" };
	size_t i, j, size = (64UL << 20) + 1;
	char *room = mmap(NULL, size, PROT_READ,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	int fd;

	ASSERT_NE(MAP_FAILED, room);
	for (i = 0; i < ARRAY_SIZE(names) * ARRAY_SIZE(early); i++) {
		j = i / ARRAY_SIZE(names);
		fd = cordon_open(names[i % ARRAY_SIZE(names)], O_RDWR);
		ASSERT_LE(0, fd);
		ASSERT_EQ(-EINVAL, write_fd(fd, "nonsense\n"));
		ASSERT_EQ(early[j].at, lseek(fd, early[j].at, SEEK_SET));
		EXPECT_EQ(-1, write(fd, early[j].fault ? NULL : room,
				    early[j].len));
		EXPECT_EQ(early[j].err, errno);
		ASSERT_LE(0, read_fd(fd, self->text, sizeof(self->text)));
		EXPECT_STREQ(early[j].reason, self->text)
		{
			TH_LOG("%s: %s", names[i % ARRAY_SIZE(names)],
			       early[j].name);
		}
		close(fd);
	}
	EXPECT_EQ(self->generation, status_of("generation"));
	munmap(room, size);
}

static const struct {
	const char *file;
	const char *text;
	int err;
	const char *reason;
} refused[] = {
	{ "policy", "default allow\ndeny\ndeny dst=@a\n", -EINVAL, "line 3" },
	{ "policy", "\n", -EINVAL, "line " },
	{ "rules", "append deny dst=@nowhere\n", -EINVAL, "line 1" },
	{ "rules", "append deny\ndelete 18446744073709551615\n", -ENOENT,
	  "line 2: there is no rule 18446744073709551615" },
	{ "rules", "before 18446744073709551615 deny\n", -ENOENT,
	  "line 1: there is no rule 18446744073709551615" },
	{ "rules", "default allow\n", -EINVAL, "line 1" },
};

/* So does every text that was refused, whatever the errno. */
TEST_F(abuse, refusals_have_a_reason)
{
	size_t i;
	int fd;

	for (i = 0; i < ARRAY_SIZE(refused); i++) {
		fd = cordon_open(refused[i].file, O_RDWR);
		ASSERT_LE(0, fd);
		EXPECT_EQ(refused[i].err, write_fd(fd, refused[i].text))
		{
			TH_LOG("%s", refused[i].text);
		}
		ASSERT_LT(1, read_fd(fd, self->text, sizeof(self->text)));
		EXPECT_EQ(0, strncmp(self->text, refused[i].reason,
				     strlen(refused[i].reason)))
		{
			TH_LOG("%s: %s", refused[i].text, self->text);
		}
		EXPECT_EQ(self->text + strlen(self->text) - 1,
			  strchr(self->text, '\n'));
		close(fd);
	}
	EXPECT_EQ(self->generation, status_of("generation"));
}

/* A pointer to nowhere, or a text that runs into it, is a fault. */
TEST_F(abuse, bad_memory_is_refused)
{
	char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	ASSERT_NE(MAP_FAILED, page);
	ASSERT_EQ(0, mprotect(page + 4096, 4096, PROT_NONE));
	memcpy(page + 4096 - 14, "default allow\n", 14);
	EXPECT_EQ(-1, write(self->fd, page + 4096 - 14, 15));
	EXPECT_EQ(EFAULT, errno);
	EXPECT_EQ(-1, write(self->fd, page + 4096, 100));
	EXPECT_EQ(EFAULT, errno);
	EXPECT_EQ(self->generation, status_of("generation"));
	EXPECT_EQ(14, write(self->fd, page + 4096 - 14, 14));
	munmap(page, 8192);
}

/* A NUL does not end the text early. */
TEST_F(abuse, nul_is_refused)
{
	static const char text[] = "default allow\n\0deny exe=/a\n";

	EXPECT_EQ(-1, write(self->fd, text, sizeof(text) - 1));
	EXPECT_EQ(EINVAL, errno);
	ASSERT_LT(0, read_fd(self->fd, self->text, sizeof(self->text)));
	EXPECT_EQ(0, strncmp(self->text, "line 2:", 7))
	{
		TH_LOG("%s", self->text);
	}
	EXPECT_EQ(self->generation, status_of("generation"));
}

/* Nor does it end a word: not even after the last byte. */
TEST_F(abuse, nul_after_a_word_is_refused)
{
	int fd = cordon_open("mode", O_WRONLY);

	ASSERT_LE(0, fd);
	EXPECT_EQ(-1, write(fd, "enforcing", sizeof("enforcing")));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, write(fd, "enforcing\n", sizeof("enforcing\n")));
	EXPECT_EQ(EINVAL, errno);
	close(fd);
}

/* One line of any length up to the bound, none beyond it. */
TEST_F(abuse, long_lines)
{
	static char text[160 * 1024];

	memset(text, ' ', sizeof(text) - 1);
	memcpy(text, "default allow\n#", 15);
	text[14 + (64 << 10)] = '\n';
	text[14 + (64 << 10) + 1] = '\0';
	EXPECT_EQ(0, write_fd(self->fd, text));
	text[14 + (64 << 10)] = ' ';
	text[14 + (64 << 10) + 1] = '\n';
	text[14 + (64 << 10) + 2] = '\0';
	ASSERT_EQ(0, lseek(self->fd, 0, SEEK_SET));
	EXPECT_EQ(-EINVAL, write_fd(self->fd, text));
}

/* A vector of several parts is several writes: only the first may be one. */
TEST_F(abuse, vectors_are_not_joined)
{
	struct iovec parts[2] = {
		{ "default allow\n", 14 }, { "deny exe=/a\n", 12 },
	};
	ssize_t done = writev(self->fd, parts, 2);

	EXPECT_NE(26, done);
	ASSERT_EQ(0, lseek(self->fd, 0, SEEK_SET));
	ASSERT_LT(0, cordon_read("policy", self->text, sizeof(self->text)));
	EXPECT_EQ(NULL, strstr(self->text, "exe=/a"));
}

static int load_many(void *arg)
{
	const char *text = arg;
	int i, err = 0;

	for (i = 0; i < 50 && !err; i++)
		err = cordon_write("policy", text);
	return err;
}

/* Of two writers at once, each policy is there as a whole or not at all. */
TEST_F(abuse, two_writers)
{
	static char one[4096] = "default allow\n", two[4096] = "default deny\n";
	struct task a, b;
	int i, n;
	char *at;

	for (i = 0; i < 100; i++) {
		sprintf(one + strlen(one), "deny exe=/one/%d\n", i);
		sprintf(two + strlen(two), "deny exe=/two/%d\n", i);
	}
	ASSERT_EQ(0, task_start(&a, load_many, one));
	ASSERT_EQ(0, task_start(&b, load_many, two));
	for (i = 0; i < 20; i++) {
		ASSERT_LT(0, cordon_read("policy", self->text,
					 sizeof(self->text)));
		n = !!strstr(self->text, "/one/") + !!strstr(self->text, "/two/");
		EXPECT_GE(1, n);
		n = 0;
		for (at = self->text; (at = strstr(at, "deny exe=/")); at++)
			n++;
		EXPECT_TRUE(n == 0 || n == 100)
		{
			TH_LOG("%d rules", n);
		}
	}
	EXPECT_EQ(0, task_wait(&a));
	EXPECT_EQ(0, task_wait(&b));
	EXPECT_LE(self->generation + 100, status_of("generation"));
}

/* A short read does not tear: the text is that of the moment of its start. */
TEST_F(abuse, slow_reader_sees_one_policy)
{
	size_t used = 0;
	ssize_t len;

	ASSERT_EQ(0, load("default allow\nset s 1.2.3.4 5.6.7.8\n"
			  "deny exe=/old/1\ndeny exe=/old/2\n"));
	do {
		len = read(self->fd, self->text + used, 7);
		ASSERT_LE(0, len);
		used += len;
		if (used == 7) {
			ASSERT_EQ(0, load("default deny\ndeny exe=/new\n"));
		}
	} while (len);
	self->text[used] = '\0';
	EXPECT_NE(NULL, strstr(self->text, "exe=/old/2"));
	EXPECT_EQ(NULL, strstr(self->text, "/new"));
}

static int open_all(void *arg)
{
	static const char *const names[] = { "policy", "rules", "queue",
					     "answer", "mode", "seal", "status",
					     "abi" };
	size_t i;
	int fd;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		fd = cordon_open(names[i], O_RDONLY);
		/* "answer" may not be read, which is found out first. */
		if (fd == -EACCES && !strcmp(names[i], "answer"))
			continue;
		if (fd != *(int *)arg)
			return fd < 0 ? fd : -STATUS_SETUP;
	}
	return 0;
}

static int open_without_cap(void *arg)
{
	int expected = -EPERM;

	if (drop_cap(CAP_MAC_ADMIN))
		return -STATUS_SETUP;
	return open_all(&expected);
}

/* Root without CAP_MAC_ADMIN opens nothing. */
TEST_F(abuse, open_needs_the_capability)
{
	EXPECT_EQ(0, task_run(open_without_cap, NULL));
}

static int open_as_user(void *arg)
{
	int expected = -EACCES;

	return become(1000) ? -STATUS_SETUP : open_all(&expected);
}

/* An ordinary user opens nothing. */
TEST_F(abuse, user_opens_nothing)
{
	EXPECT_EQ(0, task_run(open_as_user, NULL));
}

static int open_in_user_namespace(void *arg)
{
	int expected = -EPERM;

	if (unshare(CLONE_NEWUSER) ||
	    write_path("/proc/self/uid_map", "0 0 1"))
		return -STATUS_SETUP;
	return open_all(&expected);
}

/* The capability in another user namespace counts for nothing. */
TEST_F(abuse, user_namespace_root_opens_nothing)
{
	EXPECT_EQ(0, task_run(open_in_user_namespace, NULL));
}

static int write_without_cap(void *arg)
{
	int fd = *(int *)arg;

	if (drop_cap(CAP_MAC_ADMIN))
		return -STATUS_SETUP;
	return write_fd(fd, POLICY);
}

/* A file opened with the capability cannot be written without it. */
TEST_F(abuse, writer_needs_the_capability)
{
	static const char *const names[] = { "policy", "rules", "mode", "seal",
					     "answer" };
	size_t i;
	int fd;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		fd = cordon_open(names[i], O_WRONLY);
		ASSERT_LE(0, fd);
		EXPECT_EQ(-EPERM, task_run(write_without_cap, &fd))
		{
			TH_LOG("%s", names[i]);
		}
		close(fd);
	}
	EXPECT_EQ(self->generation, status_of("generation"));
}

static int write_as_namespace_root(void *arg)
{
	int fd = *(int *)arg;

	if (unshare(CLONE_NEWUSER) || write_path("/proc/self/uid_map", "0 0 1"))
		return -STATUS_SETUP;
	return write_fd(fd, POLICY);
}

/* Nor by the root of a user namespace that was handed the open file. */
TEST_F(abuse, namespace_root_cannot_write_a_passed_file)
{
	EXPECT_EQ(-EPERM, task_run(write_as_namespace_root, &self->fd));
	EXPECT_EQ(self->generation, status_of("generation"));
}

static int leave_file(void *arg)
{
	int expected = *(int *)arg, fd;

	/* What a set-user-id program would be given as standard output. */
	if (drop_cap(CAP_MAC_ADMIN))
		return -STATUS_SETUP;
	fd = cordon_open("policy", O_WRONLY);
	return fd == expected ? 0 : -EBADMSG;
}

/* There is no unprivileged opener whose file a privileged one could write. */
TEST_F(abuse, no_file_for_a_confused_writer)
{
	int expected = -EPERM;

	EXPECT_EQ(0, task_run(leave_file, &expected));
}

TEST_HARNESS_MAIN
