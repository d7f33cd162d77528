/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - lines, words and values of a policy text
 *
 * Internal to the parser: parse*.c, settab.c, text.c.
 */

#ifndef _SECURITY_CORDON_TEXT_H
#define _SECURITY_CORDON_TEXT_H

#include <linux/compiler.h>
#include <linux/types.h>

#include "addrset.h"
#include "parse.h"
#include "rule.h"

/**
 * struct cordon_text - a text that is being read
 * @next: beginning of the next line
 * @end: end of the text
 * @line: beginning of this line
 * @line_end: its end, without the newline
 * @pos: how far this line is read
 * @number: 1-based number of this line; 0 before the first
 * @reason: where to say what is wrong, or NULL
 */
struct cordon_text {
	const char *next;
	const char *end;
	const char *line;
	const char *line_end;
	const char *pos;
	u32 number;
	struct cordon_reason *reason;
};

/* A piece of a line. */
struct cordon_word {
	const char *at;
	const char *end;
};

/* Walks a comma separated value. */
struct cordon_list {
	struct cordon_word rest;
	bool last;
};

/* KEY=VALUE, without the quotes of the value. */
struct cordon_pair {
	struct cordon_word key;
	struct cordon_word value;
};

struct cordon_settab;

static inline size_t cordon_word_len(struct cordon_word word)
{
	return word.end - word.at;
}

int cordon_text_begin(struct cordon_text *text, const char *buf, size_t len,
		      struct cordon_reason *reason);
int cordon_text_statement(struct cordon_text *text, struct cordon_word *word);
bool cordon_text_word(struct cordon_text *text, struct cordon_word *word);
int cordon_text_pair(struct cordon_text *text, struct cordon_pair *pair);
int cordon_text_done(struct cordon_text *text);
int __printf(3, 4) cordon_text_fail(struct cordon_text *text, const char *at,
				    const char *format, ...);
int cordon_text_nomem(struct cordon_text *text);
bool cordon_word_is(struct cordon_word word, const char *is);

/* parse_value.c */
int cordon_text_u64(struct cordon_text *text, struct cordon_word word, u64 min,
		    u64 max, u64 *value);
int cordon_text_list(struct cordon_text *text, struct cordon_word value,
		     struct cordon_list *list, u32 *n);
bool cordon_list_next(struct cordon_list *list, struct cordon_word *word);

/* parse_addr.c */
int cordon_parse_prefix(struct cordon_text *text, struct cordon_word word,
			struct cordon_prefix *prefix);
int cordon_add_prefix(struct cordon_text *text, struct cordon_word word,
		      struct cordon_addrset *set);

/* parse_list.c */
int cordon_parse_spans(struct cordon_text *text, struct cordon_word value,
		       u32 max, struct cordon_spans **spans);
int cordon_parse_protos(struct cordon_text *text, struct cordon_word value,
			u64 *protos);
int cordon_parse_dst(struct cordon_text *text, struct cordon_word value,
		     struct cordon_settab *tab, struct cordon_dst **dst);

/* parse_path.c */
int cordon_parse_pattern(struct cordon_text *text, struct cordon_word value,
			 bool root, const char **pattern);

/* parse_rule.c */
int cordon_parse_rule(struct cordon_text *text, struct cordon_settab *tab,
		      struct cordon_word verdict, struct cordon_rule **rule);

#endif /* _SECURITY_CORDON_TEXT_H */
