#include "searching.h"

// What both engines must say alike: FTS5 said it first.
static const char *const TEXTS[] = {
    "well-known snake_case two--hyphens x-ray",
    "mail admin@mail.example.org or Müller@例え.example",
    "sha-256 e3b0c44298fc1c149afbf4c8996fb924 0xDEADBEEF 1e5 3.14 -42 1,000",
    "https://login.hospital.example:8443/a_b/%7Euser?q=1&r=two#frag",
    "C:\\\\Windows\\\\System32\\\\evil.exe HKLM\\\\Software",
    "Opération Ångström naïve İstanbul ΣΊΣΥΦΟΣ Ёлка ﬁle",
    "cafe\u0301 decomposed, café composed",
    "東京都の病院 サイバー攻撃 ﾊﾝｶｸ 랜섬웨어",
    "AND OR NOT NEAR true & false | (maybe) ! a:b a^b {c}",
    "100% of it's \\\"quoted\\\" text_with_ %_% under",
    "2001:db8::1 198.51.100.7/24 CVE-2024-12345",
    "½ ² Ⅷ ٣٤ १२ ａｂｃ１２ e\u0301\u0301 a\u200Bb soft\u00ADhyphen",
    "emoji 🙂 beside 👍 words\\u0000nul and 𝔘𝔫𝔦 𠮷野家",
};
#define TEXT_COUNT (sizeof TEXTS / sizeof TEXTS[0])

static const struct question {
    const char *words;
    const char *found; // a letter for each text, from a; NULL: nothing can be searched for
} QUESTIONS[] = {
    {"well-known", "a"},
    {"known well", "a"},
    {"\"known well\"", ""},
    {"wellknown", ""},
    {"snake", "a"},
    {"case two", "a"},
    {"snake_case", "a"},
    {"two hyphens", "a"},
    {"\"two hyphens\"", "a"},
    {"x-ray", "a"},
    {"xray", ""},
    {"admin@mail.example.org", "b"},
    {"mail.example", "b"},
    {"example.mail", ""},
    {"muller", "b"},
    {"Müller@例え", "b"},
    {"例", "b"},
    {"e3b0c44298fc1c149afbf4c8996fb924", "c"},
    {"e3b0c442*", "c"},
    {"e3b0c442", ""},
    {"sha256", ""},
    {"SHA-256", "c"},
    {"deadbeef", ""},
    {"0xdeadbeef", "c"},
    {"1e5", "c"},
    {"3.14", "c"},
    {"14", "c"},
    {"-42", "c"},
    {"1,000", "c"},
    {"login.hospital.example:8443", "d"},
    {"https://login.hospital.example:8443/a_b/%7Euser?q=1&r=two#frag", "d"},
    {"7Euser", "d"},
    {"hosp*", "d"},
    {"hospital.example", "d"},
    {"hospital.exa*", "d"},
    {"ospital", ""},     // the middle of a word is not looked for
    {"b0c44298fc1c", ""},
    {"evil.exe", "e"},
    {"C:\\Windows\\Sys*", "e"},
    {"System32 hklm", "e"},
    {"operation", "f"},
    {"OPÉRATION", "f"},
    {"angstrom", "f"},
    {"naive", "f"},
    {"istanbul", "f"},
    {"σίσυφοσ", "f"},
    {"ёлка", "f"},
    {"café", "g"},
    {"cafe composed", "g"},
    {"\"cafe decomposed\"", "g"},
    {"東京", "h"},
    {"病", "h"},
    {"サイバー攻撃", "h"},
    {"攻撃 東京都", "h"},
    {"ハンカク", ""},
    {"ﾝｶ", "h"},
    {"섬웨", "h"},
    {"AND", "im"},
    {"NOT true", "i"},
    {"NEAR", "i"},
    {"a:b", "dil"},
    {"a^b", "dil"},
    {"(maybe)", "i"},
    {"&", NULL},
    {"it's", "j"},
    {"\"quoted text\"", "j"},
    {"100%", "jk"},
    {"%_%", NULL},
    {"text_with", "j"},
    {"with_under", "j"},
    {"2001:db8::1", "k"},
    {"198.51.100.7", "k"},
    {"51.100", "k"},
    {"198.51.100.7/2*", "k"},
    {"cve-2024-123*", "k"},
    {"CVE-2024-1234", ""},
    {"abc12", ""},
    {"ａｂｃ１２", "l"},
    {"ee", ""},
    {"softhyphen", ""},
    {"soft hyphen", "l"},
    {"emoji beside", "m"},
    {"\"emoji beside\"", ""}, // a letter newer than the tables of unicode61 counts as a word,
    {"words nul", "m"},
    {"吉野家", ""},
    {"𠮷野家", "m"},
    {"野家", "m"},
    {"*", NULL},
    {"", NULL},
    {"nothing here", ""},
};

static void hard_cases_are_found_alike_by_every_engine(void **state) {
    (void)state;
    uint64_t first = last_number + 1;
    int wrong = 0;
    for (size_t i = 0; i < TEXT_COUNT; i++)
        keep(TEXTS[i]);
    store_search_wait(store);
    struct sight sight = {.open = &green, .open_count = 1, .is_whole = true};
    for (size_t i = 0; i < sizeof QUESTIONS / sizeof QUESTIONS[0]; i++) {
        const struct question *question = &QUESTIONS[i];
        struct find find = {.revoked = -1, .words = str_of(question->words)};
        struct finding *finding;
        enum status status = find_open(&finding, store, &sight, &find, &fault);
        if (!question->found) {
            assert_int_equal(status, MALFORMED);
            continue;
        }
        if (status != OK) fail_msg("%s: %s", question->words, fault.text);
        char found[TEXT_COUNT + 1] = "";
        struct found row;
        while (find_next(&row, finding, &fault) == OK)
            found[strlen(found)] =
                (char)('a' + (row.id.bytes[15] | row.id.bytes[14] << 8) - (int)first);
        find_close(&finding);
        if (strcmp(found, question->found) == 0) continue;
        print_error("%s: %s, not %s\n", question->words, found, question->found);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

static void add_numbered(char *text, size_t from, size_t count) {
    char *at = text + strlen(text);
    for (size_t i = from; i < from + count; i++)
        at += sprintf(at, " word word%zu", i);
}

// Beyond what a server keeps of a word's places (256 of one word, none after 16,383), and beyond
// what it takes as one set of words.
static void long_texts_are_searched_to_their_end(void **state) {
    (void)state;
    static char text[4 << 20];
    strcpy(text, "begin");
    add_numbered(text, 0, 20000);
    strcat(text, " last things");
    assert_true(strlen(text) > (256 << 10));
    keep(text);
    text[strlen(text) / 3] = '\0'; // one that is still kept whole
    keep(text);
    strcpy(text, "");
    for (int i = 0; i < 5000; i++)
        strcat(text + i, "x");
    strcat(text, " 病");
    for (int i = 0; i < 3000; i++)
        strcat(text, "é");
    keep(text);
    assert_int_equal(count_of("begin"), 2);
    assert_int_equal(count_of("\"begin word word0\""), 2);
    assert_int_equal(count_of("\"word5999 word word6000\""), 2);
    assert_int_equal(count_of("\"word6000 word5999\""), 0);
    assert_int_equal(count_of("begin \"last things\""), 1);
    assert_int_equal(count_of("begin \"things last\""), 0);
    assert_int_equal(count_of("\"last thin\"*"), 1);
    assert_int_equal(count_of("begin last missing"), 0);
    for (size_t i = 0; i < 20000; i += 97) { // across every cut
        char words[64];
        snprintf(words, sizeof words, "\"word%zu word word%zu\"", i, i + 1);
        if (!finds(words)) fail_msg("does not find: %s", words);
    }
    assert_finds("xxxx*");
    assert_misses("xxxx");
    assert_finds("病");
    assert_finds("eeee*");
    assert_ok(store_check(store, &fault), fault);
    struct store_removal removal = {.id = uuid_numbered(last_number - 2),
                                    .kind = store_kind(store, STR("indicator")),
                                    .collection_no = 1};
    assert_ok(store_remove(store, &removal, &fault), fault);
    assert_int_equal(count_of("begin"), 1);
    assert_misses("last");
    assert_ok(store_check(store, &fault), fault);
}

static void put_some(char *text, const char *const *parts, size_t count) {
    for (size_t i = 1 + random_below(6); i; i--)
        strcat(text, parts[random_below(count)]);
}

// Beside a store in a file, with texts and questions of chance.
static void a_server_finds_what_a_file_does(void **state) {
    (void)state;
    if (!on_postgres()) skip();
    static const char *const parts[] = {
        "a",   "ab",  "b",   "é",   "É",  " ",        " ",    "-",  "_",  ".",
        "@",   "病",  "院",  "病院", "ー", "\xCC\x81", "1",    "23", "→",  "%",
        "Ａ",  "ß",   "ẞ",   "Σ",   "ς",  "İ",        "🙂",   "𠮷", "ﾊ",  "\xC2\xAD"};
    size_t count = sizeof parts / sizeof parts[0];
    struct store *server = store;
    char path[128];
    snprintf(path, sizeof path, "%s", file_of("beside.db"));
    struct store *file;
    assert_ok(store_open(&file, &(struct store_options){.path = path, .may_create = true}, &fault),
              fault);
    collection_add(file, 1);
    assert_int_equal(class_of(file, 1, TLP_GREEN, false), green);
    random_state = 11;
    for (size_t i = 0; i < 400; i++) {
        char text[200] = "";
        put_some(text, parts, count);
        put_some(text, parts, count);
        keep(text);
        struct put put = name_put(last_number, text);
        assert_ok(put_now(file, &put, 1, &fault), fault);
    }
    for (size_t i = 0; i < repeats(1500); i++) {
        char words[200] = "";
        if (chance_of(30)) strcat(words, "\"");
        put_some(words, parts, count);
        if (chance_of(30)) strcat(words, chance_of(50) ? "\"" : "\"*");
        if (chance_of(30)) strcat(words, "*");
        SCOPED(arena_close) struct arena arena;
        arena_init(&arena);
        struct search_terms terms;
        if (search_words_asked(&terms, str_of(words), &arena, &fault) != OK) continue;
        store = file;
        size_t expected = count_of(words);
        store = server;
        size_t found = count_of(words);
        if (found != expected) fail_msg("%s: %zu, not %zu", words, found, expected);
    }
    store_close(&file);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(hard_cases_are_found_alike_by_every_engine),
        TEST(long_texts_are_searched_to_their_end),
        TEST(a_server_finds_what_a_file_does),
    };
    folder_open();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    folder_close();
    return failed;
}
