/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The policy language, by the kernel's own parser compiled in. This header
 * keeps the kernel's types away from the rest of the tools.
 */

#ifndef CORDON_LANGUAGE_H
#define CORDON_LANGUAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "text.h"

/* Why a text was refused; 0 is "not known" for both numbers. */
struct language_error {
	unsigned int line;
	unsigned int column;
	char reason[256];
};

/* What a policy contains. */
struct language_summary {
	unsigned int rules;
	unsigned int sets;
};

/* 0, -EINVAL with @error filled in, or another -errno. */
int language_check_policy(const char *text, size_t len,
			  struct language_summary *summary,
			  struct language_error *error);
/* The same for what "rules" takes. */
int language_check_rules(const char *text, size_t len,
			 struct language_error *error);

/* Whether there is a value of exe= or script= that matches just @path. */
bool language_has_path(const char *path);
/* Appends the value of exe=, script= or cgroup= that matches just @path. */
void language_put_path(struct text *to, const char *path);
/* Appends an address or network as the kernel prints it. @bytes: 4, or 16. */
void language_put_net(struct text *to, bool v6, const unsigned char *bytes,
		      unsigned int prefix);
/* Whether exe= with that pattern matches @path. */
bool language_path_matches(const char *pattern, const char *path);

/*
 * The column of KEY= in a line that the parser takes, 1 being the first; 0: the
 * line has no such key.
 */
unsigned int language_key_column(const char *line, size_t len, const char *key);

/* KEY=VALUE in a line, without quotes. */
struct language_pair {
	const char *key;
	size_t key_len;
	const char *value;
	size_t value_len;
};

/* The one with that column in a rule or "unanswered". False: there is none. */
bool language_pair_at(const char *line, size_t len, unsigned int column,
		      struct language_pair *pair);

/* What errno= may be, in words with blanks between them. */
void language_put_errnos(struct text *to);

/* Reads "line N: ...", "line N:C: ..." as the kernel prints it. */
void language_parse_reason(const char *text, struct language_error *error);

#endif /* CORDON_LANGUAGE_H */
