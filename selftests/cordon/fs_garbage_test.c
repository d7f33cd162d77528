// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: garbage in every file, while a question is open
 */

#include "queue.h"

#define HUGE (64UL << 20)
#define ROUNDS 300
#define PIECE_MAX 5000

/* Everything that can be written; "queue" and the rest cannot. */
static const char *const files[] = { "policy", "rules", "answer", "mode",
				     "seal" };
static const char *const unwritten[] = { "queue", "status", "abi" };

FIXTURE(garbage)
{
	int udp;
	struct attempt bad;
	struct question q;
	struct task task;
	long long generation, asked, answered;
};

FIXTURE_SETUP(garbage)
{
	REQUIRE_CORDON();
	ASSERT_EQ(0, udp_asked(&self->udp, &self->bad));
	ASSERT_EQ(0, attempt_start(&self->task, &self->bad));
	ASSERT_EQ(0, queue_wait(&self->q, 1));
	self->generation = status_of("generation");
	self->asked = status_of("asked");
	self->answered = status_of("answered");
}

/* Nothing has moved, and what waits can be answered. */
FIXTURE_TEARDOWN(garbage)
{
	struct question later;
	char mode[32];

	EXPECT_EQ(self->generation, status_of("generation"));
	EXPECT_EQ(self->asked, status_of("asked"));
	EXPECT_EQ(self->answered, status_of("answered"));
	EXPECT_EQ(0, status_of("sealed"));
	EXPECT_TRUE(status_text("mode", mode, sizeof(mode)));
	EXPECT_STREQ("enforcing", mode);
	EXPECT_EQ(1, status_of("held"));
	EXPECT_TRUE(task_pending(&self->task));
	EXPECT_EQ(1, queue_read(&later, 0));
	EXPECT_EQ(self->q.id, later.id);
	EXPECT_EQ(0, answer(self->q.id, "allow"));
	EXPECT_EQ(0, task_wait(&self->task));
	EXPECT_EQ(1, do_recv(self->udp));
	EXPECT_EQ(0, policy_reset());
	responder_stop();
	EXPECT_EQ(0, status_of("questions"));
	close(self->udp);
}

/* Bytes that begin no word; the same in each run. */
static void fill_noise(unsigned char *piece, size_t len)
{
	static unsigned int seed = 1;
	size_t i;

	for (i = 0; i < len; i++)
		piece[i] = rand_r(&seed) >> 7;
	piece[0] |= 0x80;
}

TEST_F(garbage, noise)
{
	static unsigned char piece[PIECE_MAX];
	const char *file;
	size_t i, len;
	int fd;

	for (i = 0; i < ARRAY_SIZE(files) * ROUNDS; i++) {
		file = files[i / ROUNDS];
		len = 1 + i % ROUNDS * (PIECE_MAX - 1) / ROUNDS;
		fill_noise(piece, len);
		fd = cordon_open(file, O_WRONLY);
		ASSERT_LE(0, fd);
		EXPECT_EQ(-1, write(fd, piece, len));
		EXPECT_EQ(EINVAL, errno)
		{
			TH_LOG("%s: %zu bytes", file, len);
		}
		close(fd);
	}
}

/* As much as a write takes, and more than that. */
TEST_F_TIMEOUT(garbage, huge, 120)
{
	static const size_t sizes[] = { 1UL << 20, HUGE, HUGE + 1, HUGE * 2 };
	size_t i, n = ARRAY_SIZE(files) * ARRAY_SIZE(sizes);
	char *zero = mmap(NULL, HUGE * 2, PROT_READ,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	size_t size;
	int fd;

	ASSERT_NE(MAP_FAILED, zero);
	for (i = 0; i < n; i++) {
		size = sizes[i % ARRAY_SIZE(sizes)];
		fd = cordon_open(files[i / ARRAY_SIZE(sizes)], O_WRONLY);
		ASSERT_LE(0, fd);
		EXPECT_EQ(-1, write(fd, zero, size));
		EXPECT_TRUE(errno == EINVAL || (errno == E2BIG && size > HUGE))
		{
			TH_LOG("%s: %zu bytes: %s",
			       files[i / ARRAY_SIZE(sizes)], size,
			       strerror(errno));
		}
		close(fd);
	}
	munmap(zero, HUGE * 2);
}

static const char *const almost[] = {
	"", " ", "\n", "allow", "deny", " allow", "1", "1 ", "1 allow ",
	" 1 allow", "1  allow", "1 Allow", "1 ask", "1 allow deny", "0 allow",
	"01 allow", "+1 allow", "-1 allow", "0x1 allow", "1,2 allow",
	"1 allow\n\n", "1 allow\n2 deny\n", "1.0 allow", "1e0 allow",
	"18446744073709551616 allow", "184467440737095516150 allow",
};

/* Words that are all but an answer to the question. */
TEST_F(garbage, almost_an_answer)
{
	char text[64], *one;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(almost); i++) {
		one = strchr(almost[i], '1');
		if (one && strlen(almost[i]) < 16)
			snprintf(text, sizeof(text), "%.*s%lld%s",
				 (int)(one - almost[i]), almost[i],
				 self->q.id, one + 1);
		else
			snprintf(text, sizeof(text), "%s", almost[i]);
		EXPECT_EQ(-EINVAL, cordon_write("answer", text))
		{
			TH_LOG("\"%s\"", text);
		}
	}
	EXPECT_EQ(-ENOENT, answer(self->q.id - 1, "allow"));
	EXPECT_EQ(-ENOENT, answer(self->q.id + 1, "allow"));
}

/* What is only read takes nothing, not even from root. */
TEST_F(garbage, not_to_be_written)
{
	size_t i;
	int fd;

	for (i = 0; i < ARRAY_SIZE(unwritten); i++) {
		fd = cordon_open(unwritten[i], O_RDWR);
		if (fd < 0)
			continue;
		EXPECT_EQ(-1, write(fd, "1", 1));
		EXPECT_EQ(EINVAL, errno);
		close(fd);
	}
}

/* Odd places to read at find nothing that is not there. */
TEST_F(garbage, odd_offsets)
{
	static const off_t offsets[] = { 1, 4096, 1L << 31, 1L << 32,
					 LONG_MAX - 1 };
	size_t i;
	char c;

	for (i = 0; i < ARRAY_SIZE(offsets); i++)
		EXPECT_GE(1, pread(queue_fd, &c, 1, offsets[i]));
	EXPECT_EQ(-1, pread(queue_fd, NULL, 4096, 0));
	EXPECT_EQ(EFAULT, errno);
	EXPECT_EQ(-1, lseek(queue_fd, -1, SEEK_SET));
}

TEST_HARNESS_MAIN
