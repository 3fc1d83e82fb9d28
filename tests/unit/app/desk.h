// desk.h - what the tests of app and cli share: a folder to work in, options from words, and what
// was printed.
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/options.h"
#include "sys/file.h"

struct desk {
    char folder[64];
    struct arena arena;
    struct fault fault;
};

#define expect_ok(desk, call)                                                                      \
    do {                                                                                           \
        enum status expect_status_ = (call);                                                       \
        if (expect_status_ != OK)                                                                  \
            fail_msg("%s: %s: %s", #call, status_name(expect_status_), (desk)->fault.text);        \
    } while (0)

static inline int desk_open(void **state) {
    struct desk *desk = memory_take(sizeof *desk);
    *desk = (struct desk){.folder = "/tmp/renkei-desk-XXXXXX"};
    arena_init(&desk->arena);
    *state = desk;
    return mkdtemp(desk->folder) ? 0 : -1;
}

static inline int desk_close(void **state) {
    struct desk *desk = *state;
    int code = system(arena_format(&desk->arena, "rm -r %s", desk->folder).data);
    arena_close(&desk->arena);
    free(desk);
    return code;
}

// A test in a folder of its own.
#define T(name) cmocka_unit_test_setup_teardown(name, desk_open, desk_close)

static inline const char *path_in(struct desk *desk, const char *name) {
    return arena_format(&desk->arena, "%s/%s", desk->folder, name).data;
}

static inline const char *file_in(struct desk *desk, const char *name, struct str text) {
    const char *path = path_in(desk, name);
    expect_ok(desk, file_write(path, text, 0600, &desk->fault));
    return path;
}

// Options from words that are divided by spaces; @ at a word's beginning stands for the folder.
static inline enum status options_of(struct options *out, struct desk *desk,
                                     const enum option *allowed, const char *line) {
    char **arguments = (char **)arena_take(&desk->arena, 100 * sizeof *arguments);
    size_t count = 0;
    struct str rest = str_of(line), word;
    while (count < 100 && str_take(&word, &rest, ' ')) {
        size_t mark = str_find_byte(word, '@');
        struct str text =
            mark == SIZE_MAX
                ? word
                : arena_format(&desk->arena, "%.*s%s/%.*s", STR_ARG(str_cut(word, 0, mark)),
                               desk->folder, STR_ARG(str_cut(word, mark + 1, word.size)));
        if (word.size) arguments[count++] = (char *)arena_text(&desk->arena, text);
    }
    return options_read(out, arguments, count, allowed, &desk->arena, &desk->fault);
}

// From here on what is printed goes to a file; printed_end gives it back.
struct printing {
    int before, fd; // `fd` is standard output (1) or error (2)
    FILE *file;
};

static inline struct printing printed_begin(FILE *stream) {
    struct printing printing = {.fd = fileno(stream), .file = tmpfile()};
    assert_non_null(printing.file);
    fflush(stream);
    printing.before = dup(printing.fd);
    assert_true(dup2(fileno(printing.file), printing.fd) >= 0);
    return printing;
}

static inline struct str printed_end(struct printing *printing, struct arena *arena) {
    fflush(printing->fd == STDOUT_FILENO ? stdout : stderr);
    dup2(printing->before, printing->fd);
    close(printing->before);
    long size = lseek(fileno(printing->file), 0, SEEK_END);
    assert_true(size >= 0);
    char *text = arena_zero(arena, (size_t)size + 1, 1);
    assert_int_equal(pread(fileno(printing->file), text, (size_t)size, 0), size);
    fclose(printing->file);
    return (struct str){text, (size_t)size};
}
