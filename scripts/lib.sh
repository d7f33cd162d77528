# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034
# Helpers every script here sources: where things live, messages, timing.

CORDON_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
CORDON_CACHE=${CORDON_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/cordon}
CORDON_KERNEL=linux-source-6.12
CORDON_PRISTINE=$CORDON_CACHE/$CORDON_KERNEL
CORDON_TREE=${CORDON_TREE:-$CORDON_CACHE/tree}
CORDON_PATCHES=$CORDON_ROOT/patches/6.12
export CORDON_CACHE

CORDON_PROG=${0##*/}

say() { printf '%s: %s\n' "$CORDON_PROG" "$*" >&2; }
die() { say "$*"; exit 1; }

# Print the comment block at the head of the calling script as its help.
usage() {
	sed -n '2,/^[^#]/{/SPDX/d;/^# shellcheck/d;/^#/!d;s/^# \{0,1\}//;p}' "$0"
}

# with_lock FILE COMMAND...: one at a time, however many of us run at once.
with_lock() {
	local lock=$1 fd rc
	shift
	mkdir -p "$(dirname "$lock")"
	exec {fd}>"$lock"
	if ! flock -n "$fd"; then
		say "waiting for ${lock##*/}"
		flock "$fd"
	fi
	"$@"
	rc=$? # as a condition of its caller it gets here, too
	exec {fd}>&-
	return "$rc"
}

# timed WHAT COMMAND...: run it, then say how long it took.
timed() {
	local what=$1 start=$SECONDS rc=0
	shift
	"$@" || rc=$?
	say "$what: $((SECONDS - start)) s"
	return "$rc"
}

# arch_kernel ARCH: the file to boot, relative to the build directory.
arch_kernel() {
	case $1 in
	x86_64)	echo vmlinux ;;
	um)	echo linux ;;
	*)	die "unknown architecture '$1' (x86_64 or um)" ;;
	esac
}

# build_dir ARCH VARIANT
build_dir() { echo "$CORDON_CACHE/build/$1${2:+-$2}"; }
