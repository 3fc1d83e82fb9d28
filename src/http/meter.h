// meter.h - how much one party asks of a server, so that nobody takes what is there for all.
//
//  1. A party (an address, an account, an organisation) is known by a keyed hash of its name:
//     strangers cannot choose with whom they share a place in the table.
//  2. A rate is kept as the time at which all that was asked for will have been paid (the generic
//     cell rate algorithm): one number, exact, without a timer.
//  3. What is going on at once is counted; who begins something ends it.
//  4. Memory is bounded. Where a place is needed, who asked least lately and has nothing going on
//     is forgotten, and may ask anew; where all have, the newcomer is not measured. So nobody is
//     kept out by what others do.
#pragma once

#include "base/stamp.h"
#include "base/str.h"

#define METER_PARTIES_MAX 16384

// What costs much; live streams; requests with a body.
enum meter_count { METER_WORK, METER_STREAMS, METER_UPLOADS, METER_COUNTS };
struct meter_limits {  // 0: no limit
    uint32_t requests; // a second; METER_BURST_S seconds' worth of them at once
    uint64_t bytes;    // taken in a minute; one minute's worth of them at once
    uint32_t most[METER_COUNTS];
};
#define METER_BURST_S 30

struct meter;
struct meter *meter_open(const uint8_t key[32]);
void meter_close(struct meter **meter);

struct meter_ask {
    char kind; // of the name: an account may be called like an organisation
    struct str name;
    const struct meter_limits *limits;
    bool begins[METER_COUNTS]; // to be ended by meter_end
    int64_t now_us;            // of a steady clock
};
struct meter_hold {
    size_t place; // 0: not measured
    bool begun[METER_COUNTS];
};
// 0: counted, and `*out` is to be given back; else after how many microseconds it may try again.
int64_t meter_begin(struct meter_hold *out, struct meter *meter, const struct meter_ask *ask);
// `bytes` came in meanwhile, of an upload. They may be more than the limit, and are paid off
// afterwards: a minute at most.
void meter_end(struct meter *meter, struct meter_hold *hold, const struct meter_limits *limits,
               uint64_t bytes, int64_t now_us);
