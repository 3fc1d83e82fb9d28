// receipt.h - what somebody was told who put objects in, kept so that it can be asked for again
// (TAXII 2.1, 4.3: at least 24 hours).
//
// Only the account that put them in reads it, and only under the community it put them into. It is
// kept in the store, so that it is there after a restart, as is what it reports.
#pragma once

#include "exchange/world.h"

#define RECEIPT_KEPT_US (25 * 3600 * STAMP_SECOND)

// Keeps `json` under `id` for the visit's viewer; forgets what is older than it need be.
MUST_USE enum status receipt_keep(const struct visit *visit, const struct community *community,
                                  const struct uuid *id, struct str json);
// In the visit's arena. ABSENT when there is none for this viewer.
MUST_USE enum status receipt_find(struct str *json, const struct visit *visit,
                                  const struct community *community, const struct uuid *id);
