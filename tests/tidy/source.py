"""Just enough of C to find functions: where they begin, how long they are, how much they take,
how deep they go."""

import re
from dataclasses import dataclass

NOT_NAMES = {"__attribute__", "SCOPED", "PRINTF_LIKE", "MUST_USE", "if", "for", "while", "switch",
             "sizeof", "_Alignas", "alignas", "noexcept"}


@dataclass
class Function:
    name: str
    line: int        # of the first line of its signature, from 1
    lines: int       # from there to its closing bracket
    parameters: int
    nesting: int     # how many if, for, while, do and switch stand in each other at most


def blank(text):
    """The same text with comments, strings and directives as spaces, so that positions hold."""
    pattern = re.compile(
        r'//[^\n]*|/\*.*?\*/|R"\(.*?\)"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\''
        r'|^[ \t]*#(?:\\\n|[^\n])*', re.DOTALL | re.MULTILINE)
    return pattern.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)


def strings(text):
    """Each string with the line it begins on; not those in comments."""
    pattern = re.compile(r'//[^\n]*|/\*.*?\*/|("(?:\\.|[^"\\\n])*")|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)
    for found in pattern.finditer(text):
        if found[1]:
            yield text.count("\n", 0, found.start()) + 1, found[1]


def parameter_list(signature):
    """Name and number of parameters of the declarator in `signature`; None when it is none."""
    for found in re.finditer(r"(\w+)\s*\(", signature):
        if found.group(1) in NOT_NAMES:
            continue
        depth, commas, start = 0, 0, found.end()
        for position in range(found.end() - 1, len(signature)):
            char = signature[position]
            if char == "(":
                depth += 1
            elif char == ")":
                depth -= 1
                if depth == 0:
                    inside = signature[start:position].strip()
                    count = 0 if inside in ("", "void") else commas + 1
                    return found.group(1), count
            elif char == "," and depth == 1:
                commas += 1
    return None


class Statements:
    """Walks the statements of a function's body and keeps the deepest nesting.

    An `else if` is a further branch of its `if`, and as deep; a block on its own adds nothing.
    """

    TOKEN = re.compile(r"\w+|[(){};:?=]|[^\s\w]")

    def __init__(self, body):
        self.tokens = self.TOKEN.findall(body)
        self.at = 0
        self.deepest = 0

    def next(self):
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def all(self):
        while self.next():
            self.statement(0)
        return self.deepest

    def group(self):
        """From an opening bracket behind its closing one."""
        depth = 0
        while self.next():
            depth += {"(": 1, "{": 1, ")": -1, "}": -1}.get(self.next(), 0)
            self.at += 1
            if depth == 0:
                return

    def body(self, depth):
        self.deepest = max(self.deepest, depth)
        self.statement(depth)

    def statement(self, depth):
        word = self.next()
        if word == "{":
            self.at += 1
            while self.next() not in ("}", ""):
                self.statement(depth)
            self.at += 1
        elif word in ("if", "for", "while", "switch"):
            self.at += 1
            self.group()
            self.body(depth + 1)
            if word == "if" and self.next() == "else":
                self.at += 1
                if self.next() == "if":
                    self.statement(depth)
                else:
                    self.body(depth + 1)
        elif word == "do":
            self.at += 1
            self.body(depth + 1)
            self.plain()
        else:
            self.plain()

    def plain(self):
        """To the semicolon, or to the colon of a label."""
        is_label = self.next() in ("case", "default") or self.tokens[self.at + 1:self.at + 2] == [":"]
        while self.next() not in (";", "}", ""):
            if self.next() in ("(", "{"):
                self.group()
                continue
            self.at += 1
            if is_label and self.tokens[self.at - 1] == ":":
                return
        if self.next() == ";":
            self.at += 1


def opens_scope(signature):
    """`extern "C" {` and `namespace {` hold functions without being one."""
    return bool(re.match(r"(extern|namespace)\b[^()]*$", signature.strip()))


def functions(text):
    text = blank(text)
    depth, begin, found, scopes = 0, 0, [], []
    signature, start = None, 0
    for position, char in enumerate(text):
        if char == "{":
            before = text[begin:position]
            if depth == 0 and opens_scope(before):
                scopes.append(position)
                begin = position + 1
                continue
            if depth == 0:
                signature, start = before, begin + len(before) - len(before.lstrip())
            depth += 1
        elif char == "}":
            if depth == 0:
                if scopes:
                    scopes.pop()
                begin = position + 1
                continue
            depth -= 1
            if depth == 0:
                declared = None if "=" in signature else parameter_list(signature)
                if declared:
                    line = text.count("\n", 0, start) + 1
                    end = text.count("\n", 0, position) + 1
                    body = text[begin + len(signature) + 1:position]
                    found.append(Function(declared[0], line, end - line + 1, declared[1],
                                          Statements(body).all()))
                begin = position + 1
        elif char == ";" and depth == 0:
            begin = position + 1
    return found
