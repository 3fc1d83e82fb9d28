// bus.h - tells who listens that something came in. Bounded: a listener that does not keep up is
// told that it lost something, and reads again.
#pragma once

#include "exchange/exchange.h"

enum bus_kind { BUS_OBJECTS, BUS_DIALOGUE, BUS_IMPORT };
struct bus_event {
    enum bus_kind kind;
    stamp first, last; // BUS_OBJECTS
    size_t count;
    struct str id;                         // BUS_DIALOGUE: its id; BUS_IMPORT: the watch word
    struct str what;                       // BUS_DIALOGUE: "agenda", "questions", "issues"
    int64_t account_no;                    // BUS_IMPORT: whose
    uint64_t bytes, taken, known, refused; // BUS_IMPORT
};

struct bus *bus_open(void);
void bus_close(struct bus **bus);
// `hear` is called in the teller's thread: be quick, take no lock that a teller may hold.
// Returns a number for bus_leave.
uint64_t bus_join(struct bus *bus, void (*hear)(void *context, const struct bus_event *event),
                  void *context);
void bus_leave(struct bus *bus, uint64_t number); // after it returns `hear` is not called any more
void bus_tell(struct bus *bus, const struct bus_event *event);
