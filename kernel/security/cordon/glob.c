// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - path patterns
 */

#include <linux/build_bug.h>
#include <linux/string.h>

#include "glob.h"
#include "limits.h"

static bool is_octal(char c)
{
	return c >= '0' && c <= '7';
}

/* Reads one literal byte, escaped or not, and steps over it. */
static char take_byte(const char **pattern)
{
	const char *p = *pattern;

	if (*p != '\\' || !p[1]) {
		*pattern = p + 1;
		return *p;
	}
	if (is_octal(p[1]) && is_octal(p[2]) && is_octal(p[3])) {
		*pattern = p + 4;
		return (p[1] - '0') << 6 | (p[2] - '0') << 3 | (p[3] - '0');
	}
	*pattern = p + 2;
	return p[1];
}

/*
 * The match under way: what is left of pattern and path, and where to go on
 * after a mismatch.
 *
 * A pattern is a row of segments (literal bytes and '?') with a wildcard
 * between two of them. Each wildcard first matches nothing and grows by one
 * byte at a time ("retry"), '*' until it would take a '/'. Only the last '*'
 * and the last '**' ever grow:
 *
 * - Never an earlier '*'. Let '*' be followed by segment S and a later '*'.
 *   If S has a '/', the text between the first '*' and S has none, so there
 *   is one place for S at most. If it has none, then another, later place for
 *   S leaves the second '*' a subset of what it can reach from the first
 *   place, as no '/' lies between the two places.
 * - Never anything before an earlier '**', and no '*' before the last '**':
 *   the '**' can take whatever lies between the first place where the part
 *   before it ends and any later one. That the first match found ends first
 *   follows from the next point.
 * - Between two '**', let s(k) be where the k-th '*' begins to look for its
 *   segment, once the part began at t. With a later t no s(k) is earlier, by
 *   induction: the place found for a segment is the first one at or behind
 *   s(k).
 *
 * So what the k-th '*' tried in vain for one t need not be tried for a later
 * t: tried[k] is how far it came. All that lies between s(k) and tried[k] is
 * free of '/', hence the '*' may take it. Each '*' tries each byte of the path
 * once, and one more for each t: no match takes more than
 * 2 * strlen(pattern) * strlen(path) steps, whatever the pattern.
 */
struct walk {
	const char *p; /* rest of the pattern */
	const char *t; /* rest of the path */
	const char *path;
	const char *cross_p; /* behind the last '**', or NULL */
	const char *cross_t; /* what it does not take */
	const char *star_p; /* behind the last '*' since, or NULL */
	const char *star_t;
	unsigned int star; /* the number of that '*' since the last '**' */
	unsigned int stars; /* how many of tried[] are valid */
	u16 tried[CORDON_STAR_MAX];
};

static_assert(CORDON_PATH_MAX <= U16_MAX, "offsets into a path are u16");

static void begin_cross(struct walk *walk)
{
	while (*walk->p == '*')
		walk->p++;
	walk->cross_p = walk->p;
	walk->cross_t = walk->t;
	walk->star_p = NULL;
	walk->stars = 0;
}

static void begin_star(struct walk *walk)
{
	unsigned int k = walk->star_p ? walk->star + 1 : 0;
	size_t offset = walk->t - walk->path;

	if (k < CORDON_STAR_MAX && offset <= U16_MAX) {
		if (k >= walk->stars)
			walk->stars = k + 1;
		else if (offset < walk->tried[k])
			offset = walk->tried[k];
		walk->tried[k] = offset;
	}
	walk->star = k;
	walk->star_p = ++walk->p;
	walk->star_t = walk->path + offset;
	walk->t = walk->star_t;
}

/* Lets the last '*' take one more byte, or else the last '**'. */
static bool retry(struct walk *walk)
{
	if (walk->star_p && *walk->star_t && *walk->star_t != '/') {
		walk->star_t++;
		if (walk->star < CORDON_STAR_MAX &&
		    walk->star_t - walk->path <= U16_MAX)
			walk->tried[walk->star] = walk->star_t - walk->path;
		walk->p = walk->star_p;
		walk->t = walk->star_t;
		return true;
	}
	if (walk->cross_p && *walk->cross_t) {
		walk->cross_t++;
		walk->star_p = NULL;
		walk->p = walk->cross_p;
		walk->t = walk->cross_t;
		return true;
	}
	return false;
}

/* Matches one byte that is no '*', or the end of both. */
static bool step(struct walk *walk)
{
	if (!*walk->t || !*walk->p)
		return false;
	if (*walk->p == '?') {
		walk->p++;
		return *walk->t++ != '/';
	}
	return take_byte(&walk->p) == *walk->t++;
}

/**
 * cordon_glob_match - does a path match a pattern?
 * @pattern: as the parser accepts it
 * @path: not more than CORDON_PATH_MAX bytes for the bound on the work to hold
 *
 * Context: any.
 * Return: true when all of @path matches all of @pattern.
 */
bool cordon_glob_match(const char *pattern, const char *path)
{
	struct walk walk;

	walk.p = pattern;
	walk.t = path;
	walk.path = path;
	walk.cross_p = NULL;
	walk.star_p = NULL;
	walk.star = 0;
	walk.stars = 0;
	for (;;) {
		if (walk.p[0] == '*' && walk.p[1] == '*')
			begin_cross(&walk);
		else if (walk.p[0] == '*')
			begin_star(&walk);
		else if (!*walk.p && !*walk.t)
			return true;
		else if (!step(&walk) && !retry(&walk))
			return false;
	}
}

/**
 * cordon_glob_is_literal - does a pattern match one path only?
 * @pattern: as the parser accepts it
 *
 * Return: true when it has no wildcard.
 */
bool cordon_glob_is_literal(const char *pattern)
{
	while (*pattern) {
		if (*pattern == '*' || *pattern == '?')
			return false;
		take_byte(&pattern);
	}
	return true;
}

/**
 * cordon_glob_unescape - the path that a literal pattern matches
 * @to: room for strlen(@pattern) + 1 bytes
 * @pattern: literal, see cordon_glob_is_literal()
 *
 * Return: the length of the path.
 */
size_t cordon_glob_unescape(char *to, const char *pattern)
{
	size_t n = 0;

	while (*pattern)
		to[n++] = take_byte(&pattern);
	to[n] = '\0';
	return n;
}

static size_t put(char *buf, size_t size, size_t at, char c)
{
	if (at + 1 < size)
		buf[at] = c;
	return at + 1;
}

/**
 * cordon_glob_escape - the pattern that matches one path only
 * @buf: for the pattern
 * @size: bytes of @buf; may be 0
 * @path: the path
 *
 * Return: bytes of the pattern without the final NUL, even when that is more
 * than fits.
 */
size_t cordon_glob_escape(char *buf, size_t size, const char *path)
{
	size_t n = 0;
	u8 c;

	for (; *path; path++) {
		c = *path;
		if (c < 0x20 || c == 0x7f) {
			n = put(buf, size, n, '\\');
			n = put(buf, size, n, '0' + (c >> 6));
			n = put(buf, size, n, '0' + (c >> 3 & 7));
			n = put(buf, size, n, '0' + (c & 7));
			continue;
		}
		if (c == '*' || c == '?' || c == '\\' || c == '"')
			n = put(buf, size, n, '\\');
		n = put(buf, size, n, c);
	}
	if (size)
		buf[n < size ? n : size - 1] = '\0';
	return n;
}
