// Tables: CSV (RFC 4180) with ',', ';' or tab, with a header or without, and Zeek intelligence
// files.
#include "match/list_inside.h"

#include <string.h>

static const struct {
    const char *word;
    enum list_role role;
} ROLE_WORDS[] = {
    {"value", COLUMN_VALUE},
    {"indicator", COLUMN_VALUE},
    {"indicators", COLUMN_VALUE},
    {"ioc", COLUMN_VALUE},
    {"iocs", COLUMN_VALUE},
    {"iocvalue", COLUMN_VALUE},
    {"indicatorvalue", COLUMN_VALUE},
    {"observable", COLUMN_VALUE},
    {"artifact", COLUMN_VALUE},
    {"c2", COLUMN_VALUE},
    {"c2server", COLUMN_VALUE},
    {"domainip", COLUMN_VALUE},
    {"associatedurl", COLUMN_VALUE},
    {"downloadurl", COLUMN_VALUE},
    {"sha256hash", COLUMN_VALUE},
    {"payloadhash", COLUMN_VALUE},
    {"hashaspersource", COLUMN_VALUE},
    {"distributionurlobserved", COLUMN_VALUE},
    {"type", COLUMN_TYPE},
    {"ioctype", COLUMN_TYPE},
    {"indicatortype", COLUMN_TYPE},
    {"entitytype", COLUMN_TYPE},
    {"datatype", COLUMN_TYPE},
    {"kind", COLUMN_TYPE},
    {"name", COLUMN_NAME},
    {"title", COLUMN_NAME},
    {"threat", COLUMN_NAME},
    {"malware", COLUMN_NAME},
    {"malwarefamily", COLUMN_NAME},
    {"family", COLUMN_NAME},
    {"description", COLUMN_DESCRIPTION},
    {"desc", COLUMN_DESCRIPTION},
    {"metadesc", COLUMN_DESCRIPTION},
    {"comment", COLUMN_DESCRIPTION},
    {"comments", COLUMN_DESCRIPTION},
    {"note", COLUMN_DESCRIPTION},
    {"notes", COLUMN_DESCRIPTION},
    {"context", COLUMN_DESCRIPTION},
    {"domainuse", COLUMN_DESCRIPTION},
    {"tags", COLUMN_LABELS},
    {"tag", COLUMN_LABELS},
    {"labels", COLUMN_LABELS},
    {"label", COLUMN_LABELS},
    {"threattype", COLUMN_LABELS},
    {"confidence", COLUMN_CONFIDENCE},
    {"confidencescore", COLUMN_CONFIDENCE},
    {"confidencelevel", COLUMN_CONFIDENCE},
    {"tlp", COLUMN_TLP},
    {"marking", COLUMN_TLP},
    {"markings", COLUMN_TLP},
    {"trafficlightprotocol", COLUMN_TLP},
    {"trafficlightprotocollevel", COLUMN_TLP},
    {"validuntil", COLUMN_UNTIL},
    {"expires", COLUMN_UNTIL},
    {"expiration", COLUMN_UNTIL},
    {"expirationdate", COLUMN_UNTIL},
    {"expirationdatetime", COLUMN_UNTIL},
    {"firstseen", COLUMN_FROM},
    {"firstseenutc", COLUMN_FROM},
    {"date", COLUMN_FROM},
    {"dateadded", COLUMN_FROM},
    {"validfrom", COLUMN_FROM},
    {"timestamp", COLUMN_FROM},
    {"time", COLUMN_FROM},
    {"timegenerated", COLUMN_FROM},
    {"created", COLUMN_FROM},
};

// ---- fields ----

// Takes a field off the front of `*rest`, without its quotes.
static bool take_field(struct str *out, struct str *rest, char separator, struct arena *arena) {
    if (!rest->data) return false;
    struct str lead = *rest;
    while (lead.size > 0 && (lead.data[0] == ' ') && separator != ' ')
        lead = str_cut(lead, 1, lead.size);
    if (!str_starts(lead, STR("\""))) return str_take(out, rest, separator);
    size_t size = 0, at = 1;
    char *field = arena_take(arena, lead.size);
    for (; at < lead.size; at++) {
        if (lead.data[at] == '"' && (at + 1 >= lead.size || lead.data[at + 1] != '"')) break;
        if (lead.data[at] == '"') at++;
        field[size++] = lead.data[at];
    }
    *out = (struct str){field, size};
    struct str behind; // between the closing quote and the separator: nothing, usually
    *rest = at + 1 < lead.size ? str_cut(lead, at + 1, lead.size) : STR("");
    str_take(&behind, rest, separator);
    return true;
}

static size_t split(struct str fields[LIST_COLUMNS_MAX], struct str line, char separator,
                    struct arena *arena) {
    size_t count = 0;
    while (count < LIST_COLUMNS_MAX && take_field(&fields[count], &line, separator, arena)) {
        fields[count] = str_trim(fields[count]);
        count++;
    }
    return count;
}

bool table_is_open(const struct list_reader *list, struct str line) {
    if (list->form != LIST_CSV) return false;
    bool is_open = false;
    for (size_t i = 0; i < line.size; i++) is_open ^= line.data[i] == '"';
    return is_open;
}

// ---- headers ----

static struct list_column column_find(struct str word) {
    char clean[48];
    size_t size = 0;
    for (size_t i = 0; i < word.size; i++) {
        if (!ascii_is_alnum(word.data[i])) continue;
        if (size == sizeof clean) return (struct list_column){COLUMN_IGNORED, HINT_NONE};
        clean[size++] = ascii_lower(word.data[i]);
    }
    struct str text = {clean, size};
    for (size_t i = 0; i < sizeof ROLE_WORDS / sizeof *ROLE_WORDS; i++)
        if (str_equal(text, str_of(ROLE_WORDS[i].word)))
            return (struct list_column){ROLE_WORDS[i].role, HINT_NONE};
    enum list_hint hint = list_hint_find(text);
    if (hint == HINT_NONE || hint == HINT_OTHER || hint == HINT_FILE_NAME)
        return (struct list_column){COLUMN_IGNORED, HINT_NONE};
    return (struct list_column){COLUMN_VALUE, hint};
}

// Knows the columns of a header when one of them holds values.
static bool table_learn(struct list_table *out, const struct str *fields, size_t count) {
    struct list_table table = {.column_count = count};
    bool has_value = false;
    for (size_t i = 0; i < count; i++) {
        table.columns[i] = column_find(fields[i]);
        has_value |= table.columns[i].role == COLUMN_VALUE;
    }
    if (has_value) *out = table;
    return has_value;
}

// A field that is a value itself says that this is no header.
static bool holds_value(const struct str *fields, size_t count, struct arena *arena) {
    for (size_t i = 0; i < count; i++)
        if (list_is_value(fields[i], arena)) return true;
    return false;
}

bool table_header(struct list_reader *list, struct str line) {
    struct str fields[LIST_COLUMNS_MAX];
    static const char SEPARATORS[] = {'\t', ',', ';'};
    for (size_t i = 0; i < sizeof SEPARATORS; i++) {
        if (str_find_byte(line, SEPARATORS[i]) == SIZE_MAX) continue;
        size_t count = split(fields, line, SEPARATORS[i], &list->arena);
        if (count < 2 || holds_value(fields, count, &list->arena)) continue;
        if (!table_learn(&list->table, fields, count)) continue;
        list->table.separator = SEPARATORS[i];
        list->has_table = true;
        list->form = LIST_CSV;
        return true;
    }
    // One column: its name alone in the first line.
    return column_find(line).role == COLUMN_VALUE && !list_is_value(line, &list->arena);
}

bool table_zeek_header(struct list_reader *list, struct str line) {
    struct str fields[LIST_COLUMNS_MAX];
    if (!str_starts(line, STR("#fields"))) return false;
    line = str_cut(line, 7, line.size);
    if (line.size == 0 || (line.data[0] != '\t' && line.data[0] != ' ')) return false;
    char separator = line.data[0];
    size_t count = split(fields, str_cut(line, 1, line.size), separator, &list->arena);
    if (!table_learn(&list->table, fields, count)) return false;
    list->table.separator = separator;
    list->has_table = true;
    list->form = LIST_ZEEK;
    return true;
}

// ---- rows ----

static bool is_blank(struct str field) {
    return field.size == 0 || str_equal(field, STR("-")) || str_equal_fold(field, STR("n/a"));
}

// Some fields hold several values: "md5,sha1,sha256", "1.2.3.4 / 5.6.7.8".
static void add_field(struct list_reader *list, enum list_hint hint, struct str field,
                      const struct list_item *like) {
    if (is_blank(field) || list_add(list, hint, field, like)) return;
    for (size_t at = 0; at < field.size;) {
        while (at < field.size && strchr(" ,;|/\t\r\n", field.data[at])) at++;
        size_t begin = at;
        while (at < field.size && !strchr(" ,;|\t\r\n", field.data[at])) at++;
        if (at > begin && at - begin < field.size)
            list_add(list, hint, str_cut(field, begin, at), like);
    }
}

// What is written for "not known" where a number or a date is expected.
static bool is_not_known(struct str field) {
    static const struct str WORDS[] = {{"unknown", 7}, {"null", 4}, {"nan", 3}, {"?", 1}};
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
        if (str_equal_fold(field, WORDS[i])) return true;
    return false;
}

// The first column that says it counts. A date that cannot be read is not passed over: from when
// and until when something holds decides what is done with it.
static bool read_time(struct list_reader *list, stamp *out, struct str field) {
    if (*out || is_not_known(field) || list_time(out, field)) return true;
    list->reason = "a date is not written like 2024-02-13 or 2024-02-13T10:20:30Z";
    list->refused = field;
    return false;
}

static bool read_confidence(struct list_reader *list, int *out, struct str field) {
    if (is_not_known(field) || list_confidence(out, field)) return true;
    list->reason = "the confidence is not a number from 0 to 100, high, medium or low";
    list->refused = field;
    return false;
}

// False with the reason when a field cannot be read.
static bool like_read(struct list_item *like, enum list_hint *hint, struct list_reader *list,
                      const struct str *fields, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (is_blank(fields[i])) continue;
        switch (list->table.columns[i].role) {
        case COLUMN_TYPE:
            if (*hint == HINT_NONE) *hint = list_hint_find(fields[i]);
            break;
        case COLUMN_NAME:
            if (like->name.size == 0) like->name = fields[i];
            break;
        case COLUMN_DESCRIPTION:
            if (like->description.size == 0) like->description = fields[i];
            break;
        case COLUMN_LABELS:
            if (like->labels.size == 0) like->labels = fields[i];
            break;
        case COLUMN_CONFIDENCE:
            if (!read_confidence(list, &like->confidence, fields[i])) return false;
            break;
        case COLUMN_FROM:
            if (!read_time(list, &like->valid_from, fields[i])) return false;
            break;
        case COLUMN_UNTIL:
            if (!read_time(list, &like->valid_until, fields[i])) return false;
            break;
        case COLUMN_TLP:
            if (like->tlp.size == 0) like->tlp = str_trim(fields[i]);
            break;
        default: break;
        }
    }
    return true;
}

static struct list_item item_blank(void) {
    return (struct list_item){
        .name = STR(""), .description = STR(""), .labels = STR(""), .confidence = -1};
}

void table_row(struct list_reader *list, struct str line) {
    struct str fields[LIST_COLUMNS_MAX];
    const struct list_table *table = &list->table;
    size_t count = split(fields, line, table->separator, &list->arena);
    if (count > table->column_count) count = table->column_count;
    struct list_item like = item_blank();
    enum list_hint hint = HINT_NONE;
    if (!like_read(&like, &hint, list, fields, count)) return;
    bool is_empty = true, is_blank_row = true;
    for (size_t i = 0; i < count; i++) {
        is_blank_row &= is_blank(fields[i]);
        if (table->columns[i].role != COLUMN_VALUE || is_blank(fields[i])) continue;
        is_empty = false;
        list->refused = fields[i];
        enum list_hint own = table->columns[i].hint;
        add_field(list, own != HINT_NONE ? own : hint, fields[i], &like);
    }
    if (is_empty) list->reason = is_blank_row ? "" : "no value in this row";
}

// "#phishing #scam" to "phishing,scam".
static struct str labels_of(struct str field, struct arena *arena) {
    char *labels = arena_take(arena, field.size + 1);
    size_t size = 0;
    for (size_t i = 0; i < field.size; i++) {
        if (field.data[i] == '#') continue;
        bool is_gap = field.data[i] == ' ';
        if (is_gap && (size == 0 || labels[size - 1] == ',')) continue;
        labels[size++] = is_gap ? ',' : field.data[i];
    }
    return (struct str){labels, size};
}

bool table_holds_time(struct list_reader *list, struct str line) {
    struct str fields[LIST_COLUMNS_MAX];
    static const char SEPARATORS[] = {'\t', ',', ';'};
    for (size_t s = 0; s < sizeof SEPARATORS; s++) {
        if (str_find_byte(line, SEPARATORS[s]) == SIZE_MAX) continue;
        size_t count = split(fields, line, SEPARATORS[s], &list->arena);
        stamp time;
        for (size_t i = 0; i < count; i++)
            if (list_time(&time, fields[i])) return true;
    }
    return false;
}

static int sort_of(const struct observable *observable) {
    int kind = (int)observable->kind;
    return kind >= OBSERVABLE_MD5 && kind <= OBSERVABLE_SHA512 ? OBSERVABLE_MD5 : kind;
}

static bool are_alike(const struct str *fields, size_t count, struct arena *arena) {
    struct observable first, other;
    size_t values = 0;
    for (size_t i = 0; i < count; i++) {
        if (is_blank(fields[i])) continue;
        if (!list_value(&other, HINT_NONE, fields[i], arena)) return false;
        if (values++ == 0) first = other;
        if (sort_of(&other) != sort_of(&first)) return false;
    }
    return values > 1;
}

// Values of one kind side by side are a list in one line, or hashes of one file. Of several kinds,
// one is what the row is about, and the others may be where to read of it.
bool table_alike_row(struct list_reader *list, struct str line) {
    struct str fields[LIST_COLUMNS_MAX];
    struct list_item like = item_blank();
    for (const char *separator = "\t,;|"; *separator; separator++) {
        if (str_find_byte(line, *separator) == SIZE_MAX) continue;
        size_t count = split(fields, line, *separator, &list->arena), separators = 0;
        if (!are_alike(fields, count, &list->arena)) continue;
        for (size_t i = 0; i < line.size; i++) separators += line.data[i] == *separator;
        if (separators >= LIST_COLUMNS_MAX) {
            list->reason = "more values in one line than are read";
            return true;
        }
        for (size_t i = 0; i < count; i++) add_field(list, HINT_NONE, fields[i], &like);
        return true;
    }
    return false;
}

// Without a header a row gives its first value, or the one behind the word of a type.
bool table_bare_row(struct list_reader *list, struct str line) {
    struct str fields[LIST_COLUMNS_MAX];
    static const char SEPARATORS[] = {'\t', ',', ';'};
    for (size_t s = 0; s < sizeof SEPARATORS; s++) {
        if (str_find_byte(line, SEPARATORS[s]) == SIZE_MAX) continue;
        size_t count = split(fields, line, SEPARATORS[s], &list->arena);
        struct list_item like = item_blank();
        size_t value = SIZE_MAX;
        enum list_hint hint = HINT_NONE;
        for (size_t i = 0; i < count; i++) {
            if (like.valid_from == 0) (void)list_time(&like.valid_from, fields[i]);
            if (like.labels.size == 0 && str_starts(fields[i], STR("#")))
                like.labels = labels_of(fields[i], &list->arena);
            // The word of a type, and a value behind it.
            if (value != SIZE_MAX || i + 1 >= count) continue;
            hint = list_hint_find(fields[i]);
            if (hint != HINT_NONE) value = i + 1;
        }
        for (size_t i = 0; i < count && value == SIZE_MAX; i++)
            if (list_is_value(fields[i], &list->arena)) value = i;
        if (value == SIZE_MAX) continue;
        list->refused = fields[value];
        add_field(list, hint, fields[value], &like);
        list->form = LIST_CSV;
        return true;
    }
    return false;
}
