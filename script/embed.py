#!/usr/bin/env python3
"""Writes files as C arrays, so that the binary carries them.

    embed.py --header OUT.h --source OUT.c --name schema_files [--base DIR] FILE...

`schema_files` becomes an array of `struct embedded` (path relative to DIR, bytes, size) in the order
given, with `schema_files_count` behind it. Every array ends in a NUL that is not counted. The lines
of the array are what compilers read fastest: octal escapes inside one long string literal.
"""
import argparse
import os

HEADER = """// Made by script/embed.py; do not edit.
#pragma once

#include <stddef.h>

#ifndef EMBEDDED_FILE
#define EMBEDDED_FILE
struct embedded {
    const char *path;
    const unsigned char *bytes; // followed by a NUL
    size_t size;
};
#endif

extern const struct embedded %(name)s[];
extern const size_t %(name)s_count;
"""


def literal(data):
    """String literals of 60 bytes a line; three octal digits cannot swallow the digit after them."""
    lines = []
    for at in range(0, len(data), 60):
        text = "".join(
            chr(byte) if 32 <= byte < 127 and byte not in (34, 63, 92) else "\\%03o" % byte
            for byte in data[at:at + 60])
        lines.append('    "%s"' % text)
    return "\n".join(lines) or '    ""'


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--header", required=True)
    parser.add_argument("--source", required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--base", default=None, help="paths are named relative to this folder")
    parser.add_argument("files", nargs="*")
    options = parser.parse_args()

    with open(options.header, "w", encoding="ascii") as out:
        out.write(HEADER % {"name": options.name})
    with open(options.source, "w", encoding="ascii") as out:
        out.write("// Made by script/embed.py; do not edit.\n")
        out.write('#include "%s"\n\n' % os.path.basename(options.header))
        # A string literal longer than 4095 bytes is more than C17 promises; both compilers take it.
        out.write("#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n\n")
        rows = []
        for index, path in enumerate(options.files):
            with open(path, "rb") as file:
                data = file.read()
            # A literal gives its own NUL: one element more than the bytes.
            out.write("static const unsigned char file_%d[%d] =\n%s;\n\n"
                      % (index, len(data) + 1, literal(data)))
            shown = os.path.relpath(path, options.base) if options.base else os.path.basename(path)
            quoted = shown.replace("\\", "/").replace('"', '\\"')
            rows.append('    {"%s", file_%d, %d},' % (quoted, index, len(data)))
        rows.append("    {NULL, NULL, 0},")
        out.write("const struct embedded %s[] = {\n%s\n};\n" % (options.name, "\n".join(rows)))
        out.write("const size_t %s_count = %d;\n" % (options.name, len(options.files)))


main()
