"""The figures that decide, one function each; a row says what was measured and what the bar is."""

import argparse
import json
import os
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import backend
import generate
import program

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "build/bench-data"
MIB = 1024 * 1024


class Bench:
    def __init__(self, args):
        self.count = args.count
        self.seed = 1
        self.store = DATA / "store" / "renkei.db"
        self.secrets = {}
        self.missed = 0
        self.import_rate = None

    def row(self, what, figure, bar, is_met):
        self.missed += is_met is False
        word = {True: "ok", False: "below", None: ""}[is_met]
        print(f"{what:<54} {figure:>16}   {bar:<16} {word}", flush=True)

    def made(self, form, **options):
        """A generated file; made once, then kept in build/bench-data."""
        options.setdefault("count", self.count)
        name = "-".join([form] + [f"{key}{value}" for key, value in sorted(options.items())])
        path = DATA / (name + ".txt")
        if not path.exists():
            DATA.mkdir(parents=True, exist_ok=True)
            command = [sys.executable, ROOT / "tests/bench/generate.py", form]
            for key, value in options.items():
                command += [f"--{key}", str(value)]
            with open(path.with_suffix(".part"), "wb") as out:
                subprocess.run(command, stdout=out, check=True)
            path.with_suffix(".part").rename(path)
        return path

    def serve(self):
        return program.Server(self.store, self.secrets)

    def need_store(self):
        """A store with all indicators; a figure that runs alone makes it first."""
        if not self.store.exists() or not self.secrets:
            shutil.rmtree(self.store.parent, ignore_errors=True)
            self.store.parent.mkdir(parents=True)
            self.secrets = program.init(self.store)
            bundle = self.made("bundle")
            self.imported = program.measured(["import", bundle, "--store", self.store, "--quiet"])


def bench_import(bench):
    shutil.rmtree(bench.store.parent, ignore_errors=True)
    bench.made("bundle")
    bench.need_store()
    ended = bench.imported
    bench.import_rate = bench.count / ended.seconds
    bench.row(f"import of {bench.count:,} indicators", f"{bench.import_rate:,.0f}/s", ">= 50,000/s",
              bench.import_rate >= 50000)
    bench.row("its memory at the peak", f"{ended.peak / MIB:,.0f} MiB", "< 512 MiB",
              ended.peak < 512 * MIB)
    start = time.monotonic()
    with bench.serve() as server:
        while server.get("/api/v1/overview")["search"]["behind"]:
            time.sleep(0.1)
        late = time.monotonic() - start
    bench.row("full text is done after the import by", f"{late:.1f} s", "<= 10 s", late <= 10)


# Tables of what was said, by the column that leads back to the version.
STAGED = {"version": "no", "version_key": "version_no", "member": "version_no",
          "observable": "version_no", "ref": "version_no", "ends": "version_no",
          "named": "version_no"}
BATCH = 10000


def bench_plain(bench):
    """SQLite alone, the same rows into the same tables in sorted batches; reading is not counted."""
    bench.need_store()
    path = DATA / "plain.db"
    for old in DATA.glob("plain.db*"):
        old.unlink()
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute("ATTACH ? AS source", [f"file:{bench.store}?mode=ro"])
    db.execute("ATTACH ':memory:' AS batch")
    for name, sql in db.execute("SELECT name, sql FROM source.sqlite_master WHERE sql IS NOT NULL"
                                " AND name NOT LIKE 'sqlite_%' ORDER BY type DESC").fetchall():
        db.execute(sql)
    keys = {table: [row[1] for row in db.execute(f"PRAGMA main.table_info({table})") if row[5]]
            for table in STAGED}
    for table, column in STAGED.items():
        if table not in ("version",):
            db.execute(f"CREATE TEMP TABLE all_{table} AS SELECT * FROM source.{table}")
            db.execute(f"CREATE INDEX temp.by_{table} ON all_{table} ({column})")
    last = db.execute("SELECT max(no) FROM source.version").fetchone()[0] or 0
    seconds = 0.0
    for first in range(0, last + 1, BATCH):
        for table, column in STAGED.items():
            whole = "source.version" if table == "version" else f"temp.all_{table}"
            db.execute(f"CREATE TABLE batch.{table} AS SELECT * FROM {whole} WHERE {column} >= ?"
                       f" AND {column} < ? ORDER BY {', '.join(keys[table])}",
                       [first, first + BATCH])
        start = time.monotonic()
        db.execute("BEGIN IMMEDIATE")
        for table in STAGED:
            db.execute(f"INSERT INTO main.{table} SELECT * FROM batch.{table}")
        db.execute("COMMIT")
        seconds += time.monotonic() - start
        for table in STAGED:
            db.execute(f"DROP TABLE batch.{table}")
    rows = db.execute("SELECT count(*) FROM main.version").fetchone()[0]
    db.close()
    rate = rows / seconds
    bench.row("SQLite alone, same rows in the same tables", f"{rate:,.0f}/s", "", None)
    if bench.import_rate:
        ratio = bench.import_rate / rate
        bench.row("import beside SQLite alone", f"{ratio:.2f}", ">= 0.7", ratio >= 0.7)


def bench_page(bench):
    """Pages of TAXII from a running server beside nginx with the same bytes as a file."""
    bench.need_store()
    with bench.serve() as server:
        url = server.taxii_page(1000)
        body = server.bytes(url, program.TAXII)
        objects = len(json.loads(body)["objects"])
        ours = program.wrk(server.url + url, {"Accept": program.TAXII,
                                              "Authorization": "Bearer " + server.token})
    with program.Nginx(body) as nginx:
        theirs = program.wrk(nginx.url + "/page", {})
    bench.row(f"TAXII page of {objects:,} objects ({len(body):,} bytes)", f"{ours:,.0f} pages/s", "",
              None)
    bench.row("the same bytes from nginx", f"{theirs:,.0f} pages/s", "", None)
    bench.row("page beside nginx", f"{ours / theirs:.2f}", ">= 0.5", ours >= theirs / 2)


def bench_lookup(bench):
    """New values each time. A new process has to map the pages that it reads first, once for each
    reader: what it answers until then is a figure of its own."""
    bench.need_store()
    turns = 21
    times = []
    with bench.serve() as server:
        for turn in range(2 * turns):
            step = max(1, bench.count // (turns * 1000))
            shift = 0 if turn < turns else step // 2
            places = [((turn % turns * 1000 + at) * step + shift) % bench.count
                      for at in range(1000)]
            values = [generate.value(bench.seed, place)[1] for place in places]
            start = time.monotonic()
            text = server.post_bytes("/api/v1/lookup", {"values": values})
            times.append(time.monotonic() - start)
            answer = json.loads(text)
            found = sum(bool(result["matches"]) for result in answer["results"])
            if found != 1000:
                raise RuntimeError(f"look-up found {found} of 1,000 values that are there")
    first, later = (statistics.median(each) * 1000 for each in (times[1:turns], times[turns:]))
    bench.row(f"look-up of 1,000 values against {bench.count:,}", f"{later:.1f} ms", "< 10 ms",
              later < 10)
    bench.row("  the first 20 of a new process", f"{first:.1f} ms", "", None)


def bench_match(bench):
    """What reading the list costs is measured on an empty file and taken off."""
    for count, bar in ((300000, 150), (bench.count, None)):
        values = bench.made("list", count=count)
        log = bench.made("log", count=count, lines=2000000)
        empty = DATA / "empty.txt"
        empty.write_text("")

        def matched(path):
            return program.measured(["match", path, "--indicators", values, "--json"],
                                    allowed=(0, 1))
        start = min(matched(empty).seconds for _ in range(3))
        ended = min((matched(log) for _ in range(3)), key=lambda each: each.seconds)
        rate = log.stat().st_size / 1e6 / max(1e-6, ended.seconds - start)
        lines = ended.output.count(b"\n")
        bench.row(f"match, {count:,} indicators, {lines:,} hits", f"{rate:,.0f} MB/s",
                  f">= {bar} MB/s" if bar else "", rate >= bar if bar else None)
        bench.row("reading the list", f"{start:.2f} s", "", None)
        if bar:
            bench_grep(bench, values, log, empty, rate)


def bench_grep(bench, values, log, empty, ours):
    part = DATA / "log-part.txt"
    with open(log, "rb") as source:
        part.write_bytes(source.read(20_000_000))

    def grep(path):
        command = ["grep", "-F", "-c", "-f", values, path]
        return program.measured(command, allowed=(0, 1), is_ours=False).seconds
    rate = 20 / max(1e-6, grep(part) - grep(empty))
    bench.row("grep -F -f on the same", f"{rate:,.1f} MB/s", "", None)
    bench.row("match beside grep", f"{ours / rate:,.0f} times", "", None)


def bench_rest(bench):
    bench.need_store()
    starts = []
    for _ in range(5):
        with bench.serve() as server:
            starts.append(server.start_seconds * 1000)
    middle = statistics.median(starts)
    bench.row(f"start with {bench.count:,} objects", f"{middle:,.0f} ms", "< 200 ms", middle < 200)
    with bench.serve() as server:
        server.get("/api/v1/overview")
        server.bytes(server.taxii_page(1000), program.TAXII)
        time.sleep(60)
        anonymous, proportional = server.memory()
    bench.row("anonymous memory after 60 s at rest", f"{anonymous / MIB:,.0f} MiB", "< 100 MiB",
              anonymous < 100 * MIB)
    bench.row("with its share of mapped files (Pss)", f"{proportional / MIB:,.0f} MiB", "", None)


def bench_page_filter(bench):
    """The table of a million objects in Chromium: a key in the search, and scrolling."""
    ended = subprocess.run(["node", ROOT / "tests/e2e/run.mjs", "many"], capture_output=True,
                           text=True, check=False, timeout=1800,
                           env=dict(os.environ, RENKEI_LONG="1", RENKEI_BINARY=program.RENKEI))
    keys = re.search(r"of (\d+) objects, from key to rows: .*p95 (\d+) ms \((\d+) ms", ended.stdout)
    frames = re.search(r"a frame: .*p95 (\d+) ms", ended.stdout)
    if not keys or not frames:
        raise RuntimeError(ended.stdout[-500:] + ended.stderr[-500:])
    count, filter_ms, frame_ms = int(keys[1]), int(keys[2]) - int(keys[3]), int(frames[1])
    bench.row(f"from a key to its rows of {count:,}, p95", f"{filter_ms} ms", "< 150 ms",
              filter_ms < 150)
    bench.row("a frame while they are scrolled, p95", f"{frame_ms} ms", "", None)  # no gate says


def run_inside(name, *arguments):
    """A bench in C: what it printed."""
    folder, target = ROOT / "build/bench", f"tests/bench/{name}"
    subprocess.run(["ninja", "-C", folder, "--quiet", target], check=True, stdout=sys.stderr)
    DATA.mkdir(parents=True, exist_ok=True)
    return subprocess.run([folder / target, *arguments], cwd=DATA, capture_output=True, text=True,
                          check=True, stdin=subprocess.DEVNULL).stdout


def bench_pattern(bench):
    """Reading alone, on one core; the bar is for patterns of one comparison."""
    said = run_inside("bench_pattern")
    for name, read, values, normal in re.findall(
            r"^pattern: (\S+) +read (\d+)/s, with its values (\d+)/s, with its normal form (\d+)/s$",
            said, re.MULTILINE):
        has_bar = name != "compound"
        bench.row(f"patterns read, {name}", f"{int(read):,}/s", ">= 500,000/s" if has_bar else "",
                  int(read) >= 500000 if has_bar else None)
        bench.row("with their values", f"{int(values):,}/s", "", None)
        bench.row("with their normal form", f"{int(normal):,}/s", "", None)


def real_objects():
    """Bundles of STIX 2.1 that others published, unpacked once."""
    folder = DATA / "mitre-attack-2.1"
    if not folder.is_dir():
        DATA.mkdir(parents=True, exist_ok=True)
        archive = ROOT / "../shared/data/stix/mitre-attack-2.1.tar.xz"
        subprocess.run(["tar", "-xJf", archive, "-C", DATA], check=True)
    return sorted(folder.rglob("*.json"))


def bench_check(bench):
    """Objects checked on one core against STIX 2.1, beside reading their JSON alone."""
    said = run_inside("bench_conform", *real_objects())
    found = re.search(r"(\d+) objects of (\d+) bytes: read (\d+)/s, read and checked (\d+)/s", said)
    count, size, read, checked = map(int, found.groups())
    bench.row(f"JSON read, {count:,} objects of {size:,} bytes", f"{read:,}/s", "", None)
    bench.row("the same read and checked", f"{checked:,}/s", ">= 250,000/s", checked >= 250000)


def bench_evaluate(bench):
    """10,000 patterns on 100,000 observed-data of which one in a thousand matches, on one core."""
    said = run_inside("bench_evaluate")
    patterns, count, matches, read, tried = map(int, re.search(
        r"^evaluate: (\d+) patterns, (\d+) observations of \d+ bytes, (\d+) matches: "
        r"read (\d+)/s, tried (\d+)/s$", said, re.MULTILINE).groups())
    if not count // 1100 <= matches <= count // 900:
        raise RuntimeError(f"{matches} of {count} matched, and should be one in a thousand")
    bench.row(f"observations, {patterns:,} patterns, {matches} matches", f"{tried:,}/s",
              ">= 100,000/s", tried >= 100000)
    bench.row("reading them alone", f"{read:,}/s", "", None)


def bench_log(bench):
    """The log: how fast it grows, and how fast all of it is made again from the stored bytes."""
    count, rate = map(int, re.search(r"(\d+) entries appended, (\d+)/s",
                                     run_inside("bench_log")).groups())
    bench.row(f"log entries appended, {count:,} in batches", f"{rate:,}/s", ">= 200,000/s",
              rate >= 200000)
    bench.need_store()
    ended = program.measured(["verify", "store", "--store", bench.store])
    objects = int(re.search(rb"(\d+) objects", ended.output)[1])
    bar = 30 * objects / 1e6
    bench.row(f"verify store of {objects:,} objects", f"{ended.seconds:.1f} s", f"< {bar:.1f} s",
              ended.seconds < bar)
    bench.row("its memory at the peak", f"{ended.peak / MIB:,.0f} MiB", "", None)


def bench_policy(bench):
    """Pages of 1,000 that are not kept, for who may see all of them and for who may not."""
    times = {name: int(us) for name, us in re.findall(
        r"^policy: (\w+), page of 1000 in (\d+) us$", run_inside("bench_policy"), re.MULTILINE)}
    bench.row("page of 1,000 rows, by SQL that asks nobody", f"{times['plain']:,} us", "", None)
    bench.row("the same as a list, for the operator",
              f"{times['operator']:,} us", "", None)
    bench.row("for a member of all collections, beside the operator",
              f"{times['all'] / times['operator']:.2f}", "<= 1.15",
              times["all"] <= 1.15 * times["operator"])
    for name, who in (("third", "for a member of a third, among rows that are hidden"),
                      ("outside", "for one of a community only")):
        bench.row(who, f"{times[name] / times['operator']:.2f}", "", None)


def sign_in(server, name, password):
    """Seconds until it is answered, right or wrong."""
    request = urllib.request.Request(
        server.url + "/api/v1/session", json.dumps({"name": name, "password": password}).encode(),
        {"Content-Type": "application/json", "Renkei-Request": "1"})
    start = time.monotonic()
    try:
        urllib.request.urlopen(request, timeout=60).read()
    except urllib.error.HTTPError as error:
        if error.code != 401:
            raise RuntimeError(f"signing in: {error.code}") from None
    return time.monotonic() - start


def bench_sign_in(bench):
    """A password against its Argon2id, one at a time and eight at once; what it takes of memory."""
    folder = DATA / "sign-in"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    secrets = program.init(folder / "renkei.db")
    first, again = [], []
    for _ in range(7):
        with program.Server(folder / "renkei.db", secrets) as server:
            first.append(sign_in(server, "operator", secrets["password"]))
            again.append(sign_in(server, "operator", secrets["password"]))
    bench.row("sign-in with a password", f"{statistics.median(first) * 1000:,.0f} ms", "", None)
    bench.row("the same within five minutes", f"{statistics.median(again) * 1000:,.1f} ms", "", None)
    with program.Server(folder / "renkei.db", secrets) as server:
        before = server.peak()
        with ThreadPoolExecutor(8) as pool:
            times = list(pool.map(lambda i: sign_in(server, f"name {i}", "x" * 12), range(8)))
        taken = server.peak() - before
    bench.row("eight at once, the last", f"{max(times) * 1000:,.0f} ms", "", None)
    bench.row("their memory at the peak", f"{taken / MIB:,.0f} MiB", "", None)
    shutil.rmtree(folder)


def bench_inside(_):
    """The benches in C, each of one part alone; they print their own lines."""
    for source in sorted((ROOT / "tests/bench").glob("bench_*.c")):
        if source.stem in ("bench_conform", "bench_evaluate", "bench_log", "bench_pattern",
                           "bench_policy"):
            continue  # figures of their own
        said = run_inside(source.stem)
        print(f"{source.stem}:\n    " + said.strip().replace("\n", "\n    "), flush=True)


FIGURES = {"import": bench_import, "plain": bench_plain, "page": bench_page,
           "lookup": bench_lookup, "match": bench_match, "rest": bench_rest,
           "page-filter": bench_page_filter, "pattern": bench_pattern, "check": bench_check,
           "evaluate": bench_evaluate, "log": bench_log, "policy": bench_policy,
           "sign-in": bench_sign_in, "inside": bench_inside}


def main():
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument("--count", type=int, default=1000000, help="indicators")
    parser.add_argument("--store", choices=["sqlite", "postgresql"], default="sqlite",
                        help="postgresql: the figures of a store on a server, beside SQLite's")
    parser.add_argument("--keep", action="store_true", help="keep the stores of build/bench-data")
    parser.add_argument("figures", nargs="*", metavar="FIGURE",
                        help=", ".join(FIGURES) + "; of postgresql " + ", ".join(backend.FIGURES))
    args = parser.parse_args()
    figures = backend.FIGURES if args.store == "postgresql" else FIGURES
    for name in args.figures:
        if name not in figures:
            parser.error(f"no figure is called {name}: {', '.join(figures)}")
    bench = Bench(args)
    failed = 0
    for name, figure in figures.items():
        if args.figures and name not in args.figures:
            continue
        try:
            figure(bench)
        except (RuntimeError, OSError, KeyError, subprocess.SubprocessError) as error:
            failed += 1
            print(f"{name}: could not be measured: {error}", flush=True)
    if not args.keep:
        shutil.rmtree(bench.store.parent, ignore_errors=True)
        for old in DATA.glob("plain.db*"):
            old.unlink()
    print(f"{bench.missed} below their bar, {failed} not measured")
    return 1 if bench.missed or failed else 0


if __name__ == "__main__":
    sys.exit(main())
