/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What there is to know of a question beyond what the kernel says: names, what
 * started the program, whether its file is known. From local files that are
 * read once; nothing here asks a network.
 */

#ifndef CORDON_DETAILS_H
#define CORDON_DETAILS_H

#include "accounts.h"
#include "known.h"
#include "questions.h"
#include "rights.h"
#include "services.h"
#include "text.h"

struct details {
	struct accounts users;
	struct services services;
	struct known known;
};

/* Reads the files, again when called again. Says what it does without. */
void details_read(struct details *details);
void details_destroy(struct details *details);

/*
 * Completes the new ones. True: what is known of the others has changed too,
 * though the kernel said nothing.
 */
bool details_complete(struct details *details, struct questions *questions);
/* When to complete again although nothing happened: ms from now; -1: never. */
int64_t details_wait(const struct details *details);

/* Appends the question as a line of the protocol. */
void details_put_line(struct text *to, const struct details *details,
		      const struct question *question,
		      const struct rights *rights);

#endif /* CORDON_DETAILS_H */
