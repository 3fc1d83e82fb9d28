"""The systemd unit: what it forbids is not what the program needs, and systemd knows every line."""

import re
import shutil
import subprocess
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
UNIT = ROOT / "packaging/systemd/renkei.service"
# A service that is not root has no use for these; SQLite asks for fchown as root only.
LEFT_OUT = {"fchown"}
EXPOSURE_MOST = 1.5  # as packaging/README.md has it


def printed(*command):
    ended = subprocess.run([*map(str, command)], capture_output=True, check=False, timeout=60)
    return (ended.stdout + ended.stderr).decode()


def members(group):
    """The calls of a group of systemd's, with those of the groups in it."""
    found = set()
    for line in printed("systemd-analyze", "syscall-filter", group).splitlines()[1:]:
        word = line.split("#")[0].strip()
        if word.startswith("@"):
            found |= members(word)
        elif word:
            found.add(word)
    return found


def settings(name):
    return re.findall(rf"^{name}=(.*)$", UNIT.read_text(), re.MULTILINE)


@unittest.skipUnless(shutil.which("systemd-analyze"), "systemd-analyze is not here")
class Unit(unittest.TestCase):
    def test_every_line_is_known(self):
        said = [line for line in printed("systemd-analyze", "verify", UNIT).splitlines()
                if "is not executable" not in line and "Command 'man" not in line]
        self.assertEqual([], said)

    def test_it_is_as_closed_as_the_page_says(self):
        said = printed("systemd-analyze", "security", "--offline=true", "--no-pager", UNIT)
        level = re.search(r"Overall exposure level for renkei.service: ([\d.]+)", said)
        if not level:
            self.skipTest("this systemd does not look at files")
        self.assertLessEqual(float(level[1]), EXPOSURE_MOST)
        self.assertIn(f"{EXPOSURE_MOST}", (ROOT / "packaging/README.md").read_text())

    def test_what_the_program_may_call_the_unit_lets_it_call(self):
        """But for what only root would; the program's own list stands in sandbox_filter.c."""
        table = re.search(r"allowed\[\] = \{(.*?)\n\};",
                          (ROOT / "src/sys/sandbox_filter.c").read_text(), re.DOTALL)[1]
        asked = set(re.findall(r"__NR_(\w+)", table)) | {"clone", "socket"}
        self.assertLess(100, len(asked))
        allowed = set()
        for line in settings("SystemCallFilter"):
            is_off = line.startswith("~")
            for word in line.lstrip("~").split():
                named = members(word) if word.startswith("@") else {word}
                allowed = allowed - named if is_off else allowed | named
        # What it needs to put its own sandbox on.
        asked |= {"seccomp", "landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self"}
        self.assertEqual(LEFT_OUT, asked - allowed)


class Page(unittest.TestCase):
    def test_the_manual_names_the_files_that_are_there(self):
        text = (ROOT / "docs/manual/install.md").read_text()
        for file in sorted((ROOT / "packaging/systemd").glob("renkei.*")):
            self.assertIn(f"packaging/systemd/{file.name}", text)


if __name__ == "__main__":
    unittest.main()
