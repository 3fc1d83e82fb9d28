// setup_rules.h - the parts of a set-up file that say for whom something is: sharing groups, grants
// and release rules of collections. Internal to setup; called inside the writer's transaction.
#pragma once

#include "exchange/account.h"

// Of `groups`. The list of members is the whole: who is not in it any more is out.
MUST_USE enum status setup_group(struct db *db, struct exchange *exchange, struct json row,
                                 struct fault *fault);
// `grants` and `release` of a row of `collections`. Each is the whole when it is there, and stays
// as it was when not.
MUST_USE enum status setup_collection_rules(struct db *db, int64_t collection_no, struct json row,
                                            struct fault *fault);
