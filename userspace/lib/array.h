/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CORDON_ARRAY_H
#define CORDON_ARRAY_H

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

#endif /* CORDON_ARRAY_H */
