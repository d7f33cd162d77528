# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# For the tests of this folder: results, waiting, programs that send.

count=0
failed=0
work=$(mktemp -d)
cordon=/sys/kernel/security/cordon

# result STATUS WHAT
result() {
	count=$((count + 1))
	if [ "$1" = 0 ]; then
		echo "ok $count - $2"
	else
		failed=1
		echo "not ok $count - $2"
		sed 's/^/#   /' "$work/out" 2>/dev/null
	fi
}

# t CODE WHAT COMMAND...: run it, compare its exit status; output in $work/out.
t() {
	_code=$1 _what=$2 _rc=0
	shift 2
	"$@" >"$work/out" 2>&1 </dev/null || _rc=$?
	[ "$_rc" = "$_code" ]
	result $? "$_what (exit $_code)"
}

has() { grep -qF -e "$1" "$work/out"; result $? "says: $1"; }
lacks() { ! grep -qF -e "$1" "$work/out"; result $? "does not say: $1"; }

# wait_for COMMAND...: until it succeeds; gives up only for good.
wait_for() {
	_tries=0
	until "$@" >/dev/null 2>&1; do
		_tries=$((_tries + 1))
		if [ $_tries -gt 600 ]; then
			result 1 "waiting for: $*"
			end
		fi
		sleep 0.1
	done
}

file_has() { grep -qF -e "$2" "$1"; }
# key=value of "status"
status() { sed -n "s/^$1 //p" $cordon/status; }
status_is() { [ "$(status "$1")" = "$2" ]; }
# ids of the open questions of program $1
ids_of() { sed -n "s|.* question=\([0-9]*\) .* exe=\"$1\" .*|\1|p" "$work/queue"; }

# program NAME: a program of that name that connects to ADDRESS PORT. The netcat
# of the debian root says why it fails only with -v.
program() {
	mkdir -p "/opt/$1"
	cp "$netcat" "/opt/$1/nc"
	eval "$1=/opt/$1/nc"
}
netcat=/usr/bin/busybox verbose=
[ -e $netcat ] || netcat=/usr/bin/nc.openbsd verbose=-v

# send PROGRAM PORT: nobody listens there. Exit status and message tell
# "Connection refused" (it was let through) from "Permission denied".
host=127.0.0.1 refused='Connection refused'
# shellcheck disable=SC2086 # an option, or none
send() { "$1" $verbose -w 250 "$host" "$2" </dev/null; }
let_through() { file_has "$1" "$refused"; }
# Afterwards it goes to where no network leads.
to_nowhere() { host=198.51.100.1 refused='Network is unreachable'; }
denied() { file_has "$1" 'Permission denied'; }

load() { printf '%s\n' "$@" | cordonctl load - >/dev/null; }

end() {
	echo "1..$count"
	exit $failed
}
