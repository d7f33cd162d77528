/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * As much of KUnit as the tests of the policy core use, in userspace: the same
 * tests run there under the sanitizers, in a second.
 */

#ifndef _CORDON_SHIM_KUNIT_TEST_H
#define _CORDON_SHIM_KUNIT_TEST_H

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/types.h>

#define KUNIT_PARAM_DESC_SIZE	128
#define KUNIT_SHIM_ALLOCS	64

struct kunit {
	const void *param_value;
	bool failed;
	jmp_buf abort;
	void *alloc[KUNIT_SHIM_ALLOCS];
	unsigned int n_allocs;
};

struct kunit_case {
	void (*run_case)(struct kunit *test);
	const char *name;
	const void *(*generate_params)(const void *prev, char *desc);
};

struct kunit_suite {
	const char *name;
	struct kunit_case *test_cases;
};

void kunit_shim_register(struct kunit_suite *suite);

#define KUNIT_CASE(f)		{ .run_case = f, .name = #f }
#define KUNIT_CASE_SLOW(f)	KUNIT_CASE(f)
#define KUNIT_CASE_PARAM(f, gen)					\
	{ .run_case = f, .name = #f, .generate_params = gen }

#define KUNIT_ARRAY_PARAM(id, array, get_desc)				\
	static const void *id##_gen_params(const void *prev, char *desc) \
	{								\
		__typeof__((array)[0]) *next = prev ?			\
			(__typeof__(next))prev + 1 : (array);		\
		void (*get_desc_)(__typeof__(next), char *) = get_desc;	\
									\
		if (next - (array) >= (long)ARRAY_SIZE(array))		\
			return NULL;					\
		if (get_desc_)						\
			get_desc_(next, desc);				\
		return next;						\
	}

#define kunit_test_suite(suite)						\
	static void __attribute__((constructor)) register_##suite(void)	\
	{								\
		kunit_shim_register(&(suite));				\
	}

static inline void *kunit_kmalloc(struct kunit *test, size_t size, gfp_t flags)
{
	void *p = test->n_allocs < KUNIT_SHIM_ALLOCS ?
		  kmalloc(size, flags) : NULL;

	if (p)
		test->alloc[test->n_allocs++] = p;
	return p;
}

#define kunit_kzalloc(test, size, flags)				\
	kunit_kmalloc(test, size, (flags) | __GFP_ZERO)

#define KUNIT_SHIM_CHECK(test, ok, fatal, what, ...) do {		\
	if (ok)								\
		break;							\
	(test)->failed = true;						\
	printf("    # %s:%d: %s ", __FILE__, __LINE__, what);		\
	printf(" " __VA_ARGS__);					\
	printf("\n");							\
	if (fatal)							\
		longjmp((test)->abort, 1);				\
} while (0)

#define KUNIT_FAIL(test, ...)						\
	KUNIT_SHIM_CHECK(test, false, false, "", __VA_ARGS__)

#define KUNIT_SHIM_COMPARE(test, a, op, b, fatal, ...) do {		\
	__typeof__(a) __x = (a);					\
	__typeof__(b) __y = (b);					\
									\
	if (!(__x op __y))						\
		printf("    # %lld, %lld\n", (long long)__x,		\
		       (long long)__y);					\
	KUNIT_SHIM_CHECK(test, __x op __y, fatal, #a " " #op " " #b,	\
			 __VA_ARGS__);					\
} while (0)

#define KUNIT_SHIM_STREQ(test, a, b, fatal, ...) do {			\
	const char *__s = (a), *__t = (b);				\
									\
	if (strcmp(__s, __t))						\
		printf("    # \"%s\", \"%s\"\n", __s, __t);		\
	KUNIT_SHIM_CHECK(test, !strcmp(__s, __t), fatal,		\
			 #a " is " #b, __VA_ARGS__);			\
} while (0)

#define KUNIT_EXPECT_TRUE(test, x)					\
	KUNIT_SHIM_CHECK(test, x, false, #x, " ")
#define KUNIT_EXPECT_TRUE_MSG(test, x, ...)				\
	KUNIT_SHIM_CHECK(test, x, false, #x, __VA_ARGS__)
#define KUNIT_EXPECT_FALSE(test, x)					\
	KUNIT_SHIM_CHECK(test, !(x), false, "not " #x, " ")
#define KUNIT_EXPECT_FALSE_MSG(test, x, ...)				\
	KUNIT_SHIM_CHECK(test, !(x), false, "not " #x, __VA_ARGS__)
#define KUNIT_EXPECT_NULL(test, x)					\
	KUNIT_SHIM_CHECK(test, !(x), false, "no " #x, " ")
#define KUNIT_EXPECT_PTR_EQ(test, a, b)					\
	KUNIT_SHIM_CHECK(test, (a) == (b), false, #a " == " #b, " ")
#define KUNIT_EXPECT_PTR_NE(test, a, b)					\
	KUNIT_SHIM_CHECK(test, (a) != (b), false, #a " != " #b, " ")
#define KUNIT_ASSERT_TRUE(test, x)					\
	KUNIT_SHIM_CHECK(test, x, true, #x, " ")
#define KUNIT_ASSERT_NOT_NULL(test, x)					\
	KUNIT_SHIM_CHECK(test, x, true, #x, " ")
#define KUNIT_EXPECT_EQ(test, a, b)					\
	KUNIT_SHIM_COMPARE(test, a, ==, b, false, " ")
#define KUNIT_EXPECT_EQ_MSG(test, a, b, ...)				\
	KUNIT_SHIM_COMPARE(test, a, ==, b, false, __VA_ARGS__)
#define KUNIT_EXPECT_NE(test, a, b)					\
	KUNIT_SHIM_COMPARE(test, a, !=, b, false, " ")
#define KUNIT_EXPECT_LE(test, a, b)					\
	KUNIT_SHIM_COMPARE(test, a, <=, b, false, " ")
#define KUNIT_EXPECT_LT(test, a, b)					\
	KUNIT_SHIM_COMPARE(test, a, <, b, false, " ")
#define KUNIT_ASSERT_EQ(test, a, b)					\
	KUNIT_SHIM_COMPARE(test, a, ==, b, true, " ")
#define KUNIT_ASSERT_EQ_MSG(test, a, b, ...)				\
	KUNIT_SHIM_COMPARE(test, a, ==, b, true, __VA_ARGS__)
#define KUNIT_ASSERT_LT(test, a, b)					\
	KUNIT_SHIM_COMPARE(test, a, <, b, true, " ")
#define KUNIT_EXPECT_STREQ(test, a, b)					\
	KUNIT_SHIM_STREQ(test, a, b, false, " ")
#define KUNIT_EXPECT_STREQ_MSG(test, a, b, ...)				\
	KUNIT_SHIM_STREQ(test, a, b, false, __VA_ARGS__)
#define KUNIT_ASSERT_STREQ(test, a, b)					\
	KUNIT_SHIM_STREQ(test, a, b, true, " ")

#endif /* _CORDON_SHIM_KUNIT_TEST_H */
