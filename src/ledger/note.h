// note.h - signed notes: C2SP signed-note, with Ed25519.
//
// A text that ends in a newline, an empty line, and lines "— name base64(key id ‖ signature)". Who
// reads one knows the keys that it trusts beforehand; lines of other keys say nothing.
#pragma once

#include "base/buf.h"
#include "base/crypto.h"

#define NOTE_BYTES_MAX ((size_t)256 << 10)
#define NOTE_SIGNATURES_MAX 32 // "MUST accept at least up to 16"
#define NOTE_ED25519 1         // the type of the signatures made and checked here
#define NOTE_COSIGNATURE 4     // and of those in cosignature.h
#define NOTE_KEY_TEXT_MAX 320  // of a key as a line, with NUL; a longer name is no name
#define NOTE_NAME_MAX 255

struct note_key {
    struct str name;
    uint32_t id;
    uint8_t type;
    uint8_t public_key[SIGN_PUBLIC_SIZE];
};
// Not empty, UTF-8, no spaces of Unicode, no control characters, no plus.
bool note_name_is_good(struct str name);
void note_key_make(struct note_key *out, struct str name, uint8_t type,
                   const uint8_t public_key[SIGN_PUBLIC_SIZE]);
// "name+hexadecimal id+base64(type ‖ key)", as keys are handed on. Borrows the name. MALFORMED,
// also when the id is not that of the key, or the type another.
MUST_USE enum status note_key_read(struct note_key *out, struct str text, uint8_t type,
                                   struct fault *fault);
char *note_key_write(char text[NOTE_KEY_TEXT_MAX], const struct note_key *key);

struct note_signature {
    struct str name, base64;
    uint32_t id;
};
struct note {
    struct str text; // with its last newline
    struct note_signature signatures[NOTE_SIGNATURES_MAX];
    size_t signature_count;
};
// Borrows `bytes`. MALFORMED; LIMIT.
MUST_USE enum status note_read(struct note *out, struct str bytes, struct fault *fault);
bool note_is_by(const struct note_signature *signature, const struct note_key *key);
// A line: "— name base64(key id ‖ `bytes`)". `size` is NOTE_SIGNED_MAX at the most.
#define NOTE_SIGNED_MAX 72
void note_add_line(struct buf *out, const struct note_key *key, const uint8_t *bytes, size_t size);
// What stands behind the id, exactly `size` bytes.
bool note_signed_read(uint8_t *out, size_t size, const struct note_signature *signature);
// OK when one of the keys, of NOTE_ED25519, signed it, and none of them wrongly; DENIED otherwise.
MUST_USE enum status note_check(const struct note *note, const struct note_key *keys, size_t count,
                                struct fault *fault);
// Adds text, empty line and a signature.
void note_sign(struct buf *out, struct str text, const struct note_key *key,
               const uint8_t secret_key[SIGN_SECRET_SIZE]);
// Standard base64 with padding, written in the one way that there is (RFC 4648, 3.5 and 4). Exactly
// `size` bytes.
bool note_base64_read(void *out, size_t size, struct str text);
// Of any size, not empty; only that it may be such.
bool note_is_base64(struct str text);
