//! What names tell without a declaration: which words make an event or a command, and whose words are nobody's
//! contract. Knows no syntax but that of attributes.

use tense_rules::model::Kind;

/// Derives of command lines, games and other event stores.
pub(crate) const OTHER_FRAMEWORKS: &[&str] = &[
    "EsEvent",
    "FromRow",
    "Insertable",
    "Parser",
    "Subcommand",
    "Args",
    "ValueEnum",
    "StructOpt",
    "FromArgs",
    "Component",
    "Resource",
    "Event",
    "Message",
    "Command",
    "Queryable",
];

/// Attributes of command lines and chat bots.
pub(crate) fn is_foreign(attribute: &syn::Attribute) -> bool {
    ["command", "clap", "arg", "structopt", "argh", "event", "poise"]
        .iter()
        .any(|name| attribute.path().is_ident(name))
}

/// Whether a name is that of a window's, a log's, a shell's or a store's own events and commands.
pub(crate) fn is_own_business(name: &str) -> bool {
    const FIRST: &[&str] = &[
        "Window",
        "Mouse",
        "Key",
        "Keyboard",
        "Ui",
        "Gui",
        "Dom",
        "Touch",
        "Pointer",
        "Cursor",
        "Tracing",
        "Trace",
        "Log",
        "Sse",
        "Webhook",
        "Raft",
        "Git",
        "S3",
        "Sqs",
        "Sns",
        "Aws",
        "Gcp",
        "Azure",
        "Http",
        "Stripe",
        "Slack",
        "Gitlab",
        "Stored",
        "Persisted",
        "Persistent",
        "Serialized",
        "Recorded",
        "Raw",
        "Outbox",
        "Cloud",
        "Test",
        "Mock",
        "Fake",
        "Dummy",
        "Cli",
        "Shell",
        "Debug",
        "Ws",
        "Websocket",
        "Lambda",
    ];
    const ALONE: &[&str] = &[
        "Input",
        "Widget",
        "Browser",
        "Terminal",
        "Menu",
        "Editor",
        "Repl",
        "Console",
        "Process",
        "Sub",
        "Admin",
        "Bot",
        "Watch",
        "Watcher",
        "Fs",
        "File",
        "Swarm",
        "Net",
        "Network",
        "Connection",
        "Socket",
        "Timer",
        "Tick",
        "Signal",
        "Lifecycle",
        "Server",
        "Client",
        "Protocol",
        "Wire",
        "Sql",
        "Redis",
        "Db",
        "Database",
        "Generic",
        "Base",
        "Any",
        "Stream",
        "Kafka",
        "Nats",
        "Amqp",
        "Mqtt",
        "Sqs",
        "Sns",
        "Span",
        "Metric",
        "Metrics",
        "Telemetry",
        "Audit",
        "Analytics",
        "Cluster",
        "Consumer",
        "Producer",
        "Broker",
        "Control",
        "Internal",
        "Inner",
        "Processed",
        "Received",
        "Pending",
        "Published",
        "Incoming",
        "Outgoing",
        "Parsed",
        "Encoded",
        "New",
        "Pulsar",
        "Kinesis",
        "Rabbit",
        "Push",
        "Pull",
        "System",
        "App",
        "Application",
        "Domain",
        "Integration",
        "Message",
    ];
    let Some((_, suffix)) = kind_of_suffix(name) else { return false };
    let stem = &name[..name.len() - suffix.len()];
    let second = stem.char_indices().skip(1).find(|(_, letter)| letter.is_uppercase());
    let first = second.map_or(stem, |(at, _)| &stem[..at]);
    FIRST.contains(&first) || ALONE.contains(&stem)
}

/// Whether a type in a module of messages is one: not a part, a setting or a tool.
pub(crate) fn names_a_message(name: &str) -> bool {
    const PARTS: &[&str] = &[
        "Id",
        "Key",
        "Kind",
        "Type",
        "Status",
        "State",
        "Config",
        "Settings",
        "Options",
        "Error",
        "Result",
        "Request",
        "Response",
        "Params",
        "Metadata",
        "Meta",
        "Envelope",
        "Payload",
        "Data",
        "Header",
        "Headers",
        "Handler",
        "Publisher",
        "Repository",
        "Service",
        "Store",
        "Bus",
        "Dto",
        "Row",
        "Record",
        "View",
        "Filter",
        "Query",
        "Info",
        "Details",
        "Context",
        "Source",
        "Item",
        "Reason",
        "Version",
        "Builder",
        "Attributes",
        "Args",
        "Output",
        "Input",
        "Schema",
        "Topic",
    ];
    !PARTS.iter().any(|part| name.ends_with(part))
}

/// The suffix of a name that says its kind: `Event` of `OrderPlacedEvent`. The suffix alone is no suffix.
pub(crate) fn kind_of_suffix(name: &str) -> Option<(Kind, &'static str)> {
    [("Event", Kind::Event), ("Command", Kind::Command), ("Cmd", Kind::Command)]
        .into_iter()
        .find(|(suffix, _)| {
            name.strip_suffix(suffix).is_some_and(|stem| {
                stem.ends_with(|last: char| last.is_ascii_lowercase() || last.is_ascii_digit())
            })
        })
        .map(|(suffix, kind)| (kind, suffix))
}
