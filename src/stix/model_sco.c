// tidy: table
#include "stix/model_types.h"

// STIX 2.1, chapter 6, in the order of the text; the extensions are in model_extension.c.

// 6.1.1
static const struct model_row ARTIFACT[] = {
    {ROW("mime_type", MODEL_MIME, 0)},
    {ROW("payload_bin", MODEL_BINARY, 0)},
    {ROW("url", MODEL_URL, 0)},
    {ROW("hashes", MODEL_HASHES, 0)},
    {ROW("encryption_algorithm", MODEL_ENUM, 0), .vocab = &VOCAB_ENCRYPTION_ALGORITHM},
    {ROW("decryption_key", MODEL_STRING, 0)},
};

// 6.2.1
static const struct model_row AUTONOMOUS_SYSTEM[] = {
    {ROW("number", MODEL_INTEGER, MODEL_REQUIRED), RANGE(-MODEL_INTEGER_MAX, MODEL_INTEGER_MAX)},
    {ROW("name", MODEL_STRING, 0)},
    {ROW("rir", MODEL_STRING, 0)},
};

// 6.3.1
static const struct model_row DIRECTORY[] = {
    {ROW("path", MODEL_STRING, MODEL_REQUIRED)},
    {ROW("path_enc", MODEL_CHARSET, 0)},
    {ROW("ctime", MODEL_TIMESTAMP, 0)},
    {ROW("mtime", MODEL_TIMESTAMP, 0)},
    {ROW("atime", MODEL_TIMESTAMP, 0)},
    {ROW("contains_refs", MODEL_ID, MODEL_LIST), .targets = "file directory"},
};

// 6.4.1
static const struct model_row DOMAIN_NAME[] = {
    {ROW("value", MODEL_DOMAIN, MODEL_REQUIRED)},
    {ROW("resolves_to_refs", MODEL_ID, MODEL_LIST), .targets = "ipv4-addr ipv6-addr domain-name"},
};

// 6.5.1
static const struct model_row EMAIL_ADDR[] = {
    {ROW("value", MODEL_EMAIL, MODEL_REQUIRED)},
    {ROW("display_name", MODEL_STRING, 0)},
    {ROW("belongs_to_ref", MODEL_ID, 0), .targets = "user-account"},
};

// 6.6.2
static const struct model_row MIME_PART_ROWS[] = {
    {ROW("body", MODEL_STRING, 0)},
    {ROW("body_raw_ref", MODEL_ID, 0), .targets = "artifact file"},
    {ROW("content_type", MODEL_STRING, 0)},
    {ROW("content_disposition", MODEL_STRING, 0)},
};
static const struct model_part MIME_PART = {
    "email-mime-part-type", "6.6.2", MIME_PART_ROWS, COUNT(MIME_PART_ROWS), false,
};

// 6.6.1
static const struct model_row EMAIL_MESSAGE[] = {
    {ROW("is_multipart", MODEL_BOOLEAN, MODEL_REQUIRED)},
    {ROW("date", MODEL_TIMESTAMP, 0)},
    {ROW("content_type", MODEL_STRING, 0)},
    {ROW("from_ref", MODEL_ID, 0), .targets = "email-addr"},
    {ROW("sender_ref", MODEL_ID, 0), .targets = "email-addr"},
    {ROW("to_refs", MODEL_ID, MODEL_LIST), .targets = "email-addr"},
    {ROW("cc_refs", MODEL_ID, MODEL_LIST), .targets = "email-addr"},
    {ROW("bcc_refs", MODEL_ID, MODEL_LIST), .targets = "email-addr"},
    {ROW("message_id", MODEL_STRING, 0)},
    {ROW("subject", MODEL_STRING, 0)},
    {ROW("received_lines", MODEL_STRING, MODEL_LIST)},
    {ROW("additional_header_fields", MODEL_DICT_OF_STRINGS, 0)},
    {ROW("body", MODEL_STRING, 0)},
    {ROW("body_multipart", MODEL_PART, MODEL_LIST), .part = &MIME_PART},
    {ROW("raw_email_ref", MODEL_ID, 0), .targets = "artifact"},
};

// 6.7.1
static const struct model_row FILE[] = {
    {ROW("hashes", MODEL_HASHES, 0)},
    {ROW("size", MODEL_INTEGER, 0), RANGE(0, MODEL_INTEGER_MAX)},
    {ROW("name", MODEL_STRING, 0)},
    {ROW("name_enc", MODEL_CHARSET, 0)},
    {ROW("magic_number_hex", MODEL_HEX, 0)},
    {ROW("mime_type", MODEL_MIME, 0)},
    {ROW("ctime", MODEL_TIMESTAMP, 0)},
    {ROW("mtime", MODEL_TIMESTAMP, 0)},
    {ROW("atime", MODEL_TIMESTAMP, 0)},
    {ROW("parent_directory_ref", MODEL_ID, 0), .targets = "directory"},
    {ROW("contains_refs", MODEL_ID, MODEL_LIST), .targets = "SCO"},
    {ROW("content_ref", MODEL_ID, 0), .targets = "artifact"},
};

// 6.8.1
static const struct model_row IPV4_ADDR[] = {
    {ROW("value", MODEL_IPV4, MODEL_REQUIRED)},
    {ROW("resolves_to_refs", MODEL_ID, MODEL_LIST), .targets = "mac-addr"},
    {ROW("belongs_to_refs", MODEL_ID, MODEL_LIST), .targets = "autonomous-system"},
};

// 6.9.1
static const struct model_row IPV6_ADDR[] = {
    {ROW("value", MODEL_IPV6, MODEL_REQUIRED)},
    {ROW("resolves_to_refs", MODEL_ID, MODEL_LIST), .targets = "mac-addr"},
    {ROW("belongs_to_refs", MODEL_ID, MODEL_LIST), .targets = "autonomous-system"},
};

// 6.10.1
static const struct model_row MAC_ADDR[] = {
    {ROW("value", MODEL_MAC, MODEL_REQUIRED)},
};

// 6.11.1
static const struct model_row MUTEX[] = {
    {ROW("name", MODEL_STRING, MODEL_REQUIRED)},
};

// 6.12.1
static const struct model_row NETWORK_TRAFFIC[] = {
    {ROW("start", MODEL_TIMESTAMP, 0)},
    {ROW("end", MODEL_TIMESTAMP, 0)},
    {ROW("is_active", MODEL_BOOLEAN, 0)},
    {ROW("src_ref", MODEL_ID, 0), .targets = "ipv4-addr ipv6-addr mac-addr domain-name"},
    {ROW("dst_ref", MODEL_ID, 0), .targets = "ipv4-addr ipv6-addr mac-addr domain-name"},
    {ROW("src_port", MODEL_INTEGER, 0), RANGE(0, 65535)},
    {ROW("dst_port", MODEL_INTEGER, 0), RANGE(0, 65535)},
    {ROW("protocols", MODEL_STRING, MODEL_REQUIRED | MODEL_LIST)},
    {ROW("src_byte_count", MODEL_INTEGER, 0), RANGE(0, MODEL_INTEGER_MAX)},
    {ROW("dst_byte_count", MODEL_INTEGER, 0), RANGE(0, MODEL_INTEGER_MAX)},
    {ROW("src_packets", MODEL_INTEGER, 0), RANGE(0, MODEL_INTEGER_MAX)},
    {ROW("dst_packets", MODEL_INTEGER, 0), RANGE(0, MODEL_INTEGER_MAX)},
    {ROW("ipfix", MODEL_DICT_OF_SCALAR, 0)},
    {ROW("src_payload_ref", MODEL_ID, 0), .targets = "artifact"},
    {ROW("dst_payload_ref", MODEL_ID, 0), .targets = "artifact"},
    {ROW("encapsulates_refs", MODEL_ID, MODEL_LIST), .targets = "network-traffic"},
    {ROW("encapsulated_by_ref", MODEL_ID, 0), .targets = "network-traffic"},
};

// 6.13.1
static const struct model_row PROCESS[] = {
    {ROW("is_hidden", MODEL_BOOLEAN, 0)},
    {ROW("pid", MODEL_INTEGER, 0), RANGE(-MODEL_INTEGER_MAX, MODEL_INTEGER_MAX)},
    {ROW("created_time", MODEL_TIMESTAMP, 0)},
    {ROW("cwd", MODEL_STRING, 0)},
    {ROW("command_line", MODEL_STRING, 0)},
    {ROW("environment_variables", MODEL_DICT_OF_STRING, 0)},
    {ROW("opened_connection_refs", MODEL_ID, MODEL_LIST), .targets = "network-traffic"},
    {ROW("creator_user_ref", MODEL_ID, 0), .targets = "user-account"},
    {ROW("image_ref", MODEL_ID, 0), .targets = "file"},
    {ROW("parent_ref", MODEL_ID, 0), .targets = "process"},
    {ROW("child_refs", MODEL_ID, MODEL_LIST), .targets = "process"},
};

// 6.14.1
static const struct model_row SOFTWARE[] = {
    {ROW("name", MODEL_STRING, MODEL_REQUIRED)},
    {ROW("cpe", MODEL_CPE, 0)},
    {ROW("swid", MODEL_STRING, 0)},
    {ROW("languages", MODEL_LANGUAGE, MODEL_LIST)},
    {ROW("vendor", MODEL_STRING, 0)},
    {ROW("version", MODEL_STRING, 0)},
};

// 6.15.1
static const struct model_row URL[] = {
    {ROW("value", MODEL_URL, MODEL_REQUIRED)},
};

// 6.16.1
static const struct model_row USER_ACCOUNT[] = {
    {ROW("user_id", MODEL_STRING, 0)},
    {ROW("credential", MODEL_STRING, 0)},
    {ROW("account_login", MODEL_STRING, 0)},
    {ROW("account_type", MODEL_OPEN, 0), .vocab = &VOCAB_ACCOUNT_TYPE},
    {ROW("display_name", MODEL_STRING, 0)},
    {ROW("is_service_account", MODEL_BOOLEAN, 0)},
    {ROW("is_privileged", MODEL_BOOLEAN, 0)},
    {ROW("can_escalate_privs", MODEL_BOOLEAN, 0)},
    {ROW("is_disabled", MODEL_BOOLEAN, 0)},
    {ROW("account_created", MODEL_TIMESTAMP, 0)},
    {ROW("account_expires", MODEL_TIMESTAMP, 0)},
    {ROW("credential_last_changed", MODEL_TIMESTAMP, 0)},
    {ROW("account_first_login", MODEL_TIMESTAMP, 0)},
    {ROW("account_last_login", MODEL_TIMESTAMP, 0)},
};

// 6.17.2
static const struct model_row REGISTRY_VALUE_ROWS[] = {
    {ROW("name", MODEL_STRING, 0)},
    {ROW("data", MODEL_STRING, 0)},
    {ROW("data_type", MODEL_ENUM, 0), .vocab = &VOCAB_WINDOWS_REGISTRY_DATATYPE},
};
static const struct model_part REGISTRY_VALUE = {
    "windows-registry-value-type", "6.17.2", REGISTRY_VALUE_ROWS, COUNT(REGISTRY_VALUE_ROWS), true,
};

// 6.17.1
static const struct model_row WINDOWS_REGISTRY_KEY[] = {
    {ROW("key", MODEL_REGISTRY_KEY, 0)},
    {ROW("values", MODEL_PART, MODEL_LIST), .part = &REGISTRY_VALUE},
    {ROW("modified_time", MODEL_TIMESTAMP, 0)},
    {ROW("creator_user_ref", MODEL_ID, 0), .targets = "user-account"},
    {ROW("number_of_subkeys", MODEL_INTEGER, 0), RANGE(-MODEL_INTEGER_MAX, MODEL_INTEGER_MAX)},
};

// 6.18.2
static const struct model_row X509_V3_EXTENSIONS_ROWS[] = {
    {ROW("basic_constraints", MODEL_STRING, 0)},
    {ROW("name_constraints", MODEL_STRING, 0)},
    {ROW("policy_constraints", MODEL_STRING, 0)},
    {ROW("key_usage", MODEL_STRING, 0)},
    {ROW("extended_key_usage", MODEL_STRING, 0)},
    {ROW("subject_key_identifier", MODEL_STRING, 0)},
    {ROW("authority_key_identifier", MODEL_STRING, 0)},
    {ROW("subject_alternative_name", MODEL_STRING, 0)},
    {ROW("issuer_alternative_name", MODEL_STRING, 0)},
    {ROW("subject_directory_attributes", MODEL_STRING, 0)},
    {ROW("crl_distribution_points", MODEL_STRING, 0)},
    {ROW("inhibit_any_policy", MODEL_STRING, 0)},
    {ROW("private_key_usage_period_not_before", MODEL_TIMESTAMP, 0)},
    {ROW("private_key_usage_period_not_after", MODEL_TIMESTAMP, 0)},
    {ROW("certificate_policies", MODEL_STRING, 0)},
    {ROW("policy_mappings", MODEL_STRING, 0)},
};
static const struct model_part X509_V3_EXTENSIONS = {
    "x509-v3-extensions-type",      "6.18.2", X509_V3_EXTENSIONS_ROWS,
    COUNT(X509_V3_EXTENSIONS_ROWS), true,
};

// 6.18.1
static const struct model_row X509_CERTIFICATE[] = {
    {ROW("is_self_signed", MODEL_BOOLEAN, 0)},
    {ROW("hashes", MODEL_HASHES, 0)},
    {ROW("version", MODEL_STRING, 0)},
    {ROW("serial_number", MODEL_STRING, 0)},
    {ROW("signature_algorithm", MODEL_STRING, 0)},
    {ROW("issuer", MODEL_STRING, 0)},
    {ROW("validity_not_before", MODEL_TIMESTAMP, 0)},
    {ROW("validity_not_after", MODEL_TIMESTAMP, 0)},
    {ROW("subject", MODEL_STRING, 0)},
    {ROW("subject_public_key_algorithm", MODEL_STRING, 0)},
    {ROW("subject_public_key_modulus", MODEL_STRING, 0)},
    {ROW("subject_public_key_exponent", MODEL_INTEGER, 0),
     RANGE(-MODEL_INTEGER_MAX, MODEL_INTEGER_MAX)},
    {ROW("x509_v3_extensions", MODEL_PART, 0), .part = &X509_V3_EXTENSIONS},
};

const struct model_type model_scos[] = {
    {"artifact", "6.1.1", MODEL_SCO, ARTIFACT, COUNT(ARTIFACT), "hashes payload_bin", NULL},
    {"autonomous-system", "6.2.1", MODEL_SCO, AUTONOMOUS_SYSTEM, COUNT(AUTONOMOUS_SYSTEM), "number",
     NULL},
    {"directory", "6.3.1", MODEL_SCO, DIRECTORY, COUNT(DIRECTORY), "path", NULL},
    {"domain-name", "6.4.1", MODEL_SCO, DOMAIN_NAME, COUNT(DOMAIN_NAME), "value", NULL},
    {"email-addr", "6.5.1", MODEL_SCO, EMAIL_ADDR, COUNT(EMAIL_ADDR), "value", NULL},
    {"email-message", "6.6.1", MODEL_SCO, EMAIL_MESSAGE, COUNT(EMAIL_MESSAGE),
     "from_ref subject body", NULL},
    {"file", "6.7.1", MODEL_SCO, FILE, COUNT(FILE), "hashes name parent_directory_ref extensions",
     "archive-ext ntfs-ext pdf-ext raster-image-ext windows-pebinary-ext"},
    {"ipv4-addr", "6.8.1", MODEL_SCO, IPV4_ADDR, COUNT(IPV4_ADDR), "value", NULL},
    {"ipv6-addr", "6.9.1", MODEL_SCO, IPV6_ADDR, COUNT(IPV6_ADDR), "value", NULL},
    {"mac-addr", "6.10.1", MODEL_SCO, MAC_ADDR, COUNT(MAC_ADDR), "value", NULL},
    {"mutex", "6.11.1", MODEL_SCO, MUTEX, COUNT(MUTEX), "name", NULL},
    {"network-traffic", "6.12.1", MODEL_SCO, NETWORK_TRAFFIC, COUNT(NETWORK_TRAFFIC),
     "start end src_ref dst_ref src_port dst_port protocols extensions",
     "http-request-ext icmp-ext socket-ext tcp-ext"},
    {"process", "6.13.1", MODEL_SCO, PROCESS, COUNT(PROCESS), NULL,
     "windows-process-ext windows-service-ext"},
    {"software", "6.14.1", MODEL_SCO, SOFTWARE, COUNT(SOFTWARE), "name cpe swid vendor version",
     NULL},
    {"url", "6.15.1", MODEL_SCO, URL, COUNT(URL), "value", NULL},
    {"user-account", "6.16.1", MODEL_SCO, USER_ACCOUNT, COUNT(USER_ACCOUNT),
     "account_type user_id account_login", "unix-account-ext"},
    {"windows-registry-key", "6.17.1", MODEL_SCO, WINDOWS_REGISTRY_KEY, COUNT(WINDOWS_REGISTRY_KEY),
     "key values", NULL},
    {"x509-certificate", "6.18.1", MODEL_SCO, X509_CERTIFICATE, COUNT(X509_CERTIFICATE),
     "hashes serial_number", NULL},
};
const size_t model_scos_count = COUNT(model_scos);
