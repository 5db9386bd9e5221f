//! What the shop's services have in common: they receive letters, ask and tell. Knows no service and no transport.

use crate::letter::Letter;
use serde::Serialize;
use std::collections::BTreeSet;
use tense::{Addressed, Carrier, Channel, Command, Envelope, Event, Publisher, Sender};

/// One of the shop's services.
pub trait Service: Send {
    /// What it is called.
    fn name(&self) -> &'static str;

    /// Where it listens.
    fn channels(&self) -> Vec<Channel>;

    /// Reads a letter; asks and tells what follows from it.
    ///
    /// # Errors
    ///
    /// Where the letter does not hold what its name promises.
    fn receive(&mut self, letter: &Letter, desk: &Desk<'_>) -> serde_json::Result<()>;
}

/// Anything that takes letters and gives nothing back.
pub type Post<'a> = &'a (dyn Carrier<Carried = ()> + 'a);

/// Where the story of the shop is told, line by line.
pub type Story<'a> = &'a (dyn Fn(String) + Sync + 'a);

/// Where somebody writes letters. The only place that turns messages into bytes, and so the only one that could mix up
/// commands and events; but that would not compile.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    name: &'static str,
    post: Post<'a>,
    story: Story<'a>,
}

impl<'a> Desk<'a> {
    /// A desk beside a post box.
    pub fn new(name: &'static str, post: Post<'a>, story: Story<'a>) -> Self {
        Self { name, post, story }
    }

    /// Asks the one service that may decide.
    pub fn ask<C: Command + Addressed + Serialize>(&self, command: &C) {
        self.note("asks", &Envelope::of(command));
        Sender::new(self.post).send(command, &bytes(command));
    }

    /// Tells whoever cares.
    pub fn tell<E: Event + Addressed + Serialize>(&self, event: &E) {
        self.note("tells", &Envelope::of(event));
        Publisher::new(self.post).publish(event, &bytes(event));
    }

    fn note(&self, verb: &str, envelope: &Envelope<'_>) {
        let key = envelope.key.to_text().unwrap_or("-".into());
        let (message, address) = (envelope.headers.name, envelope.channel.address);
        (self.story)(format!("{:<11}{verb:<6}{message:<25}{key:<13}{address}", self.name));
    }
}

/// A service at work. Transports deliver at least once: what it has done it knows again, and does nothing.
pub struct Worker {
    service: Box<dyn Service>,
    // A shop that outlives its process keeps these in the service's own database, and writes both at once.
    done: BTreeSet<String>,
}

impl Worker {
    /// A service that has done nothing yet.
    pub fn new(service: Box<dyn Service>) -> Self {
        Self { service, done: BTreeSet::new() }
    }

    /// What it is called.
    pub fn name(&self) -> &'static str {
        self.service.name()
    }

    /// Where it listens.
    pub fn channels(&self) -> Vec<Channel> {
        self.service.channels()
    }

    /// Hands the service a letter, unless it is the copy of a command that was carried out, or of a fact that was read.
    ///
    /// # Errors
    ///
    /// Where the letter does not hold what its name promises.
    pub fn receive(
        &mut self,
        letter: &Letter,
        post: Post<'_>,
        story: Story<'_>,
    ) -> serde_json::Result<()> {
        let known = letter.header("idempotencykey").or(letter.header("id"));
        if known.is_some_and(|id| self.done.contains(id)) {
            let (service, message) = (self.name(), letter.name());
            story(format!("{service:<11}knows {message}, and does nothing"));
            return Ok(());
        }
        self.service.receive(letter, &Desk::new(self.name(), post, story))?;
        self.done.extend(known.map(str::to_owned));
        Ok(())
    }
}

fn bytes(message: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(message).expect("a message of the shop has no map, and so no strange keys")
}
