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
	check 1 --strict &&
		grep -q '^1 warning, which counts as a mistake: ' out
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
warns "can be replaced by \(everybody\|user .*who owns\).*add sha256=${sum%% *}" \
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

warns 'sport= is not known of a socket that is not bound.*denies those' \
	"deny exe=$prog sport=25"
warns 'sport= is not known .* asks about those' \
	"ask exe=$prog proto=udp sport=25,1-9"
silent 'an sport that is allowed' "allow exe=$prog sport=25"

# Interpreters that may be missing are no interpreters: each of them.
silent 'several rules for an interpreter that may be missing' \
	'allow exe=/nowhere/python3 proto=tcp # if installed' \
	'allow exe=/nowhere/python3 proto=udp # if installed'
warns 'exe=/nowhere/python3 does not exist' \
	'allow exe=/nowhere/python3 proto=tcp # if installed' \
	'allow exe=/nowhere/python3 proto=udp # if installed' \
	'allow exe=/nowhere/python3 proto=icmp'
printf '%s\n' 'default deny' 'allow exe=/nowhere/a proto=tcp' \
	'allow exe=/nowhere/a proto=udp # if installed' \
	'allow exe=/nowhere/a proto=icmp' >policy
check 0 && [[ $(grep -c 'warning:' err) == 1 ]] &&
	grep -q '(1 more rule names it)' err
result $? "counts the rules whose program has to be there"

# A file that is named by many rules is said once.
printf '%s\n' 'default deny' 'allow exe=/nowhere/a proto=tcp' \
	'allow exe=/nowhere/a proto=udp' >policy
check 0 && [[ $(grep -c 'warning:' err) == 1 ]]
result $? "a file is said once"
check 0 --json && grep -q '"kind": "missing"' out && grep -q '"line": 2' out
result $? "as JSON"

# Many warnings, each with its line, in seconds: no line is looked for from the
# start, which would take minutes.
shown=()
awk 'BEGIN { print "default deny"
	for (i = 0; i < 200000; i++)
		print "allow exe=/nowhere/" i }' >policy
(ulimit -t 30 && check 0)
[[ $? == 0 && $(grep -c '^  allow exe=/nowhere/' err) == 200000 ]] &&
	grep -q 'policy:200001:7: warning: exe=/nowhere/199999 ' err
result $? "two hundred thousand warnings"

# Answers. A rule that came to stand before them is meant to, and one answer may
# take in another: but not undo it.
# answers CODE ADMIN ALWAYS TIMED: what is warned about
boot=$(</proc/sys/kernel/random/boot_id)
answers() {
	local rc=0
	mkdir -p folder
	printf 'default ask\n%s\n' "$2" >folder/10-admin.conf
	printf '%s\n' "$3" >folder/50-answers.conf
	printf '# answers\n%s # ends=reboot boot=%s\n' "$4" "$boot" >timed
	"$ctl" check --strict --folder folder --timed timed >out 2>err || rc=$?
	[[ $rc == "$1" ]]
}
shown=(out err)
answers 0 "deny exe=$prog" "allow exe=$prog proto=tcp" \
	"allow exe=$prog proto=udp"
result $? "no warning: answers behind a rule that came later"
answers 0 '' "allow exe=$prog" "allow exe=$prog proto=udp"
result $? "no warning: an answer that another one takes in"
answers 0 '' "allow exe=$prog" "deny exe=$prog proto=udp"
result $? "no warning: an answer that denies, until it ends, some of another one"
answers 1 '' "deny exe=$prog" "allow exe=$prog proto=udp"
result $? "a warning: an answer that another one undoes"
err_has 'timed:2: warning: this rule is never reached: the one at folder/50-answers.conf:1'
answers 0 '' "allow exe=$prog" 'allow exe=/nowhere/x proto=udp'
result $? "no warning: a program that is gone, in an answer that ends"
answers 1 '' 'allow exe=/nowhere/x' "allow exe=$prog"
result $? "a warning: one in an answer for always"
err_has 'folder/50-answers.conf:1:7: warning: exe=/nowhere/x does not exist'
printf 'allow exe=%s proto=udp\n' "$prog" >folder/60-more.conf
answers 1 '' "deny exe=$prog" ''
result $? "a warning: a rule that an answer takes everything from"
err_has 'folder/60-more.conf:1: warning: this rule is never reached'
shown=(policy out err)

# What is installed.
cp "$here/../data/default.conf" policy
check 0 --strict
result $? "the policy to begin with has nothing to be warned about"

end
