// log.h - what the operator is told. Only api, app and cli call it.
//
// A line has an event name and key-value pairs: text with colour on a terminal, else a JSON line.
//     log_event(LOG_INFO, "listening", LOG_TEXT("address", address), LOG_I64("port", 8080));
// A secret is never logged; text is escaped.
#pragma once

#include "base/str.h"
#include "sys/clock.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

struct log_pair {
    const char *key;
    bool is_number;
    struct str text;
    int64_t number;
};
#define LOG_TEXT(key, text) ((struct log_pair){(key), false, (text), 0})
#define LOG_I64(key, number) ((struct log_pair){(key), true, STR_NONE, (number)})

// `write` gets whole lines; NULL means standard error. Call once at start, or in a test.
struct log_sink {
    void (*write)(void *context, struct str line);
    void *context;
    enum log_level least;
    enum log_form { LOG_FORM_AUTO, LOG_FORM_TEXT, LOG_FORM_JSON } form;
    struct clock *clock; // NULL: the system's
};
void log_start(const struct log_sink *sink);

void log_event_pairs(enum log_level level, const char *event, const struct log_pair *pairs,
                     size_t count);
#define log_event(level, event, ...)                                                               \
    log_event_pairs((level), (event), (const struct log_pair[]){__VA_ARGS__},                      \
                    sizeof((const struct log_pair[]){__VA_ARGS__}) / sizeof(struct log_pair))
