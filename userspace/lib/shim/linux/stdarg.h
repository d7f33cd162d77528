/* SPDX-License-Identifier: GPL-2.0-only */
/* What the policy core needs of the kernel's <linux/stdarg.h>, in userspace. */

#ifndef _CORDON_SHIM_STDARG_H
#define _CORDON_SHIM_STDARG_H

#include <stdarg.h>

#endif /* _CORDON_SHIM_STDARG_H */
