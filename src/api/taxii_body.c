#include "api/taxii.h"

#include "stix/cut.h"

// Nothing of a damaged body is taken, so it is read to its end before the first object goes in:
// into a file, since memory must not grow with it.
struct checking {
    struct call *call;
    struct taxii_body *body;
    struct cutter *cutter;
    struct json_reader *reader;
    struct arena arena; // of one object
    size_t bytes, bytes_max;
};

static enum status unusable(struct checking *c, const char *sentence) {
    return fault_set(&c->call->fault, MALFORMED, "%s", sentence);
}

// The part that came last goes into the cutter and the file.
static enum status pull(bool *at_end, struct checking *c) {
    struct http_body *from = c->call->request->body;
    size_t capacity, size = 0;
    char *room = cut_room(c->cutter, &capacity);
    TRY(from->read(&size, from, room, capacity, &c->call->fault));
    *at_end = size == 0;
    if (!size) {
        cut_end(c->cutter);
        return OK;
    }
    c->bytes += size;
    if (c->bytes > c->bytes_max)
        return fault_set(&c->call->fault, LIMIT, "the body is larger than %zu bytes", c->bytes_max);
    TRY(file_spool_write(c->body->file, (struct str){room, size}, &c->call->fault));
    cut_grow(c->cutter, size);
    return OK;
}

static enum status check_object(struct checking *c, struct str text) {
    if (cut_form(c->cutter) != CUT_ENVELOPE) return unusable(c, "the body is not an envelope");
    arena_reset(&c->arena);
    struct json json = {NULL};
    struct fault *fault = &c->call->fault;
    enum status status = json_read(&json, c->reader, text, &JSON_LIMITS, &c->arena, fault);
    c->body->object_count++;
    struct str spec = json_text(json_member(json, STR("spec_version")));
    if (status == OK && spec.data && !str_equal(spec, STR("2.0")) && !str_equal(spec, STR("2.1")))
        status = fault_set(fault, MALFORMED, "STIX 2.0 and 2.1 are understood here");
    if (status == OK) return OK;
    return fault_within(fault, MALFORMED, "objects[%zu]", cut_index(c->cutter));
}

static enum status check_outer(struct checking *c) {
    if (cut_form(c->cutter) != CUT_ENVELOPE) return unusable(c, "the body is not an envelope");
    if (!c->body->object_count) return unusable(c, "the envelope holds no objects");
    arena_reset(&c->arena);
    struct json json;
    return json_read(&json, c->reader, cut_outer(c->cutter), &JSON_LIMITS, &c->arena,
                     &c->call->fault);
}

static enum status check_all(struct checking *c) {
    bool at_end = false;
    for (;;) {
        struct str text;
        enum status status = cut_take(&text, c->cutter, &c->call->fault);
        if (status == OK) {
            TRY(check_object(c, text));
            continue;
        }
        // An object over the cutter's limit is not 413: the body itself was not too large.
        if (status != ABSENT) return status == LIMIT ? MALFORMED : status;
        if (at_end) return check_outer(c);
        TRY(pull(&at_end, c));
    }
}

enum status taxii_body_open(struct taxii_body *out, struct call *call, size_t size_max) {
    struct taxii_body body = {0};
    TRY(file_spool_open(&body.file, &call->fault));
    struct checking c = {.call = call, .body = &body, .bytes_max = size_max};
    c.cutter = cut_open(0);
    c.reader = json_reader_open();
    arena_init(&c.arena);
    enum status status = check_all(&c);
    arena_close(&c.arena);
    json_reader_close(&c.reader);
    cut_close(&c.cutter);
    if (status == OK) status = file_spool_rewind(body.file, &call->fault);
    if (status == OK)
        *out = body;
    else
        taxii_body_close(&body);
    return status;
}

void taxii_body_close(struct taxii_body *body) {
    file_spool_close(&body->file);
}

enum status taxii_body_read(size_t *size, void *context, void *bytes, size_t capacity,
                            struct fault *fault) {
    const struct taxii_body *body = context;
    return file_spool_read(size, body->file, bytes, capacity, fault);
}
