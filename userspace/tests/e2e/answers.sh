#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC2154 # "program" sets variables
# Questions and answers: cordonctl queue, allow and deny, with cordond as the
# responder that nobody sits at.
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
for name in a b c d e; do program $name; done
mkdir -p store
store=$work/store/50-answers.conf

load 'default ask' 'unanswered deny after=300 hold=all' \
	'ask exe=/opt/e/nc label=last'

t 1 "without a responder nobody waits" send "$a" 81
has 'Permission denied'

cordond --store "$store" >cordond.out 2>&1 &
cordond=$!
wait_for status_is responder 1

# asked PROGRAM: its question is there; sets id
asked() {
	wait_for eval "cordonctl queue --json | grep -q /opt/$1/nc"
	cat $cordon/queue >"$work/queue"
	id=$(ids_of "/opt/$1/nc")
}

# The question of before is still known: an answer counts for the next try.
send "$a" 81 >a.out 2>&1 &
asked a
t 0 "queue" cordonctl queue
has 'root (0)'
has '/opt/a/nc'
has 'tcp 127.0.0.1:81'
[ -d /proc/$! ]; result $? "the program waits"
t 0 "allow once" cordonctl allow "$id"
wait $!
let_through a.out; result $? "it goes on"
wait_for eval "! grep -q /opt/a/nc $cordon/queue"
t 4 "a question is answered once" cordonctl allow "$id"
has "no question $id"
! cordonctl show | grep -q /opt/a/nc; result $? "once makes no rule"

send "$a" 81 >a.out 2>&1 &
asked a
t 0 "deny once" cordonctl deny "$id"
wait $!
denied a.out; result $? "it is denied"

send "$a" 81 >a.out 2>&1 &
asked a
t 0 "allow for this host and port" cordonctl allow "$id" --scope host-port
wait $!
let_through a.out; result $? "it goes on"
t 1 "and is not asked again" send "$a" 81
has 'Connection refused'
send "$a" 82 >a.out 2>&1 &
asked a
t 0 "another port is another question; deny the program, always" \
	cordonctl deny "$id" --scope app --for always --store "$store"
wait $!
denied a.out; result $? "it is denied"
t 1 "the earlier answer stands" send "$a" 81
has 'Connection refused'
t 1 "what it does not cover is denied" send "$a" 83
has 'Permission denied'
grep -qx 'deny exe=/opt/a/nc' "$store"
result $? "the answer is kept"

# Several programs at once.
for name in b c d; do
	eval "program=\$$name"
	send "$program" 81 >$name.out 2>&1 &
	eval "pid_$name=\$!"
	asked $name
	eval "id_$name=$id"
done
t 0 "answer the last one" cordonctl allow "$id_d" -s port
wait "$pid_d"
let_through d.out; result $? "does not wait for the others"
[ -d "/proc/$pid_b" ] && [ -d "/proc/$pid_c" ]
result $? "who still wait"
t 0 "an answer for two seconds" cordonctl allow "$id_b" -s app --for 2
wait "$pid_b"
let_through b.out; result $? "lets it through"
wait_for eval "! cordonctl show | grep -q '/opt/b/nc.*expires='"
send "$b" 81 >b.out 2>&1 &
asked b
t 0 "and when it is over it is asked again" cordonctl deny "$id"
wait $!

# The rule that asks stands last; the answer comes before it.
send "$e" 81 >e.out 2>&1 &
asked e
t 0 "an answer to a rule that asks" cordonctl allow "$id" -s app
wait $!
let_through e.out; result $? "goes through"
[ "$(cordonctl show | grep -c /opt/e/nc)" = 2 ] &&
	cordonctl show | grep /opt/e/nc | head -n 1 | grep -q '^allow'
result $? "and stands before it"

# A policy of before the answers were stored, and the answers.
printf 'default ask\n' >base.conf
t 0 "the stored answers are policy" cordonctl load base.conf "$store"
t 1 "and count after a load" send "$a" 82
has 'Permission denied'

# c still waits; the responder dies.
[ -d "/proc/$pid_c" ]; result $? "a load does not end a question"
kill -KILL $cordond
wait "$pid_c"
denied c.out; result $? "the responder dies: it is denied"
status_is responder 0; result $? "nobody is the responder"

cordond --store "$store" >cordond.out 2>&1 &
cordond=$!
wait_for status_is responder 1
asked c
t 0 "a new responder finds the question" cordonctl allow "$id" -s app
t 1 "its answer counts for the next try" send "$c" 81
has 'Connection refused'
kill -TERM $cordond
wait $cordond
result $? "cordond ends by SIGTERM with 0"
end
