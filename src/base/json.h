// json.h - reading and writing JSON (RFC 8259 within the limits of RFC 7493, I-JSON).
//
// The reader is simdjson behind this interface (json.cc, the only C++ file). It walks every value,
// so what it returns is wholly valid: UTF-8, escapes, numbers, nesting, no duplicate keys, nothing
// after the end. The result is a tree of nodes in `arena`; strings without escapes and all numbers
// are views into a copy of the text in `arena`. A number keeps its text, so nothing is rounded.
//
// A reader belongs to one thread and is used for many texts:
//     struct json_reader *reader = json_reader_open();
//     struct json root;
//     TRY(json_read(&root, reader, text, &JSON_LIMITS, arena, fault));
//     struct str type = json_text(json_member(root, STR("type")));
//     json_reader_close(&reader);
#pragma once

// The reader is C++, so what is declared here and in the headers below has C names there too.
#ifdef __cplusplus
extern "C" {
#endif

#include "base/arena.h"
#include "base/buf.h"
#include "base/stamp.h"

enum json_kind {
    JSON_ABSENT,
    JSON_NULL,
    JSON_FALSE,
    JSON_TRUE,
    JSON_NUMBER,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT
};

struct json_node {
    enum json_kind kind;
    uint32_t count;                // members or items
    struct str text;               // string without quotes and escapes; number as written
    struct str key;                // when it is a member of an object, without escapes
    struct str source;             // the bytes it was read from, with quotes, brackets and all
    const struct json_node *first; // first member or item
    const struct json_node *next;  // after this one in the same parent
};

// A value by value. All questions may be asked of an absent one and answer "absent", so that a path
// is walked without checks.
struct json {
    const struct json_node *node; // NULL is absent
};

struct json_limits {
    size_t size_max;  // bytes of the text
    size_t depth_max; // arrays and objects inside each other
    size_t nodes_max; // values in all
};
extern const struct json_limits JSON_LIMITS; // 64 MiB, 64 deep, 16 million values

struct json_reader;
struct json_reader *json_reader_open(void);
void json_reader_close(struct json_reader **reader);

// OK; MALFORMED with the byte position; LIMIT. Borrows `text`, which may be freed afterwards.
MUST_USE enum status json_read(struct json *out, struct json_reader *reader, struct str text,
                               const struct json_limits *limits, struct arena *arena,
                               struct fault *fault);

enum json_kind json_kind(struct json value);
struct json json_member(struct json object, struct str key); // absent when there is none
struct json json_item(struct json array, size_t index);      // walks: use json_first to see all
struct json json_first(struct json parent);
struct json json_next(struct json value);
size_t json_count(struct json parent);
struct str json_key(struct json member);
struct str json_text(struct json value);   // STR_NONE unless a string
struct str json_number(struct json value); // the digits as written; STR_NONE unless a number
struct str json_source(struct json value);
bool json_true(struct json value);
bool json_i64(int64_t *out, struct json value); // only whole numbers ("1.0", "1e3")
bool json_double(double *out, struct json value);
const char *json_kind_name(enum json_kind kind); // "an object", "a string", ...

// Copies `text`, known to be JSON, without the white space between tokens; nothing else changes.
struct str json_compact(struct arena *arena, struct str text);

// The shortest digits that read back as `value`, which is finite, in the form of ECMAScript (RFC
// 8785, 3.2.2.3: no trailing ".0", -0 is "0"). Returns `out`, which ends in NUL.
#define JSON_DOUBLE_SIZE 32
char *json_double_text(char out[JSON_DOUBLE_SIZE], double value);

// ---- writing: sticky, commas are put by the writer ----
//     struct json_writer w; json_begin(&w, &buf);
//     json_open_object(&w); json_key_text(&w, "type", STR("bundle")); json_close_object(&w);
struct json_writer {
    struct buf *buf;
    uint64_t comma; // a bit for each level: something stands before
    unsigned depth; // at most 63
};
void json_begin(struct json_writer *w, struct buf *buf);
void json_open_object(struct json_writer *w);
void json_close_object(struct json_writer *w);
void json_open_array(struct json_writer *w);
void json_close_array(struct json_writer *w);
void json_put_key(struct json_writer *w, struct str key);
void json_put_text(struct json_writer *w, struct str text); // broken UTF-8 becomes U+FFFD
void json_put_i64(struct json_writer *w, int64_t value);
void json_put_double(struct json_writer *w, double value); // shortest; null unless finite
void json_put_bool(struct json_writer *w, bool value);
void json_put_null(struct json_writer *w);
void json_put_raw(struct json_writer *w, struct str json);        // known to be one JSON value
void json_put_stamp(struct json_writer *w, stamp at, int digits); // RFC 3339 as a string
// The string alone, in quotes and with the fewest escapes; for those who put their own commas.
void json_add_quoted(struct buf *buf, struct str text);
// Member in one call.
void json_key_text(struct json_writer *w, const char *key, struct str text);
void json_key_i64(struct json_writer *w, const char *key, int64_t value);
void json_key_bool(struct json_writer *w, const char *key, bool value);
void json_key_stamp(struct json_writer *w, const char *key, stamp at); // six digits
void json_key_raw(struct json_writer *w, const char *key, struct str json);
void json_key_object(struct json_writer *w, const char *key); // then json_close_object
void json_key_array(struct json_writer *w, const char *key);  // then json_close_array

#ifdef __cplusplus
}
#endif
