#include "api/taxii.h"

#include <string.h>

#include "base/crypto.h"
#include "base/text.h"

// Parameters of the URL [3.4], each at most once.
struct reading {
    struct call *call;
    struct taxii_query *query;
    struct buf text; // what the digest is made of
};

static enum status wrong(struct reading *r, const char *name, const char *what) {
    return fault_set(&r->call->fault, MALFORMED, "%s: %s", name, what);
}

// The raw value, STR_NONE when absent; it goes into the digest.
static enum status take(struct str *out, struct reading *r, const char *name) {
    TRY(call_query(out, r->call, name));
    if (!out->data) return OK;
    buf_addf(&r->text, "%s %zu ", name, out->size);
    buf_add(&r->text, *out);
    return OK;
}

// The values of a comma list; none may be empty.
static enum status take_list(struct str **out, size_t *count, struct reading *r, const char *name) {
    struct str text, part;
    *count = 0;
    TRY(take(&text, r, name));
    if (!text.data) return OK;
    *out = arena_array(r->call->arena, TAXII_VALUES_MAX, struct str);
    while (str_take(&part, &text, ',')) {
        if (!part.size) return wrong(r, name, "a value is empty");
        if (*count == TAXII_VALUES_MAX) return wrong(r, name, "too many values");
        (*out)[(*count)++] = part;
    }
    return OK;
}

// Types that nobody has said yet match nothing.
static int kind_of(const struct reading *r, struct str type) {
    int kind = store_kind_find(r->call->exchange->store, type);
    return kind ? kind : -1;
}

static enum status read_ids(struct reading *r) {
    struct str *texts = NULL;
    size_t count;
    TRY(take_list(&texts, &count, r, "match[id]"));
    if (!count) return OK;
    struct find_id *ids = arena_array(r->call->arena, count, struct find_id);
    for (size_t i = 0; i < count; i++) {
        struct object_id id;
        if (object_id_read(&id, texts[i], &r->call->fault) != OK)
            return fault_within(&r->call->fault, MALFORMED, "match[id]");
        ids[i] = (struct find_id){kind_of(r, id.type), id.uuid};
    }
    r->query->find.ids = ids;
    r->query->find.id_count = count;
    return OK;
}

static enum status read_types(struct reading *r) {
    struct str *texts = NULL;
    size_t count;
    TRY(take_list(&texts, &count, r, "match[type]"));
    if (!count) return OK;
    int *kinds = arena_array(r->call->arena, count, int);
    for (size_t i = 0; i < count; i++) kinds[i] = kind_of(r, texts[i]);
    r->query->find.kinds = kinds;
    r->query->find.kind_count = count;
    return OK;
}

// "2.1": digits, a dot, digits.
static bool is_spec(struct str text) {
    size_t dot = str_find_byte(text, '.');
    uint64_t number;
    return dot != SIZE_MAX && str_read_u64(&number, str_cut(text, 0, dot)) &&
           str_read_u64(&number, str_cut(text, dot + 1, text.size));
}

static enum status read_specs(struct reading *r) {
    struct find *find = &r->query->find;
    struct str *texts = NULL;
    size_t count;
    TRY(take_list(&texts, &count, r, "match[spec_version]"));
    if (!count) return OK;
    int *specs = arena_array(r->call->arena, count, int);
    for (size_t i = 0; i < count; i++) {
        if (!is_spec(texts[i])) return wrong(r, "match[spec_version]", "2.0 or 2.1 is expected");
        specs[i] = str_equal(texts[i], STR("2.0")) ? 20 : str_equal(texts[i], STR("2.1")) ? 21 : -1;
    }
    find->specs = specs;
    find->spec_count = count;
    find->last_spec = false;
    return OK;
}

static enum status read_version(bool *is_all, struct reading *r, stamp *stamps, struct str text) {
    struct find *find = &r->query->find;
    bool *word = str_equal(text, STR("first"))  ? &find->first
                 : str_equal(text, STR("last")) ? &find->last
                 : str_equal(text, STR("all"))  ? is_all
                                                : NULL;
    if (word) {
        if (*word) return wrong(r, "match[version]", "a value stands twice");
        *word = true;
        return OK;
    }
    stamp at;
    if (stamp_read(&at, text, &r->call->fault) != OK)
        return fault_within(&r->call->fault, MALFORMED, "match[version]");
    for (size_t i = 0; i < find->stamp_count; i++)
        if (stamps[i] == at) return wrong(r, "match[version]", "a value stands twice");
    stamps[find->stamp_count++] = at;
    return OK;
}

static enum status read_versions(struct reading *r) {
    struct find *find = &r->query->find;
    struct str *texts = NULL;
    size_t count;
    TRY(take_list(&texts, &count, r, "match[version]"));
    if (!count) return OK;
    stamp *stamps = arena_array(r->call->arena, count, stamp);
    find->stamps = stamps;
    bool is_all = false;
    for (size_t i = 0; i < count; i++) TRY(read_version(&is_all, r, stamps, texts[i]));
    if (is_all && count > 1) return wrong(r, "match[version]", "all stands alone");
    bool is_last = find->last && count == 1;
    find->versions = is_all ? FIND_ALL : is_last ? FIND_LAST : FIND_CHOSEN;
    return OK;
}

static enum status read_limit(struct reading *r) {
    struct str text;
    TRY(call_query(&text, r->call, "limit"));
    r->query->limit = TAXII_PAGE_MAX;
    if (!text.data) return OK;
    bool is_number = text.size > 0, is_zero = true;
    for (size_t i = 0; i < text.size; i++) {
        is_number = is_number && ascii_is_digit(text.data[i]);
        is_zero = is_zero && text.data[i] == '0';
    }
    if (!is_number || is_zero) return wrong(r, "limit", "a whole number above 0 is expected");
    uint64_t limit; // one too large for 64 bits is over the cap too
    if (str_read_u64(&limit, text) && limit < TAXII_PAGE_MAX) r->query->limit = (size_t)limit;
    return OK;
}

static enum status read_added_after(struct reading *r) {
    struct str text;
    TRY(take(&text, r, "added_after"));
    r->query->added_after = STAMP_MIN;
    if (!text.data) return OK;
    if (stamp_read(&r->query->added_after, text, &r->call->fault) == OK) return OK;
    return fault_within(&r->call->fault, MALFORMED, "added_after");
}

// ---- the cursor: its stamp, and a digest that binds the stamp to the filters ----

struct cursor {
    uint8_t stamp[8], proof[8];
};

static struct cursor cursor_make(const struct taxii_query *query, stamp last) {
    struct cursor cursor;
    uint8_t bound[8 + sizeof query->digest];
    for (size_t i = 0; i < 8; i++) cursor.stamp[i] = (uint8_t)((uint64_t)last >> (56 - 8 * i));
    memcpy(bound, cursor.stamp, 8);
    memcpy(bound + 8, query->digest, sizeof query->digest);
    digest_blake2b(cursor.proof, sizeof cursor.proof,
                   (struct str){(const char *)bound, sizeof bound}, STR("renkei next"));
    return cursor;
}

char *taxii_next(char text[TAXII_NEXT_SIZE], const struct taxii_query *query, stamp last) {
    struct cursor cursor = cursor_make(query, last);
    return base64url_write(text, &cursor, sizeof cursor);
}

static enum status read_next(struct reading *r) {
    struct str text;
    TRY(call_query(&text, r->call, "next"));
    r->query->cursor = STAMP_MIN;
    if (!text.data) return OK;
    struct cursor given;
    if (base64_read(&given, sizeof given, text) != sizeof given)
        return wrong(r, "next", "not a value that this server gave");
    uint64_t at = 0;
    for (size_t i = 0; i < 8; i++) at = at << 8 | given.stamp[i];
    struct cursor expected = cursor_make(r->query, (stamp)at);
    if (memcmp(&expected, &given, sizeof given) != 0)
        return wrong(r, "next", "not a value that this server gave for these filters");
    r->query->cursor = (stamp)at;
    return OK;
}

// ---- the whole ----

static enum status read_all(struct reading *r, int fields) {
    TRY(read_limit(r));
    TRY(read_added_after(r));
    if (fields & TAXII_ID) TRY(read_ids(r));
    if (fields & TAXII_TYPES) TRY(read_types(r));
    if (fields & TAXII_VERSION) TRY(read_versions(r));
    if (fields & TAXII_SPEC) TRY(read_specs(r));
    digest_blake2b(r->query->digest, sizeof r->query->digest, buf_str(&r->text), STR_NONE);
    return read_next(r);
}

enum status taxii_query_read(struct taxii_query *out, struct call *call,
                             const struct collection *collection, const struct object_id *object,
                             int fields) {
    *out = (struct taxii_query){
        .find = {.collection_no = collection->no, .last_spec = true, .revoked = -1}};
    struct reading r = {.call = call, .query = out};
    // Of a URL, which the server bounds, so nothing is cut off.
    buf_init(&r.text, (size_t)1 << 20);
    buf_addf(&r.text, "%d %lld ", fields, (long long)collection->no);
    if (object) {
        struct find_id *id = arena_new(call->arena, struct find_id);
        *id = (struct find_id){kind_of(&r, object->type), object->uuid};
        out->find.ids = id;
        out->find.id_count = 1;
        buf_add(&r.text, object_id_write(call->arena, object->type, &object->uuid));
    }
    enum status status = read_all(&r, fields);
    buf_close(&r.text);
    return status;
}
