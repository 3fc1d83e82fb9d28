"""tidy.py [ROOT] - holds the rules of ARCHITECTURE.md and CONTRIBUTING.md; one complaint a line.

Each check is a function from a Tree to complaints; CHECKS at the end lists them. What a check may
refuse is proven in test_tidy.py by planting it.
"""

import posixpath
import re
import subprocess
import sys
from pathlib import Path

import source

# A folder may include itself and folders of a smaller number.
FLOORS = {"base": 0, "sys": 1, "stix": 2, "http": 2, "policy": 3, "ledger": 3, "match": 3, "lib": 3,
          "store": 4, "exchange": 5, "cooperate": 6, "api": 7, "app": 8, "cli": 9}

# Each library is named in one file of src/. A new one gets a line here and in DESIGN's table.
LIBRARIES = {"microhttpd.h": "libmicrohttpd", "curl/": "libcurl", "simdjson.h": "simdjson",
             "sqlite3.h": "SQLite", "libpq-fe.h": "libpq", "sodium.h": "libsodium",
             "nettle/": "nettle", "gnutls/": "GnuTLS", "pcre2.h": "PCRE2", "zlib.h": "zlib",
             "zstd.h": "zstd",
             "zstd_errors.h": "zstd", "lzma.h": "liblzma", "archive.h": "libarchive",
             "archive_entry.h": "libarchive", "unicode/": "ICU", "idn2.h": "libidn2",
             "libpsl.h": "libpsl", "gmime/": "GMime", "libxml/": "libxml2", "hs/": "Vectorscan",
             "hs.h": "Vectorscan", "qrencode.h": "libqrencode"}

# The files that may know which engine the store speaks to: what each says differently, how each is
# spoken to, and the table of both. Nobody else names one, or says a word that only one understands.
ENGINES = re.compile(r"src/store/(?:(?:dialect|engine)\.h|db\.c|sqlite\.[ch]|(?:postgres|dialect)_\w+\.[ch]"
                     r"|postgres\.c)")
ENGINE_NAMES = re.compile(r"\w*(?:sqlite|postgres|libpq|fts5|tsvector)\w*|\bpg_\w+", re.IGNORECASE)
ENGINE_WORDS = re.compile(
    r"\b(?:PRAGMA|ATTACH|VACUUM|INSERT OR|REPLACE INTO|ILIKE|BYTEA|ROWID|CREATE SCHEMA|DROP SCHEMA"
    r"|USING (?:gin|fts5)|tsvector|tsquery|CONCURRENTLY)\b|\b(?:pragma_|sqlite_|pg_)\w+|\bunnest\("
    r"|\w::(?:text|bigint|bytea)\b")

SYSTEM = set("""
assert.h ctype.h errno.h fcntl.h fenv.h float.h inttypes.h limits.h locale.h math.h setjmp.h
signal.h stdalign.h stdarg.h stdatomic.h stdbool.h stddef.h stdint.h stdio.h stdlib.h stdnoreturn.h
string.h strings.h time.h dirent.h dlfcn.h ftw.h getopt.h glob.h grp.h libgen.h netdb.h poll.h
pthread.h pwd.h sched.h semaphore.h spawn.h termios.h unistd.h malloc.h immintrin.h emmintrin.h
cpuid.h arm_neon.h sanitizer/asan_interface.h linux/audit.h linux/filter.h linux/landlock.h linux/limits.h
linux/seccomp.h arpa/inet.h net/if.h netinet/in.h netinet/tcp.h sys/epoll.h
sys/eventfd.h sys/file.h sys/inotify.h sys/ioctl.h sys/mman.h sys/prctl.h sys/random.h
sys/resource.h sys/select.h sys/sendfile.h sys/signalfd.h sys/socket.h sys/stat.h sys/statvfs.h
sys/ptrace.h sys/syscall.h sys/time.h sys/timerfd.h sys/types.h sys/uio.h sys/un.h sys/wait.h
algorithm charconv climits cmath cstddef cstdint cstdio cstdlib cstring limits memory new string
string_view utility vector
""".split())

FILE_LINES_MAX, FUNCTION_LINES_MAX, COLUMNS_MAX, PARAMETERS_MAX = 600, 70, 100, 6
NESTING_MAX = 3
README_LINES_MAX = 40
# A test sees a library through our headers, as everybody does; but for these.
OF_TESTS = {"cmocka.h"}
BESIDE = {"tests/bench/bench_store.c": {"sqlite3.h"}}  # plain SQLite is what it compares us with
# tests/fuzz/README.md speaks for its corpora, where each file is an input; Vite copies all of
# web/public into what is served, and web/README.md speaks for it.
WITHOUT_README = ("tests/fuzz/corpus", "web/public")
TABLE = "// tidy: table"  # on a line of its own: the file (line 1 to 20) or the next function
CALLBACK = "// tidy: callback"  # the next function has the parameters that a library gives it

# Written in pieces, so that this file does not complain about itself.
UNFINISHED = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"))
                        + r")\b")
# An absolute path by its first folder; `{folder}/x`, `$HOME/x` and addresses of HTTP are none.
MACHINES = re.compile(
    r"(?<![\w.:/})\]%@~*?-])/(?:bin|boot|dev|etc|farm|home|lib|lib64|media|mnt|opt|private|proc|root|run"
    r"|sbin|snap|srv|sys|tmp|usr|Users|var|Volumes|work|workspaces?)(?![\w-])(?:/[\w.@-]+)*")
REGISTRIES = re.compile("|".join(re.escape(host) for host in (
    "registry." + "npmjs", "registry." + "yarnpkg", "pypi" + ".org", "files.python" + "hosted",
    "deb." + "debian.org", "crates" + ".io", "proxy.go" + "lang", "rubygems" + ".org")))
MAKERS = re.compile(r"\b(" + "|".join((
    "cla" + "ude", "anth" + "ropic", "chat" + "gpt", "open" + "ai", "copi" + "lot",
    "language " + "model", "ai[- ]" + "generated", "ai " + "assistant", "coding " + "agent",
    "sub-?" + "agents?", "(?:this|previous|another) " + "session of work")) + r")\b", re.IGNORECASE)
# A path with a step up: what stands before it, and the path.
UPWARD = re.compile(r"(\$\{?root\}?/|ROOT\}?/|[)}\"\]]/|(?<![\w./-]))"
                    r"((?:[\w@.-]+/)*\.\./[\w@./-]*|(?<=/)\.\.(?![\w./])|(?:[\w@.-]+/)+\.\.(?![\w./]))")
PARENTS = re.compile(r"__file__.*?\.parents\[(\d+)\]")

# What may stand where all the same, without what leads there: the beginning, the files, and why.
ALLOWED = [
    ("usr/bin/env", "", "the first line of a script"),
    ("bin/sh", "", "the first line of a script"),
    ("dev", "", "the kernel's: the same on every machine"),
    ("proc", "", "the kernel's: the same on every machine"),
    ("tmp", "tests/", "POSIX names it; a test makes a folder of its own in it"),
    ("usr/bin/chromium", "tests/e2e/", "Debian's Chromium"),
    ("usr/lib/postgresql", "tests/backend/", "Debian's PostgreSQL"),
    ("etc/postgresql-common", "script/bootstrap", "tells Debian's PostgreSQL to make no database"),
    ("usr/local", "docs/manual/", "where `meson install` puts things"),
    ("etc", "docs/manual/", "what an operator writes"),
    ("var/lib/renkei", "docs/manual/", "where an operator keeps the store"),
    ("etc/passwd", "tests/scene/", "what a stranger asks for"),
    ("etc/passwd", "tests/unit/sys/", "there on every machine, to be closed"),
    ("usr", "tests/unit/sys/", "there on every machine, to be open"),
    ("lib", "tests/unit/sys/", "there on every machine, to be open"),
    *((folder, "src/app/confine.c", "where the C library looks on every Linux")
      for folder in ("etc", "usr", "lib", "lib64", "run", "sys")),
    ("etc/postgresql-common", "src/store/postgres_reads.c", "Debian's libpq reads it"),
    *((folder, "packaging/", "where an installation has it")
      for folder in ("usr/local", "etc", "var/lib/renkei", "boot", "mnt", "media", "srv")),
]

BINARY = {".png", ".jpg", ".ico", ".woff2", ".gz", ".xz", ".zst", ".zip", ".pdf", ".db"}


class Tree:
    """The files of a repository: what git tracks or would, or all of them outside git."""

    def __init__(self, root):
        self.root = Path(root)
        self.paths = sorted(self._listed())
        self._texts = {}

    def _listed(self):
        git = subprocess.run(["git", "-C", self.root, "ls-files", "-z", "--cached", "--others",
                              "--exclude-standard"], capture_output=True, check=False)
        if git.returncode == 0:
            names = [name for name in git.stdout.decode().split("\0") if name]
            return [name for name in names if (self.root / name).is_file()]
        return [path.relative_to(self.root).as_posix() for path in self.root.rglob("*")
                if path.is_file() and "__pycache__" not in path.parts]

    def text(self, name):
        if name not in self._texts:
            self._texts[name] = (self.root / name).read_text("utf-8", "replace")
        return self._texts[name]

    def lines(self, name):
        return self.text(name).splitlines()

    def c_files(self, *folders):
        return [name for name in self.paths
                if name.endswith((".c", ".h", ".cc")) and name.startswith(folders)]

    def words(self):
        """Every file that people read or write; not what is fetched, and not data."""
        return [name for name in self.paths
                if not name.startswith("tests/fuzz/corpus/")
                and (not name.startswith("data/") or name.endswith(".md"))
                and Path(name).suffix not in BINARY and not name.endswith("package-lock.json")]


def at(name, line, sentence):
    return f"{name}:{line}: {sentence}"


def includes(tree, name):
    for number, line in enumerate(tree.lines(name), 1):
        found = re.match(r'\s*#\s*include\s+(["<])([^">]+)[">]', line)
        if found:
            yield number, found.group(1), found.group(2)


def is_generated(tree, folder, path):
    """A header that the folder's build makes, such as an embedded file."""
    build = f"src/{folder}/meson.build"
    return ("src/" + path not in tree.paths and build in tree.paths
            and f"'{path.rsplit('/', 1)[-1]}'" in tree.text(build))


def check_floors(tree):
    """No include goes up or sideways."""
    known = set(tree.paths)
    for name in tree.c_files("src/"):
        folder = name.split("/")[1]
        if folder not in FLOORS:
            yield at(name, 1, f"src/{folder} has no floor (FLOORS in tests/tidy/tidy.py)")
            continue
        for number, quote, path in includes(tree, name):
            if quote == "<":
                continue
            other = path.split("/")[0]
            if is_generated(tree, folder, path):
                continue
            if path.count("/") != 1 or "src/" + path not in known:
                yield at(name, number, f'"{path}": ours are included as "folder/name.h"')
            elif FLOORS.get(other, 99) > FLOORS[folder]:
                yield at(name, number, f"{folder} (floor {FLOORS[folder]}) includes upward: {path}")
            elif other != folder and FLOORS[other] == FLOORS[folder]:
                yield at(name, number, f"{folder} includes its neighbour: {path}")


def check_libraries(tree):
    """A library is named in one file of src/ and in the table above, and in no test."""
    users = {}
    for name in tree.c_files("src/"):
        for number, quote, path in includes(tree, name):
            if quote == '"' or path in SYSTEM:
                continue
            library = LIBRARIES.get(path) or LIBRARIES.get(path.split("/")[0] + "/")
            if library is None:
                yield at(name, number, f"<{path}> is neither of the system nor a known library")
            else:
                users.setdefault(library, {})[name] = number
    for name in tree.c_files("tests/"):
        for number, quote, path in includes(tree, name):
            if quote == "<" and path not in SYSTEM | OF_TESTS | BESIDE.get(name, set()):
                yield at(name, number, f"<{path}>: a test sees a library through our headers")
    for library, names in sorted(users.items()):
        for name, number in sorted(names.items())[1:]:
            yield at(name, number, f"{library} is named in {sorted(names)[0]} already")


def check_engines(tree):
    """Which engine a store is on is known to the engines' own files alone."""
    for name in tree.c_files("src/"):
        if ENGINES.fullmatch(name):
            continue
        text = tree.text(name)
        names = [(number, path) for number, quote, path in includes(tree, name) if quote == '"']
        names += enumerate(source.blank(text).split("\n"), 1)
        for number, line in names:
            for found in ENGINE_NAMES.finditer(line):
                yield at(name, number, f"{found.group()}: what differs between the engines stands in "
                         "src/store/dialect_*.c")
        for number, said in source.strings(text):
            for found in ENGINE_WORDS.finditer(said):
                yield at(name, number, f"{found.group()}: not every engine understands that; what "
                         "differs stands in src/store/dialect_*.c")


def check_sizes(tree):
    """Files, lines, functions, parameters and nesting stay small; tables may be long."""
    for name in tree.c_files("src/", "tests/"):
        lines = tree.lines(name)
        is_table = TABLE in lines[:20]
        if len(lines) > FILE_LINES_MAX and not is_table:
            yield at(name, len(lines), f"{len(lines)} lines; a file has at most {FILE_LINES_MAX}")
        for number, line in enumerate(lines, 1):
            if len(line) > COLUMNS_MAX:
                yield at(name, number, f"{len(line)} columns; a line has at most {COLUMNS_MAX}")
        for function in source.functions(tree.text(name)):
            before = lines[max(0, function.line - 4):function.line - 1]
            if function.lines > FUNCTION_LINES_MAX and not is_table and TABLE not in before:
                yield at(name, function.line, f"{function.name} has {function.lines} lines; "
                         f"a function has at most {FUNCTION_LINES_MAX}")
            if function.parameters > PARAMETERS_MAX and CALLBACK not in before:
                yield at(name, function.line, f"{function.name} has {function.parameters} "
                         f"parameters; a function has at most {PARAMETERS_MAX}")
            if function.nesting > NESTING_MAX:
                yield at(name, function.line, f"{function.name} nests {function.nesting} deep; "
                         f"a function at most {NESTING_MAX}")


def check_form(tree):
    """What the formatter does not hold: headers, struct names, white space."""
    for name in tree.c_files("src/", "tests/"):
        lines = tree.lines(name)
        base = name.rsplit("/", 1)[1]
        if base.endswith(".h"):
            if not lines or not lines[0].startswith(f"// {base} - "):
                yield at(name, 1, f"a header begins `// {base} - what it is for.`")
            if "#pragma once" not in lines:
                yield at(name, 1, "a header has `#pragma once`")
        for number, line in enumerate(lines, 1):
            if re.match(r"\s*typedef\s+(struct|union|enum)\b", line):
                yield at(name, number, "no typedef for a struct, union or enum")
            if "\t" in line:
                yield at(name, number, "a tab")
    for name in tree.words():
        text = tree.text(name)
        if text and not text.endswith("\n"):
            yield at(name, text.count("\n") + 1, "no newline at the end of the file")
        for number, line in enumerate(text.split("\n"), 1):
            if line != line.rstrip(" \t\r"):
                yield at(name, number, "white space at the end of the line")


def check_words(tree):
    """No marks of unfinished work, no word about how or where it was made."""
    for name in tree.words():
        for number, line in enumerate(tree.lines(name), 1):
            for found in UNFINISHED.finditer(line):
                yield at(name, number, f"{found.group()}: finish it, or write `DEBT: reason`")
            for found in MAKERS.finditer(line):
                yield at(name, number, f"{found.group()}: say what it is, not who typed it")


def is_allowed(name, path):
    path = path.lstrip("./")
    return any(name.startswith(where) and (path == begin or path.startswith(begin + "/"))
               for begin, where, _ in ALLOWED)


def leaves(name, line, before, path):
    """Whether the path leads out of the repository, and not into ../shared."""
    # Links, imports and build files are read from where they stand; programs run at the root.
    is_from_file = (name.endswith((".md", ".ts", ".mjs", ".svelte", ".css", ".html", ".json"))
                    or name.endswith("meson.build") or line.lstrip().startswith("#include")
                    or before[:1] in (")", "}", '"', "]"))
    is_from_root = "root" in before.lower() or not is_from_file
    plain = posixpath.normpath(path.rstrip("."))  # in a text, ../shared is meant from the root
    full = posixpath.normpath(posixpath.join("" if is_from_root else posixpath.dirname(name), path))
    is_out = full.startswith("..")
    return is_out and not any((each + "/").startswith("../shared/") for each in (full, plain))


def check_outside(tree):
    """Nothing points outside the repository but to ../shared."""
    for name in tree.words():
        for number, line in enumerate(tree.lines(name), 1):
            for found in MACHINES.finditer(line):
                if name != ".gitignore" and not is_allowed(name, found.group()):
                    yield at(name, number, f"{found.group()}: a path of one machine")
            for found in REGISTRIES.finditer(line):
                yield at(name, number, f"{found.group()}: the host of a package registry")
            for found in UPWARD.finditer(line):
                if not is_allowed(name, found[2]) and leaves(name, line, found[1], found[2]):
                    yield at(name, number,
                             f"{found[2]}: a path outside the repository other than ../shared")
            for found in PARENTS.finditer(line):
                if int(found[1]) > name.count("/") and "shared" not in line:
                    yield at(name, number,
                             f"parents[{found[1]}]: outside the repository other than ../shared")


def check_readmes(tree):
    """Each folder says what it is, in at most 40 lines, beside a list of numbered pages."""
    folders = {"/".join(parts[:depth]) for parts in (name.split("/") for name in tree.paths)
               for depth in range(1, len(parts))}
    for folder in sorted(folders):
        name = folder + "/README.md"
        if folder.startswith(WITHOUT_README):
            continue
        if name not in tree.paths:
            yield at(folder, 1, "has no README.md")
        elif sum(not line.startswith("| [0") for line in tree.lines(name)) > README_LINES_MAX:
            yield at(name, 1, f"longer than {README_LINES_MAX} lines")


def check_listed(tree):
    """A source or test that its meson.build does not name would never be built or run."""
    for name in tree.paths:
        folder, _, base = name.rpartition("/")
        build = folder + "/meson.build"
        if build not in tree.paths:
            continue
        if re.fullmatch(r"src/[^/]+/[^/]+\.(c|cc)", name) and base not in tree.text(build):
            yield at(name, 1, f"is not in {build}")
        found = re.fullmatch(r"tests/.*/(?:test|fuzz|bench)_(\w+)\.c", name)
        if found and not re.search(r"'(?:\w+_)?%s(?:\.c)?'" % found.group(1), tree.text(build)):
            yield at(name, 1, f"is not in {build}")


SECRET = re.compile(r"memcmp\([^;]*(?:digest|proof|mac\b|token|secret|password|cookie|hash|pair|subject)")


def check_secrets(tree):
    """What somebody may guess byte by byte, by the time that it takes, is compared by secret_equal."""
    for name in tree.c_files("src/exchange/", "src/api/", "src/http/"):
        for number, line in enumerate(source.blank(tree.text(name)).split("\n"), 1):
            if SECRET.search(line):
                yield at(name, number, "secret_equal compares what may be a secret, not memcmp")


CHECKS = [check_floors, check_libraries, check_engines, check_secrets, check_sizes, check_form, check_words, check_outside,
          check_readmes, check_listed]


def complaints(root):
    tree = Tree(root)
    return [complaint for check in CHECKS for complaint in check(tree)]


if __name__ == "__main__":
    found = complaints(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parents[2])
    print("\n".join(found) if found else "tidy")
    sys.exit(1 if found else 0)
