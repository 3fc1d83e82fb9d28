#include "base/digest.h"

#include <string.h>

#include "base/text.h"

char *hex_write(char *text, const void *bytes, size_t size) {
    static const char digits[] = "0123456789abcdef";
    const uint8_t *from = bytes;
    for (size_t i = 0; i < size; i++) {
        text[2 * i] = digits[from[i] >> 4];
        text[2 * i + 1] = digits[from[i] & 15];
    }
    text[2 * size] = '\0';
    return text;
}

static unsigned digit_value(char digit) {
    if (ascii_is_digit(digit)) return (unsigned)(digit - '0');
    return (unsigned)(ascii_lower(digit) - 'a' + 10);
}

bool hex_read(void *out, size_t size, struct str text) {
    if (text.size % 2 != 0 || text.size / 2 != size) return false;
    for (size_t i = 0; i < text.size; i++)
        if (!ascii_is_hex(text.data[i])) return false;
    uint8_t *to = out;
    for (size_t i = 0; i < size; i++)
        to[i] = (uint8_t)(digit_value(text.data[2 * i]) << 4 | digit_value(text.data[2 * i + 1]));
    return true;
}
