// setup_row.h - reading a row of a set-up file. Internal to setup.
#pragma once

#include "exchange/account.h"

MUST_USE enum status setup_slug(struct str *out, struct json row, const char *key,
                                struct fault *fault);
// The one given, or a new one.
MUST_USE enum status setup_uuid(struct uuid *out, struct json row, const char *key,
                                struct exchange *exchange, struct fault *fault);
// The number of what is called so, by one of these; ABSENT with a sentence.
#define SETUP_ORGANISATION_NO "SELECT no FROM organisation WHERE slug = $1"
#define SETUP_GROUP_NO "SELECT no FROM sharing_group WHERE slug = $1"
MUST_USE enum status setup_number(int64_t *out, struct db *db, const char *sql, struct str name,
                                  struct fault *fault);
