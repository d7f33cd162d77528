#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""cordond and who runs it: the service manager's watchdog, and a log that nobody
reads."""

import fcntl
import os
import shutil
import signal
import sys

sys.dont_write_bytecode = True

from daemonlib import *  # noqa: E402,F403

WATCHDOG_MS = 400
# Half of it is the time between two signs of life.
SILENCE = 5 * WATCHDOG_MS / 1000


def hears(service, seconds):
    """Whether there is a sign of life in that time."""
    service.manager.settimeout(seconds)
    try:
        return service.told() == "WATCHDOG=1"
    except TimeoutError:
        return False


def test_watchdog(module, folder):
    service = Service(module, folder, environment={
        "WATCHDOG_USEC": str(WATCHDOG_MS * 1000)}).wait_ready()
    start = time.monotonic()
    ok(all(hears(service, PATIENCE) for _ in range(10)),
       "signs of life, again and again")
    ok(time.monotonic() - start > 8 * WATCHDOG_MS / 2 / 1000,
       "not more often than need be")
    module.ask(question(1))
    agent = Agent(service)
    ok(agent.until("question", id=1), "an agent is told meanwhile")

    # To open it waits for a reader.
    os.remove(module.path("answer"))
    os.mkfifo(module.path("answer"))
    agent.answer(1)
    time_up = time.monotonic() + PATIENCE
    silent = False
    while not silent and time.monotonic() < time_up:
        silent = not hears(service, SILENCE)
    ok(silent, "when the loop hangs there is none")
    reader = os.open(module.path("answer"), os.O_RDONLY)
    ok(hears(service, PATIENCE), "when it goes on there is again")
    os.close(reader)
    os.remove(module.path("answer"))
    module.put("answer", "")
    agent.close()
    ok(service.stop() == 0, "SIGTERM ends it (exit 0)")


def test_other_watchdog(module, folder):
    service = Service(module, folder, environment={
        "WATCHDOG_USEC": str(WATCHDOG_MS * 1000),
        "WATCHDOG_PID": "1"}).wait_ready()
    ok(not hears(service, SILENCE), "the watchdog of another process")
    service.stop()


class Unread(Service):
    """Its messages go into a pipe that is full soon."""

    def __init__(self, *args, **config):
        self.reader, self.errors = os.pipe()
        fcntl.fcntl(self.errors, fcntl.F_SETPIPE_SZ, 4096)
        super().__init__(*args, **config)

    def messages(self):
        return os.read(self.reader, 65536).decode()

    def reload(self):
        self.process.send_signal(signal.SIGHUP)
        self.wait_ready()


def test_unread(module, folder):
    service = Unread(module, folder).wait_ready()
    for _ in range(200):
        service.reload()
    ok(True, "messages that nobody reads do not hold it up")
    module.ask(question(2))
    agent = Agent(service)
    agent.until("question", id=2)
    ok(agent.reply(2)["type"] == "answered", "nor answers")
    agent.close()
    text = service.messages()
    ok(len(text) <= 4096 and text.endswith("read again\n"),
       "those that it took are whole", text[-100:])
    service.reload()
    text = service.messages()
    ok(re.fullmatch("cordond: \\d+ messages before this one were left out: "
                    "nobody took them\n"
                    "cordond: the configuration was read again\n", text),
       "then the log says that it lacks some", text)
    flags = fcntl.fcntl(service.errors, fcntl.F_GETFL)
    ok(not flags & os.O_NONBLOCK, "for others the pipe is what it was")
    ok(service.stop() == 0, "SIGTERM ends it (exit 0)")


def main():
    folder = new_folder()
    try:
        module = Module(folder + "/fs")
        for test in test_watchdog, test_other_watchdog, test_unread:
            test(module, folder)
    finally:
        shutil.rmtree(folder)
    end()


main()
