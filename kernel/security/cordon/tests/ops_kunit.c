// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - KUnit tests of the operations of a write to "rules"
 */

#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/string.h>

#include "../parse.h"

struct row {
	const char *text;
	u32 line;
	u32 column;
	const char *reason;
};

/* clang-format off */
#define STATEMENT	"append, before, delete or set is expected"
#define VERDICT		"allow, deny or ask is expected"
#define ID		"a number from 1 to 18446744073709551615 is expected"
/* clang-format on */

static const struct row rows[] = {
	{ "allow", 1, 1, STATEMENT },
	{ "default deny", 1, 1, STATEMENT },
	{ "unanswered deny", 1, 1, STATEMENT },
	{ "insert deny", 1, 1, STATEMENT },
	{ "append", 1, 7, VERDICT },
	{ "append default deny", 1, 8, VERDICT },
	{ "append set a", 1, 8, VERDICT },
	{ "append deny\nappend deny exe=x\n", 2, 17, "a path begins with /" },
	{ "append deny deny", 1, 13, "expected KEY=VALUE" },
	{ "append 7 deny", 1, 8, VERDICT },
	{ "before", 1, 7, "a number is missing" },
	{ "before deny", 1, 8, "not a decimal number" },
	{ "before 7", 1, 9, VERDICT },
	{ "before 7 block", 1, 10, VERDICT },
	{ "before 0 deny", 1, 8, ID },
	{ "before 07 deny", 1, 8, "a number with a leading 0" },
	{ "before 18446744073709551616 deny", 1, 8, ID },
	{ "before -1 deny", 1, 8, "not a decimal number" },
	{ "before 7 deny uid=x", 1, 19, "not a decimal number" },
	{ "delete", 1, 7, "a number is missing" },
	{ "delete # 7", 1, 7, "a number is missing" },
	{ "delete 0", 1, 8, ID },
	{ "delete 7 8", 1, 10, "nothing may follow here" },
	{ "delete 7,8", 1, 9, "not a decimal number" },
	{ "delete id=7", 1, 8, "not a decimal number" },
	{ "set", 1, 0, "the name of a set is missing" },
	{ "set a 10.0.0.1/8", 1, 7,
	  "host bits are set; the prefix is 10.0.0.0/8" },
	{ "\n# x\ndelete 7\r", 3, 9,
	  "carriage return: save the file with Unix line ends" },
};

static void describe(const struct row *row, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%u: %s", (u32)(row - rows),
		 row->reason);
}

KUNIT_ARRAY_PARAM(refused, rows, describe);

static void test_refused(struct kunit *test)
{
	const struct row *row = test->param_value;
	struct cordon_transaction transaction;
	struct cordon_reason reason;

	KUNIT_EXPECT_EQ(test, -EINVAL,
			cordon_parse_transaction(row->text, strlen(row->text),
						 &transaction, &reason));
	KUNIT_EXPECT_STREQ(test, reason.text, row->reason);
	KUNIT_EXPECT_EQ(test, reason.line, row->line);
	KUNIT_EXPECT_EQ(test, reason.column, row->column);
	KUNIT_EXPECT_TRUE(test, !transaction.ops && !transaction.names);
	cordon_transaction_destroy(&transaction);
}

static void read_good(struct kunit *test, const char *text,
		      struct cordon_transaction *transaction)
{
	struct cordon_reason reason;
	int err;

	err = cordon_parse_transaction(text, strlen(text), transaction,
				       &reason);
	KUNIT_ASSERT_EQ_MSG(test, err, 0, "%u:%u: %s", reason.line,
			    reason.column, reason.text);
}

static void test_empty(struct kunit *test)
{
	struct cordon_transaction transaction;

	read_good(test, "", &transaction);
	KUNIT_EXPECT_EQ(test, transaction.n_ops, 0);
	cordon_transaction_destroy(&transaction);
	read_good(test, "\n# nothing\n", &transaction);
	KUNIT_EXPECT_EQ(test, transaction.n_ops, 0);
	cordon_transaction_destroy(&transaction);
}

static void test_operations(struct kunit *test)
{
	struct cordon_transaction transaction;
	struct cordon_op *op;

	read_good(test,
		  "append allow exe=/a\n# comment\n"
		  "before 18446744073709551615 deny uid=1 # x\n"
		  "\ndelete 1\n",
		  &transaction);
	KUNIT_ASSERT_EQ(test, transaction.n_ops, 3);
	op = transaction.ops;
	KUNIT_EXPECT_EQ(test, op[0].kind, CORDON_OP_APPEND);
	KUNIT_EXPECT_EQ(test, op[0].line, 1);
	KUNIT_ASSERT_NOT_NULL(test, op[0].rule);
	KUNIT_EXPECT_EQ(test, op[0].rule->verdict, CORDON_ALLOW);
	KUNIT_EXPECT_STREQ(test, op[0].rule->exe, "/a");
	KUNIT_EXPECT_EQ(test, op[1].kind, CORDON_OP_BEFORE);
	KUNIT_EXPECT_EQ(test, op[1].line, 3);
	KUNIT_EXPECT_TRUE(test, op[1].id == U64_MAX);
	KUNIT_ASSERT_NOT_NULL(test, op[1].rule);
	KUNIT_EXPECT_EQ(test, op[1].rule->verdict, CORDON_DENY);
	KUNIT_EXPECT_EQ(test, op[2].kind, CORDON_OP_DELETE);
	KUNIT_EXPECT_EQ(test, op[2].line, 5);
	KUNIT_EXPECT_EQ(test, op[2].id, 1);
	KUNIT_EXPECT_TRUE(test, !op[2].rule && !op[2].set);
	cordon_transaction_destroy(&transaction);
}

/* Lines of one set make one operation, where the first of them stands. */
static void test_sets(struct kunit *test)
{
	struct cordon_transaction transaction;
	struct cordon_op *op;

	read_good(test,
		  "append deny dst=@known,@a\nset a 10.0.0.1\n"
		  "delete 3\nset b\nset a 10.0.0.0\n",
		  &transaction);
	KUNIT_ASSERT_EQ(test, transaction.n_ops, 4);
	op = transaction.ops;
	KUNIT_EXPECT_EQ(test, op[1].kind, CORDON_OP_SET);
	KUNIT_EXPECT_EQ(test, op[1].line, 2);
	KUNIT_ASSERT_NOT_NULL(test, op[1].set);
	KUNIT_EXPECT_STREQ(test, op[1].set->name, "a");
	KUNIT_EXPECT_EQ(test, op[1].set->addrs.n4, 1);
	KUNIT_EXPECT_TRUE(test,
			  cordon_addrset_has4(&op[1].set->addrs, 0x0a000000));
	KUNIT_EXPECT_EQ(test, op[2].kind, CORDON_OP_DELETE);
	KUNIT_EXPECT_EQ(test, op[3].kind, CORDON_OP_SET);
	KUNIT_EXPECT_STREQ(test, op[3].set->name, "b");
	/* Names that only the policy in force may know are the caller's. */
	KUNIT_ASSERT_EQ(test, transaction.n_names, 3);
	KUNIT_EXPECT_STREQ(test, transaction.names[0], "known");
	KUNIT_EXPECT_STREQ(test, transaction.names[1], "a");
	KUNIT_EXPECT_STREQ(test, transaction.names[2], "b");
	KUNIT_ASSERT_EQ(test, op[0].rule->dst->n_sets, 2);
	KUNIT_EXPECT_EQ(test, op[0].rule->dst->sets[0], 0);
	KUNIT_EXPECT_EQ(test, op[0].rule->dst->sets[1], 1);
	cordon_transaction_destroy(&transaction);
}

/* clang-format off */
static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(test_refused, refused_gen_params),
	KUNIT_CASE(test_empty),
	KUNIT_CASE(test_operations),
	KUNIT_CASE(test_sets),
	{}
};

/* clang-format on */

static struct kunit_suite suite = {
	.name = "cordon_ops",
	.test_cases = cases,
};

kunit_test_suite(suite);
