#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# cordonctl ask, answered through a pipe: no cordond runs.
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
. "$(dirname "$0")/terminal-lib.sh"
terminal_test cordonctl ask
end
