#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""What users may answer: rules for themselves alone, and what user-answers of
the configuration says. Whoever starts the agent answers, a person or not."""

import os
import shutil
import signal
import subprocess
import sys

sys.dont_write_bytecode = True

from daemonlib import *  # noqa: E402,F403

USER = 5000
AGENT = os.path.join(os.environ["CORDON_BUILD"], "cordon-agent")
OWN = 'exe=/usr/bin/curl uid=5000'


def relayed(service, groups=()):
    agent = Relayed(service, USER, AGENT_GID, groups)
    agent.until("ready")
    return agent


def asked(module, agent, number, **more):
    """As the agent hears of it."""
    module.put("rules", "")
    module.put("answer", "")
    module.ask(question(number, uid=USER, **more))
    return agent.until("question", id=number)


def test_own_rules(module, service):
    agent = relayed(service)
    line = asked(module, agent, 1)
    ok(line["only_this_user"] is True and
       line["verdicts"] == ["allow", "deny"] and "app" in line["scopes"],
       "a user hears what can be answered", line)
    reply = agent.reply(1, scope="app")
    ok(reply.get("rule") == f"allow {OWN}",
       "a rule of a user is for that user", reply)
    ok(module.get("rules").endswith(f" allow {OWN}\n"), "in force, too",
       module.get("rules"))
    asked(module, agent, 2)
    reply = agent.reply(2, "deny", "app", this_user=False,
                        **{"for": "always"})
    ok(reply.get("rule") == f"deny {OWN}" and reply["kept"],
       "whatever the agent says", reply)
    ok(read(service.store).endswith(f"\ndeny {OWN}\n"), "kept like that",
       read(service.store))
    asked(module, agent, 3)
    ok(agent.reply(3)["type"] == "answered" and
       module.get("answer") == "3 allow\n", "once has no user")

    line = asked(module, agent, 4, mnt="other")
    ok("any_mount_scopes" not in line and line["scopes"] == ["once"],
       "any file at a path: a user hears that there is no rule", line)
    reply = agent.reply(4, scope="app", any_mount=True)
    ok(reply["code"] == "refused" and not module.get("rules"),
       "and may not make one", reply)
    agent.close()


def test_all_users(module, service):
    agent = relayed(service, [ALL_GID])
    line = asked(module, agent, 10, mnt="other")
    ok("only_this_user" not in line and "app" in line["any_mount_scopes"],
       "who sees the questions of all users can do both", line)
    reply = agent.reply(10, scope="app", any_mount=True)
    ok(reply.get("rule") == "allow exe=/usr/bin/curl mnt=any",
       "a rule for all users", reply)
    agent.close()


def configure(service, answers):
    service.configure(agent=f"{service.program}\nagent = {service.real}",
                      user_answers=answers)
    service.process.send_signal(signal.SIGHUP)
    service.wait_ready()


# Of allow once, deny once, allow always, deny always: those that are taken.
CASES = {
    "always": (["allow", "deny"], "app", (True, True, True, True)),
    "once": (["allow", "deny"], None, (True, True, False, False)),
    "deny": (["deny"], "app", (False, True, False, True)),
    "none": ([], None, (False, False, False, False)),
}


def test_user_answers(module, service, answers, number):
    verdicts, scope, taken = CASES[answers]
    agent = relayed(service)
    configure(service, answers)
    if answers != "always":
        agent.until("nothing")
        ok(agent.over, f"{answers}: who has other rights now has to come again")
    agent.close()
    agent = relayed(service)
    line = asked(module, agent, number)
    ok(line["verdicts"] == verdicts and
       (scope in line["scopes"] if scope else
        line["scopes"] == (["once"] if verdicts else [])),
       f"{answers}: an agent hears it", line)
    for at, (verdict, how) in enumerate((v, h) for h in ("once", "app")
                                        for v in ("allow", "deny")):
        asked(module, agent, number + 1 + at)
        reply = agent.reply(number + 1 + at, verdict, how)
        ok(reply["type"] == "answered" if taken[at] else
           reply.get("code") == "refused" and
           "users may" in reply["message"] and
           not module.get("rules") and not module.get("answer"),
           f"{answers}: {verdict} {how}: {'taken' if taken[at] else 'refused'}",
           reply)
    agent.close()
    root = Agent(service)
    asked(module, root, number + 5)
    ok(root.reply(number + 5, scope="app").get("rule") ==
       "allow exe=/usr/bin/curl", f"{answers}: root makes rules for all")
    root.close()


def until(file, *ends):
    """What comes up to one of these."""
    said = ""
    while not any(end in said for end in ends) and (data := file.read1()):
        said += data.decode()
    return said


def answers_itself(service, number):
    """A program without a terminal runs the installed agent. What that says:
    before it gets an answer, and then."""
    def become():
        os.setgroups([])
        os.setresgid(AGENT_GID, AGENT_GID, AGENT_GID)
        os.setresuid(USER, USER, USER)

    with subprocess.Popen([service.real, "--line", "--socket", service.socket],
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, preexec_fn=become) as agent:
        before = until(agent.stdout, "? more")
        agent.stdin.write(f"{number} allow app\n".encode())
        agent.stdin.flush()
        after = until(agent.stdout, "Allowed:", "? and Enter: help.")
        agent.terminate()
    return before, after


def test_itself(module, service):
    """The one thing that no check of who answers can stop."""
    for answers, number, taken in ("always", 200, True), ("deny", 210, False), \
                                  ("none", 220, False):
        configure(service, answers)
        agent = Agent(service)
        asked(module, agent, number)
        agent.close()
        said = answers_itself(service, number)
        ok(("You may" in said[0]) is not taken, f"{answers}: the agent says so",
           said)
        ok((f" allow {OWN}\n" in module.get("rules")) is taken,
           f"{answers}: a program answers its own question: "
           f"{'taken' if taken else 'refused'}", said)


def main():
    needs_root()
    folder = new_folder()
    try:
        module = Module(folder + "/fs")
        service = Service(module, folder)
        service.real = os.path.join(folder, "cordon-agent")
        shutil.copy(AGENT, service.real)
        service.wait_ready()
        test_own_rules(module, service)
        test_all_users(module, service)
        for number, answers in enumerate(CASES):
            test_user_answers(module, service, answers, 100 + 10 * number)
        test_itself(module, service)
        ok(service.stop() == 0, "SIGTERM ends it (exit 0)")
    finally:
        shutil.rmtree(folder)
    end()


main()
