// A cookie that was made is found again among whatever else a browser sends, unless one of the same
// name is there, too: then there is none. What is found stands in the header, and credentials are
// found for one scheme at the most.
#include <string.h>

#include "fuzz.h"
#include "http/cookie.h"

// The first part of what Set-Cookie says is what comes back.
static struct str sent_back(struct arena *arena, bool secure) {
    struct str made = cookie_make(arena, STR("renkei"), STR("rs_value"), 60, secure);
    return str_cut(made, 0, str_find_byte(made, ';'));
}

static bool is_within(struct str part, struct str whole) {
    return part.data >= whole.data && part.data + part.size <= whole.data + whole.size;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena arena;
    arena_init(&arena);
    struct str text = fuzz_text(data, size), user, password;
    for (int secure = 0; secure < 2; secure++) {
        struct http_pair headers[] = {{STR("Cookie"), text},
                                      {STR("cookie"), sent_back(&arena, secure)}};
        struct http_request request = {.headers = headers, .header_count = 1, .arena = &arena};
        struct str others = cookie_find(&arena, &request, STR("renkei"), secure);
        HOLDS(!others.data || is_within(others, text));
        request.header_count = 2;
        struct str found = cookie_find(&arena, &request, STR("renkei"), secure);
        HOLDS(!found.data || (!others.data && str_equal(found, STR("rs_value"))));
        // A name that is not in the text at all cannot stand in the way.
        if (str_find(text, STR("renkei=")) == SIZE_MAX) HOLDS(str_equal(found, STR("rs_value")));
    }
    struct http_pair header = {STR("Authorization"), text};
    struct http_request request = {.headers = &header, .header_count = 1, .arena = &arena};
    struct str token = bearer_find(&request);
    bool is_basic = basic_find(&user, &password, &request);
    HOLDS(!token.data || !is_basic);
    HOLDS(!token.data || is_within(token, text));
    if (is_basic) HOLDS(str_find_byte(user, ':') == SIZE_MAX && user.size + password.size < size);
    arena_close(&arena);
    return 0;
}
