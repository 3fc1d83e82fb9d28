// piece.h - some objects on their way to the writer together. Internal to intake.
#pragma once

#include "exchange/prepare.h"
#include "match/list.h"

#define PIECE_OBJECTS 4096
#define PIECE_BYTES ((size_t)4 << 20)

// One object of the stream: a row for the store, or a refusal. Texts are kept only for what a
// report may show.
struct piece_item {
    uint64_t index, line;
    struct str id, version;
    enum status status;
    struct str reason;
    size_t put; // when status is OK
};

struct piece_place {
    uint64_t index; // in the stream, from 0
    uint64_t line;  // from 1; 0 when it has no lines
};

struct piece {
    struct store_job job;
    struct arena arena;
    struct put *puts;
    size_t put_count;
    struct piece_item *items;
    size_t item_count;
    size_t bytes;
    enum status failed; // not by what came: the store went away, or the like
    struct fault why;
};

struct piece *piece_open(void);
void piece_close(struct piece **piece);
bool piece_is_full(const struct piece *piece);
// Adds one object; what cannot be taken becomes a refusal with its reason.
void piece_add(struct piece *piece, struct prepare *prepare, struct str text,
               struct piece_place place);
// An item of a list becomes an indicator, whose id follows from the collection and the value, so
// that the same list again changes nothing. `source` is the list's name.
void piece_add_item(struct piece *piece, struct prepare *prepare, const struct list_item *item,
                    struct str source, uint64_t index);
void piece_refuse(struct piece *piece, struct piece_place place, enum status status,
                  struct str reason);
void piece_submit(struct piece *piece, struct store *store);

// DENIED when the giver may not write there, with the rule.
MUST_USE enum status intake_may_write(struct exchange *exchange, const struct viewer *giver,
                                      const struct collection *collection, struct fault *fault);
