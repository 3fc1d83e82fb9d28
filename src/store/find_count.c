#include "store/find.h"

enum status find_count(size_t *count, bool *exact, struct store *store, const struct sight *sight,
                       const struct find *find, size_t count_max, struct fault *fault) {
    (void)count, (void)exact, (void)store, (void)sight, (void)find, (void)count_max;
    return fault_set(fault, FAILED, "not yet");
}
enum status find_groups(struct find_group **out, size_t *count, bool *exact, struct store *store,
                        const struct sight *sight, const struct find *find, size_t count_max,
                        struct arena *arena, struct fault *fault) {
    (void)out, (void)count, (void)exact, (void)store, (void)sight, (void)find, (void)count_max;
    (void)arena;
    return fault_set(fault, FAILED, "not yet");
}
