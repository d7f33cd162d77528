/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The agent runs setgid, started by anybody, from anywhere: what it inherits
 * is not to be trusted.
 */

#ifndef CORDON_SECURE_H
#define CORDON_SECURE_H

/*
 * To be called first. Keeps of the environment what says which terminal and
 * language this is, and nothing that names a file; closes all descriptors but
 * the first three, which are open afterwards; lets nobody trace the process or
 * have its memory. 0 or -errno.
 */
int secure_start(void);

#endif /* CORDON_SECURE_H */
