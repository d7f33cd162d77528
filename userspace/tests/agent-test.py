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

sys.dont_write_bytecode = True

from child import PATIENCE  # noqa: E402
from screen import Terminal  # noqa: E402
from tap import end, ok  # noqa: E402

AGENT = os.path.join(os.environ["CORDON_BUILD"], "cordon-agent")

# As ncurses has asked xterm to send it.
RIGHT = "\x1bOC"

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
    # So few that half-drawn screens are seen always, and not just when the
    # machine is busy.
    PIECE = 3

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

    def offers_none(self, *keys, what):
        """Waits: the bottom line comes last, and may be an older one's."""
        def none():
            return not any(key in self.bottom() for key in keys)
        return ok(self.wait_until(none), what, self.screen.text())

    def bottom(self):
        return self.screen.text().rstrip("\n").split("\n")[-1]

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
    ok(result.returncode == 3 and "too long" in result.stderr and
       "running" not in result.stderr,
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
    agent.ready()
    ok("CHANGED" not in agent.screen.text(), "it is a stranger")
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


def test_start(daemon):
    """Nothing is wrong before anything went wrong."""
    agent = Agent(daemon)
    agent.shows("Cordon: connecting\n")
    agent.shows("Connecting to cordond")
    daemon.accept()
    agent.shows("Cordon: 0 questions of yours")
    ok(b"onnected" not in agent.raw and b"NOT" not in agent.raw,
       "no alarm before there is a connection", agent.raw)
    daemon.drop()
    agent.shows("Cordon: NOT CONNECTED\n")
    daemon.accept(question(17))
    agent.shows("Cordon: 1 question of yours")
    agent.type("q")
    agent.ends()
    daemon.drop()

    daemon.stop()
    agent = Agent(daemon, "--wait")
    agent.shows("Cordon: NOT CONNECTED\n", "when it waits for cordond")
    line = Agent(daemon, "--wait", "--line")
    line.says("Waiting for cordond\\.")
    line.type("q\n")
    line.ends()
    daemon.listen()
    daemon.accept()
    agent.shows("Cordon: 0 questions")
    agent.type("q")
    agent.ends()
    daemon.drop()

    agent = Agent(daemon)
    agent.shows("Cordon: connecting\n")
    daemon.listener.accept()[0].close()
    agent.shows("Cordon: NOT CONNECTED\n", "when nobody greets it")
    agent.type("q")
    agent.ends()


def test_keys(daemon):
    """What the bottom line offers has an effect, and the other way round."""
    agent = Agent(daemon)
    daemon.accept(question(17))
    agent.ready()
    agent.offers_none("f time", "u user",
                      what="once: neither a time nor a user is offered")
    for key in "f", "u":
        agent.type(key)
        agent.shows('"once" makes no rule', f"{key} says so")
        agent.type("?q")
        agent.gone('"once" makes no rule', "until the next key")
    agent.type(RIGHT)
    agent.shows("f time  u user", "a rule has both")
    agent.shows("Time .*\\[until reboot\\]")
    agent.type("f")
    agent.shows("Time .*\\[always\\]")
    agent.type("u")
    agent.shows("Who +\\[only this user\\]")
    agent.offers_none("m any file", what="nothing is offered that is no choice")
    agent.type("m")
    agent.shows("That key is for programs that have a namespace of their own")

    daemon.send(question(18, exe="memfd:x", scopes=["once"]),
                question(19, mnt="other", scopes=["once"],
                         any_mount_scopes=["once", "app", "host"]))
    agent.type("j")
    agent.shows("Question 18 .*it can only be\\s+answered once",
                "a program without a path")
    agent.offers_none("reach", what="one reach is no choice")
    agent.ready()
    agent.type("j")
    agent.shows("Question 19 ")
    agent.shows("m any file")
    agent.type("m")
    agent.shows("Left/Right reach")
    agent.type("q")
    agent.ends()
    daemon.drop()


def test_scripts(daemon):
    """Why there is no rule for a script."""
    python = {"exe": "/usr/bin/python3.11", "scopes": ["once"]}
    agent = Agent(daemon)
    daemon.accept(question(17, script="unknown:/opt/run.py", **python),
                  question(18, script="other:/opt/run.py", mnt="same",
                           any_mount_scopes=["once", "app"], **python))
    agent.shows("> +17 /usr/bin/python3.11 /opt/run.py  alice",
                "the list has room for the whole path")
    agent.resize(50, 200)
    agent.shows("> +17 /usr/bin/python3.11 /opt/run.py  alice \\(1000\\)  tcp ",
                "and leaves none empty when there is more")
    agent.resize(24, 80)
    agent.shows("Script +/opt/run.py\n")
    agent.shows("Careful +the script was not started by its own full path")
    agent.type("j")
    agent.shows("Question 18 .*Script +/opt/run.py\n.*its user chooses",
                "of a user who chooses what runs it")
    agent.type("m")
    agent.type(RIGHT)
    agent.shows("Rule +exe=/usr/bin/python3.11 script=/opt/run.py mnt=any")
    agent.ready()
    agent.type("a")
    answer = daemon.receive()
    ok(answer.get("any_mount") is True, "a rule for any file there", answer)
    agent.type("q")
    agent.ends()
    daemon.drop()


def test_sizes(daemon):
    """A question that cannot be seen is not answered."""
    address = "2001:db8:1234:5678:9abc:def0:1234:5678"

    def shown():
        return "".join(line.strip() for line in
                       agent.screen.text().split("\n"))
    agent = Agent(daemon, rows=12, columns=40)
    daemon.accept(question(17, dst=address))
    agent.ready()
    ok(address in shown(), "the address is there", agent.screen.text())
    ok("q quit" in agent.bottom(), "the keys fit", agent.bottom())
    agent.resize(6, 40)
    agent.shows("Window too small to answer in")
    agent.gone("a allow", "then no answer is offered")
    agent.type("a")
    agent.shows("Too early")
    ok(daemon.silent(), "or taken")
    agent.resize(50, 200)
    agent.ready()
    # By what was chosen, not by the window, it has no room any more.
    agent.type("?q")
    agent.gone("Too early")
    agent.resize(9, 40)
    agent.gone("too small")
    agent.ready()
    ok(address in shown(), "it is never cut", agent.screen.text())
    agent.type(RIGHT)
    agent.shows("Window too small to answer in")
    agent.gone("a allow", "it offers no answer when a choice takes the room")
    agent.type("a")
    agent.shows("Too early")
    ok(daemon.silent(), "or takes one")
    agent.type("q")
    agent.ends()
    daemon.drop()


def test_lines_at_once(daemon):
    """Answers that a program wrote in one go: each is taken in its turn."""
    with subprocess.Popen([AGENT, "--line", "--socket", daemon.path],
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          env=environment()) as agent:
        daemon.accept(question(21), question(22), question(23))
        said = b""
        while b"Question 21" not in said:
            said += os.read(agent.stdout.fileno(), 4096)
        os.write(agent.stdin.fileno(), b"a\nd\na\n")
        for number, verdict in (21, "allow"), (22, "deny"), (23, "allow"):
            answer = daemon.receive()
            ok(answer and answer["id"] == number and
               answer["verdict"] == verdict, "lines in one go: the next one",
               answer)
            # Nothing else comes that could wake it.
            daemon.answered(answer, closed=False)
        agent.stdin.close()
        agent.stdout.read()
        ok(agent.wait(PATIENCE) == 0, "the end of its input ends it (exit 0)")
    daemon.drop()


def test_limits(daemon):
    """Less than a question can have: it says so, and shows no more."""
    agent = Agent(daemon)
    daemon.accept(question(20, verdicts=["deny"], only_this_user=True,
                           parent=None, parent_claimed="/usr/bin/apt"))
    agent.shows("Answers +You may only deny")
    agent.shows("Started by +said to be /usr/bin/apt \\(process 77\\)\n")
    agent.shows("\n d deny ", "takes one key")
    agent.type("a")
    agent.shows("Not like that: You may only deny")
    ok(daemon.silent(), "and nothing is sent")
    agent.type("2")
    agent.shows("\\[only this user\\]")
    agent.shows("Rule +exe=/usr/bin/curl uid=1000\n")
    agent.type("d")
    answer = daemon.receive()
    ok(answer == {"type": "answer", "request": 1, "id": 20,
                  "verdict": "deny", "scope": "app", "for": "boot",
                  "this_user": True}, "deny, for one user", answer)
    daemon.send({"type": "closed", "id": 20}, question(21, verdicts=[],
                                                       scopes=[]))
    daemon.answered(answer, "deny exe=/usr/bin/curl uid=1000", False)
    agent.shows("Answers +You may not answer: an administrator does")
    agent.offers_none("allow", "deny", what="takes no answers")
    agent.type("q")
    agent.ends(0, "q ends it")
    daemon.drop()


def main():
    folder = tempfile.mkdtemp(prefix="cordon-agent.")
    try:
        daemon = Daemon(folder + "/agent.sock")
        test_command_line(folder)
        for test in (test_prompt, test_start, test_keys, test_scripts,
                     test_sizes, test_lines_at_once, test_limits):
            test(daemon)
    finally:
        shutil.rmtree(folder)
    end()


main()
