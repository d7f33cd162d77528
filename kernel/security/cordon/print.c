// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - rules and settings as text
 */

#include <linux/string.h>

#include "parse.h"
#include "print.h"

/* The pattern is canonical: all that is left to do is quoting blanks. */
static void put_pattern(struct cordon_print *out, const char *key,
			const char *pattern)
{
	bool quote;

	if (!pattern)
		return;
	quote = strchr(pattern, ' ');
	cordon_put(out, key);
	if (quote)
		cordon_put_char(out, '"');
	cordon_put(out, pattern);
	if (quote)
		cordon_put_char(out, '"');
}

static void put_digest(struct cordon_print *out, const char *key,
		       const struct cordon_rule_digest *digest)
{
	static const char hex[] = "0123456789abcdef";
	u32 i;

	if (!digest)
		return;
	cordon_put(out, key);
	if (digest->kind == CORDON_DIGEST_VERITY_SHA256)
		cordon_put(out, "sha256:");
	else if (digest->kind == CORDON_DIGEST_VERITY_SHA512)
		cordon_put(out, "sha512:");
	for (i = 0; i < digest->len; i++) {
		cordon_put_char(out, hex[digest->bytes[i] >> 4]);
		cordon_put_char(out, hex[digest->bytes[i] & 15]);
	}
}

static void put_spans(struct cordon_print *out, const char *key,
		      const struct cordon_spans *spans)
{
	u32 i;

	for (i = 0; spans && i < spans->n; i++) {
		cordon_put(out, i ? "," : key);
		cordon_put_u32(out, spans->span[i].lo);
		if (spans->span[i].lo == spans->span[i].hi)
			continue;
		cordon_put_char(out, '-');
		cordon_put_u32(out, spans->span[i].hi);
	}
}

static void put_protos(struct cordon_print *out, u64 protos)
{
	const char *before = " proto=";
	u32 i;

	if (protos == CORDON_PROTOS_ALL)
		return;
	for (i = 0; i < CORDON_PROTO_COUNT; i++) {
		if (!(protos & CORDON_PROTO_BIT(i)))
			continue;
		cordon_put(out, before);
		cordon_put(out, cordon_proto_name(i));
		before = ",";
	}
}

static void put_dst(struct cordon_print *out, const struct cordon_dst *dst,
		    const char *const *set_names)
{
	struct cordon_prefix_iter iter = {};
	struct cordon_prefix prefix;
	const char *before = " dst=";
	u32 i;

	if (!dst)
		return;
	while (cordon_addrset_next_prefix(&dst->addrs, &iter, &prefix)) {
		cordon_put(out, before);
		cordon_put_prefix(out, &prefix);
		before = ",";
	}
	for (i = 0; i < dst->n_sets; i++) {
		cordon_put(out, before);
		cordon_put_char(out, '@');
		if (set_names)
			cordon_put(out, set_names[dst->sets[i]]);
		before = ",";
	}
}

static void put_modifiers(struct cordon_print *out,
			  const struct cordon_rule *rule, u32 expires)
{
	if (rule->label) {
		cordon_put(out, " label=");
		cordon_put(out, rule->label);
	}
	if (rule->err) {
		cordon_put(out, " errno=");
		cordon_put(out, cordon_errno_name(rule->err));
	}
	if (expires) {
		cordon_put(out, " expires=");
		cordon_put_u32(out, expires);
	}
	if (rule->log != CORDON_LOG_DEFAULT)
		cordon_put(out, rule->log == CORDON_LOG_YES ? " log=yes" :
							      " log=no");
}

/**
 * cordon_print_rule - print a rule
 * @buf: for the text
 * @size: bytes of @buf; may be 0
 * @rule: the rule
 * @set_names: names of the sets that rule->dst->sets[] index; NULL leaves
 *	them out
 * @expires: seconds left, or 0 for a rule without end
 *
 * Return: bytes of the text, without the final NUL, even when that is more
 * than fits; it has no newline.
 */
size_t cordon_print_rule(char *buf, size_t size, const struct cordon_rule *rule,
			 const char *const *set_names, u32 expires)
{
	struct cordon_print out = { .buf = buf, .size = size };

	cordon_put(&out, cordon_verdict_name(rule->verdict));
	put_pattern(&out, " exe=", rule->exe);
	put_pattern(&out, " script=", rule->rare->script);
	put_digest(&out, " sha256=", rule->rare->sha256);
	put_digest(&out, " fsverity=", rule->rare->fsverity);
	put_spans(&out, " uid=", rule->rare->uid);
	put_spans(&out, " gid=", rule->rare->gid);
	put_pattern(&out, " cgroup=", rule->rare->cgroup);
	if (rule->mnt_any)
		cordon_put(&out, " mnt=any");
	put_protos(&out, rule->protos);
	put_dst(&out, rule->dst, set_names);
	put_spans(&out, " dport=", rule->dport);
	put_spans(&out, " sport=", rule->rare->sport);
	put_modifiers(&out, rule, expires);
	return cordon_put_end(&out);
}

/**
 * cordon_print_settings - print the settings of a policy
 * @buf: for the text
 * @size: bytes of @buf; 128 are enough
 * @settings: the settings
 *
 * Return: bytes of the text, without the final NUL: two lines, each with its
 * newline.
 */
size_t cordon_print_settings(char *buf, size_t size,
			     const struct cordon_settings *settings)
{
	struct cordon_print out = { .buf = buf, .size = size };

	cordon_put(&out, "default ");
	cordon_put(&out, cordon_verdict_name(settings->def));
	cordon_put(&out, "\nunanswered ");
	cordon_put(&out, cordon_verdict_name(settings->unanswered));
	cordon_put(&out, " after=");
	cordon_put_u32(&out, settings->after);
	cordon_put(&out, " hold=");
	cordon_put(&out, cordon_hold_name(settings->hold));
	cordon_put_char(&out, '\n');
	return cordon_put_end(&out);
}
