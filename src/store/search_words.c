#include "store/inside.h"

#include "base/text.h"
#include "stix/redact.h"

// Chinese, Japanese and Korean are written without spaces, so their words cannot be cut without a
// dictionary. A run of such letters is kept as its overlapping pairs and, so that a single letter
// and a run's end can be found, its last letter: "サイバー" as サイ イバ バー ー. A run asked for
// is the phrase of its pairs; one letter is the beginning of a pair. All else is cut by the engine
// (unicode61): "login.hospital.example" becomes three words, and asking for it the phrase of three.

#define TEXT_BYTES_MAX ((size_t)1000)

struct range {
    uint32_t first, last;
};

static bool is_among(uint32_t letter, const struct range *ranges, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (letter >= ranges[i].first && letter <= ranges[i].last) return true;
    return false;
}
#define IS_AMONG(letter, ranges) is_among((letter), (ranges), sizeof(ranges) / sizeof(ranges)[0])

// Written without spaces: kana, kanji, hangul.
static bool is_paired(uint32_t letter) {
    static const struct range ranges[] = {
        {0x1100, 0x11FF}, {0x3005, 0x3007}, {0x3041, 0x3096}, {0x309D, 0x309F}, {0x30A1, 0x30FA},
        {0x30FC, 0x30FF}, {0x3105, 0x318E}, {0x31F0, 0x31FF}, {0x3400, 0x4DBF}, {0x4E00, 0x9FFF},
        {0xA960, 0xA97C}, {0xAC00, 0xD7FB}, {0xF900, 0xFAFF}, {0xFF66, 0xFF9F}, {0x20000, 0x3FFFF}};
    return letter >= 0x1100 && IS_AMONG(letter, ranges);
}

// What the engine surely takes for part of a word: a term without one would be an empty phrase.
static bool is_word_letter(uint32_t letter) {
    static const struct range ranges[] = {
        {'0', '9'},      {'A', 'Z'},       {'a', 'z'},       {0xC0, 0xD6},     {0xD8, 0xF6},
        {0xF8, 0x2C1},   {0x386, 0x386},   {0x388, 0x3FF},   {0x400, 0x481},   {0x48A, 0x559},
        {0x561, 0x587},  {0x5D0, 0x5EA},   {0x620, 0x64A},   {0x660, 0x669},   {0x904, 0x939},
        {0xE01, 0xE30},  {0x10A0, 0x10FA}, {0x1E00, 0x1FBC}, {0xFF10, 0xFF19}, {0xFF21, 0xFF3A},
        {0xFF41, 0xFF5A}};
    return IS_AMONG(letter, ranges) || is_paired(letter);
}

static bool is_gap(uint32_t letter) {
    return letter <= ' ' || letter == 0x7F || letter == 0xA0 || letter == 0x3000;
}

static void put(struct buf *out, uint32_t letter) {
    char bytes[4];
    size_t size;
    text_put(bytes, &size, letter);
    buf_add_bytes(out, bytes, size);
}

// ---- what is kept ----

// U+1000 and above begin with such a byte; no other place in a text has one.
static bool may_be_paired(char byte) {
    return (unsigned char)byte >= 0xE1;
}

// Moves over one letter when it is one of a run.
static bool take_paired(struct str text, size_t *at) {
    if (*at >= text.size || !may_be_paired(text.data[*at])) return false;
    size_t next = *at;
    if (!is_paired(text_next(text, &next))) return false;
    *at = next;
    return true;
}

// The run that begins at `*at`, of which the first letter ends at `end`.
static void add_run(struct buf *out, struct str text, size_t *at, size_t end) {
    size_t begin = *at;
    buf_add_byte(out, ' ');
    for (size_t next = end; take_paired(text, &next); end = next) {
        buf_add(out, str_cut(text, begin, next));
        buf_add_byte(out, ' ');
        begin = end;
    }
    buf_add(out, str_cut(text, begin, end));
    buf_add_byte(out, ' ');
    *at = end;
}

struct str search_words_kept(struct str text, struct buf *buf) {
    size_t done = 0, at = 0;
    buf_clear(buf);
    while (at < text.size) {
        size_t end = at;
        if (!may_be_paired(text.data[at])) {
            at++;
        } else if (take_paired(text, &end)) {
            buf_add(buf, str_cut(text, done, at));
            add_run(buf, text, &at, end);
            done = at;
        } else {
            text_next(text, &at);
        }
    }
    if (!done) return text;
    buf_add(buf, str_cut(text, done, text.size));
    return buf_str(buf);
}

// ---- what is asked ----

struct term {
    struct str text;
    bool is_prefix;
};

// The next word or "phrase" with an asterisk behind it.
static bool take_term(struct term *term, struct str text, size_t *at) {
    size_t next = *at;
    uint32_t letter = ' ';
    while (next < text.size && is_gap(letter)) {
        *at = next;
        letter = text_next(text, &next);
    }
    if (is_gap(letter)) return false;
    bool quoted = letter == '"';
    size_t begin = quoted ? next : *at, end = begin;
    for (next = begin; next < text.size; end = next) {
        letter = text_next(text, &next);
        if (quoted ? letter == '"' : is_gap(letter) || letter == '"') break;
    }
    bool closed = quoted && letter == '"' && end < text.size;
    *at = closed ? next : end;
    term->text = str_cut(text, begin, end);
    term->is_prefix = false;
    if (closed && *at < text.size && text.data[*at] == '*') {
        term->is_prefix = true;
        ++*at;
    } else if (!quoted && str_ends(term->text, STR("*"))) {
        term->is_prefix = true;
    }
    return true;
}

static bool has_word(struct str text) {
    for (size_t at = 0; at < text.size;)
        if (is_word_letter(text_next(text, &at))) return true;
    return false;
}

// A run of letters at its end leaves out its last letter alone: more may follow in the text.
static struct search_term make_term(const struct term *term, struct arena *arena) {
    struct str text = term->text;
    size_t run = 0; // letters of the run so far
    uint32_t before = 0;
    SCOPED(buf_close) struct buf buf;
    struct buf *out = &buf;
    buf_init(out, SIZE_MAX);
    for (size_t at = 0; at < text.size;) {
        uint32_t letter = text_next(text, &at);
        bool paired = is_paired(letter);
        if (run) {
            put(out, before);
            if (paired) put(out, letter);
            buf_add_byte(out, ' ');
        } else if (paired) {
            buf_add_byte(out, ' ');
        }
        // Quotes and control characters mean something to an engine, and are no part of words.
        if (!paired) put(out, letter == '"' || letter < ' ' ? ' ' : letter);
        run = paired ? run + 1 : 0;
        before = letter;
    }
    if (run == 1) put(out, before);
    return (struct search_term){.phrase = arena_copy(arena, buf_str(out)),
                                .is_prefix = run == 1 || (run == 0 && term->is_prefix)};
}

enum status search_words_asked(struct search_terms *out, struct str text, struct arena *arena,
                               struct fault *fault) {
    if (text.size > TEXT_BYTES_MAX)
        return fault_set(fault, MALFORMED, "more than %zu bytes to search for", TEXT_BYTES_MAX);
    struct term term;
    out->count = 0;
    for (size_t at = 0; take_term(&term, text, &at);) {
        if (!has_word(term.text)) continue;
        if (out->count == SEARCH_TERMS_MAX)
            return fault_set(fault, MALFORMED, "more than %d words to search for",
                             SEARCH_TERMS_MAX);
        out->items[out->count++] = make_term(&term, arena);
    }
    return out->count ? OK : fault_set(fault, MALFORMED, "no word to search for");
}

struct str search_words_of(struct search *search, struct str json, struct arena *arena) {
    struct json value;
    if (json_read(&value, search->json, json, &JSON_LIMITS, arena, NULL) != OK) return STR("");
    struct json shown = redact_smallest(value, search->json, arena);
    if (shown.node) value = shown;
    return search_words_kept(object_words(value, arena), &search->words);
}
