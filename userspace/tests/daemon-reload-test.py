#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""SIGHUP: cordond reads its configuration again, and keeps the last good one."""

import os
import shutil
import signal
import sys

sys.dont_write_bytecode = True

from daemonlib import *  # noqa: E402,F403

USER = 5000


def reload(service):
    """What it says to that, once it is done."""
    start = len(read(service.log))
    service.process.send_signal(signal.SIGHUP)
    service.wait_ready()
    return service.log_since(start)


def works(module, service, agents, number):
    """All that is there goes on: connections, the socket, answers."""
    module.ask(question(number, uid=USER), question(number + 1, uid=USER))
    for agent in agents:
        agent.until("question", id=number + 1)
    new = Agent(service)
    hears = new.until("question", id=number + 1)
    done = agents[0].reply(number)["type"], new.reply(number + 1)["type"]
    new.close()
    return hears and done == ("answered", "answered")


def test_bad(module, service, agents):
    with open(service.config) as file:
        good = file.read()
    lines = len(good.splitlines())
    for at, (what, bad, said) in enumerate((
            ("a key that is not known", "colour = blue\n", lines + 1),
            ("a value that makes no sense", "mode = strict\n", lines + 1),
            ("no key at all", "what is this\n", lines + 1),
            ("a key that is there twice", "mode = enforcing\n" * 2,
             lines + 2),
            ("a NUL", "mode = \0\n", lines + 1),
            ("a line without end", "#" * 100000, lines + 1))):
        with open(service.config, "w") as file:
            # What would count, were the rest not wrong.
            file.write(good.replace(service.socket, service.socket + "x") +
                       bad)
        log = reload(service)
        ok(f"{service.config}:{said}: " in log,
           f"{what}: the log says where it is", log)
        ok("the configuration of before stays in force" in log and
           "was read again" not in log, "and what counts now", log)
        ok(works(module, service, agents, 10 + 2 * at),
           "connections, socket and answers are as before")
        ok(not os.path.exists(service.socket + "x"), "nothing of it counts")

    os.remove(service.config)
    log = reload(service)
    ok(f"{service.config}: No such file" in log and "stays in force" in log,
       "a file that is gone", log)
    os.mkdir(service.config)
    log = reload(service)
    ok(service.config in log and "stays in force" in log,
       "a folder in its place", log)
    os.rmdir(service.config)
    ok(works(module, service, agents, 40), "all is as before")
    service.configure()
    log = reload(service)
    ok("the configuration was read again" in log and "stays" not in log,
       "a good one is taken then", log)


def test_socket(module, service, agents):
    old = service.socket
    service.socket = service.folder + "/none/where/agent.sock"
    service.configure()
    log = reload(service)
    ok(f"{service.socket}: No such file" in log,
       "a socket that cannot be made is in the log", log)
    service.socket = old
    ok(works(module, service, agents, 50), "it listens where it did")

    service.socket = service.folder + "/second.sock"
    service.configure()
    reload(service)
    ok(works(module, service, agents, 60), "another socket")
    ok(not os.path.exists(old), "the old one is gone")
    service.socket = old
    service.configure()
    reload(service)
    ok(works(module, service, agents, 70), "and back")


def test_rights(module, service, agents):
    if not IS_ROOT:
        ok(True, "agents of other users # SKIP needs root")
        return
    user = Relayed(service, USER, AGENT_GID)
    user.until("ready")
    reload(service)
    module.ask(question(80, uid=USER))
    ok(user.until("question", id=80), "who may stay is left alone")
    service.configure(agent="/usr/bin/true")
    reload(service)
    user.until("nothing")
    ok(user.over, "who is no agent any more is cut off")
    user.close()
    user = Relayed(service, USER, AGENT_GID)
    ok(user.next()["code"] == "forbidden", "and not let in")
    user.close()
    ok(works(module, service, agents, 90), "others go on")

    service.configure(all_group=USER)
    reload(service)
    user = Relayed(service, USER, AGENT_GID, [USER])
    ok(user.next()["sees"] == "all", "another group of those who see all")
    service.configure()
    reload(service)
    user.until("nothing")
    ok(user.over, "who was in it and saw all is cut off")
    user.close()


def test_often(module, service, agents):
    def descriptors():
        return len(os.listdir(f"/proc/{service.process.pid}/fd"))

    before = descriptors()
    for _ in range(200):
        reload(service)
    # The last one may still be about to be closed.
    wait_for(lambda: descriptors() <= before,
             "two hundred times: no descriptor is lost",
             lambda: (before, descriptors()))
    ok(works(module, service, agents, 100), "and all goes on")


def main():
    needs_root()
    folder = new_folder()
    try:
        module = Module(folder + "/fs")
        service = Service(module, folder).wait_ready()
        agents = [Agent(service), Agent(service)]
        for test in test_bad, test_socket, test_rights, test_often:
            test(module, service, agents)
        ok(service.stop() == 0, "SIGTERM ends it (exit 0)")
    finally:
        shutil.rmtree(folder)
    end()


main()
