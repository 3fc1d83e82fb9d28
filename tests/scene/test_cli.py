"""Every command as a newcomer would use it, with good and bad input."""

import gzip
import json
import lzma
import os
import re
import shutil
import signal
import subprocess
import time
import unittest
from pathlib import Path

from command import Commands, bundle, indicator
from server import Server, on_postgres, only_files, program

COMMANDS = ("serve", "init", "setup", "import", "export", "lookup", "match", "check", "pattern",
            "explain", "types", "store", "verify", "man", "completion", "help")
MANUALS = COMMANDS[:12]


def zstd(content):
    return subprocess.run(["zstd", "-q", "-c"], input=content, capture_output=True,
                          check=True).stdout


@only_files("asks no store")
class Usage(Commands):
    def test_help_names_every_command_and_option(self):
        whole = self.run_("help", code=0).out
        self.assertEqual(whole, self.run_("--help", code=0).out)
        for name in COMMANDS:
            self.assertRegex(whole, rf"(?m)^  {name} ")
            one = self.run_("help", name, code=0).out
            self.assertEqual(one, self.run_(name, "--help", code=0).out)
            self.assertIn("exit code:", one)
            self.assertIn("--config FILE", one)
            self.assertLessEqual(max(map(len, one.split("\n"))), 120)

    def test_wrong_usage_is_exit_code_2_and_a_hint(self):
        for arguments in ((), ("no-such",), ("import", "--no-such", "x"), ("export", "--port", "1"),
                          ("import",), ("match",), ("setup",), ("export", "operand"), ("import", "-x"),
                          ("check",), ("check", "--strict", "--lenient", "-"), ("store", "check", "operand"),
                          ("store", "check", "--from", "a.db"), ("serve", "operand"), ("export", "--format"),
                          ("import", "--json=1", "x"), ("completion", "tcsh"), ("man", "no-such"),
                          ("help", "no-such"), ("serve", "--port", "many"),
                          ("serve", "--port", "65536"), ("store",), ("store", "move"),
                          ("store", "copy"), ("store", "copy", "--from", "a.db"),
                          ("store", "copy", "--from", "a.db", "--to", "b.db"), ("init", "--store", "no/such/folder/x")):
            said = self.run_(*arguments)
            self.assertEqual(2, said.code, (arguments, said))
            self.assertTrue(said.error or not arguments, arguments)
            self.assertNotIn("Assertion", said.error)

    def test_the_version_is_told(self):
        self.assertRegex(self.run_("--version", code=0).out, r"^renkei \d+\.\d+")

    def test_man_pages_render_without_a_warning(self):
        for name in MANUALS + ("",):
            page = self.run_("man", *([name] if name else []), code=0).out
            self.assertRegex(page, r"(?m)^\.TH ")
            if shutil.which("groff"):
                rendered = subprocess.run(["groff", "-ww", "-man", "-Tutf8", "-Kutf8"],
                                          input=page.encode(), capture_output=True, check=False)
                self.assertEqual((0, b""), (rendered.returncode, rendered.stderr), name)
                self.assertIn(b"SYNOPSIS", re.sub(rb".\x08", b"", rendered.stdout))
            if shutil.which("mandoc"):
                ended = subprocess.run(["mandoc", "-T", "lint", "-W", "warning"],
                                       input=page.encode(), capture_output=True, check=False)
                self.assertEqual(b"", ended.stdout, name)

    def test_completions_are_scripts_of_their_shells(self):
        for shell in ("bash", "zsh", "fish"):
            script = self.run_("completion", shell, code=0).out
            for name in MANUALS:
                self.assertIn(name, script)
            if shutil.which(shell):
                flag = "--no-execute" if shell == "fish" else "-n"
                ended = subprocess.run([shell, flag], input=script.encode(), capture_output=True,
                                       check=False)
                self.assertEqual((0, b""), (ended.returncode, ended.stderr), shell)

    @unittest.skipUnless(shutil.which("bash"), "no bash")
    def test_bash_completes_commands_and_options(self):
        script = self.file("completion", self.run_("completion", "bash", code=0).out)
        ask = f"""source {script}
            complete -p renkei | grep -o -- '-F [^ ]*' | cut -c4- > function
            COMP_WORDS=(renkei imp); COMP_CWORD=1; $(cat function); echo "${{COMPREPLY[@]}}"
            COMP_WORDS=(renkei export --form); COMP_CWORD=2; $(cat function); echo "${{COMPREPLY[@]}}"
            """
        ended = subprocess.run(["bash", "--norc"], input=ask.encode(), capture_output=True,
                               check=False, cwd=self.folder)
        self.assertEqual(["import", "--format"], ended.stdout.decode().split(), ended)

    def test_options_come_from_flags_then_environment_then_file(self):
        for name in ("a", "b", "c"):
            self.run_("init", "--store", f"{name}.db", "--organisation", name, code=0)
            self.file(f"{name}.jsonl", json.dumps(indicator(f"{name}.example")))
            self.run_("import", "--store", f"{name}.db", f"{name}.jsonl", code=0)
        self.file("config", "# where\nstore = c.db\n\n port=1\nformat = list\n")

        def held(*options, **environment):
            return self.run_("export", "--config", "config", *options, environment=environment,
                             code=0).out
        self.assertEqual("c.example\n", held())
        self.assertEqual("b.example\n", held(RENKEI_STORE="b.db"))
        self.assertEqual("a.example\n", held("--store", "a.db", RENKEI_STORE="b.db"))
        self.assertEqual("a.example\n", held("--store=a.db"))
        self.assertIn("bundle", held("--format", "stix"))
        self.assertEqual("c.example\n", self.run_("export", environment={"RENKEI_CONFIG": "config"},
                                                  code=0).out)
        self.assertIn("no-config", self.run_("export", "--config", "no-config", code=2).error)

    def test_without_a_store_each_command_says_what_to_do(self):
        for arguments in (("import", "-"), ("export",), ("lookup", "a.example"), ("match", "-"),
                          ("store", "check"), ("serve",)):
            said = self.run_(*arguments, code=2)
            self.assertIn("renkei init", said.error)
        self.assertEqual([], list(self.folder.iterdir()), "nothing is made by the way")


class Beginning(Commands):
    def test_init_makes_a_store_once(self):
        self.place()
        said = self.run_("init", "--organisation", "City Hospital", "--name", "hanako", code=0)
        self.assertRegex(said.out, r"^name:     hanako\npassword: \S+\ntoken:    rk_\S+\n$")
        self.assertIn("only here", said.error)
        again = self.run_("init", code=1)
        self.assertIn("accounts already", again.error)
        self.assertEqual("", again.out)
        if not on_postgres():
            self.assertEqual(0, os.stat(self.folder / "renkei.db").st_mode & 0o077)

    def test_setup_is_all_or_nothing_and_brings_up_to_date(self):
        self.made()
        world = {"organisations": [{"slug": "north", "name": "North"}],
                 "communities": [{"slug": "one", "title": "One", "members": ["north"]}],
                 "collections": [{"alias": "c", "title": "C", "community": "one", "members": [
                     {"organisation": "north", "read": True, "write": True}]}],
                 "accounts": [{"name": "nan", "display": "Nan", "organisation": "north"}]}
        self.file("world.json", json.dumps(world))
        for _ in range(2):
            said = self.run_("setup", "world.json", code=0)
            self.assertEqual("1 organisation, 1 community, 1 collection, 1 account\n", said.out)
        world["organisations"].append({"slug": "late", "name": "Late"})
        world["accounts"].append({"name": "x", "organisation": "nobody"})
        self.file("broken.json", json.dumps(world))
        said = self.run_("setup", "broken.json", code=2)
        self.assertIn("accounts[1]: nobody is not known", said.error)
        self.run_("lookup", "--as", "late", "a.example", code=2)
        self.run_("setup", "no-such-file", code=2)

    @only_files("damages the file")
    def test_check_says_ok_or_what_is_damaged(self):
        self.made()
        self.assertEqual("ok\n", self.run_("store", "check", code=0).out)
        self.assertEqual("", self.run_("store", "check", "--quiet", code=0).out)
        self.assertEqual({"is_sound": True}, self.run_("store", "check", "--json", code=0).json)
        objects = [indicator(f"d{n}.example") for n in range(3000)]
        self.run_("import", "-", input=bundle(*objects), code=0)
        store = self.folder / "renkei.db"
        content = bytearray(store.read_bytes())
        for at in range(len(content) // 2, len(content) // 2 + 40000):
            content[at] = 0x5a
        store.write_bytes(content)
        said = self.run_("store", "check")
        self.assertIn(said.code, (1, 2), said)
        self.assertTrue(said.out + said.error)
        self.file("none.db", "this is no database at all, only words\n" * 100)
        self.assertEqual(2, self.run_("store", "check", "--store", "none.db").code)


@only_files("from file to file; tests/backend/test_copy.py is to PostgreSQL and back")
class Copy(Commands):
    def test_a_store_is_copied_and_the_copy_is_the_same(self):
        self.made()
        self.run_("import", self.file("a.json", bundle(indicator("a.example"), indicator())), code=0)
        said = self.run_("store", "copy", "--from", "renkei.db", "--to", "sqlite:copy.db", code=0)
        self.assertRegex(said.out, r"^2 objects, \d+ rows in \d+ tables copied and read back the same")
        self.assertEqual("", said.error)
        exports = [self.run_("export", "--store", store, code=0).out
                   for store in ("renkei.db", "copy.db")]
        self.assertEqual(*[json.loads(text)["objects"] for text in exports])
        self.assertEqual("ok\n", self.run_("store", "check", "--store", "copy.db", code=0).out)

    def test_json_tells_each_table_with_its_digest(self):
        self.made()
        told = [self.run_("store", "copy", "--from", "renkei.db", "--to", name, "--json",
                          code=0).json for name in ("b.db", "c.db")]
        self.assertEqual(told[0]["tables"], told[1]["tables"])
        self.assertEqual((0, False), (told[0]["objects"], told[0]["continued"]))
        tables = {table["name"]: table for table in told[0]["tables"]}
        self.assertEqual(1, tables["account"]["rows"])
        self.assertRegex(tables["account"]["blake2b"], "^[0-9a-f]{64}$")

    def test_quiet_says_nothing_and_a_full_place_is_refused(self):
        self.made()
        copy = ("store", "copy", "--from", "renkei.db", "--to", "copy.db", "--quiet")
        self.assertEqual(("", ""), (self.run_(*copy, code=0).out, ""))
        said = self.run_(*copy, code=2)
        self.assertIn("there is a store already", said.error)
        self.assertEqual("", said.out)


class Import(Commands):
    def test_every_form_is_understood(self):
        self.made()
        one, two = indicator("one.example"), indicator("two.example")
        forms = {"bundle": bundle(one), "envelope": json.dumps({"more": False, "objects": [two]}),
                 "objects": json.dumps(indicator()) + "\n" + json.dumps(indicator()),
                 "array": json.dumps([indicator()]), "list": "three.example\n192.0.2.3\n",
                 "csv": "date,indicator,comment\n2024-01-01,four.example,seen\n",
                 "hosts": "127.0.0.1 four.example\n0.0.0.0 five.example\n"}
        for form, content in forms.items():
            report = self.run_("import", "--json", "-", input=content, code=0).json
            self.assertEqual(form, report["form"])
            self.assertLess(0, report["taken"], form)
            self.assertEqual(len(content), report["bytes"])

    def test_json_names_the_file_of_each_report(self):
        self.made()
        self.file("a b.txt", "a.example\n")
        self.file('"\x1b.txt', "b.example\nhello\n")
        said = self.run_("import", "--json", "a b.txt", "none", '"\x1b.txt', code=2)
        self.assertEqual([("a b.txt", 1, 0), ('"\x1b.txt', 1, 1)],
                         [(each["file"], each["taken"], each["refused"]) for each in said.lines])
        self.assertIn("none", said.error)

    def stopped(self, text, *arguments):
        """What an import says that is interrupted while its input is open and `text` was written."""
        with subprocess.Popen([program(), "import", *arguments], stdin=subprocess.PIPE, cwd=self.folder,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env=self.environment) as process:
            process.stdin.write(text.encode())
            process.stdin.flush()
            time.sleep(0.7)
            process.send_signal(signal.SIGINT)
            code = process.wait(20)
            return code, process.stdout.read().decode(), process.stderr.read().decode()

    def test_ctrl_c_stops_in_order_and_says_how_many_were_taken(self):
        self.made()
        self.file("later.txt", "later.example\n")
        code, out, error = self.stopped("a.example\nb.example\nhalf.exa", "-", "later.txt")
        self.assertEqual(2, code, error)
        self.assertIn("-: 2 taken, 0 known already, 0 refused", out)
        self.assertEqual(["-: stopped: the same again takes what is not taken yet",
                          "renkei: stopped: 1 of 2 files were not read"], error.split("\n")[:-1])
        self.assertEqual("a.example\nb.example\n", self.run_("export", "--format", "list", code=0).out)
        whole = json.dumps([indicator(f"{n}.example") for n in range(3)])
        code, out, _ = self.stopped(whole[:-3], "--all-or-nothing", "-")
        self.assertEqual(2, code)
        self.assertIn("0 taken", out)
        code, out, _ = self.stopped(whole[:-3], "-")
        self.assertEqual(2, code)
        self.assertIn("2 taken", out)

    def test_a_misp_event_is_called_by_its_name(self):
        self.made()
        event = {"Event": {"info": "x", "Attribute": [{"type": "domain", "value": "a.example"}]}}
        for whole, place in ((event, "line 1"), ({"response": [event]}, "line 1"),
                             ([event], "objects[0]")):
            said = self.run_("import", "-", input=json.dumps(whole), code=1)
            self.assertEqual(f"-: {place}: this is a MISP event, not STIX: export it from MISP as "
                             "STIX 2.1\n", said.error)

    def test_what_is_refused_of_a_list_is_shown(self):
        self.made()
        said = self.run_("import", "-", input="a.example\n\x1b[31mhello\n" + "word " * 99, code=1)
        self.assertIn('line 2: not a domain, address, URL, hash or mail address: "?[31mhello"\n',
                      said.error)
        self.assertIn('word ..."\n', said.error)
        self.assertNotIn("\x1b", said.error)
        said = self.run_("import", "-", input="value,confidence,expires\na.example,300,\n"
                         "b.example,,31/12/2030\nc.example,80,2030-12-31\n", code=1)
        self.assertIn("1 taken, 0 known already, 2 refused", said.out)
        self.assertRegex(said.error, 'line 2: the confidence is not .*: "300"\n')
        self.assertRegex(said.error, 'line 3: a date is not .*: "31/12/2030"\n')

    def test_packed_files_are_unpacked(self):
        self.made()
        packers = {"gz": gzip.compress, "xz": lzma.compress}
        if shutil.which("zstd"):
            packers["zst"] = zstd
        for suffix, pack in packers.items():
            objects = [indicator(f"{n}.{suffix}.example") for n in range(2000)]
            path = self.file(f"bundle.json.{suffix}", pack(bundle(*objects).encode()))
            self.assertIn("2000 taken", self.run_("import", path, code=0).out)
            self.assertIn("2000 known", self.run_("import", "-", input=path.read_bytes(), code=0).out)
            cut = self.file(f"cut.json.{suffix}", path.read_bytes()[:-20])
            self.assertIn(self.run_("import", cut).code, (1, 2))

    def test_the_same_again_is_known_and_changes_nothing(self):
        self.made()
        self.file("b.json", bundle(indicator("a.example"), indicator("b.example")))
        self.file("l.txt", "c.example\nd.example\n")
        for word in ("taken", "known already"):
            said = self.run_("import", "b.json", "l.txt", code=0)
            self.assertEqual(2, said.out.count(f"2 {word}"), said)
        before = self.run_("export", "--format", "jsonl", "--all-versions", code=0).out
        self.assertEqual(4, before.count("\n"))
        self.run_("import", "b.json", "l.txt", code=0)
        self.assertEqual(before, self.run_("export", "--format", "jsonl", "--all-versions").out)

    def test_another_content_under_the_same_version_is_refused_and_the_first_kept(self):
        self.made()
        first = indicator("a.example")
        self.run_("import", "-", input=bundle(first), code=0)
        said = self.run_("import", "-", input=bundle(dict(first, name="other")), code=1)
        self.assertIn(first["id"], said.error)
        self.assertIn("other content", said.error)
        self.assertEqual(first, self.run_("export", "--format", "jsonl", code=0).json)

    def test_a_truncated_bundle_keeps_the_good_objects_and_names_the_place(self):
        self.made()
        objects = [indicator(f"{n}.example") for n in range(5)]
        text = bundle(*objects)
        cut = text.index(objects[4]["id"])
        said = self.run_("import", "-", input=text[:cut], code=1)
        self.assertIn("4 taken", said.out)
        self.assertIn(f"objects[4], byte {cut}", said.error)
        self.assertEqual(4, self.run_("export", "--format", "jsonl").out.count("\n"))

    def test_what_is_no_object_is_refused_with_its_place_and_the_others_are_taken(self):
        self.made()
        for number, (content, shape) in enumerate((("%s, 5, \"x\", %s", bundle()[:-2] + "%s]}"),
                                                   ("%s, 5, \"x\", %s", "[%s]"))):
            some = [json.dumps(indicator(f"{number}{n}.example")) for n in range(2)]
            said = self.run_("import", "-", input=shape.replace("%s", content % tuple(some)), code=1)
            self.assertIn("2 taken", said.out)
            self.assertEqual(["-: objects[1]: not an object but a number",
                              "-: objects[2]: not an object but a string"],
                             said.error.split("\n")[:-1])

    def test_all_or_nothing_keeps_none(self):
        self.made()
        good, bad = indicator("good.example"), indicator("bad.example", modified="yesterday")
        text = bundle(good, bad, indicator("more.example"))
        for content, place in ((text, "objects[1]"), (bundle(good, good)[:-40], "objects[1], byte"),
                               ("good.example\n???\n", "line 2")):
            said = self.run_("import", "--all-or-nothing", "-", input=content)
            self.assertIn(said.code, (1, 2), said)
            self.assertIn(place, said.error)
            self.assertIn("0 taken", said.out)
            self.assertEqual("", self.run_("export", "--format", "jsonl", code=0).out)
        said = self.run_("import", "--all-or-nothing", "-", input=bundle(good), code=0)
        self.assertIn("1 taken", said.out)
        conflict = bundle(indicator("new.example"), dict(good, name="another"))
        said = self.run_("import", "--all-or-nothing", "-", input=conflict, code=1)
        self.assertEqual(1, self.run_("export", "--format", "jsonl").out.count("\n"))

    def test_each_refusal_is_listed_up_to_a_limit(self):
        self.made()
        said = self.run_("import", "-", input="".join(f"bad line {n} ?\n" for n in range(1500)),
                         code=1)
        self.assertIn("line 1:", said.error)
        self.assertIn("and 500 more refusals", said.error)

    def test_several_files_go_on_after_a_bad_one(self):
        self.made()
        self.file("good.json", bundle(indicator()))
        said = self.run_("import", "no-such-file", "good.json", code=2)
        self.assertIn("no-such-file", said.error)
        self.assertIn("good.json: 1 taken", said.out)
        self.assertEqual("", self.run_("import", "--quiet", "good.json", code=0).out)
        self.assertEqual(2, self.run_("import", self.folder).code)

    def test_only_those_who_may_write_do(self):
        self.made()
        self.file("world.json", json.dumps({
            "organisations": [{"slug": "writer", "name": "W"}, {"slug": "reader", "name": "R"}],
            "communities": [{"slug": "one", "title": "One", "members": ["writer", "reader"]}],
            "collections": [{"alias": "c", "title": "C", "community": "one", "members": [
                {"organisation": "writer", "read": True, "write": True},
                {"organisation": "reader", "read": True, "write": False}]}],
            "accounts": [{"name": "wanda", "display": "W", "organisation": "writer"}]}))
        self.run_("setup", "world.json", code=0)
        text = bundle(indicator())
        self.run_("import", "--as", "wanda", "--collection", "c", "-", input=text, code=0)
        self.run_("import", "--as", "writer", "--collection", "one/c", "-", input=text, code=0)
        for arguments in (("--as", "reader", "--collection", "c"), ("--as", "nobody"),
                          ("--as", "wanda", "--collection", "home"), ("--collection", "nowhere"),
                          ("--as", "reader")):
            said = self.run_("import", *arguments, "-", input=text, code=2)
            self.assertTrue(said.error.startswith("renkei: "), said)
        said = self.run_("import", "-", input=text, code=2)  # the operator has a choice of two
        self.assertTrue(said.error.startswith("renkei: -: collection: "), said)
        self.assertEqual(1, self.run_("lookup", "--as", "reader", "evil.example").code)
        self.assertEqual(0, self.run_("lookup", "--as", "home", "evil.example").code)


def heed_hangups():
    """Whoever ran the tests may have asked that these be ignored (nohup)."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


class Reading(Commands):
    def setUp(self):
        super().setUp()
        self.made()
        clear = "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"
        self.objects = [indicator("evil.example"), indicator("www.shop.example", confidence=80),
                        indicator("clear.example", object_marking_refs=[clear]),
                        {"type": "malware", "spec_version": "2.1", "name": "Wolf, \"grey\"",
                         "id": "malware--6c4d8a83-1f9b-4f9b-8b4a-8f1d1c2b3a4d", "is_family": True,
                         "created": "2024-01-01T00:00:00Z", "modified": "2024-01-01T00:00:00Z"}]
        self.run_("import", "-", input=bundle(*self.objects), code=0)

    def exported(self, *options):
        return self.run_("export", *options, code=0).out

    def test_export_writes_every_format(self):
        objects = json.loads(self.exported())["objects"]
        self.assertEqual(self.objects, objects)
        lines = self.exported("--format", "jsonl").split("\n")[:-1]
        self.assertEqual(self.objects, [json.loads(line) for line in lines])
        self.assertEqual("evil.example\nwww.shop.example\nclear.example\n",
                         self.exported("--format", "list"))
        self.assertIn('"Wolf, ""grey"""', self.exported("--format", "csv"))
        values = [json.loads(line) for line in self.exported("--format", "values").split("\n")[:-1]]
        self.assertEqual([object["id"] for object in self.objects[:3]],
                         [value["id"] for value in values])
        self.run_("export", "--format", "exe", code=2)

    def test_export_filters(self):
        def count(*options):
            return self.exported("--format", "jsonl", *options).count("\n")
        self.assertEqual(3, count("--type", "indicator"))
        self.assertEqual(4, count("--type", "indicator,malware"))
        self.assertEqual(0, count("--type", "x-never-seen,campaign"))
        self.assertEqual(1, count("--tlp", "clear"))
        self.assertEqual(3, count("--tlp", "TLP:AMBER"))
        self.assertEqual(4, count("--collection", "home"))
        self.assertEqual(0, count("--since", "2999-01-01"))
        self.assertEqual(4, count("--until", "2999-01-01T00:00:00Z"))
        for options in (("--tlp", "purple"), ("--since", "never"), ("--collection", "none")):
            self.run_("export", *options, code=2)

    def test_export_of_a_type_that_is_none_is_wrong_usage(self):
        said = self.run_("export", "--type", "indicatr", code=2)
        self.assertEqual(("", "renkei: type: there is no type indicatr here; is indicator meant?\n"),
                         (said.out, said.error))
        said = self.run_("export", "--type", "malware,zebra", code=2)
        self.assertEqual("renkei: type: there is no type zebra here\n", said.error)
        zebra = {"type": "zebra", "id": "zebra--6c4d8a83-1f9b-4f9b-8b4a-8f1d1c2b3a4d"}
        self.run_("import", "-", input=json.dumps(zebra), code=0)
        self.assertEqual([zebra], json.loads(self.exported("--type", "zebra"))["objects"])

    def test_export_stops_quietly_when_nobody_reads(self):
        self.run_("import", "-", input="".join(f"d{n}.example\n" for n in range(20000)), code=0)
        with subprocess.Popen([program(), "export"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              cwd=self.folder) as process:
            process.stdout.read(10)
            process.stdout.close()
            process.wait(30)
            self.assertIn(process.returncode, (2, -signal.SIGPIPE))

    def test_lookup_tells_what_is_known(self):
        said = self.run_("lookup", "evil.example", code=1)
        self.assertIn("about evil.example", said.out)
        self.assertIn("TLP:AMBER", said.out)
        said = self.run_("lookup", "never.example", code=0)
        self.assertIn("nothing is known", said.out)
        for value in ("hxxps://EVIL[.]example/path", "a@evil.example", "sub.evil.example",
                      "evil(dot)example", "evil.example."):
            self.assertEqual(1, self.run_("lookup", value).code, value)
        for value in ("notevil.example", "evil.example.org", "xevil.example"):
            self.assertEqual(0, self.run_("lookup", value).code, value)
        said = self.run_("lookup", "--json", "evil.example", "never.example", code=1)
        self.assertEqual([1, 0], [len(line["matches"]) for line in said.lines])
        said = self.run_("lookup", "--json", input="evil.example\n\n never.example \n", code=1)
        self.assertEqual(["evil.example", "never.example"], [line["value"] for line in said.lines])
        self.assertEqual("", self.run_("lookup", "--quiet", "never.example", code=0).out)

    def test_no_word_of_a_stranger_commands_the_terminal(self):
        evil = "\x1b[2J\u009b31m\u202eevil"
        row = {"type": "indicator", "spec_version": "2.1", "pattern_type": "stix", "name": evil,
               "id": "indicator--00000000-0000-4000-8000-00000000cafe",
               "created": "2024-01-01T00:00:00Z", "modified": "2024-01-01T00:00:00Z",
               "pattern": "[domain-name:value = 'terminal.example']",
               "valid_from": "2024-01-01T00:00:00Z"}
        self.file("row.json", json.dumps(row))
        self.run_("import", "row.json", code=0)
        self.file("log", f"terminal.example {evil}\n")
        refused = self.run_("import", "-", input=json.dumps(dict(row, id=evil)), code=1)
        for text in (self.run_("lookup", "terminal.example", code=1).out,
                     self.run_("match", "log", code=1).out, refused.error):
            self.assertNotRegex(text, "[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]")

    def test_who_said_so_and_in_which_list_is_told(self):
        self.file("phone call.txt", "bad.example\n")
        self.run_("import", "phone call.txt", code=0)
        self.run_("import", "--as", "home", "-", input="by.example\n", code=0)
        for value, told in (("bad.example", "said by the operator of this store since 20.* in phone call.txt"),
                            ("evil.example", "said by the operator of this store since 2024-01-01 "),
                            ("by.example", "said by (?!the operator|an author)")):
            self.assertRegex(self.run_("lookup", value, code=1).out, told)
        found = self.run_("lookup", "--json", "bad.example", code=1).json["matches"][0]["objects"][0]
        self.assertEqual(("phone call.txt", True), (found["list"], found["by_operator"]))
        log = self.file("l.log", "bad.example\nevil.example\n")
        sources = [each["source"] for each in self.run_("match", "--json", log, code=1).lines]
        self.assertEqual(f"{sources[1]}: phone call.txt", sources[0])
        self.assertIn(": phone call.txt\n", self.run_("match", log, code=1).out)

    def test_lookup_of_what_is_no_value_is_wrong_usage(self):
        for value in ("hello world", "???", "", "\x1b[31m", "word", "T1" + 70 * "A"):
            said = self.run_("lookup", value, code=2)
            self.assertEqual("", said.out)
            self.assertRegex(said.error, r"^renkei: [^\x1b]*: [^\x1b]*\n$")
        self.assertIn("ssdeep", said.error)
        for options in ((), ("--quiet",)):
            said = self.run_("lookup", *options, "evil.example", "hello world", "clear.example", code=2)
            self.assertEqual("renkei: hello world: not a domain, address, URL, hash or mail address\n",
                             said.error)
            for found in ("about evil.example", "about clear.example"):
                self.assertIn(found, said.out)
        said = self.run_("lookup", "--json", input="never.example\nhello world\n", code=2)
        self.assertEqual(["domain-name", None], [line["kind"] for line in said.lines])

    def test_match_reports_lines(self):
        log = self.file("a.log", "fine\nGET evil.example now\nand www.shop.example\n")
        said = self.run_("match", log, code=1)
        self.assertIn(f"{log}:2:5-16  evil.example", said.out)
        self.assertIn("confidence 80", said.out)
        self.assertIn("3 known-bad values", said.error)
        found = self.run_("match", "--json", "--quiet", log, code=1).lines
        self.assertEqual([(2, 4, 16, "evil.example", self.objects[0]["id"]),
                          (3, 4, 20, "www.shop.example", self.objects[1]["id"])],
                         [tuple(each[key] for key in ("line", "begin", "end", "value", "indicator"))
                          for each in found])
        packed = self.file("a.log.gz", gzip.compress(log.read_bytes()))
        self.assertEqual(2, len(self.run_("match", "--json", packed, code=1).lines))
        self.assertEqual(2, len(self.run_("match", "--json", "-", input=log.read_bytes(),
                                          code=1).lines))
        self.assertEqual("", self.run_("match", "-", input="nothing here\n", code=0).out)
        said = self.run_("match", "no-such", log, code=2)
        self.assertIn("evil.example", said.out, "the others are read all the same")

    def test_match_follows_a_growing_file(self):
        log = self.file("grow.log", "begin evil.example\n")
        with subprocess.Popen([program(), "match", "--follow", "--json", "--quiet", str(log)],
                              stdout=subprocess.PIPE, cwd=self.folder,
                              env=self.environment) as process:
            try:
                self.assertEqual(1, json.loads(process.stdout.readline())["line"])
                for number in (2, 3):
                    with open(log, "a", encoding="ascii") as file:
                        file.write("half of www.sh")
                        file.flush()
                        time.sleep(0.3)
                        file.write("op.example\n")
                    found = json.loads(process.stdout.readline())
                    self.assertEqual((number, "www.shop.example"), (found["line"], found["value"]))
            finally:
                process.send_signal(signal.SIGTERM)
            self.assertEqual(1, process.wait(10))
        self.run_("match", "--follow", log, log, code=2)

    def test_match_that_follows_ends_with_its_terminal(self):
        log = self.file("grow.log", "begin evil.example\n")
        with subprocess.Popen([program(), "match", "--follow", "--json", "--quiet", str(log)],
                              stdout=subprocess.PIPE, cwd=self.folder, env=self.environment,
                              preexec_fn=heed_hangups) as process:
            self.assertTrue(process.stdout.readline())  # it follows
            process.send_signal(signal.SIGHUP)
            try:
                self.assertEqual(-signal.SIGHUP, process.wait(10))
            finally:
                process.kill()

    def test_match_takes_indicators_from_files_without_a_store(self):
        self.environment["RENKEI_STORE"] = "no-such.db"
        self.file("bad.json", bundle(indicator("evil.example"), indicator("gone.example",
                                                                         revoked=True)))
        self.file("bad.txt", "evil.net\n198.51.100.7\n")
        said = self.run_("match", "--indicators", "bad.json", "--indicators", "bad.txt", "--json", "-",
                         input="evil.example\ngone.example\nevil.net 198.51.100.7\n", code=1)
        self.assertEqual(["evil.example", "evil.net", "198.51.100.7"],
                         [each["value"] for each in said.lines])
        self.run_("match", "--indicators", "no-such", "-", code=2)


@only_files("asks no store")
class Boundaries(Commands):
    def test_names_are_matched_label_by_label(self):
        for text, found in (("evil.com", True), ("www.evil.com", True), ("a.b.c.evil.com", True),
                            ("notevil.com", False), ("evil.com.example", False), ("evil.co", False),
                            ("evil.comx", False), ("not-evil.com", False), ("EVIL.COM", True),
                            ("evil.com.", True), ("(evil.com)", True), ("<evil.com>,", True),
                            ("evil.com:8080", True), ("http://evil.com/", True), ("evil_com", False),
                            ("user@evil.com", True), ("hxxp://evil[.]com", True), ("com.evil", False),
                            ("xn--evil.com", False), ("\"evil.com\"", True), ("evil..com", False)):
            self.assertEqual(found, bool(self.match(["evil.com"], f"x {text} y\n")), text)

    def test_addresses_are_matched_whole(self):
        for text, found in (("1.2.3.4", True), ("11.2.3.45", False), ("1.2.3.45", False),
                            ("11.2.3.4", False), ("1.2.3.4:443", True), ("[1.2.3.4]", True),
                            ("1.2.3.4.5", False), ("0.1.2.3.4", False), ("http://1.2.3.4/x", True),
                            ("1.2.3.4,", True), ("1.2.3.4.", True), ("1[.]2[.]3[.]4", True),
                            ("src=1.2.3.4;", True)):
            self.assertEqual(found, bool(self.match(["1.2.3.4"], f"x {text} y\n")), text)
        for text, found in (("2001:db8::1", True), ("2001:DB8:0:0:0:0:0:1", True),
                            ("2001:db8::12", False), ("[2001:db8::1]:443", True)):
            self.assertEqual(found, bool(self.match(["2001:db8::1"], f"x {text} y\n")), text)

    def test_networks_hold_their_addresses(self):
        for network, text, found in (
                ("192.0.2.0/24", "192.0.2.255", True), ("192.0.2.0/24", "192.0.3.0", False),
                ("192.0.2.0/25", "192.0.2.128", False), ("10.0.0.0/8", "10.255.1.1", True),
                ("192.0.2.64/26", "192.0.2.127", True), ("2001:db8::/32", "2001:db8:ffff::1", True),
                ("2001:db8::/32", "2001:db9::1", False), ("192.0.2.7/32", "192.0.2.7", True)):
            self.assertEqual(found, bool(self.match([network], f"x {text} y\n")), (network, text))

    def test_hashes_are_matched_in_any_case_and_whole(self):
        for size in (32, 40, 64, 128):
            digest = ("0123456789abcdef" * 8)[:size]
            for text, found in ((digest, True), (digest.upper(), True), (digest + "0", False),
                                ("0" + digest, False), (digest[:-1], False),
                                (f"sha={digest};", True)):
                self.assertEqual(found, bool(self.match([digest], f"x {text} y\n")), text)
                self.assertEqual(found, bool(self.match([digest.upper()], f"x {text} y\n")), text)

    def test_urls_are_matched_with_host_case_and_default_ports_folded(self):
        bad = "http://evil.com/a/Path?q=1"
        for text, found in ((bad, True), ("http://EVIL.com/a/Path?q=1", True),
                            ("http://evil.com:80/a/Path?q=1", True), ("HTTP://evil.com/a/Path?q=1", True),
                            ("http://evil.com:8080/a/Path?q=1", False), ("http://evil.com/a/path?q=1", False),
                            ("http://evil.com/a/Path?q=2", False), ("http://evil.com/", False),
                            ("https://evil.com/a/Path?q=1", False),
                            ("hxxp://evil[.]com/a/Path?q=1", True), ("<http://evil.com/a/Path?q=1>", True)):
            self.assertEqual(found, bool(self.match([bad], f"x {text} y\n")), text)
        self.assertTrue(self.match(["https://evil.com:443/x"], "GET https://evil.com/x\n"))

    def test_mail_addresses_and_places_in_the_line(self):
        found, = self.match(["bad@evil.com"], "日本 <Bad@Evil.com>\r\nother@evil.com\n")
        self.assertEqual((1, 8, 20), (found["line"], found["begin"], found["end"]))
        self.assertEqual("Bad@Evil.com", found["found"])

    def test_text_of_any_kind_is_read(self):
        for text in ("evil.com", "\0evil.com\0", "\r\nevil.com\r\n", "x" * 300000 + " evil.com\n",
                     "\xff\xfe evil.com\n", "a\n" * 100000 + "evil.com"):
            found = self.match(["evil.com"], text.encode("latin-1"))
            self.assertEqual(1, len(found), text[:20])


class Owners(Commands):
    """Commands beside a running server go through its local socket and say the same."""

    def test_commands_say_the_same_through_a_running_server(self):
        server = Server()
        self.addCleanup(server.close)
        store = server.beside
        self.file("b.json", bundle(indicator("evil.example"), indicator("b.example")))
        self.file("bad.json", bundle(indicator("c.example"), indicator(modified="x")))
        said = {}
        for turn in ("beside", "through"):
            if turn == "through":
                server.start()
            said[turn] = [(each.code, each.out, each.error) for each in (
                self.run_("import", *store, "--json", "b.json"),
                self.run_("import", *store, "--json", "b.json"),
                self.run_("import", *store, "--json", "no-such"),
                self.run_("import", *store, "--collection", "none", "b.json"),
                self.run_("export", *store, "--format", "jsonl"),
                self.run_("export", *store, "--format", "exe"),
                self.run_("lookup", *store, "--json", "evil.example", "never.example"),
                self.run_("match", *store, "--json", "-", input="evil.example\n"),
                self.run_("init", *store), self.run_("store", "check", *store),
                self.run_("lookup", *store, "--as", "nobody", "x.example"),
                self.run_("lookup", *store, "--as", "home", "evil.example"))]
            if turn == "beside":  # the first import was the first
                said[turn][0] = said[turn][1]
        for beside, through in zip(said["beside"], said["through"]):
            self.assertEqual(beside, through)
        self.assertEqual(1, self.run_("import", *store, "bad.json").code)
        self.assertEqual(200, server.get("/api/v1/overview").code)

    def test_a_socket_is_where_it_is_named_and_taken_from_nobody(self):
        server, other = Server(), Server()
        for each in (server, other):
            self.addCleanup(each.close)
        named = str(self.folder / "named")
        server.options = ["--socket", named]
        server.start()
        self.file("b.json", bundle(indicator("evil.example")))
        reach = ("--store", server.store, "--socket", "named")  # from where the command is
        self.assertIn("1 taken", self.run_("import", *reach, "b.json", code=0).out)
        said = self.run_("serve", "--store", other.store, "--port", "0", "--socket", named, code=2)
        self.assertRegex(said.error, r"^renkei: --socket: /\S+/named: cannot listen: Address already")
        self.assertEqual(0o600, os.stat(named).st_mode & 0o777)
        self.run_("lookup", *reach, "evil.example", code=1)
        server.kill()
        self.run_("lookup", *reach, "evil.example", code=1)  # nobody listens: the store itself
        server.start()  # the socket that was left is its own again
        self.run_("lookup", *reach, "evil.example", code=1)
        server.stop()
        self.assertFalse(Path(named).exists())

    def test_a_remote_server_answers_by_token(self):
        server = Server()
        self.addCleanup(server.close)
        server.start()
        self.file("token", server.first["token"] + "\n")
        remote = ("--server", f"http://127.0.0.1:{server.port}/", "--token", "token")
        self.file("b.json", bundle(indicator("evil.example")))
        self.assertIn("1 taken", self.run_("import", *remote, "--collection", "home", "b.json",
                                           code=0).out)
        self.assertEqual("evil.example\n", self.run_("export", *remote, "--format", "list",
                                                     code=0).out)
        self.run_("lookup", *remote, "evil.example", code=1)
        self.run_("match", *remote, "-", input="www.evil.example\n", code=1)
        for arguments in (("--server", f"http://127.0.0.1:{server.port}"),
                          ("--server", "http://127.0.0.1:1"), ("--server", "nonsense:/x"),
                          (*remote, "--as", "home")):
            self.run_("import", *arguments, "b.json", code=2)
        self.file("token", "rk_wrong\n")
        said = self.run_("lookup", *remote, "evil.example", code=2)
        self.assertIn("token", said.error)

    @only_files("a database may have several: tests/backend/test_programs.py")
    def test_a_second_server_on_the_same_store_is_refused(self):
        server = Server()
        self.addCleanup(server.close)
        server.start()
        said = self.run_("serve", "--store", server.store, "--port", "0", code=2)
        self.assertIn("another process owns it", said.error)
        server.stop()
        self.run_("store", "check", "--store", server.store, code=0)
        self.assertFalse(Path(server.local).exists())

    def test_a_server_stops_on_sigterm_with_exit_code_0(self):
        server = Server()
        self.addCleanup(server.close)
        server.start()
        process = server.process
        server.stop()
        self.assertEqual(0, process.returncode)


if __name__ == "__main__":
    unittest.main()
