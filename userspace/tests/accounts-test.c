// SPDX-License-Identifier: GPL-2.0-only
/* Names of users, groups and ports out of files */

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "accounts.h"
#include "services.h"
#include "tap.h"

static char path[] = "/tmp/cordon-accounts.XXXXXX";

static void write_file(const char *data)
{
	int fd = open(path, O_WRONLY | O_TRUNC);

	if (fd < 0 || write(fd, data, strlen(data)) < 0)
		abort();
	close(fd);
}

static void test_accounts(void)
{
	struct accounts accounts;
	uint32_t id;

	write_file("zoe:x:1000:1000::/:/bin/sh\nroot:x:0:0\n# x:x:5:\n\n"
		   "alias:x:1000:\nbad:x:-1:\nworse:x:99999999999:\nshort\n"
		   ":x:7:\nno:x\nmax:x:4294967295:\nlast:x:4294967294:");
	is_number(accounts_read(&accounts, path), 0, "a file of accounts");
	is_number(accounts.count, 4, "lines that are none are left out");
	is(accounts_name(&accounts, 0), "root", "a name");
	is(accounts_name(&accounts, 1000), "zoe", "the first of several");
	is(accounts_name(&accounts, 4294967294), "last",
	   "a line without its newline");
	ok(!accounts_name(&accounts, 5) && !accounts_name(&accounts, -1) &&
	   !accounts_name(&accounts, 4294967295) &&
	   !accounts_name(&accounts, (int64_t)1 << 32), "no such id");
	ok(!accounts_find(&accounts, "alias", &id) && id == 1000, "an id");
	ok(!accounts_find(&accounts, "12", &id) && id == 12,
	   "a number stands for itself");
	is_number(accounts_find(&accounts, "bad", &id), -ENOENT, "no such name");
	is_number(accounts_find(&accounts, "", &id), -ENOENT, "no name");
	accounts_destroy(&accounts);

	write_file("");
	is_number(accounts_read(&accounts, path), 0, "an empty file");
	ok(!accounts_name(&accounts, 0), "has no names");
	accounts_destroy(&accounts);
	is_number(accounts_read(&accounts, "/nonexistent/x"), -ENOENT,
		  "no file");
	ok(!accounts_name(&accounts, 0), "has no names");
}

static void test_services(void)
{
	struct services services;

	write_file("# comment\nhttps\t443/tcp\nhttps 443/udp # QUIC\n"
		   "domain\t\t53/udp alias\nodd 443\nzero 0/tcp\nbig 70000/tcp\n"
		   "a-name-that-is-longer-than-there-is-room-for 99/tcp\n"
		   "ssh 22/tcp");
	is_number(services_read(&services, path), 0, "a file of services");
	is(services_name(&services, "tcp", 443), "https", "a port");
	is(services_name(&services, "udp", 443), "https", "of each protocol");
	is(services_name(&services, "tcp", 22), "ssh",
	   "a line without its newline");
	ok(!services_name(&services, "tcp", 53) &&
	   !services_name(&services, "tcp", 0) &&
	   !services_name(&services, "tcp", -1) &&
	   !services_name(&services, "tcp", 65979) &&
	   !services_name(&services, "", 443) &&
	   !services_name(&services, "bluetooth", 443), "no such service");
	services_destroy(&services);
	is_number(services_read(&services, "/nonexistent/x"), -ENOENT,
		  "no file");
	ok(!services_name(&services, "tcp", 443), "has no names");
}

int main(void)
{
	int fd = mkstemp(path);

	if (fd < 0)
		abort();
	close(fd);
	test_accounts();
	test_services();
	unlink(path);
	return tap_end();
}
