#include "stix/observable_find.h"

#include <string.h>

#include "base/map.h"
#include "stix/unique.h"

#define PATH_SIZE_MAX 200
#define BESIDE_MAX 16 // parts of an AND, and of a set in it, that are looked at for each value

static const struct source SOURCES[] = {
    {"domain-name", "value", OBSERVABLE_DOMAIN, READ_AS_KIND, true},
    {"file", "hashes.*", OBSERVABLE_NONE, READ_AS_HASH, true},
    {"url", "value", OBSERVABLE_URL, READ_AS_KIND, true},
    {"ipv4-addr", "value", OBSERVABLE_IPV4, READ_AS_KIND, true},
    {"ipv6-addr", "value", OBSERVABLE_IPV6, READ_AS_KIND, true},
    {"email-addr", "value", OBSERVABLE_EMAIL, READ_AS_KIND, true},
    {"file", "name", OBSERVABLE_FILE_NAME, READ_AS_KIND, true},
    {"mac-addr", "value", OBSERVABLE_MAC, READ_AS_KIND, true},
    {"mutex", "name", OBSERVABLE_MUTEX, READ_AS_KIND, true},
    {"windows-registry-key", "key", OBSERVABLE_REGISTRY_KEY, READ_AS_KIND, true},
    {"process", "command_line", OBSERVABLE_PROCESS, READ_AS_KIND, true},
    {"user-account", "account_login", OBSERVABLE_ACCOUNT, READ_AS_KIND, true},
    {"user-account", "user_id", OBSERVABLE_ACCOUNT, READ_AS_KIND, true},
    {"autonomous-system", "number", OBSERVABLE_ASN, READ_AS_KIND, true},
    {"artifact", "hashes.*", OBSERVABLE_NONE, READ_AS_HASH, true},
    {"artifact", "url", OBSERVABLE_URL, READ_AS_KIND, true},
    {"x509-certificate", "serial_number", OBSERVABLE_CERTIFICATE, READ_AS_KIND, true},
    {"x509-certificate", "hashes.*", OBSERVABLE_CERTIFICATE, READ_AS_KIND, true},
    {"vulnerability", "name", OBSERVABLE_CVE, READ_AS_KIND, true},
    {"network-traffic", "extensions.http-request-ext.request_header.User-Agent",
     OBSERVABLE_USER_AGENT, READ_AS_KIND, true},
    // Of OpenCTI and MISP, before and after they had an extension of their own.
    {"hostname", "value", OBSERVABLE_DOMAIN, READ_AS_KIND, true},
    {"x-opencti-hostname", "value", OBSERVABLE_DOMAIN, READ_AS_KIND, true},
    {"user-agent", "value", OBSERVABLE_USER_AGENT, READ_AS_KIND, true},
    {"x-opencti-user-agent", "value", OBSERVABLE_USER_AGENT, READ_AS_KIND, true},
    {"cryptocurrency-wallet", "value", OBSERVABLE_CRYPTO_ADDRESS, READ_AS_KIND, true},
    {"x-opencti-cryptocurrency-wallet", "value", OBSERVABLE_CRYPTO_ADDRESS, READ_AS_KIND, true},
    {NULL, NULL, OBSERVABLE_NONE, READ_AS_KIND, false},
};

// What stands behind a reference, whatever the type of object it starts from. Seeing such a value
// is enough only where traffic or mail is meant: there the address is what is seen.
static const struct source BEHIND_REF[] = {
    {"network-traffic", "value", OBSERVABLE_NONE, READ_AS_ADDRESS, true},
    {"email-message", "value", OBSERVABLE_NONE, READ_AS_ADDRESS, true},
    {NULL, "value", OBSERVABLE_NONE, READ_AS_ADDRESS, false},
    {NULL, "hashes.*", OBSERVABLE_NONE, READ_AS_HASH, false},
    {"process", "name", OBSERVABLE_FILE_NAME, READ_AS_KIND, false},
    {"email-message", "name", OBSERVABLE_FILE_NAME, READ_AS_KIND, false},
};

// Fingerprints of TLS that several extensions carry under these names.
static const struct source ANYWHERE[] = {
    {NULL, "ja3", OBSERVABLE_JA3, READ_AS_KIND, true},
    {NULL, "ja3_hash", OBSERVABLE_JA3, READ_AS_KIND, true},
    {NULL, "ja4", OBSERVABLE_JA4, READ_AS_KIND, true},
};

const struct source *source_at(size_t index) {
    return SOURCES[index].path ? &SOURCES[index] : NULL;
}

// ---- collecting ----

void finder_begin(struct finder *finder, struct arena *arena) {
    *finder = (struct finder){.arena = arena};
}

static uint64_t hash_found(const void *item, uint64_t seed) {
    const struct observable_found *found = item;
    return hash_keyed(found->observable.value, seed + (uint64_t)found->observable.kind);
}

static bool equal_found(const void *a, const void *b) {
    const struct observable_found *x = a, *y = b;
    return x->observable.kind == y->observable.kind &&
           str_equal(x->observable.value, y->observable.value);
}

static void merge_found(void *kept, const void *doubled) {
    struct observable_found *found = kept;
    const struct observable_found *other = doubled;
    found->is_enough = found->is_enough || other->is_enough;
    found->is_needed = found->is_needed || other->is_needed;
}

size_t finder_end(struct observable_found **out, struct finder *finder) {
    static const struct unique_rules RULES = {sizeof(struct observable_found), hash_found,
                                              equal_found, merge_found};
    size_t count = unique_keep(finder->found.items, finder->found.count, &RULES, finder->arena);
    *out = arena_array(finder->arena, count, struct observable_found);
    if (count > 0) memcpy(*out, finder->found.items, count * sizeof **out);
    vec_close(&finder->found);
    return count;
}

static bool make(struct observable *out, const struct source *source, struct str last_step,
                 struct str text, struct arena *arena) {
    switch (source->reading) {
    case READ_AS_KIND: return observable_make(out, source->kind, text, arena);
    case READ_AS_HASH: return observable_make(out, observable_hash_kind(last_step), text, arena);
    case READ_AS_ADDRESS: return observable_make_address(out, text, arena);
    }
    return false;
}

void finder_add(struct finder *finder, const struct source *source, struct str last_step,
                struct str text, bool is_enough) {
    struct observable_found found = {.is_enough = is_enough};
    if (finder->found.count >= OBSERVABLES_MAX) return;
    if (make(&found.observable, source, last_step, text, finder->arena))
        vec_add(&finder->found, found);
}

// ---- the path of a test ----

struct path {
    char text[PATH_SIZE_MAX]; // steps without quotes and indexes, joined by dots
    size_t size, last;        // where the last step begins
    size_t behind_ref;        // where the part after the last reference begins, or 0
};

// `hashes.'SHA-256'` and `to_refs[*].value` to "hashes.SHA-256" and "to_refs.value". False for a
// name with a dot in it, which could be mistaken for two, and for a path longer than any known one.
static bool path_read(struct path *path, const struct pattern_path *from) {
    path->size = path->last = path->behind_ref = 0;
    for (size_t i = 0; i < from->step_count; i++) {
        const struct pattern_step *step = &from->steps[i];
        if (step->kind != PATTERN_STEP_NAME) continue;
        if (path->size > 0) path->text[path->size++] = '.';
        path->last = path->size;
        if (path->behind_ref == SIZE_MAX) path->behind_ref = path->last;
        if (path->size + step->name.size >= sizeof path->text) return false;
        if (str_find_byte(step->name, '.') != SIZE_MAX) return false;
        memcpy(path->text + path->size, step->name.data, step->name.size);
        path->size += step->name.size;
        if (step->is_reference) path->behind_ref = SIZE_MAX; // begins with the next name
    }
    return true;
}

static bool is_path(const char *known, struct str path, struct str last_step) {
    struct str form = str_of(known);
    if (!str_ends(form, STR(".*"))) return str_equal(form, path);
    size_t fixed = form.size - 1;
    return path.size == fixed + last_step.size && str_starts(path, str_cut(form, 0, fixed));
}

static const struct source *find_in(const struct source *list, size_t count, struct str type,
                                    struct str path, struct str last_step) {
    for (size_t i = 0; i < count; i++) {
        bool is_type = !list[i].type || str_equal(str_of(list[i].type), type);
        if (is_type && is_path(list[i].path, path, last_step)) return &list[i];
    }
    return NULL;
}

#define COUNT_OF(list) (sizeof(list) / sizeof *(list))

static const struct source *source_find(const struct path *path, struct str type) {
    struct str whole = {path->text, path->size};
    struct str last_step = str_cut(whole, path->last, whole.size);
    struct str behind = str_cut(whole, path->behind_ref, whole.size);
    const struct source *found = find_in(ANYWHERE, COUNT_OF(ANYWHERE), type, last_step, last_step);
    if (found) return found;
    if (path->behind_ref > 0)
        return find_in(BEHIND_REF, COUNT_OF(BEHIND_REF), type, behind, last_step);
    return find_in(SOURCES, COUNT_OF(SOURCES) - 1, type, whole, last_step);
}

// ---- what a pattern tests ----

// The tests that stand beside a part, joined to it by AND, up to the observation.
struct beside {
    const struct pattern *first; // children of the AND
    const struct pattern *self;  // the one that is looked at
    bool is_many;                // more than BESIDE_MAX: nobody looks whether they say nothing
    const struct beside *outer;
};

static bool is_equality(const struct pattern_test *test) {
    return !test->is_negated && (test->operator== PATTERN_EQUAL || test->operator== PATTERN_IN);
}

static const char *type_of(enum observable_kind kind) {
    switch (kind) {
    case OBSERVABLE_IPV4_NET: return "ipv4-addr";
    case OBSERVABLE_IPV6_NET: return "ipv6-addr";
    default: return observable_kind_name(kind);
    }
}

static bool is_same_step(const struct pattern_step *a, const struct pattern_step *b) {
    return a->kind == b->kind && a->index == b->index && str_equal(a->name, b->name);
}

static bool is_last_name(const struct pattern_path *path, struct str name) {
    const struct pattern_step *last = &path->steps[path->step_count - 1];
    return last->kind == PATTERN_STEP_NAME && str_equal(last->name, name);
}

// `dst_ref.type = 'ipv4-addr'` beside `dst_ref.value = '192.0.2.1'` says nothing more.
static bool is_implied(const struct pattern *other_node, const struct pattern_test *test,
                       enum observable_kind kind) {
    if (other_node->kind != PATTERN_TEST) return false;
    const struct pattern_test *other = &other_node->test;
    const struct pattern_path *a = &other->path, *b = &test->path;
    if (!is_equality(other) || other->constant_count > BESIDE_MAX) return false;
    if (!str_equal(a->type, b->type) || a->step_count != b->step_count) return false;
    if (!is_last_name(a, STR("type")) || !is_last_name(b, STR("value"))) return false;
    for (size_t i = 0; i + 1 < a->step_count; i++)
        if (!is_same_step(&a->steps[i], &b->steps[i])) return false;
    for (size_t i = 0; i < other->constant_count; i++)
        if (other->constants[i].kind == PATTERN_STRING &&
            str_equal(other->constants[i].text, str_of(type_of(kind))))
            return true;
    return false;
}

static bool is_alone(const struct pattern *node, const struct beside *beside,
                     enum observable_kind kind) {
    for (; beside; beside = beside->outer) {
        if (beside->is_many) return false;
        for (const struct pattern *other = beside->first; other; other = other->next)
            if (other != beside->self && !is_implied(other, &node->test, kind)) return false;
    }
    return true;
}

// How a value stands in the whole pattern, as far as the nodes above it say.
struct standing {
    bool is_enough, is_needed;
};

// The number of an autonomous system is one in patterns and in objects.
static struct str constant_text(const struct pattern_constant *constant, struct arena *arena) {
    if (constant->kind == PATTERN_INTEGER)
        return arena_format(arena, "%lld", (long long)constant->integer);
    return constant->kind == PATTERN_STRING ? constant->text : STR_NONE;
}

static void find_test(struct finder *finder, const struct pattern *node,
                      const struct beside *beside, struct standing standing) {
    const struct pattern_test *test = &node->test;
    struct path path;
    bool is_subset = !test->is_negated && test->operator== PATTERN_IS_SUBSET;
    if ((!is_equality(test) && !is_subset) || !path_read(&path, &test->path)) return;
    const struct source *source = source_find(&path, test->path.type);
    if (!source) return;
    struct str last_step = {path.text + path.last, path.size - path.last};
    for (size_t i = 0; i < test->constant_count; i++) {
        size_t before = finder->found.count;
        struct str text = constant_text(&test->constants[i], finder->arena);
        if (text.data) finder_add(finder, source, last_step, text, false);
        if (finder->found.count == before) continue;
        struct observable_found *found = &finder->found.items[before];
        bool is_address = found->observable.kind >= OBSERVABLE_IPV4 &&
                          found->observable.kind <= OBSERVABLE_IPV6_NET;
        if (is_subset && !is_address) finder->found.count = before;
        found->is_enough = standing.is_enough && source->is_enough &&
                           is_alone(node, beside, found->observable.kind);
        found->is_needed = standing.is_needed && test->constant_count == 1;
    }
}

static void find_comparisons(struct finder *finder, const struct pattern *node,
                             const struct beside *beside, struct standing standing) {
    if (node->kind == PATTERN_TEST) {
        find_test(finder, node, beside, standing);
        return;
    }
    struct beside here = {node->first, NULL, false, beside};
    size_t count = 0;
    for (const struct pattern *child = node->first; child; child = child->next) count++;
    here.is_many = count > BESIDE_MAX;
    standing.is_needed = standing.is_needed && node->kind == PATTERN_AND;
    for (const struct pattern *child = node->first; child; child = child->next) {
        here.self = child;
        find_comparisons(finder, child, node->kind == PATTERN_AND ? &here : beside, standing);
    }
}

// Whether one observation can be enough for a part of `node`, when it is for `node`.
static bool lets_one_be_enough(const struct pattern *node) {
    switch (node->kind) {
    case PATTERN_ANY:
    case PATTERN_WITHIN: return true; // one observation lies within any time
    case PATTERN_REPEATS: return node->times <= 1;
    default: return false; // AND, FOLLOWEDBY, and START: it also matters when it is seen
    }
}

static void find_observations(struct finder *finder, const struct pattern *node,
                              struct standing standing) {
    if (node->kind == PATTERN_OBSERVATION) {
        find_comparisons(finder, node->first, NULL, standing);
        return;
    }
    standing.is_enough = standing.is_enough && lets_one_be_enough(node);
    standing.is_needed = standing.is_needed && node->kind != PATTERN_ANY;
    for (const struct pattern *child = node->first; child; child = child->next)
        find_observations(finder, child, standing);
}

void finder_pattern(struct finder *finder, const struct pattern *pattern) {
    find_observations(finder, pattern, (struct standing){true, true});
}

size_t pattern_observables(struct observable_found **out, const struct pattern *pattern,
                           struct arena *arena) {
    struct finder finder;
    finder_begin(&finder, arena);
    finder_pattern(&finder, pattern);
    return finder_end(out, &finder);
}
