// pattern_help.h - what the tests of patterns share: an arena for each test, and reading by force.
#pragma once

#include "../base/check.h"
#include "base/buf.h"
#include "stix/observable.h"
#include "stix/pattern.h"

static struct arena arena;

static int set_up(void **state) {
    (void)state;
    arena_init(&arena);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    arena_close(&arena);
    return 0;
}

static inline struct pattern *read_with(struct str text, struct pattern_options options) {
    struct pattern *pattern = NULL;
    struct fault fault = {""};
    if (pattern_read(&pattern, text, &options, &arena, &fault) != OK)
        fail_msg("%.*s: %s", STR_ARG(text), fault.text);
    return pattern;
}

static inline struct pattern *read_text(const char *text) {
    return read_with(str_of(text), (struct pattern_options){0});
}

static inline struct str printed(const struct pattern *pattern) {
    struct buf buf;
    buf_init(&buf, SIZE_MAX);
    pattern_print(&buf, pattern);
    struct str text = arena_copy(&arena, buf_str(&buf));
    buf_close(&buf);
    return text;
}

static inline struct str normal_text(const char *text) {
    return printed(pattern_normal(read_text(text), &arena));
}

static inline void refused_with(const char *text, struct pattern_options options,
                                const char *sentence) {
    struct pattern *pattern = NULL;
    struct fault fault = {""};
    if (pattern_read(&pattern, str_of(text), &options, &arena, &fault) == OK)
        fail_msg("%s is read, and should not be: %s", text, sentence);
    if (strcmp(fault.text, sentence) != 0)
        fail_msg("%s\nis refused with: %s\nand should be: %s", text, fault.text, sentence);
    assert_null(pattern);
}

static inline void refused(const char *text, const char *sentence) {
    refused_with(text, (struct pattern_options){0}, sentence);
}
