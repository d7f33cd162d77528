/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - the policy that is built into the kernel, as text
 */

#include <linux/init.h>
#include <linux/linkage.h>

	.section .init.rodata, "a"
SYM_DATA_START(cordon_boot_policy)
#ifdef CORDON_BOOT_POLICY_FILE
	.incbin CORDON_BOOT_POLICY_FILE
#endif
SYM_DATA_END_LABEL(cordon_boot_policy, SYM_L_GLOBAL, cordon_boot_policy_end)
