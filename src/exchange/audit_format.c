#include "exchange/audit_format.h"

#include <string.h>

#include "base/text.h"
#include "exchange/audit_act.h"

// The number of an enterprise stands in the name of RFC 5424's structured data (7.2.2). renkei has
// none: this one is for examples (RFC 5612), and belongs to nobody else.
#define SD_ID "renkei@32473"
#define FACILITY 13 // "log audit" (RFC 5424, 6.2.1)

bool audit_format_read(enum audit_format *out, struct str name) {
    static const char *const names[] = {"text", "jsonl", "cef", "syslog"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!str_equal(name, str_of(names[i]))) continue;
        *out = (enum audit_format)i;
        return true;
    }
    return false;
}

const char *audit_format_type(enum audit_format format) {
    return format == AUDIT_JSONL ? "application/x-ndjson" : "text/plain; charset=utf-8";
}

// ---- what stands in a record ----

static struct str text_at(struct json record, const char *key) {
    struct str text = json_text(json_member(record, str_of(key)));
    return text.data ? text : STR("");
}

static struct str text_in(struct json record, const char *object, const char *key) {
    struct str text = json_text(json_member(json_member(record, str_of(object)), str_of(key)));
    return text.data ? text : STR("");
}

static int64_t number_at(struct json record, const char *key) {
    int64_t number;
    return json_i64(&number, json_member(record, str_of(key))) ? number : 0;
}

static const struct audit_act_row *act_of(struct json record) {
    static const struct audit_act_row unknown = {"unknown", 5, false, false, "an unknown act"};
    const struct audit_act_row *row = audit_act_named(text_at(record, "act"));
    return row ? row : &unknown;
}

// Adds `text`, `size_max` bytes at the most, by code points: `escape` adds those that have a
// meaning and says so. Other control characters become "?".
static void add_escaped(struct buf *out, struct str text, size_t size_max,
                        bool (*escape)(struct buf *out, uint32_t code_point)) {
    text = text_head(text, size_max);
    for (size_t at = 0; at < text.size;) {
        size_t begin = at;
        uint32_t code_point = text_next(text, &at);
        if (escape(out, code_point)) continue;
        if (code_point < 0x20 || code_point == 0x7F)
            buf_add_byte(out, '?');
        else
            buf_add(out, str_cut(text, begin, at));
    }
}

static bool nothing(struct buf *out, uint32_t code_point) {
    (void)out;
    (void)code_point;
    return false;
}

// "objects" as one text.
static void join_objects(struct buf *out, struct json record) {
    struct json item = json_first(json_member(record, STR("objects")));
    for (bool is_first = true; item.node; item = json_next(item), is_first = false) {
        if (!is_first) buf_add_byte(out, ' ');
        buf_add(out, json_text(item));
    }
}

// ---- text ----

static void add_text(struct buf *out, struct json record) {
    int64_t count = number_at(record, "count");
    add_escaped(out, text_at(record, "at"), 40, nothing);
    buf_add(out, STR("  "));
    add_escaped(out, text_in(record, "who", "name"), 300, nothing);
    buf_addf(out, " %s", act_of(record)->sentence);
    if (text_in(record, "on", "kind").size) {
        buf_add(out, STR(": "));
        add_escaped(out, text_in(record, "on", "kind"), 100, nothing);
        buf_add_byte(out, ' ');
        add_escaped(out, text_in(record, "on", "name"), 300, nothing);
    }
    if (json_member(record, STR("objects")).node) {
        buf_addf(out, ": %lld: ", (long long)number_at(record, "object_count"));
        join_objects(out, record);
    }
    if (count) buf_addf(out, ", %lld times", (long long)count);
    if (text_at(record, "from").size) {
        buf_add(out, STR(", from "));
        add_escaped(out, text_at(record, "from"), 300, nothing);
    }
    buf_add_byte(out, '\n');
}

// ---- CEF ----

// "If a pipe (|) is used in the header, it has to be escaped with a backslash (\). But note that
// pipes in the extension do not need escaping. If a backslash (\) is used in the header or the
// extension, it has to be escaped with another backslash (\)." A header has no line ends.
static bool escape_header(struct buf *out, uint32_t code_point) {
    if (code_point != '|' && code_point != '\\') return false;
    buf_add_byte(out, '\\');
    buf_add_byte(out, (char)code_point);
    return true;
}

// "If an equal sign (=) is used in the extensions, it has to be escaped with a backslash (\). Equal
// signs in the header need no escaping." "Multi-line fields can be sent by CEF by encoding the
// newline character as \n or \r."
static bool escape_extension(struct buf *out, uint32_t code_point) {
    if (code_point == '\n' || code_point == '\r') {
        buf_add(out, code_point == '\n' ? STR("\\n") : STR("\\r"));
        return true;
    }
    if (code_point != '=' && code_point != '\\') return false;
    buf_add_byte(out, '\\');
    buf_add_byte(out, (char)code_point);
    return true;
}

// A field that is empty is left out. `size_max` is that of CEF's dictionary.
static void add_field(struct buf *out, const char *key, struct str value, size_t size_max) {
    if (!value.size) return;
    buf_addf(out, " %s=", key);
    add_escaped(out, value, size_max, escape_extension);
}

static void add_labelled(struct buf *out, const char *key, const char *label, struct str value) {
    if (!value.size) return;
    buf_addf(out, " %sLabel=%s", key, label);
    add_field(out, key, value, 4000);
}

static void add_time(struct buf *out, const char *key, struct str text) {
    stamp at;
    if (stamp_read(&at, text, NULL) == OK) buf_addf(out, " %s=%lld", key, (long long)(at / 1000));
}

static bool is_ipv4(struct str text) {
    size_t dots = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] != '.' && !ascii_is_digit(text.data[i])) return false;
        dots += text.data[i] == '.';
    }
    return dots == 3;
}

static void add_place(struct buf *out, struct str place) {
    if (is_ipv4(place))
        add_field(out, "src", place, 40);
    else if (str_find_byte(place, ':') != SIZE_MAX && str_find_byte(place, '/') == SIZE_MAX)
        add_labelled(out, "c6a2", "Source IPv6 Address", place);
    else
        add_field(out, "shost", place, 1023);
}

static void add_cef(struct buf *out, struct json record) {
    const struct audit_act_row *act = act_of(record);
    SCOPED(buf_close) struct buf objects;
    buf_init(&objects, (size_t)1 << 20);
    join_objects(&objects, record);
    buf_add(out, STR("CEF:0|renkei|renkei|"));
    add_escaped(out, STR(RENKEI_VERSION), 40, escape_header);
    buf_add_byte(out, '|');
    add_escaped(out, text_at(record, "act"), 100, escape_header);
    buf_add_byte(out, '|');
    add_escaped(out, str_of(act->sentence), 512, escape_header);
    buf_addf(out, "|%d|", act->severity);
    buf_add(out, STR("externalId="));
    add_escaped(out, text_at(record, "id"), 40, escape_extension);
    add_time(out, "rt", text_at(record, "at"));
    add_field(out, "outcome", text_at(record, "result"), 63);
    add_field(out, "suser", text_in(record, "who", "name"), 1023);
    add_field(out, "suid", text_in(record, "who", "id"), 1023);
    add_place(out, text_at(record, "from"));
    if (number_at(record, "count")) {
        buf_addf(out, " cnt=%lld", (long long)number_at(record, "count"));
        add_time(out, "end", text_at(record, "until"));
    }
    add_labelled(out, "cs1", "organisation", text_in(record, "who", "organisation"));
    add_labelled(out, "cs2", "by", text_in(record, "by", "kind"));
    add_labelled(out, "cs3", "on", text_in(record, "on", "kind"));
    add_labelled(out, "cs4", "name", text_in(record, "on", "name"));
    add_labelled(out, "cs5", "objects", buf_str(&objects));
    add_labelled(out, "cs6", "more", json_source(json_member(record, STR("more"))));
    buf_add_byte(out, '\n');
}

// ---- syslog ----

// RFC 5424, 6.3.3: "Inside PARAM-VALUE, the characters '"' (ABNF %d34), '\' (ABNF %d92), and ']'
// (ABNF %d93) MUST be escaped."
static bool escape_param(struct buf *out, uint32_t code_point) {
    if (code_point != '"' && code_point != '\\' && code_point != ']') return false;
    buf_add_byte(out, '\\');
    buf_add_byte(out, (char)code_point);
    return true;
}

static void add_param(struct buf *out, const char *name, struct str value) {
    if (!value.size) return;
    buf_addf(out, " %s=\"", name);
    add_escaped(out, value, 4000, escape_param);
    buf_add_byte(out, '"');
}

// 6.2.1: 4 warning, 5 notice, 6 informational.
static int severity_of(const struct audit_act_row *act) {
    if (act->is_refusal) return 4;
    return act->severity >= 5 ? 5 : 6;
}

// MSGID is 1 to 32 bytes of printable US-ASCII, which all names of acts are.
static void add_syslog(struct buf *out, struct json record) {
    const struct audit_act_row *act = act_of(record);
    SCOPED(buf_close) struct buf objects;
    buf_init(&objects, (size_t)1 << 20);
    join_objects(&objects, record);
    buf_addf(out, "<%d>1 ", FACILITY * 8 + severity_of(act));
    add_escaped(out, text_at(record, "at"), 32, nothing);
    buf_addf(out, " - renkei - %s [" SD_ID, act->name);
    add_param(out, "id", text_at(record, "id"));
    add_param(out, "result", text_at(record, "result"));
    add_param(out, "who", text_in(record, "who", "name"));
    add_param(out, "identity", text_in(record, "who", "id"));
    add_param(out, "organisation", text_in(record, "who", "organisation"));
    add_param(out, "from", text_at(record, "from"));
    add_param(out, "by", text_in(record, "by", "kind"));
    add_param(out, "on", text_in(record, "on", "kind"));
    add_param(out, "name", text_in(record, "on", "name"));
    add_param(out, "objects", buf_str(&objects));
    add_param(out, "count", json_number(json_member(record, STR("count"))));
    add_param(out, "until", text_at(record, "until"));
    add_param(out, "more", json_source(json_member(record, STR("more"))));
    // 6.4: "If a syslog application encodes MSG in UTF-8, the string MUST start with the Unicode
    // byte order mask (BOM), which for UTF-8 is ABNF %xEF.BB.BF."
    buf_add(out, STR("] \xEF\xBB\xBF"));
    add_escaped(out, text_in(record, "who", "name"), 300, nothing);
    buf_addf(out, " %s\n", act->sentence);
}

void audit_format_add(struct buf *out, enum audit_format format, struct str json,
                      struct json record) {
    switch (format) {
    case AUDIT_TEXT: add_text(out, record); break;
    case AUDIT_CEF: add_cef(out, record); break;
    case AUDIT_SYSLOG: add_syslog(out, record); break;
    case AUDIT_JSONL:
        buf_add(out, json);
        buf_add_byte(out, '\n');
        break;
    }
}
