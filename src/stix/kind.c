#include "stix/kind.h"

#include "base/text.h"

// Numbers leave gaps between the groups, so that later types of a group stay together.
static const struct kind KINDS[] = {
    {1, "attack-pattern", KIND_SDO, true},
    {2, "campaign", KIND_SDO, true},
    {3, "course-of-action", KIND_SDO, true},
    {4, "grouping", KIND_SDO, true},
    {5, "identity", KIND_SDO, true},
    {6, "incident", KIND_SDO, true},
    {7, "indicator", KIND_SDO, true},
    {8, "infrastructure", KIND_SDO, true},
    {9, "intrusion-set", KIND_SDO, true},
    {10, "location", KIND_SDO, true},
    {11, "malware", KIND_SDO, true},
    {12, "malware-analysis", KIND_SDO, true},
    {13, "note", KIND_SDO, true},
    {14, "observed-data", KIND_SDO, true},
    {15, "opinion", KIND_SDO, true},
    {16, "report", KIND_SDO, true},
    {17, "threat-actor", KIND_SDO, true},
    {18, "tool", KIND_SDO, true},
    {19, "vulnerability", KIND_SDO, true},

    {50, "relationship", KIND_SRO, true},
    {51, "sighting", KIND_SRO, true},

    {60, "artifact", KIND_SCO, false},
    {61, "autonomous-system", KIND_SCO, false},
    {62, "directory", KIND_SCO, false},
    {63, "domain-name", KIND_SCO, false},
    {64, "email-addr", KIND_SCO, false},
    {65, "email-message", KIND_SCO, false},
    {66, "file", KIND_SCO, false},
    {67, "ipv4-addr", KIND_SCO, false},
    {68, "ipv6-addr", KIND_SCO, false},
    {69, "mac-addr", KIND_SCO, false},
    {70, "mutex", KIND_SCO, false},
    {71, "network-traffic", KIND_SCO, false},
    {72, "process", KIND_SCO, false},
    {73, "software", KIND_SCO, false},
    {74, "url", KIND_SCO, false},
    {75, "user-account", KIND_SCO, false},
    {76, "windows-registry-key", KIND_SCO, false},
    {77, "x509-certificate", KIND_SCO, false},

    {90, "language-content", KIND_META, true},
    {91, "marking-definition", KIND_META, false},
    {92, "extension-definition", KIND_META, true},
    {99, "bundle", KIND_BUNDLE, false},

    // OASIS incident core extension.
    {110, "event", KIND_SDO, true},
    {111, "impact", KIND_SDO, true},
    {112, "task", KIND_SDO, true},

    // Ours, by extension-definition.
    {200, "dialogue", KIND_SDO, true},
    {201, "key-issue", KIND_SDO, true},
};

size_t kind_count(void) {
    return sizeof KINDS / sizeof *KINDS;
}

const struct kind *kind_at(size_t index) {
    return index < kind_count() ? &KINDS[index] : NULL;
}

const struct kind *kind_find(struct str type) {
    // Fifty rows: the first byte tells almost all of them apart, a hash would cost more.
    for (size_t i = 0; type.size > 0 && i < kind_count(); i++)
        if (KINDS[i].name[0] == type.data[0] && str_equal(str_of(KINDS[i].name), type))
            return &KINDS[i];
    return NULL;
}

const struct kind *kind_by_number(int number) {
    for (size_t i = 0; i < kind_count(); i++)
        if (KINDS[i].number == number) return &KINDS[i];
    return NULL;
}

// ---- near types ----

#define NEAR_CHANGES_MAX 2
#define NAME_BYTES_MAX 64

static size_t least(size_t a, size_t b, size_t c) {
    size_t ab = a < b ? a : b;
    return ab < c ? ab : c;
}

// Letters to put in, take out or replace (Levenshtein), row by row.
static size_t changes_between(struct str a, struct str b) {
    if (a.size > NAME_BYTES_MAX || b.size > NAME_BYTES_MAX) return SIZE_MAX;
    size_t row[NAME_BYTES_MAX + 1];
    for (size_t j = 0; j <= b.size; j++) row[j] = j;
    for (size_t i = 1; i <= a.size; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.size; j++) {
            bool is_same = ascii_lower(a.data[i - 1]) == ascii_lower(b.data[j - 1]);
            size_t here = least(row[j] + 1, row[j - 1] + 1, diagonal + !is_same);
            diagonal = row[j];
            row[j] = here;
        }
    }
    return row[b.size];
}

size_t kind_near(const struct kind *out[KIND_NEAR_MAX], struct str type) {
    size_t count = 0;
    if (type.size < 3) return 0; // of anything as short, half the table is near
    size_t most = type.size < 6 ? 1 : NEAR_CHANGES_MAX;
    for (size_t i = 0; i < kind_count() && count < KIND_NEAR_MAX; i++) {
        struct str name = str_of(KINDS[i].name);
        if (KINDS[i].group == KIND_BUNDLE) continue;
        if (str_starts_fold(name, type) || changes_between(name, type) <= most)
            out[count++] = &KINDS[i];
    }
    return count;
}
