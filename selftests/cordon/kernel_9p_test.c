// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: a file system over a connection, made by the kernel or
 * given to it by a program
 *
 * The server only refuses, with an error of its own: who gets that error has
 * sent a request and seen the answer.
 */

#include "exe.h"

#include <endian.h>
#include <stddef.h>

#define TVERSION 100
#define RVERSION 101
#define TATTACH 104
#define RLERROR 7
#define REFUSED ENOTUNIQ

struct message {
	uint32_t size;
	uint8_t type;
	uint16_t tag;
	char body[1024];
} __attribute__((packed));

#define HEADER ((ssize_t)offsetof(struct message, body))

static int answer(int fd)
{
	struct message m;
	uint32_t error = htole32(REFUSED);
	ssize_t len;

	if (recv(fd, &m, HEADER, MSG_WAITALL) != HEADER)
		return -ENOTCONN;
	len = le32toh(m.size) - HEADER;
	if (len < 0 || len > (ssize_t)sizeof(m.body) ||
	    recv(fd, m.body, len, MSG_WAITALL) != len)
		return -EBADMSG;
	if (m.type == TVERSION) {
		m.type = RVERSION;
	} else {
		m.type = RLERROR;
		memcpy(m.body, &error, sizeof(error));
		len = sizeof(error);
	}
	m.size = htole32(HEADER + len);
	return send(fd, &m, HEADER + len, MSG_NOSIGNAL) < 0 ? -errno : 0;
}

/* Serves one connection to its end. */
static int serve(void *arg)
{
	int fd = do_accept(*(int *)arg);

	if (fd < 0)
		return fd;
	while (!answer(fd))
		;
	return 0;
}

FIXTURE(files)
{
	struct place place;
	struct task server;
	int listener;
	uint16_t port;
};

FIXTURE_SETUP(files)
{
	REQUIRE_CORDON();
	self->server.pid = -1;
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, own_network());
	ASSERT_EQ(0, place_make(&self->place));
	self->listener = receiver(AF_INET, SOCK_STREAM, 0);
	ASSERT_LE(0, self->listener);
	self->port = port_of(self->listener);
	ASSERT_EQ(0, task_start(&self->server, serve, &self->listener));
}

FIXTURE_TEARDOWN(files)
{
	EXPECT_EQ(0, policy_reset());
	task_kill(&self->server);
	close(self->listener);
	place_remove(&self->place);
}

static int mount_9p(const struct place *place, const char *options)
{
	return mount(GOOD4, place->path, "9p", 0, options) ? -errno : 0;
}

/* The kernel's own connection. */
TEST_F(files, tcp)
{
	char options[128];
	int err;

	snprintf(options, sizeof(options),
		 "trans=tcp,version=9p2000.L,port=%d", self->port);
	ASSERT_EQ(0, load("default deny\n"));
	err = mount_9p(&self->place, options);
	if (err == -ENODEV)
		SKIP(return, "no 9p");
	EXPECT_EQ(-REFUSED, err);
	EXPECT_EQ(-EACCES, try_tcp(GOOD4, self->port));
}

/* A program's, which the kernel's threads use from then on. */
TEST_F(files, program_connects)
{
	char options[128];
	int err, fd = make_socket(AF_INET, SOCK_STREAM, 0);

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, do_connect(fd, GOOD4, self->port));
	snprintf(options, sizeof(options),
		 "trans=fd,version=9p2000.L,rfdno=%d,wfdno=%d", fd, fd);
	ASSERT_EQ(0, load("default deny\n"));
	EXPECT_EQ(-EACCES, do_send(fd));
	err = mount_9p(&self->place, options);
	if (err == -ENODEV)
		SKIP(return, "no 9p");
	EXPECT_EQ(-REFUSED, err);
	close(fd);
}

TEST_HARNESS_MAIN
