// types: what STIX 2.1 defines, as the check knows it: a page for people, a JSON Schema for
// programs.
#include <stdio.h>

#include "cli/answer.h"
#include "stix/model_schema.h"

static const char *need_of(const struct model_row *row) {
    if (row->flags & MODEL_DISPUTED) return "required by one of two texts";
    if (row->flags & MODEL_REQUIRED) return "required";
    return row->flags & MODEL_DEPRECATED ? "deprecated" : "";
}

static void print_rows(const struct model_row *rows, size_t count) {
    struct arena arena;
    arena_init(&arena);
    printf("\n| property | value | |\n|---|---|---|\n");
    for (size_t i = 0; i < count; i++)
        printf("| `%.*s` | %.*s | %s |\n", STR_ARG(rows[i].name),
               STR_ARG(model_row_words(&rows[i], &arena)), need_of(&rows[i]));
    arena_close(&arena);
}

static void print_type(const struct model_type *type) {
    printf("\n## %s\n\nSection %s, %s.", type->name, type->section, model_group_name(type->group));
    if (type->contributing) printf(" Its id is made of: %s.", type->contributing);
    if (type->extensions) printf(" Extensions: %s.", type->extensions);
    printf("\n");
    print_rows(type->rows, type->count);
}

static void print_toplevels(void) {
    const struct model_toplevel *one;
    struct arena arena;
    arena_init(&arena);
    printf("\n## Properties of known extensions\n\nAt the top of an object that has the "
           "extension.\n\n| type | property | value | extension |\n|---|---|---|---|\n");
    for (size_t i = 0; (one = model_toplevel_at(i)); i++)
        printf("| %s | `%.*s` | %.*s | `%s` |\n", one->type, STR_ARG(one->row.name),
               STR_ARG(model_row_words(&one->row, &arena)), one->extension);
    arena_close(&arena);
}

static void print_common(void) {
    static const char *const NEEDS[] = {"–", "may", "must"};
    static const enum model_group GROUPS[] = {MODEL_SDO,
                                              MODEL_SCO,
                                              MODEL_EXTENSION_DEFINITION,
                                              MODEL_LANGUAGE_CONTENT,
                                              MODEL_MARKING_DEFINITION,
                                              MODEL_BUNDLE};
    struct arena arena;
    arena_init(&arena);
    printf("\n## Common properties\n\nSection 3.2: must be there, may be there, or is not "
           "applicable (–).\n\n| property | value | SDO, SRO | SCO | extension-definition | "
           "language-content | marking-definition | bundle |\n|---|---|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < model_common_count; i++) {
        printf("| `%.*s` | %.*s |", STR_ARG(model_common[i].name),
               STR_ARG(model_row_words(&model_common[i], &arena)));
        for (size_t j = 0; j < sizeof GROUPS / sizeof *GROUPS; j++)
            printf(" %s |", NEEDS[model_common_need(i, GROUPS[j])]);
        printf("\n");
    }
    arena_close(&arena);
}

static void print_vocabs(void) {
    const struct model_vocab *vocabs[MODEL_VOCABS_MAX];
    size_t count = model_vocabs(vocabs);
    printf("\n## Vocabularies\n\nA value of an enumeration MUST be one that is listed, of an open "
           "vocabulary SHOULD.\n\n| name | section | | values |\n|---|---|---|---|\n");
    for (size_t i = 0; i < count; i++) {
        const struct model_vocab *vocab = vocabs[i];
        printf("| `%s` | %s | %s | ", vocab->name, vocab->section,
               vocab->is_closed ? "enumeration" : "open");
        for (size_t j = 0; j < vocab->count; j++)
            printf("%s%.*s", j > 0 ? ", " : "", STR_ARG(vocab->values[j]));
        printf(" |\n");
    }
}

static void print_all(void) {
    const struct model_type *type;
    const struct model_part *part;
    printf("# Types of STIX 2.1\n\nWritten by `renkei types`, from the table by which "
           "[`renkei check`](check.md) looks at objects. Sections\nare those of the standard with "
           "errata 01. For programs the same is a JSON Schema, `renkei types --json`:\n"
           "`docs/formats/stix-types.json`.\n");
    print_common();
    for (size_t i = 0; (type = model_type_at(i)); i++) print_type(type);
    for (size_t i = 0; (type = model_added_at(i)); i++) print_type(type);
    for (size_t i = 0; (part = model_extension_at(i)); i++) {
        const char *on = model_extension_on(i);
        printf("\n## Extension %s\n\nSection %s.%s%s%s%s\n", part->name, part->section,
               on ? " On " : "", on ? on : "", on ? "." : "",
               part->needs_one ? " At least one of these." : "");
        print_rows(part->rows, part->count);
    }
    print_toplevels();
    print_vocabs();
}

static enum status print_schema(const struct options *options, struct fault *fault) {
    SCOPED(buf_close) struct buf buf;
    buf_init(&buf, SIZE_MAX);
    if (options->operand_count > 0)
        return fault_set(fault, MALFORMED, "types --json writes all types");
    model_schema_write(&buf);
    printf("%.*s\n", STR_ARG(buf_str(&buf)));
    return OK;
}

// Of the standard, or of an extension that is known.
static const struct model_type *find(struct str name) {
    const struct model_type *type = model_type_find(name);
    for (size_t i = 0; !type && (type = model_added_at(i)); i++)
        if (!str_equal(str_of(type->name), name)) type = NULL;
    return type;
}

int cmd_types(const struct options *options, struct arena *arena) {
    struct fault fault;
    (void)arena;
    if (option_flag(options, OPTION_JSON))
        return print_schema(options, &fault) == OK ? EXIT_FINE : command_fail(&fault);
    if (options->operand_count == 0) print_all();
    for (size_t i = 0; i < options->operand_count; i++) {
        const struct model_type *type = find(options->operands[i]);
        if (!type) {
            fault_set(&fault, ABSENT, "%.*s: no type of STIX 2.1",
                      STR_ARG(str_cut(options->operands[i], 0, 80)));
            return command_fail(&fault);
        }
        print_type(type);
    }
    return EXIT_FINE;
}
