// JSON lines: which line it is, whether the text consists of lines, and what is lost with a bad
// one.
#include <string.h>

#include "stix/cut_inside.h"

bool cut_skip_lines(struct cutter *c) {
    size_t from = c->at;
    bool is_there = cut_skip_space(c);
    for (; from < c->at; from++) {
        if (c->data[from] != '\n') continue;
        c->line++;
        c->line_begin = c->moved + from + 1;
    }
    c->begin = c->at;
    return is_there;
}

bool cut_find_line_end(struct cutter *c) {
    if (c->line_end != UINT64_MAX) return true;
    size_t from = (size_t)(c->line_seen - c->moved);
    const char *found = from < c->end ? memchr(c->data + from, '\n', c->end - from) : NULL;
    c->line_seen = c->moved + c->end;
    if (found) c->line_end = c->moved + (size_t)(found - c->data);
    return found != NULL;
}

// Goes to the end of the line, if it is there.
static bool pass_line(struct cutter *c) {
    size_t from = c->at;
    bool is_found = cut_find_line_end(c);
    c->at = is_found ? (size_t)(c->line_end - c->moved) : c->end;
    for (; from < c->at; from++)
        if (!strchr(" \t\r", c->data[from])) c->last = c->data[from];
    c->begin = c->at;
    return is_found;
}

enum step cut_pass(struct cutter *c) {
    if (!pass_line(c)) return STEP_MORE;
    c->state = TOP;
    return STEP_ON;
}

enum step cut_weigh(struct cutter *c) {
    if (!pass_line(c)) return STEP_MORE;
    c->line_told = c->line + 1;
    c->told_begin = c->line_begin;
    c->state = LEAN;
    return STEP_ON;
}

enum step cut_lean(struct cutter *c) {
    if (!cut_skip_lines(c)) return STEP_MORE;
    // A text of many lines goes on after these.
    if (c->data[c->at] != '{' || strchr("{[,:", c->last)) return STEP_FAULT;
    bool is_short = c->line_end - c->told_begin <= c->object_bytes_max;
    if (c->failed_at > c->line_end || (c->failure == LIMIT && is_short)) {
        c->failure = MALFORMED;
        c->failed_at = c->line_end;
        c->failed_by = CUT_LINE_ENDS;
    }
    c->lines = LINES_YES;
    c->form = CUT_OBJECTS;
    c->state = TOP;
    return STEP_LINE;
}

enum step cut_judge(struct cutter *c) {
    bool is_whole = c->in_array || c->after_objects || c->root_type == TYPE_BUNDLE;
    bool is_weighed = c->state == WEIGH || c->state == LEAN;
    if (c->lines == LINES_YES) {
        c->line_told = c->line + 1;
        c->told_begin = c->line_begin;
        c->in_array = false;
        c->begin = c->at;
        c->state = PASS;
        return STEP_LINE;
    }
    if (c->lines == LINES_NO || c->form != CUT_UNKNOWN || is_whole || is_weighed) {
        c->is_over = true;
        return STEP_FAULT;
    }
    c->line_seen = c->moved + c->begin;
    c->at = c->begin;
    c->last = '{';
    c->state = WEIGH;
    return STEP_ON;
}

// One object alone in its line makes all of them lines.
void cut_note_lines(struct cutter *c, struct str object) {
    if (c->lines == LINES_UNKNOWN)
        c->lines =
            c->state == TOP && str_find_byte(object, '\n') == SIZE_MAX ? LINES_YES : LINES_NO;
    c->line_told = c->lines == LINES_YES ? c->line + 1 : 0;
}
