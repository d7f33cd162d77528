#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""usage: opensnitch-window.py SHOWN ASKED

What OpenSnitch's daemon takes for its window, with nobody in front of it: makes
the file SHOWN when the daemon has come to it and ASKED when it asks, and never
answers. scripts/bench-opensnitch runs it.
"""

import concurrent.futures
import pathlib
import sys
import threading

import grpc
from opensnitch import ui_pb2, ui_pb2_grpc

# As the package configures the daemon.
SOCKET = "unix:///tmp/osui.sock"


class Window(ui_pb2_grpc.UIServicer):
    def __init__(self, shown, asked):
        self.shown = pathlib.Path(shown)
        self.asked = pathlib.Path(asked)

    def Ping(self, request, context):
        return ui_pb2.PingReply(id=request.id)

    def Subscribe(self, request, context):
        self.shown.touch()
        return request

    def Notifications(self, request_iterator, context):
        wait_for_end(context)
        return iter(())

    def AskRule(self, request, context):
        self.asked.touch()
        wait_for_end(context)
        return ui_pb2.Rule()


def wait_for_end(context):
    """Until the daemon gives up."""
    ended = threading.Event()
    if context.add_callback(ended.set):
        ended.wait()


def main():
    shown, asked = sys.argv[1:]
    pool = concurrent.futures.ThreadPoolExecutor(max_workers=16)
    server = grpc.server(pool)
    ui_pb2_grpc.add_UIServicer_to_server(Window(shown, asked), server)
    server.add_insecure_port(SOCKET)
    server.start()
    server.wait_for_termination()


main()
