// What lists are made of, a class at a time, says of each object what the decision function says of
// it: in a hundred thousand random worlds, and where not, in the smallest that shows it.
#include "exchange/opening.h"

#include "small_world.h"

#define WORLDS 100000

// ---- as the store does it: conditions and classes interned, an embargo ended ----

static int64_t intern_conditions(struct small_world *it, unsigned giver,
                                 const struct conditions *conditions) {
    struct str text = conditions_write(conditions, it->arena);
    if (!text.size) return 0;
    size_t count = it->world.conditions_count;
    for (size_t i = 0; i < count; i++)
        if (it->conditions[i].organisation_no == giver && str_equal(it->texts[i], text))
            return it->conditions[i].no;
    struct world_conditions *row = &it->conditions[count];
    struct json json;
    row->no = (int64_t)count + 1;
    row->organisation_no = giver;
    it->texts[count] = text;
    assert_int_equal(json_read(&json, it->reader, text, &JSON_LIMITS, it->arena, NULL), OK);
    assert_int_equal(conditions_read(&row->it, json, it->arena, NULL), OK);
    it->world.conditions_count++;
    return row->no;
}

static int64_t intern_class(struct small_world *it, const struct small_object *object,
                            int64_t conditions_no) {
    for (size_t i = 0; i < it->class_count; i++) {
        const struct audience_class *row = &it->classes[i];
        if (row->collection_no == object->collection->no && row->tlp == object->tlp &&
            row->is_vote == object->is_vote && row->parts == object->parts &&
            row->conditions_no == conditions_no)
            return row->no;
    }
    it->classes[it->class_count] = (struct audience_class){
        .no = (int64_t)it->class_count + 1,
        .collection_no = object->collection->no,
        .tlp = object->tlp,
        .is_vote = object->is_vote,
        .parts = object->parts,
        .conditions_no = conditions_no,
    };
    return (int64_t)++it->class_count;
}

static void intern_all(struct small_world *it) {
    it->world.conditions = it->conditions;
    for (size_t i = 0; i < it->object_count; i++) {
        struct small_object *object = &it->objects[i];
        struct conditions without = object->conditions;
        without.embargo = 0;
        without.early_count = 0;
        int64_t next = intern_conditions(it, object->giver, &without);
        int64_t held = intern_conditions(it, object->giver, &object->conditions);
        object->next_class = intern_class(it, object, next);
        object->class_no =
            object->conditions.embargo ? intern_class(it, object, held) : object->next_class;
    }
}

// ---- both answers ----

static bool is_named(const struct small_object *object, const struct viewer *viewer) {
    unsigned named = object->authors | (object->is_vote ? 0 : object->recipients);
    if (viewer->account_no && viewer->account_no == object->giver) return true;
    return viewer->identity.type.size && named >> (viewer->account_no - 1) & 1;
}

enum mistake { NO_MISTAKE, EMBARGO_FORGOTTEN, GIVER_FORGOTTEN };

static bool is_listed(struct small_world *it, const struct small_object *object,
                      const struct viewer *viewer, enum mistake mistake, unsigned *hidden) {
    bool is_over = object->conditions.embargo <= SMALL_NOW || mistake == EMBARGO_FORGOTTEN;
    int64_t class_no = is_over ? object->next_class : object->class_no;
    struct audience_class *class = &it->classes[class_no - 1];
    enum opening opening = opening_of(class, viewer, &it->world);
    opening_parts(class, opening, viewer, &it->world);
    bool by_name = is_named(object, viewer);
    *hidden = by_name ? class->hidden_if_named : class->hidden;
    return opening == OPEN || (opening == OPEN_TO_NAMED && by_name);
}

static bool is_decided(const struct small_world *it, const struct small_object *object,
                       const struct viewer *viewer, enum tlp tlp, enum mistake mistake) {
    struct standing standing = world_standing(&it->world, viewer, object->collection);
    struct place place = world_place(object->collection);
    unsigned person = viewer->identity.type.size ? 1u << (viewer->account_no - 1) : 0;
    struct audience audience = {
        .tlp = tlp,
        .is_vote = object->is_vote,
        .is_author =
            (viewer->account_no && viewer->account_no == object->giver) || person & object->authors,
        .is_recipient = person & object->recipients,
        .conditions = object->has_conditions ? &object->conditions : NULL,
        .is_givers = object->giver && viewer->organisation_no == object->giver,
    };
    enum rule why;
    if (mistake == GIVER_FORGOTTEN) audience.is_givers = false;
    return policy_may_read(&why, viewer, &standing, &place, &audience, SMALL_NOW);
}

static unsigned decided_hidden(const struct small_world *it, const struct small_object *object,
                               const struct viewer *viewer) {
    unsigned hidden = 0;
    for (int tlp = TLP_CLEAR; tlp <= TLP_RED; tlp++)
        if (!is_decided(it, object, viewer, (enum tlp)tlp, NO_MISTAKE)) hidden |= TLP_BIT(tlp);
    return hidden & object->parts;
}

struct comparison {
    struct small_world world;
    struct json_reader *reader;
    struct arena arena;
    enum mistake mistake;
    bool tells;
    size_t listed, passed; // how many objects were seen, and not
};

static bool is_same(struct comparison *it, size_t object_at, size_t viewer_at) {
    struct small_world *world = &it->world;
    const struct small_object *object = &world->objects[object_at];
    const struct viewer *viewer = &world->viewers[viewer_at];
    unsigned hidden;
    bool listed = is_listed(world, object, viewer, it->mistake, &hidden);
    bool decided = is_decided(world, object, viewer, object->tlp, it->mistake);
    *(listed ? &it->listed : &it->passed) += 1;
    // The tally sees votes, which have no parts; who is named in what is RED, too.
    bool has_parts = listed && !object->is_vote && object->tlp != TLP_RED;
    bool same = listed == decided;
    if (same && has_parts && object->parts) same = hidden == decided_hidden(world, object, viewer);
    if (same || !it->tells) return same;
    printf("organisation %d, person %d%s%s: object %zu is %slisted, and the decision is %s\n",
           (int)viewer->organisation_no, (int)viewer->account_no,
           viewer->is_operator ? ", operator" : "", viewer->is_tally ? ", tally" : "", object_at,
           listed ? "" : "not ", decided ? "yes" : "no");
    return false;
}

static bool all_are_same(struct dice *dice, void *context) {
    struct comparison *it = context;
    arena_reset(&it->arena);
    small_make(&it->world, dice, it->reader, &it->arena);
    intern_all(&it->world);
    bool same = true;
    for (size_t o = 0; o < it->world.object_count; o++)
        for (size_t v = 0; v < it->world.viewer_count; v++) same = is_same(it, o, v) && same;
    return same;
}

// ---- worlds ----

static uint64_t random_state;

static uint64_t random_next(void) { // xorshift64* (Vigna)
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return random_state * UINT64_C(2685821657736338717);
}

// Half of all choices are the first, so that there is room for what matters.
static void roll(struct dice *dice) {
    uint64_t simple = 0, value = 0;
    dice->size = SMALL_BYTES;
    for (size_t i = 0; i < SMALL_BYTES; i++) {
        if (i % 64 == 0) simple = random_next() & random_next();
        if (i % 8 == 0) value = random_next();
        dice->bytes[i] = simple >> i % 64 & 1 ? 0 : (uint8_t)(value >> i % 8 * 8);
    }
}

static void comparison_open(struct comparison *it, enum mistake mistake) {
    *it = (struct comparison){.reader = json_reader_open(), .mistake = mistake};
    arena_init(&it->arena);
}

static void comparison_close(struct comparison *it) {
    json_reader_close(&it->reader);
    arena_close(&it->arena);
}

// False when all are the same; else the first world in which they are not, made small.
static bool find_smallest(struct dice *dice, struct comparison *it) {
    for (size_t i = 0; i < WORLDS; i++) {
        roll(dice);
        if (all_are_same(dice, it)) continue;
        small_shrink(dice, all_are_same, it);
        return true;
    }
    return false;
}

static void lists_are_the_decision_in_random_worlds(void **state) {
    (void)state;
    static struct comparison it;
    struct dice dice = {.size = 0};
    random_state = 35;
    comparison_open(&it, NO_MISTAKE);
    bool differs = find_smallest(&dice, &it);
    it.tells = true;
    if (differs) (void)all_are_same(&dice, &it);
    if (differs) small_print(&it.world);
    comparison_close(&it);
    assert_false(differs);
    assert_true(it.listed > WORLDS && it.passed > WORLDS); // the worlds are worth looking at
}

static size_t choices(const struct dice *dice) {
    size_t count = 0;
    for (size_t i = 0; i < dice->size; i++) count += dice->bytes[i] != 0;
    return count;
}

// Were an embargo forgotten, the smallest world would be: a collection that somebody may read, and
// an object under an embargo; little else.
static void a_forgotten_embargo_is_found_and_made_small(void **state) {
    (void)state;
    static struct comparison it;
    struct dice dice = {.size = 0};
    random_state = 35;
    comparison_open(&it, EMBARGO_FORGOTTEN);
    assert_true(find_smallest(&dice, &it));
    assert_false(all_are_same(&dice, &it));
    const struct small_object *object = &it.world.objects[0];
    assert_int_equal(it.world.object_count, 1);
    assert_int_equal(object->conditions.embargo, SMALL_NOW + 1);
    assert_false(object->conditions.has_group || object->conditions.only.sector_count);
    assert_true(choices(&dice) <= 4);
    comparison_close(&it);
}

static void a_forgotten_giver_is_found(void **state) {
    (void)state;
    static struct comparison it;
    struct dice dice = {.size = 0};
    random_state = 35;
    comparison_open(&it, GIVER_FORGOTTEN);
    assert_true(find_smallest(&dice, &it));
    assert_false(all_are_same(&dice, &it));
    assert_int_equal(it.world.object_count, 1);
    assert_int_equal(it.world.objects[0].giver, 1);
    assert_true(choices(&dice) <= 4);
    comparison_close(&it);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_are_the_decision_in_random_worlds),
        cmocka_unit_test(a_forgotten_embargo_is_found_and_made_small),
        cmocka_unit_test(a_forgotten_giver_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
