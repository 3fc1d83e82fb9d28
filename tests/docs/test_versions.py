"""docs/formats/stix-versions.md names every difference of STIX 2.0 and 2.1 that the program knows.

The rows of src/stix/lift_table.c and of the page are compared: type, names, section of 2.1.
"""

import re
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = r'"(?:[^"\\]|\\.)*"'
ROW = re.compile(rf"\{{(LIFT_\w+),\s*(NULL|{TEXT}),\s*(LIFT_\w+),\s*(NULL|{TEXT}),\s*(NULL|{TEXT}),"
                 rf"\s*(?:NULL|{TEXT}),\s*({TEXT}),")


def rows_of_source():
    """(type, name in 2.0, name in 2.1, section)"""
    text = (ROOT / "src/stix/lift_table.c").read_text("utf-8")
    text = re.sub(r"//.*", "", text[text.index("ROWS[] = {"):text.index("size_t lift_row_count")])
    found = set()
    for _, kind, act, old, new, section in ROW.findall(text):
        kind, old, new, section = (None if each == "NULL" else each.strip('"')
                                   for each in (kind, old, new, section))
        if act == "LIFT_NEED":
            new = old
        found.add((kind or "all", old, new, section))
    assert len(found) > 60, "the table is not read any more"
    return found


def rows_of_page():
    found = set()
    for line in (ROOT / "docs/formats/stix-versions.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
        names = [None if cell == "—" else cell.strip("`") for cell in cells]
        if re.fullmatch(r"[\d.]+", cells[-1]) and cells[0].startswith("`"):
            found.add((names[0], None, None, cells[-1]))
        elif len(cells) == 7 and re.fullmatch(r"[\d.]+", cells[3]):
            found.add((cells[0], names[1], names[2], cells[3]))
    return found


class Versions(unittest.TestCase):
    def test_the_page_has_the_rows_of_the_table_and_no_other(self):
        self.assertEqual(rows_of_source(), rows_of_page())


if __name__ == "__main__":
    unittest.main()
