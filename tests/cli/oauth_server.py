#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A strict OAuth 2 authorisation server for tests: https, PKCE S256 only, exact redirect, codes and refresh tokens once.

Access tokens are JWTs (HS256) that the lab's Dovecot checks by itself (dovecot.sh: oauth2 local validation).  A refresh
token that is used twice is taken for theft: all of that person's tokens are void (RFC 9700 4.14.2).
"""
import base64
import hashlib
import hmac
import http.server
import json
import os
import secrets
import ssl
import threading
import time
import urllib.parse

KEY = b'a key only this test and its Dovecot know'


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b'=').decode()


class OAuthServer:
    def __init__(self, lab_dir, certificate, key, issuer_wanted=None):
        self.codes, self.refresh_tokens, self.stolen, self.log = {}, {}, False, []
        self.lifetime, self.down = 3600, False
        keys = f'{lab_dir}/oauth2-keys/default/HS256'
        os.makedirs(keys, exist_ok=True)
        with open(f'{keys}/default', 'w', encoding='utf-8') as file:
            file.write(base64.b64encode(KEY).decode())
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_POST(self):
                form = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers['Content-Length'])).decode()))
                status, answer = server.token(form)
                body = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header('Content-Type', 'application/json')
                self.send_header('Content-Length', str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        self.http = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.http.socket = context.wrap_socket(self.http.socket, server_side=True)
        self.url = f'https://localhost:{self.http.server_port}'
        self.issuer = issuer_wanted or self.url
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def jwt(self, email):
        now = int(time.time())
        head = b64(json.dumps({'alg': 'HS256', 'typ': 'JWT'}).encode())
        body = b64(json.dumps({'sub': email, 'email': email, 'iat': now - 1, 'nbf': now - 1, 'exp': now + 3600, 'iss': self.issuer,
                               'jti': secrets.token_hex(8)}).encode())
        return f"{head}.{body}.{b64(hmac.new(KEY, f'{head}.{body}'.encode(), hashlib.sha256).digest())}"

    def authorize(self, url, email='alice@mail.test'):
        """What the person's browser does: checks the request and gives the address to go back to."""
        parts = urllib.parse.urlsplit(url)
        query = dict(urllib.parse.parse_qsl(parts.query, strict_parsing=True))
        assert query['response_type'] == 'code' and query['client_id'] == 'the-client', query
        assert query['code_challenge_method'] == 'S256' and len(query['code_challenge']) == 43, query
        assert len(query['state']) >= 43 and query['redirect_uri'].startswith('http://127.0.0.1:'), query
        code = secrets.token_urlsafe(32)
        self.codes[code] = (query['code_challenge'], query['redirect_uri'], email)
        self.state = query['state']
        return f"{query['redirect_uri']}?" + urllib.parse.urlencode({'code': code, 'state': query['state'], 'iss': self.issuer})

    def token(self, form):
        self.log.append(form.get('grant_type'))
        if self.down:
            return 503, {}
        if form.get('client_id') != 'the-client':
            return 401, {'error': 'invalid_client'}
        if form['grant_type'] == 'authorization_code':
            known = self.codes.pop(form['code'], None)
            verifier = form.get('code_verifier', '')
            if known is None or known[0] != b64(hashlib.sha256(verifier.encode()).digest()) or known[1] != form['redirect_uri'] \
                    or not 43 <= len(verifier) <= 128:
                return 400, {'error': 'invalid_grant'}
            email = known[2]
        elif form['grant_type'] == 'refresh_token':
            email = self.refresh_tokens.get(form['refresh_token'])
            if email is None or self.stolen:
                self.stolen = email is None
                return 400, {'error': 'invalid_grant'}
            self.refresh_tokens[form['refresh_token']] = None
        else:
            return 400, {'error': 'unsupported_grant_type'}
        refresh = secrets.token_urlsafe(32)
        self.refresh_tokens[refresh] = email
        return 200, {'access_token': self.jwt(email), 'token_type': 'Bearer', 'expires_in': self.lifetime, 'refresh_token': refresh}
