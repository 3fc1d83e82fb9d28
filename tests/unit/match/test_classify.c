// Both ways to classify text say the same, and what they say.
#include "match/classify.h"

#include "watch.h"

#define SIZE 1024

struct masks {
    uint64_t name[SIZE / 64], trigger[SIZE / 64], open[SIZE / 64];
};

static void classify_is_the_same_in_plain_c(void **unused) {
    (void)unused;
    static char text[SIZE];
    static struct masks fast, plain;
    static const char LIKELY[] = "..::--v/\\([{abcdefABCDEF0123456789 evgz_@";
    uint64_t state = 7;
    for (int round = 0; round < 3000; round++) {
        for (size_t i = 0; i < SIZE; i++) {
            state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
            unsigned pick = (unsigned)(state >> 40);
            text[i] = round % 3 == 0 ? (char)pick : LIKELY[pick % (sizeof LIKELY - 1)];
        }
        classify(&(struct class_masks){fast.name, fast.trigger, fast.open}, text, SIZE);
        classify_portable(&(struct class_masks){plain.name, plain.trigger, plain.open}, text, SIZE);
        assert_memory_equal(&fast, &plain, sizeof fast);
    }
}

static void classify_knows_every_byte(void **unused) {
    (void)unused;
    static char text[256];
    static uint64_t name[4], trigger[4], open[4];
    for (int i = 0; i < 256; i++)
        text[i] = (char)i;
    classify(&(struct class_masks){name, trigger, open}, text, sizeof text);
    for (unsigned i = 0; i < 256; i++) {
        bool is_name = (i >= '0' && i <= '9') || (i >= 'a' && i <= 'z') || (i >= 'A' && i <= 'Z') ||
                       i == '-' || i == '_' || i == '.';
        assert_int_equal(name[i / 64] >> i % 64 & 1, is_name);
        assert_int_equal(open[i / 64] >> i % 64 & 1, i == '(' || i == '[' || i == '{');
        assert_int_equal(byte_is((char)i, CLASS_NAME), is_name);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(classify_is_the_same_in_plain_c),
        cmocka_unit_test(classify_knows_every_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
