/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: the files, and texts that they take
 */

#ifndef _CORDON_WRITTEN_H
#define _CORDON_WRITTEN_H

#include "net.h"
#include "writer.h"

/* Seconds. Many writes take as long as they take: the run has its limit. */
#define NO_LIMIT (24 * 3600)

/* Digests are made of these. */
#define HEX "0123456789abcdef"
#define HEX64 HEX HEX HEX HEX

static const char *const policies[] = {
	"default allow\nunanswered deny after=86400\nask dst=" BAD4 "\n",
	"default ask # when nothing matches\nunanswered allow after=3600 hold=all\n"
	"set s 10.0.0.0/8 192.0.2.7 2001:db8::/32\nset s fe80::/10\n"
	"allow exe=/usr/bin/curl proto=tcp dst=@s dport=443,8080-8090 label=in\n"
	"deny  exe=/usr/bin/curl errno=ECONNREFUSED\n",
	"default deny\nunanswered deny hold=blocking\n"
	"deny log=yes expires=86400 errno=EPERM label=a sport=1 dport=2 dst=::1 "
	"proto=tcp mnt=any cgroup=/c gid=3 uid=4 script=/s exe=\"/a b\\*\\011\"\n",
	"default allow\nallow sha256=" HEX64 " fsverity=sha256:" HEX64 "\n"
	"ask exe=/home/** uid=1000,0-5 gid=0,4294967294\ndeny proto=raw,packet\n",
	"set a\nset b 1.2.3.4 ::1\ndefault ask\nask dst=@a,@b,0.0.0.0/0,::/0\n"
	"allow exe=/**/x?/*y script=\"/b\tc\" mnt=init\n",
	"default deny\n",
};

/* '%' is the id of the last rule. */
static const char *const changes[] = {
	"append allow exe=/a dst=10.0.0.0/8 dport=1-2\n",
	"before % deny exe=/home/** uid=1000 errno=EPERM\n",
	"delete %\n",
	"set s 10.0.0.1 ::1\nset s 10.0.0.2/31\nappend deny dst=@s\n",
	"before % ask proto=udp sport=53 label=l # why\ndelete %\n",
	"append deny expires=86400 log=no fsverity=sha512:" HEX64 HEX64 "\n",
	"# nothing\n",
};

/* '%' is the id of the open question. */
static const char *const answers[] = {
	"% allow\n", "% deny\n", "% allow", "1 allow\n",
	"18446744073709551615 deny\n",
};

static const char *const modes[] = { "enforcing\n", "permissive\n",
				     "enforcing", "permissive" };
static const char *const seals[] = { "1\n", "0\n", "1" };

static const struct written policy = {
	"policy", true, true, WRITE_MAX, { policies, ARRAY_SIZE(policies) }
};

static const struct written rules = {
	"rules", true, false, WRITE_MAX, { changes, ARRAY_SIZE(changes) }
};

static const struct written answer_file = {
	"answer", false, false, SWITCH_MAX, { answers, ARRAY_SIZE(answers) }
};

static const struct written mode = {
	"mode", false, false, SWITCH_MAX, { modes, ARRAY_SIZE(modes) }
};

static const struct written seal = {
	"seal", false, false, SWITCH_MAX, { seals, ARRAY_SIZE(seals) }
};

/* These take nothing. */
static const struct written unwritten[] = {
	{ "queue", true, true, 0, { seals, ARRAY_SIZE(seals) } },
	{ "status", true, true, 0, { modes, ARRAY_SIZE(modes) } },
	{ "abi", true, true, 0, { policies, ARRAY_SIZE(policies) } },
};

static inline unsigned long from_environment(const char *name,
					     unsigned long otherwise)
{
	const char *value = getenv(name);

	return value && *value ? strtoul(value, NULL, 10) : otherwise;
}

/* How many to each file, and which. */
static inline unsigned long writes_wanted(void)
{
	return from_environment("CORDON_WRITES", 1000);
}

static inline unsigned long seed_wanted(void)
{
	return from_environment("CORDON_SEED", 1);
}

/* Without one newline at its end, is it that word? */
static inline bool mutant_is(const struct mutant *m, const char *word)
{
	size_t len = m->len;

	if (len && m->text[len - 1] == '\n')
		len--;
	return strlen(word) == len && !memcmp(m->text, word, len);
}

static inline int expect_mode(const struct mutant *m)
{
	return mutant_is(m, "enforcing") || mutant_is(m, "permissive") ?
	       0 : -EINVAL;
}

/* What is said to a question of that id. */
static inline int expect_answer(const struct mutant *m, unsigned long long id)
{
	char text[SWITCH_MAX + 1], *word;
	size_t len = m->len;
	unsigned long long said;

	if (len && m->text[len - 1] == '\n')
		len--;
	if (len > SWITCH_MAX || memchr(m->text, '\0', len))
		return -EINVAL;
	memcpy(text, m->text, len);
	text[len] = '\0';
	len = strspn(text, "0123456789");
	word = text + len;
	if (!len || *text == '0' ||
	    (strcmp(word, " allow") && strcmp(word, " deny")))
		return -EINVAL;
	errno = 0;
	said = strtoull(text, NULL, 10);
	if (errno)
		return -EINVAL;
	return said == id ? 0 : -ENOENT;
}

#endif /* _CORDON_WRITTEN_H */
