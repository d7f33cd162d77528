/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VM_INIT_H
#define VM_INIT_H

#include <stdbool.h>
#include <stddef.h>

/* What the host wants, and where it wrote that down. */
struct orders {
	const char *dir;
	char root[32];
	char init[32];
	bool interactive;
	bool collect;
	bool uml;
};

extern struct orders orders;

/* main.c: both end the machine, without a status for the host. */
void stop(void) __attribute__((noreturn));
void fail(const char *format, ...)
	__attribute__((noreturn, format(printf, 1, 2)));

/* root.c */
void try_mount(const char *type, const char *target, unsigned long flags,
	       const char *data);
void mount_root(void);
void enter_root(void);
void mount_rest(void);
void start_systemd(void) __attribute__((noreturn));

/* channel.c */
int channel(const char *name, const char *tty);
void write_all(int fd, const char *data, size_t len);
void channel_close(int fd);

/* command.c */
int run_command(void);
void collect_files(void);

#endif
