#include "http/message.h"

#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "base/vec.h"

static struct str find_header(const struct http_pair *headers, size_t count, struct str name) {
    for (size_t i = 0; i < count; i++)
        if (str_equal_fold(headers[i].name, name)) return headers[i].value;
    return STR_NONE;
}

struct str http_header(const struct http_request *request, struct str name) {
    return find_header(request->headers, request->header_count, name);
}

struct str http_query(const struct http_request *request, struct str name, size_t *count) {
    struct str first = STR_NONE;
    size_t found = 0;
    for (size_t i = 0; i < request->query_count; i++) {
        if (!str_equal(request->query[i].name, name)) continue;
        if (!found++) first = request->query[i].value;
    }
    if (count) *count = found;
    return first;
}

// A size that was announced is read in place, so that it is not held twice.
static enum status read_announced(struct str *out, struct http_request *request,
                                  struct fault *fault) {
    struct http_body *body = request->body;
    size_t announced = (size_t)body->size, filled = 0;
    char *bytes = arena_take(request->arena, announced);
    while (filled < announced) {
        size_t size;
        TRY(body->read(&size, body, bytes + filled, announced - filled, fault));
        if (!size) return fault_set(fault, CLOSED, "the body is shorter than announced");
        filled += size;
    }
    *out = (struct str){bytes, filled};
    return OK;
}

enum status http_body_all(struct str *out, struct http_request *request, size_t size_max,
                          struct fault *fault) {
    struct http_body *body = request->body;
    if (body->size >= 0 && (uint64_t)body->size > size_max)
        return fault_set(fault, LIMIT, "the body is larger than %zu bytes", size_max);
    if (body->size >= 0) return read_announced(out, request, fault);
    SCOPED(buf_close) struct buf all;
    buf_init(&all, size_max);
    for (;;) {
        char bytes[16384];
        size_t size;
        TRY(body->read(&size, body, bytes, sizeof bytes, fault));
        if (!size) break;
        buf_add_bytes(&all, bytes, size);
        if (all.status != OK)
            return fault_set(fault, LIMIT, "the body is larger than %zu bytes", size_max);
    }
    *out = arena_copy(request->arena, buf_str(&all));
    return OK;
}

static enum status read_text(size_t *size, struct http_body *body, void *bytes, size_t capacity,
                             struct fault *fault) {
    (void)fault;
    struct http_body_text *text = (struct http_body_text *)body;
    struct str part = str_cut(text->rest, 0, capacity);
    if (part.size) memcpy(bytes, part.data, part.size);
    text->rest = str_cut(text->rest, part.size, text->rest.size);
    *size = part.size;
    return OK;
}

void http_body_text_init(struct http_body_text *body, struct str text) {
    body->body = (struct http_body){read_text, (int64_t)text.size};
    body->rest = text;
}

void http_stream_wake(struct http_stream *stream) {
    if (stream->wake) stream->wake(stream->server_side);
}

void http_respond(struct http_response *response, int code, const char *type, struct str body) {
    response->code = code;
    response->type = str_of(type);
    response->body = body;
}

#ifndef NDEBUG // only asserted
static bool is_one_line(struct str text) {
    return str_find_byte(text, '\r') == SIZE_MAX && str_find_byte(text, '\n') == SIZE_MAX;
}
#endif

void http_add_header(struct http_response *response, struct arena *arena, const char *name,
                     struct str value) {
    assert(is_one_line(str_of(name)) && is_one_line(value));
    if (response->header_count == response->header_capacity) {
        size_t capacity = response->header_capacity ? 2 * response->header_capacity : 16;
        struct http_pair *headers = arena_array(arena, capacity, struct http_pair);
        if (response->header_count)
            memcpy(headers, response->headers, response->header_count * sizeof headers[0]);
        response->headers = headers;
        response->header_capacity = capacity;
    }
    response->headers[response->header_count++] = (struct http_pair){str_of(name), value};
}

struct str http_response_header(const struct http_response *response, struct str name) {
    struct str value = find_header(response->headers, response->header_count, name);
    return value.data || !str_equal_fold(name, STR("content-type")) ? value : response->type;
}

void http_response_close(struct http_response *response) {
    if (response->stream) response->stream->close(response->stream);
    response->stream = NULL;
    if (response->release) response->release(response->held);
    response->release = NULL;
}

static int hex_digit(char byte) {
    if (ascii_is_digit(byte)) return byte - '0';
    if (ascii_is_hex(byte)) return ascii_lower(byte) - 'a' + 10;
    return -1;
}

bool http_unescape(struct str *out, struct str text, bool plus_is_space, struct arena *arena) {
    bool is_plain = str_find_byte(text, '%') == SIZE_MAX && str_find_byte(text, '\0') == SIZE_MAX &&
                    !(plus_is_space && str_find_byte(text, '+') != SIZE_MAX);
    if (is_plain) {
        *out = text;
        return true;
    }
    char *bytes = arena_take(arena, text.size);
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.data[i];
        if (byte == '%') {
            if (text.size - i < 3) return false;
            int high = hex_digit(text.data[i + 1]), low = hex_digit(text.data[i + 2]);
            if (high < 0 || low < 0) return false;
            byte = (char)(high * 16 + low);
            i += 2;
        } else if (byte == '+' && plus_is_space) {
            byte = ' ';
        }
        if (!byte) return false;
        bytes[size++] = byte;
    }
    *out = (struct str){bytes, size};
    return true;
}

void http_escape(struct buf *out, struct str text) {
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.data[i];
        if (ascii_is_alnum(byte) || byte == '-' || byte == '.' || byte == '_' || byte == '~') {
            buf_add_byte(out, byte);
            continue;
        }
        buf_add_byte(out, '%');
        buf_add_byte(out, digits[(unsigned char)byte >> 4]);
        buf_add_byte(out, digits[byte & 15]);
    }
}

enum status http_query_split(struct http_pair **out, size_t *count, struct str text,
                             size_t count_max, struct arena *arena, struct fault *fault) {
    size_t pairs = 0;
    struct str rest = text, part;
    while (str_take(&part, &rest, '&')) pairs += part.size > 0;
    if (pairs > count_max)
        return fault_set(fault, LIMIT, "more than %zu query parameters", count_max);
    struct http_pair *found = arena_array(arena, pairs, struct http_pair);
    size_t at = 0;
    rest = text;
    while (str_take(&part, &rest, '&')) {
        if (!part.size) continue;
        size_t equals = str_find_byte(part, '=');
        struct str value = equals == SIZE_MAX ? STR("") : str_cut(part, equals + 1, part.size);
        if (!http_unescape(&found[at].name, str_cut(part, 0, equals), true, arena) ||
            !http_unescape(&found[at].value, value, true, arena))
            return fault_set(fault, MALFORMED, "query parameter %zu: broken percent escape",
                             at + 1);
        at++;
    }
    *out = found;
    *count = at;
    return OK;
}
