//! A line on standard error for whoever waits: shown after a while, and gone before the report. Knows how far a run has
//! come; never what it found.

use crate::progress::Progress;
use crate::terminal::width;
use std::io::Write;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// How often the line is written anew.
const OFTEN: Duration = Duration::from_millis(100);

/// Does the work; where it takes longer than `patience`, a line says how far it is. Without patience there is none: who
/// waits is no person at a terminal.
pub(super) fn waiting<T: Send>(
    patience: Option<Duration>,
    progress: &Progress,
    errors: &mut dyn Write,
    work: impl FnOnce() -> T + Send,
) -> T {
    let Some(patience) = patience else { return work() };
    std::thread::scope(|scope| {
        let (done, news) = channel();
        let worker = scope.spawn(move || {
            let result = work();
            // Nobody listens any more where the line could not be written.
            let _ = done.send(());
            result
        });
        let (mut shown, mut wait) = (0, patience);
        while news.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
            wait = OFTEN;
            let line = line(progress);
            // A line that cannot be written is no reason to stop.
            let _ = write!(errors, "\r{line:<shown$}").and_then(|()| errors.flush());
            shown = width(&line);
        }
        if shown > 0 {
            let _ = write!(errors, "\r{:shown$}\r", "").and_then(|()| errors.flush());
        }
        worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn line(progress: &Progress) -> String {
    match progress.seen() {
        (_, 0) => "looking for files …".to_owned(),
        (done, all) if done < all => format!("read {done} of {all} files …"),
        (_, all) => format!("judging what {all} files say …"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_waits_is_told_and_the_line_is_gone_in_the_end() {
        let progress = Progress::default();
        let mut errors = Vec::new();
        let slow = || std::thread::sleep(Duration::from_millis(150));
        waiting(Some(Duration::ZERO), &progress, &mut errors, slow);
        let text = String::from_utf8(errors).unwrap();
        assert!(text.starts_with("\rlooking for files …"), "{text:?}");
        assert!(text.ends_with("\r                   \r"), "{text:?}");
        assert!(!text.contains('\u{1b}') && !text.contains('\n'), "{text:?}");
    }

    #[test]
    fn a_quick_run_and_a_run_without_a_terminal_say_nothing() {
        for patience in [None, Some(Duration::from_secs(3_600))] {
            let mut errors = Vec::new();
            let result = waiting(patience, &Progress::default(), &mut errors, || 7);
            assert_eq!((result, errors.as_slice()), (7, &b""[..]));
        }
    }

    #[test]
    fn a_line_says_how_far_it_is() {
        let progress = Progress::default();
        progress.expect(2);
        assert_eq!(line(&progress), "read 0 of 2 files …");
        progress.step();
        progress.step();
        assert_eq!(line(&progress), "judging what 2 files say …");
    }
}
