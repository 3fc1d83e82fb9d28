// A line without its de-fanging, and where each of its bytes stood.
#include "match/scan_inside.h"

#include <stdlib.h>

// The marks that text_refang of base knows; `hxxp` is understood by token_url itself.
static const struct mark {
    struct str word, sign;
    bool is_square; // only in square brackets
} MARKS[] = {
    {{".", 1}, {".", 1}, false},  {{"dot", 3}, {".", 1}, false}, {{"@", 1}, {"@", 1}, false},
    {{"at", 2}, {"@", 1}, false}, {{":", 1}, {":", 1}, true},    {{"://", 3}, {"://", 3}, true},
};

static const struct mark *mark_at(const char *text, size_t at) {
    char open = text[at], next = (char)(text[at + 1] | 0x20);
    if (next != '.' && next != 'd' && next != 'a' && next != ':' && text[at + 1] != '@')
        return NULL;
    char close = open == '(' ? ')' : (char)(open + 2);
    for (size_t i = 0; i < sizeof MARKS / sizeof *MARKS; i++) {
        struct str word = MARKS[i].word;
        if (MARKS[i].is_square && open != '[') continue;
        // Byte by byte, as the line may end at any of them.
        size_t same = 0;
        while (same < word.size && (text[at + 1 + same] == word.data[same] ||
                                    (byte_is(word.data[same], CLASS_LETTER) &&
                                     (text[at + 1 + same] | 0x20) == word.data[same])))
            same++;
        if (same == word.size && text[at + 1 + same] == close) return &MARKS[i];
    }
    return NULL;
}

bool refang_is_mark(const char *text, size_t at) {
    return mark_at(text, at) != NULL;
}

static void reserve(struct refang *refang, size_t size) {
    if (size <= refang->capacity && refang->memory) return;
    size_t capacity = (size + 4095) / 4096 * 4096;
    refang->memory = memory_resize(refang->memory, capacity + 2 * VIEW_GUARD, 1);
    refang->map = memory_resize(refang->map, capacity, sizeof *refang->map);
    refang->masks = memory_resize(refang->masks, 3 * (capacity / 64 + 1), sizeof *refang->masks);
    refang->capacity = capacity;
    memset(refang->memory, '\n', VIEW_GUARD);
}

void refang_line(struct scan_view *out, struct refang *refang, const struct scan_view *view,
                 size_t begin, size_t end) {
    reserve(refang, end - begin + 1);
    char *text = refang->memory + VIEW_GUARD;
    size_t size = 0;
    for (size_t at = begin; at < end;) {
        const struct mark *mark =
            byte_is(view->text[at], CLASS_OPEN) ? mark_at(view->text, at) : NULL;
        struct str piece = mark ? mark->sign : (struct str){view->text + at, 1};
        for (size_t i = 0; i < piece.size; i++) {
            refang->map[size] = (uint32_t)at;
            text[size++] = piece.data[i];
        }
        at += mark ? mark->word.size + 2 : 1;
    }
    memset(text + size, '\n', VIEW_GUARD);
    size_t words = refang->capacity / 64 + 1;
    *out = (struct scan_view){
        .text = text,
        .size = size,
        .masks = {refang->masks, refang->masks + words, refang->masks + 2 * words},
        .map = refang->map,
    };
    classify(&out->masks, text, size);
}

void refang_close(struct refang **refang) {
    struct refang *old = *refang;
    *refang = NULL;
    if (!old) return;
    free(old->memory);
    free(old->map);
    free(old->masks);
    free(old);
}
