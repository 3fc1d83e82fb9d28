#include "exchange/refusal.h"

#include "base/text.h"
#include "exchange/finding_words.h"
#include "stix/conform.h"

// In a sentence % is the value, * what is passed over. The first row that fits is meant.
// tidy: table
static const struct row {
    const char *code, *sentence;
} ROWS[] = {
    // JSON
    {"json-cut", "the text ends where * should be"},
    {"json-cut", "the text ends too early"},
    {"json-cut", "the line ends too early"},
    {"json-cut", "a string without an end"},
    {"json-twice", "a second member named \"%\""},
    {"json-values", "more than % values"},
    {"json-depth", "nested deeper than %"},
    {"json-size", "larger than % bytes"},
    {"json-empty", "there is no value"},
    {"json-utf8", "not UTF-8"},
    {"json-string", "a control character in a string"},
    {"json-string", "not an escape"},
    {"json-string", "not a \\u escape *"},
    {"json-string", "not a string"},
    {"json-number", "not a number"},
    {"json-number", "a number too large for a double"},
    {"json-behind", "something after the end"},
    {"json-expected", "expected %"},
    {"json-shape", "an object or an array is expected"},
    {"json-shape", "an object is expected"},
    {"json-shape", "a colon is expected"},
    {"json-shape", "a comma or * is expected"},
    {"json-shape", "the name of a member is expected"},
    {"json-shape", "a value is expected"},
    {"json-shape", "`objects` stands here a second time"},
    {"object-size", "larger than an object may be"},
    {"bundle-size", "too much stands * `objects`"},
    {"bundle-size", "the bundle is too large"},
    // an object
    {"not-an-object", "not an object but *"},
    {"no-stix", "there is no object of STIX in it"},
    {"misp", "this is a MISP event, not STIX: *"},
    {"type-missing", "a type is needed"},
    {"type-form", "a type has *"},
    {"type-bundle", "a bundle inside a bundle"},
    {"string-needed", "a string is needed"},
    {"id-form", "not of the form type--UUID"},
    {"id-uuid", "the part after -- is not a UUID"},
    {"id-type", "begins with another type than `%`"},
    {"stamp-kind", "a timestamp is a string, not *"},
    {"stamp-form", "not an RFC 3339 timestamp in UTC *"},
    {"stamp-range", "the year 0000 is not a year"},
    {"stamp-range", "month * is not from 01 to 12"},
    {"stamp-range", "there is no day * in month *"},
    {"stamp-range", "hour * is past 23"},
    {"stamp-range", "minute * is past 59"},
    {"stamp-range", "second * is past 59"},
    {"stamp-range", "later than the year 9999"},
    {"string-expected", "a string is expected, not *"},
    {"list-expected", "a list is expected, not *"},
    {"object-expected", "an object is expected, not *"},
    {"yes-no-expected", "true or false is expected, not *"},
    {"marking-id", "the id of a marking-definition is expected"},
    {"spec-version", "\"2.1\" or \"2.0\" is expected"},
    {"types-too-many", "too many different types in this store"},
    {"types-too-many", "references to too many different types in this store"},
    {"types-unknown", "references to more than % types that nobody knows"},
    {"spec-20-strength", "STIX 2.0 cannot be held to the rules of 2.1"},
    {"rules-many", "more than % rules are broken"},
    {"creator-only", "only its creator, or whom it lets, makes new versions of this object"},
    {"other-content", "held already with other content *"},
    {"view-of-held", "held already, with parts that were cut out of this *"},
    {"view-is-held", "what is held is this without parts of it, *"},
    {"parts-hidden", "parts of the version before it are hidden from its giver: *"},
    {"conditions", "*no condition is called so"},
    {"conditions", "*an empty list says nothing"},
    {"conditions", "more than % items"},
    {"conditions", "*two letters of ISO 3166-1 are expected"},
    {"conditions", "*a sector is 1 to *"},
    {"conditions", "*sectors or countries are expected"},
    {"conditions", "*only sectors and countries are known here"},
    {"conditions", "*there is no embargo"},
    {"conditions", "*the id of an identity is expected"},
    // a pattern, and what it is tried on
    {"regex", "regular expression, byte *: %"},
    {"regex-size", "regular expression: longer than % bytes"},
    {"pattern-deep", "more than % brackets inside each other"},
    {"pattern-parts", "more than % parts"},
    {"pattern-path", "an object path of more than % steps"},
    {"observed-type", "not observed-data"},
    {"observed-number", "not a whole number from 1 to %"},
    {"observed-time", "a timestamp is expected, not *"},
    {"observed-order", "before first_observed"},
    {"observed-objects", "an object that holds objects is expected, not *"},
    {"observed-refs", "a list of ids is expected, not *"},
    {"observed-empty", "neither objects nor object_refs"},
    {"observed-size", "more than % MiB of observations"},
    {"observed-size", "objects of more than % MiB"},
    {"string-needed", "not there, or no text"},
    // a list
    {"list-value", "not a domain, address, URL, hash or mail address: \"%\""},
    {"list-fuzzy-hash", "a fuzzy hash *: \"%\""},
    {"list-json", "JSON in a file that is read as a list, *: \"%\""},
    {"list-exception", "an exception to a rule, not a value: \"%\""},
    {"list-own-name", "a name of the machine itself: \"%\""},
    {"list-date", "a date is not written like *: \"%\""},
    {"list-confidence", "the confidence is not *: \"%\""},
    {"list-many", "more values in one line than are read: \"%\""},
    {"list-marking", "% is no TLP label"},
    {"list-line", "longer than % bytes"},
    {"list-line", "the line is too long"},
    // a file
    {"file-utf16", "this is UTF-16 text: save it as UTF-8"},
    {"file-binary", "this is no text but a binary file"},
    {"file-size", "the upload is too large"},
    {"packed-cut", "%: ends too early"},
    {"packed-damaged", "%: damaged"},
    {"packed-memory", "%: needs *"},
};

// `pattern` against all of `text`. The last % or * that fits as little as it can is tried first,
// which is enough: what is between them stands in a sentence once.
static bool fits(struct str *value, const char *pattern, struct str text) {
    size_t at = 0;
    for (; *pattern; pattern++) {
        if (*pattern != '%' && *pattern != '*') {
            if (at == text.size || text.data[at++] != *pattern) return false;
            continue;
        }
        size_t size = 1;
        while (pattern[size] && pattern[size] != '%' && pattern[size] != '*') size++;
        struct str next = {pattern + 1, size - 1}, rest = str_cut(text, at, text.size);
        bool is_last = !pattern[size];
        size_t found = rest.size;
        if (is_last && !str_ends(rest, next)) return false;
        if (is_last) found = rest.size - next.size;
        if (!is_last) found = str_find(rest, next);
        if (found == SIZE_MAX) return false;
        if (*pattern == '%') *value = str_cut(rest, 0, found);
        at += found;
    }
    return at == text.size;
}

// "a list is not empty (list, 2.12)": a rule of STIX 2.1 by its name (exchange/deviation.h).
static bool is_rule(struct str *value, struct str *said, struct str sentence) {
    size_t open = str_find_byte_last(sentence, '(');
    if (open == SIZE_MAX || !str_ends(sentence, STR(")"))) return false;
    struct str inside = str_cut(sentence, open + 1, sentence.size - 1), name;
    if (!str_take(&name, &inside, ',')) return false;
    enum conform_rule rule;
    if (!conform_rule_read(&rule, name)) return false;
    *value = name;
    *said = str_cut(sentence, 0, open ? open - 1 : 0);
    return true;
}

static const char *code_of(struct str *value, struct str sentence) {
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct str found = STR_NONE;
        if (!fits(&found, ROWS[i].sentence, sentence)) continue;
        *value = found;
        return ROWS[i].code;
    }
    return NULL;
}

// "labels[2]: ", "byte 12: ", "objects[3], byte 100: "
static size_t place_end(struct str reason) {
    size_t colon = str_find(reason, STR(": "));
    if (colon == SIZE_MAX || !colon) return 0;
    struct str place = str_cut(reason, 0, colon);
    size_t space = str_find_byte(place, ' ');
    bool has_byte = str_starts(place, STR("byte ")) || str_find(place, STR(", byte ")) != SIZE_MAX;
    return space == SIZE_MAX || has_byte ? colon : 0;
}

struct refusal_words refusal_read(struct str reason) {
    struct refusal_words words = {NULL, STR_NONE, STR_NONE, STR_NONE};
    size_t end = place_end(reason);
    if (is_rule(&words.value, &words.said, reason)) {
        words.code = "rule";
        words.place = str_cut(reason, 0, end);
        if (end) words.said = str_cut(words.said, end + 2, words.said.size);
        return words;
    }
    words.code = code_of(&words.value, reason); // "gzip: damaged" has no place
    if (words.code) return words;
    if (!end) return words;
    words.place = str_cut(reason, 0, end);
    struct str sentence = str_cut(reason, end + 2, reason.size);
    words.code = code_of(&words.value, sentence);
    size_t more = words.code ? 0 : place_end(sentence); // "spec_version: byte 3: ..."
    if (more) words.code = code_of(&words.value, str_cut(sentence, more + 2, sentence.size));
    return words;
}

void refusal_write(struct json_writer *w, struct str reason) {
    struct refusal_words words = refusal_read(reason);
    if (words.place.size) json_key_text(w, "place", words.place);
    json_key_text(w, "reason", reason);
    if (words.code) json_key_text(w, "code", str_of(words.code));
    if (words.value.size) json_key_text(w, "value", words.value);
    if (!words.said.size) return;
    json_key_object(w, "finding");
    finding_words_read(w, words.value, words.said);
    json_close_object(w);
}
