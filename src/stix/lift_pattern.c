// A pattern in the other version: names of properties, and what START and STOP are followed by. All
// else stays as it was written, since it means the same.
#include "base/buf.h"
#include "stix/lift_inside.h"
#include "stix/model.h"
#include "stix/pattern_token.h"

// Where the path that is read has come to.
struct step_place {
    enum lift_scope scope;
    struct str type; // of the object or the extension; STR_NONE: not known
};

struct translation {
    bool is_up;
    struct pattern_scanner s;
    struct buf out;
    size_t copied; // of the text, into `out`
    struct step_place place;
};

static struct str token_name(const struct pattern_scanner *s) {
    return s->token == TOKEN_CONSTANT ? s->constant.text : scan_source(s);
}

static void copy_to(struct translation *t, size_t end) {
    buf_add(&t->out, str_cut(t->s.text, t->copied, end));
    t->copied = end;
}

static void put_name(struct translation *t, const char *name) {
    bool is_quoted = t->s.token == TOKEN_CONSTANT;
    copy_to(t, t->s.begin);
    if (is_quoted) buf_add_byte(&t->out, '\'');
    buf_add(&t->out, str_of(name));
    if (is_quoted) buf_add_byte(&t->out, '\'');
    t->copied = t->s.end;
}

// What a reference leads to: the first of the types that the model names, since those that stand
// together (file and directory) are renamed alike.
static struct step_place place_of_reference(struct str type, struct str key) {
    struct step_place unknown = {LIFT_OBSERVABLE, STR_NONE};
    const struct model_type *model = model_type_find(type);
    const struct model_part *part = model ? NULL : model_extension_find(type, STR_NONE);
    const struct model_row *row = model  ? model_row_find(model->rows, model->count, key)
                                  : part ? model_row_find(part->rows, part->count, key)
                                         : NULL;
    struct str first, rest = str_of(row && row->targets ? row->targets : "");
    if (!str_take(&first, &rest, ' ')) return unknown;
    return (struct step_place){LIFT_OBSERVABLE, first};
}

// `key` is the name in 2.1.
static struct step_place place_behind(struct step_place place, struct str key) {
    struct step_place inside = {LIFT_INSIDE, STR_NONE};
    bool is_object = place.scope == LIFT_OBSERVABLE;
    if (place.scope == LIFT_EXTENSIONS) return (struct step_place){LIFT_EXTENSION, key};
    if (is_object && str_equal(key, STR("extensions")))
        return (struct step_place){LIFT_EXTENSIONS, STR_NONE};
    if (str_equal(key, STR("hashes")) || str_equal(key, STR("file_header_hashes")))
        return (struct step_place){LIFT_HASHES, STR_NONE};
    bool is_reference = str_ends(key, STR("_ref")) || str_ends(key, STR("_refs"));
    bool is_known = is_object || place.scope == LIFT_EXTENSION;
    return is_known && is_reference ? place_of_reference(place.type, key) : inside;
}

static void take_step(struct translation *t) {
    struct str key = token_name(&t->s);
    const struct lift_row *row = lift_row_find(t->place.scope, t->place.type, key, t->is_up);
    bool is_renamed = row && row->act == LIFT_RENAME;
    if (is_renamed) put_name(t, t->is_up ? row->new : row->old);
    t->place = place_behind(t->place, is_renamed && t->is_up ? str_of(row->new) : key);
}

static bool is_mark(const struct pattern_scanner *s, char mark) {
    return s->token == TOKEN_MARK && s->mark == mark;
}

// The scanner stands on : and goes behind the path.
static enum status take_path(struct translation *t) {
    struct pattern_scanner *s = &t->s;
    while (is_mark(s, ':') || is_mark(s, '.') || is_mark(s, '[')) {
        bool is_index = is_mark(s, '[');
        if (is_index) {
            while (!is_mark(s, ']') && s->token != TOKEN_END) TRY(scan_next(s));
        } else {
            TRY(scan_name(s));
            take_step(t);
        }
        TRY(scan_next(s));
    }
    return OK;
}

static void take_time(struct translation *t) {
    struct pattern_scanner *s = &t->s;
    if (s->token != TOKEN_CONSTANT) return;
    copy_to(t, s->begin);
    if (t->is_up && s->constant.kind == PATTERN_STRING) buf_add_byte(&t->out, 't');
    if (!t->is_up && s->constant.kind == PATTERN_TIMESTAMP) t->copied++;
}

static enum status take_all(struct translation *t) {
    struct pattern_scanner *s = &t->s;
    struct str last = STR_NONE; // the token before, where it may be the type of an object
    while (s->token != TOKEN_END) {
        bool is_time = s->token == TOKEN_WORD && (s->word == WORD_START || s->word == WORD_STOP);
        if (is_mark(s, ':')) {
            t->place = (struct step_place){LIFT_OBSERVABLE, last};
            TRY(take_path(t));
            continue;
        }
        last = token_name(s);
        TRY(scan_next(s));
        if (is_time) take_time(t);
    }
    copy_to(t, s->text.size);
    return t->out.status;
}

// STR_NONE: it is no pattern of the version from which it comes.
static struct str translated(struct str text, bool is_up, struct arena *arena) {
    const struct pattern_options options = {.version = is_up ? PATTERN_2_0 : PATTERN_2_1,
                                            .is_lenient = true};
    struct pattern *pattern;
    if (pattern_read(&pattern, text, &options, arena, NULL) != OK) return STR_NONE;
    struct translation t = {.is_up = is_up};
    buf_init(&t.out, 4 * PATTERN_SIZE_MAX);
    enum status status = scan_begin(&t.s, text, &options, arena, NULL);
    if (status == OK) status = take_all(&t);
    struct str out = status == OK ? arena_copy(arena, buf_str(&t.out)) : STR_NONE;
    buf_close(&t.out);
    return out;
}

struct str lift_pattern(struct str text, bool is_up, struct arena *arena) {
    struct str out = translated(text, is_up, arena);
    if (!is_up || !out.data) return out;
    // One that has names or timestamps of 2.1 already would not come back as it was.
    struct str back = translated(out, false, arena);
    return back.data && str_equal(back, text) ? out : STR_NONE;
}
