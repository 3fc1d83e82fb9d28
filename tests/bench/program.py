"""Driving renkei, nginx and wrk, and asking the machine what they took."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RENKEI = os.environ.get("RENKEI", str(ROOT / "build/bench/src/cli/renkei"))
TAXII = "application/taxii+json;version=2.1"


@dataclass
class Ended:
    seconds: float
    peak: int      # bytes resident at most
    output: bytes


def measured(arguments, allowed=(0,), is_ours=True):
    """Runs a command to its end; raises when its exit code is not among the allowed."""
    command = ([RENKEI] if is_ours else []) + [str(part) for part in arguments]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.monotonic()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                                   env=dict(os.environ, LC_ALL="C"))
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if process.returncode not in allowed:
            said = err.read().decode("utf-8", "replace")[-400:]
            raise RuntimeError(f"{' '.join(command[:3])} ended with {process.returncode}: {said}")
        return Ended(seconds, usage.ru_maxrss * 1024, out.read())


def init(store):
    """Makes a store; `{"password": ..., "token": ...}` as `renkei init` printed them."""
    text = measured(["init", "--store", store]).output.decode()
    try:
        return json.loads(text)
    except ValueError:
        found = {word: re.search(rf"{word}\W+(\S+)", text, re.IGNORECASE)
                 for word in ("password", "token")}
        if not found["token"]:
            raise RuntimeError("renkei init printed no token: " + text) from None
        return {word: each.group(1) for word, each in found.items() if each}


def free_port():
    with socket.socket() as each:
        each.bind(("127.0.0.1", 0))
        return each.getsockname()[1]


def wait_for(port, process, seconds=20):
    """Until something answers on the port; raises when the process ends before."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args[0]} ended with {process.returncode} at its start")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.002)
    raise RuntimeError(f"{process.args[0]} did not answer within {seconds} s")


class Server:
    """`renkei serve` on a free port, as a context."""

    def __init__(self, store, secrets):
        self.port = free_port()
        self.token = secrets["token"]
        self.url = f"http://127.0.0.1:{self.port}"
        self.errors = tempfile.TemporaryFile()
        start = time.monotonic()
        self.process = subprocess.Popen(
            [RENKEI, "serve", "--store", str(store), "--port", str(self.port)],
            stdin=subprocess.DEVNULL, stdout=self.errors, stderr=self.errors)
        wait_for(self.port, self.process)
        self.get("/api/v1/me")
        self.start_seconds = time.monotonic() - start

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def bytes(self, path, accept="application/json", body=None):
        request = urllib.request.Request(self.url + path, data=body, headers={
            "Accept": accept, "Authorization": "Bearer " + self.token,
            "Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=120) as answer:
            return answer.read()

    def get(self, path):
        return json.loads(self.bytes(path))

    def post_bytes(self, path, value):
        return self.bytes(path, body=json.dumps(value).encode())

    def taxii(self, path):
        return json.loads(self.bytes(path, TAXII))

    def taxii_page(self, limit):
        """The path of the first page of the fullest collection."""
        best = ("", -1)
        for root in self.taxii("/taxii2/")["api_roots"]:
            root = "/" + root.split("://", 1)[-1].split("/", 1)[-1] if "://" in root else root
            for collection in self.taxii(root + "collections/").get("collections", []):
                path = f"{root}collections/{collection['id']}/objects/?limit={limit}"
                found = len(self.taxii(path).get("objects", []))
                if found > best[1]:
                    best = (path, found)
        return best[0]

    def peak(self):
        """Bytes resident at most, until now."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"^VmHWM:\s+(\d+)", status, re.MULTILINE).group(1)) * 1024

    def memory(self):
        """Anonymous and proportional bytes."""
        text = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text()
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        anonymous = int(re.search(r"^RssAnon:\s+(\d+)", status, re.MULTILINE).group(1))
        proportional = int(re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE).group(1))
        return anonymous * 1024, proportional * 1024


NGINX = """
daemon off; worker_processes auto; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000;
  default_type application/json;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port}; root {folder}/root; }}
}}
"""


class Nginx:
    """nginx with one static file `/page`, as a context."""

    def __init__(self, body):
        self.folder = Path(tempfile.mkdtemp())
        self.folder.chmod(0o755)
        (self.folder / "root").mkdir()
        (self.folder / "root/page").write_bytes(body)
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        configuration = self.folder / "nginx.conf"
        configuration.write_text(NGINX.format(folder=self.folder, port=port))
        program = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
        self.process = subprocess.Popen([program, "-c", str(configuration)],
                                        stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(port, self.process)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def wrk(url, headers, seconds=8):
    """Answers a second over eight connections; raises when any was not 200."""
    command = ["wrk", "-t1", "-c8", f"-d{seconds}s"]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    text = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in text:
        raise RuntimeError("not every answer was 200: " + text)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1))
