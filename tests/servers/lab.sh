#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# lab.sh DIR BASE [SERVER…]: starts real mail servers on loopback, waits for their greetings and prints NAME=value
# lines.  SERVER: dovecot, exim, cyrus (on BASE+100…), bad-tls; by default dovecot and exim.
#
# The servers go on in the background; their process ids are in DIR/pids, their output in DIR/log.  `lab.sh DIR stop`
# ends them.  Everything belongs to the calling user and lies in DIR.
set -eu
here=$(dirname "$(readlink -f "$0")")
dir=$1
if [ "${2:-}" = stop ]; then
  [ ! -f "$dir/pids" ] || while read -r pid; do kill "$pid" 2>/dev/null || true; done <"$dir/pids"
  rm -f "$dir/pids"
  exit 0
fi
base=$2
shift 2
[ $# -gt 0 ] || set -- dovecot exim
mkdir -p "$dir/log"
"$here/certificates.sh" "$dir"

# wait_greeting NAME PORT: until the server says its first line (an open port alone is not yet a ready server)
wait_greeting () {
  local line try
  for try in $(seq 200); do
    if { exec 3<>"/dev/tcp/127.0.0.1/$2"; } 2>/dev/null; then
      if read -r -t 2 line <&3 && [ -n "$line" ]; then exec 3>&-; return 0; fi
      exec 3>&-
    fi
    sleep 0.02
  done
  echo "error: $1 does not greet on port $2; its log:" >&2
  tail -n 20 "$dir"/log/* >&2
  exit 1
}

# wait_tls PORT: until something listens
wait_port () {
  local try
  for try in $(seq 200); do
    if { exec 3<>"/dev/tcp/127.0.0.1/$2"; } 2>/dev/null; then exec 3>&-; return 0; fi
    sleep 0.02
  done
  echo "error: $1 does not listen on port $2" >&2
  exit 1
}

start () {
  setsid "$@" >"$dir/log/$(basename "$1").out" 2>&1 </dev/null &
  echo $! >>"$dir/pids"
}

echo "LAB_DIR=$dir"
echo "LAB_CA=$dir/ca.pem"
echo "LAB_BASE=$base"
for server in "$@"; do
  case $server in
    dovecot)
      start "$here/dovecot.sh" "$dir" "$base"
      wait_greeting dovecot $((base + 43))
      echo "LAB_IMAP=localhost:$((base + 43)):starttls"
      echo "LAB_IMAPS=localhost:$((base + 93)):tls"
      echo "LAB_POP3=localhost:$((base + 10)):starttls"
      echo "LAB_POP3S=localhost:$((base + 95)):tls"
      echo "LAB_SIEVE=localhost:$((base + 90)):starttls"
      ;;
    exim)
      start "$here/exim.sh" "$dir" "$base"
      wait_greeting exim $((base + 25))
      echo "LAB_SMTP=localhost:$((base + 25)):starttls"
      echo "LAB_SMTPS=localhost:$((base + 66)):tls"
      ;;
    cyrus)
      start "$here/cyrus.sh" "$dir" $((base + 100))
      wait_greeting cyrus $((base + 143))
      echo "LAB_CYRUS_IMAP=localhost:$((base + 143)):starttls"
      echo "LAB_CYRUS_IMAPS=localhost:$((base + 193)):tls"
      ;;
    bad-tls)
      start "$here/bad-tls.py" "$dir" "$base"
      wait_port bad-tls $((base + 94))
      wait_port bad-tls $((base + 97))
      echo "LAB_SELF_SIGNED=localhost:$((base + 94)):tls"
      echo "LAB_EXPIRED=localhost:$((base + 96)):tls"
      echo "LAB_OTHER_NAME=localhost:$((base + 97)):tls"
      ;;
    *) echo "error: no server $server" >&2; exit 1 ;;
  esac
done
