#include "match/list.h"

#include "match/list_inside.h"

#include <stdlib.h>
#include <string.h>

#define ROOM_BYTES ((size_t)64 * 1024)

// ---- the stream ----

struct list_reader *list_open(void) {
    struct list_reader *list = memory_take(sizeof *list);
    *list = (struct list_reader){0};
    arena_init(&list->arena);
    return list;
}

void list_close(struct list_reader **list) {
    struct list_reader *old = *list;
    *list = NULL;
    if (!old) return;
    vec_close(&old->items);
    arena_close(&old->arena);
    free(old->data);
    free(old);
}

// A line that is too long is forgotten as it comes in, so this never holds much more than one line.
char *list_room(struct list_reader *list, size_t *capacity) {
    if (list->begin > 0) {
        memmove(list->data, list->data + list->begin, list->end - list->begin);
        list->end -= list->begin;
        list->begin = 0;
    }
    if (list->capacity - list->end < ROOM_BYTES) {
        list->capacity = list->end * 2 + ROOM_BYTES;
        list->data = memory_resize(list->data, list->capacity, 1);
    }
    *capacity = list->capacity - list->end;
    return list->data + list->end;
}

void list_grow(struct list_reader *list, size_t size) {
    list->end += size;
}

void list_end(struct list_reader *list) {
    list->is_ended = true;
}

uint64_t list_line(const struct list_reader *list) {
    return list->line_told;
}

enum list_form list_form(const struct list_reader *list) {
    return list->form;
}

// Every archive, program, database and image holds a NUL within its first bytes; further on, one is
// a fault of its line. Packed and random bytes need not, but a tenth of them are control
// characters; text has next to none, in whatever encoding (so broken UTF-8 says nothing: it may be
// Shift JIS).
#define HEAD_BYTES 512
#define SAMPLE_BYTES 4096
#define CONTROLS_MIN 4 // so many can stand in a short list by accident
#define CONTROLS_ONE_IN 50

static bool has_many_controls(struct str sample) {
    size_t count = 0;
    for (size_t i = 0; i < sample.size; i++) {
        unsigned char byte = (unsigned char)sample.data[i];
        bool is_usual = byte == 0x1B || (byte >= '\t' && byte <= '\r');
        count += (byte < ' ' && !is_usual) || byte == 0x7F;
    }
    return count > CONTROLS_MIN && count * CONTROLS_ONE_IN > sample.size;
}

enum status list_check_is_text(struct str first_bytes, struct fault *fault) {
    if (str_starts(first_bytes, STR("\xFF\xFE")) || str_starts(first_bytes, STR("\xFE\xFF")))
        return fault_set(fault, MALFORMED, "this is UTF-16 text: save it as UTF-8");
    struct str head = str_cut(first_bytes, 0, HEAD_BYTES);
    if ((head.size && memchr(head.data, 0, head.size)) ||
        has_many_controls(str_cut(first_bytes, 0, SAMPLE_BYTES)))
        return fault_set(fault, MALFORMED, "this is no text but a binary file");
    return OK;
}

bool list_looks_like_json(struct str first_bytes) {
    if (str_starts(first_bytes, STR("\xEF\xBB\xBF")))
        first_bytes = str_cut(first_bytes, 3, first_bytes.size);
    struct str text = str_trim(first_bytes);
    if (text.size == 0 || (text.data[0] != '{' && text.data[0] != '[')) return false;
    struct str behind = str_trim(str_cut(text, 1, text.size));
    if (behind.size == 0) return true;
    if (text.data[0] == '{') return behind.data[0] == '"' || behind.data[0] == '}';
    // "[2001:db8::1]:443" is a line of a list.
    return memchr("{[\"]", behind.data[0], 4) != NULL;
}

// ---- lines ----

static bool line_end_find(size_t *end, size_t *next, const struct list_reader *list, size_t from) {
    const char *newline =
        from < list->end ? memchr(list->data + from, '\n', list->end - from) : NULL;
    if (!newline && (!list->is_ended || from >= list->end)) return false;
    *end = newline ? (size_t)(newline - list->data) : list->end;
    *next = newline ? *end + 1 : list->end;
    return true;
}

// A quoted field may hold newlines: looks for the end of the row, at most a few lines on.
static bool row_end_find(size_t *end, size_t *next, const struct list_reader *list) {
    size_t first_end, first_next;
    if (!line_end_find(end, next, list, list->begin)) return false;
    first_end = *end;
    first_next = *next;
    while (table_is_open(list, (struct str){list->data + list->begin, *end - list->begin})) {
        bool is_too_long = *end - list->begin > LIST_LINE_MAX / 4;
        if (is_too_long || !line_end_find(end, next, list, *next)) {
            if (!is_too_long && !list->is_ended) return false;
            // No quote closes it: then it opened nothing.
            *end = first_end;
            *next = first_next;
            return true;
        }
    }
    return true;
}

static uint64_t newlines_in(struct str text) {
    uint64_t count = 0;
    for (size_t i = 0; i < text.size; i++) count += text.data[i] == '\n';
    return count;
}

// OK and the next line, ABSENT, or LIMIT for one that is passed over.
static enum status take_line(struct str *out, struct list_reader *list) {
    size_t end, next;
    if (!row_end_find(&end, &next, list)) {
        if (list->end - list->begin > LIST_LINE_MAX) {
            list->is_skipping = true;
            list->begin = list->end;
        }
        if (!list->is_skipping || !list->is_ended) return ABSENT;
        list->is_skipping = false;
        return LIMIT;
    }
    struct str line = {list->data + list->begin, end - list->begin};
    list->begin = next;
    bool is_long = list->is_skipping || line.size > LIST_LINE_MAX;
    list->is_skipping = false;
    if (list->line == 1 && str_starts(line, STR("\xEF\xBB\xBF")))
        line = str_cut(line, 3, line.size);
    *out = line;
    return is_long ? LIMIT : OK;
}

// ---- forms of a line ----

bool list_add(struct list_reader *list, enum list_hint hint, struct str text,
              const struct list_item *like) {
    struct list_item item = *like;
    if (list->items.count == LIST_ITEMS_MAX) return false;
    if (!text_is_utf8(text)) return false;
    if (!list_value(&item.observable, hint, text, &list->arena)) return false;
    item.value = list_unquote(text);
    item.line = list->line;
    vec_add(&list->items, item);
    return true;
}

static bool add_plain(struct list_reader *list, enum list_hint hint, struct str text,
                      struct str description) {
    struct list_item like = {
        .name = STR(""), .description = description, .labels = STR(""), .confidence = -1};
    return list_add(list, hint, text, &like);
}

static void form_set(struct list_reader *list, enum list_form form) {
    if (list->form == LIST_UNKNOWN || list->form == LIST_PLAIN) list->form = form;
}

// "||name^", with options behind; "@@||name^" lets a name pass.
static bool read_adguard(struct list_reader *list, struct str line) {
    if (str_starts(line, STR("@@"))) {
        list->reason = "an exception to a rule, not a value";
        return true;
    }
    if (!str_starts(line, STR("||"))) return false;
    form_set(list, LIST_ADGUARD);
    size_t end = str_find_byte(line, '^');
    if (end == SIZE_MAX) end = str_find_byte(line, '$');
    add_plain(list, HINT_NONE, str_cut(line, 2, end), STR(""));
    return true;
}

// "address=/name/0.0.0.0", "server=/one/two/".
static bool read_dnsmasq(struct list_reader *list, struct str line) {
    size_t equals = str_find(line, STR("=/"));
    if (equals == SIZE_MAX) return false;
    struct str word = str_cut(line, 0, equals);
    if (!str_equal(word, STR("address")) && !str_equal(word, STR("server")) &&
        !str_equal(word, STR("local")))
        return false;
    form_set(list, LIST_DNSMASQ);
    struct str name, rest = str_cut(line, equals + 2, line.size);
    while (str_take(&name, &rest, '/') && rest.data) add_plain(list, HINT_DOMAIN, name, STR(""));
    return true;
}

static struct str take_word(struct str *rest) {
    struct str text = str_trim(*rest);
    size_t end = 0;
    while (end < text.size && !ascii_is_space(text.data[end])) end++;
    *rest = str_trim(str_cut(text, end, text.size));
    return str_cut(text, 0, end);
}

// "name CNAME .", with a time to live and a class before. Other records of the zone say nothing.
static bool read_rpz(struct list_reader *list, struct str line) {
    static const struct str OTHERS[] = {{"SOA", 3}, {"NS", 2}, {"TXT", 3}, {"A", 1}, {"AAAA", 4}};
    if (str_starts(line, STR("$TTL")) || str_starts(line, STR("$ORIGIN"))) {
        form_set(list, LIST_RPZ);
        return list->reason = "", true;
    }
    struct str rest = line, owner = take_word(&rest), word = take_word(&rest);
    uint64_t seconds;
    if (str_read_u64(&seconds, word)) word = take_word(&rest);
    if (str_equal_fold(word, STR("IN"))) word = take_word(&rest);
    if (str_equal_fold(word, STR("CNAME"))) {
        form_set(list, LIST_RPZ);
        if (str_starts_fold(rest, STR("rpz-passthru")))
            list->reason = "an exception to a rule, not a value";
        else
            add_plain(list, HINT_DOMAIN, owner, STR(""));
        return true;
    }
    if (list->form != LIST_RPZ && !str_equal(owner, STR("@"))) return false;
    for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++)
        if (str_equal_fold(word, OTHERS[i])) return list->reason = "", true;
    return false;
}

static bool is_own_name(struct str name) {
    static const struct str OWN[] = {
        {"localhost", 9}, {"localhost.localdomain", 21}, {"local", 5}, {"broadcasthost", 13}};
    for (size_t i = 0; i < sizeof OWN / sizeof *OWN; i++)
        if (str_equal_fold(name, OWN[i])) return true;
    return str_starts_fold(name, STR("ip6-")) || str_equal(name, STR("0.0.0.0"));
}

// "0.0.0.0 name name".
static bool read_hosts(struct list_reader *list, struct str line) {
    static const struct str NOWHERE[] = {
        {"0.0.0.0", 7}, {"127.0.0.1", 9}, {"127.0.1.1", 9}, {"::1", 3}, {"::", 2}};
    struct str rest = line, address = take_word(&rest);
    bool is_nowhere = str_equal(address, STR("255.255.255.255")) ||
                      str_starts(address, STR("fe80::")) ||
                      (str_starts(address, STR("ff0")) && str_find(address, STR("::")) != SIZE_MAX);
    for (size_t i = 0; i < sizeof NOWHERE / sizeof *NOWHERE; i++)
        is_nowhere |= str_equal(address, NOWHERE[i]);
    if (!is_nowhere || rest.size == 0 || rest.data[0] == '#') return false;
    form_set(list, LIST_HOSTS);
    while (rest.size > 0 && rest.data[0] != '#') {
        struct str name = take_word(&rest);
        if (is_own_name(name))
            list->reason = "a name of the machine itself";
        else
            add_plain(list, HINT_DOMAIN, name, STR(""));
    }
    return true;
}

// Behind a value: a comment; a number is a score and says nothing to us.
static struct str comment_of(struct str rest) {
    rest = str_trim(rest);
    while (rest.size > 0 && strchr("#;,|/-", rest.data[0]))
        rest = str_trim(str_cut(rest, 1, rest.size));
    uint64_t score;
    return str_read_u64(&score, rest) ? STR("") : rest;
}

// One value, decorated: "- value comment", "value;comment", "SHA256: value".
static bool read_value(struct list_reader *list, struct str line) {
    while (line.size > 2 && (line.data[0] == '-' || line.data[0] == '*') && line.data[1] == ' ')
        line = str_trim(str_cut(line, 2, line.size));
    struct str rest = line, word = take_word(&rest);
    if (str_ends(word, STR(":")) && rest.size > 0) {
        line = rest;
        word = take_word(&rest);
    }
    if (rest.size == 0 && add_plain(list, HINT_NONE, line, STR(""))) return true;
    if (rest.size > 0 && add_plain(list, HINT_NONE, word, comment_of(rest))) return true;
    for (const char *mark = ";,|#"; *mark; mark++) {
        size_t at = str_find_byte(line, *mark);
        if (at == SIZE_MAX) continue;
        struct str description = comment_of(str_cut(line, at + 1, line.size));
        if (add_plain(list, HINT_NONE, str_cut(line, 0, at), description)) return true;
    }
    return false;
}

static bool is_comment(const struct list_reader *list, struct str line) {
    if (line.size == 0) return true;
    if (list->has_table && list->form == LIST_CSV) return line.data[0] == '#';
    return line.data[0] == '#' || line.data[0] == ';' || str_starts(line, STR("//")) ||
           line.data[0] == '!' || (str_starts(line, STR("[Adblock")));
}

// Spaces that do not break lines come out of documents and stand between values as others do. In
// the reader's own memory, and before anything is taken from it.
static void spaces_fold(struct list_reader *list, struct str line) {
    static const struct str WIDE[] = {{"\xC2\xA0", 2}, {"\xE3\x80\x80", 3}};
    for (size_t i = 0; i < sizeof WIDE / sizeof *WIDE; i++) {
        struct str rest = line;
        size_t at;
        while ((at = str_find(rest, WIDE[i])) != SIZE_MAX) {
            memset(list->data + (rest.data - list->data) + at, ' ', WIDE[i].size);
            rest = str_cut(rest, at + WIDE[i].size, rest.size);
        }
    }
}

static void read_line(struct list_reader *list, struct str line) {
    if (!list->has_table) spaces_fold(list, line);
    struct str text = str_trim(line);
    list->reason = NULL;
    list->refused = text;
    bool is_first = !list->has_data;
    if (table_zeek_header(list, text) || is_comment(list, text)) {
        list->reason = "";
        return;
    }
    list->has_data = true;
    if (list->has_table) {
        table_row(list, line);
        return;
    }
    if (is_first && table_header(list, text)) {
        list->reason = "";
        return;
    }
    if (text.data[0] == '{' && list_looks_like_json(text)) {
        list->reason = "JSON in a file that is read as a list, because its first line is no JSON";
        return;
    }
    if (read_adguard(list, text) || read_dnsmasq(list, text) || read_rpz(list, text) ||
        read_hosts(list, text))
        return;
    enum list_form form = list->form;
    if (table_alike_row(list, text)) {
        form_set(list, LIST_PLAIN);
        return;
    }
    if ((form == LIST_CSV || table_holds_time(list, text)) && table_bare_row(list, text)) {
        if (form == LIST_PLAIN) list->form = form; // one row among values makes no table
        return;
    }
    if (read_value(list, text)) {
        form_set(list, LIST_PLAIN);
        return;
    }
    table_bare_row(list, text);
}

enum status list_take(struct list_item *out, struct list_reader *list, struct fault *fault) {
    while (list->taken >= list->items.count) {
        arena_reset(&list->arena);
        vec_clear(&list->items);
        list->taken = 0;
        struct str line;
        list->line++;
        enum status status = take_line(&line, list);
        if (status == ABSENT) {
            list->line--;
            return ABSENT;
        }
        list->line_told = list->line;
        if (status == LIMIT)
            return fault_set(fault, MALFORMED, "longer than %zu bytes", LIST_LINE_MAX);
        read_line(list, line);
        list->line += newlines_in(line);
        if (list->items.count > 0) break;
        if (!list->reason) list->reason = observable_why_not(list->refused);
        if (list->reason[0]) {
            struct str shown = text_excerpt(&list->arena, list->refused, LIST_EXCERPT_MAX);
            return fault_set(fault, MALFORMED, "%s: \"%.*s\"", list->reason, STR_ARG(shown));
        }
    }
    *out = list->items.items[list->taken++];
    return OK;
}
