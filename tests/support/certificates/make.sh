#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# make.sh: makes the certificates of the scripted peers again (valid for 100 years; their private keys are public).
#   ca.pem  server.pem: good   self.pem: self-signed   other.pem: another name   expired.pem   future.pem: not valid yet
#   cn.pem: the name in the CN only   ip-cn.pem: the address in the CN only   wildcard.pem: *.com   web.pem: names of tests/web
#   staple.pem: valid only with a stapled OCSP answer (RFC 7633), staple.ocsp: that answer   revoked.pem, revoked.ocsp
set -eu
cd "$(dirname "$0")"
key='-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes'
tmp=$(mktemp -d)
# shellcheck disable=SC2086
openssl req -x509 $key -days 36500 -subj '/CN=Alpenpost peer CA' -addext basicConstraints=critical,CA:TRUE \
  -addext keyUsage=critical,keyCertSign,cRLSign -keyout "$tmp/ca.key" -out ca.pem 2>/dev/null
subject=/CN=localhost
signed () { # NAME EXTENSION-LINES X509-TIME-OPTIONS…
  name=$1 san=$2
  shift 2
  # shellcheck disable=SC2086
  openssl req $key -subj "$subject" -keyout "$tmp/$name.key" -out "$tmp/$name.csr" 2>/dev/null
  printf '%s\nbasicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\n' "$san" >"$tmp/ext"
  openssl x509 -req -in "$tmp/$name.csr" -CA ca.pem -CAkey "$tmp/ca.key" -CAcreateserial -CAserial "$tmp/serial" \
    -extfile "$tmp/ext" "$@" -out "$tmp/$name.crt" 2>/dev/null
  cat "$tmp/$name.crt" "$tmp/$name.key" >"$name.pem"
}
signed server subjectAltName=DNS:localhost,IP:127.0.0.1 -days 36500
signed other subjectAltName=DNS:another.test -days 36500
signed cn '' -days 36500
signed expired subjectAltName=DNS:localhost,IP:127.0.0.1 -not_before 20200101000000Z -not_after 20200201000000Z
signed future subjectAltName=DNS:localhost,IP:127.0.0.1 -not_before 20900101000000Z -not_after 20910101000000Z
signed wildcard 'subjectAltName=DNS:*.com' -days 36500
names=
for name in good away http file huge bomb loop slow other; do names="$names,DNS:$name.test,DNS:*.$name.test"; done
signed web "subjectAltName=IP:127.0.0.1,DNS:imap.probe.test,DNS:smtp.probe.test$names" -days 36500
signed revoked subjectAltName=DNS:localhost,IP:127.0.0.1 -days 36500
signed staple 'subjectAltName=DNS:localhost,IP:127.0.0.1
tlsfeature=status_request' -days 36500
subject=/CN=127.0.0.1
signed ip-cn '' -days 36500

# answer NAME STATUS-LINE-BEGINNING: what an OCSP responder says of NAME, good for 100 years
answer () {
  printf '%b\t%s\tunknown\t/CN=localhost\n' "$2" \
    "$(openssl x509 -in "$tmp/$1.crt" -noout -serial | cut -d= -f2)" >"$tmp/index"
  openssl ocsp -index "$tmp/index" -rsigner ca.pem -rkey "$tmp/ca.key" -CA ca.pem -issuer ca.pem -cert "$tmp/$1.crt" \
    -respout "$1.ocsp" -ndays 36500 >/dev/null 2>&1
}
answer staple 'V\t491231000000Z\t'
answer revoked 'R\t491231000000Z\t200101000000Z'
# shellcheck disable=SC2086
openssl req -x509 $key -days 36500 -subj '/CN=localhost' -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
  -keyout "$tmp/self.key" -out "$tmp/self.crt" 2>/dev/null
cat "$tmp/self.crt" "$tmp/self.key" >self.pem
rm -rf "$tmp"
