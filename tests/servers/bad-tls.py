#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""bad-tls.py DIR BASE: IMAPS servers whose certificate must be refused.

Ports: self-signed BASE+94, expired +96, issued for another name +97.  Whoever gets past the certificate is greeted and
what it then sends is written to DIR/log/bad-tls.log: a client that sends its password here has failed.
"""
import os
import socket
import ssl
import sys
import threading


def serve(connection, context, name, log):
    """Shakes hands, greets, and records what the client says."""
    try:
        with context.wrap_socket(connection, server_side=True) as stream:
            stream.sendall(b"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready\r\n")
            while data := stream.recv(4096):
                log.write(f"{name} {data!r}\n")
                log.flush()
    except OSError:
        pass


def listen(folder, port, name, log):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{folder}/{name}.pem", f"{folder}/{name}.key")
    server = socket.create_server(("127.0.0.1", port), backlog=16)
    while True:
        connection, _ = server.accept()
        connection.settimeout(30)
        threading.Thread(target=serve, args=(connection, context, name, log), daemon=True).start()


def main():
    folder, base = sys.argv[1], int(sys.argv[2])
    os.makedirs(f"{folder}/log", exist_ok=True)
    with open(f"{folder}/log/bad-tls.log", "a", encoding="utf-8") as log:
        threads = [threading.Thread(target=listen, args=(folder, base + offset, name, log))
                   for offset, name in ((94, "self"), (96, "expired"), (97, "other"))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


main()
