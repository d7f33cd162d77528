/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - the subject of a task is fixed when it executes a file
 */

#ifndef _SECURITY_CORDON_EXEC_H
#define _SECURITY_CORDON_EXEC_H

void cordon_add_exec_hooks(void);

#endif /* _SECURITY_CORDON_EXEC_H */
