/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fault.c: the calls by which a program touches disk and network, with a death or a failure at the N-th
 *
 * Linked into a test program that exports its symbols, so that the libraries call these instead of the C library's.
 * ALP_FAULT="kill CALLS N": the process dies by SIGKILL at the N-th of CALLS (comma-separated names, or "any"), before or after
 * it (odd and even N). ALP_FAULT="enospc CALLS N", also eio, erofs: from the N-th on they fail that way, for files alone. */

#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#define EXPORT __attribute__ ((visibility ("default")))

/* Not in headers that the program includes under these names. */
ssize_t pwrite64 (int fd, const void *data, size_t size, off64_t offset);

typedef enum
{
  FAULT_NONE,
  FAULT_KILL,
  FAULT_ERROR,
} Fault;

static struct
{
  Fault kind;
  int error;
  char calls[128];
  long at;
} plan;

static atomic_long counted;
static atomic_int ready;

static void
read_plan (void)
{
  const char *text = getenv ("ALP_FAULT");
  char kind[16] = "";

  if (atomic_exchange (&ready, 1) == 1 || text == NULL
      || sscanf (text, "%15s %127s %ld", kind, plan.calls, &plan.at) != 3)
    return;
  plan.error = strcmp (kind, "enospc") == 0 ? ENOSPC : strcmp (kind, "erofs") == 0 ? EROFS : EIO;
  plan.kind = strcmp (kind, "kill") == 0 ? FAULT_KILL : FAULT_ERROR;
}

static int
is_named (const char *call)
{
  size_t length = strlen (call);

  if (strcmp (plan.calls, "any") == 0)
    return 1;
  for (const char *at = plan.calls; (at = strstr (at, call)) != NULL; at += length)
    if ((at == plan.calls || at[-1] == ',') && (at[length] == '\0' || at[length] == ','))
      return 1;
  return 0;
}

/* A pipe or a terminal never fails: the test reads what the program prints. */
static int
is_file (int fd)
{
  struct stat info;

  return fd < 0 || (fstat (fd, &info) == 0 && (S_ISREG (info.st_mode) || S_ISDIR (info.st_mode)));
}

/* Before the call. Returns: whether it fails */
static int
before (const char *call, int fd, int network, long *n)
{
  *n = 0;
  if (!atomic_load (&ready))
    read_plan ();
  if (plan.kind == FAULT_NONE || !is_named (call) || (!network && !is_file (fd)))
    return 0;
  if (plan.kind == FAULT_ERROR && network)
    return 0;
  *n = atomic_fetch_add (&counted, 1) + 1;
  if (plan.kind == FAULT_KILL && *n == plan.at && plan.at % 2 == 1)
    raise (SIGKILL);
  if (plan.kind == FAULT_ERROR && *n >= plan.at)
    {
      errno = plan.error;
      return 1;
    }
  return 0;
}

static void
after (long n)
{
  if (plan.kind == FAULT_KILL && n == plan.at && plan.at % 2 == 0)
    raise (SIGKILL);
}

#define NEXT(name) ((__typeof__ (&name)) dlsym (RTLD_NEXT, #name))

#define WRAP(type, name, fd, network, parameters, arguments)                                                 \
  EXPORT type name parameters                                                                                \
  {                                                                                                          \
    static __typeof__ (&name) next;                                                                          \
    long n;                                                                                                  \
    type result;                                                                                             \
                                                                                                             \
    if (next == NULL)                                                                                        \
      next = NEXT (name);                                                                                    \
    if (before (#name, fd, network, &n))                                                                     \
      return -1;                                                                                             \
    result = next arguments;                                                                                 \
    after (n);                                                                                               \
    return result;                                                                                           \
  }

WRAP (ssize_t, write, fd, 0, (int fd, const void *data, size_t size), (fd, data, size))
WRAP (ssize_t, pwrite64, fd, 0, (int fd, const void *data, size_t size, off64_t offset),
      (fd, data, size, offset))
WRAP (int, fsync, fd, 0, (int fd), (fd))
WRAP (int, fdatasync, fd, 0, (int fd), (fd))
WRAP (int, syncfs, fd, 0, (int fd), (fd))
WRAP (int, ftruncate64, fd, 0, (int fd, off64_t length), (fd, length))
WRAP (int, rename, -1, 0, (const char *from, const char *to), (from, to))
WRAP (ssize_t, send, fd, 1, (int fd, const void *data, size_t size, int flags), (fd, data, size, flags))
WRAP (ssize_t, recv, fd, 1, (int fd, void *data, size_t size, int flags), (fd, data, size, flags))
WRAP (ssize_t, sendmsg, fd, 1, (int fd, const struct msghdr *message, int flags), (fd, message, flags))
WRAP (ssize_t, recvmsg, fd, 1, (int fd, struct msghdr *message, int flags), (fd, message, flags))
