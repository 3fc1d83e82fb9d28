// pages.h - answers kept ready: the bytes of a page of many objects, for those who see the same.
//
// A page is kept under what was asked, the digest of the asker's sight, and the store's generation,
// so that any change of content or rights makes it unreachable at once. Bounded by bytes; what was
// used longest ago goes first. A page in use is freed when its last user gives it back.
#pragma once

#include "base/buf.h"
#include "exchange/release.h"

#define PAGES_BYTES_MAX ((size_t)24 << 20)
#define PAGE_BYTES_MAX ((size_t)8 << 20) // a larger page is not kept

struct page {
    struct str body;
    stamp first_added, last_added; // 0: empty
    bool more;
};
// The key names all that the answer depends on besides the sight: route, filters, cursor, limit.
// NULL when there is none. Give it back.
const struct page *page_take(const struct visit *visit, struct str key);
// Keeps `page` (its body is moved out of `buf`) and returns it taken. `generation` is that of the
// store before the page was read, so that a page read during a change is never kept as the newer.
const struct page *page_keep(const struct visit *visit, struct str key, uint64_t generation,
                             struct page page, struct buf *buf);
// From any thread, also after the exchange closed its cache.
void page_give(const struct page *page);
