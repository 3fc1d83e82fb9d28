"""What a command shows on a terminal, and what of it stays out of a pipe."""

import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import termios
import unittest

from command import Commands
from server import only_files, program

ESCAPE = "\x1b"
COPY_FRAME = re.compile(r"\r\x1b\[K(copying|checking) (\w+)  ([#.]{30}) +(\d+) %  \d+ rows/s")
FRAME = re.compile(r"\r\x1b\[K(\S+)  ([#.]{30}) +(\d+) %  (\d+\.\d) MB/s(?:  (\d+) s left)?")


class Terminal(Commands):
    def shown(self, *arguments, on=("stdout",), environment=None, code=0):
        """(what a terminal shows, what a pipe gets of the other stream)"""
        outer, inner = pty.openpty()
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 200, 0, 0))
        streams = {name: inner if name in on else subprocess.PIPE for name in ("stdout", "stderr")}
        process = subprocess.Popen([program(), *map(str, arguments)], stdin=subprocess.DEVNULL,
                                   cwd=self.folder, env=dict(self.environment,
                                                             **(environment or {})), **streams)
        os.close(inner)
        parts = []
        try:
            while part := os.read(outer, 65536):
                parts.append(part)
        except OSError:  # the other side is closed
            pass
        os.close(outer)
        piped = "".join(stream.read().decode() for stream in (process.stdout, process.stderr)
                        if stream)
        for stream in (process.stdout, process.stderr):
            if stream:
                stream.close()
        self.assertEqual(code, process.wait(60), piped)
        return b"".join(parts).decode().replace("\r\n", "\n"), piped

    # ---- store copy ----

    @only_files("from file to file; the bar knows no engine")
    def test_a_copy_shows_how_far_it_is_and_a_pipe_gets_none_of_it(self):
        self.made()
        self.list_of(50000, "many.txt")
        self.run_("import", "many.txt", code=0)
        copy = ("store", "copy", "--from", "renkei.db", "--to")
        shown, piped = self.shown(*copy, "copy.db", on=("stderr",))
        frames = COPY_FRAME.findall(shown)
        self.assertLess(1, len(frames), shown[:2000])
        percents = [int(frame[3]) for frame in frames]
        self.assertEqual(sorted(percents), percents)
        self.assertTrue(shown.endswith("\r\x1b[K"))
        self.assertRegex(piped, r"^50000 objects, ")
        self.assertEqual("", self.run_(*copy, "other.db", code=0).error)

    # ---- import ----

    def list_of(self, count, name):
        return self.file(name, "".join(f"n{at}.{name}.example\n" for at in range(count)))

    def test_an_import_shows_how_far_it_is_how_fast_and_how_long_still(self):
        self.made()
        self.list_of(200000, "many.txt")
        shown, piped = self.shown("import", "many.txt", on=("stderr",))
        frames = FRAME.findall(shown)
        self.assertLess(2, len(frames), shown[:2000])
        self.assertEqual({"many.txt"}, {frame[0] for frame in frames})
        percents = [int(frame[2]) for frame in frames]
        self.assertEqual(sorted(percents), percents)
        self.assertLess(percents[0], percents[-1])
        for _, bar, percent, rate, left in frames:
            self.assertAlmostEqual(int(percent) * 30 // 100, bar.count("#"), delta=1)
            self.assertRegex(bar, r"\A#*\.*\Z")
            self.assertLess(0, float(rate))
        self.assertTrue(any(frame[4] for frame in frames), "time left")
        self.assertIn("200000 taken", piped)
        self.assertNotIn(ESCAPE, piped)
        # Nothing of the bar stays on the line of what is said after it.
        self.assertRegex(shown.rsplit("\r", 1)[1], r"\A(\x1b\[K)?[^#%]*\Z")

    def test_in_a_pipe_and_when_it_is_to_be_quiet_there_is_no_bar(self):
        self.made()
        self.list_of(100000, "one.txt")
        said = self.run_("import", "one.txt", code=0)
        self.assertIn("100000 taken", said.out)
        for text in (said.out, said.error):
            self.assertNotRegex(text, r"[\r\x1b%]|MB/s|left")
        self.list_of(100000, "two.txt")
        shown, _ = self.shown("import", "--quiet", "two.txt", on=("stderr",))
        self.assertEqual("", shown)

    # ---- check ----

    def tools(self, count, name):
        text = "".join(
            f'{{"type":"tool","spec_version":"2.1","id":"tool--{at:08x}-1111-4111-8111-111111111111",'
            '"created":"2020-01-01T00:00:00.000Z","modified":"2020-01-01T00:00:00.000Z",'
            f'"name":"x","description":"{"words " * 100}"}}\n' for at in range(count))
        return self.file(name, text)

    @only_files("asks no store")
    def test_a_check_shows_how_far_it_is_how_fast_and_how_long_still(self):
        self.tools(200000, "many.jsonl")
        shown, piped = self.shown("check", "many.jsonl", on=("stderr",))
        frames = FRAME.findall(shown)
        self.assertLess(2, len(frames), shown[:2000])
        self.assertEqual({"many.jsonl"}, {frame[0] for frame in frames})
        percents = [int(frame[2]) for frame in frames]
        self.assertEqual(sorted(percents), percents)
        self.assertLess(percents[0], percents[-1])
        self.assertTrue(any(frame[4] for frame in frames), "time left")
        self.assertTrue(shown.endswith("\r\x1b[K"), "the line is taken away")
        self.assertIn("200000 objects, 0 do not pass", piped)
        said = self.run_("check", "many.jsonl", code=0)
        for text in (said.out, said.error):
            self.assertNotRegex(text, r"[\r\x1b%]|MB/s|left")
        self.assertEqual("", self.shown("check", "--quiet", "many.jsonl", on=("stderr",))[0])

    @only_files("asks no store")
    def test_a_finding_stands_on_a_line_of_its_own_while_a_bar_is_shown(self):
        self.tools(100000, "many.jsonl")
        text = (self.folder / "many.jsonl").read_text().splitlines()
        text[50000] = text[50000].replace('"name":"x"', '"name":7')
        self.file("many.jsonl", "\n".join(text) + "\n")
        shown, _ = self.shown("check", "many.jsonl", on=("stdout", "stderr"), code=1)
        self.assertLess(1, len(FRAME.findall(shown)), shown[:2000])
        found = [line for line in shown.split("\n") if "objects[50000]" in line]
        self.assertEqual(1, len(found))
        # What the bar had drawn on that line is taken away before the finding is written.
        self.assertRegex(found[0], r"\A(.*\r\x1b\[K)?many\.jsonl: objects\[50000\] tool--\S+: name: a ")

    # ---- match ----

    def look(self, *options, **named):
        self.file("bad.txt", "evil.example\n")
        self.file("log", "10:00 GET http://www.evil.example/x\n10:01 nothing\n"
                         "10:02 \x1b[2J evil.example\n")
        return self.shown("match", "--indicators", "bad.txt", *options, "log", code=1, **named)[0]

    @only_files("asks no store")
    def test_a_match_is_a_table_with_colour_on_a_terminal(self):
        shown = self.look()
        lines = shown.rstrip("\n").split("\n")
        self.assertEqual(4, len(lines), shown)
        self.assertRegex(lines[0], r"\Alog:1:22-33  \x1b\[[0-9;]+mevil\.example\x1b\[0m")
        self.assertRegex(lines[1], r"10:00 GET http://www\.\x1b\[[0-9;]+mevil\.example\x1b\[0m/x")
        self.assertRegex(lines[2], r"\Alog:3:")
        self.assertNotIn(ESCAPE + "[2J", shown, "what the log holds does not reach the terminal")
        plain = re.sub(r"\x1b\[[0-9;]*m", "", shown)
        self.assertNotIn(ESCAPE, plain)
        self.assertEqual(plain, self.look(environment={"NO_COLOR": "1"}))
        self.assertEqual(shown, self.look(environment={"NO_COLOR": ""}), "empty is as if not set")

    @only_files("asks no store")
    def test_a_match_in_a_pipe_has_no_colour(self):
        plain = re.sub(r"\x1b\[[0-9;]*m", "", self.look())
        said = self.run_("match", "--indicators", "bad.txt", "log", code=1)
        self.assertEqual(plain, said.out)

    @only_files("asks no store")
    def test_a_match_as_json_is_a_line_each_without_colour_anywhere(self):
        shown = self.look("--json")
        piped = self.run_("match", "--indicators", "bad.txt", "--json", "log", code=1).out
        self.assertEqual(piped, shown)
        self.assertNotIn(ESCAPE, shown)
        hits = [json.loads(line) for line in shown.rstrip("\n").split("\n")]
        self.assertEqual([1, 3], [hit["line"] for hit in hits])
        self.assertEqual({"evil.example"}, {hit["value"] for hit in hits})


if __name__ == "__main__":
    unittest.main()
