// SPDX-License-Identifier: GPL-2.0-only
/* SHA-256: the examples of FIPS 180-4, and every way to split a text */

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "array.h"
#include "sha256.h"
#include "tap.h"

static const struct {
	const char *text, *hex;
} known[] = {
	{ "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
	{ "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
	{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
	  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
};

static void test_known(void)
{
	char hex[SHA256_HEX_SIZE];
	struct sha256 sha;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(known); i++) {
		sha256_start(&sha);
		sha256_add(&sha, known[i].text, strlen(known[i].text));
		sha256_end(&sha, hex);
		is(hex, known[i].hex, *known[i].text ? known[i].text : "nothing");
	}
}

/* A million times the letter a, in pieces of any length. */
static void test_million(void)
{
	static char a[1009];
	size_t left = 1000000, n = 1;
	char hex[SHA256_HEX_SIZE];
	struct sha256 sha;

	memset(a, 'a', sizeof(a));
	sha256_start(&sha);
	while (left) {
		n = n * 7 % 1009;
		if (n > left)
			n = left;
		sha256_add(&sha, a, n);
		left -= n;
	}
	sha256_end(&sha, hex);
	is(hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
	   "a million bytes");
}

/* Every length around the ends of blocks, against the other implementation. */
static void test_lengths(void)
{
	char template[] = "/tmp/cordon-sha.XXXXXX", command[64];
	int fd = mkstemp(template);
	size_t len, wrong = 0;

	if (fd < 0)
		exit(EXIT_FAILURE);
	snprintf(command, sizeof(command), "sha256sum <%s", template);
	for (len = 0; len < 140; len++) {
		char hex[SHA256_HEX_SIZE], other[SHA256_HEX_SIZE] = "";
		FILE *pipe;

		if (len && write(fd, &(char){ (char)len }, 1) != 1)
			exit(EXIT_FAILURE);
		pipe = popen(command, "r");
		if (!pipe || !fgets(other, sizeof(other), pipe))
			exit(EXIT_FAILURE);
		pclose(pipe);
		wrong += sha256_file(template, hex) || strcmp(hex, other);
	}
	ok(!wrong, "files of 0 to 139 bytes, as sha256sum has them");
	close(fd);
	unlink(template);
}

int main(void)
{
	char hex[SHA256_HEX_SIZE];

	test_known();
	test_million();
	test_lengths();
	is_number(sha256_file("/", hex), -EINVAL, "a folder has none");
	is_number(sha256_file("/dev/null", hex), -EINVAL, "nor has a device");
	is_number(sha256_file("/nothing", hex), -ENOENT, "nor what is not there");
	return tap_end();
}
