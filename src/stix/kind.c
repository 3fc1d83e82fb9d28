#include "stix/kind.h"

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
