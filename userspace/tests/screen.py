# SPDX-License-Identifier: GPL-2.0-only
"""A program at a terminal of its own, and what that terminal shows: as much of
an xterm as ncurses makes use of."""

import re
import unicodedata

from child import Child


class Screen:
    """Rows of characters."""

    def __init__(self, rows, columns):
        self.resize(rows, columns)
        self.pending = b""
        self.alternate = False
        self.unknown = set()

    def resize(self, rows, columns):
        self.rows, self.columns = rows, columns
        self.cells = [[" "] * columns for _ in range(rows)]
        self.y = self.x = 0
        self.top, self.bottom = 0, rows - 1
        self.last = " "
        self.inserts = False

    def lines(self):
        return ["".join(row).rstrip() for row in self.cells]

    def text(self):
        return "\n".join(self.lines())

    def feed(self, data):
        data = self.pending + data
        at = 0
        while at < len(data):
            used = self.take(data, at)
            if not used:
                break
            at += used
        self.pending = data[at:]

    def take(self, data, at):
        """One character or sequence; how many bytes, 0: not all is there."""
        byte = data[at]
        if byte == 0x1b:
            return self.escape(data, at)
        if byte == 0x0d:
            self.x = 0
        elif byte == 0x0a:
            self.line_feed()
        elif byte == 0x08:
            self.x = max(self.x - 1, 0)
        elif byte == 0x09:
            self.x = min(self.x // 8 * 8 + 8, self.columns - 1)
        elif byte >= 0x80:
            length = 2 if byte < 0xe0 else 3 if byte < 0xf0 else 4
            if at + length > len(data):
                return 0
            self.put(data[at:at + length].decode(errors="replace"))
            return length
        elif byte >= 0x20:
            self.put(chr(byte))
        return 1

    def put(self, char):
        width = 2 if unicodedata.east_asian_width(char) in "WF" else 1
        if self.x + width > self.columns:
            self.x = 0
            self.line_feed()
        if self.inserts:
            self.cells[self.y][self.x:self.x] = [" "] * width
            del self.cells[self.y][self.columns:]
        self.cells[self.y][self.x] = char
        for more in range(1, width):
            self.cells[self.y][self.x + more] = ""
        self.x += width
        self.last = char

    def line_feed(self):
        if self.y == self.bottom:
            del self.cells[self.top]
            self.cells.insert(self.bottom, [" "] * self.columns)
        elif self.y < self.rows - 1:
            self.y += 1

    def reverse_feed(self):
        if self.y == self.top:
            del self.cells[self.bottom]
            self.cells.insert(self.top, [" "] * self.columns)
        elif self.y:
            self.y -= 1

    def escape(self, data, at):
        rest = data[at:at + 64]
        match = re.match(rb"\x1b\[([?>=!]?)([0-9;]*)([@-~])", rest)
        if match:
            self.control(match[1].decode(), match[2].decode(),
                         match[3].decode())
            return match.end()
        match = re.match(rb"\x1b\][^\x07]*\x07|\x1b[()*+].|\x1b[^\[\]()*+]",
                         rest, re.S)
        if not match:
            return 0
        if match[0] == b"\x1bM":
            self.reverse_feed()
        elif match[0][1:] not in (b"(B", b")0", b"=", b">", b"7", b"8", b"c"):
            self.unknown.add(match[0])
        return match.end()

    def control(self, mark, numbers, final):
        if mark:
            if mark == "?" and numbers == "1049":
                self.alternate = final == "h"
                self.resize(self.rows, self.columns)
            return
        values = [int(number) if number else 0 for number in numbers.split(";")]
        n = max(values[0], 1)
        row = self.cells[self.y]
        if final == "H":
            self.y = min(n, self.rows) - 1
            second = values[1] if len(values) > 1 else 1
            self.x = min(max(second, 1), self.columns) - 1
        elif final == "J":
            self.erase_screen(values[0])
        elif final == "K":
            first, last = ((self.x, self.columns), (0, self.x + 1),
                           (0, self.columns))[values[0]]
            row[first:last] = [" "] * (last - first)
        elif final == "A":
            self.y = max(self.y - n, 0)
        elif final == "B":
            self.y = min(self.y + n, self.rows - 1)
        elif final == "C":
            self.x = min(self.x + n, self.columns - 1)
        elif final == "D":
            self.x = max(self.x - n, 0)
        elif final == "G":
            self.x = min(n, self.columns) - 1
        elif final == "d":
            self.y = min(n, self.rows) - 1
        elif final == "X":
            last = min(self.x + n, self.columns)
            row[self.x:last] = [" "] * (last - self.x)
        elif final == "P":
            del row[self.x:self.x + n]
            row.extend([" "] * (self.columns - len(row)))
        elif final == "@":
            row[self.x:self.x] = [" "] * n
            del row[self.columns:]
        elif final == "b":
            for _ in range(n):
                self.put(self.last)
        elif final == "r":
            self.top = n - 1
            self.bottom = (values[1] if len(values) > 1 else self.rows) - 1
            self.y = self.x = 0
        elif final in "LMST":
            self.shift(final, n)
        elif final in "hl" and numbers == "4":
            self.inserts = final == "h"
        elif final not in "mhlt":
            self.unknown.add(final)

    def shift(self, final, n):
        at = self.y if final in "LM" else self.top
        for _ in range(n):
            if final in "LT":
                del self.cells[self.bottom]
                self.cells.insert(at, [" "] * self.columns)
            else:
                del self.cells[at]
                self.cells.insert(self.bottom, [" "] * self.columns)

    def erase_screen(self, which):
        for y in range(self.rows):
            if which == 0 and y < self.y or which == 1 and y > self.y:
                continue
            first = self.x if which == 0 and y == self.y else 0
            last = self.x + 1 if which == 1 and y == self.y else self.columns
            self.cells[y][first:last] = [" "] * (last - first)


class Terminal(Child):
    """One that can be looked at."""

    def __init__(self, command, environment, rows=24, columns=80, before=None):
        self.screen = Screen(rows, columns)
        self.raw = b""
        super().__init__(command, environment, rows, columns, before)

    def take(self, data):
        self.raw += data
        self.screen.feed(data)

    def resize(self, rows, columns):
        self.screen.resize(rows, columns)
        self.set_size(self.fd, rows, columns)
