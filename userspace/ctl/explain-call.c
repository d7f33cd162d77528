// SPDX-License-Identifier: GPL-2.0-only
/* cordonctl explain: the call that is asked about */

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fsverity.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "explain.h"
#include "hint.h"

/* What was typed, with the mistake in it. */
static int refuse(const char *proto, const char *target, const char *at,
		  const char *what)
{
	struct place place = { 0 };
	struct text text = { 0 };

	text_printf(&text, "%s%s%s", proto, target ? " " : "",
		    target ? target : "");
	if (!at)
		place.column = 1;
	else
		place.column = strlen(proto) + 1 + (at - target) + 1;
	report_at(&place, text_string(&text), text.len, what);
	text_destroy(&text);
	return EXIT_USAGE;
}

static bool parse_port(const char *word, uint16_t *port)
{
	unsigned long number;
	char *end;

	if (*word < '0' || *word > '9' || strlen(word) > 5)
		return false;
	number = strtoul(word, &end, 10);
	if (*end || number > UINT16_MAX)
		return false;
	*port = number;
	return true;
}

/*
 * Splits "ADDRESS", "ADDRESS:PORT", "[ADDRESS]:PORT". *@port is where the port
 * begins, or NULL. NULL, or where the mistake is.
 */
static const char *split(const char *target, const char **address, size_t *len,
			 const char **port)
{
	const char *colon = strchr(target, ':'), *bracket;

	*address = target;
	*port = NULL;
	if (*target == '[') {
		bracket = strchr(target, ']');
		if (!bracket)
			return target;
		*address = target + 1;
		*len = bracket - *address;
		if (bracket[1] && bracket[1] != ':')
			return bracket + 1;
		*port = bracket[1] ? bracket + 2 : NULL;
		return NULL;
	}
	if (!colon || strchr(colon + 1, ':')) {
		*len = strlen(target);
		return NULL;
	}
	*len = colon - target;
	*port = colon + 1;
	return NULL;
}

static bool is_address(const char *word)
{
	unsigned char scratch[16];

	return inet_pton(AF_INET, word, scratch) == 1 ||
	       inet_pton(AF_INET6, word, scratch) == 1;
}

static int explain_address(struct explain_call *call, const char *proto,
			   const char *target)
{
	const char *address, *port, *bad;
	size_t len;

	bad = split(target, &address, &len, &port);
	if (bad)
		return refuse(proto, target, bad,
			      "ADDRESS, ADDRESS:PORT or [ADDRESS]:PORT is expected");
	if (len >= sizeof(call->address))
		return refuse(proto, target, address, "not an address");
	memcpy(call->address, address, len);
	call->address[len] = '\0';
	if (!is_address(call->address))
		return refuse(proto, target, address,
			      "not an IPv4 or IPv6 address; names are not looked up");
	call->call.dst = call->address;
	if (!judge_proto_has_ports(proto))
		return port ? refuse(proto, target, port,
				     "this protocol has no ports") : EXIT_OK;
	if (!port)
		return refuse(proto, target, target + strlen(target),
			      strchr(call->address, ':') && *target != '[' ?
			      "the port is missing: [ADDRESS]:PORT" :
			      "the port is missing");
	if (!parse_port(port, &call->call.dport))
		return refuse(proto, target, port,
			      "a port is a number from 0 to 65535");
	return EXIT_OK;
}

int explain_target(struct explain_call *call, const char *proto,
		   const char *target)
{
	struct text hint = { 0 };

	call->call.proto = proto;
	if (!judge_proto_exists(proto)) {
		refuse(proto, target, NULL, "there is no such protocol class");
		if (hint_proto(proto)) {
			text_printf(&hint, "did you mean %s?", hint_proto(proto));
			report_hint(text_string(&hint));
			text_destroy(&hint);
		}
		return EXIT_USAGE;
	}
	if (!judge_proto_has_address(proto))
		return target ? refuse(proto, target, target,
				       "this protocol is judged without an address") :
				EXIT_OK;
	if (!target) {
		report("%s needs %s, or ? for an address that cannot be known",
		       proto, judge_proto_has_ports(proto) ? "ADDRESS:PORT" :
							     "ADDRESS");
		return EXIT_USAGE;
	}
	if (!strcmp(target, "?"))
		return EXIT_OK;
	return explain_address(call, proto, target);
}

/* What runs a script, as its first line says; "" when the file is none. */
static void read_interpreter(const char *path, char *to, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	ssize_t n = fd < 0 ? 0 : read(fd, to, size - 1);
	char *start = to + 2;

	if (fd >= 0)
		close(fd);
	to[n > 0 ? n : 0] = '\0';
	if (strncmp(to, "#!", 2)) {
		*to = '\0';
		return;
	}
	start += strspn(start, " \t");
	start[strcspn(start, " \t\n")] = '\0';
	memmove(to, start, strlen(start) + 1);
}

static void measure(struct explain_call *call)
{
	struct {
		struct fsverity_digest head;
		uint8_t bytes[64];
	} digest = { .head.digest_size = sizeof(digest.bytes) };
	const char *exe = call->call.exe;
	struct text text = { 0 };
	int fd, i;

	if ((call->call.unknown & JUDGE_SHA256) &&
	    !sha256_file(exe, call->sha256)) {
		call->call.sha256 = call->sha256;
		call->call.unknown &= ~JUDGE_SHA256;
	}
	if (!(call->call.unknown & JUDGE_FSVERITY))
		return;
	fd = open(exe, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return;
	/* A file without fs-verity is as well known as one with it. */
	if (ioctl(fd, FS_IOC_MEASURE_VERITY, &digest)) {
		if (errno == ENODATA || errno == ENOTTY || errno == EOPNOTSUPP)
			call->call.unknown &= ~JUDGE_FSVERITY;
		close(fd);
		return;
	}
	close(fd);
	text_puts(&text, digest.head.digest_algorithm == FS_VERITY_HASH_ALG_SHA512 ?
			 "sha512:" : "sha256:");
	for (i = 0; i < digest.head.digest_size; i++)
		text_printf(&text, "%02x", digest.head.digest[i]);
	if (!text_failed(&text) && text.len < sizeof(call->fsverity)) {
		strcpy(call->fsverity, text.data);
		call->call.fsverity = call->fsverity;
		call->call.unknown &= ~JUDGE_FSVERITY;
	}
	text_destroy(&text);
}

int explain_file(struct explain_call *call, bool digests)
{
	const char *exe = call->call.exe;
	char interpreter[256];

	/* Other namespaces have other files, and other machines may, too. */
	if (!call->has_exe || *exe != '/' || call->call.mnt == JUDGE_MNT_OTHER)
		return EXIT_OK;
	if (realpath(exe, call->real) && strcmp(exe, call->real)) {
		report("%s is a link: judged as %s, which is what the kernel knows it by",
		       exe, call->real);
		call->call.exe = call->real;
		exe = call->real;
	}
	read_interpreter(exe, interpreter, sizeof(interpreter));
	if (*interpreter) {
		report("%s is a script: give what runs it (%s) with --exe, and the script with --script",
		       exe, interpreter);
		return EXIT_USAGE;
	}
	if (digests)
		measure(call);
	return EXIT_OK;
}
