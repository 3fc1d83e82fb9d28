#include "ledger/evidence.h"

#include <string.h>

#include "base/digest.h"

#define TYPE STR("renkei-evidence")
#define FORM 1

static const struct json_limits LIMITS = {EVIDENCE_BYTES_MAX, 8, 1000};
static const struct json_limits RECEIPTS_LIMITS = {RECEIPTS_BYTES_MAX, 10, 10000000};

static enum status is_bad(const char *place, const char *what, struct fault *fault) {
    return fault_set(fault, MALFORMED, "%s: %s", place, what);
}

static enum status read_stamp(stamp *out, struct json entry, const char *name,
                              struct fault *fault) {
    struct str text = json_text(json_member(entry, str_of(name)));
    if (text.data && stamp_read(out, text, NULL) == OK) return OK;
    return fault_set(fault, MALFORMED, "entry.%s: not an RFC 3339 timestamp", name);
}

static bool read_spec(int *out, struct str text) {
    *out = str_equal(text, STR("2.0")) ? 20 : 21;
    return *out == 20 || str_equal(text, STR("2.1"));
}

static enum status read_entry(struct entry *out, struct json entry, struct fault *fault) {
    struct str act = json_text(json_member(entry, STR("act")));
    bool is_noted = str_equal(act, STR("noted"));
    *out = (struct entry){.act = is_noted ? ENTRY_NOTED : ENTRY_TAKEN};
    if (!is_noted && !str_equal(act, STR("taken")))
        return is_bad("entry.act", "evidence is of what was taken or noted", fault);
    out->id = json_text(json_member(entry, STR("id")));
    if (!out->id.size || out->id.size > ENTRY_ID_MAX)
        return is_bad("entry.id", "not the id of an object", fault);
    if (!is_noted && !read_spec(&out->spec, json_text(json_member(entry, STR("spec_version")))))
        return is_bad("entry.spec_version", "2.0 or 2.1", fault);
    TRY(read_stamp(&out->version, entry, "version", fault));
    TRY(read_stamp(&out->added, entry, "added", fault));
    if (!is_noted && !uuid_read(&out->collection, json_text(json_member(entry, STR("collection")))))
        return is_bad("entry.collection", "not a UUID", fault);
    if (!hex_read(out->giver_seal, sizeof out->giver_seal,
                  json_text(json_member(entry, STR("giver_seal")))))
        return is_bad("entry.giver_seal", "not 64 hexadecimal digits", fault);
    return OK;
}

static enum status read_witnesses(struct evidence *out, struct json list, struct fault *fault) {
    for (struct json one = json_first(list); one.node; one = json_next(one)) {
        if (out->witness_count == EVIDENCE_WITNESSES_MAX)
            return fault_set(fault, LIMIT, "witnesses: more than %d", EVIDENCE_WITNESSES_MAX);
        struct note_key *key = &out->witnesses[out->witness_count++];
        enum status status = note_key_read(key, json_text(one), NOTE_COSIGNATURE, fault);
        if (status != OK) return fault_within(fault, status, "witnesses");
    }
    return OK;
}

enum status evidence_of(struct evidence *out, struct json value, struct fault *fault) {
    struct evidence it = {.witness_count = 0};
    int64_t form;
    if (!str_equal(json_text(json_member(value, STR("type"))), TYPE))
        return is_bad("type", "not renkei-evidence", fault);
    if (!json_i64(&form, json_member(value, STR("form"))) || form != FORM)
        return is_bad("form", "this program knows form 1", fault);
    TRY(read_entry(&it.entry, json_member(value, STR("entry")), fault));
    if (!hex_read(it.salt, sizeof it.salt, json_text(json_member(value, STR("salt")))))
        return is_bad("salt", "not 32 hexadecimal digits", fault);
    struct str log = json_text(json_member(value, STR("log")));
    enum status status = note_key_read(&it.key, log, NOTE_ED25519, fault);
    if (status != OK) return fault_within(fault, status, "log");
    it.proof = json_text(json_member(value, STR("proof")));
    if (!it.proof.data) return is_bad("proof", "there is none", fault);
    TRY(read_witnesses(&it, json_member(value, STR("witnesses")), fault));
    *out = it;
    return OK;
}

enum status evidence_read(struct evidence *out, struct str text, struct json_reader *reader,
                          struct arena *arena, struct fault *fault) {
    struct json root;
    TRY(json_read(&root, reader, text, &LIMITS, arena, fault));
    return evidence_of(out, root, fault);
}

enum status receipts_read(struct receipts *out, struct str text, struct json_reader *reader,
                          struct arena *arena, struct fault *fault) {
    struct json root;
    int64_t form;
    TRY(json_read(&root, reader, text, &RECEIPTS_LIMITS, arena, fault));
    if (!str_equal(json_text(json_member(root, STR("type"))), STR("renkei-receipts"))) {
        out->first = root; // one alone; it has no next
        return OK;
    }
    if (!json_i64(&form, json_member(root, STR("form"))) || form != FORM)
        return is_bad("form", "this program knows form 1", fault);
    out->first = json_first(json_member(root, STR("receipts")));
    return OK;
}

static void put_entry(struct json_writer *w, const struct entry *entry) {
    char collection[UUID_TEXT_SIZE], seal[2 * ENTRY_DIGEST_SIZE + 1];
    json_key_object(w, "entry");
    json_key_text(w, "act", str_of(entry_act_name(entry->act)));
    json_key_text(w, "id", entry->id);
    bool is_noted = entry->act == ENTRY_NOTED;
    if (!is_noted) json_key_text(w, "spec_version", entry->spec == 20 ? STR("2.0") : STR("2.1"));
    json_key_stamp(w, "version", entry->version);
    json_key_stamp(w, "added", entry->added);
    if (!is_noted)
        json_key_text(w, "collection", str_of(uuid_write(collection, &entry->collection)));
    json_key_text(w, "giver_seal",
                  str_of(hex_write(seal, entry->giver_seal, sizeof entry->giver_seal)));
    json_close_object(w);
}

void evidence_write(struct buf *out, const struct evidence *evidence) {
    char salt[2 * ENTRY_OWN_SALT_SIZE + 1], key[NOTE_KEY_TEXT_MAX];
    struct json_writer w;
    json_begin(&w, out);
    json_open_object(&w);
    json_key_text(&w, "type", TYPE);
    json_key_i64(&w, "form", FORM);
    put_entry(&w, &evidence->entry);
    json_key_text(&w, "salt", str_of(hex_write(salt, evidence->salt, sizeof evidence->salt)));
    json_key_text(&w, "log", str_of(note_key_write(key, &evidence->key)));
    json_key_text(&w, "proof", evidence->proof);
    if (evidence->witness_count) json_key_array(&w, "witnesses");
    for (size_t i = 0; i < evidence->witness_count; i++)
        json_put_text(&w, str_of(note_key_write(key, &evidence->witnesses[i])));
    if (evidence->witness_count) json_close_array(&w);
    json_close_object(&w);
}

enum status evidence_check(struct evidence_finding *out, const struct evidence *evidence,
                           const uint8_t object[ENTRY_DIGEST_SIZE], const struct note_key *key,
                           struct fault *fault) {
    struct entry entry = evidence->entry;
    memcpy(entry.object, object, sizeof entry.object);
    uint8_t commitment[ENTRY_DIGEST_SIZE];
    struct merkle_hash leaf;
    entry_commit(commitment, &entry, evidence->salt);
    entry_leaf(&leaf, commitment);
    struct proof proof;
    struct merkle_head head;
    enum status status = proof_read(&proof, evidence->proof, fault);
    if (status == OK) status = proof_check(&head, &proof, &leaf, key, fault);
    if (status != OK) return fault_within(fault, status, "proof");
    *out = (struct evidence_finding){.index = proof.index, .head = head};
    return OK;
}

enum status evidence_cosigned(uint64_t *time_s, const struct evidence *evidence,
                              const struct note_key *witness, struct fault *fault) {
    struct proof proof;
    struct note note;
    enum status status = proof_read(&proof, evidence->proof, fault);
    if (status == OK) status = note_read(&note, proof.checkpoint, fault);
    if (status != OK) return fault_within(fault, status, "proof");
    return cosignature_check(time_s, &note, witness, fault);
}
