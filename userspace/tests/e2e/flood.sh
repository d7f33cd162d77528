#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC2154 # "program" sets variables
# More audit records than cordond has room for, while it is stopped: what is
# asked meanwhile is answered all the same.
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
for name in a b c; do program $name; done
load 'default ask' 'unanswered deny after=300 hold=all' \
	'deny exe=/opt/b/nc log=yes'

# What the kernel could not hand to cordond: its socket of the audit family (9).
drops() {
	awk -v pid="$cordond" \
		'$2 == 9 && $3 == pid && $9 > most { most = $9 } END { print most + 0 }' \
		/proc/net/netlink
}
# Each change of the policy is a record: COUNT of them, from four processes.
flood() {
	for _writer in 1 2 3 4; do
		(
			_i=0
			while [ $_i -lt $(($1 / 4)) ]; do
				echo "append deny exe=/flood/$_writer expires=1" \
					>$cordon/rules
				_i=$((_i + 1))
			done
		) &
		_writers="$_writers $!"
	done
	# shellcheck disable=SC2086 # many
	wait $_writers
	_writers=
}
# Denials are records, too, as many as the module leaves of them.
deny_flood() {
	for _port in $(seq 1 50); do send "$b" "$_port"; done >/dev/null 2>&1
}

echo 'on-question = /opt/yes' >cordond.conf
printf '%s\n' '#!/bin/sh' 'echo allow' >/opt/yes
chmod 755 /opt/yes
cordond --config "$work/cordond.conf" >cordond.out 2>&1 &
cordond=$!
wait_for status_is responder 1

send "$a" 81 >a.out 2>&1
let_through a.out; result $? "a question is answered"

kill -STOP $cordond
send "$a" 82 >a.out 2>&1 &
first=$!
wait_for status_is questions 1
deny_flood &
denying=$!
flood 4000
wait $denying
send "$c" 83 >c.out 2>&1 &
second=$!
wait_for status_is questions 2
kill -0 $first && kill -0 $second
result $? "two wait, one from before the flood and one from behind it"
lost=$(drops)
[ "$lost" -gt 0 ]
result $? "records were lost"
kill -CONT $cordond
wait $first
let_through a.out; result $? "the first one is answered"
wait $second
let_through c.out; result $? "the second one is answered"

# The same while it runs.
flood 4000 &
flooding=$!
for port in 91 92 93; do
	send "$c" $port >c.out 2>&1
	let_through c.out; result $? "a question in the middle of a flood"
done
wait $flooding
send "$a" 94 >a.out 2>&1
let_through a.out; result $? "and after it"
[ "$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\) kB/\1/p' /proc/$cordond/status)" -lt 65536 ]
result $? "in bounded memory"
kill -TERM $cordond
wait $cordond
result $? "cordond ends by SIGTERM with 0"
cp cordond.out out
lacks 'queue:'
end
