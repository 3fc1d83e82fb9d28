// Forms that published extensions ask for.
#include "base/text.h"
#include "base/uuid.h"
#include "stix/form.h"

bool form_is_random_uuid(struct str text) {
    struct uuid uuid;
    if (!uuid_read(&uuid, text) || !uuid_is_standard(&uuid)) return false;
    int version = uuid.bytes[6] >> 4;
    return version == 4 || version == 5;
}

bool form_is_year(struct str text) {
    for (size_t i = 0; i < text.size; i++)
        if (!ascii_is_digit(text.data[i])) return false;
    return text.size == 4;
}

static bool take(struct str *text, struct str word) {
    if (!str_starts(*text, word)) return false;
    *text = str_cut(*text, word.size, text->size);
    return true;
}

#define UUID_DIGITS 36

bool form_is_acs_identifier(struct str text) {
    struct uuid uuid;
    if (!str_starts_fold(text, STR("isa:guide."))) return false;
    text = str_cut(text, 10, text.size);
    if (!take(&text, STR("19001.")) && !take(&text, STR("999191."))) return false;
    if (text.size < UUID_DIGITS) return false;
    struct str name = str_cut(text, 0, text.size - UUID_DIGITS);
    if (!uuid_read(&uuid, str_cut(text, name.size, text.size)) || !uuid_is_standard(&uuid) ||
        uuid.bytes[6] >> 4 > 5)
        return false;
    if (name.size == 0) return true;
    for (size_t i = 0; i + 1 < name.size; i++)
        if (!ascii_is_alnum(name.data[i])) return false;
    return name.size > 1 && name.data[name.size - 1] == '-';
}

static bool is_word_of_acs(char c) {
    return (c >= 'A' && c <= 'Z') || ascii_is_digit(c);
}

bool form_is_acs_custodian(struct str text) {
    for (size_t i = 1; i + 1 < text.size; i++)
        if (text.data[i] == '.' && is_word_of_acs(text.data[i - 1]) &&
            is_word_of_acs(text.data[i + 1]))
            return true;
    return false;
}

bool form_is_acs_authority(struct str text) {
    if (!take(&text, STR("urn:isa:authority:"))) return false;
    for (size_t i = 0; i < text.size; i++)
        if (!ascii_is_alnum(text.data[i]) && text.data[i] != '_') return false;
    return text.size > 0;
}

static bool take_effect(struct str *text) {
    return take(text, STR("permit")) || take(text, STR("deny"));
}

bool form_is_acs_policy(struct str text) {
    if (text.size == 0) return false;
    while (text.size > 0) {
        if (!take(&text, STR("urn:isa:policy:acs:ns:v3.0?privdefault=")) || !take_effect(&text) ||
            !take(&text, STR("&sharedefault=")) || !take_effect(&text))
            return false;
        if (text.size > 0 && ascii_is_space(text.data[0])) text = str_cut(text, 1, text.size);
    }
    return true;
}
