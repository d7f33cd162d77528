# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154
# What bench-compare and bench-rate share. Source lib.sh and lib-initramfs.sh
# first; the caller sets kernel.

# The order of tables. A case defines
#
#   lsm          what is on
#   parameters   more for the kernel, if any
#   mem          of the machine, default 512M
#   files DIR    puts in DIR what the machine needs in /, if anything
#   guest        runs there, after the prelude
all_cases() {
	printf '%s\n' bare cordon cordon-sets cordon-size landlock seccomp \
		nftables nfqueue apparmor tomoyo smack bpf selinux
}

compare_kernel() {
	local config=$CORDON_ROOT/scripts/config
	KCONFIG_EXTRA=$config/bench.config:$config/compare.config \
		"$CORDON_ROOT/scripts/build-kernel" x86_64
}

# boot_case NAME WORK PRELUDE [VM-OPTION]...
boot_case() (
	name=$1 work=$2 prelude=$3 files=$2/files
	shift 3
	parameters='' mem=512M
	files() { :; }
	# shellcheck source=/dev/null
	. "$CORDON_ROOT/scripts/bench-cases/$name"
	rm -rf "$files"
	mkdir "$files"
	files "$files"
	{
		printf '%s\n' "$prelude"
		declare -f guest
		echo guest
	} >"$files/measure"
	program=$(bench_guest)
	"$CORDON_ROOT/scripts/vm" --kernel "$kernel" --mem "$mem" \
		--append "lsm=$lsm norandmaps $parameters" --timeout 3600 \
		--add "$program:/bench" --add "$program:/bench-too" \
		--add "$files:/" "$@" -- sh /measure
)

# Sets up what is not in the kernel.
bench_with() { compiled bench-with -lmnl -lbpf; }

# Before several want them at once.
compile_programs() {
	bench_guest >/dev/null
	bench_with >/dev/null
}

# store_rows CSV HEADER CASE: the rows on standard input instead of those of CASE.
store_rows() {
	local csv=$1 header=$2 name=$3 new=$1.new each
	[[ -f $csv ]] || echo "$header" >"$csv"
	cat >"$new.rows"
	{
		echo "$header"
		while read -r each; do
			if [[ $each == "$name" ]]; then
				cat "$new.rows"
			else
				grep "^$each," "$csv" || true
			fi
		done < <(all_cases)
	} >"$new"
	rm "$new.rows"
	mv "$new" "$csv"
}
