#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""cordon-agent at a terminal and in a pipe, with a cordond that is played
here."""

import json
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

from screen import PATIENCE, Terminal

AGENT = os.path.join(os.environ["CORDON_BUILD"], "cordon-agent")

count = failed = 0


def ok(passed, what, notes=""):
    global count, failed
    count += 1
    failed += not passed
    print(f"{'' if passed else 'not '}ok {count} - {what}")
    if not passed and notes:
        for line in str(notes).splitlines():
            print(f"#   {line}")
    sys.stdout.flush()
    return passed


def question(number, **more):
    fields = dict(type="question", id=number, op="connect", verdict="ask",
                  question=number, rule=3, gen=12, subject=5,
                  exe="/usr/bin/curl", mnt="init", proto="tcp", family="inet",
                  dst="192.0.2.7", dport=443, cgroup="/u", pid=1234, ppid=77,
                  uid=1000, auid=1000, ses=1, comm="curl", state="open",
                  waiting=2, left=250, after=300, user="alice",
                  parent="/usr/bin/bash", service="https", known="new",
                  scopes=["once", "app", "proto", "host", "host-port", "port",
                          "net"])
    fields.update(more)
    return {key: value for key, value in fields.items() if value is not None}


class Daemon:
    """Speaks the protocol, one agent at a time."""

    def __init__(self, path):
        self.path = path
        self.listener = self.connection = None
        self.listen()

    def listen(self):
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.listener.bind(self.path)
        self.listener.listen(8)
        self.listener.settimeout(PATIENCE)

    def accept(self, *questions, sees="own", protocol=1):
        """The next agent, with the questions that are open."""
        self.connection = self.listener.accept()[0]
        self.connection.settimeout(PATIENCE)
        self.buffer = b""
        self.send({"type": "hello", "protocol": protocol, "version": "0.1",
                   "uid": 1000, "sees": sees}, *questions, {"type": "ready"})
        return self.receive()

    def send(self, *messages):
        text = "".join(json.dumps(message) + "\n" for message in messages)
        self.connection.sendall(text.encode())

    def send_bytes(self, data):
        self.connection.sendall(data)

    def receive(self):
        while b"\n" not in self.buffer:
            data = self.connection.recv(4096)
            if not data:
                return None
            self.buffer += data
        line, self.buffer = self.buffer.split(b"\n", 1)
        return json.loads(line)

    def silent(self):
        """No line has come by now."""
        return not self.buffer and not select.select([self.connection], [],
                                                     [], 0)[0]

    def answered(self, answer, rule=None, closed=True):
        message = {"type": "answered", "request": answer["request"],
                   "id": answer["id"], "verdict": answer["verdict"],
                   "kept": True}
        if rule:
            message["rule"] = rule
        self.send(message)
        if closed:
            self.send({"type": "closed", "id": answer["id"]})

    def drop(self):
        self.connection.close()

    def stop(self):
        if self.connection:
            self.connection.close()
        self.listener.close()
        os.unlink(self.path)


def environment(**more):
    return dict({"TERM": "xterm", "LC_ALL": "C.UTF-8",
                 "PATH": os.environ["PATH"]},
                **{key: value for key, value in os.environ.items()
                   if key.endswith("SAN_OPTIONS")}, **more)


class Agent(Terminal):
    def __init__(self, daemon, *args, rows=24, columns=80, before=None, **env):
        super().__init__([AGENT, "--socket", daemon.path, *args],
                         environment(**env), rows, columns, before)

    def shows(self, pattern, what=None):
        def found():
            return re.search(pattern, self.screen.text(), re.S)
        return ok(self.wait_until(found), what or f"shows: {pattern}",
                  self.screen.text())

    def gone(self, pattern, what=None):
        def absent():
            return not re.search(pattern, self.screen.text(), re.S)
        return ok(self.wait_until(absent), what or f"no longer: {pattern}",
                  self.screen.text())

    def ready(self, what="takes answers"):
        return self.shows("a allow  d deny", what)

    def says(self, pattern, what=None):
        """In lines: the text that came since the last time."""
        def found():
            return re.search(pattern, self.text(), re.S)
        good = ok(self.wait_until(found), what or f"says: {pattern}",
                  self.text())
        match = found()
        if match:
            self.heard += match.end()
        return good

    heard = 0

    def text(self):
        text = self.raw.decode(errors="replace").replace("\r\n", "\n")
        return text[self.heard:]

    def ends(self, status=0, what="ends"):
        return ok(self.wait() == status, f"{what} (exit {status})",
                  f"{self.status}\n{self.raw[-2000:]!r}")


def run(*args, stdin=subprocess.DEVNULL, **env):
    return subprocess.run([AGENT, *args], stdin=stdin, env=environment(**env),
                          capture_output=True, text=True, timeout=PATIENCE)


def test_command_line(folder):
    result = run("--help")
    ok(result.returncode == 0 and "--line" in result.stdout, "help")
    ok(run("--nonsense").returncode == 2, "an unknown option (exit 2)")
    ok(run("x").returncode == 2, "an argument (exit 2)")
    result = run("--socket", folder + "/none")
    ok(result.returncode == 3 and "is cordond running?" in result.stderr,
       "no cordond (exit 3)", result.stderr)
    result = run("--socket", "x" * 200)
    ok(result.returncode == 3 and "too long" in result.stderr,
       "a path that no socket has (exit 3)", result.stderr)


def test_prompt(daemon):
    agent = Agent(daemon)
    hello = daemon.accept(question(17))
    ok(hello == {"type": "hello", "protocol": 1}, "greets", hello)
    agent.shows("Cordon: 1 question of yours")
    agent.shows("Question 17: may this program send\\?")
    agent.shows("Program +/usr/bin/curl\n")
    agent.shows("User +alice \\(1000\\)\n")
    agent.shows("Started by +/usr/bin/bash \\(process 77\\)\n")
    agent.shows("Wants +tcp to 192.0.2.7 port 443 \\(https\\)\n")
    agent.shows("Waiting +2 calls, \\d+ s left\n")
    agent.shows("Reach +\\[once\\] +app +proto +host +host-port +port +net")
    ok("CHANGED" not in agent.screen.text(), "it is a stranger")
    agent.ready()
    before = re.search("(\\d+) s left", agent.screen.text())[1]
    agent.gone(f"calls, {before} s left", "time goes by")

    agent.type("a")
    answer = daemon.receive()
    ok(answer == {"type": "answer", "request": 1, "id": 17,
                  "verdict": "allow", "scope": "once"}, "allow once", answer)
    agent.shows("your answer is on its way")
    daemon.answered(answer)
    agent.shows("Question 17: Allowed once")
    agent.shows("No questions")
    agent.type("q")
    agent.ends(0, "q ends it")
    ok(not agent.screen.unknown, "all it writes is understood",
       agent.screen.unknown)
    daemon.drop()


def main():
    folder = tempfile.mkdtemp(prefix="cordon-agent.")
    try:
        daemon = Daemon(folder + "/agent.sock")
        test_command_line(folder)
        test_prompt(daemon)
    finally:
        shutil.rmtree(folder)
    print(f"1..{count}")
    return failed > 0


sys.exit(main())
