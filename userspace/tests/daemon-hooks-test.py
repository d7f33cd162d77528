#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The program that cordond runs for each question: what it hears, what becomes
of its answer, and that one which misbehaves is in nobody's way."""

import os
import shutil
import sys

sys.dont_write_bytecode = True

from daemonlib import *  # noqa: E402,F403


class Hook:
    """A program in shell; what it leaves behind is in a folder of its own."""

    def __init__(self, folder):
        self.path = folder + "/hook"
        self.left = folder + "/left"
        os.mkdir(self.left)

    def write(self, body):
        """cordond and its children may run the old one: never in place."""
        new = self.path + ".new"
        with open(new, "w") as file:
            file.write("#!/bin/sh\nread -r line\nid=${line#*\\\"id\\\":}\n"
                       f"id=${{id%%,*}}\nid=${{id# }}\ncd {self.left}\n{body}\n")
        os.chmod(new, 0o755)
        os.rename(new, self.path)

    def ids(self, prefix):
        """Of the questions that left files with such names."""
        return sorted(int(name[len(prefix):])
                      for name in os.listdir(self.left)
                      if name.startswith(prefix) and "." not in name)

    def pid(self, question):
        return int(read(f"{self.left}/pid.{question}") or 0)


# Its name is there when its content is.
NOTE = "echo $$ >tmp.$id; mv tmp.$id pid.$id; : >ran$id"


def is_there(pid):
    """A process that has not ended."""
    stat = read(f"/proc/{pid}/stat")
    return bool(stat) and stat.rsplit(")", 1)[1].split()[0] != "Z"


def test_answer(module, service, hook):
    hook.write('printf "%s\\n" "$line" >line$id; echo "allow app always"')
    module.ask(question(10, exe='"/opt/ten"'))
    wait_for(lambda: "allow exe=/opt/ten\n" in read(service.store),
             "the answer of a program is kept", lambda: read(service.log))
    ok(module.get("rules") == "before 3 allow exe=/opt/ten\n", "and in force",
       module.get("rules"))
    line = json.loads(read(hook.left + "/line10"))
    ok(line["type"] == "question" and line["id"] == 10 and
       line["exe"] == "/opt/ten" and "host-port" in line["scopes"],
       "it is told what agents are told", line)
    ok(line["known"] == "new", "the program is not known", line)

    module.put("policy", "default ask\n"
               f"allow exe=/opt/ten sha256={'0' * 64} # id=4 hits=0\n")
    module.ask(question(11, exe='"/opt/ten"', rule=0, gen=13))
    wait_for(lambda: read(hook.left + "/line11").endswith("\n"),
             "it runs for the next question", lambda: read(service.log))
    line = json.loads(read(hook.left + "/line11") or "{}")
    ok(line.get("known") == "changed",
       "it is told of a known path with new content", line)
    module.put("policy", "default ask\n")


def served(module, agent, number):
    """An agent can answer meanwhile."""
    reply = agent.reply(number, "deny")
    ok(reply and reply["type"] == "answered", "an agent is served meanwhile",
       reply)


def test_bad(module, service, hook):
    """Each leaves the question open, and one line in the log."""
    cases = (
        ("exits with 1", "echo 'allow app always'; exit 1",
         "ended with status 1"),
        ("is killed", "echo 'allow app always'; kill -9 $$",
         "ended with signal 9"),
        ("writes garbage", "printf x; head -c 900 /dev/urandom; exit 0",
         "answer to question"),
        ("writes no command", "echo 'allow me'", "answer to question"),
        ("floods its output", "exec yes x", "ended with signal 13"),
    )
    for at, (what, body, said) in enumerate(cases):
        number = 20 + 2 * at
        before = len(read(service.log))
        hook.write(f"[ $id = {number} ] || exit 0; {body}")
        module.put("answer", "")
        module.put("rules", "")
        module.ask(question(number), question(number + 1))
        agent = Agent(service)
        agent.until("question", id=number + 1)
        served(module, agent, number + 1)
        wait_for(lambda: said in service.log_since(before),
                 f"one that {what}: it is in the log",
                 lambda: service.log_since(before))
        said_lines = [line for line in
                      service.log_since(before).splitlines()
                      if f"question {number}" in line]
        ok(len(said_lines) == 1, "in one line", said_lines)
        ok(module.get("answer") == f"{number + 1} deny\n" and
           not module.get("rules"), "and no answer",
           module.get("answer") + module.get("rules"))
        ok(agent.reply(number, "allow")["type"] == "answered",
           "the question is still there to be answered")
        agent.close()


def test_heir(module, service, hook):
    """Its child writes on when it has ended: there is no end to wait for."""
    for number, where in ((40, ""), (42, ">&2")):
        hook.write(f"yes '' {where} & echo $! >heir{number}; exit 0")
        module.ask(question(number), question(number + 1))
        agent = Agent(service)
        agent.until("question", id=number + 1)
        heir = f"{hook.left}/heir{number}"
        wait_for(lambda: "\n" in read(heir),
                 "one that leaves a child behind which floods")
        served(module, agent, number + 1)
        wait_for(lambda: not is_there(int(read(heir))),
                 "nobody listens to the child")
        agent.close()

    def descriptors():
        return len(os.listdir(f"/proc/{service.process.pid}/fd"))
    before = descriptors()
    hook.write("sleep 1000 & echo $! >heir44; echo 'allow app always'")
    module.ask(question(44, exe='"/opt/heir"'))
    wait_for(lambda: "allow exe=/opt/heir\n" in read(service.store),
             "one that leaves a child behind which sleeps")
    wait_for(lambda: descriptors() <= before, "nothing is kept open for it",
             lambda: (before, descriptors()))
    os.kill(int(read(hook.left + "/heir44")), signal.SIGKILL)


def test_many(module, service, hook):
    """Those that hang are bounded, and end after their questions."""
    start = 100
    ids = range(start, start + 20)
    hook.write(f"{NOTE}; trap '' TERM; while :; do sleep 1000; done")
    module.ask_many([question(n) for n in ids], 16384)
    agent = Agent(service)
    agent.until("question", id=ids[-1])
    wait_for(lambda: len(hook.ids("ran")) == 8, "eight that hang")
    served(module, agent, ids[-1])
    module.ask_many([question(n) for n in ids[:-1]], 16384)
    ok(agent.until("closed", id=ids[-1]), "others go on meanwhile")
    ok(hook.ids("ran") == list(ids[:8]),
       "a program for each of the first ones, and no more", hook.ids("ran"))
    pids = [hook.pid(number) for number in ids[:8]]
    ok(all(map(is_there, pids)), "that run as long as there is a question",
       pids)

    hook.write(f"{NOTE}; : >done$id")
    module.ask_many([question(n) for n in ids[8:-1]], 16384)
    ok(agent.until("closed", id=ids[7]), "their questions are closed")
    wait_for(lambda: not any(map(is_there, pids)), "they are killed then")
    wait_for(lambda: hook.ids("done") == list(ids[8:-1]),
             "the other questions have their turn",
             lambda: hook.ids("done"))
    agent.close()


def test_says(module, service, hook):
    """What programs say is in the log, and does not fill it."""
    before = len(read(service.log))
    hook.write("echo first >&2; printf '\\033[2Jx' >&2; echo allow app always")
    module.ask(question(150, exe='"/opt/says"'))
    wait_for(lambda: "allow exe=/opt/says\n" in read(service.store),
             "a program that complains can answer",
             lambda: read(service.log))
    said = service.log_since(before)
    ok(f"cordond: {hook.path}: question 150: says: first\n" in said and
       "question 150: says: \\033[2Jx\n" in said,
       "what it says is in the log, made printable", said)

    before = len(read(service.log))
    hook.write("head -c 650 /dev/zero | tr '\\0' x >&2")
    module.ask(question(151))
    wait_for(lambda: f"says: {'x' * 50}\n" in service.log_since(before),
             "a long line is cut", lambda: service.log_since(before))
    ok(max(map(len, service.log_since(before).splitlines())) < 500,
       "into lines of bounded length", service.log_since(before))

    before = len(read(service.log))
    module.put("answer", "")
    hook.write("exec yes more >&2")
    module.ask(question(152))
    wait_for(lambda: "question 152: ended with signal 13" in
             service.log_since(before), "one that floods the log ends",
             lambda: service.log_since(before))
    said = service.log_since(before).splitlines()
    ok(len(said) < 12, "after a few lines", said)
    ok(sum("more such messages are left out" in line for line in said) == 1,
       "which say that there was more", said)
    ok(module.get("answer") == "", "and no answer", module.get("answer"))


def test_missing(module, service, hook):
    before = len(read(service.log))
    os.remove(hook.path)
    module.ask(question(200), question(201))
    agent = Agent(service)
    agent.until("question", id=201)
    served(module, agent, 201)
    wait_for(lambda: "question 200: ended with status 127" in
             service.log_since(before), "one that is not there",
             lambda: service.log_since(before))
    agent.close()


def main():
    needs_root()
    folder = new_folder()
    try:
        module = Module(folder + "/fs")
        hook = Hook(folder)
        hook.write("exit 0")
        service = Service(module, folder, on_question=hook.path).wait_ready()
        for test in (test_answer, test_bad, test_heir, test_many,
                     test_says, test_missing):
            test(module, service, hook)
            # The next one begins with an empty slate, and its own messages.
            service.stop()
            module.ask()
            service = Service(module, folder,
                              on_question=hook.path).wait_ready()
        ok(service.stop() == 0, "SIGTERM ends it (exit 0)")
    finally:
        shutil.rmtree(folder)
    end()


main()
