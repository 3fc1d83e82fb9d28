// factor.h - the second factor: a device that makes codes (RFC 6238), and codes on paper.
//
//  1. A device is offered (factor_offer), and asks for nothing until a first code of it was shown
//     (factor_confirm). From then on the account's password opens nothing without a code.
//  2. A password without its code is as wrong as any other, at the same cost and with the same
//     answer: who guesses learns nothing of the one without the other (viewer_of_password).
//  3. No code is taken twice, on whatever program: what is taken is written before it opens.
//  4. A recovery code stands for a code of the device, once. Only digests of them are kept.
//  5. Guesses are counted as those at the password (doorkeeper.h).
//
// An organisation may demand a second factor of its persons, and the operator of everybody. Who has
// none then does nothing but make one (viewer.must_enrol, api/sign_in.c).
#pragma once

#include "base/otp.h"
#include "exchange/account.h"

#define FACTOR_OFFER_SECONDS 900 // an offer is over when it was not confirmed by then
#define FACTOR_CODES 10
#define FACTOR_CODE_SIZE 20       // "abcd-efgh-ijkl-mnop" and a NUL
#define FACTOR_CODE_BYTES_MAX 100 // of what somebody types

// An account's must_enrol, from `account a` and an organisation `o`, as SQL.
#define FACTOR_MUST_ENROL                                                                          \
    "(CASE WHEN EXISTS (SELECT 1 FROM factor_required r WHERE r.organisation_no IN (0, o.no))"     \
    " AND NOT EXISTS (SELECT 1 FROM factor f WHERE f.account_no = a.no AND f.confirmed > 0)"       \
    " THEN 1 ELSE 0 END)"

struct factor_state {
    bool is_on, is_required;
    stamp since;       // when it was confirmed
    size_t codes_left; // recovery codes
};
MUST_USE enum status factor_state(struct factor_state *out, struct exchange *exchange,
                                  const struct viewer *viewer, struct fault *fault);

// ---- for the viewer's own account ----

// Another secret, in place of one that was offered before. CONFLICT when there is a device already.
// It is wiped by who asked.
MUST_USE enum status factor_offer(uint8_t secret[OTP_SECRET_SIZE], struct exchange *exchange,
                                  const struct viewer *viewer, struct fault *fault);
// What is offered; ABSENT when nothing is, or no longer.
MUST_USE enum status factor_offered(uint8_t secret[OTP_SECRET_SIZE], struct exchange *exchange,
                                    const struct viewer *viewer, struct fault *fault);
struct factor_codes {
    char text[FACTOR_CODES][FACTOR_CODE_SIZE]; // shown once, and wiped by who asked
};
// By a code (`knock->code`) of what is offered. All other sessions end, since they came in by the
// password alone. DENIED for a wrong code; LIMIT; ABSENT when nothing is offered.
MUST_USE enum status factor_confirm(struct factor_codes *out, struct exchange *exchange,
                                    const struct viewer *viewer, struct knock *knock,
                                    struct fault *fault);
// Other recovery codes, by a code of the device or one of them; those of before are good no more.
MUST_USE enum status factor_renew(struct factor_codes *out, struct exchange *exchange,
                                  const struct viewer *viewer, struct knock *knock,
                                  struct fault *fault);
// Without the device from now on, by a code. ABSENT when there is none.
MUST_USE enum status factor_end(struct exchange *exchange, const struct viewer *viewer,
                                struct knock *knock, struct fault *fault);

// Whether an account that was proved otherwise than by its password (sign_on.h) shows a code, too.
// DENIED; LIMIT.
MUST_USE enum status factor_check(struct exchange *exchange, int64_t account_no,
                                  struct knock *knock, struct fault *fault);

// ---- who demands it ----

// Of the organisation's persons, or of everybody (`organisation_no` 0). DENIED unless the viewer
// administers them.
MUST_USE enum status factor_require(struct exchange *exchange, const struct viewer *viewer,
                                    int64_t organisation_no, bool is_required, struct fault *fault);
MUST_USE enum status factor_is_required(bool *out, struct exchange *exchange,
                                        int64_t organisation_no, struct fault *fault);

// ---- for who checks a password (internal) ----

struct factor_hit {
    enum { HIT_NONE_NEEDED, HIT_STEP, HIT_CODE } by;
    int64_t step;
    uint8_t digest[32]; // of the recovery code
};
// What `text` is for the account. DENIED when it is missing or wrong.
MUST_USE enum status factor_find(struct factor_hit *out, struct exchange *exchange,
                                 int64_t account_no, struct str text, struct fault *fault);
// Takes it: DENIED when somebody was faster.
MUST_USE enum status factor_take(struct exchange *exchange, int64_t account_no,
                                 const struct factor_hit *hit, struct fault *fault);
// The same inside of a transaction.
MUST_USE enum status factor_take_in(struct db *db, int64_t account_no, const struct factor_hit *hit,
                                    struct fault *fault);
// Nothing is left of the account's second factor.
MUST_USE enum status factor_forget_in(struct db *db, int64_t account_no, struct fault *fault);

// factor_codes.c: `out` made anew, and the digests in place of those that are kept.
void factor_codes_make(struct factor_codes *out, struct chance *chance);
MUST_USE enum status factor_codes_keep(struct db *db, int64_t account_no,
                                       const struct factor_codes *codes, struct fault *fault);
// False when it is no recovery code by its form.
bool factor_code_read(uint8_t digest[32], int64_t account_no, struct str text);
