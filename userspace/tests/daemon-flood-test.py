#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""cordond and ten thousand questions: none is lost, nothing piles up."""

import os
import shutil
import sys

sys.dont_write_bytecode = True

from daemonlib import *  # noqa: E402,F403

MANY = 2000 if SANITIZED else 10000
# Of the file; more than all of them need.
SIZE = MANY * 1024
# What a question may take, with all that is kept of it, and what agents of
# which one reads nothing may take; shadow memory is beyond all bounds.
MEMORY_KB = MANY * 3 + 8192
MINUTE = 60


def flood(start):
    return [question(n, uid=5000 + n % 7, exe=f'"/opt/{n % 97}/program"',
                     cgroup='"/user.slice/user-5000.slice/session-1.scope"')
            for n in range(start, start + MANY)]


def hear(agent, kind, ids):
    """All of them, each once."""
    heard = []
    wanted = set(ids)
    while wanted and (line := agent.next()):
        if line["type"] == kind and line["id"] in wanted:
            wanted.remove(line["id"])
            heard.append(line["id"])
    return not wanted and len(heard) == len(ids)


def bounded(service, before):
    now = service.memory_kb()
    return SANITIZED or now < before + MEMORY_KB


def test_flood(module, service, agent):
    before = service.memory_kb("VmRSS")
    deaf = Agent(service)
    begin = time.monotonic()
    module.ask_many(flood(1), SIZE)
    ids = range(1, MANY + 1)
    ok(hear(agent, "question", ids), f"{MANY} questions: an agent hears all")
    took = time.monotonic() - begin
    ok(took < MINUTE, "in less than a minute", took)
    print(f"# {took:.1f} s, {service.memory_kb() - before} kB more")
    ok(bounded(service, before), "in bounded memory",
       (before, service.memory_kb()))

    begin = time.monotonic()
    done = [agent.reply(number)["type"] for number in (MANY, 1, MANY // 2)]
    ok(done == ["answered"] * 3 and time.monotonic() - begin < MINUTE / 2,
       "the last one and the first one can be answered", done)
    late = Agent(service)
    ok(hear(late, "question", set(ids) - {MANY, 1, MANY // 2}),
       "an agent that comes now hears all")
    late.close()

    # Half of them end while others come.
    module.ask_many(flood(MANY // 2 + 1), SIZE)
    ok(hear(agent, "closed", range(1, MANY // 2 + 1)),
       "half of them are closed: an agent hears of each")
    late = Agent(service)
    ok(hear(late, "question", range(MANY + 1, MANY + MANY // 2 + 1)),
       "and of those that came")
    late.close()
    return deaf


def test_again(module, service, agent):
    """What was taken is given back, or used again."""
    before = service.memory_kb()
    heard = []
    for at in range(2, 8):
        module.ask_many(flood(at * MANY + 1), SIZE)
        heard.append(hear(agent, "question",
                          range(at * MANY + 1, (at + 1) * MANY + 1)))
    ok(heard == [True] * 6, "as many again and again", heard)
    # While they are replaced there are twice as many.
    ok(SANITIZED or service.memory_kb() < before * 2 + 16384,
       "take no more memory", (before, service.memory_kb()))
    module.ask(question(10 ** 6))
    ok(agent.until("question", id=10 ** 6), "then it is calm")
    reply = agent.reply(10 ** 6, "deny", "app", **{"for": "always"})
    ok(reply["type"] == "answered" and reply["kept"], "and answers are kept",
       reply)


def main():
    needs_root()
    folder = new_folder()
    try:
        module = Module(folder + "/fs")
        service = Service(module, folder).wait_ready()
        agent = Agent(service)
        agent.until("ready")
        deaf = test_flood(module, service, agent)
        test_again(module, service, agent)
        deaf.close()
        agent.close()
        ok(service.stop() == 0, "SIGTERM ends it (exit 0)")
    finally:
        shutil.rmtree(folder)
    end()


main()
