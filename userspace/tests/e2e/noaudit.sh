#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# vm: --append audit=0
# The same with audit switched off: "queue" alone wakes cordond up.
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
. "$(dirname "$0")/terminal-lib.sh"
terminal_test
end
