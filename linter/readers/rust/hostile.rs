//! Texts that are made to hurt: nesting of every sort, on the stack that the reading threads have.

use super::read;
use crate::limits::STACK_BYTES;
use crate::readers::testing::{show, source};

/// Reads on a stack like that of the reading threads; gives what was read as text.
fn read_deep(text: String) -> String {
    let read = move || {
        let source = source("src/events.rs", &text);
        show(&read(&source), &source)
    };
    let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(read);
    thread.expect("a thread").join().expect("it neither panics nor overflows")
}

/// Deep enough to overflow any stack that is not guarded; the sorts that parsers meet most are tried deeper.
const DEEP: usize = 10_000;

#[test]
fn nesting_without_end_is_refused() {
    let expression = |text: String| format!("fn f() {{ {text} }}\nconst A: u8 = {text};\n");
    let prefix = |mark: &str| expression(mark.repeat(DEEP) + "a");
    let ty = |open: &str, inner: &str, close: &str| {
        format!("struct A {{ a: {}{inner}{} }}", open.repeat(DEEP), close.repeat(DEEP))
    };
    for (name, text) in [
        ("angles", ty("Vec<", "u8", ">")),
        ("angles with commas", ty("Map<u8, ", "u8", ">")),
        ("angles that never close", ty("Vec<", "u8", "")),
        ("references", ty("&", "u8", "")),
        ("pointers", ty("*const ", "u8", "")),
        ("tuples", ty("(", "u8", ")")),
        ("arrays", ty("[", "u8", "]")),
        ("functions", ty("fn() -> ", "u8", "")),
        ("functions with lifetimes", ty("for<'a, 'b> fn(&'a u8, &'b u8) -> ", "u8", "")),
        ("impl", ty("impl Fn() -> ", "u8", "")),
        ("paths", ty("a::", "b", "")),
        ("modules", "mod a {".repeat(DEEP) + &"}".repeat(DEEP)),
        ("modules that never close", "mod a {".repeat(DEEP)),
        ("imports", format!("use {}b;", "a::".repeat(DEEP))),
        ("groups of imports", format!("use {}b{};", "{".repeat(DEEP), "}".repeat(DEEP))),
        ("attributes", format!("{}struct A;", "#[".repeat(DEEP))),
        (
            "attributes in attributes",
            format!("#[a{}{}] struct A;", "(".repeat(DEEP), ")".repeat(DEEP)),
        ),
        (
            "values of attributes",
            format!(
                "#[serde(a = {}b)] struct A {{ #[serde(a = {}b)] a: u8 }}",
                "!".repeat(DEEP),
                "|x, y| ".repeat(DEEP)
            ),
        ),
        ("negations in an attribute", format!("#[a = {}b] struct A;", "!".repeat(DEEP))),
        ("closures in an attribute", format!("#[a = {}b] struct A;", "|x, y| ".repeat(DEEP))),
        ("derives", format!("#[derive({}b)] struct A;", "a<".repeat(DEEP))),
        (
            "conditional attributes",
            format!(
                "{}a{} struct A;",
                "#[cfg_attr(x, ".to_owned() + &"cfg_attr(x, ".repeat(DEEP),
                ")".repeat(DEEP) + ")]"
            ),
        ),
        ("negations", prefix("!")),
        ("borrows", prefix("&")),
        ("minuses", prefix("-")),
        ("closures", prefix("|x| ")),
        ("closures with commas", prefix("|x, y| ")),
        ("ranges", prefix("..")),
        ("returns", prefix("return ")),
        ("sums", prefix("a + ")),
        ("methods", expression("a".to_owned() + &".a()".repeat(DEEP))),
        ("questions", expression("a".to_owned() + &"?".repeat(DEEP))),
        ("casts", expression("a".to_owned() + &" as u8".repeat(DEEP))),
        ("branches", expression("if a {} ".to_owned() + &"else if a {} ".repeat(DEEP))),
        ("calls", expression("a(".repeat(DEEP) + &")".repeat(DEEP))),
        ("parentheses", expression("(".repeat(DEEP) + &")".repeat(DEEP))),
        ("discriminants", format!("enum A {{ B = {}b }}", "!".repeat(DEEP))),
        (
            "discriminants in groups",
            format!("enum A {{ B = (|a, b| {}b) }}", "|a, b| ".repeat(DEEP)),
        ),
        ("lengths", format!("struct A([u8; {}1]);", "!".repeat(DEEP))),
        ("arguments", format!("struct A(B<{{ {}1 }}>);", "!".repeat(DEEP))),
        ("arguments without braces", format!("struct A(B<{}1>);", "-".repeat(DEEP))),
        ("patterns", format!("fn f({}a: u8) {{}}", "&".repeat(DEEP))),
        ("bounds", format!("struct A<T> where {}T: B;", "for<'a> ".repeat(DEEP))),
        ("implementations", format!("impl {}A for B {{}}", "!".repeat(DEEP))),
        ("visibilities", format!("pub({}) struct A;", "in a::".repeat(DEEP))),
        ("comments", "/*".repeat(DEEP)),
        ("strings", "\"".repeat(DEEP) + "r\""),
        ("raw strings", format!("r{}\"", "#".repeat(DEEP))),
        ("quotes", "'\\".repeat(DEEP)),
    ] {
        let text = format!(
            "// tense: allow(vague-event, reason = \"r\")\n{text}\n#[derive(tense::Event)] struct B;"
        );
        let shown = read_deep(text);
        let answered = shown.contains("unreadable: this is not valid Rust: ")
            || shown.contains("RustType Declared: events::B");
        assert!(answered, "{name}: {}", &shown[..shown.len().min(2_000)]);
    }
}

#[test]
fn a_hundred_thousand_levels_are_refused() {
    const DEEPER: usize = 100_000;
    for text in [
        format!("struct A {{ a: {}u8{} }}", "Vec<".repeat(DEEPER), ">".repeat(DEEPER)),
        "mod a {".repeat(DEEPER) + &"}".repeat(DEEPER),
        format!("const A: u8 = {}a;", "!".repeat(DEEPER)),
        format!("fn a() {{ {}a }}", "(".repeat(DEEPER)),
        format!("fn a() {{ {}a }}", "a + ".repeat(DEEPER)),
        "[".repeat(DEEPER),
    ] {
        let shown = read_deep(format!("#[derive(tense::Event)] struct B;\n{text}"));
        assert!(shown.contains("unreadable") || shown.contains("Declared: events::B"), "{shown}");
    }
}

#[test]
fn what_people_write_is_not_refused() {
    let mut text = String::from("#[derive(tense::Event)] pub struct A {\n");
    for field in 0..2_000 {
        text += &format!(
            "    /// A field.\n    pub field_{field}: Option<Vec<Map<String, (u8, [u8; 4])>>>,\n"
        );
    }
    text += "}\n#[derive(tense::Event)] pub enum B {\n";
    for variant in 0..2_000 {
        text += &format!("    Variant{variant}(u8) = 1 << {variant} | 2,\n");
    }
    text += "}\n";
    text += &"//! A line of the file's own documentation.\n".repeat(5_000);
    text = format!("{}{text}", "//! A line.\n".repeat(5_000))
        .replace("}\n//! A line of", "}\n// A line of")
        .replace("\n//! A line of", "\n// A line of");
    for function in 0..2_000 {
        text += &format!(
            "impl A {{ pub async fn f{function}<T: Into<String>>(&self, t: T) -> Result<(), Error> where T: Clone {{ x }} }}\n"
        );
    }
    text += &format!("mod m {{ {} }}", "mod n { ".repeat(60) + "struct C;" + &"}".repeat(60));
    let shown = read_deep(text);
    assert!(!shown.contains("unreadable"), "{}", shown.lines().last().unwrap_or_default());
    assert_eq!(shown.matches("RustType Declared: ").count(), 1);
    assert_eq!(shown.matches("RustVariant Declared: ").count(), 2_000);
}
