#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# cyrus.sh DIR BASE: runs a throw-away Cyrus 3.10 owned by the calling user, in the foreground; the second IMAP server.
#
# Ports: IMAP (STARTTLS) BASE+43, IMAPS +93, POP3 +10, ManageSieve +90, LMTP +24, CardDAV and CalDAV (TLS) +81.
# Users alice, bob, admin (password: the name and "pw"), without a domain.
set -eu
D=$1 B=$2 C=$1/cyrus U=$(id -un)
# In a native environment the programs that Debian's package rules keep apart from Dovecot lie under /native.
P=/usr/lib/cyrus/bin N=/usr/lib/cyrus/bin
[ -x "$P/imapd" ] || N=/native/cyrus/usr/lib/cyrus/bin
"$(dirname "$0")/certificates.sh" "$D"
mkdir -p $C/conf/socket $C/mail $C/sieve $C/run/proc $C/run/lock
cat > $C/imapd.conf <<X
configdirectory: $C/conf
proc_path: $C/run/proc
mboxname_lockpath: $C/run/lock
defaultpartition: default
partition-default: $C/mail
sievedir: $C/sieve
cyrus_user: $U
cyrus_group: $(id -gn)
admins: admin
altnamespace: yes
unixhierarchysep: yes
virtdomains: off
autocreate_quota: 51200
autocreate_inbox_folders: Drafts | Sent | Trash | Junk | Archive
autocreate_subscribe_folders: Drafts | Sent | Trash | Junk | Archive
xlist-drafts: Drafts
xlist-sent: Sent
xlist-trash: Trash
xlist-junk: Junk
xlist-archive: Archive
allowplaintext: no
allowstarttls: yes
sasl_mech_list: PLAIN LOGIN SCRAM-SHA-256
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_sasldb_path: $C/sasldb2
tls_server_cert: $D/srv.pem
tls_server_key: $D/srv.key
lmtpsocket: $C/run/lmtp
idlesocket: $C/run/idle
notifysocket: $C/run/notify
httpmodules: caldav carddav
conversations: yes
expunge_mode: delayed
delete_mode: delayed
servername: localhost
X
cat > $C/cyrus.conf <<X
START {
  recover cmd="$P/ctl_cyrusdb -C $C/imapd.conf -r"
  idled cmd="$N/idled -C $C/imapd.conf"
}
SERVICES {
  imap  cmd="$N/imapd -C $C/imapd.conf" listen="127.0.0.1:$((B+43))" prefork=1
  imaps cmd="$N/imapd -C $C/imapd.conf -s" listen="127.0.0.1:$((B+93))" prefork=0
  pop3  cmd="$N/pop3d -C $C/imapd.conf" listen="127.0.0.1:$((B+10))" prefork=0
  https cmd="$N/httpd -C $C/imapd.conf -s" listen="127.0.0.1:$((B+81))" prefork=0
  sieve cmd="$P/timsieved -C $C/imapd.conf" listen="127.0.0.1:$((B+90))" prefork=0
  lmtp  cmd="$P/lmtpd -C $C/imapd.conf -a" listen="127.0.0.1:$((B+24))" prefork=0
}
EVENTS {
  checkpoint cmd="$P/ctl_cyrusdb -C $C/imapd.conf -c" period=30
}
X
for u in alice bob admin; do printf '%spw' $u | saslpasswd2 -p -c -f $C/sasldb2 -u localhost $u; done
export CYRUS_USER=$U
exec $P/master -C $C/imapd.conf -M $C/cyrus.conf -p $C/run/master.pid
