// What is read lies within the limits, and reads the same when it was written. The input is also
// taken as a number, so that every stamp there is may be tried.
#include "base/stamp.h"

#include <string.h>

#include "fuzz.h"

static void round_trip(stamp at) {
    char text[STAMP_TEXT_SIZE];
    stamp back;
    HOLDS(at >= STAMP_MIN && at <= STAMP_MAX);
    HOLDS(stamp_read(&back, str_of(stamp_write(text, at, 6)), NULL) == OK && back == at);
    struct stamp_parts parts = stamp_split(at);
    HOLDS(stamp_join(&parts) == at);
    HOLDS(parts.weekday >= 0 && parts.weekday <= 6);
    HOLDS(stamp_read(&back, str_of(stamp_write(text, at, 0)), NULL) == OK);
    HOLDS(back <= at && at - back < STAMP_SECOND);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    stamp at = STAMP_MIN - 1;
    struct fault fault = {""};
    if (stamp_read(&at, fuzz_text(data, size), &fault) == OK)
        round_trip(at);
    else
        HOLDS(at == STAMP_MIN - 1 && fault.text[0] != '\0');
    if (size >= sizeof at) {
        memcpy(&at, data, sizeof at);
        if (at >= STAMP_MIN && at <= STAMP_MAX) round_trip(at);
    }
    return 0;
}
