#include "app/app.h"

#include "desk.h"

static void a_store_is_named_by_path_or_url(void **state) {
    struct desk *desk = *state;
    static const struct {
        const char *text, *path; // NULL: refused
    } names[] = {
        {"renkei.db", "renkei.db"},
        {"/a/b.db", "/a/b.db"},
        {"sqlite:b.db", "b.db"},
        {"SQLite:b.db", "b.db"},
        {"sqlite:///a/b.db", "/a/b.db"},
        {"sqlite://localhost/a/b.db", "/a/b.db"},
        {"sqlite:///a/with%20space.db", "/a/with space.db"},
        {"sqlite:with%20space.db", "with%20space.db"}, // a path is taken as it is
        {"c:renkei.db", "c:renkei.db"},                // one letter is no scheme
        {"./a:b", "./a:b"},
        {"sqlite://elsewhere/a.db", NULL},
        {"sqlite://", NULL},
        {"sqlite:", NULL},
        {"sqlite:///a%zz", NULL},
        {"", NULL},
        {"mysql://user:secret@host/db", NULL},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct str path = STR("unwritten");
        enum status status =
            app_store_path(&path, OPTION_STORE, str_of(names[i].text), &desk->arena, &desk->fault);
        if (status != (names[i].path ? OK : MALFORMED)) fail_msg("%s", names[i].text);
        if (names[i].path) assert_string_equal(arena_text(&desk->arena, path), names[i].path);
        assert_null(strstr(desk->fault.text, "secret"));
    }
}

static void the_socket_stands_beside_the_store_from_the_root_on(void **state) {
    struct desk *desk = *state;
    struct arena *arena = &desk->arena;
    struct str none = STR_NONE;
    assert_string_equal(app_socket_path(arena, none, STR("/a/b.db")).data, "/a/b.db-socket");
    assert_int_equal(chdir(desk->folder), 0);
    assert_string_equal(app_socket_path(arena, none, STR("b.db")).data,
                        arena_format(arena, "%s/b.db-socket", desk->folder).data);
    assert_string_equal(app_socket_path(arena, STR("here"), STR("/a/b.db")).data,
                        arena_format(arena, "%s/here", desk->folder).data);
    assert_int_equal(chdir("/tmp"), 0);
}

static void a_database_has_a_socket_only_where_one_is_named(void **state) {
    struct desk *desk = *state;
    struct str url = STR("postgresql://renkei@db.example/renkei");
    assert_int_equal(app_socket_path(&desk->arena, STR_NONE, url).size, 0);
    assert_string_equal(app_socket_path(&desk->arena, STR("/a/s"), url).data, "/a/s");
}

static void a_store_that_is_not_there_is_made_only_when_asked(void **state) {
    struct desk *desk = *state;
    const char *path = arena_format(&desk->arena, "%s/store", desk->folder).data;
    struct app_options options = {.store_path = path};
    struct app app;
    assert_int_equal(app_open(&app, &options, &desk->fault), ABSENT);
    assert_non_null(strstr(desk->fault.text, "renkei init --store"));
    app_close(&app);
    assert_false(file_exists(path));
    options.may_create = true;
    assert_int_equal(app_open(&app, &options, &desk->fault), OK);
    app_close(&app);
    app_close(&app);
    options.may_create = false;
    assert_int_equal(app_open(&app, &options, &desk->fault), OK);
    app_close(&app);
    options = (struct app_options){.store_path =
                                       arena_format(&desk->arena, "%s/no/store", desk->folder).data,
                                   .may_create = true};
    assert_int_equal(app_open(&app, &options, &desk->fault), ABSENT);
    assert_non_null(strstr(desk->fault.text, "folder"));
    app_close(&app);
}

static void a_store_has_one_owner(void **state) {
    struct desk *desk = *state;
    struct app_options options = {.store_path =
                                      arena_format(&desk->arena, "%s/store", desk->folder).data,
                                  .may_create = true};
    struct app first, second;
    assert_int_equal(app_open(&first, &options, &desk->fault), OK);
    assert_int_equal(app_open(&second, &options, &desk->fault), BUSY);
    assert_non_null(strstr(desk->fault.text, "another process owns it"));
    app_close(&second);
    app_close(&first);
    assert_int_equal(app_open(&second, &options, &desk->fault), OK);
    app_close(&second);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        T(a_store_is_named_by_path_or_url),
        T(the_socket_stands_beside_the_store_from_the_root_on),
        T(a_database_has_a_socket_only_where_one_is_named),
        T(a_store_that_is_not_there_is_made_only_when_asked),
        T(a_store_has_one_owner),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
