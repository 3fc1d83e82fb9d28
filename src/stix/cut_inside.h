// cut_inside.h - what the files of the cutter share. Internal to `cut`.
#pragma once

#include "base/buf.h"
#include "stix/bracket.h"
#include "stix/cut.h"

#define CUT_LINE_ENDS "the line ends too early"

// clang-format off
enum state {
    START, TOP, ARRAY_ITEM, ARRAY_COMMA,                            // outside
    MEMBER, KEY, COLON, VALUE, STRING, NESTED, SCALAR, COMMA, REST, // in an object at the top
    ITEM, BODY, BODY_STRING, BODY_SCALAR, ITEM_COMMA,               // in `objects`
    WEIGH, LEAN, PASS,                                              // behind damage
};
// clang-format on
enum step { STEP_ON, STEP_MORE, STEP_OBJECT, STEP_LINE, STEP_FAULT };
enum lines { LINES_UNKNOWN, LINES_YES, LINES_NO };
enum root_type { TYPE_UNSEEN, TYPE_BUNDLE, TYPE_OTHER };

struct cutter {
    char *data;
    size_t begin, at, end, capacity;
    uint64_t moved; // bytes of the stream that stood before data[0]
    size_t object_bytes_max;
    enum state state, behind; // `behind`: what follows a BODY
    enum cut_form form;
    bool is_ended, is_lent, in_array, after_comma;
    bool after_objects;    // the array `objects` of this root was passed
    bool is_like_envelope; // only `more` and `next` so far
    enum root_type root_type;
    size_t key, key_size; // of the member, without quotes
    size_t value;         // a string, without quotes
    bool is_escaped;
    struct bracket bracket;
    size_t taken;
    uint64_t object_byte;
    struct buf outer;
    struct cut_piece {
        size_t at;     // in `outer`
        uint64_t byte; // in the stream
    } pieces[3]; // of which `outer` is made: the bracket, what stands before `objects`, and behind
    size_t piece_count;
    enum lines lines;
    uint64_t line;                 // at the top: which one, from 0
    uint64_t line_begin, line_end; // in the stream; UINT64_MAX while the end is not found
    uint64_t line_seen;            // how far it was looked for
    uint64_t line_told;            // of what came out last, from 1; 0 when these are no lines
    uint64_t told_begin;           // of a line that is lost
    char last;                     // of a line that is weighed, without white space
    enum status failure;
    uint64_t failed_at;
    const char *failed_by;
    bool is_over, goes_on; // once damaged, always damaged, but for one line of many
};

enum step cut_fail(struct cutter *cutter, enum status status, size_t at, const char *what);
// Goes on to what is no white space; false when there is none yet.
bool cut_skip_space(struct cutter *cutter);

// cut_line.c:
bool cut_skip_lines(struct cutter *cutter); // the same between values, where newlines are counted
bool cut_find_line_end(struct cutter *cutter);
enum step cut_weigh(struct cutter *cutter);
enum step cut_lean(struct cutter *cutter);
enum step cut_pass(struct cutter *cutter);
// After damage: STEP_FAULT when it ends the text, STEP_LINE when one line, STEP_ON while it is not
// known.
enum step cut_judge(struct cutter *cutter);
void cut_note_lines(struct cutter *cutter, struct str object); // at the first: whether it is a line
