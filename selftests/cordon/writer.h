/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: mutants that are written to a file, in many ways
 */

#ifndef _CORDON_WRITER_H
#define _CORDON_WRITER_H

#include "mutate.h"

#define WRITE_MAX (64UL << 20)
#define SWITCH_MAX 64

/* What no write returns. */
#define WRITER_BAD (-EPROTO)

/*
 * struct written - a file that takes text
 * @name: of the file
 * @whole: one write is one text, at the beginning of the file
 * @seq: the kernel has no pwrite() for it
 * @max: most bytes of a write, 0 for a file that is only read
 * @valid: texts that it takes
 */
struct written {
	const char *name;
	bool whole, seq;
	size_t max;
	struct stock valid;
};

/*
 * struct writer - one who writes mutants to a file
 * @m: the last of them
 * @err: what a write fails with whatever the text; 0: that is up to the text
 * @unseen: the module never saw that write
 */
struct writer {
	const struct written *file;
	uint64_t seed;
	struct luck luck;
	struct mutant m;
	unsigned long long count;
	int fd;
	off_t pos;
	int err;
	bool unseen;
	char *hole, *huge;
};

static inline int writer_init(struct writer *w, const struct written *file,
			      uint64_t seed)
{
	memset(w, 0, sizeof(*w));
	w->file = file;
	w->seed = seed;
	w->fd = -1;
	luck_seed(&w->luck, seed);
	/* A page that can be read and one that cannot; more than fits. */
	w->hole = mmap(NULL, 8192, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	w->huge = mmap(NULL, WRITE_MAX + 1, PROT_READ, MAP_PRIVATE |
		       MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (w->hole == MAP_FAILED || w->huge == MAP_FAILED ||
	    mprotect(w->hole + 4096, 4096, PROT_NONE))
		return -errno;
	return 0;
}

static inline void writer_end(struct writer *w)
{
	close(w->fd);
	munmap(w->hole, 8192);
	munmap(w->huge, WRITE_MAX + 1);
}

/* Says what went wrong with the last write. */
static inline int writer_complain(const struct writer *w, const char *what)
{
	fprintf(stderr, "# %s, seed %llu, write %llu: %s\n# text: ",
		w->file->name, (unsigned long long)w->seed, w->count, what);
	mutant_print(stderr, &w->m);
	fputc('\n', stderr);
	return WRITER_BAD;
}

static inline int writer_open(struct writer *w)
{
	if (w->fd >= 0)
		close(w->fd);
	w->pos = 0;
	w->fd = cordon_open(w->file->name,
			    w->file->whole ? O_RDWR : O_WRONLY);
	return w->fd < 0 ? w->fd : 0;
}

static inline int writer_seek(struct writer *w, off_t pos)
{
	if (lseek(w->fd, pos, SEEK_SET) != pos)
		return writer_complain(w, strerror(errno));
	w->pos = pos;
	return 0;
}

/* Mostly at the beginning, anew or again; or where the last write ended. */
static inline int writer_place(struct writer *w)
{
	static const off_t far[] = { 1, 2, 4096, 1L << 31, 1L << 32,
				     LONG_MAX / 2 };

	if (w->fd < 0 || luck_one_in(&w->luck, 8))
		return writer_open(w);
	if (luck_one_in(&w->luck, 16))
		return writer_seek(w, far[luck_below(&w->luck,
						     ARRAY_SIZE(far))]);
	if (!w->pos || luck_one_in(&w->luck, 8))
		return 0;
	return writer_seek(w, 0);
}

/* What is found before the text is looked at, in the kernel's order. */
static inline int writer_early(const struct written *file, off_t pos,
			       size_t len, bool fault)
{
	if (file->whole && pos && file->max)
		return -ESPIPE;
	if (!len || !file->max)
		return -EINVAL;
	if (len > file->max)
		return file->whole ? -E2BIG : -EINVAL;
	return fault ? -EFAULT : 0;
}

static inline ssize_t writer_pwrite(struct writer *w)
{
	off_t pos = (off_t)luck_below(&w->luck, 4) - 1;

	if (pos < 0)
		w->err = -EINVAL;
	else if (w->file->seq)
		w->err = -ESPIPE;
	else
		w->err = writer_early(w->file, pos, w->m.len, false);
	w->unseen = pos < 0 || w->file->seq;
	return pwrite(w->fd, w->m.text, w->m.len, pos);
}

/* The text ends at a page that is not there, or beyond. */
static inline ssize_t writer_fault(struct writer *w)
{
	size_t over = luck_below(&w->luck, 2);

	memcpy(w->hole + 4096 - w->m.len, w->m.text, w->m.len);
	w->err = writer_early(w->file, w->pos, w->m.len + over, over);
	return write(w->fd, w->hole + 4096 - w->m.len, w->m.len + over);
}

static inline ssize_t writer_huge(struct writer *w)
{
	w->m.len = 0;
	w->err = writer_early(w->file, w->pos, WRITE_MAX + 1, false);
	return write(w->fd, w->huge, WRITE_MAX + 1);
}

static inline ssize_t writer_plain(struct writer *w)
{
	w->err = writer_early(w->file, w->pos, w->m.len, false);
	return write(w->fd, w->m.text, w->m.len);
}

/* Makes the next mutant; a '%' in the text becomes that number. */
static inline int writer_make(struct writer *w, unsigned long long number)
{
	mutate(&w->m, &w->luck, &w->file->valid, number);
	return writer_place(w);
}

/* Writes it; 0, -errno, or WRITER_BAD when it should have been another. */
static inline int writer_submit(struct writer *w)
{
	ssize_t done;
	int err;

	w->count++;
	w->unseen = false;
	if (luck_one_in(&w->luck, 16))
		done = writer_pwrite(w);
	else if (luck_one_in(&w->luck, 16))
		done = writer_fault(w);
	else if (luck_one_in(&w->luck, 1024))
		done = writer_huge(w);
	else
		done = writer_plain(w);
	err = done < 0 ? -errno : 0;
	if (w->err && err != w->err)
		return writer_complain(w, err ? strerror(-err) : "accepted");
	if (!err && (size_t)done != w->m.len)
		return writer_complain(w, "a part of it was taken");
	/* Where an accepted text ends, unless it was written somewhere else. */
	if (!err)
		w->pos = lseek(w->fd, 0, SEEK_CUR);
	return err;
}

/* Why the last write was refused: one line, of a line of the text. */
static inline int writer_check_reason(struct writer *w)
{
	char reason[512], *end;
	unsigned int line, lines = 1;
	ssize_t len;

	if (w->unseen)
		return 0;
	len = pread(w->fd, reason, sizeof(reason) - 1, 0);
	reason[len < 0 ? 0 : len] = '\0';
	end = strchr(reason, '\n');
	if (len < 2 || end != reason + len - 1)
		return writer_complain(w, "no reason");
	for (size_t i = 0; i < w->m.len; i++)
		lines += w->m.text[i] == '\n';
	if (!w->err && sscanf(reason, "line %u", &line) == 1 &&
	    (!line || line > lines))
		return writer_complain(w, reason);
	return 0;
}

#endif /* _CORDON_WRITER_H */
