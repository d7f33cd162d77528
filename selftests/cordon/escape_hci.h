/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: Bluetooth in the escape matrix, with a controller that is
 * the test itself
 */

#ifndef _CORDON_ESCAPE_HCI_H
#define _CORDON_ESCAPE_HCI_H

#include "escape_link.h"
#include "escape_sink.h"

#define BTPROTO_HCI 1
#define HCI_CHANNEL_USER 1
#define HCI_COMMAND_PKT 1
#define HCI_VENDOR_PKT 0xff
/* One that the kernel does not set up. */
#define HCI_RAW_DEVICE 0x80

struct sockaddr_hci {
	sa_family_t hci_family;
	uint16_t hci_dev;
	uint16_t hci_channel;
};

/* What the host sends to its controller comes out of the file. */
static inline int hci_open(const struct proto *proto, struct sink *sink)
{
	unsigned char packet[4] = { HCI_VENDOR_PKT, HCI_RAW_DEVICE };
	int fd, file = proto_make(proto);

	if (file < 0)
		return file;
	close(file);
	fd = open("/dev/vhci", O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (write(fd, packet, 2) != 2 || wait_readable(fd) ||
	    read(fd, packet, sizeof(packet)) != sizeof(packet)) {
		close(fd);
		return -EIO;
	}
	/* Its number. */
	sink->extra = packet[2] | packet[3] << 8;
	return fd;
}

static inline struct target hci_where(const struct proto *proto,
				      struct sink *sink, bool good)
{
	struct sockaddr_hci hci = {
		.hci_family = AF_BLUETOOTH, .hci_dev = sink->extra,
		.hci_channel = HCI_CHANNEL_USER,
	};

	return target_of(&hci, sizeof(hci));
}

static inline int hci_join(const struct proto *proto, int fd,
			   const struct target *t)
{
	return bind_target(fd, t);
}

/* A command of a vendor, with the token as its parameters. */
static inline size_t hci_wrap(const struct proto *proto, char *packet,
			      const char *token)
{
	unsigned char head[] = { HCI_COMMAND_PKT, 0x01, 0xfc, TOKEN_LEN };

	memcpy(packet, head, sizeof(head));
	memcpy(packet + sizeof(head), token, TOKEN_LEN);
	return sizeof(head) + TOKEN_LEN;
}

static inline int hci_mark(const struct proto *proto, struct sink *sink,
			   const char *packet, size_t len)
{
	struct target t = hci_where(proto, sink, true);
	int fd = proto_make(proto);
	int err;

	if (fd < 0)
		return fd;
	err = bind_target(fd, &t);
	if (!err && write(fd, packet, len) < 0)
		err = -errno;
	close(fd);
	return err;
}

#endif /* _CORDON_ESCAPE_HCI_H */
