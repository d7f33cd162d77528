# SPDX-License-Identifier: GPL-2.0-only
"""A program at a terminal of its own."""

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time

PATIENCE = 60


class Child:
    # How many bytes are read at once.
    PIECE = 65536

    def __init__(self, command, environment, rows=24, columns=80, before=None):
        self.status = None
        self.pid, self.fd = pty.fork()
        if not self.pid:
            try:
                self.set_size(0, rows, columns)
                if before:
                    before()
                os.execve(command[0], command, environment)
            finally:
                os._exit(127)
        self.set_size(self.fd, rows, columns)

    def take(self, data):
        """Gets what it has written."""
        raise NotImplementedError

    @staticmethod
    def set_size(fd, rows, columns):
        fcntl.ioctl(fd, termios.TIOCSWINSZ,
                    struct.pack("HHHH", rows, columns, 0, 0))

    def pump(self, seconds):
        """False: nothing came, or it has ended."""
        if not select.select([self.fd], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self.fd, self.PIECE)
        except OSError:
            data = b""
        self.take(data)
        return bool(data)

    def wait_until(self, condition):
        """Until condition() is true, which is returned, or never will be."""
        end = time.monotonic() + PATIENCE
        while not (result := condition()):
            left = end - time.monotonic()
            if left <= 0 or not self.pump(left):
                return condition()
        return result

    def type(self, keys):
        os.write(self.fd, keys if isinstance(keys, bytes) else keys.encode())

    def modes(self):
        return termios.tcgetattr(self.fd)

    def kill(self, number):
        os.kill(self.pid, number)

    def wait(self):
        while self.pump(PATIENCE):
            pass
        if self.status is None:
            self.status = os.waitstatus_to_exitcode(
                os.waitpid(self.pid, 0)[1])
            os.close(self.fd)
        return self.status

    def end(self):
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            self.wait()
