#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# vm: --init systemd
# packages
# boots: 3
# From the package on a fresh system to a policy of one's own: permissive at
# first, learnt, enforced, in force from the start of the next boot; and away
# again.
# shellcheck disable=SC2154 # "program" sets variables
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
state=/var/tmp/package-test
mkdir -p $state

to_nowhere
for name in known stranger timed boot early; do program $name; done
mode_of() { stat -c '%a %U:%G' "$1"; }
# asked NAME: its question is there; sets id
asked() {
	wait_for grep -q "/opt/$1/nc" $cordon/queue
	cat $cordon/queue >"$work/queue"
	id=$(ids_of "/opt/$1/nc")
}
units_are() {
	for unit in cordon-policy cordond; do
		[ "$(systemctl is-active $unit.service)" = "$1" ]
		result $? "$unit.service is $1"
	done
}

install() {
	t 0 "dpkg --install" dpkg --install /deb/cordon_*.deb /deb/cordon-doc_*.deb
	lacks 'arning'
	for pair in '/etc/cordon=700 root:root' '/var/lib/cordon=700 root:root' \
		    '/etc/cordon/cordond.conf=600 root:root' \
		    '/usr/bin/cordon-agent=2755 root:cordon-agent' \
		    '/run/cordon/agent.sock=666 root:root'; do
		wait_for test -e "${pair%%=*}"
		[ "$(mode_of "${pair%%=*}")" = "${pair#*=}" ]
		result $? "$pair"
	done
	units_are active
	for unit in cordon-policy cordond; do
		t 0 "$unit starts with the machine" systemctl is-enabled $unit.service
	done
	wait_for status_is responder 1
	status_is mode permissive
	result $? "a fresh system is permissive"
	[ -s /var/lib/cordon/last-good.conf ]
	result $? "the policy is kept, to fall back to"
	for page in man8/cordonctl.8 man8/cordond.8 man1/cordon-agent.1 \
		    man5/cordon.conf.5 man5/cordon-policy.5 \
		    man5/cordon-records.5 man7/cordon.7; do
		[ -s /usr/share/man/$page.gz ]
		result $? "manual page ${page#*/}"
	done
	t 0 "cordonctl check" cordonctl check
}

learn() {
	t 1 "what has no rule goes through" send "$known" 443
	has 'Network is unreachable'
	t 1 "twice" send "$known" 8443
	# Records take a moment on their way.
	wait_for eval "cordonctl log --exe=$known --json | grep -q '8443'"
	t 0 "learn" cordonctl learn --since today
	has "exe=$known"
	cp out /etc/cordon/policy.d/40-learnt.conf
	t 0 "what was learnt is a policy" cordonctl check --strict
	t 0 "load" cordonctl load
	t 0 "enforce" cordonctl mode enforcing --keep
	before=$(status asked)
	t 1 "what was learnt goes through" send "$known" 443
	has 'Network is unreachable'
	t 1 "all of it" send "$known" 8443
	has 'Network is unreachable'
	status_is asked "$before"
	result $? "without a question"
}

answer() {
	send "$stranger" 443 >a.out 2>&1 &
	asked stranger
	t 0 "allow always" cordonctl allow "$id" -s host-port -f always
	wait $!
	let_through a.out; result $? "it goes on"
	send "$timed" 443 >a.out 2>&1 &
	asked timed
	t 0 "allow for an hour" cordonctl allow "$id" -s app -f 1h
	wait $!
	send "$boot" 443 >a.out 2>&1 &
	asked boot
	t 0 "allow until reboot" cordonctl allow "$id" -s app
	wait $!
	let_through a.out; result $? "it goes on"
}

# The first service of the network, in the next boot.
network() {
	cat >/etc/systemd/system/net.service <<-END
		[Unit]
		DefaultDependencies=no
		After=network-pre.target
		[Service]
		Type=oneshot
		ExecStart=/bin/sh -c 'cat $cordon/status >$state/net-status'
		ExecStart=-/bin/sh -c '$early -n -v -w 250 198.51.100.1 443 >$state/net 2>&1'
		[Install]
		WantedBy=sysinit.target
	END
	t 0 "a service of the network" systemctl enable net.service
	# One that is early and waits for nothing.
	cat >/etc/systemd/system/cloud-init-local.service <<-END
		[Unit]
		DefaultDependencies=no
		[Service]
		Type=oneshot
		ExecStart=/bin/sh -c 'cat $cordon/status >$state/time-status'
		ExecStart=-/bin/sh -c '$early -n -v -w 250 198.51.100.1 123 >$state/time 2>&1'
		[Install]
		WantedBy=sysinit.target
	END
	t 0 "an early one" systemctl enable cloud-init-local.service
}

again() {
	units_are active
	status_is mode enforcing
	result $? "the mode was kept"
	file_has $state/net-status 'mode enforcing' &&
		file_has $state/net-status 'default ask'
	result $? "the policy was in force before the first service of the network"
	denied $state/net
	result $? "which was denied, with nobody to ask yet"
	file_has $state/time-status 'default ask'
	result $? "and before one that does not wait for the network"
	denied $state/time
	result $? "which was denied as well"
	before=$(status asked)
	t 1 "learnt" send "$known" 8443
	has 'Network is unreachable'
	t 1 "always" send "$stranger" 443
	has 'Network is unreachable'
	t 1 "for an hour" send "$timed" 443
	has 'Network is unreachable'
	status_is asked "$before"
	result $? "without a question"
	left=$(sed -n "s|^allow exe=$timed.* expires=\([0-9]*\).*|\1|p" \
		$cordon/policy)
	[ "${left:-0}" -gt 0 ] && [ "$left" -le 3600 ]
	result $? "with the time that is left"
	send "$boot" 443 >a.out 2>&1 &
	asked boot
	result 0 "what held until reboot is asked"
	t 0 "denied" cordonctl deny "$id"
	wait $!
	systemctl disable net.service cloud-init-local.service >/dev/null 2>&1
}

remove() {
	units_are active
	t 0 "dpkg --remove" dpkg --remove cordon
	t 1 "the kernel lets everything through" send "$early" 443
	has 'Network is unreachable'
	[ -e /etc/cordon/policy.d/50-answers.conf ]
	result $? "the policy stays"
	t 0 "dpkg --purge" dpkg --purge cordon cordon-doc
	[ ! -e /etc/cordon/policy.d/50-answers.conf ] && [ ! -e /var/lib/cordon ]
	result $? "nothing stays"
}

case $BOOT in
1)
	install
	learn
	answer
	network
	;;
2)
	again
	;;
3)
	remove
	;;
esac
end
