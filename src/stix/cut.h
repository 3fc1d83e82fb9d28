// cut.h - cuts whole objects out of a stream of JSON of any size.
//
// Understands a STIX bundle and a TAXII envelope (the array `objects` at depth 1), a JSON array of
// objects, and objects one after another (JSON lines, or a single one). It only counts brackets and
// quotes: what it returns still has to be read by json_read. A value of an array that is no object
// is returned like one, so that it is refused alone and the others are read. A line of JSON lines
// that cannot be cut is refused alone too. Memory is bounded by the largest object.
//
// Calling sequence: as long as cut_take says ABSENT, write into cut_room and tell cut_grow; when
// the input ends call cut_end, and take what is left:
//
//     for (;;) {
//         enum status status = cut_take(&text, cutter, fault);
//         if (status == OK) { use(text); continue; }        // valid until the next call
//         if (cut_goes_on(cutter)) { refuse(fault); continue; }
//         if (status != ABSENT) return status;              // MALFORMED or LIMIT, with the place
//         if (at_end) break;
//         size = read(cut_room(cutter, &capacity));
//         size ? cut_grow(cutter, size) : cut_end(cutter);
//     }
#pragma once

#include "base/status.h"
#include "base/str.h"

enum cut_form { CUT_UNKNOWN, CUT_BUNDLE, CUT_ENVELOPE, CUT_ARRAY, CUT_OBJECTS };

struct cutter;
struct cutter *cut_open(size_t object_bytes_max); // 0: 64 MiB
void cut_close(struct cutter **cutter);
char *cut_room(struct cutter *cutter, size_t *capacity); // at least 64 KiB
void cut_grow(struct cutter *cutter, size_t size);
void cut_end(struct cutter *cutter);

// OK: a whole object, or another whole value of an array. ABSENT: more input is needed, or the end
// was reached in good order.
// MALFORMED: the text is damaged or ends too early, LIMIT: an object too large; both name the byte
// and the object (`objects[17], byte 20481: ...`); everything before was whole. With cut_goes_on
// only one line is lost, which counts as an object, and the byte is one of the line: take on.
MUST_USE enum status cut_take(struct str *object, struct cutter *cutter, struct fault *fault);

// After MALFORMED or LIMIT: whether only one line of JSON lines is lost.
bool cut_goes_on(const struct cutter *cutter);
// The line of what was taken or lost last, from 1; 0 when the text is no JSON lines.
uint64_t cut_line(const struct cutter *cutter);
enum cut_form cut_form(const struct cutter *cutter);
size_t cut_index(const struct cutter *cutter);  // of the object taken or lost last, from 0
uint64_t cut_byte(const struct cutter *cutter); // its first byte in the stream, from 0
// Bundle or envelope without `objects`, as JSON; at the end.
struct str cut_outer(const struct cutter *cutter);
// Where in the stream stood what is at byte `at` of cut_outer.
uint64_t cut_outer_byte(const struct cutter *cutter, size_t at);
uint64_t cut_lost_byte(const struct cutter *cutter);   // of a line that was lost, its first byte
uint64_t cut_failed_byte(const struct cutter *cutter); // after MALFORMED or LIMIT: of the damage
