// classify.h - the first pass over text: one bit for each byte, in 64-bit words.
//
// `name` has the bytes that names are made of. `trigger` has the places where a token may be: one
// past what gives it away, so that nothing has to be known of the bytes that follow:
//
//     a.b    the byte after a dot between name bytes      domain, IPv4, mail address
//     a:b    the byte after a colon between hex digits or colons   IPv6
//     a:/    the slash after a scheme's colon             URL
//     ve-    the hyphen after "v?"                        CVE id
//     16 hexadecimal digits in a row, at a multiple of 16  file hash
//
// `open` has opening brackets, where de-fanged text may begin.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum class_bit {
    CLASS_DIGIT = 1,
    CLASS_LETTER = 2,
    CLASS_NAME_OTHER = 4, // '-', '_' and '.'
    CLASS_HEX = 8,
    CLASS_COLON = 16,
    CLASS_SLASH = 32,      // '/' and '\'
    CLASS_OPEN = 64,       // '(', '[' and '{'
    CLASS_SPACE = 128,     // ASCII control characters and space
    CLASS_URL_END = 256,   // what a URL never holds as it is written in text
    CLASS_URL_SOFT = 512,  // what it may hold, but where it may as well have ended
    CLASS_HOST_END = 1024, // what ends user, host and port
    CLASS_LOCAL = 2048,    // what the local part of a mail address is made of
};
#define CLASS_WORD (CLASS_DIGIT | CLASS_LETTER)
#define CLASS_NAME (CLASS_WORD | CLASS_NAME_OTHER)
extern const uint16_t CLASS[256];

static inline bool byte_is(char byte, unsigned classes) {
    return (CLASS[(unsigned char)byte] & classes) != 0;
}
// What words are made of: letters, digits and '_'.
static inline bool byte_is_word(char byte) {
    return byte_is(byte, CLASS_WORD) || byte == '_';
}
struct class_masks {
    uint64_t *name, *trigger, *open; // one word for 64 bytes
};

// Readable: `size` rounded up to 64 bytes. Bits beyond `size` are those of the bytes that stand
// there.
void classify(const struct class_masks *out, const char *text, size_t size);
// The same in plain C, for other machines and for tests.
void classify_portable(const struct class_masks *out, const char *text, size_t size);
