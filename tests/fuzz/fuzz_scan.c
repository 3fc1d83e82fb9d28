// However a stream is cut, the same is found; every hit lies within its line and, but for what
// de-fanging hides, reads as its value.
#include <string.h>

#include "base/vec.h"
#include "fuzz.h"
#include "match/scan.h"

struct found {
    uint64_t line, line_byte;
    size_t begin, end;
    const char *value; // of the set, so the same text has the same place
};
struct finds {
    VEC_OF(struct found) items;
    struct str text;
};

static bool on_hit(void *context, const struct scan_hit *hit) {
    struct finds *finds = context;
    HOLDS(hit->begin < hit->end);
    HOLDS(hit->line_byte + hit->end <= finds->text.size);
    struct str value = str_cut(finds->text, hit->line_byte + hit->begin, hit->line_byte + hit->end);
    HOLDS(str_find_byte(value, '\n') == SIZE_MAX);
    HOLDS(hit->begin >= hit->line_text_at);
    HOLDS(str_equal(
        str_cut(hit->line_text, hit->begin - hit->line_text_at, hit->end - hit->line_text_at),
        value));
    HOLDS(hit->entry_count == 1);
    if (hit->observable.kind == OBSERVABLE_DOMAIN && value.size == hit->observable.value.size)
        HOLDS(str_equal_fold(value, hit->observable.value));
    vec_add(&finds->items, (struct found){hit->line, hit->line_byte, hit->begin, hit->end,
                                          hit->observable.value.data});
    return true;
}

static struct set *make_set(void) {
    static const struct {
        enum observable_kind kind;
        struct str value;
    } VALUES[] = {
        {OBSERVABLE_DOMAIN, {"a.bc", 4}},
        {OBSERVABLE_DOMAIN, {"evil.example", 12}},
        {OBSERVABLE_IPV4, {"1.2.3.4", 7}},
        {OBSERVABLE_IPV4_NET, {"10.0.0.0/8", 10}},
        {OBSERVABLE_IPV6, {"2001:db8::1", 11}},
        {OBSERVABLE_IPV6_NET, {"fe80::/10", 9}},
        {OBSERVABLE_URL, {"http://a.bc/d", 13}},
        {OBSERVABLE_EMAIL, {"x@a.bc", 6}},
        {OBSERVABLE_URL, {"http://[::1]/", 13}},
        {OBSERVABLE_CVE, {"CVE-2020-0601", 13}},
        {OBSERVABLE_MD5, {"44d88612fea8a8f36de82e1278abb02f", 32}},
    };
    struct set_builder *builder = set_builder_open();
    struct set_entry entry = {STR(""), STR(""), STR(""), -1, TLP_NONE, 0, 0};
    uint32_t number = set_builder_entry(builder, &entry);
    for (size_t i = 0; i < sizeof VALUES / sizeof *VALUES; i++) {
        struct observable value = {VALUES[i].kind, VALUES[i].value};
        HOLDS(set_builder_add(builder, number, &value));
    }
    return set_build(&builder);
}

static void scan_cut(struct finds *finds, const struct set *set, size_t cut) {
    struct scan *scan = scan_open(set, (struct scan_sink){on_hit, finds});
    vec_clear(&finds->items);
    HOLDS(scan_feed(scan, str_cut(finds->text, 0, cut)));
    HOLDS(scan_feed(scan, str_cut(finds->text, cut, finds->text.size)));
    HOLDS(scan_end(scan));
    HOLDS(scan_bytes(scan) == finds->text.size);
    HOLDS(scan_hits(scan) == finds->items.count);
    scan_close(&scan);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct set *set;
    if (!set) set = make_set();
    struct finds whole = {.text = fuzz_text(data, size)}, parts = {.text = whole.text};
    scan_cut(&whole, set, 0);
    size_t step = size / 16 + 1;
    for (size_t cut = 1; cut < size; cut += step) {
        scan_cut(&parts, set, cut);
        HOLDS(parts.items.count == whole.items.count);
        for (size_t i = 0; i < whole.items.count; i++)
            HOLDS(memcmp(&parts.items.items[i], &whole.items.items[i], sizeof(struct found)) == 0);
    }
    vec_close(&whole.items);
    vec_close(&parts.items);
    return 0;
}
