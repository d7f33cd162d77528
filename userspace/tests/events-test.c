// SPDX-License-Identifier: GPL-2.0-only
/* Reading the audit trail */

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <time.h>
#include <unistd.h>

#include "array.h"
#include "clock.h"
#include "events.h"
#include "tap.h"
#include "text.h"

#define STAMP "msg=audit(1795480066.222:4): "

#define VERDICT                                                                \
	"op=connect verdict=deny question=0 rule=2 label=no-python gen=2 "     \
	"subject=228 exe=\"/usr/bin/python3.11\" script=? mnt=init proto=tcp " \
	"family=inet dst=192.0.2.7 dport=443 sport=? cgroup=\"/\" pid=297 "    \
	"ppid=54 uid=1000 auid=4294967295 ses=4294967295 comm=\"python3\" "
#define VERDICT_END "errno=111 reason=rule permissive=0 missed=0"

#define ANSWER(op, question, by)                                               \
	"op=" op " verdict=allow question=" question " rule=3 label=? gen=2 "  \
	"subject=26 exe=\"/usr/bin/wget\" script=? mnt=init proto=tcp "        \
	"family=inet dst=192.0.2.7 dport=443 sport=? cgroup=\"/\" pid=88 "     \
	"ppid=87 uid=1000 auid=1000 ses=3 comm=\"wget\" " by " held=1"
#define BY_CORDOND                                                             \
	"by-pid=91 by-uid=0 by-auid=4294967295 by-ses=4294967295 "             \
	"by-comm=\"cordond\""
#define BY_NOBODY "by-pid=? by-uid=? by-auid=? by-ses=? by-comm=?"

#define WITNESS(question, more)                                                \
	"pid=91 uid=0 auid=4294967295 ses=4294967295 "                         \
	"subj=/usr/sbin/cordond (enforce) msg='lsm=cordon op=answer "          \
	"question=" question " verdict=allow scope=host for=3600 rule=3 "      \
	more "exe=\"/usr/sbin/cordond\" hostname=? addr=? terminal=pts/1 "     \
	"res=success'"
#define CMD "cmd=616C6C6F77206578653D2F78 "

#define LOAD                                                                   \
	"lsm=cordon op=load auid=1000 ses=2 old-gen=1 new-gen=2 pid=294 "      \
	"uid=0 comm=\"cat\" res=1"

/* A line of the kernel's log, and what dump() makes of it. */
#define KERNEL(before, serial)                                                 \
	before "audit: type=1460 audit(1795480066.222:" serial "): " VERDICT   \
	VERDICT_END "\n"
#define SHOWN(serial)                                                          \
	"1795480066222:" serial " verdict /usr/bin/python3.11 192.0.2.7\n"

static const struct {
	const char *what;
	const char *text;
	const char *expected;	/* as dump() writes it */
	uint64_t broken;
} logs[] = {
	{ "nothing", "", "", 0 },
	{ "a verdict",
	  "type=UNKNOWN[1460] " STAMP VERDICT VERDICT_END "\n",
	  "1795480066222:4 verdict /usr/bin/python3.11 192.0.2.7\n", 0 },
	{ "by its number", "type=1460 " STAMP VERDICT VERDICT_END "\n",
	  "1795480066222:4 verdict /usr/bin/python3.11 192.0.2.7\n", 0 },
	{ "without a newline",
	  "type=UNKNOWN[1460] " STAMP VERDICT VERDICT_END,
	  "1795480066222:4 verdict /usr/bin/python3.11 192.0.2.7\n", 0 },
	{ "of another machine",
	  "node=a.example type=UNKNOWN[1460] " STAMP VERDICT VERDICT_END "\n",
	  "1795480066222:4 a.example verdict /usr/bin/python3.11 192.0.2.7\n",
	  0 },
	{ "enriched",
	  "type=UNKNOWN[1460] " STAMP VERDICT VERDICT_END
	  "\035UID=\"alice\" AUID=\"unset\"\n",
	  "1795480066222:4 verdict /usr/bin/python3.11 192.0.2.7\n", 0 },
	{ "with records of others",
	  "type=UNKNOWN[1460] " STAMP VERDICT VERDICT_END "\n"
	  "type=SYSCALL " STAMP "arch=c000003e syscall=42 success=no\n"
	  "type=PROCTITLE " STAMP "proctitle=\"op=connect verdict=deny\"\n"
	  "type=EOE msg=audit(1795480066.222:4):\n",
	  "1795480066222:4 verdict /usr/bin/python3.11 192.0.2.7\n", 0 },
	{ "two in one event",
	  "type=UNKNOWN[1460] " STAMP VERDICT VERDICT_END "\n"
	  "type=UNKNOWN[1460] " STAMP VERDICT VERDICT_END "\n",
	  "1795480066222:4 verdict /usr/bin/python3.11 192.0.2.7\n"
	  "1795480066222:4 verdict /usr/bin/python3.11 192.0.2.7\n", 0 },
	{ "interleaved, and put in order",
	  "type=UNKNOWN[1460] msg=audit(1795480067.000:6): " VERDICT VERDICT_END
	  "\n"
	  "type=MAC_POLICY_LOAD msg=audit(1795480066.999:5): " LOAD "\n"
	  "type=SYSCALL msg=audit(1795480067.000:6): arch=c000003e\n"
	  "type=SYSCALL msg=audit(1795480066.999:5): arch=c000003e\n",
	  "1795480066999:5 change load 1>2 auid=1000 cat res=1\n"
	  "1795480067000:6 verdict /usr/bin/python3.11 192.0.2.7\n", 0 },
	{ "from the kernel's log",
	  "[    1.5] Linux version 6.12\n"
	  "[   12.345678] audit: type=1460 audit(1795480066.222:4): " VERDICT
	  VERDICT_END "\n"
	  "Nov 25 12:00:00 host kernel: audit: type=1403 "
	  "audit(1795480069.000:5): " LOAD "\n"
	  "[   12.345679] audit: type=1300 audit(1795480066.222:4): arch=1\n",
	  "1795480066222:4 verdict /usr/bin/python3.11 192.0.2.7\n"
	  "1795480069000:5 change load 1>2 auid=1000 cat res=1\n", 0 },
	{ "what somebody else quotes",
	  "Nov 25 host user: audit: type=1460 audit(1795480066.222:4): "
	  VERDICT VERDICT_END "\n", "", 1 },
	{ "in the ways that the kernel's log is shown",
	  "audit: type=1460 audit(1795480066.222:1): " VERDICT VERDICT_END "\n"
	  KERNEL("[Wed Nov 25 12:00:00 2026] ", "2")
	  KERNEL("[    1.234567][    T1] ", "3")
	  KERNEL("<5>[    1.234567] ", "4")
	  KERNEL("kern  :notice: [    1.234567] ", "5")
	  KERNEL("Nov  5 12:00:00 host kernel: ", "6")
	  KERNEL("Nov 25 12:00:00 host kernel: [    1.234567] ", "7")
	  KERNEL("Nov 25 12:00:00.123456 host kernel: ", "8")
	  KERNEL("2026-11-25T12:00:00.123456+01:00 host kernel: ", "9")
	  KERNEL("Wed 2026-11-25 12:00:00 CET host kernel: ", "10")
	  KERNEL("1795480066.222333 host kernel: ", "11")
	  KERNEL("[   12.345678] host kernel: ", "12")
	  KERNEL("Nov 25 12:00:00 kernel: ", "13"),
	  SHOWN("1") SHOWN("2") SHOWN("3") SHOWN("4") SHOWN("5") SHOWN("6")
	  SHOWN("7") SHOWN("8") SHOWN("9") SHOWN("10") SHOWN("11")
	  SHOWN("12") SHOWN("13"), 0 },
	{ "what somebody else forges",
	  KERNEL("Nov 25 12:00:00 host mallory: kernel: ", "1")
	  KERNEL("Nov 25 12:00:00 host mallory[33]: kernel: ", "2")
	  KERNEL("Nov 25 12:00:00 host mallory: [    1.234567] ", "3")
	  KERNEL("Nov 25 12:00:00 host mallory: Nov 25 12:00:00 host kernel: ", "4")
	  KERNEL("2026-11-25T12:00:00+01:00 host mallory: kernel: ", "5")
	  KERNEL("Wed 2026-11-25 12:00:00 CET host mallory: kernel: ", "6")
	  KERNEL("[   12.345678] host mallory[33]: kernel: ", "7")
	  KERNEL("[   12.345678] mallory: kernel: ", "8")
	  KERNEL("Nov 25 12:00:00 host mallory: <5>[    1.234567] ", "9")
	  KERNEL("                [    1.234567] ", "10")
	  KERNEL("Nov 25 12:00:00 host xkernel: ", "11")
	  KERNEL("kernel: ", "12"), "", 12 },
	{ "what ausearch puts between",
	  "----\ntime->Wed Nov 25 12:00:00 2026\n"
	  "type=UNKNOWN[1460] " STAMP VERDICT VERDICT_END "\n",
	  "1795480066222:4 verdict /usr/bin/python3.11 192.0.2.7\n", 0 },
	{ "changes of other modules",
	  "type=MAC_POLICY_LOAD " STAMP "auid=1000 ses=3 lsm=selinux res=1\n"
	  "type=MAC_STATUS " STAMP "enforcing=1 lsm=selinux note=lsm=cordon \n",
	  "", 0 },
	{ "an answer and who gave it",
	  "type=UNKNOWN[1462] " STAMP ANSWER("rule", "7", BY_CORDOND) "\n"
	  "type=USER_MAC_CONFIG_CHANGE msg=audit(1795480066.240:5): "
	  WITNESS("7", CMD "agent-uid=1001 agent-auid=1002 "
		  "agent-exe=\"/usr/bin/cordon-agent\" ") "\n",
	  "1795480066222:4 answer rule 7 host 3600 uid=1001 auid=1002 "
	  "/usr/bin/cordon-agent pts/1 allow exe=/x\n", 0 },
	{ "in the other order",
	  "type=USER_MAC_CONFIG_CHANGE msg=audit(1795480066.220:5): "
	  WITNESS("7", "") "\n"
	  "type=UNKNOWN[1462] " STAMP ANSWER("rule", "7", BY_CORDOND) "\n",
	  "1795480066222:4 answer rule 7 host 3600 uid=0 auid=4294967295 - "
	  "pts/1 -\n", 0 },
	{ "of another question",
	  "type=UNKNOWN[1462] " STAMP ANSWER("rule", "8", BY_CORDOND) "\n"
	  "type=USER_MAC_CONFIG_CHANGE msg=audit(1795480066.240:5): "
	  WITNESS("7", "") "\n",
	  "1795480066222:4 answer rule 8\n"
	  "1795480066240:5 witness 7 host 3600 uid=0 auid=4294967295 - "
	  "pts/1 -\n", 0 },
	{ "too late",
	  "type=UNKNOWN[1462] " STAMP ANSWER("rule", "7", BY_CORDOND) "\n"
	  "type=USER_MAC_CONFIG_CHANGE msg=audit(1795480069.222:5): "
	  WITNESS("7", "") "\n",
	  "1795480066222:4 answer rule 7\n"
	  "1795480069222:5 witness 7 host 3600 uid=0 auid=4294967295 - "
	  "pts/1 -\n", 0 },
	{ "nobody gave it",
	  "type=UNKNOWN[1462] " STAMP ANSWER("timeout", "7", BY_NOBODY) "\n"
	  "type=USER_MAC_CONFIG_CHANGE msg=audit(1795480066.240:5): "
	  WITNESS("7", "") "\n",
	  "1795480066222:4 answer timeout 7\n"
	  "1795480066240:5 witness 7 host 3600 uid=0 auid=4294967295 - "
	  "pts/1 -\n", 0 },
	/* broken ones */
	{ "a record that was cut off",
	  "type=UNKNOWN[1460] " STAMP VERDICT "\n", "", 1 },
	{ "a change that was cut off",
	  "type=MAC_POLICY_LOAD " STAMP "lsm=cordon op=load auid=10\n", "", 1 },
	{ "a witness that was cut off",
	  "type=USER_MAC_CONFIG_CHANGE " STAMP
	  "pid=91 uid=0 msg='lsm=cordon op=answer question=7 exe='\n", "", 1 },
	{ "a stamp that was cut off",
	  "type=UNKNOWN[1460] msg=audit(17954800\n"
	  "type=UNKNOWN[1460] " STAMP VERDICT VERDICT_END "\n",
	  "1795480066222:4 verdict /usr/bin/python3.11 192.0.2.7\n", 1 },
	{ "the second half of a line",
	  "192.0.2.7 dport=443 sport=? missed=0\n"
	  "type=UNKNOWN[1460] " STAMP VERDICT VERDICT_END "\n",
	  "1795480066222:4 verdict /usr/bin/python3.11 192.0.2.7\n", 1 },
	{ "not a log at all", "root:x:0:0:\nbin:x:1:1:\n", "", 2 },
	{ "a time that cannot be",
	  "type=1460 msg=audit(99999999999999.000:1): " VERDICT VERDICT_END
	  "\n", "", 1 },
	{ "words of auditd that hide such an escape",
	  "type=1460\035 " STAMP VERDICT "x=\033[2J " VERDICT_END "\n"
	  "node=a\035 type=1460 " STAMP VERDICT "x=\033[2J " VERDICT_END "\n",
	  "", 2 },
	{ "half a quote",
	  "type=1460 " STAMP "op=connect verdict=deny question=0 rule=0 "
	  "exe=\"/usr/bin errno=1 missed=0\n", "", 1 },
	{ "an escape that a terminal would follow",
	  "type=1460 " STAMP "op=connect verdict=deny question=0 rule=0 "
	  "proto=\033[2J errno=1 missed=0\n", "", 1 },
	{ "names of users beyond ASCII",
	  "type=1460 " STAMP VERDICT VERDICT_END "\035UID=\"\303\251\"\n",
	  "1795480066222:4 verdict /usr/bin/python3.11 192.0.2.7\n", 0 },
	{ "parentheses in a node",
	  "node=audit(1.000:1): type=1460 " STAMP VERDICT VERDICT_END "\n",
	  "", 1 },
};

static void dump_witness(struct text *to, const struct witness *witness)
{
	text_printf(to, " %s %s uid=%" PRId64 " auid=%" PRId64 " %s %s %s",
		    witness->scope, witness->lasting, witness->uid,
		    witness->auid, witness->exe ? witness->exe : "-",
		    *witness->terminal ? witness->terminal : "-",
		    witness->cmd ? witness->cmd : "-");
}

static int dump(struct event *event, void *data)
{
	const struct record *record = &event->record;
	struct text *to = data;

	text_printf(to, "%" PRId64 ":%" PRIu64, event->time, event->serial);
	if (event->node)
		text_printf(to, " %s", event->node);
	switch (event->kind) {
	case EVENT_VERDICT:
		text_printf(to, " verdict %s %s", record->exe, record->dst);
		break;
	case EVENT_QUESTION:
		text_printf(to, " question %" PRId64, record->question);
		break;
	case EVENT_ANSWER:
		text_printf(to, " answer %s %" PRId64, record->op,
			    record->question);
		if (event->witness.question > 0)
			dump_witness(to, &event->witness);
		break;
	case EVENT_CHANGE:
		text_printf(to, " change %s %" PRId64 ">%" PRId64
			    " auid=%" PRId64 " %s res=%" PRId64,
			    event->change.op, event->change.old_gen,
			    event->change.new_gen, event->change.auid,
			    event->change.comm, event->change.res);
		break;
	case EVENT_WITNESS:
		text_printf(to, " witness %" PRId64, event->witness.question);
		dump_witness(to, &event->witness);
		break;
	case EVENT_KINDS:
		break;
	}
	text_puts(to, "\n");
	return 0;
}

static char path[] = "/tmp/cordon-events.XXXXXX";

static void write_log(const char *data, size_t len)
{
	int fd = open(path, O_WRONLY | O_TRUNC);

	if (fd < 0 || write(fd, data, len) != (ssize_t)len || close(fd))
		exit(2);
}

static int read_log(struct events *events, struct text *to)
{
	char *files[] = { path };

	events->files = files;
	events->n_files = 1;
	return events_read(events, dump, to);
}

static struct events all(void)
{
	return (struct events){ .since = EVENTS_NO_SINCE,
				.until = EVENTS_NO_UNTIL };
}

static void test_logs(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(logs); i++) {
		struct events events = all();
		struct text got = { 0 };

		write_log(logs[i].text, strlen(logs[i].text));
		is_number(read_log(&events, &got), 0, logs[i].what);
		is(text_string(&got), logs[i].expected, logs[i].what);
		is_number(events.broken, logs[i].broken, "broken lines");
		text_destroy(&got);
		events_destroy(&events);
	}
}

static void test_bytes(void)
{
	static const char nul[] = "type=1460 " STAMP VERDICT "\0" VERDICT_END;
	struct text text = { 0 }, got = { 0 };
	struct events events = all();
	size_t i;

	write_log(nul, sizeof(nul) - 1);
	is_number(read_log(&events, &got), 0, "a NUL byte");
	is_number(events.broken, 1, "makes a line broken");

	text_puts(&text, "type=1460 " STAMP);
	for (i = 0; i < 100000; i++)
		text_puts(&text, "x=\"yyyyyy\" ");
	text_puts(&text, "\ntype=1460 " STAMP VERDICT VERDICT_END "\n");
	write_log(text.data, text.len);
	is_number(read_log(&events, &got), 0, "a line of a megabyte");
	is_number(events.broken, 1, "counts as one broken line");
	is(text_string(&got),
	   "1795480066222:4 verdict /usr/bin/python3.11 192.0.2.7\n",
	   "and the next one is read");
	text_destroy(&text);
	text_destroy(&got);
}

/* More at the same time than libauparse is given to hold. */
static void test_many(void)
{
	struct text text = { 0 }, got = { 0 };
	struct events events = all();
	unsigned int i;

	for (i = 1; i <= 20000; i++)
		text_printf(&text, "type=1460 msg=audit(1795480066.222:%u): "
			    VERDICT VERDICT_END "\n", i);
	write_log(text.data, text.len);
	is_number(read_log(&events, &got), 0, "20000 events in a moment");
	is_number(events.found, 20000, "are all found");
	is_number(events.lines, 20000, "and counted");
	text_destroy(&text);
	text_destroy(&got);
}

static int stop_at_two(struct event *event, void *data)
{
	int *count = data;

	(void)event;
	return ++*count == 2 ? 42 : 0;
}

static void test_limits(void)
{
	static const char three[] =
		"type=1460 msg=audit(1795480066.222:4): " VERDICT VERDICT_END "\n"
		"type=1460 msg=audit(1795480067.222:5): " VERDICT VERDICT_END "\n"
		"type=1460 msg=audit(1795480068.222:6): " VERDICT VERDICT_END "\n";
	char *files[] = { path, path }, *nothing[] = { "/nonexistent" };
	struct events events = all();
	struct text got = { 0 };
	int count = 0;

	write_log(three, sizeof(three) - 1);
	events.since = 1795480067222;
	events.until = 1795480067222;
	is_number(read_log(&events, &got), 0, "since and until");
	is(text_string(&got),
	   "1795480067222:5 verdict /usr/bin/python3.11 192.0.2.7\n",
	   "both count");

	events = all();
	events.files = files;
	events.n_files = 2;
	is_number(events_read(&events, stop_at_two, &count), 42,
		  "the caller may stop");
	is_number(count, 2, "and is not called again");
	text_clear(&got);
	is_number(events_read(&events, dump, &got), 0, "the same file twice");
	is_number(events.found, 6, "is read twice");

	events.files = nothing;
	events.n_files = 1;
	is_number(events_read(&events, dump, &got), -ENOENT, "no such file");
	is(events.failed, "/nonexistent", "is named");
	events_destroy(&events);
	text_destroy(&got);
}

/* All in UTC, at 2026-11-25 12:00:00. */
static void test_times(void)
{
	static const int64_t now = 1795608000000, day = 86400000;
	static const struct {
		const char *word;
		int64_t expected;	/* -1: not a time */
	} times[] = {
		{ "now", now },
		{ "today", now - day / 2 },
		{ "yesterday", now - day - day / 2 },
		{ "10:30", now - 90 * 60000 },
		{ "10:30:15", now - 90 * 60000 + 15000 },
		{ "2026-11-24", now - day - day / 2 },
		{ "2026-11-24 12:00", now - day },
		{ "2026-11-24T12:00:01", now - day + 1000 },
		{ "90s", now - 90000 },
		{ "10m", now - 600000 },
		{ "2h", now - 7200000 },
		{ "3d", now - 3 * day },
		{ "1w", now - 7 * day },
		{ "10m ago", now - 600000 },
		{ "2 days", now - 2 * day },
		{ "1 day ago", now - day },
		{ "30 minutes ago", now - 1800000 },
		{ "1h 30min", now - 5400000 },
		{ "1h30m ago", now - 5400000 },
		{ "-10m", now - 600000 },
		{ "today 10:30", now - 90 * 60000 },
		{ "yesterday 12:00:01", now - day + 1000 },
		{ "2026-11-24T12:00:01.222+00:00", now - day + 1000 },
		{ "2026-11-24T13:00:01+0100", now - day + 1000 },
		{ "2026-11-24T06:30:01-05:30", now - day + 1000 },
		{ "2026-11-24T12:00:01Z", now - day + 1000 },
		{ "@5", 5000 },
		{ "1795480066", 1795480066000 },
		{ "", -1 },
		{ "tomorrow", -1 },
		{ "24:00", -1 },
		{ "10:60", -1 },
		{ "1:30", -1 },
		{ "10:30:15:00", -1 },
		{ "2026-02-31", -1 },
		{ "2026-13-01", -1 },
		{ "2026-1-1", -1 },
		{ "2026-11-24x", -1 },
		{ "2026-11-24 ", -1 },
		{ "10", -1 },
		{ "10x", -1 },
		{ "10", -1 },
		{ "10 ago", -1 },
		{ "ago", -1 },
		{ "--10m", -1 },
		{ "10m ago x", -1 },
		{ "10 fortnights", -1 },
		{ "10Min", -1 },
		{ "1h 30", -1 },
		{ "today  10:30", -1 },
		{ "todayx", -1 },
		{ "yesterday 24:00", -1 },
		{ "2026-11-24Z", -1 },
		{ "2026-11-24T12:00:01+1", -1 },
		{ "2026-11-24T12:00:01+24:00", -1 },
		{ "2026-11-24T12:00:01Zx", -1 },
		{ "2026-02-31T12:00:01Z", -1 },
		{ "m", -1 },
		{ "@", -1 },
		{ "@99999999999999", -1 },
		{ "999999999999w", -1 },
		{ "12345678901234567890", -1 },
	};
	int64_t time;
	size_t i;

	setenv("TZ", "UTC", 1);
	tzset();
	for (i = 0; i < ARRAY_SIZE(times); i++) {
		time = -1;
		is_number(event_parse_time(times[i].word, now, &time),
			  times[i].expected == -1 ? -EINVAL : 0,
			  times[i].word);
		is_number(time, times[i].expected, times[i].word);
	}
	is_number(event_parse_time("boot", now, &time), 0, "boot");
	ok(time < now && time > now - clock_ms() - 60000,
	   "is when the machine was started");
	/* Clocks went forward at midnight: the day begins at one. */
	setenv("TZ", "XXX3YYY,M9.1.0/0,M4.1.0/0", 1);
	tzset();
	is_number(event_parse_time("2026-09-06", now, &time), 0,
		  "a day without its first hour");
	is_number(time, 1788663600000, "begins when its second one does");
}

int main(void)
{
	int fd = mkstemp(path);

	if (fd < 0)
		return 2;
	close(fd);
	test_logs();
	test_bytes();
	test_many();
	test_limits();
	test_times();
	unlink(path);
	return tap_end();
}
