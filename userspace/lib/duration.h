/* SPDX-License-Identifier: GPL-2.0-only */
/* Lengths of time as people write them: 90s, 10m, "2 days", "1h 30min". */

#ifndef CORDON_DURATION_H
#define CORDON_DURATION_H

#include <stdint.h>

/* No length of time is more: the seconds of ten thousand years. */
#define DURATION_MAX	315576000000LL

#define DURATION_HELP	"10m, 2h, 3d, 1w, \"2 days\", \"1h 30min\""

/*
 * Takes one off *@at, which is behind it and its blanks then. Every number has
 * a unit. 0 or -EINVAL.
 */
int duration_take(const char **at, int64_t *seconds);

#endif /* CORDON_DURATION_H */
