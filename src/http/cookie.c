#include "http/cookie.h"

#include <assert.h>

#include "base/crypto.h"

static struct str full_name(struct arena *arena, struct str name, bool secure) {
    return secure ? arena_format(arena, "__Host-%.*s", STR_ARG(name)) : name;
}

// The value of the one cookie of that name in a header; how many there are is added to `count`.
static struct str find_in(size_t *count, struct str header, struct str name) {
    struct str part, found = STR_NONE;
    while (str_take(&part, &header, ';')) {
        part = str_trim(part);
        size_t equals = str_find_byte(part, '=');
        if (equals == SIZE_MAX || !str_equal(str_cut(part, 0, equals), name)) continue;
        found = str_cut(part, equals + 1, part.size);
        bool is_quoted = found.size >= 2 && found.data[0] == '"' && str_ends(found, STR("\""));
        if (is_quoted) found = str_cut(found, 1, found.size - 1);
        ++*count;
    }
    return found;
}

struct str cookie_find(struct arena *arena, const struct http_request *request, struct str name,
                       bool secure) {
    name = full_name(arena, name, secure);
    struct str found = STR_NONE;
    size_t count = 0;
    for (size_t i = 0; i < request->header_count; i++) {
        if (!str_equal_fold(request->headers[i].name, STR("cookie"))) continue;
        struct str here = find_in(&count, request->headers[i].value, name);
        if (here.data) found = here;
    }
    return count == 1 ? found : STR_NONE;
}

static struct str make(struct arena *arena, struct str name, struct str value, int64_t age_s,
                       const char *behind) {
    assert(str_find_byte(value, ';') == SIZE_MAX && str_find_byte(name, '=') == SIZE_MAX);
    return arena_format(arena, "%.*s=%.*s; Path=/; Max-Age=%lld; HttpOnly; SameSite=%s",
                        STR_ARG(name), STR_ARG(value), (long long)age_s, behind);
}

struct str cookie_make(struct arena *arena, struct str name, struct str value, int64_t age_s,
                       bool secure) {
    return make(arena, full_name(arena, name, secure), value, age_s,
                secure ? "Strict; Secure" : "Strict");
}

struct str cookie_make_lax(struct arena *arena, struct str name, struct str value, int64_t age_s,
                           bool secure) {
    return make(arena, full_name(arena, name, secure), value, age_s,
                secure ? "Lax; Secure" : "Lax");
}

// What stands behind `scheme` in the Authorization header.
static struct str find_credentials(const struct http_request *request, struct str scheme) {
    struct str value = http_header(request, STR("authorization"));
    if (!str_starts_fold(value, scheme) || value.size == scheme.size ||
        value.data[scheme.size] != ' ')
        return STR_NONE;
    return str_trim(str_cut(value, scheme.size + 1, value.size));
}

struct str bearer_find(const struct http_request *request) {
    return find_credentials(request, STR("bearer"));
}

bool basic_find(struct str *user, struct str *password, struct http_request *request) {
    struct str packed = find_credentials(request, STR("basic"));
    if (!packed.data) return false;
    char *plain = arena_take(request->arena, packed.size);
    size_t size = base64_read(plain, packed.size, packed);
    if (size == SIZE_MAX) return false;
    struct str both = {plain, size};
    size_t colon = str_find_byte(both, ':');
    if (colon == SIZE_MAX) return false;
    *user = str_cut(both, 0, colon);
    *password = str_cut(both, colon + 1, both.size);
    return true;
}
