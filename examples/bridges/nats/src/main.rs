//! A day in the shop over a real NATS server: the same program as `cargo run -p retailer`, but for the broker.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), async_nats::Error> {
    let url = std::env::args().nth(1).unwrap_or("nats://127.0.0.1:4222".to_owned());
    nats_bridge::run(&url, &|line| println!("{line}")).await
}
