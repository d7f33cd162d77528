#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Agents of cordond: what they are told, what becomes of their answers, who
may be one."""

import os
import shutil
import signal
import sys

sys.dont_write_bytecode = True

from daemonlib import *  # noqa: E402,F403


def test_questions(module, folder):
    module.ask(question(17), question(18, uid=4000, exe='"memfd:x"'))
    service = Service(module, folder).wait_ready()
    agent = Agent(service)
    hello = agent.next()
    ok(hello == {"type": "hello", "protocol": 1, "version": "0.1",
                 "uid": os.geteuid(), "sees": "all"}, "the greeting", hello)
    line = agent.next()
    ok(line["type"] == "question" and line["id"] == 17, "a question", line)
    ok(line["exe"] == "/usr/bin/curl" and line["dst"] == "192.0.2.7" and
       line["dport"] == 443 and line["proto"] == "tcp" and
       line["waiting"] == 2 and line["state"] == "open" and
       line["after"] == 30 and 0 < line["left"] <= 28 and
       line["rule"] == 3 and line["comm"] == "curl", "what the kernel says",
       line)
    ok(line["user"] == "root", "the name of the user", line)
    ok(line["parent_claimed"] == os.path.realpath(sys.executable),
       "what is said to have started it", line)
    ok(line.get("service") == ("https" if "https" in read("/etc/services")
                               else None), "the name of the port", line)
    ok(line["known"] == "new", "it is not known", line)
    ok(line["scopes"] == ["once", "app", "proto", "host", "host-port",
                          "port", "net"], "what can be answered", line)
    ok("question" not in line, "no number is there twice", line)
    line = agent.next()
    ok(line["id"] == 18 and line["scopes"] == ["once"] and
       "user" not in line and line["uid"] == 4000,
       "a program without a path, a user without a name", line)
    ok(agent.next() == {"type": "ready"}, "then it is told that this is all")

    module.ask(question(17, waiting=5), question(18, uid=4000),
               question(19, mnt="other", exe="2F6FFF09"))
    line = agent.next()
    ok(line["id"] == 17 and line["waiting"] == 5, "a question that changes",
       line)
    line = agent.next()
    ok(line["id"] == 19 and line["scopes"] == ["once"] and
       "app" in line["any_mount_scopes"], "a new one", line)
    ok(line["exe"] == "/o\N{REPLACEMENT CHARACTER}\t" and
       line["exe_hex"] == "2f6fff09", "bytes that are no text", line)
    module.ask(question(19, state="answered"))
    ok(sorted(agent.next()["id"] for _ in range(3)) == [17, 18, 19],
       "questions that are over")
    agent.close()
    return service


def test_answers(module, service):
    module.ask(*(question(n) for n in range(30, 38)),
               question(38, exe='"memfd:x"'))
    agent = Agent(service)
    agent.until("question", id=38)
    reply = agent.reply(30)
    ok(reply == {"type": "answered", "request": 1, "id": 30,
                 "verdict": "allow", "kept": False}, "an answer for once",
       reply)
    ok(module.get("answer") == "30 allow\n", "is in force",
       module.get("answer"))
    reply = agent.reply(30)
    ok(reply["code"] == "stale" and reply["id"] == 30,
       "a second one comes too late", reply)
    reply = agent.reply(31, "deny", "host-port", **{"for": "always"})
    ok(reply["rule"] == "deny exe=/usr/bin/curl proto=tcp dst=192.0.2.7 "
       "dport=443" and reply["kept"] and reply["verdict"] == "deny",
       "an answer for always", reply)
    ok(module.get("rules").startswith("before 3 deny "), "is in force",
       module.get("rules"))
    ok("\ndeny exe=/usr/bin/curl proto=tcp dst=192.0.2.7 dport=443\n" in
       read(service.store), "and kept", read(service.store))
    reply = agent.reply(32, "allow", "port", **{"for": "1h"})
    ok(reply["rule"].endswith(" expires=3600") and reply["kept"],
       "an answer for an hour", reply)
    ok("dport=443 # ends=" in read(service.timed), "is kept with its end",
       read(service.timed))
    reply = agent.reply(33, "allow", "app")
    ok(reply["rule"] == "allow exe=/usr/bin/curl" and
       "allow exe=/usr/bin/curl # ends=reboot" in read(service.timed),
       "an answer until reboot", read(service.timed))
    reply = agent.reply(34, "allow", "net", prefix=16, this_user=True)
    ok(reply["rule"] == "allow exe=/usr/bin/curl uid=0 dst=192.0.0.0/16",
       "a network, of one user", reply)
    reply = agent.reply(38, "allow", "app")
    ok(reply["code"] == "refused" and "no path" in reply["message"],
       "what cannot be answered like that", reply)
    reply = agent.reply(1)
    ok(reply["code"] == "stale", "a question that is not there", reply)
    reply = agent.reply(35, "perhaps")
    ok(reply["code"] == "invalid" and reply["id"] == 35,
       "an answer that makes no sense", reply)
    ok(agent.reply(35)["type"] == "answered", "does not end the connection")

    # Many in one write, not waiting for one another, and the end of it.
    for number in 36, 37:
        agent.answer(number, "deny", "app", **{"for": "always"})
    agent.socket.shutdown(1)
    replies = [agent.until("answered") for _ in range(2)]
    ok([reply and reply["id"] for reply in replies] == [36, 37],
       "replies come although nothing more is asked", replies)
    ok(agent.next() is None and agent.over, "then the connection ends")
    agent.close()


def test_not_kept(module, service):
    module.ask(question(40), question(41))
    service.configure(store=service.folder + "/none/50-answers.conf")
    os.kill(service.process.pid, signal.SIGHUP)
    ok(service.told().startswith("RELOADING=1\nMONOTONIC_USEC=") and
       service.told() == "READY=1", "the configuration is read again")
    agent = Agent(service)
    agent.until("question", id=41)
    reply = agent.reply(40, "allow", "app", **{"for": "always"})
    ok(reply["type"] == "answered" and reply["id"] == 40 and
       not reply["kept"] and "not kept" in reply["message"],
       "an answer that cannot be kept", reply)
    ok(service.says("none/50-answers.conf: No such file"), "is in the log",
       read(service.log))
    os.remove(module.path("rules"))
    reply = agent.reply(41, "allow", "app", **{"for": "always"})
    ok(reply["code"] == "refused", "an answer that the kernel refuses", reply)
    module.put("rules", "")
    service.configure()
    os.kill(service.process.pid, signal.SIGHUP)
    service.wait_ready()
    agent.close()


def test_known(module, service):
    module.put("policy", "default ask\nset lo 127.0.0.0/8\n"
               f"allow exe=/usr/bin/curl sha256={'0' * 64} dst=192.0.2.7 # id=4 hits=0\n"
               "ask exe=/opt/** # id=3 hits=0\n"
               f"allow exe=/opt/x sha256={'0' * 64} # id=5 hits=0\n"
               f"allow exe=/srv/* fsverity=sha256:{'0' * 64} uid=7 # id=6 hits=0\n")
    module.ask(question(50, gen=13), question(51, dst="192.0.2.8", gen=13),
               question(52, gen=13, exe='"/usr/bin/wget"'),
               question(53, gen=13, exe='"/opt/x"'),
               question(54, gen=13, exe='"/opt/x"', rule=0),
               question(55, gen=13, exe='"/srv/x"', uid=7, rule=0),
               question(56, gen=13, exe='"/srv/x"', uid=8, rule=0))
    agent = Agent(service)
    known = {number: agent.until("question", id=number)["known"]
             for number in range(50, 57)}
    ok(known[50] == "changed", "known path, new content", known)
    ok(known[51] == "new", "not where the rule would not allow it anyway")
    ok(known[52] == "new", "nor another program")
    ok(known[53] == "new", "nor when the rule that asked comes first")
    ok(known[54] == "changed", "but when the default asked")
    ok(known[55] == "changed" and known[56] == "new",
       "wildcards, and another user", known)
    module.put("policy", "default ask\n")
    module.ask(question(50, gen=14))
    line = agent.until("question", id=50)
    ok(line and line["known"] == "new",
       "it is told again when the policy has changed", line)
    agent.close()


def test_users(module, service, folder):
    if not IS_ROOT:
        ok(True, "agents of other users # SKIP needs root")
        return
    module.ask(question(60, uid=5000), question(61, uid=5001))
    agent = Agent(service)
    agent.until("question", id=61)
    agent.close()
    alice = Relayed(service, 5000, AGENT_GID)
    hello = alice.next()
    ok(hello["uid"] == 5000 and hello["sees"] == "own", "an agent of a user",
       hello)
    bob = Relayed(service, 5001, AGENT_GID)
    lines = [alice.next(), alice.next()]
    ok([line.get("id") for line in lines] == [60, None] and
       lines[1]["type"] == "ready", "sees the questions of that user", lines)
    ok(bob.until("question")["id"] == 61 and
       bob.next()["type"] == "ready", "as the agent of another one does")
    reply = alice.reply(61)
    ok(reply["code"] == "stale" and
       reply["message"] == "there is no such open question",
       "the questions of others do not exist", reply)
    ok(module.get("answer") != "61 allow\n", "and stay open")
    ok(alice.reply(62)["message"] == reply["message"],
       "as those that nobody has")
    ok(bob.reply(61)["type"] == "answered", "its own it can answer")

    warden = Relayed(service, 5002, AGENT_GID, [ALL_GID])
    ok(warden.next()["sees"] == "all" and
       [warden.next()["id"] for _ in range(2)] == [60, 61],
       "who is in the group of those sees all")
    ok(warden.reply(60)["type"] == "answered", "and answers all")
    for agent in alice, bob, warden:
        agent.close()

    other = folder + "/other"
    shutil.copy(RELAY, other)
    for what, agent in (
            ("another program",
             Relayed(service, 5000, AGENT_GID, program=other)),
            ("an agent without its group", Relayed(service, 5000, 5000)),
            ("the group among the others",
             Relayed(service, 5000, 5000, [AGENT_GID, ALL_GID]))):
        line = agent.next()
        ok(line and line["type"] == "error" and line["code"] == "forbidden",
           f"{what} is not let in", line)
        ok(agent.next() is None, "and hears nothing else")
        agent.close()
    ok(service.says("not let in: " + other) and service.says("uid 5000"),
       "it is in the log", read(service.log))

    crowd = [Relayed(service, 5000, AGENT_GID) for _ in range(16)]
    for agent in crowd:
        agent.until("ready")
    late = Relayed(service, 5000, AGENT_GID)
    line = late.next()
    ok(line["type"] == "error" and line["code"] == "busy",
       "a user has so many agents and no more", line)
    bob = Relayed(service, 5001, AGENT_GID)
    ok(bob.next()["type"] == "hello", "which leaves room for others")
    for agent in [*crowd, late, bob]:
        agent.close()


def test_restart(module, folder, service):
    module.ask(question(70))
    agent = Agent(service)
    agent.until("question", id=70)
    service.process.kill()
    service.process.wait()
    ok(agent.until("nothing") is None and agent.over,
       "it dies: the connection ends")
    service = Service(module, folder).wait_ready()
    agent = Agent(service)
    ok(agent.until("question", id=70), "a new one finds the open question")

    with subprocess.Popen([DAEMON, "--config", service.config],
                          stdin=subprocess.PIPE, stderr=subprocess.PIPE,
                          env=dict(os.environ,
                                   CORDON_SECURITYFS=module.folder)) as second:
        said = second.stderr.readline()
        ok(b"another process listens there" in said,
           "a second one does not take the agents away", said)
        second.terminate()
        second.stderr.read()
        ok(second.wait(PATIENCE) == 0 and os.path.exists(service.socket),
           "nor the socket when it ends")
    ok(agent.reply(70)["type"] == "answered", "the first one still answers")
    ok(service.stop() == 0, "SIGTERM ends it (exit 0)")
    ok(not os.path.exists(service.socket), "and the socket is gone")


def main():
    needs_root()
    folder = new_folder()
    try:
        module = Module(folder + "/fs")
        service = test_questions(module, folder)
        test_answers(module, service)
        test_not_kept(module, service)
        test_known(module, service)
        test_users(module, service, folder)
        test_restart(module, folder, service)
    finally:
        shutil.rmtree(folder)
    end()


main()
