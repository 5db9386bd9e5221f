//! The order of the house, as tests: what each file may know, and what none may do. The reasons stand in ARCHITECTURE.md.
//!
//! Looks at the project's own files as text. What the compiler or Clippy can hold, they hold; the rest is held here.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test starts programs and writes files"
)]

#[path = "house/code.rs"]
mod code;

use code::{code, is_name};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// No file is longer, in lines.
const MOST_LINES: usize = 600;

/// Files that are generated, and may be longer.
const GENERATED: &[(&str, &str)] = &[];

/// Which files may name a crate, and why there and nowhere else. A folder ends with `/`.
const CRATES: &[(&str, &[&str])] = &[
    // A parser of arguments is a fashion; the requests that they make are not.
    ("clap", &["linter/cli.rs", "linter/cli/"]),
    ("clap_complete", &["linter/cli/"]),
    ("clap_mangen", &["linter/cli/"]),
    // The report outlives its renderer.
    ("miette", &["linter/report/graphical.rs", "linter/report/graphical/"]),
    ("anstream", &["linter/cli.rs", "linter/explain.rs", "linter/report/graphical/tests.rs"]),
    // How wide a terminal is, the process is asked in one place.
    ("terminal_size", &["linter/cli.rs"]),
    // Rust's syntax: the derive and the one reader.
    (
        "syn",
        &[
            "macros/declaration/",
            "macros/derive/",
            "linter/readers/rust.rs",
            "linter/readers/rust/",
        ],
    ),
    (
        "proc_macro2",
        &[
            "macros/declaration/",
            "macros/derive/",
            "linter/readers/rust.rs",
            "linter/readers/rust/",
        ],
    ),
    ("quote", &["macros/declaration/", "macros/derive/", "linter/readers/rust/"]),
    ("proc_macro", &["macros/derive/"]),
    // It says whether a schema loads, and nothing else.
    ("apache_avro", &["linter/readers/avro.rs", "linter/readers/avro/", "tests/evolution.rs"]),
    // The parsers of formats that one reader reads.
    ("protox_parse", &["linter/readers/protobuf.rs", "linter/readers/protobuf/"]),
    ("prost_types", &["linter/readers/protobuf.rs", "linter/readers/protobuf/"]),
    ("hcl_edit", &["linter/readers/terraform.rs", "linter/readers/terraform/"]),
    // Texts become trees in one place.
    ("granit_parser", &["linter/tree/yaml.rs"]),
    ("jsonc_parser", &["linter/tree/json.rs"]),
    // Our own settings, never a file under check: see the limits of its parser.
    ("serde_yaml", &["linter/config.rs", "linter/config/", "tests/integrations.rs"]),
    ("regex_lite", &["tests/integrations.rs"]),
    ("toml", &["linter/workspace.rs", "tests/house.rs"]),
    // What goes out has structs of its own.
    (
        "serde",
        &[
            "linter/config/",
            "linter/explain.rs",
            "linter/name.rs",
            "linter/report/",
            "linter/snapshot.rs",
            "tests/evolution/rust_judge.rs",
        ],
    ),
    (
        "serde_json",
        &[
            "linter/config/",
            "linter/explain.rs",
            "linter/name.rs",
            "linter/report/",
            "linter/snapshot.rs",
            "linter/vocabulary/",
            "macros/tests/",
            "tests/",
        ],
    ),
    ("ignore", &["linter/walk.rs"]),
    (
        "globset",
        &["linter/config.rs", "linter/config/", "linter/vocabulary.rs", "linter/vocabulary/"],
    ),
    ("rayon", &["linter/check.rs", "linter/check/"]),
    ("aho_corasick", &["linter/readers/rust/"]),
    ("strsim", &["linter/suggest.rs"]),
    // The house's own packages.
    ("tense_rules", &["linter/", "tests/", "benches/"]),
    (
        "tense_declaration",
        &[
            "linter/cli/args.rs",
            "linter/readers/",
            "linter/vocabulary.rs",
            "linter/vocabulary/",
            "macros/",
        ],
    ),
    ("tense_derive", &["macros/src/"]),
    ("tense_linter", &["linter/bin/", "tests/", "benches/"]),
];

/// Files that touch the world, and what for.
const WORLD: &[(&str, &str)] = &[
    ("linter/walk.rs", "finds and loads the files under check"),
    ("linter/git.rs", "runs git, the one program that is started"),
    ("linter/writer.rs", "writes settings, baselines and what `--fix` changes"),
    ("linter/cli.rs", "asks the process once: its folder and its terminal"),
    ("linter/bin/", "the programs: arguments, streams, exit code"),
];

/// Files that may hold a hash map: nothing of its order comes out.
const HASHED: &[(&str, &str)] = &[
    ("linter/walk.rs", "packages by folder, looked up"),
    ("linter/tree.rs", "keys that were seen, asked for membership"),
    ("linter/tree/build.rs", "keys that were seen, looked up"),
    ("linter/tree/yaml.rs", "anchors by number, looked up"),
    ("linter/report/graphical.rs", "places that were shown, asked for membership"),
    ("linter/readers/avro/walk.rs", "names that were defined, looked up"),
    ("linter/readers/json_schema/refs.rs", "references that were followed, looked up"),
    ("linter/readers/json_schema/walk.rs", "references that were followed, looked up"),
];

/// Where a finding is built.
const FINDERS: &[&str] =
    &["rules/src/rules/", "rules/src/evidence.rs", "rules/src/finding.rs", "linter/settle.rs"];

/// The names of rules that were released: each of them resolves for ever, and means the same.
const RELEASED: &[(&str, &str)] = &[
    ("imperative-event", "0.1.0"),
    ("past-tense-command", "0.1.0"),
    ("vague-event", "0.1.0"),
    ("command-on-retained-topic", "0.1.0"),
    ("mixed-channel", "0.1.0"),
    ("event-on-queue", "0.1.0"),
    ("missing-idempotency-key", "0.1.0"),
    ("missing-partition-key", "0.1.0"),
    ("wrong-partition-key", "0.1.0"),
    ("unreadable-contract", "0.1.0"),
    ("unread-file", "0.1.0"),
    ("unknown-setting", "0.1.0"),
    ("useless-suppression", "0.1.0"),
    ("expired-suppression", "0.1.0"),
    ("stale-baseline", "0.1.0"),
    ("breaking-change", "0.1.0"),
    ("kind-changed", "0.1.0"),
    ("key-changed", "0.1.0"),
    ("channel-changed", "0.1.0"),
    ("contract-removed", "0.1.0"),
];

#[test]
fn a_file_says_first_what_it_knows() {
    complain("its first line does not start with `//!`", |file| {
        (!file.text.starts_with("//! ")).then(|| file.text.lines().next().unwrap_or("").to_owned())
    });
}

#[test]
fn a_file_is_short() {
    complain("it is too long to be one thing", |file| {
        let lines = file.text.lines().count();
        let generated = GENERATED.iter().any(|(path, _)| *path == file.path);
        (lines > MOST_LINES && !generated).then(|| format!("{lines} lines"))
    });
}

#[test]
fn a_crate_is_known_where_it_is_needed_and_nowhere_else() {
    complain("it names a crate that it has no business with", |file| {
        // The floors of the benches are the bare parsers at work, all of them.
        if ["benches/tree/floor.rs", "benches/readers/parsers.rs"].contains(&file.path.as_str()) {
            return None;
        }
        let strange: Vec<&str> = CRATES
            .iter()
            .filter(|(name, places)| {
                names_crate(&file.code, name) && !stands_in(&file.path, places)
            })
            .map(|(name, _)| *name)
            .collect();
        (!strange.is_empty()).then(|| strange.join(", "))
    });
}

#[test]
fn every_dependency_is_used_and_has_its_place() {
    let files = files();
    for package in ["", "rules/", "macros/", "macros/declaration/", "macros/derive/"] {
        let manifest = manifest(package);
        for table in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let Some(dependencies) = manifest.get(table).and_then(toml::Value::as_table) else {
                continue;
            };
            for dependency in dependencies.keys() {
                let name = dependency.replace('-', "_");
                assert!(
                    CRATES.iter().any(|(known, _)| *known == name),
                    "`{dependency}` of `{package}Cargo.toml` has no place in the table of crates"
                );
                assert!(
                    files
                        .iter()
                        .any(|f| package_of(&f.path) == package && names_crate(&f.code, &name)),
                    "no file names `{dependency}` of `{package}Cargo.toml`: remove it"
                );
            }
        }
    }
}

#[test]
fn the_tables_of_this_file_hold_nothing_that_is_gone() {
    let files = files();
    let exists = |place: &str| files.iter().any(|file| stands_in(&file.path, &[place]));
    let listed = WORLD.iter().chain(HASHED).chain(GENERATED);
    for (place, reason) in listed {
        assert!(exists(place), "`{place}` is listed and does not exist");
        assert!(!reason.is_empty(), "`{place}` is listed without a reason");
    }
    for (name, _) in CRATES {
        let users: Vec<&File> = files.iter().filter(|file| names_crate(&file.code, name)).collect();
        assert!(!users.is_empty(), "`{name}` is listed, and no file names it");
    }
    for (place, _) in HASHED {
        let used = |file: &File| stands_in(&file.path, &[place]) && hashes(&file.product);
        assert!(files.iter().any(used), "`{place}` holds no hash map: take it from the list");
    }
}

#[test]
fn rules_do_no_input_or_output_and_know_no_format() {
    let manifest = manifest("rules/");
    for table in ["dependencies", "dev-dependencies", "build-dependencies", "target"] {
        assert!(manifest.get(table).is_none(), "rules/Cargo.toml has [{table}]");
    }
    complain("rules are pure", |file| {
        let lies_there = file.path.starts_with("rules/src/");
        (lies_there && touches_world(&file.product)).then(|| "touches the world".to_owned())
    });
}

#[test]
fn every_package_obeys_the_same_lints() {
    for package in ["", "rules/", "macros/", "macros/declaration/", "macros/derive/"] {
        let manifest = manifest(package);
        let inherits = manifest.get("lints").and_then(|lints| lints.get("workspace"));
        assert_eq!(inherits.and_then(toml::Value::as_bool), Some(true), "{package}Cargo.toml");
    }
    let forbidden = manifest("")["workspace"]["lints"]["rust"]["unsafe_code"].clone();
    assert_eq!(forbidden.as_str(), Some("forbid"));
}

#[test]
fn only_rules_and_the_settling_build_a_finding() {
    complain("it builds a finding", |file| {
        let product = &file.product;
        // The JSON report has a struct of this name for itself.
        let own = product.contains("struct Finding");
        let built = product.contains("Finding::new(")
            || places(product, "Finding {").any(|at| {
                let before = product[..at].trim_end();
                !["->", "struct", "impl", "for"].iter().any(|word| before.ends_with(word))
            });
        (built && !own && !stands_in(&file.path, FINDERS)).then(|| "`Finding`".to_owned())
    });
}

#[test]
fn only_the_policy_makes_severities() {
    complain("it decides how loud a finding is", |file| {
        if !file.path.starts_with("linter/") {
            return None;
        }
        let product = &file.product;
        let is = |path: &str| file.path == path;
        let settles = places(product, "Settled {").any(|at| {
            let before = product[..at].trim_end();
            !["->", "struct", "impl", "let", "for"].iter().any(|word| before.ends_with(word))
        });
        let changed = product.contains(".severity = ");
        let softened = product.contains(".milder()");
        (settles && !is("linter/settle.rs") || changed || softened && !is("linter/policy.rs"))
            .then(|| "a severity".to_owned())
    });
}

#[test]
fn readers_never_judge() {
    complain("a reader speaks of findings", |file| {
        let reader =
            file.path.starts_with("linter/readers") || file.path.starts_with("linter/tree");
        let judges = ["Finding", "Findings", "Catalog", "Policy", "Outcome", "Settled"];
        let word = judges.into_iter().find(|word| has_word(&file.product, word));
        word.filter(|_| reader).map(str::to_owned)
    });
}

#[test]
fn reporters_never_decide() {
    complain("a reporter knows what it was not told", |file| {
        let reporter = file.path.starts_with("linter/report");
        let words = ["Policy", "Config", "Catalog", "Silences", "policy", "suppress"];
        let word = words.into_iter().find(|word| has_word(&file.product, word));
        word.filter(|_| reporter).map(str::to_owned)
    });
}

#[test]
fn few_files_touch_the_world() {
    let places: Vec<&str> = WORLD.iter().map(|(place, _)| *place).collect();
    complain("it touches the world", |file| {
        let product = !stands_in(&file.path, &places);
        (product && touches_world(&file.product))
            .then(|| "fs, env, process, net or time".to_owned())
    });
}

#[test]
fn nothing_is_started() {
    complain("it starts a program", |file| {
        let starts = file.product.contains("std::process::Command")
            || file.product.contains("process::Command::new");
        (starts && file.path != "linter/git.rs").then(|| "a program".to_owned())
    });
}

#[test]
fn nothing_unwraps_outside_tests() {
    complain("it unwraps; `expect` says why it cannot happen", |file| {
        file.product.contains(".unwrap()").then(|| ".unwrap()".to_owned())
    });
}

#[test]
fn no_order_of_a_hash_map_comes_out() {
    let places: Vec<&str> = HASHED.iter().map(|(place, _)| *place).collect();
    complain("it holds a hash map, whose order is another one in each run", |file| {
        let strange = !stands_in(&file.path, &places);
        (strange && hashes(&file.product)).then(|| "take a BTreeMap, or say why not".to_owned())
    });
}

#[test]
fn released_names_resolve_for_ever() {
    for (name, since) in RELEASED {
        let rule = tense_rules::rules::find(name);
        let rule = rule.unwrap_or_else(|| panic!("`{name}` was released with {since} and is gone"));
        assert_eq!(rule.since, *since, "{name}");
    }
    for rule in tense_rules::rules::ALL {
        let known = RELEASED.iter().any(|(name, _)| *name == rule.name);
        assert!(known, "`{}` is not in the table of released names", rule.name);
    }
}

#[test]
fn the_code_map_is_complete_and_names_nothing_that_is_gone() {
    let map = read("ARCHITECTURE.md");
    let named: BTreeSet<&str> = map.split('`').skip(1).step_by(2).collect();
    for path in named.iter().filter(|word| word.contains('/') && !word.contains(' ')) {
        assert!(root().join(path).exists(), "ARCHITECTURE.md names `{path}`, which is not there");
    }
    for file in files() {
        let (folder, _) = file.path.rsplit_once('/').unwrap_or_default();
        let on_top = ["linter", "linter/bin", "rules/src", "macros/src", "tests"].contains(&folder);
        assert!(
            !on_top || named.contains(file.path.as_str()),
            "ARCHITECTURE.md does not name `{}`",
            file.path
        );
    }
}

#[test]
fn the_licence_of_the_words_goes_with_the_program() {
    assert_eq!(read("LICENSE-WORDNET"), read("rules/lexicon/WORDNET-LICENSE"));
}

/// One `.rs` file of the project.
struct File {
    /// From the root, with forward slashes.
    path: String,
    text: String,
    /// The text without comments and without what stands in quotes.
    code: String,
    /// The code up to its tests; nothing where all of it is tests.
    product: String,
    /// Whether it is compiled for tests alone.
    is_test: bool,
}

/// All of them, in order.
fn files() -> Vec<File> {
    let mut paths = Vec::new();
    for folder in ["linter", "rules", "macros", "tests", "benches"] {
        collect(&root().join(folder), &mut paths);
    }
    paths.sort();
    assert!(paths.len() > 50, "the files of the house were found");
    let mut files: Vec<File> = paths
        .into_iter()
        .map(|path| {
            let text = std::fs::read_to_string(&path).expect("the project's files are UTF-8");
            let code = code(&text);
            let product = code[..start_of_tests(&code)].to_owned();
            let path = path.strip_prefix(root()).expect("collected below the root");
            let path = path.to_string_lossy().replace('\\', "/");
            let is_test = path.split('/').any(|part| part == "tests" || part == "benches");
            File { path, text, code, product, is_test }
        })
        .collect();
    let tests: BTreeSet<String> = files.iter().flat_map(test_modules).collect();
    for file in &mut files {
        file.is_test |= tests.contains(&file.path);
        if file.is_test {
            file.product.clear();
        }
    }
    files
}

/// Where the module of tests starts, which is the last item of a file.
fn start_of_tests(code: &str) -> usize {
    const ATTRIBUTE: &str = "#[cfg(test)]\n";
    let is_module = |at: &usize| {
        let line = code[at + ATTRIBUTE.len()..].lines().next().unwrap_or_default();
        line.ends_with("mod tests {")
    };
    places(code, ATTRIBUTE).find(is_module).unwrap_or(code.len())
}

/// The files of modules that stand behind `#[cfg(test)]`.
fn test_modules(file: &File) -> Vec<String> {
    let folder = match file.path.rsplit_once('/') {
        Some((folder, "lib.rs" | "mod.rs")) => folder,
        _ => file.path.trim_end_matches(".rs"),
    };
    let declared = file.code.split("#[cfg(test)]\n").skip(1).filter_map(|rest| {
        let line = rest.lines().next()?.trim();
        let (_, name) = line.strip_suffix(';')?.rsplit_once("mod ")?;
        Some(format!("{folder}/{name}.rs"))
    });
    declared.collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.expect("the folder can be read").path();
        if path.is_dir() {
            if !path.ends_with("target") {
                collect(&path, paths);
            }
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            paths.push(path);
        }
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn manifest(package: &str) -> toml::Table {
    read(&format!("{package}Cargo.toml")).parse().expect("Cargo has read it before us")
}

fn package_of(path: &str) -> &str {
    let packages = ["rules/", "macros/declaration/", "macros/derive/", "macros/"];
    packages.into_iter().find(|package| path.starts_with(package)).unwrap_or("")
}

/// Fails with all files that `wrong` has something to say of.
#[track_caller]
fn complain(what: &str, wrong: impl Fn(&File) -> Option<String>) {
    let found: BTreeMap<String, String> =
        files().iter().filter_map(|file| Some((file.path.clone(), wrong(file)?))).collect();
    assert!(found.is_empty(), "{what}: {found:#?}");
}

fn stands_in(path: &str, places: &[&str]) -> bool {
    places.iter().any(|place| path == *place || place.ends_with('/') && path.starts_with(place))
}

fn hashes(code: &str) -> bool {
    has_word(code, "HashMap") || has_word(code, "HashSet")
}

/// Whether the code reaches beyond its arguments.
fn touches_world(code: &str) -> bool {
    const MODULES: [&str; 5] = ["fs", "env", "process", "net", "os"];
    let paths = MODULES.iter().any(|module| code.contains(&format!("std::{module}::")))
        || MODULES.iter().any(|module| code.contains(&format!("use std::{module};")));
    let grouped = places(code, "use std::{").any(|at| {
        let list = code[at..].split(';').next().unwrap_or_default();
        MODULES.iter().any(|module| has_word(list, module))
    });
    let calls =
        [".is_file()", ".is_dir()", ".exists()", ".canonicalize()", "SystemTime", "Instant"];
    paths || grouped || calls.iter().any(|call| code.contains(call))
}

/// Whether a path of the code starts with this crate, and not with a module of ours that is called the same.
fn names_crate(code: &str, name: &str) -> bool {
    let ours = [format!("mod {name};"), format!("super::{name}"), format!("crate::{name}")];
    let is_ours = ours
        .iter()
        .any(|path| places(code, path).any(|at| !code[at + path.len()..].starts_with(is_name)));
    !is_ours
        && places(code, name).any(|at| {
            let (before, after) = (&code[..at], &code[at + name.len()..]);
            let starts =
                !before.ends_with(is_name) && !before.ends_with("::") && !before.ends_with('.');
            let used = before.ends_with("use ") && after.starts_with([';', ' ']);
            starts && (after.starts_with("::") || used)
        })
}

fn has_word(code: &str, word: &str) -> bool {
    places(code, word)
        .any(|at| !code[..at].ends_with(is_name) && !code[at + word.len()..].starts_with(is_name))
}

fn places<'a>(text: &'a str, part: &'a str) -> impl Iterator<Item = usize> + 'a {
    text.match_indices(part).map(|(at, _)| at)
}

#[test]
fn comments_and_quotes_are_no_code() {
    for (text, expect) in [
        ("a // fs\nb", "a \nb"),
        ("f(\"// \\\" x\", 1)", "f(\"\", 1)"),
        ("r#\"a \" b\"# c", "\"\" c"),
        ("for 'a '\"' '\\'' x", "for 'a   x"),
        ("/* a */ b", " b"),
    ] {
        assert_eq!(code(text), expect, "{text}");
    }
    assert!(names_crate("use serde;", "serde") && names_crate("serde::de", "serde"));
    assert!(!names_crate("serde_yaml::x", "serde") && !names_crate("crate::toml::x", "toml"));
    assert!(!names_crate("use super::serde::{self}; serde::doc()", "serde"));
    assert!(touches_world("use std::{\n fs, io};") && !touches_world("env!(\"\") std::io::Read"));
}
