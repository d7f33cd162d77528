#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Every command of cordonctl with good, bad and no arguments, against plain
# files in place of the module's.
set -uo pipefail
. "$(dirname "$0")/ctl-lib.sh"
fs=$work/fs
export CORDON_SECURITYFS=$fs

curl='op=connect verdict=ask question=17 rule=3 label=? gen=12 subject=5 '
curl+='exe="/usr/bin/curl" script=? mnt=init proto=tcp family=inet '
curl+='dst=192.0.2.7 dport=443 sport=? cgroup="/u" pid=1234 ppid=1200 uid=0 '
curl+='auid=0 ses=1 comm="curl" state=open waiting=2 left=28 after=30'
odd='op=create verdict=ask question=18 rule=0 label=? gen=12 subject=6 '
odd+='exe=2F746D702FFF1B5B324A script=? mnt=other proto=packet family=17 '
odd+='dst=? dport=? sport=? cgroup="/" pid=1 ppid=1 uid=12345678 auid=0 '
odd+='ses=1 comm="x" state=timeout waiting=0 left=3 after=30'

fresh() {
	rm -rf "$fs"
	mkdir "$fs"
	: >"$fs/policy"; : >"$fs/rules"; : >"$fs/answer"
	echo enforcing >"$fs/mode"
	echo 0 >"$fs/seal"
	printf '%s\n' "$curl" "$odd" >"$fs/queue"
	printf '%s\n' 'generation 12' 'mode enforcing' 'sealed 0' \
		'responder 1' 'default ask' 'unanswered deny after=30 hold=all' \
		'some_new_thing 4' >"$fs/status"
}

file_is() {
	printf '%s' "$2" | cmp -s - "$fs/$1"
	result $? "wrote to $1: ${2//$'\n'/ }"
}

# Command lines.
fresh
t 2 "no command"
t 2 "an unknown command" frobnicate
err_has 'there is no command "frobnicate", see'
for words in 'stat status' 'shwo show' 'list show' 'rm delete' 'enforce mode'; do
	t 2 "not quite a command: ${words% *}" "${words% *}"
	err_has "did you mean \"${words#* }\"?"
done
t 2 "an unknown option" --frobnicate
t 0 "help" --help
for command in status show check load add delete queue ask allow deny mode seal; do
	grep -q "^  $command" out
	result $? "help lists $command"
done
cp out help
for words in help -h '-?'; do
	t 0 "help as $words" "$words"
	cmp -s help out; result $? "is the same"
done
t 0 "help of a command" allow --help
cp out help
for words in 'help allow' 'allow -h'; do
	# shellcheck disable=SC2086 # words
	t 0 "help of a command as $words" $words
	cmp -s help out; result $? "is the same"
done
out_lacks 'Mandatory or optional'
ARGP_HELP_FMT=dup-args-note,rmargin=60 t 0 "help as its reader likes it" allow --help
out_has 'Mandatory or optional'
for command in status show check load add delete queue ask allow deny mode seal; do
	t 0 "$command --help" "$command" --help
	! grep -q ' $' out; result $? "no blanks at the ends of lines"
	t 2 "$command with an unknown option" "$command" --frobnicate
done

# No module.
export CORDON_SECURITYFS=$work/nothing
for command in status show queue ask 'ask 1' 'allow 1' 'deny 1' 'delete 1' mode \
	       'mode permissive' seal 'add allow'; do
	# shellcheck disable=SC2086 # words
	t 3 "$command without a module" $command
	err_has 'not there'
done
export CORDON_SECURITYFS=$fs

# status
t 0 "status" status
out_has 'generation of the policy'
grep -Eq '^sealed until reboot +no$' out; result $? "flags are words"
out_has 'some_new_thing'
t 0 "status --json" status --json
python3 - <<'END' 2>err; result $? "valid JSON with numbers"
import json
d = json.load(open("out"))
assert d["generation"] == 12 and d["default"] == "ask" and d["sealed"] == 0
END
t 2 "status with an argument" status x

# check, load
printf 'default ask\nallow exe=/usr/bin/curl' >a.conf
printf '# b\n\nset corp 10.0.0.0/8\ndeny dst=@corp\n' >b.conf
printf 'allow dport=1\n\tdeny   exe=usr/bin/x\n' >bad.conf
: >empty.conf
t 0 "check" check a.conf b.conf
out_has 'no mistakes: 2 rules, 1 set'
t 1 "check of a file with a mistake" check a.conf empty.conf b.conf bad.conf
err_has 'cordonctl: bad.conf:2:'
err_has $'  \tdeny   exe=usr/bin/x'
grep -q $'^  \t *^$' err; result $? "a caret below the mistake"
t 1 "check of two defaults" check a.conf a.conf
err_has 'a.conf:1:'
t 1 "check without a default" check b.conf
err_has 'b.conf:'
err_has 'a policy needs a "default" line'
t 1 "check of nothing at all" check empty.conf
t 1 "check of a file that is not there" check a.conf nothing.conf
err_has 'nothing.conf: No such file'
t 1 "check of a folder" check .
printf 'default ask\r\n' >dos.conf
t 1 "check of a DOS file" check dos.conf
err_has 'dos.conf:1:'
printf 'default ask\nallow \0\n' >nul.conf
t 1 "check of a file with a NUL" check nul.conf
err_has 'nul.conf:2'
"$ctl" check - <a.conf >out 2>err
result $? "check of standard input"
printf 'default ask\nx\n' | "$ctl" check - >out 2>err
[[ $? == 1 ]]; result $? "mistakes in standard input"
err_has 'standard input:2:'
t 1 "load of a file with a mistake" load a.conf bad.conf
file_is policy ''
t 0 "load" load a.conf b.conf
out_has 'generation 12 -> 12'
file_is policy "$(cat a.conf)"$'\n'"$(cat b.conf)"$'\n'
mkdir policy.d
echo 'default ask' >policy.d/10.conf
echo 'allow exe=/b' >policy.d/50-answers.conf
echo 'ask exe=/z' >policy.d/60.conf
boot=$(</proc/sys/kernel/random/boot_id)
printf '%s # ends=reboot boot='"$boot"'\n' 'allow exe=/c' 'deny exe=/a' >timed
: >"$fs/policy"
t 0 "load with answers" load --folder policy.d --timed timed
[[ $(sed '/^$/d' "$fs/policy" | tr '\n' ' ') == \
	'default ask deny exe=/a allow exe=/b allow exe=/c ask exe=/z ' ]]
result $? "what denies until it ends above those for always, what allows below"
rm policy.d/50-answers.conf policy.d/60.conf
: >"$fs/policy"
t 0 "load with answers that end alone" load --folder policy.d --timed timed
[[ $(sed '/^$/d' "$fs/policy" | tr '\n' ' ') == \
	'default ask deny exe=/a allow exe=/c ' ]]
result $? "they come last"

# answers that cannot be loaded
mkdir d
{ cat a.conf; echo; } >d/10-mine.conf
echo 'deny exe=/b' >d/60-mine.conf
echo "allow exe=/t # ends=reboot boot=$boot" >timed
echo 'allow exe=/kept' >d/50-answers.conf
mine=$(cat d/10-mine.conf d/60-mine.conf)$'\n'
fallback=(load --quiet --fallback --folder d --timed timed)
fresh
t 0 "load --fallback, and nothing is wrong" "${fallback[@]}"
sed -i '/^$/d' "$fs/policy"
file_is policy "$(cat d/10-mine.conf d/50-answers.conf
	echo allow exe=/t; cat d/60-mine.conf)"$'\n'
echo 'alow exe=/x' >>d/50-answers.conf
fresh
t 1 "a mistake in the answers" load --quiet --folder d --timed timed
file_is policy ''
t 5 "the same with --fallback" "${fallback[@]}"
err_has 'd/50-answers.conf:2:'
err_has 'LOADED WITHOUT THE ANSWERS'
file_is policy "$mine"
fresh
truncate -s 129M d/50-answers.conf
t 5 "answers that are too large" "${fallback[@]}"
file_is policy "$mine"
fresh
rm d/50-answers.conf
mkdir d/50-answers.conf
t 5 "answers that cannot be read" "${fallback[@]}"
file_is policy "$mine"
rmdir d/50-answers.conf
fresh
rm timed
mkdir timed
t 5 "answers that end and cannot be read" "${fallback[@]}"
file_is policy "$mine"
fresh
echo 'alow exe=/x' >>d/60-mine.conf
t 1 "a mistake elsewhere" "${fallback[@]}"
file_is policy ''
t 2 "load --fallback with a file" load --fallback a.conf
rmdir timed
echo "allow exe=/t # ends=reboot boot=$boot" >timed
sed -i '$d' d/60-mine.conf
echo 'allow exe=/kept' >d/50-answers.conf
good=(--last-good state/good.conf)
t 0 "load --last-good" load --quiet --folder d --timed timed "${good[@]}"
[[ $(grep -v '^#' state/good.conf) == \
	"$(cat d/10-mine.conf d/50-answers.conf d/60-mine.conf)" ]]
result $? "keeps all but the answers that end"
before=$(stat -c %i state/good.conf)
t 0 "again" load --quiet --folder d --timed timed "${good[@]}"
[[ $(stat -c %i state/good.conf) == "$before" ]]
result $? "writes nothing that is there"
echo 'alow exe=/x' >>d/60-mine.conf
fresh
t 1 "a mistake" load --quiet --folder d --timed timed "${good[@]}"
file_is policy ''
t 5 "a mistake with --fallback" "${fallback[@]}" "${good[@]}"
err_has 'd/60-mine.conf:2:'
err_has 'LOADED THE LAST GOOD POLICY'
file_is policy "$(cat state/good.conf)"$'\n'
grep -q 'alow' state/good.conf
[[ $? == 1 ]]; result $? "what is kept stays"

rm "$fs/policy"
t 3 "load without a module" load a.conf

# show
fresh
cat >"$fs/policy" <<'END'
default ask
unanswered deny after=30 hold=all
set corp 10.0.0.0/8
set corp 2001:db8::/32
set none
allow exe="/opt/My # id=9 hits=9 App" dport=443,8080-8090 # id=7 hits=42
deny # id=70 hits=0
END
t 0 "show" show
cmp -s out "$fs/policy"; result $? "prints what the kernel says"
printf 'default ask\nallow exe=/\xe2\x80\xae\xc2\x9bx\xff\xc3\xa9 # id=7 hits=0\n' \
	>"$work/odd"
cp "$fs/policy" "$work/plain"
cp "$work/odd" "$fs/policy"
t 0 "show of a name that deceives" show
out_has 'allow exe=/\342\200\256\302\233x\377é # id=7 hits=0'
cp out "$work/shown"
t 0 "what is shown is a policy" check "$work/shown"
t 0 "show of its rule" show 7
out_has 'allow exe=/\342\200\256\302\233x\377é # id=7 hits=0'
cp "$work/plain" "$fs/policy"
t 0 "show of a rule" show 7
[[ $(wc -l <out) == 1 ]]; result $? "prints one line"
out_has 'id=7 hits=42'
t 4 "show of a rule that is not there" show 9
err_has 'there is no rule 9'
t 4 "show of two, one of them not there" show 9 70
out_has 'id=70 hits=0'
err_has 'there is no rule 9'
t 2 "show of something else" show seven
t 0 "show of a rule as JSON" show --json 70
[[ $(python3 -c 'import json; print([r["id"] for r in json.load(open("out"))["rules"]])') == '[70]' ]]
result $? "has that rule alone"
t 4 "show as JSON of one that is not there" show --json 9
t 0 "show --json" show --json
python3 - <<'END' 2>err; result $? "valid JSON with sets, rules, keys"
import json
d = json.load(open("out"))
assert d["default"] == "ask", d
assert d["unanswered"] == {"verdict": "deny", "after": "30", "hold": "all"}, d
assert d["sets"] == {"corp": ["10.0.0.0/8", "2001:db8::/32"], "none": []}, d
a, b = d["rules"]
assert (a["id"], a["hits"], a["verdict"]) == (7, 42, "allow"), a
assert a["exe"] == "/opt/My # id=9 hits=9 App", a
assert a["dport"] == "443,8080-8090", a
assert (b["id"], b["verdict"], b["text"]) == (70, "deny", "deny"), b
END

# queue
t 0 "queue" queue
out_has 'root (0)'
out_has 'tcp 192.0.2.7:443'
out_has '/tmp/\377\033[2J'
[[ $(wc -l <out) == 3 ]]; result $? "a line each"
t 0 "queue of one" queue 17
[[ $(wc -l <out) == 2 ]]; result $? "prints that one"
t 4 "queue of one that is not there" queue 99
t 2 "queue of something else" queue x
t 0 "queue --json" queue --json
python3 - <<'END' 2>err; result $? "valid JSON, other bytes as hexadecimal too"
import json
a, b = json.load(open("out"))
assert (a["question"], a["exe"], a["dport"]) == (17, "/usr/bin/curl", 443), a
assert "script" not in a and "exe_hex" not in a, a
assert b["exe_hex"] == "2f746d702fff1b5b324a", b
assert b["exe"] == "/tmp/\ufffd\x1b[2J", b
END
printf '%s\n' junk "$curl" >"$fs/queue"
t 0 "queue with a line that is none" queue
err_has '1 line is not understood'
out_has 'tcp 192.0.2.7:443'
: >"$fs/queue"
t 0 "an empty queue" queue
[[ ! -s out ]]; result $? "has no head without questions"
err_has 'there are no open questions'
t 4 "a question of an empty queue" queue 17
[[ ! -s out ]]; result $? "has no head without questions"
err_lacks 'no open questions'
t 0 "an empty queue as JSON" queue --json
[[ $(tr -d '[:space:]' <out) == '[]' ]]; result $? "is an empty list"

# allow, deny
fresh
mkdir store
t 2 "allow without an id" allow
t 2 "allow with a bad id" allow 0
t 2 "allow with two ids" allow 17 18
t 2 "allow of a rule" allow exe=/usr/bin/curl
err_has '"cordonctl add" makes rules'
t 2 "allow with a bad scope" allow 17 --scope everything
err_has 'host-port'
t 2 "allow with a bad time" allow 17 --scope app --for ever
err_has 'boot, always'
t 2 "allow once for a time" allow 17 --for 5m
t 2 "allow once for a user" allow 17 --this-user
t 4 "allow of a question that is not there" allow 16
file_is answer ''
file_is rules ''
t 0 "allow" allow 17
file_is answer $'17 allow\n'
fresh
t 0 "deny" deny 17 --scope once
file_is answer $'17 deny\n'
t 0 "allow with a scope" allow 17 --scope host-port --timed store/timed.conf
file_is rules $'before 3 allow exe=/usr/bin/curl proto=tcp dst=192.0.2.7 dport=443\n'
out_has 'until reboot'
fresh
t 0 "deny for an hour, one user" deny 17 -s app -f 1h -u --timed store/timed.conf
file_is rules $'before 3 deny exe=/usr/bin/curl uid=0 expires=3600\n'
grep -q '^allow exe=/usr/bin/curl proto=tcp dst=192.0.2.7 dport=443 # ends=reboot boot=' store/timed.conf
result $? "until reboot is kept with the boot"
grep -q '^deny exe=/usr/bin/curl uid=0 # ends=[0-9]* boot=.* until=[0-9]* given=3600$' store/timed.conf
result $? "an hour is kept with its end"
"$ctl" check a.conf store/timed.conf >out 2>err
result $? "in a policy file"
fresh
t 0 "a network" allow 17 --scope net --timed store/timed.conf
file_is rules $'before 3 allow exe=/usr/bin/curl dst=192.0.2.0/24\n'
fresh
t 0 "a network of another length" allow 17 --scope net/20 --timed store/timed.conf
file_is rules $'before 3 allow exe=/usr/bin/curl dst=192.0.0.0/20\n'
t 1 "an IPv4 network that is too long" allow 17 --scope net/64 --timed store/timed.conf
err_has 'no network of that length'
t 2 "a network that is none" allow 17 --scope net/0
fresh
t 1 "a program of another mount namespace" allow 18 --scope app
err_has 'mount namespace of its own'
file_is rules ''
t 0 "unless asked for" allow 18 --scope proto --any-namespace --timed store/timed.conf
file_is rules $'append allow exe=/tmp/\\377\\033[2J mnt=any proto=packet\n'
fresh
t 1 "a scope that the question does not have" allow 18 --scope host --any-namespace
t 0 "allow always" allow 17 --scope port --for always --store store/50.conf
file_is rules $'before 3 allow exe=/usr/bin/curl proto=tcp dport=443\n'
grep -qx 'allow exe=/usr/bin/curl proto=tcp dport=443' store/50.conf
result $? "is kept in the file of answers"
"$ctl" check a.conf store/50.conf >out 2>err
result $? "which is a policy file"
# The module refuses it, and speaks of its file: people see the rule alone.
fresh
ln -sf /proc/self/oom_score_adj "$fs/rules"
t 1 "allow that the module refuses" allow 17 --scope app --for always \
	--store store/no.conf
printf 'cordonctl: 0\n  allow exe=/usr/bin/curl\n' | cmp -s - err
result $? "shows the rule"
[[ ! -e store/no.conf ]]; result $? "keeps nothing"
fresh
t 1 "allow always, nowhere to keep it" allow 17 --scope port --for always --store nowhere/50.conf
err_has 'the next load of the policy forgets it'
file_is rules $'before 3 allow exe=/usr/bin/curl proto=tcp dport=443\n'

# ask
fresh
asks() {
	"$ctl" ask --store store/50.conf --timed store/timed.conf "$@" >out 2>err
}
t 2 "ask with a bad id" ask 0
t 2 "ask with two ids" ask 17 18
t 2 "ask for no time" ask --timeout 0
t 4 "ask about a question that is not there" ask 16
err_has 'no question 16'
t 0 "ask without input" ask
out_has '/usr/bin/curl'
out_has '192.0.2.7'
file_is answer ''
asks -1 <<<'allow port always'
result $? "ask takes an answer"
file_is rules $'before 3 allow exe=/usr/bin/curl proto=tcp dport=443\n'
out_has 'Allowed: allow exe=/usr/bin/curl proto=tcp dport=443'
grep -qx 'allow exe=/usr/bin/curl proto=tcp dport=443' store/50.conf
result $? "which is kept"
fresh
asks <<<'17 deny'
result $? "ask takes an answer with an id"
file_is answer $'17 deny\n'
fresh
asks 18 <<<'allow app'
result $? "ask does not take an answer that the question cannot have"
out_has 'it can only be answered once'
out_lacks '/usr/bin/curl'
file_is rules ''
fresh
asks --timeout 1 < <(exec sleep 600)
result $? "ask leaves when its time is over"
kill $! 2>/dev/null
fresh
rm out
mkfifo typed
asks 17 <typed & asker=$!
exec 7>typed
until grep -q 'curl' out 2>/dev/null; do sleep 0.1; done
: >"$fs/queue"
wait "$asker"
[[ $? == 4 ]]; result $? "ask ends when its question is closed"
exec 7>&-
err_has 'question 17 is closed'
fresh
asks 17 --store nowhere/50.conf <<<'allow app always'
result $? "ask when the answer cannot be kept"
out_has 'But nowhere/50.conf'
chmod 000 "$fs/queue"
if ((EUID)); then
	t 3 "ask without permission" ask
fi

# What is not printed is told.
fresh
echo 'default ask' >"$fs/policy"
for command in status show; do
	"$ctl" $command >/dev/full 2>err
	[[ $? == 1 && $(<err) == 'cordonctl: could not print all of it' ]]
	result $? "$command to a full disk (exit 1)"
done

# add, delete
fresh
t 2 "add of nothing" add
t 1 "add of something else" add permit everything
err_has 'permit'
t 2 "add before something else" add --before x allow
file_is rules ''
t 0 "add" add allow exe=/usr/bin/curl dport=443
file_is rules $'append allow exe=/usr/bin/curl dport=443\n'
out_has 'added; its id is not known, see "cordonctl show"'
t 0 "add as JSON, without an id" add --json allow dport=443
[[ $(python3 -c 'import json; print(json.load(open("out")))') == "{'text': 'allow dport=443'}" ]]
result $? "valid JSON with the rule"
# As the module would print it with the rule in it, and one like it before.
cat >"$fs/policy" <<'END'
default ask
unanswered deny after=30 hold=all
set corp 10.0.0.0/8
allow exe=/usr/bin/curl proto=tcp dst=@corp expires=71 # id=8 hits=1
allow exe=/usr/bin/curl proto=tcp dst=@corp # id=12 hits=0
deny # id=70 hits=0
allow exe=/usr/bin/curl proto=tcp dst=@corp # id=9 hits=3
allow exe=/usr/bin/wget # id=69 hits=0
END
t 0 "add of a rule with a set" add allow dst=@corp proto=tcp exe=/usr/bin/curl
[[ $(<out) == 'rule 12: allow exe=/usr/bin/curl proto=tcp dst=@corp' ]]
result $? "prints its id, and the rule as it is printed"
t 0 "add of one that ends" add allow dst=@corp proto=tcp exe=/usr/bin/curl expires=72
[[ $(<out) == 'rule 8: allow exe=/usr/bin/curl proto=tcp dst=@corp expires=72' ]]
result $? "tells it from one that does not"
t 0 "add as JSON" add -j --before 70 'allow exe="/usr/bin/wget"'
[[ $(python3 -c 'import json; print(json.load(open("out")))') == "{'id': 69, 'text': 'allow exe=/usr/bin/wget'}" ]]
result $? "valid JSON with id and rule"
ln -s /usr/bin/env link
printf 'default ask\n%s\n' "allow exe=$work/link # id=7 hits=0" >"$fs/policy"
t 0 "add of a link" add "allow exe=$work/link"
err_has "warning: exe=$work/link"
out_has 'rule 7: '
cat >"$fs/policy" <<'END'
default ask
deny exe=/usr/bin/env # id=5 hits=0
allow exe=/usr/bin/env dport=443 # id=7 hits=0
END
t 0 "add of a rule that is never reached" add allow exe=/usr/bin/env dport=443
err_has 'warning: it is never reached: rule 5 matches all that it does'
fresh
t 0 "add before" add --before 7 'deny exe="/opt/My App"'
file_is rules $'before 7 deny exe="/opt/My App"\n'
fresh
t 0 "add of a value with a blank" add deny 'exe=/opt/My App' dport=1
file_is rules $'append deny exe="/opt/My App" dport=1\n'
fresh
t 1 "add of two lines" add $'allow exe=/a\nallow'
file_is rules ''
t 2 "delete of nothing" delete
err_has 'the ID is missing'
t 2 "delete of something else" delete 1 x
file_is rules ''
t 0 "delete" delete 5 6
out_has '2 rules deleted'
file_is rules $'delete 5\ndelete 6\n'

# mode, seal
fresh
t 0 "mode" mode
out_has enforcing
t 2 "an unknown mode" mode off
t 2 "two modes" mode enforcing permissive
t 2 "--keep without a mode" mode --keep
t 2 "--configured with a mode" mode --configured permissive

# the configured mode
fresh
printf '# first\nmode = permissive\n' >conf
t 0 "the configured mode" mode --configured --config conf
file_is mode $'permissive\n'
fresh
: >conf
t 0 "no mode is configured" mode --configured --config conf
file_is mode $'enforcing\n'
t 1 "no configuration" mode --configured --config nowhere
err_has 'cordonctl: nowhere: No such file or directory'
printf 'mode = off\n' >conf
t 1 "a mistake in the configuration" mode --configured --config conf
err_has 'conf:1: the mode is "enforcing" or "permissive", not "off"'
file_is mode $'enforcing\n'

# conf_is TEXT
conf_is() { printf '%s' "$1" | cmp -s - conf; result $? "the file is ${1//$'\n'/ }"; }
t 1 "keep in one with a mistake" mode --keep --config conf enforcing
err_has 'conf:1:'
conf_is $'mode = off\n'
printf '# mode = x\n \tmode=permissive\nagent = /a\nagent = /b' >conf
t 0 "keep in place of another" mode --keep --config conf enforcing
conf_is $'# mode = x\nmode = enforcing\nagent = /a\nagent = /b\n'
printf 'agent = /a' >conf
t 0 "keep where there was none" mode --keep --config conf permissive
conf_is $'agent = /a\nmode = permissive\n'
file_is mode $'permissive\n'
rm conf
t 0 "keep in a new file" mode --keep --config conf enforcing
conf_is $'mode = enforcing\n'
t 1 "keep in a folder that is not there" mode --keep --config no/conf enforcing
err_has 'no/conf: No such file or directory'
fresh
file_is mode $'enforcing\n'
t 0 "mode permissive" mode permissive
file_is mode $'permissive\n'
t 2 "seal with an argument" seal now
file_is seal $'0\n'
t 1 "seal in permissive mode" seal
err_has 'first "cordonctl mode enforcing"'
file_is seal $'0\n'
fresh
t 0 "seal" seal
file_is seal $'1\n'

# No permission.
if ((EUID == 0)) && command -v setpriv >/dev/null; then
	fresh
	chmod 0600 "$fs"/*
	chmod 0755 "$work"
	rc=0
	setpriv --reuid=65534 --clear-groups "$ctl" status >out 2>err || rc=$?
	[[ $rc == 3 ]]; result $? "status without permission (exit 3)"
	err_has CAP_MAC_ADMIN
fi

end
