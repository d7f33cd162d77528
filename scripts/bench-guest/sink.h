/* SPDX-License-Identifier: GPL-2.0-only */
/* A machine at the other end of a cable, see sink.c. */

#ifndef SINK_H
#define SINK_H

#define SINK		"198.18.0.2"
#define SINK_PORT	4242
/* One for each kind of packet that is counted. */
#define FIRST_MARK	5000
#define MARKS		16

void start_sink(void);
long sunk(int mark);
void settle_sink(void);

#endif
