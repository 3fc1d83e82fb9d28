#!/usr/bin/env python3
"""Makes the table of src/api/assets.h from the files of web/dist.

    assets.py FOLDER OUT.c [--depfile OUT.d]

A file `x` may have `x.br` and `x.gz` beside it: they become one row. No folder, no rows: the program
then answers its interface and has no pages.
"""
import argparse
import hashlib
import os


def literal(data):
    """String literals; three octal digits cannot swallow the digit after them."""
    lines = []
    for at in range(0, len(data), 64):
        lines.append('"%s"' % "".join(
            chr(byte) if 32 <= byte < 127 and byte not in (34, 63, 92) else "\\%03o" % byte
            for byte in data[at:at + 64]))
    return "\n    ".join(lines) or '""'


def read(path):
    if not os.path.exists(path):
        return b""
    with open(path, "rb") as file:
        return file.read()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("out")
    parser.add_argument("--depfile")
    options = parser.parse_args()
    files = []
    for folder, _, names in os.walk(options.folder):
        files += [os.path.join(folder, name) for name in names]
    plain = sorted((path for path in files if not path.endswith((".br", ".gz"))),
                   key=lambda path: ("/" + os.path.relpath(path, options.folder)).encode())
    with open(options.out, "w") as out:
        out.write('// Made by script/assets.py from web/dist; do not edit.\n#include "api/assets.h"\n\n'
                  '#pragma GCC diagnostic ignored "-Woverlength-strings"\n\n')
        rows = []
        for number, path in enumerate(plain):
            parts = [read(path), read(path + ".br"), read(path + ".gz")]
            for kind, data in zip(("plain", "br", "gz"), parts):
                out.write("static const char %s_%d[] =\n    %s;\n" % (kind, number, literal(data)))
            tag = hashlib.sha256(parts[0]).hexdigest()[:20]
            rows.append('    {"/%s", "%s", %s},' % (
                os.path.relpath(path, options.folder), tag,
                ", ".join("{%s_%d, %d}" % (kind, number, len(data))
                          for kind, data in zip(("plain", "br", "gz"), parts))))
        if not rows:
            rows = ['    {"", "", {0, 0}, {0, 0}, {0, 0}},']
        out.write("\nconst struct asset assets[] = {\n%s\n};\n" % "\n".join(rows))
        out.write("const size_t asset_count = %d;\n" % len(plain))
    if options.depfile:
        with open(options.depfile, "w") as out:
            out.write("%s: %s\n" % (options.out, " ".join(files)))


main()
