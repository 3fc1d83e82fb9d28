"""Plants one fault at a time in a small tidy tree and expects the complaint; then reads ours."""

import tempfile
import unittest
from pathlib import Path

import source
import tidy

ROOT = Path(__file__).resolve().parents[2]

HEADER = "// word.h - what words are.\n#pragma once\n\nint word_count(const char *text);\n"
SOURCE = '#include "base/word.h"\n\nint word_count(const char *text) {\n    return !!text;\n}\n'
SMALL = {
    "README.md": "# small\n",
    "src/README.md": "# src\n",
    "src/base/README.md": "# base\n",
    "src/base/meson.build": "sources = files('word.c')\n",
    "src/base/word.h": HEADER,
    "src/base/word.c": SOURCE,
    "src/stix/README.md": "# stix\n",
    "src/stix/kind.h": "// kind.h - the types.\n#pragma once\n#include \"base/word.h\"\n",
    "src/http/README.md": "# http\n",
    "src/http/message.h": "// message.h - a message.\n#pragma once\n#include <stdint.h>\n",
}


class Planted(unittest.TestCase):
    def complaints(self, **changes):
        files = dict(SMALL, **changes)
        with tempfile.TemporaryDirectory() as folder:
            for name, text in files.items():
                path = Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            return tidy.complaints(folder)

    def expect(self, sentence, changes):
        found = self.complaints(**changes)
        self.assertTrue(any(sentence in complaint for complaint in found),
                        f"{sentence!r} is not among {found}")
        self.assertEqual(len(found), 1, found)

    def test_a_tidy_tree_gives_no_complaint(self):
        self.assertEqual(self.complaints(), [])

    def test_an_include_upward_is_refused(self):
        self.expect("includes upward", {
            "src/base/word.c": '#include "base/word.h"\n#include "stix/kind.h"\n'})

    def test_an_include_sideways_is_refused(self):
        self.expect("includes its neighbour", {
            "src/stix/kind.h": '// kind.h - x.\n#pragma once\n#include "http/message.h"\n'})

    def test_an_include_by_another_path_is_refused(self):
        self.expect("are included as", {"src/base/word.c": '#include "word.h"\n'})

    def test_an_include_that_the_build_makes_is_allowed(self):
        self.assertEqual(self.complaints(**{
            "src/base/meson.build": "made = 'tables.h'\nsources = files('word.c')\n",
            "src/base/word.c": '#include "base/word.h"\n#include "tables.h"\n'}), [])

    def test_a_folder_without_a_floor_is_refused(self):
        self.expect("has no floor", {"src/cellar/README.md": "# cellar\n",
                                     "src/cellar/wine.h": "// wine.h - wine.\n#pragma once\n"})

    def test_a_library_named_twice_is_refused(self):
        self.expect("is named in", {
            "src/stix/kind.h": "// kind.h - x.\n#pragma once\n#include <zlib.h>\n",
            "src/http/message.h": "// message.h - x.\n#pragma once\n#include <zlib.h>\n"})

    def test_two_headers_of_one_library_count_as_one_name(self):
        self.expect("nettle is named in", {
            "src/stix/kind.h": "// kind.h - x.\n#pragma once\n#include <nettle/sha1.h>\n",
            "src/http/message.h": "// message.h - x.\n#pragma once\n#include <nettle/md5.h>\n"})

    def test_an_unknown_library_is_refused(self):
        self.expect("nor a known library", {
            "src/base/word.c": '#include "base/word.h"\n#include <jansson.h>\n'})

    def test_the_name_of_an_engine_outside_of_its_files_is_refused(self):
        for line in ("int f(void) {\n    return is_postgres();\n}\n",
                     "int x = sizeof(struct sqlite_words);\n", "int pg_port;\n",
                     "extern const struct dialect dialect_sqlite;\n"):
            self.expect("what differs between the engines stands in", {"src/base/word.c": line})
        self.expect("what differs between the engines stands in", {
            "src/store/README.md": "x\n", "src/store/sqlite.h": "// sqlite.h - x.\n#pragma once\n",
            "src/store/store.c": '#include "store/sqlite.h"\n'})

    def test_a_secret_that_is_compared_by_memcmp_is_refused(self):
        self.expect("secret_equal compares", {
            "src/http/word.c": "int f(void) {\n    return memcmp(a->digest, b, 32);\n}\n"})

    def test_a_word_of_one_engine_outside_of_its_files_is_refused(self):
        for text in ("PRAGMA user_version", "SELECT a::text FROM b", "SELECT unnest($1)",
                     "SELECT 1 FROM pg_class", "INSERT OR IGNORE INTO a VALUES (1)",
                     "SELECT name FROM sqlite_schema"):
            self.expect("not every engine understands", {"src/base/word.c": f'char *x = "{text}";\n'})

    def test_the_engines_own_files_speak_their_language(self):
        line = 'char *sqlite_x = "PRAGMA x; SELECT 1::text FROM pg_class";\n'
        for name in ("sqlite", "postgres", "postgres_rows", "dialect_sqlite", "dialect_postgres"):
            self.assertEqual(self.complaints(**{"src/store/README.md": "x\n",
                                                f"src/store/{name}.c": line}), [])
        self.expect("not every engine", {"src/store/README.md": "x\n",
                                         "src/store/sqlite_more.c": 'char *x = "PRAGMA x";\n'})

    def test_what_people_read_may_name_an_engine(self):
        self.assertEqual(self.complaints(**{
            "src/base/word.c": '// As sqlite does: "PRAGMA".\nchar *x = "postgresql://HOST/NAME, SQLite, ::1";\n'}),
            [])

    def test_a_long_file_is_refused(self):
        self.expect("601 lines", {"src/base/word.c": "int x;\n" * 601})

    def test_a_long_table_is_allowed(self):
        self.assertEqual(self.complaints(**{
            "src/base/word.c": tidy.TABLE + "\n" + "int x;\n" * 700}), [])

    def test_a_long_function_is_refused(self):
        self.expect("long_one has 71 lines", {
            "src/base/word.c": "void long_one(void) {\n" + "    ;\n" * 69 + "}\n"})

    def test_a_function_at_the_limit_is_allowed(self):
        self.assertEqual(self.complaints(**{
            "src/base/word.c": "void long_one(void) {\n" + "    ;\n" * 68 + "}\n"}), [])

    def test_a_function_that_is_a_table_is_allowed(self):
        self.assertEqual(self.complaints(**{
            "src/base/word.c": tidy.TABLE + "\nvoid long_one(void) {\n" + "    ;\n" * 99 + "}\n"}),
            [])

    def test_a_seventh_parameter_is_refused(self):
        self.expect("has 7 parameters", {
            "src/base/word.c": "int f(int a, int b, int c, int d,\n      int e, int f, int g) {\n"
                               "    return 0;\n}\n"})

    def test_a_seventh_parameter_of_a_callback_is_allowed(self):
        self.assertEqual(self.complaints(**{
            "src/base/word.c": tidy.CALLBACK + "\nint f(int a, int b, int c, int d, int e, int f,\n"
                               "      int g) {\n    return 0;\n}\n"}), [])

    def test_a_fourth_level_is_refused(self):
        body = "    if (a)\n        for (;;) {\n            while (b) {\n                %s\n            }\n        }\n"
        for inner in ("if (c) f();", "do f(); while (c);", "switch (c) { case 1: f(); }"):
            self.expect("deep nests 4 deep", {
                "src/base/word.c": "void deep(void) {\n" + body % inner + "}\n"})
        self.assertEqual(self.complaints(**{
            "src/base/word.c": "void deep(void) {\n" + body % "f();" + "}\n"}), [])

    def test_a_library_in_a_test_is_refused_but_cmocka(self):
        made = {"tests/README.md": "x\n", "tests/unit/README.md": "x\n"}
        self.expect("through our headers", dict(made, **{
            "tests/unit/test_word.c": "#include <zlib.h>\n"}))
        self.assertEqual(self.complaints(**made, **{
            "tests/unit/test_word.c": '#include <cmocka.h>\n#include <stdio.h>\n'}), [])

    def test_a_wide_line_is_refused(self):
        self.expect("101 columns", {"src/base/word.c": "// " + "連" * 98 + "\n"})

    def test_a_header_without_its_name_is_refused(self):
        self.expect("a header begins", {"src/base/word.h": "#pragma once\n"})

    def test_a_header_without_pragma_once_is_refused(self):
        self.expect("#pragma once", {"src/base/word.h": "// word.h - words.\n"})

    def test_a_typedef_of_a_struct_is_refused(self):
        self.expect("no typedef", {"src/base/word.c": "typedef struct { int x; } thing;\n"})

    def test_a_tab_is_refused(self):
        self.expect("a tab", {"src/base/word.c": "int x; //\there\n"})

    def test_space_at_the_end_of_a_line_is_refused(self):
        self.expect("white space", {"README.md": "# small \n"})

    def test_a_missing_last_newline_is_refused(self):
        self.expect("no newline", {"README.md": "# small"})

    def test_marks_of_unfinished_work_are_refused(self):
        for word in ("TO" + "DO", "FIX" + "ME", "X" + "XX"):
            self.expect("finish it", {"src/base/word.c": f"// {word}: later\n"})

    def test_words_about_who_typed_it_are_refused(self):
        self.expect("not who typed it", {"README.md": "Written by Chat" + "GPT\n"})

    def test_a_path_of_one_machine_is_refused(self):
        self.expect("a path of one machine", {"README.md": "See /ho" + "me/jane/notes\n"})
        self.expect("a path of one machine", {"src/base/word.c": '// "/wo' + 'rk/main/x"\n'})
        for path in ("/op" + "t/x", "/ro" + "ot", "/sr" + "v/x", "/us" + "r/lib/x.so", "/va" + "r/log"):
            self.expect("a path of one machine", {"src/README.md": f"In {path}.\n"})

    def test_an_allowed_path_is_allowed_only_where_it_is(self):
        path = "/et" + "c/renkei.conf\n"
        manual = {"docs/README.md": "x\n", "docs/manual/README.md": path}
        self.assertEqual(self.complaints(**manual), [])
        self.expect("a path of one machine", {"src/README.md": path})

    def test_what_only_looks_like_a_path_of_a_machine_is_allowed(self):
        self.assertEqual(self.complaints(**{
            "README.md": "/taxii2/home/x, {folder}/root, $HOME/var/x, and/etc/, https://a.example/opt/\n"}),
            [])

    def test_a_registry_is_refused(self):
        self.expect("package registry", {"README.md": "https://registry." + "npmjs.org/x\n"})

    def test_a_neighbour_of_the_repository_is_refused_but_shared(self):
        up = ".." + "/"
        web = {"web/README.md": "x\n", "web/src/README.md": "x\n"}
        for name, text in (("README.md", f"cat {up}else/x"), ("src/README.md", f"[x]({up * 2}else)"),
                           ("src/base/word.c", f'#include "{up * 3}else/x.h"'),
                           ("src/base/word.c", f'char *x = "{up}else";'),
                           ("src/base/meson.build", f"files('word.c', '{up * 3}x')"),
                           ("README.md", f"{up}shared/{up}else"), ("README.md", f"src/{up * 2}else"),
                           ("x.sh", f'"$root/{up}else"'), ("x.sh", f'"$(dirname x)/{up}else"'),
                           ("x.py", "Path(__file__).resolve().pa" + "rents[1] / 'else'")):
            found = [each for each in self.complaints(**{name: text + "\n"})
                     if "are included as" not in each and "is not in" not in each]
            self.assertEqual(len(found), 1, (name, text, found))
            self.assertIn("outside the repository", found[0])
        self.expect("outside the repository", dict(web, **{
            "web/src/x.ts": f"import '{up * 3}else/x';\n"}))
        self.assertEqual(self.complaints(**web, **{
            "README.md": f"cat {up}shared/x, or {up}shared.\n", "src/README.md": f"[x]({up}README.md)\n",
            "src/base/README.md": f"In {up}shared/x and [there]({up * 3}shared/x).\n",
            "web/src/x.ts": f"import '{up}script/x';\n", "x.sh": f'cd "$(dirname x)/sub/{up}"\n'}), [])

    def test_a_folder_without_readme_is_refused(self):
        self.expect("has no README", {"src/sys/clock.h": "// clock.h - time.\n#pragma once\n"})

    def test_a_folder_of_any_depth_has_a_readme(self):
        self.expect("docs/manual:1: has no README", {"docs/README.md": "x\n",
                                                     "docs/manual/index.md": "x\n"})
        self.expect(".ci:1: has no README", {".ci/run": "x\n"})

    def test_one_readme_speaks_for_the_corpora_of_fuzzers(self):
        self.assertEqual(self.complaints(**{
            "tests/README.md": "x\n", "tests/fuzz/README.md": "x\n", "tests/fuzz/corpus/a/b": "x"}), [])

    def test_a_long_readme_is_refused(self):
        self.expect("longer than 40", {"src/base/README.md": "x\n" * 41})

    def test_a_source_that_nothing_builds_is_refused(self):
        self.expect("is not in src/base/meson.build", {
            "src/base/lost.c": '#include "base/word.h"\n'})

    def test_a_test_that_nothing_runs_is_refused(self):
        self.expect("is not in tests/unit/meson.build", {
            "tests/README.md": "# tests\n", "tests/unit/README.md": "# unit\n",
            "tests/unit/meson.build": "tests = ['word']\n", "tests/unit/test_word.c": "int x;\n",
            "tests/unit/test_lost.c": "int x;\n"})


class Functions(unittest.TestCase):
    def names(self, text):
        return [function.name for function in source.functions(text)]

    def test_structs_arrays_and_prototypes_are_no_functions(self):
        self.assertEqual(self.names("struct a { int x; };\nint f(void);\n"
                                    "static const int t[] = { 1, 2 };\nint g(void) { return 1; }\n"),
                         ["g"])

    def test_brackets_in_strings_and_comments_do_not_count(self):
        self.assertEqual(self.names('void f(void) { g("}{"); /* } */ h(\'{\'); } // {\n'
                                    "void k(void) {}\n"), ["f", "k"])

    def test_functions_inside_extern_c_are_found(self):
        self.assertEqual(self.names('extern "C" {\nint f(void) { return 1; }\n}\nint g() {}\n'),
                         ["f", "g"])

    def test_attributes_are_not_the_name(self):
        self.assertEqual(self.names("__attribute__((noinline)) static int f(int a) { return a; }\n"),
                         ["f"])

    def test_a_chain_of_else_is_no_deeper_and_a_block_adds_nothing(self):
        def nesting(body):
            return source.functions("void f(void) {" + body + "}\n")[0].nesting
        self.assertEqual(nesting("if (a) b(); else if (c) d(); else if (e) { g(); } else h();"), 1)
        self.assertEqual(nesting("if (a) b(); else { if (c) d(); }"), 2)
        self.assertEqual(nesting("{ { int x[] = {1, 2}; g((struct s){.a = 1}); } }"), 0)
        self.assertEqual(nesting("switch (a) { case 1: { if (b) c(); } default: d(); }"), 2)
        self.assertEqual(nesting("again: if (a) for (;;) if (b) goto again;"), 3)
        self.assertEqual(nesting("do { x = a ? b : c; } while (y); if (d) e();"), 1)

    def test_function_pointers_count_as_one_parameter(self):
        found = source.functions("int f(int (*call)(int, int, int), void *context) { return 0; }\n")
        self.assertEqual(found[0].parameters, 2)


class Ours(unittest.TestCase):
    """One test a check, so that the count says which rule is broken."""


def add_check(check):
    def test(self):
        found = list(check(tidy.Tree(ROOT)))
        if found:
            self.fail(f"{len(found)} complaints\n" + "\n".join(found))
    setattr(Ours, "test_ours_" + check.__name__, test)


for each in tidy.CHECKS:
    add_check(each)

if __name__ == "__main__":
    unittest.main()
