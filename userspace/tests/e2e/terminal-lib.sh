# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2154
# What terminal.sh, ask.sh and noaudit.sh test.

shown() { wait_for file_has "$work/screen" "$1"; result 0 "shows: $1"; }
type_line() { printf '%s\n' "$1" >&9; }

# terminal_test COMMAND...: that asks at a terminal.
terminal_test() {
	for name in a b c; do program $name; done
	store=$work/50-answers.conf
	load 'default ask' 'unanswered deny after=300 hold=all'
	mkfifo keys
	"$@" --store "$store" <keys >screen 2>errors &
	asker=$!
	exec 9>keys
	wait_for status_is responder 1

	send "$a" 81 >a.out 2>&1 &
	first=$!
	shown 'Program    /opt/a/nc'
	send "$b" 81 >b.out 2>&1 &
	second=$!
	wait_for status_is questions 2
	type_line n
	shown 'Program    /opt/b/nc'
	type_line 'allow app 1h'
	shown ': allow exe=/opt/b/nc expires=3600'
	wait $second
	let_through b.out; result $? "the one that was answered goes on"
	[ -d /proc/$first ]; result $? "the other waits"
	type_line A
	shown ': allow exe=/opt/a/nc proto=tcp dst=127.0.0.1 dport=81'
	wait $first
	let_through a.out; result $? "until it is answered"
	file_has "$store" 'allow exe=/opt/a/nc proto=tcp dst=127.0.0.1 dport=81'
	result $? "the answer is kept"

	# Somebody else answers; the waiting program is killed.
	send "$c" 81 >c.out 2>&1 &
	third=$!
	shown 'Program    /opt/c/nc'
	id=$(sed -n 's/^Question \([0-9]*\): .*/\1/p' screen | tail -n 1)
	cordonctl deny "$id" >/dev/null
	wait $third
	shown "Question $id is closed"
	"$c" -w 250 127.0.0.1 82 </dev/null >c.out 2>&1 &
	third=$!
	shown 'Wants      tcp to 127.0.0.1 port 82'
	kill -KILL $third
	wait_for status_is questions 0
	id=$(sed -n 's/^Question \([0-9]*\): .*/\1/p' screen | tail -n 1)
	shown "Question $id is closed"

	# Nobody answers in time.
	load 'default ask' 'unanswered deny after=3 hold=all'
	send "$c" 83 >c.out 2>&1 &
	third=$!
	shown 'Wants      tcp to 127.0.0.1 port 83'
	wait $third
	denied c.out; result $? "not answered in time: denied"
	id=$(sed -n 's/^Question \([0-9]*\): .*/\1/p' screen | tail -n 1)
	shown "Nobody answered question $id in time"
	exec 9>&-
	wait $asker
	result $? "the end of its input ends it with 0"
	[ ! -s errors ] || { cp errors out; false; }
	result $? "without complaints"
}
