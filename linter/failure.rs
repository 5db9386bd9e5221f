//! Why a run came to nothing. What is wrong *in* a file is a finding, and no failure.

/// Why nothing could be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}
