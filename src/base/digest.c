#include "base/digest.h"

#include <string.h>

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

// 16: no digit of a hexadecimal number.
static unsigned digit_value(char digit) {
    if (digit >= '0' && digit <= '9') return (unsigned)(digit - '0');
    unsigned letter = ((unsigned char)digit | 0x20u) - 'a';
    return letter < 6 ? letter + 10 : 16;
}

bool hex_read(void *out, size_t size, struct str text) {
    if (text.size % 2 != 0 || text.size / 2 != size) return false;
    uint8_t *to = out;
    unsigned all = 0;
    for (size_t i = 0; i < size; i++) {
        unsigned high = digit_value(text.data[2 * i]), low = digit_value(text.data[2 * i + 1]);
        all |= high | low;
        to[i] = (uint8_t)(high << 4 | low);
    }
    return all < 16;
}
