#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong at signing in, a sentence for each (issue: bad input): no domain, an IDN domain, long and odd passwords, hosts that
are none, closed ports, servers that speak something else, close at once or say nothing, a profile that cannot be written to.

Run by tests/servers/with-lab.  The sentence must be one for people: no words of protocols or of the library.
"""
import os
import re
import socket
import sys
import tempfile
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from cli import Cli, run_tests  # noqa: E402

binary = sys.argv[1]
# libgsasl loses a password that is no UTF-8; memory errors are still looked for.
os.environ['ASAN_OPTIONS'] = os.environ.get('ASAN_OPTIONS', '') + ':detect_leaks=0'
env = os.environ
JARGON = re.compile(r'IMAP|SMTP|NO \[|BAD |GnuTLS|TLS|errno|0x|domain|GError|NULL|socket|AUTHENTICATE|Error|UID', re.I)


def add(cli, email='alice@mail.test', imap=None, smtp=None, password=b'alicepw', ca=True):
    """The password comes from a command: no keyring is needed."""
    with tempfile.NamedTemporaryFile(delete=False) as file:
        file.write(password)
    path = file.name
    args = ['account', 'add', '--email', email, '--imap', imap or env['LAB_IMAP'], '--smtp', smtp or env['LAB_SMTP'], '--password-command', f'cat {path}']
    return cli.error(*args, *(['--ca-file', env['LAB_CA']] if ca else []))


def sentence(error, code=None):
    assert code is None or error['code'] == code, error
    words = re.sub('“[^”]*”', '', error['message'])
    assert not JARGON.search(words), error
    assert words.rstrip().endswith(('.', '?')) and len(words) > 20, error


class Peer:
    """A server that says one thing to everybody, or nothing."""

    def __init__(self, says, close=True):
        self.socket = socket.create_server(('127.0.0.1', 0))
        self.place = f'localhost:{self.socket.getsockname()[1]}'
        self.kept = []
        threading.Thread(target=self.run, args=(says, close), daemon=True).start()

    def run(self, says, close):
        while True:
            connection, _ = self.socket.accept()
            connection.sendall(says)
            if close:
                connection.close()
            else:
                self.kept.append(connection)


def test_addresses():
    cli = Cli(binary)
    for address in ('alice', 'alice@', '@mail.test', 'a b@mail.test', 'alice@mail.test\r\nx', ''):
        sentence(add(cli, email=address), 'invalid')
        done = cli.run('--json', 'discover', address)
        assert done.returncode != 0 and b'"error"' in done.stdout, (address, done)
    long = add(cli, email='a' * 2000 + '@mail.test')
    assert long['code'] in ('sign-in', 'invalid'), long


def test_idn():
    """A domain with letters of any script is looked for by its name in the network; nothing crashes when there is none."""
    cli = Cli(binary)
    for address in ('zoë@bücher.invalid', '用户@例え.invalid', 'x@xn--bcher-kva.invalid', 'x@\u202emoc.invalid'):
        done = cli.run('--json', 'discover', address)
        assert b'"error"' in done.stdout and done.returncode == 1, done


def test_passwords():
    cli = Cli(binary)
    for password in (b'x' * 1000, b'a"b\\c', 'pässwörd'.encode(), b' lead', b'{5}', b'%s%n', b'\xff\xfe'):
        sentence(add(cli, password=password), 'sign-in')
    sentence(add(cli, password=b''), 'sign-in')


def test_hosts_and_ports():
    cli = Cli(binary)
    sentence(add(cli, imap='no.such.host.invalid:993:tls'), 'offline')
    sentence(add(cli, imap='localhost:1:tls'), 'offline')
    sentence(add(cli, smtp='localhost:1:tls'), 'offline')
    sentence(add(cli, imap='a b:993:tls'))
    sentence(add(cli, imap=env['LAB_IMAPS'].replace(':tls', ':starttls')))
    sentence(add(cli, imap=env['LAB_IMAP'].replace(':starttls', ':tls')))
    sentence(add(cli, imap=env['LAB_SMTP']))


def test_other_servers():
    cli = Cli(binary)
    portal = Peer(b'HTTP/1.1 302 Found\r\nLocation: http://portal.example/\r\n\r\n')
    for says in (portal, Peer(b''), Peer(b'* BYE no\r\n'), Peer(b'* OK hi\r\n'), Peer(b'\xff' * 100000), Peer(b'220 smtp here\r\n')):
        sentence(add(cli, imap=f'{says.place}:starttls'))
        sentence(add(cli, imap=f'{says.place}:tls'))
        sentence(add(cli, smtp=f'{says.place}:starttls'))


def test_profile():
    file = tempfile.NamedTemporaryFile()
    sentence(add(Cli(binary, f'{file.name}/below')), 'disk')


run_tests([(name, func) for name, func in list(globals().items()) if name.startswith('test_')])
