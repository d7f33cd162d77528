# SPDX-License-Identifier: GPL-2.0-only
"""For the tests of cordond: results, the module's files as plain files, the
daemon, agents."""

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

from child import PATIENCE
from tap import end, ok

DAEMON = os.path.join(os.environ["CORDON_BUILD"], "cordond")
CTL = os.path.join(os.environ["CORDON_BUILD"], "cordonctl")
RELAY = os.path.join(os.environ["CORDON_BUILD"], "tests/relay")
# Groups that no test machine needs to have: numbers stand for themselves.
AGENT_GID, ALL_GID = 64242, 64243
IS_ROOT = os.geteuid() == 0
PYTHON = os.path.realpath(sys.executable)
SANITIZED = b"__asan_init" in open(DAEMON, "rb").read()

def needs_root():
    """Agents that see all questions, or are those of several users, do."""
    if not IS_ROOT:
        ok(True, "agents # SKIP needs root")
        end()


def wait_for(condition, what, notes=lambda: ""):
    """Until it holds; gives up only for good."""
    time_up = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > time_up:
            return ok(False, what, notes())
        time.sleep(0.01)
    return ok(True, what)


def read(path):
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            return file.read()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def question(number, rule=3, exe='"/usr/bin/curl"', dst="192.0.2.7", **more):
    fields = dict(op="connect", verdict="ask", question=number, rule=rule,
                  label="?", gen=12, subject=5, exe=exe, script="?",
                  mnt="init", proto="tcp", family="inet", dst=dst, dport=443,
                  sport="?", cgroup='"/u"', pid=1234, ppid=os.getpid(),
                  uid=0, auid=0, ses=1, comm='"curl"', state="open",
                  waiting=2, left=28, after=30)
    fields.update(more)
    return " ".join(f"{key}={value}" for key, value in fields.items())


class Module:
    """The module's files, as plain files."""

    def __init__(self, folder):
        self.folder = folder
        os.mkdir(folder)
        for name in "rules", "answer", "queue", "policy":
            self.put(name, "")

    def path(self, name):
        return os.path.join(self.folder, name)

    def put(self, name, text):
        with open(self.path(name), "w") as file:
            file.write(text)

    def get(self, name):
        return read(self.path(name))

    def ask(self, *questions):
        """One write of one page: a reader sees all of it or nothing."""
        text = "\n".join(questions).encode().ljust(4095, b"\n") + b"\n"
        assert len(text) == 4096
        fd = os.open(self.path("queue"), os.O_WRONLY)
        os.write(fd, text)
        os.close(fd)

    def ask_many(self, lines, size):
        """More than a page: readers may see half of it, and read again."""
        text = "\n".join(lines).encode().ljust(size - 1, b"\n") + b"\n"
        assert len(text) == size
        fd = os.open(self.path("queue"), os.O_WRONLY)
        assert os.write(fd, text) == size
        os.close(fd)


class Service:
    """A daemon with agents, as a service manager runs it."""

    # A descriptor, to have its messages elsewhere than in the log.
    errors = None

    def __init__(self, module, folder, environment=None, kept=None, **config):
        self.folder = folder
        self.socket = os.path.join(folder, "agent.sock")
        self.kept = kept or folder
        self.store = os.path.join(self.kept, "50-answers.conf")
        self.timed = os.path.join(self.kept, "timed.conf")
        self.config = os.path.join(folder, "cordond.conf")
        self.program = os.path.join(folder, "agent")
        if not os.path.exists(self.program):
            shutil.copy(RELAY, self.program)
        self.log = os.path.join(folder, "log")
        self.manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.manager.bind(f"\0cordon-test-{os.getpid()}-{id(self)}")
        self.manager.settimeout(PATIENCE)
        self.configure(**config)
        env = dict(os.environ, CORDON_SECURITYFS=module.folder,
                   NOTIFY_SOCKET="@" + self.manager.getsockname()[1:].decode(),
                   **(environment or {}))
        with open(self.log, "a") as log:
            self.process = subprocess.Popen(
                self.command(), stdin=subprocess.DEVNULL, stdout=log,
                stderr=self.errors or log, env=env)

    def command(self):
        return [DAEMON, "--config", self.config]

    def configure(self, **config):
        keys = {"socket": self.socket, "store": self.store,
                "timed": self.timed, "agent": self.program,
                "agent-group": AGENT_GID, "all-group": ALL_GID}
        keys.update({key.replace("_", "-"): value
                     for key, value in config.items()})
        with open(self.config, "w") as file:
            for key, value in keys.items():
                file.write(f"{key} = {value}\n")

    def told(self):
        """The next thing that the service manager hears."""
        return self.manager.recv(4096).decode()

    def wait_ready(self):
        while self.told() != "READY=1":
            pass
        return self

    def says(self, text):
        return text in read(self.log)

    def log_since(self, start):
        return read(self.log)[start:]

    def stop(self, number=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(number)
        self.process.wait(PATIENCE)
        self.manager.close()
        return self.process.returncode

    def memory_kb(self, key="VmHWM"):
        status = read(f"/proc/{self.process.pid}/status")
        return int(re.search(rf"{key}:\s+(\d+)", status)[1])


class Lines:
    """Lines of JSON out of a descriptor."""

    def __init__(self, fd):
        self.fd = fd
        self.data = b""
        self.over = False

    def next(self, seconds=PATIENCE):
        """None: there is no more, or not in that time."""
        time_up = time.monotonic() + seconds
        while b"\n" not in self.data:
            left = time_up - time.monotonic()
            if self.over or left <= 0 or \
               not select.select([self.fd], [], [], left)[0]:
                return None
            try:
                data = os.read(self.fd, 65536)
            except OSError:
                data = b""
            self.over = not data
            self.data += data
        line, self.data = self.data.split(b"\n", 1)
        return json.loads(line)

    def until(self, kind, **fields):
        """The next line of that type and fields; others are passed over."""
        while (line := self.next()) is not None:
            if line["type"] == kind and \
               all(line.get(key) == value for key, value in fields.items()):
                return line
        return None


HELLO = {"type": "hello", "protocol": 1}


class Agent(Lines):
    """One that runs in this process: root's, where the tests are root's."""

    def __init__(self, service, hello=True):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(service.socket)
        super().__init__(self.socket.fileno())
        self.requests = 0
        if hello:
            self.send(HELLO)

    def send_bytes(self, data):
        try:
            self.socket.sendall(data)
        except OSError:
            pass

    def send(self, line):
        self.send_bytes(json.dumps(line).encode() + b"\n")

    def answer(self, number, verdict="allow", scope="once", **more):
        self.requests += 1
        self.send({"type": "answer", "request": self.requests, "id": number,
                   "verdict": verdict, "scope": scope, **more})
        return self.requests

    def reply(self, number, *args, **more):
        """Answers, and returns what comes of it."""
        request = self.answer(number, *args, **more)
        while (line := self.next()) is not None:
            if line.get("request") == request:
                return line
        return None

    def close(self):
        self.socket.close()


class Relayed(Agent):
    """An agent in a process of its own, of any user."""

    def __init__(self, service, uid, gid, groups=(), program=None,
                 hello=True):
        def become():
            if IS_ROOT:
                os.setgroups(groups)
                os.setresgid(gid, gid, gid)
                os.setresuid(uid, uid, uid)

        self.process = subprocess.Popen(
            [program or service.program, service.socket],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0,
            preexec_fn=become)
        Lines.__init__(self, self.process.stdout.fileno())
        self.requests = 0
        if hello:
            self.send(HELLO)

    def send_bytes(self, data):
        try:
            self.process.stdin.write(data)
        except OSError:
            pass

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(PATIENCE)


class Stranger(Agent):
    """A socket of this process, which another one, of any user, connected. It
    has that one's rights, and does with them whatever it wants. "agent" of the
    configuration has to name PYTHON for it to be let in."""

    def __init__(self, service, uid, gid, groups=()):
        ours, theirs = socket.socketpair()
        self.child = os.fork()
        if not self.child:
            try:
                ours.close()
                os.setgroups(groups)
                os.setresgid(gid, gid, gid)
                os.setresuid(uid, uid, uid)
                connection = socket.socket(socket.AF_UNIX)
                connection.connect(service.socket)
                socket.send_fds(theirs, [b"x"], [connection.fileno()])
                # Who has ended is nobody to answer.
                theirs.recv(1)
            finally:
                os._exit(0)
        theirs.close()
        self.life = ours
        _, fds, _, _ = socket.recv_fds(ours, 1, 1)
        self.socket = socket.socket(fileno=fds[0])
        Lines.__init__(self, self.socket.fileno())
        self.requests = 0

    def close(self):
        self.socket.close()
        # Children that were forked later have it too: closing is not enough.
        self.life.shutdown(socket.SHUT_RDWR)
        self.life.close()
        os.waitpid(self.child, 0)


def new_folder():
    folder = tempfile.mkdtemp(prefix="cordon-daemon.")
    # Agents of other users come this way.
    os.chmod(folder, 0o755)
    return folder
