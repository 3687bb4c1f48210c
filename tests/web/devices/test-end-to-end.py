#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Device passwords by alpenpost-cli against real servers: what a provider makes signs in, what it withdraws does not.

Run by with-device-lab and with-keyring.  Each provider's whole life: connect, list, add, use, rename, regenerate, revoke, lose
the own one, repair.  Every secret that was ever seen is looked for afterwards in everything that was written.
"""
import imaplib
import json
import os
import smtplib
import ssl
import subprocess
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '../../cli'))
from cli import Cli, run_tests  # noqa: E402

binary = sys.argv[1]
env = os.environ
CONTEXT = ssl.create_default_context(cafile=env['LAB_CA'])
KINDS = ('infomaniak', 'stalwart', 'mailcow', 'wildduck', 'by-hand')
# Dovecot's own submission: Exim offers mechanisms that ask for one password only.
SMTP = f"localhost:{int(env['LAB_BASE']) + 65}:tls"
SECRET = 'CANARY-provider-secret-1d4f'
FIRST = 'CANARY-first-password-77'


class Provider:
    def __init__(self, kind, address, *entries):
        slot = str(KINDS.index(address.split('@')[0]) * 5)
        self.process = subprocess.Popen([f'{HERE}/provider.py', kind, address, SECRET, *entries], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env=dict(env, DEVICE_SLOT=slot))
        self.url = self.process.stdout.readline().strip()

    def post(self, path, body):
        request = urllib.request.Request(self.url + path, json.dumps(body).encode(), {'Content-Type': 'application/json'})
        return urllib.request.urlopen(request, context=CONTEXT).read()

    def log(self):
        return json.loads(urllib.request.urlopen(self.url + '/test/log', context=CONTEXT).read())

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


def imap_accepts(address, password):
    host, port, _ = env['LAB_IMAPS'].split(':')
    box = imaplib.IMAP4_SSL(host, int(port), ssl_context=CONTEXT)
    try:
        box.login(address, password)
        return True
    except imaplib.IMAP4.error:
        return False
    finally:
        box.shutdown()


def smtp_accepts(address, password):
    host, port, _ = SMTP.split(':')
    with smtplib.SMTP_SSL(host, int(port), context=CONTEXT) as session:
        try:
            session.login(address, password)
            return True
        except smtplib.SMTPAuthenticationError:
            return False


class Person:
    """Somebody at a terminal.  Keeps everything that was printed, but for the one member that is the new password."""

    def __init__(self, address):
        self.address = address
        self.cli = Cli(binary)
        self.cli.env.update(G_MESSAGES_DEBUG='all', ALPENPOST_DEBUG='all')
        self.written, self.secrets = b'', {SECRET, FIRST}

    def json(self, *args, stdin=b'', code=0):
        done = self.cli.run('--json', *args, stdin=stdin, timeout=60)
        assert done.returncode == code, (args, done.returncode, done.stdout[-1500:], done.stderr[-3000:])
        out = done.stdout
        # Debugging output goes to standard output too; the document is what begins a line with a brace.
        text = out.decode()
        document = json.JSONDecoder().raw_decode(text[0 if text.startswith('{\n') else text.index('\n{\n') + 1:])[0]
        if document.get('password'):
            self.secrets.add(document['password'])
            out = out.replace(document['password'].encode(), b'', 1)
        self.written += out + done.stderr + ' '.join(args).encode()
        return document

    def error(self, *args, stdin=b'', code=1):
        return self.json(*args, stdin=stdin, code=code)['error']

    def devices(self, *args, **more):
        return self.json('devices', *args, '--account', self.address, **more)

    def list(self):
        return {d['label']: d for d in self.devices('list')['devices']}

    def refused(self, *args, **more):
        return self.devices(*args, code=1, **more)['error']

    def signs_in(self, password):
        answers = imap_accepts(self.address, password), smtp_accepts(self.address, password)
        assert answers[0] == answers[1], answers
        return answers[0]

    def add_account(self):
        self.json('account', 'add', '--email', self.address, '--name', 'Dora', '--imap', env['LAB_IMAPS'], '--smtp', SMTP, '--ca-file', env['LAB_CA'],
                  '--password-stdin', stdin=FIRST.encode() + b'\n')

    def assert_no_secret(self):
        for secret in self.secrets:
            for form in (secret.encode(), secret.encode('utf-16-le'), json.dumps(secret)[1:-1].encode()):
                assert form not in self.written, f'a secret was printed: {secret}'
                for folder in (self.cli.profile, env['XDG_CONFIG_HOME'], env['XDG_CACHE_HOME'], env['XDG_RUNTIME_DIR']):
                    for where, _, names in os.walk(folder):
                        for name in names:
                            path = os.path.join(where, name)
                            if os.path.isfile(path):
                                with open(path, 'rb') as file:
                                    assert form not in file.read(), f'a secret is in {path}'

    def close(self):
        self.cli.close()


def life(kind):
    person = Person(f'{kind}@mail.test')
    provider = Provider(kind, person.address, f'first={FIRST}')
    try:
        person.add_account()
        assert person.devices('service')['kind'] == 'manual'
        assert person.list() == {}
        connect = ('connect', '--kind', kind, '--url', provider.url, '--secret-stdin')
        assert person.refused(*connect, stdin=b'CANARY-wrong\n')['code'] == 'unauthenticated'
        assert not person.devices('service')['connected']
        person.devices(*connect, stdin=SECRET.encode() + b'\n')
        service = person.devices('service')
        assert service['connected'] and service['kind'] == kind and service['administrator'] == (kind == 'mailcow'), service
        assert list(person.list()) == ['first']

        # a phone: signs in, gets another name and password, and is out
        made = person.devices('add', '--label', 'Dora’s phone', '--type', 'phone')
        phone = made['password']
        assert len(phone) >= 16 and person.signs_in(phone), made
        assert person.list()['Dora’s phone']['id'] == made['device']['id'] != ''
        if service['can_rename']:
            person.devices('rename', 'Dora’s phone', '--label', 'Phone')
        else:
            assert person.refused('rename', 'Dora’s phone', '--label', 'Phone')['code'] == 'unsupported'
        name = 'Phone' if service['can_rename'] else 'Dora’s phone'
        assert name in person.list()
        if service['can_regenerate']:
            again = person.devices('regenerate', name)['password']
            assert person.signs_in(again) and not person.signs_in(phone)
            phone = again
        else:
            assert person.refused('regenerate', name)['code'] == 'unsupported'
        person.devices('revoke', name)
        assert not person.signs_in(phone) and name not in person.list()
        assert person.refused('revoke', name)['code'] == 'not-found'

        # this computer: swapped after a test, asked twice before it is out, then repaired
        own = person.devices('add', '--label', 'This computer', '--type', 'computer', '--use')
        assert own['device']['this_computer'], own
        assert person.list()['This computer']['this_computer'] and not person.list()['first']['this_computer']
        person.devices('revoke', 'first')
        assert not person.signs_in(FIRST)
        person.json('sync')
        assert person.json('doctor')['accounts'][0]['ok']
        refused = person.refused('revoke', 'This computer')
        assert refused['code'] == 'busy', refused
        assert person.signs_in(own['password'])
        person.devices('revoke', 'This computer', '--force')
        assert not person.signs_in(own['password'])
        assert person.error('sync')['code'] == 'sign-in'
        person.devices('repair', '--label', 'Repaired')
        assert person.list()['Repaired']['this_computer']
        person.json('sync')

        # withdrawn or leaked elsewhere: the address says so, and repairs itself again
        provider.post('/test/expire', {'label': 'Repaired'})
        assert person.error('sync')['code'] == 'sign-in'
        if kind == 'infomaniak':
            assert person.list()['Repaired']['status'] == 'leaked'
        person.devices('repair', '--label', 'Repaired again')
        person.json('sync')
        person.devices('revoke', '--all', '--force')
        assert person.list() == {}
        person.devices('disconnect')
        assert not person.devices('service')['connected']

        lines = person.json('activity', '--account', person.address, '--kind', 'device')['activity']
        done = [line['detail'].split()[0] for line in lines if line['ok']]
        for word in ('connect', 'add', 'use', 'revoke', 'disconnect'):
            assert word in done, (word, done)
        assert any(line['detail'] == f'connect {kind} unauthenticated' and not line['ok'] for line in lines)
        table = person.cli.run('activity', '--csv').stdout
        person.written += table
        assert table.startswith(b'time,address,kind,') and b'Dora\xe2\x80\x99s phone' in table
        person.written += '\n'.join(provider.log()).encode()
        person.assert_no_secret()
    finally:
        person.close()
        provider.close()


def by_hand():
    """Every other provider: made on its page, pasted, tried with both servers, remembered."""
    person = Person('by-hand@mail.test')
    provider = Provider('mailcow', person.address, f'first={FIRST}', 'made by hand=CANARY-by-hand-99')
    person.secrets.add('CANARY-by-hand-99')
    try:
        person.add_account()
        assert person.refused('add', '--label', 'Wrong', '--secret-stdin', stdin=b'CANARY-nothing\n')['code'] == 'sign-in'
        assert person.list() == {}
        person.devices('add', '--label', 'Old tablet', '--type', 'tablet', '--secret-stdin', stdin=FIRST.encode() + b'\n')
        assert not person.list()['Old tablet']['this_computer'] and person.list()['Old tablet']['by_hand']
        person.devices('add', '--label', 'Laptop', '--type', 'computer', '--use', '--secret-stdin', stdin=b'CANARY-by-hand-99\n')
        assert person.list()['Laptop']['this_computer'] and person.list()['Laptop']['created']
        person.json('sync')
        person.devices('rename', 'Laptop', '--label', 'My laptop')
        assert person.refused('add', '--label', 'x')['code'] == 'unsupported'
        assert person.refused('regenerate', 'My laptop')['code'] == 'unsupported'
        person.devices('revoke', 'Old tablet')
        assert list(person.list()) == ['My laptop']
        person.assert_no_secret()
    finally:
        person.close()
        provider.close()


# Side by side: most of the time is Dovecot's, which looks at its files once a second.
with ThreadPoolExecutor() as pool:
    futures = {kind: pool.submit(life, kind) if kind != 'by-hand' else pool.submit(by_hand) for kind in KINDS}
run_tests([(kind, future.result) for kind, future in futures.items()])
