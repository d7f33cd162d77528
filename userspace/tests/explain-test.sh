#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# cordonctl explain and replay, and the differences that load tells.
set -uo pipefail
. "$(dirname "$0")/ctl-lib.sh"
mkdir fs
export CORDON_SECURITYFS=$work/fs

cat >policy <<'END'
default ask
unanswered deny after=77 hold=all
deny exe=/opt/curl dst=10.0.0.0/8 label=lan
allow exe=/opt/curl proto=tcp dport=443
allow exe=/opt/curl proto=tcp dst=192.0.2.7
deny exe=/opt/wget uid=1000
deny exe=/opt/py script=/opt/a.py
END

curl=(explain --policy policy --exe /opt/curl --uid 1000)
t 0 "explain" "${curl[@]}" tcp 192.0.2.7:443
out_has 'allow, by the first rule that matches'
out_has '  policy:4: allow exe=/opt/curl proto=tcp dport=443'
out_has '  policy:5: allow exe=/opt/curl proto=tcp dst=192.0.2.7'
out_lacks 'policy:3'
t 0 "another rule" "${curl[@]}" tcp 10.1.2.3:443
out_has 'deny, by the first rule that matches'
out_has 'policy:3: deny exe=/opt/curl dst=10.0.0.0/8 label=lan'
t 0 "no rule" "${curl[@]}" udp 192.0.2.7:53
out_has 'ask, the default: no rule matches'
out_has 'when nobody answers: deny after=77'
t 0 "a rule that depends on what is not told" \
	explain --policy policy --exe /opt/wget tcp 192.0.2.7:443
out_has 'depending on'
t 0 "with it" explain --policy policy --exe /opt/wget --uid 1001 \
	tcp 192.0.2.7:443
out_lacks 'depending on'
t 0 "a script" explain --policy policy --exe /opt/py --script /opt/a.py \
	tcp 192.0.2.7:443
out_has 'deny, by the first rule that matches'
t 0 "JSON" "${curl[@]}" --json tcp 192.0.2.7:443
python3 - out <<'END'
import json, sys
told = json.load(open(sys.argv[1]))
assert told["verdict"] == "allow" and told["rule"]["line"] == 4, told
assert [rule["line"] for rule in told["shadowed"]] == [5], told
END
result $? "has the same"
t 2 "a name" "${curl[@]}" tcp example.org:443
err_has 'names are not looked up'
t 2 "no port" "${curl[@]}" tcp 192.0.2.7
err_has 'the port is missing'
t 2 "no target" "${curl[@]}"
t 0 "no program: it depends on that" explain --policy policy tcp 192.0.2.7:443
t 1 "no such policy" explain --policy none --exe /opt/curl tcp 192.0.2.7:443
err_has 'none: No such file'

# Recorded: python3.11 denied twice, once for each of two classes; curl asked.
cat >new <<'END'
default deny
allow exe=/usr/bin/curl
allow exe=/usr/sbin/unbound
END
t 0 "replay" replay new --log "$logs/raw.log"
out_has '/usr/bin/curl'
grep -q '^1 .*ask .*allow .*new:2 .*/usr/bin/curl' out
result $? "what would be allowed now"
out_lacks '/usr/bin/python3.11'
out_lacks '/usr/sbin/unbound'
echo 'default allow' >new
t 1 "replay of nothing, strictly" replay new --strict --log /dev/null
t 2 "replay of a log for a policy" replay "$logs/raw.log"
err_has 'logs go behind --log'
t 0 "replay another" replay new --log "$logs/raw.log"
grep -q 'deny .*allow .*default .*/usr/bin/python3.11' out
result $? "what was denied would be allowed"
t 0 "JSON" replay new --json --log "$logs/raw.log"
python3 -c 'import json,sys
for line in open("out"): json.loads(line)' 2>>err ||
	python3 -m json.tool out >/dev/null 2>>err
result $? "is JSON"
echo 'default perhaps' >new
t 1 "a policy with a mistake" replay new --log "$logs/raw.log"
err_has 'new:1'

t 2 "a protocol in upper case" explain TCP 192.0.2.7:443
printf '%s\n' 'cordonctl: there is no such protocol class' \
	'  TCP 192.0.2.7:443' '  ^' '  hint: did you mean tcp?' | cmp -s - err
result $? "says what was meant"
t 2 "a port that stands alone" explain tcp 192.0.2.7 443
err_has 'the port goes behind the address'

# load: what is new.
printf '%s\n' 'default deny' \
	'allow exe=/opt/curl proto=tcp dport=443 # id=3 hits=0' \
	'allow exe=/opt/old # id=4 hits=7' >fs/policy
printf '%s\n' 'generation 3' 'mode enforcing' >fs/status
cp fs/policy old
t 0 "load --dry-run" load --dry-run policy
out_has '- default deny'
out_has '+ default ask'
out_has '- allow exe=/opt/old  (rule 4)'
out_has '+ deny exe=/opt/wget uid=1000  (policy:6)'
out_lacks '+ allow exe=/opt/curl proto=tcp dport=443'
cmp -s old fs/policy
result $? "changes nothing"
t 0 "load" load policy
out_has '+ deny exe=/opt/wget uid=1000  (policy:6)'
t 0 "load what is in force" load policy
out_lacks '+ deny'
t 1 "load --strict with warnings" load --strict policy
err_has 'nothing was loaded'

end
