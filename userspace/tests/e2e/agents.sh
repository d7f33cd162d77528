#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# vm: --root debian --init systemd
# packages
# The installed agent at a terminal: answers of each reach and time, rules,
# what they do, records; and who may see and answer what.
. "$(dirname "$0")/lib.sh"
dpkg --install /deb/cordon_*.deb >"$work/out" 2>&1
result $? "the package is installed"
load 'default ask' 'unanswered deny after=900 hold=all'
cordonctl mode enforcing >/dev/null
wait_for status_is responder 1
result 0 "cordond is the responder"
rc=0
python3 /e2e/agents.py "$count" || rc=1
exit $((failed | rc))
