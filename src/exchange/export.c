#include "exchange/export.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "exchange/audit.h"
#include "exchange/deviation.h"
#include "exchange/known.h"
#include "exchange/seen.h"

#define ROW_BYTES_MAX ((size_t)256 << 20) // one object in any format
#define PENDING_WANTED ((size_t)64 * 1024)
#define FILTER_NAMED_MAX 20 // of a filter, in the record
#define FILTER_BYTES_MAX 100

struct export {
    struct exchange *exchange;
    struct viewer viewer;
    struct fault fault;
    struct arena arena;   // of the visit
    struct arena scratch; // of one row
    struct visit visit;
    struct release *release;
    struct seen seen; // of the row that is put
    struct json_reader *reader;
    struct export_form form;
    struct buf view;    // of one row in another version of STIX
    struct buf pending; // made and not yet read
    size_t pending_at;
    uint64_t rows;
    bool has_begun, has_ended;
    struct audit_reads reads;
    uint64_t given; // rows that were released
    enum tlp strictest;
    bool is_noted; // that it began
};

static const struct {
    const char *name, *media_type, *suffix;
} formats[] = {
    [EXPORT_STIX] = {"stix", "application/stix+json;version=2.1", "json"},
    [EXPORT_JSONL] = {"jsonl", "application/x-ndjson", "jsonl"},
    [EXPORT_CSV] = {"csv", "text/csv; charset=utf-8", "csv"},
    [EXPORT_LIST] = {"list", "text/plain; charset=utf-8", "txt"},
    [EXPORT_VALUES] = {"values", "application/x-ndjson", "jsonl"},
    [EXPORT_CHANGES] = {"changes", "application/x-ndjson", "jsonl"},
};

bool export_format_read(enum export_format *out, struct str name) {
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        if (!str_equal(name, str_of(formats[i].name))) continue;
        *out = (enum export_format)i;
        return true;
    }
    return false;
}

// The name that STIX 2.0 registered for itself is another than that of 2.1.
const char *export_media_type(const struct export_form *form) {
    if (form->format == EXPORT_STIX && form->spec == LIFT_20)
        return "application/vnd.oasis.stix+json;version=2.0";
    return formats[form->format].media_type;
}

enum status export_form_check(const struct export_form *form, struct fault *fault) {
    bool may = form->format == EXPORT_STIX || form->format == EXPORT_JSONL ||
               form->format == EXPORT_CHANGES;
    if (form->spec != LIFT_AS_IS && !may)
        return fault_set(fault, MALFORMED, "spec: goes with the formats stix, jsonl and changes");
    if (form->spec == LIFT_AS_IS && form->format == EXPORT_CHANGES)
        return fault_set(fault, MALFORMED, "spec: 2.0 or 2.1 is needed for the format changes");
    return OK;
}

const char *export_suffix(enum export_format format) {
    return formats[format].suffix;
}

uint64_t export_wait_for_search(struct exchange *exchange) {
    bool may_wait = atomic_fetch_add(&exchange->searching, 1) < SEARCH_WAITERS_MAX;
    uint64_t behind = store_search_wait_for(exchange->store, may_wait ? SEARCH_WAIT_MS * 1000 : 0);
    atomic_fetch_sub(&exchange->searching, 1);
    return behind;
}

// ---- the record (audit.h) ----

static void put_texts(struct json_writer *w, const char *key, const struct str *texts, size_t count,
                      struct arena *arena) {
    if (!count) return;
    json_key_array(w, key);
    for (size_t i = 0; i < count && i < FILTER_NAMED_MAX; i++)
        json_put_text(w, text_excerpt(arena, texts[i], FILTER_BYTES_MAX));
    json_close_array(w);
}

static void put_filter(struct json_writer *w, const struct filter *filter, struct arena *arena) {
    struct str names[FILTER_NAMED_MAX];
    size_t count = 0;
    json_key_object(w, "filter");
    if (filter->words.size)
        json_key_text(w, "q", text_excerpt(arena, filter->words, FILTER_BYTES_MAX));
    put_texts(w, "type", filter->types, filter->type_count, arena);
    for (; count < filter->tlp_count && count < FILTER_NAMED_MAX; count++)
        names[count] = str_of(tlp_name(filter->tlps[count]));
    put_texts(w, "tlp", names, count, arena);
    for (count = 0; count < filter->collection_count && count < FILTER_NAMED_MAX; count++)
        names[count] = str_of(filter->collections[count]->id_text);
    put_texts(w, "collection", names, count, arena);
    if (filter->id_count) json_key_i64(w, "ids", (int64_t)filter->id_count);
    if (filter->since) json_key_stamp(w, "since", filter->since);
    if (filter->until) json_key_stamp(w, "until", filter->until);
    if (filter->all_versions) json_key_bool(w, "all", true);
    json_close_object(w);
}

// Durable before anything is given out; its end is written behind.
static enum status note_beginning(struct export *export, const struct filter *filter) {
    SCOPED(buf_close) struct buf buf;
    struct json_writer w;
    buf_init(&buf, AUDIT_MORE_BYTES_MAX);
    json_begin(&w, &buf);
    json_open_object(&w);
    json_key_text(&w, "format", str_of(formats[export->form.format].name));
    put_filter(&w, filter, &export->scratch);
    json_close_object(&w);
    struct str text = buf_str(&buf);
    struct audit_note note = {.act = AUDIT_EXPORT, .viewer = &export->viewer};
    if (buf.status == OK) note.more = str_cut(text, 1, text.size - 1);
    TRY(audit_note(export->exchange, &note, &export->fault));
    export->is_noted = true;
    return OK;
}

static void note_end(struct export *export) {
    char more[200];
    if (!export->is_noted) return;
    snprintf(more, sizeof more,
             "\"format\":\"%s\",\"rows\":%llu,\"red\":%llu,\"strictest\":\"%s\",\"whole\":%s",
             formats[export->form.format].name, (unsigned long long)export->given,
             (unsigned long long)export->reads.total,
             export->given ? tlp_name(export->strictest) : "",
             export->has_ended ? "true" : "false");
    struct audit_note note = {.act = AUDIT_EXPORT_ENDED,
                              .viewer = &export->viewer,
                              .more = str_of(more),
                              .objects = export->reads.ids,
                              .object_count = export->reads.count,
                              .object_total = export->reads.total};
    audit_later(export->exchange, &note);
}

enum status export_open(struct export **out, struct exchange *exchange, const struct viewer *viewer,
                        const struct filter *filter, const struct export_form *form,
                        struct fault *fault) {
    TRY(export_form_check(form, fault));
    if (atomic_fetch_add(&exchange->exports, 1) >= EXPORTS_MAX) {
        atomic_fetch_sub(&exchange->exports, 1);
        return fault_set(fault, BUSY, "%d exports are running: try again", EXPORTS_MAX);
    }
    struct export *export = memory_take(sizeof *export);
    *export = (struct export){.exchange = exchange, .viewer = *viewer, .form = *form};
    arena_init(&export->arena);
    arena_init(&export->scratch);
    buf_init(&export->pending, ROW_BYTES_MAX);
    buf_init(&export->view, ROW_BYTES_MAX);
    export->reader = json_reader_open();
    audit_reads_open(&export->reads);
    enum status status =
        visit_open(&export->visit, exchange, &export->viewer, &export->arena, &export->fault);
    export->visit.reads = &export->reads;
    if (status == OK) status = release_open(&export->release, &export->visit, filter);
    if (status == OK) status = note_beginning(export, filter);
    if (status == OK) {
        *out = export;
    } else {
        fault_set(fault, status, "%s", export->fault.text);
        export_close(&export);
    }
    return status;
}

void export_close(struct export **export) {
    struct export *old = *export;
    if (!old) return;
    note_end(old);
    audit_reads_close(&old->reads);
    release_close(&old->release);
    visit_close(&old->visit);
    json_reader_close(&old->reader);
    buf_close(&old->pending);
    buf_close(&old->view);
    arena_close(&old->scratch);
    arena_close(&old->arena);
    atomic_fetch_sub(&old->exchange->exports, 1);
    free(old);
    *export = NULL;
}

static void put_cell(struct buf *out, struct str text, bool is_last) {
    bool is_quoted = false;
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.data[i];
        is_quoted |= byte == '"' || byte == ',' || byte == '\n' || byte == '\r';
    }
    if (!is_quoted) {
        buf_add(out, text);
    } else {
        buf_add_byte(out, '"');
        for (size_t i = 0; i < text.size; i++) {
            if (text.data[i] == '"') buf_add_byte(out, '"');
            buf_add_byte(out, text.data[i]);
        }
        buf_add_byte(out, '"');
    }
    buf_add(out, is_last ? STR("\r\n") : STR(","));
}

// Columns of the table; each is a member of the object but the ones that the exchange knows.
static const char *const columns[] = {
    "id",         "type",           "name",    "value",       "pattern",    "tlp",
    "collection", "added",          "created", "modified",    "valid_from", "valid_until",
    "confidence", "created_by_ref", "labels",  "description", "deviations",
};
#define COLUMN_COUNT (sizeof columns / sizeof *columns)

static struct str joined(struct json array, struct arena *arena) {
    SCOPED(buf_close) struct buf buf;
    buf_init(&buf, ROW_BYTES_MAX);
    for (struct json item = json_first(array); item.node; item = json_next(item)) {
        if (buf.size) buf_add_byte(&buf, ';');
        buf_add(&buf, json_text(item));
    }
    return arena_copy(arena, buf_str(&buf));
}

// The first value that alone satisfies an indicator's pattern, so that the table can be used as a
// list; "" when there is none.
static struct str decisive_value(struct json json, struct arena *arena) {
    struct object object;
    struct observable_found *found;
    if (object_read(&object, json, arena, NULL) != OK) return STR("");
    size_t count = observable_of_object(&found, &object, arena);
    for (size_t i = 0; i < count; i++)
        if (found[i].is_enough) return found[i].observable.value;
    return STR("");
}

static struct str cell_of(const struct released *row, struct json json, const char *column,
                          struct arena *arena) {
    struct str name = str_of(column);
    if (str_equal(name, STR("tlp"))) return str_of(tlp_name(row->tlp));
    if (str_equal(name, STR("collection")))
        return row->collection ? row->collection->title : STR("");
    if (str_equal(name, STR("added"))) {
        char text[STAMP_TEXT_SIZE];
        return arena_copy(arena, str_of(stamp_write(text, row->found.added, 6)));
    }
    if (str_equal(name, STR("deviations")))
        return arena_format(arena, "%zu", deviation_count(row->found.deviations));
    struct json value = json_member(json, name);
    if (str_equal(name, STR("value")) && json_kind(value) == JSON_ABSENT)
        return decisive_value(json, arena);
    if (json_kind(value) == JSON_ARRAY) return joined(value, arena);
    return json_kind(value) == JSON_NUMBER ? json_number(value) : json_text(value);
}

static void put_csv(struct export *export, const struct released *row, struct json json) {
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        put_cell(&export->pending, cell_of(row, json, columns[i], &export->scratch),
                 i + 1 == COLUMN_COUNT);
}

static int confidence_of(struct json json) {
    int64_t confidence;
    bool given = json_i64(&confidence, json_member(json, STR("confidence")));
    return given && confidence >= 0 && confidence <= 100 ? (int)confidence : -1;
}

static void put_value(struct export *export, const struct released *row,
                      const struct object *object, const struct observable *value) {
    struct json_writer w;
    json_begin(&w, &export->pending);
    json_open_object(&w);
    json_key_text(&w, "kind", str_of(observable_kind_name(value->kind)));
    json_key_text(&w, "value", value->value);
    json_key_text(&w, "id", object->id_text);
    json_key_text(&w, "name", object->title);
    int confidence = confidence_of(object->json);
    if (confidence >= 0) json_key_i64(&w, "confidence", confidence);
    json_key_text(&w, "tlp", str_of(tlp_name(row->tlp)));
    json_key_text(&w, "source", known_source(row, object->json, &export->scratch));
    static const char *const times[] = {"valid_from", "valid_until"};
    for (size_t i = 0; i < 2; i++) {
        struct str text = json_text(json_member(object->json, str_of(times[i])));
        if (text.data) json_key_text(&w, times[i], text);
    }
    json_close_object(&w);
    buf_add_byte(&export->pending, '\n');
}

// Values that decide by themselves. A revoked object says nothing any more.
static void put_values(struct export *export, const struct released *row,
                       const struct object *object) {
    struct observable_found *found;
    size_t count = observable_of_object(&found, object, &export->scratch);
    if (object->revoked) return;
    // What was merely observed is no indicator: `values` are for matching.
    bool is_indicator = str_equal(object->id.type, STR("indicator"));
    if (export->form.format == EXPORT_VALUES && !is_indicator) return;
    for (size_t i = 0; i < count; i++) {
        if (!found[i].is_enough) continue;
        if (export->form.format == EXPORT_VALUES) {
            put_value(export, row, object, &found[i].observable);
        } else {
            buf_add(&export->pending, found[i].observable.value);
            buf_add_byte(&export->pending, '\n');
        }
    }
}

static enum status put_parsed(struct export *export, const struct released *row) {
    arena_reset(&export->scratch);
    struct json json;
    struct object object;
    TRY(json_read(&json, export->reader, row->found.json, &JSON_LIMITS, &export->scratch,
                  &export->fault));
    if (export->form.format == EXPORT_CSV) {
        put_csv(export, row, json);
        return OK;
    }
    TRY(object_read(&object, json, &export->scratch, &export->fault));
    put_values(export, row, &object);
    return OK;
}

static void put_json(struct export *export, struct str json) {
    struct buf *out = &export->pending;
    bool is_bundle = export->form.format == EXPORT_STIX;
    if (is_bundle) buf_add(out, export->rows ? STR(",\n") : STR(",\"objects\":[\n"));
    buf_add(out, json);
    if (!is_bundle) buf_add_byte(out, '\n');
    export->rows++;
}

// A view of the row, or what was done to make it; nothing where it cannot be said.
static enum status put_view(struct export *export, const struct released *row) {
    struct json json;
    struct lift_report report;
    struct fault *fault = &export->fault;
    struct arena *arena = &export->scratch;
    arena_reset(arena);
    buf_clear(&export->view);
    TRY(json_read(&json, export->reader, row->found.json, &JSON_LIMITS, arena, fault));
    seen_open(&export->seen, &export->visit, arena, row->tlp);
    enum status status =
        lift_write(&export->view, &report, json, export->form.spec, &export->seen.source, arena);
    seen_close(&export->seen);
    if (status != OK) return status;
    if (export->form.format != EXPORT_CHANGES) {
        if (report.is_sent) put_json(export, buf_str(&export->view));
        return export->pending.status;
    }
    if (report.is_sent && !report.total) return OK;
    struct json_writer w;
    json_begin(&w, &export->pending);
    json_open_object(&w);
    json_key_bool(&w, "sent", report.is_sent);
    json_key_text(&w, "id", json_text(json_member(json, STR("id"))));
    lift_report_members(&w, &report);
    json_close_object(&w);
    buf_add_byte(&export->pending, '\n');
    return export->pending.status;
}

static enum status put_row(struct export *export, const struct released *row) {
    if (export->form.spec != LIFT_AS_IS) return put_view(export, row);
    if (export->form.format == EXPORT_STIX || export->form.format == EXPORT_JSONL)
        put_json(export, row->found.json);
    else
        TRY(put_parsed(export, row));
    return export->pending.status;
}

static void put_begin(struct export *export) {
    export->has_begun = true;
    if (export->form.format == EXPORT_STIX) {
        struct uuid id = chance_uuid(store_chance(export->exchange->store));
        char text[UUID_TEXT_SIZE];
        buf_addf(&export->pending, "{\"type\":\"bundle\",\"id\":\"bundle--%s\"",
                 uuid_write(text, &id));
        // In 2.0 the bundle says the version of what is in it, and each object does in 2.1.
        if (export->form.spec == LIFT_20)
            buf_add(&export->pending, STR(",\"spec_version\":\"2.0\""));
    }
    if (export->form.format == EXPORT_CSV)
        for (size_t i = 0; i < COLUMN_COUNT; i++)
            put_cell(&export->pending, str_of(columns[i]), i + 1 == COLUMN_COUNT);
}

// STIX 2.1, 8: `objects` is left out rather than empty.
static void put_end(struct export *export) {
    export->has_ended = true;
    if (export->form.format == EXPORT_STIX)
        buf_add(&export->pending, export->rows ? STR("\n]}\n") : STR("}\n"));
}

static enum status fill(struct export *export) {
    buf_clear(&export->pending);
    export->pending_at = 0;
    if (!export->has_begun) put_begin(export);
    while (export->pending.size < PENDING_WANTED && !export->has_ended) {
        struct released row;
        enum status status = release_next(&row, export->release, &export->fault);
        if (status == ABSENT) {
            put_end(export);
            break;
        }
        TRY(status);
        export->given++;
        if (row.tlp > export->strictest) export->strictest = row.tlp;
        TRY(put_row(export, &row));
    }
    // Once: how many more followed stands in the record of the end.
    TRY(audit_reads_note(&export->reads, export->exchange, &export->viewer,
                         STR("\"route\":\"GET /api/v1/export\""), &export->fault));
    return export->pending.status;
}

enum status export_read(size_t *size, struct export *export, void *bytes, size_t capacity) {
    // A row may give nothing (a list of values), so it is filled until there is something.
    while (export->pending_at == export->pending.size && !export->has_ended) TRY(fill(export));
    size_t left = export->pending.size - export->pending_at;
    *size = left < capacity ? left : capacity;
    if (*size) memcpy(bytes, export->pending.data + export->pending_at, *size);
    export->pending_at += *size;
    return OK;
}
