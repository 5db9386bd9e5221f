//! A broker in memory: streams that remember, queues that dispatch. Knows nothing of what is in the letters.
//!
//! It keeps the promises that a real one keeps, and no others: letters of one key stay in sequence, those of different
//! keys need not.

use crate::fingerprint::fingerprint;
use crate::letter::Letter;
use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use tense::{Carrier, Channel, Envelope, Transport};

/// How many partitions a stream has.
const PARTITIONS: u8 = 4;

/// The broker. Nothing has to be installed, and nothing is left when the program ends.
#[derive(Debug, Default)]
pub struct Memory {
    streams: RefCell<BTreeMap<&'static str, Stream>>,
    queues: RefCell<BTreeMap<&'static str, VecDeque<Letter>>>,
}

/// What was ever written, partition by partition.
type Stream = [Vec<Letter>; PARTITIONS as usize];

/// How far a reader has read a channel. Each has its own place, and a new one starts at the beginning.
#[derive(Clone, Debug)]
pub struct Reader {
    channel: Channel,
    read: [usize; PARTITIONS as usize],
}

impl Reader {
    /// A reader who has read nothing yet.
    pub fn of(channel: Channel) -> Self {
        Self { channel, read: [0; PARTITIONS as usize] }
    }
}

impl Carrier for Memory {
    type Carried = ();

    fn carry(&self, envelope: Envelope<'_>, payload: &[u8]) {
        let Channel { transport, address } = envelope.channel;
        let letter = Letter::seal(&envelope, payload);
        match transport {
            Transport::Topic => {
                let mut streams = self.streams.borrow_mut();
                let partition = partition(letter.key.as_deref());
                streams.entry(address).or_default()[partition].push(letter);
            }
            Transport::Queue => {
                self.queues.borrow_mut().entry(address).or_default().push_back(letter);
            }
        }
    }
}

impl Memory {
    /// The next letter. On a stream it stays there for all others; from a queue it is taken away.
    pub fn next(&self, reader: &mut Reader) -> Option<Letter> {
        let Channel { transport, address } = reader.channel;
        match transport {
            Transport::Topic => {
                let streams = self.streams.borrow();
                let partitions = streams.get(address)?.iter().zip(&mut reader.read);
                let mut unread = partitions.filter(|(letters, read)| **read < letters.len());
                let (letters, read) = unread.next()?;
                *read += 1;
                Some(letters[*read - 1].clone())
            }
            Transport::Queue => self.queues.borrow_mut().get_mut(address)?.pop_front(),
        }
    }
}

/// One key, one partition: so its letters stay in sequence.
fn partition(key: Option<&str>) -> usize {
    let partition = fingerprint(key.unwrap_or_default()) % u128::from(PARTITIONS);
    usize::try_from(partition).expect("it is smaller than the number of partitions")
}
