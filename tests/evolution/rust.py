"""Asks serde itself: turns each row of `rust.txt` into two modules of a throw-away crate, and lets serde_json judge.

    python3 tests/evolution/rust.py [line …] [--keep FOLDER]

Each side makes 400 values from pseudo-random bytes with a fixed seed (`arbitrary`), writes those that it reads itself, and
the other side reads them: `no` where one is refused, `mis` where one is read and a field of the same name in Rust (or, where
none has one, on the wire) holds something else. Needs cargo, and crates from the registry. Ends with 1 where the table and
serde disagree and the table does not say why, or says why and they agree.
"""

import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))

MANIFEST = """[package]
name = "judge"
version = "0.0.0"
edition = "2024"

[dependencies]
arbitrary = { version = "1", features = ["derive"] }
chrono = { version = "0.4", features = ["serde", "arbitrary"] }
serde = { version = "1", features = ["derive", "rc"] }
serde_bytes = "0.11"
serde_json = "1"
serde_with = { version = "3", features = ["base64", "hex"] }
time = { version = "0.3", features = ["serde", "serde-well-known"] }
uuid = { version = "1", features = ["serde", "arbitrary"] }

[profile.dev]
debug = false
incremental = false

[workspace]
"""

# Types that stand in no file, and what stands under a condition: nothing that could be asked.
NO_JUDGE = re.compile(r"\bother::|\bcfg(_attr)?\(")
UNKNOWN = re.compile(r"(?<![\w:])(More|OrderId|Pay|T)\b")

OPEN, CLOSE = "([{<", ")]}>"


def split(text, at):
    """Splits where nothing is open; texts in quotes are closed."""
    parts, depth, part, quoted, before = [], 0, "", False, ""
    for letter in text:
        if letter == '"':
            quoted = not quoted
        if not quoted and letter in OPEN:
            depth += 1
        if not quoted and letter in CLOSE and not (letter == ">" and before in "-="):
            depth -= 1
        before = letter
        if letter == at and depth == 0 and not quoted:
            parts.append(part.strip())
            part = ""
        else:
            part += letter
    return [part for part in parts + [part.strip()] if part]


def closing(text, start):
    """The place behind what is opened at a place."""
    depth, quoted = 0, False
    for index in range(start, len(text)):
        if text[index] == '"':
            quoted = not quoted
        if not quoted and text[index] in "([{":
            depth += 1
        if not quoted and text[index] in ")]}":
            depth -= 1
            if depth == 0:
                return index + 1
    return len(text)


def attributes(text):
    """The attributes in front, and the rest."""
    text, found = text.strip(), ""
    while text.startswith("#["):
        end = closing(text, 1)
        found += text[:end] + " "
        text = text[end:].strip()
    return found, text


class Field:
    def __init__(self, text, named):
        self.attributes, text = attributes(text)
        text = re.sub(r"^pub ", "", text)
        self.name, self.type = [part.strip() for part in text.split(":", 1)] if named else (None, text)

    def skipped(self):
        return bool(re.search(r"\bskip(_deserializing)?\b", self.attributes))

    def rust(self):
        time = re.fullmatch(r"(Option<)?(DateTime<Utc>|OffsetDateTime)>?", self.type)
        made = f"#[arbitrary(with = {'moment_or_none' if time[1] else 'moment'})] " if time else ""
        return f"{self.attributes}{made}{self.name + ': ' if self.name else ''}{self.type}"


class Body:
    """Nothing, values in order, or named fields."""

    def __init__(self, text):
        text = text.strip()
        self.kind = text[:1]
        self.fields = [Field(part, self.kind == "{") for part in split(text[1:-1], ",")] if self.kind else []

    def rust(self):
        fields = ", ".join(field.rust() for field in self.fields)
        return f" {{ {fields} }}" if self.kind == "{" else f"({fields})" if self.kind else ""

    def pattern(self):
        """A pattern of all values, and what they mean."""
        names = [f"f{index}" for index in range(len(self.fields))]
        means = [f"{name}.mean()" for name in names]
        if self.kind == "{":
            pairs = ", ".join(f"{field.name}: {name}" for field, name in zip(self.fields, names))
            kept = [
                f"{field.name.removeprefix('r#')!r}: {mean}".replace("'", '"', 2)
                for field, mean in zip(self.fields, means)
                if not field.skipped()
            ]
            return f" {{ {pairs} }}", f"serde_json::json!({{ {', '.join(kept)} }})"
        if self.kind == "(":
            kept = [mean for field, mean in zip(self.fields, means) if not field.skipped()]
            return f"({', '.join(names)})", kept[0] if len(kept) == 1 else f"Json::Array(vec![{', '.join(kept)}])"
        return "", "Json::Null"


class Item:
    """A struct or an enum; all else is written as it stands."""

    def __init__(self, text):
        self.attributes, rest = attributes(text)
        self.text = rest
        found = re.match(r"(?:pub )?(struct|enum) (\w+)\s*(<[^{(;]*>)?", rest)
        self.kind = found[1] if found else None
        if not found:
            return
        self.name, self.generics = found[2], found[3] or ""
        body = rest[found.end() :].strip().rstrip(";").strip()
        if self.kind == "struct":
            self.body = Body(body)
            self.fields = self.body.fields
            return
        self.variants = []
        for part in split(body[1:-1], ","):
            said, part = attributes(part)
            name = re.match(r"\w+", part)[0]
            self.variants.append((said, name, Body(part[len(name) :])))
        self.fields = [field for _, _, inner in self.variants for field in inner.fields]

    def rust(self, derives):
        if not self.kind:
            return self.attributes + self.text
        head = f"#[derive({derives})] {self.attributes}"
        if "serde_as" in self.text:
            head = "#[serde_with::serde_as] " + head
        if self.kind == "struct":
            return f"{head}pub struct {self.name}{self.generics}{self.body.rust()}{'' if self.body.kind == '{' else ';'}"
        variants = ", ".join(said + name + body.rust() for said, name, body in self.variants)
        return f"{head}pub enum {self.name}{self.generics} {{ {variants} }}"

    def mean(self):
        if not self.kind:
            return ""
        names = [part.split(":")[0] for part in split(self.generics[1:-1], ",")]
        bounds = ", ".join(name if name.startswith("'") else f"{name}: Mean" for name in names)
        if self.kind == "struct":
            pattern, mean = self.body.pattern()
            if "transparent" in self.attributes and len(self.fields) == 1:
                mean = "f0.mean()"
            arms = f"Self{pattern} => {mean}" if pattern else f"_ => {mean}"
        else:
            arms = []
            for _, name, body in self.variants:
                pattern, mean = body.pattern()
                arms.append(f'Self::{name}{pattern} => serde_json::json!({{ "#variant": "{name}", "of": {mean} }})')
            arms = ", ".join(arms)
        named = f"<{', '.join(names)}>" if names else ""
        bounded = f"<{bounds}>" if bounds else ""
        return f"impl{bounded} Mean for {self.name}{named} {{ fn mean(&self) -> Json {{ match self {{ {arms} }} }} }}"


def items(text):
    """The items of a text, each with its attributes."""
    text, found = text.strip(), []
    while text:
        said, rest = attributes(text)
        # Up to the first semicolon or the end of the first braces, whichever comes first.
        index = 0
        while index < len(rest) and rest[index] not in ";{":
            index = closing(rest, index) if rest[index] in "([" else index + 1
        end = closing(rest, index) if rest[index : index + 1] == "{" else index + 1
        found.append(Item(said + rest[:end]))
        text = rest[end:].strip()
    return found


def module(text):
    """A side of a row, as the test makes a file of it."""
    before, fields = text.split(";;") if ";;" in text else ("", text)
    types = any(word in before for word in ("struct ", "enum ", "type "))
    own = "" if types else before.strip() + " "
    lifetime = "<'a>" if "'a" in fields else ""
    all_items = items(before if types else "") + [Item(f"{own}pub struct OrderPlaced{lifetime} {{ {fields.strip()} }}")]
    whole = " ".join(item.attributes + item.text for item in all_items)
    lines = []
    for item in all_items:
        derives = ["Serialize", "Deserialize", "Arbitrary", "Clone", "Debug"]
        if item.kind:
            if re.search(rf"(HashSet|BTreeSet|HashMap|BTreeMap)<{item.name}\b", whole):
                derives += ["PartialEq", "Eq", "PartialOrd", "Ord", "Hash"]
            stands_in = re.search(r"\bdefault\b", item.attributes) or any(
                re.search(rf"\b{item.name}\b", field.type) and re.search(r"\b(default|skip\w*)\b", field.attributes)
                for other in all_items
                if other.kind
                for field in other.fields
            )
            if stands_in and f"impl Default for {item.name}" not in whole:
                derives.append("Default")
            if "remote" in item.attributes:
                derives = [derive for derive in derives if derive != "Default"]
        lines.append(item.rust(", ".join(derives)))
        lines.append(item.mean())
    return "use super::*;\n" + "\n".join(lines)


class Row:
    def __init__(self, line, section, text):
        self.line, self.section = line, section
        parts = text.split(" | ")
        self.expect = dict(zip(("new", "old"), parts[0].split(" ")))
        self.sides, self.why = parts[1:3], parts[3]
        self.differs = parts[4] if len(parts) > 4 else ""
        self.found, self.silent = {}, ""

    def asks_nothing(self):
        for side in self.sides:
            if NO_JUDGE.search(side):
                return "a path or a condition that nobody decides here"
            for name in UNKNOWN.findall(re.sub(r'"[^"]*"', "", side)):
                if not re.search(rf"(struct|enum|type) {name}\b|<{name}[,>:]|\b{name}[ ]*[({{]", side):
                    return f"`{name}` stands in no file"
        return ""


def rows():
    section, found = "", []
    with open(os.path.join(HERE, "rust.txt"), encoding="utf-8") as table:
        for number, line in enumerate(table.read().splitlines(), 1):
            if line.startswith("# "):
                section = line[2:]
            elif line and line != "#":
                found.append(Row(number, section, line))
    return found


def write(folder, asked):
    os.makedirs(os.path.join(folder, "src"), exist_ok=True)
    put = lambda name, text: open(os.path.join(folder, name), "w", encoding="utf-8").write(text)
    put("Cargo.toml", MANIFEST)
    with open(os.path.join(HERE, "rust_judge.rs"), encoding="utf-8") as shared:
        put("src/judge.rs", shared.read().replace("#[macro_export]\n", "") + "\npub(crate) use judge;\n")
    allow = "#![allow(unused, dead_code)]\n"
    put("src/main.rs", f"{allow}mod judge;\n" + "".join(f"mod row{row.line};\n" for row in asked)
        + "fn main() {\n" + "".join(f"row{row.line}::ask();\n" for row in asked) + "}\n")
    for row in asked:
        sides = "".join(f"mod {name} {{\n{module(text)}\n}}\n" for name, text in zip(("old", "new"), row.sides))
        put(f"src/row{row.line}.rs", f"use crate::judge::*;\n{sides}pub fn ask() {{\n"
            f'judge!({row.line}, "new", old, new);\njudge!({row.line}, "old", new, old);\n}}\n')


def judge(folder, asked):
    """Runs the crate; rows that the compiler refuses are left out, and it is run again."""
    while True:
        write(folder, asked)
        run = subprocess.run(["cargo", "run", "--quiet"], cwd=folder, capture_output=True, text=True)
        refused = {}
        for block in run.stderr.split("\n\n"):
            place = re.search(r"--> src/row(\d+)\.rs", block)
            if place and block.lstrip().startswith("error"):
                refused.setdefault(int(place[1]), block.strip().splitlines()[0])
        if run.returncode == 0:
            return run.stdout
        if not refused:
            sys.exit(run.stderr[-6000:])
        for row in asked:
            row.silent = refused.get(row.line, row.silent)
        asked = [row for row in asked if row.line not in refused]


def main():
    arguments = sys.argv[1:]
    folder = None
    if "--keep" in arguments:
        at = arguments.index("--keep")
        folder = arguments[at + 1]
        del arguments[at : at + 2]
    wanted = {int(line) for line in arguments}
    table = [row for row in rows() if not wanted or row.line in wanted]
    for row in table:
        row.silent = row.asks_nothing()
    with tempfile.TemporaryDirectory() as scratch:
        said = judge(folder or scratch, [row for row in table if not row.silent])
    by_line = {row.line: row for row in table}
    for line in said.splitlines():
        number, side, verdict, asked, example = line.split("\t")
        by_line[int(number)].found[side] = (verdict, int(asked), example)

    sections, wrong = {}, 0
    for row in table:
        agreed, asked, silent = sections.get(row.section, (0, 0, 0))
        for side in ("new", "old"):
            verdict, count, example = row.found.get(side, ("", 0, row.silent))
            if verdict in ("", "alone"):
                silent += 1
                print(f"{row.line}: {row.why}: {side} readers: not judged: {example[:150] or 'no samples'}")
                continue
            asked += 1
            agrees, explained = verdict == row.expect[side], f"serde {side}" in row.differs
            agreed += agrees
            if not agrees or explained:
                print(f"{row.line}: {row.why}: {side} readers: we say {row.expect[side]}, serde {verdict}"
                      f"{', explained' if explained else ''}: {example[:200]}")
            wrong += agrees == explained
        sections[row.section] = (agreed, asked, silent)
    print(f"\n{'section':20}{'agree':>8}{'judged':>8}{'not':>6}")
    for name, counts in [*sections.items(), ("all", [sum(part) for part in zip(*sections.values())])]:
        print(f"{name:20}{counts[0]:8}{counts[1]:8}{counts[2]:6}")
    sys.exit(1 if wrong else 0)


main()
