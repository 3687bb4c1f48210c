#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# certificates.sh DIR: makes a test CA and the certificates of the lab in DIR, once.
#
#   ca.pem            the CA to trust            srv.pem srv.key          good: localhost, mail.test, 127.0.0.1
#   self.pem self.key self-signed                expired.pem expired.key  by the CA, ended long ago
#   other.pem other.key  by the CA, for another.test only
set -eu
dir=$1
mkdir -p "$dir"
cd "$dir"
[ ! -f certificates.done ] || exit 0

key='-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes'
# shellcheck disable=SC2086  # $key is a list of words
openssl req -x509 $key -days 30 -subj '/CN=Alpenpost test CA' -addext basicConstraints=critical,CA:TRUE \
  -addext keyUsage=critical,keyCertSign,cRLSign -keyout ca.key -out ca.pem 2>/dev/null

# signed NAME SUBJECTALTNAME OPENSSL-X509-TIME-OPTIONS…: a certificate of the test CA
signed () {
  name=$1 names=$2
  shift 2
  # shellcheck disable=SC2086
  openssl req $key -subj '/CN=localhost' -keyout "$name.key" -out "$name.csr" 2>/dev/null
  printf 'subjectAltName=%s\nbasicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n' "$names" >"$name.ext"
  openssl x509 -req -in "$name.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -extfile "$name.ext" "$@" -out "$name.pem" 2>/dev/null
  rm -f "$name.csr" "$name.ext"
}
signed srv DNS:localhost,DNS:mail.test,IP:127.0.0.1 -days 30
signed other DNS:another.test -days 30
signed expired DNS:localhost,IP:127.0.0.1 -not_before 20200101000000Z -not_after 20200201000000Z
# shellcheck disable=SC2086
openssl req -x509 $key -days 30 -subj '/CN=localhost' -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout self.key -out self.pem 2>/dev/null
: >certificates.done
