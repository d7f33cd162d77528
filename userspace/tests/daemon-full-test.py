#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""A user with as many answers as may be kept: further ones are refused, those
of others are not."""

import os
import shutil
import sys

sys.dont_write_bytecode = True

from daemonlib import *  # noqa: E402,F403

USER, OTHER = 5000, 5001
RULES_MAX = 1024
TROUBLE = "as many rules of this user are kept as may be"


def fill(service):
    with open(service.store, "w") as store:
        for number in range(RULES_MAX):
            store.write(f"allow exe=/opt/{number} uid={USER}\n")


def answer(module, agent, number, uid, lasting="always"):
    """What comes of a rule, and whether the kernel has it."""
    module.put("rules", "")
    module.ask(question(number, uid=uid))
    agent.until("question", id=number)
    reply = agent.reply(number, scope="app", **{"for": lasting})
    return reply, module.get("rules") != ""


def test_full(module, service):
    agent = Relayed(service, USER, AGENT_GID)
    other = Relayed(service, OTHER, AGENT_GID)
    root = Agent(service)
    fill(service)
    full = read(service.store)
    reply, given = answer(module, agent, 1, USER)
    ok(reply["type"] == "answered" and not reply["kept"] and
       TROUBLE in reply["message"] and given,
       "the first one too many is in force, and not kept", reply)
    ok(read(service.store) == full, "the file stays as it is")
    ok(service.says(TROUBLE), "the log says so", read(service.log))
    reply, given = answer(module, agent, 2, USER)
    ok(reply.get("code") == "refused" and reply["message"] == TROUBLE and
       not given, "the next one the kernel does not hear of", reply)
    reply, given = answer(module, agent, 3, USER, "boot")
    ok(reply["type"] == "answered" and reply["kept"] and given,
       "the file of answers that end has room", reply)
    reply, given = answer(module, other, 4, OTHER)
    ok(reply["type"] == "answered" and reply["kept"] and given,
       "another user has room", reply)
    reply, given = answer(module, root, 5, USER)
    ok(reply["type"] == "answered" and reply["kept"] and given,
       "and so has root", reply)
    for who in agent, other, root:
        who.close()


def main():
    needs_root()
    folder = new_folder()
    try:
        module = Module(folder + "/fs")
        service = Service(module, folder).wait_ready()
        test_full(module, service)
        ok(service.stop() == 0, "SIGTERM ends it (exit 0)")
    finally:
        shutil.rmtree(folder)
    end()


main()
