#include "exchange/audit.h"

#include <string.h>

#include "base/text.h"
#include "exchange/audit_write.h"
#include "store/records.h"

#define AT_THE_MACHINE STR("machine")

// ---- what a record says ----

static struct str bounded(struct arena *arena, struct str text) {
    return text_excerpt(arena, text, AUDIT_TEXT_BYTES_MAX);
}

static void key_identity(struct json_writer *w, const char *key, const struct uuid *identity) {
    char uuid[UUID_TEXT_SIZE], id[16 + UUID_TEXT_SIZE] = "identity--";
    memcpy(id + 10, uuid_write(uuid, identity), UUID_TEXT_SIZE);
    json_key_text(w, key, str_of(id));
}

static void put_who(struct json_writer *w, const struct viewer *viewer, struct arena *arena) {
    json_key_object(w, "who");
    json_key_text(w, "name", bounded(arena, str_of(viewer->label ? viewer->label : "")));
    if (viewer->account_no) key_identity(w, "id", &viewer->identity.uuid);
    if (viewer->organisation_no)
        key_identity(w, "organisation", &viewer->organisation_identity.uuid);
    json_close_object(w);
}

static struct str place_of(const struct audit_note *note) {
    if (note->place.data) return note->place;
    return note->viewer->place ? str_of(note->viewer->place) : STR("");
}

// Which session or token it is: its id, or its label. Of one that is gone, nothing more than that.
static enum status put_proof(struct json_writer *w, struct db *db, const struct viewer_proof *proof,
                             struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    bool is_session = proof->by == CAME_BY_SESSION;
    TRY(db_query(&query, db,
                 is_session ? "SELECT id FROM session WHERE digest = $1"
                            : "SELECT label, is_certificate FROM token WHERE digest = $1",
                 fault));
    db_bind_blob(query, 1, proof->digest, sizeof proof->digest);
    enum status status = db_step(query, fault);
    if (status != OK && status != ABSENT) return status;
    bool is_certificate = status == OK && !is_session && db_i64(query, 1);
    json_key_text(w, "kind",
                  is_session       ? STR("session")
                  : is_certificate ? STR("certificate")
                                   : STR("token"));
    if (status == ABSENT) return OK;
    struct uuid id;
    struct str bytes = is_session ? db_blob(query, 0) : STR("");
    char text[UUID_TEXT_SIZE];
    if (bytes.size == sizeof id.bytes) {
        memcpy(id.bytes, bytes.data, sizeof id.bytes);
        json_key_text(w, "id", str_of(uuid_write(text, &id)));
    }
    if (!is_session) json_key_text(w, "label", db_text(query, 0));
    return OK;
}

static enum status put_by(struct json_writer *w, struct db *db, const struct audit_note *note,
                          struct fault *fault) {
    const struct viewer *viewer = note->viewer;
    enum status status = OK;
    json_key_object(w, "by");
    if (str_equal(place_of(note), AT_THE_MACHINE))
        json_key_text(w, "kind", STR("machine"));
    else if (viewer->proof.by != CAME_OTHERWISE)
        status = put_proof(w, db, &viewer->proof, fault);
    else
        json_key_text(w, "kind", viewer->account_no ? STR("password") : STR("nothing"));
    json_close_object(w);
    return status;
}

static void put_objects(struct json_writer *w, const struct audit_note *note, size_t count,
                        struct arena *arena) {
    uint64_t total =
        note->object_total > note->object_count ? note->object_total : note->object_count;
    if (!total) return;
    json_key_array(w, "objects");
    for (size_t i = 0; i < count; i++)
        json_put_text(w, object_id_write(arena, note->objects[i].type, &note->objects[i].uuid));
    json_close_array(w);
    json_key_i64(w, "object_count", (int64_t)total);
}

struct writing {
    struct exchange *exchange;
    struct db *db;
    const struct audit_note *note;
    const struct audit_times *times;
    struct arena *arena;
    size_t object_count;
};

static enum status put_record(struct json_writer *w, const struct writing *it,
                              struct fault *fault) {
    const struct audit_note *note = it->note;
    const struct audit_act_row *row = audit_act_row(note->act);
    struct str place = place_of(note);
    json_open_object(w);
    json_key_stamp(w, "at", it->times->at);
    json_key_text(w, "act", str_of(row->name));
    json_key_text(w, "result", row->is_refusal ? STR("refused") : STR("done"));
    put_who(w, note->viewer, it->arena);
    if (place.size) json_key_text(w, "from", bounded(it->arena, place));
    TRY(put_by(w, it->db, note, fault));
    if (note->kind) {
        json_key_object(w, "on");
        json_key_text(w, "kind", str_of(note->kind));
        if (note->name.data) json_key_text(w, "name", bounded(it->arena, note->name));
        json_close_object(w);
    }
    if (note->concerns.no) key_identity(w, "concerns", note->concerns.identity);
    put_objects(w, note, it->object_count, it->arena);
    if (it->times->count) {
        json_key_i64(w, "count", (int64_t)it->times->count);
        json_key_stamp(w, "until", it->times->until);
    }
    if (note->more.size)
        json_key_raw(w, "more", arena_format(it->arena, "{%.*s}", STR_ARG(note->more)));
    json_close_object(w);
    return OK;
}

// ---- writing ----

// Each object once, as many as a record names.
static size_t gather_objects(struct uuid *out, const struct audit_note *note) {
    size_t count = note->object_count < AUDIT_OBJECTS_MAX ? note->object_count : AUDIT_OBJECTS_MAX;
    for (size_t i = 0; i < count; i++) out[i] = note->objects[i].uuid;
    return count;
}

enum status audit_write_within(struct exchange *exchange, struct db *db,
                               const struct audit_note *note, const struct audit_times *times,
                               struct fault *fault) {
    SCOPED(arena_close) struct arena arena;
    SCOPED(buf_close) struct buf buf;
    struct uuid objects[AUDIT_OBJECTS_MAX];
    struct json_writer w;
    arena_init(&arena);
    buf_init(&buf, RECORD_BYTES_MAX);
    json_begin(&w, &buf);
    struct writing it = {exchange, db, note, times, &arena, gather_objects(objects, note)};
    TRY(put_record(&w, &it, fault));
    if (buf.status != OK)
        return fault_set(fault, LIMIT, "a record has more than %zu bytes", RECORD_BYTES_MAX);
    struct str text = buf_str(&buf);
    struct record_put put = {.at = times->at,
                             .act = str_of(audit_act_row(note->act)->name),
                             .place = bounded(&arena, place_of(note)),
                             .account_no = note->viewer->account_no,
                             .organisation_no = note->viewer->organisation_no,
                             .other_no = note->concerns.no,
                             .objects = objects,
                             .object_count = it.object_count,
                             .members = str_cut(text, 1, text.size - 1)};
    return record_add(exchange->store, db, &put, fault);
}

enum status audit_note_within(struct exchange *exchange, struct db *db,
                              const struct audit_note *note, struct fault *fault) {
    struct audit_times times = {.at = clock_now(store_clock(exchange->store))};
    return audit_write_within(exchange, db, note, &times, fault);
}

struct note_job {
    struct exchange *exchange;
    const struct audit_note *note;
};

static enum status run_note(struct db *db, void *context, struct fault *fault) {
    const struct note_job *job = context;
    return audit_note_within(job->exchange, db, job->note, fault);
}

enum status audit_note(struct exchange *exchange, const struct audit_note *note,
                       struct fault *fault) {
    struct note_job job = {exchange, note};
    struct store_job task = {.run = run_note, .context = &job, .bytes = 2000, .keeps_rights = true};
    store_submit(exchange->store, &task);
    return store_wait(exchange->store, &task, fault);
}

// ---- what was read of TLP:RED ----

void audit_reads_open(struct audit_reads *reads) {
    reads->count = 0;
    reads->total = 0;
    reads->is_noted = false;
    lock_init(&reads->lock);
}

void audit_reads_close(struct audit_reads *reads) {
    lock_close(&reads->lock);
}

static bool has_read(const struct audit_reads *reads, const struct uuid *id) {
    for (size_t i = 0; i < reads->count; i++)
        if (uuid_equal(&reads->ids[i].uuid, id)) return true;
    return false;
}

void audit_reads_add(struct audit_reads *reads, struct str type, const struct uuid *id) {
    lock_take(&reads->lock);
    reads->total++;
    if (reads->count < AUDIT_OBJECTS_MAX && !has_read(reads, id))
        reads->ids[reads->count++] = (struct object_id){type, *id};
    lock_give(&reads->lock);
}

enum status audit_reads_note(struct audit_reads *reads, struct exchange *exchange,
                             const struct viewer *viewer, struct str more, struct fault *fault) {
    if (!reads->total || reads->is_noted) return OK;
    struct audit_note note = {.act = AUDIT_RED_READ,
                              .viewer = viewer,
                              .objects = reads->ids,
                              .object_count = reads->count,
                              .object_total = reads->total,
                              .more = more};
    TRY(audit_note(exchange, &note, fault));
    reads->is_noted = true;
    return OK;
}
