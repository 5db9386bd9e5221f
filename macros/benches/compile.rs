//! What the derives cost a build: `cargo check` of a thousand types of eight fields, without a
//! derive, with ours, with `serde::Serialize`, and with both. CPU seconds of the compiler and all
//! that it starts, and the crates that each way brings. Needs Linux, which tells that time.

#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a bench prints, and starts cargo"
)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

const TYPES: usize = 1_000;
const ROUNDS: usize = 7;
const CRATE: &str = env!("CARGO_MANIFEST_DIR");

struct Way {
    name: &'static str,
    dependencies: &'static str,
    derives: &'static str,
    attribute: &'static str,
}

const WAYS: [Way; 4] = [
    Way { name: "none", dependencies: "", derives: "", attribute: "" },
    Way {
        name: "tense",
        dependencies: "tense = { path = TENSE }",
        derives: "#[derive(tense::Event)]",
        attribute: EVENT,
    },
    Way {
        name: "serde",
        dependencies: "serde = { version = \"1\", features = [\"derive\"] }",
        derives: "#[derive(serde::Serialize)]",
        attribute: "",
    },
    Way {
        name: "both",
        dependencies: "tense = { path = TENSE }\nserde = { version = \"1\", features = [\"derive\"] }",
        derives: "#[derive(serde::Serialize, tense::Event)]",
        attribute: EVENT,
    },
];

const EVENT: &str = "#[event(topic = \"orders.events\", owner = \"orders\", aggregate = \"Order\", \
                     partition_key = order_id, event_id = id, occurred_at = at, version = 1)]";

fn main() {
    let mut spent = vec![Vec::new(); WAYS.len()];
    let folders: Vec<PathBuf> = WAYS.iter().map(package).collect();
    for folder in &folders {
        check(folder);
    }
    for round in 0..ROUNDS {
        for (folder, times) in folders.iter().zip(&mut spent) {
            let source = folder.join("src/lib.rs");
            let text = fs::read_to_string(&source).expect("it was written");
            fs::write(&source, format!("{text}// {round}\n")).expect("it can be written");
            let before = of_children();
            check(folder);
            times.push(of_children() - before);
        }
    }
    println!(
        "cargo check of {TYPES} types, CPU seconds: median (least to most), of {ROUNDS} rounds"
    );
    for ((way, folder), times) in WAYS.iter().zip(&folders).zip(&mut spent) {
        times.sort_by(f64::total_cmp);
        let (median, least, most) = (times[ROUNDS / 2], times[0], times[ROUNDS - 1]);
        let crates = crates(folder);
        println!("{:6} {median:5.2} ({least:.2} to {most:.2})  {crates} crates", way.name);
    }
}

fn package(way: &Way) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compile").join(way.name);
    fs::create_dir_all(folder.join("src")).expect("the folder for temporary files can be written");
    let dependencies = way.dependencies.replace("TENSE", &format!("{CRATE:?}"));
    let manifest = format!(
        "[package]\nname = \"{}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n\
         [dependencies]\n{dependencies}\n",
        way.name
            .replace("none", "neither")
            .replace("both", "the-two")
            .replace("tense", "ours")
            .replace("serde", "theirs")
    );
    fs::write(folder.join("Cargo.toml"), manifest).expect("it can be written");
    let lock = Path::new(CRATE).join("../Cargo.lock");
    fs::copy(lock, folder.join("Cargo.lock")).expect("the workspace's lock file is committed");
    let mut text = String::from("//! Generated.\n#![allow(dead_code)]\n");
    for number in 0..TYPES {
        let _ = write!(
            text,
            "{}\n{}\npub struct OrderPlaced{number} {{ order_id: String, id: u64, at: u64, \
             customer_id: String, total: u64, currency: String, lines: Vec<String>, note: Option<String> }}\n",
            way.derives, way.attribute
        );
    }
    fs::write(folder.join("src/lib.rs"), text).expect("it can be written");
    folder
}

fn check(folder: &Path) {
    let status = cargo(folder).args(["check", "--offline", "--quiet"]).status();
    assert!(status.expect("cargo runs this bench").success(), "{} compiles", folder.display());
}

fn crates(folder: &Path) -> usize {
    let output = cargo(folder)
        .args(["tree", "--offline", "--edges", "normal,build", "--prefix", "none"])
        .output();
    let text = String::from_utf8(output.expect("cargo runs").stdout).expect("names are text");
    let mut names: Vec<&str> = text.lines().filter_map(|line| line.split(' ').next()).collect();
    names.sort_unstable();
    names.dedup();
    // Without the package itself.
    names.len() - 1
}

fn cargo(folder: &Path) -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(folder).env("CARGO_INCREMENTAL", "0").env_remove("RUSTFLAGS");
    cargo
}

/// The CPU seconds of all programs that this one has started and waited for: fields 16 and 17 of
/// `/proc/self/stat`, in hundredths (see `man 5 proc`).
fn of_children() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").expect("this bench needs Linux");
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(13).take(2).map(|field| field.parse::<f64>().unwrap_or(0.0)).sum::<f64>() / 100.0
}
