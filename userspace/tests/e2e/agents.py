# SPDX-License-Identifier: GPL-2.0-only
"""See agents.sh. argv[1]: cases before ours."""

import os
import re
import shutil
import subprocess
import sys
import time

import tap
from child import PATIENCE
from screen import Terminal
from tap import end, ok

CORDON = "/sys/kernel/security/cordon/"
USER, OTHER = 1000, 1001
HOST = "198.51.100.1"


def read(name):
    with open(CORDON + name) as file:
        return file.read()


def become(uid, groups=()):
    """What subprocess.Popen() and Terminal need to run something as @uid."""
    def change():
        os.setgroups(groups)
        os.setgid(uid)
        os.setuid(uid)
    return change


class Agent(Terminal):
    def __init__(self, uid, *groups, program="/usr/bin/cordon-agent", args=()):
        self.uid = uid
        super().__init__([program, *args], {"TERM": "xterm", "LC_ALL": "C.UTF-8"},
                         before=become(uid, groups))

    def shows(self, pattern, what=None):
        def found():
            return re.search(pattern, self.screen.text(), re.S)
        return ok(self.wait_until(found), what or f"shows: {pattern}",
                  self.screen.text())

    def asks(self, program, what=None):
        self.question = question_of(program)
        self.shows(rf"Question {self.question}: may .*"
                   rf"Program +{program.path}\n",
                   what or f"asks about {program.path}")

    def choose(self, row, word, key):
        """@key until @word is what is chosen in @row."""
        def chosen():
            found = re.search(rf"{row} .*\[(.+?)\]", self.screen.text())
            return found and found[1]

        for _ in range(10):
            self.wait_until(chosen)
            before = chosen()
            if before == word:
                return True
            self.type(key)
            self.wait_until(lambda: chosen() != before)
        return False

    def answer(self, key, scope="once", lasting=None):
        if not self.choose("Reach", scope, "l") or \
           lasting and not self.choose("Time", lasting, "f"):
            return ok(False, f"can choose {scope} {lasting}",
                      self.screen.text())
        if not self.wait_until(lambda: "a allow  d deny" in self.screen.text()):
            return ok(False, "takes answers", self.screen.text())
        self.type(key)
        return True


class Program:
    """An executable of its own, that tries to send."""

    def __init__(self, name, uid=USER):
        self.path = f"/opt/{name}/nc"
        self.uid = uid
        os.makedirs(os.path.dirname(self.path), exist_ok=True)
        shutil.copy("/usr/bin/nc.openbsd", self.path)

    def start(self, proto="tcp", host=HOST, port=443):
        udp = ["-u"] if proto == "udp" else []
        self.process = subprocess.Popen(
            [self.path, "-n", "-v", "-w", "5", *udp, host, str(port)],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, preexec_fn=become(self.uid))
        return self

    def result(self):
        """"allow" or "deny"; there is no network that it could reach."""
        said = self.process.communicate(timeout=PATIENCE)[0]
        if "Network is unreachable" in said:
            return "allow"
        return "deny" if "Permission denied" in said else said

    def end(self):
        self.process.kill()
        self.process.communicate()


def questions():
    return int(re.search(r"^asked (\d+)", read("status"), re.M)[1])


def question_of(program):
    """The number of its question, once it is asked."""
    while not (found := re.search(
            rf' question=(\d+) .* exe="{program.path}" .* state=open ',
            read("queue"))):
        pass
    return int(found[1])


INSIDE = {
    "app": ("udp", "203.0.113.9", 53),
    "proto": ("tcp", "203.0.113.9", 22),
    "host": ("udp", HOST, 53),
    "host-port": ("tcp", HOST, 443),
    "port": ("tcp", "203.0.113.9", 443),
    "net": ("tcp", "198.51.100.77", 443),
}
OUTSIDE = {
    "proto": ("udp", HOST, 443),
    "host": ("tcp", "198.51.100.2", 443),
    "host-port": ("tcp", HOST, 444),
    "port": ("tcp", HOST, 444),
    "net": ("tcp", "198.51.101.1", 443),
}
CONDITIONS = {
    "app": "",
    "proto": " proto=tcp",
    "host": f" dst={HOST}",
    "host-port": f" proto=tcp dst={HOST} dport=443",
    "port": " proto=tcp dport=443",
    "net": " dst=198.51.100.0/24",
}
LASTINGS = ("for 5 min", "for 1 h", "until reboot", "always")


def test_once(agent):
    for key, verdict in ("a", "allow"), ("d", "deny"):
        program = Program(f"once-{verdict}")
        for attempt in "", ", again":
            program.start()
            agent.asks(program)
            # What cannot be proven here, where init has another root, is said to
            # be so; daemon-parent-test.py has what can.
            agent.shows(r"Started by +(said to be )?/usr/bin/python3",
                        "what started it")
            agent.answer(key)
            ok(program.result() == verdict, f"once: {verdict}{attempt}")
        ok(program.path not in read("policy"), "and no rule")


def test_rule(agent, scope, lasting, key, answers):
    verdict = {"a": "allow", "d": "deny"}[key]
    name = f"{scope}, {lasting}, {verdict}"
    program = Program(f"{scope}-{lasting.split()[-1]}-{verdict}").start()
    agent.asks(program, f"{name}: is asked")
    agent.answer(key, scope, lasting)
    ok(program.result() == verdict, f"{name}: what waits goes on")
    agent.shows(rf"Question {agent.question}: (Allowed|Denied): {verdict} exe=",
                f"{name}: the answer is acknowledged")
    rule = f"{verdict} exe={program.path} uid={USER}{CONDITIONS[scope]}"
    rules = [line for line in read("policy").splitlines()
             if program.path in line]
    good = len(rules) == 1 and rules[0].startswith(rule)
    if good:
        good = ("for " in lasting) == (" expires=" in rules[0])
    ok(good, f"{name}: the rule", "\n".join(rules))
    if lasting == "always":
        with open("/etc/cordon/policy.d/50-answers.conf") as file:
            ok(rule in file.read().splitlines(), f"{name}: is kept")
    else:
        with open("/var/lib/cordon/timed.conf") as file:
            ok(rule in file.read(), f"{name}: is kept for its time")

    answers[name] = (agent.question, f"verdict={verdict} scope={scope} for=")

    asked = questions()
    ok(program.start(*INSIDE[scope]).result() == verdict,
       f"{name}: holds for what it reaches")
    ok(questions() == asked, f"{name}: that is no question")
    if scope in OUTSIDE and lasting == "always":
        program.start(*OUTSIDE[scope])
        agent.asks(program, f"{name}: what it does not reach is asked")
        agent.answer("d")
        ok(program.result() == "deny", f"{name}: and answered on its own")


def records_of(question):
    """Who answered it, in the log of auditd."""
    said = subprocess.run(
        ["ausearch", "--input-logs", "-m", "USER_MAC_CONFIG_CHANGE", "--raw"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True).stdout
    return [line for line in said.splitlines()
            if f"op=answer question={question} " in line]


def test_records(answers):
    with open("/proc/self/loginuid") as file:
        auid = file.read()
    for name, (question, words) in answers.items():
        end = time.monotonic() + PATIENCE
        while not (lines := records_of(question)) and time.monotonic() < end:
            pass
        ok(len(lines) == 1, f"{name}: one record of the answer",
           "\n".join(lines))
        for word in (words, "by=agent", f"agent-uid={USER} agent-auid={auid} ",
                     'agent-exe="/usr/bin/cordon-agent"', "res=success"):
            ok(lines and word in lines[0], f"{name}: it has {word}",
               "\n".join(lines))


def test_users(agent):
    """Nobody sees the questions of others."""
    other = Agent(OTHER)
    other.shows("No questions")
    group = int(subprocess.run(["getent", "group", "cordon"],
                               capture_output=True,
                               text=True).stdout.split(":")[2])
    member = Agent(OTHER, group)
    member.shows("of all users", "a member of group cordon sees all")

    theirs = Program("theirs", OTHER).start()
    other.asks(theirs)
    member.asks(theirs)
    mine = Program("mine").start()
    agent.asks(mine, "each sees their own")
    member.shows(f"{mine.path}")
    agent.answer("a")
    ok(mine.result() == "allow", "and answers it")
    other.answer("d")
    ok(theirs.result() == "deny", "so does the other")
    for path, terminal in (theirs.path, agent), (mine.path, other):
        ok(path.encode() not in terminal.raw,
           f"{path} never was on another user's screen")
    for terminal in other, member:
        terminal.type("q")
        ok(terminal.wait() == 0, "q ends it", terminal.screen.text())


def test_strangers():
    """What is no installed agent is turned away."""
    shutil.copyfile("/usr/bin/cordon-agent", "/opt/copy")
    os.chmod("/opt/copy", 0o755)
    copy = Agent(USER, program="/opt/copy", args=["--line"])
    status = copy.wait()
    ok(status not in (0, None) and b"not an installed agent" in copy.raw,
       "a copy is turned away", f"{status}\n{copy.raw!r}")


def main():
    tap.start(int(sys.argv[1]))
    agent = Agent(USER)
    agent.shows("No questions")
    test_once(agent)
    answers = {}
    for scope in INSIDE:
        for i, lasting in enumerate(LASTINGS):
            test_rule(agent, scope, lasting, "ad"[(i + len(scope)) % 2],
                      answers)
    test_records(answers)
    test_users(agent)
    test_strangers()
    agent.type("q")
    ok(agent.wait() == 0, "q ends it")
    end()


main()
