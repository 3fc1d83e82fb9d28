#include "ledger/tile.h"

#include "plain.h"

static void read_ok(const char *text, struct tile_path wanted) {
    struct tile_path path;
    char back[TILE_PATH_SIZE];
    assert_int_equal(tile_path_read(&path, str_of(text), NULL), OK);
    assert_true(path.is_entries == wanted.is_entries);
    assert_int_equal(path.level, wanted.level);
    assert_int_equal(path.index, wanted.index);
    assert_int_equal(path.width, wanted.width);
    assert_string_equal(tile_path_write(back, &path), text);
}

static void names_are_those_of_tlog_tiles(void **state) {
    (void)state;
    read_ok("tile/0/x001/x234/067", (struct tile_path){false, 0, 1234067, 256});
    read_ok("tile/0/000", (struct tile_path){false, 0, 0, 256});
    read_ok("tile/63/999", (struct tile_path){false, 63, 999, 256});
    read_ok("tile/1/x001/000.p/17", (struct tile_path){false, 1, 1000, 17});
    read_ok("tile/entries/x273/000.p/255", (struct tile_path){true, 0, 273000, 255});
    read_ok("tile/7/x999/x999/x999/x999/x999/999",
            (struct tile_path){false, 7, TILE_INDEX_MAX, 256});
}

static void other_names_are_refused(void **state) {
    (void)state;
    static const char *const bad[] = {
        "",           "tile",          "tile/0",          "tile/0/",           "tile/0/1",
        "tile/00/001", "tile/64/001",  "tile/-1/001",     "tile/0/0001",       "tile/0/x001",
        "tile/0/001/002", "tile/0/x000/001", "tile/0/x1/001", "tile/0/001.p/0", "tile/0/001.p/256",
        "tile/0/001.p/01", "tile/0/001.p/", "tile/0/001.p",  "tile/entry/001",  "tile/0/X001/002",
        "tile/0/+01", "tile/0/001/",   "tile/0/001.p/1/", "/tile/0/001",       "tile/0/0 1",
        "tile/0/x001/x999/x999/x999/x999/x999/999", "tile/0/x001//001", "tile/0/001.p/1.p/2"};
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct tile_path path;
        struct fault fault = {""};
        assert_int_equal(tile_path_read(&path, str_of(bad[i]), &fault), MALFORMED);
        assert_true(fault.text[0] != '\0');
    }
}

// The example of the specification: "a tree of size 70,000 will be represented by 273 full level 0
// tiles, one partial level 0 tile of width 112, one full level 1 tile, one partial level 1 tile of
// width 17, and one partial level 2 tile of width 1".
static void widths_are_those_of_the_specification(void **state) {
    (void)state;
    static const struct {
        unsigned level, width;
        uint64_t index, size;
    } cases[] = {{0, 256, 0, 70000},   {0, 256, 272, 70000}, {0, 112, 273, 70000},
                 {0, 0, 274, 70000},   {1, 256, 0, 70000},   {1, 17, 1, 70000},
                 {1, 0, 2, 70000},     {2, 1, 0, 70000},     {2, 0, 1, 70000},
                 {3, 0, 0, 70000},     {63, 0, 0, 70000},    {0, 256, 0, 256},
                 {1, 1, 0, 256},       {0, 0, 1, 256},       {0, 0, 0, 0},
                 {7, 127, 0, INT64_MAX}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct tile_path path = {.level = cases[i].level, .index = cases[i].index};
        assert_int_equal(tile_width(&path, cases[i].size), cases[i].width);
    }
}

static void a_bundle_gives_back_its_entries(void **state) {
    (void)state;
    struct buf buf;
    buf_init(&buf, SIZE_MAX);
    static char large[65535];
    memset(large, 'x', sizeof large);
    const struct str entries[] = {STR("a"), STR(""), {large, sizeof large}, STR("end")};
    for (size_t i = 0; i < COUNT(entries); i++) tile_entry_add(&buf, entries[i]);
    assert_int_equal(buf.size, 4 * 2 + 1 + 65535 + 3);
    assert_memory_equal(buf.data, "\0\1a\0\0\xff\xff", 7);
    struct str rest = buf_str(&buf), entry;
    for (size_t i = 0; i < COUNT(entries); i++) {
        assert_true(tile_entry_take(&entry, &rest));
        assert_true(str_equal(entry, entries[i]));
    }
    assert_false(tile_entry_take(&entry, &rest));
    assert_int_equal(rest.size, 0);
    rest = str_cut(buf_str(&buf), 0, 2);
    assert_false(tile_entry_take(&entry, &rest));
    assert_int_equal(rest.size, 2);
    buf_close(&buf);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_those_of_tlog_tiles),
        cmocka_unit_test(other_names_are_refused),
        cmocka_unit_test(widths_are_those_of_the_specification),
        cmocka_unit_test(a_bundle_gives_back_its_entries),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
