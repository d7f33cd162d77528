// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: many random and mutated writes to every file
 *
 * CORDON_WRITES is how many to each, CORDON_SEED which. What is refused changes
 * nothing: neither the policy nor a byte of "status". What is accepted can be
 * read, and loaded again, and reads the same then.
 */

#include "asker.h"
#include "snapshot.h"
#include "written.h"

#include <pthread.h>

/* After so many, what is in force is replaced by what is known. */
#define RENEW 128
#define LONG_POLICY 8192

/* Writes between two looks, when nothing is to change. */
#define LOOK 8

/* Less than a byte of each write in a run of a million may be lost. */
#define GROWTH_KB (24 * 1024)

FIXTURE(mutate)
{
	int udp;
	struct asker asker;
	struct question q;
	struct writer w;
	struct snapshot was, now;
	unsigned long writes, written, accepted;
	long long begin;
};

static int begin(FIXTURE_DATA(mutate) *self, const struct written *file)
{
	return writer_init(&self->w, file, seed_wanted());
}

static void end(FIXTURE_DATA(mutate) *self)
{
	self->written += self->w.count;
	writer_end(&self->w);
}

/* The policy that asks, and a task that is held by it. */
static int renew(FIXTURE_DATA(mutate) *self)
{
	int err = load("default allow\nunanswered deny after=86400\n"
		       "ask exe=%s dst=" BAD4 "\n", self_path());

	err = err ?: asker_ask(&self->asker, &self->q);
	err = err ?: snapshot_take(&self->was);
	return err;
}

FIXTURE_SETUP(mutate)
{
	REQUIRE_CORDON();
	self->writes = writes_wanted();
	self->begin = now_ms();
	ASSERT_EQ(0, udp_asked(&self->udp, &self->asker.attempt));
	ASSERT_EQ(0, asker_start(&self->asker));
	ASSERT_EQ(0, renew(self));
}

FIXTURE_TEARDOWN(mutate)
{
	EXPECT_EQ(0, policy_reset());
	EXPECT_EQ(0, asker_settle(&self->asker, &self->q));
	EXPECT_EQ(0, asker_stop(&self->asker));
	responder_stop();
	EXPECT_EQ(0, status_of("questions"));
	EXPECT_EQ(0, status_of("held"));
	EXPECT_EQ(0, status_of("sealed"));
	close(self->udp);
	printf("# %lu writes, %lu accepted, %lld s\n", self->written,
	       self->accepted, (now_ms() - self->begin) / 1000);
}

/*
 * Nothing has changed. An expiring rule is printed with the time that is left.
 */
static int check_unchanged(FIXTURE_DATA(mutate) *self)
{
	bool expires = strstr(self->was.policy, " expires=");

	if (snapshot_take(&self->now))
		return writer_complain(&self->w, "nothing can be read");
	if (!strcmp(self->was.status, self->now.status) &&
	    (expires || !strcmp(self->was.policy, self->now.policy)))
		return 0;
	fprintf(stderr, "# before:\n%s%s# after:\n%s%s", self->was.status,
		self->was.policy, self->now.status, self->now.policy);
	return writer_complain(&self->w, "one of the last had an effect");
}

/* What is refused leaves no trace: it would be seen later, too. */
static int check_refused(FIXTURE_DATA(mutate) *self)
{
	return self->w.count % LOOK ? 0 : check_unchanged(self);
}

/* Loads what is in force once more; it has to read the same. */
static int check_round_trip(FIXTURE_DATA(mutate) *self)
{
	static char once[TEXT_MAX], twice[TEXT_MAX];
	bool moves = expires_soon(self->now.policy);
	int err;

	strcpy(once, self->now.policy);
	if (cordon_submit("policy", once))
		return writer_complain(&self->w, "what is read is refused");
	err = asker_settle(&self->asker, &self->q);
	err = err < 0 ? err : snapshot_take(&self->was);
	if (err)
		return err;
	strcpy(twice, self->was.policy);
	if (!moves && !same_policy(once, twice)) {
		fprintf(stderr, "# once:\n%s# twice:\n%s", self->now.policy,
			self->was.policy);
		return writer_complain(&self->w, "reads differently");
	}
	return 0;
}

static int check_counts(FIXTURE_DATA(mutate) *self)
{
	int n_rules, n_sets;

	policy_count(self->now.policy, &n_rules, &n_sets);
	if (n_rules == snapshot_number(&self->now, "rules") &&
	    n_sets == snapshot_number(&self->now, "sets"))
		return 0;
	return writer_complain(&self->w, "rules or sets are miscounted");
}

/* What soon changes by itself, or is long, is replaced. */
static bool is_restless(const struct snapshot *s)
{
	const char *after = strstr(s->policy, " after=");

	return expires_soon(s->policy) ||
	       (after && atol(after + strlen(" after=")) < EXPIRES_SOON) ||
	       strlen(s->policy) > LONG_POLICY;
}

static bool has_rule(const struct snapshot *s, unsigned long long id)
{
	char comment[48];

	snprintf(comment, sizeof(comment), " # id=%llu hits=", id);
	return strstr(s->policy, comment);
}

/* Rules that operations name were there; those that they delete are not. */
static int check_ids(FIXTURE_DATA(mutate) *self)
{
	char text[MUTANT_MAX + 1], *line, *save;
	unsigned long long id;
	bool deleted;

	memcpy(text, self->w.m.text, self->w.m.len);
	text[self->w.m.len] = '\0';
	for (line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		deleted = sscanf(line, "delete %llu", &id) == 1;
		if (!deleted && sscanf(line, "before %llu", &id) != 1)
			continue;
		if (!has_rule(&self->was, id))
			return writer_complain(&self->w, "no such rule");
		if (deleted && has_rule(&self->now, id))
			return writer_complain(&self->w, "still there");
	}
	return 0;
}

static int check_accepted(FIXTURE_DATA(mutate) *self)
{
	long long old = snapshot_number(&self->was, "generation"), gen;
	int err = asker_settle(&self->asker, &self->q);
	bool moves;

	self->accepted++;
	err = err < 0 ? err : snapshot_take(&self->now);
	if (err)
		return err;
	gen = snapshot_number(&self->now, "generation");
	moves = expires_soon(self->now.policy) ||
		memmem(self->w.m.text, self->w.m.len, "expires", 7);
	/* Operations that are none make no policy. */
	if (self->w.file == &rules && gen == old)
		return check_unchanged(self);
	if (!moves && gen != old + 1)
		return writer_complain(&self->w, "not one generation more");
	err = self->w.file == &rules ? check_ids(self) : 0;
	if (!err && !moves)
		err = check_counts(self);
	err = err ?: check_round_trip(self);
	if (!err && is_restless(&self->was))
		err = renew(self);
	return err;
}

/* One write to "policy" or "rules". */
static int write_text(FIXTURE_DATA(mutate) *self)
{
	int err = writer_make(&self->w, snapshot_last_id(&self->was));

	if (err)
		return err;
	err = writer_submit(&self->w);
	if (err == WRITER_BAD)
		return err;
	if (!err)
		return check_accepted(self);
	if (!self->w.err && err != -EINVAL &&
	    (err != -ENOENT || self->w.file != &rules))
		return writer_complain(&self->w, strerror(-err));
	return (self->w.count % 2 ? 0 : writer_check_reason(&self->w)) ?:
	       check_refused(self);
}

/* Kernel memory in use that cannot be taken back, in kB. */
static long memory_used(void)
{
	FILE *file = fopen("/proc/meminfo", "re");
	long value, used = 0;
	char line[128];

	while (file && fgets(line, sizeof(line), file)) {
		if (sscanf(line, "SUnreclaim: %ld", &value) == 1 ||
		    sscanf(line, "VmallocUsed: %ld", &value) == 1)
			used += value;
	}
	if (file)
		fclose(file);
	return used;
}

static int many_texts(FIXTURE_DATA(mutate) *self)
{
	unsigned long i;
	long memory = 0;
	int err = 0;

	for (i = 0; i < self->writes && !err; i++) {
		/* What is freed is kept for a while by some kernels. */
		if (i == self->writes / 4)
			memory = memory_used();
		if (!(i % RENEW))
			err = renew(self);
		err = err ?: write_text(self);
	}
	memory = memory_used() - memory;
	if (!err && memory > GROWTH_KB) {
		fprintf(stderr, "# %ld kB more are in use\n", memory);
		err = -ENOMEM;
	}
	return err;
}

TEST_F_TIMEOUT(mutate, policy, NO_LIMIT)
{
	ASSERT_EQ(0, begin(self, &policy));
	ASSERT_EQ(0, many_texts(self));
	EXPECT_LT(self->writes / 50, self->accepted);
	end(self);
}

TEST_F_TIMEOUT(mutate, rules, NO_LIMIT)
{
	ASSERT_EQ(0, begin(self, &rules));
	ASSERT_EQ(0, many_texts(self));
	EXPECT_LT(self->writes / 50, self->accepted);
	end(self);
}

/* One write to a switch, which is to have that result. */
static int write_switch(FIXTURE_DATA(mutate) *self, int expected)
{
	int err = writer_submit(&self->w);

	if (err == WRITER_BAD)
		return err;
	if (!self->w.err && err != expected)
		return writer_complain(&self->w, strerror(-err));
	if (err)
		return check_refused(self) ?: err;
	self->accepted++;
	return 0;
}

static int check_answered(FIXTURE_DATA(mutate) *self)
{
	bool allow = memmem(self->w.m.text, self->w.m.len, "allow", 5);
	long long answered = snapshot_number(&self->was, "answered");
	long long id = self->q.id;

	if (asker_result(&self->asker) != (allow ? 0 : -EACCES))
		return writer_complain(&self->w, "not what was answered");
	if (status_of("answered") != answered + 1)
		return writer_complain(&self->w, "not counted");
	if (asker_ask(&self->asker, &self->q) || self->q.id <= id)
		return writer_complain(&self->w, "no new question");
	return snapshot_take(&self->was);
}

TEST_F_TIMEOUT(mutate, answer, NO_LIMIT)
{
	int err;

	ASSERT_EQ(0, begin(self, &answer_file));
	while (self->w.count < self->writes) {
		ASSERT_EQ(0, writer_make(&self->w, self->q.id));
		err = write_switch(self, expect_answer(&self->w.m,
						       self->q.id));
		ASSERT_NE(WRITER_BAD, err);
		if (!err)
			ASSERT_EQ(0, check_answered(self));
	}
	EXPECT_LT(0UL, self->accepted);
	end(self);
}

/* Permissive: who is held goes on, and nobody is until that ends. */
static int check_mode(FIXTURE_DATA(mutate) *self)
{
	char word[32];

	if (mutant_is(&self->w.m, "enforcing"))
		return check_unchanged(self);
	if (!status_text("mode", word, sizeof(word)) ||
	    strcmp(word, "permissive"))
		return writer_complain(&self->w, "not the mode");
	if (asker_result(&self->asker))
		return writer_complain(&self->w, "still denied");
	return cordon_write("mode", "enforcing") ?:
	       asker_ask(&self->asker, &self->q) ?:
	       snapshot_take(&self->was);
}

TEST_F_TIMEOUT(mutate, mode, NO_LIMIT)
{
	int err;

	ASSERT_EQ(0, begin(self, &mode));
	while (self->w.count < self->writes) {
		ASSERT_EQ(0, writer_make(&self->w, 0));
		err = write_switch(self, expect_mode(&self->w.m));
		ASSERT_NE(WRITER_BAD, err);
		if (!err)
			ASSERT_EQ(0, check_mode(self));
	}
	EXPECT_LT(0UL, self->accepted);
	end(self);
}

/* All but the seal itself, which would end all tests. */
TEST_F_TIMEOUT(mutate, seal, NO_LIMIT)
{
	ASSERT_EQ(0, begin(self, &seal));
	while (self->w.count < self->writes) {
		ASSERT_EQ(0, writer_make(&self->w, 1));
		if (mutant_is(&self->w.m, "1"))
			continue;
		ASSERT_NE(WRITER_BAD, write_switch(self, -EINVAL));
	}
	EXPECT_EQ(0UL, self->accepted);
	EXPECT_EQ(0, check_unchanged(self));
	end(self);
}

/* What is only read takes nothing. */
TEST_F_TIMEOUT(mutate, unwritten, NO_LIMIT)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(unwritten); i++) {
		ASSERT_EQ(0, begin(self, &unwritten[i]));
		while (self->w.count < self->writes) {
			ASSERT_EQ(0, writer_make(&self->w, 0));
			ASSERT_GT(0, writer_submit(&self->w));
			if (!(self->w.count % RENEW))
				ASSERT_EQ(0, check_unchanged(self));
		}
		EXPECT_EQ(0, check_unchanged(self));
		end(self);
	}
}

/* One of many who write at once. */
struct member {
	pthread_t thread;
	struct writer w;
	unsigned long writes, accepted;
	const unsigned long long *number;
	int err;
};

static bool member_may_say(const struct writer *w, int err)
{
	if (!err || w->err || err == -EINVAL)
		return true;
	return err == -ENOENT &&
	       (w->file == &rules || w->file == &answer_file);
}

static void *member_writes(void *arg)
{
	struct member *member = arg;
	struct writer *w = &member->w;
	int err = 0;

	while (!err && w->count < member->writes) {
		err = writer_make(w, __atomic_load_n(member->number,
						     __ATOMIC_RELAXED));
		if (err || (w->file == &seal && mutant_is(&w->m, "1")))
			continue;
		err = writer_submit(w);
		member->accepted += !err;
		if (err != WRITER_BAD)
			err = member_may_say(w, err) ? 0 :
			      writer_complain(w, strerror(-err));
	}
	__atomic_store_n(&member->err, err ?: 1, __ATOMIC_RELEASE);
	return NULL;
}

/* A reader sees a policy, whole, whoever writes. */
static int check_readable(const struct snapshot *s)
{
	size_t len = strlen(s->policy);

	if (strncmp(s->policy, "default ", 8) || s->policy[len - 1] != '\n' ||
	    !strstr(s->policy, "\nunanswered ")) {
		fprintf(stderr, "# this is no policy:\n%s", s->policy);
		return -EBADMSG;
	}
	return 0;
}

/* Writers of all sorts, while tasks ask and are answered. */
TEST_F_TIMEOUT(mutate, all_at_once, NO_LIMIT)
{
	static const struct written *const files[] = {
		&policy, &policy, &rules, &rules, &answer_file, &mode, &seal,
	};
	static struct member members[ARRAY_SIZE(files)];
	long long generation = snapshot_number(&self->was, "generation");
	unsigned long long rule = 1, question = 1;
	unsigned long accepted = 0;
	size_t i, running;

	for (i = 0; i < ARRAY_SIZE(files); i++) {
		ASSERT_EQ(0, writer_init(&members[i].w, files[i],
					 seed_wanted() + i));
		members[i].writes = self->writes / ARRAY_SIZE(files);
		members[i].number = files[i] == &rules ? &rule : &question;
		ASSERT_EQ(0, pthread_create(&members[i].thread, NULL,
					    member_writes, &members[i]));
	}
	do {
		if (!asker_busy(&self->asker))
			ASSERT_EQ(0, asker_send(&self->asker));
		if (queue_read(&self->q, 0) > 0)
			__atomic_store_n(&question, self->q.id,
					 __ATOMIC_RELAXED);
		ASSERT_EQ(0, snapshot_take(&self->now));
		ASSERT_EQ(0, check_readable(&self->now));
		__atomic_store_n(&rule, snapshot_last_id(&self->now),
				 __ATOMIC_RELAXED);
		for (i = running = 0; i < ARRAY_SIZE(files); i++)
			running += !__atomic_load_n(&members[i].err,
						    __ATOMIC_ACQUIRE);
		sched_yield();
	} while (running);
	for (i = 0; i < ARRAY_SIZE(files); i++) {
		ASSERT_EQ(0, pthread_join(members[i].thread, NULL));
		EXPECT_EQ(1, members[i].err);
		self->written += members[i].w.count;
		self->accepted += members[i].accepted;
		if (files[i] == &policy)
			accepted += members[i].accepted;
		writer_end(&members[i].w);
	}
	EXPECT_LE(generation + (long long)accepted, status_of("generation"));
	ASSERT_EQ(0, cordon_write("mode", "enforcing"));
	ASSERT_EQ(0, load("default allow\n"));
	ASSERT_EQ(0, asker_settle(&self->asker, &self->q));
	/* All is as it was. */
	ASSERT_EQ(0, renew(self));
}

TEST_HARNESS_MAIN
