// feed.h - turns a stream into pieces: unpacked, its form told, cut into objects or lines. Internal
// to intake.
//
//     feed_open(&feed, &prepare, options, source, fault);
//     while (!feed.has_ended) { TRY(feed_fill(piece, &feed, fault)); hand over the piece; }
//     feed_close(&feed);
#pragma once

#include "exchange/piece.h"
#include "stix/cut.h"

struct feed {
    struct prepare *prepare;
    const struct intake_options *options;
    struct compress_reader *reader;
    struct cutter *cutter; // one of the two, once the form is told
    struct list_reader *list;
    char *chunk; // what was read ahead to tell the form
    size_t chunk_size, chunk_at;
    uint64_t bytes;      // taken from the stream, unpacked
    uint64_t index;      // of the next line of a list that says something
    bool is_at_end;      // the stream is; a piece may still be made of what is held
    bool has_ended;      // nothing is left
    struct fault damage; // "" or why the stream ended before its end
};

MUST_USE enum status feed_open(struct feed *feed, struct prepare *prepare,
                               const struct intake_options *options, struct compress_source source,
                               struct fault *fault);
void feed_close(struct feed *feed);
// Adds objects to `piece` until it is full or the stream has ended. Damage of the stream ends it in
// good order. MALFORMED when an envelope is needed and this is none; FAILED from the source.
MUST_USE enum status feed_fill(struct piece *piece, struct feed *feed, struct fault *fault);
const char *feed_form(const struct feed *feed); // "bundle", "list", ...
