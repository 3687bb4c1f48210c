#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# dovecot.sh DIR BASE: runs a throw-away Dovecot 2.4 owned by the calling user, in the foreground.
#
# Ports: IMAP (STARTTLS) BASE+43, IMAPS +93, POP3 +10, POP3S +95, ManageSieve +90, LMTP +24 and DIR/run/lmtp,
# submission +87/+65 (relays to Exim).
# ALPENPOST_DOVECOT: more lines for its configuration (tests/imap has ACL and UTF-8 names that way).
# Users: alice@mail.test (alicepw), bob@mail.test (bobpw), carol@mail.test (carolpw), perf@mail.test (perfpw).
set -eu
D=$1 B=$2 U=$(id -un) G=$(id -gn)
mkdir -p "$D/run" "$D/state" "$D/mail" "$D/log" "$D/oauth2-keys"
"$(dirname "$0")/certificates.sh" "$D"
cat > $D/users <<X
alice@mail.test:{PLAIN}alicepw::::::
alice:{PLAIN}alicepw::::::
bob@mail.test:{PLAIN}bobpw::::::
carol@mail.test:{PLAIN}carolpw::::::
perf@mail.test:{PLAIN}perfpw::::::
X
cat > $D/dovecot.conf <<X
dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocols = imap pop3 lmtp sieve submission
base_dir = $D/run
state_dir = $D/state
log_path = $D/log/dovecot.log
default_vsz_limit = 1G
mail_max_userip_connections = 100
listen = 127.0.0.1
default_internal_user = $U
default_internal_group = $G
default_login_user = $U
first_valid_uid = 1
ssl = yes
ssl_server_cert_file = $D/srv.pem
ssl_server_key_file = $D/srv.key
auth_mechanisms = plain login cram-md5 scram-sha-1 scram-sha-256 oauthbearer xoauth2
auth_allow_cleartext = no
mail_driver = maildir
mail_home = $D/mail/%{user}
mail_path = ~/Maildir
mail_attribute {
  dict file {
    path = ~/dovecot-attributes
  }
}
imap_metadata = yes
mail_plugins {
  quota = yes
  notify = yes
  mail_compress = yes
}
quota "User quota" {
  driver = count
  storage_size = ${ALPENPOST_QUOTA:-50M}
}
oauth2 {
  introspection_mode = local
  username_attribute = email
  oauth2_local_validation {
    dict fs {
      fs posix {
        prefix = $D/oauth2-keys/
      }
    }
  }
}
passdb oauth2 {
  mechanisms_filter = oauthbearer xoauth2
}
passdb passwd-file {
  default_password_scheme = PLAIN
  passwd_file_path = $D/users
}
userdb static {
  fields {
    uid = $(id -u)
    gid = $(id -g)
  }
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Drafts {
    auto = subscribe
    special_use = \\Drafts
  }
  mailbox Sent {
    auto = subscribe
    special_use = \\Sent
  }
  mailbox Trash {
    auto = subscribe
    special_use = \\Trash
  }
  mailbox Junk {
    auto = subscribe
    special_use = \\Junk
  }
  mailbox Archive {
    auto = subscribe
    special_use = \\Archive
  }
}
protocol imap {
  mail_plugins {
    imap_quota = yes
  }
}
protocol lmtp {
  auth_username_format = %{user | lower}
  mail_plugins {
    sieve = yes
  }
}
sieve_script personal {
  driver = file
  path = ~/sieve
  active_path = ~/.dovecot.sieve
}
sieve_vacation_min_period = 0
${ALPENPOST_DOVECOT:-}
submission_relay_host = 127.0.0.1
submission_relay_port = $((B+26))
submission_host = 127.0.0.1:$((B+26))
auth_failure_delay = 0
hostname = mail.test
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  chroot =
}
service imap-login {
  chroot =
  inet_listener imap {
    port = $((B+43))
  }
  inet_listener imaps {
    port = $((B+93))
    ssl = yes
  }
}
service pop3-login {
  chroot =
  inet_listener pop3 {
    port = $((B+10))
  }
  inet_listener pop3s {
    port = $((B+95))
    ssl = yes
  }
}
service managesieve-login {
  chroot =
  inet_listener sieve {
    port = $((B+90))
  }
}
service submission-login {
  chroot =
  inet_listener submission {
    port = $((B+87))
  }
  inet_listener submissions {
    port = $((B+65))
    ssl = yes
  }
}
service lmtp {
  unix_listener lmtp {
    mode = 0600
  }
  inet_listener lmtp {
    port = $((B+24))
  }
}
service auth {
  unix_listener auth-client {
    mode = 0600
  }
}
service auth-worker {
  user = $U
}
X
exec dovecot -F -c $D/dovecot.conf
