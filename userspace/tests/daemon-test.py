#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""cordond at a terminal of its own, against plain files in place of the
module's."""

import os
import re
import select
import shutil
import signal
import subprocess
import sys
import time

sys.dont_write_bytecode = True

from child import Child  # noqa: E402
from daemonlib import *  # noqa: E402,F403


class Daemon(Child):
    def __init__(self, module, *args, environment=None):
        self.text = ""
        super().__init__([DAEMON, *args],
                         dict(os.environ, CORDON_SECURITYFS=module.folder,
                              LC_ALL="C.UTF-8", **(environment or {})))

    def take(self, data):
        self.text += data.decode(errors="replace").replace("\r\n", "\n")

    def expect(self, pattern, what=None):
        """Waits for text; what came before it is forgotten."""
        match = self.wait_until(lambda: re.search(pattern, self.text, re.S))
        if match:
            self.text = self.text[match.end():]
        return ok(match, what or f"shows: {pattern}", self.text)

    def type(self, line, end="\n"):
        super().type(line + end)

    def took_all(self):
        """Waits until what was typed is read, and it waits for more."""
        tty = os.open(f"/proc/{self.pid}/fd/0", os.O_RDWR | os.O_NOCTTY)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and (
                select.select([tty], [], [], 0)[0] or not self.sleeps()):
            time.sleep(0.01)
        os.close(tty)

    def sleeps(self):
        with open(f"/proc/{self.pid}/stat", encoding="ascii") as stat:
            return stat.read().rpartition(")")[2].split()[0] == "S"

    def answer(self, line):
        """When it is the person's turn: what comes before is dropped."""
        self.expect("\n> $", f"waits for an answer: {line}")
        self.type(line)


def run(*args, fs="/nonexistent"):
    return subprocess.run([DAEMON, *args], stdin=subprocess.DEVNULL,
                          env=dict(os.environ, CORDON_SECURITYFS=fs),
                          capture_output=True, text=True, timeout=PATIENCE)


def test_command_line(fs):
    result = run("--help")
    ok(result.returncode == 0 and "--terminal" in result.stdout, "help")
    ok(run("--nonsense").returncode == 2, "an unknown option (exit 2)")
    ok(run("x").returncode == 2, "an argument (exit 2)")
    result = run()
    ok(result.returncode == 3 and "not there" in result.stderr,
       "no module (exit 3)", result.stderr)
    result = run("--terminal", fs=fs)
    ok(result.returncode == 1 and "has to be a terminal or a pipe" in
       result.stderr, "no terminal (exit 1)", result.stderr)


def test_check(folder):
    """--check: what is a mistake, and what is only not there."""
    def check(text):
        with open(folder + "/cordond.conf", "w") as file:
            file.write(text)
        return run("--check", "--config", folder + "/cordond.conf")
    result = check("nonsense\n")
    ok(result.returncode == 2 and "cordond.conf:1" in result.stderr and
       not result.stdout, "a mistake (exit 2)", result)
    result = check("on-question = /bin/sh\nagent = /bin/sh\n"
                   "all-group = root\nagent-group = root\n"
                   f"store = {folder}/x/y.conf\ntimed = {folder}/y.conf\n")
    ok(result.returncode == 0 and result.stdout == "no mistakes\n" and
       not result.stderr, "none (exit 0)", result)
    result = check("on-question = /nonexistent/a\nagent = /nonexistent/b\n"
                   "all-group = nosuch\nstore = /nonexistent/d/e.conf\n")
    ok(result.returncode == 0 and all(
        f"warning: {what}" in result.stderr for what in
        ("on-question = /nonexistent/a: ", "agent = /nonexistent/b: ",
         "all-group = nosuch: ", "store = /nonexistent/d/e.conf: ")),
       "what is not there is warned about", result)


def test_shared_file(folder):
    """What others write to the same file stays."""
    with open(folder + "/said", "w+") as file:
        file.write("before\n")
        file.flush()
        for _ in range(2):
            subprocess.run([DAEMON, "--check", "--config", "/nonexistent"],
                           stdout=file, stderr=file, timeout=PATIENCE)
        os.write(file.fileno(), b"behind\n")
        file.seek(0)
        said = file.read().splitlines()
    ok(len(said) == 4 and said[0] == "before" and said[3] == "behind" and
       said[1] == said[2] and said[1].startswith("cordond: /nonexistent: "),
       "a file that is shared", said)


def test_prompt(module, store):
    daemon = Daemon(module, "--terminal", "--store", store,
                    "--timed", os.path.dirname(store) + "/timed.conf")
    daemon.expect("Waiting for questions")
    module.ask(question(17))
    daemon.expect("Question 17: may this program send\\?")
    daemon.expect("Program +/usr/bin/curl\n")
    daemon.expect("User +root \\(0\\)\n")
    daemon.expect(f"Started by +said to be {re.escape(PYTHON)} "
                  f"\\(process {os.getpid()}\\)\n")
    daemon.expect("Wants +tcp to 192.0.2.7 port 443\n")
    daemon.expect("Waiting +2 calls, (\\d\\d?) s left\n")
    daemon.answer("perhaps")
    daemon.expect("Not understood")
    daemon.type("?")
    daemon.expect("host-port +this program to this address and port")
    daemon.type("A")
    daemon.expect("Allowed always: allow exe=/usr/bin/curl proto=tcp "
                  "dst=192.0.2.7 dport=443\n")
    ok(module.get("rules") == "before 3 allow exe=/usr/bin/curl proto=tcp "
       "dst=192.0.2.7 dport=443\n", "the rule is in force",
       module.get("rules"))
    with open(store) as file:
        ok("\nallow exe=/usr/bin/curl proto=tcp dst=192.0.2.7 dport=443\n"
           in file.read(), "and kept")
    return daemon


def test_several(module, daemon):
    module.put("rules", "")
    module.ask(question(18, rule=0, exe="2F6F70742F4D7920417070"),
               question(19, exe='"memfd:x"'),
               question(20, exe='"/bin/x"', mnt="other"),
               question(21, op="create", proto="packet", dst="?", dport="?"))
    daemon.expect("Question 18: .*3 more to answer")
    daemon.expect("Program +/opt/My App\n")
    daemon.answer("n")
    daemon.expect("Question 19: .*memfd:x.*can only be answered once")
    daemon.answer("a app")
    daemon.expect("no path that a rule could name")
    daemon.type("d")
    daemon.expect("Denied once")
    ok(module.get("answer") == "19 deny\n", "an answer for once",
       module.get("answer"))
    daemon.expect("Question 20: .*mount namespace of its own")
    daemon.answer("l")
    daemon.expect("\n  18  root \\(0\\)  /opt/My App  tcp 192.0.2.7:443\n"
                  "\\* 20 .*\n  21 ", "lists what is open, not what is settled")
    daemon.type("next")
    daemon.expect("Question 21: .*Wants +open a packet socket")
    daemon.answer("n")
    daemon.expect("Question 18: ", "comes back to skipped ones")
    daemon.answer("deny app 1h user")
    daemon.expect('Denied for 1 h: deny exe="/opt/My App" uid=0 expires=3600')
    ok(module.get("rules") ==
       'append deny exe="/opt/My App" uid=0 expires=3600\n',
       "the default asked: the rule comes last", module.get("rules"))


def test_guard(module, daemon):
    """What is typed before a question was visible answers nothing."""
    module.put("answer", "")
    daemon.type("a", end="")
    module.ask(question(25))
    daemon.expect("Question 25: ")
    daemon.answer("")
    daemon.expect("Question 25: ", "a line that began too early is empty")
    ok(not module.get("answer"), "and no answer", module.get("answer"))
    daemon.answer("d")
    daemon.expect("Denied once")
    ok(module.get("answer") == "25 deny\n", "what comes later is one",
       module.get("answer"))


def test_refused(module, daemon):
    """The person can try again."""
    os.remove(module.path("rules"))
    os.mkdir(module.path("rules"))
    module.ask(question(26))
    daemon.expect("Question 26: ")
    daemon.answer("A")
    daemon.expect("Refused: Is a directory\n")
    daemon.answer("d")
    daemon.expect("Denied once")
    os.rmdir(module.path("rules"))
    module.put("rules", "")


def test_closed(module, daemon):
    module.ask(question(30))
    daemon.expect("Question 30: ")
    module.ask(question(30, state="timeout", waiting=0))
    daemon.expect("Nobody answered question 30 in time")
    module.ask()
    daemon.expect("Question 30 is closed")
    daemon.type("a")
    daemon.expect("There is no question to answer now")
    daemon.type("x" * 3000)
    daemon.type("l")
    daemon.expect("No questions")


def test_leave(module, daemon):
    module.ask(question(31, exe="2F1B5B324A"))
    daemon.expect(r"Program +/\\033\[2J\n", "terminal escapes are not passed on")
    module.ask(question(32, exe="2FC29BE280AE78"))
    daemon.expect("Question 32: ")
    daemon.answer("allow app")
    daemon.expect(r"Allowed until reboot: allow exe=/\\302\\233\\342\\200\\256x\n",
                  "nor are they in a rule")
    daemon.type("q")
    ok(daemon.wait() == 0, "q ends it (exit 0)", daemon.status)


def test_signals(module):
    for number in signal.SIGTERM, signal.SIGINT:
        daemon = Daemon(module, "--terminal")
        daemon.expect("Waiting for questions")
        os.kill(daemon.pid, number)
        ok(daemon.wait() == 0, f"{number.name} ends it (exit 0)",
           daemon.status)


def test_store_fails(module, folder):
    module.ask(question(40))
    daemon = Daemon(module, "--terminal", "--store", folder + "/none/x.conf")
    daemon.expect("Question 40")
    daemon.answer("D")
    daemon.expect("Denied always: .*could not be kept in .*forgets it")
    daemon.type("q")
    daemon.wait()


def test_stopped_terminal(module):
    """Nobody reads what it writes: the loop goes on all the same."""
    module.ask(question(50))
    daemon = Daemon(module, "--terminal")
    daemon.answer("?")
    time_up = time.monotonic() + PATIENCE
    for _ in range(2000):
        os.write(daemon.fd, b"?\n")
        if time.monotonic() > time_up:
            break
    os.kill(daemon.pid, signal.SIGTERM)
    ended = False
    while not ended and time.monotonic() < time_up:
        pid, status = os.waitpid(daemon.pid, os.WNOHANG)
        ended = pid != 0
        if not ended:
            time.sleep(0.05)
    if not ended:
        os.kill(daemon.pid, signal.SIGKILL)
    ok(ended and os.waitstatus_to_exitcode(status) == 0,
       "a terminal that is not read does not block it")
    os.close(daemon.fd)


def test_lost_text(module):
    """Was it the question? It is shown again, for all who read on."""
    module.ask(question(55))
    daemon = Daemon(module, "--terminal")
    daemon.answer("l")
    daemon.expect("> $", "what follows is not read")
    # More than the terminal and cordond hold together.
    for _ in range(300):
        os.write(daemon.fd, b"?\n")
    daemon.took_all()
    daemon.expect("Some text was lost .*Question 55: .*\\n> $",
                  "the question is shown again when text was lost")
    daemon.type("q")
    ok(daemon.wait() == 0, "q ends it (exit 0)", daemon.status)


def test_pipe(module, store):
    """Answers from a pipe, as a script gives them."""
    module.ask(question(60))
    with subprocess.Popen([DAEMON, "--terminal", "--store", store],
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE,
                          env=dict(os.environ,
                                   CORDON_SECURITYFS=module.folder)) as child:
        text = b""
        while b"> " not in text:
            data = os.read(child.stdout.fileno(), 4096)
            if not data:
                break
            text += data
        ok(b"Question 60" in text, "a question into a pipe", text)
        rest, _ = child.communicate(b"a\n", timeout=PATIENCE)
        ok(b"Allowed once." in rest, "an answer out of a pipe", rest)
        ok(child.returncode == 0, "the end of its input ends it (exit 0)")


def main():
    folder = new_folder()
    try:
        store = folder + "/50-answers.conf"
        module = Module(folder + "/fs")
        test_command_line(module.folder)
        test_check(folder)
        test_shared_file(folder)
        daemon = test_prompt(module, store)
        test_several(module, daemon)
        test_guard(module, daemon)
        test_refused(module, daemon)
        test_closed(module, daemon)
        test_leave(module, daemon)
        test_signals(module)
        test_store_fails(module, folder)
        test_stopped_terminal(module)
        test_lost_text(module)
        test_pipe(module, store)
    finally:
        shutil.rmtree(folder)
    end()


main()
