"""Just enough of C to find functions: where they begin, how long they are, how much they take."""

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


def blank(text):
    """The same text with comments, strings and directives as spaces, so that positions hold."""
    pattern = re.compile(
        r'//[^\n]*|/\*.*?\*/|R"\(.*?\)"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\''
        r'|^[ \t]*#(?:\\\n|[^\n])*', re.DOTALL | re.MULTILINE)
    return pattern.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)


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
                    found.append(Function(declared[0], line, end - line + 1, declared[1]))
                begin = position + 1
        elif char == ";" and depth == 0:
            begin = position + 1
    return found
