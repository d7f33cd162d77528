#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# vm: --append audit=0
# The same with audit switched off: "queue" alone wakes cordond up, which wakes
# up its agents.
# shellcheck disable=SC2154 # "program" sets variables, so does terminal-lib.sh
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
. "$(dirname "$0")/terminal-lib.sh"
terminal_test cordond --terminal

said() { wait_for file_has agent "$1"; result 0 "an agent says: $1"; }
program d
load 'default ask' 'unanswered deny after=300 hold=all'
cordond --store "$store" --timed "$work/timed.conf" >log 2>&1 &
cordond=$!
wait_for status_is responder 1
mkfifo lines
cordon-agent --line --wait <lines >agent 2>&1 &
agent=$!
exec 8>lines
send "$d" 84 >d.out 2>&1 &
sender=$!
said 'Program    /opt/d/nc'
echo 'allow port 1h' >&8
wait $sender
let_through d.out; result $? "the program goes on"
said 'Allowed: allow exe=/opt/d/nc proto=tcp dport=84 expires=3600'
send "$d" 85 >d.out 2>&1 &
sender=$!
said 'Wants      tcp to 127.0.0.1 port 85'
cordonctl deny "$(sed -n 's/^Question \([0-9]*\): .*/\1/p' agent | tail -n 1)" \
	>/dev/null
wait $sender
denied d.out; result $? "answered elsewhere: denied"
said 'is closed'
exec 8>&-
wait $agent
result $? "the end of its input ends it"
kill $cordond
wait $cordond
result $? "SIGTERM ends cordond"
end
