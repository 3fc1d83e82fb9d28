#include "exchange/network.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "exchange/caches.h"

#define LENGTHS 129 // prefix lengths 0 to 128

struct networks {
    _Atomic uint64_t rights;       // generation at which they were read; 0: not yet
    atomic_bool known[2][LENGTHS]; // IPv4, IPv6
};

static bool length_of(uint64_t *length, const struct observable *network) {
    size_t slash = str_find_byte_last(network->value, '/');
    return slash != SIZE_MAX &&
           str_read_u64(length, str_cut(network->value, slash + 1, network->value.size)) &&
           *length < LENGTHS;
}

static enum status load(struct networks *networks, struct db *db, struct fault *fault) {
    struct db_query *q;
    enum status status;
    TRY(db_query(&q, db, "SELECT value FROM setting WHERE name LIKE 'network-%'", fault));
    while ((status = db_step(q, fault)) == OK) {
        struct str value = db_text(q, 0), family;
        uint64_t length;
        if (str_take(&family, &value, '/') && str_read_u64(&length, value) && length < LENGTHS)
            atomic_store(&networks->known[str_equal(family, STR("6"))][length], true);
    }
    db_done(q);
    return status == ABSENT ? OK : status;
}

static enum status load_anew(struct networks *networks, struct store *store, struct fault *fault) {
    uint64_t rights = store_rights_generation(store); // before they are read
    struct db *db = store_reader_take(store);
    enum status status = load(networks, db, fault);
    store_reader_give(store, db);
    if (status == OK) atomic_store(&networks->rights, rights);
    return status;
}

struct networks *networks_open(struct store *store) {
    struct networks *networks = memory_take(sizeof *networks);
    for (size_t i = 0; i < LENGTHS; i++) {
        atomic_init(&networks->known[0][i], false);
        atomic_init(&networks->known[1][i], false);
    }
    atomic_init(&networks->rights, 0);
    enum status status = load_anew(networks, store, NULL); // who follows tries again
    (void)status;
    return networks;
}

void networks_close(struct networks **networks) {
    free(*networks);
    *networks = NULL;
}

enum status networks_follow(struct exchange *exchange, struct fault *fault) {
    struct networks *networks = exchange->networks;
    uint64_t rights = atomic_load(&networks->rights);
    bool is_new = rights && (!store_is_shared(exchange->store) ||
                             rights == store_rights_generation(exchange->store));
    return is_new ? OK : load_anew(networks, exchange->store, fault);
}

bool network_known(struct exchange *exchange, const struct observable *network) {
    uint64_t length;
    bool is_v6 = network->kind == OBSERVABLE_IPV6_NET;
    return length_of(&length, network) &&
           atomic_load_explicit(&exchange->networks->known[is_v6][length], memory_order_acquire);
}

bool network_any(struct exchange *exchange, enum observable_kind address) {
    bool is_v6 = address == OBSERVABLE_IPV6 || address == OBSERVABLE_IPV6_NET;
    for (size_t i = 0; i < LENGTHS; i++)
        if (atomic_load_explicit(&exchange->networks->known[is_v6][i], memory_order_relaxed))
            return true;
    return false;
}

static enum status remember(struct db *db, void *context, struct fault *fault) {
    const struct str *value = context; // "4/24"
    struct db_query *q;
    TRY(db_query(&q, db,
                 "INSERT INTO setting (name, value) VALUES ('network-' || $1, $2)"
                 " ON CONFLICT DO NOTHING",
                 fault));
    db_bind_text(q, 1, *value);
    db_bind_text(q, 2, *value);
    return db_finish(q, fault);
}

enum status network_note(struct exchange *exchange, const struct observable *network,
                         struct fault *fault) {
    uint64_t length;
    if (!length_of(&length, network) || network_known(exchange, network)) return OK;
    bool is_v6 = network->kind == OBSERVABLE_IPV6_NET;
    SCOPED(arena_close) struct arena arena;
    arena_init(&arena);
    struct str value = arena_format(&arena, "%d/%llu", is_v6 ? 6 : 4, (unsigned long long)length);
    TRY(store_change(exchange->store, remember, &value, fault));
    atomic_store_explicit(&exchange->networks->known[is_v6][length], true, memory_order_release);
    return OK;
}
