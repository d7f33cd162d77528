// SPDX-License-Identifier: GPL-2.0-only
/* What cordond says, as an agent understands it */

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "array.h"
#include "client.h"
#include "clock.h"
#include "tap.h"

#define QUESTION(id, more) \
	"{\"type\":\"question\",\"id\":" id ",\"op\":\"connect\"," \
	"\"state\":\"open\",\"exe\":\"/usr/bin/curl\",\"left\":20" more "}"

static int parse(struct message *message, const char *line)
{
	return message_parse(message, line, strlen(line), 1000);
}

static void test_question(void)
{
	struct message message;
	const struct asked *asked = &message.asked;

	ok(!parse(&message,
		  QUESTION("17", ",\"uid\":1000,\"user\":\"alice\",\"ppid\":7,"
			   "\"parent\":\"/bin/sh\",\"service\":\"https\","
			   "\"known\":\"changed\",\"question\":17,"
			   "\"scopes\":[\"once\",\"net\",\"later\"],"
			   "\"later\":{\"x\":[1]},\"also\":true,"
			   "\"none\":null")), "a question");
	is_number(message.type, MESSAGE_QUESTION, "is one");
	is_number(asked->record.question, 17, "id");
	is(asked->record.exe, "/usr/bin/curl", "program");
	is(asked->user, "alice (1000)", "user");
	is(asked->parent, "/bin/sh (process 7)", "parent");
	is(asked->service, "https", "service");
	ok(asked->changed, "new content");
	is_number(asked->scopes, 1U << SCOPE_ONCE | 1U << SCOPE_NET,
		  "scopes that are known");
	is_number(asked->ends_ms, 21000, "end");
	message_destroy(&message);

	ok(!parse(&message,
		  QUESTION("1", ",\"exe_hex\":\"2fff41\",\"script\":\"\\n\"")),
	   "a name that is no text");
	is(message.asked.record.exe, "/\xff""A", "comes byte by byte");
	is(message.asked.record.script, "\n", "a name with a line end");
	message_destroy(&message);

	ok(!parse(&message,
		  QUESTION("1", ",\"ppid\":7,\"parent_claimed\":\"/bin/sh\"")),
	   "a parent that may be another one");
	is(asked->parent, "said to be /bin/sh (process 7)", "is told from one");
	message_destroy(&message);

	ok(!parse(&message,
		  QUESTION("1", ",\"verdicts\":[\"deny\",\"later\"],"
			   "\"only_this_user\":true,"
			   "\"any_mount_scopes\":[\"once\"]")) &&
	   asked->no_allow && !asked->no_deny && asked->only_this_user &&
	   !asked->no_any_mount, "what this person may answer");
	message_destroy(&message);
	ok(!parse(&message, QUESTION("1", "")) && !asked->no_allow &&
	   !asked->no_deny && !asked->only_this_user && asked->no_any_mount,
	   "everything, when that is not said");
	message_destroy(&message);

	/* U+FFFD takes more room than the byte that it stands for. */
	ok(!parse(&message, QUESTION("1", ",\"mnt\":\"\xef\xbf\xbd\xef\xbf\xbd"
				     "\xef\xbf\xbd\",\"mnt_hex\":\"fefeff\"")),
	   "a word that is no text");
	is(message.asked.record.mnt, "\xfe\xfe\xff", "fits byte by byte");
	message_destroy(&message);
}

static void test_messages(void)
{
	struct message message;

	ok(!parse(&message, "{\"type\":\"hello\",\"protocol\":1,\"uid\":5,"
		  "\"sees\":\"all\",\"version\":\"0.1\"}") &&
	   message.type == MESSAGE_HELLO && message.protocol == 1 &&
	   message.uid == 5 && message.sees_all, "hello");
	ok(!parse(&message, "{\"type\":\"closed\",\"id\":5}") &&
	   message.type == MESSAGE_CLOSED && message.id == 5, "closed");
	ok(!parse(&message, "{ \"type\" : \"ready\" }") &&
	   message.type == MESSAGE_READY, "ready");
	ok(!parse(&message, "{\"type\":\"answered\",\"request\":2,\"id\":5,"
		  "\"verdict\":\"deny\",\"rule\":\"deny exe=/x\","
		  "\"kept\":true}") &&
	   message.type == MESSAGE_ANSWERED && !message.allow && message.kept,
	   "answered");
	is(message.rule, "deny exe=/x", "with a rule");
	message_destroy(&message);
	ok(!parse(&message, "{\"type\":\"error\",\"code\":\"stale\","
		  "\"request\":3,\"message\":\"gone\"}") &&
	   message.type == MESSAGE_ERROR && message.request == 3 &&
	   !strcmp(message.code, "stale"), "error");
	is(message.text, "gone", "with a reason");
	message_destroy(&message);
	ok(!parse(&message, "{\"type\":\"news\",\"id\":1}") &&
	   message.type == MESSAGE_UNKNOWN, "what is not known is skipped");
}

static void test_bad(void)
{
	static const char *const bad[] = {
		"", " ", "x", "[]", "7", "null", "{}", "{\"type\":1}",
		"{\"type\":\"ready\"} x", "{\"type\":\"ready\"",
		"{\"type\":\"closed\"}", "{\"type\":\"closed\",\"id\":-1}",
		"{\"type\":\"closed\",\"id\":\"1\"}",
		"{\"type\":\"closed\",\"id\":1.5}",
		"{\"type\":\"hello\"}", "{\"type\":\"hello\",\"protocol\":0}",
		"{\"type\":\"error\"}",
		"{\"type\":\"error\",\"code\":\"averyveryverylongcode\"}",
		"{\"type\":\"answered\",\"request\":1,\"id\":1}",
		"{\"type\":\"answered\",\"request\":1,\"id\":1,\"verdict\":\"x\"}",
		"{\"type\":\"answered\",\"id\":1,\"verdict\":\"deny\"}",
		"{\"type\":\"question\"}",
		"{\"type\":\"question\",\"id\":1,\"op\":\"connect\"}",
		"{\"type\":\"ready\",\"x\":[[[[[[[[[]]]]]]]]]}",
		"{\"type\":\"\xff\"}",
		QUESTION("0", ""), QUESTION("-1", ""), QUESTION("\"1\"", ""),
		QUESTION("1", ",\"exe\":7"),
		QUESTION("1", ",\"verdicts\":[1]"),
		QUESTION("1", ",\"exe\":\"/\\u0000\""),
		QUESTION("1", ",\"proto\":\"averyveryverylongword\""),
		QUESTION("1", ",\"dport\":\"443\""),
		QUESTION("1", ",\"dport\":-1"),
		QUESTION("1", ",\"exe_hex\":\"2\""),
		QUESTION("1", ",\"exe_hex\":\"2F\""),
		QUESTION("1", ",\"exe_hex\":\"F2\""),
		QUESTION("1", ",\"exe_hex\":\"00\""),
		QUESTION("1", ",\"mnt\":\"init\",\"mnt_hex\":\"ffffffffffffffff\""),
		QUESTION("1", ",\"scopes\":[1]"),
		QUESTION("1", ",\"user\":\"a\\u0000b\""),
	};
	struct message message;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		ok(parse(&message, bad[i]) == -EBADMSG, "refused: %s", bad[i]);
}

static int took;
static bool took_answer;

static void given(void *data, const struct message *message)
{
	(void)data;
	took = message->request;
	took_answer = message->type == MESSAGE_ANSWERED;
}

static int take(struct client *client, const char *text)
{
	return client_take(client, text, strlen(text), 1000);
}

/* A client whose other end is @other. */
static void begin(struct client *client, int *other)
{
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds))
		abort();
	client_init(client);
	client->fd = fds[0];
	client->given = given;
	*other = fds[1];
}

static enum asked_state state_of(const struct client *client, int64_t id)
{
	return asked_find(&client->questions, id)->state;
}

static const char *sent(int other)
{
	static char line[500];
	ssize_t n = read(other, line, sizeof(line) - 1);

	line[n < 0 ? 0 : n] = '\0';
	return line;
}

static void test_talk(void)
{
	struct answer answer = { .allow = true };
	struct client client;
	int other;

	begin(&client, &other);
	ok(!take(&client, "{\"type\":\"hello\",\"protocol\":1}\n"
		 QUESTION("4", "") "\n" QUESTION("6", "") "\n{\"type\":"),
	   "whole lines and a part");
	is_number(client.questions.count, 2, "two questions");
	is_number(client_answer(&client, asked_find(&client.questions, 4),
				&answer), -ENOTCONN, "nothing is sent yet");
	ok(!client.ready && !take(&client, "\"ready\"}\n") && client.ready,
	   "the rest");
	ok(!client_answer(&client, asked_find(&client.questions, 4), &answer),
	   "an answer");
	is(sent(other), "{\"type\":\"answer\",\"request\":1,\"id\":4,"
	   "\"verdict\":\"allow\",\"scope\":\"once\"}\n", "is sent");
	is_number(state_of(&client, 4), ASKED_SENT, "is on its way");
	take(&client, QUESTION("4", ",\"waiting\":3") "\n");
	is_number(state_of(&client, 4), ASKED_SENT, "whatever comes between");
	take(&client, "{\"type\":\"answered\",\"request\":1,\"id\":4,"
	     "\"verdict\":\"allow\"}\n");
	ok(took == 1 && took_answer && state_of(&client, 4) == ASKED_SETTLED,
	   "was carried out");
	take(&client, "{\"type\":\"closed\",\"id\":4}\n");
	is_number(state_of(&client, 4), ASKED_CLOSED, "and closed");

	answer = (struct answer){
		.scope = SCOPE_NET,
		.prefix = 16,
		.lasting = LASTING_SECONDS,
		.seconds = 300,
		.this_user = true,
		.any_mount = true,
	};
	client_answer(&client, asked_find(&client.questions, 6), &answer);
	is(sent(other), "{\"type\":\"answer\",\"request\":2,\"id\":6,"
	   "\"verdict\":\"deny\",\"scope\":\"net\",\"for\":\"300\","
	   "\"prefix\":16,\"this_user\":true,\"any_mount\":true}\n",
	   "a rule");
	take(&client, "{\"type\":\"closed\",\"id\":6}\n");
	is_number(state_of(&client, 6), ASKED_SENT, "closed before the result");
	take(&client, "{\"type\":\"error\",\"request\":2,\"id\":6,"
	     "\"code\":\"stale\"}\n");
	ok(took == 2 && !took_answer && state_of(&client, 6) == ASKED_CLOSED,
	   "which is that it was too late");
	ok(!asked_find(&client.questions, 6)->mine, "somebody else did it");
	client_destroy(&client);
	close(other);
}

static void test_again(void)
{
	struct answer answer = { .allow = true, .scope = SCOPE_APP,
				 .lasting = LASTING_ALWAYS };
	struct client client;
	int other;

	begin(&client, &other);
	take(&client, QUESTION("4", "") "\n" QUESTION("6", "") "\n"
	     "{\"type\":\"ready\"}\n{\"type\":\"ha");
	client_answer(&client, asked_find(&client.questions, 4), &answer);
	ok(strstr(sent(other), "\"for\":\"always\""), "an answer for always");
	close(other);
	is_number(client_turn(&client, 1000), -ECONNRESET, "the other end ends");
	client_close(&client);
	ok(state_of(&client, 4) == ASKED_OPEN && client.questions.count == 2,
	   "the questions are kept, open");
	is_number(client_answer(&client, asked_find(&client.questions, 4),
				&answer), -ENOTCONN, "nothing can be answered");
	take(&client, QUESTION("6", "") "\n");
	is_number(state_of(&client, 4), ASKED_OPEN, "until all were told again");
	take(&client, "{\"type\":\"ready\"}\n");
	ok(state_of(&client, 4) == ASKED_CLOSED &&
	   state_of(&client, 6) == ASKED_OPEN, "then the others are closed");
	client_destroy(&client);
}

static void test_ends(void)
{
	/* Each line ends with the newline that is added to it. */
	static const struct {
		const char *line;
		int error;
	} ends[] = {
		{ "{\"type\":\"error\",\"code\":\"forbidden\",\"message\":\"m\"}",
		  -EACCES },
		{ "{\"type\":\"error\",\"code\":\"version\"}", -EPROTO },
		{ "{\"type\":\"hello\",\"protocol\":2}", -EPROTO },
		{ "{\"type\":\"error\",\"code\":\"invalid\"}", -EBADMSG },
		{ "junk", -EBADMSG },
		{ "", -EBADMSG },
	};
	struct client client;
	char *line;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ends); i++) {
		client_init(&client);
		take(&client, ends[i].line);
		is_number(take(&client, "\n"), ends[i].error, ends[i].line);
		client_destroy(&client);
	}
	line = calloc(1, PROTOCOL_REPLY_MAX + 2);
	if (!line)
		abort();
	memset(line, ' ', PROTOCOL_REPLY_MAX + 1);
	client_init(&client);
	is_number(client_take(&client, line, PROTOCOL_REPLY_MAX, 0), 0,
		  "a long line may still end");
	is_number(client_take(&client, line, 1, 0), -EBADMSG,
		  "a longer one is none");
	client_destroy(&client);
	free(line);
	client_init(&client);
	take(&client, QUESTION("1", "") "\n");
	take(&client, QUESTION("1", ",\"state\":\"answered\"") "\n");
	is_number(state_of(&client, 1), ASKED_CLOSED,
		  "one whose answer is kept is not asked");
	client_destroy(&client);
}

static int listen_at(struct sockaddr_un *address)
{
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	*address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	snprintf(address->sun_path, sizeof(address->sun_path),
		 "/tmp/cordon-client.%d", (int)getpid());
	unlink(address->sun_path);
	if (fd < 0 || bind(fd, (struct sockaddr *)address, sizeof(*address)) ||
	    listen(fd, 0))
		abort();
	return fd;
}

/* cordond, and others who want to be let in. */
static void test_flood(void)
{
	int64_t begin, waited;
	struct sockaddr_un address;
	struct client others[8], client;
	int fd = listen_at(&address), err = 0;
	size_t count, i;

	for (count = 0; !err && count < ARRAY_SIZE(others); count++) {
		client_init(&others[count]);
		err = client_open(&others[count], address.sun_path, 0);
	}
	is_number(err, -EAGAIN, "others were faster: without waiting");
	client_init(&client);
	begin = clock_ms();
	is_number(client_open(&client, address.sun_path, 300), -EAGAIN,
		  "with waiting");
	waited = clock_ms() - begin;
	ok(waited >= 290, "all of the time: %d ms", (int)waited);
	close(accept(fd, NULL, NULL));
	is_number(client_open(&client, address.sun_path, 60000), 0,
		  "one of them was let in: it is the next");
	ok(fcntl(client.fd, F_GETFL) & O_NONBLOCK, "and waits no more");
	client_destroy(&client);
	for (i = 0; i < count; i++)
		client_destroy(&others[i]);
	close(fd);
	unlink(address.sun_path);
}

int main(void)
{
	test_question();
	test_messages();
	test_bad();
	test_talk();
	test_again();
	test_ends();
	test_flood();
	return tap_end();
}
