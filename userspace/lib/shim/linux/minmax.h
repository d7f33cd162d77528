/* SPDX-License-Identifier: GPL-2.0-only */
/* What the policy core needs of the kernel's <linux/minmax.h>, in userspace. */

#ifndef _CORDON_SHIM_MINMAX_H
#define _CORDON_SHIM_MINMAX_H

#define min(a, b) ({			\
	__typeof__(a) __a = (a);	\
	__typeof__(b) __b = (b);	\
	__a < __b ? __a : __b;		\
})

#define max(a, b) ({			\
	__typeof__(a) __a = (a);	\
	__typeof__(b) __b = (b);	\
	__a > __b ? __a : __b;		\
})

#endif /* _CORDON_SHIM_MINMAX_H */
