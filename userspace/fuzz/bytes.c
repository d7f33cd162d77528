// SPDX-License-Identifier: GPL-2.0-only
/* Takes the input of a fuzzer apart */

#include "bytes.h"

#include <string.h>

uint8_t take_byte(struct bytes *bytes)
{
	return bytes->at < bytes->end ? *bytes->at++ : 0;
}

uint32_t take_u32(struct bytes *bytes)
{
	uint32_t value = 0;
	int i;

	for (i = 0; i < 4; i++)
		value = value << 8 | take_byte(bytes);
	return value;
}

uint32_t take_below(struct bytes *bytes, uint32_t n)
{
	return (n > 256 ? take_u32(bytes) : take_byte(bytes)) % n;
}

char *exact(const char *data, size_t len)
{
	char *copy = malloc(len ? len : 1);

	MUST(copy);
	if (len)
		memcpy(copy, data, len);
	return copy;
}

static const char *take(struct bytes *bytes, char end, size_t *len)
{
	const char *from = (const char *)bytes->at, *stop;

	*len = bytes_left(bytes);
	stop = *len ? memchr(from, end, *len) : NULL;
	if (stop)
		*len = stop - from;
	bytes->at += *len + !!stop;
	return from;
}

char *take_until(struct bytes *bytes, char end, size_t *len)
{
	const char *from = take(bytes, end, len);

	return exact(from, *len);
}

char *take_string(struct bytes *bytes, char end)
{
	size_t len;
	const char *from = take(bytes, end, &len);
	char *copy = malloc(len + 1), *nul;

	MUST(copy);
	if (len)
		memcpy(copy, from, len);
	copy[len] = '\0';
	while ((nul = memchr(copy, '\0', len)))
		*nul = '?';
	return copy;
}
