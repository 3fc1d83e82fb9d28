// TAXII 2.1: what there is, and the table of its routes.
#include "api/taxii.h"

#include "exchange/receipt.h"

static void add_root_url(struct buf *out, const struct community *community) {
    buf_add(out, STR("/taxii2/"));
    http_escape(out, community->slug);
    buf_add_byte(out, '/');
}

static struct str root_url(struct call *call, const struct community *community) {
    SCOPED(buf_close) struct buf url;
    buf_init(&url, 4096);
    add_root_url(&url, community);
    return arena_copy(call->arena, buf_str(&url));
}

// Relative URLs [4.1.1] are right whatever name the server is reached by.
static enum status discovery(struct call *call) {
    TRY(taxii_enter(call));
    const struct world *world = call->visit.world;
    struct str *urls = arena_array(call->arena, world->community_count + 1, struct str);
    size_t count = 0;
    for (size_t i = 0; i < world->community_count; i++)
        if (taxii_root_is_known(call, &world->communities[i]))
            urls[count++] = root_url(call, &world->communities[i]);
    // Strangers to whom nothing is open learn only that one has to sign in.
    if (!count && !call->viewer.account_no && !call->viewer.is_operator) return taxii_absent(call);
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    json_open_object(&w);
    json_key_text(&w, "title", STR("renkei"));
    json_key_text(&w, "description",
                  STR("Threat information of the communities here. Each is an API root."));
    if (count) {
        json_key_text(&w, "default", urls[0]);
        json_key_array(&w, "api_roots");
        for (size_t i = 0; i < count; i++) json_put_text(&w, urls[i]);
        json_close_array(&w);
    }
    json_close_object(&w);
    return taxii_answer(call, 200, &buf);
}

static enum status api_root(struct call *call) {
    const struct community *community;
    TRY(taxii_root(&community, call));
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    json_open_object(&w);
    json_key_text(&w, "title", community->title);
    if (community->description.size) json_key_text(&w, "description", community->description);
    json_key_array(&w, "versions");
    json_put_text(&w, STR(TAXII_TYPE));
    json_close_array(&w);
    json_key_i64(&w, "max_content_length", (int64_t)call->api->options.taxii_bytes_max);
    json_close_object(&w);
    return taxii_answer(call, 200, &buf);
}

static void write_collection(struct json_writer *w, const struct call *call,
                             const struct collection *collection) {
    struct taxii_rights rights = taxii_rights(call, collection);
    json_open_object(w);
    json_key_text(w, "id", str_of(collection->id_text));
    json_key_text(w, "title", collection->title);
    if (collection->description.size) json_key_text(w, "description", collection->description);
    if (collection->alias.size) json_key_text(w, "alias", collection->alias);
    // What the client may do as it came: a token may be for less than its person.
    json_key_bool(w, "can_read", rights.can_read && policy_may_come(&call->viewer, ACT_READ));
    json_key_bool(w, "can_write", rights.can_write && policy_may_come(&call->viewer, ACT_WRITE));
    json_key_array(w, "media_types");
    json_put_text(w, STR("application/stix+json;version=2.1"));
    json_put_text(w, STR("application/stix+json;version=2.0"));
    json_close_array(w);
    json_close_object(w);
}

static enum status collections(struct call *call) {
    const struct community *community;
    TRY(taxii_root(&community, call));
    const struct world *world = call->visit.world;
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    json_open_object(&w);
    bool is_open = false;
    for (size_t i = 0; i < world->collection_count; i++) {
        const struct collection *collection = &world->collections[i];
        if (collection->community != community) continue;
        struct taxii_rights rights = taxii_rights(call, collection);
        if (!rights.can_read && !rights.can_write) continue;
        if (!is_open) json_key_array(&w, "collections");
        is_open = true;
        write_collection(&w, call, collection);
    }
    if (is_open) json_close_array(&w);
    json_close_object(&w);
    return taxii_answer(call, 200, &buf);
}

static enum status collection(struct call *call) {
    const struct collection *found;
    TRY(taxii_collection(&found, call, TAXII_KNOW));
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    write_collection(&w, call, found);
    return taxii_answer(call, 200, &buf);
}

static enum status status_resource(struct call *call) {
    const struct community *community;
    TRY(taxii_root(&community, call));
    struct uuid id;
    if (!uuid_read(&id, call_param(call, "status"))) return taxii_absent(call);
    struct str json;
    enum status status = receipt_find(&json, &call->visit, community, &id);
    if (status == ABSENT) return taxii_absent(call);
    TRY(status);
    http_respond(call->response, 200, TAXII_TYPE, json);
    respond_header(call, "Cache-Control", STR("no-store"));
    return OK;
}

// Paths end in a slash [3.1]; who left it out is sent there, with the method and the query.
static enum status add_slash(struct call *call) {
    const struct http_request *request = call->request;
    SCOPED(buf_close) struct buf url;
    buf_init(&url, (size_t)1 << 20);
    buf_add(&url, request->path);
    buf_add_byte(&url, '/');
    for (size_t i = 0; i < request->query_count; i++) {
        buf_add_byte(&url, i ? '&' : '?');
        http_escape(&url, request->query[i].name);
        buf_add_byte(&url, '=');
        http_escape(&url, request->query[i].value);
    }
    http_respond(call->response, 308, TAXII_TYPE, STR_NONE);
    respond_header(call, "Location", arena_copy(call->arena, buf_str(&url)));
    return OK;
}

static enum status nothing_here(struct call *call) {
    TRY(taxii_enter(call));
    return taxii_absent(call);
}

#define ROOT "/taxii2/{root}"
#define COLLECTION ROOT "/collections/{collection}"
#define OBJECT COLLECTION "/objects/{object}"

static const struct route rows[] = {
    {"GET", "/taxii2/", discovery, NEED_TAXII, ACT_ALL},
    {"GET", ROOT "/", api_root, NEED_TAXII, ACT_ALL},
    {"GET", ROOT "/status/{status}/", status_resource, NEED_TAXII, ACT_READ | ACT_WRITE},
    {"GET", ROOT "/collections/", collections, NEED_TAXII, ACT_ALL},
    {"GET", COLLECTION "/", collection, NEED_TAXII, ACT_ALL},
    {"GET", COLLECTION "/manifest/", taxii_manifest, NEED_TAXII, ACT_READ},
    {"GET", COLLECTION "/objects/", taxii_objects, NEED_TAXII, ACT_READ},
    {"POST", COLLECTION "/objects/", taxii_add, NEED_TAXII | NEED_WORK, ACT_WRITE},
    {"GET", OBJECT "/", taxii_object, NEED_TAXII, ACT_READ},
    {"DELETE", OBJECT "/", taxii_remove, NEED_TAXII, ACT_WRITE},
    {"GET", OBJECT "/versions/", taxii_versions, NEED_TAXII, ACT_READ},

    {"GET", "/taxii2", add_slash, NEED_TAXII, ACT_ALL},
    {"GET", ROOT, add_slash, NEED_TAXII, ACT_ALL},
    {"GET", ROOT "/status/{status}", add_slash, NEED_TAXII, ACT_READ | ACT_WRITE},
    {"GET", ROOT "/collections", add_slash, NEED_TAXII, ACT_ALL},
    {"GET", COLLECTION, add_slash, NEED_TAXII, ACT_ALL},
    {"GET", COLLECTION "/manifest", add_slash, NEED_TAXII, ACT_READ},
    {"GET", COLLECTION "/objects", add_slash, NEED_TAXII, ACT_READ},
    {"POST", COLLECTION "/objects", add_slash, NEED_TAXII, ACT_WRITE},
    {"GET", OBJECT, add_slash, NEED_TAXII, ACT_READ},
    {"DELETE", OBJECT, add_slash, NEED_TAXII, ACT_WRITE},
    {"GET", OBJECT "/versions", add_slash, NEED_TAXII, ACT_READ},

    // Before the pages of the browser, which would answer in their own way.
    {"GET", "/taxii2/{rest*}", nothing_here, NEED_TAXII, ACT_ALL},
};
const struct route_table taxii_routes = {rows, sizeof rows / sizeof *rows};
