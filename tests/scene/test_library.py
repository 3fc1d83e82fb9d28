"""librenkei as somebody else finds it: installed into an empty folder, found by pkg-config, used by a
program that knows nothing of this repository.
"""

import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from server import ROOT, only_files, program

U = "11111111-1111-4111-8111-111111111111"
WHEN = "2020-01-01T00:00:00.000Z"
FLAGS = ["-std=c17", "-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Wconversion", "-Werror"]


def bundle(*objects):
    return json.dumps({"type": "bundle", "id": "bundle--" + U, "objects": list(objects)})


def seen(number, value):
    return {"type": "observed-data", "spec_version": "2.1", "created": WHEN, "modified": WHEN,
            "id": f"observed-data--{number}{U[1:]}", "first_observed": WHEN, "last_observed": WHEN,
            "number_observed": 1,
            "objects": {"0": {"type": "domain-name", "value": value}}}


@only_files("asks no store")
class Library(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="renkei-library-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        build = Path(program()).resolve().parents[2]
        subprocess.run(["meson", "install", "-C", build, "--no-rebuild", "--tags", "runtime,devel",
                        "--destdir", cls.folder],
                       check=True, capture_output=True, timeout=120)
        pkg = next(cls.folder.rglob("librenkei.pc"))
        cls.found = dict(os.environ, PKG_CONFIG_PATH=str(pkg.parent),
                         PKG_CONFIG_SYSROOT_DIR=str(cls.folder),
                         LD_LIBRARY_PATH=str(pkg.parents[1]))
        cls.library = pkg.parents[1] / "librenkei.so"
        cls.observe = cls.built(ROOT / "examples/observe.c")

    @classmethod
    def built(cls, source, compiler="cc", flags=FLAGS):
        said = subprocess.run(["pkg-config", "--cflags", "--libs", "librenkei"], env=cls.found,
                              check=True, capture_output=True, text=True).stdout.split()
        out = cls.folder / Path(source).stem
        subprocess.run([compiler, *flags, source, "-o", out, *said], check=True, timeout=60)
        return out

    def run_(self, text, pattern, code):
        file = self.folder / "in.json"
        file.write_text(text, encoding="utf-8")
        ended = subprocess.run([self.observe, file, pattern], env=self.found, text=True,
                               capture_output=True, timeout=60)
        self.assertEqual(code, ended.returncode, ended)
        return ended

    def test_the_example_reads_checks_tries_and_names(self):
        said = self.run_(bundle(seen(1, "evil.example"), seen(2, "good.example")),
                         "[domain-name:value = 'evil.example']", 0).stdout
        self.maxDiff = None
        self.assertEqual(
            [f"observed-data--1{U[1:]}  {WHEN}  observed-data",
             f"observed-data--2{U[1:]}  {WHEN}  observed-data",
             "an observation that holds an object of which this is true:",
             "  domain-name:value is 'evil.example'",
             "[domain-name:value = 'evil.example']",
             f"  observed-data--1{U[1:]} satisfies it by 0",
             "it matches, on 2 observations",
             "ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4",  # as in STIX 2.1, 6.8
             '{"type":"ipv4-addr","value":"198.51.100.3"}',
             f"refused: 0 of 2 (librenkei {self.version()})"], said.splitlines())

    def version(self):
        return re.search(r"version: '([\d.]+)'", (ROOT / "meson.build").read_text())[1]

    def test_faults_have_their_place(self):
        wrong = dict(seen(1, "a.example"), number_observed="many")
        text = bundle(wrong, dict(seen(2, "b.example"), id="no id"), 7)
        said = self.run_(text, "[a:b = 1]", 1).stdout
        self.assertIn("objects[1] cannot be used: id: ", said)
        found = int(re.search(r"byte (\d+): number_observed", said)[1])
        self.assertEqual('"many"', text[found:found + 6])
        self.assertIn("refused: 3 of 3 (", said)
        error = self.run_(text, "[a:b ~ 1]", 2).stderr
        self.assertIn("byte 5: line 1, column 6: expected a comparison operator", error)
        self.assertIn("regular expression", self.run_(text, "[a:b MATCHES '(']", 2).stderr)
        self.assertIn(f"byte {len(text) - 5}: ", self.run_(text[:-5], "[a:b = 1]", 2).stderr)

    def test_nothing_but_the_interface_is_seen(self):
        names = subprocess.run(["nm", "-D", "--defined-only", self.library], check=True,
                               capture_output=True, text=True).stdout
        names = {line.split()[-1] for line in names.splitlines()}
        header = (ROOT / "src/lib/renkei.h").read_text()
        header = re.sub(r"//.*", "", header)
        declared = set(re.findall(r"^[\w *]*?\b\*?(renkei_\w+)\(", header, re.MULTILINE))
        declared -= {"renkei_match"}
        self.assertGreater(len(declared), 10)
        self.assertEqual(declared, names)

    def test_the_header_is_one_of_old_c_and_of_cpp_too(self):
        header = next(self.folder.rglob("renkei.h"))
        for compiler, name, flags in (("cc", "old.c", ["-std=c99", "-Wpedantic"]),
                                      ("c++", "new.cpp", ["-std=c++17"])):
            source = self.folder / name
            source.write_text(f'#include "{header}"\nint main(void) {{ '
                              "return renkei_version()[0] == 0; }\n")
            program_ = self.built(source, compiler, ["-Wall", "-Wextra", "-Werror", *flags])
            subprocess.run([program_], env=self.found, check=True, timeout=60)


if __name__ == "__main__":
    unittest.main()
