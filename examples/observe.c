// observe.c - what librenkei does, in one program: reads a bundle, checks it, tries a pattern on it, and
// makes the id of a value that was seen.
//
//     cc observe.c -o observe $(pkg-config --cflags --libs librenkei)
//     ./observe bundle.json "[domain-name:value = 'evil.example']"
//
// Exit code 0: no object is refused; 1: some are; 2: it cannot be read.
#include <inttypes.h>
#include <renkei.h>
#include <stdio.h>
#include <stdlib.h>

static char *read_file(const char *path, size_t *size) {
    FILE *file = fopen(path, "rb");
    size_t capacity = 1 << 16;
    char *text = malloc(capacity);
    *size = 0;
    while (file && text) {
        size_t got = fread(text + *size, 1, capacity - *size, file);
        if (got == 0) break;
        *size += got;
        if (*size == capacity) text = realloc(text, capacity *= 2);
    }
    if (!file) perror(path);
    if (file) fclose(file);
    return text;
}

static int on_object(void *context, const struct renkei_object *object) {
    (void)context;
    printf("%s  %s  %s\n", object->id, object->version, object->title);
    return 0;
}

static void on_refused(void *context, uint64_t index, const struct renkei_error *error) {
    (void)context;
    printf("objects[%" PRIu64 "] cannot be used: %s\n", index, error->text);
}

static void on_finding(void *context, const struct renkei_finding *finding) {
    (void)context;
    if (finding->severity != RENKEI_MUST) return;
    printf("byte %" PRIu64 ": %s: %s (%s, %s)\n", finding->byte, finding->path, finding->sentence,
           finding->rule, finding->section);
}

static void on_match(void *context, const struct renkei_match *match) {
    (void)context;
    printf("  %s satisfies it by %s\n", match->observation, match->object);
}

static int try_pattern(const char *words, struct renkei_text data, struct renkei_error *error) {
    static const char *const answers[] = {"does not match", "matches", "is undecided"};
    struct renkei_pattern *pattern;
    struct renkei_tried tried;
    int status = renkei_pattern_read(&pattern, renkei_text(words), 0, error);
    if (status != RENKEI_OK) return status;
    char *explained = renkei_pattern_explain(pattern);
    char *normal = renkei_pattern_normal(pattern);
    printf("%s%s\n", explained, normal);
    renkei_free(explained);
    renkei_free(normal);
    status = renkei_pattern_try(&tried, pattern, data, on_match, NULL, error);
    if (status == RENKEI_OK)
        printf("it %s, on %" PRIu64 " observations\n", answers[tried.answer], tried.observations);
    renkei_pattern_close(pattern);
    return status;
}

static int make_id(struct renkei_error *error) {
    struct renkei_text seen = renkei_text("{\"value\": \"198.51.100.3\", \"type\": \"ipv4-addr\"}");
    char *id, *canonical;
    int status = renkei_sco_id(&id, seen, error);
    if (status != RENKEI_OK) return status;
    printf("%s\n", id);
    renkei_free(id);
    status = renkei_canonical(&canonical, seen, error);
    if (status != RENKEI_OK) return status;
    printf("%s\n", canonical);
    renkei_free(canonical);
    return RENKEI_OK;
}

int main(int count, char **arguments) {
    struct renkei_error error = {.text = ""};
    struct renkei_checked checked = {.objects = 0};
    if (count != 3) {
        fprintf(stderr, "usage: observe FILE PATTERN\n");
        return 2;
    }
    size_t size;
    char *file = read_file(arguments[1], &size);
    struct renkei_text data = {file, size};
    int status = renkei_objects(data, on_object, on_refused, NULL, &error);
    if (status == RENKEI_OK)
        status = renkei_check(&checked, data, RENKEI_STANDARD, on_finding, NULL, &error);
    if (status == RENKEI_OK) status = try_pattern(arguments[2], data, &error);
    if (status == RENKEI_OK) status = make_id(&error);
    free(file);
    if (status != RENKEI_OK) {
        fprintf(stderr, "byte %" PRIu64 ": %s\n", error.byte, error.text);
        return 2;
    }
    printf("refused: %" PRIu64 " of %" PRIu64 " (librenkei %s)\n", checked.refused, checked.objects,
           renkei_version());
    return checked.refused > 0 || checked.bundle_refused;
}
