// tidy: table
#include "stix/model_rows.h"

// Relationships of chapters 4 and 6: source, type, targets. Those of 3.7 hold for all: derived-from
// and duplicate-of between objects of one type, related-to between any two.
static const struct link {
    struct str source, type;
    const char *targets;
} LINKS[] = {
    {NAME("attack-pattern"), NAME("delivers"), "malware"},
    {NAME("attack-pattern"), NAME("targets"), "identity location vulnerability"},
    {NAME("attack-pattern"), NAME("uses"), "malware tool"},
    {NAME("campaign"), NAME("attributed-to"), "intrusion-set threat-actor"},
    {NAME("campaign"), NAME("compromises"), "infrastructure"},
    {NAME("campaign"), NAME("originates-from"), "location"},
    {NAME("campaign"), NAME("targets"), "identity location vulnerability"},
    {NAME("campaign"), NAME("uses"), "attack-pattern infrastructure malware tool"},
    {NAME("course-of-action"), NAME("investigates"), "indicator"},
    {NAME("course-of-action"), NAME("mitigates"),
     "attack-pattern indicator malware tool vulnerability"},
    {NAME("course-of-action"), NAME("remediates"), "malware vulnerability"},
    {NAME("domain-name"), NAME("resolves-to"), "domain-name ipv4-addr ipv6-addr"},
    {NAME("identity"), NAME("located-at"), "location"},
    {NAME("indicator"), NAME("based-on"), "observed-data"},
    {NAME("indicator"), NAME("indicates"),
     "attack-pattern campaign infrastructure intrusion-set malware threat-actor tool"},
    {NAME("infrastructure"), NAME("communicates-with"),
     "domain-name infrastructure ipv4-addr ipv6-addr url"},
    {NAME("infrastructure"), NAME("consists-of"), "SCO infrastructure observed-data"},
    {NAME("infrastructure"), NAME("controls"), "infrastructure malware"},
    {NAME("infrastructure"), NAME("delivers"), "malware"},
    {NAME("infrastructure"), NAME("has"), "vulnerability"},
    {NAME("infrastructure"), NAME("hosts"), "malware tool"},
    {NAME("infrastructure"), NAME("located-at"), "location"},
    {NAME("infrastructure"), NAME("uses"), "infrastructure"},
    {NAME("intrusion-set"), NAME("attributed-to"), "threat-actor"},
    {NAME("intrusion-set"), NAME("compromises"), "infrastructure"},
    {NAME("intrusion-set"), NAME("hosts"), "infrastructure"},
    {NAME("intrusion-set"), NAME("originates-from"), "location"},
    {NAME("intrusion-set"), NAME("owns"), "infrastructure"},
    {NAME("intrusion-set"), NAME("targets"), "identity location vulnerability"},
    {NAME("intrusion-set"), NAME("uses"), "attack-pattern infrastructure malware tool"},
    {NAME("ipv4-addr"), NAME("belongs-to"), "autonomous-system"},
    {NAME("ipv4-addr"), NAME("resolves-to"), "mac-addr"},
    {NAME("ipv6-addr"), NAME("belongs-to"), "autonomous-system"},
    {NAME("ipv6-addr"), NAME("resolves-to"), "mac-addr"},
    {NAME("malware"), NAME("authored-by"), "intrusion-set threat-actor"},
    {NAME("malware"), NAME("beacons-to"), "infrastructure"},
    {NAME("malware"), NAME("communicates-with"), "domain-name ipv4-addr ipv6-addr url"},
    {NAME("malware"), NAME("controls"), "malware"},
    {NAME("malware"), NAME("downloads"), "file malware tool"},
    {NAME("malware"), NAME("drops"), "file malware tool"},
    {NAME("malware"), NAME("exfiltrates-to"), "infrastructure"},
    {NAME("malware"), NAME("exploits"), "vulnerability"},
    {NAME("malware"), NAME("originates-from"), "location"},
    {NAME("malware"), NAME("targets"), "identity infrastructure location vulnerability"},
    {NAME("malware"), NAME("uses"), "attack-pattern infrastructure malware tool"},
    {NAME("malware"), NAME("variant-of"), "malware"},
    {NAME("malware-analysis"), NAME("av-analysis-of"), "malware"},
    {NAME("malware-analysis"), NAME("characterizes"), "malware"},
    {NAME("malware-analysis"), NAME("dynamic-analysis-of"), "malware"},
    {NAME("malware-analysis"), NAME("static-analysis-of"), "malware"},
    {NAME("threat-actor"), NAME("attributed-to"), "identity"},
    {NAME("threat-actor"), NAME("compromises"), "infrastructure"},
    {NAME("threat-actor"), NAME("hosts"), "infrastructure"},
    {NAME("threat-actor"), NAME("impersonates"), "identity"},
    {NAME("threat-actor"), NAME("located-at"), "location"},
    {NAME("threat-actor"), NAME("owns"), "infrastructure"},
    {NAME("threat-actor"), NAME("targets"), "identity location vulnerability"},
    {NAME("threat-actor"), NAME("uses"), "attack-pattern infrastructure malware tool"},
    {NAME("tool"), NAME("delivers"), "malware"},
    {NAME("tool"), NAME("drops"), "malware"},
    {NAME("tool"), NAME("has"), "vulnerability"},
    {NAME("tool"), NAME("targets"), "identity infrastructure location vulnerability"},
    {NAME("tool"), NAME("uses"), "infrastructure"},
};

static bool is_common(struct str source, struct str type, struct str target) {
    if (str_equal(type, STR("related-to"))) return true;
    bool is_of_one = str_equal(type, STR("derived-from")) || str_equal(type, STR("duplicate-of"));
    return is_of_one && str_equal(source, target);
}

static bool has_target(const char *targets, struct str target) {
    const struct kind *kind = kind_find(target);
    if (kind && kind->group == KIND_SCO && model_list_has(targets, STR("SCO"))) return true;
    return model_list_has(targets, target);
}

enum model_link model_link_find(struct str source, struct str type, struct str target) {
    if (is_common(source, type, target)) return MODEL_LINK_LISTED;
    bool is_word = str_equal(type, STR("derived-from")) || str_equal(type, STR("duplicate-of"));
    for (size_t i = 0; i < COUNT(LINKS); i++) {
        if (!str_equal(LINKS[i].type, type)) continue;
        is_word = true;
        if (str_equal(LINKS[i].source, source) && has_target(LINKS[i].targets, target))
            return MODEL_LINK_LISTED;
    }
    return is_word ? MODEL_LINK_OTHER_ENDS : MODEL_LINK_OWN_WORD;
}
