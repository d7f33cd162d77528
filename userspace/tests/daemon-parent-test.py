#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""What started a program: told as such only when it is certain."""

import os
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True

from daemonlib import *  # noqa: E402,F403

SHELL = os.path.realpath("/bin/sh")
# Its pid and that of its child, which stays until our end of the pipe closes.
FAMILY = "sleep infinity & echo $$ $!; read end; kill $!"
# In a mount namespace: another file at a path that there is outside, too.
BOUND = 'mount --bind "$0" /usr/bin/true; exec /usr/bin/true -c "$1"'
# And one at a path that is known by nobody else.
HIDDEN = 'mount -t tmpfs none /mnt; cp "$0" /mnt/sh; exec /mnt/sh -c "$1"'


class Family:
    """A shell, started by some words before it, and its child."""

    def __init__(self, *words):
        self.process = subprocess.Popen([*words, FAMILY],
                                        stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE)
        line = self.process.stdout.readline().split()
        self.parent, self.child = (int(word) for word in line)

    def close(self):
        self.process.stdin.close()
        self.process.wait(PATIENCE)
        self.process.stdout.close()


def heard(module, agent, number, **more):
    module.ask(question(number, **{"left": 30, **more}))
    line = agent.until("question", id=number)
    return line.get("parent"), line.get("parent_claimed")


def in_namespaces(*words):
    """Not everywhere may they be made."""
    return subprocess.run([*words, "true"], stderr=subprocess.DEVNULL,
                          check=False).returncode == 0


def test_shell(module, agent):
    family = Family(SHELL, "-c")
    said = heard(module, agent, 1, ppid=family.parent, pid=family.child)
    ok(said == (SHELL, None), "the parent is known", said)
    said = heard(module, agent, 2, ppid=os.getpid(), pid=family.child)
    ok(said == (None, PYTHON), "somebody else's child", said)
    said = heard(module, agent, 3, ppid=family.parent, pid=family.child,
                 after=1000, left=1)
    ok(said == (None, SHELL), "a child that is younger than the question",
       said)
    parent = family.parent
    family.close()
    said = heard(module, agent, 4, ppid=parent, pid=family.child)
    ok(said == (None, None), "a parent that is gone", said)


def test_file(module, agent, folder):
    program = folder + "/program"
    shutil.copy(SHELL, program)
    family = Family(program, "-c")
    said = heard(module, agent, 5, ppid=family.parent, pid=family.child)
    ok(said == (program, None), "any file can be a parent", said)
    os.rename(program, program + ".old")
    shutil.copy(SHELL, program)
    os.unlink(program + ".old")
    said = heard(module, agent, 6, ppid=family.parent, pid=family.child)
    ok(said == (None, program + ".old (deleted)"),
       "not one that is no more", said)
    family.close()


def test_namespaces(module, agent):
    for number, what, words, claimed in (
            (10, "another file at that path", ("unshare", "-m", SHELL, "-c",
                                               BOUND, SHELL),
             "/usr/bin/true"),
            (11, "a path of its own", ("unshare", "-m", SHELL, "-c", HIDDEN,
                                       SHELL), "/mnt/sh"),
            (12, "a user namespace, where /proc says what one wants",
             ("unshare", "-Ur", SHELL, "-c"), SHELL)):
        if not in_namespaces(*words[:2]):
            ok(True, f"{what} # SKIP no namespaces here")
            continue
        family = Family(*words)
        said = heard(module, agent, number, ppid=family.parent,
                     pid=family.child)
        ok(said == (None, claimed), what, said)
        family.close()


def main():
    needs_root()
    folder = new_folder()
    try:
        module = Module(folder + "/fs")
        service = Service(module, folder).wait_ready()
        agent = Agent(service)
        agent.until("ready")
        test_shell(module, agent)
        test_file(module, agent, folder)
        test_namespaces(module, agent)
        agent.close()
        ok(service.stop() == 0, "SIGTERM ends it (exit 0)")
    finally:
        shutil.rmtree(folder)
    end()


main()
