// finding_words.h - what a finding says, for programs and other languages: a code that stays, and
// the values of its sentence by name (stix/conform_sayings.h).
//
//     "code":"string","values":{"kind":"a number"}
//     "code":"value-unreadable","values":{"value":"2020-13-01"},"why":{"reason":"...","code":"..."}
#pragma once

#include "base/json.h"
#include "stix/conform.h"

// Into the object that is being written.
void finding_words_write(struct json_writer *w, enum conform_saying saying,
                         const struct str *values);
// Of a sentence that was kept or told, with the name of its rule. Nothing is written for one that
// this program does not say.
void finding_words_read(struct json_writer *w, struct str rule, struct str sentence);
