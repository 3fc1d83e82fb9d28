// Recovery codes: ten texts of 80 random bits on paper, of which digests are kept.
#include <string.h>

#include "base/crypto.h"
#include "exchange/factor.h"

#define CODE_BYTES 10
#define CODE_LETTERS 16
#define GROUP 4

static void digest_make(uint8_t digest[32], int64_t account_no, const char letters[CODE_LETTERS]) {
    uint8_t said[8 + CODE_LETTERS];
    for (int i = 0; i < 8; i++) said[i] = (uint8_t)((uint64_t)account_no >> (56 - 8 * i));
    memcpy(said + 8, letters, CODE_LETTERS);
    digest_sha256(digest, (struct str){(const char *)said, sizeof said});
    secret_wipe(said, sizeof said);
}

void factor_codes_make(struct factor_codes *out, struct chance *chance) {
    uint8_t random[CODE_BYTES];
    char letters[CODE_LETTERS + 1];
    for (size_t i = 0; i < FACTOR_CODES; i++) {
        chance_fill(chance, random, sizeof random);
        base32_write(letters, random, sizeof random);
        char *to = out->text[i];
        for (size_t at = 0; at < CODE_LETTERS; at++) {
            if (at && at % GROUP == 0) *to++ = '-';
            *to++ = letters[at] >= 'A' ? (char)(letters[at] - 'A' + 'a') : letters[at];
        }
        *to = '\0';
    }
    secret_wipe(random, sizeof random);
    secret_wipe(letters, sizeof letters);
}

// As people write it: in either case, with or without what stands between the groups.
bool factor_code_read(uint8_t digest[32], int64_t account_no, struct str text) {
    char letters[CODE_LETTERS];
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (c == '-' || c == ' ') continue;
        if (c >= 'A' && c <= 'Z') c = (char)(c - 'A' + 'a');
        if (!((c >= 'a' && c <= 'z') || (c >= '2' && c <= '7')) || count == CODE_LETTERS)
            return false;
        letters[count++] = c;
    }
    if (count == CODE_LETTERS) digest_make(digest, account_no, letters);
    secret_wipe(letters, sizeof letters);
    return count == CODE_LETTERS;
}

enum status factor_codes_keep(struct db *db, int64_t account_no, const struct factor_codes *codes,
                              struct fault *fault) {
    struct db_query *q;
    TRY(db_query(&q, db, "DELETE FROM factor_code WHERE account_no = $1", fault));
    db_bind_i64(q, 1, account_no);
    TRY(db_finish(q, fault));
    for (size_t i = 0; i < FACTOR_CODES; i++) {
        uint8_t digest[32];
        if (!factor_code_read(digest, account_no, str_of(codes->text[i])))
            return fault_set(fault, FAILED, "a recovery code was made that cannot be read");
        TRY(db_query(&q, db, "INSERT INTO factor_code (digest, account_no) VALUES ($1, $2)",
                     fault));
        db_bind_blob(q, 1, digest, sizeof digest);
        db_bind_i64(q, 2, account_no);
        TRY(db_finish(q, fault));
    }
    return OK;
}
