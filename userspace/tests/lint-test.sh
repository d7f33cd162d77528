#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# cordonctl check: warnings about rules that do not hold what they seem to.
set -uo pipefail
. "$(dirname "$0")/ctl-lib.sh"
shown=(policy out err)

# check CODE OPTION...: of the policy in $work/policy.
check() {
	local code=$1 rc=0
	shift
	"$ctl" check "$@" policy >out 2>err || rc=$?
	[[ $rc == "$code" ]]
}

# warns WORDS RULE...: the last rule, and no other, is warned about.
warns() {
	local words=$1 line
	shift
	printf '%s\n' 'default deny' "$@" >policy
	line=$(wc -l <policy)
	check 0 && grep -q "^cordonctl: policy:$line:.*warning: .*$words" err &&
		[[ $(grep -c 'warning:' err) == 1 ]]
	result $? "$words"
	check 1 --strict
	result $? "which is a mistake with --strict"
}

# silent WHAT RULE...: nothing to be said.
silent() {
	local what=$1
	shift
	printf '%s\n' 'default deny' "$@" >policy
	check 0 --strict && [[ ! -s err ]]
	result $? "no warning: $what"
}

prog=$(realpath "$(type -P true)")
sum=$(sha256sum <"$prog")
cp "$prog" open
chmod 0777 open
ln -s "$prog" link
printf '#!/bin/sh\n' >script
chmod 0755 script
cp "$prog" plain
chmod 0644 plain

silent 'a program' "allow exe=$prog"
silent 'with its digest' "allow exe=$prog sha256=${sum%% *}"
silent 'a pattern' 'allow exe=/nowhere/*'
silent 'one that may be missing' 'allow exe=/nowhere/a # if installed' \
	$'allow exe=/nowhere/b proto=tcp\t#  b, # if installed \t'
warns 'exe=/nowhere/a does not exist' "allow exe=/nowhere/b # if installed" \
	'allow exe=/nowhere/a # not installed'
warns "is a link: .* which is $prog" "allow exe=$work/link"
warns 'is a script: .*script=.*(/bin/sh)' "allow exe=$work/script"
warns 'is a folder' "allow exe=$work"
warns 'is not executable' "allow exe=$work/plain"
warns "can be replaced by everybody.*add sha256=${sum%% *}" \
	"allow exe=$work/open"
silent 'who can replace a program that is denied' "deny exe=$work/open"
warns 'has another content' "allow exe=$prog sha256=${sum%% *}" \
	"allow exe=$prog sha256=$(printf '%064d' 0)"
warns 'runs any script' "allow exe=$(realpath "$(type -P bash)")"
silent 'an interpreter that is denied' \
	"deny exe=$(realpath "$(type -P bash)")"
warns 'mnt=any lets any user' "allow exe=$prog mnt=any"
silent 'mnt=any with a digest' "allow exe=$prog mnt=any sha256=${sum%% *}"
warns 'is never reached: the one at policy:2' "allow exe=$prog" \
	"deny exe=$prog proto=tcp"
warns 'decides only calls of which something cannot be known' \
	"allow exe=$prog dst=192.0.2.0/24" "deny exe=$prog dst=192.0.2.7"
silent 'a narrower rule first' "deny exe=$prog dst=192.0.2.7" \
	"allow exe=$prog dst=192.0.2.0/24"
silent 'rules of different users' "allow exe=$prog uid=1" "deny exe=$prog uid=2"

# A file that is named by many rules is said once.
printf '%s\n' 'default deny' 'allow exe=/nowhere/a proto=tcp' \
	'allow exe=/nowhere/a proto=udp' >policy
check 0 && [[ $(grep -c 'warning:' err) == 1 ]]
result $? "a file is said once"
check 0 --json && grep -q '"kind": "missing"' out && grep -q '"line": 2' out
result $? "as JSON"

# What is installed.
cp "$here/../data/default.conf" policy
check 0 --strict
result $? "the policy to begin with has nothing to be warned about"

end
