// An object that was read has an id that writes and reads back, a version that fits its text, no
// double references, and every observable of it is canonical.
#include "stix/marking.h"
#include "stix/object.h"
#include "stix/observable.h"

#include "fuzz.h"

static bool is_same_ref(const struct object_ref *a, const struct object_ref *b) {
    return a->role == b->role && str_equal(a->id.type, b->id.type) &&
           uuid_equal(&a->id.uuid, &b->id.uuid);
}

static void check_refs(const struct object *object) {
    for (size_t i = 0; i < object->ref_count; i++)
        for (size_t j = 0; j < i; j++)
            HOLDS(!is_same_ref(&object->refs[i], &object->refs[j]));
}

static void check(const struct object *object, struct arena *arena) {
    struct object_id id;
    struct str text = object_id_write(arena, object->id.type, &object->id.uuid);
    HOLDS(str_equal_fold(text, object->id_text));
    HOLDS(object_id_read(&id, text, NULL) == OK && uuid_equal(&id.uuid, &object->id.uuid));
    HOLDS(object->title.size > 0 && object->title.size <= 600);
    HOLDS(object->spec == 20 || object->spec == 21);
    stamp at = 0;
    if (object->version_text.data) HOLDS(stamp_read(&at, object->version_text, NULL) == OK);
    HOLDS(at == object->version);
    check_refs(object);
    HOLDS(marking_effective(object) <= TLP_RED);
    HOLDS(object_words(object->json, arena).size <= OBJECT_WORDS_MAX);
    struct observable_found *found;
    size_t count = observable_of_object(&found, object, arena);
    for (size_t i = 0; i < count; i++) {
        struct observable again, *one = &found[i].observable;
        HOLDS(observable_make(&again, one->kind, one->value, arena));
        HOLDS(again.kind == one->kind && str_equal(again.value, one->value));
        HOLDS(i == 0 || found[i - 1].observable.kind != one->kind ||
              !str_equal(found[i - 1].observable.value, one->value));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const struct json_limits limits = {.size_max = 1 << 20, .depth_max = 64, .nodes_max = 4000};
    static struct json_reader *reader;
    if (!reader) reader = json_reader_open();
    struct arena arena;
    struct json json;
    struct object object;
    struct fault fault = {""};
    arena_init(&arena);
    if (json_read(&json, reader, fuzz_text(data, size), &limits, &arena, &fault) == OK) {
        enum status status = object_read(&object, json, &arena, &fault);
        HOLDS(status == OK || (status == MALFORMED && fault.text[0] != '\0'));
        if (status == OK) check(&object, &arena);
    }
    arena_close(&arena);
    return 0;
}
