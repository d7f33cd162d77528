/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - every bound in one place
 *
 * The values are part of the interface: they are listed in
 * Documentation/admin-guide/LSM/cordon.rst.
 */

#ifndef _SECURITY_CORDON_LIMITS_H
#define _SECURITY_CORDON_LIMITS_H

/* Bytes of one write to "policy" or "rules". */
#define CORDON_WRITE_MAX (64UL << 20)

/* Bytes of a path or pattern, without the final NUL. */
#define CORDON_PATH_MAX 4095

/* Bytes of a cgroup path that can be matched, without the final NUL. */
#define CORDON_CGROUP_MAX 511

/* Bytes of a label, of a set name, without the final NUL. */
#define CORDON_LABEL_MAX 64
#define CORDON_SET_NAME_MAX 64

/* Bytes of one rule, setting or command line (set lines are unbounded). */
#define CORDON_LINE_MAX (64U << 10)

/*
 * Bytes of a rule as it is printed. Leaves room for the comment with id and
 * hits, and for "before ID": a printed policy can be read again.
 */
#define CORDON_RULE_MAX (CORDON_LINE_MAX - 128)

/* Elements of one comma separated list in a rule. */
#define CORDON_LIST_MAX 1024

/* Rules and named sets of one policy. */
#define CORDON_RULES_MAX (4U << 20)
#define CORDON_SETS_MAX 4096

/* Seconds: expires= of a rule and after= of "unanswered". */
#define CORDON_EXPIRES_MAX (10U * 366 * 24 * 3600)
#define CORDON_AFTER_MAX 86400
#define CORDON_AFTER_DEFAULT 30

/* Wildcards "**" of one pattern: bounds the work of one match. */
#define CORDON_GLOBSTAR_MAX 8
/* Wildcards "*" of one pattern. */
#define CORDON_STAR_MAX 64

/* Bytes of a digest: sha512 by fs-verity is the longest. */
#define CORDON_DIGEST_MAX 64

/* Open questions: in all, and of one user. */
#define CORDON_QUESTIONS_MAX 16384
#define CORDON_QUESTIONS_UID_MAX 12288

/* Tasks held by questions, in all. */
#define CORDON_HELD_MAX 65536

/* Bytes of the reason kept for a failed write. */
#define CORDON_REASON_MAX 256

/*
 * Records of one subject: this many in a second, which is well below what
 * audit has room for by default; the same one again after so many seconds.
 */
#define CORDON_RECORD_BURST 20
#define CORDON_RECORD_WINDOW 5

#endif /* _SECURITY_CORDON_LIMITS_H */
