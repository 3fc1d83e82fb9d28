#include "http/target.h"

#include "base/json.h"

// Absolute form is for proxies, but RFC 9112 has every server understand it.
static struct str without_authority(struct str target) {
    size_t scheme = 0;
    if (str_starts_fold(target, STR("http://"))) scheme = 7;
    if (str_starts_fold(target, STR("https://"))) scheme = 8;
    if (!scheme) return target;
    struct str rest = str_cut(target, scheme, target.size);
    size_t end = 0;
    while (end < rest.size && rest.data[end] != '/' && rest.data[end] != '?') end++;
    rest = str_cut(rest, end, rest.size);
    return rest.size ? rest : STR("/");
}

static bool is_clean(struct str target) {
    for (size_t i = 0; i < target.size; i++) {
        unsigned char byte = (unsigned char)target.data[i];
        if (byte <= ' ' || byte >= 0x7f || byte == '#') return false;
    }
    return true;
}

enum status target_read(struct http_request *request, struct str target, struct fault *fault) {
    if (!is_clean(target))
        return fault_set(fault, MALFORMED, "the request target holds bytes that must be escaped");
    target = without_authority(target);
    size_t mark = str_find_byte(target, '?');
    struct str path = str_cut(target, 0, mark);
    if (!path.size && mark != SIZE_MAX) path = STR("/"); // "http://host?a=1"
    if (!str_starts(path, STR("/")))
        return fault_set(fault, MALFORMED, "the request target does not begin with a slash");
    request->path = path;
    if (mark == SIZE_MAX) return OK;
    return http_query_split(&request->query, &request->query_count,
                            str_cut(target, mark + 1, target.size), HTTP_QUERY_PAIRS_MAX,
                            request->arena, fault);
}

enum status target_body_size(int64_t *size, const struct http_request *request,
                             struct fault *fault) {
    size_t lengths = 0;
    struct str coding = STR_NONE;
    int64_t found = 0;
    for (size_t i = 0; i < request->header_count; i++) {
        const struct http_pair *header = &request->headers[i];
        if (str_equal_fold(header->name, STR("transfer-encoding"))) {
            if (coding.data) return fault_set(fault, MALFORMED, "Transfer-Encoding comes twice");
            coding = header->value;
        }
        if (!str_equal_fold(header->name, STR("content-length"))) continue;
        uint64_t length;
        if (!str_read_u64(&length, header->value) || length > INT64_MAX || lengths++)
            return fault_set(fault, MALFORMED, "Content-Length is not one number");
        found = (int64_t)length;
    }
    if (!coding.data) {
        *size = found;
        return OK;
    }
    if (lengths) return fault_set(fault, MALFORMED, "Content-Length beside Transfer-Encoding");
    if (!str_equal_fold(str_trim(coding), STR("chunked")))
        return fault_set(fault, MALFORMED, "only the transfer encoding chunked is understood");
    *size = -1;
    return OK;
}

static const char *title_of(int code) {
    return code == 431   ? "Request Header Fields Too Large"
           : code == 503 ? "Service Unavailable"
                         : "Bad Request";
}

// Keys of the catalogue of sentences, as the routes give them (docs/formats/api.md).
static const char *code_of(int code) {
    return code == 431 ? "problem.too_large" : code == 503 ? "problem.busy" : "problem.malformed";
}

static void write_problem(struct json_writer *w, bool is_taxii, int code, const char *detail) {
    json_open_object(w);
    json_key_text(w, "title", str_of(title_of(code)));
    if (is_taxii) {
        char text[4] = {(char)('0' + code / 100), (char)('0' + code / 10 % 10),
                        (char)('0' + code % 10), '\0'};
        json_key_text(w, "http_status", str_of(text));
        json_key_text(w, "description", str_of(detail));
    } else {
        json_key_text(w, "type", STR("about:blank"));
        json_key_i64(w, "status", code);
        json_key_text(w, "detail", str_of(detail));
        json_key_text(w, "code", str_of(code_of(code)));
    }
    json_close_object(w);
}

void target_refuse(struct http_response *response, struct arena *arena, struct str target, int code,
                   const char *detail) {
    SCOPED(buf_close) struct buf text;
    buf_init(&text, 4096);
    struct json_writer w;
    json_begin(&w, &text);
    bool is_taxii = str_starts(without_authority(target), STR("/taxii2/"));
    write_problem(&w, is_taxii, code, detail);
    http_respond(response, code,
                 is_taxii ? "application/taxii+json;version=2.1" : "application/problem+json",
                 arena_copy(arena, buf_str(&text)));
    http_add_header(response, arena, "Cache-Control", STR("no-store"));
    // As on every answer (api/problem.c), as far as there is anything to show.
    http_add_header(response, arena, "X-Content-Type-Options", STR("nosniff"));
    http_add_header(response, arena, "Content-Security-Policy",
                    STR("default-src 'none'; frame-ancestors 'none'"));
}
