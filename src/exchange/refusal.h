// refusal.h - a stable code for each reason for which something is refused.
//
// Reasons are sentences in English, made where the fault is met, with the place before them
// (`labels[2]: a string is expected, not a number`). Who shows them in another language needs a
// name that stays: the code. The table in refusal.c names them all, web/i18n has a sentence for
// each in every language; a reason without a code is shown as it is. For a rule of STIX 2.1 the
// code is "rule" and the value its name.
#pragma once

#include "base/json.h"
#include "base/str.h"

struct refusal_words {
    const char *code; // "id-type"; NULL when the reason has none
    struct str place; // "labels[2]", "byte 12", or none; part of the reason
    struct str value; // what the sentence speaks of, a number or a text; or none
    struct str said;  // of a rule, the sentence of its finding, part of the reason; or none
};
struct refusal_words refusal_read(struct str reason);
// `place`, `reason`, `code` and `value`, and of a rule `finding` (finding_words.h), into the object
// that is being written.
void refusal_write(struct json_writer *w, struct str reason);
