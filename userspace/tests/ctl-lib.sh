# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034
# For the tests of cordonctl: a folder of their own, results, what it says.

ctl=${CORDON_BUILD:?}/cordonctl
here=$(cd "$(dirname "$0")" && pwd)
logs=$here/logs
work=$(mktemp -d "${TMPDIR:-/tmp}/cordon-ctl.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2
count=0 failed=0
# Words before all that t is given; files that tell why something failed.
prefix=() shown=(out err)

result() {
	count=$((count + 1))
	if [[ $1 == 0 ]]; then
		echo "ok $count - $2"
	else
		failed=$((failed + 1))
		echo "not ok $count - $2"
		sed 's/^/#   /' "${shown[@]}"
	fi
}

# t CODE WHAT ARGUMENT...: run it, and compare its exit code.
t() {
	local code=$1 what=$2 rc=0
	shift 2
	"$ctl" "${prefix[@]}" "$@" >out 2>err </dev/null || rc=$?
	[[ $rc == "$code" ]]
	result $? "$what (exit $code)"
}

out_has() { grep -qF -- "$1" out; result $? "prints: $1"; }
out_lacks() { ! grep -qF -- "$1" out; result $? "does not print: $1"; }
err_has() { grep -qF -- "$1" err; result $? "says: $1"; }
err_lacks() { ! grep -qF -- "$1" err; result $? "does not say: $1"; }

end() {
	echo "1..$count"
	((failed == 0))
}
