// SPDX-License-Identifier: GPL-2.0-only
/* SHA-256, after FIPS 180-4 */

#include "sha256.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const uint32_t k[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
	0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
	0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
	0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
	0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
	0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
	0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
	0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
	0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t rotate(uint32_t x, unsigned int n)
{
	return x >> n | x << (32 - n);
}

static uint32_t big_endian(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | at[1] << 16 | at[2] << 8 | at[3];
}

static void expand(uint32_t w[64], const uint8_t *block)
{
	unsigned int i;

	for (i = 0; i < 16; i++)
		w[i] = big_endian(block + 4 * i);
	for (; i < 64; i++) {
		uint32_t a = w[i - 15], b = w[i - 2];

		w[i] = w[i - 16] + w[i - 7] +
		       (rotate(a, 7) ^ rotate(a, 18) ^ a >> 3) +
		       (rotate(b, 17) ^ rotate(b, 19) ^ b >> 10);
	}
}

static void compress(uint32_t state[8], const uint8_t *block)
{
	uint32_t w[64], s[8], t1, t2;
	unsigned int i;

	expand(w, block);
	memcpy(s, state, sizeof(s));
	for (i = 0; i < 64; i++) {
		t1 = s[7] + k[i] + w[i] + ((s[4] & s[5]) ^ (~s[4] & s[6])) +
		     (rotate(s[4], 6) ^ rotate(s[4], 11) ^ rotate(s[4], 25));
		t2 = ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2])) +
		     (rotate(s[0], 2) ^ rotate(s[0], 13) ^ rotate(s[0], 22));
		memmove(s + 1, s, 7 * sizeof(*s));
		s[4] += t1;
		s[0] = t1 + t2;
	}
	for (i = 0; i < 8; i++)
		state[i] += s[i];
}

void sha256_start(struct sha256 *sha)
{
	static const uint32_t start[8] = {
		0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
		0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
	};

	memcpy(sha->state, start, sizeof(start));
	sha->len = 0;
}

void sha256_add(struct sha256 *sha, const void *data, size_t len)
{
	const uint8_t *at = data;

	while (len) {
		size_t used = sha->len % 64;
		size_t n = 64 - used < len ? 64 - used : len;

		memcpy(sha->block + used, at, n);
		sha->len += n;
		at += n;
		len -= n;
		if (used + n == 64)
			compress(sha->state, sha->block);
	}
}

void sha256_end(struct sha256 *sha, char hex[SHA256_HEX_SIZE])
{
	static const uint8_t padding[64] = { 0x80 };
	uint64_t bits = sha->len * 8;
	uint8_t length[8];
	unsigned int i;

	for (i = 0; i < 8; i++)
		length[i] = bits >> (56 - 8 * i);
	/* Up to 8 bytes before the end of a block. */
	sha256_add(sha, padding, 1 + (119 - sha->len % 64) % 64);
	sha256_add(sha, length, sizeof(length));
	for (i = 0; i < 8; i++)
		snprintf(hex + 8 * i, 9, "%08x", sha->state[i]);
}

static int add_all(struct sha256 *sha, int fd)
{
	char buffer[65536];
	struct stat st;
	ssize_t n;

	if (fstat(fd, &st))
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EINVAL;
	for (;;) {
		n = read(fd, buffer, sizeof(buffer));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? -errno : 0;
		sha256_add(sha, buffer, n);
	}
}

int sha256_file(const char *path, char hex[SHA256_HEX_SIZE])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK), err;
	struct sha256 sha;

	if (fd < 0)
		return -errno;
	sha256_start(&sha);
	err = add_all(&sha, fd);
	close(fd);
	if (!err)
		sha256_end(&sha, hex);
	return err;
}
