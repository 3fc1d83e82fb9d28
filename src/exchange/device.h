// device.h - browsers that somebody has signed in with before.
//
// A browser that has signed in keeps a cookie that says so, for its account and for half a year. It
// opens nothing. With it somebody may try their password where strangers may not for the moment,
// because others guess at the same name. Nothing is kept of it here: the text is authenticated by a
// key of the store.
#pragma once

#include "exchange/exchange.h"

#define DEVICE_TEXT_SIZE 58 // with NUL: "rd_" and 54 characters
#define DEVICE_MARK_SIZE 16
#define DEVICE_SECONDS (180 * 86400)

MUST_USE enum status device_make(char out[DEVICE_TEXT_SIZE], struct exchange *exchange,
                                 int64_t account_no, struct fault *fault);
// What tells it from other browsers of the account. ABSENT when it is none of this account's, or
// too old.
MUST_USE enum status device_read(uint8_t mark[DEVICE_MARK_SIZE], struct exchange *exchange,
                                 int64_t account_no, struct str text, struct fault *fault);
