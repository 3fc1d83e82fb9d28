"""One string that hardly ends, through every command that reads: memory stays bounded, and a word is said.

It comes out of a generator through a pipe, and is longer than 2 GiB, so that no size that is kept in 31
bits goes unseen.
"""

import subprocess
import threading
import unittest

from command import Commands
from server import only_files, program

SIZE = (2 << 30) + (64 << 20)
PEAK_MIB_MAX = 256
PART = b"a" * (1 << 20)
OBJECT = b'{"type":"bundle","id":"bundle--00000000-0000-4000-8000-000000000000","objects":[' \
         b'{"type":"indicator","description":"'


def resident_at_most(process):
    """MiB, by the program alone: what the system tells at its end counts the parent before it, too."""
    with open(f"/proc/{process.pid}/status", encoding="ascii") as lines:
        found = [line.split()[1] for line in lines if line.startswith("VmHWM")]
    return int(found[0]) / 1024 if found else 0  # it has ended


class Huge(Commands):
    def pour(self, arguments, before, after=b"\n"):
        """(exit code, what was said, whether all of it was read)"""
        said = {}
        process = subprocess.Popen([program(), *arguments], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=self.folder,
                                   env=self.environment)

        def hear(name, stream):
            said[name] = stream.read(1 << 20)  # never all: it might be the string itself
            while stream.read(1 << 20):
                said["more"] = True
        ears = [threading.Thread(target=hear, args=(name, getattr(process, name)))
                for name in ("stdout", "stderr")]
        for ear in ears:
            ear.start()
        is_read, peak = True, 0
        try:
            process.stdin.write(before)
            for _ in range(SIZE // len(PART)):
                process.stdin.write(PART)
                peak = max(peak, resident_at_most(process))
            process.stdin.write(after)
            process.stdin.close()
        except BrokenPipeError:
            is_read = False
        for ear in ears:
            ear.join()
        process.wait()
        for stream in (process.stdout, process.stderr):
            stream.close()
        try:
            process.stdin.close()
        except BrokenPipeError:
            pass
        self.assertNotIn("more", said, "more than 1 MiB was said")
        self.assertLess(peak, PEAK_MIB_MAX, arguments)
        text = (said["stdout"] + said["stderr"]).decode()
        self.assertLess(len(text), 10000)
        return process.returncode, text, is_read

    def test_an_object_without_end_is_unusable(self):
        self.made()
        for options in ((), ("--all-or-nothing",)):
            code, said, _ = self.pour(("import", *options, "-"), OBJECT, b'"}]}')
            self.assertEqual(2, code, said)
            self.assertRegex(said, r"damaged: objects\[0\], byte 80: larger than an object may be")
            self.assertIn("0 taken", said)

    def test_a_line_without_end_is_refused_and_the_others_are_taken(self):
        self.made()
        for before, after in ((b"one.example\n", b"\ntwo.example\n"),
                              (b'value,description\nthree.example,"', b'"\nfour.example,x\n')):
            code, said, is_read = self.pour(("import", "-"), before, after)
            self.assertEqual((1, True), (code, is_read), said)
            self.assertIn("line 2: longer than 262144 bytes", said)
        listed = self.run_("export", "--format", "list", code=0).out.split()
        self.assertEqual(["four.example", "one.example", "two.example"], sorted(listed))

    @only_files("asks no store")
    def test_a_log_of_one_line_is_read_to_its_end(self):
        self.file("bad.txt", "evil.example\n")
        begins = [1, len(b"evil.example ") + SIZE // len(PART) * len(PART) + 2]
        for option in ("--json", "--quiet"):
            code, said, is_read = self.pour(("match", "--indicators", "bad.txt", option, "-"),
                                            b"evil.example ", b" evil.example\n")
            self.assertEqual((1, True), (code, is_read), said)
            for begin in begins:
                self.assertIn(f'"begin":{begin - 1},"end":{begin + 11},' if option == "--json"
                              else f"-:1:{begin}-{begin + 11}  evil.example", said)

    @only_files("asks no store")
    def test_a_list_of_indicators_with_a_line_without_end_is_read(self):
        self.file("log", "evil.example\nlast.example\n")
        code, said, is_read = self.pour(("match", "--indicators", "-", "log"), b"evil.example\n",
                                        b"\nlast.example\n")
        self.assertEqual((1, True), (code, is_read), said)
        self.assertIn("log:1:1-12", said)
        self.assertIn("log:2:1-12", said)
        code, said, _ = self.pour(("match", "--indicators", "-", "log"), OBJECT, b'"}]}')
        self.assertEqual(2, code, said)
        self.assertIn("larger than an object may be", said)

    def test_a_value_without_end_is_wrong_usage(self):
        self.made()
        code, said, is_read = self.pour(("lookup",), b"")
        self.assertEqual((2, False), (code, is_read), said)
        self.assertIn("longer than 8190 bytes", said)


if __name__ == "__main__":
    unittest.main()
