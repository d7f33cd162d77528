#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC2154 # "program" sets variables
# cordonctl against the module: what it changes, and what it says when the
# module refuses.
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
program a

t 0 "status before any policy" cordonctl status --json
has '"generation": 1'
t 0 "show before any policy" cordonctl show
has 'default allow'

# load
printf 'default deny\nset lo 127.0.0.0/8' >1.conf
printf 'allow exe=/opt/a/nc dst=@lo dport=1000-1999\n' >2.conf
t 0 "load two files" cordonctl load 1.conf 2.conf
has 'loaded: 1 rule, 1 set, generation 1 -> 2'
t 1 "what a rule allows goes through" send "$a" 1500
has 'Connection refused'
t 1 "what none allows does not" send "$a" 2500
has 'Permission denied'
cp $cordon/policy before
printf 'allow exe=/opt/a/nc\nallow exe=relative\n' >bad.conf
t 1 "load of a mistake" cordonctl load 1.conf 2.conf bad.conf
has 'bad.conf:2:'
cmp -s before $cordon/policy
result $? "changes nothing"
cordonctl show | cordonctl check - >out 2>&1
result $? "show prints what check takes"
cordonctl show | cordonctl load - >out 2>&1
result $? "and load"

# add, delete, show
t 0 "add" cordonctl add deny exe=/opt/a/nc dport=1500 errno=EHOSTUNREACH
id=$(sed -n 's/^rule \([0-9]*\): deny .*/\1/p' "$work/out")
[ "$id" = "$(cordonctl show | sed -n 's/.*dport=1500.* id=\([0-9]*\) .*/\1/p')" ]
result $? "prints the id that it has got"
first=$(cordonctl show | sed -n 's/.*1000-1999.* id=\([0-9]*\) .*/\1/p')
t 1 "a rule behind another does not decide" send "$a" 1500
has 'Connection refused'
t 0 "add before it" cordonctl add --before "$first" \
	'deny exe=/opt/a/nc dport=1500 errno=EHOSTUNREACH'
newer=$(sed -n 's/^rule \([0-9]*\): deny .*/\1/p' "$work/out")
[ "$newer" -gt "$id" ]
result $? "has the id of the new one of two that say the same"
t 0 "add with a set, for a while" cordonctl add --json allow exe=/x dst=@lo expires=3600
has '"text": "allow exe=/x dst=@lo expires=3600"'
has '"id": '
t 1 "now it does, with the error it names" send "$a" 1500
has 'No route to host'
t 0 "show one rule" cordonctl show "$first"
has "id=$first hits="
t 1 "add with an unknown set" cordonctl add allow dst=@nosuch
has 'cordonctl: there is no set "nosuch"'
has '  allow dst=@nosuch'
t 4 "add before a rule that is not there" cordonctl add --before 999 allow
has 999
t 4 "delete of a rule that is not there" cordonctl delete "$id" 999
t 0 "which deletes none" cordonctl show "$id"
t 0 "delete" cordonctl delete "$id"
t 4 "a deleted rule" cordonctl show "$id"
t 4 "cannot be deleted again" cordonctl delete "$id"

# mode
t 0 "permissive" cordonctl mode permissive
t 1 "lets through what is denied" send "$a" 2500
has 'Connection refused'
t 0 "mode" cordonctl mode
has permissive
t 0 "enforcing" cordonctl mode enforcing
t 1 "denies again" send "$a" 2500
has 'Permission denied'

# nobody special
t 3 "status for a user" su user -s /bin/sh -c 'cordonctl status'
has CAP_MAC_ADMIN
t 3 "load for a user" su user -s /bin/sh -c 'echo default allow | cordonctl load -'
t 0 "check for a user" su user -s /bin/sh -c 'echo default allow | cordonctl check -'
t 3 "status in a user namespace" su user -s /bin/sh -c 'unshare -Ur cordonctl status'
t 3 "cordond for a user" su user -s /bin/sh -c cordond

# seal
t 0 "seal" cordonctl seal
t 1 "load when sealed" cordonctl load 1.conf
has 'sealed until reboot'
t 1 "add when sealed" cordonctl add allow
has 'sealed until reboot'
t 1 "mode when sealed" cordonctl mode permissive
has 'sealed until reboot'
t 0 "status when sealed" cordonctl status --json
has '"sealed": 1'
t 0 "show when sealed" cordonctl show

end
