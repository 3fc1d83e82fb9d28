#include "stix/notice.h"

#include "base/text.h"

const char *notice_kind_name(enum notice_kind kind) {
    static const char *const names[] = {
        [NOTICE_OTHER] = "other", [NOTICE_TLP] = "tlp", [NOTICE_STATEMENT] = "statement",
        [NOTICE_PAP] = "pap",     [NOTICE_ACS] = "acs", [NOTICE_CUI] = "cui",
        [NOTICE_IEP] = "iep",
    };
    return names[kind];
}

static struct str text_of(struct json object, const char *key) {
    return str_trim(json_text(json_member(object, str_of(key))));
}

// The first of the two that is not empty.
static struct str either(struct str first, struct str second) {
    return first.size ? first : second;
}

// "//" and the items with "/" between them.
static void add_group(struct buf *buf, struct json list) {
    const char *before = "//";
    for (struct json item = json_first(list); item.node; item = json_next(item)) {
        struct str word = str_trim(json_text(item));
        if (!word.size) continue;
        buf_add(buf, str_of(before));
        buf_add(buf, word);
        before = "/";
    }
}

// The banner as documents carry it: control, categories, who may have it (CUI 2; 32 CFR 2002.20).
static void read_cui(struct notice *out, struct json extension, struct arena *arena) {
    SCOPED(buf_close) struct buf buf;
    buf_init(&buf, NOTICE_BYTES_MAX);
    buf_add(&buf, either(text_of(extension, "control"), STR("CUI")));
    add_group(&buf, json_member(extension, STR("categories")));
    add_group(&buf, json_member(extension, STR("disseminations")));
    out->has_more = buf.status != OK;
    out->text = arena_copy(arena, buf_str(&buf));
}

static void read_acs(struct notice *out, struct json extension, struct arena *arena) {
    (void)arena;
    out->text = either(text_of(extension, "name"), out->text);
    out->detail = text_of(json_member(extension, STR("control_set")), "classification");
}

static void read_iep(struct notice *out, struct json extension, struct arena *arena) {
    (void)arena;
    out->text = either(out->text, text_of(extension, "description"));
    out->detail = text_of(extension, "tlp");
}

static void read_pap(struct notice *out, struct json extension, struct arena *arena) {
    (void)arena;
    struct str label = pap_of_word(text_of(extension, "pap"));
    out->text = either(label, out->text);
}

// "ACS Data Markings" 3.0a, "CUI Marking Definition" 2, "IEP Marking Definition" 2, "PAP Marking
// Definition" 2, all for STIX 2.1 (OASIS CTI common objects).
static const struct reading {
    const char *extension;
    enum notice_kind kind;
    void (*read)(struct notice *out, struct json extension, struct arena *arena);
} READINGS[] = {
    {"extension-definition--3a65884d-005a-4290-8335-cb2d778a83ce", NOTICE_ACS, read_acs},
    {"extension-definition--dff17fb3-edcb-4f99-ad1b-4b751c95738a", NOTICE_CUI, read_cui},
    {"extension-definition--762e2e97-ee51-43e5-a9ea-165fbb862c4a", NOTICE_IEP, read_iep},
    {"extension-definition--f8d78575-edfd-406e-8e84-6162a8450f5b", NOTICE_PAP, read_pap},
};

bool notice_of_id(struct notice *out, struct str id) {
    enum tlp tlp = tlp_of_marking(id);
    struct str pap = pap_of_marking(id);
    if (tlp == TLP_NONE && !pap.data) return false;
    *out = (struct notice){.kind = NOTICE_PAP, .text = pap};
    if (tlp != TLP_NONE) *out = (struct notice){NOTICE_TLP, str_of(tlp_name(tlp)), STR_NONE, false};
    return true;
}

static void read_definition(struct notice *out, struct json definition, struct arena *arena) {
    struct str statement = text_of(json_member(definition, STR("definition")), "statement");
    struct json extensions = json_member(definition, STR("extensions"));
    out->text = text_of(definition, "name");
    for (size_t i = 0; i < sizeof READINGS / sizeof *READINGS; i++) {
        struct json extension = json_member(extensions, str_of(READINGS[i].extension));
        if (json_kind(extension) != JSON_OBJECT) continue;
        out->kind = READINGS[i].kind;
        READINGS[i].read(out, extension, arena);
        return;
    }
    if (statement.size) {
        out->kind = NOTICE_STATEMENT;
        out->text = statement;
    } else if (!out->text.size) {
        out->text = text_of(definition, "definition_type");
    }
}

void notice_read(struct notice *out, struct json definition, struct arena *arena) {
    if (notice_of_id(out, text_of(definition, "id"))) return;
    *out = (struct notice){.kind = NOTICE_OTHER};
    read_definition(out, definition, arena);
    struct str whole = out->text;
    out->text = whole.size ? text_head(whole, NOTICE_BYTES_MAX) : STR_NONE;
    out->detail = out->detail.size ? text_head(out->detail, NOTICE_BYTES_MAX) : STR_NONE;
    if (out->text.size < whole.size) out->has_more = true;
}
