// sqlite.h - what SQLite does beside being an engine: it cuts text into words as its full-text
// search does (unicode61, without diacritics), for an engine that would cut it in another way.
#pragma once

#include "base/arena.h"
#include "base/buf.h"

struct sqlite_words;

MUST_USE enum status sqlite_words_open(struct sqlite_words **out, struct fault *fault);
void sqlite_words_close(struct sqlite_words **words); // accepts NULL
// Adds each word of `text` in lower case and a space behind it. A word has no ASCII bytes but
// letters and digits, is valid UTF-8, and is cut off after SQLITE_WORD_BYTES_MAX. Any thread.
void sqlite_words_cut(struct buf *out, const struct sqlite_words *words, struct str text);
#define SQLITE_WORD_BYTES_MAX 2000
