"""Parts of objects that are cut out by their marking, stated plainly (STIX 2.1, 7.2.3).

The statement puts a hole where a selector points, rebuilds the object without holes and without what
became empty, and finds where each value that stayed has gone. It knows nothing of the program.
"""

import copy

RED = 5
RECIPIENTS = "extension-definition--5a2c1f0e-7d0b-4b39-9d0e-3f1f6b0a6c01"
MARKINGS = "granular_markings"


class Hole:
    """Where something was."""


def steps(selector):
    return [int(part[1:-1]) if part.startswith("[") else part for part in selector.split(".")]


def at(value, path):
    for step in path:
        value = value[step]
    return value


def rebuilt(value):
    """Without holes; itself a hole when there was nothing else in it."""
    if isinstance(value, dict):
        kept = {key: rebuilt(each) for key, each in value.items()}
        kept = {key: each for key, each in kept.items() if each is not Hole}
        return kept if kept or not value else Hole
    if isinstance(value, list):
        kept = [each for each in map(rebuilt, value) if each is not Hole]
        return kept if kept or not value else Hole
    return value


def moved(holed, path):
    """The selector of what stayed, as it is in the rebuilt object; None when it did not stay."""
    out, value = [], holed
    for step in path:
        if isinstance(value, list):
            out.append(f"[{sum(rebuilt(each) is not Hole for each in value[:step])}]")
        else:
            out.append(step)
        value = value[step]
        if rebuilt(value) is Hole:
            return None
    return ".".join(out)


def cut(object, hidden, label_of):
    """The object without the parts under the labels `hidden`."""
    def is_hidden(row):
        return label_of(row.get("marking_ref")) in hidden
    rows = object.get(MARKINGS, [])
    if not any(map(is_hidden, rows)):
        return object
    holed = copy.deepcopy({key: value for key, value in object.items() if key != MARKINGS})
    for row in filter(is_hidden, rows):
        for selector in row["selectors"]:
            *above, last = steps(selector)
            holder = holed
            for step in above:
                holder = holder[step] if holder is not Hole else Hole
            if holder is not Hole:
                holder[last] = Hole
    if RED in hidden:
        holed.get("extensions", {}).pop(RECIPIENTS, None)
        if "extensions" in holed and not holed["extensions"]:
            del holed["extensions"]
    left = []
    for row in rows:
        selectors = [moved(holed, steps(each)) for each in row["selectors"]]
        selectors = [each for each in selectors if each is not None]
        if selectors and not is_hidden(row):
            left.append(dict(row, selectors=selectors))
    out = rebuilt(holed)
    if left:
        out[MARKINGS] = left
    return out
