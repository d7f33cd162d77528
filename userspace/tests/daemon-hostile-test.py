#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Agents of cordond that do what no agent should: each is refused, said so in
one line of the log, and another agent of the same user is served meanwhile."""

import os
import random
import shutil
import signal
import sys

sys.dont_write_bytecode = True

from daemonlib import *  # noqa: E402,F403

USER, OTHER = 5000, 5001
# Far less than what an agent may keep us waiting.
AT_ONCE = 20
# The last one is of somebody else.
QUESTIONS = range(1, 60)
FOREIGN = 60


class Case:
    """A daemon with an empty log, an honest agent and a hostile one."""

    def __init__(self, module, folder, **config):
        self.module = module
        module.put("answer", "")
        module.ask_many([*(question(n, uid=USER) for n in QUESTIONS),
                         question(FOREIGN, uid=OTHER)], 32768)
        self.service = Service(module, folder)
        self.service.wait_ready()
        self.configure(**config)
        self.start = len(read(self.service.log))
        self.honest = Relayed(self.service, USER, AGENT_GID)
        self.honest.until("ready")
        self.ids = iter(QUESTIONS)
        self.hostile = self.enter()

    def configure(self, **config):
        self.service.configure(agent=f"{self.service.program}\nagent = "
                               f"{PYTHON}", **config)
        self.service.process.send_signal(signal.SIGHUP)
        self.service.wait_ready()

    def enter(self):
        return Stranger(self.service, USER, AGENT_GID)

    def said(self):
        return self.service.log_since(self.start)

    def served(self):
        begin = time.monotonic()
        reply = self.honest.reply(next(self.ids), "deny")
        took = time.monotonic() - begin
        return reply is not None and reply["type"] == "answered" and \
            took < AT_ONCE

    def refused(self, code):
        """It hears why, and no more."""
        line = self.hostile.until("error")
        self.hostile.until("nothing")
        return line is not None and line["code"] == code and self.hostile.over

    def logged(self, *texts):
        """One line, with all of that."""
        lines = self.said().splitlines()
        return len(lines) == 1 and f"uid {USER}" in lines[0] and \
            all(text in lines[0] for text in (PYTHON, *texts))

    def close(self):
        self.hostile.close()
        self.honest.close()
        return self.service.stop()


def hello_and(data):
    return json.dumps(HELLO).encode() + b"\n" + data


def answer(**fields):
    line = {"type": "answer", "request": 1, "id": 2, "verdict": "allow",
            "scope": "once"}
    line.update(fields)
    return json.dumps(line).encode() + b"\n"


def test_not_the_protocol(module, folder):
    noise = random.Random(1).randbytes(3000).replace(b"\n", b"x")
    for what, data, code, said in (
            ("garbage", noise + b"\n", "invalid", "not a JSON object"),
            ("10 MB without a newline", b"x" * 10000000, "invalid",
             "too long"),
            ("nothing but NULs", b"\0" * 5000, "invalid", "too long"),
            ("a NUL in a line", b'{"type":"hello",\0"protocol":1}\n',
             "invalid", "not a JSON object"),
            ("arrays in arrays", b"[" * 4000 + b"\n", "invalid",
             "not a JSON object"),
            ("objects in objects", b'{"type":' * 500 + b"\n", "invalid",
             "not a JSON object"),
            ("bytes that are no text", b'{"type":"\xff\xfe"}\n', "invalid",
             "not a JSON object"),
            ("two objects in a line", hello_and(answer()[:-1] + answer()),
             "invalid", "not a JSON object"),
            ("another type", b'{"type":"question","id":1}\n', "invalid",
             '"type"'),
            ("another version", b'{"type":"hello","protocol":2}\n', "version",
             "another version"),
            ("an answer before anything else", answer(), "invalid",
             "before a"),
            ("a second hello", hello_and(hello_and(b"")), "invalid",
             "second"),
            ("an id that is no number", hello_and(answer(id="2")), "invalid",
             'number "id"'),
            ("an id below zero", hello_and(answer(id=-2)), "invalid",
             'number "id"'),
            ("an answer without a verdict",
             hello_and(b'{"type":"answer","request":1,"id":2,'
                       b'"scope":"once"}\n'), "invalid", '"verdict"')):
        case = Case(module, folder)
        case.hostile.send_bytes(data)
        ok(case.refused(code), f"{what}: it is refused")
        ok(case.logged(said), "in one line of the log", case.said())
        ok(case.served(), "another agent is served")
        ok(module.get("answer") == "1 deny\n", "no other answer got through",
           module.get("answer"))
        case.close()


def test_half_a_line(module, folder):
    case = Case(module, folder)
    case.hostile.send_bytes(hello_and(answer()[:-9]))
    ok(case.served(), "half a line: another agent is served")
    case.hostile.socket.shutdown(1)
    case.hostile.until("nothing")
    ok(case.hostile.over, "and the end: the connection ends")
    ok(case.logged("middle of a line"), "in one line of the log", case.said())
    ok(module.get("answer") == "1 deny\n", "half an answer is none",
       module.get("answer"))
    case.close()


def test_not_its_own(module, folder):
    case = Case(module, folder)
    case.hostile.send(HELLO)
    case.hostile.until("ready")
    stale = case.hostile.reply(9999)
    ok(stale["code"] == "stale", "a question that was never asked", stale)
    reply = case.hostile.reply(2 ** 63 - 1)
    ok(reply["code"] == "stale", "the last id that there is", reply)
    ok(case.said() == "", "can be a mistake", case.said())
    reply = case.hostile.reply(FOREIGN)
    ok(reply["code"] == "stale" and reply["message"] == stale["message"],
       "a question of another user is answered the same", reply)
    ok(case.logged(f"question {FOREIGN}", f"uid {OTHER}"),
       "but who reads the log knows", case.said())
    ok(case.hostile.reply(50)["type"] == "answered", "one of its own")
    for agent in case.hostile, case.honest:
        reply = agent.reply(50, "deny", "app", **{"for": "always"})
        ok(reply["code"] == "stale", "nobody answers it a second time", reply)
    ok(module.get("answer") == "50 allow\n" and not module.get("rules"),
       "nor does the kernel hear of it",
       module.get("answer") + module.get("rules"))
    ok(case.served(), "another agent is served")
    case.close()


def test_silent(module, folder):
    case = Case(module, folder, agent_timeout=1)
    ok(case.served(), "one that says nothing: another agent is served")
    case.hostile.until("nothing")
    ok(case.hostile.over, "it does not stay for ever")
    ok(case.logged('does not say "hello"'), "in one line of the log",
       case.said())
    ok(case.served(), "who has said it stays")
    case.close()


def test_never_reads(module, folder):
    """Far more than there is room for on the way to it."""
    case = Case(module, folder, agent_timeout=1)
    case.hostile.send(HELLO)
    many = [question(n, uid=USER) for n in range(1, 2001)]
    begin = time.monotonic()
    module.ask_many(many, 1 << 20)
    ok(case.honest.until("question", id=2000),
       "one that does not read: another agent hears all")
    took = time.monotonic() - begin
    ok(took < AT_ONCE, "at once", took)
    ok(case.served(), "and is served")
    wait_for(lambda: case.logged("does not read what it is told"),
             "it is cut off, in one line of the log", case.said)
    case.hostile.until("question", id=2000)
    ok(case.hostile.over, "and never hears the rest")
    ok(case.served(), "others stay")
    case.close()


def test_many_answers(module, folder):
    """It asks and asks, and does not read the replies."""
    case = Case(module, folder, agent_timeout=1)
    case.hostile.send(HELLO)
    case.hostile.socket.setblocking(False)
    try:
        for _ in range(10000):
            case.hostile.socket.send(answer(id=9999) * 64)
    except BlockingIOError:
        pass
    ok(case.served(), "one that asks and asks: another agent is served")
    ok(case.service.memory_kb("VmRSS") < case.service.memory_kb() + 4096,
       "nothing piles up")
    wait_for(lambda: case.logged("does not read what it is told"),
             "it is cut off", case.said)
    case.close()


def test_crowd(module, folder):
    """One user, all connections that there are, and nothing to say."""
    case = Case(module, folder)
    case.hostile.close()
    crowd = [case.enter() for _ in range(100)]
    first = [line for agent in crowd if (line := agent.next())]
    ok(len(first) == 100 and
       sum(line["type"] == "hello" for line in first) == 15 and
       sum(line.get("code") == "busy" for line in first) == 85,
       "a hundred of one user: sixteen are let in")
    fds = len(os.listdir(f"/proc/{case.service.process.pid}/fd"))
    ok(fds < 16 + 30, "the others cost nothing", fds)
    ok(case.served(), "the one that was there before is served")
    ok(len(case.said().splitlines()) <= 11, "few lines in the log",
       case.said())
    neighbour = Relayed(case.service, OTHER, AGENT_GID)
    ok(neighbour.until("question", id=FOREIGN),
       "another user's agent is let in")
    neighbour.close()
    case.configure(agent_timeout=1)
    for agent in crowd:
        agent.until("nothing")
    ok(all(agent.over for agent in crowd), "who says nothing has to go")
    case.hostile = case.enter()
    case.hostile.send(HELLO)
    ok(case.hostile.until("ready"), "which makes room for who does")
    for agent in crowd:
        agent.close()
    case.close()


def knock(service, times):
    """In a process without any right: how often it was told so."""
    os.setgroups([])
    os.setresgid(USER, USER, USER)
    os.setresuid(USER, USER, USER)
    refused = 0
    for _ in range(times):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(service.socket)
            connection.settimeout(PATIENCE)
            refused += b"forbidden" in connection.recv(4096)
    return refused


def test_thousands(module, folder):
    case = Case(module, folder)
    times = 3000
    done_read, done_write = os.pipe()
    child = os.fork()
    if not child:
        refused = 0
        try:
            refused = knock(case.service, times)
        finally:
            os.write(done_write, str(refused).encode())
            os._exit(0)
    os.close(done_write)
    served = all(case.served() for _ in range(20))
    ok(served, "thousands of connections: another agent is served")
    late = Relayed(case.service, USER, AGENT_GID)
    ok(late.until("ready"), "and let in")
    late.close()
    refused = os.read(done_read, 100)
    ok(refused == str(times).encode(), "each is refused", refused)
    os.close(done_read)
    os.waitpid(child, 0)
    lines = case.said().splitlines()
    ok(len(lines) == 11 and all("not let in" in line for line in lines[:10]),
       "the log has some of them, not all", case.said())
    ok(lines[-1] == "cordond: more such messages are left out for a while",
       "and says so", case.said())
    ok(case.close() == 0, "SIGTERM ends it (exit 0)")


def test_many_at_once(module, folder):
    """More than it lets in at a time: who comes then is not turned away."""
    case = Case(module, folder)
    case.service.process.send_signal(signal.SIGSTOP)
    times = min(1000, int(read("/proc/sys/net/core/somaxconn")))
    waiting = []
    for _ in range(times):
        connection = socket.socket(socket.AF_UNIX)
        connection.setblocking(False)
        try:
            connection.connect(case.service.socket)
        except BlockingIOError:
            break
        waiting.append(connection)
    ok(len(waiting) == times, "many who want to be let in at once",
       len(waiting))
    case.service.process.send_signal(signal.SIGCONT)
    ok(case.served(), "another agent is served")
    for connection in waiting:
        connection.close()
    case.close()


def test_name(module, folder):
    """A stranger whose name would be another message, or move the cursor."""
    case = Case(module, folder)
    place = folder + "/x\n<2>cordond: all is well\033[2J\N{RIGHT-TO-LEFT OVERRIDE}"
    os.mkdir(place)
    shutil.copy(RELAY, place)
    stranger = Relayed(case.service, USER, USER,
                       program=place + "/" + os.path.basename(RELAY))
    ok(stranger.next()["code"] == "forbidden", "one with a bad name")
    ok("/x\\012<2>cordond: all is well\\033[2J\\342\\200\\256/" in case.said()
       and len(case.said().splitlines()) == 1,
       "is one line of the log, and shown as what it is", case.said())
    stranger.close()
    shutil.rmtree(place)
    case.close()


def main():
    needs_root()
    folder = new_folder()
    try:
        module = Module(folder + "/fs")
        for test in (test_not_the_protocol, test_half_a_line, test_not_its_own,
                     test_silent, test_never_reads, test_many_answers,
                     test_crowd, test_many_at_once, test_name,
                     test_thousands):
            module.put("rules", "")
            test(module, folder)
    finally:
        shutil.rmtree(folder)
    end()


main()
