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

# Its sandbox, seen through its own root.
pid=$(systemctl show -P MainPID cordond.service)
[ "$(sed -n 's/^VmLck:[^0-9]*\([0-9]*\) .*/\1/p' "/proc/$pid/status")" -gt 1000 ]
result $? "it is locked in memory"
for path in proc/sys/kernel/panic sys/kernel usr etc; do
	[ -w "/$path" ] && [ ! -w "/proc/$pid/root/$path" ]
	result $? "/$path is read-only for it"
done
[ -w "/proc/$pid/root$cordon/queue" ] && [ -w "/proc/$pid/root/etc/cordon" ]
result $? "the module's files and the answers are not"
caps=$(sed -n 's/^CapBnd:[^0-9a-f]*//p' "/proc/$pid/status")
[ $((0x$caps & 1 << 12)) = 0 ] && [ $((0x$caps & 1 << 19)) != 0 ]
result $? "it has CAP_SYS_PTRACE, and no CAP_NET_ADMIN"
[ "$(systemctl show -P ProtectKernelTunables -P RestrictNamespaces cordon-policy.service |
	tr '\n' ' ')" = 'yes yes ' ]
result $? "the unit of the policy is as narrow"

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

# Answers that cannot be loaded: the rest is in force, and the unit says so.
answers=/etc/cordon/policy.d/50-answers.conf
cp $answers "$work/answers"
echo 'alow exe=/opt/a/nc' >>$answers
t 1 "a mistake in the answers" systemctl restart cordon-policy.service
[ "$(systemctl show -P ExecMainStatus cordon-policy.service)" = 5 ]
result $? "the policy unit has failed, with status 5"
cordonctl show >out
has 'default ask'
lacks /opt/a/nc
cp "$work/answers" $answers
t 0 "without it" systemctl restart cordon-policy.service
cordonctl show >out
has /opt/a/nc

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

# However often: it comes back.
main_pid() { systemctl show -P MainPID cordond.service; }
is_another() { [ "$(main_pid)" != 0 ] && [ "$(main_pid)" != "$pid" ]; }
for _ in 1 2 3 4 5 6 7 8 9 10; do
	pid=$(main_pid)
	kill -KILL "$pid"
	wait_for is_another
done
wait_for status_is responder 1
result 0 "killed ten times, it is there"

# With a mistake in its configuration it goes on, for root alone.
agent=$(command -v cordon-agent)
chgrp cordon-agent "$agent" && chmod g+s "$agent"
as_user() { setpriv --reuid 1000 --regid 1000 --clear-groups "$@"; }
# A program of a user and an agent of theirs: to be answered is to be let in.
user_answers() {
	program "$1"
	as_user "/opt/$1/nc" -v -w 250 "$host" 83 </dev/null >a.out 2>&1 &
	sender=$!
	wait_for grep -q "/opt/$1/nc" $cordon/queue
	cat $cordon/queue >"$work/queue"
	id=$(ids_of "/opt/$1/nc")
	mkfifo lines
	as_user "$agent" --line <lines >told 2>&1 &
	exec 8>lines
	wait_for file_has told "Question $id"
	echo a >&8
	wait $sender
	exec 8>&-
	rm lines
	let_through a.out || { cat a.out told >out; false; }
	result $? "an agent of a user answers"
}
times_read() { journalctl -u cordond.service -o cat | grep -c 'was read again'; }
was_read_again() { [ "$(times_read)" -gt "$before" ]; }
reload() {
	before=$(times_read)
	t 0 "reload" systemctl reload cordond.service
	wait_for was_read_again
}
reload
user_answers u
echo 'mode = strict' >$conf
t 2 "cordond --check" cordond --check
has "$conf:1: the mode is"
pid=$(main_pid)
t 0 "a restart with a mistake" systemctl restart cordond.service
status_is responder 1 && is_another
result $? "it is the responder"
wait_for logged 'the configuration does not count: the defaults are in force'
result 0 "the log says what counts"
program b
send "$b" 83 >a.out 2>&1 &
sender=$!
wait_for grep -q /opt/b/nc $cordon/queue
cat $cordon/queue >"$work/queue"
id=$(ids_of /opt/b/nc)
mkfifo lines
cordon-agent --line <lines >agent 2>&1 &
exec 8>lines
# That of the program that was held by a cordond that died may be open still.
wait_for file_has agent 'Question '
file_has agent "Question $id" || echo d >&8
wait_for file_has agent "Question $id"
echo a >&8
wait $sender
let_through a.out || { cat a.out agent >out; false; }
result $? "an agent of root answers"
exec 8>&-
rm lines
# Its input stays open: it ends because it has to.
mkfifo lines
exec 8<>lines
as_user "$agent" --line <lines >told 2>&1 &
wait_for file_has told 'not an installed agent'
wait $!
[ $? = 3 ]
result $? "one of a user is not let in"
exec 8>&-
rm lines
rm $conf
[ ! -e "$work/conf" ] || cp "$work/conf" $conf
t 0 "cordond --check without a mistake" cordond --check
reload
user_answers v

# The program for questions: in the same sandbox, and what leads out of it.
program h
cat >/usr/local/sbin/on-question <<-END
	#!/bin/sh
	read -r line
	case \$line in *$h*) ;; *) exit ;; esac
	{
		id -u
		python3 -c 'import socket; socket.socket()'
		$a -n -v -w 250 198.51.100.1 81
		echo x >/srv/x
		printf '%s\\n' "\$line" | /usr/bin/nc.openbsd -N -U -w 250 /run/handler.sock
	} >/run/cordon/hook 2>&1
	echo deny
END
chmod 0755 /usr/local/sbin/on-question
echo 'on-question = /usr/local/sbin/on-question' >>$conf
t 0 "a program for questions" systemctl reload cordond.service
hook() {
	/usr/bin/nc.openbsd -l -U /run/handler.sock >handed 2>&1 &
	wait_for test -S /run/handler.sock
	t 1 "it answers" send "$h" 81
	cp out h.out
	denied h.out; result $? "with deny"
	wait_for file_has handed "\"exe\":\"$h\""
	result 0 "the question is handed on by a UNIX socket"
	rm /run/handler.sock
	cp /run/cordon/hook out
}
hook
[ "$(head -n 1 out)" = 0 ]
result $? "it is root"
has 'Address family not supported'
has 'Read-only file system'
mkdir /etc/systemd/system/cordond.service.d
cat >/etc/systemd/system/cordond.service.d/hook.conf <<-END
	[Service]
	ReadWritePaths=/srv
	RestrictAddressFamilies=AF_INET AF_INET6
	IPAddressDeny=
END
systemctl daemon-reload
t 0 "with a drop-in" systemctl restart cordond.service
hook
has 'Network is unreachable'
lacks 'Read-only file system'

t 0 "stop" systemctl stop cordond.service
status_is responder 0; result $? "no responder"
[ "$(systemctl show -P Result cordond.service)" = success ]
result $? "it ended well"
journalctl -u cordond.service -o cat >out
lacks cannot
end
