/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: texts that are almost right
 *
 * A mutant is a valid text with some changes, or noise; now and then it has
 * none. The same seed makes the same mutants.
 */

#ifndef _CORDON_MUTATE_H
#define _CORDON_MUTATE_H

#include "common.h"

#define MUTANT_MAX 4096

/* Changes of one text. */
#define CHANGES_MAX 8

/* xorshift64*; never 0. */
struct luck {
	uint64_t state;
};

struct mutant {
	char text[MUTANT_MAX];
	size_t len;
};

/* What mutants are made of; '%' in a text stands for a number. */
struct stock {
	const char *const *texts;
	size_t n;
};

static inline void luck_seed(struct luck *luck, uint64_t seed)
{
	luck->state = (seed + 1) * 0x9e3779b97f4a7c15ULL ?: 1;
}

/* A number below n, or 0. */
static inline size_t luck_below(struct luck *luck, size_t n)
{
	luck->state ^= luck->state >> 12;
	luck->state ^= luck->state << 25;
	luck->state ^= luck->state >> 27;
	return n ? (luck->state * 0x2545f4914f6cdd1dULL >> 32) % n : 0;
}

/* Once in n. */
static inline bool luck_one_in(struct luck *luck, size_t n)
{
	return !luck_below(luck, n);
}

/* Bytes that mean something in a text are more common than others. */
static inline char luck_byte(struct luck *luck)
{
	static const char special[] = " \t\n\"\\#=,-/:.@*?0159aAfz~\r";

	if (luck_one_in(luck, 4))
		return luck_below(luck, 256);
	return special[luck_below(luck, sizeof(special))];
}

static inline void mutant_delete(struct mutant *m, size_t at, size_t n)
{
	memmove(m->text + at, m->text + at + n, m->len - at - n);
	m->len -= n;
}

/* As many of the bytes as there is room for. */
static inline void mutant_insert(struct mutant *m, size_t at, const char *bytes,
				 size_t n)
{
	if (n > MUTANT_MAX - m->len)
		n = MUTANT_MAX - m->len;
	memmove(m->text + at + n, m->text + at, m->len - at);
	memcpy(m->text + at, bytes, n);
	m->len += n;
}

static inline void flip_bit(struct mutant *m, struct luck *luck)
{
	if (m->len)
		m->text[luck_below(luck, m->len)] ^= 1 << luck_below(luck, 8);
}

static inline void put_byte(struct mutant *m, struct luck *luck)
{
	if (m->len)
		m->text[luck_below(luck, m->len)] = luck_byte(luck);
}

static inline void insert_byte(struct mutant *m, struct luck *luck)
{
	char c = luck_byte(luck);

	mutant_insert(m, luck_below(luck, m->len + 1), &c, 1);
}

static inline void delete_some(struct mutant *m, struct luck *luck)
{
	size_t at = luck_below(luck, m->len);
	size_t most = luck_one_in(luck, 2) ? 1 : m->len - at;

	if (m->len)
		mutant_delete(m, at, 1 + luck_below(luck, most));
}

static inline void truncate_text(struct mutant *m, struct luck *luck)
{
	m->len = luck_below(luck, m->len + 1);
}

/* The same once more, here or somewhere else. */
static inline void duplicate(struct mutant *m, struct luck *luck)
{
	char copy[MUTANT_MAX];
	size_t at = luck_below(luck, m->len);
	size_t n = luck_below(luck, m->len - at + 1);

	memcpy(copy, m->text + at, n);
	mutant_insert(m, luck_one_in(luck, 2) ? at :
		      luck_below(luck, m->len + 1), copy, n);
}

/* One line many times. */
static inline void repeat_line(struct mutant *m, struct luck *luck)
{
	size_t at = luck_below(luck, m->len), n = 0, times;
	char line[256];

	while (at && m->text[at - 1] != '\n')
		at--;
	while (at + n < m->len && n < sizeof(line) &&
	       (!n || m->text[at + n - 1] != '\n'))
		n++;
	memcpy(line, m->text + at, n);
	for (times = luck_below(luck, 40); times; times--)
		mutant_insert(m, at, line, n);
}

static inline void change_digit(struct mutant *m, struct luck *luck)
{
	size_t start = luck_below(luck, m->len), i, at;

	for (i = 0; i < m->len; i++) {
		at = (start + i) % m->len;
		if (m->text[at] < '0' || m->text[at] > '9')
			continue;
		m->text[at] = '0' + luck_below(luck, 10);
		return;
	}
}

/* Numbers at the edges in place of a number. */
static inline void extreme_number(struct mutant *m, struct luck *luck)
{
	static const char *const numbers[] = {
		"", "0", "1", "-1", "+1", "01", "0x10", "1e3", "32", "33",
		"127", "128", "129", "255", "256", "65535", "65536", "86400",
		"86401", "316224000", "316224001", "2147483647", "2147483648",
		"4294967294", "4294967295", "4294967296",
		"9223372036854775807", "9223372036854775808",
		"18446744073709551615", "18446744073709551616",
		"99999999999999999999999999999999999999999",
	};
	const char *number = numbers[luck_below(luck, ARRAY_SIZE(numbers))];
	size_t at = luck_below(luck, m->len), n = 0;

	while (at < m->len && (m->text[at] < '0' || m->text[at] > '9'))
		at++;
	while (at + n < m->len && m->text[at + n] >= '0' &&
	       m->text[at + n] <= '9')
		n++;
	mutant_delete(m, at, n);
	mutant_insert(m, at, number, strlen(number));
}

static inline void insert_word(struct mutant *m, struct luck *luck)
{
	static const char *const words[] = {
		"default ", "unanswered ", "set ", "allow", "deny", "ask",
		"append ", "before ", "delete ", " after=", " hold=none",
		" exe=/a", " script=/s", " uid=0", " gid=1-2", " cgroup=/",
		" mnt=any", " mnt=init", " proto=tcp", " proto=packet",
		" dst=@s", " dst=::/0", " dport=1-65535", " sport=0",
		" label=l", " errno=EPERM", " expires=5", " log=yes",
		" log=no", "fsverity=sha256:", "10.0.0.0/8", "fe80::/10",
		"::ffff:1.2.3.4", "1::2::3", "/../", "//", "\\011", "\\*",
		"**", "\"", "# ", "enforcing", "permissive", "18446744073",
		"\r\n", "\n\n", ",", "@", "\xc3\xa4", "\xff",
	};
	const char *word = words[luck_below(luck, ARRAY_SIZE(words))];

	mutant_insert(m, luck_below(luck, m->len + 1), word, strlen(word));
}

/* A copy of one of the texts, with its number. */
static inline void mutant_copy(struct mutant *m, struct luck *luck,
			       const struct stock *stock,
			       unsigned long long number)
{
	const char *from = stock->texts[luck_below(luck, stock->n)];
	char digits[24];

	snprintf(digits, sizeof(digits), "%llu", number);
	for (m->len = 0; *from; from++) {
		if (*from == '%')
			mutant_insert(m, m->len, digits, strlen(digits));
		else
			mutant_insert(m, m->len, from, 1);
	}
}

/* From somewhere on, another text. */
static inline void splice_text(struct mutant *m, struct luck *luck,
			       const struct stock *stock,
			       unsigned long long number)
{
	struct mutant other;
	size_t from;

	mutant_copy(&other, luck, stock, number);
	from = luck_below(luck, other.len + 1);
	truncate_text(m, luck);
	mutant_insert(m, m->len, other.text + from, other.len - from);
}

static inline void mutant_noise(struct mutant *m, struct luck *luck)
{
	m->len = luck_below(luck, luck_one_in(luck, 16) ? MUTANT_MAX : 80);
	for (size_t i = 0; i < m->len; i++)
		m->text[i] = luck_byte(luck);
}

/* Makes the next mutant. */
static inline void mutate(struct mutant *m, struct luck *luck,
			  const struct stock *stock, unsigned long long number)
{
	static void (*const changes[])(struct mutant *m, struct luck *luck) = {
		flip_bit, put_byte, insert_byte, delete_some, truncate_text,
		duplicate, repeat_line, change_digit, extreme_number,
		insert_word,
	};
	size_t n;

	if (luck_one_in(luck, 10)) {
		mutant_noise(m, luck);
		return;
	}
	mutant_copy(m, luck, stock, number);
	if (luck_one_in(luck, 20))
		return;
	if (luck_one_in(luck, 8))
		splice_text(m, luck, stock, number);
	for (n = 1 + luck_below(luck, CHANGES_MAX); n; n--)
		changes[luck_below(luck, ARRAY_SIZE(changes))](m, luck);
}

/* Prints bytes so that they can be put into a program. */
static inline void mutant_print(FILE *out, const struct mutant *m)
{
	fputc('"', out);
	for (size_t i = 0; i < m->len; i++) {
		unsigned char c = m->text[i];

		if (c < ' ' || c > '~' || c == '"' || c == '\\')
			fprintf(out, "\\%03o", c);
		else
			fputc(c, out);
	}
	fputc('"', out);
}

#endif /* _CORDON_MUTATE_H */
