// SPDX-License-Identifier: GPL-2.0-only
/* What somebody may have meant by a line that the parser does not take */

#include "hint.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "judge.h"

/* A line, and the blank separated word of it that has the mistake. */
struct mistake {
	const char *line, *end;
	const char *at;			/* the mistake */
	const char *word, *word_end;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static const char *skip_blanks(const char *at, const char *end)
{
	while (at < end && is_blank(*at))
		at++;
	return at;
}

static const char *skip_word(const char *at, const char *end)
{
	while (at < end && !is_blank(*at))
		at++;
	return at;
}

static void find_word(struct mistake *mistake)
{
	mistake->word = mistake->at;
	while (mistake->word > mistake->line && !is_blank(mistake->word[-1]))
		mistake->word--;
	mistake->word_end = skip_word(mistake->word, mistake->end);
}

/* NULL: no memory, and then there is no hint. */
static char *copy(const char *from, const char *end)
{
	return strndup(from, end - from);
}

static bool is_first_word(const struct mistake *mistake)
{
	return skip_blanks(mistake->line, mistake->end) == mistake->word;
}

bool hint_first_word_is(const char *line, size_t len, const char *word)
{
	const char *at = skip_blanks(line, line + len);

	len = skip_word(at, line + len) - at;
	return len == strlen(word) && !memcmp(at, word, len);
}

static void put_statement(struct text *to, const char *word)
{
	const char *meant = hint_statement(word);

	if (*word == ';' || *word == '/')
		text_puts(to, "a comment begins with #");
	else if (meant && strcmp(meant, word))
		text_printf(to, "did you mean %s?", meant);
}

/* "default=deny", "allow: exe=..." and what else is in the first word. */
static void put_first_word(struct text *to, const struct mistake *mistake)
{
	char *word = copy(mistake->word, mistake->word_end);
	size_t name = word ? strcspn(word, "=:") : 0;

	if (word && word[name]) {
		word[name] = '\0';
		if (hint_statement(word))
			text_printf(to, "a blank goes behind %s",
				    hint_statement(word));
		else if (hint_key(word))
			text_puts(to, "a rule begins with its verdict: allow, deny or ask");
	} else if (word) {
		put_statement(to, word);
	}
	free(word);
}

static bool is_address(const char *word)
{
	unsigned char scratch[16];

	return inet_pton(AF_INET, word, scratch) == 1 ||
	       inet_pton(AF_INET6, word, scratch) == 1;
}

/* A word that is no KEY=VALUE. */
static void put_bare_word(struct text *to, const struct mistake *mistake)
{
	char *word = copy(mistake->word, mistake->word_end);
	const char *next = skip_blanks(mistake->word_end, mistake->end);

	if (!word)
		return;
	if (*word == '=' || (next < mistake->end && *next == '='))
		text_puts(to, "no blanks stand beside a =");
	else if (*word == ',')
		text_puts(to, "a list has commas, and no blanks");
	else if (*word == '/')
		text_printf(to, "did you mean exe=%s? A value with blanks stands in double quotes",
			    word);
	else if (*word == '@' || is_address(word))
		text_printf(to, "did you mean dst=%s?", word);
	else if (judge_proto_exists(word))
		text_printf(to, "did you mean proto=%s?", word);
	else if (strspn(word, "0123456789-,") == strlen(word))
		text_printf(to, "did you mean dport=%s?", word);
	else
		text_puts(to, "a value with blanks stands in double quotes: exe=\"/opt/My App\"");
	free(word);
}

static void put_key(struct text *to, const struct mistake *mistake)
{
	const char *end = memchr(mistake->at, '=', mistake->end - mistake->at);
	char *key = end ? copy(mistake->at, end) : NULL;
	const char *meant = key ? hint_key(key) : NULL;

	if (meant)
		text_printf(to, "did you mean %s=?", meant);
	free(key);
}

/* "dport=80, 443": the rest is behind the value. */
static bool put_list(struct text *to, const struct mistake *mistake,
		     const struct language_pair *pair)
{
	const char *end = pair->value + pair->value_len, *more;
	size_t len;

	if (mistake->at != end || !pair->value_len || end[-1] != ',' ||
	    end == mistake->end || !is_blank(*end))
		return false;
	more = skip_blanks(end, mistake->end);
	len = skip_word(more, mistake->end) - more;
	if (!len || *more == '#' || memchr(more, '=', len))
		return false;
	text_printf(to, "a list has commas, and no blanks: %.*s=%.*s%.*s",
		    (int)pair->key_len, pair->key, (int)pair->value_len,
		    pair->value, (int)len, more);
	return true;
}

/* "dport=80 dport=443": what is wrong is no value. */
static bool put_twice(struct text *to, const struct mistake *mistake,
		      const struct language_pair *pair)
{
	static const char *const lists[] = {
		"uid", "gid", "proto", "dst", "dport", "sport",
	};
	struct language_pair first;
	unsigned int column;
	char *key;
	size_t i;

	key = strndup(pair->key, pair->key_len);
	column = key ? language_key_column(mistake->line,
					   mistake->end - mistake->line, key) :
		       0;
	free(key);
	if (!column ||
	    !language_pair_at(mistake->line, mistake->end - mistake->line,
			      column, &first) || first.key >= pair->key)
		return false;
	for (i = 0; i < ARRAY_SIZE(lists); i++) {
		if (strlen(lists[i]) == pair->key_len &&
		    !memcmp(lists[i], pair->key, pair->key_len))
			text_printf(to, "a list has commas: %s=%.*s,%.*s",
				    lists[i], (int)first.value_len, first.value,
				    (int)pair->value_len, pair->value);
	}
	return true;
}

static void put_pair(struct text *to, const struct mistake *mistake,
		     const struct language_pair *pair)
{
	const char *from = mistake->at, *until = mistake->at;
	const char *end = pair->value + pair->value_len;
	char *key, *element;

	if (put_list(to, mistake, pair) || put_twice(to, mistake, pair))
		return;
	while (from > pair->value && from[-1] != ',')
		from--;
	while (until < end && *until != ',')
		until++;
	key = strndup(pair->key, pair->key_len);
	element = from < until ? copy(from, until) : NULL;
	if (key && element)
		hint_put_value(to, key, element);
	free(key);
	free(element);
}

static void put_of_set(struct text *to, const struct mistake *mistake)
{
	char *word = copy(mistake->word, mistake->word_end);

	if (word && *word == '=')
		text_puts(to, "a set is written: set NAME ADDRESS ADDRESS ...");
	else if (word && strchr(word, ','))
		text_puts(to, "in a set, addresses have blanks between them, and no commas");
	else if (word)
		hint_put_address(to, word, true);
	free(word);
}

/* "default drop", "unanswered reject" */
static void put_verdict(struct text *to, const struct mistake *mistake)
{
	char *word = copy(mistake->word, mistake->word_end);

	if (word)
		put_statement(to, word);
	free(word);
}

void hint_put(struct text *to, const char *line, size_t len,
	      const struct language_error *error)
{
	struct mistake mistake = {
		.line = line,
		.end = line + len,
		.at = line + error->column - 1,
	};
	struct language_pair pair;

	if (!error->column || error->column > len + 1)
		return;
	find_word(&mistake);
	if (is_first_word(&mistake))
		put_first_word(to, &mistake);
	else if (hint_first_word_is(line, len, "set"))
		put_of_set(to, &mistake);
	else if (!strcmp(error->reason, "unknown key"))
		put_key(to, &mistake);
	else if (!strcmp(error->reason, "expected KEY=VALUE"))
		put_bare_word(to, &mistake);
	else if (language_pair_at(line, len, error->column, &pair))
		put_pair(to, &mistake, &pair);
	else if (hint_first_word_is(line, len, "default") ||
		 hint_first_word_is(line, len, "unanswered"))
		put_verdict(to, &mistake);
}
