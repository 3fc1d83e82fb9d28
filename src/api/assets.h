// assets.h - the files of web/dist, made into this table when the program is built
// (script/embed.py).
#pragma once

#include "base/str.h"

struct asset {
    const char *path;         // "/assets/index-abc.js"; rows are in byte order of it
    const char *tag;          // hash of the content
    struct str plain, br, gz; // size 0: not there
};
extern const struct asset assets[];
extern const size_t asset_count;
