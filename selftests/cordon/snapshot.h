/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: all that can be read of the module, at one time
 */

#ifndef _CORDON_SNAPSHOT_H
#define _CORDON_SNAPSHOT_H

#include "common.h"

/* What is left of expires= may change from now on as it likes. */
#define EXPIRES_SOON 600

struct snapshot {
	char status[2048];
	char policy[TEXT_MAX];
};

/* Records get lost when many are written; that counts for nothing here. */
static inline void snapshot_forget_missed(char *status)
{
	char *line = strstr(status, "\nrecords_missed "), *next;

	next = line ? strchr(line + 1, '\n') : NULL;
	if (next)
		memmove(line, next, strlen(next) + 1);
}

/* A file of the module that stays open. */
static inline int snapshot_open(const char *file)
{
	static struct {
		const char *file;
		int fd;
	} open_files[2];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(open_files); i++) {
		if (!open_files[i].file) {
			open_files[i].file = file;
			open_files[i].fd = cordon_open(file, O_RDONLY);
		}
		if (!strcmp(open_files[i].file, file))
			return open_files[i].fd;
	}
	return -ENFILE;
}

/* "status" comes as a whole with one read. */
static inline int snapshot_take_status(struct snapshot *s)
{
	ssize_t len = pread(snapshot_open("status"), s->status,
			    sizeof(s->status) - 1, 0);

	if (len < 0)
		return -errno;
	s->status[len] = '\0';
	snapshot_forget_missed(s->status);
	return 0;
}

static inline int snapshot_take(struct snapshot *s)
{
	int err = snapshot_take_status(s);

	err = err ?: read_fd(snapshot_open("policy"), s->policy,
			     sizeof(s->policy));
	return err < 0 ? err : 0;
}

/* A number of the status, or -1. */
static inline long long snapshot_number(const struct snapshot *s,
					const char *key)
{
	size_t len = strlen(key);
	const char *line = s->status;

	while (line && (strncmp(line, key, len) || line[len] != ' ')) {
		line = strchr(line, '\n');
		line = line ? line + 1 : NULL;
	}
	return line ? atoll(line + len) : -1;
}

/* The id of the last rule, or 1: ids grow. */
static inline unsigned long long snapshot_last_id(const struct snapshot *s)
{
	const char *at, *last = NULL;

	for (at = s->policy; (at = strstr(at, " # id=")); at++)
		last = at;
	return last ? strtoull(last + strlen(" # id="), NULL, 10) : 1;
}

/* Does a rule go away before long? */
static inline bool expires_soon(const char *policy)
{
	const char *at, key[] = " expires=";

	for (at = policy; (at = strstr(at, key)); at++)
		if (atol(at + strlen(key)) < EXPIRES_SOON)
			return true;
	return false;
}

/* A line of a policy without what is new each time: id, hits, time left. */
static inline void line_core(char *line)
{
	char *comment = NULL, *at, *end;

	for (at = line; (at = strstr(at, " # id=")); at++)
		comment = at;
	if (comment)
		*comment = '\0';
	for (at = line; (at = strstr(at, " expires=")); at++) {
		end = at + strlen(" expires=");
		end += strspn(end, "0123456789");
		memmove(at + strlen(" expires="), end, strlen(end) + 1);
	}
}

/* Do two policies say the same? Both are used up. */
static inline bool same_policy(char *a, char *b)
{
	char *line_a, *line_b, *save_a, *save_b;

	line_a = strtok_r(a, "\n", &save_a);
	line_b = strtok_r(b, "\n", &save_b);
	while (line_a && line_b) {
		line_core(line_a);
		line_core(line_b);
		if (strcmp(line_a, line_b))
			return false;
		line_a = strtok_r(NULL, "\n", &save_a);
		line_b = strtok_r(NULL, "\n", &save_b);
	}
	return !line_a && !line_b;
}

/* Lines of rules and names of sets, as "status" counts them. */
static inline void policy_count(const char *text, int *n_rules, int *n_sets)
{
	const char *line, *end;
	char name[80], last[80] = "";

	*n_rules = 0;
	*n_sets = 0;
	for (line = text; *line; line = end + 1) {
		if (!strncmp(line, "allow", 5) || !strncmp(line, "deny", 4) ||
		    !strncmp(line, "ask", 3))
			++*n_rules;
		if (sscanf(line, "set %79s", name) == 1 && strcmp(name, last)) {
			strcpy(last, name);
			++*n_sets;
		}
		end = strchr(line, '\n');
		if (!end)
			break;
	}
}

#endif /* _CORDON_SNAPSHOT_H */
