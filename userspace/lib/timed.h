/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The file that keeps answers that end: after a time, or with a restart of the
 * machine. Policy text, one rule a line, with a comment behind each of them
 * that says when it ends:
 *
 *   # ends=reboot boot=BOOT_ID
 *   # ends=SECONDS boot=BOOT_ID until=EPOCH given=SECONDS
 *
 * As long as the machine runs, ends= counts: by CLOCK_BOOTTIME, as the kernel
 * does. After a restart until= counts, by the clock on the wall; when that one
 * shows a time before the answer was given, nobody can know what is left, and
 * the answer does not count.
 */

#ifndef CORDON_TIMED_H
#define CORDON_TIMED_H

#include <stddef.h>
#include <stdint.h>

#include "answer.h"
#include "text.h"

#define TIMED_ANSWERS	"/var/lib/cordon/timed.conf"

/* A rule as answer_rule() made it from @answer, which is not for always. */
struct timed {
	const char *rule;
	const struct answer *answer;
};

/*
 * Adds @rule, in place of one with the same conditions if there is one, and
 * drops what has ended. As durable_edit(): when it returns 0 it is on the
 * disk. Makes the folder if need be. -EDQUOT, -EFBIG: there is no room for it,
 * see room.h.
 */
int timed_put(const char *path, const char *rule,
	      const struct answer *answer);
/* The same for several, as store_put_all(). */
int timed_put_all(const char *path, const struct timed *timed, size_t count,
		  int *results);

/*
 * Appends the rules that still hold, with expires= for what is left; lines that
 * are no such rules are left empty, so that each rule stands in the line that
 * it has in the file. 0, also when there is no file, or -errno.
 */
int timed_load(const char *path, struct text *to);

/* The same with any clocks, for tests and for looking at another machine. */
struct timed_clock {
	int64_t boottime;	/* seconds */
	int64_t realtime;
	char boot[37];		/* id */
};

int timed_clock_now(struct timed_clock *clock);
int timed_put_at(const char *path, const struct timed *timed, size_t count,
		 const struct timed_clock *now, int *results);
int timed_load_at(const char *path, struct text *to,
		  const struct timed_clock *now);

#endif /* CORDON_TIMED_H */
