//! The patterns of policies: as much of Perl's regular expressions as people write for names of queues. Anything more is
//! not understood, and says so. Knows nothing of queues.

/// What a pattern is made of.
#[derive(Debug)]
enum Item {
    Letter(char),
    /// `.`
    Any,
    /// `[a-z]`, with its ranges; the flag is set for `[^a-z]`.
    OneOf(Vec<(char, char)>, bool),
    /// `(a|b)`
    Group(Vec<Vec<Item>>),
    /// `(?=a)`, `(?!a)`
    Ahead(Vec<Vec<Item>>, bool),
    /// `a*`, `a+`, `a?`
    Repeat(Box<Item>, usize, usize),
    Start,
    End,
}

/// Steps of a search; past it nobody knows.
const MAX_STEPS: usize = 20_000;

/// Groups within groups.
const MAX_DEPTH: usize = 16;

/// The letters of a pattern.
const MAX_LENGTH: usize = 256;

/// A pattern that was understood.
#[derive(Debug)]
pub(super) struct Pattern(Vec<Vec<Item>>);

impl Pattern {
    /// Reads a pattern; `None` where it is not understood.
    pub(super) fn read(pattern: &str) -> Option<Self> {
        let letters: Vec<char> = pattern.chars().collect();
        if letters.len() > MAX_LENGTH {
            return None;
        }
        let mut parser = Parser { letters: &letters, at: 0 };
        let ways = parser.ways(MAX_DEPTH)?;
        (parser.at == letters.len()).then_some(Self(ways))
    }

    /// Whether it is found in a name; `None` where the search takes too long.
    pub(super) fn is_in(&self, name: &str) -> Option<bool> {
        let name: Vec<char> = name.chars().collect();
        let mut search = Search { name: &name, steps: MAX_STEPS };
        for start in 0..=name.len() {
            if search.any(&self.0, start, &mut |_, _| Some(true))? {
                return Some(true);
            }
        }
        Some(false)
    }

    /// The one name that it fits: `orders` of `^orders$`.
    pub(super) fn only_name(&self) -> Option<String> {
        let [way] = self.0.as_slice() else { return None };
        let [Item::Start, letters @ .., Item::End] = way.as_slice() else { return None };
        let letters = letters.iter().map(|item| match item {
            Item::Letter(letter) => Some(*letter),
            _ => None,
        });
        letters.collect::<Option<String>>().filter(|name| !name.is_empty())
    }
}

struct Parser<'p> {
    letters: &'p [char],
    at: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        self.letters.get(self.at).copied()
    }

    fn take(&mut self, wanted: &str) -> bool {
        let rest = self.letters.get(self.at..).unwrap_or_default();
        let found = wanted.chars().count() <= rest.len()
            && wanted.chars().zip(rest).all(|(wanted, letter)| wanted == *letter);
        self.at += if found { wanted.chars().count() } else { 0 };
        found
    }

    fn ways(&mut self, depth: usize) -> Option<Vec<Vec<Item>>> {
        let depth = depth.checked_sub(1)?;
        let mut ways = vec![Vec::new()];
        while let Some(letter) = self.peek().filter(|letter| *letter != ')') {
            self.at += 1;
            let item = match letter {
                '|' => {
                    ways.push(Vec::new());
                    continue;
                }
                '^' => Item::Start,
                '$' => Item::End,
                '.' => Item::Any,
                '\\' => self.escaped()?,
                '[' => self.one_of()?,
                '(' => {
                    let ahead = [("?!", true), ("?=", false)];
                    let ahead = ahead.into_iter().find(|(mark, _)| self.take(mark));
                    if ahead.is_none() && self.peek() == Some('?') && !self.take("?:") {
                        return None;
                    }
                    let inner = self.ways(depth)?;
                    if !self.take(")") {
                        return None;
                    }
                    match ahead {
                        Some((_, not)) => Item::Ahead(inner, not),
                        None => Item::Group(inner),
                    }
                }
                '*' | '+' | '?' | '{' => return None,
                letter => Item::Letter(letter),
            };
            let item = self.repeated(item)?;
            ways.last_mut()?.push(item);
        }
        Some(ways)
    }

    fn repeated(&mut self, item: Item) -> Option<Item> {
        let (least, most) = match self.peek() {
            Some('*') => (0, usize::MAX),
            Some('+') => (1, usize::MAX),
            Some('?') => (0, 1),
            Some('{') => return None,
            _ => return Some(item),
        };
        self.at += 1;
        // Lazy and greedy find the same names.
        self.take("?");
        Some(Item::Repeat(Box::new(item), least, most))
    }

    fn escaped(&mut self) -> Option<Item> {
        let letter = self.peek()?;
        self.at += 1;
        match letter {
            'd' => Some(Item::OneOf(vec![('0', '9')], false)),
            'w' => Some(Item::OneOf(vec![('a', 'z'), ('A', 'Z'), ('0', '9'), ('_', '_')], false)),
            letter if letter.is_alphanumeric() => None,
            letter => Some(Item::Letter(letter)),
        }
    }

    fn one_of(&mut self) -> Option<Item> {
        let not = self.take("^");
        let mut ranges = Vec::new();
        loop {
            let mut first = self.peek()?;
            self.at += 1;
            match first {
                ']' if !ranges.is_empty() => return Some(Item::OneOf(ranges, not)),
                '\\' => {
                    first = self.peek().filter(|letter| !letter.is_alphanumeric())?;
                    self.at += 1;
                }
                '[' | ']' => return None,
                _ => {}
            }
            let ranged = self.peek() == Some('-') && self.letters.get(self.at + 1) != Some(&']');
            let last = if ranged { *self.letters.get(self.at + 1)? } else { first };
            self.at += if ranged { 2 } else { 0 };
            ranges.push((first, last));
        }
    }
}

struct Search<'n> {
    name: &'n [char],
    steps: usize,
}

/// What must fit behind; `None` where the search took too long.
type Rest<'r, 'n> = &'r mut dyn FnMut(&mut Search<'n>, usize) -> Option<bool>;

impl<'n> Search<'n> {
    fn any(&mut self, ways: &[Vec<Item>], at: usize, rest: Rest<'_, 'n>) -> Option<bool> {
        for way in ways {
            if self.all(way, at, rest)? {
                return Some(true);
            }
        }
        Some(false)
    }

    fn all(&mut self, items: &[Item], at: usize, rest: Rest<'_, 'n>) -> Option<bool> {
        self.steps = self.steps.checked_sub(1)?;
        let Some((first, items)) = items.split_first() else { return rest(self, at) };
        self.one(first, at, &mut |search, at| search.all(items, at, rest))
    }

    fn one(&mut self, item: &Item, at: usize, rest: Rest<'_, 'n>) -> Option<bool> {
        let letter = self.name.get(at).copied();
        let fits = match item {
            Item::Start => return if at == 0 { rest(self, at) } else { Some(false) },
            Item::End => return if letter.is_none() { rest(self, at) } else { Some(false) },
            Item::Group(ways) => return self.any(ways, at, rest),
            Item::Ahead(ways, not) => {
                let found = self.any(ways, at, &mut |_, _| Some(true))?;
                return if found == *not { Some(false) } else { rest(self, at) };
            }
            Item::Repeat(inner, least, most) => {
                return self.repeat(inner, (*least, *most), at, rest);
            }
            Item::Letter(wanted) => letter == Some(*wanted),
            Item::Any => letter.is_some(),
            Item::OneOf(ranges, not) => letter.is_some_and(|letter| {
                ranges.iter().any(|(first, last)| (*first..=*last).contains(&letter)) != *not
            }),
        };
        if fits { rest(self, at + 1) } else { Some(false) }
    }

    fn repeat(
        &mut self,
        item: &Item,
        (least, most): (usize, usize),
        at: usize,
        rest: Rest<'_, 'n>,
    ) -> Option<bool> {
        self.steps = self.steps.checked_sub(1)?;
        if most > 0 {
            let fewer =
                (least.saturating_sub(1), most.saturating_sub(usize::from(most != usize::MAX)));
            let found = self.one(item, at, &mut |search, next| {
                // An empty round leads nowhere new.
                if next == at { Some(false) } else { search.repeat(item, fewer, next, rest) }
            })?;
            if found {
                return Some(true);
            }
        }
        if least == 0 { rest(self, at) } else { Some(false) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_of_policies_fit_names() {
        for (pattern, name, expect) in [
            ("", "orders", Some(true)),
            (".*", "orders", Some(true)),
            ("^orders", "orders.events", Some(true)),
            ("^orders", "my.orders", Some(false)),
            ("orders", "my.orders", Some(true)),
            ("^orders\\.", "ordersx", Some(false)),
            ("^(?!amq\\.).*", "amq.topic", Some(false)),
            ("^(?!amq\\.).*", "orders", Some(true)),
            ("^(orders|payments)\\..+$", "payments.made", Some(true)),
            ("^(orders|payments)\\..+$", "payments.", Some(false)),
            ("^dlq-[a-z0-9]+$", "dlq-7", Some(true)),
            ("^[^.]+$", "a.b", Some(false)),
            ("colou?r", "the color", Some(true)),
            ("^a{2}$", "aa", None),
            ("(?i)orders", "orders", None),
            ("(a", "a", None),
            ("a)", "a", None),
            ("^(a*)*$", &"a".repeat(200), Some(true)),
        ] {
            let found = Pattern::read(pattern).and_then(|pattern| pattern.is_in(name));
            assert_eq!(found, expect, "{pattern} {name}");
        }
    }

    #[test]
    fn a_search_ends() {
        let slow = Pattern::read("^(a*)*b$").expect("a pattern");
        assert_eq!(slow.is_in(&"a".repeat(60)), None);
        assert!(Pattern::read(&"(".repeat(100)).is_none());
        assert!(Pattern::read(&"a".repeat(1_000)).is_none());
    }

    #[test]
    fn a_pattern_may_name_one_queue() {
        for (pattern, name) in [
            ("^orders$", Some("orders")),
            ("^orders\\.events$", Some("orders.events")),
            ("^orders.events$", None),
            ("^orders", None),
            ("^a$|^b$", None),
            ("^$", None),
        ] {
            let only = Pattern::read(pattern).and_then(|pattern| pattern.only_name());
            assert_eq!(only.as_deref(), name, "{pattern}");
        }
    }
}
