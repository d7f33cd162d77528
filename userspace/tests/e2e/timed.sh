#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC2034,SC2154 # "eval" sets and uses variables
# vm: --root debian
# boots: 2
# Answers that end: over a restart of cordond, over one of the machine, and
# with clocks that are set.
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
timed=/var/lib/cordon/timed.conf
for name in a b c d; do program $name; done

start() {
	cordond >cordond.out 2>&1 &
	cordond=$!
	wait_for status_is responder 1
}
rules_of() { cordonctl show | grep -c "exe=/opt/$1/nc"; }
# The seconds that the rule of program $1 has left; empty: there is none.
left() { sed -n "s|^allow exe=/opt/$1/nc expires=\([0-9]*\).*|\1|p" $cordon/policy; }
# It holds, and for no longer than it did.
holds() { _left=$(left "$1") && [ -n "$_left" ] && [ "$_left" -le "$2" ]; }
# answer PROGRAM LASTING: it asks, and is allowed for so long.
answer() {
	echo "$2" >/opt/lasting
	eval "send \$$1 81" >"$1.out" 2>&1
	let_through "$1.out"; result $? "an answer for $2"
	wait_for file_has $timed "allow exe=/opt/$1/nc # ends="
}
load_all() { cordonctl load --quiet >out 2>&1 || result 1 "load"; }

first_boot() {
	rm -f $timed
	printf '%s\n' '#!/bin/sh' 'sed "s/^/allow app /" /opt/lasting' \
		>/opt/hook
	chmod 755 /opt/hook
	load_all
	start
	answer a 1h
	answer b boot
	answer c 5
	holds a 3600; result $? "an hour is an hour"

	kill -KILL $cordond
	wait $cordond
	start
	echo nonsense >/opt/lasting
	t 1 "cordond comes back: the answer counts" send "$a" 81
	has 'Connection refused'
	t 1 "as does the one for this boot" send "$b" 81
	has 'Connection refused'
	load_all
	holds a 3600; result $? "a load keeps what is left of it"
	[ "$(rules_of b)" = 1 ]; result $? "and what is for this boot"

	now=$(date +%s)
	for year in 2001 2037 1971; do
		date -s $year-01-01 >/dev/null
		before=$(left a)
		load_all
		holds a "$before"; result $? "the clock is set to $year: no longer"
		[ "$(left a)" -gt $((before - 300)) ]; result $? "and no shorter"
		[ "$(rules_of b)" = 1 ]; result $? "this boot goes on"
	done
	wait_for eval "! grep -q /opt/c/nc $cordon/policy"
	load_all
	[ "$(rules_of c)" = 0 ]; result $? "one that has ended does not come back"
	date -s "@$((now + 100))" >/dev/null
	left a >/opt/left
	kill -TERM $cordond
	wait $cordond
	result $? "cordond ends by SIGTERM with 0"
	sync
}

second_boot() {
	load_all
	start
	holds a "$(cat /opt/left)"; result $? "the machine starts again: no longer"
	[ "$(rules_of b)" = 0 ]; result $? "what was for the boot is over"
	[ "$(rules_of c)" = 0 ]; result $? "as is what had ended"
	t 1 "the first still counts" send "$a" 81
	has 'Connection refused'
	echo deny >/opt/lasting
	printf '%s\n' '#!/bin/sh' 'echo deny' >/opt/hook
	t 1 "the second is asked about" send "$b" 81
	has 'Permission denied'

	date -s 1990-01-01 >/dev/null
	load_all
	[ "$(rules_of a)" = 0 ]; result $? "a clock that is behind cannot tell"
	kill -TERM $cordond
	wait $cordond
	result $? "cordond ends by SIGTERM with 0"
}

# The tools are installed at each boot, with a policy and a configuration.
mkdir -p /etc/cordon/policy.d
rm -f /etc/cordon/policy.d/*
printf '%s\n' 'default ask' 'unanswered deny after=300 hold=all' \
	>/etc/cordon/policy.d/10-default.conf
echo 'on-question = /opt/hook' >/etc/cordon/cordond.conf
if [ "$BOOT" = 1 ]; then first_boot; else second_boot; fi
end
