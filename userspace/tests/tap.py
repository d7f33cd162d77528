# SPDX-License-Identifier: GPL-2.0-only
"""Test results as TAP lines."""

import sys

count = failed = 0


def start(cases):
    """There were cases before ours."""
    global count
    count = cases


def ok(passed, what, notes=""):
    global count, failed
    count += 1
    failed += not passed
    print(f"{'' if passed else 'not '}ok {count} - {what}")
    if not passed and notes:
        for line in str(notes).splitlines():
            print(f"#   {line}".encode("ascii", "backslashreplace").decode())
    sys.stdout.flush()
    return bool(passed)


def end():
    print(f"1..{count}")
    sys.exit(failed > 0)
