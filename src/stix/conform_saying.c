// The sentences of findings: written with their values, and read back.
#include <string.h>

#include "base/text.h"
#include "stix/conform.h"

static const struct saying_row {
    const char *code, *sentence;
} ROWS[] = {
#define SAYING(id, code, sentence) {code, sentence},
    CONFORM_SAYINGS(SAYING)
#undef SAYING
};

const char *conform_saying_code(enum conform_saying saying) {
    return ROWS[saying].code;
}

// ---- writing ----

// The words before the next value, and its name (STR_NONE after the last); `rest` goes on behind.
static struct str take_words(struct str *rest, struct str *name) {
    size_t open = str_find_byte(*rest, '{');
    size_t close = open == SIZE_MAX ? SIZE_MAX : str_find_byte(*rest, '}');
    struct str words = str_cut(*rest, 0, open == SIZE_MAX ? rest->size : open);
    *name = open == SIZE_MAX ? STR_NONE : str_cut(*rest, open + 1, close);
    *rest = open == SIZE_MAX ? STR_NONE : str_cut(*rest, close + 1, rest->size);
    return words;
}

size_t conform_saying_values(enum conform_saying saying) {
    struct str rest = str_of(ROWS[saying].sentence), name;
    size_t count = 0;
    while (take_words(&rest, &name), name.data) count++;
    return count;
}

struct str conform_saying_value_name(enum conform_saying saying, size_t n) {
    struct str rest = str_of(ROWS[saying].sentence), name;
    do take_words(&rest, &name);
    while (n-- > 0);
    return name;
}

static char *put(char *at, struct str text) {
    if (text.size > 0) memcpy(at, text.data, text.size);
    return at + text.size;
}

struct str conform_saying_text(enum conform_saying saying, const struct str *values,
                               struct arena *arena) {
    struct str sentence = str_of(ROWS[saying].sentence), rest = sentence, name;
    size_t count = conform_saying_values(saying), size = sentence.size;
    if (count == 0) return sentence;
    for (size_t i = 0; i < count; i++) size += values[i].size;
    char *text = arena_take(arena, size), *at = text;
    for (size_t i = 0; rest.data; i++) {
        at = put(at, take_words(&rest, &name));
        if (name.data) at = put(at, values[i]);
    }
    return text_excerpt(arena, (struct str){text, (size_t)(at - text)}, CONFORM_SENTENCE_BYTES_MAX);
}

// ---- reading back ----

// What the program itself says, and holds no words of a sentence.
static bool is_ours(struct str name) {
    return str_equal(name, STR("line")) || str_equal(name, STR("column")) ||
           str_equal(name, STR("expected"));
}

// Where a value ends: what a stranger wrote at the last place where the words behind it stand.
static size_t value_end(struct str text, struct str name, struct str words, bool is_last) {
    if (is_last) return str_ends(text, words) ? text.size - words.size : SIZE_MAX;
    if (is_ours(name)) return str_find(text, words);
    for (size_t at = text.size; at-- > 0;)
        if (str_starts(str_cut(text, at, text.size), words)) return at;
    return SIZE_MAX;
}

// How many bytes of `sentence` are the words of the row; SIZE_MAX when it does not fit.
static size_t fit(struct str values[CONFORM_VALUES_MAX], enum conform_saying saying,
                  enum conform_rule rule, struct str sentence) {
    struct str rest = str_of(ROWS[saying].sentence), name, next;
    struct str words = take_words(&rest, &name);
    size_t own = words.size;
    if (!str_starts(sentence, words)) return SIZE_MAX;
    sentence = str_cut(sentence, words.size, sentence.size);
    for (size_t i = 0; name.data; i++, name = next) {
        words = take_words(&rest, &next);
        size_t end = value_end(sentence, name, words, !next.data);
        if (end == SIZE_MAX) return SIZE_MAX;
        values[i] = str_cut(sentence, 0, end);
        bool is_rule = str_equal(name, STR("rule"));
        if (is_rule && !str_equal(values[i], str_of(conform_rule_text(rule)))) return SIZE_MAX;
        own += words.size + (is_rule ? values[i].size : 0);
        sentence = str_cut(sentence, end + words.size, sentence.size);
    }
    return sentence.size ? SIZE_MAX : own;
}

bool conform_saying_read(enum conform_saying *out, struct str values[CONFORM_VALUES_MAX],
                         enum conform_rule rule, struct str sentence) {
    size_t best = 0;
    bool is_found = false;
    bool is_any = rule == RULE_JSON || rule == RULE_PATTERN; // {why} alone fits everything
    for (int saying = 0; saying < SAYING_COUNT; saying++) {
        struct str read[CONFORM_VALUES_MAX] = {STR_NONE};
        size_t own = fit(read, (enum conform_saying)saying, rule, sentence);
        if (own == SIZE_MAX || (is_found && own <= best)) continue;
        if (saying == SAYING_WHY && !is_any) continue;
        best = own;
        is_found = true;
        *out = (enum conform_saying)saying;
        memcpy(values, read, sizeof read);
    }
    return is_found;
}
