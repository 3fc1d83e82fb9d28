// Vectors made with the uuid and json modules of Python: uuid5(namespace, json.dumps(contributing,
// sort_keys, no spaces)).
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stix/sco_id.h"

static const struct vector {
    const char *type, *object, *uuid;
} VECTORS[] = {
    {"ipv4-addr", "{\"value\": \"198.51.100.3\"}", "28bb3599-77cd-5a82-a950-b5bc3caf07c4"},
    {"domain-name", "{\"value\": \"例え.example\", \"resolves_to_refs\": [\"x\"]}",
     "f4ae8ce3-6b8c-5467-9103-4d4815952b1d"},
    {"autonomous-system", "{\"number\": 15139, \"name\": \"Slime\"}",
     "3aa27478-50b5-5ab8-9da9-cdc12b657fff"},
    {"directory", "{\"path\": \"C:\\\\Windows\\\\\\\"x\\\"\"}",
     "8e39e8eb-8c4a-5568-91cb-eccda2496d4c"},
    {"email-addr", "{\"value\": \"john@example.com\", \"display_name\": \"J\"}",
     "7165e2a9-671f-585d-b1e1-ca59c671d934"},
    {"email-message",
     "{\"is_multipart\": false, \"subject\": \"Saying\\tHello\", \"from_ref\": "
     "\"email-addr--89f52ea8-d6ef-51e9-8fce-6a29236436ed\"}",
     "50a466f9-5163-52dd-8002-4775162387ee"},
    {"file",
     "{\"name\": \"foo.dll\", \"hashes\": {\"SHA-512\": \"bb\", \"SHA-256\": \"aa\", \"MD5\": "
     "\"cc\"}}",
     "2361ad76-d2ad-5cbe-ae65-459bbf9da11a"},
    {"file", "{\"hashes\": {\"SHA-512\": \"bb\", \"SHA-256\": \"aa\"}}",
     "25ff7a47-62fd-581e-a28d-ebc8f0e249f3"},
    {"file", "{\"hashes\": {\"SHA-1\": \"dd\", \"SHA-512\": \"bb\", \"SSDEEP\": \"1:a:b\"}}",
     "88e4fb7a-de78-54bd-ade2-07a79da8bded"},
    {"file", "{\"hashes\": {\"TLSH\": \"x\", \"SSDEEP\": \"1:a:b\"}, \"size\": 5}",
     "26b195bc-a296-5fe6-b869-f5d8971a4cd2"},
    {"file",
     "{\"name\": \"a\", \"extensions\": {\"ntfs-ext\": {\"sid\": \"1\"}, \"archive-ext\": "
     "{\"contains_refs\": [\"file--1\"], \"comment\": \"é\"}}}",
     "d2a29b31-c1b0-5fce-8a40-d34bfcd2e7b5"},
    {"artifact", "{\"mime_type\": \"a/b\", \"payload_bin\": \"VGVzdA==\"}",
     "78167488-cc8d-5b3e-8853-f2dd21b19bec"},
    {"ipv6-addr", "{\"value\": \"2001:db8::/96\"}", "fd94b5a6-b245-5686-8ec7-12576512d73a"},
    {"mac-addr", "{\"value\": \"d2:fb:49:24:37:18\"}", "757b1725-9903-54f5-a855-1240691d7659"},
    {"mutex", "{\"name\": \"__CLEANSWEEP__\"}", "f93fe911-e545-5239-b9b0-597840d0c871"},
    {"network-traffic",
     "{\"src_ref\": \"ipv4-addr--1\", \"dst_ref\": \"ipv4-addr--2\", \"protocols\": [\"ipv4\", "
     "\"tcp\"], \"src_port\": 3372, \"dst_port\": 80, \"src_packets\": 7}",
     "d39cac47-1a20-549b-adec-fe3f530dbbaf"},
    {"software",
     "{\"name\": \"Word\", \"version\": \"2002\", \"vendor\": \"Microsoft\", \"languages\": "
     "[\"en\"]}",
     "c616478f-891e-5ddb-bb5c-f6d497d2a513"},
    {"url", "{\"value\": \"https://example.com/research/index.html?a=1&b=</x>\"}",
     "c1ac3631-9d9c-5694-a047-94d199984f8c"},
    {"user-account",
     "{\"user_id\": \"1001\", \"account_login\": \"jdoe\", \"account_type\": \"unix\", "
     "\"display_name\": \"J\"}",
     "f94d689e-707d-58c3-b803-c720bb6ed096"},
    {"windows-registry-key",
     "{\"key\": \"hkey_local_machine\\\\system\\\\bar\\\\foo\", \"values\": [{\"name\": \"Foo\", "
     "\"data\": \"qwerty\", \"data_type\": \"REG_SZ\"}, {\"data\": \"42\", \"name\": \"Bar\"}]}",
     "36b8aeeb-b886-514d-8a1e-1357f16860b8"},
    {"x509-certificate",
     "{\"serial_number\": \"36:f7:d4\", \"issuer\": \"C=ZA\", \"hashes\": {\"SHA-1\": \"ab\"}}",
     "5c953a2e-9cd5-55f4-ba1a-6e27dc4c3098"},
};

static enum sco_id_kind make(char text[UUID_TEXT_SIZE], const char *type, const char *object) {
    SCOPED(arena_close) struct arena arena;
    SCOPED(buf_close) struct buf scratch;
    SCOPED(json_reader_close) struct json_reader *reader = json_reader_open();
    struct json json;
    struct uuid uuid;
    arena_init(&arena);
    buf_init(&scratch, 1 << 20);
    assert_int_equal(json_read(&json, reader, str_of(object), &JSON_LIMITS, &arena, NULL), OK);
    enum sco_id_kind kind = sco_id_make(&uuid, str_of(type), json, &scratch);
    if (kind == SCO_ID_MADE) uuid_write(text, &uuid);
    return kind;
}

static void ids_are_those_of_an_independent_reckoning(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof VECTORS / sizeof *VECTORS; i++) {
        char text[UUID_TEXT_SIZE];
        assert_int_equal(make(text, VECTORS[i].type, VECTORS[i].object), SCO_ID_MADE);
        assert_string_equal(text, VECTORS[i].uuid);
    }
}

// STIX 2.1, 2.9 and 6.8: the example of the text.
static void the_example_of_the_text_has_its_id(void **state) {
    (void)state;
    char text[UUID_TEXT_SIZE];
    make(text, "ipv4-addr", "{\"value\":\"198.51.100.3\"}");
    assert_string_equal(text, "28bb3599-77cd-5a82-a950-b5bc3caf07c4");
}

static void the_order_of_members_changes_nothing(void **state) {
    (void)state;
    char a[UUID_TEXT_SIZE], b[UUID_TEXT_SIZE];
    make(a, "file", "{\"name\":\"a\",\"hashes\":{\"TLSH\":\"x\",\"SSDEEP\":\"y\"}}");
    make(b, "file", "{\"hashes\":{\"SSDEEP\":\"y\",\"TLSH\":\"x\"},\"name\":\"a\"}");
    assert_string_equal(a, b);
}

static void without_a_contributing_property_an_id_is_random(void **state) {
    (void)state;
    char text[UUID_TEXT_SIZE];
    assert_int_equal(make(text, "process", "{\"pid\":1}"), SCO_ID_RANDOM);
    assert_int_equal(make(text, "user-account", "{\"display_name\":\"x\"}"), SCO_ID_RANDOM);
    assert_int_equal(make(text, "tool", "{\"name\":\"x\"}"), SCO_ID_NONE);
    assert_int_equal(make(text, "x-own", "{\"name\":\"x\"}"), SCO_ID_NONE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_are_those_of_an_independent_reckoning),
        cmocka_unit_test(the_example_of_the_text_has_its_id),
        cmocka_unit_test(the_order_of_members_changes_nothing),
        cmocka_unit_test(without_a_contributing_property_an_id_is_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
