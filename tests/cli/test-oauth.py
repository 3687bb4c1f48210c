#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in with the browser: a strict OAuth server, a real Dovecot and Exim that check its tokens, a keyring.

Run by tests/servers/with-lab.  This test plays the browser.  No token may be in a file of the profile or in any output.
"""
import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from cli import Cli, run_tests  # noqa: E402
from private_bus import Bus  # noqa: E402
from oauth_server import OAuthServer  # noqa: E402

binary = sys.argv[1]
env = os.environ
folder = tempfile.mkdtemp(prefix='alpenpost-oauth-')
CERTIFICATE, KEY = f"{env['LAB_DIR']}/srv.pem", f"{env['LAB_DIR']}/srv.key"


def configure(server, **more):
    path = f'{folder}/oauth.ini'
    lines = {'Domains': 'mail.test', 'ClientId': 'the-client', 'Authorization': f'{server.url}/authorize', 'Token': f'{server.url}/token',
             'Scope': 'mail offline', 'Issuer': server.issuer, 'CaFile': env['LAB_CA'], **more}
    with open(path, 'w', encoding='utf-8') as file:
        file.write('[lab]\n' + ''.join(f'{key}={value}\n' for key, value in lines.items()))
    os.environ['ALPENPOST_OAUTH'] = path


def get(url):
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


class Adding:
    """account add --oauth, waiting for the browser."""

    def __init__(self, cli):
        self.process = subprocess.Popen(
            [binary, '--json', 'account', 'add', '--email', 'alice@mail.test', '--imap', env['LAB_IMAP'], '--smtp', env['LAB_SMTP'],
             '--ca-file', env['LAB_CA'], '--oauth'], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(cli.env, **os.environ, ALPENPOST_PROFILE=cli.profile))
        self.url, self.said = None, b''
        for line in self.process.stderr:
            self.said += line
            found = re.search(rb'https://\S+', line)
            if found:
                self.url = found.group(0).decode()
                break
        assert self.url, self.said

    def end(self):
        out, said = self.process.communicate(timeout=60)
        return self.process.returncode, json.loads(out), self.said + said


def signed_in(server):
    cli = Cli(binary)
    adding = Adding(cli)
    assert get(server.authorize(adding.url)) == 200
    code, answer, said = adding.end()
    assert code == 0, (answer, said)
    return cli, said


def check_no_token(cli, said, server):
    tokens = [t.encode() for t in server.refresh_tokens] + [b'eyJ']
    for where, _, names in os.walk(cli.profile):
        for name in names:
            with open(os.path.join(where, name), 'rb') as file:
                data = file.read()
            assert not any(token in data for token in tokens), name
    assert not any(token in said for token in tokens)


def test_sign_in_and_sync():
    server = OAuthServer(env['LAB_DIR'], CERTIFICATE, KEY)
    configure(server)
    with Bus('good'):
        cli, said = signed_in(server)
        cli.json('sync')
        check_no_token(cli, said, server)
        assert server.log == ['authorization_code'], server.log


def test_refresh():
    """Tokens that end at once: renewed before use, once for all connections, kept in the keyring each time."""
    server = OAuthServer(env['LAB_DIR'], CERTIFICATE, KEY)
    configure(server)
    server.lifetime = 1
    with Bus('good'):
        cli, _ = signed_in(server)
        for _ in range(3):
            cli.json('sync')
        assert server.log.count('refresh_token') >= 3 and not server.stolen, server.log


def test_refused_refresh():
    server = OAuthServer(env['LAB_DIR'], CERTIFICATE, KEY)
    configure(server)
    server.lifetime = 1
    with Bus('good'):
        cli, _ = signed_in(server)
        server.refresh_tokens = {}
        done = cli.run('--json', 'sync')
        assert b'sign-in' in done.stdout and b'Sign in again' in done.stdout, done.stdout
        asked = len(server.log)
        assert asked <= 3, server.log
        server.down = True
        assert b'offline' in cli.run('--json', 'sync').stdout


def test_wrong_visitors():
    """A wrong state, another path and a favicon are answered and change nothing; then the right one comes."""
    server = OAuthServer(env['LAB_DIR'], CERTIFICATE, KEY)
    configure(server)
    with Bus('good'):
        cli = Cli(binary)
        adding = Adding(cli)
        right = server.authorize(adding.url)
        place = right.split('?')[0]
        for wrong in ('favicon.ico', '?code=abc&state=wrong', '?code=abc', 'x?' + right.split('?')[1], '?' + 'a' * 9000):
            assert get(place + wrong) == 404, wrong
        assert get(right) == 200
        code, answer, _ = adding.end()
        assert code == 0, answer


def test_wrong_issuer():
    server = OAuthServer(env['LAB_DIR'], CERTIFICATE, KEY)
    configure(server, Issuer='https://accounts.example.org')
    with Bus('good'):
        cli = Cli(binary)
        adding = Adding(cli)
        get(server.authorize(adding.url))
        code, answer, _ = adding.end()
        assert code != 0 and answer['error']['code'] == 'sign-in', answer
        assert server.log == [], 'a code of another server was exchanged'


def test_person_says_no():
    server = OAuthServer(env['LAB_DIR'], CERTIFICATE, KEY)
    configure(server)
    with Bus('good'):
        cli = Cli(binary)
        adding = Adding(cli)
        right = server.authorize(adding.url)
        get(f"{right.split('?')[0]}?error=access_denied&state={server.state}")
        code, answer, _ = adding.end()
        assert code != 0 and answer['error']['code'] == 'sign-in', answer
        assert cli.json('account', 'list')['accounts'] == []


def test_not_https():
    server = OAuthServer(env['LAB_DIR'], CERTIFICATE, KEY)
    configure(server, Token='http://localhost:1/token')
    done = Cli(binary).run('--json', 'account', 'add', '--email', 'alice@mail.test', '--imap', env['LAB_IMAP'], '--smtp', env['LAB_SMTP'], '--oauth')
    assert done.returncode != 0 and b'"error"' in done.stdout, done


def online(bus, kind, token=''):
    place = [env[name].rsplit(':', 1)[0] for name in ('LAB_IMAP', 'LAB_SMTP')]
    bus.run(f'{os.path.dirname(os.path.abspath(__file__))}/fake-online-accounts.py', kind, *place, token)


ONLINE = ['account', 'add', '--email', 'alice@mail.test', '--online-account', '--ca-file', env['LAB_CA']]


def test_online_account_password():
    """The desktop keeps the password: neither keyring nor profile holds it."""
    with Bus('good') as bus:
        online(bus, 'password')
        cli = Cli(binary)
        cli.json(*ONLINE)
        cli.json('sync')
        for where, _, names in os.walk(cli.profile):
            for name in names:
                with open(os.path.join(where, name), 'rb') as file:
                    assert b'alicepw' not in file.read(), name
        assert cli.error('account', 'add', '--email', 'plain@mail.test', '--online-account')['code'] == 'not-found'


def test_online_account_token():
    server = OAuthServer(env['LAB_DIR'], CERTIFICATE, KEY)
    with Bus('good') as bus:
        online(bus, 'token', server.jwt('alice@mail.test'))
        cli = Cli(binary)
        cli.json(*ONLINE)
        cli.json('sync')


def test_online_account_denied():
    with Bus('good') as bus:
        online(bus, 'denied')
        assert Cli(binary).error(*ONLINE)['code'] == 'sign-in'


def test_no_online_accounts():
    with Bus('good'):
        assert Cli(binary).error(*ONLINE)['code'] == 'not-found'


run_tests([(name, func) for name, func in list(globals().items()) if name.startswith('test_')])
