# SPDX-License-Identifier: GPL-2.0-only
"""The services of scripts/guest/soak: HTTP, a proxy for it, names, ssh, auditd."""

import http.server
import os
import socket
import struct
import subprocess
import sys
import threading

PYTHON = os.path.realpath(sys.executable)
ADDRESS = socket.inet_aton("127.0.0.1")
# It fetches from the other server what it is asked for.
PROXY = """
pid /run/soak-nginx.pid;
error_log /run/soak-nginx.log crit;
events { worker_connections 64; }
http {
	access_log off;
	server {
		listen 127.0.0.1:8080;
		location / { proxy_pass http://127.0.0.1:8000; }
	}
}
"""


class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"page\n")

    def log_message(self, *_):
        pass


def reply(query):
    """This machine, for each name; nothing for what is no address."""
    end = query.index(b"\0", 12) + 5
    kind, = struct.unpack("!H", query[end - 4:end - 2])
    is_address = kind == 1
    head = query[:2] + struct.pack("!HHHHH", 0x8580, 1, is_address, 0, 0)
    answer = b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 60, 4) + ADDRESS
    return head + query[12:end] + (answer if is_address else b"")


def serve_names():
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 53))

    def loop():
        while True:
            query, client = server.recvfrom(4096)
            try:
                server.sendto(reply(query), client)
            except OSError:
                pass
    threading.Thread(target=loop, daemon=True).start()


def serve_pages():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 8000), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()


def serve_proxy():
    with open("/run/soak-nginx.conf", "w") as file:
        file.write(PROXY)
    subprocess.run(["/usr/sbin/nginx", "-c", "/run/soak-nginx.conf"],
                   check=True)


def serve_ssh():
    os.makedirs("/run/sshd", exist_ok=True)
    os.makedirs("/root/.ssh", mode=0o700, exist_ok=True)
    subprocess.run(["ssh-keygen", "-q", "-A"], check=True)
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "",
                    "-f", "/root/.ssh/id_ed25519"], check=True)
    os.replace("/root/.ssh/id_ed25519.pub", "/root/.ssh/authorized_keys")
    subprocess.run(["/usr/sbin/sshd", "-p", "2222",
                    "-o", "ListenAddress=127.0.0.1"], check=True)


def start_services():
    serve_names()
    serve_pages()
    serve_proxy()
    serve_ssh()
    subprocess.run(["/sbin/auditd", "-s", "enable"], check=True)
    subprocess.run(["auditctl", "-b", "8192"], check=True,
                   stdout=subprocess.DEVNULL)
