// json_write.c - the writer of json.h.
#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"

#define DEPTH_MAX 63u // `comma` has a bit for each level

static void before_value(struct json_writer *w) {
    uint64_t bit = UINT64_C(1) << w->depth;
    if (w->comma & bit) buf_add_byte(w->buf, ',');
    w->comma |= bit;
}

static void open_level(struct json_writer *w, char bracket) {
    before_value(w);
    buf_add_byte(w->buf, bracket);
    assert(w->depth < DEPTH_MAX);
    w->depth++;
    w->comma &= ~(UINT64_C(1) << w->depth);
}

static void close_level(struct json_writer *w, char bracket) {
    assert(w->depth > 0);
    w->depth--;
    buf_add_byte(w->buf, bracket);
}

void json_begin(struct json_writer *w, struct buf *buf) {
    *w = (struct json_writer){.buf = buf};
}

void json_open_object(struct json_writer *w) {
    open_level(w, '{');
}

void json_close_object(struct json_writer *w) {
    close_level(w, '}');
}

void json_open_array(struct json_writer *w) {
    open_level(w, '[');
}

void json_close_array(struct json_writer *w) {
    close_level(w, ']');
}

void json_put_key(struct json_writer *w, struct str key) {
    before_value(w);
    json_add_quoted(w->buf, key);
    buf_add_byte(w->buf, ':');
    w->comma &= ~(UINT64_C(1) << w->depth); // the value sets it again
}

void json_put_text(struct json_writer *w, struct str text) {
    before_value(w);
    json_add_quoted(w->buf, text);
}

void json_put_i64(struct json_writer *w, int64_t value) {
    before_value(w);
    buf_add_i64(w->buf, value);
}

void json_put_double(struct json_writer *w, double value) {
    char text[JSON_DOUBLE_SIZE];
    before_value(w);
    buf_add(w->buf, isfinite(value) ? str_of(json_double_text(text, value)) : STR("null"));
}

void json_put_bool(struct json_writer *w, bool value) {
    before_value(w);
    buf_add(w->buf, value ? STR("true") : STR("false"));
}

void json_put_null(struct json_writer *w) {
    before_value(w);
    buf_add(w->buf, STR("null"));
}

void json_put_raw(struct json_writer *w, struct str json) {
    before_value(w);
    buf_add(w->buf, json);
}

void json_put_stamp(struct json_writer *w, stamp at, int digits) {
    char text[STAMP_TEXT_SIZE];
    json_put_text(w, str_of(stamp_write(text, at, digits)));
}

static void escape(struct buf *buf, char c) {
    static const char letters[32] = {
        ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r'};
    char letter = c == '"' || c == '\\' ? c : letters[(unsigned char)c];
    if (letter)
        buf_add_bytes(buf, (char[]){'\\', letter}, 2);
    else
        buf_addf(buf, "\\u%04x", (unsigned char)c);
}

static bool is_plain(char c) {
    return (unsigned char)c >= 0x20 && (unsigned char)c < 0x80 && c != '"' && c != '\\';
}

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

// Eight bytes at once: a high bit set anywhere says that one of them is not plain.
static bool are_plain(const char *eight) {
    uint64_t word;
    memcpy(&word, eight, sizeof word);
    uint64_t quote = word ^ EACH('"'), slash = word ^ EACH('\\');
    uint64_t odd = (word - EACH(0x20)) | (quote - EACH(1)) | (slash - EACH(1)) | word;
    return (odd & EACH(0x80)) == 0;
}

static size_t plain_end(struct str text, size_t at) {
    while (at + 8 <= text.size && are_plain(text.data + at)) at += 8;
    while (at < text.size && is_plain(text.data[at])) at++;
    return at;
}

// Most texts are plain, and take one step.
static bool add_plain(struct buf *buf, struct str text) {
    if (plain_end(text, 0) < text.size) return false;
    char *room = buf_room(buf, text.size + 2);
    if (!room) return true; // full: nothing more is written
    room[0] = '"';
    memcpy(room + 1, text.data, text.size);
    room[text.size + 1] = '"';
    buf->size += text.size + 2;
    return true;
}

void json_add_quoted(struct buf *buf, struct str text) {
    if (text.size && add_plain(buf, text)) return;
    buf_add_byte(buf, '"');
    size_t run = 0, at = 0; // from `run` to `at` stands what goes out as it is
    while ((at = plain_end(text, at)) < text.size) {
        size_t next = at;
        uint32_t code_point = text_next(text, &next);
        bool broken = code_point == 0xfffd && next - at == 1;
        if (code_point >= 0x80 && !broken) {
            at = next;
            continue;
        }
        buf_add(buf, str_cut(text, run, at));
        if (broken)
            buf_add(buf, STR("\xEF\xBF\xBD"));
        else
            escape(buf, text.data[at]);
        run = at = next;
    }
    buf_add(buf, str_cut(text, run, at));
    buf_add_byte(buf, '"');
}

void json_key_text(struct json_writer *w, const char *key, struct str text) {
    json_put_key(w, str_of(key));
    json_put_text(w, text);
}

void json_key_i64(struct json_writer *w, const char *key, int64_t value) {
    json_put_key(w, str_of(key));
    json_put_i64(w, value);
}

void json_key_bool(struct json_writer *w, const char *key, bool value) {
    json_put_key(w, str_of(key));
    json_put_bool(w, value);
}

void json_key_stamp(struct json_writer *w, const char *key, stamp at) {
    json_put_key(w, str_of(key));
    json_put_stamp(w, at, 6);
}

void json_key_raw(struct json_writer *w, const char *key, struct str json) {
    json_put_key(w, str_of(key));
    json_put_raw(w, json);
}

void json_key_object(struct json_writer *w, const char *key) {
    json_put_key(w, str_of(key));
    json_open_object(w);
}

void json_key_array(struct json_writer *w, const char *key) {
    json_put_key(w, str_of(key));
    json_open_array(w);
}
