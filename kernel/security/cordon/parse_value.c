// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - numbers and lists in a policy text
 */

#include <linux/errno.h>
#include <linux/kernel.h>

#include "text.h"

/**
 * cordon_text_u64 - read a decimal number
 * @text: the text
 * @word: the number
 * @min: the least it may be
 * @max: the most it may be
 * @value: set to the number
 *
 * Return: 0 or -EINVAL.
 */
int cordon_text_u64(struct cordon_text *text, struct cordon_word word, u64 min,
		    u64 max, u64 *value)
{
	const char *at;
	u64 n = 0;
	u8 digit;

	if (word.at == word.end)
		return cordon_text_fail(text, word.at, "a number is missing");
	for (at = word.at; at < word.end; at++) {
		if (*at < '0' || *at > '9')
			return cordon_text_fail(text, at,
						"not a decimal number");
		if (at > word.at && *word.at == '0')
			return cordon_text_fail(text, word.at,
						"a number with a leading 0");
		digit = *at - '0';
		if (n > U64_MAX / 10 || (n == U64_MAX / 10 && digit > 5))
			break;
		n = n * 10 + digit;
	}
	if (at < word.end || n < min || n > max)
		return cordon_text_fail(
			text, word.at, "a number from %llu to %llu is expected",
			min, max);
	*value = n;
	return 0;
}

/**
 * cordon_text_list - begin to read a comma separated value
 * @text: the text
 * @value: the value
 * @list: for cordon_list_next()
 * @n: set to the number of elements
 *
 * Return: 0, or -EINVAL when an element is empty or there are too many.
 */
int cordon_text_list(struct cordon_text *text, struct cordon_word value,
		     struct cordon_list *list, u32 *n)
{
	bool empty = true;
	const char *at;

	*n = 1;
	for (at = value.at; at < value.end; at++) {
		if (*at != ',') {
			empty = false;
			continue;
		}
		if (empty)
			break;
		empty = true;
		if (++*n > CORDON_LIST_MAX)
			return cordon_text_fail(text, at,
						"more than %u elements",
						CORDON_LIST_MAX);
	}
	if (empty)
		return cordon_text_fail(text, at, "an element is missing");
	list->rest = value;
	list->last = false;
	return 0;
}

/**
 * cordon_list_next - read the next element of a list
 * @list: set up by cordon_text_list()
 * @word: set to the element
 *
 * Return: false when there is none left.
 */
bool cordon_list_next(struct cordon_list *list, struct cordon_word *word)
{
	const char *at = list->rest.at;

	if (list->last)
		return false;
	while (at < list->rest.end && *at != ',')
		at++;
	word->at = list->rest.at;
	word->end = at;
	list->last = at == list->rest.end;
	list->rest.at = list->last ? at : at + 1;
	return true;
}
