// explain: who can see an object, and why; or why a person cannot.
#include <stdio.h>

#include "cli/answer.h"

#define TARGET_BYTES_MAX 4096

static void print_words(const char *what, struct json list, bool *is_more) {
    struct json word = json_first(list);
    for (; word.node; word = json_next(word)) {
        printf("%s%.*s", *is_more ? ", " : what, STR_ARG(json_text(word)));
        *is_more = true;
    }
}

static void print_parties(const char *what, struct json parties) {
    bool is_more = false;
    print_words(what, json_member(parties, STR("sectors")), &is_more);
    print_words(what, json_member(parties, STR("countries")), &is_more);
    if (is_more) printf("\n");
}

static void print_place(struct json place) {
    struct str until = answer_text(place, "embargo_until");
    struct json group = json_member(place, STR("group"));
    printf("in ");
    print_text(stdout, answer_text(place, "title"));
    printf(", %.*s\n", STR_ARG(answer_text(place, "tlp")));
    if (until.size) printf("  under an embargo until %.*s\n", STR_ARG(until));
    if (json_kind(group) == JSON_OBJECT) {
        struct str name = answer_text(group, "name");
        printf("  for a sharing group: ");
        print_text(stdout, name.size ? name : answer_text(group, "id"));
        printf("\n");
    }
    print_parties("  only for ", json_member(place, STR("only")));
    print_parties("  never for ", json_member(place, STR("never")));
}

static void print_reader(struct json reader) {
    struct str whom = answer_text(reader, "whom"), country = answer_text(reader, "country");
    bool is_role = str_equal(whom, STR("role"));
    printf("  ");
    print_text(stdout, answer_text(reader, "name"));
    if (country.size) printf(" (%.*s)", STR_ARG(country));
    if (!str_equal(whom, STR("all")))
        printf(", %s", is_role ? "some by their role" : "who is named");
    printf(": %.*s\n", STR_ARG(answer_text(reader, "why")));
}

static void print_audience(struct json answer) {
    struct json place = json_first(json_member(answer, STR("places")));
    for (; place.node; place = json_next(place)) print_place(place);
    if (json_true(json_member(answer, STR("is_public")))) printf("  anybody\n");
    struct json reader = json_first(json_member(answer, STR("readers")));
    for (; reader.node; reader = json_next(reader)) print_reader(reader);
    if (json_true(json_member(answer, STR("is_for_named"))))
        printf("  who gave it, and the persons it names\n");
    if (json_true(json_member(answer, STR("has_others"))))
        printf("  and organisations with which you share no community\n");
    if (json_true(json_member(answer, STR("needs_ends"))))
        printf("of these, who may also see what it connects\n");
    printf("the operator of the machine reads everything but votes\n");
}

static int print_person(struct json answer) {
    bool may_read = json_true(json_member(answer, STR("may_read")));
    struct str until = answer_text(answer, "until");
    print_text(stdout, answer_text(answer, "person"));
    printf(may_read ? " can see it: " : " cannot see it: ");
    printf("%.*s", STR_ARG(answer_text(answer, "why")));
    if (until.size) printf(" (until %.*s)", STR_ARG(until));
    printf("\n");
    return may_read ? EXIT_FINE : EXIT_FOUND;
}

static enum status ask(struct json *answer, const struct options *options, struct arena *arena,
                       struct fault *fault) {
    SCOPED(connect_close) struct connect connect = {0};
    SCOPED(buf_close) struct buf target;
    struct str path = arena_format(arena, "/api/v1/objects/%.*s/audience",
                                   STR_ARG(str_cut(options->operands[0], 0, TARGET_BYTES_MAX)));
    buf_init(&target, 2 * TARGET_BYTES_MAX);
    TRY(connect_open(&connect, options, false, arena, fault));
    target_begin(&target, path.data);
    target_add(&target, "person", option_text(options, OPTION_PERSON));
    struct ask asked = {.method = "GET", .target = buf_str(&target)};
    return ask_json(answer, &connect, &asked, arena, fault);
}

int cmd_explain(const struct options *options, struct arena *arena) {
    struct fault fault = {""};
    struct json answer;
    struct object_id id;
    if (options->operand_count != 1) {
        (void)fault_set(&fault, MALFORMED, "the id of one object is expected");
        return command_fail(&fault);
    }
    if (object_id_read(&id, options->operands[0], &fault) != OK) return command_fail(&fault);
    if (ask(&answer, options, arena, &fault) != OK) return command_fail(&fault);
    if (option_flag(options, OPTION_JSON)) {
        printf("%.*s\n", STR_ARG(json_source(answer)));
        struct json may_read = json_member(answer, STR("may_read"));
        return json_kind(may_read) == JSON_FALSE ? EXIT_FOUND : EXIT_FINE;
    }
    if (option_text(options, OPTION_PERSON).size) return print_person(answer);
    print_audience(answer);
    return EXIT_FINE;
}
