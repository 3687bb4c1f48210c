/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The store: everything a profile keeps on this computer. Include only this header.
 *
 * All functions block (disk), may be called from any thread but the main one, and are one transaction each unless the
 * calling thread has opened a batch with store_begin (). Records returned are owned by the caller and never change. */

#include "store-types.h"
#include "store-db.h"
#include "store-account.h"
#include "store-profile.h"
#include "store-choice.h"
#include "store-certificate.h"
#include "store-log.h"
#include "store-folder.h"
#include "store-message.h"
#include "store-list.h"
#include "store-thread.h"
#include "store-contact.h"
#include "store-body.h"
#include "store-query.h"
#include "store-search.h"
#include "store-upkeep.h"
#include "store-journal.h"
#include "store-folder-act.h"
#include "store-outbox.h"
#include "store-ledger.h"
#include "store-draft.h"
#include "store-local.h"
#include "store-change.h"
