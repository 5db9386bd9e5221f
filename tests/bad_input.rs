//! Hostile and broken input through the real binary: a diagnostic with a place and a way out, the other files still
//! checked, no panic, no stack overflow, no hang. What is printed stands in `bad_input.txt`; `TENSE_BLESS=1` rewrites it.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test starts programs and writes files"
)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

/// A contract with one finding, in every folder: whatever else lies there, it must be found.
const WITNESS: &str =
    r#"{"type": "record", "name": "ShipOrder", "namespace": "shop.events", "fields": []}"#;

/// Paths and what lies there.
type Files = Vec<(&'static str, Vec<u8>)>;

/// No case may take longer, on a slow machine and in a debug build.
const PATIENCE: Duration = Duration::from_secs(60);

fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bad_input").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder for the test");
    std::fs::write(folder.join("witness.avsc"), WITNESS).expect("the witness");
    folder
}

fn check(folder: &Path) -> Output {
    let started = Instant::now();
    let output = Command::new(env!("CARGO_BIN_EXE_tense"))
        .args(["check", ".", "--format", "short", "--color", "never"])
        .current_dir(folder)
        .output()
        .expect("the binary runs");
    assert!(started.elapsed() < PATIENCE, "{}: took {:?}", folder.display(), started.elapsed());
    output
}

/// Runs a case and returns what was printed; the run must end by itself, and must have seen the witness.
fn printed(name: &str, files: &[(&str, Vec<u8>)]) -> String {
    let folder = folder(name);
    for (path, bytes) in files {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, bytes).expect("a file");
    }
    report(name, &check(&folder))
}

fn report(name: &str, output: &Output) -> String {
    let stdout = String::from_utf8(output.stdout.clone()).expect("UTF-8");
    let stderr = String::from_utf8_lossy(&output.stderr);
    let code = output.status.code().unwrap_or_else(|| panic!("{name}: died of a signal: {stderr}"));
    assert!(code == 1 || code == 2, "{name}: exit {code}\n{stdout}\n{stderr}");
    assert!(!stderr.contains("panicked"), "{name}: {stderr}");
    assert!(
        stdout.contains("witness.avsc:1:"),
        "{name}: the witness was not found\n{stdout}\n{stderr}"
    );
    let rest: String = stdout
        .lines()
        .filter(|line| !line.starts_with("witness.avsc:"))
        .map(|line| format!("{line}\n"))
        .collect();
    format!("# {name}: exit {code}\n{rest}")
}

fn deep(open: &str, times: usize) -> Vec<u8> {
    open.repeat(times).into_bytes()
}

fn rust(code: &str) -> Vec<u8> {
    let head = "#[derive(tense::Event)]\n#[event(topic = \"a\", aggregate = \"A\", partition_key = a_id)]\n";
    format!("{head}{code}").into_bytes()
}

const LEVELS: usize = 100_000;

#[test]
fn hostile_and_broken_input_is_reported_and_survived() {
    let topic =
        "apiVersion: kafka.strimzi.io/v1beta2\nkind: KafkaTopic\nmetadata:\n  name: orders\n";
    let bomb = (1..12).fold("a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned(), |mut text, n| {
        let _ = writeln!(text, "a{n}: &a{n} [{}]", vec![format!("*a{}", n - 1); 9].join(", "));
        text
    });
    let placed =
        r#"{"type": "record", "name": "OrderPlaced", "namespace": "shop.events", "fields": []}"#;
    let cases: Vec<(&str, Files)> = vec![
        ("not utf-8", vec![("a.avsc", b"{\"type\": \"record\", \"name\": \"\xFF\xFE\"}".to_vec())]),
        ("utf-16", vec![("a.avsc", b"\xFF\xFE{\0\"\0".to_vec())]),
        ("empty", vec![("a.avsc", Vec::new()), ("a.rs", Vec::new()), ("tense.yaml", Vec::new())]),
        ("deep avro", vec![("a.avsc", deep("[", LEVELS))]),
        ("deep avro objects", vec![("a.avsc", deep("{\"type\":", LEVELS))]),
        ("deep json schema", vec![("a.json", [b"{\"$schema\": \"http://json-schema.org/draft-07/schema#\", \"x-tense\": ".to_vec(), deep("{\"a\":", LEVELS)].concat())]),
        ("deep flow sequences", vec![("a.yaml", [topic.as_bytes().to_vec(), b"spec: ".to_vec(), deep("[", LEVELS)].concat())]),
        ("deep flow maps", vec![("a.yaml", [topic.as_bytes().to_vec(), b"spec: ".to_vec(), deep("{a: ", LEVELS)].concat())]),
        ("deep block sequences", vec![("a.yaml", [topic.as_bytes().to_vec(), b"spec:\n ".to_vec(), deep("- ", LEVELS)].concat())]),
        ("deep settings", vec![("tense.yaml", deep("{a: ", LEVELS))]),
        ("deep types", vec![("a.rs", rust(&format!("struct A {{ a_id: {}u8{} }}", "Vec<".repeat(LEVELS), ">".repeat(LEVELS))))]),
        ("deep brackets", vec![("a.rs", rust(&format!("struct A {{ a_id: [u8; {}] }}", "(".repeat(LEVELS))))]),
        ("deep modules", vec![("a.rs", rust(&format!("struct A {{ a_id: u8 }} {}", "mod a { ".repeat(LEVELS))))]),
        ("deep operators", vec![("a.rs", rust(&format!("struct A {{ a_id: u8 }} const B: u8 = {}1;", "!".repeat(LEVELS))))]),
        ("alias bomb", vec![("a.yaml", [topic.as_bytes().to_vec(), b"spec:\n  config:\n    x: 1\n---\n".to_vec(), bomb.clone().into_bytes()].concat())]),
        ("alias bomb in settings", vec![("tense.yaml", format!("version: 1\n{bomb}").into_bytes())]),
        ("duplicate keys", vec![
            ("a.avsc", br#"{"type": "record", "name": "A", "name": "B", "fields": []}"#.to_vec()),
            ("a.yaml", format!("{topic}metadata:\n  name: payments\n").into_bytes()),
        ]),
        ("byte order mark", vec![("a.avsc", [b"\xEF\xBB\xBF".to_vec(), placed.replace("OrderPlaced", "ShipParcel").into_bytes()].concat())]),
        ("crlf", vec![("a.avsc", b"{\r\n\"type\": \"record\",\r\n\"name\": \"ShipParcel\",\r\n\"namespace\": \"shop.events\",\r\n\"fields\": []}\r\n".to_vec())]),
        ("dangling ref", vec![("a.json", br##"{"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "OrderPlaced", "x-tense": {"kind": "event"}, "type": "object", "properties": {"order": {"$ref": "#/$defs/Ordre"}}, "$defs": {"Order": {"type": "object"}}}"##.to_vec())]),
        ("helm template", vec![("templates/topic.yaml", format!("{{{{- if .Values.x }}}}\n{topic}{{{{- end }}}}\n").into_bytes())]),
        ("merge conflict", vec![
            ("a.avsc", format!("<<<<<<< HEAD\n{placed}\n=======\n{placed}\n>>>>>>> theirs\n").into_bytes()),
            ("a.yaml", format!("<<<<<<< HEAD\n{topic}=======\n{topic}>>>>>>> theirs\n").into_bytes()),
            ("a.rs", rust("<<<<<<< HEAD\nstruct A { a_id: u8 }\n=======\nstruct B { a_id: u8 }\n>>>>>>> theirs\n")),
        ]),
        ("settings full of nonsense", vec![("tense.yaml", b"version: two\npreset: [strikt]\nrules:\n  imperativ-event: alow\n  7: deny\noptions: none\nchannels: {a: b}\nservices: [1, {nam: x}]\nmessages: [{kind: evnt}]\npaths: [{rules: {vague-event: deny}}]\nexclude: {}\ncolour: red\n".to_vec())]),
        ("settings that are a list", vec![("tense.yaml", b"- version: 1\n".to_vec())]),
        ("rust that does not parse", vec![("a.rs", rust("struct A { a_id: u8 }\nfn broken( {\n#[derive(tense::Event)]\n#[event(topic = \"a\", aggregate = \"A\", partition_key = a_id)]\nstruct MakeA { a_id: u8 }\n"))]),
        ("nul bytes", vec![("a.avsc", b"{\"type\": \"record\", \0 \"name\": \"A\"}".to_vec()), ("a.rs", rust("struct A\0 { a_id: u8 }"))]),
    ];
    let mut all = String::new();
    for (name, files) in cases {
        all.push_str(&printed(name, &files));
        all.push('\n');
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad_input.txt");
    if std::env::var_os("TENSE_BLESS").is_some() {
        std::fs::write(&path, &all).expect("blessed");
    }
    let expect = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(all, expect, "TENSE_BLESS=1 rewrites it");
}

#[test]
fn a_file_of_a_hundred_megabytes_is_passed_over_and_said() {
    let folder = folder("huge");
    for name in ["huge.avsc", "huge.json"] {
        let file = std::fs::File::create(folder.join(name)).expect("a file");
        file.set_len(100_000_000).expect("a sparse file");
    }
    let printed = report("huge", &check(&folder));
    assert!(
        printed
            .contains("huge.avsc:1:1: error: `huge.avsc` is larger than a contract can be: 100 MB"),
        "{printed}"
    );
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_entered_is_said() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = folder("closed");
    let closed = folder.join("closed.d");
    std::fs::create_dir(&closed).expect("a folder");
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o000)).expect("closed");
    let printed = report("closed", &check(&folder));
    // Root enters every folder, and finds nothing in this one.
    let entered = std::fs::read_dir(&closed).is_ok();
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o700)).expect("open again");
    assert!(
        entered || printed.contains("closed.d:1:1: hint: `closed.d` cannot be opened"),
        "{printed}"
    );
}

#[cfg(unix)]
#[test]
fn a_loop_of_links_ends() {
    let folder = folder("links");
    std::fs::create_dir(folder.join("a")).expect("a folder");
    std::os::unix::fs::symlink("..", folder.join("a/up")).expect("a link");
    std::os::unix::fs::symlink("nowhere.avsc", folder.join("dangling.avsc")).expect("a link");
    assert_eq!(report("links", &check(&folder)), "# links: exit 1\n");
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_opened_is_said() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = folder("locked");
    let locked = folder.join("locked.avsc");
    std::fs::write(&locked, "{}").expect("a file");
    std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o000)).expect("locked");
    let printed = report("locked", &check(&folder));
    // Root opens everything: then the file is read, and said to be no schema.
    let expect = if std::fs::File::open(&locked).is_ok() {
        "locked.avsc:1:"
    } else {
        "cannot be opened: permission denied"
    };
    assert!(printed.contains(expect), "{printed}");
}

/// Files that never end or never begin, under names that the walk opens by itself.
#[cfg(target_os = "linux")]
#[test]
fn pipes_and_devices_are_not_waited_for() {
    let folder = folder("devices");
    let pipes = ["pipe.avsc", "tense.yaml", "Cargo.toml", "piped/.gitignore", "piped/.ignore"];
    let devices = ["zero.avsc", "zero/.gitignore", "zero/tense.yaml", "zero/Cargo.toml"];
    for path in pipes.iter().chain(&devices) {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        if path.to_string_lossy().contains("zero") {
            std::os::unix::fs::symlink("/dev/zero", path).expect("a link");
        } else {
            let made = Command::new("mkfifo").arg(path).status().expect("mkfifo runs");
            assert!(made.success());
        }
    }
    std::fs::write(folder.join("a.rs"), "use tense::Event;\n").expect("a file");
    assert_eq!(report("devices", &check(&folder)), "# devices: exit 1\n");
    let rooted = folder.join("piped");
    std::fs::write(rooted.join("witness.avsc"), WITNESS).expect("the witness");
    assert_eq!(
        report("the root's list is a pipe", &check(&rooted)),
        "# the root's list is a pipe: exit 1\n"
    );
}

/// What cannot be shown is replaced, and two names that then look alike are still two files.
#[cfg(target_os = "linux")]
#[test]
fn names_that_are_no_text_are_files_like_others() {
    use std::os::unix::ffi::OsStrExt as _;
    let folder = folder("names");
    for name in [&b"\xff.avsc"[..], b"\xfe.avsc", b"a\nb.avsc", b"a\x1b[31m.avsc", b"a\\b.avsc"] {
        std::fs::write(folder.join(std::ffi::OsStr::from_bytes(name)), b"[").expect("a file");
    }
    let printed = report("names", &check(&folder));
    let mut shown: Vec<&str> =
        printed.lines().skip(1).filter_map(|line| line.split(".avsc:").next()).collect();
    shown.sort_unstable();
    assert_eq!(shown, ["a b", "a\\b", "a\u{fffd}[31m", "\u{fffd}", "\u{fffd}"], "{printed}");
}

/// An alias bomb of a schema: each part has all the fields. Some gigabytes, were they gathered once for each way.
#[test]
fn one_part_that_is_referred_to_thousands_of_times_is_read_once() {
    let folder = folder("parts");
    let parts = vec![r##"{"$ref": "#/$defs/a"}"##; 8_000].join(",");
    let fields: Vec<String> =
        (0..8_000).map(|n| format!(r#""p{n}": {{"type": "string"}}"#)).collect();
    let text = format!(
        r#"{{"$schema": "http://json-schema.org/draft-07/schema#", "title": "OrderPlaced", "allOf": [{parts}], "$defs": {{"a": {{"properties": {{{}}}}}}}}}"#,
        fields.join(",")
    );
    std::fs::write(folder.join("a.json"), text).expect("a file");
    let started = Instant::now();
    assert_eq!(report("parts", &check(&folder)), "# parts: exit 1\n");
    assert!(started.elapsed() < PATIENCE / 6, "took {:?}", started.elapsed());
}

/// One name, declared thousands of times: the time must grow with the file, and not with its square.
#[test]
fn many_messages_of_one_name_are_joined_in_time() {
    let folder = folder("one name");
    let attributes = "#[derive(tense::Event)] #[event(topic = \"orders\", aggregate = \"Order\", partition_key = id)]";
    let modules: String = (0..8_000)
        .map(|n| format!("mod m{n} {{ {attributes} struct OrderPlaced {{ id: u64 }} }}\n"))
        .collect();
    std::fs::write(folder.join("a.rs"), modules).expect("a file");
    assert_eq!(report("one name", &check(&folder)), "# one name: exit 1\n");
}
