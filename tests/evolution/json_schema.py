"""Asks the Python package `jsonschema`: lines of [writer, reader, stray] in, one verdict a line out.

Makes values that the writer's schema takes, of what both schemas mention, and looks for one that the reader refuses.
Two agreements: writers write no property that they do not declare (a stray one is tried where the question says so), and
of `oneOf` it is enough to be one.
"""

import json
import random
import sys

from jsonschema.validators import validator_for


def any_of(schema):
    if isinstance(schema, dict):
        return {("anyOf" if key == "oneOf" else key): any_of(value) for key, value in schema.items()}
    return [any_of(item) for item in schema] if isinstance(schema, list) else schema


def atoms(schema, found):
    """Values near to what a schema mentions."""
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key == "enum":
                found.extend(value)
            elif key == "const":
                found.append(value)
            elif isinstance(value, (int, float)) and not isinstance(value, bool):
                found.extend([value, value - 1, value + 1, value + 0.5])
                if "ength" in key:
                    found.extend(["x" * max(0, value + more) for more in (-1, 0, 1)])
            atoms(value, found)
    elif isinstance(schema, list):
        for item in schema:
            atoms(item, found)


class Maker:
    def __init__(self, root, other, stray):
        self.root, self.stray = root, stray
        self.atoms = [None, True, False, 0, 1, -1, 1.5, 2, 10, 6, 3, 7, "", "a", "AB", "A1", "x" * 30]
        atoms(root, self.atoms)
        atoms(other, self.atoms)

    def follow(self, reference):
        node = self.root
        for step in reference.lstrip("#").split("/")[1:]:
            node = node[step]
        return node

    def parts(self, schema):
        """The schemas that hold with one of each of its alternatives."""
        if not isinstance(schema, dict):
            return [schema]
        parts = [schema]
        if "$ref" in schema:
            parts += self.parts(self.follow(schema["$ref"]))
        for part in schema.get("allOf", []):
            parts += self.parts(part)
        if "anyOf" in schema:
            parts += self.parts(random.choice(schema["anyOf"]))
        return parts

    def make(self, schema, depth=0):
        parts = [part for part in self.parts(schema) if isinstance(part, dict)]
        says = lambda key: [part[key] for part in parts if key in part]
        if says("const"):
            return says("const")[0]
        if says("enum"):
            return random.choice(says("enum")[0])
        types = says("type")[0] if says("type") else None
        if types is None and (says("properties") or says("required")):
            types = "object"
        word = random.choice(types) if isinstance(types, list) else types
        if depth > 4 or word in (None, "string", "number", "integer", "boolean", "null"):
            choice = random.choice(self.atoms + ([{}, []] if word is None else []))
            return choice
        if word == "array":
            length = random.choice([0, 1, 1, 2, 3, 4])
            tuples = says("prefixItems") + [i for i in says("items") if isinstance(i, list)]
            items = [i for i in says("items") if not isinstance(i, list)] or [True]
            at = lambda i: tuples[0][i] if tuples and i < len(tuples[0]) else items[0]
            return [self.make(at(index), depth + 1) for index in range(length)]
        made = {}
        required = {name for names in says("required") for name in names}
        known = {}
        for properties in says("properties"):
            for name, value in properties.items():
                known.setdefault(name, value)
        for name in set(known) | required:
            if name in required or random.random() < 0.6:
                made[name] = self.make(known.get(name, True), depth + 1)
        for more in says("additionalProperties"):
            if isinstance(more, dict):
                for name in random.sample(["k", "l", "m"], random.choice([0, 1, 2, 3])):
                    made[name] = self.make(more, depth + 1)
        for patterns in says("patternProperties"):
            for name, value in patterns.items():
                if random.random() < 0.7:
                    made[name.strip("^$")] = self.make(value, depth + 1)
        if self.stray and random.random() < 0.3:
            made["stray"] = 1
        return made


for line in sys.stdin:
    writer, reader, stray = json.loads(line)
    writer, reader = any_of(writer), any_of(reader)
    random.seed(line)
    try:
        judges = [validator_for(schema)(schema) for schema in (writer, reader)]
        maker, verdict, seen = Maker(writer, reader, stray), "ok", 0
        for _ in range(6000):
            value = maker.make(writer)
            if judges[0].is_valid(value):
                seen += 1
                if not judges[1].is_valid(value):
                    verdict = "no"
                    break
            if seen >= 600:
                break
        print(verdict if seen or verdict == "no" else "ok", flush=True)
    except Exception as error:  # what it refuses is an answer, too
        print("refused:", str(error).replace("\n", " ")[:200], flush=True)
