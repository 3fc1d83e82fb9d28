"""The figures of a store on PostgreSQL, each beside the same of SQLite or of PostgreSQL alone."""

import json
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import generate
import program

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "backend"))

import lock  # noqa: E402
from postgres import Postgres  # noqa: E402

DATA = Path(__file__).resolve().parents[2] / "build/bench-data"
# In the order in which the store writes them.
TABLES = ("version_key", "version", "member", "observable", "ref", "named", "ends", "leaf", "node")
# Of the one server that both are measured on; the rest is as the tests have it, and waits for the disk.
SETTINGS = {"shared_buffers": "512MB", "max_wal_size": "4GB"}
DURABLE = "fsync on, synchronous_commit on, full_page_writes on"


class Engine:
    """A store with all indicators on one engine."""

    def __init__(self, bench, store):
        self.bench, self.store = bench, store
        self.secrets = program.init(store)
        bundle = bench.made("bundle")
        self.rate = bench.count / program.measured(["import", bundle, "--store", store,
                                                    "--quiet"]).seconds

    def late(self):
        """Seconds until full text knows what the import, which has ended, left to it."""
        start = time.monotonic()
        with program.Server(self.store, self.secrets) as server:
            while server.get("/api/v1/overview")["search"]["behind"]:
                time.sleep(0.1)
        return time.monotonic() - start

    def pages(self):
        with program.Server(self.store, self.secrets) as server:
            url = server.taxii_page(1000)
            headers = {"Accept": program.TAXII, "Authorization": "Bearer " + server.token}
            return program.wrk(server.url + url, headers)

    def lookup_ms(self):
        times, count = [], self.bench.count
        with program.Server(self.store, self.secrets) as server:
            for turn in range(11):
                step = max(1, count // 11000)
                values = [generate.value(self.bench.seed, (turn * 1000 + at) * step % count)[1]
                          for at in range(1000)]
                start = time.monotonic()
                text = server.post_bytes("/api/v1/lookup", {"values": values})
                times.append(time.monotonic() - start)
                answer = json.loads(text)
                if not all(result["matches"] for result in answer["results"]):
                    raise RuntimeError("look-up missed values that are there")
        return statistics.median(times[1:]) * 1000


def psql(url, text):
    return subprocess.run(["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", url], input=text.encode(),
                          check=True, capture_output=True).stdout.decode().strip()


def held(url):
    """What a comparison must find the same: rows of each table, the indexes, what a commit waits for."""
    counts = " UNION ALL ".join(f"SELECT '{table}', count(*)::text FROM {table}" for table in TABLES)
    of_tables = ", ".join(f"'{table}'" for table in TABLES)
    return psql(url, f"{counts} ORDER BY 1; SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'"
                     f" AND tablename IN ({of_tables}) ORDER BY 1;"
                     "SHOW fsync; SHOW synchronous_commit; SHOW full_page_writes")


def copy_rate(postgres, url, count):
    """PostgreSQL alone takes the rows by COPY into the same tables with the same indexes.

    The rows come in the order in which the store wrote them, in binary, one transaction a table. It
    reads no JSON, checks nothing, asks for nothing that is known already and does no full text.
    """
    folder = DATA / "copy"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    psql(url, "".join(f"\\copy {table} to '{folder}/{table}' binary\n" for table in TABLES))
    empty = postgres.fresh()
    schema = subprocess.run(["pg_dump", "-s", "-n", "public", url], check=True,
                            capture_output=True).stdout
    psql(empty, schema.decode().replace("CREATE SCHEMA public;", ""))
    postgres.sql("CHECKPOINT", postgres.owner_url())
    load = "".join(f"\\copy {table} from '{folder}/{table}' binary\n" for table in TABLES)
    start = time.monotonic()
    psql(empty, load)
    seconds = time.monotonic() - start
    both = held(empty), held(url)
    if both[0] != both[1] or not both[0].endswith("\non\non\non"):
        raise RuntimeError("not the same was compared:\n{}\n{}".format(*both))
    postgres.drop(empty)
    shutil.rmtree(folder)
    return count / seconds


def run_stores(bench):
    folder = DATA / "backend"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    sqlite = Engine(bench, folder / "renkei.db")
    with Postgres(durable=True, settings=SETTINGS) as postgres:
        url = postgres.fresh()
        postgres.sql("CHECKPOINT", postgres.owner_url())
        ours = Engine(bench, url)
        late = ours.late()
        rows_intake(bench, postgres, ours, sqlite)
        bench.row("full text is done after the import by", f"{late:.1f} s", "", None)
        pages = [ours.pages(), sqlite.pages()]
        bench.row("TAXII pages of 1,000 objects", f"{pages[0]:,.0f} pages/s", "", None)
        bench.row("the same from SQLite", f"{pages[1]:,.0f} pages/s", "", None)
        bench.row("pages beside SQLite's", f"{pages[0] / pages[1]:.2f}", ">= 0.5",
                  pages[0] >= pages[1] / 2)
        lookups = [ours.lookup_ms(), sqlite.lookup_ms()]
        bench.row("look-up of 1,000 values", f"{lookups[0]:.1f} ms", "", None)
        bench.row("the same in SQLite", f"{lookups[1]:.1f} ms", "", None)
        bench.row("its time beside SQLite's", f"{lookups[0] / lookups[1]:.2f} times", "", None)
    shutil.rmtree(folder)


def rows_intake(bench, postgres, ours, sqlite):
    plain = copy_rate(postgres, ours.store, bench.count)
    bench.row(f"import of {bench.count:,} into PostgreSQL", f"{ours.rate:,.0f}/s", "", None)
    bench.row("the same into SQLite", f"{sqlite.rate:,.0f}/s", "", None)
    bench.row("COPY of the same rows, tables, indexes", f"{plain:,.0f}/s", "", None)
    print(f"    (both: {DURABLE}; COPY: one transaction a table, no JSON, checks, full text)",
          flush=True)
    bench.row("import beside COPY", f"{ours.rate / plain:.2f}", ">= 0.5", ours.rate >= plain / 2)


FIGURES = {"stores": run_stores, "lock": lock.run}
