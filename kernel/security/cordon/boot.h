/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - the policy that is built into the kernel
 */

#ifndef _SECURITY_CORDON_BOOT_H
#define _SECURITY_CORDON_BOOT_H

/* From boot_policy.S; empty without CONFIG_SECURITY_CORDON_BOOT_POLICY. */
extern const char cordon_boot_policy[], cordon_boot_policy_end[];

#endif /* _SECURITY_CORDON_BOOT_H */
