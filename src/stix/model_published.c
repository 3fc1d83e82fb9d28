// tidy: table
#include "stix/model_types.h"

// Extensions that others published for anybody to use, by the id of their definition. Sections name
// the definition. Incident and TLP 2.0 stand in model_incident.c and model_extension.c.

// "Identity Contact Information Extension Version 1.0 for STIX Version 2.1" (OASIS CTI common
// objects, draft of 3 January 2023), 2 and 3.
static const struct str CONTACT_NUMBER_VALUES[] = {
    NAME("personal-landline-phone"),
    NAME("personal-mobile-phone"),
    NAME("personal-fax"),
    NAME("work-phone"),
    NAME("work-fax"),
};
static const struct model_vocab CONTACT_NUMBER_TYPE = {
    "contact-number-ov",   "Identity contact 3.1",       false,
    CONTACT_NUMBER_VALUES, COUNT(CONTACT_NUMBER_VALUES),
};
static const struct str DIGITAL_CONTACT_VALUES[] = {
    NAME("organizational"),
    NAME("personal"),
    NAME("work"),
};
static const struct model_vocab DIGITAL_CONTACT_TYPE = {
    "digital-contact-ov",   "Identity contact 3.2",        false,
    DIGITAL_CONTACT_VALUES, COUNT(DIGITAL_CONTACT_VALUES),
};

static const struct model_row CONTACT_NUMBER_ROWS[] = {
    {ROW("contact_number_type", MODEL_OPEN, MODEL_REQUIRED), .vocab = &CONTACT_NUMBER_TYPE},
    {ROW("contact_number", MODEL_STRING, MODEL_REQUIRED)},
    {ROW("description", MODEL_STRING, 0)},
    {ROW("classified", MODEL_BOOLEAN, 0)},
};
static const struct model_part CONTACT_NUMBER = {
    "contact-number",
    "Identity contact 2.1",
    CONTACT_NUMBER_ROWS,
    COUNT(CONTACT_NUMBER_ROWS),
    false,
};
static const struct model_row EMAIL_CONTACT_ROWS[] = {
    {ROW("digital_contact_type", MODEL_OPEN, MODEL_REQUIRED), .vocab = &DIGITAL_CONTACT_TYPE},
    {ROW("email_address_ref", MODEL_ID, MODEL_REQUIRED), .targets = "email-addr"},
    {ROW("description", MODEL_STRING, 0)},
    {ROW("classified", MODEL_BOOLEAN, 0)},
};
static const struct model_part EMAIL_CONTACT = {
    "email-contact", "Identity contact 2.2", EMAIL_CONTACT_ROWS, COUNT(EMAIL_CONTACT_ROWS), false,
};
static const struct model_row SOCIAL_CONTACT_ROWS[] = {
    {ROW("digital_contact_type", MODEL_OPEN, MODEL_REQUIRED), .vocab = &DIGITAL_CONTACT_TYPE},
    {ROW("user_account_ref", MODEL_ID, MODEL_REQUIRED), .targets = "user-account"},
    {ROW("description", MODEL_STRING, 0)},
    {ROW("classified", MODEL_BOOLEAN, 0)},
};
static const struct model_part SOCIAL_CONTACT = {
    "social-media-contact",
    "Identity contact 2.3",
    SOCIAL_CONTACT_ROWS,
    COUNT(SOCIAL_CONTACT_ROWS),
    false,
};

// 1
const struct model_row model_contact_rows[MODEL_CONTACT_COUNT] = {
    {ROW("contact_numbers", MODEL_PART, MODEL_LIST), .part = &CONTACT_NUMBER},
    {ROW("email_addresses", MODEL_PART, MODEL_LIST), .part = &EMAIL_CONTACT},
    {ROW("social_media_accounts", MODEL_PART, MODEL_LIST), .part = &SOCIAL_CONTACT},
    {ROW("first_name", MODEL_STRING, 0)},
    {ROW("last_name", MODEL_STRING, 0)},
    {ROW("middle_name", MODEL_STRING, 0)},
    {ROW("prefix", MODEL_STRING, 0)},
    {ROW("suffix", MODEL_STRING, 0)},
};

// "PAP Marking Definition for STIX Version 2.1" (OASIS CTI common objects, draft of 28 November
// 2022), 2.
static const struct str PAP_LABELS[] = {
    NAME("white"), NAME("clear"), NAME("green"), NAME("amber"), NAME("red"),
};
static const struct model_vocab PAP_VOCAB = {
    "labels of PAP", "PAP 2", true, PAP_LABELS, COUNT(PAP_LABELS),
};
const struct model_row model_pap_rows[MODEL_PAP_COUNT] = {
    {ROW("pap", MODEL_ENUM, MODEL_REQUIRED), .vocab = &PAP_VOCAB},
};

// "Vulnerability SDO Scoring Properties" 1.0 (dogesec, stix2extensions): scores of CVSS by version.
static const struct model_row CVSS_SCORE_ROWS[] = {
    {ROW("vectorString", MODEL_STRING, 0)}, {ROW("baseScore", MODEL_ANY, 0)},
    {ROW("baseSeverity", MODEL_STRING, 0)}, {ROW("exploitabilityScore", MODEL_ANY, 0)},
    {ROW("impactScore", MODEL_ANY, 0)},     {ROW("source", MODEL_STRING, 0)},
    {ROW("type", MODEL_STRING, 0)},
};
static const struct model_part CVSS_SCORE = {
    "cvss-score", "CVSS", CVSS_SCORE_ROWS, COUNT(CVSS_SCORE_ROWS), true,
};
static const struct model_row CVSS_ROWS[] = {
    {ROW("v2_0", MODEL_PART, 0), .part = &CVSS_SCORE},
    {ROW("v3_0", MODEL_PART, 0), .part = &CVSS_SCORE},
    {ROW("v3_1", MODEL_PART, 0), .part = &CVSS_SCORE},
    {ROW("v4_0", MODEL_PART, 0), .part = &CVSS_SCORE},
};
static const struct model_part CVSS = {"cvss", "CVSS", CVSS_ROWS, COUNT(CVSS_ROWS), true};

const struct model_toplevel model_toplevels[] = {
    {"extension-definition--2c5c13af-ee92-5246-9ba7-0b958f8cd34a",
     "vulnerability",
     {ROW("x_cvss", MODEL_PART, 0), .part = &CVSS}},
    // "Malware Artifact Extension" 1.0.0 (OASIS CTI common objects, 25 October 2022).
    {"extension-definition--8053ffa0-dec7-4aef-870e-a56d0082cf69",
     "artifact",
     {ROW("is_safe", MODEL_BOOLEAN, 0)}},
};
const size_t model_toplevels_count = COUNT(model_toplevels);
