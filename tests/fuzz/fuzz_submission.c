// What a witness is sent has one form; and no stranger's bytes hold as a cosignature by a key that
// they do not know.
#include "ledger/submission.h"

#include "fuzz.h"
#include "ledger/cosignature.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static const uint8_t seed[32] = {7};
    struct str text = fuzz_text(bytes, size);
    struct submission it;
    struct note note;
    struct fault fault = {""};
    if (submission_read(&it, text, &fault) != OK) {
        HOLDS(fault.text[0] != '\0');
        return 0;
    }
    struct buf again;
    buf_init(&again, SIZE_MAX);
    submission_write(&again, &it);
    HOLDS(str_equal(buf_str(&again), text));
    buf_close(&again);
    if (note_read(&note, it.checkpoint, NULL) != OK) return 0;
    uint8_t public_key[SIGN_PUBLIC_SIZE], secret_key[SIGN_SECRET_SIZE];
    struct note_key key;
    uint64_t time_s;
    sign_keys(public_key, secret_key, seed);
    note_key_make(&key, STR("witness.example/w1"), NOTE_COSIGNATURE, public_key);
    HOLDS(cosignature_check(&time_s, &note, &key, NULL) != OK);
    return 0;
}
