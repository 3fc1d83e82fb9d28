// Adding objects [5.5] and deleting them [5.7].
//
// A body is first checked whole: one that is no envelope, or damaged anywhere, is 422 and leaves
// nothing behind. Then its objects go in, durable before the answer, which is therefore `complete`:
// what a single object was refused for stands among the failures.
//
// DELETE without match[version] takes out the last version, as everywhere [3.4.1];
// match[version]=all takes out the object. Only versions that the viewer sees are touched.
#include "api/taxii.h"

#include "base/vec.h"
#include "exchange/intake.h"
#include "exchange/receipt.h"
#include "http/accept.h"

#define DETAILS_BYTES_MAX ((size_t)16 << 20)

// ---- adding ----

// The details of a status, in the order of the request.
struct details {
    struct buf text;
    size_t count;
};
struct adding {
    struct call *call;
    stamp asked;
    size_t index;
    struct details successes, failures;
};

static bool is_taxii_type(struct call *call) {
    struct media_type type;
    struct str text = http_header(call->request, STR("content-type"));
    if (!text.data || media_type_read(&type, text, call->arena) != OK) return false;
    struct str version = media_param(&type, STR("version"));
    return str_equal(type.type, STR("application")) && str_equal(type.subtype, STR("taxii+json")) &&
           (!version.data || str_equal(version, STR("2.1")));
}

static enum status check_headers(struct call *call) {
    struct str coding = http_header(call->request, STR("content-encoding"));
    bool is_plain = !coding.data || str_equal_fold(coding, STR("identity"));
    if (is_taxii_type(call) && is_plain) return OK;
    call->code = "problem.media_type";
    return fault_set(&call->fault, MALFORMED, "objects are taken as " TAXII_TYPE "%s",
                     is_plain ? "" : ", not packed");
}

static void add_detail(struct details *details, struct adding *adding,
                       const struct intake_outcome *outcome) {
    if (details->count++ >= TAXII_DETAILS_MAX) return;
    struct buf *text = &details->text;
    if (text->size) buf_add_byte(text, ',');
    buf_add(text, STR("{\"id\":"));
    // What has no id is named by its place.
    struct str place = outcome->id.size
                           ? outcome->id
                           : arena_format(adding->call->arena, "objects[%zu]", adding->index);
    json_add_quoted(text, place);
    buf_add(text, STR(",\"version\":"));
    char at[STAMP_TEXT_SIZE];
    stamp_write(at, outcome->version_at ? outcome->version_at : adding->asked, 6);
    json_add_quoted(text, outcome->version.size ? outcome->version : str_of(at));
    if (outcome->reason.size) {
        buf_add(text, STR(",\"message\":"));
        json_add_quoted(text, outcome->reason);
    }
    buf_add_byte(text, '}');
}

static void on_outcome(void *context, const struct intake_outcome *outcome) {
    struct adding *adding = context;
    add_detail(outcome->status == OK ? &adding->successes : &adding->failures, adding, outcome);
    adding->index++;
}

static void put_details(struct json_writer *w, const char *count_key, const char *key,
                        const struct details *details) {
    json_key_i64(w, count_key, (int64_t)details->count);
    if (!details->count) return;
    json_key_array(w, key);
    json_put_raw(w, buf_str(&details->text));
    json_close_array(w);
}

static struct str write_status(struct adding *adding, const struct uuid *id) {
    char text[UUID_TEXT_SIZE];
    SCOPED(buf_close) struct buf buf;
    buf_init(&buf, 2 * DETAILS_BYTES_MAX + 4096);
    struct json_writer w;
    json_begin(&w, &buf);
    json_open_object(&w);
    json_key_text(&w, "id", str_of(uuid_write(text, id)));
    json_key_text(&w, "status", STR("complete"));
    json_key_stamp(&w, "request_timestamp", adding->asked);
    json_key_i64(&w, "total_count", (int64_t)(adding->successes.count + adding->failures.count));
    put_details(&w, "success_count", "successes", &adding->successes);
    put_details(&w, "failure_count", "failures", &adding->failures);
    json_key_i64(&w, "pending_count", 0);
    json_close_object(&w);
    return arena_copy(adding->call->arena, buf_str(&buf));
}

static enum status answer_status(struct adding *adding, const struct community *community) {
    struct call *call = adding->call;
    struct uuid id = chance_uuid(store_chance(call->exchange->store));
    struct str json = write_status(adding, &id);
    TRY(receipt_keep(&call->visit, community, &id, json));
    http_respond(call->response, 202, TAXII_TYPE, json);
    respond_header(call, "Cache-Control", STR("no-store"));
    return OK;
}

static enum status take_objects(struct adding *adding, const struct collection *collection,
                                struct taxii_body *body) {
    struct call *call = adding->call;
    struct intake_options options = {
        .giver = &call->viewer,
        .collection = collection,
        .envelope_only = true,
        .on_outcome = on_outcome,
        .context = adding,
    };
    struct intake_report report;
    struct compress_source source = {taxii_body_read, body};
    enum status status =
        intake_stream(&report, call->exchange, &options, source, call->arena, &call->fault);
    // The body was whole: what is wrong now is not the client's business.
    return status == LIMIT || status == MALFORMED ? FAILED : status;
}

static enum status add_checked(struct call *call, const struct collection *collection,
                               struct taxii_body *body) {
    struct adding adding = {.call = call, .asked = clock_now(store_clock(call->exchange->store))};
    buf_init(&adding.successes.text, DETAILS_BYTES_MAX);
    buf_init(&adding.failures.text, DETAILS_BYTES_MAX);
    enum status status = take_objects(&adding, collection, body);
    if (status == OK) status = answer_status(&adding, collection->community);
    buf_close(&adding.successes.text);
    buf_close(&adding.failures.text);
    return status;
}

enum status taxii_add(struct call *call) {
    const struct collection *collection;
    TRY(taxii_collection(&collection, call, TAXII_WRITE));
    TRY(check_headers(call));
    size_t most = call->api->options.taxii_bytes_max;
    if (call->request->body->size > 0 && (uint64_t)call->request->body->size > most)
        return fault_set(&call->fault, LIMIT, "the body is larger than %zu bytes", most);
    struct taxii_body body;
    enum status status = taxii_body_open(&body, call, most);
    if (status == MALFORMED) call->code = "problem.unusable";
    TRY(status);
    status = add_checked(call, collection, &body);
    taxii_body_close(&body);
    return status;
}

// ---- deleting ----

struct removing {
    VEC_OF(stamp) stamps[2]; // of STIX 2.0 and 2.1: both may have the same
};
static const int specs[2] = {20, 21};

static enum status list_versions(struct removing *removing, struct call *call,
                                 const struct find *find) {
    struct release *release;
    TRY(release_find(&release, &call->visit, find));
    struct released row;
    enum status status;
    while ((status = release_next(&row, release, &call->fault)) == OK)
        vec_add(&removing->stamps[row.found.spec != specs[0]], row.found.stamp);
    release_close(&release);
    return status == ABSENT ? OK : status;
}

static enum status remove_listed(size_t *removed, struct call *call,
                                 const struct collection *collection,
                                 const struct removing *removing, struct find_id id) {
    for (size_t i = 0; i < 2; i++) {
        struct intake_removal removal = {
            .id = id,
            .stamps = removing->stamps[i].items,
            .stamp_count = removing->stamps[i].count,
            .spec = specs[i],
        };
        if (!removal.stamp_count) continue;
        size_t count = 0;
        enum status status = intake_remove(&count, &call->visit, collection, &removal);
        if (status != ABSENT) TRY(status); // somebody else was faster
        *removed += count;
    }
    return OK;
}

enum status taxii_remove(struct call *call) {
    const struct collection *collection;
    TRY(taxii_collection(&collection, call, TAXII_REMOVE));
    struct object_id id;
    if (object_id_read(&id, call_param(call, "object"), NULL) != OK) return taxii_absent(call);
    struct taxii_query query;
    TRY(taxii_query_read(&query, call, collection, &id, TAXII_VERSION | TAXII_SPEC));
    struct find find = query.find;
    // "all" means the whole object, and not what is left of it in its latest STIX version.
    find.last_spec = false;
    find.added_after = STAMP_MIN;
    find.limit = TAXII_REMOVALS_MAX;
    struct removing removing = {0};
    size_t removed = 0;
    enum status status = list_versions(&removing, call, &find);
    if (status == OK) status = remove_listed(&removed, call, collection, &removing, find.ids[0]);
    for (size_t i = 0; i < 2; i++) vec_close(&removing.stamps[i]);
    TRY(status);
    if (!removed) return taxii_absent(call);
    http_respond(call->response, 200, TAXII_TYPE, STR_NONE);
    respond_header(call, "Cache-Control", STR("no-store"));
    return OK;
}
