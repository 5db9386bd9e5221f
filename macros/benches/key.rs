//! What a key costs when the program runs: `partition_key` beside a plain read of its field, on a
//! thousand events, and beside what many write instead: a `String` made for each.
//!
//! Prints the median of the rounds and the ratio to the plain read, with the least and the most.

#![allow(clippy::print_stdout, reason = "a bench prints")]

use std::hint::black_box;
use std::time::Instant;

use tense::Event;

#[derive(Event)]
#[event(topic = "orders.events", aggregate = "Order", partition_key = order_id, version = 1)]
struct OrderPlaced {
    order_id: String,
    customer_id: String,
}

#[derive(Event)]
#[event(topic = "orders.events", aggregate = "Order", partition_key = order_id)]
#[allow(dead_code, reason = "a variant is not all key")]
enum OrderEvent {
    Paid { order_id: String },
    Shipped { order_id: String, parcel: u64 },
}

const EVENTS: usize = 1_000;
const PASSES: usize = 2_000;
const ROUNDS: usize = 31;

fn main() {
    let placed: Vec<OrderPlaced> = (0..EVENTS)
        .map(|n| OrderPlaced { order_id: format!("order-{n}"), customer_id: format!("{n}") })
        .collect();
    let events: Vec<OrderEvent> = (0..EVENTS)
        .map(|n| match n % 2 {
            0 => OrderEvent::Paid { order_id: format!("order-{n}") },
            _ => OrderEvent::Shipped { parcel: 1, order_id: format!("order-{n}") },
        })
        .collect();
    let held: Vec<&dyn Event> = placed.iter().map(|event| event as &dyn Event).collect();
    // What a client does with a key: it reads the bytes.
    let length = |text: &str| black_box(text).len();
    let cases: [(&str, &dyn Fn() -> usize); 6] = [
        ("struct: the field", &|| placed.iter().map(|e| length(&e.order_id)).sum()),
        ("struct: partition_key", &|| {
            placed.iter().map(|e| e.partition_key().as_str().map_or(0, length)).sum()
        }),
        ("struct: partition_key, behind dyn Event", &|| {
            held.iter().map(|e| e.partition_key().as_str().map_or(0, length)).sum()
        }),
        ("struct: a String made of the field", &|| {
            placed.iter().map(|e| length(&e.order_id.to_string())).sum()
        }),
        ("enum: the field, by a match", &|| {
            let field = |event: &OrderEvent| match event {
                OrderEvent::Paid { order_id } | OrderEvent::Shipped { order_id, .. } => {
                    length(order_id)
                }
            };
            events.iter().map(field).sum()
        }),
        ("enum: partition_key", &|| {
            events.iter().map(|e| e.partition_key().as_str().map_or(0, length)).sum()
        }),
    ];
    let mut spent = vec![Vec::new(); cases.len()];
    for _ in 0..ROUNDS {
        for (case, times) in cases.iter().zip(&mut spent) {
            let started = Instant::now();
            for _ in 0..PASSES {
                black_box((case.1)());
            }
            let all = started.elapsed().as_secs_f64() * 1e9;
            times.push(all / (EVENTS * PASSES) as f64);
        }
    }
    println!("one key, in nanoseconds: median (least to most), of {ROUNDS} rounds");
    let mut floor = 1.0;
    for ((name, _), times) in cases.iter().zip(&mut spent) {
        times.sort_by(f64::total_cmp);
        let (median, least, most) = (times[ROUNDS / 2], times[0], times[ROUNDS - 1]);
        if name.contains("the field") {
            floor = median;
        }
        println!("{name:42} {median:7.2} ({least:.2} to {most:.2})  {:5.2}x", median / floor);
    }
    black_box(placed.iter().map(|event| event.customer_id.len()).sum::<usize>());
}
