"""Providers of OpenID Connect: the real one, spoken to as a browser would, and one that lies."""

import base64
import hashlib
import hmac
import json
import re
import shutil
import ssl
import subprocess
import threading
import time
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from server import ROOT

MODULE = ROOT / "web/node_modules/oidc-provider"


def is_here():
    return MODULE.is_dir() and shutil.which("node") is not None


class Real:
    """tests/e2e/lib/provider.mjs, as long as it is open."""

    def __init__(self, here, algorithm="RS256"):
        self.process = subprocess.Popen(
            ["node", ROOT / "tests/e2e/lib/provider.mjs", here, algorithm, "127.0.0.1"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        said = json.loads(self.process.stdout.readline() or "null")
        assert said, "the provider does not start: script/bootstrap test"
        self.issuer, self.secret = said["issuer"], said["secret"]

    def close(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


class Traveller:
    """A browser's way through the real provider: its cookies there, and the forms that it sends."""

    def __init__(self):
        self.cookies = {}

    def ask(self, url, form=None):
        parts = urlsplit(url)
        plug = HTTPConnection(parts.hostname, parts.port, timeout=30)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        path = parts.path + ("?" + parts.query if parts.query else "")
        plug.request("GET" if form is None else "POST", path,
                     None if form is None else urlencode(form), headers)
        got = plug.getresponse()
        got.read()
        for line in got.headers.get_all("Set-Cookie") or []:
            name, value = line.split(";")[0].split("=", 1)
            self.cookies[name] = value
        plug.close()
        return got.status, got.headers["Location"] and self.absolute(url, got.headers["Location"])

    @staticmethod
    def absolute(url, location):
        parts = urlsplit(url)
        return location if "://" in location else f"{parts.scheme}://{parts.netloc}{location}"

    def travel(self, url, here, **form):
        """What comes back to `here`, as the page reads it from its address."""
        for _ in range(10):
            code, location = self.ask(url)
            if code == 200:
                code, location = self.ask(url, form)
            assert code in (302, 303) and location, (code, url)
            if location.startswith(here + "/sign-on?"):
                return {name: values[0] for name, values in
                        parse_qs(urlsplit(location).query).items()}
            url = location
        raise AssertionError("the provider leads in a circle")


def certify(folder, name):
    """(certificate, key) of nobody's making, for this machine."""
    certificate, key = folder / f"tls-{name}.pem", folder / f"tls-{name}.key"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", certificate, "-days",
                    "2", "-subj", f"/CN={name}", "-addext", "subjectAltName=IP:127.0.0.1"],
                   check=True, capture_output=True)
    return certificate, key


def plain(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def packed(value):
    return plain(json.dumps(value).encode())


class Liar:
    """A provider that says whatever it is told to: `claims` and `header` change an ID Token that would
    be good, `answers` what is at a path: (code, headers, body), or a function that is called."""

    def __init__(self, folder, certificate=None):
        self.key, self.other = folder / "liar.pem", folder / "other.pem"
        for file in (self.key, self.other):
            subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", file], check=True,
                           capture_output=True)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_: None  # who hangs up has heard enough
        self.issuer = f"http{'s' * bool(certificate)}://127.0.0.1:{self.server.server_port}"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.tell_the_truth()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def tell_the_truth(self):
        self.asked, self.forms, self.answers = [], [], {}
        self.claims, self.header = {}, {}
        self.sign = self.by(self.key)
        self.keys = [self.public(self.key)]
        self.metadata = {
            "issuer": self.issuer, "authorization_endpoint": self.issuer + "/auth?tenant=1",
            "token_endpoint": self.issuer + "/token", "jwks_uri": self.issuer + "/keys"}

    @staticmethod
    def public(file, kid="k"):
        text = subprocess.run(["openssl", "pkey", "-in", file, "-pubout", "-outform", "DER"],
                              check=True, capture_output=True).stdout
        return {"kty": "OKP", "crv": "Ed25519", "x": plain(text[-32:]), "kid": kid, "use": "sig"}

    def by(self, file):
        def sign(said):
            message = file.with_suffix(f".{threading.get_ident()}")
            message.write_bytes(said)
            return subprocess.run(["openssl", "pkeyutl", "-sign", "-inkey", file, "-rawin", "-in",
                                   message], check=True, capture_output=True).stdout
        return sign

    def by_mac(self, said):
        """As if the public key were a secret that both know."""
        key = base64.urlsafe_b64decode(self.keys[0]["x"] + "=")
        return hmac.digest(key, said, "sha256")

    def token(self, nonce):
        now = int(time.time())
        claims = {"iss": self.issuer, "sub": "mallory", "aud": "renkei", "exp": now + 300, "iat": now,
                  "nonce": nonce, "auth_time": now, **self.claims}
        header = {"alg": "EdDSA", "kid": "k", **self.header}
        said = f"{packed(header)}.{packed(claims)}"
        return f"{said}.{plain(self.sign(said.encode()))}"

    def answer(self, path, body):
        if path in self.answers:
            made = self.answers[path]
            return made() if callable(made) else made
        if path == "/.well-known/openid-configuration":
            return 200, {}, json.dumps(self.metadata)
        if path == "/keys":
            return 200, {}, json.dumps({"keys": self.keys})
        if path == "/token":
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self.forms.append(form)
            return 200, {}, json.dumps({"id_token": self.token(self.nonce), "access_token": "a"})
        return 404, {}, "{}"

    def handler(liar):  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                size = int(self.headers["Content-Length"] or 0)
                body = self.rfile.read(size).decode()
                liar.asked.append((self.path, dict(self.headers)))
                code, headers, text = liar.answer(self.path, body)
                try:
                    self.send_response(code)
                    for name, value in headers.items():
                        self.send_header(name, value)
                    self.send_header("Content-Length", str(len(text.encode())))
                    self.end_headers()
                    self.wfile.write(text.encode())
                except OSError:
                    self.close_connection = True

            do_POST = do_GET

            def log_message(self, *_):
                pass
        return Handler


def parts_of(url):
    """Of the address that the browser is sent to."""
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def challenge_of(verifier):
    assert re.fullmatch(r"[\w-]{43}", verifier), verifier
    return plain(hashlib.sha256(verifier.encode()).digest())
