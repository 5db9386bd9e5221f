//! The least that any linter of these files must do: walk, read, parse. Knows the bare parsers and throws away what they
//! return.

use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// Which files are parsed.
#[derive(Clone, Copy)]
pub(crate) enum Floor {
    /// All of them.
    All,
    /// Of the Rust files, those that the linter's own search for words lets through; the others are only read.
    Messages,
}

impl Floor {
    pub(crate) const ALL: [Self; 2] = [Self::All, Self::Messages];

    pub(crate) fn parse(mode: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|floor| floor.mode() == mode)
    }

    pub(crate) const fn mode(self) -> &'static str {
        match self {
            Self::All => "--floor-of-all",
            Self::Messages => "--floor-of-messages",
        }
    }

    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::All => "floor: every file parsed",
            Self::Messages => "floor: Rust parsed only where it mentions messages",
        }
    }

    /// Parses the tree as the linter has to, in as many threads; returns the number of files that were parsed.
    pub(crate) fn run(self, folder: &Path) -> usize {
        let paths: Vec<PathBuf> = ignore::WalkBuilder::new(folder)
            .build()
            .filter_map(Result::ok)
            .filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()))
            .map(ignore::DirEntry::into_path)
            .collect();
        paths.par_iter().filter(|path| self.parse_file(path)).count()
    }

    fn parse_file(self, path: &Path) -> bool {
        let Some(extension) = path.extension().and_then(|extension| extension.to_str()) else {
            return false;
        };
        if !matches!(extension, "rs" | "avsc" | "json" | "yaml") {
            return false;
        }
        let text = std::fs::read_to_string(path).expect("a file that was generated");
        match extension {
            "rs" if matches!(self, Self::Messages) && !text.contains("tense::") => return false,
            "rs" => drop(syn::parse_file(&text).expect("Rust")),
            "avsc" => drop(apache_avro::Schema::parse_str(&text).expect("Avro")),
            "json" => drop(serde_json::from_str::<serde_json::Value>(&text).expect("JSON")),
            _ => granit_parser::Parser::new_from_str(&text)
                .for_each(|event| drop(event.expect("YAML"))),
        }
        true
    }
}
