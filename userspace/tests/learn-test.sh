#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# cordonctl learn: its command line, what it says beside the rules, and that
# cordonctl check takes what it prints. The rules themselves: learn-test.c.
set -uo pipefail
. "$(dirname "$0")/ctl-lib.sh"
prefix=(learn)
export CORDON_SECURITYFS=$work/nothing TZ=UTC

err_empty() { [[ ! -s err ]]; result $? "says nothing"; }
# checks [BASE...]: what was printed, behind BASE
checks() {
	"$ctl" check "$@" out >checked 2>&1
	result $? "cordonctl check takes it"
}

# Command lines.
t 0 "help" --help
t 2 "an unknown option" --frobnicate
t 2 "a time that is none" --since soon
t 2 "zero hosts" --merge-hosts 0
t 2 "many hosts" --merge-hosts 9999999
t 2 "a word for ports" --merge-ports some
t 2 "a prefix that is too long" --merge-net 33
t 2 "one that is too long for IPv6" --merge-net 24,129
t 2 "half of two" --merge-net 24,
t 2 "a base and none" --base x --no-base
t 1 "a file that is not there" --no-base nosuch.log
err_has 'nosuch.log: No such file'
mkdir folder
printf 'default ask\n' >folder/10.conf
printf 'allow exe=/usr/bin/curl\n' >folder/20.conf
t 0 "a folder for a base" --base folder "$logs/raw.log"
out_lacks 'allow exe=/usr/bin/curl'
out_lacks 'default'
t 1 "a base that is not there" --base nosuch.conf "$logs/raw.log"
err_has 'nosuch.conf: No such file'
printf 'default ask\nallow exe=relative\n' >bad.conf
t 1 "a base with a mistake" --base bad.conf "$logs/raw.log"
err_has 'bad.conf:2:'

# A policy of its own.
t 0 "without a running policy" "$logs/raw.log"
err_has 'the running policy cannot be read'
t 0 "without a base" --no-base "$logs/raw.log"
err_empty
checks
grep -qx 'default ask' out
result $? "has a default"
out_has '# Learnt from 10 calls between 2023-11-14 22:13:21 and 2023-11-14 22:14:12.'
out_has '# /usr/bin/curl: 2 calls by 4000001, 2023-11-14 22:13:23 to 2023-11-14 22:14:11'
out_has 'allow exe=/usr/bin/curl proto=tcp dst=192.0.2.7 dport=443 # 1 call'
out_has '# /usr/sbin/unbound: 1 call by root, 2023-11-14 22:14:01'
out_has '# 12 more were not recorded'
out_has '# not learnt: tcp to 192.0.2.7 port 443: a rule denies it'
out_has '# not learnt: open a packet socket: a rule denies it'
out_has '# not learnt: tcp to 192.0.2.7 port 8443: it was denied, or nobody answered'
out_has '# not learnt: udp to an address that cannot be known'
tail -n 5 out >end
cat >expected <<-END
	# From learning to enforcing: look through this, save it as
	# /etc/cordon/policy.d/40-learnt.conf, then:
	#   cordonctl check
	#   cordonctl load
	#   cordonctl mode enforcing --keep
END
cmp -s expected end
result $? "ends with what to do next"
cp out first
t 0 "from an enriched log" --no-base "$logs/enriched.log"
cmp -s first out
result $? "the same"
t 0 "from both halves" --no-base <(head -n 9 "$logs/raw.log") \
	<(tail -n +10 "$logs/raw.log")
cmp -s first out
result $? "the same"
t 0 "from the later half first" --no-base <(tail -n +10 "$logs/raw.log") \
	<(head -n 9 "$logs/raw.log")
cmp -s first out
result $? "the same"
t 0 "since" --no-base --since '2023-11-14 22:14:10' "$logs/raw.log"
out_has 'allow exe=/usr/bin/curl proto=tcp dst=192.0.2.7 dport=443'
out_lacks '2001:db8::1'

# Nothing.
: >empty
t 0 "nothing" --no-base empty
err_has 'nothing was learnt: there is no record of a call'
out_has '# Nothing was learnt: there is no record of a call.'
out_has 'cordonctl mode     should be permissive'
out_lacks 'save it as'
checks

printf 'default ask\nallow\n' >all.conf
t 0 "what is allowed already" --base all.conf "$logs/raw.log"
err_has 'nothing was learnt: all calls that were recorded are allowed already'
out_lacks 'save it as'
out_lacks 'should be permissive'
printf 'default ask\ndeny\n' >none.conf
t 0 "what is denied" --base none.conf "$logs/raw.log"
err_has 'nothing was learnt: none of the calls'
out_lacks 'save it as'
out_has '# not learnt: '
t 0 "words for times" --no-base --since '1 week ago' --until boot "$logs/raw.log"
out_has '# Nothing was learnt'

# Broken lines.
t 0 "a log that was cut off" --no-base --denied "$logs/truncated.log"
err_has '6 of 8 lines are not understood'
out_has 'allow exe=/usr/bin/curl proto=tcp dst=192.0.2.7 dport=443 # 2 calls'
[[ $(grep -c '^allow' out) == 1 ]]
result $? "learns from whole records alone"

# Names.
t 0 "hostile names" --no-base --denied "$logs/hostile.log"
checks
out_has 'allow exe=/tmp/\033[2J\012evil proto=tcp'
out_has 'allow exe="/tmp/curl (root) allowed: x" proto=tcp'
out_has 'allow exe=/tmp/\377\376 proto=tcp'
out_has 'allow exe=/tmp/café\342\200\256gnp proto=tcp'
out_has '# /tmp/\377\376: 1 call'
out_has 'allow exe=/usr/bin/curl uid=4000001 mnt=any proto=tcp'
out_has '# Of another mount namespace'
out_has '# not learnt: tcp to 192.0.2.7 port 443: no rule can name the program'
out_lacks 'exe=memfd'
[[ $(grep -c '^allow' out) == 7 ]]
result $? "seven of eight programs have a path"
! grep -q '[[:cntrl:]]' <(LC_ALL=C tr -d '\n\200-\377' <out)
result $? "no control characters"

# A base.
printf 'default ask\nallow exe=/usr/bin/curl dport=443\ndeny exe=/usr/bin/wget\nask exe=/usr/sbin/** label=servers\n' >base.conf
t 0 "a base" --base base.conf "$logs/raw.log"
err_empty
checks base.conf
! grep -q '^default' out
result $? "it has the default"
out_has '# Left out: 1 call that rules of the base policy allow.'
out_has 'allow exe=/usr/bin/curl proto=tcp dst=2001:db8::1 dport=80'
out_lacks 'allow exe=/usr/bin/curl proto=tcp dst=192.0.2.7'
out_lacks 'allow exe=/usr/bin/wget'
out_has '# To stand before the rule that asks first: ask exe=/usr/sbin/** label=servers'
out_has '# not learnt: tcp to 192.0.2.7 port 443: a rule denies it'
mkdir fs
cp base.conf fs/policy
cp out based
CORDON_SECURITYFS=$work/fs "$ctl" learn "$logs/raw.log" >out 2>err
cmp -s based out
result $? "the running policy is the base"
err_empty

# Learning again beside what was learnt before adds nothing.
"$ctl" learn --no-base "$logs/raw.log" >once.conf 2>err
t 0 "learning again" --base once.conf "$logs/raw.log"
[[ $(grep -c '^allow' out) == 0 ]]
result $? "adds nothing"

# Many hosts: a set, and rules that are wider when it was asked for.
for ((i = 1; i <= 40; i++)); do
	sed -n '/reason=default permissive=1/p' "$logs/raw.log" |
		sed "s/dst=192.0.2.7/dst=192.0.2.$i/; s/:28):/:$((1000 + i))):/"
done >many.log
t 0 "forty hosts" --no-base many.log
checks
[[ $(grep -c '^set learnt-curl ' out) == 3 ]]
result $? "are a set, sixteen a line"
out_has 'allow exe=/usr/bin/curl proto=tcp dst=@learnt-curl dport=443 # 40 calls'
out_lacks WIDER
t 0 "merged" --no-base --merge-hosts 39 many.log
checks
out_has 'allow exe=/usr/bin/curl proto=tcp dport=443 # 40 calls, WIDER than the 40 hosts seen'
t 0 "merged to a network" --no-base --merge-net 24,64 many.log
checks
out_has 'allow exe=/usr/bin/curl proto=tcp dst=192.0.2.0/24 dport=443 # 40 calls, WIDER than the 40 hosts seen'
t 0 "by user" --no-base --by-user many.log
checks
out_has 'allow exe=/usr/bin/curl uid=4000001 proto=tcp'
t 0 "an address that cannot be known" --no-base --unknown-targets --denied "$logs/raw.log"
checks
out_has 'allow exe=/opt/x/trace script=/opt/x/run.py uid=4000001 mnt=any proto=udp #'

"$ctl" learn --no-base "$logs/raw.log" >/dev/full 2>err
[[ $? == 1 ]]
result $? "fails when it cannot print"
err_has 'could not print'

end
