// A proof has one form. Evidence that was read is read again as the same, and takes linear memory.
// No bytes of a stranger prove anything by a key that they do not know.
#include "ledger/evidence.h"

#include "fuzz.h"

static struct note_key own_key(void) {
    static const uint8_t seed[32] = {3};
    uint8_t public_key[SIGN_PUBLIC_SIZE], secret_key[SIGN_SECRET_SIZE];
    struct note_key key;
    sign_keys(public_key, secret_key, seed);
    note_key_make(&key, STR("example.com/log"), NOTE_ED25519, public_key);
    return key;
}

static void try_proof(struct str text) {
    struct proof proof;
    struct fault fault = {""};
    if (proof_read(&proof, text, &fault) != OK) {
        HOLDS(fault.text[0] != '\0');
        return;
    }
    struct buf again;
    buf_init(&again, SIZE_MAX);
    proof_write(&again, &proof);
    HOLDS(str_equal(buf_str(&again), text));
    buf_close(&again);
}

static void try_evidence(struct str text, struct json_reader *reader, struct arena *arena) {
    struct evidence evidence, back;
    struct evidence_finding finding;
    struct buf once, twice;
    static const uint8_t object[ENTRY_DIGEST_SIZE];
    if (evidence_read(&evidence, text, reader, arena, NULL) != OK) return;
    struct note_key key = own_key();
    HOLDS(evidence_check(&finding, &evidence, object, &key, NULL) != OK);
    buf_init(&once, SIZE_MAX);
    buf_init(&twice, SIZE_MAX);
    evidence_write(&once, &evidence);
    HOLDS(evidence_read(&back, buf_str(&once), reader, arena, NULL) == OK);
    evidence_write(&twice, &back);
    HOLDS(str_equal(buf_str(&once), buf_str(&twice)));
    buf_close(&once);
    buf_close(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct json_reader *reader;
    if (!reader) {
        HOLDS(crypto_start());
        reader = json_reader_open();
    }
    struct arena arena;
    arena_init(&arena);
    try_proof(fuzz_text(data, size));
    try_evidence(fuzz_text(data, size), reader, &arena);
    HOLDS(fuzz_is_linear(arena.bytes_total, size));
    arena_close(&arena);
    return 0;
}
