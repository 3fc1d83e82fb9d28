// The words of an object for full-text search; declared in object.h.
#include "stix/object.h"

#include <string.h>

// Properties whose text a person may look for, at any depth.
// clang-format off
static const char *const SOUGHT[] = {
    "name", "description", "aliases", "labels", "pattern", "value", "abstract", "content",
    "explanation", "opinion", "x_mitre_aliases", "malware_types", "indicator_types", "roles",
    "goals", "sectors", "country", "region", "city", "administrative_area", "contact_information",
    "objective", "relationship_type", "product", "vendor", "cpe", "path", "key", "subject", "body",
    "command_line", "cwd", "display_name", "account_login", "user_id", "serial_number", "issuer",
    "url", "external_id", "authors", "statement", "text", "number", "result_name",
};
// clang-format on

// Below these everything is text: the fingerprints of a file, and the translations of an object.
static const char *const WHOLE[] = {"hashes", "contents"};

struct words {
    char *data; // NULL while the size is counted
    size_t size;
};

static bool is_in(struct str key, const char *const *list, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (key.size > 0 && list[i][0] == key.data[0] && str_equal(str_of(list[i]), key))
            return true;
    return false;
}

static void add(struct words *words, struct str text) {
    size_t space = words->size > 0;
    if (text.size == 0 || text.size + space > OBJECT_WORDS_MAX - words->size) return;
    if (words->data) {
        if (space) words->data[words->size] = ' ';
        memcpy(words->data + words->size + space, text.data, text.size);
    }
    words->size += space + text.size;
}

static void walk(struct words *words, struct json parent, bool is_wanted) {
    for (struct json v = json_first(parent); v.node; v = json_next(v)) {
        struct str key = v.node->key;
        bool wanted = is_wanted || is_in(key, SOUGHT, sizeof SOUGHT / sizeof *SOUGHT);
        if (v.node->kind == JSON_STRING && wanted) add(words, v.node->text);
        if (v.node->kind == JSON_NUMBER && wanted) add(words, v.node->text);
        // A list has no key: its items are wanted when it is. Members of an object stand for
        // themselves, or `external_references` inside `contents` would bring dates and numbers.
        if (v.node->kind == JSON_ARRAY) walk(words, v, wanted);
        if (v.node->kind == JSON_OBJECT)
            walk(words, v, is_wanted || is_in(key, WHOLE, sizeof WHOLE / sizeof *WHOLE));
    }
}

struct str object_words(struct json json, struct arena *arena) {
    struct words words = {NULL, 0};
    walk(&words, json, false);
    words = (struct words){arena_take(arena, words.size), 0};
    walk(&words, json, false);
    return (struct str){words.data, words.size};
}
