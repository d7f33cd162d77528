# SPDX-License-Identifier: GPL-2.0-only
#
# The policy language: the kernel's own source files, compiled for userspace.
# A makefile that includes this one sets CORDON_TOP to the top of the
# repository and gets
#   CORE_SRCS    the source files
#   CORE_CFLAGS  what they, and all that includes their headers, need
#   LANGUAGE     the few files of lib/ that do

CORDON_TOP ?= $(realpath $(dir $(lastword $(MAKEFILE_LIST)))/../..)
CORE_DIR := $(CORDON_TOP)/kernel/security/cordon

CORE_SRCS := $(addprefix $(CORE_DIR)/, \
	addrset.c \
	glob.c \
	match.c \
	names.c \
	parse.c \
	parse_addr.c \
	parse_list.c \
	parse_ops.c \
	parse_path.c \
	parse_rule.c \
	parse_value.c \
	prefix.c \
	print.c \
	print_addr.c \
	rule.c \
	settab.c \
	target.c \
	text.c)

CORE_CFLAGS := -std=gnu11 -D_GNU_SOURCE -fno-strict-aliasing \
	-I$(CORDON_TOP)/userspace/lib/shim -I$(CORE_DIR)

LANGUAGE := cover cover-pattern judge judge-why language policy policy-sets

# Their KUnit tests.
CORE_TESTS := $(addprefix tests/, \
	addrset_kunit.c \
	glob_kunit.c \
	limits_kunit.c \
	match_kunit.c \
	names_kunit.c \
	ops_kunit.c \
	parse_kunit.c \
	parse_rule_kunit.c \
	print_kunit.c \
	roundtrip_kunit.c \
	target_kunit.c)
