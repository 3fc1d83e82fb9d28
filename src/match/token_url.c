// URLs and mail addresses: the set is asked for the host first; only then is the token brought to
// its canonical form, by the same code that made the values of the set.
#include "match/scan_inside.h"

#define SCHEME_MAX 16
#define CANDIDATES_MAX 16 // ends of a URL that are tried

struct url {
    size_t begin, host, host_end;
    bool is_escaped; // slashes are written "\/"
    char text[TOKEN_URL_MAX];
    size_t ends[CANDIDATES_MAX], marks[CANDIDATES_MAX]; // in the text, in the view
    size_t end_count;
};

#define AUTHORITY_MAX 320 // bytes of user, host and port

// A name alone, or a name and a port, as nearly all are. Gives where the name ends, or `at`.
static size_t plain_host_end(const struct scan_view *view, size_t at) {
    const char *text = view->text;
    size_t end = run_end(view, at), port_end = end;
    if (text[end] == ':') port_end++;
    while (port_end > end && byte_is(text[port_end], CLASS_DIGIT)) port_end++;
    bool is_plain = byte_is(text[port_end], CLASS_HOST_END) && end - at <= AUTHORITY_MAX;
    return is_plain ? end : at;
}

// Finds the host between user and port.
static bool find_any_host(struct url *url, const char *text, size_t at) {
    size_t end = at;
    while (!byte_is(text[end], CLASS_HOST_END)) {
        bool is_bracket = text[end] == '[' || text[end] == ']';
        if (is_bracket && text[at] != '[') break;
        if (text[end] == '@') at = end + 1;
        if (++end - at > AUTHORITY_MAX) return false;
    }
    for (size_t i = at; text[at] != '[' && i < end; i++)
        if (text[i] == ':') end = i;
    url->host = at;
    url->host_end = end;
    return true;
}

static bool find_host(struct url *url, const struct scan_view *view, size_t at) {
    url->host = at;
    url->host_end = plain_host_end(view, at);
    if (url->host_end == at && !find_any_host(url, view->text, at)) return false;
    if (view->text[url->host] == '[') return url->host_end > url->host;
    while (url->host_end > url->host && !byte_is(view->text[url->host_end - 1], CLASS_WORD))
        url->host_end--;
    return url->host_end > url->host;
}

static void end_put(struct url *url, size_t end, size_t mark) {
    if (url->end_count == CANDIDATES_MAX)
        url->end_count--; // the last one is the longest: keep the first ones and that
    url->ends[url->end_count] = end;
    url->marks[url->end_count++] = mark;
}

// Copies scheme and rest without escapes; notes each place where the URL may end.
static bool copy_url(struct url *url, const struct scan_view *view, size_t colon) {
    const char *text = view->text;
    size_t size = 0, at = url->begin;
    for (; at < colon; at++) url->text[size++] = (char)(text[at] | 0x20);
    if (size > 3 && memcmp(url->text, "hxxp", 4) == 0) memcpy(url->text, "http", 4);
    url->end_count = 0;
    for (;; at++) {
        if (url->is_escaped && text[at] == '\\' && text[at + 1] == '/') at++;
        if (byte_is(text[at], CLASS_URL_END)) break;
        if (size + 1 == sizeof url->text) return false;
        if (at >= url->host_end && byte_is(text[at], CLASS_URL_SOFT)) end_put(url, size, at);
        url->text[size++] = text[at];
    }
    size_t trimmed = size, mark = at;
    while (mark > url->host_end && strchr(".:?", text[mark - 1])) {
        mark--;
        trimmed--;
    }
    if (trimmed < size) end_put(url, trimmed, mark);
    end_put(url, size, at);
    return true;
}

static bool try_url(struct scan *scan, const struct scan_view *view, const struct url *url,
                    size_t candidate) {
    struct observable made;
    arena_reset(&scan->arena);
    struct str text = {url->text, url->ends[candidate]};
    if (!observable_make(&made, OBSERVABLE_URL, text, &scan->arena)) return false;
    uint64_t hash = fingerprint_mix(hash_bytes(made.value, SEED_URL), SEED_URL);
    struct probe probe = {.hash = hash, .kinds = SET_KIND(OBSERVABLE_URL), .text = made.value};
    uint64_t before = scan->hit_count;
    scan_probe_waited(scan, view, &probe, url->begin, url->marks[candidate]);
    return scan->hit_count != before || scan->is_over;
}

// The slash at `at` stands after a colon: is it "scheme://host", with or without escapes?
static bool url_begin(struct url *url, const struct scan_view *view, size_t at) {
    const char *text = view->text;
    url->is_escaped = memcmp(text + at, "\\/\\/", 4) == 0;
    if (!url->is_escaped && (text[at] != '/' || text[at + 1] != '/')) return false;
    return find_host(url, view, at + (url->is_escaped ? 4 : 2));
}

void token_url(struct scan *scan, const struct scan_view *view, size_t at) {
    const char *text = view->text;
    struct url url;
    if (!url_begin(&url, view, at)) return;
    bool is_bracketed = text[url.host] == '[';
    if (is_bracketed && !scan->set->has_bracket_urls) return;
    uint64_t hash = is_bracketed
                        ? fingerprint_bracket_host()
                        : fingerprint_name(SEED_URL_HOST, text + url.host, text + url.host_end);
    scan_wait(scan, view, WAIT_URL, hash, at, url.host_end);
}

// Tries the URL from its longest end to its shortest.
static bool try_ends(struct scan *scan, const struct scan_view *view, struct url *url,
                     size_t colon) {
    if (!copy_url(url, view, colon)) return true;
    for (size_t i = url->end_count; i > 0; i--)
        if (try_url(scan, view, url, i - 1)) return true;
    return false;
}

void token_url_known(struct scan *scan, const struct scan_view *view, size_t at) {
    const char *text = view->text;
    struct url url;
    if (!url_begin(&url, view, at)) return;
    size_t colon = at - 1, begin = colon;
    while (begin > 0 && colon - begin < SCHEME_MAX && byte_is(text[begin - 1], CLASS_WORD)) begin--;
    bool is_sure;
    size_t escape = token_escape(&is_sure, text, begin);
    if (escape >= colon - begin) escape = 0;
    url.begin = begin + (is_sure ? escape : 0);
    if (try_ends(scan, view, &url, colon) || escape == 0 || is_sure) return;
    url.begin = begin + escape;
    try_ends(scan, view, &url, colon);
}

static bool try_mail(struct scan *scan, const struct scan_view *view, size_t begin, size_t end) {
    struct observable made;
    arena_reset(&scan->arena);
    struct str text = {view->text + begin, end - begin};
    if (!observable_make(&made, OBSERVABLE_EMAIL, text, &scan->arena)) return false;
    uint64_t hash = fingerprint_mix(hash_bytes(made.value, SEED_EMAIL), SEED_EMAIL);
    struct probe probe = {.hash = hash, .kinds = SET_KIND(OBSERVABLE_EMAIL), .text = made.value};
    uint64_t before = scan->hit_count;
    scan_probe_waited(scan, view, &probe, begin, end);
    return scan->hit_count != before || scan->is_over;
}

// Does the byte at `at` end "%3D" or "\\n"?
static bool ends_escape(const char *text, size_t at) {
    bool is_sure;
    if (at >= 2 && text[at - 2] == '%' && token_escape(&is_sure, text, at - 1) == 2) return true;
    return at >= 1 && text[at - 1] == '\\' && token_escape(&is_sure, text, at) == 1;
}

// The name from `at` to `end` stands behind an '@'. The longest local part that is known counts.
void token_mail_known(struct scan *scan, const struct scan_view *view, size_t at, size_t end) {
    const char *text = view->text;
    size_t stop = at - 1, begin = stop;
    while (begin > 0 && stop - begin < TOKEN_MAIL_MAX && byte_is(text[begin - 1], CLASS_LOCAL))
        begin--;
    bool may_begin = !byte_is_word(text[(ptrdiff_t)begin - 1]);
    for (; begin < stop; begin++) {
        bool is_edge = text[begin] == '.' || text[begin] == '-' || text[begin] == '+';
        if (may_begin && !is_edge && try_mail(scan, view, begin, end)) return;
        bool is_mark = !is_edge && !byte_is_word(text[begin]);
        may_begin = is_mark || (may_begin && is_edge) || ends_escape(text, begin);
    }
}
