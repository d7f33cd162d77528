#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# vm: --root debian
# packages
# shellcheck disable=SC2154 # "program" sets variables
# A system without systemd: the start scripts.
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
program a
t 0 "dpkg --install" dpkg --install /deb/cordon_*.deb
t 3 "nothing runs yet" /etc/init.d/cordond status

umount /sys/kernel/security
t 0 "the policy is loaded" /etc/init.d/cordon-policy start
status_is mode permissive && status_is default ask
result $? "with the configured mode"
sed -i 's/^mode.*/mode = enforcing/' /etc/cordon/cordond.conf
t 0 "again" /etc/init.d/cordon-policy start
status_is mode enforcing
result $? "with the new mode"
echo 'nonsense' >/etc/cordon/policy.d/99-bad.conf
t 1 "a policy with a mistake" /etc/init.d/cordon-policy reload
has '99-bad.conf:1:'
status_is default ask; result $? "the last good one stays"
rm /etc/cordon/policy.d/99-bad.conf
t 0 "status" /etc/init.d/cordon-policy status
has 'enforcing'
t 0 "stop" /etc/init.d/cordon-policy stop
status_is default ask; result $? "it stays in force"
t 3 "no such thing" /etc/init.d/cordon-policy nonsense

t 0 "start" /etc/init.d/cordond start
wait_for status_is responder 1
result 0 "cordond is the responder"
t 0 "status" /etc/init.d/cordond status
pid=$(cat /run/cordond.pid)
t 0 "start what runs" /etc/init.d/cordond start
[ "$(cat /run/cordond.pid)" = "$pid" ]; result $? "changes nothing"
t 0 "reload" /etc/init.d/cordond reload
t 0 "restart" /etc/init.d/cordond restart
wait_for status_is responder 1
[ "$(cat /run/cordond.pid)" != "$pid" ]; result $? "another process"
load 'default ask' 'unanswered deny after=300 hold=all'
send "$a" 81 >a.out 2>&1 &
wait_for grep -q /opt/a/nc $cordon/queue
cat $cordon/queue >queue
t 0 "an answer" cordonctl allow "$(ids_of "$a")"
wait $!
let_through a.out; result $? "counts"
t 0 "stop" /etc/init.d/cordond stop
status_is responder 0; result $? "no responder"
t 3 "status" /etc/init.d/cordond status
[ -z "$(find /run -maxdepth 1 -name 'cordond*')" ]
result $? "nothing is left in /run"
end
