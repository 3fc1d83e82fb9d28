"""A command line under test: a folder with a store, files to read, and what commands say."""

import json
import os
import shutil
import subprocess
import tempfile
import unittest
import uuid
from pathlib import Path

from server import backend, on_postgres, program


def indicator(value="evil.example", **more):
    return dict({"type": "indicator", "spec_version": "2.1", "id": f"indicator--{uuid.uuid4()}",
                 "created": "2024-01-01T00:00:00.000Z", "modified": "2024-01-01T00:00:00.000Z",
                 "name": f"about {value}", "pattern": f"[domain-name:value = '{value}']",
                 "pattern_type": "stix", "valid_from": "2024-01-01T00:00:00Z"}, **more)


def bundle(*objects):
    return json.dumps({"type": "bundle", "id": f"bundle--{uuid.uuid4()}", "objects": objects})


class Said:
    def __init__(self, ended):
        self.code = ended.returncode
        self.out = ended.stdout.decode("utf-8", "replace")
        self.error = ended.stderr.decode("utf-8", "replace")

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def lines(self):
        return [json.loads(line) for line in self.out.split("\n")[:-1]]

    def __repr__(self):
        return f"<{self.code} {self.out[:400]!r} {self.error[:400]!r}>"


class Commands(unittest.TestCase):
    """Each test has an empty folder; `made` makes a store in it."""

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="renkei-cli-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.environment = {name: value for name, value in os.environ.items()
                            if not name.startswith("RENKEI") and name != "NO_COLOR"}

    def run_(self, *arguments, input=b"", environment=None, code=None):
        if isinstance(input, str):
            input = input.encode()
        said = Said(subprocess.run(
            [program(), *map(str, arguments)], input=input, capture_output=True, check=False,
            timeout=120, cwd=self.folder, env=dict(self.environment, **(environment or {}))))
        if code is not None:
            self.assertEqual(code, said.code, said)
        return said

    def made(self):
        self.place()
        return self.run_("init", "--json", code=0).json

    def place(self):
        """What is meant when a command names no store: renkei.db, or an empty database."""
        if on_postgres():
            module, url = backend()
            self.environment["RENKEI_STORE"] = module.fresh(url)
            self.addCleanup(module.drop, self.environment["RENKEI_STORE"])

    def file(self, name, content):
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def match(self, indicators, text, *options):
        """The values found in `text`, by a list of indicators."""
        self.file("bad.txt", "\n".join(indicators) + "\n")
        said = self.run_("match", "--indicators", "bad.txt", "--json", "--quiet", *options, "-",
                         input=text)
        self.assertEqual(1 if said.out else 0, said.code, said)
        return said.lines
