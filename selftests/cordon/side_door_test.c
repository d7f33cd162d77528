// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: ways out that are no socket calls
 *
 * The kernel itself keeps them from who has no privilege in the initial user
 * namespace. Cordon relies on that: should it ever change, this says so.
 * Each is tried by a user, and by root of a user namespace of that user; and
 * as root, to see that it would work.
 */

#include "exe.h"
#include "mptcp.h"

#include <linux/bpf.h>
#include <linux/if_link.h>
#include <linux/if_tun.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>

#define USER 1000
#define TUN_DEVICE "/dev/net/tun"

static int mount_9p(void)
{
	return mount(GOOD4, "/mnt", "9p", 0, "trans=tcp,port=9") ? -errno : 0;
}

static int mount_nfs(void)
{
	return mount(GOOD4 ":/", "/mnt", "nfs", 0, "addr=" GOOD4) ? -errno : 0;
}

/* A neighbour that is somebody, known or not, makes the kernel ask for it. */
static int add_neighbour(void)
{
	struct ndmsg message = { .ndm_family = AF_INET, .ndm_ifindex = 1,
				 .ndm_state = NUD_PERMANENT };
	struct target t = target(OTHER4, 0);
	uint8_t address[6] = { 2 };
	struct netlink nl;

	nl_start(&nl, RTM_NEWNEIGH, NLM_F_CREATE, &message, sizeof(message));
	nl_put(&nl, NDA_DST, &t.addr.v4.sin_addr, sizeof(struct in_addr));
	nl_put(&nl, NDA_LLADDR, address, sizeof(address));
	return nl_talk(NETLINK_ROUTE, &nl);
}

static int add_endpoint(void)
{
	return mptcp_endpoint(OTHER4, MPTCP_PM_ADDR_FLAG_SUBFLOW);
}

static int make_sockmap(void)
{
	union bpf_attr attr = {
		.map_type = BPF_MAP_TYPE_SOCKMAP, .key_size = 4,
		.value_size = 4, .max_entries = 1,
	};
	int fd = syscall(__NR_bpf, BPF_MAP_CREATE, &attr, sizeof(attr));

	return fd < 0 ? -errno : close(fd);
}

static int make_tun(void)
{
	struct ifreq ifr = { .ifr_flags = IFF_TUN | IFF_NO_PI };
	int fd = open(TUN_DEVICE, O_RDWR | O_CLOEXEC);
	int err;

	if (fd < 0)
		return -errno;
	err = ioctl(fd, TUNSETIFF, &ifr) ? -errno : 0;
	close(fd);
	return err;
}

/* Makes a device in a network of one's own and puts it into the one before. */
static int give_device(void)
{
	int here = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
	struct ifinfomsg info = {};
	struct nlattr *link;
	struct netlink nl;
	int err;

	if (here < 0 || unshare(CLONE_NEWNET))
		return -errno;
	nl_start(&nl, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &info,
		 sizeof(info));
	nl_put_text(&nl, IFLA_IFNAME, "gift");
	nl_put(&nl, IFLA_NET_NS_FD, &here, sizeof(here));
	link = nl_nest(&nl, IFLA_LINKINFO);
	nl_put_text(&nl, IFLA_INFO_KIND, "dummy");
	nl_done(&nl, link);
	err = nl_talk(NETLINK_ROUTE, &nl);
	close(here);
	return err;
}

FIXTURE(door)
{
	mode_t tun;
};

FIXTURE_VARIANT(door)
{
	int (*open)(void);
	/* What root gets where the door is there, but leads nowhere. */
	int root;
	/* What says that this kernel has no such door. */
	int none;
};

FIXTURE_VARIANT_ADD(door, mount_9p) {
	.open = mount_9p, .root = -ECONNREFUSED, .none = -ENODEV,
};

FIXTURE_VARIANT_ADD(door, mount_nfs) {
	.open = mount_nfs, .root = -ECONNREFUSED, .none = -ENODEV,
};

FIXTURE_VARIANT_ADD(door, neighbour) {
	.open = add_neighbour,
};

FIXTURE_VARIANT_ADD(door, mptcp_endpoint) {
	.open = add_endpoint, .none = -ENOENT,
};

FIXTURE_VARIANT_ADD(door, sockmap) {
	.open = make_sockmap, .none = -EINVAL,
};

FIXTURE_VARIANT_ADD(door, tun) {
	.open = make_tun, .none = -ENOENT,
};

FIXTURE_VARIANT_ADD(door, device_for_others) {
	.open = give_device, .none = -EOPNOTSUPP,
};

FIXTURE_SETUP(door)
{
	struct stat st;

	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, own_network());
	/* As udev has it. */
	if (!stat(TUN_DEVICE, &st)) {
		self->tun = st.st_mode & 07777;
		ASSERT_EQ(0, chmod(TUN_DEVICE, 0666));
	}
}

FIXTURE_TEARDOWN(door)
{
	if (self->tun) {
		EXPECT_EQ(0, chmod(TUN_DEVICE, self->tun));
	}
}

static int as_root(void *arg)
{
	return ((int (*)(void))arg)();
}

static int as_user(void *arg)
{
	return become(USER) ? -STATUS_SETUP : as_root(arg);
}

static int as_namespace_root(void *arg)
{
	if (become(USER) || enter_namespaces(USER))
		return -STATUS_SETUP;
	return as_root(arg);
}

TEST_F(door, closed)
{
	int err = task_run(as_root, variant->open);

	if (variant->none && err == variant->none)
		SKIP(return, "no such door");
	EXPECT_EQ(variant->root, err);
	EXPECT_EQ(-EPERM, task_run(as_user, variant->open));
	EXPECT_EQ(-EPERM, task_run(as_namespace_root, variant->open));
}

TEST_HARNESS_MAIN
