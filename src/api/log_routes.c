// The log, open to anybody (C2SP tlog-tiles), and evidence for those who may read an object.
#include "api/api_private.h"
#include "exchange/cosigner.h"
#include "exchange/proving.h"
#include "store/leaves.h"

#define ANSWER_BYTES_MAX ((size_t)1 << 20)
#define RECEIPTS_MAX 500 // in one answer
#define RECEIPTS_ANSWER_MAX ((size_t)16 << 20)

// ---- tlog-tiles ----

struct cosigners {
    struct cosigner *items;
    size_t count;
};

static enum status add_checkpoint(struct buf *out, struct call *call, struct leaves_view *view,
                                  bool is_cosigned, const struct cosigners *cosigners) {
    if (is_cosigned) {
        uint64_t size =
            cosigner_newest(cosigners->items, cosigners->count, leaves_head(view)->size);
        if (!size) return fault_set(&call->fault, ABSENT, "nobody has cosigned this log");
        TRY(leaves_narrow(view, size, &call->fault));
    }
    leaves_checkpoint(out, view);
    cosigner_lines(out, cosigners->items, cosigners->count, leaves_head(view));
    return OK;
}

static enum status answer_checkpoint(struct call *call, bool is_cosigned) {
    struct leaves_view *view;
    struct cosigners cosigners;
    SCOPED(buf_close) struct buf buf;
    buf_init(&buf, ANSWER_BYTES_MAX);
    TRY(cosigner_list(&cosigners.items, &cosigners.count, call->exchange, call->arena,
                      &call->fault));
    TRY(leaves_open(&view, call->exchange->store, &call->fault));
    enum status status = add_checkpoint(&buf, call, view, is_cosigned, &cosigners);
    leaves_close(&view);
    TRY(status);
    http_respond(call->response, 200, "text/plain; charset=utf-8",
                 arena_copy(call->arena, buf_str(&buf)));
    respond_header(call, "Cache-Control", STR("public, max-age=2"));
    return OK;
}

// "This endpoint is mutable, so its headers SHOULD prevent caching beyond a few seconds." With the
// cosignatures of just this tree, if there are any.
static enum status checkpoint(struct call *call) {
    return answer_checkpoint(call, false);
}

// The newest one that has any.
static enum status cosigned(struct call *call) {
    return answer_checkpoint(call, true);
}

static enum status key(struct call *call) {
    struct leaves_view *view;
    char text[NOTE_KEY_TEXT_MAX];
    TRY(leaves_open(&view, call->exchange->store, &call->fault));
    note_key_write(text, leaves_key(view));
    leaves_close(&view);
    http_respond(call->response, 200, "text/plain; charset=utf-8",
                 arena_format(call->arena, "%s\n", text));
    respond_header(call, "Cache-Control", STR("public, max-age=60"));
    return OK;
}

// What a tile of one name holds never changes, also of a partial one.
static enum status tile(struct call *call) {
    struct tile_path path;
    struct leaves_view *view;
    SCOPED(buf_close) struct buf buf = {0};
    struct str name = arena_format(call->arena, "tile/%.*s", STR_ARG(call_param(call, "name")));
    if (tile_path_read(&path, name, NULL) != OK)
        return fault_set(&call->fault, ABSENT, "no such tile");
    buf_init(&buf, ANSWER_BYTES_MAX);
    TRY(leaves_open(&view, call->exchange->store, &call->fault));
    enum status status = leaves_tile(&buf, view, &path, &call->fault);
    leaves_close(&view);
    TRY(status);
    http_respond(call->response, 200, "application/octet-stream",
                 arena_copy(call->arena, buf_str(&buf)));
    respond_header(call, "Cache-Control", STR("public, max-age=31536000, immutable"));
    return OK;
}

// ---- evidence ----

// Of the version and the collection that are asked for; otherwise of the first row there is.
static const struct released *choose(const struct released *rows, size_t count, stamp version,
                                     const struct collection *collection) {
    for (size_t i = 0; i < count; i++) {
        bool is_asked = (!version || rows[i].found.stamp == version) &&
                        (!collection || rows[i].found.collection_no == collection->no);
        if (is_asked) return &rows[i];
    }
    return NULL;
}

static enum status evidence(struct call *call) {
    struct object_id id;
    struct str version, name;
    const struct collection *collection = NULL;
    stamp at = 0;
    TRY(call_object_id(&id, call, "id"));
    TRY(call_query(&version, call, "version"));
    TRY(call_query(&name, call, "collection"));
    if (version.size && stamp_read(&at, version, NULL) != OK)
        return fault_set(&call->fault, MALFORMED, "version: not an RFC 3339 timestamp");
    if (name.size) TRY(call_collection(&collection, call, name));
    struct released *rows;
    size_t count;
    TRY(release_versions(&rows, &count, &call->visit, &id));
    const struct released *row = choose(rows, count, at, collection);
    if (!row) return fault_set(&call->fault, ABSENT, "no such version");
    SCOPED(buf_close) struct buf buf;
    buf_init(&buf, ANSWER_BYTES_MAX);
    struct proving *proving;
    TRY(proving_open(&proving, &call->visit));
    enum status status = proving_evidence(&buf, proving, row);
    proving_close(&proving);
    TRY(status);
    http_respond(call->response, 200, "application/json", arena_copy(call->arena, buf_str(&buf)));
    respond_header(call, "Cache-Control", STR("no-store"));
    respond_header(call, "Content-Disposition",
                   arena_format(call->arena, "attachment; filename=\"%.*s.evidence.json\"",
                                STR_ARG(row_id(call, row))));
    return OK;
}

// ---- receipts ----

// What the asker gave, of which it may read the whole, oldest first. The rows are read to their end
// before anything is proved, so that never more readers are held than a request has.
static enum status list_given(stamp **out, size_t *count, stamp *next, struct call *call,
                              const struct filter *filter) {
    struct release *release;
    struct released row;
    enum status status;
    *out = arena_array(call->arena, RECEIPTS_MAX, stamp);
    *count = 0;
    *next = 0;
    TRY(release_open(&release, &call->visit, filter));
    while ((status = release_next(&row, release, &call->fault)) == OK) {
        if (row.found.giver_no != call->viewer.account_no || row.is_cut) continue;
        if (*count == RECEIPTS_MAX) {
            *next = row.found.added;
            break;
        }
        (*out)[(*count)++] = row.found.added;
    }
    release_close(&release);
    return status == ABSENT ? OK : status;
}

static enum status prove_given(struct json_writer *w, struct call *call, const stamp *added,
                               size_t count) {
    struct proving *proving;
    SCOPED(buf_close) struct buf one;
    enum status status = OK;
    buf_init(&one, ANSWER_BYTES_MAX);
    TRY(proving_open(&proving, &call->visit));
    for (size_t i = 0; i < count && (status == OK || status == ABSENT); i++) {
        struct released row = {.found.added = added[i]};
        buf_clear(&one);
        status = proving_evidence(&one, proving, &row);
        if (status == OK) json_put_raw(w, buf_str(&one)); // else it was taken out meanwhile
    }
    proving_close(&proving);
    return status == ABSENT ? OK : status;
}

static enum status read_bound(stamp *out, struct call *call, const char *name) {
    struct str text;
    TRY(call_query(&text, call, name));
    if (!text.size || stamp_read(out, text, NULL) == OK) return OK;
    return fault_set(&call->fault, MALFORMED, "%s: not an RFC 3339 timestamp", name);
}

static enum status receipts(struct call *call) {
    struct filter filter = {.revoked = -1, .all_versions = true, .oldest_first = true};
    const struct collection *collection = NULL;
    struct str name;
    stamp *added, next;
    size_t count;
    struct json_writer w;
    SCOPED(buf_close) struct buf buf = {0};
    TRY(read_bound(&filter.since, call, "since"));
    TRY(read_bound(&filter.until, call, "until"));
    TRY(call_query(&name, call, "collection"));
    if (name.size) TRY(call_collection(&collection, call, name));
    filter.collections = &collection;
    filter.collection_count = name.size ? 1 : 0;
    TRY(list_given(&added, &count, &next, call, &filter));
    buf_init(&buf, RECEIPTS_ANSWER_MAX);
    json_begin(&w, &buf);
    json_open_object(&w);
    json_key_text(&w, "type", STR("renkei-receipts"));
    json_key_i64(&w, "form", 1);
    json_key_array(&w, "receipts");
    TRY(prove_given(&w, call, added, count));
    json_close_array(&w);
    if (next)
        json_key_stamp(&w, "next", next);
    else
        json_key_raw(&w, "next", STR("null"));
    json_close_object(&w);
    if (buf.status != OK) return fault_set(&call->fault, LIMIT, "the answer is too large");
    http_respond(call->response, 200, "application/json", arena_copy(call->arena, buf_str(&buf)));
    respond_header(call, "Cache-Control", STR("no-store"));
    return OK;
}

// ---- at the machine ----

static enum status read_before(struct merkle_head *out, struct call *call, struct json body,
                               const struct note_key *key) {
    struct str text;
    struct checkpoint checkpoint;
    TRY(call_text(&text, call, body, "checkpoint", CHECKPOINT_BYTES_MAX));
    TRY(checkpoint_open(&checkpoint, text, key, &call->fault));
    *out = checkpoint.head;
    return OK;
}

// The key of the store is that of an older checkpoint, too: it never changes.
static enum status prepare(struct leaves_check *out, struct merkle_head *before,
                           struct call *call) {
    struct json body;
    TRY(call_json(&body, call, 2 * CHECKPOINT_BYTES_MAX));
    *out = (struct leaves_check){.before = NULL};
    if (!json_member(body, STR("checkpoint")).node) return OK;
    struct leaves_view *view;
    TRY(leaves_open(&view, call->exchange->store, &call->fault));
    enum status status = read_before(before, call, body, leaves_key(view));
    leaves_close(&view);
    out->before = before;
    return status;
}

static enum status verify(struct call *call) {
    struct fault found = {""};
    struct merkle_head before;
    struct leaves_check check;
    struct leaves_report report;
    TRY(prepare(&check, &before, call));
    enum status status = leaves_verify(&report, call->exchange->store, &check, &found);
    if (status != OK && status != FAILED) return fault_set(&call->fault, status, "%s", found.text);
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    json_open_object(&w);
    json_key_bool(&w, "is_sound", status == OK);
    if (status == OK) {
        char root[2 * sizeof report.head.root.bytes + 1];
        json_key_i64(&w, "entries", (int64_t)report.entries);
        json_key_i64(&w, "removed", (int64_t)report.removed);
        json_key_i64(&w, "objects", (int64_t)report.objects);
        json_key_text(
            &w, "root",
            str_of(hex_write(root, report.head.root.bytes, sizeof report.head.root.bytes)));
    } else {
        json_key_text(&w, "fault", str_of(found.text));
    }
    json_close_object(&w);
    return respond_json(call, 200, &buf);
}

static const struct route rows[] = {
    {"GET", "/log/checkpoint", checkpoint, NEED_NOTHING, ACT_ALL},
    {"GET", "/log/cosigned", cosigned, NEED_NOTHING, ACT_ALL},
    {"GET", "/log/key", key, NEED_NOTHING, ACT_ALL},
    {"GET", "/log/tile/{name*}", tile, NEED_NOTHING, ACT_ALL},
    {"GET", "/api/v1/objects/{id}/evidence", evidence, NEED_NOTHING, ACT_READ},
    {"GET", "/api/v1/receipts", receipts, NEED_ACCOUNT, ACT_READ},
    {"POST", "/api/v1/admin/verify", verify, NEED_LOCAL, ACT_ADMIN},
};
const struct route_table log_routes = {rows, sizeof rows / sizeof *rows};
