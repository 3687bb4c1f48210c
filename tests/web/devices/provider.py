#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""provider.py KIND ADDRESS SECRET: a provider whose service for device passwords is real to its mail server.

Speaks the API of KIND (infomaniak, stalwart, mailcow, wildduck) over TLS with the lab's certificate, and writes each device
password it makes into a passwd-file of the lab's Dovecot ($DEVICE_DIR/device-N, five of them from $DEVICE_SLOT on), so that it signs in by IMAP and SMTP from then
on and no longer when it is withdrawn.  Prints its address; ends with its standard input.  Besides:

  POST /test/expire  {"label": …}   marks the entry leaked and ends its password, as a provider does
  GET  /test/log                    the requests that came, without their bodies
"""
import base64
import http.server
import json
import os
import secrets
import ssl
import sys
import threading
import time
import urllib.parse

KIND, ADDRESS, SECRET = sys.argv[1:4]
LAB = os.environ['LAB_DIR']
FIRST_SLOT, SLOTS = int(os.environ.get('DEVICE_SLOT', '0')), 5
devices, log, lock = {}, [], threading.Lock()


def slot_path(slot):
    return f"{os.environ['DEVICE_DIR']}/device-{slot}"


def write_slots():
    """What the mail server lets in from now on."""
    for slot in range(FIRST_SLOT, FIRST_SLOT + SLOTS):
        entry = next((d for d in devices.values() if d['slot'] == slot and d['password']), None)
        line = f"{ADDRESS}:{{PLAIN}}{entry['password']}::::::\n" if entry else ''
        with open(slot_path(slot) + '.new', 'w', encoding='utf-8') as file:
            file.write(line)
        os.replace(slot_path(slot) + '.new', slot_path(slot))
    time.sleep(1.1)  # Dovecot looks at a file once a second


def make(label, password=None, kind='other'):
    with lock:
        number = max(devices, default=0) + 1
        used = {d['slot'] for d in devices.values()}
        slot = next(s for s in range(FIRST_SLOT, FIRST_SLOT + SLOTS) if s not in used)
        devices[number] = {'id': number, 'label': label, 'slot': slot, 'type': kind, 'status': 'healthy', 'created': int(time.time()),
                           'password': password or 'pw-' + secrets.token_hex(10)}
        write_slots()
        return devices[number]


def remove(number):
    with lock:
        gone = devices.pop(number, None)
        write_slots()
        return gone is not None


def change(number, **values):
    with lock:
        if number in devices:
            devices[number].update(values)
            write_slots()
        return devices.get(number)


def iso(seconds):
    return time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(seconds))


def number_of(text):
    return int(text) if text.isdigit() else 0


class Refused(Exception):
    pass


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def log_message(self, *arguments):
        pass

    def answer(self, body, status=200):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header('Content-Type', 'application/json')
        self.send_header('Content-Length', str(len(data)))
        self.send_header('Connection', 'close')
        self.end_headers()
        self.wfile.write(data)
        self.close_connection = True

    def serve(self):
        length = int(self.headers.get('Content-Length') or 0)
        body = json.loads(self.rfile.read(length) or b'null')
        path = urllib.parse.urlsplit(self.path).path
        log.append(f'{self.command} {self.path}')
        if path == '/test/log':
            return self.answer(log)
        if path == '/test/expire':
            entry = next(d for d in devices.values() if d['label'] == body['label'])
            change(entry['id'], status='leaked', password='')
            return self.answer({})
        try:
            return getattr(self, KIND)(self.command, path, body)
        except Refused:
            return self.answer({'error': {'code': 'not_authorized'}, 'result': 'error', 'type': 'error', 'msg': 'authentication failed', 'code': 'AuthFailed'}, 401)

    do_GET = do_POST = do_PATCH = do_DELETE = serve

    # --- Infomaniak
    def infomaniak(self, method, path, body):
        if self.headers.get('Authorization') != f'Bearer {SECRET}':
            raise Refused
        parts = path.split('/')
        local = ADDRESS.split('@')[0]
        if path == '/1/mail_hostings/accesses/webmail':
            return self.answer({'result': 'success', 'data': [{'mailbox_email': ADDRESS, 'mailbox_name': local, 'service_mail_id': 7}]})
        if path.startswith('/1/mail_hostings/accesses/devices/') and method == 'PATCH':
            ok = change(number_of(parts[-1]), label=body['label'])
            return self.answer({'result': 'success' if ok else 'error', 'data': True}, 200 if ok else 404)
        base = f'/1/mail_hostings/7/mailboxes/{local}/accesses/devices'
        if path == base and method == 'GET':
            return self.answer({'result': 'success', 'data': [
                {'id': d['id'], 'protocols': 'imap', 'created_at': d['created'], 'status': d['status'], 'can_delete': True, 'can_regenerate': True,
                 'device': {'id': d['id'], 'label': d['label'], 'type': d['type']}} for d in devices.values()]})
        if path == base and method == 'POST':
            return self.answer({'result': 'success', 'data': {'password': make(body['label'], kind=body['type'])['password']}}, 201)
        if path == base and method == 'DELETE':
            for number in list(devices):
                remove(number)
            return self.answer({'result': 'success', 'data': True})
        if path.startswith(base + '/') and method == 'DELETE':
            gone = remove(number_of(parts[-1]))
            return self.answer({'result': 'success' if gone else 'error', 'error': {'code': 'object_not_found'}}, 200 if gone else 404)
        if path.startswith(base + '/') and method == 'POST':
            entry = change(number_of(parts[-1]), password='pw-' + secrets.token_hex(10), status='healthy')
            return self.answer({'result': 'success', 'data': {'password': entry['password']}})
        return self.answer({'result': 'error', 'error': {'code': 'not_found'}}, 404)

    # --- Stalwart
    def stalwart(self, method, path, body):
        wanted = base64.b64encode(f'{ADDRESS}:{SECRET}'.encode()).decode()
        if self.headers.get('Authorization') != f'Basic {wanted}':
            raise Refused
        if path == '/.well-known/jmap':
            return self.answer({'capabilities': {'urn:ietf:params:jmap:core': {}, 'urn:stalwart:jmap': {}}, 'accounts': {'a': {}}, 'apiUrl': '/jmap/'})
        name, arguments, call = body['methodCalls'][0]
        if name == 'x:AppPassword/get':
            result = {'list': [{'id': str(d['id']), 'description': d['label'], 'createdAt': iso(d['created']), 'permissions': {'@type': 'Inherit'}}
                               for d in devices.values()]}
        else:
            result = {'created': {}, 'notCreated': {}}
            for key, value in arguments.get('create', {}).items():
                if len(devices) >= 5:
                    result['notCreated'][key] = {'type': 'overQuota'}
                    continue
                entry = make(value['description'], 'app_' + secrets.token_hex(10))
                result['created'][key] = {'id': str(entry['id']), 'secret': entry['password']}
            result['notDestroyed'] = {i: {'type': 'notFound'} for i in arguments.get('destroy', []) if not remove(number_of(i))}
            for key, value in arguments.get('update', {}).items():
                change(number_of(key), label=value['description'])
        return self.answer({'methodResponses': [[name, result, call]]})

    # --- mailcow
    def mailcow(self, method, path, body):
        if self.headers.get('X-API-Key') != SECRET:
            raise Refused
        if path.startswith('/api/v1/get/app-passwd/all/'):
            return self.answer([{'id': d['id'], 'name': d['label'], 'mailbox': ADDRESS, 'created': iso(d['created'])[:-1].replace('T', ' '), 'active': 1,
                                 'imap_access': 1, 'smtp_access': 1} for d in devices.values()] or {})
        if path.startswith('/api/v1/get/last-login/'):
            return self.answer({'sasl': []})
        done = True
        if path == '/api/v1/add/app-passwd':
            make(body['app_name'], body['app_passwd'])
        elif path == '/api/v1/delete/app-passwd':
            done = all(remove(number_of(i)) for i in body)
        elif path == '/api/v1/edit/app-passwd':
            values = {'label': body['attr'].get('app_name'), 'password': body['attr'].get('app_passwd')}
            done = all(change(number_of(i), **{k: v for k, v in values.items() if v}) for i in body['items'])
        return self.answer([{'type': 'success' if done else 'danger', 'log': [body], 'msg': 'object_modified' if done else 'app_passwd_id_invalid'}])

    # --- WildDuck
    def wildduck(self, method, path, body):
        if path == '/authenticate':
            if body['password'] != SECRET or body['username'] != ADDRESS:
                raise Refused
            return self.answer({'success': True, 'id': 'u', 'token': 'token-' + SECRET})
        if self.headers.get('X-Access-Token') != 'token-' + SECRET:
            raise Refused
        if path == '/users/me/asps' and method == 'GET':
            return self.answer({'success': True, 'results': [{'id': f'{d["id"]:024x}', 'description': d['label'], 'scopes': ['imap', 'smtp'],
                                                              'created': iso(d['created'])} for d in devices.values()]})
        if path == '/users/me/asps':
            entry = make(body['description'])
            return self.answer({'success': True, 'id': f'{entry["id"]:024x}', 'password': entry['password']})
        gone = remove(int(path.split('/')[-1], 16))
        return self.answer({'success': gone} if gone else {'error': 'gone', 'code': 'AspNotFound'}, 200 if gone else 404)


def main():
    for label in sys.argv[4:]:
        name, _, password = label.partition('=')
        make(name, password or None)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f'{LAB}/srv.pem', f'{LAB}/srv.key')
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f'https://localhost:{server.server_port}', flush=True)
    sys.stdin.read()


main()
