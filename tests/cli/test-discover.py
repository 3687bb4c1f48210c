#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""alpenpost-cli discover: known providers, settings files good and bad. Asks nobody on the network."""
import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from cli import Cli, run_tests  # noqa: E402

cli = Cli(sys.argv[1])
folder = tempfile.mkdtemp(prefix='alpenpost-discover-')


def config(*servers, head=''):
    text = ''.join(
        f'<{kind}Server type="{proto}"><hostname>{host}</hostname><port>{port}</port><socketType>{socket}</socketType>'
        f'<username>%EMAILLOCALPART%</username><authentication>password-cleartext</authentication></{kind}Server>'
        for kind, proto, host, port, socket in servers)
    return (f'<?xml version="1.0"?>{head}<clientConfig version="1.1"><emailProvider id="x"><domain>example.org</domain>'
            f'<displayName>Example</displayName>{text}</emailProvider></clientConfig>')


IMAP = ('incoming', 'imap', 'imap.example.org', 993, 'SSL')
SMTP = ('outgoing', 'smtp', 'smtp.example.org', 587, 'STARTTLS')


def write(text, name='config.xml'):
    path = os.path.join(folder, name)
    with open(path, 'wb') as file:
        file.write(text if isinstance(text, bytes) else text.encode())
    return path


def test_infomaniak():
    found = cli.json('discover', 'zoe@ik.me')
    assert found['source'] == 'table' and found['provider'] == 'Infomaniak', found
    assert found['incoming'][0] == {'protocol': 'imap', 'host': 'mail.infomaniak.com', 'port': 993, 'security': 'tls',
                                    'user': 'zoe@ik.me'}, found
    assert [(s['port'], s['security']) for s in found['outgoing']] == [(465, 'tls'), (587, 'starttls')], found
    assert found['sign_in'][0] == 'device-password' and not found['consent_needed'], found


def test_known():
    for address, host in (('a@gmail.com', 'imap.gmail.com'), ('a@outlook.com', 'outlook.office365.com'),
                          ('a@yahoo.fr', 'imap.mail.yahoo.com'), ('a@gmx.ch', 'imap.gmx.net'), ('a@free.fr', 'imap.free.fr')):
        assert cli.json('discover', address)['incoming'][0]['host'] == host


def test_file():
    found = cli.json('discover', 'me@example.org', '--autoconfig-file', write(config(IMAP, SMTP)))
    assert found['source'] == 'file' and found['provider'] == 'Example' and not found['consent_needed'], found
    assert found['incoming'] == [{'protocol': 'imap', 'host': 'imap.example.org', 'port': 993, 'security': 'tls', 'user': 'me'}]
    assert found['outgoing'][0]['security'] == 'starttls', found
    done = cli.run('discover', 'me@example.org', '--autoconfig-file', write(config(IMAP, SMTP)))
    assert done.returncode == 0 and b'imap.example.org:993:tls' in done.stdout, done


def test_other_host():
    path = write(config(('incoming', 'imap', 'imap.evil.test', 993, 'SSL'), SMTP))
    found = cli.json('discover', 'me@example.org', '--autoconfig-file', path)
    assert found['consent_needed'] and found['consent_host'] == 'imap.evil.test', found


def test_plain():
    plain = ('incoming', 'imap', 'imap.example.org', 143, 'plain')
    found = cli.json('discover', 'me@example.org', '--autoconfig-file', write(config(plain, IMAP, SMTP)))
    assert found['refused'] == 1 and len(found['incoming']) == 1, found
    assert cli.error('discover', 'me@example.org', '--autoconfig-file', write(config(plain, SMTP)))['code'] == 'refused'


def test_bad_files():
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + ''.join(
        f'<!ENTITY {chr(98 + i)} "{("&" + chr(97 + i) + ";") * 10}">' for i in range(9)) + ']>'
    outside = '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    bad = [config(IMAP, SMTP, head=bomb), config(IMAP, SMTP, head=outside), '', 'no xml', b'\xff\xfe\x00', b'\0' * 1000,
           '<html></html>', config(IMAP), '<a>' * 100000, ' ' * 20_000_000, config(('incoming', 'imap', 'a b', 1, 'SSL'), SMTP),
           config(('incoming', 'imap', 'imap.example.org', 99999, 'SSL'), SMTP),
           config(('incoming', 'imap', 'x&#13;&#10;y.example.org', 993, 'SSL'), SMTP)]
    for text in bad:
        error = cli.error('discover', 'me@example.org', '--autoconfig-file', write(text))
        assert error['code'] in ('invalid', 'refused'), (text[:80], error)
    for path in ('/nonexistent/x.xml', folder, '/dev/zero'):
        cli.error('discover', 'me@example.org', '--autoconfig-file', path)


def test_bad_addresses():
    for address in ('me', 'me@', '@example.org', 'me@localhost', 'a\nb@example.org', 'me@127.0.0.1', 'x' * 500 + '@example.org'):
        assert cli.error('discover', address)['code'] == 'invalid', address


def test_usage():
    cli.error('discover', code=2)
    cli.error('discover', 'a@b.test', 'c@d.test', code=2)
    assert cli.run('discover', '--help').returncode == 0


run_tests([(name[5:], func) for name, func in list(globals().items()) if name.startswith('test_')])
