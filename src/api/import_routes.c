// Import: a file of any form into a collection, with a report of every refusal.
#include "api/api_private.h"
#include "exchange/intake.h"
#include "exchange/refusal.h"

#define TELL_EVERY_US (STAMP_SECOND / 5)

// Tells the giver's own event streams how far it is.
struct progress {
    struct call *call;
    struct str watch;
    int64_t told_us;
};

static void on_progress(void *context, const struct intake_report *report) {
    struct progress *progress = context;
    struct call *call = progress->call;
    int64_t now_us = clock_steady_us(store_clock(call->exchange->store));
    if (!progress->watch.size || now_us - progress->told_us < TELL_EVERY_US) return;
    progress->told_us = now_us;
    bus_tell(call->exchange->bus, &(struct bus_event){
                                      .kind = BUS_IMPORT,
                                      .id = progress->watch,
                                      .account_no = call->viewer.account_no,
                                      .bytes = report->bytes,
                                      .taken = report->taken,
                                      .known = report->known,
                                      .refused = report->refused,
                                  });
}

// The body as a source for the door in.
struct body_source {
    struct http_request *request;
    uint64_t left; // bytes that may still come
};

static enum status body_read(size_t *size, void *context, void *bytes, size_t capacity,
                             struct fault *fault) {
    struct body_source *source = context;
    TRY(source->request->body->read(size, source->request->body, bytes, capacity, fault));
    if (*size > source->left) return fault_set(fault, LIMIT, "the upload is too large");
    source->left -= *size;
    return OK;
}

static void put_refusals(struct json_writer *w, const struct intake_report *report) {
    json_key_array(w, "refusals");
    for (size_t i = 0; i < report->refusal_count; i++) {
        const struct intake_refusal *refusal = &report->refusals[i];
        json_open_object(w);
        json_key_i64(w, "index", (int64_t)refusal->index);
        if (refusal->line) json_key_i64(w, "line", (int64_t)refusal->line);
        if (refusal->id.size) json_key_text(w, "id", refusal->id);
        refusal_write(w, refusal->reason);
        json_close_object(w);
    }
    json_close_array(w);
    json_key_i64(w, "refusals_left_out", (int64_t)(report->refused - report->refusal_count));
}

static void put_added(struct json_writer *w, const char *name, stamp added) {
    if (added)
        json_key_stamp(w, name, added);
    else
        json_key_raw(w, name, STR("null"));
}

static enum status answer_report(struct call *call, int code, const struct intake_report *report) {
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    json_open_object(&w);
    json_key_i64(&w, "taken", (int64_t)report->taken);
    json_key_i64(&w, "known", (int64_t)report->known);
    json_key_i64(&w, "differs", (int64_t)report->differs);
    json_key_i64(&w, "refused", (int64_t)report->refused);
    json_key_i64(&w, "deviating", (int64_t)report->deviating);
    json_key_i64(&w, "bytes", (int64_t)report->bytes);
    json_key_text(&w, "form", str_of(report->form));
    put_added(&w, "first_added", report->first_added);
    put_added(&w, "last_added", report->last_added);
    put_refusals(&w, report);
    json_put_key(&w, STR("damage"));
    if (report->is_damaged) {
        json_open_object(&w);
        refusal_write(&w, report->damage);
        json_close_object(&w);
    } else {
        json_put_null(&w);
    }
    json_close_object(&w);
    return respond_json(call, code, &buf);
}

// The collection asked for, else the only one into which the viewer may write.
static enum status choose_collection(const struct collection **out, struct call *call) {
    struct str name;
    TRY(call_query(&name, call, "collection"));
    if (name.size) return call_collection(out, call, name);
    const struct world *world = call->visit.world;
    size_t writable = 0;
    SCOPED(buf_close) struct buf names;
    buf_init(&names, 200);
    for (size_t i = 0; i < world->collection_count; i++) {
        struct standing standing = world_standing(world, &call->viewer, &world->collections[i]);
        enum rule why;
        if (!policy_may_write(&why, &call->viewer, &standing)) continue;
        *out = &world->collections[i];
        struct str alias = (*out)->alias.size ? (*out)->alias : str_of((*out)->id_text);
        if (writable++) buf_add(&names, STR(", "));
        buf_add(&names, alias);
    }
    if (writable == 1) return OK;
    if (writable)
        return fault_set(&call->fault, MALFORMED, "collection: say which of %zu: %.*s%s", writable,
                         STR_ARG(buf_str(&names)), names.status == OK ? "" : ", ...");
    call->code = "problem.no_collection";
    return fault_set(&call->fault, DENIED, "there is no collection to write into");
}

static enum status read_strength(enum intake_strength *out, struct call *call) {
    struct str name;
    TRY(call_query(&name, call, "strength"));
    if (!name.size || intake_strength_read(out, name)) return OK;
    return fault_set(&call->fault, MALFORMED, "strength: strict, standard or lenient is expected");
}

static enum status import(struct call *call) {
    struct progress progress = {.call = call};
    struct intake_options options = {
        .giver = &call->viewer, .on_progress = on_progress, .context = &progress};
    TRY(choose_collection(&options.collection, call));
    TRY(call_query(&options.name, call, "name"));
    TRY(call_query(&progress.watch, call, "watch"));
    TRY(call_query_flag(&options.all_or_nothing, call, "all_or_nothing"));
    TRY(read_strength(&options.strength, call));
    options.name = str_cut(options.name, 0, 200);
    progress.watch = str_cut(progress.watch, 0, 64);
    struct body_source source = {call->request, call->api->options.import_bytes_max};
    struct intake_report report;
    enum status status =
        intake_stream(&report, call->exchange, &options,
                      (struct compress_source){body_read, &source}, call->arena, &call->fault);
    if (status == MALFORMED) return answer_report(call, 422, &report);
    TRY(status);
    return answer_report(call, 200, &report);
}

static const struct route rows[] = {
    {"POST", "/api/v1/import", import, NEED_WORK, ACT_WRITE},
};
const struct route_table import_routes = {rows, sizeof rows / sizeof *rows};
