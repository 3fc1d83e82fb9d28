#include "exchange/lookup.h"

#include <string.h>

#include "base/vec.h"
#include "exchange/network.h"

#define READINGS_MAX 4

const char *lookup_relation_name(enum lookup_relation relation) {
    static const char *const names[] = {"same", "parent", "network", "host"};
    return names[relation];
}

// One thing to ask the store for, and on whose behalf.
struct question {
    size_t value;
    enum lookup_relation relation;
    struct observable observable;
};
struct questions {
    VEC_OF(struct question) rows;
    VEC_OF(struct observable) asked; // parallel
};

static void ask(struct questions *questions, size_t value, enum lookup_relation relation,
                const struct observable *observable) {
    vec_add(&questions->rows, (struct question){value, relation, *observable});
    vec_add(&questions->asked, *observable);
}

static bool is_network(enum observable_kind kind) {
    return kind == OBSERVABLE_IPV4_NET || kind == OBSERVABLE_IPV6_NET;
}

static bool is_address(enum observable_kind kind) {
    return kind == OBSERVABLE_IPV4 || kind == OBSERVABLE_IPV6 || is_network(kind);
}

static enum lookup_relation relation_of(enum observable_kind from, enum observable_kind to) {
    if (is_network(to)) return LOOKUP_NETWORK;
    return from == OBSERVABLE_URL || from == OBSERVABLE_EMAIL ? LOOKUP_HOST : LOOKUP_PARENT;
}

// What stands around a value in a log or a sentence: "192.0.2.1:443", "[2001:db8::1]",
// "evil.example,".
static struct str bare(struct str value) {
    value = str_trim(value);
    while (value.size && memchr(",;\"'`<>()", value.data[value.size - 1], 10)) value.size--;
    while (value.size && memchr("\"'`<(", value.data[0], 5)) value = str_cut(value, 1, value.size);
    size_t bracket = str_find_byte(value, ']');
    if (str_starts(value, STR("[")) && bracket != SIZE_MAX) return str_cut(value, 1, bracket);
    size_t colon = str_find_byte_last(value, ':');
    uint64_t port;
    bool has_port = colon != SIZE_MAX && colon == str_find_byte(value, ':') &&
                    str_read_u64(&port, str_cut(value, colon + 1, value.size)) && port < 65536;
    return has_port ? str_cut(value, 0, colon) : value;
}

static void ask_all(struct questions *questions, struct lookup *out, const struct visit *visit,
                    size_t at, struct str value) {
    struct observable readings[READINGS_MAX];
    size_t count = observable_guess(readings, value, visit->arena);
    if (!count) count = observable_guess(readings, bare(value), visit->arena);
    out->asked[at] = (struct observable){OBSERVABLE_NONE, STR_NONE};
    if (count) out->asked[at] = readings[0];
    for (size_t i = 0; i < count; i++) {
        ask(questions, at, LOOKUP_SAME, &readings[i]);
        // Only networks are wider than an address.
        if (is_address(readings[i].kind) && !network_any(visit->exchange, readings[i].kind))
            continue;
        struct observable *wider;
        size_t wider_count = observable_wider(&wider, &readings[i], visit->arena);
        for (size_t w = 0; w < wider_count; w++) {
            if (is_network(wider[w].kind) && !network_known(visit->exchange, &wider[w])) continue;
            ask(questions, at, relation_of(readings[i].kind, wider[w].kind), &wider[w]);
        }
    }
}

// What objects are read with, one after the other.
struct checker {
    struct json_reader *reader;
    struct arena scratch;
};

// Most values stand in the object as they are asked for: as a string of its own, or of its pattern.
static bool holds_plainly(struct str json, struct str value) {
    for (size_t at; (at = str_find(json, value)) != SIZE_MAX; json = str_cut(json, at, json.size)) {
        size_t end = at + value.size;
        char quote = at && end < json.size ? json.data[at - 1] : '\0';
        if ((quote == '\'' || quote == '"') && json.data[end] == quote) return true;
        at++;
    }
    return false;
}

// The index is by hash: the value itself is looked for before anything is said about it.
static bool holds(struct checker *checker, struct str json, const struct observable *asked) {
    if (holds_plainly(json, asked->value)) return true;
    struct arena *scratch = &checker->scratch;
    arena_reset(scratch);
    struct json tree;
    struct object object;
    if (json_read(&tree, checker->reader, json, &JSON_LIMITS, scratch, NULL) != OK) return false;
    if (object_read(&object, tree, scratch, NULL) != OK) return false;
    struct observable_found *found;
    size_t count = observable_of_object(&found, &object, scratch);
    for (size_t i = 0; i < count; i++)
        if (found[i].observable.kind == asked->kind &&
            str_equal(found[i].observable.value, asked->value))
            return true;
    return false;
}

static void gather(struct lookup *out, struct checker *checker, struct arena *arena,
                   const struct question *question, const struct release_match *matches,
                   size_t count) {
    struct lookup_match *match = &out->matches[out->match_count];
    *match = (struct lookup_match){
        .value = question->value,
        .relation = question->relation,
        .observable = question->observable,
        .rows = arena_array(arena, count, struct released),
        .is_exact = count <= LOOKUP_SHOWN,
    };
    for (size_t i = 0; i < count && match->row_count < LOOKUP_SHOWN; i++)
        if (holds(checker, matches[i].row.found.json, &question->observable))
            match->rows[match->row_count++] = matches[i].row;
    if (match->row_count) out->match_count++;
}

// Matches come by question, and those of one question together.
static void gather_all(struct lookup *out, const struct visit *visit,
                       const struct question *questions, const struct release_match *matches,
                       size_t count) {
    struct checker checker = {.reader = json_reader_open()};
    arena_init(&checker.scratch);
    out->matches = arena_array(visit->arena, count + 1, struct lookup_match);
    for (size_t at = 0, end; at < count; at = end) {
        end = at;
        while (end < count && matches[end].query == matches[at].query) end++;
        gather(out, &checker, visit->arena, &questions[matches[at].query], matches + at, end - at);
    }
    arena_close(&checker.scratch);
    json_reader_close(&checker.reader);
}

static enum status add_sightings(struct lookup *out, const struct visit *visit) {
    size_t count = 0, at = 0;
    for (size_t i = 0; i < out->match_count; i++) count += out->matches[i].row_count;
    struct sighted *objects = arena_array(visit->arena, count + 1, struct sighted);
    for (size_t i = 0; i < out->match_count; i++) {
        const struct lookup_match *match = &out->matches[i];
        for (size_t row = 0; row < match->row_count; row++) {
            const struct found *found = &match->rows[row].found;
            objects[at++] = (struct sighted){i, {found->kind, found->id}};
        }
    }
    struct sightings *found = arena_array(visit->arena, out->match_count + 1, struct sightings);
    TRY(sightings_find(found, visit, objects, count));
    for (size_t i = 0; i < out->match_count; i++) {
        out->matches[i].sightings = found[i];
        // Those of the objects that were left out are not counted either.
        out->matches[i].sightings.is_exact &= out->matches[i].is_exact;
    }
    out->has_sightings = true;
    return OK;
}

static enum status look(struct lookup *out, const struct visit *visit, const struct str *values,
                        size_t count) {
    struct questions questions = {0};
    for (size_t i = 0; i < count; i++) ask_all(&questions, out, visit, i, values[i]);
    struct release_match *matches = NULL;
    size_t match_count = 0;
    enum status status = release_observables(&matches, &match_count, visit, questions.asked.items,
                                             questions.asked.count, LOOKUP_SHOWN + 1);
    if (status == OK) gather_all(out, visit, questions.rows.items, matches, match_count);
    vec_close(&questions.rows);
    vec_close(&questions.asked);
    return status;
}

enum status lookup_wish(bool *with_sightings, size_t count, enum lookup_sightings sightings,
                        struct fault *fault) {
    if (count > LOOKUP_VALUES_MAX)
        return fault_set(fault, LIMIT, "values: more than %d", LOOKUP_VALUES_MAX);
    if (sightings == LOOKUP_SIGHTINGS_YES && count > LOOKUP_SIGHTED_MAX)
        return fault_set(fault, LIMIT, "values: more than %d with sightings", LOOKUP_SIGHTED_MAX);
    *with_sightings = sightings == LOOKUP_SIGHTINGS_YES ||
                      (sightings == LOOKUP_SIGHTINGS_IF_FEW && count <= LOOKUP_SIGHTED_USUAL);
    return OK;
}

enum status lookup_run(struct lookup *out, const struct visit *visit, const struct str *values,
                       size_t count, bool with_sightings) {
    *out = (struct lookup){.asked = arena_array(visit->arena, count + 1, struct observable)};
    TRY(networks_follow(visit->exchange, visit->fault));
    TRY(look(out, visit, values, count));
    return with_sightings ? add_sightings(out, visit) : OK;
}
