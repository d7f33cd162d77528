#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Answers of cordond while the policy is loaded from files."""

import fcntl
import os
import shutil
import sys

sys.dont_write_bytecode = True

from daemonlib import *  # noqa: E402,F403


def waits_for(path):
    """Somebody waits for a lock of that file."""
    inode = str(os.stat(path).st_ino)
    return any("->" in line and line.split()[6].endswith(":" + inode)
               for line in read("/proc/locks").splitlines())


def test_answer_waits(module, service, agent, load):
    """What holds the lock stands for a load that has read its files."""
    fcntl.flock(load, fcntl.LOCK_EX)
    agent.answer(17, "allow", "app", **{"for": "always"})
    ok(agent.next(0.3) is None and module.get("rules") == "" and
       not os.path.exists(service.store),
       "an answer waits for a load that has begun", module.get("rules"))
    fcntl.flock(load, fcntl.LOCK_UN)
    line = agent.until("answered", id=17)
    ok(line and line["kept"], "and is given when that has ended", line)
    fcntl.flock(load, fcntl.LOCK_EX | fcntl.LOCK_NB)
    ok(True, "the next load need not wait")


def test_once(module, agent):
    line = agent.reply(18)
    ok(line["type"] == "answered" and module.get("answer") == "18 allow\n",
       "an answer for once does not wait", line)


def test_no_end(service, agent, load):
    """The lock is still held."""
    line = agent.reply(19, "allow", "app")
    ok(line["kept"], "a load that does not end keeps nobody from answering",
       line)
    ok(service.says("a load of the policy does not end"), "it is said",
       read(service.log))
    line = agent.reply(20, "allow", "app")
    ok(line["kept"] and
       read(service.log).count("a load of the policy does not end") == 1,
       "once", read(service.log))
    fcntl.flock(load, fcntl.LOCK_UN)


def test_load_waits(module, load):
    policy = os.path.join(module.folder, "a.conf")
    with open(policy, "w") as file:
        file.write("default ask\n")
    fcntl.flock(load, fcntl.LOCK_EX)
    with subprocess.Popen([CTL, "load", "-q", policy],
                          stdout=subprocess.DEVNULL,
                          env=dict(os.environ,
                                   CORDON_SECURITYFS=module.folder)) as ctl:
        wait_for(lambda: waits_for(module.path("status")),
                 "a load waits for an answer on its way")
        ok(module.get("policy") == "", "and has changed nothing yet")
        fcntl.flock(load, fcntl.LOCK_UN)
        ok(ctl.wait(PATIENCE) == 0 and module.get("policy") == "default ask\n",
           "then it loads", module.get("policy"))


def main():
    needs_root()
    folder = new_folder()
    try:
        module = Module(folder + "/fs")
        module.put("status", "generation 1\n")
        module.ask(*(question(n) for n in range(17, 21)))
        service = Service(module, folder).wait_ready()
        agent = Agent(service)
        agent.until("ready")
        with open(module.path("status")) as load:
            test_answer_waits(module, service, agent, load)
            test_once(module, agent)
            test_no_end(service, agent, load)
            test_load_waits(module, load)
        ok(service.stop() == 0, "SIGTERM ends it (exit 0)")
    finally:
        shutil.rmtree(folder)
    end()


main()
