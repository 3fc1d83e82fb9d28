#include "cli/trial.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/compress.h"
#include "base/text.h"
#include "base/vec.h"
#include "cli/answer.h"
#include "stix/cut.h"
#include "sys/file.h"

#define REFUSALS_SHOWN 20
#define OBJECT_SHOWN 160 // bytes

struct trial {
    struct shelf *shelf;
    struct arena arena;     // of one pattern
    struct arena object;    // of one observation
    VEC_OF(size_t) indexes; // on the shelf, of what was tried
    size_t refused;
    bool was_read;             // each was tried once: what is refused was told
    size_t matched, undecided; // patterns
    struct str path;
};

// ---- reading ----

// `what` NULL: the sentence names the place.
static void refuse(struct trial *trial, const char *what, size_t index, const struct fault *fault) {
    if (trial->refused++ < REFUSALS_SHOWN) {
        fprintf(stderr, "%.*s: ", STR_ARG(trial->path));
        if (what) fprintf(stderr, "%s[%zu]: ", what, index);
        fprintf(stderr, "%s\n", fault->text);
    } else if (trial->refused == REFUSALS_SHOWN + 1) {
        fprintf(stderr, "%.*s: and more\n", STR_ARG(trial->path));
    }
}

// One that cannot be used is told and passed over; a shelf that is full ends it.
static enum status put(struct trial *trial, struct json_reader *reader, struct str text,
                       size_t index, struct fault *fault) {
    struct json object;
    arena_reset(&trial->object);
    if (json_read(&object, reader, text, &JSON_LIMITS, &trial->object, fault) != OK) {
        refuse(trial, "objects", index, fault);
        return OK;
    }
    enum status status = shelf_add(trial->shelf, object, fault);
    if (status == MALFORMED) refuse(trial, "objects", index, fault);
    return status == LIMIT ? LIMIT : OK;
}

static enum status source_read(size_t *size, void *context, void *bytes, size_t capacity,
                               struct fault *fault) {
    return file_source_read(size, context, bytes, capacity, fault);
}

// Cuts objects out of what comes, and puts them on the shelf.
static enum status read_all(struct trial *trial, struct compress_reader *from,
                            struct cutter *cutter, struct fault *fault) {
    struct json_reader *reader = json_reader_open();
    enum status status = OK;
    for (bool at_end = false; status == OK;) {
        struct str text;
        size_t capacity, size = 0;
        status = cut_take(&text, cutter, fault);
        if (status == OK) {
            status = put(trial, reader, text, cut_index(cutter), fault);
            continue;
        }
        if (status != ABSENT && cut_goes_on(cutter)) { // a line of JSON lines is lost alone
            fault_within(fault, status, "line %llu", (unsigned long long)cut_line(cutter));
            refuse(trial, NULL, 0, fault);
            status = OK;
            continue;
        }
        if (status != ABSENT || at_end) break;
        char *room = cut_room(cutter, &capacity);
        status = compress_read(&size, from, room, capacity, fault);
        if (status != OK) break;
        at_end = size == 0;
        if (at_end)
            cut_end(cutter);
        else
            cut_grow(cutter, size);
    }
    json_reader_close(&reader);
    return status == ABSENT ? OK : status;
}

static enum status read_file(struct trial *trial, struct fault *fault) {
    SCOPED(file_source_close) struct file_source *source = NULL;
    SCOPED(compress_close) struct compress_reader *reader = NULL;
    TRY(file_source_open(&source, arena_text(&trial->arena, trial->path), fault));
    TRY(compress_open(&reader, (struct compress_source){source_read, source}, fault));
    struct cutter *cutter = cut_open(0);
    enum status status = read_all(trial, reader, cutter, fault);
    cut_close(&cutter);
    return status;
}

enum status trial_open(struct trial **out, struct str path, struct fault *fault) {
    SCOPED(trial_close) struct trial *trial = memory_take(sizeof *trial);
    *trial = (struct trial){.shelf = shelf_open(0), .path = path};
    arena_init(&trial->arena);
    arena_init(&trial->object);
    enum status status = read_file(trial, fault);
    if (status != OK) return fault_within(fault, status, "%.*s:", STR_ARG(path));
    if (shelf_count(trial->shelf) == 0) fprintf(stderr, "%.*s: no observed-data\n", STR_ARG(path));
    *out = trial;
    trial = NULL;
    return OK;
}

void trial_close(struct trial **trial) {
    if (!*trial) return;
    shelf_close(&(*trial)->shelf);
    vec_close(&(*trial)->indexes);
    arena_close(&(*trial)->arena);
    arena_close(&(*trial)->object);
    free(*trial);
    *trial = NULL;
}

// ---- telling ----

struct told {
    struct trial *trial;
    struct str text; // of the pattern
    const struct evaluate_result *result;
    struct observation observation; // of the part that is told
    const struct observation_object *object;
};

// False: what is on the shelf was readable before.
static bool look_up(struct told *told, const struct evaluate_part *part) {
    struct trial *trial = told->trial;
    size_t index = trial->indexes.items[part->observation];
    arena_reset(&trial->object);
    if (shelf_read(&told->observation, trial->shelf, index, &trial->object, NULL) != OK)
        return false;
    told->object = &told->observation.objects[part->object];
    return true;
}

static void print_part(struct told *told, const struct evaluate_part *part) {
    char first[STAMP_TEXT_SIZE], last[STAMP_TEXT_SIZE];
    const struct observation *observation = &told->observation;
    stamp_write(first, observation->first, observation->first % STAMP_SECOND ? 6 : 0);
    stamp_write(last, observation->last, observation->last % STAMP_SECOND ? 6 : 0);
    printf("  %s", first);
    if (observation->first != observation->last) printf(" to %s", last);
    printf("  ");
    print_text(stdout, observation->id);
    if (part->times > 1) printf(", %lld times", (long long)part->times);
    printf("\n    satisfies ");
    print_text(stdout, str_cut(told->text, part->begin, part->end));
    printf("\n    by ");
    print_text(stdout,
               text_excerpt(&told->trial->object, json_source(told->object->json), OBJECT_SHOWN));
    printf("\n");
}

static void print_words(struct told *told) {
    const struct evaluate_result *result = told->result;
    printf("%s", evaluate_answer_name(result->answer));
    if (result->why) printf(": %s", result->why);
    printf("\n");
    for (size_t i = 0; i < result->part_count; i++)
        if (look_up(told, &result->parts[i])) print_part(told, &result->parts[i]);
}

static void put_part(struct json_writer *w, struct told *told, const struct evaluate_part *part) {
    json_open_object(w);
    json_key_text(w, "observation", told->observation.id);
    json_key_stamp(w, "first_observed", told->observation.first);
    json_key_stamp(w, "last_observed", told->observation.last);
    json_key_i64(w, "times", part->times);
    json_key_i64(w, "begin", part->begin);
    json_key_i64(w, "end", part->end);
    json_key_text(w, "satisfies", str_cut(told->text, part->begin, part->end));
    json_key_text(w, "key", told->object->key);
    json_key_raw(w, "object", json_source(told->object->json));
    json_close_object(w);
}

static void print_json(struct told *told) {
    SCOPED(buf_close) struct buf buf;
    struct json_writer w;
    const struct evaluate_result *result = told->result;
    buf_init(&buf, SIZE_MAX);
    json_begin(&w, &buf);
    json_open_object(&w);
    json_key_text(&w, "pattern", told->text);
    json_key_bool(&w, "ok", true);
    json_key_text(&w, "answer", str_of(evaluate_answer_name(result->answer)));
    if (result->why) json_key_text(&w, "why", str_of(result->why));
    json_key_i64(&w, "observations", (int64_t)told->trial->indexes.count);
    json_key_i64(&w, "refused", (int64_t)told->trial->refused);
    json_key_array(&w, "matches");
    for (size_t i = 0; i < result->part_count; i++)
        if (look_up(told, &result->parts[i])) put_part(&w, told, &result->parts[i]);
    json_close_array(&w);
    json_close_object(&w);
    printf("%.*s\n", STR_ARG(buf_str(&buf)));
}

// ---- trying ----

static void add_all(struct trial *trial, struct evaluation *evaluation) {
    vec_clear(&trial->indexes);
    for (size_t i = 0; i < shelf_count(trial->shelf); i++) {
        struct observation observation;
        struct fault fault = {""};
        arena_reset(&trial->object);
        enum status status = shelf_read(&observation, trial->shelf, i, &trial->object, &fault);
        if (status == OK) {
            evaluation_add(evaluation, &observation);
            vec_add(&trial->indexes, i);
        } else if (status != ABSENT && !trial->was_read) {
            refuse(trial, "observed-data", i, &fault);
        }
    }
    trial->was_read = true;
}

enum status trial_run(struct trial *trial, struct str text, const struct pattern *pattern,
                      bool is_json, struct fault *fault) {
    SCOPED(evaluator_close) struct evaluator *evaluator = NULL;
    TRY(evaluator_open(&evaluator, pattern, fault));
    SCOPED(evaluation_close) struct evaluation *evaluation = evaluation_open(evaluator);
    struct evaluate_result result;
    arena_reset(&trial->arena);
    add_all(trial, evaluation);
    evaluation_end(&result, evaluation, &trial->arena);
    trial->matched += result.answer == EVALUATE_YES;
    trial->undecided += result.answer == EVALUATE_UNDECIDED;
    struct told told = {.trial = trial, .text = text, .result = &result};
    if (is_json)
        print_json(&told);
    else
        print_words(&told);
    return OK;
}

int trial_code(const struct trial *trial) {
    if (trial->matched) return EXIT_FOUND;
    return trial->undecided || trial->refused ? EXIT_UNUSABLE : EXIT_FINE;
}
