# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Compiling our objects, not kernels, in build directories of their own with
# configurations of their own. Source lib.sh first.

# The same source gives the same objects, and ccache those it has seen.
export CCACHE_DIR=$CORDON_CACHE/ccache CCACHE_NOHASHDIR=1 CCACHE_MAXSIZE=8G
export KBUILD_BUILD_TIMESTAMP='Thu Jan  1 00:00:00 UTC 2026'
export KBUILD_BUILD_USER=cordon KBUILD_BUILD_HOST=cordon
export KBUILD_BUILD_VERSION=1

# compile_make TREE BUILD ARGUMENT...
compile_make() {
	local tree=$1 build=$2
	shift 2
	mkdir -p "$build"
	make -s -C "$tree" O="$build" ARCH=x86_64 CC="ccache gcc" \
		HOSTCC="ccache gcc" LOCALVERSION= -j"$(nproc)" "$@"
}

# compile_config TREE BUILD FRAGMENT...: allnoconfig with the fragments on top.
# Options that TREE does not have are left out.
compile_config() {
	local tree=$1 build=$2
	shift 2
	mkdir -p "$build"
	cat -- "$@" >"$build/.cordon.want"
	[[ ! -f $build/.config ]] || cp -p "$build/.config" "$build/.cordon.old"
	compile_make "$tree" "$build" \
		KCONFIG_ALLCONFIG="$build/.cordon.want" allnoconfig >/dev/null
	# make goes by the time of the file.
	! cmp -s "$build/.config" "$build/.cordon.old" 2>/dev/null ||
		cp -p "$build/.cordon.old" "$build/.config"
}

# compile_wants BUILD FRAGMENT...: whether all options stuck.
compile_wants() {
	local build=$1
	shift
	comm -23 <(sed -n '/^CONFIG_/p' "$@" | sort -u) \
		<(sort "$build/.config") | sed 's/^/did not stick: /'
}
