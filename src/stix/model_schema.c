#include "stix/model_schema.h"

#include <assert.h>

#include "base/json.h"

#define UUID_PATTERN "--[0-9A-Fa-f]{8}-([0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}$"
#define TEXT "{\"type\":\"string\"}"
#define DICTIONARY(of) "{\"type\":\"object\",\"additionalProperties\":" of ",\"minProperties\":1}"

// For each value: its words, and its schema; NULL where the row says more.
// tidy: table
static const struct shape {
    const char *words, *schema;
} SHAPES[] = {
    [MODEL_STRING] = {"string", TEXT},
    [MODEL_INTEGER] = {"integer", NULL},
    [MODEL_FLOAT] = {"float", "{\"type\":\"number\"}"},
    [MODEL_BOOLEAN] = {"boolean", "{\"type\":\"boolean\"}"},
    [MODEL_FLAG] = {"boolean or string", "{\"type\":[\"boolean\",\"string\"]}"},
    [MODEL_TIMESTAMP] = {"timestamp", NULL},
    [MODEL_TIMESTAMP_S] = {"timestamp, to the second", NULL},
    [MODEL_TIMESTAMP_MS] = {"timestamp, with milliseconds", NULL},
    [MODEL_ID] = {"identifier", NULL},
    [MODEL_OPEN] = {"open vocabulary", NULL},
    [MODEL_ENUM] = {"enumeration", NULL},
    [MODEL_HASHES] = {"hashes", DICTIONARY(TEXT)},
    [MODEL_HEX] = {"hex", "{\"type\":\"string\",\"pattern\":\"^([0-9a-fA-F]{2})*$\"}"},
    [MODEL_BINARY] = {"binary, in base64", TEXT},
    [MODEL_DICT] = {"dictionary", "{\"type\":\"object\",\"minProperties\":1}"},
    [MODEL_DICT_OF_STRING] = {"dictionary of strings", DICTIONARY(TEXT)},
    [MODEL_DICT_OF_STRINGS] = {"dictionary of lists of strings", "{\"type\":\"object\"}"},
    [MODEL_DICT_OF_INTEGER] = {"dictionary of integers", DICTIONARY("{\"type\":\"integer\"}")},
    [MODEL_DICT_OF_SCALAR] = {"dictionary of integers or strings",
                              DICTIONARY("{\"type\":[\"integer\",\"string\"]}")},
    [MODEL_PART] = {NULL, NULL},
    [MODEL_CONTAINER] = {"observable-container", "{\"type\":\"object\",\"minProperties\":1}"},
    [MODEL_EXTENSIONS] = {"extensions", "{\"type\":\"object\",\"minProperties\":1}"},
    [MODEL_MARKING] = {"statement or TLP label", "{\"type\":\"object\"}"},
    [MODEL_CONTENTS] = {"dictionary of translations", "{\"type\":\"object\",\"minProperties\":1}"},
    [MODEL_SELECTOR] = {"selector", TEXT},
    [MODEL_RESERVED] = {"reserved: never there", "false"},
    [MODEL_TYPE] = {"the name of the type", NULL},
    [MODEL_SPEC_VERSION] = {"`2.1`", "{\"const\":\"2.1\"}"},
    [MODEL_LANGUAGE] = {"language code (RFC 5646)", TEXT},
    [MODEL_URL] = {"URL (RFC 3986)", TEXT},
    [MODEL_CHARSET] = {"name of a character set (IANA)", TEXT},
    [MODEL_MIME] = {"media type", TEXT},
    [MODEL_CPE] = {"CPE 2.3", TEXT},
    [MODEL_DOMAIN] = {"domain name (RFC 1034, 5890)", TEXT},
    [MODEL_EMAIL] = {"e-mail address (RFC 5322)", TEXT},
    [MODEL_IPV4] = {"IPv4 address or network", TEXT},
    [MODEL_IPV6] = {"IPv6 address or network", TEXT},
    [MODEL_MAC] = {"MAC address", TEXT},
    [MODEL_REGISTRY_KEY] = {"registry key, with its whole hive", TEXT},
    [MODEL_COUNTRY] = {"country (ISO 3166-1 alpha-2)", TEXT},
    [MODEL_AREA] = {"area (ISO 3166-2)", TEXT},
    [MODEL_LOWER] = {"string, lowercase with hyphens", TEXT},
    [MODEL_LOWERCASE] = {"string, in small letters", TEXT},
    [MODEL_PRIORITY_CLASS] = {"string that ends in _CLASS", TEXT},
    [MODEL_RELATIONSHIP_TYPE] = {"type of a relationship", TEXT},
    [MODEL_UUID] = {"UUID (RFC 4122), version 4 or 5", TEXT},
    [MODEL_YEAR] = {"year, four digits", TEXT},
    [MODEL_ACS_IDENTIFIER] = {"identifier of ACS", TEXT},
    [MODEL_ACS_CUSTODIAN] = {"organisation of ACS", TEXT},
    [MODEL_ACS_AUTHORITY] = {"authority of ACS", TEXT},
    [MODEL_ACS_POLICY] = {"policy of ACS", TEXT},
    [MODEL_ANY] = {"known by name alone", "true"},
};

const char *model_group_name(enum model_group group) {
    static const char *const NAMES[] = {"SDO or SRO",      "SCO",         "versioned SCO",
                                        "meta object",     "meta object", "meta object",
                                        "no object itself"};
    return NAMES[group];
}

// ---- words ----

struct str model_row_words(const struct model_row *row, struct arena *arena) {
    const char *words = row->value == MODEL_PART ? row->part->name : SHAPES[row->value].words;
    const char *before = row->flags & MODEL_LIST ? "list of " : "";
    if (row->value == MODEL_ID && row->targets)
        return arena_format(arena, "%s%s (%s)", before, words, row->targets);
    if (row->vocab && (row->value == MODEL_OPEN || row->value == MODEL_ENUM))
        return arena_format(arena, "%s%s %s", before, words, row->vocab->name);
    if (row->value == MODEL_INTEGER && row->least == 0 && row->most == MODEL_INTEGER_MAX)
        return arena_format(arena, "%s%s from 0", before, words);
    if (row->value == MODEL_INTEGER && row->most != MODEL_INTEGER_MAX)
        return arena_format(arena, "%s%s from %lld to %lld", before, words, (long long)row->least,
                            (long long)row->most);
    return arena_format(arena, "%s%s", before, words);
}

// ---- schema ----

// A name as it may stand in a URI.
static void add_name(struct buf *out, const char *name) {
    for (; *name; name++) buf_add_byte(out, *name == ' ' ? '-' : *name);
}

static void put_reference(struct json_writer *w, const char *name) {
    SCOPED(buf_close) struct buf text;
    buf_init(&text, 1024);
    buf_add(&text, STR("#/$defs/"));
    add_name(&text, name);
    json_open_object(w);
    json_key_text(w, "$ref", buf_str(&text));
    json_close_object(w);
}

// "file directory" by name; a group of types ("SDO SCO") may hold types of others, too.
static void put_id(struct json_writer *w, const char *targets) {
    SCOPED(buf_close) struct buf pattern;
    struct str part, rest = str_of(targets);
    bool is_named = targets && !str_starts(rest, STR("S"));
    buf_init(&pattern, 64 * 1024);
    buf_add(&pattern, is_named ? STR("^(") : STR("^[a-z0-9-]+"));
    for (bool is_first = true; is_named && str_take(&part, &rest, ' '); is_first = false) {
        if (!is_first) buf_add_byte(&pattern, '|');
        if (part.data[0] == 'S') part = STR("[a-z0-9-]+");
        buf_add(&pattern, part);
    }
    if (is_named) buf_add_byte(&pattern, ')');
    buf_add(&pattern, STR(UUID_PATTERN));
    json_open_object(w);
    json_key_text(w, "type", STR("string"));
    json_key_text(w, "pattern", buf_str(&pattern));
    json_close_object(w);
}

static void put_value(struct json_writer *w, const struct model_row *row, const char *type) {
    switch (row->value) {
    case MODEL_PART: put_reference(w, row->part->name); return;
    case MODEL_OPEN:
    case MODEL_ENUM: put_reference(w, row->vocab->name); return;
    case MODEL_ID: put_id(w, row->targets); return;
    default: break;
    }
    if (SHAPES[row->value].schema) {
        json_put_raw(w, str_of(SHAPES[row->value].schema));
        return;
    }
    json_open_object(w);
    if (row->value == MODEL_TYPE) {
        json_key_text(w, "const", str_of(type));
    } else if (row->value == MODEL_INTEGER) {
        json_key_text(w, "type", STR("integer"));
        json_key_i64(w, "minimum", row->least);
        json_key_i64(w, "maximum", row->most);
    } else {
        json_key_text(w, "type", STR("string"));
        json_key_text(w, "format", STR("date-time"));
        json_key_text(w, "pattern", STR("Z$"));
    }
    json_close_object(w);
}

static void put_row(struct json_writer *w, const struct model_row *row, const char *type) {
    json_put_key(w, row->name);
    if (!(row->flags & MODEL_LIST)) {
        put_value(w, row, type);
        return;
    }
    json_open_object(w);
    json_key_text(w, "type", STR("array"));
    json_put_key(w, STR("items"));
    put_value(w, row, type);
    json_key_i64(w, "minItems", 1);
    json_close_object(w);
}

static void put_required(struct json_writer *w, const struct model_row *rows, size_t count) {
    for (size_t i = 0; i < count; i++)
        if ((rows[i].flags & (MODEL_REQUIRED | MODEL_DISPUTED)) == MODEL_REQUIRED)
            json_put_text(w, rows[i].name);
}

static void put_part(struct json_writer *w, const struct model_part *part) {
    json_put_key(w, str_of(part->name));
    json_open_object(w);
    json_key_text(w, "description", str_of(part->section));
    json_key_text(w, "type", STR("object"));
    json_key_object(w, "properties");
    for (size_t i = 0; i < part->count; i++) put_row(w, &part->rows[i], "");
    json_close_object(w);
    json_key_array(w, "required");
    put_required(w, part->rows, part->count);
    json_close_array(w);
    if (part->needs_one) json_key_i64(w, "minProperties", 1);
    json_close_object(w);
}

// Of the extensions those that the text defines, where they may be.
static void put_extensions(struct json_writer *w, const struct model_type *type) {
    struct str part, rest = str_of(type->extensions);
    json_key_object(w, "extensions");
    json_key_text(w, "type", STR("object"));
    json_key_object(w, "properties");
    while (str_take(&part, &rest, ' ')) {
        const struct model_part *extension = model_extension_find(part, str_of(type->name));
        if (!extension) continue;
        json_put_key(w, part);
        put_reference(w, extension->name);
    }
    json_close_object(w);
    json_key_i64(w, "minProperties", 1);
    json_close_object(w);
}

static void put_type(struct json_writer *w, const struct model_type *type) {
    json_put_key(w, str_of(type->name));
    json_open_object(w);
    json_key_text(w, "description", str_of(type->section));
    json_key_text(w, "type", STR("object"));
    json_key_object(w, "properties");
    for (size_t i = 0; i < model_common_count; i++) {
        // An SCO may have versions (3.6), and then these too.
        enum model_group group = type->group == MODEL_SCO ? MODEL_VERSIONED_SCO : type->group;
        if (model_common_need(i, group) == MODEL_NOT_APPLICABLE) continue;
        if (model_common[i].value == MODEL_EXTENSIONS)
            put_extensions(w, type);
        else
            put_row(w, &model_common[i], type->name);
    }
    for (size_t i = 0; i < type->count; i++) put_row(w, &type->rows[i], type->name);
    json_close_object(w);
    json_key_array(w, "required");
    for (size_t i = 0; i < model_common_count; i++)
        if (model_common_need(i, type->group) == MODEL_NEEDED)
            json_put_text(w, model_common[i].name);
    put_required(w, type->rows, type->count);
    json_close_array(w);
    json_close_object(w);
}

static void put_vocab(struct json_writer *w, const struct model_vocab *vocab) {
    SCOPED(buf_close) struct buf listed;
    SCOPED(buf_close) struct buf name;
    buf_init(&name, 1024);
    add_name(&name, vocab->name);
    json_put_key(w, buf_str(&name));
    buf_init(&listed, 1024 * 1024);
    buf_addf(&listed, "%s, open; listed are:", vocab->section);
    json_open_object(w);
    if (vocab->is_closed) {
        json_key_text(w, "description", str_of(vocab->section));
        json_key_array(w, "enum");
        for (size_t i = 0; i < vocab->count; i++) json_put_text(w, vocab->values[i]);
        json_close_array(w);
    } else {
        for (size_t i = 0; i < vocab->count; i++) {
            buf_add(&listed, i > 0 ? STR(", ") : STR(" "));
            buf_add(&listed, vocab->values[i]);
        }
        json_key_text(w, "description", buf_str(&listed));
        json_key_text(w, "type", STR("string"));
    }
    json_close_object(w);
}

// ---- parts and vocabularies: those that rows lead to, each once ----

#define PARTS_MAX 256
struct parts {
    const struct model_part *items[PARTS_MAX];
    size_t count;
    const struct model_vocab **vocabs;
    size_t vocab_count;
};

static void gather(struct parts *parts, const struct model_row *rows, size_t count);

static void gather_part(struct parts *parts, const struct model_part *part) {
    for (size_t i = 0; i < parts->count; i++)
        if (str_equal(str_of(parts->items[i]->name), str_of(part->name))) return;
    assert(parts->count < PARTS_MAX);
    parts->items[parts->count++] = part;
    gather(parts, part->rows, part->count);
}

static void gather_vocab(struct parts *parts, const struct model_vocab *vocab) {
    for (size_t i = 0; i < parts->vocab_count; i++)
        if (str_equal(str_of(parts->vocabs[i]->name), str_of(vocab->name))) return;
    assert(parts->vocab_count < MODEL_VOCABS_MAX);
    parts->vocabs[parts->vocab_count++] = vocab;
}

static void gather(struct parts *parts, const struct model_row *rows, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (rows[i].part) gather_part(parts, rows[i].part);
        if (rows[i].vocab) gather_vocab(parts, rows[i].vocab);
    }
}

static void gather_all(struct parts *parts, const struct model_vocab **vocabs) {
    const struct model_type *type;
    *parts = (struct parts){.vocabs = vocabs};
    for (size_t i = 0; model_vocab_at(i); i++) gather_vocab(parts, model_vocab_at(i));
    gather(parts, model_common, model_common_count);
    for (size_t i = 0; (type = model_type_at(i)); i++) gather(parts, type->rows, type->count);
    for (size_t i = 0; (type = model_added_at(i)); i++) gather(parts, type->rows, type->count);
    for (size_t i = 0; model_extension_at(i); i++) gather_part(parts, model_extension_at(i));
}

size_t model_vocabs(const struct model_vocab *out[MODEL_VOCABS_MAX]) {
    struct parts parts;
    gather_all(&parts, out);
    return parts.vocab_count;
}

void model_schema_write(struct buf *out) {
    struct json_writer writer, *w = &writer;
    struct parts parts;
    const struct model_vocab *vocabs[MODEL_VOCABS_MAX];
    const struct model_type *type;
    gather_all(&parts, vocabs);
    json_begin(w, out);
    json_open_object(w);
    json_key_text(w, "$schema", STR("https://json-schema.org/draft/2020-12/schema"));
    json_key_text(w, "title", STR("Objects of STIX 2.1"));
    json_key_text(w, "description",
                  STR("What each value has to look like; what ties several together is not in it. "
                      "Descriptions name the section of the standard."));
    json_key_array(w, "anyOf");
    for (size_t i = 0; (type = model_type_at(i)); i++) put_reference(w, type->name);
    json_close_array(w);
    json_key_object(w, "$defs");
    for (size_t i = 0; (type = model_type_at(i)); i++) put_type(w, type);
    for (size_t i = 0; i < parts.count; i++) put_part(w, parts.items[i]);
    for (size_t i = 0; i < parts.vocab_count; i++) put_vocab(w, vocabs[i]);
    json_close_object(w);
    json_close_object(w);
}
