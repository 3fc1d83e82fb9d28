// What routes share in reading a request and answering it.
#include <string.h>

#include "api/api_private.h"
#include "base/crypto.h"
#include "base/vec.h"

#define ANSWER_BYTES_MAX ((size_t)256 << 20)
#define LIST_VALUES_MAX 200
#define SECRET_BYTES_MAX ((size_t)4 << 10) // an answer of this size may hold a new token

struct str call_param(const struct call *call, const char *name) {
    return route_param(&call->params, str_of(name));
}

enum status call_query(struct str *out, struct call *call, const char *name) {
    size_t count;
    *out = http_query(call->request, str_of(name), &count);
    if (count <= 1) return OK;
    return fault_set(&call->fault, MALFORMED, "%s: given more than once", name);
}

enum status call_query_u64(uint64_t *out, struct call *call, const char *name, uint64_t otherwise,
                           uint64_t most) {
    struct str text;
    TRY(call_query(&text, call, name));
    *out = otherwise;
    if (!text.data) return OK;
    if (!str_read_u64(out, text))
        return fault_set(&call->fault, MALFORMED, "%s: not a number", name);
    if (*out > most)
        return fault_set(&call->fault, MALFORMED, "%s: more than %llu", name,
                         (unsigned long long)most);
    return OK;
}

enum status call_query_flag(bool *out, struct call *call, const char *name) {
    struct str text;
    TRY(call_query(&text, call, name));
    *out = str_equal(text, STR("1")) || str_equal(text, STR("true"));
    if (!text.data || *out || str_equal(text, STR("0")) || str_equal(text, STR("false"))) return OK;
    return fault_set(&call->fault, MALFORMED, "%s: 0 or 1 is expected", name);
}

enum status call_json(struct json *out, struct call *call, size_t size_max) {
    struct str text;
    TRY(http_body_all(&text, call->request, size_max, &call->fault));
    struct json_reader *reader = json_reader_open();
    enum status status = json_read(out, reader, text, &JSON_LIMITS, call->arena, &call->fault);
    json_reader_close(&reader);
    if (status == OK && json_kind(*out) != JSON_OBJECT)
        return fault_set(&call->fault, MALFORMED, "the body is %s, an object is expected",
                         json_kind_name(json_kind(*out)));
    return status;
}

enum status call_text(struct str *out, struct call *call, struct json body, const char *key,
                      size_t size_max) {
    struct json value = json_member(body, str_of(key));
    *out = json_text(value);
    if (json_kind(value) != JSON_ABSENT && json_kind(value) != JSON_NULL && !out->data)
        return fault_set(&call->fault, MALFORMED, "%s: a string is expected", key);
    if (out->size <= size_max) return OK;
    call->code = "problem.too_long";
    return fault_set(&call->fault, LIMIT, "%s: longer than %zu bytes", key, size_max);
}

enum status call_object_id(struct object_id *out, struct call *call, const char *param) {
    // A malformed id is an unknown one: nobody learns anything from the difference.
    if (object_id_read(out, call_param(call, param), NULL) == OK) return OK;
    return fault_set(&call->fault, ABSENT, "no such object");
}

enum status call_collection(const struct collection **out, struct call *call, struct str name) {
    const struct collection *collection = world_collection_named(call->visit.world, NULL, name);
    if (collection && collection_is_known(call, collection)) {
        *out = collection;
        return OK;
    }
    call->code = "problem.no_collection";
    return fault_set(&call->fault, ABSENT, "collection: there is none called %.*s for you",
                     STR_ARG(str_cut(name, 0, 100)));
}

bool collection_is_known(const struct call *call, const struct collection *collection) {
    struct standing standing = world_standing(call->visit.world, &call->viewer, collection);
    return collection->is_public || call->viewer.is_operator || standing.is_member_reader ||
           standing.is_member_writer || standing.is_client_reader || standing.is_granted_reader ||
           standing.is_granted_writer || (collection->community_reads && standing.in_community);
}

// ---- filters ----

static enum status split(struct str **out, size_t *count, struct call *call, const char *name) {
    struct str text, part;
    TRY(call_query(&text, call, name));
    if (!text.size) return OK;
    *out = arena_array(call->arena, LIST_VALUES_MAX, struct str);
    while (str_take(&part, &text, ',')) {
        if (*count == LIST_VALUES_MAX)
            return fault_set(&call->fault, MALFORMED, "%s: more than %d values", name,
                             LIST_VALUES_MAX);
        (*out)[(*count)++] = str_trim(part);
    }
    return OK;
}

static enum status filter_tlps(struct filter *filter, struct call *call) {
    struct str *names = NULL;
    size_t count = 0;
    TRY(split(&names, &count, call, "tlp"));
    if (!count) return OK;
    filter->tlps = arena_array(call->arena, count, enum tlp);
    for (size_t i = 0; i < count; i++)
        if (!tlp_read(&filter->tlps[filter->tlp_count++], names[i]))
            return fault_set(&call->fault, MALFORMED, "tlp: %.*s is no TLP label",
                             STR_ARG(str_cut(names[i], 0, 50)));
    return OK;
}

static enum status filter_collections(struct filter *filter, struct call *call) {
    struct str *names = NULL;
    size_t count = 0;
    TRY(split(&names, &count, call, "collection"));
    if (!count) return OK;
    filter->collections =
        (const struct collection **)arena_zero(call->arena, count, sizeof *filter->collections);
    for (size_t i = 0; i < count; i++)
        TRY(call_collection(&filter->collections[filter->collection_count++], call, names[i]));
    return OK;
}

static enum status filter_stamp(stamp *out, struct call *call, const char *name) {
    struct str text;
    TRY(call_query(&text, call, name));
    *out = 0;
    if (!text.size) return OK;
    // A date alone is its first instant.
    if (text.size == 10) text = arena_format(call->arena, "%.*sT00:00:00Z", STR_ARG(text));
    enum status status = stamp_read(out, text, &call->fault);
    return status == OK ? OK : fault_within(&call->fault, status, "%s", name);
}

enum status call_filter(struct filter *out, struct call *call) {
    *out = (struct filter){.revoked = -1};
    struct str text;
    TRY(call_query(&out->words, call, "q"));
    if (!str_trim(out->words).size) out->words = STR_NONE;
    TRY(split(&out->types, &out->type_count, call, "type"));
    TRY(filter_tlps(out, call));
    TRY(filter_collections(out, call));
    TRY(call_query(&text, call, "by"));
    if (text.size && object_id_read(&out->by, text, &call->fault) != OK)
        return fault_within(&call->fault, MALFORMED, "by");
    TRY(filter_stamp(&out->since, call, "since"));
    TRY(filter_stamp(&out->until, call, "until"));
    TRY(call_query(&text, call, "revoked"));
    if (text.size) {
        bool flag;
        TRY(call_query_flag(&flag, call, "revoked"));
        out->revoked = flag;
    }
    return call_query_flag(&out->all_versions, call, "all");
}

// ---- answers ----

struct json_writer *respond_begin(struct call *call, struct buf *buf, struct json_writer *w) {
    (void)call;
    buf_init(buf, ANSWER_BYTES_MAX);
    json_begin(w, buf);
    return w;
}

static void buf_free(void *held) {
    struct buf *buf = held;
    if (buf->size <= SECRET_BYTES_MAX) secret_wipe(buf->data, buf->size);
    buf_close(buf);
}

static void buf_wipe(void *held) {
    struct buf *buf = held;
    secret_wipe(buf->data, buf->size);
    buf_close(buf);
}

enum status respond_secret(struct call *call, int code, struct buf *buf) {
    TRY(respond_json(call, code, buf));
    call->response->release = buf_wipe;
    return OK;
}

enum status respond_json(struct call *call, int code, struct buf *buf) {
    if (buf->status != OK) {
        buf_close(buf);
        return fault_set(&call->fault, LIMIT, "the answer is too large: ask for less");
    }
    struct buf *held = arena_new(call->arena, struct buf);
    *held = *buf;
    http_respond(call->response, code, "application/json", buf_str(held));
    call->response->release = buf_free;
    call->response->held = held;
    respond_header(call, "Cache-Control", STR("no-store"));
    return OK;
}

enum status respond_empty(struct call *call, int code) {
    http_respond(call->response, code, NULL, STR_NONE);
    return OK;
}

void respond_header(struct call *call, const char *name, struct str value) {
    http_add_header(call->response, call->arena, name, value);
}
