#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# cordonctl log, on logs as auditd, ausearch and the kernel write them, and on
# logs as somebody hostile or a full disk would leave them.
set -uo pipefail
. "$(dirname "$0")/ctl-lib.sh"
prefix=(log)
export TZ=UTC
unset NO_COLOR

err_empty() { [[ ! -s err ]]; result $? "says nothing else"; }
lines() { [[ $(wc -l <out) == "$1" ]]; result $? "prints $1 lines"; }

# Command lines.
t 0 "help" --help
out_has --since
t 2 "an unknown option" --frobnicate
t 2 "a time that is none" --since soon
err_has 'soon'
err_has '"2 days ago"'
t 0 "times that people write" --since '2 days ago' --until -1h "$logs/raw.log"
err_has 'no such events'
t 2 "a user that is none" --uid nobody-of-this-name
t 2 "a summary of something" --summary=everything
t 1 "a file that is not there" nosuch.log
err_has 'nosuch.log: No such file'
t 1 "a directory" .
err_has 'Is a directory'

# Whole logs.
for log in raw hostile interleaved kernel; do
	t 0 "$log.log" "$logs/$log.log"
	cmp -s "$logs/$log.words" out
	result $? "in words"
	err_empty
done
t 0 "enriched.log" "$logs/enriched.log"
cmp -s "$logs/raw.words" out
result $? "says the same as raw.log"
t 0 "truncated.log" "$logs/truncated.log"
cmp -s "$logs/truncated.words" out
result $? "in words"
err_has '6 of 8 lines are not understood'
t 1 "something else" "$logs/raw.words"
err_has 'lines are not understood'
err_has 'is that an audit log?'
gzip -c "$logs/raw.log" >raw.gz
t 1 "a compressed log" raw.gz
err_has 'zcat FILE'
"$ctl" log "$logs/raw.log" >/dev/full 2>err
[[ $? == 1 && $(<err) == 'cordonctl: could not print all of it' ]]
result $? "a full disk (exit 1)"
: >empty
t 0 "an empty file" empty
err_has 'no such events'

# Standard input, also one that is still being written.
"$ctl" log - <"$logs/raw.log" >out 2>err
cmp -s "$logs/raw.words" out
result $? "standard input"
mkfifo pipe shown
"$ctl" log - <pipe >shown 2>err &
reader=$!
exec 3>pipe 4<shown
head -n 2 "$logs/raw.log" >&3
read -r -t 60 first <&4 && read -r -t 60 second <&4
printf '%s\n' "$first" "$second" >out
cmp -s <(head -n 2 "$logs/raw.words") out
result $? "shows what came in while it waits for more"
tail -n +3 "$logs/raw.log" >&3
exec 3>&-
cat <&4 >>out
wait "$reader"
cmp -s "$logs/raw.words" out
result $? "and the rest when it came"
exec 4<&-

# The logs of auditd: rotated ones come first, old ones are not read.
mkdir audit
printf '# log_file = /nowhere\nlocal_events = yes\nLOG_FILE = %s\n' \
	"$work/audit/audit.log" >auditd.conf
export CORDON_AUDITD_CONF=$work/auditd.conf
t 1 "no logs" --since 2020-01-01
err_has "audit/audit.log: No such file"
err_has 'journalctl -k'
head -n 4 "$logs/raw.log" >audit/audit.log.2
sed -n '5,10p' "$logs/raw.log" >audit/audit.log.1
tail -n +11 "$logs/raw.log" >audit/audit.log
t 0 "rotated logs"
cmp -s "$logs/raw.words" out
result $? "say the same"
err_empty
cp audit/audit.log audit/audit.log.4
t 0 "a gap between them"
cmp -s "$logs/raw.words" out
result $? "ends them"
echo broken >audit/audit.log.2
touch -d '2023-11-14 00:00' audit/audit.log.2
t 0 "a log that ended before" --since '2023-11-14 12:00'
err_empty
t 0 "and is wanted" --since 2023-11-13
err_has 'not understood'

# Somebody who has no rights.
chmod 0755 "$work"
cp "$ctl" nobody-ctl
as_nobody=()
[[ $(id -u) != 0 ]] || as_nobody=(setpriv --reuid 65534 --regid 65534 --clear-groups)
# nobody CODE WHAT ARGUMENT...
nobody() {
	local code=$1 what=$2 rc=0
	shift 2
	${as_nobody[@]+"${as_nobody[@]}"} "$work/nobody-ctl" log "$@" \
		>out 2>err </dev/null || rc=$?
	[[ $rc == "$code" ]]
	result $? "$what (exit $code)"
}
chmod 0600 audit/audit.log
[[ $(id -u) == 0 ]] || chmod 0 audit/audit.log
nobody 3 "logs that may not be read"
err_has 'audit/audit.log: Permission denied'
nobody 1 "nor by name" audit/audit.log
cp "$logs/raw.log" readable.log
chmod 0644 readable.log
nobody 0 "a file that may be read" readable.log
cmp -s "$logs/raw.words" out
result $? "is read"
err_empty
chmod 0600 audit/audit.log
unset CORDON_AUDITD_CONF

# What is wanted.
raw=$logs/raw.log
t 0 "denials" --denied "$raw"
lines 5
out_lacks 'asks'
out_has 'would be denied'
t 0 "questions" --asked "$raw"
lines 4
out_has 'would be asked'
t 0 "answers" --answers "$raw"
lines 3
out_has 'cordon-agent'
t 0 "changes" --changes "$raw"
lines 6
t 0 "allows" --allowed "$raw"
lines 1
t 0 "two of them" --changes --allowed "$raw"
lines 7
t 0 "a program by its name" --exe curl "$raw"
lines 3
t 0 "by its path" --exe /usr/bin/curl "$raw"
lines 3
t 0 "by a pattern" --exe '/usr/*/curl' "$raw"
lines 3
t 0 "by a pattern that stays inside a directory" --exe '/usr/*' "$raw"
lines 0
err_has 'no such events'
t 0 "by its script" --exe run.py "$raw"
lines 1
t 0 "a user by number" --uid 4000001 --denied "$raw"
lines 4
t 0 "a user by name" --uid root --denied "$raw"
lines 1
t 0 "since" --since '2023-11-14 22:14:13' "$raw"
lines 3
t 0 "until" --until '2023-11-14T22:13:20' "$raw"
lines 0
t 0 "until the next second" --until '2023-11-14T22:13:21' "$raw"
lines 1
t 0 "since and until" -S @1700000002 -U @1700000003 "$raw"
lines 2

# Other forms.
t 0 "paths in full" --full --asked "$raw"
out_has '/usr/bin/wget (4000001) asks'
t 0 "summary" --summary "$raw"
out_has 'PROGRAM'
out_has 'denied: tcp'
grep -qE '^python3.11 +root +1 +0 +0 +0 +12 +2023-11-14 22:14:00$' out
result $? "counts the denials, and what was not recorded"
grep -qE '^curl +4000001 +0 +1 +0 +1 +0 ' out
result $? "counts what permissive mode let through, and questions"
t 0 "only the summary" --summary=only "$raw"
out_lacks 'denied: tcp'
t 0 "summary of denials" --denied --summary=only "$raw"
out_lacks '/opt/x/nothing'
grep -qE '^wget +4000001 +1 +0 +0 +0 ' out
result $? "counts only them"
script -qec "TERM=xterm $ctl log $raw" /dev/null >out 2>err
grep -q $'\033\\[31mdenied' out
result $? "has colour on a terminal"
script -qec "NO_COLOR=1 TERM=xterm $ctl log $raw" /dev/null >out 2>err
out_lacks $'\033'
t 0 "no colour in a file" "$raw"
out_lacks $'\033'

json() {
	python3 -c "
import json, sys
events = [json.loads(line) for line in open('out')]
sys.exit(not ($1))"
	result $? "JSON: $1"
}
t 0 "JSON" --json "$raw"
json 'len(events) == 19'
json 'events[1]["event"] == "verdict" and events[1]["exe"] == "/usr/bin/python3.11"'
json 'events[1]["time"] == "2023-11-14T22:13:21.222+00:00" and events[1]["time_ms"] == 1700000001222'
json 'events[1]["serial"] == 4 and events[1]["errno"] == 111'
json 'events[0]["event"] == "change" and events[0]["new-gen"] == 2'
json 'events[5]["answered_by"]["exe"] == "/usr/bin/cordon-agent"'
json 'events[5]["answered_by"]["uid"] == 4000001 and events[5]["answered_by"]["for"] == "always"'
json '"answered_by" not in events[3] and events[3]["by-comm"] == "cordonctl"'
t 0 "JSON of hostile names" --json "$logs/hostile.log"
json 'events[0]["exe"] == "/tmp/\x1b[2J\nevil"'
json 'events[2]["exe_hex"] == "2f746d702ffffe"'
json 'all("exe_hex" not in events[i] for i in (0, 1, 3))'
t 0 "JSON with a summary" --json --summary --denied "$raw"
json 'events[-1]["event"] == "summary" and len(events) == 6'
json 'sum(p["denied"] for p in events[-1]["programs"]) == 4'
t 0 "JSON of nothing" --json empty
lines 0

# A reader that goes away, a disk that is full.
"$ctl" log "$raw" 2>err | head -n 1 >out
lines 1
"$ctl" log "$raw" >/dev/full 2>err
[[ $? == 1 ]]
result $? "fails when it cannot print"
err_has 'could not print'

end
