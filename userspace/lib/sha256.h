/* SPDX-License-Identifier: GPL-2.0-only */
/* SHA-256 of files, as rules have it in sha256=. */

#ifndef CORDON_SHA256_H
#define CORDON_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_HEX_SIZE	65

struct sha256 {
	uint32_t state[8];
	uint64_t len;
	uint8_t block[64];
};

void sha256_start(struct sha256 *sha);
void sha256_add(struct sha256 *sha, const void *data, size_t len);
/* In hexadecimal, with a NUL. */
void sha256_end(struct sha256 *sha, char hex[SHA256_HEX_SIZE]);

/* Of a regular file. 0 or -errno. */
int sha256_file(const char *path, char hex[SHA256_HEX_SIZE]);

#endif /* CORDON_SHA256_H */
