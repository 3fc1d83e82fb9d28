#include "ledger/cosignature.h"

#include <assert.h>
#include <string.h>

#define TIME_SIZE 8
#define SIGNED_SIZE (TIME_SIZE + SIGN_SIZE)
static_assert(SIGNED_SIZE <= NOTE_SIGNED_MAX, "a line holds it");

// "The signed message MUST be two newline (U+000A) terminated lines (one header line and one
// timestamp line) followed by the whole note body of the cosigned checkpoint (including the final
// newline, but not including any signature lines)."
static void say(struct buf *out, struct str text, uint64_t time_s) {
    buf_init(out, CHECKPOINT_BYTES_MAX + 64);
    buf_addf(out, "cosignature/v1\ntime %llu\n", (unsigned long long)time_s);
    buf_add(out, text);
    assert(out->status == OK);
}

void cosignature_make(struct buf *out, struct str text, uint64_t time_s, const struct note_key *key,
                      const uint8_t secret_key[SIGN_SECRET_SIZE]) {
    uint8_t bytes[SIGNED_SIZE];
    SCOPED(buf_close) struct buf message;
    assert(key->type == NOTE_COSIGNATURE && str_ends(text, STR("\n")));
    assert(text.size <= CHECKPOINT_BYTES_MAX);
    say(&message, text, time_s);
    for (int i = 0; i < TIME_SIZE; i++) bytes[i] = (uint8_t)(time_s >> (56 - 8 * i));
    sign_make(bytes + TIME_SIZE, buf_str(&message), secret_key);
    note_add_line(out, key, bytes, sizeof bytes);
}

bool cosignature_holds(uint64_t *time_s, const struct note_signature *line, struct str text,
                       const struct note_key *key) {
    uint8_t bytes[SIGNED_SIZE];
    uint64_t time = 0;
    assert(key->type == NOTE_COSIGNATURE);
    if (!note_is_by(line, key) || !note_signed_read(bytes, sizeof bytes, line)) return false;
    for (int i = 0; i < TIME_SIZE; i++) time = time << 8 | bytes[i];
    if (time > INT64_MAX) return false; // "It MUST NOT exceed 2^63 - 1"
    SCOPED(buf_close) struct buf message;
    say(&message, text, time);
    if (!sign_check(bytes + TIME_SIZE, buf_str(&message), key->public_key)) return false;
    *time_s = time;
    return true;
}

enum status cosignature_check(uint64_t *time_s, const struct note *note, const struct note_key *key,
                              struct fault *fault) {
    bool is_there = false;
    uint64_t latest = 0, time = 0;
    for (size_t i = 0; i < note->signature_count; i++) {
        if (!note_is_by(&note->signatures[i], key)) continue;
        if (!cosignature_holds(&time, &note->signatures[i], note->text, key))
            return fault_set(fault, DENIED, "the cosignature of %.*s is not of this checkpoint",
                             STR_ARG(key->name));
        if (!is_there || time > latest) latest = time;
        is_there = true;
    }
    if (!is_there)
        return fault_set(fault, ABSENT, "%.*s has not cosigned this checkpoint",
                         STR_ARG(key->name));
    *time_s = latest;
    return OK;
}
