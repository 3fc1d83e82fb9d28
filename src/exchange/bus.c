#include "exchange/bus.h"

#include <stdlib.h>

#include "base/vec.h"
#include "sys/thread.h"

struct listener {
    uint64_t number;
    void (*hear)(void *context, const struct bus_event *event);
    void *context;
};

struct bus {
    struct lock lock; // held while listeners hear, so that bus_leave is final
    VEC_OF(struct listener) listeners;
    uint64_t last_number;
};

struct bus *bus_open(void) {
    struct bus *bus = memory_take(sizeof *bus);
    *bus = (struct bus){0};
    lock_init(&bus->lock);
    return bus;
}

void bus_close(struct bus **bus) {
    if (!*bus) return;
    vec_close(&(*bus)->listeners);
    lock_close(&(*bus)->lock);
    free(*bus);
    *bus = NULL;
}

uint64_t bus_join(struct bus *bus, void (*hear)(void *context, const struct bus_event *event),
                  void *context) {
    lock_take(&bus->lock);
    uint64_t number = ++bus->last_number;
    vec_add(&bus->listeners, (struct listener){number, hear, context});
    lock_give(&bus->lock);
    return number;
}

void bus_leave(struct bus *bus, uint64_t number) {
    lock_take(&bus->lock);
    for (size_t i = 0; i < bus->listeners.count; i++) {
        if (bus->listeners.items[i].number != number) continue;
        bus->listeners.items[i] = bus->listeners.items[--bus->listeners.count];
        break;
    }
    lock_give(&bus->lock);
}

void bus_tell(struct bus *bus, const struct bus_event *event) {
    lock_take(&bus->lock);
    for (size_t i = 0; i < bus->listeners.count; i++)
        bus->listeners.items[i].hear(bus->listeners.items[i].context, event);
    lock_give(&bus->lock);
}
