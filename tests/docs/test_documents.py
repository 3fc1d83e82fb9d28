"""The commands in the documents work, links inside the repository lead somewhere.

A block is run when `<!-- run -->` stands on the line before it:

    <!-- run -->
    ```sh
    renkei init --store demo.db
    ```

All blocks of one document run one after another in one temporary folder, with `renkei` in PATH.
A line `# exits 1` in a block says that the block ends with 1. The lines after `# prints` must stand
in what the block printed, in that order.
"""

import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^<!-- run -->\n```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
EXITS = re.compile(r"^# exits (\d+)$", re.MULTILINE)


def documents():
    listed = subprocess.run(["git", "-C", ROOT, "ls-files", "--cached", "--others",
                             "--exclude-standard", "*.md"], capture_output=True, text=True)
    names = listed.stdout.split("\n") if listed.returncode == 0 else [
        path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.md")
        if "node_modules" not in path.parts]
    return sorted(name for name in names if name and (ROOT / name).exists())


def without_code(text):
    return re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)


class Documents(unittest.TestCase):
    def test_every_link_inside_the_repository_leads_somewhere(self):
        lost = []
        for name in documents():
            for target in LINK.findall(without_code((ROOT / name).read_text("utf-8"))):
                if "://" in target or target.startswith("mailto:"):
                    continue
                if not ((ROOT / name).parent / target).exists():
                    lost.append(f"{name}: {target}")
        self.assertEqual(lost, [])

    def run_block(self, name, number, block, folder):
        wanted = int((EXITS.findall(block) or ["0"])[0])
        commands, _, printed = block.partition("# prints\n")
        environment = dict(os.environ, HOME=str(folder), RENKEI_ROOT=str(ROOT))
        ended = subprocess.run(["bash", "-euo", "pipefail", "-c", commands], cwd=folder,
                               env=environment, stdin=subprocess.DEVNULL, capture_output=True,
                               text=True, timeout=120)
        said = f"{name}, block {number}:\n{block}\n{ended.stdout}\n{ended.stderr}"
        self.assertEqual(ended.returncode, wanted, said)
        position = 0
        for line in printed.splitlines():
            found = ended.stdout.find(line.removeprefix("# ").strip(), position)
            self.assertNotEqual(found, -1, f"{line!r} was not printed by {said}")
            position = found

    def run_document(self, name, blocks):
        with tempfile.TemporaryDirectory() as folder:
            for number, block in enumerate(blocks, 1):
                self.run_block(name, number, block, Path(folder))


def add_document(name, blocks):
    def test(self):
        self.run_document(name, blocks)
    setattr(Documents, "test_commands_of_" + re.sub(r"\W", "_", name), test)


for document in documents():
    found = BLOCK.findall((ROOT / document).read_text("utf-8"))
    if found:
        add_document(document, found)

if __name__ == "__main__":
    unittest.main()
