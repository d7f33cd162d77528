// SPDX-License-Identifier: GPL-2.0-only
/* Lines of "queue" and of the audit log */

#include <errno.h>

#include "array.h"
#include "record.h"
#include "tap.h"

#define LINE \
	"op=connect verdict=ask question=17 rule=3 label=intranet gen=12 subject=5 exe=\"/usr/bin/curl\" script=? mnt=init proto=tcp family=inet dst=192.0.2.7 dport=443 sport=? cgroup=\"/user.slice/x\" pid=1234 ppid=1200 uid=1000 auid=1000 ses=1 comm=\"curl\""
#define TAIL " state=open waiting=2 left=28 after=30"

static void test_queue_line(void)
{
	struct record r;

	is_number(record_parse(&r, LINE TAIL, strlen(LINE TAIL)), 0,
		  "a line of queue is taken");
	is(r.op, "connect", "op");
	is(r.verdict, "ask", "verdict");
	is_number(r.question, 17, "question");
	is_number(r.rule, 3, "rule");
	is(r.label, "intranet", "label");
	is_number(r.gen, 12, "gen");
	is_number(r.subject, 5, "subject");
	is(r.exe, "/usr/bin/curl", "exe");
	is(r.script, NULL, "script=? is unset");
	is(r.mnt, "init", "mnt");
	is(r.proto, "tcp", "proto");
	is(r.family, "inet", "family");
	is(r.dst, "192.0.2.7", "dst");
	is_number(r.dport, 443, "dport");
	is_number(r.sport, RECORD_UNSET, "sport=? is unset");
	is(r.cgroup, "/user.slice/x", "cgroup");
	is_number(r.pid, 1234, "pid");
	is_number(r.ppid, 1200, "ppid");
	is_number(r.uid, 1000, "uid");
	is_number(r.auid, 1000, "auid");
	is_number(r.ses, 1, "ses");
	is(r.comm, "curl", "comm");
	is(r.state, "open", "state");
	is_number(r.waiting, 2, "waiting");
	is_number(r.left, 28, "left");
	is_number(r.after, 30, "after");
	is_number(r.held, RECORD_UNSET, "held is unset");
	ok(record_has_path(&r), "the program has a path");
	record_destroy(&r);
}

static void test_records(void)
{
	static const char log[] =
		"node=x type=UNKNOWN[1462] msg=audit(1700000000.123:45): op=timeout verdict=deny question=9 rule=0 exe=2F746D702F6120620A by-pid=? by-uid=4294967295 by-comm=6120 held=3 comm=\"a\"";
	static const char payload[] =
		"audit(1700000000.123:46): op=sendmsg verdict=deny question=0 rule=7 exe=\"memfd:audit(1:2): \" errno=13 reason=no-responder permissive=0 missed=4 dst=2001:db8::1\n";
	static const char enriched[] =
		"type=UNKNOWN[1460] msg=audit(1.2:3): op=create verdict=deny question=0 rule=1 uid=0\x1dUID=\"root\" question=99";
	struct record r;

	is_number(record_parse(&r, log, strlen(log)), 0,
		  "a line of the audit log is taken");
	is(r.exe, "/tmp/a b\n", "hexadecimal strings are decoded");
	is_number(r.by_pid, RECORD_UNSET, "by-pid=? is unset");
	is_number(r.by_uid, 4294967295LL, "by-uid");
	is(r.by_comm, "a ", "by-comm");
	is_number(r.held, 3, "held");
	record_destroy(&r);

	is_number(record_parse(&r, payload, strlen(payload)), 0,
		  "the payload of an audit message is taken");
	is(r.exe, "memfd:audit(1:2): ", "quoted strings may have blanks");
	ok(!record_has_path(&r), "a memfd has no path");
	is(r.reason, "no-responder", "reason");
	is_number(r.error, 13, "errno");
	is_number(r.missed, 4, "missed");
	is(r.dst, "2001:db8::1", "IPv6 address");
	record_destroy(&r);

	is_number(record_parse(&r, enriched, strlen(enriched)), 0,
		  "an enriched line is taken");
	is_number(r.question, 0, "what auditd adds is left alone");
	record_destroy(&r);
}

/* A program cannot choose a name that makes the line say something else. */
static void test_stamp_in_name(void)
{
	static const char line[] =
		"op=connect verdict=ask question=1 rule=0 exe=\"/x/audit(1): \" comm=\"): question=2\"";
	struct record r;

	is_number(record_parse(&r, line, strlen(line)), 0, "odd names are taken");
	is_number(r.question, 1, "and change nothing");
	is(r.comm, "): question=2", "comm");
	record_destroy(&r);
}

static void test_bad_lines(void)
{
	static const char *const bad[] = {
		"",
		"op=connect",
		"op=connect verdict=ask rule=1",
		"op=connect verdict=ask question=1",
		"op=connect verdict=ask question=x rule=1",
		"op=connect verdict=ask question=-1 rule=1",
		"op=connect verdict=ask question=99999999999999999999 rule=1",
		"op=connect verdict=ask question=1 rule=1 exe=\"/usr",
		"op=connect verdict=ask question=1 rule=1 exe=2F7",
		"op=connect verdict=ask question=1 rule=1 exe=2f75",
		"op=connect verdict=ask question=1 rule=1 exe=2F00",
		"op=connect verdict=ask question=1 rule=1 exe=",
		"op=connect verdict=ask question=1 rule=1 lonely",
		"op=connect verdict=ask question=1 rule=1 =x",
		"op=averyveryverylongoperation verdict=ask question=1 rule=1",
	};
	struct record r;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		ok(record_parse(&r, bad[i], strlen(bad[i])) == -EINVAL,
		   "refused: %s", bad[i]);
		ok(!r.exe && r.question == RECORD_UNSET, "and left empty");
	}
}

static void test_all(void)
{
	static const char text[] = LINE TAIL "\n" LINE "\n";
	struct record_value value;
	struct record *records;
	size_t count = 0, bad, i, set = 0;
	int has;

	records = record_parse_all(text, strlen(text), &count, &bad);
	ok(records && !bad && count == 2, "two lines are two records");
	for (i = 0; (has = record_value(&records[0], i, &value)) >= 0; i++)
		set += has;
	is_number(set, 24, "all fields that are set can be walked");
	record_destroy_all(records, count);

	records = record_parse_all("", 0, &count, &bad);
	ok(records && !count && !bad, "no text is no records");
	record_destroy_all(records, count);

	records = record_parse_all("junk\n" LINE, 5 + strlen(LINE), &count,
				   &bad);
	ok(records && count == 1 && bad == 1, "junk is left out and counted");
	record_destroy_all(records, count);
}

static void test_set(void)
{
	struct record r;

	record_init(&r);
	ok(!record_set_string(&r, "exe", "/x y", 4) && !strcmp(r.exe, "/x y"),
	   "a string is set");
	ok(!record_set_string(&r, "exe", "/z", 2) && !strcmp(r.exe, "/z"),
	   "and set again");
	ok(!record_set_string(&r, "op", "connect", 7) &&
	   !strcmp(r.op, "connect"), "a word is set");
	ok(!record_set_number(&r, "dport", 443) && r.dport == 443,
	   "a number is set");
	is_number(record_set_string(&r, "op", "averyverylongone", 16), -EINVAL,
		  "a word that is too long");
	is_number(record_set_string(&r, "exe", "/\0x", 3), -EINVAL,
		  "a string with a NUL");
	is_number(record_set_string(&r, "uid", "0", 1), -EINVAL,
		  "a string for a number");
	is_number(record_set_number(&r, "exe", 1), -EINVAL,
		  "a number for a string");
	is_number(record_set_number(&r, "uid", -2), -EINVAL,
		  "a negative number");
	is_number(record_set_number(&r, "none", 1), -ENOENT, "no such field");
	is(r.exe, "/z", "nothing else changes");
	record_destroy(&r);
}

/* What rules know of a script, and what people are shown. */
static void test_scripts(void)
{
	static const struct {
		const char *field;
		const char *path;
		const char *name;
		bool any_mount;
	} cases[] = {
		{ "script=? mnt=init", NULL, NULL, false },
		{ "script=\"/a/b\" mnt=same", "/a/b", "/a/b", false },
		{ "script=\"/a/b\" mnt=other", "/a/b", "/a/b", true },
		{ "script=\"other:/a/b\" mnt=same", "/a/b", "/a/b", true },
		{ "script=\"other:b\" mnt=init", NULL, "other:b", false },
		{ "script=\"unknown:/a/b\" mnt=init", NULL, "/a/b", false },
		{ "script=\"unknown:\" mnt=init", NULL, "unknown:", false },
		{ "script=\"deleted:/a\" mnt=init", NULL, "deleted:/a", false },
	};
	struct record r;
	char line[200];
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(line, sizeof(line),
			 "op=connect verdict=ask question=1 rule=0 exe=\"/x\" %s",
			 cases[i].field);
		if (record_parse(&r, line, strlen(line)))
			abort();
		is(record_script_path(&r), cases[i].path, "for a rule");
		is(record_script_name(&r), cases[i].name, "for people");
		ok(record_needs_any_mount(&r) == cases[i].any_mount,
		   "whether mnt=any is needed: %s", cases[i].field);
		record_destroy(&r);
	}
}

int main(void)
{
	test_queue_line();
	test_records();
	test_stamp_in_name();
	test_bad_lines();
	test_all();
	test_set();
	test_scripts();
	return tap_end();
}
