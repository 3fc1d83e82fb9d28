// text.h - what may be done to text without knowing what it says.
#pragma once

#include "base/arena.h"

bool text_is_utf8(struct str text); // RFC 3629: no surrogates, no overlong forms, at most U+10FFFF
bool text_is_storable(struct str text); // UTF-8 without U+0000: what every database can hold

// The first of `text`, at most `size_max` bytes, which end at a whole code point.
struct str text_head(struct str text, size_t size_max);

char ascii_lower(char byte);
bool ascii_is_digit(char byte);
bool ascii_is_alpha(char byte);
bool ascii_is_alnum(char byte);
bool ascii_is_hex(char byte);
bool ascii_is_space(char byte);

// ASCII letters made small; other bytes stay. The result is `text` itself when nothing changed.
struct str text_fold(struct arena *arena, struct str text);

// Undoes de-fanging: hxxp(s):// and h**p, [.] (.) {.} [dot] (dot) {dot}, [:] [://], [at] (at) [@]
// {at}. What comes out has nothing left to undo.
// The result is `text` itself when nothing changed.
struct str text_refang(struct arena *arena, struct str text);
// The other way, for showing: http -> hxxp, the dots of the host -> [.], @ -> [@].
struct str text_defang(struct arena *arena, struct str text);

// False for control characters, marks that turn the direction of writing, and broken bytes.
bool text_is_shown(uint32_t code_point);
// What of a stranger's text may be shown in a sentence: at most `size_max` bytes, "..." where it
// was cut, and "?" for each control character, mark that turns the direction of writing, and broken
// byte.
struct str text_excerpt(struct arena *arena, struct str text, size_t size_max);

// Reads one code point at `*at` and moves past it; 0xFFFD and one byte on for broken text.
uint32_t text_next(struct str text, size_t *at);
void text_put(char out[4], size_t *size, uint32_t code_point); // as UTF-8

// A place in a text, for a person. A line ends in LF, CR LF or CR; columns are code points.
struct text_place {
    size_t at;           // bytes from the beginning
    size_t line, column; // from 1
};
#define TEXT_PLACE_BEGIN ((struct text_place){0, 1, 1})
// On to byte `to`, from where the place is: backwards it begins anew.
void text_place_move(struct text_place *place, struct str text, size_t to);
