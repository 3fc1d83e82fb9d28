#include "policy/password.h"

#include <string.h>

#include "base/crypto.h"
#include "base/text.h"

#define WORD_SIZE_MIN 3
#define ROW_SIZE_MIN 3

// What many passwords are made of, by what it is: the thing itself, who has it, this program, a
// calendar.
// tidy: table
static const char *const WORDS[] = {
    "password", "passwort",  "passphrase", "passwd",   "pass",     "secret",        "login",
    "signin",   "logon",     "welcome",    "letmein",  "changeme", "access",        "hello",
    "pasuwado", "himitsu",   "anshou",     "aikotoba", "admin",    "administrator", "operator",
    "root",     "user",      "guest",      "test",     "demo",     "master",        "default",
    "kanrisha", "renkei",    "january",    "february", "march",    "april",         "june",
    "july",     "august",    "september",  "october",  "november", "december",      "monday",
    "tuesday",  "wednesday", "thursday",   "friday",   "saturday", "sunday",        "spring",
    "summer",   "autumn",    "winter",
};
static const char *const ROWS[] = {"qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890"};

// The password in two forms of the same length, and for each byte why it does not count.
struct judged {
    char lower[PASSWORD_SIZE_MAX]; // A as a
    char plain[PASSWORD_SIZE_MAX]; // and 0 as o, @ as a: letters in disguise
    size_t size;
    uint8_t why[PASSWORD_SIZE_MAX]; // enum password_fault
};

static char undisguised(char c) {
    static const char pairs[] = "0o1l3e4a5s7t@a$s!i8b";
    for (size_t i = 0; pairs[i]; i += 2)
        if (pairs[i] == c) return pairs[i + 1];
    return c;
}

static void mark(struct judged *judged, size_t begin, size_t end, enum password_fault why) {
    for (size_t i = begin; i < end; i++)
        if (!judged->why[i]) judged->why[i] = (uint8_t)why;
}

// Every place of the word, which is in lower case, in either form.
static void take_word(struct judged *judged, struct str word, enum password_fault why) {
    char plain[PASSWORD_SIZE_MAX];
    if (word.size < WORD_SIZE_MIN || word.size > judged->size) return;
    for (size_t i = 0; i < word.size; i++) plain[i] = undisguised(word.data[i]);
    for (size_t at = 0; at + word.size <= judged->size; at++)
        if (!memcmp(judged->lower + at, word.data, word.size) ||
            !memcmp(judged->plain + at, plain, word.size))
            mark(judged, at, at + word.size, why);
}

static bool is_in_word(char c) {
    return ascii_is_alnum(c) || (c & 0x80);
}

static void take_name(struct judged *judged, struct str name) {
    char word[PASSWORD_SIZE_MAX];
    for (size_t at = 0; at < name.size;) {
        size_t size = 0;
        for (; at < name.size && is_in_word(name.data[at]); at++)
            if (size < sizeof word) word[size++] = ascii_lower(name.data[at]);
        take_word(judged, (struct str){word, size}, PASSWORD_NAMES);
        at++;
    }
}

// 1900 to 2099
static void take_years(struct judged *judged) {
    for (size_t at = 0; at + 4 <= judged->size; at++) {
        const char *text = judged->lower + at;
        bool is_century = !memcmp(text, "19", 2) || !memcmp(text, "20", 2);
        if (is_century && ascii_is_digit(text[2]) && ascii_is_digit(text[3]))
            mark(judged, at, at + 4, PASSWORD_COMMON);
    }
}

// How far `b` is from `a` in a row of the keyboard or of the alphabet; 2: not near.
static int step_of(char a, char b) {
    if (ascii_is_alnum(a) && ascii_is_alnum(b) && b - a >= -1 && b - a <= 1) return b - a;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const char *at = a ? strchr(ROWS[i], a) : NULL;
        if (!at) continue;
        if (at[1] && at[1] == b) return 1;
        if (at > ROWS[i] && at[-1] == b) return -1;
    }
    return 2;
}

static void take_rows(struct judged *judged) {
    for (size_t begin = 0; begin + 1 < judged->size;) {
        int step = step_of(judged->lower[begin], judged->lower[begin + 1]);
        size_t end = begin + 2;
        while (step < 2 && end < judged->size &&
               step_of(judged->lower[end - 1], judged->lower[end]) == step)
            end++;
        bool is_row = step < 2 && end - begin >= ROW_SIZE_MIN;
        if (is_row) mark(judged, begin + 1, end, PASSWORD_ROWS);
        begin = is_row ? end - 1 : begin + 1;
    }
}

// What was there `period` bytes before, three bytes or a whole period of it.
static void take_repeated(struct judged *judged, size_t period) {
    size_t same = 0, least = period > ROW_SIZE_MIN ? period : ROW_SIZE_MIN;
    for (size_t at = period; at <= judged->size; at++) {
        if (at < judged->size && judged->lower[at] == judged->lower[at - period]) {
            same++;
            continue;
        }
        if (same >= least) mark(judged, at - same, at, PASSWORD_ROWS);
        same = 0;
    }
}

static bool is_start(char c) {
    return ((unsigned char)c & 0xC0) != 0x80; // not the middle of a character
}

static size_t characters(struct str text) {
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++) count += is_start(text.data[i]);
    return count;
}

static enum password_fault sum_up(const struct judged *judged) {
    size_t left = 0, different = 0, taken[PASSWORD_ROWS + 1] = {0};
    bool seen[256] = {false};
    for (size_t i = 0; i < judged->size; i++) {
        unsigned char byte = (unsigned char)judged->lower[i];
        taken[judged->why[i]]++;
        if (judged->why[i]) continue;
        left += is_start(judged->lower[i]);
        different += !seen[byte];
        seen[byte] = true;
    }
    if (left >= PASSWORD_LEFT_MIN && different >= PASSWORD_DIFFERENT_MIN) return PASSWORD_FINE;
    enum password_fault why = PASSWORD_ROWS;
    if (taken[PASSWORD_COMMON] > taken[why]) why = PASSWORD_COMMON;
    if (taken[PASSWORD_NAMES] > taken[why]) why = PASSWORD_NAMES;
    return why;
}

enum password_fault password_judge(struct str password, const struct str *names, size_t count) {
    struct judged judged = {.size = password.size};
    if (password.size > PASSWORD_SIZE_MAX) return PASSWORD_LONG;
    if (characters(password) < PASSWORD_CHARACTERS_MIN) return PASSWORD_SHORT;
    for (size_t i = 0; i < password.size; i++) {
        judged.lower[i] = ascii_lower(password.data[i]);
        judged.plain[i] = undisguised(judged.lower[i]);
    }
    for (size_t i = 0; i < count; i++) take_name(&judged, names[i]);
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
        take_word(&judged, str_of(WORDS[i]), PASSWORD_COMMON);
    take_years(&judged);
    take_rows(&judged);
    for (size_t period = 1; period <= judged.size / 2; period++) take_repeated(&judged, period);
    enum password_fault fault = sum_up(&judged);

    secret_wipe(&judged, sizeof judged);
    return fault;
}
