"""What a published list says, read by Python's own means: regular expressions, csv, ipaddress, urllib.

    for line, kind, value in Reader(path): ...

Written from the description of the forms in docs, not from the program. It judges a value by what it
looks like and may well say more than the program takes: the test then wants a refusal with a reason.
"""

import csv
import io
import ipaddress
import re
from urllib.parse import urlsplit

HASHES = {32: "md5", 40: "sha1", 64: "sha256", 128: "sha512"}
LABEL = r"[\w](?:[\w-]{0,61}[\w])?"
NAME = re.compile(rf"(?:{LABEL}\.)+(?!\d+\.?\Z){LABEL}\.?\Z", re.IGNORECASE)
PORT = re.compile(r":(\d{1,5})\Z")
FILES = set("""txt exe dll doc docx docm xls xlsx xlsm pdf html htm php js png jpg gif sys bat dat bin xml
    csv json log adblock vbs lnk jar apk rar hta tmp ico elf""".split())
OWN = {"localhost", "localhost.localdomain", "local", "broadcasthost", "0.0.0.0"}
NOWHERE = {"0.0.0.0", "127.0.0.1", "127.0.1.1", "::1", "::", "255.255.255.255"}
# UTS 46: what it takes out of a name.
IGNORED = re.compile("[\u00ad\u034f\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
                     "\ufe00-\ufe0f\ufeff]")
DEFAULT_PORTS = {"http": "80", "https": "443", "ftp": "21"}

# What a heading calls a column that holds values, without case and marks.
ANY_VALUE = set("""value indicator indicators ioc iocs iocvalue indicatorvalue observable artifact c2
    c2server domainip associatedurl downloadurl sha256hash payloadhash hashaspersource
    distributionurlobserved""".split())
OF_A_KIND = set("""ip ips ipv4 ipv6 ipaddress ipaddr address cidr network subnet domain domains domainname
    hostname host fqdn url urls uri hash hashes file filehash md5 sha1 sha256 sha512 email emailaddress
    mail cve ja3""".split())
TYPES = {"type", "ioctype", "indicatortype", "entitytype", "datatype", "kind"}
DATES = {"firstseen", "firstseenutc", "date", "dateadded", "validfrom", "timestamp", "time",
         "timegenerated", "created", "validuntil", "expires", "expiration", "expirationdate",
         "expirationdatetime"}
FILE_NAMES = {"filename", "intelfilename"}
NO_VALUES = {"intelsoftware", "intelusername", "intelpubkeyhash", "mutex", "useragent", "registrykey"}


def refang(text):
    """As the guides to de-fanging have it."""
    text = re.sub(r"\A(\W*)hxxp(?=s?\W*:)", r"\1http", text, flags=re.IGNORECASE)
    text = re.sub(r"[\[({](?:\.|dot)[\])}]", ".", text, flags=re.IGNORECASE)
    text = re.sub(r"[\[({](?:@|at)[\])}]", "@", text, flags=re.IGNORECASE)
    return text.replace("[:]", ":").replace("[://]", "://")


def unquote(text):
    text = text.strip()
    while len(text) >= 2 and (text[0] + text[-1]) in ('""', "''", "<>", "``"):
        text = text[1:-1].strip()
    return text


def address(text):
    if text.startswith("[") and text.endswith("]"):
        text = text[1:-1]
    try:
        net = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None
    mapped = net.version == 6 and net.network_address.ipv4_mapped
    first = f"::ffff:{mapped}" if mapped else str(net.network_address)  # RFC 5952, 5
    whole = net.prefixlen == net.max_prefixlen
    return f"ipv{net.version}-addr", first if whole else f"{first}/{net.prefixlen}"


def name(text):
    text = re.sub(r"\A\*?\.", "", IGNORED.sub("", text))
    if not NAME.match(text) or len(text) > 254 or address(text):
        return None
    text = text.rstrip(".").lower()
    return None if text.rsplit(".", 1)[1] in FILES else ("domain-name", text)


def url(text):
    """Host and scheme in lower case, without a default port, a last dot or a fragment; "" is "/"."""
    text = text.split("#")[0]
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return None
    if not parts.hostname or len(parts.hostname) > 253 or not re.match(r"[a-z][a-z0-9+.-]*://", text, re.IGNORECASE):
        return None
    scheme, rest = text.split("://", 1)
    at = min([len(rest)] + [rest.index(mark) for mark in "/?" if mark in rest])
    place, path = IGNORED.sub("", rest[:at]).lower(), rest[at:]
    if port is not None and DEFAULT_PORTS.get(scheme.lower()) == str(port):
        place = place[:place.rindex(":")]
    place = re.sub(r"\.(?=:\d+\Z|\Z)", "", place)
    return "url", f"{scheme.lower()}://{place}{path if path[:1] == '/' else '/' + path}"


def value_of(text):
    """(kind, value) of one value, or None."""
    text = unquote(refang(unquote(text)))
    text = re.sub(r"\A(?:md5|sha1|sha-1|sha256|sha-256|sha512|hash)\s*[:=]\s*", "", text,
                  flags=re.IGNORECASE)
    if not text:
        return None
    if len(text) in HASHES and re.fullmatch("[0-9a-f]+", text, re.IGNORECASE):
        return HASHES[len(text)], text.lower()
    if "://" in text:
        return url(text)
    if re.fullmatch(r"CVE-\d{4}-\d{4,}", text, re.IGNORECASE):
        return "vulnerability", text.upper()
    if re.fullmatch(r"[^@\s/]+@[^@\s/]+\.[^@\s/]+", text):
        local, _, host = text.rpartition("@")
        found = name(host)
        return ("email-addr", f"{local}@{found[1]}".lower()) if found else None
    bare = PORT.sub("", text) if text.count(":") == 1 or "]" in text else text
    if PORT.search(text) and int(PORT.search(text)[1]) > 65535:
        bare = text
    found = address(text) or address(bare) or name(text) or name(bare)
    if found:
        return found
    host = re.split("[/?]", text)[0]
    if "/" in text and not re.search(r"\s", text) and host and value_of(host):
        return url("http://" + text)
    return None


def plain_word(text):
    return re.sub("[^a-z0-9]", "", text.lower())


def is_column(word):
    return word in ANY_VALUE or word in OF_A_KIND


def alike(line):
    """Several values of one kind and nothing else are a list in one line; otherwise None."""
    for separator in "\t,;|":
        if separator not in line:
            continue
        fields = [field for field in next(csv.reader([line], delimiter=separator)) if field.strip()]
        found = list(map(value_of, fields))
        sorts = {each and (each[0] if each[0] not in HASHES.values() else "hash") for each in found}
        if len(fields) > 1 and len(sorts) == 1 and None not in sorts:
            return found
    return None


class Reader:
    """The values of one file, with the lines on which they stand."""

    def __init__(self, path):
        self.text = path.read_bytes().decode("utf-8-sig", "replace")
        self.lines = self.text.split("\n")

    def __iter__(self):
        header = self.header()
        if header:
            yield from self.table(*header)
            return
        for number, line in enumerate(self.lines, 1):
            for found in self.line(line.strip()):
                yield (number, *found)

    # ---- tables ----

    def header(self):
        """(number of its line, names, separator); None when there is none."""
        for number, line in enumerate(self.lines, 1):
            zeek = re.match(r"#fields([\t ])(.*)", line.strip("\r"))
            if zeek:
                return number, [plain_word(each) for each in zeek[2].split(zeek[1])], zeek[1]
            if not line.strip() or line.lstrip()[0] in "#;!" or line.startswith("//"):
                continue
            for separator in "\t,;":
                fields = next(csv.reader([line.strip()], delimiter=separator))
                names = [plain_word(each) for each in fields]
                if (len(fields) > 1 and any(map(is_column, names)) and
                        not any(map(value_of, fields))):
                    return number, names, separator
            return None
        return None

    def table(self, first, names, separator):
        rest = "\n".join(self.lines[first:])
        rows = csv.reader(io.StringIO(rest), delimiter=separator, skipinitialspace=True)
        before = 0
        for row in rows:
            number, before = first + 1 + before, rows.line_num
            if row and row[0].startswith("#"):
                continue
            kind = next((plain_word(field) for word, field in zip(names, row)
                         if word in TYPES and field.strip()), "")
            for word, field in zip(names, row):
                if not is_column(word) or field.strip().lower() in ("", "-", "n/a"):
                    continue
                for found in self.field(field, word if word in OF_A_KIND else kind):
                    yield (number, *found)

    def field(self, field, kind):
        if kind in FILE_NAMES:
            yield "file", field.strip()
            return
        if kind in NO_VALUES:
            return
        found = self.of_kind(field, kind)
        if found:
            yield found
            return
        for part in re.split(r"[\s,;|]+", field):
            found = part and part != field and self.of_kind(part, kind)
            if found:
                yield found

    def of_kind(self, text, kind):
        if kind not in ("url", "urls", "uri", "intelurl"):
            return value_of(text)
        text = unquote(refang(unquote(text)))
        has_host = value_of(re.split("[/?]", text)[0])
        return url(text) if "://" in text else url("http://" + text) if has_host else None

    # ---- lines ----

    def line(self, line):
        if not line or line[0] in "#;!" or line.startswith(("//", "[Adblock", "@@", "$TTL", "$ORIGIN")):
            return
        for form in (self.adblock, self.dnsmasq, self.rpz, self.hosts, alike, self.dated,
                     self.decorated, self.row):
            found = form(line)
            if found is not None:
                yield from found
                return

    def adblock(self, line):
        if line.startswith("||"):
            found = value_of(re.split(r"[\^$]", line[2:])[0])
            return [found] if found else []
        return None

    def dnsmasq(self, line):
        found = re.fullmatch(r"(?:address|server|local)=/(.*)/[^/]*", line)
        return [value for value in map(name, found[1].split("/")) if value] if found else None

    def rpz(self, line):
        found = re.fullmatch(r"(\S+)\s+(?:\d+\s+)?(?:IN\s+)?CNAME\s+(\S+)", line, re.IGNORECASE)
        if not found or found[2].lower().startswith("rpz-passthru"):
            return None
        value = name(found[1])
        return [value] if value else None

    def hosts(self, line):
        words = line.split("#")[0].split()
        if len(words) < 2 or words[0] not in NOWHERE and not re.match("fe80::|ff0.*::", words[0]):
            return None
        return [value for word in words[1:] if word.lower() not in OWN and
                (value := value_of(word))]

    def dated(self, line):
        """With a time in a field of its own a line is a row, whatever else has commas."""
        is_dated = re.search(r"(?:^|[\t,;])\"?\d{4}-\d\d-\d\d(?:[T ][\d:.]+Z?)?\"?(?:$|[\t,;])", line)
        return self.row(line) if is_dated else None

    def decorated(self, line):
        """"- value comment", "value;comment", "SHA256: value"."""
        line = re.sub(r"\A(?:[-*] )+\s*", "", line)
        words = line.split(None, 1)
        if words[0].endswith(":") and len(words) > 1:
            line = words[1]
            words = line.split(None, 1)
        found = value_of(line) or value_of(words[0])
        for mark in ";,|#":
            found = found or (mark in line and value_of(line.split(mark)[0])) or None
        return [found] if found else None

    def row(self, line):
        """A row without a heading: the word of a type and the value behind it, or the first value."""
        for separator in "\t,;":
            if separator not in line:
                continue
            fields = next(csv.reader([line], delimiter=separator))
            for word, field in zip(fields, fields[1:]):
                if plain_word(word) in OF_A_KIND:
                    return [*self.field(field, plain_word(word))]
            found = next((found for field in fields if (found := value_of(field))), None)
            if found:
                return [found]
        return None


PATTERN = re.compile(r"\[([a-z0-9-]+):(\w+)(?:\.'?([\w-]+)'?)? (?:=|ISSUBSET) '((?:[^'\\]|\\.)*)'\]")


def of_pattern(pattern):
    """(kind, value) of what an indicator is about, in the words of `Reader`."""
    found = PATTERN.fullmatch(pattern)
    if not found:
        raise ValueError(pattern)
    type, property, member, text = found.groups()
    text = re.sub(r"\\(.)", r"\1", text)
    if type == "file" and property == "hashes":
        return member.replace("-", "").lower(), text
    if type == "url":
        return url(text) or ("url", text)
    return type, text
