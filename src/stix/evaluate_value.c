// evaluate_value.c - one value beside the constants of one comparison (9.2, 9.6).
#include <arpa/inet.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "base/digest.h"
#include "base/text.h"
#include "base/unicode.h"
#include "stix/evaluate_inside.h"

#define LIKE_STEPS_MAX 10000000

enum value_form value_form_of(struct str name) {
    if (str_ends(name, STR("_hex"))) return VALUE_HEX;
    return str_ends(name, STR("_bin")) ? VALUE_BIN : VALUE_PLAIN;
}

bool value_decode(struct str *out, enum value_form form, struct str text, struct arena *arena) {
    size_t size = form == VALUE_HEX ? text.size / 2 : text.size / 4 * 3 + 3;
    char *bytes = arena_take(arena, size + 1);
    if (form == VALUE_HEX) {
        if (text.size % 2 != 0 || !hex_read(bytes, size, text)) return false;
    } else {
        size = base64_read(bytes, size, text);
        if (size == SIZE_MAX) return false;
    }
    *out = (struct str){bytes, size};
    return true;
}

// ---- strings and bytes (9.2: "from code point U+0000 to 00 through U+00ff to ff") ----

// Below U+0100 UTF-8 begins with a byte of at most 0xC3.
static bool is_narrow(struct str text) {
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] > 0xC3) return false;
    return true;
}

// Without data where it is impossible.
static struct str bytes_of(struct str text, struct arena *arena) {
    if (!is_narrow(text)) return STR_NONE;
    char *bytes = arena_take(arena, text.size + 1);
    size_t size = 0;
    for (size_t at = 0; at < text.size;) bytes[size++] = (char)text_next(text, &at);
    return (struct str){bytes, size};
}

static struct str text_of(struct str bytes, struct arena *arena) {
    char *text = arena_take(arena, bytes.size * 2 + 4);
    size_t size = 0;
    for (size_t i = 0; i < bytes.size; i++) {
        size_t added;
        text_put(text + size, &added, (unsigned char)bytes.data[i]);
        size += added;
    }
    return (struct str){text, size};
}

// ---- addresses (9.6.1, ISSUBSET and ISSUPERSET; 6.9, 6.10) ----

bool value_network_read(struct value_network *out, struct str text) {
    size_t slash = str_find_byte(text, '/');
    struct str address = str_cut(text, 0, slash);
    char copy[INET6_ADDRSTRLEN + 1];
    if (address.size == 0 || address.size >= sizeof copy) return false;
    if (memchr(address.data, '\0', address.size)) return false;
    memcpy(copy, address.data, address.size);
    copy[address.size] = '\0';
    bool is_v6 = memchr(copy, ':', address.size) != NULL;
    struct value_network read = {.size = is_v6 ? 16 : 4};
    if (inet_pton(is_v6 ? AF_INET6 : AF_INET, copy, read.bytes) != 1) return false;
    uint64_t prefix = (uint64_t)read.size * 8;
    if (slash != SIZE_MAX) {
        struct str digits = str_cut(text, slash + 1, text.size);
        if (digits.size > 3 || !str_read_u64(&prefix, digits)) return false;
        if (prefix > (uint64_t)read.size * 8) return false;
    }
    read.prefix = (int)prefix;
    *out = read;
    return true;
}

// All addresses of `inner` are in `outer`.
static bool network_holds(const struct value_network *outer, const struct value_network *inner) {
    if (outer->size != inner->size || inner->prefix < outer->prefix) return false;
    int whole = outer->prefix / 8, rest = outer->prefix % 8;
    if (memcmp(outer->bytes, inner->bytes, (size_t)whole) != 0) return false;
    if (rest == 0) return true;
    return (outer->bytes[whole] ^ inner->bytes[whole]) >> (8 - rest) == 0;
}

static bool try_network(const struct value_test *test, struct str text) {
    struct value_network network;
    if (!value_network_read(&network, text)) return false;
    if (test->operator== PATTERN_IS_SUBSET) return network_holds(&test->network, &network);
    return network_holds(&network, &test->network);
}

// ---- LIKE ----

static size_t character_size(struct str text, size_t at, bool is_bytes) {
    size_t next = at;
    if (is_bytes) return 1;
    text_next(text, &next);
    return next - at;
}

// The usual way: on a mismatch the last % takes one character more.
bool value_like_match(bool *is_decided, struct str subject, struct str like, bool is_bytes) {
    size_t at = 0, in = 0, last = SIZE_MAX, resumed = 0;
    *is_decided = true;
    for (long steps = 0; at < subject.size; steps++) {
        if (steps > LIKE_STEPS_MAX) return *is_decided = false;
        size_t size = character_size(subject, at, is_bytes);
        if (in < like.size && like.data[in] == '%') {
            last = in++;
            resumed = at;
        } else if (in < like.size && like.data[in] == '_') {
            in++;
            at += size;
        } else if (in < like.size && like.size - in >= size &&
                   memcmp(like.data + in, subject.data + at, size) == 0) {
            in += size;
            at += size;
        } else if (last == SIZE_MAX) {
            return false;
        } else {
            resumed += character_size(subject, resumed, is_bytes);
            at = resumed;
            in = last + 1;
        }
    }
    while (in < like.size && like.data[in] == '%') in++;
    return in == like.size;
}

// ---- opening ----

static struct str rest_of_fraction(struct str time) {
    size_t dot = str_find_byte(time, '.');
    if (dot == SIZE_MAX) return (struct str){"", 0};
    struct str digits = str_cut(time, dot + 7, time.size > 0 ? time.size - 1 : 0); // without Z
    while (digits.size > 0 && digits.data[digits.size - 1] == '0') digits.size--;
    return digits;
}

static void open_constant(struct value_constant *out, const struct pattern_constant *constant,
                          struct arena *arena) {
    *out = (struct value_constant){.kind = constant->kind};
    switch (constant->kind) {
    case PATTERN_STRING:
        out->text = arena_copy(arena, constant->text);
        out->bytes = bytes_of(out->text, arena);
        return;
    case PATTERN_HEX:
    case PATTERN_BINARY:
        out->bytes = arena_copy(arena, constant->text);
        out->text = text_of(out->bytes, arena);
        return;
    case PATTERN_INTEGER: out->integer = constant->integer; return;
    case PATTERN_FLOAT: out->real = constant->real; return;
    case PATTERN_BOOLEAN: out->boolean = constant->boolean; return;
    case PATTERN_TIMESTAMP:
        out->at = constant->at;
        out->finer = arena_copy(arena, rest_of_fraction(constant->text));
        return;
    }
}

static enum status open_regex(struct value_test *out, struct fault *fault) {
    const struct value_constant *constant = &out->constants[0];
    bool is_bytes = out->form != VALUE_PLAIN;
    struct str text = is_bytes ? constant->bytes : constant->text;
    if (!text.data) return OK; // impossible to convert: false, whatever is seen (9.6.4)
    enum regex_kind kind = is_bytes ? REGEX_BYTES : REGEX_TEXT;
    enum status status = regex_open(&out->regex, text, kind, &out->regex_at, fault);
    if (is_bytes) out->regex_at = SIZE_MAX; // its digits stand in the pattern
    return status;
}

// The names of properties that are timestamps, and of which objects (chapter 6; 2.0 part 4). No
// other name ends so. An extension's is of the object that it extends.
static const struct {
    const char *type, *name;
} TIMES[] = {
    {"directory", "ctime"},
    {"directory", "mtime"},
    {"directory", "atime"},
    {"directory", "created"},
    {"directory", "modified"},
    {"directory", "accessed"},
    {"email-message", "date"},
    {"file", "ctime"},
    {"file", "mtime"},
    {"file", "atime"},
    {"file", "created"},
    {"file", "modified"},
    {"file", "accessed"},
    {"file", "time_date_stamp"},
    {"network-traffic", "start"},
    {"network-traffic", "end"},
    {"process", "created_time"},
    {"process", "created"},
    {"user-account", "account_created"},
    {"user-account", "account_expires"},
    {"user-account", "credential_last_changed"},
    {"user-account", "password_last_changed"},
    {"user-account", "account_first_login"},
    {"user-account", "account_last_login"},
    {"windows-registry-key", "modified_time"},
    {"windows-registry-key", "modified"},
    {"x509-certificate", "validity_not_before"},
    {"x509-certificate", "validity_not_after"},
    {"x509-certificate", "private_key_usage_period_not_before"},
    {"x509-certificate", "private_key_usage_period_not_after"},
};

// `type` STR_NONE: of any.
static bool is_time(struct str type, struct str name) {
    for (size_t i = 0; i < sizeof TIMES / sizeof *TIMES; i++)
        if (str_equal(str_of(TIMES[i].name), name) &&
            (!type.data || str_equal(str_of(TIMES[i].type), type)))
            return true;
    return false;
}

static struct str last_name(const struct pattern_path *path) {
    size_t at = path->step_count;
    while (at > 0 && path->steps[at - 1].kind != PATTERN_STEP_NAME) at--;
    return at > 0 ? path->steps[at - 1].name : STR_NONE;
}

enum status value_test_open(struct value_test *out, const struct pattern_test *test,
                            struct arena *arena, struct fault *fault) {
    struct str name = last_name(&test->path);
    *out = (struct value_test){.operator= test->operator,
                               .form = value_form_of(name),
                               .name = arena_copy(arena, name),
                               .may_be_time = is_time(STR_NONE, name),
                               .constant_count = test->constant_count};
    out->constants = arena_array(arena, test->constant_count, struct value_constant);
    for (size_t i = 0; i < test->constant_count; i++)
        open_constant(&out->constants[i], &test->constants[i], arena);
    if (test->operator== PATTERN_LIKE) {
        TRY(unicode_nfc(&out->like.text, out->constants[0].text, arena, fault));
        out->like.bytes = bytes_of(out->like.text, arena);
    }
    if (test->operator== PATTERN_MATCHES) TRY(open_regex(out, fault));
    if ((test->operator== PATTERN_IS_SUBSET || test->operator== PATTERN_IS_SUPERSET) &&
        !value_network_read(&out->network, out->constants[0].text))
        return fault_set(fault, MALFORMED, "neither an IPv4 nor an IPv6 address");
    return OK;
}

void value_test_close(struct value_test *test) {
    regex_close(&test->regex);
}

// ---- comparing ----

static int order_of_numbers(int64_t a, double b) {
    if (b >= 0x1p63) return -1;
    if (b < -0x1p63) return 1;
    int64_t whole = (int64_t)b; // towards 0
    if (a != whole) return a < whole ? -1 : 1;
    double rest = b - (double)whole;
    return rest > 0 ? -1 : rest < 0;
}

static int order_of(double a, double b) {
    return a < b ? -1 : a > b;
}

static bool compare_number(int *order, const struct value_constant *constant, struct json value) {
    int64_t integer;
    double real;
    bool is_whole = json_i64(&integer, value);
    if (!is_whole && !json_double(&real, value)) return false;
    if (constant->kind == PATTERN_INTEGER)
        *order = is_whole ? (integer > constant->integer) - (integer < constant->integer)
                          : -order_of_numbers(constant->integer, real);
    else if (constant->kind == PATTERN_FLOAT)
        *order =
            is_whole ? order_of_numbers(integer, constant->real) : order_of(real, constant->real);
    else
        return false;
    return true;
}

// What a value is, as far as it takes more than a look to know.
struct reading {
    struct json json;
    bool is_bytes, is_time; // of a string
    struct str text;        // or the bytes
};

static bool compare_string(int *order, const struct value_constant *constant,
                           const struct reading *value) {
    bool is_binary = constant->kind == PATTERN_HEX || constant->kind == PATTERN_BINARY;
    if (constant->kind == PATTERN_TIMESTAMP) {
        stamp at;
        if (value->is_bytes || stamp_read(&at, value->text, NULL) != OK) return false;
        *order = at < constant->at ? -1 : at > constant->at;
        if (*order == 0) *order = str_compare(rest_of_fraction(value->text), constant->finer);
        return true;
    }
    if (constant->kind != PATTERN_STRING && !is_binary) return false;
    if (value->is_time) return false;
    struct str with = value->is_bytes ? constant->bytes : constant->text;
    if (!with.data || (is_binary && !value->is_bytes && !is_narrow(value->text))) return false;
    *order = str_compare(value->text, with); // bytes of UTF-8 are in the order of code points
    return true;
}

// False: of types that cannot be compared.
static bool compare(int *order, const struct value_constant *constant,
                    const struct reading *value) {
    switch (json_kind(value->json)) {
    case JSON_TRUE:
    case JSON_FALSE:
        if (constant->kind != PATTERN_BOOLEAN) return false;
        *order = json_true(value->json) - constant->boolean;
        return true;
    case JSON_NUMBER: return compare_number(order, constant, value->json);
    case JSON_STRING: return compare_string(order, constant, value);
    default: return false;
    }
}

static enum evaluate_answer answer(bool is_yes) {
    return is_yes ? EVALUATE_YES : EVALUATE_NO;
}

static enum evaluate_answer try_like(const struct value_test *test, const struct reading *value,
                                     struct arena *arena) {
    struct str text = value->text;
    bool is_decided = true, is_match = false;
    if (value->is_bytes) {
        if (!test->like.bytes.data) return EVALUATE_NO;
        is_match = value_like_match(&is_decided, text, test->like.bytes, true);
    } else {
        if (unicode_nfc(&text, text, arena, NULL) != OK) return EVALUATE_UNDECIDED;
        is_match = value_like_match(&is_decided, text, test->like.text, false);
    }
    return is_decided ? answer(is_match) : EVALUATE_UNDECIDED;
}

static enum evaluate_answer try_regex(const struct value_test *test, const struct reading *value,
                                      struct arena *arena) {
    struct str text = value->text;
    if (!test->regex) return EVALUATE_NO;
    if (!value->is_bytes && unicode_nfc(&text, text, arena, NULL) != OK) return EVALUATE_UNDECIDED;
    enum status status = regex_find(test->regex, text, NULL);
    if (status == OK || status == ABSENT) return answer(status == OK);
    return EVALUATE_UNDECIDED;
}

static bool try_order(const struct value_test *test, const struct reading *value) {
    int order = 0;
    bool is_comparable = compare(&order, &test->constants[0], value);
    switch (test->operator) {
    case PATTERN_EQUAL: return is_comparable && order == 0;
    case PATTERN_NOT_EQUAL: return !is_comparable || order != 0;
    case PATTERN_GREATER: return is_comparable && order > 0;
    case PATTERN_LESS: return is_comparable && order < 0;
    case PATTERN_GREATER_EQUAL: return is_comparable && order >= 0;
    case PATTERN_LESS_EQUAL: return is_comparable && order <= 0;
    default: return false;
    }
}

static bool try_set(const struct value_test *test, const struct reading *value) {
    int order = 0;
    for (size_t i = 0; i < test->constant_count; i++)
        if (compare(&order, &test->constants[i], value) && order == 0) return true;
    return false;
}

enum evaluate_answer value_try(bool *is_there, const struct value_test *test, struct json value,
                               struct str object_type, struct arena *arena) {
    struct reading reading = {.json = value, .text = json_text(value)};
    bool is_string = json_kind(value) == JSON_STRING;
    *is_there = json_kind(value) > JSON_NULL;
    if (!*is_there || test->operator== PATTERN_EXISTS) return answer(*is_there);
    if (is_string && test->form != VALUE_PLAIN) {
        reading.is_bytes = true;
        *is_there = value_decode(&reading.text, test->form, reading.text, arena);
        if (!*is_there) return EVALUATE_NO;
    }
    reading.is_time = is_string && test->may_be_time && is_time(object_type, test->name);
    bool is_text = is_string && !reading.is_time;
    switch (test->operator) {
    case PATTERN_IN: return answer(try_set(test, &reading));
    case PATTERN_LIKE: return is_text ? try_like(test, &reading, arena) : EVALUATE_NO;
    case PATTERN_MATCHES: return is_text ? try_regex(test, &reading, arena) : EVALUATE_NO;
    case PATTERN_IS_SUBSET:
    case PATTERN_IS_SUPERSET: return answer(is_text && try_network(test, reading.text));
    default: return answer(try_order(test, &reading));
    }
}
