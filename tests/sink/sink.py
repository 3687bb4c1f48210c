#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""sink.py LOG READY: answers every DNS question and HTTP request, and writes down every packet that should not be.

Each line of LOG is an object: {"kind": "dns" | "connect" | "http" | "packet", "what": …}.  Packets are seen by a raw
socket, whoever answers them; what goes to the test's own servers (loopback, ports 20000 to 32999) is not written down.
"""
import json
import select
import socket
import struct
import sys
import threading
import zlib

#: What every name leads to: a public address, so that no gate for private ones hides a request.
PUBLIC = "93.184.215.14"
LAB = range(20000, 33000)
lock = threading.Lock()


def png(width, height):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + b"\xbc\x00\x55" * width for _ in range(height))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


PICTURE = png(48, 32)


def write(kind, what, **more):
    with lock, open(sys.argv[1], "a", encoding="utf-8") as log:
        log.write(json.dumps({"kind": kind, "what": what, **more}) + "\n")


def question(packet):
    """The name asked for, and where the question ends."""
    labels, at = [], 12
    while packet[at]:
        labels.append(packet[at + 1:at + 1 + packet[at]].decode("latin-1"))
        at += packet[at] + 1
    return ".".join(labels).lower(), at + 5


def dns():
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("0.0.0.0", 53))
    while True:
        packet, peer = server.recvfrom(4096)
        try:
            name, end = question(packet)
            kind = struct.unpack(">H", packet[end - 4:end - 2])[0]
        except (IndexError, struct.error):
            write("packet", "a DNS question that cannot be read")
            continue
        answer = b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 60, 4) + socket.inet_aton(PUBLIC) if kind == 1 else b""
        server.sendto(packet[:2] + b"\x81\x80\0\1" + struct.pack(">H", bool(answer)) + b"\0\0\0\0" + packet[12:end] + answer, peer)


def serve(connection):
    connection.settimeout(5)
    try:
        head = b""
        while b"\r\n\r\n" not in head and len(head) < 65536:
            more = connection.recv(65536)
            if not more:
                break
            head += more
        lines = head.decode("latin-1").split("\r\n")
        if lines[0].startswith(("GET", "POST", "HEAD", "OPTIONS")):
            fields = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:] if ":" in line)}
            write("http", fields.get("host", "?").lower(), line=lines[0], fields=fields, body=head.partition(b"\r\n\r\n")[2].decode("latin-1"))
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(PICTURE) + PICTURE)
    except OSError:
        pass
    finally:
        connection.close()


def http(ports):
    servers = []
    for port in ports:
        server = socket.socket()
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(("0.0.0.0", port))
        server.listen(64)
        servers.append(server)
    while True:
        for server in select.select(servers, [], [])[0]:
            threading.Thread(target=serve, args=(server.accept()[0],), daemon=True).start()


def look_at(frame):
    if struct.unpack(">H", frame[12:14])[0] != 0x0800 or len(frame) < 34:
        return
    size, protocol = (frame[14] & 15) * 4, frame[23]
    target = socket.inet_ntoa(frame[30:34])
    inner = frame[14 + size:]
    if len(inner) < 8:
        return
    port = struct.unpack(">H", inner[2:4])[0]
    if protocol == 6 and len(inner) >= 14 and inner[13] & 0x12 == 0x02 and not (target.startswith("127.") and port in LAB):
        write("connect", f"{target}:{port}")
    elif protocol == 17 and port == 53:
        name, _ = question(inner[8:])
        write("dns", name)
    elif protocol == 17 and struct.unpack(">H", inner[:2])[0] != 53:
        write("packet", f"UDP to {target}:{port}")


def watch(ready):
    raw = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    with open(ready, "w", encoding="utf-8") as pipe:
        pipe.write("ready\n")
    seen_out = socket.PACKET_OUTGOING
    while True:
        frame, address = raw.recvfrom(65536)
        # Loopback shows each packet twice: going out and coming in.
        if address[2] != seen_out:
            continue
        try:
            look_at(frame)
        except (IndexError, struct.error):
            write("packet", "a packet that cannot be read")


if __name__ == "__main__":
    for worker in (dns, lambda: http((21, 80, 443, 631, 8080))):
        threading.Thread(target=worker, daemon=True).start()
    watch(sys.argv[2])
