// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: what is recorded of verdicts and changes
 *
 * In the initial network namespace, which alone has the records.
 */

#include "exe.h"
#include "record.h"

static const char *const verdict_keys[] = {
	COMMON_FIELDS, "errno", "reason", "permissive", "missed", NULL,
};

FIXTURE(record)
{
	struct place place;
	int records;
	struct record r;
	char text[4096];
	char *program;
};

FIXTURE_SETUP(record)
{
	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, lo_up());
	ASSERT_EQ(0, place_make(&self->place));
	self->program = place_copy(&self->place, "probe", "program");
	ASSERT_NE(NULL, self->program);
	self->records = records_open();
	ASSERT_LE(0, self->records);
}

FIXTURE_TEARDOWN(record)
{
	EXPECT_EQ(0, policy_reset());
	place_remove(&self->place);
	close(self->records);
}

/* Where rules have an id, what is that of the n-th? */
static long long rule_id(int n)
{
	static char text[TEXT_MAX];
	char *at = text;
	long long id = -1;

	cordon_read("policy", text, sizeof(text));
	while (n-- >= 0 && at) {
		at = strstr(at, " # id=");
		if (at)
			id = atoll(at++ + 6);
	}
	return id;
}

/* A denial is recorded with everything that decided it. */
TEST_F(record, denial)
{
	char value[PATH_MAX];

	ASSERT_EQ(0, load("default allow\nallow exe=/nowhere\n"
			  "deny exe=%s dst=" BAD4 " label=my.label errno=EPERM"
			  "\n", self->program));
	ASSERT_EQ(0, records_drop(self->records));
	EXPECT_EQ(-EPERM, task_run(run_fn, &(struct run){
		.path = self->program,
		.argv = { "x", "connect", BAD4, "4711" }, .uid = 1000 }));
	ASSERT_EQ(0, record_next(self->records, AUDIT_CORDON_VERDICT,
				 &self->r));
	EXPECT_TRUE(fields_in_order(self->r.text, verdict_keys));
	EXPECT_TRUE(field_is(self->r.text, "op", "connect"));
	EXPECT_TRUE(field_is(self->r.text, "verdict", "deny"));
	EXPECT_TRUE(field_is(self->r.text, "question", "0"));
	EXPECT_EQ(rule_id(1), field_number(self->r.text, "rule"));
	EXPECT_TRUE(field_is(self->r.text, "label", "my.label"));
	EXPECT_EQ(status_of("generation"), field_number(self->r.text, "gen"));
	EXPECT_LT(0, field_number(self->r.text, "subject"));
	snprintf(value, sizeof(value), "\"%s\"", self->program);
	EXPECT_TRUE(field_is(self->r.text, "exe", value));
	EXPECT_TRUE(field_is(self->r.text, "script", "?"));
	EXPECT_TRUE(field_is(self->r.text, "mnt", "init"));
	EXPECT_TRUE(field_is(self->r.text, "proto", "tcp"));
	EXPECT_TRUE(field_is(self->r.text, "family", "inet"));
	EXPECT_TRUE(field_is(self->r.text, "dst", BAD4));
	EXPECT_TRUE(field_is(self->r.text, "dport", "4711"));
	EXPECT_TRUE(field_is(self->r.text, "sport", "?"));
	EXPECT_TRUE(field_is(self->r.text, "uid", "1000"));
	EXPECT_TRUE(field_is(self->r.text, "comm", "\"program\""));
	EXPECT_TRUE(field_is(self->r.text, "errno", "1"));
	EXPECT_TRUE(field_is(self->r.text, "reason", "rule"));
	EXPECT_TRUE(field_is(self->r.text, "permissive", "0"));
	EXPECT_TRUE(field_is(self->r.text, "missed", "0"));
	EXPECT_EQ(getpid(), field_number(self->r.text, "ppid"));
}

/* The default is rule 0, and a packet says so. */
TEST_F(record, denial_by_default)
{
	int fd = make_socket(AF_INET6, SOCK_DGRAM, 0);
	struct target here = target(GOOD6, 0);
	char port[8];

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, bind(fd, &here.addr.sa, here.len));
	ASSERT_EQ(0, load("default deny\n"));
	ASSERT_EQ(0, records_drop(self->records));
	EXPECT_EQ(-EACCES, do_sendto(fd, "2001:db8::1", 53, 0));
	ASSERT_EQ(0, record_next(self->records, AUDIT_CORDON_VERDICT,
				 &self->r));
	EXPECT_TRUE(field_is(self->r.text, "op", "sendmsg"));
	EXPECT_TRUE(field_is(self->r.text, "rule", "0"));
	EXPECT_TRUE(field_is(self->r.text, "label", "?"));
	EXPECT_TRUE(field_is(self->r.text, "proto", "udp"));
	EXPECT_TRUE(field_is(self->r.text, "family", "inet6"));
	EXPECT_TRUE(field_is(self->r.text, "dst", "2001:db8::1"));
	EXPECT_TRUE(field_is(self->r.text, "dport", "53"));
	snprintf(port, sizeof(port), "%d", port_of(fd));
	EXPECT_TRUE(field_is(self->r.text, "sport", port));
	EXPECT_TRUE(field_is(self->r.text, "errno", "13"));
	EXPECT_TRUE(field_is(self->r.text, "reason", "default"));
	close(fd);
}

/* So does the socket of a class without addresses. */
TEST_F(record, denied_class)
{
	ASSERT_EQ(0, load("default allow\ndeny proto=packet\n"));
	ASSERT_EQ(0, records_drop(self->records));
	EXPECT_EQ(-EACCES, make_socket(AF_PACKET, SOCK_RAW, 0));
	ASSERT_EQ(0, record_next(self->records, AUDIT_CORDON_VERDICT,
				 &self->r));
	EXPECT_TRUE(field_is(self->r.text, "op", "create"));
	EXPECT_TRUE(field_is(self->r.text, "proto", "packet"));
	EXPECT_TRUE(field_is(self->r.text, "family", "17"));
	EXPECT_TRUE(field_is(self->r.text, "dst", "?"));
	EXPECT_TRUE(field_is(self->r.text, "dport", "?"));
}

static const struct {
	const char *name;
	const char *hex;
} names[] = {
	{ "two words", "74776F20776F726473" },
	{ "quo\"te", "71756F227465" },
	{ "a=b res=1\n", "613D62207265733D310A" },
	{ "\xff\x01", "FF01" },
};

/* What a user chose the bytes of cannot look like a field. */
TEST_F(record, names_are_escaped)
{
	char exe[256], *path;
	struct run run;
	size_t i, n;

	ASSERT_EQ(0, load("default deny\n"));
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		path = place_copy(&self->place, "probe", names[i].name);
		ASSERT_NE(NULL, path);
		run = (struct run){ .path = path,
				    .argv = { "x", "connect", BAD4, "1" } };
		ASSERT_EQ(0, records_drop(self->records));
		EXPECT_EQ(-EACCES, run_wait(&run));
		ASSERT_EQ(0, record_next(self->records, AUDIT_CORDON_VERDICT,
					 &self->r));
		EXPECT_TRUE(fields_in_order(self->r.text, verdict_keys));
		ASSERT_TRUE(field(self->r.text, "exe", exe, sizeof(exe)));
		n = strlen(exe);
		ASSERT_LT(strlen(names[i].hex), n);
		EXPECT_STREQ(names[i].hex, exe + n - strlen(names[i].hex));
		EXPECT_EQ(n, strspn(exe, "0123456789ABCDEF"));
		EXPECT_TRUE(field_is(self->r.text, "comm", names[i].hex));
	}
}

/* log= turns records of allows on and of denials off. */
TEST_F(record, log_yes_and_no)
{
	ASSERT_EQ(0, load("default allow\n"
			  "allow dst=" GOOD4 " dport=1 log=yes\n"
			  "allow dst=" GOOD4 "\n"
			  "deny dst=" BAD4 " log=no\n"
			  "deny dst=" OTHER4 "\n"));
	ASSERT_EQ(0, records_drop(self->records));
	EXPECT_EQ(-ECONNREFUSED, try_tcp(GOOD4, 2));
	EXPECT_EQ(-EACCES, try_tcp(BAD4, 2));
	EXPECT_EQ(-ECONNREFUSED, try_tcp(GOOD4, 1));
	EXPECT_EQ(-EACCES, try_tcp(OTHER4, 3));
	ASSERT_EQ(0, record_next(self->records, AUDIT_CORDON_VERDICT,
				 &self->r));
	EXPECT_TRUE(field_is(self->r.text, "verdict", "allow"));
	EXPECT_TRUE(field_is(self->r.text, "dport", "1"));
	EXPECT_TRUE(field_is(self->r.text, "errno", "0"));
	ASSERT_EQ(0, record_next(self->records, AUDIT_CORDON_VERDICT,
				 &self->r));
	EXPECT_TRUE(field_is(self->r.text, "verdict", "deny"));
	EXPECT_TRUE(field_is(self->r.text, "dport", "3"));
}

/* Permissive mode records what it would have denied. */
TEST_F(record, permissive)
{
	ASSERT_EQ(0, load("default allow\ndeny dst=" BAD4 "\n"));
	ASSERT_EQ(0, cordon_write("mode", "permissive"));
	ASSERT_EQ(0, records_drop(self->records));
	EXPECT_EQ(-ECONNREFUSED, try_tcp(BAD4, 1));
	ASSERT_EQ(0, record_next(self->records, AUDIT_CORDON_VERDICT,
				 &self->r));
	EXPECT_TRUE(field_is(self->r.text, "verdict", "deny"));
	EXPECT_TRUE(field_is(self->r.text, "permissive", "1"));
}

/* And what somebody would have been asked about: a policy is learnt from it. */
TEST_F(record, permissive_ask)
{
	long long denied;

	ASSERT_EQ(0, load("default ask\n"));
	ASSERT_EQ(0, cordon_write("mode", "permissive"));
	ASSERT_EQ(0, records_drop(self->records));
	denied = status_of("denied");
	EXPECT_EQ(-ECONNREFUSED, try_tcp(BAD4, 1));
	ASSERT_EQ(0, record_next(self->records, AUDIT_CORDON_VERDICT,
				 &self->r));
	EXPECT_TRUE(field_is(self->r.text, "verdict", "ask"));
	EXPECT_TRUE(field_is(self->r.text, "question", "0"));
	EXPECT_TRUE(field_is(self->r.text, "permissive", "1"));
	EXPECT_EQ(denied + 1, status_of("denied"));
}

/* A flood of one program is cut, and the next record says by how many. */
TEST_F(record, flood_is_limited)
{
	long long left_out = status_of("records_missed");
	int i, n;

	ASSERT_EQ(0, load("default allow\ndeny exe=%s dst=" BAD4 "\n",
			  self_path()));
	ASSERT_EQ(0, records_drop(self->records));
	for (i = 0; i < 200; i++)
		ASSERT_EQ(-EACCES, try_tcp(BAD4, 7));
	ASSERT_EQ(0, change("append deny exe=/nowhere\n"));
	n = records_until(self->records, AUDIT_CORDON_VERDICT,
			  AUDIT_MAC_CONFIG_CHANGE, &self->r);
	EXPECT_LE(1, n);
	EXPECT_GT(100, n);
	EXPECT_LE(left_out + 200 - n, status_of("records_missed"));

	/* Other programs are not silenced. */
	ASSERT_EQ(0, load("default allow\ndeny dst=" BAD4 "\n"));
	EXPECT_EQ(-EACCES, task_run(run_fn, &(struct run){
		.path = self->program,
		.argv = { "x", "connect", BAD4, "4711" } }));
	ASSERT_EQ(0, record_next(self->records, AUDIT_CORDON_VERDICT,
				 &self->r));
	EXPECT_TRUE(field_is(self->r.text, "dport", "4711"));
	EXPECT_TRUE(field_is(self->r.text, "missed", "0"));

	/* In time the program is heard again. */
	for (i = 0; i < 200; i++) {
		EXPECT_EQ(-EACCES, try_tcp(BAD4, 9));
		usleep(100000);
		if (nothing_at(self->records))
			continue;
		ASSERT_EQ(0, record_next(self->records, AUDIT_CORDON_VERDICT,
					 &self->r));
		break;
	}
	EXPECT_TRUE(field_is(self->r.text, "dport", "9"));
	EXPECT_LE(200 - n, field_number(self->r.text, "missed"));
}

/* However much it varies: audit's room is for others, too. */
TEST_F(record, varied_flood_is_limited)
{
	long long left_out = status_of("records_missed");
	int i, n;

	ASSERT_EQ(0, load("default allow\ndeny exe=%s dst=" BAD4 "\n",
			  self_path()));
	ASSERT_EQ(0, records_drop(self->records));
	for (i = 0; i < 200; i++)
		ASSERT_EQ(-EACCES, try_udp(BAD4, 1000 + i));
	ASSERT_EQ(0, change("append deny exe=/nowhere\n"));
	n = records_until(self->records, AUDIT_CORDON_VERDICT,
			  AUDIT_MAC_CONFIG_CHANGE, &self->r);
	/* Twenty at most for each second, or part of one, that it took. */
	EXPECT_LE(1, n);
	EXPECT_GT(100, n);
	EXPECT_EQ(left_out + 200 - n, status_of("records_missed"));
}

/* Executables without a path show what is known of them. */
TEST_F(record, no_path)
{
	char *argv[] = { "x", "connect", BAD4, "1", NULL };
	int memfd = sys_memfd_create("fake", 1), status;
	pid_t child;

	ASSERT_LE(0, memfd);
	snprintf(self->text, sizeof(self->text), "/proc/self/fd/%d", memfd);
	ASSERT_EQ(0, copy_file(self->program, self->text, 0755));
	ASSERT_EQ(0, load("default deny\n"));
	ASSERT_EQ(0, records_drop(self->records));
	child = fork();
	if (!child) {
		sys_execveat(memfd, "", argv, environ, AT_EMPTY_PATH);
		_exit(STATUS_SETUP);
	}
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_EQ(EACCES, WEXITSTATUS(status));
	ASSERT_EQ(0, record_next(self->records, AUDIT_CORDON_VERDICT,
				 &self->r));
	EXPECT_TRUE(field_is(self->r.text, "exe", "\"memfd:fake\""));
}

static int shift_name(struct run *run)
{
	int err = enter_namespaces(1000);

	if (err)
		return err;
	return mount(run->other, run->path, NULL, MS_BIND, NULL) ? -errno : 0;
}

/* A program bound over another path is shown by the name that rules match. */
TEST_F(record, name_in_another_namespace)
{
	char *over = place_copy(&self->place, "probe", "trusted");
	char value[PATH_MAX];

	ASSERT_NE(NULL, over);
	ASSERT_EQ(0, load("default deny\n"));
	ASSERT_EQ(0, records_drop(self->records));
	EXPECT_EQ(-EACCES, task_run(run_fn, &(struct run){
		.path = over, .argv = { "x", "connect", BAD4, "1" },
		.uid = 1000, .before = shift_name,
		.other = self->program }));
	ASSERT_EQ(0, record_next(self->records, AUDIT_CORDON_VERDICT,
				 &self->r));
	snprintf(value, sizeof(value), "\"%s\"", over);
	ASSERT_TRUE(field(self->r.text, "exe", self->text,
			  sizeof(self->text)));
	ASSERT_TRUE(field(self->r.text, "mnt", self->text + 2048, 64));
	/* The forged name may be shown, but only as one of "other". */
	EXPECT_TRUE(strcmp(self->text, value) ||
		    !strcmp(self->text + 2048, "other"))
	{
		TH_LOG("%s", self->r.text);
	}
}

TEST_HARNESS_MAIN
