// SPDX-License-Identifier: GPL-2.0-only
/* Questions that the kernel could ask */

#include "question.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "language.h"
#include "text.h"

#define PATH_BYTES	4095

static const char *const protos[] = {
	"tcp", "udp", "udplite", "sctp", "dccp", "icmp", "raw",
	"packet", "xdp", "vsock", "bluetooth", "other",
};

/* What lies between two slashes, with nothing odd about it but its bytes. */
static void put_component(struct text *path, const char *at, size_t len)
{
	if (!len)
		return;
	text_append(path, "/", 1);
	text_append(path, at, len);
	if ((len == 1 && *at == '.') || (len == 2 && !memcmp(at, "..", 2)))
		text_append(path, "x", 1);
}

char *take_path(struct bytes *bytes)
{
	unsigned int times = take_byte(bytes);
	char *string = take_string(bytes, '\0'), *at = string;
	struct text path = { 0 };

	/* Mostly as it is, sometimes long. */
	for (times = times < 240 ? 1 : (times - 239) * 16; times; times--) {
		for (at = string; *at; at += strspn(at, "/")) {
			put_component(&path, at, strcspn(at, "/"));
			at += strcspn(at, "/");
		}
	}
	if (path.len > PATH_BYTES) {
		path.len = PATH_BYTES;
		path.data[PATH_BYTES - 1] = 'x';
		path.data[PATH_BYTES] = '\0';
	}
	if (!path.len)
		text_puts(&path, "/x");
	MUST(!text_failed(&path));
	free(string);
	return path.data;
}

/* What the kernel calls a file that has no path. */
static char *take_name(struct bytes *bytes)
{
	char *name = take_string(bytes, '\0');
	struct text text = { 0 };

	text_printf(&text, "memfd:%s", name);
	free(name);
	return text.data;
}

/* What the kernel calls a script: @how much rules know of it varies. */
static char *take_script(struct bytes *bytes, unsigned int how)
{
	static const char *const kinds[] = { "", "", RECORD_OTHER, "unknown:" };
	char *path = take_path(bytes);
	struct text text = { 0 };

	text_printf(&text, "%s%s", kinds[how % 4], path);
	MUST(!text_failed(&text));
	free(path);
	return text.data;
}

/* Embedded ones are of the other family, and nobody has the first. */
bool put_address(bool v6, const uint8_t *address, char to[48])
{
	static const uint8_t zero[16], mapped[12] = { [10] = 0xff, 0xff };
	struct text text = { 0 };

	if (!memcmp(address, zero, v6 ? 16 : 4) ||
	    (v6 && !memcmp(address, mapped, 12)))
		return false;
	language_put_net(&text, v6, address, v6 ? 128 : 32);
	MUST(text.len < 48);
	strcpy(to, text.data);
	text_destroy(&text);
	return true;
}

static void take_target(struct bytes *bytes, struct record *question)
{
	const char *proto = protos[take_below(bytes, 12)];
	bool v6 = take_byte(bytes) % 2;
	uint8_t address[16];
	size_t i;

	strcpy(question->proto, proto);
	strcpy(question->op, "connect");
	strcpy(question->family, v6 ? "inet6" : "inet");
	if (!judge_proto_has_address(proto)) {
		strcpy(question->op, "create");
		return;
	}
	for (i = 0; i < (v6 ? 16 : 4); i++)
		address[i] = take_byte(bytes);
	if (!put_address(v6, address, question->dst))
		return;
	if (judge_proto_has_ports(proto))
		question->dport = take_byte(bytes) << 8 | take_byte(bytes);
}

void take_question(struct bytes *bytes, struct record *question)
{
	unsigned int how = take_byte(bytes);

	record_init(question);
	question->exe = how % 16 == 15 ? take_name(bytes) : take_path(bytes);
	if (how & 16)
		question->script = how % 16 == 14 ? take_name(bytes) :
						    take_script(bytes, how);
	strcpy(question->mnt, how & 32 ? "other" : how & 64 ? "same" : "init");
	take_target(bytes, question);
	question->uid = take_u32(bytes) % UINT32_MAX;
	question->cgroup = strdup("/");
	question->question = 1;
	question->rule = 0;
	strcpy(question->verdict, "ask");
	strcpy(question->state, "waiting");
}

struct judge_call call_of(const struct record *question)
{
	return (struct judge_call){
		.exe = question->exe,
		.script = question->script,
		.mnt = !strcmp(question->mnt, "other") ? JUDGE_MNT_OTHER :
		       !strcmp(question->mnt, "same") ? JUDGE_MNT_SAME :
							JUDGE_MNT_INIT,
		.uid = question->uid,
		.gid = UINT32_MAX,
		.cgroup = question->cgroup,
		.proto = question->proto,
		.dst = *question->dst ? question->dst : NULL,
		.dport = question->dport > 0 ? question->dport : 0,
	};
}

enum judge_match match_of(const struct policy *policy,
			  const struct judge_call *call)
{
	enum judge_match match;
	unsigned int depends;
	struct judge *judge;
	const char *what;

	MUST(!judge_open(&judge, call, &what));
	match = judge_rule(judge, policy, 0, &depends);
	judge_close(judge);
	return match;
}
