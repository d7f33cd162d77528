// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: what the files of securityfs say and take
 */

#include "net.h"

FIXTURE(fs)
{
	int fd;
	char text[TEXT_MAX];
};

FIXTURE_SETUP(fs)
{
	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	self->fd = cordon_open("policy", O_RDWR);
	ASSERT_LE(0, self->fd);
}

FIXTURE_TEARDOWN(fs)
{
	EXPECT_EQ(0, policy_reset());
	close(self->fd);
}

static const char *const files[] = {
	"policy", "rules", "queue", "answer", "mode", "seal", "status", "abi",
};

/* Every file is there, for root alone. */
TEST_F(fs, files_are_private)
{
	struct stat st;
	char path[128];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(files); i++) {
		snprintf(path, sizeof(path), CORDON_DIR "%s", files[i]);
		ASSERT_EQ(0, stat(path, &st))
		{
			TH_LOG("no %s", path);
		}
		EXPECT_TRUE(S_ISREG(st.st_mode));
		EXPECT_EQ(0, st.st_mode & 0177);
		EXPECT_NE(0, st.st_mode & 0600);
		EXPECT_EQ(0, st.st_uid);
		EXPECT_EQ(0, st.st_gid);
	}
}

/* The interface says which one it is. */
TEST_F(fs, abi_has_version_and_features)
{
	ASSERT_LT(0, cordon_read("abi", self->text, sizeof(self->text)));
	EXPECT_EQ(0, strncmp(self->text, "version 1\nfeatures ", 19));
}

/* The documented state and counters are all there. */
TEST_F(fs, status_has_every_key)
{
	static const char *const keys[] = {
		"generation", "mode", "sealed", "responder", "rules", "sets",
		"default", "unanswered", "questions", "questions_max", "held",
		"held_max", "subjects", "asked", "answered", "timeouts",
		"allowed", "denied", "overflow", "records_missed", "digests",
	};
	char value[128];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(keys); i++) {
		EXPECT_TRUE(status_text(keys[i], value, sizeof(value)))
		{
			TH_LOG("no %s in status", keys[i]);
		}
	}
	ASSERT_TRUE(status_text("mode", value, sizeof(value)));
	EXPECT_STREQ("enforcing", value);
	ASSERT_TRUE(status_text("default", value, sizeof(value)));
	EXPECT_STREQ("allow", value);
	EXPECT_EQ(16384, status_of("questions_max"));
	EXPECT_EQ(65536, status_of("held_max"));
	EXPECT_EQ(0, status_of("questions"));
	EXPECT_EQ(0, status_of("held"));
}

/* Copies text without the comments that the kernel appends to rules. */
static void strip_comments(char *text)
{
	char *from = text, *to = text;

	while (*from) {
		if (from[0] == ' ' && from[1] == '#') {
			from += strcspn(from, "\n");
			continue;
		}
		*to++ = *from++;
	}
	*to = '\0';
}

static const char canonical[] =
	"default ask\n"
	"unanswered allow after=5 hold=blocking\n"
	"set empty\n"
	"set home 10.0.0.0/8 192.0.2.7 2001:db8::/32\n"
	"allow exe=/usr/bin/curl proto=tcp dst=@home dport=443,8080-8090"
	" label=intranet\n"
	"deny exe=/usr/bin/curl errno=ECONNREFUSED\n"
	"allow exe=/usr/sbin/unbound proto=udp sport=53\n"
	"ask exe=/home/** uid=1000\n"
	"allow exe=/usr/bin/python3.11 script=/opt/backup/run.py"
	" dst=192.0.2.7\n"
	"allow exe=/opt/tool sha256="
	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n"
	"deny proto=raw,packet log=no\n"
	"allow exe=\"/opt/My App/run\" gid=5,100-200 cgroup=/user.slice/**"
	" mnt=any\n"
	"allow dst=127.0.0.0/8,::1 log=yes\n";

/* What was written in canonical form is what is read. */
TEST_F(fs, canonical_policy_reads_back)
{
	ASSERT_EQ(0, load("%s", canonical));
	ASSERT_LT(0, cordon_read("policy", self->text, sizeof(self->text)));
	strip_comments(self->text);
	EXPECT_STREQ(canonical, self->text);
}

/* What is read can be written, and reads the same again. */
TEST_F(fs, policy_round_trip)
{
	static char once[TEXT_MAX];

	ASSERT_EQ(0, load("# comment\n\n\tdefault  deny # why\n"
			  "allow dport=80-90,81,91,10 dst=::1,127.0.0.1,"
			  "127.0.0.0/31 proto=udp,tcp\n"
			  "allow exe=\"/plain\" uid=7,6,5\n"
			  "set a 1.2.3.4\nset a 1.2.3.5\n"
			  "deny dst=@a"));
	ASSERT_LT(0, cordon_read("policy", self->text, sizeof(self->text)));
	memcpy(once, self->text, sizeof(once));
	ASSERT_EQ(0, cordon_submit("policy", self->text));
	ASSERT_LT(0, cordon_read("policy", self->text, sizeof(self->text)));
	strip_comments(once);
	strip_comments(self->text);
	EXPECT_STREQ(once, self->text);
	EXPECT_STREQ("default deny\n"
		     "unanswered deny after=30 hold=all\n"
		     "set a 1.2.3.4/31\n"
		     "allow proto=tcp,udp dst=127.0.0.0/31,::1 dport=10,80-91\n"
		     "allow exe=/plain uid=5-7\n"
		     "deny dst=@a\n", once);
}

/* Every rule shows its id and how often it decided. */
TEST_F(fs, rules_show_id_and_hits)
{
	unsigned long long id, hits;
	char *comment;

	ASSERT_EQ(0, own_network());
	ASSERT_EQ(0, load("default allow\ndeny exe=%s dst=" BAD4 " log=no\n",
			  self_path()));
	EXPECT_EQ(-EACCES, try_tcp(BAD4, 1));
	EXPECT_EQ(-EACCES, try_tcp(BAD4, 2));
	EXPECT_EQ(-ECONNREFUSED, try_tcp(GOOD4, 1));
	ASSERT_LT(0, cordon_read("policy", self->text, sizeof(self->text)));
	comment = strstr(self->text, " # id=");
	ASSERT_NE(NULL, comment);
	ASSERT_EQ(2, sscanf(comment, " # id=%llu hits=%llu", &id, &hits));
	EXPECT_LT(0, id);
	EXPECT_EQ(2, hits);
}

/* Every call that was judged counts, whichever rule it took. */
TEST_F(fs, calls_are_counted)
{
	static const char *const policies[] = {
		"default allow\n",
		"default deny\nallow dst=" GOOD4 "\n",
		"default deny\nallow dst=" GOOD4 "," OTHER4 " dport=1,7-9\n",
		"default deny\nallow uid=0\n",
	};
	long long allowed, denied;
	size_t i;

	ASSERT_EQ(0, own_network());
	for (i = 0; i < ARRAY_SIZE(policies); i++) {
		ASSERT_EQ(0, load("%s", policies[i]));
		allowed = status_of("allowed");
		denied = status_of("denied");
		EXPECT_EQ(-ECONNREFUSED, try_tcp(GOOD4, 1));
		EXPECT_EQ(0, try_udp(GOOD4, 9));
		EXPECT_EQ(0, try_connect(SOCK_DGRAM, 0, GOOD4, 9));
		EXPECT_EQ(allowed + 3, status_of("allowed"));
		EXPECT_EQ(denied, status_of("denied"));
	}
	ASSERT_EQ(0, load("default deny\n"));
	EXPECT_EQ(-EACCES, try_tcp(GOOD4, 1));
	EXPECT_EQ(-EACCES, try_udp(GOOD4, 9));
	EXPECT_EQ(allowed + 3, status_of("allowed"));
	EXPECT_EQ(denied + 2, status_of("denied"));
}

/* Each change makes the generation grow. */
TEST_F(fs, generation_grows)
{
	long long first = status_of("generation"), second, third;

	ASSERT_LT(0, first);
	ASSERT_EQ(0, load("default allow\n"));
	second = status_of("generation");
	EXPECT_LT(first, second);
	ASSERT_EQ(0, change("append deny exe=/none\n"));
	third = status_of("generation");
	EXPECT_LT(second, third);
}

/* A refused policy changes nothing, and the reason names its line. */
TEST_F(fs, refused_policy_changes_nothing)
{
	static char before[TEXT_MAX];
	long long generation;
	char reason[512];

	ASSERT_EQ(0, load("default allow\ndeny exe=/a\n"));
	generation = status_of("generation");
	ASSERT_LT(0, cordon_read("policy", before, sizeof(before)));
	EXPECT_EQ(-EINVAL, write_fd(self->fd, "default deny\nallow exe=/b\n"
					      "deny exe=relative\n"));
	ASSERT_LT(0, read_fd(self->fd, reason, sizeof(reason)));
	EXPECT_EQ(0, strncmp(reason, "line 3:", 7))
	{
		TH_LOG("reason: %s", reason);
	}
	EXPECT_EQ(reason + strlen(reason) - 1, strchr(reason, '\n'));
	EXPECT_EQ(generation, status_of("generation"));
	ASSERT_LT(0, cordon_read("policy", self->text, sizeof(self->text)));
	EXPECT_STREQ(before, self->text);
}

/* A reason belongs to one open file and lasts until its next write. */
TEST_F(fs, reason_belongs_to_the_open_file)
{
	char reason[512];
	int other;

	EXPECT_EQ(-EINVAL, write_fd(self->fd, "nonsense\n"));
	other = cordon_open("policy", O_RDWR);
	ASSERT_LE(0, other);
	ASSERT_LT(0, read_fd(other, self->text, sizeof(self->text)));
	EXPECT_EQ(0, strncmp(self->text, "default allow\n", 14));
	ASSERT_LT(0, read_fd(self->fd, reason, sizeof(reason)));
	EXPECT_EQ(0, strncmp(reason, "line 1:", 7));
	ASSERT_EQ(0, lseek(self->fd, 0, SEEK_SET));
	ASSERT_EQ(0, write_fd(self->fd, "default allow\n"));
	ASSERT_LT(0, read_fd(self->fd, self->text, sizeof(self->text)));
	EXPECT_EQ(0, strncmp(self->text, "default allow\n", 14));
	close(other);
}

static const struct {
	const char *name;
	const char *text;
	int line;
} bad_policies[] = {
	{ "no default", "allow exe=/a\n", 1 },
	{ "second default", "default allow\ndefault deny\n", 2 },
	{ "unknown verdict", "default maybe\n", 1 },
	{ "unknown word", "default allow\npermit exe=/a\n", 2 },
	{ "unknown key", "default allow\nallow colour=red\n", 2 },
	{ "key twice", "default allow\nallow exe=/a exe=/b\n", 2 },
	{ "no value", "default allow\nallow exe=\n", 2 },
	{ "relative path", "default allow\nallow exe=a/b\n", 2 },
	{ "double slash", "default allow\nallow exe=/a//b\n", 2 },
	{ "dot", "default allow\nallow exe=/a/./b\n", 2 },
	{ "dot dot", "default allow\nallow exe=/a/../b\n", 2 },
	{ "slash at end", "default allow\nallow exe=/a/\n", 2 },
	{ "half quote", "default allow\nallow exe=\"/a\n", 2 },
	{ "bad escape", "default allow\nallow exe=/a\\n\n", 2 },
	{ "carriage return", "default allow\r\n", 1 },
	{ "control byte", "default allow\nallow exe=/a\001b\n", 2 },
	{ "host bits", "default allow\nallow dst=10.0.0.1/8\n", 2 },
	{ "mapped", "default allow\nallow dst=::ffff:1.2.3.4\n", 2 },
	{ "prefix", "default allow\nallow dst=1.2.3.4/33\n", 2 },
	{ "leading zero", "default allow\nallow dport=080\n", 2 },
	{ "port", "default allow\nallow dport=65536\n", 2 },
	{ "reverse range", "default allow\nallow dport=9-8\n", 2 },
	{ "empty element", "default allow\nallow dport=1,,2\n", 2 },
	{ "unknown set", "default allow\nallow dst=@nowhere\n", 2 },
	{ "unknown class", "default allow\nallow proto=http\n", 2 },
	{ "port of raw", "default allow\nallow proto=raw dport=1\n", 2 },
	{ "address of packet", "default allow\nallow proto=packet dst=::1\n", 2 },
	{ "errno of allow", "default allow\nallow exe=/a errno=EPERM\n", 2 },
	{ "unknown errno", "default allow\ndeny exe=/a errno=EBADF\n", 2 },
	{ "expires", "default allow\nallow exe=/a expires=0\n", 2 },
	{ "log", "default allow\nallow exe=/a log=maybe\n", 2 },
	{ "mnt", "default allow\nallow exe=/a mnt=mine\n", 2 },
	{ "uid", "default allow\nallow uid=4294967295\n", 2 },
	{ "sha256", "default allow\nallow sha256=ABCD\n", 2 },
	{ "label", "default allow\nallow exe=/a label=a,b\n", 2 },
	{ "after", "default allow\nunanswered deny after=0\n", 2 },
	{ "unanswered ask", "default allow\nunanswered ask\n", 2 },
	{ "two unanswered", "default allow\nunanswered deny\nunanswered deny\n",
	  3 },
	{ "nine globstars", "default allow\nallow exe="
	  "/**/a/**/b/**/c/**/d/**/e/**/f/**/g/**/h/**\n", 2 },
	{ "transaction", "default allow\nappend allow exe=/a\n", 2 },
};

/* Anything not exactly in the language is refused, with the right line. */
TEST_F(fs, wrong_policies_are_refused)
{
	long long generation = status_of("generation");
	int line;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad_policies); i++) {
		int fd = cordon_open("policy", O_RDWR);

		ASSERT_LE(0, fd);
		EXPECT_EQ(-EINVAL, write_fd(fd, bad_policies[i].text))
		{
			TH_LOG("%s was taken", bad_policies[i].name);
		}
		read_fd(fd, self->text, sizeof(self->text));
		line = 0;
		sscanf(self->text, "line %d:", &line);
		EXPECT_EQ(bad_policies[i].line, line)
		{
			TH_LOG("%s: %s", bad_policies[i].name, self->text);
		}
		close(fd);
	}
	EXPECT_EQ(generation, status_of("generation"));
}

/* "mode" takes its two words and nothing else. */
TEST_F(fs, mode_takes_two_words)
{
	ASSERT_EQ(0, cordon_write("mode", "permissive\n"));
	ASSERT_LT(0, cordon_read("mode", self->text, sizeof(self->text)));
	EXPECT_STREQ("permissive\n", self->text);
	EXPECT_EQ(-EINVAL, cordon_write("mode", "off\n"));
	EXPECT_EQ(-EINVAL, cordon_write("mode", "enforcing permissive\n"));
	ASSERT_LT(0, cordon_read("mode", self->text, sizeof(self->text)));
	EXPECT_STREQ("permissive\n", self->text);
	ASSERT_EQ(0, cordon_write("mode", "enforcing"));
	ASSERT_LT(0, cordon_read("mode", self->text, sizeof(self->text)));
	EXPECT_STREQ("enforcing\n", self->text);
}

/* "seal" reads as open, and takes nothing but 1. */
TEST_F(fs, seal_is_open)
{
	ASSERT_LT(0, cordon_read("seal", self->text, sizeof(self->text)));
	EXPECT_STREQ("0\n", self->text);
	EXPECT_EQ(-EINVAL, cordon_write("seal", "0\n"));
	EXPECT_EQ(-EINVAL, cordon_write("seal", "yes\n"));
	EXPECT_EQ(0, status_of("sealed"));
}

/* "answer" is not read, an answer has to be one, to an open question. */
TEST_F(fs, answer_takes_answers)
{
	char byte;
	int fd = cordon_open("answer", O_RDONLY);

	EXPECT_GT(0, fd < 0 ? fd : read(fd, &byte, 1));
	EXPECT_EQ(-EINVAL, cordon_write("answer", "allow\n"));
	EXPECT_EQ(-EINVAL, cordon_write("answer", "1 maybe\n"));
	EXPECT_EQ(-EINVAL, cordon_write("answer", "1 allow\n2 allow\n"));
	EXPECT_EQ(-EINVAL, cordon_write("answer", "-1 allow\n"));
	EXPECT_EQ(-ENOENT, cordon_write("answer", "18446744073709551 allow\n"));
}

/* An empty queue reads as nothing, and cannot be written. */
TEST_F(fs, queue_is_empty)
{
	int fd = cordon_open("queue", O_RDWR);

	EXPECT_EQ(0, cordon_read("queue", self->text, sizeof(self->text)));
	EXPECT_GT(0, fd < 0 ? fd : write_fd(fd, "x"));
	if (fd >= 0)
		close(fd);
}

/* Whoever has "queue" open is the responder, and the status says so. */
TEST_F(fs, queue_open_is_responder)
{
	int first, second;

	EXPECT_EQ(0, status_of("responder"));
	first = cordon_open("queue", O_RDONLY);
	second = cordon_open("queue", O_RDONLY);
	ASSERT_LE(0, first);
	ASSERT_LE(0, second);
	EXPECT_LT(0, status_of("responder"));
	close(first);
	EXPECT_LT(0, status_of("responder"));
	close(second);
	EXPECT_EQ(0, status_of("responder"));
}

TEST_HARNESS_MAIN
