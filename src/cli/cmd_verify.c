// verify: the log held against what is stored, against what it said before, and against an object.
#include <stdio.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/remote_log.h"
#include "cli/verify_object.h"
#include "ledger/checkpoint.h"
#include "sys/file.h"

struct verifying {
    const struct options *options;
    struct arena *arena;
    struct fault *fault;
    struct connect connect;
};

// What does not hold, as the fault says it.
static int say_wrong(const struct fault *fault) {
    printf("%s\n", fault->text);
    return EXIT_FOUND;
}

static enum status read_file(struct str *out, struct verifying *it, enum option option,
                             size_t size_max) {
    struct str path = option_text(it->options, option);
    if (!path.data)
        return fault_set(it->fault, MALFORMED, "--%s FILE is missing", option_row(option)->name);
    return file_read(out, arena_text(it->arena, path), size_max, it->arena, it->fault);
}

static enum status get_text(struct str *out, struct verifying *it, struct str target) {
    struct remote_log log = {&it->connect, it->arena, it->fault};
    return remote_log_text(out, &log, target);
}

// The key that was given, or the one that the log says of itself, which is told then.
static enum status find_key(struct note_key *out, struct verifying *it, struct str told) {
    struct str given = option_text(it->options, OPTION_LOG_KEY);
    if (given.data) return note_key_read(out, given, NOTE_ED25519, it->fault);
    TRY(note_key_read(out, told, NOTE_ED25519, it->fault));
    if (!option_flag(it->options, OPTION_QUIET))
        fprintf(stderr, "by the key %.*s, which nobody has vouched for: see --log-key\n",
                STR_ARG(str_trim(told)));
    return OK;
}

// ---- store ----

static enum status ask_store(struct json *out, struct verifying *it) {
    SCOPED(buf_close) struct buf body;
    struct json_writer w;
    struct http_body_text text;
    buf_init(&body, 2 * CHECKPOINT_BYTES_MAX);
    json_begin(&w, &body);
    json_open_object(&w);
    if (option_text(it->options, OPTION_CHECKPOINT).data) {
        struct str checkpoint;
        TRY(read_file(&checkpoint, it, OPTION_CHECKPOINT, CHECKPOINT_BYTES_MAX));
        json_key_text(&w, "checkpoint", checkpoint);
    }
    json_close_object(&w);
    http_body_text_init(&text, buf_str(&body));
    struct ask ask = {.method = "POST", .target = STR("/api/v1/admin/verify"), .body = &text.body};
    return ask_json(out, &it->connect, &ask, it->arena, it->fault);
}

static int verify_store(struct verifying *it) {
    struct json report;
    if (ask_store(&report, it) != OK) return command_fail(it->fault);
    struct str found = answer_text(report, "fault");
    if (option_flag(it->options, OPTION_JSON))
        printf("%.*s\n", STR_ARG(json_source(report)));
    else if (found.size)
        printf("%.*s\n", STR_ARG(found));
    else if (!option_flag(it->options, OPTION_QUIET))
        printf("ok: %lld entries, %lld objects, root %.*s\n",
               (long long)answer_number(report, "entries"),
               (long long)answer_number(report, "objects"), STR_ARG(answer_text(report, "root")));
    return found.size ? EXIT_FOUND : EXIT_FINE;
}

// ---- checkpoint and evidence ----

static int print_answer(struct verifying *it, struct str target) {
    struct str text;
    if (get_text(&text, it, target) != OK) return command_fail(it->fault);
    fwrite(text.data, 1, text.size, stdout);
    if (!str_ends(text, STR("\n"))) putchar('\n');
    return EXIT_FINE;
}

static int print_evidence(struct verifying *it, struct str id) {
    SCOPED(buf_close) struct buf target;
    target_begin(&target, "/api/v1/objects/");
    http_escape(&target, id);
    buf_add(&target, STR("/evidence"));
    return print_answer(it, buf_str(&target));
}

// ---- consistency ----

struct heads {
    struct merkle_head then, now;
};

static enum status read_heads(struct heads *out, struct verifying *it) {
    struct str older, newer, told;
    struct note_key key;
    struct checkpoint then, now;
    TRY(read_file(&older, it, OPTION_CHECKPOINT, CHECKPOINT_BYTES_MAX));
    TRY(get_text(&told, it, STR("/log/key")));
    TRY(find_key(&key, it, told));
    TRY(get_text(&newer, it, STR("/log/checkpoint")));
    TRY(checkpoint_open(&then, older, &key, it->fault));
    TRY(checkpoint_open(&now, newer, &key, it->fault));
    *out = (struct heads){then.head, now.head};
    return OK;
}

static int verify_consistency(struct verifying *it) {
    struct heads heads;
    enum status status = read_heads(&heads, it);
    struct remote_log log = {&it->connect, it->arena, it->fault};
    if (status == OK) status = remote_log_compare(&log, &heads.then, &heads.now);
    if (status == DENIED) return say_wrong(it->fault);
    if (status != OK) return command_fail(it->fault);
    if (!option_flag(it->options, OPTION_QUIET))
        printf("ok: the log of %llu entries begins with the %llu that it had\n",
               (unsigned long long)heads.now.size, (unsigned long long)heads.then.size);
    return EXIT_FINE;
}

// ---- the whole ----

// The words, and whether each takes something behind it.
static const struct word {
    const char *name;
    bool is_offline, takes_one;
} WORDS[] = {{"store", false, false},
             {"consistency", false, false},
             {"checkpoint", false, false},
             {"evidence", false, true},
             {"object", true, true}};

static const struct word *find_word(const struct options *options) {
    for (size_t i = 0; options->operand_count && i < sizeof WORDS / sizeof *WORDS; i++)
        if (str_equal(options->operands[0], str_of(WORDS[i].name))) return &WORDS[i];
    return NULL;
}

static int run(struct verifying *it, const struct word *word) {
    struct str one = word->takes_one ? it->options->operands[1] : STR_NONE;
    if (word->is_offline) return verify_object(it->options, one, it->arena);
    if (connect_open(&it->connect, it->options, false, it->arena, it->fault) != OK)
        return command_fail(it->fault);
    if (word == &WORDS[0]) return verify_store(it);
    if (word == &WORDS[1]) return verify_consistency(it);
    return word->takes_one ? print_evidence(it, one) : print_answer(it, STR("/log/checkpoint"));
}

int cmd_verify(const struct options *options, struct arena *arena) {
    struct fault fault = {""};
    struct verifying it = {.options = options, .arena = arena, .fault = &fault};
    const struct word *word = find_word(options);
    if (!word || options->operand_count != (word->takes_one ? 2u : 1u)) {
        fault_set(
            &fault, MALFORMED,
            "verify takes a word: store, consistency, checkpoint, evidence ID or object FILE");
        return command_fail(&fault);
    }
    if (!crypto_start()) {
        fault_set(&fault, FAILED, "libsodium cannot start");
        return command_fail(&fault);
    }
    int code = run(&it, word);
    connect_close(&it.connect);
    return code;
}
