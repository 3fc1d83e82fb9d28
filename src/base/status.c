#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum status fault_set(struct fault *fault, enum status status, const char *format, ...) {
    if (fault) {
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(fault->text, sizeof fault->text, format, arguments);
        va_end(arguments);
    }
    return status;
}

enum status fault_within(struct fault *fault, enum status status, const char *format, ...) {
    if (!fault) return status;
    char old[sizeof fault->text];
    memcpy(old, fault->text, sizeof old);
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(fault->text, sizeof fault->text, format, arguments);
    va_end(arguments);
    size_t at = length < 0 ? 0 : (size_t)length;
    if (at >= sizeof fault->text) return status;
    // A place goes on in a place ("objects[3]" + "created: bad"), anything else is a sentence.
    // Nothing is within a file's name but sentences: who says "l.txt:" means that.
    size_t word = strcspn(old, " :");
    const char *joint = old[word] == ':' || old[0] == '[' ? "." : ": ";
    if (old[0] == '[') joint = "";
    if (at > 0 && fault->text[at - 1] == ':') joint = " ";
    snprintf(fault->text + at, sizeof fault->text - at, "%s%s", joint, old);
    return status;
}

const char *status_name(enum status status) {
    static const char *const names[] = {
        [OK] = "ok",         [ABSENT] = "absent",     [MALFORMED] = "malformed",
        [DENIED] = "denied", [CONFLICT] = "conflict", [LIMIT] = "limit",
        [BUSY] = "busy",     [FAILED] = "failed",     [CLOSED] = "closed",
        [FULL] = "full",
    };
    return names[status];
}
