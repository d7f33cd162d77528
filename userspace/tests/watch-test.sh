#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# cordonctl queue --watch, against plain files in place of the module's: they
# have always changed, so that it prints without end.
set -uo pipefail
. "$(dirname "$0")/ctl-lib.sh"
export CORDON_SECURITYFS=$work

common='op=connect verdict=ask question=17 rule=3 label=? gen=12 subject=5 '
common+='exe="/usr/bin/curl" script=? mnt=init proto=tcp family=inet '
common+='dst=192.0.2.7 dport=443 sport=? cgroup="/u" pid=1234 ppid=1200 uid=0 '
common+='auid=0 ses=1 comm="curl" state=open waiting=2 left=28 after=30'
printf '%s\n%s\n' "$common" "${common/=17/=18}" >queue

echo 'responder 1' >status
"$ctl" queue --watch --json 2>err | head -n 3 >out
python3 -c "
import json
lines = [json.loads(line) for line in open('out')]
assert len(lines) == 3
assert all([q['question'] for q in line] == [17, 18] for line in lines)"
result $? "JSON, a document a line"
err_has 'even if cordond ends'
err_lacks 'nobody else'
"$ctl" queue --watch --json 18 2>err | head -n 1 >out
python3 -c "
import json
assert [q['question'] for q in json.load(open('out'))] == [18]"
result $? "of some questions only"
echo 'responder 0' >status
"$ctl" queue --watch 2>err | head -n 3 >out
out_has '/usr/bin/curl'
err_has 'nobody else is there to answer'
: >queue
"$ctl" queue --watch --json 2>err | head -n 1 >out
[[ $(tr -d "\n" <out) == "[]" ]]
result $? "no question is a document, too"
"$ctl" queue --json >out 2>err
[[ $(tr -d "\n" <out) == "[]" ]]
result $? "also without --watch"
err_lacks 'nobody else'
rm queue
"$ctl" queue --watch >out 2>err
[[ $? == 3 ]]
result $? "no module"
err_lacks 'nobody else'

end
