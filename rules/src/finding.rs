//! What a rule says: one finding, with every place that proves it.

use crate::source::Span;

/// How sure a rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// The evidence is declared or certain.
    High,
    /// The evidence is read from names or joins; reported one level milder.
    Medium,
}

/// How loud a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Not reported.
    Off,
    /// Reported, and never fails a run.
    Hint,
    /// Reported, and fails a run under `--deny warnings`.
    Warning,
    /// Reported, and fails a run.
    Error,
}

impl Level {
    /// The next milder level that is still reported.
    #[must_use]
    pub const fn milder(self) -> Self {
        match self {
            Self::Error => Self::Warning,
            Self::Warning | Self::Hint => Self::Hint,
            Self::Off => Self::Off,
        }
    }

    /// How a report calls it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Hint => "hint",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A place with what it proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What it proves, in the reader's own names; empty for a bare underline.
    pub text: String,
}

/// A change of files that settles a finding for certain and touches no name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as an order.
    pub title: String,
    /// The changes, none of which overlaps another.
    pub edits: Vec<Edit>,
}

/// A piece of text in the place of another; at an empty span it is put in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// What is replaced.
    pub span: Span,
    /// By what.
    pub text: String,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's name.
    pub rule: &'static str,
    /// What it is about: the message's or the channel's name. With the rule's name it is the finding's identity over time
    /// (see [`crate::fingerprint`]).
    pub subject: String,
    /// What is wrong: lower-case, one clause, no full stop.
    pub message: String,
    /// The place to change.
    pub primary: Label,
    /// The other places that prove it, in any file.
    pub labels: Vec<Label>,
    /// Every place that describes what it is about: a silence at any of them silences it.
    pub described_at: Vec<Span>,
    /// What to do, as an order.
    pub help: Option<String>,
    /// Why it matters here.
    pub note: Option<String>,
    /// How sure the rule is.
    pub confidence: Confidence,
    /// A level milder than the rule's own, where the row of the rule says so.
    pub at_most: Option<Level>,
    /// A change that settles it, where one is certain.
    pub fix: Option<Fix>,
    /// Who answers for what it is about, where somebody is known to; levels can be set for an owner.
    pub owner: Option<String>,
}

impl Finding {
    /// A finding of `rule` about `subject`, at the place to change.
    pub fn new(
        rule: &'static str,
        subject: impl Into<String>,
        message: impl Into<String>,
        at: Span,
    ) -> Self {
        Self {
            rule,
            subject: subject.into(),
            message: message.into(),
            primary: Label { span: at, text: String::new() },
            labels: Vec::new(),
            described_at: Vec::new(),
            help: None,
            note: None,
            confidence: Confidence::High,
            at_most: None,
            fix: None,
            owner: None,
        }
    }

    /// The text of the label at the place to change.
    #[must_use]
    pub fn saying(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// A further place that proves it.
    #[must_use]
    pub fn proven_by(mut self, span: Span, text: impl Into<String>) -> Self {
        let label = Label { span, text: text.into() };
        if self.primary.span != span && !self.labels.contains(&label) {
            self.labels.push(label);
        }
        self
    }

    /// The places that describe what it is about.
    #[must_use]
    pub fn described_at(mut self, places: impl IntoIterator<Item = Span>) -> Self {
        self.described_at.extend(places);
        self
    }

    /// What to do, as an order.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Why it matters here.
    #[must_use]
    pub fn because(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// How sure the rule is.
    #[must_use]
    pub const fn confidence(mut self, confidence: Confidence) -> Self {
        self.confidence = confidence;
        self
    }

    /// The change that settles it, where there is one.
    #[must_use]
    pub fn fixed_by(mut self, fix: Option<Fix>) -> Self {
        self.fix = fix;
        self
    }

    /// No louder than `level`.
    #[must_use]
    pub const fn at_most(mut self, level: Level) -> Self {
        self.at_most = Some(level);
        self
    }
}

/// Where rules put what they find.
#[derive(Debug, Default)]
pub struct Findings(pub Vec<Finding>);

impl Findings {
    /// Adds one.
    pub fn add(&mut self, finding: Finding) {
        self.0.push(finding);
    }
}
