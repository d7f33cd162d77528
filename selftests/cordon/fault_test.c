// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: files that are opened, read and written without memory
 *
 * Whatever fails, a write takes effect as a whole or not at all, and a file
 * that could not be read can be read the next time.
 */

#include "fault.h"

#define BASE								\
	"default allow\n"						\
	"set a 192.0.2.0/24 2001:db8::/32\n"				\
	"deny dst=@a label=first\n"					\
	"deny exe=/old/*\n"						\
	"allow exe=/usr/bin/program dport=80\n"

/* At least one of everything that a rule is made of, more than fit at first. */
#define OTHER								\
	"default deny\n"						\
	"unanswered deny after=60 hold=blocking\n"			\
	"set a 192.0.2.0/28 2001:db8::1\n"			\
	"set b 198.51.100.0/24 203.0.113.1 203.0.113.3 203.0.113.5\n"	\
	"allow exe=/a/** script=/b/*.sh uid=1-5,7,9,11,13 gid=3,5,7\n"	\
	"deny exe=\"/with blank\" dst=@a,@b,10.0.0.0/8 dport=1,3,5-9,11\n" \
	"allow exe=/c cgroup=/user.slice/** proto=tcp,udp sport=53,99\n"	\
	"ask exe=/d sha256="						\
	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" \
	" label=digest mnt=any\n"					\
	"deny proto=raw,packet errno=EPERM log=no\n"			\
	"allow dst=::1,fe80::/10,fd00::/64 expires=3600\n"	\
	"allow exe=/1\nallow exe=/2\nallow exe=/3\nallow exe=/4\n"	\
	"allow exe=/5\nallow exe=/6\nallow exe=/7\nallow exe=/8\n"

FIXTURE(file)
{
	struct state state;
	const char *name;
	const char *text;
	int flags;
	int refusal;
	int fd;
	long long subjects;
	char expected[TEXT_MAX], found[TEXT_MAX];
};

FIXTURE_SETUP(file)
{
	REQUIRE_CORDON();
	REQUIRE_FAULTS();
	ASSERT_EQ(0, policy_reset());
	self->subjects = status_of("subjects");
	self->fd = -1;
}

FIXTURE_TEARDOWN(file)
{
	EXPECT_EQ(0, policy_reset());
	EXPECT_TRUE(subjects_become(self->subjects));
}

/* The policy without what differs each time: ids, hits, time that is left. */
static int read_policy(char *text, size_t size)
{
	int err = cordon_read("policy", text, size);
	char *in, *out = text;

	if (err < 0)
		return err;
	for (in = text; *in;) {
		if (!strncmp(in, " # id=", 6)) {
			in += strcspn(in, "\n");
		} else if (!strncmp(in, "expires=", 8)) {
			in += strcspn(in, " \n");
		} else {
			*out++ = *in++;
		}
	}
	*out = '\0';
	return 0;
}

static int begin_write(void *arg)
{
	FIXTURE_DATA(file) *self = arg;
	int err = load(BASE);

	err = err ?: state_take(&self->state);
	if (err)
		return err;
	self->fd = cordon_open(self->name, O_RDWR);
	return self->fd < 0 ? self->fd : 0;
}

static int write_text(void *arg)
{
	FIXTURE_DATA(file) *self = arg;

	return write_fd(self->fd, self->text);
}

/* All of it, or an errno, a reason to read, and nothing has changed. */
static int end_write(void *arg, int result)
{
	FIXTURE_DATA(file) *self = arg;
	int err = 0;

	if (!result) {
		if (status_of("generation") != self->state.generation + 1 ||
		    read_policy(self->found, sizeof(self->found)) ||
		    strcmp(self->found, self->expected))
			err = -EBADMSG;
	} else if ((result != self->refusal && !is_fault(result)) ||
		   !state_is(&self->state)) {
		err = -EUCLEAN;
	} else if (read_fd(self->fd, self->found, sizeof(self->found)) < 2) {
		err = -ENODATA;
	}
	close(self->fd);
	return err;
}

static const struct fault_plan write_plan = { begin_write, write_text,
					      end_write };

TEST_F(file, policy_is_replaced_or_not)
{
	self->name = "policy";
	self->text = OTHER;
	ASSERT_EQ(0, load(OTHER));
	ASSERT_EQ(0, read_policy(self->expected, sizeof(self->expected)));
	EXPECT_LT(50, fault_each(&write_plan, self));
}

/* What is wrong stays wrong. */
TEST_F(file, wrong_policy_is_refused)
{
	self->name = "policy";
	self->text = OTHER "deny dst=@nowhere\n";
	self->refusal = -EINVAL;
	EXPECT_LT(50, fault_each(&write_plan, self));
}

/* Ids are not used again: those of the rules that begin_write() loads. */
static char *transaction_text(long long first)
{
	static char text[1024];

	snprintf(text, sizeof(text),
		 "append deny exe=/x/* dst=@new dport=7,9,11 label=last\n"
		 "set new 198.51.100.7 2001:db8:1::/48\n"
		 "set a 192.0.2.77\n"
		 "before %lld allow exe=/y uid=1,3,5\n"
		 "delete %lld\n", first, first + 1);
	return text;
}

static long long first_id(void)
{
	static char text[TEXT_MAX];
	const char *at;

	if (cordon_read("policy", text, sizeof(text)) < 0)
		return -1;
	at = strstr(text, "# id=");
	return at ? atoll(at + 5) : -1;
}

static int begin_transaction(void *arg)
{
	FIXTURE_DATA(file) *self = arg;
	int err = begin_write(arg);

	self->text = transaction_text(first_id());
	return err;
}

TEST_F(file, transaction_is_applied_or_not)
{
	static const struct fault_plan plan = { begin_transaction, write_text,
						end_write };

	self->name = "rules";
	ASSERT_EQ(0, load(BASE));
	ASSERT_EQ(0, change("%s", transaction_text(first_id())));
	ASSERT_EQ(0, read_policy(self->expected, sizeof(self->expected)));
	EXPECT_LT(20, fault_each(&plan, self));
}

TEST_F(file, wrong_transaction_is_refused)
{
	self->name = "rules";
	self->text = "append deny exe=/x\ndelete 18446744073709551615\n";
	self->refusal = -ENOENT;
	EXPECT_LT(5, fault_each(&write_plan, self));
}

/* A switch is thrown or not; a wrong word never throws it. */
static int enforce(void *arg)
{
	return cordon_write("mode", "enforcing");
}

static int write_switch(void *arg)
{
	FIXTURE_DATA(file) *self = arg;

	return cordon_write(self->name, self->text);
}

static int end_mode(void *arg, int result)
{
	char mode[32];

	if (!status_text("mode", mode, sizeof(mode)) ||
	    status_of("sealed"))
		return -EBADMSG;
	if (!result)
		return strcmp(mode, "permissive") ? -EBADMSG : 0;
	return !is_fault(result) || strcmp(mode, "enforcing") ? -EUCLEAN : 0;
}

TEST_F(file, mode_is_set_or_not)
{
	static const struct fault_plan plan = { enforce, write_switch,
						end_mode };

	self->name = "mode";
	self->text = "permissive";
	EXPECT_LT(3, fault_each(&plan, self));
}

static int end_seal(void *arg, int result)
{
	if (status_of("sealed") || (result != -EINVAL && !is_fault(result)))
		return -EUCLEAN;
	return 0;
}

TEST_F(file, wrong_word_does_not_seal)
{
	static const struct fault_plan plan = { enforce, write_switch,
						end_seal };

	self->name = "seal";
	self->text = "0";
	EXPECT_LT(3, fault_each(&plan, self));
}

static const struct {
	const char *name;
	int flags;
} files[] = {
	{ "policy", O_RDWR }, { "rules", O_RDWR }, { "queue", O_RDONLY },
	{ "answer", O_WRONLY }, { "mode", O_RDWR }, { "seal", O_RDWR },
	{ "status", O_RDONLY }, { "abi", O_RDONLY },
};

static int no_responder(void *arg)
{
	return status_of("responder") ? -EBUSY : 0;
}

static int open_file(void *arg)
{
	FIXTURE_DATA(file) *self = arg;

	return cordon_open(self->name, self->flags);
}

/* Who could not open "queue" is no responder. */
static int end_open(void *arg, int result)
{
	FIXTURE_DATA(file) *self = arg;
	int responder = result >= 0 && !strcmp(self->name, "queue");

	if (status_of("responder") != responder)
		return -EBADMSG;
	if (result >= 0)
		close(result);
	else if (!is_fault(result))
		return -EUCLEAN;
	return no_responder(arg);
}

TEST_F(file, files_are_opened_or_not)
{
	static const struct fault_plan plan = { no_responder, open_file,
						end_open };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(files); i++) {
		self->name = files[i].name;
		self->flags = files[i].flags;
		EXPECT_LT(2, fault_each(&plan, self))
		{
			TH_LOG("%s", self->name);
		}
	}
}

static int begin_read(void *arg)
{
	FIXTURE_DATA(file) *self = arg;

	self->fd = cordon_open(self->name, self->flags);
	return self->fd < 0 ? self->fd : 0;
}

static int read_file(void *arg)
{
	FIXTURE_DATA(file) *self = arg;
	int len = read_fd(self->fd, self->found, sizeof(self->found));

	return len < 0 ? len : 0;
}

/* What was read is right; if nothing was, it is the next time. */
static int end_read(void *arg, int result)
{
	FIXTURE_DATA(file) *self = arg;
	int err = 0;

	if (result && !is_fault(result))
		err = -EUCLEAN;
	if (result)
		err = err ?: read_file(self);
	if (!err && strcmp(self->found, self->expected))
		err = -EBADMSG;
	close(self->fd);
	return err;
}

/* A line that is longer than the page that is read into at first. */
static int load_long(void)
{
	static char text[32768];
	char *at = stpcpy(text, OTHER "deny exe=/long dst=10.0.0.1");
	int i;

	for (i = 1; i < 400; i++)
		at += sprintf(at, ",10.%d.%d.0/25", i / 200, i % 200);
	strcpy(at, "\n");
	return load("%s", text);
}

TEST_F(file, files_are_read_or_not)
{
	static const struct fault_plan plan = { begin_read, read_file,
						end_read };
	size_t i;

	ASSERT_EQ(0, load_long());
	for (i = 0; i < ARRAY_SIZE(files); i++) {
		if (files[i].flags == O_WRONLY)
			continue;
		self->name = files[i].name;
		self->flags = files[i].flags;
		ASSERT_EQ(0, begin_read(self));
		ASSERT_EQ(0, read_file(self));
		close(self->fd);
		strcpy(self->expected, self->found);
		EXPECT_LT(*self->expected ? 1 : -1, fault_each(&plan, self))
		{
			TH_LOG("%s", self->name);
		}
	}
}

TEST_HARNESS_MAIN
