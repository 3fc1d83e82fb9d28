// conform_cases.h - the checklist of STIX 2.1, a row a rule: what keeps it and what breaks it.
//
// The number is that of the list in ../shared/spec/STIX.md. Members are written with ' for " and
// ` for '; common properties that a row does not give itself are added by the test.
#pragma once

// tidy: table

#include "stix/conform.h"

struct conform_case {
    int number;
    const char *rule; // as a sentence: the name of the test
    enum conform_rule finds;
    const char *type;
    const char *keeps, *breaks; // members
    const char *place;          // of the finding, in what breaks it
};

#define U "11111111-1111-4111-8111-111111111111"
#define FILE_HASH "'hashes':{'MD5':'d41d8cd98f00b204e9800998ecf8427e'}"
#define IDENTITY "identity--" U
#define TOOL "tool--" U
#define MODERATION                                                                                 \
    "'content':'x','object_refs':['note--22222222-2222-4222-8222-222222222222'],"                  \
    "'extensions':{'extension-definition--5a2c1f0e-7d0b-4b39-9d0e-3f1f6b0a6c04':"                  \
    "{'extension_type':'property-extension','state':'open'}}"
#define VOTE                                                                                       \
    "'opinion':'agree','object_refs':['note--22222222-2222-4222-8222-222222222222'],"              \
    "'created_by_ref':'identity--33333333-3333-4333-8333-333333333333',"                           \
    "'extensions':{'extension-definition--5a2c1f0e-7d0b-4b39-9d0e-3f1f6b0a6c05':"                  \
    "{'extension_type':'property-extension','own':1}}"
#define NAMED "'name':'x'"
#define SEEN_BADLY                                                                                 \
    "'name':'x','first_seen':'2020-01-02T00:00:00Z','last_seen':'2020-01-01T00:00:00Z'"
#define SEEN_WELL                                                                                  \
    "'name':'x','first_seen':'2020-01-01T00:00:00Z','last_seen':'2020-01-01T00:00:00Z'"
#define INDICATOR(pattern)                                                                         \
    "'name':'x','description':'y','pattern_type':'stix','valid_from':'2020-01-01T00:00:00Z',"      \
    "'pattern':'" pattern "'"
#define LINK(type, source, target)                                                                 \
    "'relationship_type':'" type "','source_ref':'" source "--" U "','target_ref':'" target "--" U \
    "'"
#define OBSERVED(more)                                                                             \
    "'first_observed':'2020-01-01T00:00:00Z','last_observed':'2020-01-01T00:00:00Z'," more
#define TRAFFIC "'src_ref':'ipv4-addr--" U "','src_port':1,'dst_port':2,"
#define EXT "extension-definition--" U

#define TWO_HASHES                                                                                 \
    "'hashes':{'SHA-256':'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',"      \
    "'MD5':'d41d8cd98f00b204e9800998ecf8427e'}"

static const struct conform_case CONFORM_CASES[] = {
    // Types
    {1, "a binary value is base64", RULE_BINARY, "artifact", "'payload_bin':'VGVzdA=='",
     "'payload_bin':'VGVzdA='", "payload_bin"},
    {2, "a boolean is a literal", RULE_BOOLEAN, "email-message", "'is_multipart':false",
     "'is_multipart':'false'", "is_multipart"},
    {3, "a dictionary is not empty", RULE_DICTIONARY, "process",
     "'environment_variables':{'Path':'x'}", "'pid':1,'environment_variables':{}",
     "environment_variables"},
    {3, "a key of a dictionary has letters, digits, - and _", RULE_DICTIONARY_KEY, "process",
     "'environment_variables':{'A-b_9':'x'}", "'environment_variables':{'a b':'x'}",
     "environment_variables.'a b'"},
    {4, "an enumeration is closed", RULE_ENUM, "opinion",
     "'opinion':'agree','object_refs':['" TOOL "']", "'opinion':'maybe','object_refs':['" TOOL "']",
     "opinion"},
    {5, "an external reference says more than its source", RULE_EXTERNAL_REFERENCE, "tool",
     NAMED ",'external_references':[{'source_name':'a','external_id':'b'}]",
     NAMED ",'external_references':[{'source_name':'a'}]", "external_references[0]"},
    {5, "an external reference has a source", RULE_REQUIRED, "tool",
     NAMED ",'external_references':[{'source_name':'a','description':'b'}]",
     NAMED ",'external_references':[{'description':'b'}]", "external_references[0]"},
    {5, "a reference's url is a URI", RULE_URL, "tool",
     NAMED ",'external_references':[{'source_name':'a','url':'https://a.example/%20'}]",
     NAMED ",'external_references':[{'source_name':'a','url':'https://a.example/ b'}]",
     "external_references[0].url"},
    {6, "a reference's url has hashes beside it", RULE_EXTERNAL_REFERENCE_HASHES, "tool",
     NAMED ",'external_references':[{'source_name':'a','url':'https://a.example/'," FILE_HASH "}]",
     NAMED ",'external_references':[{'source_name':'a','url':'https://a.example/'}]",
     "external_references[0]"},
    {7, "a float is a number", RULE_FLOAT, "location",
     "'latitude':1.5,'longitude':2,'precision':10", "'latitude':'1.5','longitude':2,'precision':10",
     "latitude"},
    {8, "hashes are not empty", RULE_HASHES, "file", FILE_HASH, "'name':'x','hashes':{}", "hashes"},
    {8, "the name of a hash has 3 to 250 letters, digits, - and _", RULE_HASH_NAME, "file",
     "'hashes':{'x_foo_hash':'aa'}", "'hashes':{'x!':'aa'}", "hashes.'x!'"},
    {8, "a digest has the length of its algorithm", RULE_HASH_VALUE, "file",
     "'hashes':{'SHA-1':'da39a3ee5e6b4b0d3255bfef95601890afd80709'}",
     "'hashes':{'SHA-1':'da39a3ee5e6b4b0d3255bfef95601890afd8070'}", "hashes.SHA-1"},
    {8, "a hash comes from the vocabulary", RULE_HASH_VOCABULARY, "file", FILE_HASH,
     "'hashes':{'SHA256':'aa'}", "hashes.SHA256"},
    {9, "hexadecimal is small and even", RULE_HEX, "file", "'name':'x','magic_number_hex':'0aff'",
     "'name':'x','magic_number_hex':'0AF'", "magic_number_hex"},
    {10, "an identifier is a type and a UUID", RULE_IDENTIFIER, "tool", NAMED,
     NAMED ",'id':'tool--1234'", "id"},
    {10, "an identifier has a UUID of RFC 4122", RULE_IDENTIFIER, "tool", NAMED,
     NAMED ",'id':'tool--11111111-1111-0111-8111-111111111111'", "id"},
    {10, "an id begins with the type of its object", RULE_IDENTIFIER_TYPE, "tool", NAMED,
     NAMED ",'id':'malware--" U "'", "id"},
    {10, "the id of what is no SCO is random", RULE_IDENTIFIER_V4, "tool", NAMED,
     NAMED ",'id':'tool--11111111-1111-5111-8111-111111111111'", "id"},
    {10, "the id of a moderation follows from the question", RULE_IDENTIFIER_V4, "note",
     "'id':'note--090a1ba1-8fb9-54f2-8c81-2249b564191a'," MODERATION,
     "'id':'note--25e19ef4-4c69-5580-9e6d-eda5b0e08fa0'," MODERATION, "id"},
    {10, "the id of a vote follows from who votes on what", RULE_IDENTIFIER_V4, "opinion",
     "'id':'opinion--25e19ef4-4c69-5580-9e6d-eda5b0e08fa0'," VOTE,
     "'id':'opinion--090a1ba1-8fb9-54f2-8c81-2249b564191a'," VOTE, "id"},
    {11, "an integer is within 2^53", RULE_INTEGER, "process", "'pid':9007199254740991",
     "'pid':9007199254740992", "pid"},
    {11, "an integer is whole", RULE_INTEGER, "process", "'pid':-4", "'pid':4.5", "pid"},
    {12, "a kill chain phase has both names", RULE_REQUIRED, "tool",
     NAMED ",'kill_chain_phases':[{'kill_chain_name':'a','phase_name':'b'}]",
     NAMED ",'kill_chain_phases':[{'phase_name':'b'}]", "kill_chain_phases[0]"},
    {12, "a kill chain is lowercase with hyphens", RULE_LOWER_HYPHEN, "tool",
     NAMED ",'kill_chain_phases':[{'kill_chain_name':'a-b','phase_name':'b'}]",
     NAMED ",'kill_chain_phases':[{'kill_chain_name':'A B','phase_name':'b'}]",
     "kill_chain_phases[0].kill_chain_name"},
    {13, "a list is not empty", RULE_LIST, "tool", NAMED ",'aliases':['y']", NAMED ",'aliases':[]",
     "aliases"},
    {13, "a list holds values of one type", RULE_STRING, "tool", NAMED ",'aliases':['y']",
     NAMED ",'aliases':['y',1]", "aliases[1]"},
    {13, "a list of its own holds values of one type", RULE_LIST, "tool", NAMED ",'x_own':[1,2]",
     NAMED ",'x_own':[1,'2']", "x_own[1]"},
    {14, "references stay inside a container", RULE_CONTAINER, "observed-data",
     OBSERVED("'number_observed':1,'objects':{'0':{'type':'ipv4-addr','value':'1.2.3.4'},"
              "'1':{'type':'network-traffic','src_ref':'0'}}"),
     OBSERVED("'number_observed':1,'objects':{'0':{'type':'ipv4-addr','value':'1.2.3.4'},"
              "'1':{'type':'network-traffic','src_ref':'7'}}"),
     "objects.1.src_ref"},
    {14, "new content uses object_refs", RULE_CONTAINER_DEPRECATED, "observed-data",
     OBSERVED("'number_observed':1,'object_refs':['ipv4-addr--" U "']"),
     OBSERVED("'number_observed':1,'objects':{'0':{'type':'ipv4-addr','value':'1.2.3.4'}}"),
     "objects"},
    {14, "what is deprecated is told", RULE_DEPRECATED, "observed-data",
     OBSERVED("'number_observed':1,'object_refs':['ipv4-addr--" U "']"),
     OBSERVED("'number_observed':1,'objects':{'0':{'type':'ipv4-addr','value':'1.2.3.4'}}"),
     "objects"},
    {15, "an open value comes from its vocabulary", RULE_OPEN_VOCABULARY, "identity",
     NAMED ",'identity_class':'group'", NAMED ",'identity_class':'crowd'", "identity_class"},
    {15, "an open value of its own is lowercase with hyphens", RULE_OPEN_VOCABULARY_FORM,
     "identity", NAMED ",'identity_class':'big-crowd'", NAMED ",'identity_class':'Big crowd'",
     "identity_class"},
    {16, "a string is a string", RULE_STRING, "tool", NAMED, "'name':7", "name"},
    {17, "a timestamp is one of RFC 3339 in UTC", RULE_TIMESTAMP, "campaign",
     NAMED ",'first_seen':'2016-12-31T23:59:60Z'", NAMED ",'first_seen':'2016-12-31 23:59:59'",
     "first_seen"},
    {17, "a timestamp is in the calendar", RULE_TIMESTAMP, "campaign",
     NAMED ",'first_seen':'2020-02-29T00:00:00.5Z'", NAMED ",'first_seen':'2021-02-29T00:00:00Z'",
     "first_seen"},
    {17, "a timestamp has digits behind its dot", RULE_TIMESTAMP, "campaign",
     NAMED ",'first_seen':'2020-02-29T00:00:00Z'", NAMED ",'first_seen':'2020-02-29T00:00:00.Z'",
     "first_seen"},
    {18, "created has milliseconds", RULE_PRECISION, "tool",
     NAMED ",'created':'2020-01-01T00:00:00.000000Z'", NAMED ",'created':'2020-01-01T00:00:00Z'",
     "created"},
    {19, "the time of a binary is precise to the second", RULE_SECONDS, "file",
     "'name':'x','extensions':{'windows-pebinary-ext':{'pe_type':'exe',"
     "'time_date_stamp':'2020-01-01T00:00:00Z'}}",
     "'name':'x','extensions':{'windows-pebinary-ext':{'pe_type':'exe',"
     "'time_date_stamp':'2020-01-01T00:00:00.5Z'}}",
     "extensions.windows-pebinary-ext.time_date_stamp"},
    // Common properties
    {20, "the name of a property has 3 to 250 of a-z, 0-9 and _", RULE_PROPERTY_NAME, "tool",
     NAMED ",'x_a9':1", NAMED ",'x_Own':1", "x_Own"},
    {20, "the name of a type has 3 to 250 of a-z, 0-9 and -", RULE_TYPE_NAME, "x-own", NAMED,
     "'type':'x-Own','id':'x-Own--" U "','name':'x'", "type"},
    {21, "the name of an identifier ends in _ref", RULE_PROPERTY_SUFFIX, "tool",
     NAMED ",'x_other_ref':'" TOOL "'", NAMED ",'x_other':'" TOOL "'", "x_other"},
    {21, "the name of identifiers ends in _refs", RULE_PROPERTY_SUFFIX, "tool",
     NAMED ",'x_other_refs':['" TOOL "']", NAMED ",'x_others':['" TOOL "']", "x_others"},
    {21, "an own _ref is an identifier", RULE_SUFFIX_PROMISE, "tool",
     NAMED ",'x_own_ref':'" TOOL "'", NAMED ",'x_own_ref':7", "x_own_ref"},
    {21, "a _ref is one identifier", RULE_IDENTIFIER, "tool",
     NAMED ",'created_by_ref':'" IDENTITY "'", NAMED ",'created_by_ref':'somebody'",
     "created_by_ref"},
    {22, "spec_version is 2.1", RULE_SPEC_VERSION, "tool", NAMED, NAMED ",'spec_version':'2.0'",
     "spec_version"},
    {23, "modified is not before created", RULE_MODIFIED, "tool",
     NAMED ",'created':'2020-01-01T00:00:00.0000001Z','modified':'2020-01-01T00:00:00.0000001Z'",
     NAMED ",'created':'2020-01-01T00:00:00.0000002Z','modified':'2020-01-01T00:00:00.0000001Z'",
     "modified"},
    {24, "created_by_ref is an identity", RULE_REFERENCE, "tool",
     NAMED ",'created_by_ref':'" IDENTITY "'", NAMED ",'created_by_ref':'" TOOL "'",
     "created_by_ref"},
    {25, "revoked is a boolean", RULE_BOOLEAN, "tool", NAMED ",'revoked':true",
     NAMED ",'revoked':1", "revoked"},
    {26, "labels are strings", RULE_STRING, "tool", NAMED ",'labels':['a']",
     NAMED ",'labels':[{'a':1}]", "labels[0]"},
    {27, "confidence is 0 to 100", RULE_CONFIDENCE, "tool", NAMED ",'confidence':100",
     NAMED ",'confidence':101", "confidence"},
    {28, "lang is a code of RFC 5646", RULE_LANGUAGE, "tool", NAMED ",'lang':'zh-Hant-TW'",
     NAMED ",'lang':'japanese language'", "lang"},
    {28, "lang stands beside text", RULE_LANG_PRESENT, "tool", NAMED ",'lang':'en'",
     NAMED ",'LANG':0", ""},
    {29, "markings are marking-definitions", RULE_REFERENCE, "tool",
     NAMED ",'object_marking_refs':['marking-definition--" U "']",
     NAMED ",'object_marking_refs':['" TOOL "']", "object_marking_refs[0]"},
    {30, "defanged stands on SCOs alone", RULE_NOT_APPLICABLE, "tool", NAMED,
     NAMED ",'defanged':true", "defanged"},
    {31, "an extension is named by a predefined name or an id", RULE_EXTENSION_KEY, "file",
     "'name':'x','extensions':{'ntfs-ext':{'sid':'1'}}",
     "'name':'x','extensions':{'x-own-ext':{'sid':'1'}}", "extensions.x-own-ext"},
    {31, "extension_type stands beside an id", RULE_EXTENSION_TYPE, "tool",
     NAMED ",'extensions':{'" EXT "':{'extension_type':'property-extension','rank':5}}",
     NAMED ",'extensions':{'" EXT "':{'rank':5}}", "extensions." EXT},
    {31, "extension_type comes from its enumeration", RULE_EXTENSION_TYPE, "tool",
     NAMED ",'extensions':{'" EXT "':{'extension_type':'toplevel-property-extension'}}",
     NAMED ",'extensions':{'" EXT "':{'extension_type':'new-thing','rank':5}}",
     "extensions." EXT ".extension_type"},
    {31, "a predefined extension stands where it is defined", RULE_EXTENSION_PLACE, "file",
     "'name':'x','extensions':{'ntfs-ext':{'sid':'1'}}",
     "'name':'x','extensions':{'tcp-ext':{'src_flags_hex':'00'}}", "extensions.tcp-ext"},
    {32, "reserved names are not used", RULE_RESERVED, "tool", NAMED ",'x_severity':1",
     NAMED ",'severity':1", "severity"},
    {32, "action of a course of action is reserved", RULE_RESERVED, "course-of-action", NAMED,
     NAMED ",'action':'x'", "action"},
    {33, "an encoding has the preferred name of the registry", RULE_CHARSET, "file",
     "'name':'x','name_enc':'windows-1252'", "'name':'x','name_enc':'latin1'", "name_enc"},
    {33, "an encoding stands beside its text", RULE_ENCODING_ALONE, "file",
     "'name':'x','name_enc':'Shift_JIS'", FILE_HASH ",'name_enc':'Shift_JIS'", "name_enc"},
    {34, "a common property stands where it applies", RULE_NOT_APPLICABLE, "url",
     "'value':'https://a.example/'", "'value':'https://a.example/','labels':['x']", "labels"},
    {35, "an own property begins with x_", RULE_CUSTOM_PROPERTY_PREFIX, "tool", NAMED ",'x_own':1",
     NAMED ",'own':1", "own"},
    {35, "a property is known or a custom one", RULE_CUSTOM_PROPERTY, "tool",
     NAMED ",'rank':5,'extensions':{'" EXT "':{'extension_type':'toplevel-property-extension'}}",
     NAMED ",'x_rank':5", "x_rank"},
    {36, "null is never a value", RULE_NULL, "tool", NAMED, NAMED ",'description':null",
     "description"},
    {45, "a required property is there", RULE_REQUIRED, "tool", NAMED, "'tool_version':'1'", ""},
    {39, "a marking has no versions", RULE_NOT_APPLICABLE, "marking-definition",
     "'definition_type':'statement','definition':{'statement':'x'}",
     "'definition_type':'statement','definition':{'statement':'x'},"
     "'modified':'2020-01-01T00:00:00.000Z'",
     "modified"},
    // Deterministic ids
    {41, "of several hashes the first of MD5, SHA-1, SHA-256, SHA-512 makes the id", RULE_SCO_ID,
     "file", "'id':'file--02fff920-f614-527c-81d1-6353633a6d21'," TWO_HASHES,
     "'id':'file--af5c1e31-b603-5d02-9322-488be34052d4'," TWO_HASHES, "id"},
    {44, "each contributing property that is there makes the id", RULE_SCO_ID, "software",
     "'name':'a','version':'1','id':'software--c7200e3f-9386-5644-848e-5d1d2d20484d'",
     "'name':'a','version':'1','id':'software--0bdfffc2-d6e5-5347-b3d4-7511e49cb982'", "id"},
    {40, "the id of an SCO follows from what it says", RULE_SCO_ID, "ipv4-addr",
     "'value':'198.51.100.3','id':'ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4'",
     "'value':'198.51.100.4','id':'ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4'", "id"},
    {42, "an SCO to which nothing contributes has a random id", RULE_SCO_ID_RANDOM, "process",
     "'pid':1", "'pid':1,'id':'process--28bb3599-77cd-5a82-a950-b5bc3caf07c4'", "id"},
    {43, "an SCO with versions has no id of the default namespace", RULE_SCO_VERSIONED, "ipv4-addr",
     "'value':'198.51.100.3','created':'2020-01-01T00:00:00.000Z',"
     "'modified':'2020-01-01T00:00:00.000Z'",
     "'value':'198.51.100.3','created':'2020-01-01T00:00:00.000Z',"
     "'modified':'2020-01-01T00:00:00.000Z',"
     "'id':'ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4'",
     "id"},
    // SDOs
    {46, "a CAPEC id is CAPEC and a number", RULE_CAPEC, "attack-pattern",
     NAMED ",'external_references':[{'source_name':'capec','external_id':'CAPEC-163'}]",
     NAMED ",'external_references':[{'source_name':'capec','external_id':'163'}]",
     "external_references[0].external_id"},
    {46, "the source of a CAPEC id is capec", RULE_CAPEC, "attack-pattern",
     NAMED ",'external_references':[{'source_name':'capec','external_id':'CAPEC-163'}]",
     NAMED ",'external_references':[{'source_name':'CAPEC','external_id':'CAPEC-163'}]",
     "external_references[0].source_name"},
    {47, "a CVE id is exact", RULE_CVE, "vulnerability",
     NAMED ",'external_references':[{'source_name':'cve','external_id':'CVE-2016-1234'}]",
     NAMED ",'external_references':[{'source_name':'cve','external_id':'2016-1234'}]",
     "external_references[0].external_id"},
    {48, "a campaign is last seen after it is first seen", RULE_TIME_ORDER, "campaign", SEEN_WELL,
     SEEN_BADLY, "last_seen"},
    {48, "infrastructure is last seen after it is first seen", RULE_TIME_ORDER, "infrastructure",
     SEEN_WELL, SEEN_BADLY, "last_seen"},
    {48, "an intrusion set is last seen after it is first seen", RULE_TIME_ORDER, "intrusion-set",
     SEEN_WELL, SEEN_BADLY, "last_seen"},
    {48, "malware is last seen after it is first seen", RULE_TIME_ORDER, "malware",
     "'is_family':true," SEEN_WELL, "'is_family':true," SEEN_BADLY, "last_seen"},
    {48, "a threat actor is last seen after it is first seen", RULE_TIME_ORDER, "threat-actor",
     SEEN_WELL, SEEN_BADLY, "last_seen"},
    {48, "a sighting is last seen after it is first seen", RULE_TIME_ORDER, "sighting",
     "'sighting_of_ref':'" TOOL "','first_seen':'2020-01-01T00:00:00Z'",
     "'sighting_of_ref':'" TOOL "','first_seen':'2020-01-02T00:00:00Z',"
     "'last_seen':'2020-01-01T00:00:00Z'",
     "last_seen"},
    {49, "valid_until is later than valid_from", RULE_TIME_ORDER, "indicator",
     INDICATOR("[a:b = 1]") ",'valid_until':'2020-01-01T00:00:00.1Z'",
     INDICATOR("[a:b = 1]") ",'valid_until':'2020-01-01T00:00:00.0Z'", "valid_until"},
    {49, "a pattern of STIX parses", RULE_PATTERN, "indicator",
     INDICATOR("[url:value = `https://a.example/`]"), INDICATOR("[url:value = "), "pattern"},
    {49, "an expression of MATCHES is one of PCRE (9.6.1)", RULE_PATTERN, "indicator",
     INDICATOR("[a:b MATCHES `(x)`]"), INDICATOR("[a:b MATCHES `(x`]"), "pattern"},
    {49, "the version of a pattern is one", RULE_PATTERN_VERSION, "indicator",
     INDICATOR("[a:b = 1]") ",'pattern_version':'2.1'",
     INDICATOR("[a:b = 1]") ",'pattern_version':'9'", "pattern_version"},
    {49, "an indicator has a name and a description", RULE_INDICATOR_NAME, "indicator",
     INDICATOR("[a:b = 1]"),
     "'name':'x','pattern_type':'stix','valid_from':'2020-01-01T00:00:00Z','pattern':'[a:b = 1]'",
     ""},
    {50, "a location has a region, a country or coordinates", RULE_LOCATION, "location",
     "'country':'JP'", "'name':'somewhere'", ""},
    {50, "latitude and longitude stand together", RULE_LOCATION, "location",
     "'latitude':1,'longitude':2,'precision':3", "'country':'JP','latitude':1", ""},
    {50, "precision stands beside coordinates", RULE_LOCATION, "location",
     "'latitude':1,'longitude':2,'precision':3", "'country':'JP','precision':3", "precision"},
    {50, "latitude is within 90", RULE_CONFIDENCE, "location",
     "'latitude':-90,'longitude':180,'precision':3", "'latitude':90.1,'longitude':0,'precision':3",
     "latitude"},
    {50, "coordinates have a precision", RULE_LOCATION_PRECISION, "location",
     "'latitude':1,'longitude':2,'precision':3", "'latitude':1,'longitude':2", ""},
    {51, "a country is a code of ISO 3166-1", RULE_COUNTRY, "location", "'country':'jp'",
     "'country':'Japan'", "country"},
    {51, "an area is a code of ISO 3166-2", RULE_COUNTRY, "location",
     "'country':'jp','administrative_area':'JP-13'", "'country':'jp','administrative_area':'Tokyo'",
     "administrative_area"},
    {52, "a family of malware has a name", RULE_MALWARE_NAME, "malware", "'is_family':false",
     "'is_family':true", ""},
    {52, "is_family is given", RULE_DISPUTED, "malware", "'is_family':false", "'name':'x'", ""},
    {52, "the systems of malware are software", RULE_REFERENCE, "malware",
     "'is_family':false,'operating_system_refs':['software--" U "']",
     "'is_family':false,'operating_system_refs':['" TOOL "']", "operating_system_refs[0]"},
    {52, "a sample is a file or an artifact", RULE_REFERENCE, "malware",
     "'is_family':false,'sample_refs':['file--" U "','artifact--" U "']",
     "'is_family':false,'sample_refs':['url--" U "']", "sample_refs[0]"},
    {53, "an analysis has a result", RULE_ANALYSIS, "malware-analysis",
     "'product':'a','result':'benign'", "'product':'a'", ""},
    {53, "the host of an analysis is software", RULE_REFERENCE, "malware-analysis",
     "'product':'a','result':'benign','host_vm_ref':'software--" U "'",
     "'product':'a','result':'benign','host_vm_ref':'file--" U "'", "host_vm_ref"},
    {53, "a product is lowercase with hyphens", RULE_LOWER_HYPHEN, "malware-analysis",
     "'product':'anonymized','result':'benign'", "'product':'Big Tool','result':'benign'",
     "product"},
    {54, "observed data has objects or object_refs", RULE_OBSERVED, "observed-data",
     OBSERVED("'number_observed':1,'object_refs':['file--" U "']"), OBSERVED("'number_observed':1"),
     ""},
    {54, "observed data holds an SCO", RULE_OBSERVED, "observed-data",
     OBSERVED("'number_observed':1,'object_refs':['relationship--" U "','file--" U "']"),
     OBSERVED("'number_observed':1,'object_refs':['relationship--" U "']"), "object_refs"},
    {54, "observed data refers to SCOs and SROs", RULE_REFERENCE, "observed-data",
     OBSERVED("'number_observed':1,'object_refs':['file--" U "']"),
     OBSERVED("'number_observed':1,'object_refs':['file--" U "','" TOOL "']"), "object_refs[1]"},
    {54, "number_observed is 1 to 999999999", RULE_CONFIDENCE, "observed-data",
     OBSERVED("'number_observed':999999999,'object_refs':['file--" U "']"),
     OBSERVED("'number_observed':0,'object_refs':['file--" U "']"), "number_observed"},
    {54, "data is last observed after it is first observed", RULE_TIME_ORDER, "observed-data",
     OBSERVED("'number_observed':1,'object_refs':['file--" U "']"),
     "'first_observed':'2020-01-02T00:00:00Z','last_observed':'2020-01-01T00:00:00Z',"
     "'number_observed':1,'object_refs':['file--" U "']",
     "last_observed"},
    {55, "an opinion is on the scale", RULE_ENUM, "opinion",
     "'opinion':'strongly-agree','object_refs':['" TOOL "']",
     "'opinion':'strongly agree','object_refs':['" TOOL "']", "opinion"},
    {56, "the members of a grouping are identifiers", RULE_IDENTIFIER, "grouping",
     NAMED ",'context':'unspecified','object_refs':['" TOOL "']",
     NAMED ",'context':'unspecified','object_refs':['tool']", "object_refs[0]"},
    {56, "a report has members", RULE_LIST, "report",
     NAMED ",'published':'2020-01-01T00:00:00Z','object_refs':['" TOOL "']",
     NAMED ",'published':'2020-01-01T00:00:00Z','object_refs':[]", "object_refs"},
    {56, "a note is about no bundle", RULE_REFERENCE, "note",
     "'content':'x','object_refs':['" TOOL "']", "'content':'x','object_refs':['bundle--" U "']",
     "object_refs[0]"},
    // SROs
    {57, "the type of a relationship has a-z, 0-9 and -", RULE_RELATIONSHIP_TYPE, "relationship",
     LINK("uses", "malware", "tool"), LINK("Uses_it", "malware", "tool"), "relationship_type"},
    {57, "a relationship begins at an SDO or SCO", RULE_REFERENCE, "relationship",
     LINK("related-to", "url", "tool"), LINK("related-to", "sighting", "tool"), "source_ref"},
    {57, "a relationship ends at an SDO or SCO", RULE_REFERENCE, "relationship",
     LINK("related-to", "tool", "x-own"), LINK("related-to", "tool", "marking-definition"),
     "target_ref"},
    {58, "a relationship stops later than it starts", RULE_TIME_ORDER, "relationship",
     LINK("uses", "malware",
          "tool") ",'start_time':'2020-01-01T00:00:00Z','stop_time':'2020-01-01T00:00:00.001Z'",
     LINK("uses", "malware",
          "tool") ",'start_time':'2020-01-01T00:00:00Z','stop_time':'2020-01-01T00:00:00Z'",
     "stop_time"},
    {59, "a relationship is one that the text defines", RULE_RELATIONSHIP, "relationship",
     LINK("duplicate-of", "url", "url"), LINK("duplicate-of", "url", "file"), "relationship_type"},
    {59, "a relationship stands between the ends that the text names", RULE_RELATIONSHIP,
     "relationship", LINK("consists-of", "infrastructure", "mutex"),
     LINK("indicates", "malware", "indicator"), "relationship_type"},
    {60, "what is sighted is an SDO", RULE_REFERENCE, "sighting",
     "'sighting_of_ref':'" TOOL "','summary':false", "'sighting_of_ref':'url--" U "'",
     "sighting_of_ref"},
    {60, "a sighting was at an identity or a location", RULE_REFERENCE, "sighting",
     "'sighting_of_ref':'" TOOL "','where_sighted_refs':['" IDENTITY "','location--" U "']",
     "'sighting_of_ref':'" TOOL "','where_sighted_refs':['" TOOL "']", "where_sighted_refs[0]"},
    {60, "what was seen of it is observed data", RULE_REFERENCE, "sighting",
     "'sighting_of_ref':'" TOOL "','observed_data_refs':['observed-data--" U "']",
     "'sighting_of_ref':'" TOOL "','observed_data_refs':['file--" U "']", "observed_data_refs[0]"},
    {60, "a count is 0 to 999999999", RULE_CONFIDENCE, "sighting",
     "'sighting_of_ref':'" TOOL "','count':0", "'sighting_of_ref':'" TOOL "','count':-1", "count"},
    // SCOs
    {61, "an artifact has bytes or a url", RULE_ARTIFACT, "artifact", "'payload_bin':'VGVzdA=='",
     "'mime_type':'a/b'", ""},
    {61, "the url of an artifact has hashes", RULE_ARTIFACT, "artifact",
     "'url':'https://a.example/x'," FILE_HASH, "'url':'https://a.example/x'", ""},
    {61, "a key stands beside its algorithm", RULE_ARTIFACT, "artifact",
     "'payload_bin':'VGVzdA==','decryption_key':'x','encryption_algorithm':'AES-256-GCM'",
     "'payload_bin':'VGVzdA==','decryption_key':'x'", ""},
    {61, "an algorithm comes from its enumeration", RULE_ENUM, "artifact",
     "'payload_bin':'VGVzdA==','encryption_algorithm':'mime-type-indicated'",
     "'payload_bin':'VGVzdA==','encryption_algorithm':'rot13'", "encryption_algorithm"},
    {61, "a media type is type/subtype", RULE_MEDIA_TYPE, "artifact",
     "'payload_bin':'VGVzdA==','mime_type':'application/vnd.ms-excel'",
     "'payload_bin':'VGVzdA==','mime_type':'word'", "mime_type"},
    {62, "the number of an autonomous system is an integer", RULE_INTEGER, "autonomous-system",
     "'number':15139", "'number':'15139'", "number"},
    {63, "a directory contains files and directories", RULE_REFERENCE, "directory",
     "'path':'x','contains_refs':['file--" U "']", "'path':'x','contains_refs':['url--" U "']",
     "contains_refs[0]"},
    {64, "a domain name is one", RULE_DOMAIN, "domain-name", "'value':'_dmarc.example.com'",
     "'value':'a b.example'", "value"},
    {64, "a domain name resolves to addresses and names", RULE_REFERENCE, "domain-name",
     "'value':'a.example','resolves_to_refs':['ipv6-addr--" U "']",
     "'value':'a.example','resolves_to_refs':['url--" U "']", "resolves_to_refs[0]"},
    {65, "an e-mail address has no display name", RULE_EMAIL, "email-addr",
     "'value':'john@example.com'", "'value':'John <john@example.com>'", "value"},
    {65, "an e-mail address belongs to an account", RULE_REFERENCE, "email-addr",
     "'value':'john@example.com','belongs_to_ref':'user-account--" U "'",
     "'value':'john@example.com','belongs_to_ref':'" IDENTITY "'", "belongs_to_ref"},
    {66, "is_multipart is given", RULE_REQUIRED, "email-message", "'is_multipart':true",
     "'subject':'x'", ""},
    {66, "a mail of several parts has no body", RULE_EMAIL_BODY, "email-message",
     "'is_multipart':false,'body':'x'", "'is_multipart':true,'body':'x'", "body"},
    {66, "a mail that is not multipart has no parts", RULE_EMAIL_BODY, "email-message",
     "'is_multipart':true,'body_multipart':[{'body':'x'}]",
     "'is_multipart':false,'body_multipart':[{'body':'x'}]", "body_multipart"},
    {66, "a part of a mail has a body", RULE_EMAIL_BODY, "email-message",
     "'is_multipart':true,'body_multipart':[{'body_raw_ref':'file--" U "'}]",
     "'is_multipart':true,'body_multipart':[{'content_type':'text/plain'}]", "body_multipart[0]"},
    {66, "a mail is from an e-mail address", RULE_REFERENCE, "email-message",
     "'is_multipart':false,'from_ref':'email-addr--" U "'",
     "'is_multipart':false,'from_ref':'" IDENTITY "'", "from_ref"},
    {66, "header fields are lists of strings", RULE_DICTIONARY_VALUE, "email-message",
     "'is_multipart':false,'additional_header_fields':{'X-A':['b']}",
     "'is_multipart':false,'additional_header_fields':{'X-A':'b'}", "additional_header_fields.X-A"},
    {67, "a file has hashes or a name", RULE_FILE, "file", FILE_HASH, "'size':1", ""},
    {67, "a size is not negative", RULE_CONFIDENCE, "file", "'name':'x','size':0",
     "'name':'x','size':-1", "size"},
    {67, "the parent of a file is a directory", RULE_REFERENCE, "file",
     "'name':'x','parent_directory_ref':'directory--" U "'",
     "'name':'x','parent_directory_ref':'file--" U "'", "parent_directory_ref"},
    {67, "the content of a file is an artifact", RULE_REFERENCE, "file",
     "'name':'x','content_ref':'artifact--" U "'", "'name':'x','content_ref':'file--" U "'",
     "content_ref"},
    {68, "an archive contains something", RULE_REQUIRED, "file",
     "'name':'x','extensions':{'archive-ext':{'contains_refs':['file--" U "']}}",
     "'name':'x','extensions':{'archive-ext':{'comment':'x'}}", "extensions.archive-ext"},
    {68, "an extension has a property", RULE_EXTENSION_CONTENT, "file",
     "'name':'x','extensions':{'pdf-ext':{'version':'1.7'}}",
     "'name':'x','extensions':{'pdf-ext':{'x_own':'1.7'}}", "extensions.pdf-ext"},
    {68, "a binary has a property beside its type", RULE_EXTENSION_CONTENT, "file",
     "'name':'x','extensions':{'windows-pebinary-ext':{'pe_type':'dll','imphash':'x'}}",
     "'name':'x','extensions':{'windows-pebinary-ext':{'pe_type':'dll'}}",
     "extensions.windows-pebinary-ext"},
    {68, "a data stream has a name", RULE_REQUIRED, "file",
     "'name':'x','extensions':{'ntfs-ext':{'alternate_data_streams':[{'name':'s'}]}}",
     "'name':'x','extensions':{'ntfs-ext':{'alternate_data_streams':[{'size':1}]}}",
     "extensions.ntfs-ext.alternate_data_streams[0]"},
    {68, "an optional header has a property", RULE_EXTENSION_CONTENT, "file",
     "'name':'x','extensions':{'windows-pebinary-ext':{'pe_type':'dll',"
     "'optional_header':{'size_of_code':0}}}",
     "'name':'x','extensions':{'windows-pebinary-ext':{'pe_type':'dll',"
     "'optional_header':{'x_own':0}}}",
     "extensions.windows-pebinary-ext.optional_header"},
    {68, "EXIF tags are integers or strings", RULE_DICTIONARY_VALUE, "file",
     "'name':'x','extensions':{'raster-image-ext':{'exif_tags':{'Make':'N','X':4}}}",
     "'name':'x','extensions':{'raster-image-ext':{'exif_tags':{'X':4.5}}}",
     "extensions.raster-image-ext.exif_tags.X"},
    {69, "an IPv4 address is one or a network", RULE_IP, "ipv4-addr", "'value':'10.2.4.5/24'",
     "'value':'10.2.4.5/33'", "value"},
    {69, "an IPv6 address is one or a network", RULE_IP, "ipv6-addr", "'value':'2001:db8::/96'",
     "'value':'2001:db8::1::2'", "value"},
    {69, "an address resolves to hardware", RULE_REFERENCE, "ipv4-addr",
     "'value':'1.2.3.4','resolves_to_refs':['mac-addr--" U "']",
     "'value':'1.2.3.4','resolves_to_refs':['domain-name--" U "']", "resolves_to_refs[0]"},
    {69, "an address belongs to autonomous systems", RULE_REFERENCE, "ipv6-addr",
     "'value':'::1','belongs_to_refs':['autonomous-system--" U "']",
     "'value':'::1','belongs_to_refs':['" IDENTITY "']", "belongs_to_refs[0]"},
    {70, "a MAC address is six small pairs with colons", RULE_MAC, "mac-addr",
     "'value':'d2:fb:49:24:37:18'", "'value':'D2-FB-49-24-37-18'", "value"},
    {71, "a mutex has a name", RULE_REQUIRED, "mutex", NAMED, "'x_own':1", ""},
    {72, "traffic has protocols", RULE_REQUIRED, "network-traffic", TRAFFIC "'protocols':['tcp']",
     TRAFFIC "'src_packets':1", ""},
    {72, "traffic has an end", RULE_NETWORK_ENDS, "network-traffic", TRAFFIC "'protocols':['tcp']",
     "'src_port':1,'dst_port':2,'protocols':['tcp']", ""},
    {72, "the ends of traffic are addresses or names", RULE_REFERENCE, "network-traffic",
     TRAFFIC "'protocols':['tcp'],'dst_ref':'domain-name--" U "'",
     TRAFFIC "'protocols':['tcp'],'dst_ref':'url--" U "'", "dst_ref"},
    {72, "a port is 0 to 65535", RULE_CONFIDENCE, "network-traffic", TRAFFIC "'protocols':['tcp']",
     "'src_ref':'ipv4-addr--" U "','src_port':65536,'dst_port':2,'protocols':['tcp']", "src_port"},
    {72, "traffic ends after it starts", RULE_TIME_ORDER, "network-traffic",
     TRAFFIC "'protocols':['tcp'],'start':'2020-01-01T00:00:00Z','end':'2020-01-01T00:00:00Z'",
     TRAFFIC "'protocols':['tcp'],'start':'2020-01-02T00:00:00Z','end':'2020-01-01T00:00:00Z'",
     "end"},
    {72, "traffic that is active has no end", RULE_NETWORK_ACTIVE, "network-traffic",
     TRAFFIC "'protocols':['tcp'],'is_active':false,'end':'2020-01-01T00:00:00Z'",
     TRAFFIC "'protocols':['tcp'],'is_active':true,'end':'2020-01-01T00:00:00Z'", "is_active"},
    {72, "traffic has ports", RULE_NETWORK_PORTS, "network-traffic", TRAFFIC "'protocols':['tcp']",
     "'src_ref':'ipv4-addr--" U "','protocols':['tcp']", ""},
    {72, "a payload is an artifact", RULE_REFERENCE, "network-traffic",
     TRAFFIC "'protocols':['tcp'],'src_payload_ref':'artifact--" U "'",
     TRAFFIC "'protocols':['tcp'],'src_payload_ref':'file--" U "'", "src_payload_ref"},
    {72, "traffic encapsulates traffic", RULE_REFERENCE, "network-traffic",
     TRAFFIC "'protocols':['tcp'],'encapsulates_refs':['network-traffic--" U "']",
     TRAFFIC "'protocols':['tcp'],'encapsulates_refs':['file--" U "']", "encapsulates_refs[0]"},
    {73, "the protocol of an extension is listed", RULE_NETWORK_PROTOCOL, "network-traffic",
     TRAFFIC "'protocols':['tcp'],'extensions':{'tcp-ext':{'src_flags_hex':'02'}}",
     TRAFFIC "'protocols':['udp'],'extensions':{'tcp-ext':{'src_flags_hex':'02'}}",
     "extensions.tcp-ext"},
    {73, "a request has a method and a value", RULE_REQUIRED, "network-traffic",
     TRAFFIC "'protocols':['http'],'extensions':{'http-request-ext':{'request_method':'get',"
             "'request_value':'/'}}",
     TRAFFIC "'protocols':['http'],'extensions':{'http-request-ext':{'request_method':'get'}}",
     "extensions.http-request-ext"},
    {73, "a request's method is small", RULE_LOWERCASE, "network-traffic",
     TRAFFIC "'protocols':['http'],'extensions':{'http-request-ext':{'request_method':'get',"
             "'request_value':'/'}}",
     TRAFFIC "'protocols':['http'],'extensions':{'http-request-ext':{'request_method':'GET',"
             "'request_value':'/'}}",
     "extensions.http-request-ext.request_method"},
    {73, "a request's headers are lists of strings", RULE_DICTIONARY_VALUE, "network-traffic",
     TRAFFIC "'protocols':['http'],'extensions':{'http-request-ext':{'request_method':'get',"
             "'request_value':'/','request_header':{'Host':['a']}}}",
     TRAFFIC "'protocols':['http'],'extensions':{'http-request-ext':{'request_method':'get',"
             "'request_value':'/','request_header':{'Host':'a'}}}",
     "extensions.http-request-ext.request_header.Host"},
    {73, "ICMP has a type and a code", RULE_REQUIRED, "network-traffic",
     TRAFFIC "'protocols':['icmp'],'extensions':{'icmp-ext':{'icmp_type_hex':'08',"
             "'icmp_code_hex':'00'}}",
     TRAFFIC "'protocols':['icmp'],'extensions':{'icmp-ext':{'icmp_type_hex':'08'}}",
     "extensions.icmp-ext"},
    {73, "a socket's family comes from its enumeration", RULE_ENUM, "network-traffic",
     TRAFFIC "'protocols':['tcp'],'extensions':{'socket-ext':{'address_family':'AF_INET'}}",
     TRAFFIC "'protocols':['tcp'],'extensions':{'socket-ext':{'address_family':'inet'}}",
     "extensions.socket-ext.address_family"},
    {73, "a socket's options are integers", RULE_DICTIONARY_VALUE, "network-traffic",
     TRAFFIC "'protocols':['tcp'],'extensions':{'socket-ext':{'address_family':'AF_INET',"
             "'options':{'SO_LINGER':5}}}",
     TRAFFIC "'protocols':['tcp'],'extensions':{'socket-ext':{'address_family':'AF_INET',"
             "'options':{'SO_LINGER':'5'}}}",
     "extensions.socket-ext.options.SO_LINGER"},
    {73, "TCP flags are there", RULE_EXTENSION_CONTENT, "network-traffic",
     TRAFFIC "'protocols':['tcp'],'extensions':{'tcp-ext':{'dst_flags_hex':'02'}}",
     TRAFFIC "'protocols':['tcp'],'extensions':{'tcp-ext':{'x_own':'02'}}", "extensions.tcp-ext"},
    {74, "a process has a property", RULE_EXTENSION_CONTENT, "process", "'pid':1", "'x_own':1", ""},
    {74, "environment variables are strings", RULE_DICTIONARY_VALUE, "process",
     "'environment_variables':{'A':'1'}", "'environment_variables':{'A':1}",
     "environment_variables.A"},
    {74, "the image of a process is a file", RULE_REFERENCE, "process", "'image_ref':'file--" U "'",
     "'image_ref':'process--" U "'", "image_ref"},
    {74, "the parent of a process is a process", RULE_REFERENCE, "process",
     "'parent_ref':'process--" U "'", "'parent_ref':'file--" U "'", "parent_ref"},
    {75, "a Windows process has a property", RULE_EXTENSION_CONTENT, "process",
     "'pid':1,'extensions':{'windows-process-ext':{'aslr_enabled':true}}",
     "'pid':1,'extensions':{'windows-process-ext':{'x_own':true}}",
     "extensions.windows-process-ext"},
    {75, "an integrity level comes from its enumeration", RULE_ENUM, "process",
     "'extensions':{'windows-process-ext':{'integrity_level':'low'}}",
     "'extensions':{'windows-process-ext':{'integrity_level':'Low'}}",
     "extensions.windows-process-ext.integrity_level"},
    {75, "a priority ends in _CLASS", RULE_PRIORITY, "process",
     "'extensions':{'windows-process-ext':{'priority':'HIGH_PRIORITY_CLASS'}}",
     "'extensions':{'windows-process-ext':{'priority':'high'}}",
     "extensions.windows-process-ext.priority"},
    {75, "the start of a service comes from its enumeration", RULE_ENUM, "process",
     "'extensions':{'windows-service-ext':{'start_type':'SERVICE_AUTO_START'}}",
     "'extensions':{'windows-service-ext':{'start_type':'auto'}}",
     "extensions.windows-service-ext.start_type"},
    {76, "software has a name", RULE_REQUIRED, "software", NAMED, "'version':'1'", ""},
    {76, "a CPE is one of 2.3", RULE_CPE, "software",
     NAMED ",'cpe':'cpe:2.3:a:microsoft:word:2000:*:*:*:*:*:*:*'",
     NAMED ",'cpe':'cpe:/a:microsoft:word:2000'", "cpe"},
    {76, "the languages of software are codes of RFC 5646", RULE_LANGUAGE, "software",
     NAMED ",'languages':['en-GB']", NAMED ",'languages':['english language']", "languages[0]"},
    {77, "a url is a URI of RFC 3986", RULE_URL, "url",
     "'value':'https://[2001:db8::1]:8443/a?b#c'", "'value':'//a.example/x'", "value"},
    {78, "an account has a property", RULE_EXTENSION_CONTENT, "user-account", "'user_id':'1001'",
     "'x_own':'1001'", ""},
    {78, "a UNIX account has a property", RULE_EXTENSION_CONTENT, "user-account",
     "'user_id':'1001','extensions':{'unix-account-ext':{'gid':1}}",
     "'user_id':'1001','extensions':{'unix-account-ext':{'x_own':1}}",
     "extensions.unix-account-ext"},
    {79, "a registry key has a property", RULE_EXTENSION_CONTENT, "windows-registry-key",
     "'number_of_subkeys':1", "'x_own':1", ""},
    {79, "a registry key has the whole name of its hive", RULE_REGISTRY_KEY, "windows-registry-key",
     "'key':'HKEY_LOCAL_MACHINE\\\\system'", "'key':'HKLM\\\\system'", "key"},
    {79, "a registry value has a property", RULE_EXTENSION_CONTENT, "windows-registry-key",
     "'key':'HKEY_USERS','values':[{'name':''}]", "'key':'HKEY_USERS','values':[{'x_own':1}]",
     "values[0]"},
    {79, "the type of a registry value comes from its enumeration", RULE_ENUM,
     "windows-registry-key", "'key':'HKEY_USERS','values':[{'data_type':'REG_SZ'}]",
     "'key':'HKEY_USERS','values':[{'data_type':'REG_TEXT'}]", "values[0].data_type"},
    {80, "a certificate has a property", RULE_EXTENSION_CONTENT, "x509-certificate",
     "'serial_number':'36'", "'x_own':'36'", ""},
    {80, "the extensions of a certificate have a property", RULE_EXTENSION_CONTENT,
     "x509-certificate",
     "'serial_number':'36','x509_v3_extensions':{'key_usage':'digitalSignature'}",
     "'serial_number':'36','x509_v3_extensions':{'x_own':'x'}", "x509_v3_extensions"},
    // Meta objects
    {81, "a language content is of languages", RULE_CONTENTS, "language-content",
     "'object_ref':'" TOOL "','contents':{'de':{'name':'W','goals':['']}}",
     "'object_ref':'" TOOL "','contents':{'german':{'name':'W'}}", "contents.german"},
    {81, "a language holds a dictionary", RULE_CONTENTS, "language-content",
     "'object_ref':'" TOOL "','contents':{'de':{'name':'W'}}",
     "'object_ref':'" TOOL "','contents':{'de':'W'}", "contents.de"},
    {82, "a marking has a definition", RULE_MARKING, "marking-definition",
     "'definition_type':'statement','definition':{'statement':'(c)'}", "'name':'x'", ""},
    {82, "a statement has a statement", RULE_MARKING, "marking-definition",
     "'definition_type':'statement','definition':{'statement':'(c)'}",
     "'definition_type':'statement','definition':{'text':'(c)'}", "definition"},
    {83, "a label of TLP 1 is one of the four", RULE_TLP, "marking-definition",
     "'definition_type':'tlp','definition':{'tlp':'white'},'name':'TLP:WHITE',"
     "'id':'marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9',"
     "'created':'2017-01-20T00:00:00.000Z'",
     "'definition_type':'tlp','definition':{'tlp':'white'},'name':'TLP:WHITE'", "definition.tlp"},
    {83, "a label of TLP 2 is one of the five", RULE_TLP, "marking-definition",
     "'name':'TLP:CLEAR','id':'marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487',"
     "'extensions':{'extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d':"
     "{'extension_type':'property-extension','tlp_2_0':'clear'}}",
     "'name':'TLP:CLEAR',"
     "'extensions':{'extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d':"
     "{'extension_type':'property-extension','tlp_2_0':'clear'}}",
     "extensions.extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d.tlp_2_0"},
    {84, "a marking does not mark itself", RULE_MARKING_CIRCLE, "marking-definition",
     "'definition_type':'statement','definition':{'statement':'a'},"
     "'object_marking_refs':['marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9']",
     "'definition_type':'statement','definition':{'statement':'a'},"
     "'object_marking_refs':['marking-definition--" U "']",
     "object_marking_refs[0]"},
    {84, "a marking does not mark a part of itself", RULE_MARKING_CIRCLE, "marking-definition",
     "'definition_type':'statement','definition':{'statement':'a'},'granular_markings':["
     "{'selectors':['name'],'lang':'en'}],'name':'x'",
     "'definition_type':'statement','definition':{'statement':'a'},'granular_markings':["
     "{'selectors':['name'],'marking_ref':'marking-definition--" U "'}],'name':'x'",
     "granular_markings[0].marking_ref"},
    {85, "a granular marking has selectors", RULE_REQUIRED, "tool",
     NAMED ",'granular_markings':[{'selectors':['name'],'lang':'ja'}]",
     NAMED ",'granular_markings':[{'lang':'ja'}]", "granular_markings[0]"},
    {85, "a granular marking has lang or marking_ref", RULE_GRANULAR, "tool",
     NAMED ",'granular_markings':[{'selectors':['name'],'lang':'ja'}]",
     NAMED ",'granular_markings':[{'selectors':['name']}]", "granular_markings[0]"},
    {85, "a selector is names and indexes", RULE_SELECTOR, "tool",
     NAMED ",'labels':['a'],'granular_markings':[{'selectors':['labels.[0]'],'lang':'ja'}]",
     NAMED ",'labels':['a'],'granular_markings':[{'selectors':['labels[0]'],'lang':'ja'}]",
     "granular_markings[0].selectors[0]"},
    {85, "a selector points to what is there", RULE_SELECTOR_PRESENT, "tool",
     NAMED ",'labels':['a'],'granular_markings':[{'selectors':['labels'],'lang':'ja'}]",
     NAMED ",'labels':['a'],'granular_markings':[{'selectors':['labels.[1]'],'lang':'ja'}]",
     "granular_markings[0].selectors[0]"},
    {86, "an extension definition has all it needs", RULE_REQUIRED, "extension-definition",
     "'name':'x','description':'y','schema':'z','version':'1.0.0','created_by_ref':'" IDENTITY
     "','extension_types':['new-sdo']",
     "'name':'x','description':'y','schema':'z','version':'1.0.0',"
     "'extension_types':['new-sdo']",
     ""},
    {86, "the types of an extension come from their enumeration", RULE_ENUM, "extension-definition",
     "'name':'x','description':'y','schema':'z','version':'1.0.0','created_by_ref':'" IDENTITY
     "','extension_types':['new-sro','property-extension']",
     "'name':'x','description':'y','schema':'z','version':'1.0.0','created_by_ref':'" IDENTITY
     "','extension_types':['new-property']",
     "extension_types[0]"},
    {86, "extension_properties stand beside a toplevel-property-extension",
     RULE_EXTENSION_PROPERTIES, "extension-definition",
     "'name':'x','description':'y','schema':'z','version':'1.0.0','created_by_ref':'" IDENTITY
     "','extension_types':['toplevel-property-extension'],'extension_properties':['rank']",
     "'name':'x','description':'y','schema':'z','version':'1.0.0','created_by_ref':'" IDENTITY
     "','extension_types':['new-sdo'],'extension_properties':['rank']",
     "extension_properties"},
    {86, "a toplevel-property-extension names its properties", RULE_EXTENSION_PROPERTIES_NAMED,
     "extension-definition",
     "'name':'x','description':'y','schema':'z','version':'1.0.0','created_by_ref':'" IDENTITY
     "','extension_types':['toplevel-property-extension'],'extension_properties':['rank']",
     "'name':'x','description':'y','schema':'z','version':'1.0.0','created_by_ref':'" IDENTITY
     "','extension_types':['toplevel-property-extension']",
     ""},
    {86, "an extension is described", RULE_EXTENSION_DESCRIPTION, "extension-definition",
     "'name':'x','description':'y','schema':'z','version':'1.0.0','created_by_ref':'" IDENTITY
     "','extension_types':['new-sdo']",
     "'name':'x','schema':'z','version':'1.0.0','created_by_ref':'" IDENTITY
     "','extension_types':['new-sdo']",
     ""},
    {87, "an extension adds no property that the text has", RULE_EXTENSION_REDEFINES,
     "extension-definition",
     "'name':'x','description':'y','schema':'z','version':'1.0.0','created_by_ref':'" IDENTITY
     "','extension_types':['toplevel-property-extension'],'extension_properties':['rank']",
     "'name':'x','description':'y','schema':'z','version':'1.0.0','created_by_ref':'" IDENTITY
     "','extension_types':['toplevel-property-extension'],'extension_properties':['labels']",
     "extension_properties[0]"},
    {87, "an extension adds no type that the text has", RULE_EXTENSION_REDEFINES, "tool",
     NAMED ",'extensions':{'" EXT "':{'extension_type':'property-extension','rank':1}}",
     NAMED ",'extensions':{'" EXT "':{'extension_type':'new-sdo'}}",
     "extensions." EXT ".extension_type"},
    {88, "a type of its own has no double hyphen", RULE_TYPE_NAME, "x-own", NAMED,
     "'type':'x--own','id':'x--own--" U "','name':'x'", "type"},
    {88, "a type of its own begins with x-", RULE_CUSTOM_OBJECT_PREFIX, "x-own", NAMED,
     "'type':'own','id':'own--" U "','name':'x'", "type"},
    {88, "a type is known, by an extension, or a custom one", RULE_CUSTOM_OBJECT, "thing",
     NAMED ",'extensions':{'" EXT "':{'extension_type':'new-sdo'}}", NAMED, "type"},
    {88, "a type of its own has the common properties", RULE_REQUIRED, "x-own", NAMED,
     NAMED ",'MODIFIED':0", ""},
    {89, "an own extension ends in -ext", RULE_CUSTOM_EXTENSION, "file",
     "'name':'x','extensions':{'x-own-ext':{'a':1}}", "'name':'x','extensions':{'x-own':{'a':1}}",
     "extensions.x-own"},
    {89, "an own extension stands on an SCO", RULE_CUSTOM_EXTENSION, "file",
     "'name':'x','extensions':{'x-own-ext':{'a':1}}",
     "'type':'tool','id':'" TOOL "','name':'x','extensions':{'x-own-ext':{'a':1}}",
     "extensions.x-own-ext"},
    {90, "a bundle holds no bundle", RULE_BUNDLE_NESTED, "tool", NAMED,
     "'type':'bundle','id':'bundle--" U "'", ""},
    // Patterns (how they are evaluated: test_evaluate*.c)
    {92, "a pattern ends where its grammar lets it", RULE_PATTERN, "indicator",
     INDICATOR("[a:b = 1] AND [a:c = 2] OR [a:d = 3] FOLLOWEDBY [a:e = 4]"),
     INDICATOR("[a:b = 1] AND"), "pattern"},
    {92, "a qualifier stands behind what it qualifies", RULE_PATTERN, "indicator",
     INDICATOR("([a:b = 1] OR [a:c = 2]) WITHIN 5 SECONDS"),
     INDICATOR("WITHIN 5 SECONDS [a:b = 1]"), "pattern"},
    {93, "a qualifier stands once behind an expression", RULE_PATTERN, "indicator",
     INDICATOR("[a:b = 1] WITHIN 5 SECONDS REPEATS 2 TIMES"),
     INDICATOR("[a:b = 1] WITHIN 5 SECONDS WITHIN 6 SECONDS"), "pattern"},
    {94, "REPEATS is a whole number above 0", RULE_PATTERN, "indicator",
     INDICATOR("[a:b = 1] REPEATS 1 TIMES"), INDICATOR("[a:b = 1] REPEATS 0 TIMES"), "pattern"},
    {94, "WITHIN is above 0", RULE_PATTERN, "indicator", INDICATOR("[a:b = 1] WITHIN 0.5 SECONDS"),
     INDICATOR("[a:b = 1] WITHIN 0 SECONDS"), "pattern"},
    {94, "START and STOP are timestamps", RULE_PATTERN, "indicator",
     INDICATOR("[a:b = 1] START t`2020-01-01T00:00:00Z` STOP t`2020-01-02T00:00:00Z`"),
     INDICATOR("[a:b = 1] START `2020-01-01T00:00:00Z` STOP `2020-01-02T00:00:00Z`"), "pattern"},
    {95, "a set holds constants of one kind", RULE_PATTERN, "indicator",
     INDICATOR("[a:b IN (1, 2)]"), INDICATOR("[a:b IN (1, `x`)]"), "pattern"},
    {96, "only an apostrophe and a backslash are escaped", RULE_PATTERN, "indicator",
     INDICATOR("[a:b = `x\\\\`y`]"), INDICATOR("[a:b = `x\\\\n`]"), "pattern"},
    {97, "a name with a hyphen stands in apostrophes", RULE_PATTERN, "indicator",
     INDICATOR("[a:`b-c` = 1]"), INDICATOR("[a:b-c = 1]"), "pattern"},
    {98, "a hex constant is even", RULE_PATTERN, "indicator", INDICATOR("[a:b_hex = h`0aff`]"),
     INDICATOR("[a:b_hex = h`0af`]"), "pattern"},
    {98, "a binary constant is base64", RULE_PATTERN, "indicator",
     INDICATOR("[a:b_bin = b`VGVzdA==`]"), INDICATOR("[a:b_bin = b`VGVzdA=`]"), "pattern"},
    {98, "a timestamp is in the calendar", RULE_PATTERN, "indicator",
     INDICATOR("[a:b = t`2020-02-29T00:00:00Z`]"), INDICATOR("[a:b = t`2021-02-29T00:00:00Z`]"),
     "pattern"},
    {99, "AND joins tests of one type of object", RULE_PATTERN, "indicator",
     INDICATOR("[a:b = 1 AND a:c = 2]"), INDICATOR("[a:b = 1 AND c:d = 2]"), "pattern"},
    {100, "what has no order is not compared by it", RULE_PATTERN, "indicator",
     INDICATOR("[a:b > 1]"), INDICATOR("[a:b > true]"), "pattern"},
    // The incident of the common objects
    {0, "an incident's determination comes from its enumeration", RULE_ENUM, "incident",
     NAMED ",'extensions':{'extension-definition--ef765651-680c-498d-9894-99799f2fa126':"
           "{'extension_type':'property-extension','determination':'confirmed',"
           "'investigation_status':'open'}}",
     NAMED ",'extensions':{'extension-definition--ef765651-680c-498d-9894-99799f2fa126':"
           "{'extension_type':'property-extension','determination':'sure',"
           "'investigation_status':'open'}}",
     "extensions.extension-definition--ef765651-680c-498d-9894-99799f2fa126.determination"},
    {0, "a contact has a number", RULE_REQUIRED, "identity",
     NAMED ",'extensions':{'extension-definition--66e2492a-bbd3-4be6-88f5-cc91a017a498':"
           "{'extension_type':'property-extension','contact_numbers':[{'contact_number':'1',"
           "'contact_number_type':'work-phone'}]}}",
     NAMED ",'extensions':{'extension-definition--66e2492a-bbd3-4be6-88f5-cc91a017a498':"
           "{'extension_type':'property-extension','contact_numbers':[{"
           "'contact_number_type':'work-phone'}]}}",
     "extensions.extension-definition--66e2492a-bbd3-4be6-88f5-cc91a017a498.contact_numbers[0]"},
    {0, "PAP:WHITE is one marking", RULE_PAP, "marking-definition",
     "'name':'PAP:WHITE','id':'marking-definition--a3bea94c-b469-41dc-9cfe-d6e7daba7730',"
     "'extensions':{'extension-definition--f8d78575-edfd-406e-8e84-6162a8450f5b':{'extensi"
     "on_type':'property-extension','pap':'white'}}",
     "'name':'PAP:WHITE','extensions':{'extension-definition--f8d78575-edfd-406e-8e84-6162"
     "a8450f5b':{'extension_type':'property-extension','pap':'white'}}",
     "extensions.extension-definition--f8d78575-edfd-406e-8e84-6162a8450f5b.pap"},
    {0, "PAP:CLEAR is one marking", RULE_PAP, "marking-definition",
     "'name':'PAP:CLEAR','id':'marking-definition--ad15a0cd-55b6-4588-a14c-a66105329b92',"
     "'extensions':{'extension-definition--f8d78575-edfd-406e-8e84-6162a8450f5b':{'extensi"
     "on_type':'property-extension','pap':'clear'}}",
     "'name':'PAP:CLEAR','extensions':{'extension-definition--f8d78575-edfd-406e-8e84-6162"
     "a8450f5b':{'extension_type':'property-extension','pap':'clear'}}",
     "extensions.extension-definition--f8d78575-edfd-406e-8e84-6162a8450f5b.pap"},
    {0, "a label of PAP is one of five", RULE_ENUM, "marking-definition",
     "'name':'PAP:RED','id':'marking-definition--740d36e5-7714-4c30-961a-3ae632ceee0e',"
     "'extensions':{'extension-definition--f8d78575-edfd-406e-8e84-6162a8450f5b':{'extensi"
     "on_type':'property-extension','pap':'red'}}",
     "'name':'PAP:RED','id':'marking-definition--740d36e5-7714-4c30-961a-3ae632ceee0e',"
     "'extensions':{'extension-definition--f8d78575-edfd-406e-8e84-6162a8450f5b':{'extensi"
     "on_type':'property-extension','pap':'blue'}}",
     "extensions.extension-definition--f8d78575-edfd-406e-8e84-6162a8450f5b.pap"},
    {0, "a contact has a number, an address or an account", RULE_EXTENSION_TOGETHER, "identity",
     "'name':'x','extensions':{'extension-definition--66e2492a-bbd3-4be6-88f5-cc91a017a498"
     "':{'extension_type':'property-extension','first_name':'a',"
     "'contact_numbers':[{'contact_number':'1','contact_number_type':'work-phone'}]}}",
     "'name':'x','extensions':{'extension-definition--66e2492a-bbd3-4be6-88f5-cc91a017a498"
     "':{'extension_type':'property-extension','first_name':'a'}}",
     "extensions.extension-definition--66e2492a-bbd3-4be6-88f5-cc91a017a498"},
    {0, "what is known as a property extension is one", RULE_EXTENSION_TYPE, "identity",
     "'name':'x','extensions':{'extension-definition--66e2492a-bbd3-4be6-88f5-cc91a017a498"
     "':{'extension_type':'property-extension','contact_numbers':[{'contact_number':'1',"
     "'contact_number_type':'work-phone'}]}}",
     "'name':'x','extensions':{'extension-definition--66e2492a-bbd3-4be6-88f5-cc91a017a498"
     "':{'extension_type':'toplevel-property-extension',"
     "'contact_numbers':[{'contact_number':'1','contact_number_type':'work-phone'}]}}",
     "extensions.extension-definition--66e2492a-bbd3-4be6-88f5-cc91a017a498.extension_type"},
    {0, "a marking of ACS has a policy", RULE_REQUIRED, "marking-definition",
     "'extensions':{'extension-definition--3a65884d-005a-4290-8335-cb2d778a83ce':{'extensi"
     "on_type':'property-extension',"
     "'identifier':'isa:guide.19001.ACS3-3bda2f6e-cedc-4c0f-a756-c03d6b586917',"
     "'create_date_time':'2018-05-27T14:10:26.723Z',"
     "'responsible_entity_custodian':'USA.NSA',"
     "'policy_reference':'urn:isa:policy:acs:ns:v3.0?privdefault=deny&sharedefault=permit'"
     ",'control_set':{'classification':'U','entity':['GOV','CTR']}}}",
     "'extensions':{'extension-definition--3a65884d-005a-4290-8335-cb2d778a83ce':{'extensi"
     "on_type':'property-extension',"
     "'identifier':'isa:guide.19001.ACS3-3bda2f6e-cedc-4c0f-a756-c03d6b586917',"
     "'create_date_time':'2018-05-27T14:10:26.723Z',"
     "'responsible_entity_custodian':'USA.NSA','control_set':{'classification':'U',"
     "'entity':['GOV','CTR']}}}",
     "extensions.extension-definition--3a65884d-005a-4290-8335-cb2d778a83ce"},
    {0, "an identifier of ACS has its form", RULE_EXTENSION_FORM, "marking-definition",
     "'extensions':{'extension-definition--3a65884d-005a-4290-8335-cb2d778a83ce':{'extensi"
     "on_type':'property-extension',"
     "'identifier':'ISA:Guide.999191.3bda2f6e-cedc-4c0f-a756-c03d6b586917',"
     "'create_date_time':'2018-05-27T14:10:26.723Z',"
     "'responsible_entity_custodian':'USA.NSA',"
     "'policy_reference':'urn:isa:policy:acs:ns:v3.0?privdefault=deny&sharedefault=permit'"
     ",'control_set':{'classification':'U','entity':['GOV','CTR']}}}",
     "'extensions':{'extension-definition--3a65884d-005a-4290-8335-cb2d778a83ce':{'extensi"
     "on_type':'property-extension',"
     "'identifier':'isa:guide.19002.3bda2f6e-cedc-4c0f-a756-c03d6b586917',"
     "'create_date_time':'2018-05-27T14:10:26.723Z',"
     "'responsible_entity_custodian':'USA.NSA',"
     "'policy_reference':'urn:isa:policy:acs:ns:v3.0?privdefault=deny&sharedefault=permit'"
     ",'control_set':{'classification':'U','entity':['GOV','CTR']}}}",
     "extensions.extension-definition--3a65884d-005a-4290-8335-cb2d778a83ce.identifier"},
    {0, "a custodian of ACS has its form", RULE_EXTENSION_FORM, "marking-definition",
     "'extensions':{'extension-definition--3a65884d-005a-4290-8335-cb2d778a83ce':{'extensi"
     "on_type':'property-extension',"
     "'identifier':'isa:guide.19001.ACS3-3bda2f6e-cedc-4c0f-a756-c03d6b586917',"
     "'create_date_time':'2018-05-27T14:10:26.723Z',"
     "'responsible_entity_custodian':'USA.DHS.US-CERT',"
     "'policy_reference':'urn:isa:policy:acs:ns:v3.0?privdefault=deny&sharedefault=permit'"
     ",'control_set':{'classification':'U','entity':['GOV','CTR']}}}",
     "'extensions':{'extension-definition--3a65884d-005a-4290-8335-cb2d778a83ce':{'extensi"
     "on_type':'property-extension',"
     "'identifier':'isa:guide.19001.ACS3-3bda2f6e-cedc-4c0f-a756-c03d6b586917',"
     "'create_date_time':'2018-05-27T14:10:26.723Z',"
     "'responsible_entity_custodian':'somebody',"
     "'policy_reference':'urn:isa:policy:acs:ns:v3.0?privdefault=deny&sharedefault=permit'"
     ",'control_set':{'classification':'U','entity':['GOV','CTR']}}}",
     "extensions.extension-definition--3a65884d-005a-4290-8335-cb2d778a83ce.responsible_en"
     "tity_custodian"},
    {0, "a policy of ACS has its form", RULE_EXTENSION_FORM, "marking-definition",
     "'extensions':{'extension-definition--3a65884d-005a-4290-8335-cb2d778a83ce':{'extensi"
     "on_type':'property-extension',"
     "'identifier':'isa:guide.19001.ACS3-3bda2f6e-cedc-4c0f-a756-c03d6b586917',"
     "'create_date_time':'2018-05-27T14:10:26.723Z',"
     "'responsible_entity_custodian':'USA.NSA',"
     "'policy_reference':'urn:isa:policy:acs:ns:v3.0?privdefault=deny&sharedefault=permit'"
     ",'control_set':{'classification':'U','entity':['GOV','CTR']}}}",
     "'extensions':{'extension-definition--3a65884d-005a-4290-8335-cb2d778a83ce':{'extensi"
     "on_type':'property-extension',"
     "'identifier':'isa:guide.19001.ACS3-3bda2f6e-cedc-4c0f-a756-c03d6b586917',"
     "'create_date_time':'2018-05-27T14:10:26.723Z',"
     "'responsible_entity_custodian':'USA.NSA',"
     "'policy_reference':'urn:isa:policy:acs:ns:v3.0?privdefault=maybe',"
     "'control_set':{'classification':'U','entity':['GOV','CTR']}}}",
     "extensions.extension-definition--3a65884d-005a-4290-8335-cb2d778a83ce.policy_referen"
     "ce"},
    {0, "an authority of ACS has its form", RULE_EXTENSION_FORM, "marking-definition",
     "'extensions':{'extension-definition--3a65884d-005a-4290-8335-cb2d778a83ce':{'extensi"
     "on_type':'property-extension',"
     "'identifier':'isa:guide.19001.ACS3-3bda2f6e-cedc-4c0f-a756-c03d6b586917',"
     "'create_date_time':'2018-05-27T14:10:26.723Z',"
     "'responsible_entity_custodian':'USA.NSA',"
     "'policy_reference':'urn:isa:policy:acs:ns:v3.0?privdefault=deny&sharedefault=permit'"
     ",'control_set':{'classification':'U','entity':['GOV','CTR']},"
     "'authority_reference':['urn:isa:authority:ais']}}",
     "'extensions':{'extension-definition--3a65884d-005a-4290-8335-cb2d778a83ce':{'extensi"
     "on_type':'property-extension',"
     "'identifier':'isa:guide.19001.ACS3-3bda2f6e-cedc-4c0f-a756-c03d6b586917',"
     "'create_date_time':'2018-05-27T14:10:26.723Z',"
     "'responsible_entity_custodian':'USA.NSA',"
     "'policy_reference':'urn:isa:policy:acs:ns:v3.0?privdefault=deny&sharedefault=permit'"
     ",'control_set':{'classification':'U','entity':['GOV','CTR']},"
     "'authority_reference':['urn:isa:ais']}}",
     "extensions.extension-definition--3a65884d-005a-4290-8335-cb2d778a83ce.authority_refe"
     "rence[0]"},
    {0, "a classification of ACS comes from its list", RULE_ENUM, "marking-definition",
     "'extensions':{'extension-definition--3a65884d-005a-4290-8335-cb2d778a83ce':{'extensi"
     "on_type':'property-extension',"
     "'identifier':'isa:guide.19001.ACS3-3bda2f6e-cedc-4c0f-a756-c03d6b586917',"
     "'create_date_time':'2018-05-27T14:10:26.723Z',"
     "'responsible_entity_custodian':'USA.NSA',"
     "'policy_reference':'urn:isa:policy:acs:ns:v3.0?privdefault=deny&sharedefault=permit'"
     ",'control_set':{'classification':'U','entity':['GOV','CTR']}}}",
     "'extensions':{'extension-definition--3a65884d-005a-4290-8335-cb2d778a83ce':{'extensi"
     "on_type':'property-extension',"
     "'identifier':'isa:guide.19001.ACS3-3bda2f6e-cedc-4c0f-a756-c03d6b586917',"
     "'create_date_time':'2018-05-27T14:10:26.723Z',"
     "'responsible_entity_custodian':'USA.NSA',"
     "'policy_reference':'urn:isa:policy:acs:ns:v3.0?privdefault=deny&sharedefault=permit'"
     ",'control_set':{'classification':'secret'}}}",
     "extensions.extension-definition--3a65884d-005a-4290-8335-cb2d778a83ce.control_set.cl"
     "assification"},
    {0, "ALL stands in the scope of a privilege alone", RULE_ENUM, "marking-definition",
     "'extensions':{'extension-definition--3a65884d-005a-4290-8335-cb2d778a83ce':{'extensi"
     "on_type':'property-extension',"
     "'identifier':'isa:guide.19001.ACS3-3bda2f6e-cedc-4c0f-a756-c03d6b586917',"
     "'create_date_time':'2018-05-27T14:10:26.723Z',"
     "'responsible_entity_custodian':'USA.NSA',"
     "'policy_reference':'urn:isa:policy:acs:ns:v3.0?privdefault=deny&sharedefault=permit'"
     ",'control_set':{'classification':'U','entity':['GOV','CTR']},"
     "'access_privilege':[{'privilege_action':'CISAUSES','rule_effect':'permit',"
     "'privilege_scope':{'entity':['ALL']}}]}}",
     "'extensions':{'extension-definition--3a65884d-005a-4290-8335-cb2d778a83ce':{'extensi"
     "on_type':'property-extension',"
     "'identifier':'isa:guide.19001.ACS3-3bda2f6e-cedc-4c0f-a756-c03d6b586917',"
     "'create_date_time':'2018-05-27T14:10:26.723Z',"
     "'responsible_entity_custodian':'USA.NSA',"
     "'policy_reference':'urn:isa:policy:acs:ns:v3.0?privdefault=deny&sharedefault=permit'"
     ",'control_set':{'classification':'U','entity':['ALL']}}}",
     "extensions.extension-definition--3a65884d-005a-4290-8335-cb2d778a83ce.control_set.en"
     "tity[0]"},
    {0, "the scope of a privilege says something", RULE_EXTENSION_CONTENT, "marking-definition",
     "'extensions':{'extension-definition--3a65884d-005a-4290-8335-cb2d778a83ce':{'extensi"
     "on_type':'property-extension',"
     "'identifier':'isa:guide.19001.ACS3-3bda2f6e-cedc-4c0f-a756-c03d6b586917',"
     "'create_date_time':'2018-05-27T14:10:26.723Z',"
     "'responsible_entity_custodian':'USA.NSA',"
     "'policy_reference':'urn:isa:policy:acs:ns:v3.0?privdefault=deny&sharedefault=permit'"
     ",'control_set':{'classification':'U','entity':['GOV','CTR']},"
     "'access_privilege':[{'privilege_action':'ALL','rule_effect':'deny',"
     "'privilege_scope':{'shareability':['LE']}}]}}",
     "'extensions':{'extension-definition--3a65884d-005a-4290-8335-cb2d778a83ce':{'extensi"
     "on_type':'property-extension',"
     "'identifier':'isa:guide.19001.ACS3-3bda2f6e-cedc-4c0f-a756-c03d6b586917',"
     "'create_date_time':'2018-05-27T14:10:26.723Z',"
     "'responsible_entity_custodian':'USA.NSA',"
     "'policy_reference':'urn:isa:policy:acs:ns:v3.0?privdefault=deny&sharedefault=permit'"
     ",'control_set':{'classification':'U','entity':['GOV','CTR']},"
     "'access_privilege':[{'privilege_action':'ALL','rule_effect':'deny',"
     "'privilege_scope':{}}]}}",
     "extensions.extension-definition--3a65884d-005a-4290-8335-cb2d778a83ce.access_privile"
     "ge[0].privilege_scope"},
    {0, "further sharing has an effect", RULE_REQUIRED, "marking-definition",
     "'extensions':{'extension-definition--3a65884d-005a-4290-8335-cb2d778a83ce':{'extensi"
     "on_type':'property-extension',"
     "'identifier':'isa:guide.19001.ACS3-3bda2f6e-cedc-4c0f-a756-c03d6b586917',"
     "'create_date_time':'2018-05-27T14:10:26.723Z',"
     "'responsible_entity_custodian':'USA.NSA',"
     "'policy_reference':'urn:isa:policy:acs:ns:v3.0?privdefault=deny&sharedefault=permit'"
     ",'control_set':{'classification':'U','entity':['GOV','CTR']},"
     "'further_sharing':[{'sharing_scope':['FOREIGNGOV'],'rule_effect':'deny'}]}}",
     "'extensions':{'extension-definition--3a65884d-005a-4290-8335-cb2d778a83ce':{'extensi"
     "on_type':'property-extension',"
     "'identifier':'isa:guide.19001.ACS3-3bda2f6e-cedc-4c0f-a756-c03d6b586917',"
     "'create_date_time':'2018-05-27T14:10:26.723Z',"
     "'responsible_entity_custodian':'USA.NSA',"
     "'policy_reference':'urn:isa:policy:acs:ns:v3.0?privdefault=deny&sharedefault=permit'"
     ",'control_set':{'classification':'U','entity':['GOV','CTR']},"
     "'further_sharing':[{'sharing_scope':['FOREIGNGOV']}]}}",
     "extensions.extension-definition--3a65884d-005a-4290-8335-cb2d778a83ce.further_sharin"
     "g[0]"},
    {0, "a control of CUI is one of two", RULE_ENUM, "marking-definition",
     "'extensions':{'extension-definition--dff17fb3-edcb-4f99-ad1b-4b751c95738a':{'extensi"
     "on_type':'property-extension','control':'CUI',"
     "'designator_ref':'identity--11111111-1111-4111-8111-111111111111'}}",
     "'extensions':{'extension-definition--dff17fb3-edcb-4f99-ad1b-4b751c95738a':{'extensi"
     "on_type':'property-extension','control':'cui',"
     "'designator_ref':'identity--11111111-1111-4111-8111-111111111111'}}",
     "extensions.extension-definition--dff17fb3-edcb-4f99-ad1b-4b751c95738a.control"},
    {0, "who designates CUI is an identity", RULE_REFERENCE, "marking-definition",
     "'extensions':{'extension-definition--dff17fb3-edcb-4f99-ad1b-4b751c95738a':{'extensi"
     "on_type':'property-extension','control':'CUI',"
     "'designator_ref':'identity--11111111-1111-4111-8111-111111111111'}}",
     "'extensions':{'extension-definition--dff17fb3-edcb-4f99-ad1b-4b751c95738a':{'extensi"
     "on_type':'property-extension','control':'CUI',"
     "'designator_ref':'tool--11111111-1111-4111-8111-111111111111'}}",
     "extensions.extension-definition--dff17fb3-edcb-4f99-ad1b-4b751c95738a.designator_ref"},
    {0, "specified categories of CUI stand before basic ones", RULE_EXTENSION_TOGETHER,
     "marking-definition",
     "'extensions':{'extension-definition--dff17fb3-edcb-4f99-ad1b-4b751c95738a':{'extensi"
     "on_type':'property-extension','control':'CUI','categories':['SP-SSEL','SBIZ'],"
     "'designator_ref':'identity--11111111-1111-4111-8111-111111111111'}}",
     "'extensions':{'extension-definition--dff17fb3-edcb-4f99-ad1b-4b751c95738a':{'extensi"
     "on_type':'property-extension','control':'CUI','categories':['SBIZ','SP-SSEL'],"
     "'designator_ref':'identity--11111111-1111-4111-8111-111111111111'}}",
     "extensions.extension-definition--dff17fb3-edcb-4f99-ad1b-4b751c95738a.categories[1]"},
    {0, "a policy of IEP says what may be done", RULE_ENUM, "marking-definition",
     "'name':'x','extensions':{'extension-definition--762e2e97-ee51-43e5-a9ea-165fbb862c4a"
     "':{'extension_type':'property-extension','encrypt_in_transit':'may',"
     "'permitted_actions':'none','affected_party_notifications':'must-not','tlp':'amber',"
     "'provider_attribution':'must-not','unmodified_resale':'must-not',"
     "'iep_id':'0224bfdf-ea3a-49c3-96f6-66d908bb1845','iep_version':2.0,'description':'x',"
     "'start_date':'2022-10-01T00:00:00Z'}}",
     "'name':'x','extensions':{'extension-definition--762e2e97-ee51-43e5-a9ea-165fbb862c4a"
     "':{'extension_type':'property-extension','encrypt_in_transit':'may',"
     "'permitted_actions':'all','affected_party_notifications':'must-not','tlp':'amber',"
     "'provider_attribution':'must-not','unmodified_resale':'must-not',"
     "'iep_id':'0224bfdf-ea3a-49c3-96f6-66d908bb1845','iep_version':2.0,'description':'x',"
     "'start_date':'2022-10-01T00:00:00Z'}}",
     "extensions.extension-definition--762e2e97-ee51-43e5-a9ea-165fbb862c4a.permitted_acti"
     "ons"},
    {0, "who provides is attributed by one of three words", RULE_ENUM, "marking-definition",
     "'name':'x','extensions':{'extension-definition--762e2e97-ee51-43e5-a9ea-165fbb862c4a"
     "':{'extension_type':'property-extension','encrypt_in_transit':'may',"
     "'permitted_actions':'none','affected_party_notifications':'must-not','tlp':'amber',"
     "'provider_attribution':'must','unmodified_resale':'must-not',"
     "'iep_id':'0224bfdf-ea3a-49c3-96f6-66d908bb1845','iep_version':2.0,'description':'x',"
     "'start_date':'2022-10-01T00:00:00Z'}}",
     "'name':'x','extensions':{'extension-definition--762e2e97-ee51-43e5-a9ea-165fbb862c4a"
     "':{'extension_type':'property-extension','encrypt_in_transit':'must-not',"
     "'permitted_actions':'none','affected_party_notifications':'must-not','tlp':'amber',"
     "'provider_attribution':'must-not','unmodified_resale':'must-not',"
     "'iep_id':'0224bfdf-ea3a-49c3-96f6-66d908bb1845','iep_version':2.0,'description':'x',"
     "'start_date':'2022-10-01T00:00:00Z'}}",
     "extensions.extension-definition--762e2e97-ee51-43e5-a9ea-165fbb862c4a.encrypt_in_tra"
     "nsit"},
    {0, "a third party may be notified, or must not", RULE_ENUM, "marking-definition",
     "'name':'x','extensions':{'extension-definition--762e2e97-ee51-43e5-a9ea-165fbb862c4a"
     "':{'extension_type':'property-extension','encrypt_in_transit':'may',"
     "'permitted_actions':'none','affected_party_notifications':'may','tlp':'amber',"
     "'provider_attribution':'must-not','unmodified_resale':'must-not',"
     "'iep_id':'0224bfdf-ea3a-49c3-96f6-66d908bb1845','iep_version':2.0,'description':'x',"
     "'start_date':'2022-10-01T00:00:00Z'}}",
     "'name':'x','extensions':{'extension-definition--762e2e97-ee51-43e5-a9ea-165fbb862c4a"
     "':{'extension_type':'property-extension','encrypt_in_transit':'may',"
     "'permitted_actions':'none','affected_party_notifications':'must','tlp':'amber',"
     "'provider_attribution':'must-not','unmodified_resale':'must-not',"
     "'iep_id':'0224bfdf-ea3a-49c3-96f6-66d908bb1845','iep_version':2.0,'description':'x',"
     "'start_date':'2022-10-01T00:00:00Z'}}",
     "extensions.extension-definition--762e2e97-ee51-43e5-a9ea-165fbb862c4a.affected_party"
     "_notifications"},
    {0, "IEP is of version 2.0", RULE_CONFIDENCE, "marking-definition",
     "'name':'x','extensions':{'extension-definition--762e2e97-ee51-43e5-a9ea-165fbb862c4a"
     "':{'extension_type':'property-extension','encrypt_in_transit':'may',"
     "'permitted_actions':'none','affected_party_notifications':'must-not','tlp':'amber',"
     "'provider_attribution':'must-not','unmodified_resale':'must-not',"
     "'iep_id':'0224bfdf-ea3a-49c3-96f6-66d908bb1845','iep_version':2,'description':'x',"
     "'start_date':'2022-10-01T00:00:00Z'}}",
     "'name':'x','extensions':{'extension-definition--762e2e97-ee51-43e5-a9ea-165fbb862c4a"
     "':{'extension_type':'property-extension','encrypt_in_transit':'may',"
     "'permitted_actions':'none','affected_party_notifications':'must-not','tlp':'amber',"
     "'provider_attribution':'must-not','unmodified_resale':'must-not',"
     "'iep_id':'0224bfdf-ea3a-49c3-96f6-66d908bb1845','iep_version':1.0,'description':'x',"
     "'start_date':'2022-10-01T00:00:00Z'}}",
     "extensions.extension-definition--762e2e97-ee51-43e5-a9ea-165fbb862c4a.iep_version"},
    {0, "a policy of IEP has a UUID", RULE_EXTENSION_FORM, "marking-definition",
     "'name':'x','extensions':{'extension-definition--762e2e97-ee51-43e5-a9ea-165fbb862c4a"
     "':{'extension_type':'property-extension','encrypt_in_transit':'may',"
     "'permitted_actions':'none','affected_party_notifications':'must-not','tlp':'amber',"
     "'provider_attribution':'must-not','unmodified_resale':'must-not',"
     "'iep_id':'0224bfdf-ea3a-49c3-96f6-66d908bb1845','iep_version':2.0,'description':'x',"
     "'start_date':'2022-10-01T00:00:00Z'}}",
     "'name':'x','extensions':{'extension-definition--762e2e97-ee51-43e5-a9ea-165fbb862c4a"
     "':{'extension_type':'property-extension','encrypt_in_transit':'may',"
     "'permitted_actions':'none','affected_party_notifications':'must-not','tlp':'amber',"
     "'provider_attribution':'must-not','unmodified_resale':'must-not',"
     "'iep_id':'0224bfdf-ea3a-19c3-96f6-66d908bb1845','iep_version':2.0,'description':'x',"
     "'start_date':'2022-10-01T00:00:00Z'}}",
     "extensions.extension-definition--762e2e97-ee51-43e5-a9ea-165fbb862c4a.iep_id"},
    {0, "a marking of IEP has a name", RULE_EXTENSION_TOGETHER, "marking-definition",
     "'name':'x','extensions':{'extension-definition--762e2e97-ee51-43e5-a9ea-165fbb862c4a"
     "':{'extension_type':'property-extension','encrypt_in_transit':'may',"
     "'permitted_actions':'none','affected_party_notifications':'must-not','tlp':'amber',"
     "'provider_attribution':'must-not','unmodified_resale':'must-not',"
     "'iep_id':'0224bfdf-ea3a-49c3-96f6-66d908bb1845','iep_version':2.0,'description':'x',"
     "'start_date':'2022-10-01T00:00:00Z'}}",
     "'extensions':{'extension-definition--762e2e97-ee51-43e5-a9ea-165fbb862c4a':{'extensi"
     "on_type':'property-extension','encrypt_in_transit':'may','permitted_actions':'none',"
     "'affected_party_notifications':'must-not','tlp':'amber',"
     "'provider_attribution':'must-not','unmodified_resale':'must-not',"
     "'iep_id':'0224bfdf-ea3a-49c3-96f6-66d908bb1845','iep_version':2.0,'description':'x',"
     "'start_date':'2022-10-01T00:00:00Z'}}",
     ""},
    {0, "a marking of IEP stands alone", RULE_EXTENSION_TOGETHER, "marking-definition",
     "'name':'x','extensions':{'extension-definition--762e2e97-ee51-43e5-a9ea-165fbb862c4a"
     "':{'extension_type':'property-extension','encrypt_in_transit':'may',"
     "'permitted_actions':'none','affected_party_notifications':'must-not','tlp':'amber',"
     "'provider_attribution':'must-not','unmodified_resale':'must-not',"
     "'iep_id':'0224bfdf-ea3a-49c3-96f6-66d908bb1845','iep_version':2.0,'description':'x',"
     "'start_date':'2022-10-01T00:00:00Z'}}",
     "'name':'x','extensions':{'extension-definition--762e2e97-ee51-43e5-a9ea-165fbb862c4a"
     "':{'extension_type':'property-extension','encrypt_in_transit':'may',"
     "'permitted_actions':'none','affected_party_notifications':'must-not','tlp':'amber',"
     "'provider_attribution':'must-not','unmodified_resale':'must-not',"
     "'iep_id':'0224bfdf-ea3a-49c3-96f6-66d908bb1845','iep_version':2.0,'description':'x',"
     "'start_date':'2022-10-01T00:00:00Z'},"
     "'extension-definition--11111111-1111-4111-8111-111111111111':{"
     "'extension_type':'property-extension','x_a':1}}",
     "extensions.extension-definition--762e2e97-ee51-43e5-a9ea-165fbb862c4a"},
    {0, "an impact has the extension of its category", RULE_EXTENSION_TOGETHER, "impact",
     "'impact_category':'availability',"
     "'extensions':{'extension-definition--7cc33dd6-f6a1-489b-98ea-522d351d71b9':{'extensi"
     "on_type':'new-sdo'},'availability-ext':{'availability_impact':100}}",
     "'impact_category':'integrity',"
     "'extensions':{'extension-definition--7cc33dd6-f6a1-489b-98ea-522d351d71b9':{'extensi"
     "on_type':'new-sdo'},'availability-ext':{'availability_impact':100}}",
     "impact_category"},
    {0, "what an impact is on is 0 to 100", RULE_CONFIDENCE, "impact",
     "'impact_category':'availability-ext',"
     "'extensions':{'extension-definition--7cc33dd6-f6a1-489b-98ea-522d351d71b9':{'extensi"
     "on_type':'new-sdo'},'availability-ext':{'availability_impact':0}}",
     "'impact_category':'availability',"
     "'extensions':{'extension-definition--7cc33dd6-f6a1-489b-98ea-522d351d71b9':{'extensi"
     "on_type':'new-sdo'},'availability-ext':{'availability_impact':101}}",
     "extensions.availability-ext.availability_impact"},
    {0, "a loss is of some information", RULE_EXTENSION_TOGETHER, "impact",
     "'impact_category':'confidentiality',"
     "'extensions':{'extension-definition--7cc33dd6-f6a1-489b-98ea-522d351d71b9':{'extensi"
     "on_type':'new-sdo'},'confidentiality-ext':{'loss_type':'none'}}",
     "'impact_category':'confidentiality',"
     "'extensions':{'extension-definition--7cc33dd6-f6a1-489b-98ea-522d351d71b9':{'extensi"
     "on_type':'new-sdo'},'confidentiality-ext':{'loss_type':'contained'}}",
     "extensions.confidentiality-ext"},
    {0, "an alteration is of some information", RULE_EXTENSION_TOGETHER, "impact",
     "'impact_category':'integrity',"
     "'extensions':{'extension-definition--7cc33dd6-f6a1-489b-98ea-522d351d71b9':{'extensi"
     "on_type':'new-sdo'},'integrity-ext':{'alteration':'full-destruction',"
     "'information_type':'pii'}}",
     "'impact_category':'integrity',"
     "'extensions':{'extension-definition--7cc33dd6-f6a1-489b-98ea-522d351d71b9':{'extensi"
     "on_type':'new-sdo'},'integrity-ext':{'alteration':'full-destruction'}}",
     "extensions.integrity-ext"},
    {0, "an external impact has a type", RULE_REQUIRED, "impact",
     "'impact_category':'external',"
     "'extensions':{'extension-definition--7cc33dd6-f6a1-489b-98ea-522d351d71b9':{'extensi"
     "on_type':'new-sdo'},'external-ext':{'impact_type':'public-health'}}",
     "'impact_category':'external',"
     "'extensions':{'extension-definition--7cc33dd6-f6a1-489b-98ea-522d351d71b9':{'extensi"
     "on_type':'new-sdo'},'external-ext':{'x_own':1}}",
     "extensions.external-ext"},
    {0, "damage is to some asset", RULE_EXTENSION_TOGETHER, "impact",
     "'impact_category':'physical',"
     "'extensions':{'extension-definition--7cc33dd6-f6a1-489b-98ea-522d351d71b9':{'extensi"
     "on_type':'new-sdo'},'physical-ext':{'impact_type':'unknown',"
     "'asset_type':'vehicles'}}",
     "'impact_category':'physical',"
     "'extensions':{'extension-definition--7cc33dd6-f6a1-489b-98ea-522d351d71b9':{'extensi"
     "on_type':'new-sdo'},'physical-ext':{'impact_type':'unknown'}}",
     "extensions.physical-ext"},
    {0, "traces come from their enumeration", RULE_ENUM, "impact",
     "'impact_category':'traceability',"
     "'extensions':{'extension-definition--7cc33dd6-f6a1-489b-98ea-522d351d71b9':{'extensi"
     "on_type':'new-sdo'},'traceability-ext':{'traceability_impact':'accountability-lost'}"
     "}",
     "'impact_category':'traceability',"
     "'extensions':{'extension-definition--7cc33dd6-f6a1-489b-98ea-522d351d71b9':{'extensi"
     "on_type':'new-sdo'},'traceability-ext':{'traceability_impact':'lost'}}",
     "extensions.traceability-ext.traceability_impact"},
    {0, "amounts stand together", RULE_EXTENSION_TOGETHER, "impact",
     "'impact_category':'monetary',"
     "'extensions':{'extension-definition--7cc33dd6-f6a1-489b-98ea-522d351d71b9':{'extensi"
     "on_type':'new-sdo'},'monetary-ext':{'variety':'ransom-demand','currency':'JPY',"
     "'min_amount':0,'max_amount':5}}",
     "'impact_category':'monetary',"
     "'extensions':{'extension-definition--7cc33dd6-f6a1-489b-98ea-522d351d71b9':{'extensi"
     "on_type':'new-sdo'},'monetary-ext':{'variety':'ransom-demand','currency':'JPY',"
     "'max_amount':5}}",
     "extensions.monetary-ext"},
    {0, "the largest amount is not the smaller one", RULE_EXTENSION_TOGETHER, "impact",
     "'impact_category':'monetary',"
     "'extensions':{'extension-definition--7cc33dd6-f6a1-489b-98ea-522d351d71b9':{'extensi"
     "on_type':'new-sdo'},'monetary-ext':{'variety':'ransom-demand','currency':'JPY',"
     "'min_amount':5,'max_amount':5}}",
     "'impact_category':'monetary',"
     "'extensions':{'extension-definition--7cc33dd6-f6a1-489b-98ea-522d351d71b9':{'extensi"
     "on_type':'new-sdo'},'monetary-ext':{'variety':'ransom-demand','currency':'JPY',"
     "'min_amount':6,'max_amount':5}}",
     "extensions.monetary-ext"},
    {0, "an amount has a currency", RULE_EXTENSION_TOGETHER, "impact",
     "'impact_category':'monetary',"
     "'extensions':{'extension-definition--7cc33dd6-f6a1-489b-98ea-522d351d71b9':{'extensi"
     "on_type':'new-sdo'},'monetary-ext':{'variety':'ransom-demand','currency':'JPY',"
     "'min_amount':0,'max_amount':5}}",
     "'impact_category':'monetary',"
     "'extensions':{'extension-definition--7cc33dd6-f6a1-489b-98ea-522d351d71b9':{'extensi"
     "on_type':'new-sdo'},'monetary-ext':{'variety':'ransom-demand','min_amount':0,"
     "'max_amount':5}}",
     "extensions.monetary-ext"},
    {0, "another currency has a rate", RULE_EXTENSION_TOGETHER, "impact",
     "'impact_category':'monetary',"
     "'extensions':{'extension-definition--7cc33dd6-f6a1-489b-98ea-522d351d71b9':{'extensi"
     "on_type':'new-sdo'},'monetary-ext':{'variety':'ransom-demand','currency':'JPY',"
     "'currency_actual':'BTC','conversion_rate':0.5,"
     "'conversion_time':'2020-01-01T00:00:00Z'}}",
     "'impact_category':'monetary',"
     "'extensions':{'extension-definition--7cc33dd6-f6a1-489b-98ea-522d351d71b9':{'extensi"
     "on_type':'new-sdo'},'monetary-ext':{'variety':'ransom-demand','currency':'JPY',"
     "'currency_actual':'BTC'}}",
     "extensions.monetary-ext"},
    {0, "another currency has a rate above zero", RULE_EXTENSION_TOGETHER, "impact",
     "'impact_category':'monetary',"
     "'extensions':{'extension-definition--7cc33dd6-f6a1-489b-98ea-522d351d71b9':{'extensi"
     "on_type':'new-sdo'},'monetary-ext':{'variety':'ransom-demand','currency':'JPY',"
     "'currency_actual':'BTC','conversion_rate':0.5,"
     "'conversion_time':'2020-01-01T00:00:00Z'}}",
     "'impact_category':'monetary',"
     "'extensions':{'extension-definition--7cc33dd6-f6a1-489b-98ea-522d351d71b9':{'extensi"
     "on_type':'new-sdo'},'monetary-ext':{'variety':'ransom-demand','currency':'JPY',"
     "'currency_actual':'BTC','conversion_rate':0,"
     "'conversion_time':'2020-01-01T00:00:00Z'}}",
     "extensions.monetary-ext"},
    {0, "a rate has a time", RULE_EXTENSION_TOGETHER, "impact",
     "'impact_category':'monetary',"
     "'extensions':{'extension-definition--7cc33dd6-f6a1-489b-98ea-522d351d71b9':{'extensi"
     "on_type':'new-sdo'},'monetary-ext':{'variety':'ransom-demand','currency':'JPY',"
     "'currency_actual':'BTC','conversion_rate':2,"
     "'conversion_time':'2020-01-01T00:00:00Z'}}",
     "'impact_category':'monetary',"
     "'extensions':{'extension-definition--7cc33dd6-f6a1-489b-98ea-522d351d71b9':{'extensi"
     "on_type':'new-sdo'},'monetary-ext':{'variety':'ransom-demand','currency':'JPY',"
     "'currency_actual':'BTC','conversion_rate':2}}",
     "extensions.monetary-ext"},
    {0, "an impact that another follows has ended", RULE_EXTENSION_TOGETHER, "impact",
     "'impact_category':'availability',"
     "'superseded_by_ref':'impact--11111111-1111-4111-8111-111111111111',"
     "'end_time':'2020-01-01T00:00:00Z',"
     "'extensions':{'extension-definition--7cc33dd6-f6a1-489b-98ea-522d351d71b9':{'extensi"
     "on_type':'new-sdo'},'availability-ext':{'availability_impact':1}}",
     "'impact_category':'availability',"
     "'superseded_by_ref':'impact--11111111-1111-4111-8111-111111111111',"
     "'extensions':{'extension-definition--7cc33dd6-f6a1-489b-98ea-522d351d71b9':{'extensi"
     "on_type':'new-sdo'},'availability-ext':{'availability_impact':1}}",
     ""},
    {0, "an extension of impacts stands on impacts", RULE_EXTENSION_KEY, "impact",
     "'impact_category':'availability',"
     "'extensions':{'extension-definition--7cc33dd6-f6a1-489b-98ea-522d351d71b9':{'extensi"
     "on_type':'new-sdo'},'availability-ext':{'availability_impact':1}}",
     "'type':'file','id':'file--11111111-1111-4111-8111-111111111111','name':'x',"
     "'extensions':{'availability-ext':{'availability_impact':1}}",
     "extensions.availability-ext"},
    {0, "a task ends after it starts", RULE_TIME_ORDER, "task",
     "'outcome':'ongoing','start_time':'2020-01-01T00:00:00Z',"
     "'end_time':'2020-01-01T00:00:00Z',"
     "'extensions':{'extension-definition--2074a052-8be4-4932-849e-f5e7798e0030':{'extensi"
     "on_type':'new-sdo'}}",
     "'outcome':'ongoing','start_time':'2020-01-02T00:00:00Z',"
     "'end_time':'2020-01-01T00:00:00Z',"
     "'extensions':{'extension-definition--2074a052-8be4-4932-849e-f5e7798e0030':{'extensi"
     "on_type':'new-sdo'}}",
     "end_time"},
    {0, "an event ends after it starts", RULE_TIME_ORDER, "event",
     "'status':'ongoing','start_time':'2020-01-01T00:00:00Z',"
     "'end_time':'2020-01-01T00:00:00Z',"
     "'extensions':{'extension-definition--4ca6de00-5b0d-45ef-a1dc-ea7279ea910e':{'extensi"
     "on_type':'new-sdo'}}",
     "'status':'ongoing','start_time':'2020-01-02T00:00:00Z',"
     "'end_time':'2020-01-01T00:00:00Z',"
     "'extensions':{'extension-definition--4ca6de00-5b0d-45ef-a1dc-ea7279ea910e':{'extensi"
     "on_type':'new-sdo'}}",
     "end_time"},
    {0, "a change is from something or to something", RULE_EXTENSION_TOGETHER, "event",
     "'status':'ongoing','changed_objects':[{'state_change_type':'caused',"
     "'result_ref':'impact--11111111-1111-4111-8111-111111111111'}],"
     "'extensions':{'extension-definition--4ca6de00-5b0d-45ef-a1dc-ea7279ea910e':{'extensi"
     "on_type':'new-sdo'}}",
     "'status':'ongoing','changed_objects':[{'state_change_type':'caused'}],"
     "'extensions':{'extension-definition--4ca6de00-5b0d-45ef-a1dc-ea7279ea910e':{'extensi"
     "on_type':'new-sdo'}}",
     "changed_objects[0]"},
    {0, "an input is there before", RULE_EXTENSION_TOGETHER, "task",
     "'outcome':'ongoing','changed_objects':[{'state_change_type':'input',"
     "'initial_ref':'impact--11111111-1111-4111-8111-111111111111'}],"
     "'extensions':{'extension-definition--2074a052-8be4-4932-849e-f5e7798e0030':{'extensi"
     "on_type':'new-sdo'}}",
     "'outcome':'ongoing','changed_objects':[{'state_change_type':'input',"
     "'result_ref':'impact--11111111-1111-4111-8111-111111111111'}],"
     "'extensions':{'extension-definition--2074a052-8be4-4932-849e-f5e7798e0030':{'extensi"
     "on_type':'new-sdo'}}",
     "changed_objects[0]"},
    {0, "an output is there after", RULE_EXTENSION_TOGETHER, "task",
     "'outcome':'ongoing','changed_objects':[{'state_change_type':'output',"
     "'result_ref':'impact--11111111-1111-4111-8111-111111111111'}],"
     "'extensions':{'extension-definition--2074a052-8be4-4932-849e-f5e7798e0030':{'extensi"
     "on_type':'new-sdo'}}",
     "'outcome':'ongoing','changed_objects':[{'state_change_type':'output',"
     "'initial_ref':'impact--11111111-1111-4111-8111-111111111111'}],"
     "'extensions':{'extension-definition--2074a052-8be4-4932-849e-f5e7798e0030':{'extensi"
     "on_type':'new-sdo'}}",
     "changed_objects[0]"},
    {0, "a change stays within a type", RULE_EXTENSION_TOGETHER, "task",
     "'outcome':'ongoing','changed_objects':[{'state_change_type':'mitigated',"
     "'initial_ref':'impact--11111111-1111-4111-8111-111111111111',"
     "'result_ref':'impact--11111111-1111-4111-8111-111111111111'}],"
     "'extensions':{'extension-definition--2074a052-8be4-4932-849e-f5e7798e0030':{'extensi"
     "on_type':'new-sdo'}}",
     "'outcome':'ongoing','changed_objects':[{'state_change_type':'mitigated',"
     "'initial_ref':'impact--11111111-1111-4111-8111-111111111111',"
     "'result_ref':'event--11111111-1111-4111-8111-111111111111'}],"
     "'extensions':{'extension-definition--2074a052-8be4-4932-849e-f5e7798e0030':{'extensi"
     "on_type':'new-sdo'}}",
     "changed_objects[0]"},
    {0, "what is impacted is an SDO or SCO", RULE_REFERENCE, "impact",
     "'impact_category':'availability',"
     "'impacted_refs':['url--11111111-1111-4111-8111-111111111111'],"
     "'extensions':{'extension-definition--7cc33dd6-f6a1-489b-98ea-522d351d71b9':{'extensi"
     "on_type':'new-sdo'},'availability-ext':{'availability_impact':1}}",
     "'impact_category':'availability',"
     "'impacted_refs':['relationship--11111111-1111-4111-8111-111111111111'],"
     "'extensions':{'extension-definition--7cc33dd6-f6a1-489b-98ea-522d351d71b9':{'extensi"
     "on_type':'new-sdo'},'availability-ext':{'availability_impact':1}}",
     "impacted_refs[0]"},
    {0, "a behavior is defined by a source", RULE_REQUIRED, "malware-behavior",
     "'name':'x','obj_defn':{'source_name':'mitre-mbc'},"
     "'extensions':{'extension-definition--d57b7c9c-7fa6-436b-b82c-8e6f69cdc3d0':{'extensi"
     "on_type':'new-sdo'}}",
     "'name':'x','obj_defn':{'external_id':'B0007'},"
     "'extensions':{'extension-definition--d57b7c9c-7fa6-436b-b82c-8e6f69cdc3d0':{'extensi"
     "on_type':'new-sdo'}}",
     "obj_defn"},
    {0, "a method is of a behavior", RULE_REFERENCE, "malware-method",
     "'name':'x','obj_defn':{'source_name':'mitre-mbc'},"
     "'behavior_ref':'malware-behavior--11111111-1111-4111-8111-111111111111',"
     "'extensions':{'extension-definition--d57b7c9c-7fa6-436b-b82c-8e6f69cdc3d0':{'extensi"
     "on_type':'new-sdo'}}",
     "'name':'x','obj_defn':{'source_name':'mitre-mbc'},"
     "'behavior_ref':'tool--11111111-1111-4111-8111-111111111111',"
     "'extensions':{'extension-definition--d57b7c9c-7fa6-436b-b82c-8e6f69cdc3d0':{'extensi"
     "on_type':'new-sdo'}}",
     "behavior_ref"},
    {0, "an objective has a definition", RULE_REQUIRED, "malware-objective",
     "'name':'x','obj_defn':{'source_name':'mitre-mbc'},"
     "'extensions':{'extension-definition--d57b7c9c-7fa6-436b-b82c-8e6f69cdc3d0':{'extensi"
     "on_type':'new-sdo'}}",
     "'name':'x','extensions':{'extension-definition--d57b7c9c-7fa6-436b-b82c-8e6f69cdc3d0"
     "':{'extension_type':'new-sdo'}}",
     ""},
    {0, "a snippet is an example of something", RULE_REQUIRED, "malware-behavior",
     "'name':'x','obj_defn':{'source_name':'mitre-mbc'},'snippets':[{'snippet':'push',"
     "'exemplify_ref':'malware-method--11111111-1111-4111-8111-111111111111'}],"
     "'extensions':{'extension-definition--d57b7c9c-7fa6-436b-b82c-8e6f69cdc3d0':{'extensi"
     "on_type':'new-sdo'}}",
     "'name':'x','obj_defn':{'source_name':'mitre-mbc'},'snippets':[{'snippet':'push'}],"
     "'extensions':{'extension-definition--d57b7c9c-7fa6-436b-b82c-8e6f69cdc3d0':{'extensi"
     "on_type':'new-sdo'}}",
     "snippets[0]"},
    {0, "a detection has a type", RULE_REQUIRED, "malware-behavior",
     "'name':'x','obj_defn':{'source_name':'mitre-mbc'},"
     "'detection_rules':[{'rule_type':'yara'}],"
     "'extensions':{'extension-definition--d57b7c9c-7fa6-436b-b82c-8e6f69cdc3d0':{'extensi"
     "on_type':'new-sdo'}}",
     "'name':'x','obj_defn':{'source_name':'mitre-mbc'},'detection_rules':[{'rule':'x'}],"
     "'extensions':{'extension-definition--d57b7c9c-7fa6-436b-b82c-8e6f69cdc3d0':{'extensi"
     "on_type':'new-sdo'}}",
     "detection_rules[0]"},
    {0, "a year has four digits", RULE_EXTENSION_FORM, "malware",
     "'name':'x','is_family':true,"
     "'extensions':{'extension-definition--8e9e338f-c9ee-4d4f-8cac-85b4dcfdf3c1':{'extensi"
     "on_type':'property-extension','obj_defn':{'source_name':'a'},'year':'2014'}}",
     "'name':'x','is_family':true,"
     "'extensions':{'extension-definition--8e9e338f-c9ee-4d4f-8cac-85b4dcfdf3c1':{'extensi"
     "on_type':'property-extension','obj_defn':{'source_name':'a'},'year':'14'}}",
     "extensions.extension-definition--8e9e338f-c9ee-4d4f-8cac-85b4dcfdf3c1.year"},
    {0, "an observed string has a value", RULE_REQUIRED, "observed-string",
     "'value':'asd52asdadSAD23ssa','purpose':'mission-id',"
     "'extensions':{'extension-definition--8b1aa84c-5532-4c69-a8e7-b6170facfd3d':{'extensi"
     "on_type':'new-sco'}}",
     "'purpose':'pipe','extensions':{'extension-definition--8b1aa84c-5532-4c69-a8e7-b6170f"
     "acfd3d':{'extension_type':'new-sco'}}",
     ""},
    {0, "its purpose and value make the id of an observed string", RULE_SCO_ID, "observed-string",
     "'value':'asd52asdadSAD23ssa','purpose':'mission-id',"
     "'id':'observed-string--d28133c6-610f-54e7-9cb4-4add1a2929f7',"
     "'extensions':{'extension-definition--8b1aa84c-5532-4c69-a8e7-b6170facfd3d':{'extensi"
     "on_type':'new-sco'}}",
     "'value':'asd52asdadSAD23ssa','purpose':'mission-id',"
     "'id':'observed-string--d28133c6-610f-54e7-9cb4-4add1a2929f8',"
     "'extensions':{'extension-definition--8b1aa84c-5532-4c69-a8e7-b6170facfd3d':{'extensi"
     "on_type':'new-sco'}}",
     "id"},
    {0, "a socket of STIX 1 has a family of its list", RULE_ENUM, "network-traffic",
     "'src_ref':'ipv4-addr--11111111-1111-4111-8111-111111111111','protocols':['tcp'],"
     "'extensions':{'extension-definition--005e229c-fffc-42b0-a912-84671ab2829d':{'extensi"
     "on_type':'property-extension','protocol_family':'PF_DECnet'}}",
     "'src_ref':'ipv4-addr--11111111-1111-4111-8111-111111111111','protocols':['tcp'],"
     "'extensions':{'extension-definition--005e229c-fffc-42b0-a912-84671ab2829d':{'extensi"
     "on_type':'property-extension','protocol_family':'AF_INET'}}",
     "extensions.extension-definition--005e229c-fffc-42b0-a912-84671ab2829d.protocol_famil"
     "y"},
    {0, "a link of a mail of STIX 1 is a url", RULE_REFERENCE, "email-message",
     "'is_multipart':false,"
     "'extensions':{'extension-definition--0d4dda28-1b6c-446a-be85-38b9d9cd297c':{'extensi"
     "on_type':'property-extension',"
     "'link_refs':['url--11111111-1111-4111-8111-111111111111']}}",
     "'is_multipart':false,"
     "'extensions':{'extension-definition--0d4dda28-1b6c-446a-be85-38b9d9cd297c':{'extensi"
     "on_type':'property-extension',"
     "'link_refs':['file--11111111-1111-4111-8111-111111111111']}}",
     "extensions.extension-definition--0d4dda28-1b6c-446a-be85-38b9d9cd297c.link_refs[0]"},
    {0, "malware of STIX 1 has effects", RULE_REQUIRED, "malware",
     "'name':'x','is_family':true,"
     "'extensions':{'extension-definition--5efa53f9-cf17-4867-bb4f-4cd2ac055e7c':{'extensi"
     "on_type':'property-extension','intended_effects':[{'value':'fraud'}]}}",
     "'name':'x','is_family':true,"
     "'extensions':{'extension-definition--5efa53f9-cf17-4867-bb4f-4cd2ac055e7c':{'extensi"
     "on_type':'property-extension','x_own':1}}",
     "extensions.extension-definition--5efa53f9-cf17-4867-bb4f-4cd2ac055e7c"},
    {0, "a checksum of STIX 1 is hexadecimal", RULE_HEX, "network-traffic",
     "'src_ref':'ipv4-addr--11111111-1111-4111-8111-111111111111','protocols':['icmp'],"
     "'extensions':{'extension-definition--6f6973cb-70be-40cb-b1ac-15ed78cebe56':{'extensi"
     "on_type':'property-extension','checksum_hex':'0aff'}}",
     "'src_ref':'ipv4-addr--11111111-1111-4111-8111-111111111111','protocols':['icmp'],"
     "'extensions':{'extension-definition--6f6973cb-70be-40cb-b1ac-15ed78cebe56':{'extensi"
     "on_type':'property-extension','checksum_hex':'xx'}}",
     "extensions.extension-definition--6f6973cb-70be-40cb-b1ac-15ed78cebe56.checksum_hex"},
    {0, "an incident of STIX 1 was opened at a time", RULE_TIMESTAMP, "incident",
     "'name':'x','extensions':{'extension-definition--7a8eaf47-9b0f-487d-b280-1e6cc4cccee9"
     "':{'extension_type':'property-extension','status':'open',"
     "'time_when_incident_opened':'2020-01-01T00:00:00Z'}}",
     "'name':'x','extensions':{'extension-definition--7a8eaf47-9b0f-487d-b280-1e6cc4cccee9"
     "':{'extension_type':'property-extension','time_when_incident_opened':'2020'}}",
     "extensions.extension-definition--7a8eaf47-9b0f-487d-b280-1e6cc4cccee9.time_when_inci"
     "dent_opened"},
    {0, "an indicator of STIX 1 has an impact", RULE_CONFIDENCE, "indicator",
     "'pattern':'[a:b = 1]','pattern_type':'stix','valid_from':'2020-01-01T00:00:00Z',"
     "'extensions':{'extension-definition--7c8ca481-f0e9-4389-94f5-90df472eb01d':{'extensi"
     "on_type':'property-extension','likely_impact':{'value':'high','confidence':0}}}",
     "'pattern':'[a:b = 1]','pattern_type':'stix','valid_from':'2020-01-01T00:00:00Z',"
     "'extensions':{'extension-definition--7c8ca481-f0e9-4389-94f5-90df472eb01d':{'extensi"
     "on_type':'property-extension','likely_impact':{'value':'high','confidence':101}}}",
     "extensions.extension-definition--7c8ca481-f0e9-4389-94f5-90df472eb01d.likely_impact."
     "confidence"},
    {0, "a victim of STIX 1 has systems of the vocabulary", RULE_OPEN_VOCABULARY, "identity",
     "'name':'x','extensions':{'extension-definition--8f0b8ed7-c7ad-4650-babe-c4c45cac4a0b"
     "':{'extension_type':'property-extension','targeted_systems':['Users']}}",
     "'name':'x','extensions':{'extension-definition--8f0b8ed7-c7ad-4650-babe-c4c45cac4a0b"
     "':{'extension_type':'property-extension','targeted_systems':['wheels']}}",
     "extensions.extension-definition--8f0b8ed7-c7ad-4650-babe-c4c45cac4a0b.targeted_syste"
     "ms[0]"},
    {0, "a course of action of STIX 1 has a cost in words", RULE_OBJECT, "course-of-action",
     "'name':'x','extensions':{'extension-definition--a46b18de-0b41-4a95-9d2d-67a360f2d859"
     "':{'extension_type':'property-extension','stage':'remedy','cost':{'value':'low'}}}",
     "'name':'x','extensions':{'extension-definition--a46b18de-0b41-4a95-9d2d-67a360f2d859"
     "':{'extension_type':'property-extension','cost':'low'}}",
     "extensions.extension-definition--a46b18de-0b41-4a95-9d2d-67a360f2d859.cost"},
    {0, "an attack pattern of STIX 1 has effects", RULE_LIST, "attack-pattern",
     "'name':'x','extensions':{'extension-definition--abfeb963-42a9-45a7-841a-e1d97838e2c9"
     "':{'extension_type':'property-extension','intended_effects':[{'value':'theft',"
     "'description':'x'}]}}",
     "'name':'x','extensions':{'extension-definition--abfeb963-42a9-45a7-841a-e1d97838e2c9"
     "':{'extension_type':'property-extension','intended_effects':[]}}",
     "extensions.extension-definition--abfeb963-42a9-45a7-841a-e1d97838e2c9.intended_effec"
     "ts"},
    {0, "a vulnerability of STIX 1 was published at a time", RULE_TIMESTAMP, "vulnerability",
     "'name':'x','extensions':{'extension-definition--ac577b78-8356-41e0-bc5a-2cd3e5c17b2c"
     "':{'extension_type':'property-extension',"
     "'published_datetime':'2020-01-01T00:00:00Z'}}",
     "'name':'x','extensions':{'extension-definition--ac577b78-8356-41e0-bc5a-2cd3e5c17b2c"
     "':{'extension_type':'property-extension','published_datetime':7,"
     "'discovered_datetime':'x'}}",
     "extensions.extension-definition--ac577b78-8356-41e0-bc5a-2cd3e5c17b2c.discovered_dat"
     "etime"},
    {0, "a campaign of STIX 1 has a status in a string", RULE_STRING, "campaign",
     "'name':'x','extensions':{'extension-definition--d83fce45-ef58-4c6c-a3f4-1fbc32e98c6e"
     "':{'extension_type':'property-extension','status':'ongoing','rank':5}}",
     "'name':'x','extensions':{'extension-definition--d83fce45-ef58-4c6c-a3f4-1fbc32e98c6e"
     "':{'extension_type':'property-extension','status':5}}",
     "extensions.extension-definition--d83fce45-ef58-4c6c-a3f4-1fbc32e98c6e.status"},
    {0, "the extension of the text's own example is another one", RULE_REQUIRED, "indicator",
     "'pattern':'[a:b = 1]','pattern_type':'stix','valid_from':'2020-01-01T00:00:00Z',"
     "'extensions':{'extension-definition--d83fce45-ef58-4c6c-a3f4-1fbc32e98c6e':{'extensi"
     "on_type':'property-extension','rank':5,'toxicity':8,'status':5}}",
     "'name':'x','MODIFIED':0", ""},
    {0, "an archive of STIX 1 has a version", RULE_REQUIRED, "file",
     "'name':'x','extensions':{'extension-definition--db4b5429-6927-4d0c-a194-4695f05c629a"
     "':{'extension_type':'property-extension','version':'5'}}",
     "'name':'x','extensions':{'extension-definition--db4b5429-6927-4d0c-a194-4695f05c629a"
     "':{'extension_type':'property-extension','x_own':1}}",
     "extensions.extension-definition--db4b5429-6927-4d0c-a194-4695f05c629a"},
    {0, "a score of CVSS has a vector", RULE_STRING, "vulnerability",
     NAMED ",'x_cvss':{'v3_1':{'baseScore':9.8,'vectorString':'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/"
           "C:H/I:H/A:H'}},'extensions':{'extension-definition--2c5c13af-ee92-5246-9ba7-"
           "0b958f8cd34a':{'extension_type':'toplevel-property-extension'}}",
     NAMED ",'x_cvss':{'v3_1':{'baseScore':9.8,'vectorString':7}},'extensions':{"
           "'extension-definition--2c5c13af-ee92-5246-9ba7-0b958f8cd34a':"
           "{'extension_type':'toplevel-property-extension'}}",
     "x_cvss.v3_1.vectorString"},
    {0, "an artifact is safe or not", RULE_BOOLEAN, "artifact",
     "'payload_bin':'VGVzdA==','is_safe':false,'extensions':{"
     "'extension-definition--8053ffa0-dec7-4aef-870e-a56d0082cf69':"
     "{'extension_type':'toplevel-property-extension'}}",
     "'payload_bin':'VGVzdA==','is_safe':'no','extensions':{"
     "'extension-definition--8053ffa0-dec7-4aef-870e-a56d0082cf69':"
     "{'extension_type':'toplevel-property-extension'}}",
     "is_safe"},
    {0, "a task has an outcome", RULE_REQUIRED, "task",
     "'outcome':'ongoing','extensions':{'extension-definition--2074a052-8be4-4932-849e-"
     "f5e7798e0030':{'extension_type':'new-sdo'}}",
     "'extensions':{'extension-definition--2074a052-8be4-4932-849e-f5e7798e0030':"
     "{'extension_type':'new-sdo'}}",
     ""},
};
