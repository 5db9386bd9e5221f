//! Throw-away repositories, and what stands in them: knows git and the program, and nothing of what either says.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A repository of its own for each test, empty at the start.
pub(crate) struct Repository(pub(crate) PathBuf);

/// What a run printed, and the code it left with.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Repository {
    pub(crate) fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("diff").join(name);
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        let repository = Self(path);
        repository.git("init -q -b main .");
        repository
    }

    pub(crate) fn write(&self, path: &str, text: &str) -> &Self {
        let path = self.0.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        self
    }

    pub(crate) fn remove(&self, path: &str) -> &Self {
        std::fs::remove_file(self.0.join(path)).unwrap();
        self
    }

    pub(crate) fn commit(&self) -> &Self {
        self.git("add -A");
        self.git("-c user.name=a -c user.email=a@example.org commit -q --allow-empty --no-verify -m state");
        self
    }

    #[track_caller]
    pub(crate) fn git(&self, args: &str) -> String {
        let output = self.try_git(args);
        assert!(output.status.success(), "git {args}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    pub(crate) fn try_git(&self, args: &str) -> Output {
        Command::new("git")
            .args(args.split_whitespace())
            .current_dir(&self.0)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .output()
            .unwrap()
    }

    pub(crate) fn diff(&self, args: &str) -> Run {
        self.diff_in(".", args, &[])
    }

    pub(crate) fn diff_in(&self, folder: &str, args: &str, env: &[(&str, &str)]) -> Run {
        let fixed = ["diff", "--color", "never", "--format", "short"];
        let args: Vec<&str> = fixed.into_iter().chain(args.split_whitespace()).collect();
        self.run_in(folder, &args, env)
    }

    pub(crate) fn run(&self, args: &[&str]) -> Run {
        self.run_in(".", args, &[])
    }

    pub(crate) fn run_in(&self, folder: &str, args: &[&str], env: &[(&str, &str)]) -> Run {
        let output = Command::new(env!("CARGO_BIN_EXE_tense"))
            .args(args)
            .current_dir(self.0.join(folder))
            .env_remove("COLUMNS")
            .envs(env.iter().copied())
            .output()
            .unwrap();
        Run {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// A comparison whose report and code are known.
    #[track_caller]
    pub(crate) fn check(&self, args: &str, code: i32, expect: &str) -> &Self {
        let run = self.diff(args);
        let lines = |text: &str| -> Vec<String> {
            text.lines()
                .map(|line| line.trim().to_owned())
                .filter(|line| !line.is_empty())
                .collect()
        };
        assert_eq!(lines(&run.out), lines(expect), "tense diff {args}: {}", run.err);
        assert_eq!(run.code, code, "{run:?}");
        self
    }
}

/// An Avro event with these fields.
pub(crate) fn event(name: &str, facts: &str, fields: &str) -> String {
    format!(
        "{{\"type\": \"record\", \"name\": \"{name}\", \"namespace\": \"shop.events\",{facts}\n \"fields\": [{fields}]}}\n"
    )
}

pub(crate) const ID: &str = r#"{"name": "order_id", "type": "string"}"#;
pub(crate) const NOTE: &str = r#"{"name": "note", "type": "string"}"#;
pub(crate) const OPTIONAL: &str =
    r#"{"name": "note", "type": ["null", "string"], "default": null}"#;

pub(crate) fn topic(name: &str, partitions: u32, retention: &str) -> String {
    format!(
        "apiVersion: kafka.strimzi.io/v1beta2\nkind: KafkaTopic\nmetadata: {{name: {name}}}\nspec:\n  partitions: {partitions}\n  config:\n    retention.ms: {retention}\n"
    )
}

pub(crate) fn rust(kind: &str, facts: &str, name: &str) -> String {
    format!(
        "#[derive(tense::{kind})]\n#[{}({facts})]\npub struct {name} {{ pub order_id: String, pub customer_id: String, pub command_id: String }}\n",
        kind.to_lowercase()
    )
}
