// tidy: table
#include "stix/model_types.h"

// What STIX 1.x could say and 2.1 has no property for, as the elevator writes it: the property
// extensions in stix-1x of OASIS CTI common objects. Each is looked at on its own type of object
// alone: the id of the campaign's is also that of examples in STIX 2.1 (7.3.2), on other types.
//
// The schemas write "content_refs", "coodinator_refs" and "security_compromise " with a space for
// what their descriptions call contact_refs, coordinator_refs and security_compromise: both
// spellings are known, but for the last one, whose blank no property may have (3.1).

static const struct str EFFECTS[] = {
    NAME("advantage"),
    NAME("advantage-economic"),
    NAME("advantage-military"),
    NAME("advantage-political"),
    NAME("theft"),
    NAME("intellectual-property-theft"),
    NAME("credential-theft"),
    NAME("identity-theft"),
    NAME("proprietary-information-theft"),
    NAME("account-takeover"),
    NAME("brand-damage"),
    NAME("competitive-advantage"),
    NAME("degradation-of-service"),
    NAME("denial-and-deception"),
    NAME("destruction"),
    NAME("disruption"),
    NAME("embarrassment"),
    NAME("exposure"),
    NAME("extortion"),
    NAME("fraud"),
    NAME("harassment"),
    NAME("ics-control"),
    NAME("traffic-diversion"),
    NAME("unauthorized-access"),
};
static const struct model_vocab EFFECT = {
    "intended-effect-ov", "STIX 1.x", false, EFFECTS, COUNT(EFFECTS),
};
static const struct str LEVELS[] = {
    NAME("high"), NAME("medium"), NAME("low"), NAME("none"), NAME("unknown"),
};
static const struct model_vocab LEVEL = {
    "high-medium-low-ov", "STIX 1.x", false, LEVELS, COUNT(LEVELS),
};
static const struct str STAGES[] = {NAME("remedy"), NAME("response")};
static const struct model_vocab STAGE = {
    "coa-stage-ov", "STIX 1.x", false, STAGES, COUNT(STAGES),
};
static const struct str CAMPAIGN_STATES[] = {NAME("future"), NAME("historic"), NAME("ongoing")};
static const struct model_vocab CAMPAIGN_STATUS = {
    "campaign-status-ov", "STIX 1.x", false, CAMPAIGN_STATES, COUNT(CAMPAIGN_STATES),
};
static const struct str METHODS[] = {
    NAME("agent-disclosure"),
    NAME("external-fraud-detection"),
    NAME("monitoring-service"),
    NAME("law-enforcement"),
    NAME("customer"),
    NAME("unrelated-party"),
    NAME("audit"),
    NAME("antivirus"),
    NAME("incident-response"),
    NAME("financial-audit"),
    NAME("internal-fraud-detection"),
    NAME("hips"),
    NAME("it-audit"),
    NAME("log-review"),
    NAME("nids"),
    NAME("security-alarm"),
    NAME("user"),
    NAME("unknown"),
};
static const struct model_vocab METHOD = {
    "discovery_method-ov", "STIX 1.x", false, METHODS, COUNT(METHODS),
};
static const struct str INCIDENT_STATES[] = {
    NAME("new"),
    NAME("open"),
    NAME("stalled"),
    NAME("containment-achieved"),
    NAME("restoration-achieved"),
    NAME("incident-reported"),
    NAME("closed"),
    NAME("rejected"),
    NAME("deleted"),
};
static const struct model_vocab INCIDENT_STATUS = {
    "incident-status-ov", "STIX 1.x", false, INCIDENT_STATES, COUNT(INCIDENT_STATES),
};
static const struct str COMPROMISES[] = {
    NAME("yes"),
    NAME("suspected"),
    NAME("no"),
    NAME("unknown"),
};
static const struct model_vocab COMPROMISE = {
    "security-compromise-ov", "STIX 1.x", false, COMPROMISES, COUNT(COMPROMISES),
};
static const struct str SYSTEMS[] = {
    NAME("Enterprise Systems"),
    NAME("Enterprise Systems - Application Layer"),
    NAME("Enterprise Systems - Database Layer"),
    NAME("Enterprise Systems - Enterprise Technologies and Support Infrastructure"),
    NAME("Enterprise Systems - Network Systems"),
    NAME("Enterprise Systems - Networking Devices"),
    NAME("Enterprise Systems - Web Layer"),
    NAME("Enterprise Systems - VoIP"),
    NAME("Industrial Control Systems"),
    NAME("Industrial Control Systems - Equipment Under Control"),
    NAME("Industrial Control Systems - Operations Management"),
    NAME("Industrial Control Systems - Safety, Protection and Local Control"),
    NAME("Industrial Control Systems - Supervisory Control"),
    NAME("Mobile Systems"),
    NAME("Mobile Systems - Mobile Operating Systems"),
    NAME("Mobile Systems - Near Field Communications"),
    NAME("Mobile Systems - Mobile Devices"),
    NAME("Third-Party Services"),
    NAME("Third-Party Services - Application Stores"),
    NAME("Third-Party Services - Cloud Services"),
    NAME("Third-Party Services - Security Vendors"),
    NAME("Third-Party Services - Social Media"),
    NAME("Third-Party Services - Software Update"),
    NAME("Users"),
    NAME("Users - Application And Software"),
    NAME("Users - Workstation"),
    NAME("Users - Removable Media"),
};
static const struct model_vocab SYSTEM = {
    "system-type-ov", "STIX 1.x", false, SYSTEMS, COUNT(SYSTEMS),
};
static const struct str INFORMATIONS[] = {
    NAME("Information Assets"),
    NAME("Information Assets - Corporate Employee Information"),
    NAME("Information Assets - Customer PII"),
    NAME("Information Assets - Email Lists / Archives"),
    NAME("Information Assets - Financial Data"),
    NAME("Information Assets - Intellectual Property"),
    NAME("Information Assets - Mobile Phone Contacts"),
    NAME("Information Assets - User Credentials"),
    NAME("Authentication Cookies"),
};
// The incident has another vocabulary of that name.
static const struct model_vocab INFORMATION = {
    "stix1x-information-type-ov", "STIX 1.x", false, INFORMATIONS, COUNT(INFORMATIONS),
};
static const struct str FAMILIES[] = {
    NAME("PF_LOCAL"),  NAME("PF_UNIX"),    NAME("PF_FILE"),    NAME("PF_INET"),
    NAME("PF_AX25"),   NAME("PF_IPX"),     NAME("PF_INET6"),   NAME("PF_APPLETALK"),
    NAME("PF_NETROM"), NAME("PF_BRIDGE"),  NAME("PF_ATMPVC"),  NAME("PF_X25"),
    NAME("PF_ROSE"),   NAME("PF_DECnet"),  NAME("PF_NETBEUI"), NAME("PF_SECURITY"),
    NAME("PF_KEY"),    NAME("PF_NETLINK"), NAME("PF_ROUTE"),   NAME("PF_PACKET"),
    NAME("PF_ASH"),    NAME("PF_ECONET"),  NAME("PF_ATMSVC"),  NAME("PF_SNA"),
    NAME("PF_IRDA"),   NAME("PF_PPPOX"),   NAME("PF_WANPIPE"), NAME("PF_BLUETOOTH"),
};
static const struct model_vocab FAMILY = {
    "communication-domain-enum", "STIX 1.x", true, FAMILIES, COUNT(FAMILIES),
};

static const struct model_row EFFECT_ROWS[] = {
    {ROW("description", MODEL_STRING, 0)},
    {ROW("confidence", MODEL_INTEGER, 0), RANGE(-MODEL_INTEGER_MAX, MODEL_INTEGER_MAX)},
    {ROW("value", MODEL_OPEN, 0), .vocab = &EFFECT},
};
static const struct model_part EFFECT_STATEMENT = {
    "intended-effect-statement", "STIX 1.x", EFFECT_ROWS, COUNT(EFFECT_ROWS), false,
};
// "mimimum" for the least confidence is a slip of the schema; the common property has 0 (3.2).
static const struct model_row LEVEL_ROWS[] = {
    {ROW("description", MODEL_STRING, 0)},
    {ROW("confidence", MODEL_INTEGER, 0), RANGE(0, 100)},
    {ROW("value", MODEL_OPEN, 0), .vocab = &LEVEL},
};
static const struct model_part LEVEL_STATEMENT = {
    "hml-statement", "STIX 1.x", LEVEL_ROWS, COUNT(LEVEL_ROWS), false,
};

#define EFFECTS_ROW(how)                                                                           \
    { ROW("intended_effects", MODEL_PART, MODEL_LIST | (how)), .part = &EFFECT_STATEMENT }
static const struct model_row EFFECTS_ALONE[] = {EFFECTS_ROW(MODEL_REQUIRED)};
static const struct model_row CAMPAIGN[] = {
    EFFECTS_ROW(0),
    {ROW("status", MODEL_OPEN, 0), .vocab = &CAMPAIGN_STATUS},
};
static const struct model_row VICTIM[] = {
    {ROW("targeted_systems", MODEL_OPEN, MODEL_LIST), .vocab = &SYSTEM},
    {ROW("targeted_information", MODEL_OPEN, MODEL_LIST), .vocab = &INFORMATION},
    EFFECTS_ROW(0),
};
static const struct model_row COURSE_OF_ACTION[] = {
    {ROW("stage", MODEL_OPEN, 0), .vocab = &STAGE},
    {ROW("objective", MODEL_STRING, 0)},
    {ROW("objective_confidence", MODEL_STRING, 0)},
    {ROW("parameter_expression", MODEL_STRING, 0)},
    {ROW("impact", MODEL_PART, 0), .part = &LEVEL_STATEMENT},
    {ROW("cost", MODEL_PART, 0), .part = &LEVEL_STATEMENT},
    {ROW("efficacy", MODEL_PART, 0), .part = &LEVEL_STATEMENT},
};
static const struct model_row INDICATOR[] = {
    {ROW("likely_impact", MODEL_PART, MODEL_REQUIRED), .part = &LEVEL_STATEMENT},
};
static const struct model_row VULNERABILITY[] = {
    {ROW("discovered_datetime", MODEL_TIMESTAMP, 0)},
    {ROW("published_datetime", MODEL_TIMESTAMP, 0)},
};
static const struct model_row INCIDENT[] = {
    {ROW("contact_refs", MODEL_ID, MODEL_LIST)},
    {ROW("content_refs", MODEL_ID, MODEL_LIST)},
    {ROW("coordinator_refs", MODEL_ID, MODEL_LIST)},
    {ROW("coodinator_refs", MODEL_ID, MODEL_LIST)},
    {ROW("discovery_methods", MODEL_OPEN, MODEL_LIST), .vocab = &METHOD},
    {ROW("reporter_ref", MODEL_ID, 0)},
    {ROW("responder_refs", MODEL_ID, MODEL_LIST)},
    {ROW("security_compromise", MODEL_OPEN, 0), .vocab = &COMPROMISE},
    {ROW("status", MODEL_OPEN, 0), .vocab = &INCIDENT_STATUS},
    {ROW("victim_refs", MODEL_ID, MODEL_LIST)},
    EFFECTS_ROW(0),
    {ROW("time_of_first_malicious_action", MODEL_TIMESTAMP, 0)},
    {ROW("time_of_initial_compromise", MODEL_TIMESTAMP, 0)},
    {ROW("time_of_first_data_exfiltration", MODEL_TIMESTAMP, 0)},
    {ROW("time_of_incident_discovery", MODEL_TIMESTAMP, 0)},
    {ROW("time_when_incident_opened", MODEL_TIMESTAMP, 0)},
    {ROW("time_when_containment_achieved", MODEL_TIMESTAMP, 0)},
    {ROW("time_when_restoration_achieved", MODEL_TIMESTAMP, 0)},
    {ROW("time_when_incident_reported", MODEL_TIMESTAMP, 0)},
    {ROW("time_when_incident_closed", MODEL_TIMESTAMP, 0)},
};
static const struct model_row ARCHIVE[] = {{ROW("version", MODEL_STRING, MODEL_REQUIRED)}};
static const struct model_row EMAIL[] = {
    {ROW("link_refs", MODEL_ID, MODEL_REQUIRED | MODEL_LIST), .targets = "url"},
};
static const struct model_row ICMP[] = {{ROW("checksum_hex", MODEL_HEX, MODEL_REQUIRED)}};
static const struct model_row NETWORK_SOCKET[] = {
    {ROW("protocol_family", MODEL_ENUM, 0), .vocab = &FAMILY},
};

#define STIX_1(id, rows, on)                                                                       \
    { {"extension-definition--" id, "STIX 1.x", rows, COUNT(rows), false}, on }
const struct model_placed model_stix1[] = {
    STIX_1("005e229c-fffc-42b0-a912-84671ab2829d", NETWORK_SOCKET, "network-traffic"),
    STIX_1("0d4dda28-1b6c-446a-be85-38b9d9cd297c", EMAIL, "email-message"),
    STIX_1("5efa53f9-cf17-4867-bb4f-4cd2ac055e7c", EFFECTS_ALONE, "malware"),
    STIX_1("6f6973cb-70be-40cb-b1ac-15ed78cebe56", ICMP, "network-traffic"),
    STIX_1("7a8eaf47-9b0f-487d-b280-1e6cc4cccee9", INCIDENT, "incident"),
    STIX_1("7c8ca481-f0e9-4389-94f5-90df472eb01d", INDICATOR, "indicator"),
    STIX_1("8f0b8ed7-c7ad-4650-babe-c4c45cac4a0b", VICTIM, "identity"),
    STIX_1("a46b18de-0b41-4a95-9d2d-67a360f2d859", COURSE_OF_ACTION, "course-of-action"),
    STIX_1("abfeb963-42a9-45a7-841a-e1d97838e2c9", EFFECTS_ALONE, "attack-pattern"),
    STIX_1("ac577b78-8356-41e0-bc5a-2cd3e5c17b2c", VULNERABILITY, "vulnerability"),
    STIX_1("d83fce45-ef58-4c6c-a3f4-1fbc32e98c6e", CAMPAIGN, "campaign"),
    STIX_1("db4b5429-6927-4d0c-a194-4695f05c629a", ARCHIVE, "file"),
};
const size_t model_stix1_count = COUNT(model_stix1);
