// The record of acts: searched, exported, proven.
#include "api/api_private.h"
#include "exchange/audit_format.h"
#include "exchange/audit_read.h"
#include "exchange/proving.h"
#include "store/records.h"

#define LINES_BYTES_MAX ((size_t)64 << 20)
#define FOLLOWED_US (3600 * STAMP_SECOND) // who goes on behind what is newer follows

static enum status read_time(stamp *out, struct call *call, const char *name) {
    struct str text;
    TRY(call_query(&text, call, name));
    if (!text.size || stamp_read(out, text, NULL) == OK) return OK;
    return fault_set(&call->fault, MALFORMED, "%s: not an RFC 3339 timestamp", name);
}

static enum status read_places(struct audit_filter *out, struct call *call) {
    struct str object, cursor, order;
    uint64_t limit;
    TRY(call_query(&object, call, "object"));
    TRY(call_query(&cursor, call, "cursor"));
    TRY(call_query(&order, call, "order"));
    TRY(call_query_u64(&limit, call, "limit", 100, AUDIT_PAGE_MAX));
    out->limit = (size_t)limit;
    out->has_object = object.size > 0;
    if (object.size && object_id_read(&out->object, object, NULL) != OK)
        return fault_set(&call->fault, MALFORMED, "object: not the id of an object");
    if (cursor.size && !audit_id_read(&out->cursor, cursor))
        return fault_set(&call->fault, MALFORMED, "cursor: the id of a record is expected");
    out->oldest_first = str_equal(order, STR("oldest"));
    if (order.size && !out->oldest_first && !str_equal(order, STR("newest")))
        return fault_set(&call->fault, MALFORMED, "order: newest or oldest is expected");
    return OK;
}

static enum status read_filter(struct audit_filter *out, struct call *call) {
    *out = (struct audit_filter){.cursor = 0};
    TRY(read_time(&out->since, call, "since"));
    TRY(read_time(&out->until, call, "until"));
    TRY(call_query(&out->act, call, "act"));
    TRY(call_query(&out->person, call, "person"));
    TRY(call_query(&out->place, call, "place"));
    TRY(call_query(&out->words, call, "q"));
    return read_places(out, call);
}

static struct str id_text(struct call *call, stamp added) {
    char *id = arena_take(call->arena, RECORD_ID_SIZE);
    return str_of(record_id(id, added));
}

static enum status answer_page(struct call *call, const struct audit_page *page) {
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    json_open_object(&w);
    json_key_array(&w, "records");
    for (size_t i = 0; i < page->count; i++) json_put_raw(&w, page->rows[i].json);
    json_close_array(&w);
    json_put_key(&w, STR("next"));
    if (page->next)
        json_put_text(&w, id_text(call, page->next));
    else
        json_put_null(&w);
    json_close_object(&w);
    respond_header(call, "Cache-Control", STR("no-store"));
    return respond_json(call, 200, &buf);
}

static enum status add_lines(struct buf *out, struct call *call, const struct audit_page *page,
                             enum audit_format format) {
    SCOPED(arena_close) struct arena arena;
    arena_init(&arena);
    struct json_reader *reader = json_reader_open();
    enum status status = OK;
    for (size_t i = 0; status == OK && i < page->count; i++) {
        struct json record;
        arena_reset(&arena);
        status = json_read(&record, reader, page->rows[i].json, &JSON_LIMITS, &arena, &call->fault);
        if (status == OK) audit_format_add(out, format, page->rows[i].json, record);
    }
    json_reader_close(&reader);
    return status;
}

static enum status answer_lines(struct call *call, const struct audit_page *page,
                                enum audit_format format) {
    SCOPED(buf_close) struct buf buf;
    buf_init(&buf, LINES_BYTES_MAX);
    TRY(add_lines(&buf, call, page, format));
    if (buf.status != OK) return fault_set(&call->fault, LIMIT, "the page is too large: limit");
    http_respond(call->response, 200, audit_format_type(format),
                 arena_copy(call->arena, buf_str(&buf)));
    respond_header(call, "Cache-Control", STR("no-store"));
    respond_header(call, "Content-Disposition",
                   arena_format(call->arena, "attachment; filename=\"record.%s\"",
                                format == AUDIT_JSONL ? "jsonl" : "txt"));
    // Behind which to go on, now or when there is more; none behind the last.
    stamp next = page->next;
    if (!next && page->count) next = page->rows[page->count - 1].added;
    if (next) respond_header(call, "Renkei-Next", id_text(call, next));
    return OK;
}

// An export of the record stands in the record, too; who follows it does not make more of it.
static void note_export(struct call *call, const struct audit_filter *filter) {
    stamp now = clock_now(store_clock(call->exchange->store));
    struct audit_note note = {.act = AUDIT_RECORD_EXPORTED,
                              .viewer = &call->viewer,
                              .place = call->request->is_local ? STR_NONE : call_place(call)};
    if (!filter->cursor || filter->cursor < now - FOLLOWED_US) audit_count(call->exchange, &note);
}

// At the machine everything is there that was done before it is asked for.
static enum status write_what_waits(struct call *call, const struct audit_filter *filter) {
    if (!call->request->is_local || filter->cursor) return OK;
    return audit_write(call->exchange, &call->fault);
}

static enum status list(struct call *call) {
    struct audit_filter filter;
    struct audit_page page;
    struct str name;
    enum audit_format format;
    TRY(read_filter(&filter, call));
    TRY(call_query(&name, call, "format"));
    if (name.size && !audit_format_read(&format, name))
        return fault_set(&call->fault, MALFORMED, "format: text, jsonl, cef or syslog is expected");
    TRY(write_what_waits(call, &filter));
    TRY(audit_list(&page, &call->visit, &filter));
    if (!name.size) return answer_page(call, &page);
    note_export(call, &filter);
    return answer_lines(call, &page, format);
}

static enum status find_one(struct audit_row *out, struct call *call) {
    stamp added;
    if (!audit_id_read(&added, call_param(call, "id")))
        return fault_set(&call->fault, ABSENT, "there is no such record");
    return audit_one(out, &call->visit, added);
}

// As it is committed to: the file that evidence is of.
static enum status show_one(struct call *call) {
    struct audit_row row;
    TRY(find_one(&row, call));
    http_respond(call->response, 200, "application/json", row.json);
    respond_header(call, "Cache-Control", STR("no-store"));
    return OK;
}

static enum status evidence(struct call *call) {
    struct audit_row row;
    TRY(find_one(&row, call));
    SCOPED(buf_close) struct buf buf;
    buf_init(&buf, EVIDENCE_BYTES_MAX);
    TRY(proving_record(&buf, &call->visit, row.added));
    http_respond(call->response, 200, "application/json", arena_copy(call->arena, buf_str(&buf)));
    respond_header(call, "Cache-Control", STR("no-store"));
    respond_header(call, "Content-Disposition",
                   arena_format(call->arena, "attachment; filename=\"%.*s.evidence.json\"",
                                STR_ARG(id_text(call, row.added))));
    return OK;
}

// What was done beside the server, by a command that tells it.
static enum status note(struct call *call) {
    struct json body;
    struct audit_note note = {.act = AUDIT_BACKUP, .viewer = &call->viewer, .kind = "file"};
    TRY(call_json(&body, call, 16 * 1024));
    TRY(call_text(&note.name, call, body, "backup", 4096));
    if (!note.name.size) return fault_set(&call->fault, MALFORMED, "backup: a file is expected");
    TRY(audit_note(call->exchange, &note, &call->fault));
    return respond_empty(call, 204);
}

static const struct route rows[] = {
    {"GET", "/api/v1/audit", list, NEED_ACCOUNT, ACT_ADMIN},
    {"GET", "/api/v1/audit/{id}", show_one, NEED_ACCOUNT, ACT_ADMIN},
    {"GET", "/api/v1/audit/{id}/evidence", evidence, NEED_ACCOUNT, ACT_ADMIN},
    {"POST", "/api/v1/admin/note", note, NEED_LOCAL, ACT_ADMIN},
};
const struct route_table audit_routes = {rows, sizeof rows / sizeof *rows};
