//! A day in the shop over JetStream: who reads what, and when a letter is done. Knows no message.

use crate::Nats;
use async_nats::Error;
use async_nats::jetstream::consumer::{Consumer, pull};
use async_nats::jetstream::stream::{self, RetentionPolicy, StorageType};
use async_nats::jetstream::{self, Message};
use futures_util::StreamExt;
use futures_util::future::try_join_all;
use futures_util::stream::SelectAll;
use retailer::letter::Letter;
use retailer::service::{Desk, Story, Worker};
use retailer::shop::{day, services};
use std::cell::RefCell;
use std::time::Duration;
use tense::{Carrier, Channel, Envelope, Transport};

/// Runs the services against the server, lets the customers of a day come one after the other, and ends in the evening.
///
/// # Errors
///
/// Where the server cannot be reached, or says no; or a letter does not hold what its name promises.
pub async fn run(url: &str, story: Story<'_>) -> Result<(), Error> {
    let nats = Nats(jetstream::new(async_nats::connect(url).await?));
    let (mut consumers, mut at_work) = (Vec::new(), Vec::new());
    for service in services() {
        let worker = Worker::new(service);
        let mut letters = SelectAll::new();
        for channel in worker.channels() {
            let consumer = consumer(&nats, channel, worker.name()).await?;
            letters.push(consumer.messages().await?);
            consumers.push(consumer);
        }
        at_work.push(work(worker, letters, &nats, story));
    }
    tokio::select! {
        evening = customers(&nats, &mut consumers, story) => evening,
        failed = try_join_all(at_work) => failed.map(drop),
    }
}

/// A consumer that the server knows by its service: after a restart it reads on where it stood.
async fn consumer(
    nats: &Nats,
    channel: Channel,
    service: &str,
) -> Result<Consumer<pull::Config>, Error> {
    let stream = stream::Config {
        // A stream's name has no points.
        name: channel.address.replace('.', "_"),
        subjects: vec![channel.address.to_owned()],
        retention: match channel.transport {
            Transport::Topic => RetentionPolicy::Limits,
            Transport::Queue => RetentionPolicy::WorkQueue,
        },
        // It is a play: when the server ends, nothing is left.
        storage: StorageType::Memory,
        ..Default::default()
    };
    let stream = nats.0.get_or_create_stream(stream).await?;
    let durable_name = Some(service.to_owned());
    let consumer = pull::Config { durable_name, ..Default::default() };
    Ok(stream.get_or_create_consumer(service, consumer).await?)
}

/// A service reads and answers, letter by letter.
async fn work(
    mut worker: Worker,
    mut letters: SelectAll<pull::Stream>,
    nats: &Nats,
    story: Story<'_>,
) -> Result<(), Error> {
    while let Some(message) = letters.next().await {
        let message = message?;
        let outbox = Outbox::of(nats);
        worker.receive(&letter(&message), &outbox, story)?;
        outbox.post().await?;
        // Only now it is done: a crash before this line means a second copy, and never a loss.
        message.ack().await?;
    }
    Ok(())
}

/// Customers come one after the other, each when the shop is quiet again.
async fn customers(
    nats: &Nats,
    consumers: &mut [Consumer<pull::Config>],
    story: Story<'_>,
) -> Result<(), Error> {
    for (title, wish) in day() {
        story(format!("\n{title}"));
        let outbox = Outbox::of(nats);
        Desk::new("checkout", &outbox, story).ask(&wish);
        outbox.post().await?;
        quiet(consumers).await?;
    }
    Ok(())
}

/// Waits until all letters are read and answered.
async fn quiet(consumers: &mut [Consumer<pull::Config>]) -> Result<(), Error> {
    let mut before = None;
    loop {
        let (mut read, mut open) = (Vec::new(), 0);
        for consumer in consumers.iter_mut() {
            let info = consumer.info().await?;
            open += info.num_pending + u64::try_from(info.num_ack_pending)?;
            read.push(info.delivered.consumer_sequence);
        }
        // Asked one by one, they may hand letters round behind our back. Twice the same means that they did not.
        let now = (open == 0).then_some(read);
        if now.is_some() && now == before {
            return Ok(());
        }
        before = now;
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// What a service says while it reads one letter. It is posted afterwards, because services do not wait.
struct Outbox<'a> {
    nats: &'a Nats,
    sent: RefCell<Vec<<Nats as Carrier>::Carried>>,
}

impl Carrier for Outbox<'_> {
    type Carried = ();

    fn carry(&self, envelope: Envelope<'_>, payload: &[u8]) {
        self.sent.borrow_mut().push(self.nats.carry(envelope, payload));
    }
}

impl<'a> Outbox<'a> {
    fn of(nats: &'a Nats) -> Self {
        Self { nats, sent: RefCell::default() }
    }

    /// One after the other, so that what was said first arrives first.
    async fn post(self) -> Result<(), Error> {
        for sent in self.sent.into_inner() {
            sent.await?;
        }
        Ok(())
    }
}

fn letter(message: &Message) -> Letter {
    let headers = message.headers.iter().flat_map(|headers| headers.iter());
    let headers = headers.filter_map(|(name, values)| {
        let name = AsRef::<str>::as_ref(name).strip_prefix("ce-")?;
        Some((name.to_owned(), values.first()?.as_str().to_owned()))
    });
    let mut letter =
        Letter { key: None, headers: headers.collect(), payload: message.payload.to_vec() };
    letter.key = letter.headers.remove("partitionkey");
    letter
}
