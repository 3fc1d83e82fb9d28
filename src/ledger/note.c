#include "ledger/note.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

#define DASH "\xe2\x80\x94 " // U+2014 and a space
#define ID_SIZE 4

// ---- base64 ----

#define EXACT_MAX ((size_t)96) // what is read as bytes: a hash, a key, a signature

bool note_base64_read(void *out, size_t size, struct str text) {
    char again[EXACT_MAX / 3 * 4 + 5];
    uint8_t bytes[EXACT_MAX];
    assert(size <= EXACT_MAX);
    if (text.size != (size + 2) / 3 * 4 || base64_read(bytes, size, text) != size) return false;
    if (!str_equal(text, str_of(base64_write(again, bytes, size)))) return false;
    memcpy(out, bytes, size);
    return true;
}

// A signature of a kind that is not checked here may be long.
bool note_is_base64(struct str text) {
    size_t digits = text.size;
    while (digits && text.size - digits < 2 && text.data[digits - 1] == '=') digits--;
    for (size_t i = 0; i < digits; i++)
        if (!ascii_is_alnum(text.data[i]) && text.data[i] != '+' && text.data[i] != '/')
            return false;
    return text.size && text.size % 4 == 0;
}

// ---- keys ----

static bool is_unicode_space(uint32_t point) {
    return point == ' ' || point == 0x85 || point == 0xa0 || point == 0x1680 ||
           (point >= 0x2000 && point <= 0x200a) || point == 0x2028 || point == 0x2029 ||
           point == 0x202f || point == 0x205f || point == 0x3000;
}

bool note_name_is_good(struct str name) {
    if (!name.size || name.size > NOTE_NAME_MAX || !text_is_utf8(name)) return false;
    for (size_t at = 0; at < name.size;) {
        uint32_t point = text_next(name, &at);
        if (point < 0x20 || point == '+' || is_unicode_space(point)) return false;
    }
    return true;
}

void note_key_make(struct note_key *out, struct str name, uint8_t type,
                   const uint8_t public_key[SIGN_PUBLIC_SIZE]) {
    uint8_t digest[32];
    char bytes[NOTE_NAME_MAX + 2 + SIGN_PUBLIC_SIZE];
    assert(name.size && name.size <= NOTE_NAME_MAX);
    memcpy(bytes, name.data, name.size);
    bytes[name.size] = '\n';
    bytes[name.size + 1] = (char)type;
    memcpy(bytes + name.size + 2, public_key, SIGN_PUBLIC_SIZE);
    digest_sha256(digest, (struct str){bytes, name.size + 2 + SIGN_PUBLIC_SIZE});
    *out = (struct note_key){.name = name, .type = type};
    for (int i = 0; i < ID_SIZE; i++) out->id = out->id << 8 | digest[i];
    memcpy(out->public_key, public_key, SIGN_PUBLIC_SIZE);
}

enum status note_key_read(struct note_key *out, struct str text, uint8_t type,
                          struct fault *fault) {
    struct str name, id_text, rest = str_trim(text);
    uint8_t typed[1 + SIGN_PUBLIC_SIZE], id[ID_SIZE];
    struct note_key key;
    bool is_key = str_take(&name, &rest, '+') && str_take(&id_text, &rest, '+') &&
                  note_name_is_good(name) && hex_read(id, sizeof id, id_text) &&
                  note_base64_read(typed, sizeof typed, rest);
    if (!is_key)
        return fault_set(fault, MALFORMED, "not a key of a %s: NAME+ID+KEY, in one line",
                         type == NOTE_ED25519 ? "log" : "witness");
    if (typed[0] != type)
        return fault_set(fault, MALFORMED, "a key of type %u; only Ed25519 (%u) is known here",
                         (unsigned)typed[0], (unsigned)type);
    note_key_make(&key, name, type, typed + 1);
    uint32_t said = (uint32_t)id[0] << 24 | (uint32_t)id[1] << 16 | (uint32_t)id[2] << 8 | id[3];
    if (said != key.id)
        return fault_set(fault, MALFORMED, "the id of the key, %08x, is not that of what follows",
                         (unsigned)said);
    *out = key;
    return OK;
}

char *note_key_write(char text[NOTE_KEY_TEXT_MAX], const struct note_key *key) {
    uint8_t typed[1 + SIGN_PUBLIC_SIZE] = {key->type};
    char base64[(sizeof typed + 2) / 3 * 4 + 1];
    memcpy(typed + 1, key->public_key, SIGN_PUBLIC_SIZE);
    snprintf(text, NOTE_KEY_TEXT_MAX, "%.*s+%08x+%s", STR_ARG(key->name), (unsigned)key->id,
             base64_write(base64, typed, sizeof typed));
    return text;
}

// ---- reading ----

static bool has_control(struct str bytes) {
    for (size_t i = 0; i < bytes.size; i++)
        if ((uint8_t)bytes.data[i] < 0x20 && bytes.data[i] != '\n') return true;
    return false;
}

static bool read_signature(struct note_signature *out, struct str line) {
    struct str name, rest;
    if (!str_starts(line, STR(DASH))) return false;
    rest = str_cut(line, sizeof DASH - 1, line.size);
    if (!str_take(&name, &rest, ' ') || !note_name_is_good(name)) return false;
    if (!note_is_base64(rest)) return false;
    uint8_t head[6]; // of eight digits: the id, and more
    size_t size = base64_read(head, sizeof head, str_cut(rest, 0, 8));
    if (size == SIZE_MAX || size <= ID_SIZE) return false;
    *out = (struct note_signature){.name = name, .base64 = rest};
    for (int i = 0; i < ID_SIZE; i++) out->id = out->id << 8 | head[i];
    return true;
}

// Where the last empty line ends: the text is before it, the signatures behind. SIZE_MAX: nowhere.
static size_t find_signatures(struct str bytes) {
    for (size_t at = bytes.size; at >= 2; at--)
        if (bytes.data[at - 1] == '\n' && bytes.data[at - 2] == '\n') return at;
    return SIZE_MAX;
}

enum status note_read(struct note *out, struct str bytes, struct fault *fault) {
    if (bytes.size > NOTE_BYTES_MAX)
        return fault_set(fault, LIMIT, "a signed note of more than %zu bytes", NOTE_BYTES_MAX);
    if (!text_is_utf8(bytes) || has_control(bytes))
        return fault_set(fault, MALFORMED, "a signed note is UTF-8 without control characters");
    size_t at = find_signatures(bytes);
    if (at == SIZE_MAX || at < 2 || at == bytes.size || bytes.data[bytes.size - 1] != '\n')
        return fault_set(fault, MALFORMED, "a signed note ends in an empty line and signatures");
    struct note note = {.text = str_cut(bytes, 0, at - 1)};
    struct str line, rest = str_cut(bytes, at, bytes.size - 1);
    while (str_take(&line, &rest, '\n')) {
        if (note.signature_count == NOTE_SIGNATURES_MAX)
            return fault_set(fault, LIMIT, "a note with more than %d signatures",
                             NOTE_SIGNATURES_MAX);
        if (!read_signature(&note.signatures[note.signature_count++], line))
            return fault_set(fault, MALFORMED, "signature %zu of the note cannot be read",
                             note.signature_count);
    }
    *out = note;
    return OK;
}

// ---- checking and signing ----

bool note_is_by(const struct note_signature *signature, const struct note_key *key) {
    return signature->id == key->id && str_equal(signature->name, key->name);
}

void note_add_line(struct buf *out, const struct note_key *key, const uint8_t *bytes, size_t size) {
    uint8_t all[ID_SIZE + NOTE_SIGNED_MAX];
    char base64[(sizeof all + 2) / 3 * 4 + 1];
    assert(size <= NOTE_SIGNED_MAX);
    for (int i = 0; i < ID_SIZE; i++) all[i] = (uint8_t)(key->id >> (24 - 8 * i));
    memcpy(all + ID_SIZE, bytes, size);
    buf_addf(out, DASH "%.*s %s\n", STR_ARG(key->name), base64_write(base64, all, ID_SIZE + size));
}

bool note_signed_read(uint8_t *out, size_t size, const struct note_signature *signature) {
    uint8_t all[ID_SIZE + NOTE_SIGNED_MAX];
    assert(size <= NOTE_SIGNED_MAX);
    if (!note_base64_read(all, ID_SIZE + size, signature->base64)) return false;
    memcpy(out, all + ID_SIZE, size);
    return true;
}

enum status note_check(const struct note *note, const struct note_key *keys, size_t count,
                       struct fault *fault) {
    bool is_signed = false;
    for (size_t i = 0; i < note->signature_count * count; i++) {
        const struct note_signature *signature = &note->signatures[i / count];
        const struct note_key *key = &keys[i % count];
        uint8_t bytes[SIGN_SIZE];
        assert(key->type == NOTE_ED25519);
        if (!note_is_by(signature, key)) continue;
        if (!note_signed_read(bytes, sizeof bytes, signature) ||
            !sign_check(bytes, note->text, key->public_key))
            return fault_set(fault, DENIED, "the signature of %.*s is not of this text",
                             STR_ARG(key->name));
        is_signed = true;
    }
    if (is_signed) return OK;
    return fault_set(fault, DENIED, "not signed by a key that is known here");
}

void note_sign(struct buf *out, struct str text, const struct note_key *key,
               const uint8_t secret_key[SIGN_SECRET_SIZE]) {
    uint8_t bytes[SIGN_SIZE];
    assert(str_ends(text, STR("\n")));
    sign_make(bytes, text, secret_key);
    buf_add(out, text);
    buf_add_byte(out, '\n');
    note_add_line(out, key, bytes, sizeof bytes);
}
