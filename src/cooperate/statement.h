// statement.h - the objects that this folder says, and the limits of what people type.
// Internal to cooperate.
//
//     struct statement statement;
//     statement_begin(&statement, "note", &uuid, author, created, modified);
//     json_key_text(&statement.w, "content", text);
//     TRY(statement_put(visit, &statement, dialogue));   // marks it as the dialogue, and puts it
#pragma once

#include "cooperate/history.h"

struct statement {
    struct buf buf;
    struct json_writer w;
};
struct statement_times {
    struct str created; // verbatim, of an object that is there already; STR_NONE: `modified`
    stamp modified;
};
// `author` with type STR_NONE: nobody is named.
void statement_begin(struct statement *statement, const char *type, const struct uuid *uuid,
                     const struct object_id *author, struct statement_times times);
// "object_refs": one id.
void statement_about(struct statement *statement, struct str id);
// "extensions" with one extension, whose further members the caller writes before statement_put;
// the extension stays open.
void statement_extend(struct statement *statement, const char *extension, const char *type);
// Closes what is open, adds the marking of the dialogue, and puts it into its collection. Closes
// the buffer on every way out. `modified` stands in the object: CONFLICT when there is one of that
// instant.
MUST_USE enum status statement_put(const struct visit *visit, struct statement *statement,
                                   const struct dialogue *dialogue);
void statement_mark(struct statement *statement, enum tlp tlp);

// Tells who listens. `what`: "agenda", "questions", "issues".
void statement_tell(const struct visit *visit, struct str dialogue_id, struct str what);

size_t text_length(struct str text); // in code points
// LIMIT "place: longer than ..."; with `is_needed` MALFORMED "place: empty".
MUST_USE enum status text_check(struct str text, size_t length_max, bool is_needed,
                                const char *place, struct fault *fault);
// A language tag as the schemas allow it, or empty.
MUST_USE enum status language_check(struct str text, const char *place, struct fault *fault);
