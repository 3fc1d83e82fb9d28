#include "cli/verify_object.h"

#include <stdio.h>

#include "base/map.h"
#include "cli/command.h"
#include "ledger/evidence.h"
#include "sys/chance.h"
#include "sys/file.h"

#define OBJECT_BYTES_MAX ((size_t)256 << 20) // of the file, which may be a bundle
#define NOWHERE UINT64_MAX

static const struct json_limits OBJECT_LIMITS = {OBJECT_BYTES_MAX, 64, (size_t)64 << 20};

struct proof_row {
    struct json value;
    uint64_t next; // with the same id
};
struct holding {
    const struct options *options;
    struct arena *arena;
    struct fault *fault;
    struct json_reader *reader; // of the proofs, and of the objects
    struct json_reader *object_reader;
    struct proof_row *rows;
    size_t row_count;
    struct map by_id; // the last row of an id
    struct buf scratch;
    struct note_key key;
    bool has_key;
    bool is_bundle;
};

static void holding_close(struct holding *it) {
    json_reader_close(&it->reader);
    json_reader_close(&it->object_reader);
    map_close(&it->by_id);
    buf_close(&it->scratch);
}

// ---- proofs ----

static struct str id_of(struct json proof) {
    return json_text(json_member(json_member(proof, STR("entry")), STR("id")));
}

static enum status read_proofs(struct holding *it) {
    struct str text, path = option_text(it->options, OPTION_PROOF);
    struct receipts receipts;
    if (!path.data) return fault_set(it->fault, MALFORMED, "--proof FILE is missing");
    TRY(file_read(&text, arena_text(it->arena, path), RECEIPTS_BYTES_MAX, it->arena, it->fault));
    TRY(receipts_read(&receipts, text, it->reader, it->arena, it->fault));
    for (struct json one = receipts.first; one.node; one = json_next(one)) it->row_count++;
    it->rows = arena_array(it->arena, it->row_count + 1, struct proof_row);
    struct json one = receipts.first;
    for (size_t i = 0; i < it->row_count; i++, one = json_next(one)) {
        it->rows[i] = (struct proof_row){one, NOWHERE};
        (void)map_find(&it->rows[i].next, &it->by_id, id_of(one));
        map_put(&it->by_id, id_of(one), i);
    }
    return OK;
}

static enum status read_key(struct holding *it) {
    struct str given = option_text(it->options, OPTION_LOG_KEY);
    if (!given.data) return OK;
    it->has_key = true;
    return note_key_read(&it->key, given, NOTE_ED25519, it->fault);
}

// The key that was given, or the one that the first evidence says of itself, which is told then.
static void find_key(struct holding *it, const struct evidence *evidence) {
    char told[NOTE_KEY_TEXT_MAX];
    if (it->has_key) return;
    it->has_key = true;
    it->key = evidence->key;
    if (!option_flag(it->options, OPTION_QUIET))
        fprintf(stderr, "by the key %s, which nobody has vouched for: see --log-key\n",
                note_key_write(told, &it->key));
}

// ---- witnesses ----

static enum status say_witness(const struct holding *it, const struct evidence *evidence,
                               const struct note_key *key, const char *behind) {
    uint64_t time_s;
    char at[STAMP_TEXT_SIZE];
    enum status status = evidence_cosigned(&time_s, evidence, key, it->fault);
    if (status == ABSENT) return DENIED;
    TRY(status);
    stamp when = time_s < (uint64_t)(STAMP_MAX / STAMP_SECOND) ? (stamp)time_s * STAMP_SECOND : 0;
    if (!option_flag(it->options, OPTION_QUIET))
        printf("cosigned by %.*s at %s%s\n", STR_ARG(key->name), stamp_write(at, when, 0), behind);
    return OK;
}

// All that were asked for; else those that the evidence names, if it does.
static enum status check_witnesses(const struct holding *it, const struct evidence *evidence) {
    for (size_t i = 0; i < it->options->many_count; i++) {
        struct note_key key;
        enum status status = note_key_read(&key, it->options->many[i], NOTE_COSIGNATURE, it->fault);
        if (status != OK) return fault_within(it->fault, status, "--witness:");
        TRY(say_witness(it, evidence, &key, ""));
    }
    for (size_t i = 0; !it->options->many_count && i < evidence->witness_count; i++)
        TRY(say_witness(it, evidence, &evidence->witnesses[i], ", by the key in the evidence"));
    return OK;
}

// ---- objects ----

static void say_entry(const struct holding *it, const struct evidence *evidence,
                      const struct evidence_finding *finding) {
    char added[STAMP_TEXT_SIZE];
    if (option_flag(it->options, OPTION_QUIET)) return;
    if (it->is_bundle) printf("%.*s: ", STR_ARG(evidence->entry.id));
    printf("ok: entry %llu of the log %.*s, added %s, in its checkpoint of %llu entries\n",
           (unsigned long long)finding->index, STR_ARG(evidence->key.name),
           stamp_write(added, evidence->entry.added, 6), (unsigned long long)finding->head.size);
}

static enum status try_row(struct holding *it, const struct proof_row *row,
                           const uint8_t digest[ENTRY_DIGEST_SIZE]) {
    struct evidence evidence;
    struct evidence_finding finding;
    TRY(evidence_of(&evidence, row->value, it->fault));
    find_key(it, &evidence);
    TRY(evidence_check(&finding, &evidence, digest, &it->key, it->fault));
    say_entry(it, &evidence, &finding);
    return check_witnesses(it, &evidence);
}

// One of its proofs must hold: each is of one version, in one collection.
static enum status hold_object(struct holding *it, struct json object) {
    uint8_t digest[ENTRY_DIGEST_SIZE];
    struct str id = json_text(json_member(object, STR("id")));
    uint64_t at = NOWHERE;
    enum status status = DENIED;
    if (!map_find(&at, &it->by_id, id)) {
        if (it->row_count == 1)
            return fault_set(it->fault, DENIED,
                             "the evidence is of %.*s, and the object is another",
                             STR_ARG(str_cut(id_of(it->rows[0].value), 0, 150)));
        return fault_set(it->fault, DENIED, "there is no evidence of %.*s",
                         STR_ARG(str_cut(id, 0, 150)));
    }
    entry_digest(digest, object, &it->scratch);
    for (; at != NOWHERE && status == DENIED; at = it->rows[at].next)
        status = try_row(it, &it->rows[at], digest);
    return status;
}

static enum status hold_file(struct holding *it, struct str path) {
    struct str text;
    struct json root;
    TRY(file_read(&text, arena_text(it->arena, path), OBJECT_BYTES_MAX, it->arena, it->fault));
    enum status status =
        json_read(&root, it->object_reader, text, &OBJECT_LIMITS, it->arena, it->fault);
    if (status != OK) return fault_within(it->fault, status, "%.*s:", STR_ARG(path));
    it->is_bundle = str_equal(json_text(json_member(root, STR("type"))), STR("bundle"));
    TRY(read_key(it));
    TRY(read_proofs(it));
    if (!it->is_bundle) return hold_object(it, root);
    struct json object = json_first(json_member(root, STR("objects")));
    if (!object.node) return fault_set(it->fault, MALFORMED, "the bundle holds nothing");
    for (; object.node; object = json_next(object)) {
        status = hold_object(it, object);
        if (status != OK)
            return fault_within(
                it->fault, status,
                "%.*s:", STR_ARG(str_cut(json_text(json_member(object, STR("id"))), 0, 100)));
    }
    return OK;
}

int verify_object(const struct options *options, struct str path, struct arena *arena) {
    struct fault fault = {""};
    SCOPED(holding_close)
    struct holding it = {.options = options,
                         .arena = arena,
                         .fault = &fault,
                         .reader = json_reader_open(),
                         .object_reader = json_reader_open()};
    uint8_t seed[32];
    uint64_t number = 0;
    chance_fill(chance_system(), seed, sizeof seed);
    for (int i = 0; i < 8; i++) number = number << 8 | seed[i];
    map_init(&it.by_id, number);
    buf_init(&it.scratch, SIZE_MAX);
    enum status status = hold_file(&it, path);
    if (status == OK) return EXIT_FINE;
    if (status != DENIED) return command_fail(&fault);
    printf("%s\n", fault.text);
    return EXIT_FOUND;
}
