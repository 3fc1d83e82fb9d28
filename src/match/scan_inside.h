// scan_inside.h - what the files of the scan share.
//
// 1. Before the text of a view stand VIEW_GUARD readable bytes, the last of them a newline; behind
//    it as many newlines. So a look to the left or right ends by itself at the end of a line.
// 2. A token never goes beyond its line.
// 3. Whether a token is found depends on its line alone, never on how the stream came in pieces.
#pragma once

#include "match/classify.h"
#include "match/scan.h"
#include "match/set_inside.h"

#define VIEW_GUARD 64
#define TOKEN_URL_MAX 4096 // a longer URL is not looked for
#define TOKEN_MAIL_MAX 64  // bytes of a local part (RFC 5321, 4.5.3.1.1)

// Text that is being scanned: whole lines of the stream, or one line without its de-fanging.
struct scan_view {
    const char *text;
    size_t size;
    struct class_masks masks;
    const uint32_t *map; // where each byte stood in the stream's lines; NULL: there
    size_t name_done;    // tokens before were looked at
    size_t address_done;
    size_t term_done;
};

// A token whose word of the filter is on its way from memory. By the time that some more tokens
// were cut it is there, so the scan does not stand still for each of them.
enum waiting_for { WAIT_NONE, WAIT_DOMAIN, WAIT_IPV4, WAIT_IPV4_NET, WAIT_URL, WAIT_MAIL };
struct waiting {
    uint64_t hash;
    const uint64_t *word;
    uint32_t begin, end; // in the view, which is never larger than SCAN_LINE_MAX
    enum waiting_for action;
};
#define WAIT_COUNT 16

struct scan {
    const struct set *set;
    struct scan_sink sink;
    bool is_over; // the sink has ended it
    uint64_t hit_count;

    char *memory;          // guard, text, guard
    size_t fill, capacity; // of the text
    uint64_t *masks;       // three for each 64 bytes
    struct scan_view view; // the whole lines at the start of the text

    uint64_t text_byte;  // where the text begins in the stream
    uint64_t newlines;   // before `newlines_at` in the stream
    size_t newlines_at;  // in the text
    size_t line_skipped; // bytes of the first line that came before: it is too long for one piece
    size_t accept_begin, accept_end; // where hits may begin in this piece, within the text

    struct waiting waiting[WAIT_COUNT]; // a ring: what was put in first is looked at first
    size_t waiting_next;

    struct refang *refang; // made when the first de-fanged line comes
    struct arena arena;    // for canonical forms
};

// What is looked for.
struct probe {
    uint64_t hash;
    uint32_t kinds;         // a bit for each that may be meant
    struct str text;        // compared without regard to case; STR_NONE: the hash says it all
    const uint8_t *address; // 16 bytes to be compared instead, or NULL
    unsigned prefix;        // of a network
};
// Reports each value of the set that is meant; `begin` and `end` are within the view. Hits come in
// the order in which tokens were cut: scan_probe looks at what waits first, scan_probe_waited is
// for one that has waited.
void scan_probe(struct scan *scan, const struct scan_view *view, const struct probe *probe,
                size_t begin, size_t end);
void scan_probe_waited(struct scan *scan, const struct scan_view *view, const struct probe *probe,
                       size_t begin, size_t end);
// The filter knows it.
void scan_settle(struct scan *scan, const struct scan_view *view, const struct waiting *waiting);

static inline void scan_wait(struct scan *scan, const struct scan_view *view,
                             enum waiting_for action, uint64_t hash, size_t begin, size_t end) {
    const struct set *set = scan->set;
    struct waiting *slot = &scan->waiting[scan->waiting_next++ % WAIT_COUNT], old = *slot;
    const uint64_t *word = &set->filter[set_place(hash, set->filter_words)];
    __builtin_prefetch(word);
    slot->hash = hash;
    slot->word = word;
    slot->begin = (uint32_t)begin;
    slot->end = (uint32_t)end;
    slot->action = action;
    if (old.action == WAIT_NONE) return;
    uint64_t bits = set_filter_bits(old.hash);
    if ((*old.word & bits) == bits) scan_settle(scan, view, &old);
}
void scan_view_tokens(struct scan *scan, struct scan_view *view, size_t begin, size_t end);

// Where the run of name bytes around `at` begins and ends.
static inline size_t run_begin(const struct scan_view *view, size_t at) {
    const uint64_t *name = view->masks.name;
    size_t word = at / 64;
    uint64_t gaps = ~name[word] & (UINT64_MAX >> (63 - at % 64));
    while (gaps == 0) {
        if (word == 0) return 0;
        gaps = ~name[--word];
    }
    return word * 64 + 64 - (size_t)__builtin_clzll(gaps);
}
static inline size_t run_end(const struct scan_view *view, size_t at) {
    size_t word = at / 64, words = (view->size + 63) / 64;
    uint64_t gaps = ~view->masks.name[word] & (UINT64_MAX << at % 64);
    while (gaps == 0 && ++word < words) gaps = ~view->masks.name[word];
    size_t end = gaps ? word * 64 + (size_t)__builtin_ctzll(gaps) : view->size;
    return end < view->size ? end : view->size;
}

// Each looks at the token around the trigger at `at`.
void token_name(struct scan *scan, struct scan_view *view, size_t at);
void token_address(struct scan *scan, struct scan_view *view, size_t at);
void token_hash(struct scan *scan, struct scan_view *view, size_t at);
void token_cve(struct scan *scan, struct scan_view *view, size_t at);
void token_url(struct scan *scan, const struct scan_view *view, size_t at);
void token_ipv4(struct scan *scan, const struct scan_view *view, uint32_t address, size_t begin,
                size_t end);
// The filter knows the host or domain of these.
void token_url_known(struct scan *scan, const struct scan_view *view, size_t at);
void token_mail_known(struct scan *scan, const struct scan_view *view, size_t at, size_t end);

// How many bytes at `at` belong to an escape that was begun before them: "%3D", "\n", "\u0022".
// A word may begin behind them. After a '%' it must (`*is_sure`), after a backslash it may.
size_t token_escape(bool *is_sure, const char *text, size_t at);

// ---- refang.c ----
struct refang {
    char *memory; // guard, text, guard
    uint32_t *map;
    uint64_t *masks;
    size_t capacity;
};
// True when the bracket at `at` begins a de-fanging mark.
bool refang_is_mark(const char *text, size_t at);
// The line from `begin` to `end` without its marks, as a view.
void refang_line(struct scan_view *out, struct refang *refang, const struct scan_view *view,
                 size_t begin, size_t end);
void refang_close(struct refang **refang);
