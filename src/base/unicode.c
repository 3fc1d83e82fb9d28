#include "base/unicode.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "base/text.h"

// Below U+0300 every character is its own normal form, and joins nothing before it (UAX #15, 9:
// NFC_QC). In UTF-8 those begin with a byte below 0xCC.
static bool is_plain(struct str text) {
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] >= 0xCC) return false;
    return true;
}

static UChar *as_utf16(int32_t *size, struct str text, struct arena *arena) {
    UErrorCode code = U_ZERO_ERROR;
    UChar *units = arena_take(arena, (text.size + 1) * sizeof *units);
    u_strFromUTF8(units, (int32_t)text.size + 1, size, text.data, (int32_t)text.size, &code);
    if (U_FAILURE(code)) abort(); // UTF-8 was checked, and there is room
    return units;
}

// Runs an ICU function twice: for the size, and for the text.
static UChar *compose(int32_t *size, const UNormalizer2 *form, const UChar *units, int32_t count,
                      struct arena *arena) {
    UErrorCode code = U_ZERO_ERROR;
    int32_t needed = unorm2_normalize(form, units, count, NULL, 0, &code);
    if (code != U_BUFFER_OVERFLOW_ERROR && U_FAILURE(code)) abort();
    UChar *composed = arena_take(arena, ((size_t)needed + 1) * sizeof *composed);
    code = U_ZERO_ERROR;
    *size = unorm2_normalize(form, units, count, composed, needed + 1, &code);
    if (U_FAILURE(code)) abort();
    return composed;
}

enum status unicode_nfc(struct str *out, struct str text, struct arena *arena,
                        struct fault *fault) {
    if (text.size > UNICODE_BYTES_MAX)
        return fault_set(fault, LIMIT, "text longer than %zu MiB", UNICODE_BYTES_MAX >> 20);
    if (!text_is_utf8(text)) return fault_set(fault, MALFORMED, "not UTF-8");
    *out = text;
    if (is_plain(text)) return OK;
    UErrorCode code = U_ZERO_ERROR;
    const UNormalizer2 *form = unorm2_getNFCInstance(&code);
    if (U_FAILURE(code)) abort(); // its tables are built into the library
    int32_t count, size;
    UChar *units = as_utf16(&count, text, arena);
    if (unorm2_quickCheck(form, units, count, &code) == UNORM_YES) return OK;
    UChar *composed = compose(&size, form, units, count, arena);
    if (size == count && memcmp(units, composed, (size_t)size * sizeof *units) == 0) return OK;
    char *bytes = arena_take(arena, (size_t)size * 3 + 1); // a unit is at most three bytes
    int32_t written;
    u_strToUTF8(bytes, size * 3 + 1, &written, composed, size, &code);
    if (U_FAILURE(code)) abort();
    *out = (struct str){bytes, (size_t)written};
    return OK;
}

static bool is_ascii(struct str text) {
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] >= 0x80) return false;
    return true;
}

static bool is_joiner(UChar32 c) {
    return c == 0x200C || c == 0x200D;
}

struct str unicode_without_ignored(struct str text, struct arena *arena) {
    if (is_ascii(text) || !text_is_utf8(text) || text.size > UNICODE_BYTES_MAX) return text;
    char *kept = arena_take(arena, text.size);
    size_t size = 0;
    for (int32_t at = 0, begin = 0; at < (int32_t)text.size; begin = at) {
        UChar32 c;
        U8_NEXT_UNSAFE(text.data, at, c); // UTF-8 was checked
        if (u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) && !is_joiner(c)) continue;
        memcpy(kept + size, text.data + begin, (size_t)(at - begin));
        size += (size_t)(at - begin);
    }
    return size == text.size ? text : (struct str){kept, size};
}

// RFC 5892, appendix A: joiners and the signs that some scripts have between letters.
static bool is_among_letters(UChar32 c) {
    return is_joiner(c) || c == 0xB7 || c == 0x375 || c == 0x5F3 || c == 0x5F4 || c == 0x30FB;
}

bool unicode_is_label(struct str text) {
    if (is_ascii(text)) return true;
    if (!text_is_utf8(text) || text.size > UNICODE_BYTES_MAX) return false;
    for (int32_t at = 0; at < (int32_t)text.size;) {
        UChar32 c;
        U8_NEXT_UNSAFE(text.data, at, c); // UTF-8 was checked
        bool is_word = U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_ND_MASK);
        if (c >= 0x80 && !is_word && !is_among_letters(c)) return false;
    }
    return true;
}
