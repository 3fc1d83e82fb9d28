#include "cli/monitor.h"

#include "cli/remote_log.h"
#include "ledger/cosignature.h"
#include "sys/clock.h"
#include "sys/file.h"

#define STATE_BYTES_MAX (2 * CHECKPOINT_BYTES_MAX + ((size_t)64 << 10))
#define TYPE STR("renkei-monitor")
static const struct json_limits LIMITS = {STATE_BYTES_MAX, 8, 1000};

struct watch { // of one witness
    struct note_key key;
    uint64_t size;   // the largest tree that it cosigned
    uint64_t wanted; // what it should have cosigned by now, and since when
    stamp since;
};
struct looking {
    const struct monitor_options *options;
    struct monitor_sight *sight;
    struct arena *arena;
    struct fault *fault;
    struct remote_log log;
    struct note_key key;
    struct str before; // the checkpoint of last time; STR_NONE: none
    stamp seen;        // when that was
    struct watch watches[MONITOR_WITNESSES_MAX];
    struct str shown; // the checkpoint that is looked at
    stamp now;
};

static enum status raise(struct looking *it, const char *alarm) {
    it->sight->alarm = alarm;
    return DENIED;
}

// ---- what is remembered ----

static void read_watch(struct looking *it, struct json row) {
    struct str key = json_text(json_member(row, STR("key")));
    char text[NOTE_KEY_TEXT_MAX];
    for (size_t i = 0; i < it->options->witness_count; i++) {
        struct watch *watch = &it->watches[i];
        int64_t size, wanted;
        if (!str_equal(key, str_of(note_key_write(text, &watch->key)))) continue;
        if (!json_i64(&size, json_member(row, STR("size"))) || size < 0 ||
            !json_i64(&wanted, json_member(row, STR("wanted"))) || wanted < 0 ||
            stamp_read(&watch->since, json_text(json_member(row, STR("since"))), NULL) != OK)
            continue;
        watch->size = (uint64_t)size;
        watch->wanted = (uint64_t)wanted;
    }
}

static enum status read_state(struct str *key, struct looking *it, struct json root) {
    struct str url = json_text(json_member(root, STR("url")));
    *key = json_text(json_member(root, STR("log")));
    it->before = json_text(json_member(root, STR("checkpoint")));
    if (!str_equal(json_text(json_member(root, STR("type"))), TYPE) || !key->data ||
        !it->before.data ||
        stamp_read(&it->seen, json_text(json_member(root, STR("seen"))), NULL) != OK)
        return fault_set(it->fault, MALFORMED, "not a file that the monitor has written");
    if (!str_equal(url, it->options->url))
        return fault_set(it->fault, MALFORMED, "what is kept here is of %.*s",
                         STR_ARG(str_cut(url, 0, 200)));
    struct json row = json_first(json_member(root, STR("witnesses")));
    for (; row.node; row = json_next(row)) read_watch(it, row);
    return OK;
}

static enum status open_state(struct str *key, struct looking *it) {
    const char *path = arena_text(it->arena, it->options->state);
    struct str text;
    struct json root;
    *key = STR_NONE;
    it->before = STR_NONE;
    if (!file_exists(path)) return OK;
    TRY(file_read(&text, path, STATE_BYTES_MAX, it->arena, it->fault));
    struct json_reader *reader = json_reader_open();
    enum status status = json_read(&root, reader, text, &LIMITS, it->arena, it->fault);
    if (status == OK) status = read_state(key, it, root);
    if (status == OK && key->data) {
        *key = arena_copy(it->arena, *key);
        it->before = arena_copy(it->arena, it->before);
    }
    json_reader_close(&reader);
    return status == OK ? OK : fault_within(it->fault, status, "%s:", path);
}

static enum status write_state(struct looking *it) {
    char key[NOTE_KEY_TEXT_MAX];
    struct json_writer w;
    SCOPED(buf_close) struct buf buf;
    buf_init(&buf, STATE_BYTES_MAX);
    json_begin(&w, &buf);
    json_open_object(&w);
    json_key_text(&w, "type", TYPE);
    json_key_text(&w, "url", it->options->url);
    json_key_text(&w, "log", str_of(note_key_write(key, &it->key)));
    json_key_stamp(&w, "seen", it->now);
    json_key_text(&w, "checkpoint", it->shown);
    json_key_array(&w, "witnesses");
    for (size_t i = 0; i < it->options->witness_count; i++) {
        json_open_object(&w);
        json_key_text(&w, "key", str_of(note_key_write(key, &it->watches[i].key)));
        json_key_i64(&w, "size", (int64_t)it->watches[i].size);
        json_key_i64(&w, "wanted", (int64_t)it->watches[i].wanted);
        json_key_stamp(&w, "since", it->watches[i].since);
        json_close_object(&w);
    }
    json_close_array(&w);
    json_close_object(&w);
    buf_add_byte(&buf, '\n');
    return file_write(arena_text(it->arena, it->options->state), buf_str(&buf), 0644, it->fault);
}

// ---- keys ----

static enum status find_key(struct looking *it, struct str kept) {
    struct str text = it->options->key.data ? it->options->key : kept;
    if (!text.data) {
        TRY(remote_log_text(&text, &it->log, STR("/log/key")));
        it->sight->is_key_trusted_at_first = true;
    }
    TRY(note_key_read(&it->key, text, NOTE_ED25519, it->fault));
    it->key.name = arena_copy(it->arena, it->key.name);
    char line[NOTE_KEY_TEXT_MAX];
    if (!kept.data || str_equal(kept, str_of(note_key_write(line, &it->key)))) return OK;
    return fault_set(it->fault, MALFORMED, "--log-key is not the key that --state is about");
}

static enum status read_witnesses(struct looking *it) {
    if (it->options->witness_count > MONITOR_WITNESSES_MAX)
        return fault_set(it->fault, LIMIT, "--witness: more than %d", MONITOR_WITNESSES_MAX);
    for (size_t i = 0; i < it->options->witness_count; i++) {
        enum status status = note_key_read(&it->watches[i].key, it->options->witnesses[i],
                                           NOTE_COSIGNATURE, it->fault);
        if (status != OK) return fault_within(it->fault, status, "--witness:");
    }
    return OK;
}

// ---- what it is now ----

// One that is not signed is an alarm; what is no checkpoint may come from anything between.
static enum status open_shown(struct checkpoint *out, struct looking *it, struct str text) {
    it->shown = text;
    enum status status = checkpoint_open(out, text, &it->key, it->fault);
    return status == DENIED ? raise(it, "unsigned") : status;
}

static enum status compare(struct looking *it, const struct merkle_head *then,
                           const struct merkle_head *now) {
    enum status status = remote_log_compare(&it->log, then, now);
    if (status == ABSENT)
        fault_within(it->fault, status, "the log does not show what its checkpoint is of:");
    return status == DENIED || status == ABSENT ? raise(it, "forked") : status;
}

struct cosigned {
    struct str text; // STR_NONE: nobody has cosigned
    struct merkle_head head;
};

// Asked for before the newest checkpoint, so that it cannot be of a later tree.
static enum status read_cosigned(struct cosigned *out, struct looking *it) {
    struct checkpoint checkpoint;
    struct note note;
    *out = (struct cosigned){.text = STR_NONE};
    if (!it->options->witness_count) return OK;
    enum status status = remote_log_text(&out->text, &it->log, STR("/log/cosigned"));
    if (status == ABSENT) {
        out->text = STR_NONE;
        return OK;
    }
    TRY(status);
    TRY(open_shown(&checkpoint, it, out->text));
    TRY(note_read(&note, out->text, it->fault));
    out->head = checkpoint.head;
    for (size_t i = 0; i < it->options->witness_count; i++) {
        struct watch *watch = &it->watches[i];
        uint64_t time_s;
        status = cosignature_check(&time_s, &note, &watch->key, it->fault);
        if (status == DENIED) return raise(it, "cosignature");
        if (status == OK && out->head.size > watch->size) watch->size = out->head.size;
    }
    return OK;
}

// Each witness is waited for on its own: for the first size that it had not cosigned when looked.
static enum status check_patience(struct looking *it, uint64_t size) {
    for (size_t i = 0; i < it->options->witness_count; i++) {
        struct watch *watch = &it->watches[i];
        char since[STAMP_TEXT_SIZE];
        if (watch->size >= watch->wanted) {
            if (watch->size) it->sight->cosigned++;
            watch->wanted = size;
            watch->since = it->now;
        }
        if (watch->size >= watch->wanted || it->now - watch->since <= it->options->patience_us)
            continue;
        fault_set(it->fault, DENIED,
                  "%.*s has not cosigned the log of %llu entries, which is there since %s",
                  STR_ARG(watch->key.name), (unsigned long long)watch->wanted,
                  stamp_write(since, watch->since, 0));
        return raise(it, "missing");
    }
    return OK;
}

static enum status look(struct looking *it) {
    struct checkpoint then, now;
    struct cosigned cosigned;
    struct str text;
    TRY(read_cosigned(&cosigned, it));
    TRY(remote_log_text(&text, &it->log, STR("/log/checkpoint")));
    TRY(open_shown(&now, it, text));
    it->sight->size = now.head.size;
    if (it->before.data) {
        TRY(checkpoint_open(&then, it->before, &it->key, it->fault));
        TRY(compare(it, &then.head, &now.head));
    }
    if (cosigned.text.data) TRY(compare(it, &cosigned.head, &now.head));
    return check_patience(it, now.head.size);
}

// Beside the state, for whoever has to prove it.
static void keep_alarm(struct looking *it) {
    struct str path = arena_format(it->arena, "%.*s-alarm", STR_ARG(it->options->state));
    struct fault fault = {""};
    if (it->shown.data && file_write(path.data, it->shown, 0644, &fault) != OK)
        fprintf(stderr, "renkei: %s\n", fault.text);
}

// Who is away for long hides something, or is gone; both are worth an alarm.
static enum status check_silence(struct looking *it, enum status status) {
    char seen[STAMP_TEXT_SIZE];
    bool may_pass = status == FAILED || status == CLOSED || status == BUSY || status == ABSENT;
    if (!may_pass || !it->before.data || it->now - it->seen <= it->options->patience_us)
        return status;
    fault_within(it->fault, status, "it has not shown its log since %s",
                 stamp_write(seen, it->seen, 0));
    return raise(it, "silent");
}

enum status monitor_look(struct monitor_sight *out, const struct monitor_options *options,
                         struct connect *connect, struct arena *arena, struct fault *fault) {
    struct looking it = {.options = options,
                         .sight = out,
                         .arena = arena,
                         .fault = fault,
                         .log = {connect, arena, fault},
                         .shown = STR_NONE,
                         .now = clock_now(clock_system())};
    struct str kept;
    *out = (struct monitor_sight){.alarm = NULL};
    TRY(read_witnesses(&it));
    TRY(open_state(&kept, &it));
    TRY(find_key(&it, kept));
    enum status status = look(&it);
    if (out->alarm) keep_alarm(&it);
    status = check_silence(&it, status);
    // How long a witness is waited for is remembered, too.
    if (status != OK) return status;
    return write_state(&it);
}
