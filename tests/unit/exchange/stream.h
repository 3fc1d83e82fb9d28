// stream.h - texts as streams for intake, in pieces of any size.
#pragma once

#include "doors.h"

struct text_stream {
    struct str rest;
    size_t step; // bytes at once; 0: as many as are asked for
    size_t reads;
};

static inline enum status text_stream_read(size_t *size, void *context, void *bytes,
                                           size_t capacity, struct fault *fault) {
    (void)fault;
    struct text_stream *stream = context;
    stream->reads++;
    if (stream->step && capacity > stream->step) capacity = stream->step;
    *size = stream->rest.size < capacity ? stream->rest.size : capacity;
    memcpy(bytes, stream->rest.data, *size);
    stream->rest = str_cut(stream->rest, *size, stream->rest.size);
    return OK;
}

// Everything in `text`, from somebody into ring.
static inline enum status take_text(struct intake_report *report, struct doors *doors,
                                    const char *name, struct str text, bool all_or_nothing) {
    const struct visit *visit = as(doors, name);
    struct intake_options options = {
        .giver = &doors->viewer,
        .collection = collection_of(visit, "ring"),
        .name = STR("a file"),
        .all_or_nothing = all_or_nothing,
    };
    struct text_stream stream = {.rest = text, .step = 1000};
    return intake_stream(report, doors->exchange, &options,
                         (struct compress_source){text_stream_read, &stream}, &doors->arena,
                         &doors->fault);
}

// A bundle of indicators `first` to `first + count - 1`, and of `more` before its end.
static inline struct str bundle(struct doors *doors, int first, int count, const char *more) {
    struct buf buf;
    buf_init(&buf, 16 << 20);
    buf_add(&buf, STR("{\"type\":\"bundle\","
                      "\"id\":\"bundle--00000000-0000-4000-8000-000000000000\",\"objects\":["));
    for (int i = 0; i < count; i++) {
        if (i) buf_add_byte(&buf, ',');
        buf_add(&buf, indicator(doors, first + i, NULL, NULL));
    }
    buf_addf(&buf, "%s]}", more ? more : "");
    struct str text = arena_copy(&doors->arena, buf_str(&buf));
    buf_close(&buf);
    return text;
}
