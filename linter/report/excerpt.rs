//! The lines that a finding is shown with: cut out of their files, clipped to the screen, with every mark in place.
//!
//! Knows lines, columns and marks. Refuses to know who draws them.
//!
//! The lines of all files stand behind each other in one text, one [`Block`] for lines that follow each other, so
//! that whoever draws needs one text and one set of offsets. A block remembers where its lines really stand.

use crate::sources::{Source, Sources};
use crate::terminal::{char_width, visible, visible_char, width, wrap};
use std::ops::Range;
use tense_rules::finding::{Finding, Label};

/// No finding shows more places than this; it says how many it left out.
const MOST_MARKS: usize = 10;

/// Lines of one file that follow each other.
#[derive(Debug)]
pub(crate) struct Block {
    /// The file, as shown.
    pub(crate) path: String,
    /// The number of its first line, from 1.
    pub(crate) first_line: u32,
    /// How many lines it has.
    pub(crate) lines: usize,
    /// Where it stands in [`Excerpt::text`].
    pub(crate) range: Range<usize>,
}

/// A place to underline.
#[derive(Debug)]
pub(crate) struct Mark {
    /// Where in [`Excerpt::text`].
    pub(crate) range: Range<usize>,
    /// What it says, in lines that fit the screen; empty for a bare underline.
    pub(crate) text: String,
    /// Whether this is the place to change.
    pub(crate) primary: bool,
    /// Line and column in the file, from 1.
    pub(crate) position: (u32, u32),
}

/// The lines that a finding is shown with.
#[derive(Debug, Default)]
pub(crate) struct Excerpt {
    /// All lines, each with its line end.
    pub(crate) text: String,
    /// The blocks, that of the primary place first.
    pub(crate) blocks: Vec<Block>,
    /// The marks, in the order of their blocks and then of their places.
    pub(crate) marks: Vec<Mark>,
    /// Places that had to be left out.
    pub(crate) left_out: usize,
}

/// A label on one line of one file.
struct Spot<'a> {
    source: &'a Source,
    label: &'a Label,
    /// The line, from 0.
    line: usize,
    primary: bool,
}

impl Excerpt {
    /// The lines of `finding`, for a screen of `columns`.
    pub(crate) fn new(finding: &Finding, sources: &Sources, columns: usize) -> Self {
        let all = std::iter::once(&finding.primary).chain(&finding.labels);
        let mut spots: Vec<Spot<'_>> = all
            .enumerate()
            .filter_map(|(i, label)| {
                let source = sources.get(label.span.file)?;
                let line = source.position(label.span.start).0 as usize - 1;
                Some(Spot { source, label, line, primary: i == 0 })
            })
            .collect();
        let mut excerpt =
            Self { left_out: spots.len().saturating_sub(MOST_MARKS), ..Self::default() };
        spots.truncate(MOST_MARKS);
        for block in blocks_of(&spots) {
            excerpt.add(&spots, &block, columns);
        }
        excerpt
    }

    /// The block that holds this range of the text. No mark reaches over the last line end of its block, where the
    /// next one begins.
    pub(crate) fn block_at(&self, range: &Range<usize>) -> Option<&Block> {
        self.blocks.iter().find(|b| b.range.start <= range.start && range.end < b.range.end)
    }

    fn add(&mut self, spots: &[Spot<'_>], block: &Lines, columns: usize) {
        let Some(Spot { source, .. }) = spots.iter().find(|s| s.source.file.0 == block.file) else {
            return;
        };
        let start = self.text.len();
        let gutter = (block.lines.end).to_string().len() + 4;
        let room = columns.saturating_sub(gutter).max(24);
        for line in block.lines.clone() {
            let mut here: Vec<&Spot<'_>> =
                spots.iter().filter(|s| s.source.file.0 == block.file && s.line == line).collect();
            here.sort_by_key(|s| (s.label.span.start, s.label.span.end));
            self.add_line(source, line, &here, room);
        }
        self.blocks.push(Block {
            path: visible(source.shown()),
            first_line: u32::try_from(block.lines.start + 1).unwrap_or(u32::MAX),
            lines: block.lines.len(),
            range: start..self.text.len(),
        });
    }

    fn add_line(&mut self, source: &Source, line: usize, here: &[&Spot<'_>], room: usize) {
        let bytes = line_range(source, line);
        let text = source.text.get(bytes.clone()).unwrap_or_default();
        let spans: Vec<Range<usize>> = here
            .iter()
            .map(|s| within(text, &bytes, s.label.span.start as usize..s.label.span.end as usize))
            .collect();
        let says: Vec<String> = here.iter().map(|s| visible(&s.label.text)).collect();
        let clipped = Clipped::new(text, &spans, &says, room);
        let base = self.text.len();
        let mut marks: Vec<Mark> = Vec::new();
        for (i, spot) in here.iter().enumerate() {
            let shown = &clipped.spans[i];
            let range = base + shown.start..base + shown.end;
            // What is drawn under one line cannot lie on itself: of two places the first ends where the second
            // begins, and one place is drawn once, whoever names it.
            if let Some(last) = marks.last_mut() {
                if last.range == range {
                    if !says[i].is_empty() && !last.text.is_empty() {
                        last.text.push_str("; ");
                    }
                    last.text.push_str(&says[i]);
                    last.primary |= spot.primary;
                    continue;
                }
                if last.range.start < range.start {
                    last.range.end = last.range.end.min(range.start);
                }
            }
            let position = source.position(spot.label.span.start);
            marks.push(Mark { range, text: says[i].clone(), primary: spot.primary, position });
        }
        for mark in &mut marks {
            let middle = clipped.middle(&(mark.range.start - base..mark.range.end - base));
            mark.text = wrap(&mark.text, room.saturating_sub(middle + 5).max(26)).join("\n");
        }
        self.marks.append(&mut marks);
        self.text.push_str(&clipped.text);
        self.text.push('\n');
    }
}

/// Lines of a file that are shown together.
struct Lines {
    file: u32,
    lines: Range<usize>,
}

/// Which lines are shown: marked ones, with a single line between two of them; the primary place first, then
/// the others as the finding names them.
fn blocks_of(spots: &[Spot<'_>]) -> Vec<Lines> {
    let mut blocks: Vec<Lines> = Vec::new();
    for spot in spots {
        let file = spot.source.file.0;
        let mut lines = spot.line..spot.line + 1;
        let touches = |block: &Lines, lines: &Range<usize>| {
            block.file == file
                && lines.start <= block.lines.end + 1
                && block.lines.start <= lines.end + 1
        };
        // A new line can close the gap between two blocks; the earlier one takes the later one in.
        let first = blocks.iter().position(|block| touches(block, &lines));
        if let Some(first) = first {
            while let Some(next) = blocks.iter().position(|block| touches(block, &lines)) {
                let taken = blocks.remove(next);
                lines = lines.start.min(taken.lines.start)..lines.end.max(taken.lines.end);
            }
            blocks.insert(first, Lines { file, lines });
        } else {
            blocks.push(Lines { file, lines });
        }
    }
    in_reading_order(blocks, spots)
}

/// The block of the primary place first, then the rest of its file from the top; the other files as they are named.
fn in_reading_order(mut blocks: Vec<Lines>, spots: &[Spot<'_>]) -> Vec<Lines> {
    blocks.sort_by_key(|block| {
        let holds =
            |spot: &Spot<'_>| spot.source.file.0 == block.file && block.lines.contains(&spot.line);
        let named = spots.iter().position(|spot| spot.source.file.0 == block.file);
        (named, !spots.first().is_some_and(holds), block.lines.start)
    });
    blocks
}

/// The bytes of a line, without its end.
fn line_range(source: &Source, line: usize) -> Range<usize> {
    let starts = source.line_starts();
    let mark = if line == 0 { source.mark() } else { 0 };
    let start = starts.get(line).map_or(source.text.len(), |s| *s as usize + mark);
    let end = starts.get(line + 1).map_or(source.text.len(), |s| *s as usize);
    let text = source.text.get(start..end).unwrap_or_default();
    start..start + text.trim_end_matches(['\n', '\r']).len()
}

/// A span of the file as a range of the line that it starts on: what reaches further is cut at the line's end,
/// and a range that splits a character is widened to it.
fn within(text: &str, line: &Range<usize>, span: Range<usize>) -> Range<usize> {
    let place = |byte: usize| byte.clamp(line.start, line.end) - line.start;
    let start = floor(text, place(span.start));
    start..ceil(text, place(span.end)).max(start)
}

fn floor(text: &str, mut byte: usize) -> usize {
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}

fn ceil(text: &str, mut byte: usize) -> usize {
    while !text.is_char_boundary(byte) {
        byte += 1;
    }
    byte
}

/// A line as it is shown: tabs are spaces, what is too long is `…`, and the spans moved with it.
struct Clipped {
    text: String,
    spans: Vec<Range<usize>>,
}

impl Clipped {
    /// Tries ever less around the spans until the line fits and each span leaves room for what it says.
    fn new(text: &str, spans: &[Range<usize>], says: &[String], room: usize) -> Self {
        const AROUND: [(usize, usize); 12] = [
            (60, 60),
            (40, 60),
            (40, 40),
            (40, 30),
            (30, 30),
            (24, 24),
            (20, 20),
            (16, 16),
            (12, 14),
            (8, 12),
            (4, 8),
            (0, 2),
        ];
        let mut tightest = None;
        // Whether a line fits as a whole needs no counting where it has far too many bytes for that.
        let whole = (text.len() <= room * 4)
            .then(|| Self::cut(text, std::slice::from_ref(&(0..text.len())), spans));
        let tries = AROUND.iter().map(|(left, right)| {
            let longest = if *left == 0 { 16 } else { room / 2 };
            Self::cut(text, &keep(text, spans, *left, *right, longest), spans)
        });
        for clipped in whole.into_iter().chain(tries) {
            if clipped.fits(room) {
                if clipped.leaves_room(says, room) {
                    return clipped;
                }
                tightest.get_or_insert(clipped);
            }
        }
        tightest.unwrap_or_else(|| Self::cut(text, &keep(text, spans, 0, 2, 16), spans))
    }

    fn fits(&self, room: usize) -> bool {
        width(&self.text) <= room
    }

    fn leaves_room(&self, says: &[String], room: usize) -> bool {
        self.spans.iter().zip(says).all(|(span, says)| {
            says.is_empty() || self.middle(span) + 4 + width(says).min(32) <= room
        })
    }

    /// The column under a span from which its label hangs.
    fn middle(&self, span: &Range<usize>) -> usize {
        (width(&self.text[..span.start]) + width(&self.text[..span.end])) / 2
    }

    /// The line with only these ranges kept; they are sorted and do not touch.
    fn cut(text: &str, kept: &[Range<usize>], spans: &[Range<usize>]) -> Self {
        let mut out = String::new();
        let mut column = 0;
        let mut moved: Vec<Range<usize>> = vec![usize::MAX..usize::MAX; spans.len()];
        let mut end = 0;
        for range in kept {
            if range.start > end {
                out.push('…');
                column += 1;
            }
            end = range.end;
            let piece = text.get(range.clone()).unwrap_or_default();
            let places = piece.char_indices().map(|(i, c)| (range.start + i, Some(c)));
            for (place, c) in places.chain(std::iter::once((range.end, None))) {
                for (span, to) in spans.iter().zip(&mut moved) {
                    if span.start <= place && to.start == usize::MAX {
                        to.start = out.len();
                    }
                    // A span whose tail is left out ends with the piece that it starts in.
                    let over = span.end <= place || (c.is_none() && to.start != usize::MAX);
                    if over && to.end == usize::MAX {
                        to.end = out.len();
                    }
                }
                match c {
                    Some('\t') => {
                        let wide = 4 - column % 4;
                        out.extend(std::iter::repeat_n(' ', wide));
                        column += wide;
                    }
                    Some(c) => {
                        let c = visible_char(c);
                        out.push(c);
                        column += char_width(c);
                    }
                    None => {}
                }
            }
        }
        if end < text.len() {
            out.push('…');
        }
        for to in &mut moved {
            to.start = to.start.min(out.len());
            to.end = to.end.min(out.len()).max(to.start);
        }
        Self { text: out, spans: moved }
    }
}

/// What is kept of a long line: each span, cut to `longest` characters, with `left` and `right` characters around.
fn keep(
    text: &str,
    spans: &[Range<usize>],
    left: usize,
    right: usize,
    longest: usize,
) -> Vec<Range<usize>> {
    let after = |byte: usize, n: usize| {
        text[byte..].char_indices().nth(n).map_or(text.len(), |(i, _)| byte + i)
    };
    let before = |byte: usize, n: usize| match n {
        0 => byte,
        n => text[..byte].char_indices().rev().nth(n - 1).map_or(0, |(i, _)| i),
    };
    let mut kept: Vec<Range<usize>> = Vec::new();
    // A line that is shown only because it stands between two others.
    if spans.is_empty() {
        kept.push(0..after(0, left.max(20)));
    }
    for span in spans {
        let cut = span.end.min(after(span.start, longest));
        let range = before(span.start, left)..after(cut, right);
        match kept.last_mut() {
            Some(last) if range.start <= last.end + 3 => last.end = last.end.max(range.end),
            _ => kept.push(range),
        }
    }
    kept
}
