#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""cordond and as many questions as the kernel lets open, with names as long as
they can be: it lives, answers, and keeps no more than it needs."""

import os
import shutil
import sys

sys.dont_write_bytecode = True

from daemonlib import *  # noqa: E402,F403

# All that the kernel lets open; with sanitizers, less will do.
MANY = 1000 if SANITIZED else 16384
PATH_MAX = 4095
# Who is asked the last one, and hears of no other.
USER = 5000
# Both names of each of them and some more, twice: before and after a reading.
MEMORY_KB = 2 * MANY * (2 * PATH_MAX + 1024) // 1024 + 8192


def path(kind, number):
    return f"/tmp/{kind}{number}/".ljust(PATH_MAX, "\1")


def name(kind, number):
    """In hexadecimal digits, as audit prints what is not printable."""
    return path(kind, number).encode().hex().upper()


def write_queue(file_name):
    with open(file_name, "w") as file:
        for number in range(1, MANY + 1):
            file.write(question(number, exe=name("exe", number),
                                script=name("script", number),
                                cgroup='"/' + "c" * 510 + '"',
                                dst="2001:db8:1111:2222:3333:4444:5555:6666",
                                label="l" * 64,
                                uid=USER if number == MANY else 0) + "\n")


def last_one(service):
    """What an agent hears of it, and of its answer."""
    agent = Relayed(service, USER, AGENT_GID)
    line = agent.until("question", id=MANY)
    agent.until("ready")
    reply = agent.reply(MANY)
    agent.close()
    return line, reply


def main():
    needs_root()
    folder = new_folder()
    try:
        module = Module(folder + "/fs")
        write_queue(module.path("queue"))
        size = os.path.getsize(module.path("queue"))
        print(f"# {MANY} questions, {size >> 20} MiB")
        service = Service(module, folder)
        ok(service.told() == "READY=1", "it reads them all",
           read(service.log))
        line, reply = last_one(service)
        ok(line and line["exe"] == path("exe", MANY) and
           line["script"] == path("script", MANY),
           "an agent hears of the last one, whole", line and line["id"])
        ok(reply and reply["type"] == "answered", "and can answer it", reply)
        used = service.memory_kb()
        ok(SANITIZED or used < MEMORY_KB, "in bounded memory",
           (used, MEMORY_KB))
        ok(service.stop() == 0, "SIGTERM ends it (exit 0)")
    finally:
        shutil.rmtree(folder)
    end()


main()
