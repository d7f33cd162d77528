/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - control data of a message
 */

#ifndef _SECURITY_CORDON_CONTROL_H
#define _SECURITY_CORDON_CONTROL_H

#include <linux/socket.h>

/**
 * cordon_any_control - is there such a piece of control data?
 * @msg: the message
 * @is_one: is it this one?
 *
 * Context: as @is_one; nothing is read from user memory.
 * Return: true if so; not where the protocol will refuse it all.
 */
static __always_inline bool
cordon_any_control(const struct msghdr *msg,
		   bool (*is_one)(const struct cmsghdr *cmsg))
{
	struct cmsghdr *cmsg;

	if (!msg->msg_controllen || msg->msg_control_is_user)
		return false;
	for_each_cmsghdr(cmsg, (struct msghdr *)msg) {
		if (!CMSG_OK(msg, cmsg))
			return false;
		if (is_one(cmsg))
			return true;
	}
	return false;
}

#endif /* _SECURITY_CORDON_CONTROL_H */
