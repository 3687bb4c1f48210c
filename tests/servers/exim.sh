#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# exim.sh DIR BASE: runs a throw-away Exim submission server in the foreground; it asks Dovecot about passwords and
# hands mail to Dovecot's LMTP, so start it after dovecot.sh DIR BASE.
#
# Ports: submission with STARTTLS BASE+25, implicit TLS +66, an open port +26 for mail that Sieve itself sends.
set -eu
D=$1; B=$2
mkdir -p $D/spool $D/log
cat > $D/exim.conf <<X
primary_hostname = mail.test
spool_directory = $D/spool
log_file_path = $D/log/exim-%s
pid_file_path = $D/exim.pid
exim_user = $(id -un)
exim_group = $(id -gn)
deliver_drop_privilege
trusted_users = $(id -un)
local_interfaces = 127.0.0.1
daemon_smtp_ports = $((B+25)) : $((B+66)) : $((B+26))
keep_environment =
tls_on_connect_ports = $((B+66))
tls_advertise_hosts = *
tls_certificate = $D/srv.pem
tls_privatekey = $D/srv.key
domainlist local_domains = mail.test
acl_smtp_rcpt = acl_rcpt
acl_smtp_data = acl_data
auth_advertise_hosts = \${if eq{\$tls_in_cipher}{}{}{*}}
message_size_limit = 20M
smtputf8_advertise_hosts = *
dsn_advertise_hosts = *
chunking_advertise_hosts = *
host_lookup =
rfc1413_hosts =
queue_run_max = 1
begin acl
acl_rcpt:
  accept condition = \${if eq{\$received_port}{$((B+26))}}
  deny message = relay needs authentication
       !authenticated = *
  deny message = no such user here
       domains = +local_domains
       condition = \${if eq{\${lookup{\$local_part@\$domain}lsearch{$D/users}{y}}}{y}{no}{yes}}
  accept
acl_data:
  accept
begin routers
local:
  driver = accept
  domains = +local_domains
  transport = lmtp_dovecot
elsewhere:
  driver = redirect
  allow_fail
  data = :fail: no outside world in this lab
begin transports
lmtp_dovecot:
  driver = lmtp
  socket = $D/run/lmtp
  user = $(id -un)
begin retry
* * F,1h,5m
begin authenticators
plain:
  driver = dovecot
  public_name = PLAIN
  server_socket = $D/run/auth-client
  server_set_id = \$auth1
login:
  driver = dovecot
  public_name = LOGIN
  server_socket = $D/run/auth-client
  server_set_id = \$auth1
cram:
  driver = dovecot
  public_name = CRAM-MD5
  server_socket = $D/run/auth-client
  server_set_id = \$auth1
scram:
  driver = dovecot
  public_name = SCRAM-SHA-256
  server_socket = $D/run/auth-client
  server_set_id = \$auth1
xoauth2:
  driver = dovecot
  public_name = XOAUTH2
  server_socket = $D/run/auth-client
  server_set_id = \$auth1
oauthbearer:
  driver = dovecot
  public_name = OAUTHBEARER
  server_socket = $D/run/auth-client
  server_set_id = \$auth1
X
exec /usr/sbin/exim4 -C $D/exim.conf -bdf -q1m
