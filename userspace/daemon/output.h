/* SPDX-License-Identifier: GPL-2.0-only */
/* Text on its way to a person, written without ever waiting. */

#ifndef CORDON_OUTPUT_H
#define CORDON_OUTPUT_H

#include "loop.h"
#include "nowait.h"
#include "text.h"

struct output {
	struct source source;
	struct nowait to;
	struct loop *loop;
	struct text pending;
	bool waits;	/* the terminal is stopped or slow: tell us when not */
	bool lost;	/* text was dropped because of that */
};

/* Writes to where @fd goes. 0 or -errno. */
int output_open(struct output *output, struct loop *loop, int fd);
void output_close(struct output *output);
/* What is printed into @pending goes out with this. */
void output_flush(struct output *output);

#endif /* CORDON_OUTPUT_H */
