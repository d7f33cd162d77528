// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - the statements of a policy text
 */

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "grow.h"
#include "settab.h"
#include "text.h"

static int read_default(struct cordon_text *text, struct cordon_draft *draft,
			struct cordon_word key)
{
	struct cordon_word word = { text->pos, text->pos };
	int verdict;

	if (draft->has_default)
		return cordon_text_fail(text, key.at, "default is given twice");
	cordon_text_word(text, &word);
	verdict = cordon_verdict_find(word.at, cordon_word_len(word));
	if (verdict < 0)
		return cordon_text_fail(text, word.at,
					"allow, deny or ask is expected");
	draft->settings.def = verdict;
	draft->has_default = true;
	return cordon_text_done(text);
}

static int read_setting(struct cordon_text *text,
			struct cordon_settings *settings,
			const struct cordon_pair *pair, u32 *seen)
{
	bool after = cordon_word_is(pair->key, "after");
	u32 bit = after ? 1 : 2;
	u64 seconds;
	int err;

	if (!after && !cordon_word_is(pair->key, "hold"))
		return cordon_text_fail(text, pair->key.at, "unknown key");
	if (*seen & bit)
		return cordon_text_fail(text, pair->key.at,
					"%s= is given twice",
					after ? "after" : "hold");
	*seen |= bit;
	if (after) {
		err = cordon_text_u64(text, pair->value, 1, CORDON_AFTER_MAX,
				      &seconds);
		if (!err)
			settings->after = seconds;
		return err;
	}
	err = cordon_hold_find(pair->value.at, cordon_word_len(pair->value));
	if (err < 0)
		return cordon_text_fail(text, pair->value.at,
					"all, blocking or none is expected");
	settings->hold = err;
	return 0;
}

static int read_unanswered(struct cordon_text *text, struct cordon_draft *draft,
			   struct cordon_word key)
{
	struct cordon_word word = { text->pos, text->pos };
	struct cordon_pair pair;
	u32 seen = 0;
	int ret;

	if (draft->has_unanswered)
		return cordon_text_fail(text, key.at,
					"unanswered is given twice");
	cordon_text_word(text, &word);
	ret = cordon_verdict_find(word.at, cordon_word_len(word));
	if (ret != CORDON_ALLOW && ret != CORDON_DENY)
		return cordon_text_fail(text, word.at,
					"allow or deny is expected");
	draft->settings.unanswered = ret;
	draft->has_unanswered = true;
	for (;;) {
		ret = cordon_text_pair(text, &pair);
		if (ret <= 0)
			return ret;
		ret = read_setting(text, &draft->settings, &pair, &seen);
		if (ret)
			return ret;
	}
}

static int read_rule(struct cordon_text *text, struct cordon_settab *tab,
		     struct cordon_draft *draft, struct cordon_word verdict)
{
	int err;

	if (draft->n_rules == CORDON_RULES_MAX) {
		cordon_text_fail(text, NULL, "more than %u rules",
				 CORDON_RULES_MAX);
		return -E2BIG;
	}
	if (cordon_grow((void **)&draft->rules, draft->n_rules,
			&draft->room_rules, sizeof(*draft->rules)))
		return cordon_text_nomem(text);
	err = cordon_parse_rule(text, tab, verdict,
				&draft->rules[draft->n_rules]);
	if (!err)
		draft->n_rules++;
	return err;
}

static int read_statement(struct cordon_text *text, struct cordon_settab *tab,
			  struct cordon_draft *draft, struct cordon_word word)
{
	bool first;
	u32 index;

	if (cordon_word_is(word, "default"))
		return read_default(text, draft, word);
	if (cordon_word_is(word, "unanswered"))
		return read_unanswered(text, draft, word);
	if (cordon_word_is(word, "set"))
		return cordon_settab_read(tab, text, &index, &first);
	if (cordon_verdict_find(word.at, cordon_word_len(word)) < 0)
		return cordon_text_fail(
			text, word.at,
			"allow, deny, ask, set, default or unanswered is expected");
	return read_rule(text, tab, draft, word);
}

static int take_sets(struct cordon_text *text, struct cordon_settab *tab,
		     struct cordon_draft *draft)
{
	u32 i;

	if (!tab->n)
		return 0;
	draft->sets = kvmalloc_array(tab->n, sizeof(*draft->sets), GFP_KERNEL);
	if (!draft->sets)
		return cordon_text_nomem(text);
	for (i = 0; i < tab->n; i++) {
		draft->sets[i] = tab->entry[i].set;
		refcount_inc(&draft->sets[i]->ref);
	}
	draft->n_sets = tab->n;
	draft->room_sets = tab->n;
	return 0;
}

static int read_policy(struct cordon_text *text, struct cordon_settab *tab,
		       struct cordon_draft *draft)
{
	struct cordon_word word;
	int ret;

	while ((ret = cordon_text_statement(text, &word)) > 0) {
		ret = read_statement(text, tab, draft, word);
		if (ret)
			return ret;
	}
	if (ret)
		return ret;
	if (!draft->has_default) {
		if (!text->number)
			text->number = 1;
		return cordon_text_fail(text, NULL,
					"a policy needs a \"default\" line");
	}
	ret = cordon_settab_seal(tab, text, true);
	return ret ? ret : take_sets(text, tab, draft);
}

/**
 * cordon_parse_policy - read a whole policy
 * @buf: the text; need not be terminated
 * @len: bytes of @buf
 * @draft: set to the policy; empty on failure
 * @reason: set to what is wrong on failure; may be NULL
 *
 * Context: may sleep.
 * Return: 0, -EINVAL, -E2BIG or -ENOMEM.
 */
int cordon_parse_policy(const char *buf, size_t len, struct cordon_draft *draft,
			struct cordon_reason *reason)
{
	struct cordon_settab *tab;
	struct cordon_text text;
	int err;

	memset(draft, 0, sizeof(*draft));
	draft->settings.unanswered = CORDON_DENY;
	draft->settings.after = CORDON_AFTER_DEFAULT;
	draft->settings.hold = CORDON_HOLD_ALL;
	err = cordon_text_begin(&text, buf, len, reason);
	if (err)
		return err;
	tab = cordon_settab_alloc();
	err = tab ? read_policy(&text, tab, draft) : cordon_text_nomem(&text);
	if (err)
		cordon_draft_destroy(draft);
	cordon_settab_free(tab);
	return err;
}

/**
 * cordon_draft_destroy - free what a draft holds
 * @draft: the draft; empty afterwards
 */
void cordon_draft_destroy(struct cordon_draft *draft)
{
	u32 i;

	for (i = 0; i < draft->n_rules; i++)
		cordon_rule_put(draft->rules[i]);
	for (i = 0; i < draft->n_sets; i++)
		cordon_set_put(draft->sets[i]);
	kvfree(draft->rules);
	kvfree(draft->sets);
	memset(draft, 0, sizeof(*draft));
}
