#!/usr/bin/env python3
"""Writes rules/src/grammar/lexicon.txt, the table of words the grammar of message names knows.

usage: generate.py [--check] [WORDNET_DICTIONARY_FOLDER]

The words come from the WordNet 3.0 database (Debian package `wordnet-base`, by default in
/usr/share/wordnet; its licence is in WORDNET-LICENSE beside this script) and from lists kept by
hand here: irregular.txt, domain.txt and classes.txt. With --check nothing is written, and the exit code says
whether the table is what this script makes (0), is not (1), or cannot be made here (3).

A line of the table is `word codes [>past/participle] [<how:base]`:
  codes        v verb (a digit 0-9: its share of verb uses where it is a noun too), n noun,
               a adjective, r adverb, x no form of a verb,
               f a form of a verb only at the end of a clause, capitals the classes of classes.txt; `-` where the line only names an irregular form
  >past/part   the irregular or doubled forms of a verb
  <how:base    the word is a form of `base`; how is p (past), d (participle), b (both)
"""
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TABLE = os.path.join(HERE, "..", "src", "grammar", "lexicon.txt")
WORD = re.compile(r"^[a-z]{2,20}$")
VOWELS = "aeiou"


def regular_past(base):
    """The past by the rules of spelling; `suggest.rs` has the same rules."""
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2] not in VOWELS:
        return base[:-1] + "ied"
    stem = base
    for prefix in ("re", "un", "pre", "over", "out"):
        if base.startswith(prefix) and len(base) - len(prefix) >= 3:
            stem = base[len(prefix):]
            break
    if doubles(stem) or (stem != base and doubles(base)):
        return base + base[-1] + "ed"
    return base + "ed"


def doubles(stem):
    """One syllable, one vowel, one consonant after it: `stop`, `plan`, `quit`."""
    body = stem[2:] if stem.startswith("qu") else stem
    vowels = [i for i, letter in enumerate(body) if letter in VOWELS]
    return (len(vowels) == 1 and vowels[0] == len(body) - 2 and body[-1] not in "wxy"
            and (vowels[0] > 0 or stem.startswith("qu")))


def read_index(folder):
    """Lemma -> {part of speech: tagged uses} for the single lower-case words of WordNet."""
    words = {}
    for part, code in (("noun", "n"), ("verb", "v"), ("adj", "a"), ("adv", "r")):
        with open(os.path.join(folder, "index." + part), encoding="latin-1") as lines:
            for line in lines:
                lemma = line.split(" ", 1)[0]
                if WORD.match(lemma):
                    words.setdefault(lemma, {})[code] = 0
    codes = {"1": "n", "2": "v", "3": "a", "4": "r", "5": "a"}
    with open(os.path.join(folder, "cntlist.rev"), encoding="latin-1") as lines:
        for line in lines:
            key, _, count = line.split()
            lemma, rest = key.split("%", 1)
            code = codes[rest[0]]
            if lemma in words and code in words[lemma]:
                words[lemma][code] += int(count)
    return words


def read_doubled(folder):
    """Base -> past for the regular verbs that double a consonant, from WordNet's exceptions."""
    doubled = {}
    with open(os.path.join(folder, "verb.exc"), encoding="latin-1") as lines:
        for line in lines:
            form, base = line.split()[:2]
            if WORD.match(form) and WORD.match(base) and form.endswith("ed") and form not in (base, base + "ed"):
                doubled.setdefault(base, form)
    return doubled


def read_rows(name):
    with open(os.path.join(HERE, name), encoding="ascii") as lines:
        return [line.split() for line in lines if line.strip() and not line.startswith("#")]


def read_classes():
    """Word -> the letters of its classes."""
    classes, letter = {}, ""
    with open(os.path.join(HERE, "classes.txt"), encoding="ascii") as lines:
        for line in lines:
            if opening := re.match(r"^([A-Z]) [A-Z][A-Za-z]*: ", line):
                letter = opening.group(1)
            elif not line.startswith("#"):
                for word in line.split():
                    if letter not in classes.setdefault(word, ""):
                        classes[word] += letter
    return classes


def codes_of(counts):
    """The codes of a dictionary word, or "" where it is too rare to matter."""
    verb, noun, adjective, adverb = (counts.get(code) for code in "vnar")
    codes = ""
    if verb is not None and (verb > 0 or not noun):
        codes += "v"
        if noun is not None:
            # Two uses as a noun on credit: with little evidence a word is no verb.
            codes += str(round(9 * (verb + 0.5) / (verb + noun + 2.5)))
    if noun:
        codes += "n"
    elif noun is not None and verb is not None:
        codes += "n"
    if adjective:
        codes += "a"
    if adverb:
        codes += "r"
    return codes


def build(folder):
    words = read_index(folder)
    table = {word: codes for word, counts in words.items() if (codes := codes_of(counts))}
    for word, codes in read_rows("domain.txt"):
        # A noun by hand may still have a past: `handed`, `boarded`.
        noun_alone = "n" in codes and "v" not in codes and "x" not in codes
        table[word] = "v0" + codes if noun_alone and "v" in words.get(word, {}) else codes
    irregular = {base: (past, participle) for base, past, participle in read_rows("irregular.txt")}
    forms, extra = {}, {}
    for base, (past, participle) in irregular.items():
        if "v" not in table.get(base, ""):
            table[base] = "v"
        pasts, participles = past.split("/"), participle.split("/")
        extra[base] = f">{pasts[0]}/{participles[0]}"
        for form in dict.fromkeys(pasts + participles):
            if form.endswith("ed") and form not in ("fed", "led", "bled", "bred", "sped", "fled", "shed", "wed"):
                continue
            how = "b" if form in pasts and form in participles else "p" if form in pasts else "d"
            if form != base:
                forms.setdefault(form, f"<{how}:{base}")
    for base, past in read_doubled(folder).items():
        if base not in irregular and "v" in table.get(base, "") and past != regular_past(base):
            extra[base] = f">{past}/{past}"
    classes = read_classes()
    lines = []
    for word in sorted(set(table) | set(forms) | set(classes)):
        line = [word, (table.get(word, "").strip("-") + classes.get(word, "")) or "-"]
        line += [extra[word]] if word in extra else []
        line += [forms[word]] if word in forms else []
        lines.append(" ".join(line))
    return "\n".join(lines) + "\n"


def main():
    arguments = [a for a in sys.argv[1:] if a != "--check"]
    folder = arguments[0] if arguments else "/usr/share/wordnet"
    if not os.path.exists(os.path.join(folder, "cntlist.rev")):
        print(f"no WordNet database in {folder}", file=sys.stderr)
        sys.exit(3)
    text = build(folder)
    if "--check" in sys.argv:
        with open(TABLE, encoding="ascii") as table:
            sys.exit(0 if table.read() == text else 1)
    with open(TABLE, "w", encoding="ascii", newline="\n") as table:
        table.write(text)
    print(f"{text.count(chr(10))} words, {len(text)} bytes")


main()
