#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# make.sh: makes the certificates of the scripted peers again (valid for 100 years; their private keys are public).
#   ca.pem  server.pem: good   self.pem: self-signed   other.pem: another name   expired.pem   cn.pem: the name in the CN only
set -eu
cd "$(dirname "$0")"
key='-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes'
tmp=$(mktemp -d)
# shellcheck disable=SC2086
openssl req -x509 $key -days 36500 -subj '/CN=Alpenpost peer CA' -addext basicConstraints=critical,CA:TRUE \
  -addext keyUsage=critical,keyCertSign,cRLSign -keyout "$tmp/ca.key" -out ca.pem 2>/dev/null
signed () { # NAME SAN-LINE X509-TIME-OPTIONS…
  name=$1 san=$2
  shift 2
  # shellcheck disable=SC2086
  openssl req $key -subj '/CN=localhost' -keyout "$tmp/$name.key" -out "$tmp/$name.csr" 2>/dev/null
  printf '%s\nbasicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\n' "$san" >"$tmp/ext"
  openssl x509 -req -in "$tmp/$name.csr" -CA ca.pem -CAkey "$tmp/ca.key" -CAcreateserial -CAserial "$tmp/serial" \
    -extfile "$tmp/ext" "$@" -out "$tmp/$name.crt" 2>/dev/null
  cat "$tmp/$name.crt" "$tmp/$name.key" >"$name.pem"
}
signed server subjectAltName=DNS:localhost,IP:127.0.0.1 -days 36500
signed other subjectAltName=DNS:another.test -days 36500
signed cn '' -days 36500
signed expired subjectAltName=DNS:localhost,IP:127.0.0.1 -not_before 20200101000000Z -not_after 20200201000000Z
# shellcheck disable=SC2086
openssl req -x509 $key -days 36500 -subj '/CN=localhost' -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
  -keyout "$tmp/self.key" -out "$tmp/self.crt" 2>/dev/null
cat "$tmp/self.crt" "$tmp/self.key" >self.pem
rm -rf "$tmp"
