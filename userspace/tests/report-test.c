// SPDX-License-Identifier: GPL-2.0-only
/* Messages: in one line, harmless, and waiting for nobody who asks for that */

#include <fcntl.h>
#include <limits.h>
#include <sys/socket.h>
#include <unistd.h>

#include "printable.h"
#include "report.h"
#include "tap.h"

static int reader;

/* Standard error is a pipe of one page, which is read when a test wants to. */
static void open_pipe(void)
{
	int fds[2];

	if (pipe(fds) || fcntl(fds[1], F_SETPIPE_SZ, PIPE_BUF) < 0 ||
	    dup2(fds[1], STDERR_FILENO) < 0)
		abort();
	close(fds[1]);
	reader = fds[0];
	fcntl(reader, F_SETFL, O_NONBLOCK);
}

/* What was written since the last time. */
static const char *said(void)
{
	static char bytes[2 * PIPE_BUF];
	ssize_t n = read(reader, bytes, sizeof(bytes) - 1);

	bytes[n > 0 ? n : 0] = '\0';
	return bytes;
}

static void test_line(void)
{
	report("%s: %s", "/tmp/a\n<2>x\033[2J\177", "no");
	is(said(), "test: /tmp/a\\012<2>x\\033[2J\\177: no\n",
	   "a name with a newline and a terminal escape");
	report("/tmp/\xc2\x9b" "2J\xe2\x80\xae" "x\xff\xc3\xa9");
	is(said(), "test: /tmp/\\302\\2332J\\342\\200\\256x\\377\xc3\xa9\n",
	   "bytes beyond ASCII");
	report("%s", "");
	is(said(), "test: \n", "nothing");
}

static void test_at(void)
{
	static const char text[] =
		"allow exe=/t\xc3\xa9\xe2\x80\xae\tx\033 y=1";
	const struct place place = { "a\nb", 2, 22 };

	report_at(&place, text, strlen(text), "warning: \033 is unknown");
	is(said(),
	   "test: a\\012b:2:22: warning: \\033 is unknown\n"
	   "  allow exe=/t\xc3\xa9\\342\\200\\256\tx\\033 y=1\n"
	   "                           \t      ^\n",
	   "a line, and the place in it below what is shown");
}

static void test_never_wait(void)
{
	unsigned int i;
	const char *text;

	report_never_wait();
	for (i = 0; i < 1000; i++)
		report("%u %0100d", i, 0);
	ok(true, "a thousand messages that nobody reads");
	text = said();
	ok(!strncmp(text, "test: 0 ", 8) && strstr(text, "\ntest: 1 "),
	   "the first ones are there");
	ok(text[strlen(text) - 1] == '\n', "whole");
	report("x");
	text = said();
	ok(strstr(text, "messages before this one were left out: nobody took them\ntest: x\n"),
	   "then it is said that others were left out");
	report("y");
	is(said(), "test: y\n", "once");

	report("%05000d", 0);
	text = said();
	is_number(strlen(text), PIPE_BUF, "a message that is too long");
	ok(text[PIPE_BUF - 1] == '\n', "still ends");
}

/* As a service manager gives it: nobody can open it again. */
static void open_socket(void)
{
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) ||
	    dup2(fds[1], STDERR_FILENO) < 0)
		abort();
	close(fds[1]);
	reader = fds[0];
	fcntl(reader, F_SETFL, O_NONBLOCK);
}

static void test_socket(void)
{
	unsigned int i, count = 0, number;
	const char *text;

	report_never_wait();
	for (i = 0; i < 100000; i++)
		report("%u", i);
	ok(true, "messages into a socket that nobody reads");
	while (*(text = said()))
		count += sscanf(text, "test: %u", &number) == 1;
	ok(count, "the first ones are there");
	report("x");
	ok(strstr(said(), "took them\ntest: x\n"), "and how many are not");
}

int main(void)
{
	report_name("test");
	printable_utf8(true);
	unsetenv("TERM");
	open_pipe();
	test_line();
	test_at();
	close(reader);
	open_pipe();
	test_never_wait();
	close(reader);
	open_socket();
	test_socket();
	close(reader);
	return tap_end();
}
