#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""cordond dies at any instant while it answers: what an agent was told to be
kept is kept, once, and the files are whole.

CORDON_CRASHES: how often. CORDON_SEED: begin with that one, to see it again."""

import os
import random
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True

from daemonlib import *  # noqa: E402,F403

CRASH = os.path.join(os.environ["CORDON_BUILD"], "tests/crash")
ROUNDS = int(os.environ.get("CORDON_CRASHES") or (30 if SANITIZED else 200))
SEED = int(os.environ.get("CORDON_SEED") or 1)
# Answers of a round, and more calls than they take.
ANSWERS = 12
CALLS_MAX = 800


class Crashing(Service):
    """Dies at a call that is given, as if the machine did."""

    def __init__(self, module, folder, calls):
        self.calls = calls
        super().__init__(module, folder, kept=folder + "/kept")

    def command(self):
        return [CRASH, str(self.calls), self.kept,
                self.folder + "/undo", *super().command()]


class Round:
    def __init__(self, module, folder, seed, kept):
        self.random = random.Random(seed)
        self.seed = seed
        self.folder = folder
        self.module = module
        self.told = 0
        # What agents were told to be kept, in all rounds.
        self.kept = kept

    def rule(self, number):
        return f"allow exe=/opt/{self.seed}/{number}"

    def run(self):
        """Answers until it is dead."""
        ids = range(1, ANSWERS + 1)
        self.module.ask(*(question(n, exe=f'"/opt/{self.seed}/{n}"',
                                   cgroup="?", pid=1) for n in ids))
        service = Crashing(self.module, self.folder,
                           self.random.randint(1, CALLS_MAX)).wait_ready()
        agent = Agent(service)
        agent.until("ready")
        lasting = {}
        for number in ids:
            lasting[number] = self.random.choice(list(self.kept))
            agent.answer(number, "allow", "app", **{"for": lasting[number]})
            if self.random.random() < 0.5:
                self.hear(agent, lasting)
        while self.hear(agent, lasting):
            if self.told == ANSWERS:
                break
        agent.close()
        return service.stop(), self.check(service)

    def hear(self, agent, lasting):
        line = agent.until("answered")
        if line is None or not line["kept"]:
            return False
        self.kept[lasting[line["id"]]].append(self.rule(line["id"]))
        self.told += 1
        return True

    def check(self, service):
        """What is wrong."""
        wrong = []
        for path, told, end in (
                (service.store, self.kept["always"], "\n"),
                (service.timed, self.kept["boot"], " # ends=reboot "),
                (service.timed, self.kept["1h"], " # ends=")):
            text = read(path)
            wrong += [f"{path}: {text.count(rule + end)} times: {rule}"
                      for rule in told if text.count(rule + end) != 1]
        for path in service.store, service.timed:
            if not os.path.exists(path):
                continue
            check = subprocess.run([CTL, "check", self.folder + "/base", path],
                                   capture_output=True, timeout=PATIENCE)
            if check.returncode:
                wrong.append(f"{path} is not whole: {check.stderr}")
            lines = [line.split(" # ")[0] for line in
                     read(path).splitlines() if line[0] != "#"]
            if len(set(lines)) != len(lines):
                wrong.append(f"{path} has something twice")
        return wrong


def main():
    needs_root()
    folder = new_folder()
    place = folder + "/kept"
    os.mkdir(place)
    with open(folder + "/base", "w") as file:
        file.write("default ask\n")
    wrong, statuses, halves = [], set(), 0
    kept = {"always": [], "boot": [], "1h": []}
    try:
        module = Module(folder + "/fs")
        print(f"# seeds {SEED} to {SEED + ROUNDS - 1}")
        for seed in range(SEED, SEED + ROUNDS):
            status, what = Round(module, folder, seed, kept).run()
            statuses.add(status)
            wrong += [f"seed {seed}: {line}" for line in what]
            halves += any(name.endswith(".new") for name in os.listdir(place))
            if wrong:
                break
        print(f"# {sum(map(len, kept.values()))} answers were confirmed, "
              f"{halves} edits not ended")
        ok(not wrong, "every answer that was confirmed is kept, once, "
           "in a file that is whole", "\n".join(wrong))
        ok(statuses == {0}, "it died each time", statuses)
        ok(halves, "also in the middle of an edit")
        ok(all(kept.values()), "there were answers of each kind",
           {lasting: len(rules) for lasting, rules in kept.items()})
        for name in ".50-answers.conf.new", ".timed.conf.new":
            with open(os.path.join(place, name), "w") as file:
                file.write("allow exe=/ha")
        service = Service(module, folder, kept=place).wait_ready()
        left = [name for name in os.listdir(place) if name.endswith(".new")]
        ok(not left, "a new one removes what an edit left behind", left)
        ok(service.stop() == 0, "SIGTERM ends it (exit 0)")
    finally:
        shutil.rmtree(folder)
    end()


main()
