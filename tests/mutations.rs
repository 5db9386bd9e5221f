//! Every reader and every reporter on input that somebody broke: the examples and the rules' own fences, mutated.
//!
//! Knows nothing of what should be found: a run ends, its places are real, and it says the same twice. A mutation has a
//! number and comes out the same on each machine; `TENSE_MUTATIONS=5000..90000` runs others than the usual ones.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test reads the examples"
)]

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};
use tense_linter::check::{self, Checked};
use tense_linter::report::{self, Style};
use tense_linter::request::Request;
use tense_rules::rules;

/// The usual mutations: a few seconds in a debug build.
const USUAL: Range<u64> = 0..400;

/// No input of this size may take longer, on a slow machine and in a debug build.
const PATIENCE: Duration = Duration::from_secs(30);

/// Files that belong together, by path and text.
type Case = Vec<(String, String)>;

#[test]
fn mutated_contracts_are_survived() {
    let seeds = seeds();
    assert!(seeds.len() > 60, "{} seeds", seeds.len());
    let numbers = std::env::var("TENSE_MUTATIONS").map_or(USUAL, |text| {
        let (from, to) = text.split_once("..").expect("TENSE_MUTATIONS=from..to");
        from.parse().expect("a number")..to.parse().expect("a number")
    });
    let mut findings = 0;
    for number in numbers {
        let case = mutated(&seeds, number);
        let started = Instant::now();
        match catch_unwind(AssertUnwindSafe(|| check(&case))) {
            Ok(found) => findings += found,
            Err(_) => panic!("mutation {number}: see above\n{case:#?}"),
        }
        assert!(started.elapsed() < PATIENCE, "mutation {number}: {:?}", started.elapsed());
    }
    assert!(findings > 100, "mutations break contracts, yet only {findings} findings were made");
}

/// Checks a case twice and returns the number of its findings.
fn check(case: &Case) -> usize {
    let checked = check::texts(case, &Request::default());
    for settled in &checked.outcome.findings {
        let finding = &settled.finding;
        for label in std::iter::once(&finding.primary).chain(&finding.labels) {
            let source = checked.sources.get(label.span.file);
            let text =
                source.map(|source| &source.text).expect("a place lies in a file that was read");
            let (start, end) = (label.span.start as usize, label.span.end as usize);
            assert!(
                text.get(start..end).is_some(),
                "{start}..{end} is no place of {}: {finding:?}",
                text.len()
            );
        }
    }
    let first = reports(&checked);
    let again = reports(&check::texts(case, &Request::default()));
    assert_eq!(first, again, "the same input gives the same reports");
    for text in &first {
        let control = text.chars().find(|c| *c != '\n' && is_dangerous(*c));
        assert_eq!(control, None, "a terminal would obey this: {text:?}");
    }
    checked.outcome.findings.len()
}

/// What steers a terminal, or turns the order of its letters.
fn is_dangerous(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn reports(checked: &Checked) -> Vec<String> {
    let style = Style { width: 80, colour: false };
    let write =
        |reporter: &&report::Reporter| (reporter.write)(&checked.outcome, &checked.sources, style);
    report::ALL.iter().map(write).collect()
}

/// What is mutated: each example as one case and its files one by one, each page's fences, and what neither has.
fn seeds() -> Vec<Case> {
    let mut seeds = vec![own()];
    for example in ["haunted-house", "retailer"] {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(example);
        let mut files = Vec::new();
        collect(&root, &root, &mut files);
        files.sort();
        seeds.extend(files.iter().map(|file| vec![file.clone()]));
        seeds.push(files);
    }
    for rule in rules::ALL {
        seeds.extend(fences(rule.docs));
    }
    seeds
}

fn collect(root: &Path, folder: &Path, into: &mut Case) {
    for entry in std::fs::read_dir(folder).expect("a folder of the examples") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(root, &path, into);
        } else if path.extension().is_some_and(|ending| ending != "md" && ending != "txt") {
            let shown = path
                .strip_prefix(root)
                .expect("below the root")
                .to_string_lossy()
                .replace('\\', "/");
            into.push((shown, std::fs::read_to_string(&path).expect("a file of the examples")));
        }
    }
}

/// The fences of a page; those that follow each other directly are one case.
fn fences(page: &str) -> Vec<Case> {
    let (mut cases, mut open) = (Vec::<Case>::new(), false);
    let mut lines = page.lines().map(str::trim);
    while let Some(line) = lines.next() {
        let Some(fence) = line.strip_prefix("```") else {
            open &= line.is_empty();
            continue;
        };
        let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        let Some((language, _)) = fence.split_once(',') else { continue };
        if !std::mem::replace(&mut open, true) {
            cases.push(Case::new());
        }
        let files = cases.last_mut().expect("one was just pushed");
        let named = body.first().and_then(|line| line.split_once("file: "));
        let path = named.map_or_else(
            || format!("example-{}.{language}", files.len()),
            |(_, path)| path.to_owned(),
        );
        files.push((path, body.join("\n")));
    }
    cases
}

/// Syntax that neither the examples nor the pages use.
fn own() -> Case {
    [
        ("src/events.rs", "#![cfg(test)]\nuse tense as t;\nmod a { pub(crate) mod b { pub const T: &str = concat!(\"or\", r#\"ders\"#); } }\n#[derive(Clone, t::Event)]\n#[cfg_attr(all(), event(topic = a::b::T, aggregate = \"Örder\", partition_key = order_id))]\n#[serde(rename_all = \"kebab-case\", tag = \"type\")]\npub enum É<'a, T: Into<Vec<u8>> = [u8; 3]> where T: 'a {\n    #[event(name = \"shop.order.placed.v1\")] Placed { order_id: Option<Box<Vec<&'a str>>>, r#type: T },\n    Shipped(u64, self::a::Id<T>), // tense: allow(vague-event, reason = \"é\")\n    Unit = -1,\n}\nimpl Aggregate for Order { type Command = C; type Event = É<'static>; }\nmacro_rules! m { ($($x:tt)*) => { $($x)* } }\n"),
        ("a/orders-value.avsc", "\u{feff}// licence\n{\"type\": \"record\", \"name\": \"a.b.Tree\", \"aliases\": [\"Old\", \"é.X\"], \"doc\": \"\\uD83D\\uDE00 \\u00e9\", \"tense\": {\"kind\": \"event\", \"topic\": \"orders\", \"allow\": [{\"rule\": \"vague-event\", \"reason\": \"r\"}]}, \"fields\": [\r\n{\"name\": \"left\", \"type\": [\"null\", \"Tree\", {\"type\": \"array\", \"items\": \"Tree\"}], \"default\": null},\n{\"name\": \"amount\", \"type\": {\"type\": \"bytes\", \"logicalType\": \"decimal\", \"precision\": 9, \"scale\": 2}, \"default\": \"\\u00ff\"},\n{\"name\": \"f\", \"type\": {\"type\": \"fixed\", \"name\": \"F\", \"size\": 16}},\n{\"name\": \"s\", \"type\": {\"type\": \"enum\", \"name\": \"S\", \"symbols\": [\"A\", \"A\"], \"default\": \"B\"}, \"order\": \"ignore\"},\n{\"name\": \"m\", \"type\": {\"type\": \"map\", \"values\": \"other.Missing\"}, \"default\": {\"a\": 1}}]}"),
        ("schemas/order.json", "{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\", \"$id\": \"https://x/y#\", \"title\": \"OrderPlaced\", \"x-tense\": {\"kind\": \"event\"}, \"allOf\": [{\"$ref\": \"#/$defs/a~1b%20c\"}, {\"$ref\": \"../schemas/order.json#/properties/é\"}, {\"$ref\": \"#\"}], \"$defs\": {\"a/b c\": {\"type\": [\"object\", \"null\"], \"required\": [\"id\"], \"properties\": {\"id\": {\"const\": \"é\"}, \"n\": {\"type\": \"integer\", \"minimum\": -1e400}}}}, \"properties\": {\"specversion\": {\"const\": \"1.0\"}, \"type\": {\"enum\": [\"a.b\", 1, null]}, \"source\": {}, \"id\": {}, \"data\": {\"$ref\": \"#/$defs/a~1b%20c\"}, \"é\": true}}"),
        ("k8s/t.yaml", "%YAML 1.2\n---\napiVersion: kafka.strimzi.io/v1beta2\nkind: KafkaTopic\nmetadata: &m {name: orders, labels: {a: b}} # tense: allow(mixed-channel, reason = 'é')\nspec:\n  topicName: !!str orders\n  config: &c {retention.ms: -1, cleanup.policy: \"compact,delete\", <<: *m}\n  replicas: 0x3\n  partitions: 1_000\n---\nkind: List\nitems:\n- *c\n- |2-\n   a\n   é\n- ? [a, b]\n  : >+\n    c\n...\n"),
        ("tense.yaml", "# tense\npreset: strict\nrules: {vague-event: off, nope: warn}\npaths:\n  - {match: 'src/**', rules: {all: deny}}\nexclude: ['**/x', '[', '']\nchannels:\n  orders: {transport: kafka, retention: 7d, partitions: 99999999999999999999}\nmessages:\n  - {name: ShipOrder, kind: command, channel: orders}\nvocabulary: {verbs: [é, '']}\n"),
    ]
    .map(|(path, text)| (path.to_owned(), text.to_owned()))
    .to_vec()
}

/// The case of this number: a seed with some of its texts broken in some places.
fn mutated(seeds: &[Case], number: u64) -> Case {
    let mut random = Random::new(number);
    let mut case = seeds[random.below(seeds.len())].clone();
    if random.below(4) == 0 {
        case.extend(seeds[random.below(seeds.len())].clone());
    }
    for _ in 0..=random.below(4) {
        let at = random.below(case.len());
        if random.below(40) == 0 {
            // A text of one format under the name of another.
            let other = random.below(case.len());
            case[at].1 = case[other].1.clone();
        }
        let text = mutate(&case[at].1, seeds, &mut random);
        case[at].1 = text;
    }
    case
}

const FLOODS: &[&str] = &[
    "[",
    "{",
    "(",
    "<",
    "- ",
    "? ",
    "Vec<",
    "{\"a\":",
    "{\"type\":",
    "{a: ",
    "mod a {",
    "&'a ",
    "!",
    "/*",
    "\"",
    "}",
    "]",
    ">",
    "a::",
    "a.",
    "#[a]",
    "|",
    "\n ",
    "---\n",
    "*m, ",
    "é",
    "\\",
    "-",
    "1",
    "x|",
    "if a {} else ",
    "a = ",
];

const PIECES: &[&str] = &[
    "é",
    "😀",
    "\u{202e}",
    "\u{200f}",
    "\0",
    "\u{feff}",
    "\u{2028}",
    "\u{85}",
    "\u{1b}[31m",
    "\u{301}",
    "\u{fffd}",
    "\r",
    "\r\n",
    "\t",
    "\"",
    "'",
    "`",
    "\\",
    "\\u",
    "\\uD800",
    "\\u{110000}",
    "r#\"",
    "b\"",
    "/*",
    "*/",
    "//",
    "#",
    "# ",
    "&m ",
    "*m",
    "<<: *m\n",
    "---\n",
    "...\n",
    "%TAG ! x\n",
    "!!binary ",
    "|9\n",
    ">-\n",
    "? ",
    ": ",
    "{{ x }}",
    "{% if %}",
    "<<<<<<< HEAD\n",
    ">>>>>>> a\n",
    "null",
    "~",
    "[]",
    "{}",
    "\"\"",
    ",",
    "// tense: allow(",
    "# tense: allow(vague-event, reason = \"x\")\n",
    "tense::Event",
    "#[event(",
    "#[derive(tense::Command)]\n",
    "= none, reason = \"\"",
    "\"tense\": {\"allow\": [",
    "\"$ref\": \"#/\",",
    "\"$ref\": \"#/$defs/%zz~2\",",
    "\"type\": \"record\",",
    "\"default\": -0.0e-0,",
    "impl Aggregate for X { type Event = X; }",
    "const A: &str = A;",
    "type A = A;",
    "-9223372036854775809",
    "340282366920938463463374607431768211456",
    "1e999",
    "0x",
    "١٢",
    "-1ms",
    "999999999999y",
    "7d",
];

fn mutate(text: &str, seeds: &[Case], random: &mut Random) -> String {
    let at = random.place(text);
    let (before, after) = text.split_at(at);
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    match random.below(14) {
        0 => before.chars().chain(after.chars().skip(1 + random.below(8))).collect(),
        1 | 2 if !lines.is_empty() => {
            let (line, times) = (random.below(lines.len()), random.pick(&[0, 0, 2, 2, 3, 300]));
            lines
                .iter()
                .enumerate()
                .flat_map(|(n, text)| vec![*text; if n == line { times } else { 1 }])
                .collect()
        }
        3 if !lines.is_empty() => {
            let mut lines = lines;
            let (a, b) = (random.below(lines.len()), random.below(lines.len()));
            lines.swap(a, b);
            lines.concat()
        }
        4 => {
            let other = {
                let case = &seeds[random.below(seeds.len())];
                &case[random.below(case.len())].1
            };
            let (a, b) = (random.place(other), random.place(other));
            [before, &other[a.min(b)..a.max(b)], after].concat()
        }
        5 => {
            let times = random.pick(&[2, 60, 130, 1_000, 20_000]);
            [before, &random.pick(FLOODS).repeat(times), after].concat()
        }
        6..=8 => [before, random.pick(PIECES), after].concat(),
        9 => {
            let digits: String = after
                .trim_start_matches(|c: char| !c.is_ascii_digit())
                .chars()
                .skip_while(char::is_ascii_digit)
                .collect();
            [before, random.pick(&["-1", "99999999999999999999", "1e400", "0.1", ""]), &digits]
                .concat()
        }
        10 => text.replace('\n', random.pick(&["", " ", "\r", "\r\n", "\n\n"])),
        11 => before.to_owned(),
        // One name in the place of another: types that hold themselves, references that go round.
        _ => {
            let (old, new) = (random.word(text).to_owned(), random.word(text).to_owned());
            if old.is_empty() {
                text.to_owned()
            } else {
                text.replacen(&old, &new, 1 + random.below(3))
            }
        }
    }
}

/// Marsaglia's xorshift with Vigna's multiplication: small, and the same everywhere.
struct Random(u64);

impl Random {
    fn new(number: u64) -> Self {
        let mut random = Self((number + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        for _ in 0..4 {
            random.below(2);
        }
        random
    }

    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % bound
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    /// A boundary between two characters.
    fn place(&mut self, text: &str) -> usize {
        let at = self.below(text.len() + 1);
        (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
    }

    fn word<'a>(&mut self, text: &'a str) -> &'a str {
        let at = self.place(text);
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let rest = text[at..].trim_start_matches(is_word).trim_start_matches(|c| !is_word(c));
        &rest[..rest.find(|c| !is_word(c)).unwrap_or(rest.len())]
    }
}
