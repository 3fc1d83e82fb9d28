// evaluate_inside.h - within stix: the parts that the evaluation of patterns is made of.
//
//   pattern ─ evaluator_open ─┬─ leaves: each [ ], whose tests one observation satisfies or not
//                             └─ form: how observations must stand to each other
//   observation ─ leaf_try ─→ seen: its times, and which leaves it satisfies
//   seen, form  ─ solve ────→ an answer, and a witness
#pragma once

#include "base/regex.h"
#include "base/vec.h"
#include "stix/evaluate.h"

// ---- values (evaluate_value.c) ----

enum value_form { VALUE_PLAIN, VALUE_HEX, VALUE_BIN }; // by the end of a property's name (9.6.4)

struct value_like {
    struct str text;  // NFC
    struct str bytes; // the same, for bytes; without data where it has code points above U+00FF
};
struct value_network {
    uint8_t bytes[16];
    int size, prefix; // 4 or 16 bytes
};
// A constant in the forms in which it is compared.
struct value_constant {
    enum pattern_constant_kind kind;
    struct str text;  // string: UTF-8; hex and binary: code points of the bytes (9.2)
    struct str bytes; // hex and binary, string below U+0100; otherwise without data
    struct str finer; // timestamp: digits of the fraction behind the sixth
    union {
        int64_t integer;
        double real;
        bool boolean;
        stamp at;
    };
};
struct value_test {
    enum pattern_operator operator;
    enum value_form form;
    struct str name;  // of the property
    bool may_be_time; // such a name is one of a timestamp
    struct value_constant *constants;
    size_t constant_count;
    struct value_like like;
    struct regex *regex; // of the property's form; NULL where the constant cannot be bytes
    size_t regex_at; // where it could not be opened: the byte of the constant; SIZE_MAX: not told
    struct value_network network;
};

// Everything is copied into `arena`; `regex` is closed by value_test_close.
MUST_USE enum status value_test_open(struct value_test *out, const struct pattern_test *test,
                                     struct arena *arena, struct fault *fault);
void value_test_close(struct value_test *test);
// A test without NOT, on a value that is there. False in `*is_there` where it cannot be obtained.
enum evaluate_answer value_try(bool *is_there, const struct value_test *test, struct json value,
                               struct str object_type, struct arena *arena);
// Bytes of a text in hexadecimal or base64. False when it is not.
bool value_decode(struct str *out, enum value_form form, struct str text, struct arena *arena);
enum value_form value_form_of(struct str name);
bool value_network_read(struct value_network *out, struct str text);
bool value_like_match(bool *is_decided, struct str subject, struct str like, bool is_bytes);

// ---- leaves (evaluate_leaf.c) ----

struct leaf_node {
    enum pattern_kind kind; // PATTERN_TEST, AND, OR
    struct leaf_node *first, *next;
    struct pattern_path path;
    bool is_negated;
    struct value_test test;
};
struct leaf {
    uint32_t begin, end;
    struct leaf_node *root;
};
MUST_USE enum status leaf_open(struct leaf *out, const struct pattern *observation,
                               struct arena *arena, struct fault *fault);
void leaf_close(struct leaf *leaf);
// `*object` is the first object that satisfies it, or that is undecided. `bound` may be NULL.
enum evaluate_answer leaf_try(size_t *object, const struct leaf *leaf,
                              const struct observation *observation,
                              const struct evaluate_bound *bound, struct arena *arena);

// ---- forms (evaluate_form.c) ----
//
// START/STOP and REPEATS are moved down to the [ ], as far as that means the same: AND repeated is
// each part repeated (9.5.1: "shorthand"), and START/STOP of all is START/STOP of each.
enum form_kind {
    FORM_SLOT,   // `demand` observations, each of which satisfies one of the choices
    FORM_ALL,    // each child, by observations of its own
    FORM_ANY,    // one child
    FORM_CHAIN,  // children one after another in time
    FORM_WITHIN, // the child in a span of `width` microseconds at most
    FORM_COPIES, // the child `demand` times
};
struct form_choice {
    uint32_t leaf;
    stamp from, to; // both included
};
struct form {
    enum form_kind kind;
    struct form *first, *next;
    int64_t demand; // INT64_MAX is "that or more"
    int64_t width;
    const struct form_choice *choices;
    size_t choice_count;
};
#define FORM_ANY_WIDTH INT64_MAX

// Leaves are numbered in the order of the text.
struct form *form_make(const struct pattern *pattern, uint32_t *leaf_count, struct arena *arena);

// ---- solving (evaluate_solve.c, evaluate_line.c, evaluate_search.c) ----

struct seen_hit {
    uint32_t leaf;
    bool is_certain; // false: undecided
    size_t object;
};
struct seen {
    stamp first, last;
    int64_t number;
    size_t tag; // the caller's
    const struct seen_hit *hits;
    size_t hit_count;
};

struct evaluator {
    struct arena arena;
    struct leaf *leaves;
    uint32_t leaf_count;
    const struct form *form;
};

// What a slot may take: `seen` at an instant from `lo` to `hi`.
struct entry {
    uint32_t slot, seen;
    const struct seen_hit *hit;
    stamp lo, hi;
    int64_t taken;
};
struct slot {
    const struct form *form;
    size_t begin, end; // of its entries, sorted by `lo`
    int64_t taken;
    stamp lo, hi; // the entries that it may take meet this
    size_t group; // in a line
};
// A form with all choices made and all copies written out.
struct plan_node {
    enum form_kind kind; // SLOT, ALL, CHAIN, WITHIN
    struct plan_node *first, *next;
    int64_t width;
    size_t slot_begin, slot_end; // of all slots below it
};
struct problem {
    const struct seen *seen;
    size_t seen_count;
    struct arena *arena; // until the next choice
    struct slot *slots;
    size_t slot_count;
    struct entry *entries;
    size_t entry_count;
    stamp longest;      // the longest hi - lo
    uint32_t *of_seen;  // entries by what they take: of seen i from seen_begin[i] on
    size_t *seen_begin; // seen_count + 1
    int64_t *free;      // of each seen, how many are not taken
    // While a slot looks for more: what was visited, and through which entry.
    uint32_t round, *seen_mark, *slot_mark, *queue;
    struct entry **seen_by, **slot_by;
    uint64_t work;
    const char *why; // UNDECIDED
};

bool problem_spend(struct problem *p, uint64_t steps); // false: the work is used up
// The entries that meet `lo`: from here on, as far as `lo` goes.
size_t slot_from(const struct problem *p, const struct slot *slot, stamp lo);
// Fills the slots from `begin` to `end` within their `lo` and `hi`, moving what others took where
// they can take something else. What these slots took before is put back first.
enum evaluate_answer problem_fill(struct problem *p, size_t begin, size_t end);
void problem_empty(struct problem *p, size_t begin, size_t end);

// A chain of groups of slots, each within a span, all within a span. False: it is no such thing.
bool line_try(enum evaluate_answer *out, struct problem *p, const struct plan_node *node);
// Anything, by trying; bounded.
enum evaluate_answer search_try(struct problem *p, const struct plan_node *node);

void solve(struct evaluate_result *out, const struct evaluator *evaluator, const struct seen *seen,
           size_t count, struct arena *arena);
// Whether there may be a witness at all, when each leaf was satisfied that often.
bool form_is_possible(const struct form *form, const int64_t *leaf_counts);
