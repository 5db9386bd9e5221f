//! What a program is told of the types in `both/contracts.rs`: the same as the linter reads there.
//! The root package's test compares what it reads with the same lines.

#![cfg(feature = "derive")]

#[path = "both/contracts.rs"]
mod contracts;

#[test]
fn a_program_knows_what_the_linter_reads() {
    let mut told = String::new();
    for message in contracts::all() {
        let contract = message.contract();
        let mut facts = vec![format!("{} {}", contract.kind, contract.name)];
        let channel = contract.channel.map(|it| (it.transport, it.address));
        facts.extend(channel.map(|(transport, it)| format!("{transport:?}={it}").to_lowercase()));
        facts.extend(contract.owner.map(|it| format!("owner={it}")));
        facts.extend(contract.aggregate.map(|it| format!("aggregate={it}")));
        facts.extend(contract.version.map(|it| format!("version={it}")));
        facts.extend(contract.schema.map(|it| format!("schema={it}")));
        for (word, key) in [
            ("partition_key", message.key()),
            ("idempotency_key", message.repetition()),
            ("id", message.id()),
        ] {
            facts.extend(key.to_text().map(|key| format!("{word}={key}")));
        }
        told += &(facts.join(" ") + "\n");
    }
    assert_eq!(told, include_str!("both/contracts.txt"));
}
