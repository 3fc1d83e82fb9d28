// otp.h - codes that are good once: HOTP (RFC 4226) and TOTP (RFC 6238), by HMAC-SHA-1.
//
// A secret is shared with somebody's device. Both make a code out of it and a number: a counter, or
// how many steps of 30 seconds have passed. Pure: the time is an argument, and which step was the
// last to be taken is kept by the caller.
#pragma once

#include "base/stamp.h"
#include "base/str.h"

#define OTP_SECRET_SIZE 20 // RFC 4226, 4 (R6): 160 bits
#define OTP_SECRET_TEXT_SIZE 33
#define OTP_DIGITS 6
#define OTP_TEXT_SIZE 7
#define OTP_STEP_SECONDS 30 // RFC 6238, 5.2
#define OTP_STEPS_AROUND 1  // RFC 6238, 5.2 and 6: for clocks that differ, and who types slowly

// The code of a counter (RFC 4226, 5.3), `digits` 6 to 8; a NUL behind them. Returns `out`.
char *otp_write(char *out, struct str secret, uint64_t counter, int digits);
int64_t otp_step(stamp at); // RFC 6238, 4.2, with T0 = 0
// The step whose code `text` is, one of those around `at` and later than `last`, so that no code is
// taken twice (RFC 6238, 5.2); -1 when there is none. Spaces between digits are passed over. How
// long it takes depends on the text's form only.
int64_t otp_find(struct str secret, struct str text, stamp at, int64_t last);
// The secret for people and their devices: base32 (RFC 4648, 6), 32 characters. Returns `out`.
char *otp_secret_write(char out[OTP_SECRET_TEXT_SIZE], const uint8_t secret[OTP_SECRET_SIZE]);
// Base32 of `size` bytes, a multiple of 5; size / 5 * 8 characters and a NUL. Returns `out`.
char *base32_write(char *out, const uint8_t *bytes, size_t size);
