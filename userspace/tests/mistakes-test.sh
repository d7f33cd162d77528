#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# cordonctl: all mistakes of policy files, and hints at what was meant.
set -uo pipefail
. "$(dirname "$0")/ctl-lib.sh"
shown=(policy out err)
export CORDON_SECURITYFS=$work/fs
mkdir fs
: >fs/policy

# hints WORDS LINE: the only mistake of a policy, and what may have been meant.
hints() {
	printf 'default ask\n%s\n' "$2" >policy
	"$ctl" check policy >out 2>err
	[[ $? == 1 && $(grep -c '^cordonctl: policy:2:' err) == 1 ]] &&
		[[ $(wc -l <err) == 4 ]] && grep -qxF "  hint: $1" err
	result $? "hint: $2: $1"
}

# no_hint LINE
no_hint() {
	printf 'default ask\n%s\n' "$1" >policy
	"$ctl" check policy >out 2>err
	[[ $? == 1 ]] && grep -q '^cordonctl: policy:2:' err &&
		! grep -q hint: err
	result $? "no hint: $1"
}

# Ports, users, times.
awk '$1 == "https" && $2 == "443/tcp"' /etc/services 2>/dev/null | grep -q . &&
	hints 'ports are numbers: https is 443' 'allow dport=80,https'
hints 'ports are numbers, such as 443 or 8080-8090' 'allow sport=no-such'
hints 'a rule without dport= is about every port' 'allow dport=any'
hints 'users are numbers: root is 0' 'deny uid=root'
hints 'users are numbers' 'deny uid=1,no-such-user'
hints 'groups are numbers: root is 0' 'deny gid=root'
hints 'a rule without uid= is about every user' 'deny uid=*'
hints 'it is a number of seconds: 1h is 3600' 'allow expires=1h'
hints 'it is a number of seconds: 2days is 172800' 'allow expires=2days'
hints 'it is a number of seconds: 3600 is an hour' 'allow expires=soon'
hints 'a rule without expires= does not end' 'allow expires=never'
no_hint 'allow dport=65536'
no_hint 'allow uid=-1'
no_hint 'allow expires='

# Protocols, errnos.
hints 'did you mean proto=tcp?' 'allow proto=TCP'
hints 'did you mean proto=udp?' 'allow proto=tcp,upd'
hints 'did you mean proto=icmp?' 'allow proto=icmpv6'
hints 'a rule without proto= is about every protocol' 'allow proto=any'
hints 'cordon-policy(5) lists the classes: tcp, udp, icmp, raw, packet ...' \
	'allow proto=http'
printf 'default ask\ndeny errno=REFUSED\n' >policy
t 1 "an errno that is none" check policy
err_has 'hint: it may be '
err_has ' ECONNREFUSED'

no_hint 'allow errno=EPERM'

# What is given twice.
hints 'a list has commas: dport=80,443' 'allow dport=80 exe=/a dport=443'
hints 'a list has commas: dst=10.0.0.1,@corp' 'allow dst=10.0.0.1 dst=@corp'
no_hint 'allow exe=/a exe=/b'

# Keys and words.
for word in exec path app program EXE exee xee; do
	hints 'did you mean exe=?' "allow $word=/usr/bin/curl"
done
hints 'did you mean dport=?' 'allow port=80'
hints 'did you mean dst=?' 'allow host=192.0.2.7'
no_hint 'allow frobnicate=1'
hints 'did you mean proto=tcp?' 'allow tcp'
hints 'did you mean dst=192.0.2.7?' 'allow 192.0.2.7'
hints 'did you mean dst=@corp?' 'allow @corp'
hints 'did you mean dport=80,443?' 'allow 80,443'
hints 'did you mean exe=/bin/x? A value with blanks stands in double quotes' \
	'allow /bin/x'
hints 'a value with blanks stands in double quotes: exe="/opt/My App"' \
	'allow exe=/opt/My App'
hints 'no blanks stand beside a =' 'allow dport = 443'
hints 'no blanks stand beside a =' 'allow exe=/x dport =443'
hints 'a list has commas, and no blanks: dport=80,443' 'allow dport=80, 443'
hints 'a list has commas, and no blanks: dst=192.0.2.7,192.0.2.8' \
	'allow dst=192.0.2.7,  192.0.2.8 dport=443'
hints 'a list has commas, and no blanks' 'allow dport=80 ,443'
no_hint 'allow dport=80, # and more'
no_hint 'allow dport=80, dst=192.0.2.7'
no_hint 'allow dport=80,,443'

# Paths.
# shellcheck disable=SC2016 # for a person to run
hints 'write the whole path, without links: realpath "$(command -v PROGRAM)" prints it' \
	'allow exe=curl'
hints '~ and $ are not replaced: write the whole path' 'allow exe=~/bin/x'
hints 'quotes are double ones: exe="..."' "allow exe='/opt/x'"
hints 'a rule without exe= is about every program' 'allow exe=*'
no_hint 'allow exe=/opt//x'

# Addresses.
hints 'names of hosts cannot be matched: give addresses' 'allow dst=example.org'
hints 'names of hosts cannot be matched: give addresses; a set has an @ before its name' \
	'allow dst=corp'
hints 'names of hosts cannot be matched: give addresses' 'set x example'
hints 'this machine is 127.0.0.0/8,::1' 'allow dst=localhost'
hints 'a rule without dst= is about every address' 'allow dst=*'
hints 'an address stands alone; its port goes into dport=' \
	'allow dst=192.0.2.7:443'
hints 'an address stands alone; its port goes into dport=' \
	'allow dst=[2001:db8::1]:443'
hints 'behind the / stands the length of the prefix: /24 for 255.255.255.0' \
	'allow dst=10.0.0.0/255.0.0.0'
hints 'a range of addresses is written as prefixes, such as 192.0.2.0/24' \
	'allow dst=192.0.2.1-192.0.2.9'
hints 'a network is written as a prefix, such as 192.0.2.0/24' \
	'allow dst=10.*'
hints 'an IPv4 address has four numbers, without zeros before them' \
	'allow dst=10.0/8'
hints 'in a set, addresses have blanks between them, and no commas' \
	'set x 192.0.2.7,192.0.2.8'
hints 'a set is written: set NAME ADDRESS ADDRESS ...' 'set x = 192.0.2.7'
no_hint 'allow dst=10.0.0.1/8'

# First words.
for word in Allow ALLOW allowx alolw accept permit; do
	hints 'did you mean allow?' "$word exe=/x"
done
hints 'did you mean deny?' 'drop exe=/x'
hints 'a blank goes behind allow' 'allow: exe=/x'
hints 'a blank goes behind default' 'default=ask'
hints 'a rule begins with its verdict: allow, deny or ask' \
	'exe=/usr/bin/curl dport=443'
hints 'a comment begins with #' '; nothing'
hints 'a comment begins with #' '// nothing'
hints 'did you mean deny?' 'unanswered reject'
hints 'it is a number of seconds: 30s is 30' 'unanswered deny after=30s'
no_hint 'frobnicate'
hints 'the first one is at policy:1' 'default ask'

# All of them.
cat >first.conf <<'END'
default drop
allow exe=relative
set corp 10.0.0.0/8 example 192.0.2.7,192.0.2.8
allow dst=@corp
END
printf 'unanswered deny\nallow dst=@nosuch\nallow dport=x\nallow dst=@nosuch' >second.conf
t 1 "several mistakes in two files" check first.conf second.conf
sed -n 's/^cordonctl: //p' err >list
diff -u - list >err <<'END'
first.conf:1:9: allow, deny or ask is expected
first.conf:2:11: a path begins with /
first.conf:3:21: not an IPv4 or IPv6 address
second.conf:2:12: no set is named nosuch
second.conf:3:13: not a decimal number
second.conf:4:12: no set is named nosuch
6 mistakes
END
result $? "are all said, in order, without those that follow from them"
"$ctl" check first.conf second.conf 2>&1 | grep -c '\^$' >out
[[ $(<out) == 6 ]]
result $? "a caret below each"
t 1 "as JSON" check --json first.conf second.conf
python3 - <<'END' 2>err; result $? "valid JSON"
import json
d = json.load(open("out"))
assert not d["more_mistakes"], d
assert [(m["file"], m["line"], m["column"]) for m in d["mistakes"]] == [
    ("first.conf", 1, 9), ("first.conf", 2, 11), ("first.conf", 3, 21),
    ("second.conf", 2, 12), ("second.conf", 3, 13), ("second.conf", 4, 12)], d
assert d["mistakes"][0]["hint"] == "did you mean deny?", d
assert d["mistakes"][3]["message"] == "no set is named nosuch", d
assert "hint" not in d["mistakes"][3], d
END
printf 'allow\nallow x=1\nset "x" 192.0.2.7\nset y' >policy
t 1 "no default, and more" check policy
[[ $(grep -c '^cordonctl: policy:' err) == 3 ]]
result $? "each line once"
err_has 'policy:4: a policy needs a "default" line'
{
	echo 'default ask'
	for ((i = 0; i < 20; i++)); do echo "allow x=$i"; done
} >policy
t 1 "twenty mistakes" check policy
err_has 'policy:21:7:'
err_has 'cordonctl: 20 mistakes'
printf 'allow y=1\nallow y=2\n' >>policy
t 1 "twenty-two" check policy
err_lacks 'policy:22:'
err_has 'there are more mistakes: these are the first 20'
t 1 "load of several mistakes" load policy
err_has 'policy:21:7:'
err_has 'cordonctl: nothing was loaded'
[[ ! -s fs/policy ]]
result $? "loads nothing"
t 1 "replay by several mistakes" replay -l /dev/null first.conf
err_has 'first.conf:2:'
err_has 'first.conf:3:'
t 1 "explain by several mistakes" explain -p first.conf tcp 192.0.2.7:1
err_has 'first.conf:2:'
err_has 'first.conf:3:'

# Arguments of add: shown as they are.
# adds_not LINE COLUMN WORD...: no line number, and the caret below that column.
adds_not() {
	local line=$1 column=$2
	shift 2
	"$ctl" add "$@" >out 2>err
	[[ $? == 1 && $(sed -n 2p err) == "  $line" ]] &&
		[[ $(sed -n 3p err) == "$(printf "  %$((column))s" '^')" ]] &&
		! grep -q '[0-9]:' err && ! grep -qw append err
	result $? "add $*: a caret below byte $column"
}
adds_not 'allow exe=/bin/x port=80' 18 allow exe=/bin/x port=80
err_has 'cordonctl: unknown key'
err_has 'hint: did you mean dport=?'
adds_not 'allow exe="/opt/My App" dport=x' 31 allow 'exe=/opt/My App' dport=x
adds_not 'deny uid=al,root' 10 --before 7 'deny uid=al,root'
adds_not 'permit all' 1 permit all
err_has 'hint: did you mean allow?'
# What the module says of its own file is not for people either.
ln -sf /proc/self/oom_score_adj fs/rules
printf 'cordonctl: 0\n  allow exe=/bin/x\n' >list
t 1 "add that the module refuses" add allow exe=/bin/x
cmp -s list err
result $? "shows the rule"
rm fs/rules

end
