// Match: a log, a list or a file against everything that the viewer knows to be bad. Nothing of the
// body is kept: it is scanned as it comes in and forgotten.
#include "api/api_private.h"
#include "base/compress.h"
#include "base/map.h"
#include "base/text.h"
#include "base/vec.h"
#include "exchange/audit.h"
#include "exchange/known.h"
#include "match/scan.h"

#define GROUPS_MAX 1000
#define LINES_SHOWN 20
#define LINE_SHOWN_BYTES 2000
#define CHUNK_BYTES ((size_t)128 * 1024)

struct line {
    uint64_t number;
    struct str text;
    size_t begin, end;
};
// All hits of one value of the set.
struct group {
    struct observable observable;
    const uint32_t *entries;
    size_t entry_count;
    uint64_t count;
    struct line *lines;
    size_t line_count;
};
struct matching {
    struct call *call;
    const struct set *set;
    struct map index; // kind and value -> group
    struct buf key;   // being looked for: no memory is taken for a hit of a known group
    VEC_OF(struct group) groups;
    uint64_t left_out;
};

// Bytes of a text as JSON has it: each that is no UTF-8 became a character of three.
static size_t written_bytes(struct str text) {
    size_t size = 0;
    for (size_t at = 0; at < text.size;) {
        size_t before = at;
        bool is_broken = text_next(text, &at) == 0xFFFD && at - before == 1;
        size += is_broken ? 3 : at - before;
    }
    return size;
}

// A long line is shown around the hit, cut where a character begins.
static struct line line_of(const struct scan_hit *hit, struct arena *arena) {
    size_t from = 0, end = hit->line_text.size;
    size_t begin = hit->begin - hit->line_text_at, behind = hit->end - hit->line_text_at;
    if (end > LINE_SHOWN_BYTES) {
        from = begin > LINE_SHOWN_BYTES / 2 ? begin - LINE_SHOWN_BYTES / 2 : 0;
        while (from && ((unsigned char)hit->line_text.data[from] & 0xC0) == 0x80) from--;
        if (end - from > LINE_SHOWN_BYTES) end = from + LINE_SHOWN_BYTES;
        if (end < behind) end = behind;
        while (end < hit->line_text.size &&
               ((unsigned char)hit->line_text.data[end] & 0xC0) == 0x80)
            end++;
    }
    size_t first = written_bytes(str_cut(hit->line_text, from, begin));
    size_t width = written_bytes(str_cut(hit->line_text, begin, behind));
    return (struct line){hit->line, arena_copy(arena, str_cut(hit->line_text, from, end)), first,
                         first + width};
}

static struct group *group_of(struct matching *matching, const struct scan_hit *hit) {
    struct arena *arena = matching->call->arena;
    buf_clear(&matching->key);
    buf_addf(&matching->key, "%d ", (int)hit->observable.kind);
    buf_add(&matching->key, hit->observable.value);
    struct str key = buf_str(&matching->key);
    uint64_t at;
    if (map_find(&at, &matching->index, key)) return &matching->groups.items[at];
    if (matching->groups.count == GROUPS_MAX) return NULL;
    struct group group = {
        .observable = {hit->observable.kind, arena_copy(arena, hit->observable.value)},
        .entries = hit->entries,
        .entry_count = hit->entry_count,
        .lines = arena_array(arena, LINES_SHOWN, struct line),
    };
    map_put(&matching->index, key, matching->groups.count);
    vec_add(&matching->groups, group);
    return &matching->groups.items[matching->groups.count - 1];
}

static bool on_hit(void *context, const struct scan_hit *hit) {
    struct matching *matching = context;
    struct group *group = group_of(matching, hit);
    if (!group) {
        matching->left_out++;
        return true;
    }
    group->count++;
    if (group->line_count < LINES_SHOWN)
        group->lines[group->line_count++] = line_of(hit, matching->call->arena);
    return true;
}

static enum status body_read(size_t *size, void *context, void *bytes, size_t capacity,
                             struct fault *fault) {
    struct http_request *request = context;
    return request->body->read(size, request->body, bytes, capacity, fault);
}

static enum status scan_body(struct matching *matching, struct scan *scan) {
    struct call *call = matching->call;
    SCOPED(compress_close) struct compress_reader *reader = NULL;
    TRY(compress_open(&reader, (struct compress_source){body_read, call->request}, &call->fault));
    char *chunk = arena_take(call->arena, CHUNK_BYTES);
    uint64_t total = 0;
    for (;;) {
        size_t size = 0;
        TRY(compress_read(&size, reader, chunk, CHUNK_BYTES, &call->fault));
        if (!size) break;
        total += size;
        if (total > call->api->options.match_bytes_max)
            return fault_set(&call->fault, LIMIT, "more than %zu bytes: use renkei match",
                             call->api->options.match_bytes_max);
        scan_feed(scan, (struct str){chunk, size});
    }
    scan_end(scan);
    return OK;
}

// A hit is a read of the indicator.
static void note_entry(struct call *call, const struct set_entry *entry) {
    struct object_id id;
    if (entry->tlp == TLP_RED && object_id_read(&id, entry->indicator_id, NULL) == OK)
        audit_reads_add(call->visit.reads, STR("indicator"), &id.uuid);
}

static void put_entry(struct json_writer *w, const struct set_entry *entry) {
    json_open_object(w);
    json_key_text(w, "id", entry->indicator_id);
    json_key_text(w, "name", entry->name);
    json_key_text(w, "source", entry->source);
    json_key_text(w, "tlp", str_of(tlp_name(entry->tlp)));
    if (entry->confidence >= 0) json_key_i64(w, "confidence", entry->confidence);
    if (entry->valid_from) json_key_stamp(w, "valid_from", entry->valid_from);
    if (entry->valid_until) json_key_stamp(w, "valid_until", entry->valid_until);
    json_close_object(w);
}

static void put_group(struct json_writer *w, const struct matching *matching,
                      const struct group *group) {
    json_open_object(w);
    json_key_text(w, "kind", str_of(observable_kind_name(group->observable.kind)));
    json_key_text(w, "value", group->observable.value);
    json_key_i64(w, "count", (int64_t)group->count);
    json_key_array(w, "entries");
    for (size_t i = 0; i < group->entry_count; i++) {
        struct set_entry entry = set_entry_at(matching->set, group->entries[i]);
        note_entry(matching->call, &entry);
        put_entry(w, &entry);
    }
    json_close_array(w);
    json_key_array(w, "lines");
    for (size_t i = 0; i < group->line_count; i++) {
        json_open_object(w);
        json_key_i64(w, "line", (int64_t)group->lines[i].number);
        json_key_text(w, "text", group->lines[i].text);
        json_key_i64(w, "begin", (int64_t)group->lines[i].begin);
        json_key_i64(w, "end", (int64_t)group->lines[i].end);
        json_close_object(w);
    }
    json_close_array(w);
    json_close_object(w);
}

static enum status answer(struct matching *matching, const struct scan *scan, int64_t took_us) {
    struct buf buf;
    struct json_writer w;
    respond_begin(matching->call, &buf, &w);
    json_open_object(&w);
    json_key_i64(&w, "lines", (int64_t)scan_lines(scan));
    json_key_i64(&w, "bytes", (int64_t)scan_bytes(scan));
    json_key_i64(&w, "hits", (int64_t)scan_hits(scan));
    json_key_array(&w, "groups");
    for (size_t i = 0; i < matching->groups.count; i++)
        put_group(&w, matching, &matching->groups.items[i]);
    json_close_array(&w);
    json_key_i64(&w, "hits_left_out", (int64_t)matching->left_out);
    json_key_i64(&w, "values", (int64_t)set_value_count(matching->set));
    json_key_i64(&w, "ms", took_us / 1000);
    json_close_object(&w);
    return respond_json(matching->call, 200, &buf);
}

static enum status match(struct call *call) {
    struct clock *clock = store_clock(call->exchange->store);
    int64_t began_us = clock_steady_us(clock);
    struct known known = {0};
    TRY(known_take(&known, &call->visit));
    struct matching matching = {.call = call, .set = known.set};
    buf_init(&matching.key, SCAN_LINE_MAX);
    map_init(&matching.index, chance_u64(store_chance(call->exchange->store)));
    struct scan *scan = scan_open(known.set, (struct scan_sink){on_hit, &matching});
    enum status status = scan_body(&matching, scan);
    if (status == OK) status = answer(&matching, scan, clock_steady_us(clock) - began_us);
    scan_close(&scan);
    map_close(&matching.index);
    buf_close(&matching.key);
    vec_close(&matching.groups);
    known_give(call->exchange, &known);
    return status;
}

static const struct route rows[] = {
    {"POST", "/api/v1/match", match, NEED_NO_CSRF | NEED_WORK, ACT_READ | ACT_MATCH},
};
const struct route_table match_routes = {rows, sizeof rows / sizeof *rows};
