#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Agents of cordond hear nothing of what other users are asked: not of the
questions, not of their ends, not of the answers."""

import os
import shutil
import sys

sys.dont_write_bytecode = True

from daemonlib import *  # noqa: E402,F403

ALICE, BOB = 5000, 5001


class Room:
    """Alice and Bob at their agents, and root."""

    def __init__(self, module, folder):
        self.module = module
        self.service = Service(module, folder).wait_ready()
        self.alice = Relayed(self.service, ALICE, AGENT_GID)
        self.bob = Relayed(self.service, BOB, AGENT_GID)
        self.root = Agent(self.service)
        for agent in self.alice, self.bob, self.root:
            agent.until("ready")
        self.marks = 1000

    def ask(self, *questions):
        """And for each of them one more: what comes before it was all."""
        self.marks += 2
        self.module.ask(*questions, question(self.marks, uid=ALICE),
                        question(self.marks + 1, uid=BOB))
        return {name: self.until(getattr(self, name), ends) for name, ends in
                (("alice", (self.marks, self.marks - 2)),
                 ("bob", (self.marks + 1, self.marks - 1)),
                 ("root", (self.marks + 1, self.marks)))}

    def until(self, agent, marks):
        """Types and ids of all that it hears to its mark."""
        heard = []
        while line := agent.next():
            heard.append((line["type"], line.get("id")))
            if heard[-1] == ("question", marks[0]):
                break
        return [what for what in heard if what[1] is None or what[1] < 1000]


def test_apart(room):
    heard = room.ask(question(1, uid=ALICE), question(2, uid=BOB),
                     question(3, uid=4000), question(4, uid=0))
    asked = [("question", number) for number in (1, 2, 3, 4)]
    ok(heard["alice"] == asked[:1], "one hears of her questions", heard)
    ok(heard["bob"] == asked[1:2], "the other of his", heard)
    ok(heard["root"] == asked, "root of all", heard)

    heard = room.ask(question(1, uid=ALICE, waiting=9),
                     question(2, uid=BOB, state="timeout", waiting=0),
                     question(3, uid=4000, waiting=7),
                     question(4, uid=0, waiting=8))
    ok(heard["alice"] == asked[:1] and heard["bob"] == asked[1:2],
       "the same with what changes", heard)
    ok(heard["root"] == asked, "root hears of each change", heard)


def test_answers(room):
    """Somebody answers: others who saw the question hear of its end."""
    for agent, uid, number, deaf in ((room.alice, ALICE, 1, "bob"),
                                     (room.bob, BOB, 2, "alice"),
                                     (room.root, ALICE, 5, "bob"),
                                     (room.root, BOB, 6, "alice")):
        room.ask(question(number, uid=uid))
        ok(agent.reply(number)["type"] == "answered", "an answer")
        heard = room.ask(question(number, uid=uid, state="answered"))
        ok(heard[deaf] == [], "the other user does not hear of it", heard)
        ok(heard["root"] == [("closed", number)], "root does", heard)
        heard = room.ask()
        ok(heard == {"alice": [], "bob": [], "root": []}, "and that is all",
           heard)

    room.ask(question(7, uid=ALICE), question(8, uid=BOB))
    heard = room.ask()
    ok(heard["alice"] == [("closed", 7)] and heard["bob"] == [("closed", 8)],
       "questions that end: each hears of the own one", heard)


def test_second(room):
    """Two agents of one user: solved elsewhere."""
    second = Relayed(room.service, ALICE, AGENT_GID)
    second.until("ready")
    room.ask(question(9, uid=ALICE))
    second.until("question", id=9)
    room.alice.reply(9)
    room.ask(question(9, uid=ALICE, state="answered"))
    ok(second.until("closed", id=9), "another agent of the user hears of it")
    second.close()


def test_handed_over(room):
    """A question that is of another user all of a sudden."""
    room.ask(question(20, uid=ALICE))
    heard = room.ask(question(20, uid=BOB, waiting=3))
    ok(heard["alice"] == [("closed", 20)], "who may not see it any more",
       heard)
    ok(heard["bob"] == [("question", 20)], "and who may", heard)
    ok(room.alice.reply(20)["code"] == "stale", "cannot, and can answer it")
    ok(room.bob.reply(20)["type"] == "answered", "as it is now")


def main():
    needs_root()
    folder = new_folder()
    try:
        room = Room(Module(folder + "/fs"), folder)
        test_apart(room)
        test_answers(room)
        test_second(room)
        test_handed_over(room)
        ok(room.service.stop() == 0, "SIGTERM ends it (exit 0)")
    finally:
        shutil.rmtree(folder)
    end()


main()
