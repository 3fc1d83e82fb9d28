#include "cooperate/statement.h"

#include "base/text.h"
#include "exchange/bus.h"
#include "exchange/intake.h"

#define STATEMENT_BYTES_MAX ((size_t)1 << 20)

void statement_begin(struct statement *statement, const char *type, const struct uuid *uuid,
                     const struct object_id *author, struct statement_times times) {
    buf_init(&statement->buf, STATEMENT_BYTES_MAX);
    struct json_writer *w = &statement->w;
    json_begin(w, &statement->buf);
    json_open_object(w);
    json_key_text(w, "type", str_of(type));
    json_key_text(w, "spec_version", STR("2.1"));
    SCOPED(arena_close) struct arena arena;
    arena_init(&arena);
    json_key_text(w, "id", object_id_write(&arena, str_of(type), uuid));
    if (author && author->type.size)
        json_key_text(w, "created_by_ref", object_id_write(&arena, author->type, &author->uuid));
    json_put_key(w, STR("created"));
    if (times.created.size)
        json_put_text(w, times.created);
    else
        json_put_stamp(w, times.modified, 3);
    json_put_key(w, STR("modified"));
    json_put_stamp(w, times.modified, 3);
}

void statement_about(struct statement *statement, struct str id) {
    json_key_array(&statement->w, "object_refs");
    json_put_text(&statement->w, id);
    json_close_array(&statement->w);
}

void statement_mark(struct statement *statement, enum tlp tlp) {
    json_key_array(&statement->w, "object_marking_refs");
    json_put_text(&statement->w, str_of(tlp_marking_id(tlp)));
    json_close_array(&statement->w);
}

void statement_extend(struct statement *statement, const char *extension, const char *type) {
    json_key_object(&statement->w, "extensions");
    json_key_object(&statement->w, extension);
    json_key_text(&statement->w, "extension_type", str_of(type));
}

// What is said in a dialogue for named persons only is for the same persons.
static void put_recipients(struct json_writer *w, const struct dialogue *dialogue) {
    struct json recipients = history_extension(dialogue->json, RECIPIENTS_EXTENSION);
    if (json_kind(recipients) == JSON_OBJECT)
        json_key_raw(w, RECIPIENTS_EXTENSION, json_source(recipients));
}

enum status statement_put(const struct visit *visit, struct statement *statement,
                          const struct dialogue *dialogue) {
    struct json_writer *w = &statement->w;
    json_close_object(w); // the extension
    put_recipients(w, dialogue);
    json_close_object(w);
    statement_mark(statement, dialogue->tlp);
    json_close_object(w);
    enum status status = statement->buf.status;
    if (status == OK)
        status = intake_object(NULL, visit, dialogue->collection, buf_str(&statement->buf));
    else
        fault_set(visit->fault, status, "longer than %zu bytes", STATEMENT_BYTES_MAX);
    buf_close(&statement->buf);
    return status;
}

void statement_tell(const struct visit *visit, struct str dialogue_id, struct str what) {
    bus_tell(visit->exchange->bus,
             &(struct bus_event){.kind = BUS_DIALOGUE, .id = dialogue_id, .what = what});
}

size_t text_length(struct str text) {
    size_t length = 0;
    for (size_t at = 0; at < text.size; length++) text_next(text, &at);
    return length;
}

enum status text_check(struct str text, size_t length_max, bool is_needed, const char *place,
                       struct fault *fault) {
    if (is_needed && !str_trim(text).size) return fault_set(fault, MALFORMED, "%s: empty", place);
    if (text_length(text) <= length_max) return OK;
    return fault_set(fault, LIMIT, "%s: longer than %zu characters", place, length_max);
}

enum status language_check(struct str text, const char *place, struct fault *fault) {
    size_t run = 0;
    bool is_good = true;
    for (size_t i = 0; i < text.size && is_good; i++) {
        bool is_dash = text.data[i] == '-';
        is_good = is_dash ? run >= 1 : ascii_is_alnum(text.data[i]) && run < 8;
        run = is_dash ? 0 : run + 1;
    }
    if (is_good && (!text.size || (run && text.size < 64 && ascii_is_alpha(text.data[0]))))
        return OK;
    return fault_set(fault, MALFORMED, "%s: no language tag", place);
}
