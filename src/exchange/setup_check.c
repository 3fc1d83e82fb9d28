// What a set-up file may say: a name that is not known here, or a value of another kind, would be
// passed over in silence, and somebody believes to have given a right that nobody has.
#include "base/text.h"
#include "exchange/account.h"

#define NAME_SHOWN 40

enum shape { ROWS, ROW, TEXT, TEXTS, YES_NO };

// `within` is the list that a row stands in.
static const struct row {
    const char *within, *name;
    enum shape shape;
} MEMBERS[] = {
    {"", "organisations", ROWS},
    {"", "communities", ROWS},
    {"", "collections", ROWS},
    {"", "accounts", ROWS},
    {"", "groups", ROWS},
    {"groups", "slug", TEXT},
    {"groups", "name", TEXT},
    {"groups", "identity", TEXT},
    {"groups", "owner", TEXT},
    {"groups", "members", TEXTS},
    {"collections", "grants", ROWS},
    {"grants", "organisation", TEXT},
    {"grants", "group", TEXT},
    {"grants", "role", TEXT},
    {"grants", "sector", TEXT},
    {"grants", "country", TEXT},
    {"grants", "read", YES_NO},
    {"grants", "write", YES_NO},
    {"collections", "release", ROW},
    {"release", "only", ROW},
    {"release", "never", ROW},
    {"only", "sectors", TEXTS},
    {"only", "countries", TEXTS},
    {"never", "sectors", TEXTS},
    {"never", "countries", TEXTS},
    {"organisations", "slug", TEXT},
    {"organisations", "name", TEXT},
    {"organisations", "identity", TEXT},
    {"organisations", "sector", TEXT},
    {"organisations", "country", TEXT},
    {"organisations", "industries", TEXTS},
    {"organisations", "languages", TEXTS},
    {"organisations", "patron", TEXT},
    {"organisations", "delegates", TEXTS},
    {"communities", "slug", TEXT},
    {"communities", "title", TEXT},
    {"communities", "description", TEXT},
    {"communities", "members", TEXTS},
    {"collections", "id", TEXT},
    {"collections", "alias", TEXT},
    {"collections", "title", TEXT},
    {"collections", "description", TEXT},
    {"collections", "community", TEXT},
    {"collections", "default_tlp", TEXT},
    {"collections", "public", YES_NO},
    {"collections", "community_reads", YES_NO},
    {"collections", "members", ROWS},
    {"members", "organisation", TEXT},
    {"members", "read", YES_NO},
    {"members", "write", YES_NO},
    {"accounts", "name", TEXT},
    {"accounts", "display", TEXT},
    {"accounts", "identity", TEXT},
    {"accounts", "organisation", TEXT},
    {"accounts", "password", TEXT},
    {"accounts", "password_hash", TEXT},
    {"accounts", "operator", YES_NO},
    {"accounts", "administrator", YES_NO},
    {"accounts", "role", TEXT},
    {"accounts", "service", YES_NO},
    {"accounts", "memberships", ROWS},
    {"memberships", "organisation", TEXT},
    {"memberships", "role", TEXT},
};

static enum status expected(struct fault *fault, const char *what, struct json value) {
    return fault_set(fault, MALFORMED, "%s is expected, not %s", what,
                     json_kind_name(json_kind(value)));
}

static enum status check_texts(struct json list, struct fault *fault) {
    if (json_kind(list) != JSON_ARRAY) return expected(fault, "a list", list);
    size_t index = 0;
    for (struct json item = json_first(list); item.node; item = json_next(item), index++)
        if (json_kind(item) != JSON_STRING)
            return fault_within(fault, expected(fault, "a string", item), "[%zu]", index);
    return OK;
}

static enum status check_row(struct json row, const char *within, struct fault *fault);

static enum status check_rows(struct json list, const char *name, struct fault *fault) {
    if (json_kind(list) != JSON_ARRAY) return expected(fault, "a list", list);
    size_t index = 0;
    for (struct json item = json_first(list); item.node; item = json_next(item), index++) {
        enum status status = check_row(item, name, fault);
        if (status != OK) return fault_within(fault, status, "[%zu]", index);
    }
    return OK;
}

static enum status check_value(struct json value, const struct row *row, struct fault *fault) {
    bool is_yes_no = json_kind(value) == JSON_TRUE || json_kind(value) == JSON_FALSE;
    switch (row->shape) {
    case ROWS: return check_rows(value, row->name, fault);
    case ROW: return check_row(value, row->name, fault);
    case TEXTS: return check_texts(value, fault);
    case TEXT: return json_kind(value) == JSON_STRING ? OK : expected(fault, "a string", value);
    case YES_NO: return is_yes_no ? OK : expected(fault, "true or false", value);
    }
    return OK;
}

static const struct row *find(const char *within, struct str name) {
    for (size_t i = 0; i < sizeof MEMBERS / sizeof *MEMBERS; i++)
        if (str_equal(str_of(within), str_of(MEMBERS[i].within)) &&
            str_equal(name, str_of(MEMBERS[i].name)))
            return &MEMBERS[i];
    return NULL;
}

static enum status refuse_name(struct str name, struct fault *fault) {
    struct arena arena;
    arena_init(&arena);
    struct str shown = text_excerpt(&arena, name, NAME_SHOWN);
    fault_set(fault, MALFORMED, "%.*s: nothing is called so here", STR_ARG(shown));
    arena_close(&arena);
    return MALFORMED;
}

// Lists nest two deep only, as the table does.
static enum status check_row(struct json row, const char *within, struct fault *fault) {
    if (json_kind(row) != JSON_OBJECT) return expected(fault, "an object", row);
    for (struct json member = json_first(row); member.node; member = json_next(member)) {
        struct str name = member.node->key;
        const struct row *known = find(within, name);
        if (!known) return refuse_name(name, fault);
        enum status status = check_value(member, known, fault);
        if (status != OK) return fault_within(fault, status, "%s", known->name);
    }
    return OK;
}

enum status setup_check(struct json root, struct fault *fault) {
    return check_row(root, "", fault);
}
