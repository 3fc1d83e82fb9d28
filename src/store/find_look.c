#include "store/find.h"

enum status find_versions(struct found **out, size_t *count, struct store *store,
                          const struct sight *sight, struct find_id id, size_t limit,
                          struct arena *arena, struct fault *fault) {
    (void)out, (void)count, (void)store, (void)sight, (void)id, (void)limit, (void)arena;
    return fault_set(fault, FAILED, "not yet");
}
enum status find_observables(struct find_match **out, size_t *count, struct store *store,
                             const struct sight *sight, const uint64_t *hashes, size_t hash_count,
                             size_t limit_each, struct arena *arena, struct fault *fault) {
    (void)out, (void)count, (void)store, (void)sight, (void)hashes, (void)hash_count;
    (void)limit_each, (void)arena;
    return fault_set(fault, FAILED, "not yet");
}
enum status find_pointers(struct find_pointer **out, size_t *count, struct store *store,
                          const struct sight *sight, struct find_id id, stamp added_before,
                          size_t limit, struct arena *arena, struct fault *fault) {
    (void)out, (void)count, (void)store, (void)sight, (void)id, (void)added_before, (void)limit;
    (void)arena;
    return fault_set(fault, FAILED, "not yet");
}
