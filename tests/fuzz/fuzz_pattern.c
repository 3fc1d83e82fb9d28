// A pattern is read or refused with its column; written again from its tree it reads as the same
// tree and yields the same observables.
#include "stix/observable.h"
#include "stix/pattern.h"

#include "base/buf.h"
#include "fuzz.h"

static void write(struct buf *out, const struct pattern *p);

static void write_constant(struct buf *out, const struct pattern_constant *constant) {
    static const char *const PREFIXES[] = {
        [PATTERN_STRING] = "'",  [PATTERN_INTEGER] = "",      [PATTERN_FLOAT] = "",
        [PATTERN_BOOLEAN] = "",  [PATTERN_TIMESTAMP] = "t'",  [PATTERN_HEX] = "h'",
        [PATTERN_BINARY] = "b'",
    };
    const char *prefix = PREFIXES[constant->kind];
    buf_add(out, str_of(prefix));
    for (size_t i = 0; i < constant->text.size; i++) {
        char c = constant->text.data[i];
        if (c == '\'' || c == '\\') buf_add_byte(out, '\\');
        buf_add_byte(out, c);
    }
    if (prefix[0]) buf_add_byte(out, '\'');
}

static void write_test(struct buf *out, const struct pattern *p) {
    static const char *const OPERATORS[] = {"=",    "!=",      ">",        "<",          ">=",
                                            "<=",   "IN",      "LIKE",     "MATCHES",    "ISSUBSET",
                                            "ISSUPERSET", "EXISTS"};
    bool is_exists = p->operator == PATTERN_EXISTS, is_set = p->operator == PATTERN_IN;
    if (is_exists) buf_add(out, p->is_negated ? STR("NOT EXISTS ") : STR("EXISTS "));
    buf_add(out, p->object_type);
    buf_add_byte(out, ':');
    buf_add(out, p->path); // it may hold a NUL, which would end a format
    if (is_exists) return;
    buf_addf(out, " %s%s %s", p->is_negated ? "NOT " : "", OPERATORS[p->operator],
             is_set ? "(" : "");
    for (size_t i = 0; i < p->constant_count; i++) {
        if (i > 0) buf_add_byte(out, ',');
        write_constant(out, &p->constants[i]);
    }
    if (is_set) buf_add_byte(out, ')');
}

// Children in brackets where the tree has a group of its own.
static void write_children(struct buf *out, const struct pattern *p, const char *word) {
    for (const struct pattern *child = p->first; child; child = child->next) {
        bool is_group = child->kind != PATTERN_TEST && child->kind != PATTERN_OBSERVATION;
        if (child != p->first) buf_addf(out, " %s ", word);
        if (is_group) buf_add_byte(out, '(');
        write(out, child);
        if (is_group) buf_add_byte(out, ')');
    }
}

static void write_qualified(struct buf *out, const struct pattern *p) {
    write_children(out, p, "");
    if (p->kind == PATTERN_WITHIN) buf_addf(out, " WITHIN %.17f SECONDS", p->amount);
    if (p->kind == PATTERN_REPEATS) buf_addf(out, " REPEATS %.0f TIMES", p->amount);
    if (p->kind == PATTERN_START_STOP)
        buf_addf(out, " START t'%.*s' STOP t'%.*s'", STR_ARG(p->start), STR_ARG(p->stop));
}

static void write(struct buf *out, const struct pattern *p) {
    switch (p->kind) {
    case PATTERN_TEST: write_test(out, p); return;
    case PATTERN_AND:
    case PATTERN_ALL: write_children(out, p, "AND"); return;
    case PATTERN_OR:
    case PATTERN_ANY: write_children(out, p, "OR"); return;
    case PATTERN_FOLLOWED_BY: write_children(out, p, "FOLLOWEDBY"); return;
    case PATTERN_OBSERVATION:
        buf_add_byte(out, '[');
        write(out, p->first);
        buf_add_byte(out, ']');
        return;
    case PATTERN_WITHIN:
    case PATTERN_REPEATS:
    case PATTERN_START_STOP: write_qualified(out, p); return;
    }
    HOLDS(false);
}

static void compare(const struct pattern *a, const struct pattern *b, struct arena *arena) {
    struct observable_found *x, *y;
    size_t count = pattern_observables(&x, a, arena);
    HOLDS(pattern_observables(&y, b, arena) == count);
    for (size_t i = 0; i < count; i++) {
        HOLDS(x[i].is_enough == y[i].is_enough && x[i].observable.kind == y[i].observable.kind);
        HOLDS(str_equal(x[i].observable.value, y[i].observable.value));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena arena;
    struct pattern *pattern = NULL, *again;
    struct fault fault = {""};
    arena_init(&arena);
    enum status status = pattern_read(&pattern, fuzz_text(data, size), &arena, &fault);
    HOLDS((status == OK) == (fault.text[0] == '\0') && (status == OK) == (pattern != NULL));
    if (status == MALFORMED) HOLDS(str_starts(str_of(fault.text), STR("column ")));
    if (status == OK) {
        struct buf first, second;
        buf_init(&first, SIZE_MAX);
        buf_init(&second, SIZE_MAX);
        write(&first, pattern);
        status = pattern_read(&again, buf_str(&first), &arena, &fault);
        HOLDS(status == OK || status == LIMIT); // brackets that were implied count, too
        if (status == OK) {
            write(&second, again);
            HOLDS(str_equal(buf_str(&first), buf_str(&second)));
            compare(pattern, again, &arena);
        }
        buf_close(&first);
        buf_close(&second);
    }
    arena_close(&arena);
    return 0;
}
