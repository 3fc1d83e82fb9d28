// model_types.h - the pieces that model.c puts together; for the tables model_*.c alone.
#pragma once

#include "stix/model_rows.h"

extern const struct model_type model_sdos[], model_scos[], model_metas[];
extern const size_t model_sdos_count, model_scos_count, model_metas_count;
// Types that extensions add.
extern const struct model_type model_incidents[], model_behaviors[];
extern const size_t model_incidents_count, model_behaviors_count;
extern const struct model_part model_extensions[]; // of the text, and known on any object
extern const size_t model_extensions_count;
// Extensions that are known on one type of object alone.
struct model_placed {
    struct model_part part;
    const char *on;
};
extern const struct model_placed model_impact_parts[], model_behavior_parts[], model_markings[],
    model_stix1[];
extern const size_t model_impact_parts_count, model_behavior_parts_count, model_markings_count,
    model_stix1_count;
// The rows of the incident extension stand with its types.
#define MODEL_INCIDENT_COUNT 11
extern const struct model_row model_incident_rows[MODEL_INCIDENT_COUNT];
// Those of model_published.c.
#define MODEL_CONTACT_COUNT 8
#define MODEL_PAP_COUNT 1
extern const struct model_row model_contact_rows[MODEL_CONTACT_COUNT];
extern const struct model_row model_pap_rows[MODEL_PAP_COUNT];
extern const struct model_toplevel model_toplevels[];
extern const size_t model_toplevels_count;
