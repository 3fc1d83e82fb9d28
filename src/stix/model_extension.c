// tidy: table
#include "stix/model_types.h"

// Predefined extensions (STIX 2.1, chapter 6), and those that are known by their id.

// 6.7.2
static const struct model_row ARCHIVE_EXT[] = {
    {ROW("contains_refs", MODEL_ID, MODEL_REQUIRED | MODEL_LIST), .targets = "file directory"},
    {ROW("comment", MODEL_STRING, 0)},
};

// 6.7.3
static const struct model_row ALTERNATE_DATA_STREAM_ROWS[] = {
    {ROW("name", MODEL_STRING, MODEL_REQUIRED)},
    {ROW("hashes", MODEL_HASHES, 0)},
    {ROW("size", MODEL_INTEGER, 0), RANGE(0, MODEL_INTEGER_MAX)},
};
static const struct model_part ALTERNATE_DATA_STREAM = {
    "alternate-data-stream-type",      "6.7.3", ALTERNATE_DATA_STREAM_ROWS,
    COUNT(ALTERNATE_DATA_STREAM_ROWS), false,
};

// 6.7.3
static const struct model_row NTFS_EXT[] = {
    {ROW("sid", MODEL_STRING, 0)},
    {ROW("alternate_data_streams", MODEL_PART, MODEL_LIST), .part = &ALTERNATE_DATA_STREAM},
};

// 6.7.4
static const struct model_row PDF_EXT[] = {
    {ROW("version", MODEL_STRING, 0)},
    {ROW("is_optimized", MODEL_BOOLEAN, 0)},
    {ROW("document_info_dict", MODEL_DICT_OF_STRING, 0)},
    {ROW("pdfid0", MODEL_STRING, 0)},
    {ROW("pdfid1", MODEL_STRING, 0)},
};

// 6.7.5
static const struct model_row RASTER_IMAGE_EXT[] = {
    {ROW("image_height", MODEL_INTEGER, 0), RANGE(-MODEL_INTEGER_MAX, MODEL_INTEGER_MAX)},
    {ROW("image_width", MODEL_INTEGER, 0), RANGE(-MODEL_INTEGER_MAX, MODEL_INTEGER_MAX)},
    {ROW("bits_per_pixel", MODEL_INTEGER, 0), RANGE(-MODEL_INTEGER_MAX, MODEL_INTEGER_MAX)},
    {ROW("exif_tags", MODEL_DICT_OF_SCALAR, 0)},
};

// 6.7.6
static const struct model_row PE_OPTIONAL_HEADER_ROWS[] = {
    {ROW("magic_hex", MODEL_HEX, 0)},
    {ROW("major_linker_version", MODEL_INTEGER, 0), RANGE(-MODEL_INTEGER_MAX, MODEL_INTEGER_MAX)},
    {ROW("minor_linker_version", MODEL_INTEGER, 0), RANGE(-MODEL_INTEGER_MAX, MODEL_INTEGER_MAX)},
    {ROW("size_of_code", MODEL_INTEGER, 0), RANGE(0, MODEL_INTEGER_MAX)},
    {ROW("size_of_initialized_data", MODEL_INTEGER, 0), RANGE(0, MODEL_INTEGER_MAX)},
    {ROW("size_of_uninitialized_data", MODEL_INTEGER, 0), RANGE(0, MODEL_INTEGER_MAX)},
    {ROW("address_of_entry_point", MODEL_INTEGER, 0), RANGE(-MODEL_INTEGER_MAX, MODEL_INTEGER_MAX)},
    {ROW("base_of_code", MODEL_INTEGER, 0), RANGE(-MODEL_INTEGER_MAX, MODEL_INTEGER_MAX)},
    {ROW("base_of_data", MODEL_INTEGER, 0), RANGE(-MODEL_INTEGER_MAX, MODEL_INTEGER_MAX)},
    {ROW("image_base", MODEL_INTEGER, 0), RANGE(-MODEL_INTEGER_MAX, MODEL_INTEGER_MAX)},
    {ROW("section_alignment", MODEL_INTEGER, 0), RANGE(-MODEL_INTEGER_MAX, MODEL_INTEGER_MAX)},
    {ROW("file_alignment", MODEL_INTEGER, 0), RANGE(-MODEL_INTEGER_MAX, MODEL_INTEGER_MAX)},
    {ROW("major_os_version", MODEL_INTEGER, 0), RANGE(-MODEL_INTEGER_MAX, MODEL_INTEGER_MAX)},
    {ROW("minor_os_version", MODEL_INTEGER, 0), RANGE(-MODEL_INTEGER_MAX, MODEL_INTEGER_MAX)},
    {ROW("major_image_version", MODEL_INTEGER, 0), RANGE(-MODEL_INTEGER_MAX, MODEL_INTEGER_MAX)},
    {ROW("minor_image_version", MODEL_INTEGER, 0), RANGE(-MODEL_INTEGER_MAX, MODEL_INTEGER_MAX)},
    {ROW("major_subsystem_version", MODEL_INTEGER, 0),
     RANGE(-MODEL_INTEGER_MAX, MODEL_INTEGER_MAX)},
    {ROW("minor_subsystem_version", MODEL_INTEGER, 0),
     RANGE(-MODEL_INTEGER_MAX, MODEL_INTEGER_MAX)},
    {ROW("win32_version_value_hex", MODEL_HEX, 0)},
    {ROW("size_of_image", MODEL_INTEGER, 0), RANGE(0, MODEL_INTEGER_MAX)},
    {ROW("size_of_headers", MODEL_INTEGER, 0), RANGE(0, MODEL_INTEGER_MAX)},
    {ROW("checksum_hex", MODEL_HEX, 0)},
    {ROW("subsystem_hex", MODEL_HEX, 0)},
    {ROW("dll_characteristics_hex", MODEL_HEX, 0)},
    {ROW("size_of_stack_reserve", MODEL_INTEGER, 0), RANGE(0, MODEL_INTEGER_MAX)},
    {ROW("size_of_stack_commit", MODEL_INTEGER, 0), RANGE(0, MODEL_INTEGER_MAX)},
    {ROW("size_of_heap_reserve", MODEL_INTEGER, 0), RANGE(0, MODEL_INTEGER_MAX)},
    {ROW("size_of_heap_commit", MODEL_INTEGER, 0), RANGE(0, MODEL_INTEGER_MAX)},
    {ROW("loader_flags_hex", MODEL_HEX, 0)},
    {ROW("number_of_rva_and_sizes", MODEL_INTEGER, 0),
     RANGE(-MODEL_INTEGER_MAX, MODEL_INTEGER_MAX)},
    {ROW("hashes", MODEL_HASHES, 0)},
};
static const struct model_part PE_OPTIONAL_HEADER = {
    "windows-pe-optional-header-type", "6.7.6", PE_OPTIONAL_HEADER_ROWS,
    COUNT(PE_OPTIONAL_HEADER_ROWS),    true,
};

// 6.7.6
static const struct model_row PE_SECTION_ROWS[] = {
    {ROW("name", MODEL_STRING, MODEL_REQUIRED)},
    {ROW("size", MODEL_INTEGER, 0), RANGE(0, MODEL_INTEGER_MAX)},
    {ROW("entropy", MODEL_FLOAT, 0)},
    {ROW("hashes", MODEL_HASHES, 0)},
};
static const struct model_part PE_SECTION = {
    "windows-pe-section-type", "6.7.6", PE_SECTION_ROWS, COUNT(PE_SECTION_ROWS), false,
};

// 6.7.6
static const struct model_row WINDOWS_PEBINARY_EXT[] = {
    {ROW("pe_type", MODEL_OPEN, MODEL_REQUIRED), .vocab = &VOCAB_WINDOWS_PEBINARY_TYPE},
    {ROW("imphash", MODEL_STRING, 0)},
    {ROW("machine_hex", MODEL_HEX, 0)},
    {ROW("number_of_sections", MODEL_INTEGER, 0), RANGE(0, MODEL_INTEGER_MAX)},
    {ROW("time_date_stamp", MODEL_TIMESTAMP_S, 0)},
    {ROW("pointer_to_symbol_table_hex", MODEL_HEX, 0)},
    {ROW("number_of_symbols", MODEL_INTEGER, 0), RANGE(0, MODEL_INTEGER_MAX)},
    {ROW("size_of_optional_header", MODEL_INTEGER, 0), RANGE(0, MODEL_INTEGER_MAX)},
    {ROW("characteristics_hex", MODEL_HEX, 0)},
    {ROW("file_header_hashes", MODEL_HASHES, 0)},
    {ROW("optional_header", MODEL_PART, 0), .part = &PE_OPTIONAL_HEADER},
    {ROW("sections", MODEL_PART, MODEL_LIST), .part = &PE_SECTION},
};

// 6.12.2
static const struct model_row HTTP_REQUEST_EXT[] = {
    {ROW("request_method", MODEL_LOWERCASE, MODEL_REQUIRED)},
    {ROW("request_value", MODEL_STRING, MODEL_REQUIRED)},
    {ROW("request_version", MODEL_LOWERCASE, 0)},
    {ROW("request_header", MODEL_DICT_OF_STRINGS, 0)},
    {ROW("message_body_length", MODEL_INTEGER, 0), RANGE(-MODEL_INTEGER_MAX, MODEL_INTEGER_MAX)},
    {ROW("message_body_data_ref", MODEL_ID, 0), .targets = "artifact"},
};

// 6.12.3
static const struct model_row ICMP_EXT[] = {
    {ROW("icmp_type_hex", MODEL_HEX, MODEL_REQUIRED)},
    {ROW("icmp_code_hex", MODEL_HEX, MODEL_REQUIRED)},
};

// 6.12.4
static const struct model_row SOCKET_EXT[] = {
    {ROW("address_family", MODEL_ENUM, MODEL_REQUIRED),
     .vocab = &VOCAB_NETWORK_SOCKET_ADDRESS_FAMILY},
    {ROW("is_blocking", MODEL_BOOLEAN, 0)},
    {ROW("is_listening", MODEL_BOOLEAN, 0)},
    {ROW("options", MODEL_DICT_OF_INTEGER, 0)},
    {ROW("socket_type", MODEL_ENUM, 0), .vocab = &VOCAB_NETWORK_SOCKET_TYPE},
    {ROW("socket_descriptor", MODEL_INTEGER, 0), RANGE(0, MODEL_INTEGER_MAX)},
    {ROW("socket_handle", MODEL_INTEGER, 0), RANGE(-MODEL_INTEGER_MAX, MODEL_INTEGER_MAX)},
};

// 6.12.5
static const struct model_row TCP_EXT[] = {
    {ROW("src_flags_hex", MODEL_HEX, 0)},
    {ROW("dst_flags_hex", MODEL_HEX, 0)},
};

// 6.13.2
static const struct model_row WINDOWS_PROCESS_EXT[] = {
    {ROW("aslr_enabled", MODEL_BOOLEAN, 0)},
    {ROW("dep_enabled", MODEL_BOOLEAN, 0)},
    {ROW("priority", MODEL_PRIORITY_CLASS, 0)},
    {ROW("owner_sid", MODEL_STRING, 0)},
    {ROW("windows_title", MODEL_STRING, 0)},
    {ROW("startup_info", MODEL_DICT, 0)},
    {ROW("integrity_level", MODEL_ENUM, 0), .vocab = &VOCAB_WINDOWS_INTEGRITY_LEVEL},
};

// 6.13.3
static const struct model_row WINDOWS_SERVICE_EXT[] = {
    {ROW("service_name", MODEL_STRING, 0)},
    {ROW("descriptions", MODEL_STRING, MODEL_LIST)},
    {ROW("display_name", MODEL_STRING, 0)},
    {ROW("group_name", MODEL_STRING, 0)},
    {ROW("start_type", MODEL_ENUM, 0), .vocab = &VOCAB_WINDOWS_SERVICE_START_TYPE},
    {ROW("service_dll_refs", MODEL_ID, MODEL_LIST), .targets = "file"},
    {ROW("service_type", MODEL_ENUM, 0), .vocab = &VOCAB_WINDOWS_SERVICE_TYPE},
    {ROW("service_status", MODEL_ENUM, 0), .vocab = &VOCAB_WINDOWS_SERVICE_STATUS},
};

// 6.16.2
static const struct model_row UNIX_ACCOUNT_EXT[] = {
    {ROW("gid", MODEL_INTEGER, 0), RANGE(-MODEL_INTEGER_MAX, MODEL_INTEGER_MAX)},
    {ROW("groups", MODEL_STRING, MODEL_LIST)},
    {ROW("home_dir", MODEL_STRING, 0)},
    {ROW("shell", MODEL_STRING, 0)},
};

// TLP 2.0 as a marking (OASIS CTI common objects, "TLP 2.0 Marking Definition Extension").
static const struct str TLP_2_0_LABELS[] = {
    NAME("clear"), NAME("green"), NAME("amber"), NAME("amber+strict"), NAME("red"),
};
static const struct model_vocab TLP_2_0_VOCAB = {
    "labels of TLP 2.0", "TLP 2.0", true, TLP_2_0_LABELS, COUNT(TLP_2_0_LABELS),
};
static const struct model_row TLP_2_0[] = {
    {ROW("tlp_2_0", MODEL_ENUM, MODEL_REQUIRED), .vocab = &TLP_2_0_VOCAB},
};

const struct model_part model_extensions[] = {
    {"archive-ext", "6.7.2", ARCHIVE_EXT, COUNT(ARCHIVE_EXT), false},
    {"ntfs-ext", "6.7.3", NTFS_EXT, COUNT(NTFS_EXT), true},
    {"pdf-ext", "6.7.4", PDF_EXT, COUNT(PDF_EXT), true},
    {"raster-image-ext", "6.7.5", RASTER_IMAGE_EXT, COUNT(RASTER_IMAGE_EXT), true},
    {"windows-pebinary-ext", "6.7.6", WINDOWS_PEBINARY_EXT, COUNT(WINDOWS_PEBINARY_EXT), false},
    {"http-request-ext", "6.12.2", HTTP_REQUEST_EXT, COUNT(HTTP_REQUEST_EXT), false},
    {"icmp-ext", "6.12.3", ICMP_EXT, COUNT(ICMP_EXT), false},
    {"socket-ext", "6.12.4", SOCKET_EXT, COUNT(SOCKET_EXT), false},
    {"tcp-ext", "6.12.5", TCP_EXT, COUNT(TCP_EXT), true},
    {"windows-process-ext", "6.13.2", WINDOWS_PROCESS_EXT, COUNT(WINDOWS_PROCESS_EXT), true},
    {"windows-service-ext", "6.13.3", WINDOWS_SERVICE_EXT, COUNT(WINDOWS_SERVICE_EXT), true},
    {"unix-account-ext", "6.16.2", UNIX_ACCOUNT_EXT, COUNT(UNIX_ACCOUNT_EXT), true},
    {"extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d", "TLP 2.0", TLP_2_0,
     COUNT(TLP_2_0), false},
    {"extension-definition--ef765651-680c-498d-9894-99799f2fa126", "Incident 2.1",
     model_incident_rows, MODEL_INCIDENT_COUNT, false},
    {"extension-definition--66e2492a-bbd3-4be6-88f5-cc91a017a498", "Identity contact 1",
     model_contact_rows, MODEL_CONTACT_COUNT, false},
    {"extension-definition--f8d78575-edfd-406e-8e84-6162a8450f5b", "PAP 2", model_pap_rows,
     MODEL_PAP_COUNT, false},
};
const size_t model_extensions_count = COUNT(model_extensions);
