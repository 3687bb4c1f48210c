/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tnef-helper.c: winmail.dat taken apart, in a process that can do nothing else
 *
 * Reads one TNEF stream from standard input and writes its pieces to standard output (mime-tnef.c reads them). libytnef
 * is old C that parses what strangers send, so before it sees a byte this process gives up everything: no new privileges,
 * small limits of processor time, memory and output, an alarm, and a system call filter that leaves reading, writing,
 * memory and exit. It cannot open a file, a socket or a process whatever happens to it (hostile-content C-049). */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <ytnef.h>

#include "helper-walls.h"

#define MAX_TNEF (64u * 1024 * 1024)
#define MAX_OUTPUT (64u * 1024 * 1024)
#define MAX_PARTS 1000
#define MAX_DEPTH 4
#define MAX_MEMORY (512ul * 1024 * 1024)
#define SECONDS 2

static int out_fd;
static size_t written;
static unsigned parts;

static void
put (const void *data, size_t length)
{
  const char *p = data;

  if (written + length > MAX_OUTPUT)
    _exit (3);
  written += length;
  while (length > 0)
    {
      ssize_t n = write (out_fd, p, length);

      if (n <= 0)
        _exit (4);
      p += n;
      length -= (size_t) n;
    }
}

static void
put_length (size_t n)
{
  unsigned char bytes[4]
      = { (unsigned char) n, (unsigned char) (n >> 8), (unsigned char) (n >> 16), (unsigned char) (n >> 24) };

  put (bytes, sizeof bytes);
}

/* kind, four lengths, four values */
static void
put_part (char kind, const char *name, const char *type, const char *id, const void *data, size_t length)
{
  if (++parts > MAX_PARTS)
    _exit (3);
  put (&kind, 1);
  put_length (strlen (name));
  put_length (strlen (type));
  put_length (strlen (id));
  put_length (length);
  put (name, strlen (name));
  put (type, strlen (type));
  put (id, strlen (id));
  put (data, length);
}

static variableLength *
find (MAPIProps *props, ULONG id)
{
  const ULONG types[] = { PT_UNICODE, PT_STRING8, PT_BINARY, 13 /* object */ };

  for (size_t i = 0; i < sizeof types / sizeof *types; i++)
    {
      variableLength *value = MAPIFindProperty (props, PROP_TAG (types[i], id));

      if (value != MAPI_UNDEFINED && value != NULL && value->data != NULL && value->size > 0)
        return value;
    }
  return NULL;
}

/* A copy that ends in a zero, at most 1,000 bytes. */
static char *
text_of (const variableLength *value)
{
  size_t n = value != NULL && value->data != NULL && value->size > 0 ? (size_t) value->size : 0;
  char *copy;

  if (n > 1000)
    n = 1000;
  copy = calloc (1, n + 1);
  if (copy == NULL)
    _exit (5);
  if (n > 0)
    memcpy (copy, value->data, n);
  return copy;
}

static size_t
size_of (const variableLength *value)
{
  return value->data != NULL && value->size > 0 ? (size_t) value->size : 0;
}

/* Strings carry their final zero. */
static size_t
text_size (const variableLength *value)
{
  size_t n = size_of (value);

  while (n > 0 && value->data[n - 1] == '\0')
    n--;
  return n;
}

static void put_tnef (unsigned char *data, size_t length, unsigned depth);

static void
put_attachment (Attachment *attachment, unsigned depth)
{
  variableLength *object = find (&attachment->MAPI, PR_ATTACH_DATA_OBJ);
  variableLength *long_name = find (&attachment->MAPI, PR_ATTACH_LONG_FILENAME);
  char *name = text_of (long_name != NULL ? long_name : &attachment->Title);
  char *type = text_of (find (&attachment->MAPI, PR_ATTACH_MIME_TAG));
  char *id = text_of (find (&attachment->MAPI, PR_ATTACH_CONTENT_ID));

  /* A message inside: its own stream after a GUID. */
  if (object != NULL && object->size > 20 && TNEFCheckForSignature (SwapDWord (object->data + 16, 4)) == 0)
    put_tnef (object->data + 16, (size_t) object->size - 16, depth + 1);
  else if (object != NULL && size_of (&attachment->FileData) == 0)
    put_part ('A', name, type, id, object->data, (size_t) object->size);
  else
    put_part ('A', name, type, id, attachment->FileData.data, size_of (&attachment->FileData));
  free (name);
  free (type);
  free (id);
}

static void
put_body (TNEFStruct *tnef)
{
  variableLength *html = find (&tnef->MapiProperties, PR_BODY_HTML);
  variableLength *rtf = find (&tnef->MapiProperties, PR_RTF_COMPRESSED);
  variableLength *text = find (&tnef->MapiProperties, PR_BODY);

  if (html != NULL)
    put_part ('H', "", "", "", html->data, text_size (html));
  if (text != NULL)
    put_part ('T', "", "", "", text->data, text_size (text));
  else if (size_of (&tnef->body) > 0)
    put_part ('T', "", "", "", tnef->body.data, text_size (&tnef->body));
  /* Packed as it is: unpacking it is safer outside of this library. */
  if (html == NULL && rtf != NULL)
    put_part ('R', "", "", "", rtf->data, size_of (rtf));
}

static void
put_codepage (TNEFStruct *tnef)
{
  char number[16] = "";

  if (tnef->CodePage.data == NULL || tnef->CodePage.size < 4)
    return;
  snprintf (number, sizeof number, "%u", SwapDWord (tnef->CodePage.data, 4));
  put_part ('C', "", number, "", "", 0);
}

static void
put_tnef (unsigned char *data, size_t length, unsigned depth)
{
  TNEFStruct tnef;

  if (depth > MAX_DEPTH)
    return;
  TNEFInitialize (&tnef);
  if (TNEFParseMemory (data, (long) length, &tnef) < 0)
    _exit (2);
  if (depth == 0)
    put_codepage (&tnef);
  put_body (&tnef);
  /* The first of the list is a head without content. */
  for (Attachment *one = tnef.starting_attach.next; one != NULL; one = one->next)
    put_attachment (one, depth);
}

static unsigned char *
read_all (size_t *length)
{
  unsigned char *data = malloc (64 * 1024);
  size_t size = 64 * 1024;

  *length = 0;
  while (data != NULL)
    {
      ssize_t n = read (0, data + *length, size - *length);

      if (n < 0)
        _exit (4);
      if (n == 0)
        return data;
      *length += (size_t) n;
      if (*length > MAX_TNEF)
        _exit (3);
      if (*length == size)
        data = realloc (data, size *= 2);
    }
  _exit (5);
}

int
main (int argc, char **argv)
{
  size_t length;
  unsigned char *data;

  /* libytnef prints what it does not like. */
  out_fd = dup (1);
  if (out_fd < 0 || dup2 (2, 1) < 0)
    _exit (4);
  helper_shut_in (SECONDS, MAX_MEMORY);
  if (argc > 1 && strcmp (argv[1], "--try") == 0)
    _exit (helper_try_to_get_out ());
  data = read_all (&length);
  put_tnef (data, length, 0);
  put_part ('E', "", "", "", "", 0);
  _exit (0);
}
