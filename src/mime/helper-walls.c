/* SPDX-License-Identifier: GPL-3.0-or-later */
/* helper-walls.c: a process that reads what strangers send gives up everything first
 *
 * No new privileges, small limits of processor time, memory and output, an alarm, and a system call filter that leaves
 * reading, writing, memory and exit: it cannot open a file, a socket or a process whatever happens to it. Linked into each
 * helper, nothing else. */

#include "helper-walls.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
/* The leak check at exit needs calls that the filter takes away. */
const char *__asan_default_options (void);

const char *
__asan_default_options (void)
{
  return "detect_leaks=0:abort_on_error=0";
}
#endif

static void
limit (__rlimit_resource_t resource, rlim_t value)
{
  const struct rlimit limits = { value, value };

  if (setrlimit (resource, &limits) != 0)
    _exit (6);
}

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#define ALLOW(name)                                                                                          \
  BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, __NR_##name, 0, 1), BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

/* Everything but this fails. Where the architecture is not known the other limits have to do. */
static void
give_up_calls (void)
{
#ifdef ARCHITECTURE
  static struct sock_filter filter[] = {
    BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, arch)),
    BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
    BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, nr)),
    ALLOW (read),
    ALLOW (write),
    ALLOW (brk),
    ALLOW (mmap),
    ALLOW (munmap),
    ALLOW (mremap),
    ALLOW (madvise),
    ALLOW (mprotect),
    ALLOW (futex),
    ALLOW (rt_sigreturn),
    ALLOW (rt_sigprocmask),
    ALLOW (rt_sigaction),
    ALLOW (sigaltstack),
    ALLOW (getpid),
    ALLOW (gettid),
    ALLOW (tgkill),
    ALLOW (exit),
    ALLOW (exit_group),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
  };
  static const struct sock_fprog program = { sizeof filter / sizeof *filter, filter };

  if (syscall (__NR_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) != 0)
    _exit (6);
#endif
}

/* From here on this process can do nothing but compute: @seconds of processor time, @memory bytes. */
void
helper_shut_in (unsigned seconds, unsigned long memory)
{
  alarm (seconds * 3);
  limit (RLIMIT_CPU, seconds);
  limit (RLIMIT_FSIZE, 0);
  limit (RLIMIT_CORE, 0);
  limit (RLIMIT_NOFILE, 16);
#if !defined(__SANITIZE_ADDRESS__)
  limit (RLIMIT_AS, memory);
#endif
  if (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl (PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
    _exit (6);
  give_up_calls ();
}

/* For the test of the walls: tries what must not work. Returns: 0 when nothing did */
int
helper_try_to_get_out (void)
{
  FILE *file = fopen ("/etc/passwd", "r");

  return file != NULL || fork () >= 0 || syscall (__NR_socket, 2, 1, 0) >= 0 ? 1 : 0;
}
