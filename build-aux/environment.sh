# SPDX-License-Identifier: GPL-3.0-or-later
# environment.sh: the one place that knows where Alpenpost is built and run.  Sourced by run, test and shell.
#
# A host whose own packages reach the floor (Debian 13: GTK 4.18) is used as it is.  On any other host a Debian 13
# root is made once under the user's cache.  Either way a command runs inside bubblewrap as uid 1000 with its own
# process and network namespace, so servers on fixed ports never clash and nothing outlives the command.

source_dir=$(readlink -f "$(dirname "$(readlink -f "$0")")/..")
cache_dir=${ALPENPOST_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/alpenpost}
build_dir=${ALPENPOST_BUILD:-$cache_dir/build-$(printf %s "$source_dir" | sha256sum | cut -c1-8)}
started=$(date +%s)

say () { printf '\033[1m==> %4s s  %s\033[0m\n' "$(($(date +%s) - started))" "$*" >&2; }
die () { printf 'error: %s\n' "$*" >&2; exit 1; }

# as_root CMD…: runs a command as root, through sudo when we are not.
as_root () {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else die "root rights (or sudo) are needed once to run: $*"
  fi
}

all_packages () {
  cat "$source_dir/build-aux/packages.build" "$source_dir/build-aux/packages.test"
}

# missing_packages NAME…: prints those that are not installed (one dpkg-query, so that a second start is quick).
missing_packages () {
  installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null | sed -n 's/^installed //p')
  for p in "$@"; do
    case "
$installed
" in *"
$p
"*) ;; *) printf '%s ' "$p" ;; esac
  done
}

# host_reaches_floor: true when this is Debian 13 or newer, whose packages are new enough (design: floor GTK 4.18).
host_reaches_floor () {
  [ "${ALPENPOST_ROOT_ALWAYS:-}" = "" ] || return 1
  (. /etc/os-release 2>/dev/null; [ "${ID:-}" = debian ] && [ "${VERSION_ID:-0}" -ge 13 ] 2>/dev/null)
}

# refresh_lists: a machine may come without package lists, or with lists too old to install from.
refresh_lists () {
  say "reading the package lists"
  as_root apt-get update -q -o Acquire::Retries=3 >&2 || die "apt-get update failed: is the network there?"
}

# install_missing NAME…: installs what is not there.  A run that was killed half way is repaired first.
install_missing () {
  missing=$(missing_packages "$@")
  [ -n "$missing" ] || return 0
  say "installing $(printf %s "$missing" | wc -w) packages: $missing"
  as_root dpkg --configure -a >&2 || true
  # shellcheck disable=SC2086  # a list of words
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends \
    -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 $missing >&2
}

# install_natively: the whole list on the host.  Mail servers must not start as services here, which policy-rc.d
# sees to; and nothing of the host's own may go (a host with Postfix keeps it), then a root is made instead.
install_natively () {
  # shellcheck disable=SC2046  # a list of words
  missing=$(missing_packages $(all_packages))
  if [ -n "$missing" ]; then
    refresh_lists
    # shellcheck disable=SC2086
    plan=$(apt-get install -s -q --no-install-recommends $missing 2>/dev/null) || return 1
    printf '%s\n' "$plan" | grep -q '^Remv ' && return 1
    guard=/usr/sbin/policy-rc.d
    if [ ! -e "$guard" ]; then
      printf '#!/bin/sh\n# alpenpost: no service starts while packages are installed\nexit 101\n' | as_root tee "$guard" >/dev/null
      as_root chmod 755 "$guard"
    fi
    # shellcheck disable=SC2086
    install_missing $missing || { remove_guard; die "packages could not be installed; run the same command again to go on"; }
  fi
  remove_guard
  native_extras
}

remove_guard () {
  if grep -qs '^# alpenpost:' /usr/sbin/policy-rc.d; then as_root rm -f /usr/sbin/policy-rc.d; fi
}

# native_extras: what make-root's hooks do in a root: Cyrus beside Dovecot (their packages exclude each other) and locales.
native_extras () {
  extras=$cache_dir/native
  [ ! -e "$extras" ] || return 0
  say "unpacking the second IMAP server and making locales"
  rm -rf "$extras.partial"
  mkdir -p "$extras.partial/locale" "$extras.partial/deb"
  (cd "$extras.partial/deb" && apt-get -q download cyrus-imapd cyrus-pop3d cyrus-caldav >&2 2>&1) || true
  for deb in "$extras.partial"/deb/*.deb; do
    [ ! -e "$deb" ] || dpkg -x "$deb" "$extras.partial/cyrus"
  done
  rm -rf "$extras.partial/deb"
  for l in en_US de_DE fr_FR it_IT es_ES ar_EG ja_JP; do
    localedef -i "$l" -f UTF-8 "$extras.partial/locale/$l.UTF-8" 2>/dev/null || true
  done
  mv "$extras.partial" "$extras"
}

root_name () {
  cat "$source_dir/build-aux/packages.build" "$source_dir/build-aux/packages.test" "$source_dir/build-aux/make-root" |
    sha256sum | cut -c1-12
}

make_root () {
  root=$cache_dir/root-$(root_name)
  if [ ! -d "$root" ]; then
    needed='mmdebstrap bubblewrap'
    [ "$(id -u)" = 0 ] || needed="$needed uidmap"
    # shellcheck disable=SC2086
    if [ -n "$(missing_packages $needed)" ]; then refresh_lists; install_missing $needed; fi
    say "making a Debian 13 root in $root (once; about two minutes, 2.5 GB)"
    "$source_dir/build-aux/make-root" "$root" >&2 || die "the root could not be made; run the same command again to retry"
    say "the root is made"
  fi
  command -v bwrap >/dev/null || install_missing bubblewrap
}

# set_up: leaves $root naming a complete environment ("/" for the host itself).
set_up () {
  mkdir -p "$cache_dir" || die "the cache folder $cache_dir cannot be made"
  exec 9>"$cache_dir/lock"
  flock -n 9 || { say "waiting for another set-up to finish"; flock 9; }
  if host_reaches_floor && install_natively; then root=/; else make_root; fi
  flock -u 9
  exec 9>&-
  bwrap --unshare-user --ro-bind / / true 2>/dev/null ||
    die "bubblewrap cannot make a user namespace here (see sysctl kernel.unprivileged_userns_clone, or the container's seccomp rules)"
}

# user_files: passwd and group for the inside of a native environment, where uid 1000 must have a name.
user_files () {
  mkdir -p "$build_dir/.etc"
  for f in passwd group; do
    grep -v -e '^dev:' -e '^[^:]*:[^:]*:1000:' "/etc/$f" >"$build_dir/.etc/$f.new" || true
    if [ "$f" = passwd ]; then echo 'dev:x:1000:1000:dev:/home/dev:/bin/bash'; else echo 'dev:x:1000:'; fi >>"$build_dir/.etc/$f.new"
    mv "$build_dir/.etc/$f.new" "$build_dir/.etc/$f"
  done
}

# enter CMD…: replaces this shell with CMD inside the environment (use a subshell to come back).  The source tree is
# /src (read-only unless ALPENPOST_SRC_RW is set), $build_dir is /build, $build_dir/.out is /out.  ALPENPOST_NET=host
# keeps the host's network; otherwise there is only a private loopback.  ALPENPOST_DISPLAY=none hides the display.
enter () {
  mkdir -p "$build_dir/.home" "$build_dir/.out" || die "the build folder $build_dir cannot be made"
  set -- --chdir /src "$@"
  if [ "${ALPENPOST_NET:-none}" = host ]; then
    [ "$root" = / ] || set -- --ro-bind /etc/resolv.conf /etc/resolv.conf "$@"
    if [ -e /run/systemd/resolve ]; then set -- --ro-bind /run/systemd/resolve /run/systemd/resolve "$@"; fi
  else
    set -- --unshare-net "$@"
  fi
  renderer=cairo ipc=--unshare-ipc
  if [ "${ALPENPOST_DISPLAY:-}" != none ]; then
    if [ -n "${DISPLAY:-}" ] && [ -d /tmp/.X11-unix ]; then
      # An X server draws through shared memory, which ends at an IPC namespace: the window would stay black.
      renderer='' ipc=''
      set -- --ro-bind /tmp/.X11-unix /tmp/.X11-unix --setenv DISPLAY "$DISPLAY" "$@"
      if [ -f "${XAUTHORITY:-}" ]; then set -- --ro-bind "$XAUTHORITY" /run/user/1000/xauth --setenv XAUTHORITY /run/user/1000/xauth "$@"; fi
    fi
    if [ -n "${WAYLAND_DISPLAY:-}" ] && [ -S "${XDG_RUNTIME_DIR:-/nonexistent}/$WAYLAND_DISPLAY" ]; then
      renderer=
      set -- --ro-bind "$XDG_RUNTIME_DIR/$WAYLAND_DISPLAY" /run/user/1000/wayland-0 --setenv WAYLAND_DISPLAY wayland-0 "$@"
    fi
  fi
  [ -z "$renderer" ] || set -- --setenv GSK_RENDERER "$renderer" "$@"
  for v in CI TERM NO_COLOR ALPENPOST_SEED ALPENPOST_FULL ALPENPOST_MAIL MESON_TESTTHREADS G_MESSAGES_DEBUG; do
    eval "value=\${$v:-}"
    [ -z "$value" ] || set -- --setenv "$v" "$value" "$@"
  done
  # Without a session of its own a command could push characters into our terminal; an interactive shell needs that terminal.
  [ "${ALPENPOST_TTY:-}" = 1 ] || set -- --new-session "$@"
  if [ "${ALPENPOST_SRC_RW:-}" = 1 ]; then bind=--bind; else bind=--ro-bind; fi

  [ "$root" != / ] || set -- --setenv LOCPATH /native/locale "$@"

  set -- --dev-bind /dev /dev --proc /proc --ro-bind /sys /sys \
    --perms 1777 --tmpfs /tmp --perms 1777 --tmpfs /var/tmp --perms 1777 --tmpfs /dev/shm --tmpfs /run \
    --perms 700 --dir /run/user/1000 \
    --bind "$build_dir/.home" /home/dev "$bind" "$source_dir" /src --bind "$build_dir" /build --bind "$build_dir/.out" /out \
    --clearenv --setenv HOME /home/dev --setenv USER dev --setenv LOGNAME dev \
    --setenv PATH /usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin --setenv LANG C.UTF-8 \
    --setenv PYTHONDONTWRITEBYTECODE 1 --setenv XDG_RUNTIME_DIR /run/user/1000 --setenv GTK_USE_PORTAL 0 --setenv ALPENPOST_OUT "$build_dir/.out" \
    "$@"
  if [ "$root" = / ]; then
    # The host's root has no /src or /build to mount on: its top-level folders are laid under an empty one.
    user_files
    set -- --ro-bind "$build_dir/.etc/passwd" /etc/passwd --ro-bind "$build_dir/.etc/group" /etc/group \
      --symlink usr/bin /bin --symlink usr/sbin /sbin --symlink usr/lib /lib "$@"
    [ ! -d /usr/lib64 ] || set -- --symlink usr/lib64 /lib64 "$@"
    set -- --tmpfs / --ro-bind /usr /usr --ro-bind /etc /etc --ro-bind /var /var --ro-bind "$cache_dir/native" /native "$@"
  else
    set -- --ro-bind "$root" / "$@"
  fi
  # shellcheck disable=SC2086  # one word or none
  exec bwrap --unshare-user --uid 1000 --gid 1000 --unshare-pid $ipc --unshare-uts --hostname mail-dev --die-with-parent "$@"
}
