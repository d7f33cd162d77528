/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the module says of a call: a line of "queue", or an audit record of
 * one of its types. Both have the same fields in the same order.
 */

#ifndef CORDON_RECORD_H
#define CORDON_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Audit record types of the module. */
#define RECORD_VERDICT	1460
#define RECORD_QUESTION	1461
#define RECORD_ANSWER	1462

#define RECORD_UNSET	(-1)
/* auid= and ses= of a task that nobody logged in for. */
#define RECORD_NO_LOGIN	UINT32_MAX

/*
 * Numbers are RECORD_UNSET, words empty and strings NULL when the line does
 * not have the field or says '?'.
 */
struct record {
	/* every line */
	char op[16];
	char verdict[8];
	int64_t question;
	int64_t rule;		/* 0: the default */
	char label[72];
	int64_t gen;
	int64_t subject;
	char *exe;
	char *script;
	char mnt[8];
	char proto[16];
	char family[8];
	char dst[48];
	int64_t dport;
	int64_t sport;
	char *cgroup;
	int64_t pid;
	int64_t ppid;
	int64_t uid;
	int64_t auid;
	int64_t ses;
	char *comm;
	/* lines of "queue"; @after also in questions */
	char state[12];
	int64_t waiting;
	int64_t left;
	int64_t after;
	/* verdicts */
	int64_t error;
	char reason[20];
	int64_t permissive;
	int64_t missed;
	/* answers */
	int64_t by_pid;
	int64_t by_uid;
	int64_t by_auid;
	int64_t by_ses;
	char *by_comm;
	int64_t held;
};

/*
 * Parses a line of "queue", the payload of an audit message or a line of an
 * audit log. Fields it does not know are skipped. 0, -EINVAL when the line is
 * not such a record, -ENOMEM; @record is empty then.
 */
int record_parse(struct record *record, const char *line, size_t len);
void record_destroy(struct record *record);

/*
 * Makes one field by field, from nothing set. 0, -ENOENT when there is no such
 * field, -EINVAL when it cannot have that value, -ENOMEM.
 */
void record_init(struct record *record);
int record_set_string(struct record *record, const char *key,
		      const char *string, size_t len);
int record_set_number(struct record *record, const char *key, int64_t number);

/* One field, for printing all of them. */
struct record_value {
	const char *key;
	const char *string;	/* or NULL: the field is @number */
	int64_t number;
};

/*
 * The @index-th field. 1: @value is filled in; 0: the field is unset; -1:
 * there are no more.
 */
int record_value(const struct record *record, size_t index,
		 struct record_value *value);

/*
 * Reads the lines of "queue". Allocated array, or NULL: out of memory. *@bad is
 * how many lines were left out because they could not be understood.
 */
struct record *record_parse_all(const char *text, size_t len, size_t *count,
				size_t *bad);
void record_destroy_all(struct record *records, size_t count);

/* What stands before the path of a script that only mnt=any matches. */
#define RECORD_OTHER "other:"

/* The executable can be named in a rule: it has a path. */
bool record_has_path(const struct record *record);
/* What follows @kind in the name of a file, if that is a path; else NULL. */
const char *record_path_after(const char *shown, const char *kind);
/* The path that names the script in a rule; NULL: none that would match. */
const char *record_script_path(const struct record *record);
/* For people: without a word about what rules can know. NULL: no script. */
const char *record_script_name(const struct record *record);
/* Only a rule with mnt=any can match: any file can stand at a path of it. */
bool record_needs_any_mount(const struct record *record);

#endif /* CORDON_RECORD_H */
