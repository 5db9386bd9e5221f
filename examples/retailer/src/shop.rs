//! The shop: four services and some goods, and over which broker they speak. Decides nothing.

use crate::common::{Address, CommandId, CustomerId, Line, OrderId, Sku};
use crate::fingerprint::id_of;
use crate::fulfilment::Fulfilment;
use crate::inventory::Inventory;
use crate::orders::{Orders, PlaceOrder};
use crate::payments::Payments;
use crate::service::{Desk, Service, Story, Worker};
use crate::transport::{Memory, Reader};

/// What the shop sells: the price in cents, and how many there are.
const GOODS: [(&str, u64, u32); 3] =
    [("lamp", 4_900, 10), ("bulb", 500, 20), ("piano", 480_000, 1)];

/// Up to how much the bank lends, in cents.
const LIMIT: u64 = 100_000;

/// The services on their first day.
pub fn services() -> Vec<Box<dyn Service>> {
    let sku = |name: &str| Sku(name.to_owned());
    let prices = GOODS.iter().map(|(name, price, _)| (sku(name), *price)).collect();
    let shelves = GOODS.iter().map(|(name, _, pieces)| (sku(name), *pieces)).collect();
    vec![
        Box::new(Orders::new(prices)),
        Box::new(Inventory::new(shelves)),
        Box::new(Payments::new(LIMIT)),
        Box::new(Fulfilment),
    ]
}

/// A day in the shop: what is told of each customer, and what each wishes.
pub fn day() -> [(&'static str, PlaceOrder); 4] {
    let ada = || wish("Ada", "order-1", &[("lamp", 1), ("bulb", 2)]);
    [
        ("Ada orders a lamp and two bulbs.", ada()),
        ("Bob orders a piano, and cannot pay for it.", wish("Bob", "order-2", &[("piano", 1)])),
        ("Ada's browser sends her wish once more.", ada()),
        ("Cleo orders two pianos. There is one.", wish("Cleo", "order-3", &[("piano", 2)])),
    ]
}

/// What a customer wishes. The same wish has the same id, whenever it is made.
pub fn wish(customer: &str, order: &str, lines: &[(&str, u32)]) -> PlaceOrder {
    let line =
        |(sku, quantity): &(&str, u32)| Line { sku: Sku((*sku).to_owned()), quantity: *quantity };
    PlaceOrder {
        command_id: CommandId(id_of(order, "place")),
        order_id: OrderId(order.to_owned()),
        customer_id: CustomerId(customer.to_lowercase()),
        lines: lines.iter().map(line).collect(),
        ship_to: Address {
            recipient: customer.to_owned(),
            street: "1 Harbour Street".to_owned(),
            postal_code: "8010".to_owned(),
            town: "Graz".to_owned(),
            country: "AT".to_owned(),
        },
    }
}

/// The shop over a broker in memory.
pub struct Shop<'a> {
    /// The broker.
    pub broker: Memory,
    workers: Vec<(Worker, Vec<Reader>)>,
    story: Story<'a>,
}

impl<'a> Shop<'a> {
    /// Opens it. What happens is told line by line.
    pub fn open(story: Story<'a>) -> Self {
        let at_work = |service| {
            let worker = Worker::new(service);
            let readers = worker.channels().into_iter().map(Reader::of).collect();
            (worker, readers)
        };
        let workers = services().into_iter().map(at_work).collect();
        Self { broker: Memory::default(), workers, story }
    }

    /// Where customers write their wishes.
    pub fn checkout(&self) -> Desk<'_> {
        Desk::new("checkout", &self.broker, self.story)
    }

    /// Lets the services work until no letter is left.
    ///
    /// # Errors
    ///
    /// Where a letter does not hold what its name promises.
    pub fn run(&mut self) -> serde_json::Result<()> {
        while self.round()? {}
        Ok(())
    }

    /// Lets each service read one letter of each of its channels; says whether there was any.
    fn round(&mut self) -> serde_json::Result<bool> {
        let mut busy = false;
        for (worker, readers) in &mut self.workers {
            for reader in readers {
                if let Some(letter) = self.broker.next(reader) {
                    worker.receive(&letter, &self.broker, self.story)?;
                    busy = true;
                }
            }
        }
        Ok(busy)
    }
}
