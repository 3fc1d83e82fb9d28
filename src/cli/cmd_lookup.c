#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/vec.h"
#include "cli/answer.h"
#include "stix/observable.h"
#include "sys/file.h"

#define VALUES_AT_ONCE 1000
#define VALUE_BYTES_MAX 8192
#define VALUE_SHOWN_MAX 60

// Values from the command line or, without any, from standard input.
struct values {
    VEC_OF(struct str) list;
};

struct outcome {
    bool has_found;
    bool has_no_value; // something was asked that is no value at all
};

static enum status read_lines(struct values *values, struct arena *arena, struct fault *fault) {
    char line[VALUE_BYTES_MAX];
    while (fgets(line, sizeof line, stdin)) {
        struct str value = str_trim(str_of(line));
        if (strlen(line) == sizeof line - 1 && line[sizeof line - 2] != '\n')
            return fault_set(fault, LIMIT, "a value is longer than %d bytes", VALUE_BYTES_MAX - 2);
        if (value.size) vec_add(&values->list, arena_copy(arena, value));
    }
    return OK;
}

static struct str body_of(struct buf *buf, const struct str *values, size_t count) {
    struct json_writer w;
    buf_init(buf, (size_t)16 << 20);
    json_begin(&w, buf);
    json_open_object(&w);
    json_key_array(&w, "values");
    for (size_t i = 0; i < count; i++) json_put_text(&w, values[i]);
    json_close_array(&w);
    json_key_bool(&w, "sightings", true);
    json_close_object(&w);
    return buf_str(buf);
}

// Who says so: the author, else who put it in when that was the operator.
static struct str who_says(struct json object) {
    struct json creator = json_member(object, STR("creator"));
    struct str who = answer_text(creator, "name");
    if (!who.size) who = answer_text(creator, "id");
    if (who.size) return who;
    return json_true(json_member(object, STR("by_operator"))) ? STR("the operator of this store")
                                                              : STR("an author not named");
}

static void print_after(const char *words, struct str text) {
    fputs(words, stdout);
    print_text(stdout, text);
}

static void print_marks(struct json object) {
    printf("  %.*s", STR_ARG(answer_text(object, "tlp")));
    struct str place = answer_text(json_member(object, STR("collection")), "title");
    if (place.size) print_after("  collection ", place);
    int64_t deviations = answer_number(object, "deviations");
    if (deviations == 1) printf("  breaks a rule of STIX 2.1");
    if (deviations > 1) printf("  breaks rules of STIX 2.1 at %lld places", (long long)deviations);
    printf("%s\n", json_true(json_member(object, STR("revoked"))) ? "  revoked" : "");
}

static void print_object(struct json object, struct arena *arena) {
    struct str since = answer_text(object, "said_since"), list = answer_text(object, "list");
    printf("    %-16.*s", STR_ARG(answer_text(object, "type")));
    print_after(" ", answer_text(object, "title"));
    print_after("\n                     said by ", who_says(object));
    if (since.size) print_after(" since ", str_cut(since, 0, 10));
    if (list.size) printf(" in %.*s", STR_ARG(text_excerpt(arena, list, VALUE_SHOWN_MAX)));
    print_marks(object);
}

static struct str day_of(struct json object, const char *key) {
    return str_cut(answer_text(object, key), 0, 10);
}

// Where it was seen, by those who may be named; else who says so.
static void print_sighted_by(struct json sighting) {
    size_t named = 0;
    struct json where = json_first(json_member(sighting, STR("sighted_by")));
    for (; where.node; where = json_next(where)) {
        struct str name = answer_text(where, "name");
        if (name.size) print_after(named++ ? ", " : "by ", name);
    }
    if (!named) print_after("says ", who_says(sighting));
}

static void print_sightings(struct json match) {
    struct json sightings = json_member(match, STR("sightings"));
    if (!answer_number(sightings, "count")) return;
    struct str first = day_of(sightings, "first_seen"), last = day_of(sightings, "last_seen");
    bool is_exact = json_true(json_member(sightings, STR("exact")));
    int64_t number = answer_number(sightings, "number");
    printf("    %-16s %lld, seen %s%lld %s", "sightings",
           (long long)answer_number(sightings, "count"), is_exact ? "" : "at least ",
           (long long)number, counted((uint64_t)number, "time", "times"));
    if (first.size) printf(", from %.*s to %.*s", STR_ARG(first), STR_ARG(last));
    printf("%s\n", is_exact ? "" : " (of the newest)");
    struct json one = json_first(json_member(sightings, STR("rows")));
    for (; one.node; one = json_next(one)) {
        struct str day = day_of(one, "last_seen");
        if (!day.size) day = day_of(one, "first_seen");
        printf("                     %.*s%s", STR_ARG(day), day.size ? " " : "");
        int64_t count = answer_number(one, "count");
        if (count > 1) printf("%lld times ", (long long)count);
        print_sighted_by(one);
        print_marks(one);
    }
}

static void print_result(struct json result, struct arena *arena) {
    print_text(stdout, answer_text(result, "value"));
    struct json match = json_first(json_member(result, STR("matches")));
    printf("%s\n", match.node ? "" : ": nothing is known");
    for (; match.node; match = json_next(match)) {
        printf("  %.*s %.*s", STR_ARG(answer_text(match, "relation")),
               STR_ARG(answer_text(match, "kind")));
        print_after(" ", answer_text(match, "value"));
        printf("%s\n", json_true(json_member(match, STR("exact"))) ? "" : " (the newest)");
        struct json object = json_first(json_member(match, STR("objects")));
        for (; object.node; object = json_next(object)) print_object(object, arena);
        print_sightings(match);
    }
}

// Nothing can be known about what is no value: asking for it was a mistake, not a clean answer.
static void say_no_value(struct str value, struct arena *arena) {
    fflush(stdout);
    struct str shown = text_excerpt(arena, value, VALUE_SHOWN_MAX);
    fprintf(stderr, "renkei: %.*s: %s\n", STR_ARG(shown), observable_why_not(value));
}

// Without a token a server tells only what is public: silence is no all-clear.
static void warn_of_stranger(const struct options *options) {
    if (option_text(options, OPTION_SERVER).size && !option_text(options, OPTION_TOKEN).size)
        fprintf(stderr, "renkei: asked without --token: only what is public is known\n");
}

static void print_results(struct outcome *outcome, const struct options *options,
                          struct json answer, struct arena *arena) {
    struct json result = json_first(json_member(answer, STR("results")));
    for (; result.node; result = json_next(result)) {
        bool has_match = json_first(json_member(result, STR("matches"))).node != NULL;
        bool is_value = json_kind(json_member(result, STR("kind"))) == JSON_STRING;
        outcome->has_found |= has_match;
        outcome->has_no_value |= !is_value;
        if (option_flag(options, OPTION_JSON))
            printf("%.*s\n", STR_ARG(json_source(result)));
        else if (has_match || (is_value && !option_flag(options, OPTION_QUIET)))
            print_result(result, arena);
        if (!is_value) say_no_value(answer_text(result, "value"), arena);
    }
}

static enum status ask_some(struct outcome *outcome, const struct options *options,
                            struct connect *connect, const struct str *values, size_t count,
                            struct fault *fault) {
    SCOPED(arena_close) struct arena arena;
    arena_init(&arena);
    SCOPED(buf_close) struct buf buf;
    struct http_body_text body;
    http_body_text_init(&body, body_of(&buf, values, count));
    struct ask ask = {.method = "POST", .target = STR("/api/v1/lookup"), .body = &body.body};
    struct json answer;
    TRY(ask_json(&answer, connect, &ask, &arena, fault));
    print_results(outcome, options, answer, &arena);
    return OK;
}

int cmd_lookup(const struct options *options, struct arena *arena) {
    struct fault fault = {""};
    struct values values = {0};
    for (size_t i = 0; i < options->operand_count; i++) vec_add(&values.list, options->operands[i]);
    enum status status = OK;
    if (!values.list.count) status = read_lines(&values, arena, &fault);
    SCOPED(connect_close) struct connect connect = {0};
    if (status == OK) status = connect_open(&connect, options, false, arena, &fault);
    if (status == OK) warn_of_stranger(options);
    struct outcome outcome = {0};
    for (size_t at = 0; status == OK && at < values.list.count; at += VALUES_AT_ONCE) {
        size_t count = values.list.count - at;
        if (count > VALUES_AT_ONCE) count = VALUES_AT_ONCE;
        status = ask_some(&outcome, options, &connect, values.list.items + at, count, &fault);
    }
    vec_close(&values.list);
    if (status != OK) return command_fail(&fault);
    if (outcome.has_no_value) return EXIT_UNUSABLE;
    return outcome.has_found ? EXIT_FOUND : EXIT_FINE;
}
