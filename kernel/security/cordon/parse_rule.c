// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - one rule of a policy text
 */

#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "glob.h"
#include "settab.h"
#include "text.h"

/* Largest uid and gid: the one above means "none". */
#define ID_MAX 4294967294U
#define PORT_MAX 65535

/* A rule that is being read; @rare is NULL until it has any of these. */
struct reading {
	struct cordon_text *text;
	struct cordon_settab *tab;
	struct cordon_rule *rule;
	struct cordon_rare *rare;
};

/* A rule without wildcard is found by a hash of the path that it names. */
static int set_exe_path(struct cordon_text *text, struct cordon_rule *rule)
{
	char *path;

	if (!cordon_glob_is_literal(rule->exe))
		return 0;
	if (!strchr(rule->exe, '\\')) {
		rule->exe_path = rule->exe;
		return 0;
	}
	path = kmalloc(strlen(rule->exe) + 1, GFP_KERNEL);
	if (!path)
		return cordon_text_nomem(text);
	cordon_glob_unescape(path, rule->exe);
	rule->exe_path = path;
	return 0;
}

static int read_exe(struct reading *in, struct cordon_word value)
{
	int err = cordon_parse_pattern(in->text, value, false, &in->rule->exe);

	return err ? err : set_exe_path(in->text, in->rule);
}

static int read_script(struct reading *in, struct cordon_word value)
{
	return cordon_parse_pattern(in->text, value, false, &in->rare->script);
}

static int read_cgroup(struct reading *in, struct cordon_word value)
{
	return cordon_parse_pattern(in->text, value, true, &in->rare->cgroup);
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

static int read_digest(struct reading *in, struct cordon_word hex, u8 kind,
		       u8 len, struct cordon_rule_digest **to)
{
	struct cordon_rule_digest *digest;
	const char *at;
	u32 i;

	if (cordon_word_len(hex) != 2 * len)
		return cordon_text_fail(in->text, hex.at,
					"%u hexadecimal digits are expected",
					2 * len);
	for (at = hex.at; at < hex.end; at++) {
		if (hex_digit(*at) < 0)
			return cordon_text_fail(
				in->text, at,
				"not a lower case hexadecimal digit");
	}
	digest = kzalloc(sizeof(*digest), GFP_KERNEL);
	if (!digest)
		return cordon_text_nomem(in->text);
	digest->kind = kind;
	digest->len = len;
	for (i = 0; i < len; i++)
		digest->bytes[i] = hex_digit(hex.at[2 * i]) << 4 |
				   hex_digit(hex.at[2 * i + 1]);
	*to = digest;
	return 0;
}

static int read_sha256(struct reading *in, struct cordon_word value)
{
	return read_digest(in, value, CORDON_DIGEST_SHA256, 32,
			   &in->rare->sha256);
}

static int read_fsverity(struct reading *in, struct cordon_word value)
{
	const size_t prefix = strlen("sha256:");
	struct cordon_word name = value, hex = value;

	if (cordon_word_len(value) >= prefix) {
		name.end = value.at + prefix;
		hex.at = name.end;
	}
	if (cordon_word_is(name, "sha256:"))
		return read_digest(in, hex, CORDON_DIGEST_VERITY_SHA256, 32,
				   &in->rare->fsverity);
	if (cordon_word_is(name, "sha512:"))
		return read_digest(in, hex, CORDON_DIGEST_VERITY_SHA512, 64,
				   &in->rare->fsverity);
	return cordon_text_fail(in->text, value.at,
				"sha256: or sha512: is expected");
}

static int read_uid(struct reading *in, struct cordon_word value)
{
	return cordon_parse_spans(in->text, value, ID_MAX, &in->rare->uid);
}

static int read_gid(struct reading *in, struct cordon_word value)
{
	return cordon_parse_spans(in->text, value, ID_MAX, &in->rare->gid);
}

static int read_mnt(struct reading *in, struct cordon_word value)
{
	in->rule->mnt_any = cordon_word_is(value, "any");
	if (in->rule->mnt_any || cordon_word_is(value, "init"))
		return 0;
	return cordon_text_fail(in->text, value.at, "any or init is expected");
}

static int read_proto(struct reading *in, struct cordon_word value)
{
	return cordon_parse_protos(in->text, value, &in->rule->protos);
}

static int read_dst(struct reading *in, struct cordon_word value)
{
	return cordon_parse_dst(in->text, value, in->tab, &in->rule->dst);
}

static int read_dport(struct reading *in, struct cordon_word value)
{
	return cordon_parse_spans(in->text, value, PORT_MAX, &in->rule->dport);
}

static int read_sport(struct reading *in, struct cordon_word value)
{
	return cordon_parse_spans(in->text, value, PORT_MAX, &in->rare->sport);
}

static bool is_label_byte(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       (c >= '0' && c <= '9') || (c && strchr("_.:@/+-", c));
}

static int read_label(struct reading *in, struct cordon_word value)
{
	size_t len = cordon_word_len(value);
	const char *at;

	if (!len || len > CORDON_LABEL_MAX)
		return cordon_text_fail(in->text, value.at,
					"a label has 1 to %u bytes",
					CORDON_LABEL_MAX);
	for (at = value.at; at < value.end; at++) {
		if (!is_label_byte(*at))
			return cordon_text_fail(
				in->text, at,
				"a label is made of A-Z a-z 0-9 _ . : @ / + -");
	}
	in->rule->label = kmemdup_nul(value.at, len, GFP_KERNEL);
	return in->rule->label ? 0 : cordon_text_nomem(in->text);
}

static int read_errno(struct reading *in, struct cordon_word value)
{
	int err = cordon_errno_find(value.at, cordon_word_len(value));

	if (in->rule->verdict == CORDON_ALLOW)
		return cordon_text_fail(in->text, value.at,
					"errno= is for deny and ask rules");
	if (err < 0)
		return cordon_text_fail(in->text, value.at,
					"not an errno that a rule may have");
	/* The default has one spelling: none. */
	in->rule->err = err == EACCES ? 0 : err;
	return 0;
}

static int read_expires(struct reading *in, struct cordon_word value)
{
	u64 expires;
	int err = cordon_text_u64(in->text, value, 1, CORDON_EXPIRES_MAX,
				  &expires);

	if (!err)
		in->rule->expires = expires;
	return err;
}

static int read_log(struct reading *in, struct cordon_word value)
{
	if (cordon_word_is(value, "yes"))
		in->rule->log = CORDON_LOG_YES;
	else if (cordon_word_is(value, "no"))
		in->rule->log = CORDON_LOG_NO;
	else
		return cordon_text_fail(in->text, value.at,
					"yes or no is expected");
	return 0;
}

static int make_rare(struct reading *in)
{
	if (in->rare)
		return 0;
	in->rare = kzalloc(sizeof(*in->rare), GFP_KERNEL);
	if (!in->rare)
		return cordon_text_nomem(in->text);
	in->rule->rare = in->rare;
	return 0;
}

static const struct {
	const char *name;
	int (*read)(struct reading *in, struct cordon_word value);
	bool is_rare;
} keys[] = {
	/* clang-format off */
	{ "exe", read_exe, false },
	{ "script", read_script, true },
	{ "sha256", read_sha256, true },
	{ "fsverity", read_fsverity, true },
	{ "uid", read_uid, true },
	{ "gid", read_gid, true },
	{ "cgroup", read_cgroup, true },
	{ "mnt", read_mnt, false },
	{ "proto", read_proto, false },
	{ "dst", read_dst, false },
	{ "dport", read_dport, false },
	{ "sport", read_sport, true },
	{ "label", read_label, false },
	{ "errno", read_errno, false },
	{ "expires", read_expires, false },
	{ "log", read_log, false },
	/* clang-format on */
};

static_assert(ARRAY_SIZE(keys) <= 32, "the mask of keys seen has 32 bits");

static int read_pair(struct reading *in, const struct cordon_pair *pair,
		     u32 *seen)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(keys); i++) {
		if (!cordon_word_is(pair->key, keys[i].name))
			continue;
		if (*seen & BIT(i))
			return cordon_text_fail(in->text, pair->key.at,
						"%s= is given twice",
						keys[i].name);
		*seen |= BIT(i);
		if (keys[i].is_rare && make_rare(in))
			return -ENOMEM;
		return keys[i].read(in, pair->value);
	}
	return cordon_text_fail(in->text, pair->key.at, "unknown key");
}

/*
 * An address may be longer in print than in the text. Lists are short enough
 * for that to matter in the longest of lines only.
 */
static int check_length(struct reading *in)
{
	const struct cordon_dst *dst = in->rule->dst;
	size_t len = in->text->line_end - in->text->line;
	u32 i;

	if (len < CORDON_RULE_MAX - 8 * CORDON_LIST_MAX)
		return 0;
	len = cordon_print_rule(NULL, 0, in->rule, NULL, in->rule->expires);
	for (i = 0; dst && i < dst->n_sets; i++)
		len += strlen(in->tab->entry[dst->sets[i]].set->name);
	if (len <= CORDON_RULE_MAX)
		return 0;
	return cordon_text_fail(in->text, NULL, "a rule of more than %u bytes",
				CORDON_RULE_MAX);
}

/* A condition that no target can meet is a mistake. */
static int check_rule(struct reading *in)
{
	const struct cordon_rule *rule = in->rule;

	if ((rule->dport || rule->rare->sport) &&
	    !(rule->protos & CORDON_PROTOS_PORTS))
		return cordon_text_fail(
			in->text, NULL,
			"the protocols of this rule have no ports");
	if (rule->dst && !(rule->protos & CORDON_PROTOS_ADDRESSED))
		return cordon_text_fail(
			in->text, NULL,
			"the protocols of this rule have no addresses");
	return check_length(in);
}

static int read_pairs(struct reading *in)
{
	struct cordon_pair pair;
	u32 seen = 0;
	int ret;

	for (;;) {
		ret = cordon_text_pair(in->text, &pair);
		if (ret <= 0)
			break;
		ret = read_pair(in, &pair, &seen);
		if (ret)
			break;
	}
	return ret ? ret : check_rule(in);
}

/**
 * cordon_parse_rule - read a rule
 * @text: the text, behind the verdict
 * @tab: the sets that the text names so far
 * @verdict: the first word of the rule
 * @rule: set to the rule; its dst->sets[] index @tab
 *
 * Return: 0, -EINVAL, -E2BIG or -ENOMEM.
 */
int cordon_parse_rule(struct cordon_text *text, struct cordon_settab *tab,
		      struct cordon_word verdict, struct cordon_rule **rule)
{
	struct reading in = { .text = text, .tab = tab };
	int err, number;

	number = cordon_verdict_find(verdict.at, cordon_word_len(verdict));
	if (number < 0)
		return cordon_text_fail(text, verdict.at,
					"allow, deny or ask is expected");
	in.rule = cordon_rule_alloc();
	if (!in.rule)
		return cordon_text_nomem(text);
	in.rule->verdict = number;
	err = read_pairs(&in);
	if (err) {
		cordon_rule_put(in.rule);
		return err;
	}
	*rule = in.rule;
	return 0;
}
