#include "api/taxii.h"

#include <string.h>

// Past the string whose opening quote stands at `at`.
static size_t after_string(struct str json, size_t at) {
    for (at++; at < json.size; at++) {
        if (json.data[at] == '\\') {
            at++;
        } else if (json.data[at] == '"') {
            return at + 1;
        }
    }
    return json.size;
}

// Past the value at `at`: where the comma or the brace of its parent stands.
static size_t after_value(struct str json, size_t at) {
    size_t depth = 0;
    while (at < json.size) {
        char byte = json.data[at];
        if (byte == '"') {
            at = after_string(json, at);
            continue;
        }
        if (!depth && (byte == ',' || byte == '}' || byte == ']')) return at;
        depth += byte == '{' || byte == '[';
        depth -= byte == '}' || byte == ']';
        at++;
    }
    return at;
}

bool taxii_top_read(struct taxii_top *out, struct str json) {
    *out = (struct taxii_top){STR_NONE, STR_NONE, STR_NONE};
    for (size_t at = 1; at < json.size && json.data[at] == '"';) {
        size_t name_end = after_string(json, at);
        struct str name = str_cut(json, at, name_end);
        if (str_find_byte(name, '\\') != SIZE_MAX) return false;
        size_t end = after_value(json, name_end + 1);
        struct str value = str_cut(json, name_end + 1, end);
        if (str_equal(name, STR("\"id\""))) out->id = value;
        if (str_equal(name, STR("\"created\""))) out->created = value;
        if (str_equal(name, STR("\"modified\""))) out->modified = value;
        if (out->id.data && out->modified.data) return true;
        at = end + 1;
    }
    return true;
}
