// Objects, manifest, versions: the same list, said in three ways. Stored JSON is joined by copying.
#include "api/taxii.h"

#include <string.h>

#include "exchange/pages.h"

// An object may be that large, and a page of one has to hold it.
#define OBJECT_BYTES_MAX ((size_t)64 << 20)
#define BODY_BYTES_MAX (PAGE_BYTES_MAX + OBJECT_BYTES_MAX + 4096)

// One way to say a list.
struct form {
    char letter;     // of the page's key
    const char *key; // of the list
    void (*add)(struct buf *out, const struct released *row, struct call *call);
};

static void add_object(struct buf *out, const struct released *row, struct call *call) {
    (void)call;
    buf_add(out, row->found.json);
}

// The names of these members were written with escapes, or one is missing.
static struct taxii_top top_slowly(struct str text, struct arena *arena) {
    struct taxii_top top = {STR_NONE, STR_NONE, STR_NONE};
    struct json_reader *reader = json_reader_open();
    struct json json;
    if (json_read(&json, reader, text, &JSON_LIMITS, arena, NULL) == OK) {
        top.id = json_source(json_member(json, STR("id")));
        top.created = json_source(json_member(json, STR("created")));
        top.modified = json_source(json_member(json, STR("modified")));
    }
    json_reader_close(&reader);
    return top;
}

static struct taxii_top top_of(const struct released *row, struct arena *arena) {
    struct taxii_top top;
    if (!taxii_top_read(&top, row->found.json)) top = top_slowly(row->found.json, arena);
    const struct kind *kind = kind_by_number(row->found.kind);
    // An SCO has no versions, whatever properties of that name it has.
    if (kind && kind->group == KIND_SCO) top.created = top.modified = STR_NONE;
    return top;
}

static void add_stamp(struct buf *out, stamp at) {
    char text[STAMP_TEXT_SIZE];
    buf_addf(out, "\"%s\"", stamp_write(text, at, 6));
}

// As it was posted; what has no version of its own has its first arrival here.
static void add_version_of(struct buf *out, const struct released *row,
                           const struct taxii_top *top) {
    if (top->modified.data || top->created.data)
        buf_add(out, top->modified.data ? top->modified : top->created);
    else
        add_stamp(out, row->found.stamp);
}

static void add_version(struct buf *out, const struct released *row, struct call *call) {
    struct taxii_top top = top_of(row, call->arena);
    add_version_of(out, row, &top);
}

static void add_record(struct buf *out, const struct released *row, struct call *call) {
    struct taxii_top top = top_of(row, call->arena);
    buf_add(out, STR("{\"id\":"));
    buf_add(out, top.id);
    buf_add(out, STR(",\"date_added\":"));
    add_stamp(out, row->found.added);
    buf_add(out, STR(",\"version\":"));
    add_version_of(out, row, &top);
    buf_addf(out, ",\"media_type\":\"application/stix+json;version=%s\"}",
             row->found.spec == 20 ? "2.0" : "2.1");
}

static const struct form forms[] = {
    {'o', "objects", add_object},
    {'m', "objects", add_record},
    {'v', "versions", add_version},
};
enum { FORM_OBJECTS, FORM_MANIFEST, FORM_VERSIONS };

// ---- a page ----

struct list {
    struct call *call;
    const struct form *form;
    struct taxii_query query;
    struct buf body;
    struct page page;
};

static void finish(struct list *list, size_t count) {
    if (!count) {
        buf_add(&list->body, STR("{}"));
        return;
    }
    buf_add(&list->body, STR("],\"more\":"));
    char next[TAXII_NEXT_SIZE];
    if (list->page.more)
        buf_addf(&list->body, "true,\"next\":\"%s\"}",
                 taxii_next(next, &list->query, list->page.last_added));
    else
        buf_add(&list->body, STR("false}"));
}

static enum status fill(struct list *list, struct release *release) {
    size_t count = 0;
    struct released row;
    enum status status;
    while ((status = release_next(&row, release, &list->call->fault)) == OK) {
        // The server's own limit, by bytes: what goes over it begins the next page.
        list->page.more = count == list->query.limit ||
                          (count && list->body.size + row.found.json.size > PAGE_BYTES_MAX);
        if (list->page.more) break;
        if (!count)
            buf_addf(&list->body, "{\"%s\":[", list->form->key);
        else
            buf_add_byte(&list->body, ',');
        list->form->add(&list->body, &row, list->call);
        if (!count++) list->page.first_added = row.found.added;
        list->page.last_added = row.found.added;
    }
    if (status != OK && status != ABSENT) return status;
    finish(list, count);
    return list->body.status == OK ? OK
                                   : fault_set(&list->call->fault, FAILED, "a page is too large");
}

static enum status page_make(const struct page **out, struct list *list, struct str key) {
    const struct visit *visit = &list->call->visit;
    uint64_t generation = store_generation(visit->exchange->store);
    struct find find = list->query.find;
    const struct taxii_query *query = &list->query;
    find.added_after = query->cursor > query->added_after ? query->cursor : query->added_after;
    find.limit = query->limit + 1; // one more tells whether there is more
    struct release *release;
    TRY(release_find(&release, visit, &find));
    buf_init(&list->body, BODY_BYTES_MAX);
    enum status status = fill(list, release);
    release_close(&release);
    if (status == OK) *out = page_keep(visit, key, generation, list->page, &list->body);
    buf_close(&list->body);
    return status;
}

static enum status page_find(const struct page **out, struct list *list) {
    const struct taxii_query *query = &list->query;
    char bytes[1 + sizeof query->digest + sizeof query->cursor + sizeof query->limit];
    char *at = bytes;
    *at++ = list->form->letter;
    memcpy(at, query->digest, sizeof query->digest);
    at += sizeof query->digest;
    memcpy(at, &query->cursor, sizeof query->cursor);
    at += sizeof query->cursor;
    memcpy(at, &query->limit, sizeof query->limit);
    struct str key = {bytes, sizeof bytes};
    *out = page_take(&list->call->visit, key);
    return *out ? OK : page_make(out, list, key);
}

static void page_free(void *held) {
    page_give(held);
}

static void add_stamp_header(struct call *call, const char *name, stamp at) {
    char *text = arena_take(call->arena, STAMP_TEXT_SIZE);
    respond_header(call, name, str_of(stamp_write(text, at, 6)));
}

static enum status respond_page(struct call *call, const struct page *page) {
    http_respond(call->response, 200, TAXII_TYPE, page->body);
    call->response->release = page_free;
    call->response->held = (void *)page;
    if (page->first_added) {
        add_stamp_header(call, "X-TAXII-Date-Added-First", page->first_added);
        add_stamp_header(call, "X-TAXII-Date-Added-Last", page->last_added);
    }
    respond_header(call, "Cache-Control", STR("no-store"));
    return OK;
}

// ---- the routes ----

static enum status answer_list(struct call *call, int form) {
    const struct collection *collection;
    TRY(taxii_collection(&collection, call, TAXII_READ));
    struct list list = {.call = call, .form = &forms[form]};
    TRY(taxii_query_read(&list.query, call, collection, NULL,
                         TAXII_ID | TAXII_TYPES | TAXII_VERSION | TAXII_SPEC));
    const struct page *page;
    TRY(page_find(&page, &list));
    return respond_page(call, page);
}

// Nothing came out: either the object (or the version asked for) is not here, or it is and other
// filters left it out.
static enum status check_there(struct call *call, const struct taxii_query *query) {
    struct find find = query->find;
    find.last_spec = false;
    find.spec_count = 0;
    find.added_after = STAMP_MIN;
    find.limit = 1;
    struct release *release;
    TRY(release_find(&release, &call->visit, &find));
    struct released row;
    enum status status = release_next(&row, release, &call->fault);
    release_close(&release);
    return status == ABSENT ? taxii_absent(call) : status;
}

static enum status answer_one(struct call *call, int form) {
    const struct collection *collection;
    TRY(taxii_collection(&collection, call, TAXII_READ));
    struct object_id id;
    // What is no id is an unknown one.
    if (object_id_read(&id, call_param(call, "object"), NULL) != OK) return taxii_absent(call);
    struct list list = {.call = call, .form = &forms[form]};
    int fields = form == FORM_VERSIONS ? TAXII_SPEC : TAXII_VERSION | TAXII_SPEC;
    TRY(taxii_query_read(&list.query, call, collection, &id, fields));
    if (form == FORM_VERSIONS) list.query.find.versions = FIND_ALL;
    const struct page *page;
    TRY(page_find(&page, &list));
    if (!page->first_added) {
        enum status status = check_there(call, &list.query);
        if (status != OK) page_give(page);
        TRY(status);
    }
    return respond_page(call, page);
}

enum status taxii_objects(struct call *call) {
    return answer_list(call, FORM_OBJECTS);
}

enum status taxii_manifest(struct call *call) {
    return answer_list(call, FORM_MANIFEST);
}

enum status taxii_object(struct call *call) {
    return answer_one(call, FORM_OBJECTS);
}

enum status taxii_versions(struct call *call) {
    return answer_one(call, FORM_VERSIONS);
}
