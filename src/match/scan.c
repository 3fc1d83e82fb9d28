#include "match/scan.h"

#include "match/scan_inside.h"

#include <stdlib.h>

#define TEXT_CAPACITY ((size_t)128 * 1024) // at first: text and masks stay in the second cache
#define PIECE_OVERLAP ((size_t)4096)

// ---- the stream ----

static void reserve(struct scan *scan, size_t capacity) {
    scan->memory = memory_resize(scan->memory, capacity + 2 * VIEW_GUARD, 1);
    memset(scan->memory, '\n', VIEW_GUARD);
    memset(scan->memory + VIEW_GUARD + scan->fill, '\n', capacity - scan->fill + VIEW_GUARD);
    size_t words = capacity / 64 + 1;
    scan->masks = memory_resize(scan->masks, 3 * words, sizeof *scan->masks);
    scan->capacity = capacity;
    scan->view.text = scan->memory + VIEW_GUARD;
    scan->view.masks =
        (struct class_masks){scan->masks, scan->masks + words, scan->masks + 2 * words};
}

struct scan *scan_open(const struct set *set, struct scan_sink sink) {
    struct scan *scan = memory_take(sizeof *scan);
    *scan = (struct scan){.set = set, .sink = sink};
    arena_init(&scan->arena);
    reserve(scan, TEXT_CAPACITY);
    return scan;
}

void scan_close(struct scan **scan) {
    struct scan *old = *scan;
    *scan = NULL;
    if (!old) return;
    refang_close(&old->refang);
    arena_close(&old->arena);
    free(old->memory);
    free(old->masks);
    free(old);
}

static uint64_t newline_count(const char *text, size_t begin, size_t end) {
    uint64_t count = 0;
    const char *at = text + begin, *stop = text + end;
    while (at < stop && (at = memchr(at, '\n', (size_t)(stop - at)))) {
        at++;
        count++;
    }
    return count;
}

// Counts the lines up to `end`, which is never before what was counted already.
static void count_lines(struct scan *scan, size_t end) {
    scan->newlines += newline_count(scan->view.text, scan->newlines_at, end);
    scan->newlines_at = end;
}

static size_t line_begin(const struct scan_view *view, size_t at) {
    const char *newline = at ? memrchr(view->text, '\n', at) : NULL;
    return newline ? (size_t)(newline - view->text) + 1 : 0;
}

static size_t line_end(const struct scan_view *view, size_t at) {
    const char *newline = memchr(view->text + at, '\n', view->size - at);
    return newline ? (size_t)(newline - view->text) : view->size;
}

// ---- tokens ----

static inline void look(struct scan *scan, struct scan_view *view, size_t at) {
    const char *text = view->text;
    char before = text[(ptrdiff_t)at - 1], byte = text[at];
    if (before == '.') {
        if (at >= view->name_done) token_name(scan, view, at);
    } else if (before == ':') {
        if (!byte_is(byte, CLASS_SLASH))
            token_address(scan, view, at);
        else if (scan->set->kinds & SET_KIND(OBSERVABLE_URL))
            token_url(scan, view, at);
    }
    if (byte == '-' && (scan->set->kinds & SET_KIND(OBSERVABLE_CVE))) token_cve(scan, view, at);
    if (at % 16 == 0 && (scan->set->kinds & SET_KINDS_HEX) && byte_is(byte, CLASS_HEX) &&
        byte_is(text[at + 15], CLASS_HEX))
        token_hash(scan, view, at);
}

void scan_settle(struct scan *scan, const struct scan_view *view, const struct waiting *waiting) {
    size_t begin = waiting->begin, end = waiting->end;
    struct probe probe = {.hash = waiting->hash};
    switch (waiting->action) {
    case WAIT_DOMAIN:
        probe.kinds = SET_KIND(OBSERVABLE_DOMAIN);
        probe.text = (struct str){view->text + begin, end - begin};
        break;
    case WAIT_IPV4: probe.kinds = SET_KIND(OBSERVABLE_IPV4); break;
    case WAIT_IPV4_NET: probe.kinds = SET_KIND(OBSERVABLE_IPV4_NET); break;
    case WAIT_URL: token_url_known(scan, view, begin); return;
    case WAIT_MAIL: token_mail_known(scan, view, begin, end); return;
    default: return;
    }
    scan_probe_waited(scan, view, &probe, begin, end);
}

// Looks at all that waits.
static void settle_all(struct scan *scan, const struct scan_view *view) {
    for (size_t i = 0; i < WAIT_COUNT; i++) scan_wait(scan, view, WAIT_NONE, 0, 0, 0);
}

void scan_view_tokens(struct scan *scan, struct scan_view *view, size_t begin, size_t end) {
    if (begin >= end) return;
    size_t last = (end - 1) / 64;
    for (size_t word = begin / 64; word <= last && !scan->is_over; word++) {
        uint64_t bits = view->masks.trigger[word];
        if (word == begin / 64) bits &= UINT64_MAX << begin % 64;
        if (word == last) bits &= UINT64_MAX >> (63 - (end - 1) % 64);
        for (; bits != 0; bits &= bits - 1)
            look(scan, view, word * 64 + (size_t)__builtin_ctzll(bits));
    }
    settle_all(scan, view);
}

// The line from `begin` to `end` holds de-fanged text: scans it as it was meant.
static void scan_refanged(struct scan *scan, size_t begin, size_t end) {
    if (!scan->refang) {
        scan->refang = memory_take(sizeof *scan->refang);
        *scan->refang = (struct refang){0};
    }
    struct scan_view clean;
    refang_line(&clean, scan->refang, &scan->view, begin, end);
    scan_view_tokens(scan, &clean, 0, clean.size);
}

// All tokens of the view, lines with de-fanging marks apart.
static void scan_tokens(struct scan *scan) {
    struct scan_view *view = &scan->view;
    size_t done = 0;
    for (size_t word = 0; word * 64 < view->size; word++) {
        for (uint64_t bits = view->masks.open[word]; bits != 0; bits &= bits - 1) {
            size_t at = word * 64 + (size_t)__builtin_ctzll(bits);
            if (at < done || at >= view->size || !refang_is_mark(view->text, at)) continue;
            size_t begin = line_begin(view, at);
            scan_view_tokens(scan, view, done, begin);
            done = line_end(view, at);
            scan_refanged(scan, begin, done);
        }
    }
    scan_view_tokens(scan, view, done, view->size);
}

// Scans the first `size` bytes and forgets `drop` of them. Hits in a line that is scanned in pieces
// count where both sides of them can be seen.
static void scan_piece(struct scan *scan, size_t size, size_t drop, bool is_cut) {
    struct scan_view *view = &scan->view;
    view->size = size;
    view->name_done = view->address_done = view->term_done = 0;
    scan->accept_begin = scan->line_skipped ? PIECE_OVERLAP / 2 : 0;
    scan->accept_end = is_cut ? size - PIECE_OVERLAP / 2 : SIZE_MAX;
    classify(&view->masks, view->text, size);
    scan_tokens(scan);
    count_lines(scan, drop);
    scan->line_skipped = is_cut ? scan->line_skipped + drop : 0;
    scan->text_byte += drop;
    scan->newlines_at = 0;
    scan->fill -= drop;
    char *text = scan->memory + VIEW_GUARD;
    memmove(text, text + drop, scan->fill);
}

// Puts newlines behind the text, which has none at its end.
static void guard(struct scan *scan) {
    memset(scan->memory + VIEW_GUARD + scan->fill, '\n', VIEW_GUARD);
}

bool scan_feed(struct scan *scan, struct str bytes) {
    while (bytes.size > 0 && !scan->is_over) {
        size_t room = scan->capacity - scan->fill;
        size_t size = bytes.size < room ? bytes.size : room;
        char *to = scan->memory + VIEW_GUARD + scan->fill;
        memcpy(to, bytes.data, size);
        bytes = str_cut(bytes, size, bytes.size);
        scan->fill += size;
        const char *newline = memrchr(to, '\n', size);
        if (newline) {
            size_t whole = (size_t)(newline + 1 - scan->view.text);
            scan_piece(scan, whole, whole, false);
        } else if (scan->fill < scan->capacity) {
            continue;
        } else if (scan->capacity < SCAN_LINE_MAX) {
            reserve(scan, scan->capacity * 2);
        } else {
            guard(scan);
            scan_piece(scan, scan->fill, scan->fill - PIECE_OVERLAP, true);
        }
    }
    return !scan->is_over;
}

bool scan_end(struct scan *scan) {
    if (scan->is_over || scan->fill == 0) return !scan->is_over;
    guard(scan);
    scan_piece(scan, scan->fill, scan->fill, false);
    scan->newlines++;
    return !scan->is_over;
}

uint64_t scan_lines(const struct scan *scan) {
    return scan->newlines;
}

uint64_t scan_bytes(const struct scan *scan) {
    return scan->text_byte + scan->fill;
}

uint64_t scan_hits(const struct scan *scan) {
    return scan->hit_count;
}

// ---- hits ----

static bool is_meant(const struct set_record *record, const struct probe *probe) {
    if (!(SET_KIND(record->kind) & probe->kinds)) return false;
    struct str text = set_record_text(record);
    if (probe->address) {
        uint8_t address[16];
        size_t slash = str_find_byte(text, '/');
        if (slash != SIZE_MAX) text.size = slash;
        if (!address_read_ipv6(address, text)) return false;
        if (record->kind == OBSERVABLE_IPV6_NET) address_mask(address, probe->prefix);
        return memcmp(address, probe->address, 16) == 0;
    }
    if (!probe->text.data) return true;
    // A URL is canonical already, and its path minds the case.
    if (record->kind == OBSERVABLE_URL) return str_equal(text, probe->text);
    return str_equal_fold(text, probe->text);
}

static bool is_inside_character(char byte) {
    return ((unsigned char)byte & 0xC0) == 0x80;
}

// What is shown of a line: all of it, or SCAN_LINE_SHOWN bytes with the hit in the middle, in whole
// characters.
static struct str shown(const struct scan_view *view, size_t line, size_t begin, size_t end) {
    size_t stop = line_end(view, end);
    if (stop > end && view->text[stop - 1] == '\r') stop--;
    if (stop - line > SCAN_LINE_SHOWN) {
        size_t spare = end - begin < SCAN_LINE_SHOWN ? (SCAN_LINE_SHOWN - (end - begin)) / 2 : 0;
        bool is_cut = begin - line > spare;
        if (is_cut) line = begin - spare;
        while (is_cut && line < begin && is_inside_character(view->text[line])) line++;
        is_cut = stop - line > SCAN_LINE_SHOWN;
        if (is_cut) stop = line + SCAN_LINE_SHOWN;
        while (is_cut && stop > end && is_inside_character(view->text[stop])) stop--;
    }
    return (struct str){view->text + line, stop - line};
}

static void report(struct scan *scan, const struct set_record *record, size_t begin, size_t end) {
    if (begin < scan->accept_begin || begin >= scan->accept_end) return;
    const struct scan_view *view = &scan->view;
    size_t line = line_begin(view, begin);
    size_t skipped = line == 0 ? scan->line_skipped : 0;
    count_lines(scan, line);
    struct scan_hit hit = {
        .line = scan->newlines + 1,
        .line_text = shown(view, line, begin, end),
        .line_byte = scan->text_byte + line - skipped,
        .begin = begin - line + skipped,
        .end = end - line + skipped,
        .observable = {(enum observable_kind)record->kind, set_record_text(record)},
    };
    hit.line_text_at = (size_t)(hit.line_text.data - view->text) - line + skipped;
    hit.entries = set_record_entries(&hit.entry_count, scan->set, record);
    scan->hit_count++;
    scan->is_over = !scan->sink.on_hit(scan->sink.context, &hit);
}

void scan_probe_waited(struct scan *scan, const struct scan_view *view, const struct probe *probe,
                       size_t begin, size_t end) {
    if (view->map) {
        end = view->map[end - 1] + 1;
        begin = view->map[begin];
    }
    size_t at = set_seek(scan->set, probe->hash);
    const struct set_record *record;
    while (!scan->is_over && (record = set_next(scan->set, probe->hash, &at)))
        if (is_meant(record, probe)) report(scan, record, begin, end);
}

void scan_probe(struct scan *scan, const struct scan_view *view, const struct probe *probe,
                size_t begin, size_t end) {
    settle_all(scan, view);
    scan_probe_waited(scan, view, probe, begin, end);
}
