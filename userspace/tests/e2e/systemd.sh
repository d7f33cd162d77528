#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# vm: --root debian --init systemd
# The units: the policy is in force, cordond runs within its limits, comes
# back, and hands answers on.
# shellcheck disable=SC2154 # "program" sets variables
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
to_nowhere
program a

sed -i 's/^mode = .*/mode = enforcing/' /etc/cordon/cordond.conf
systemctl daemon-reload
t 0 "the policy unit starts" systemctl start cordon-policy.service
cordonctl show | grep -qx 'default ask'
result $? "and loads the policy"
t 0 "cordond starts" systemctl start cordond.service
wait_for status_is responder 1
result 0 "it is the responder"

asked() {
	wait_for grep -q /opt/a/nc $cordon/queue
	cat $cordon/queue >"$work/queue"
	id=$(ids_of /opt/a/nc)
}
send "$a" 81 >a.out 2>&1 &
asked
t 0 "allow always" cordonctl allow "$id" --scope port --for always
wait $!
let_through a.out; result $? "the program goes on"
t 0 "reload" systemctl reload cordon-policy.service
t 1 "the answer counts after a reload" send "$a" 81
has 'Network is unreachable'

# Its configuration is read again; a bad one does no harm.
pid=$(systemctl show -P MainPID cordond.service)
logged() { journalctl -u cordond.service -o cat | grep -qF "$1"; }
conf=/etc/cordon/cordond.conf
[ ! -e $conf ] || cp $conf "$work/conf"
echo "timed = /etc/cordon/timed.conf" >$conf
t 0 "the configuration is read again" systemctl reload cordond.service
wait_for logged 'configuration was read again'
echo 'mode = strict' >$conf
t 0 "a bad one" systemctl reload cordond.service
wait_for logged 'configuration of before stays in force'
result 0 "does not count"
logged "$conf:1: the mode is"; result $? "the log says why"
status_is responder 1 &&
	[ "$(systemctl show -P MainPID cordond.service)" = "$pid" ]
result $? "and cordond goes on"
rm $conf
[ ! -e "$work/conf" ] || cp "$work/conf" $conf
t 0 "the first one" systemctl reload cordond.service

# It dies; systemd starts it again, and it finds what is open.
send "$a" 82 >a.out 2>&1 &
asked
pid=$(systemctl show -P MainPID cordond.service)
kill -KILL "$pid"
wait $!
denied a.out; result $? "cordond is killed: denied"
wait_for status_is responder 1
[ "$(systemctl show -P MainPID cordond.service)" != "$pid" ]
result $? "and is there again"
t 0 "stop" systemctl stop cordond.service
status_is responder 0; result $? "no responder"
[ "$(systemctl show -P Result cordond.service)" = success ]
result $? "it ended well"
journalctl -u cordond.service -o cat >out
lacks cannot
end
