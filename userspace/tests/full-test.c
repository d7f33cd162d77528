// SPDX-License-Identifier: GPL-2.0-only
/* Users for whom there is no room: refused, and tried again now and then */

#include <errno.h>

#include "../daemon/full.h"
#include "../daemon/loop.h"
#include "tap.h"

static int64_t now = 1000;

int64_t now_ms(void)
{
	return now;
}

int main(void)
{
	struct full full = { 0 };

	is_number(full_check(&full, 5, true), 0, "nothing is known");
	full_result(&full, 5, true, -EIO);
	is_number(full_check(&full, 5, true), 0, "a disk that fails is not full");
	full_result(&full, 5, true, -EDQUOT);
	is_number(full_check(&full, 5, true), -EDQUOT, "full: it is refused");
	is_number(full_check(&full, 5, false), 0, "not in the other file");
	is_number(full_check(&full, 6, true), 0, "nor for another user");
	full_result(&full, 6, true, -EFBIG);
	is_number(full_check(&full, 6, true), -EFBIG, "unless that is full, too");

	now += 60000;
	is_number(full_check(&full, 5, true), 0, "later one is tried");
	is_number(full_check(&full, 5, true), -EDQUOT, "and no other meanwhile");
	full_result(&full, 5, true, -EDQUOT);
	is_number(full_check(&full, 5, true), -EDQUOT, "still full");
	now += 60000;
	is_number(full_check(&full, 5, true), 0, "and again");
	full_result(&full, 5, true, 0);
	is_number(full_check(&full, 5, true), 0, "there is room");
	is_number(full_check(&full, 5, true), 0, "for more than one");
	is_number(full_check(&full, 6, true), 0, "the other one can be tried");
	full_destroy(&full);
	return tap_end();
}
