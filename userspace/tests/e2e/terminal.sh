#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# cordond --terminal, answered through a pipe.
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
. "$(dirname "$0")/terminal-lib.sh"
terminal_test cordond --terminal
end
