#include "stix/conform.h"

static const struct rule_row {
    const char *name, *section;
    enum conform_severity severity;
    const char *text;
} RULES[] = {
#define RULE(id, name, section, severity, text) {name, section, CONFORM_##severity, text},
    CONFORM_RULES(RULE)
#undef RULE
};

const char *conform_rule_name(enum conform_rule rule) {
    return RULES[rule].name;
}

bool conform_rule_read(enum conform_rule *out, struct str name) {
    for (size_t i = 0; i < RULE_COUNT; i++) {
        if (!str_equal(name, str_of(RULES[i].name))) continue;
        *out = (enum conform_rule)i;
        return true;
    }
    return false;
}

const char *conform_rule_section(enum conform_rule rule) {
    return RULES[rule].section;
}

const char *conform_rule_text(enum conform_rule rule) {
    return RULES[rule].text;
}

enum conform_severity conform_rule_severity(enum conform_rule rule) {
    return RULES[rule].severity;
}

const char *conform_severity_name(enum conform_severity severity) {
    static const char *const NAMES[] = {"must", "should", "vocabulary", "custom"};
    return NAMES[severity];
}

bool conform_strength_read(enum conform_strength *out, struct str text) {
    static const char *const NAMES[] = {"strict", "standard", "lenient"};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        if (!str_equal(text, str_of(NAMES[i]))) continue;
        *out = (enum conform_strength)i;
        return true;
    }
    return false;
}

size_t conform_left_out(const struct conform_report *report) {
    size_t all = 0;
    for (size_t i = 0; i < CONFORM_SEVERITIES; i++) all += report->counts[i];
    return all - report->count;
}

bool conform_passes(const struct conform_report *report, enum conform_strength strength) {
    if (!report->is_usable) return false;
    if (strength == CONFORM_LENIENT) return true;
    if (report->counts[CONFORM_MUST] > 0) return false;
    return strength == CONFORM_STANDARD ||
           report->counts[CONFORM_SHOULD] + report->counts[CONFORM_VOCABULARY] == 0;
}
