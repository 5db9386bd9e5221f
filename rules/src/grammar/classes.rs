//! The closed classes of words: the small words of English and the word groups of business the
//! grammar leans on. Refuses to hold any message name.

/// A small word, by what it does in a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Small {
    /// `to`, `by`, `without`.
    Preposition,
    /// `as`, `if`, `when`: what follows is no main verb.
    Subordinator,
    /// `up`, `out`: belongs to the verb before it; most are prepositions too.
    Particle,
    /// `was`, `has`, `been`, `did`.
    Auxiliary,
    /// `not`, `never`.
    Negation,
    /// `will`, `should`.
    Modal,
    /// `all`, `new`, `the`.
    Determiner,
}

pub(crate) fn small(word: &str) -> Option<Small> {
    Some(match word {
        "to" | "from" | "at" | "by" | "for" | "with" | "without" | "of" | "into" | "onto"
        | "via" | "due" | "after" | "per" | "against" | "between" | "within" | "upon"
        | "during" | "than" | "since" | "about" | "across" | "under" | "towards" | "toward"
        | "behind" | "among" | "except" | "despite" => Small::Preposition,
        "as" | "if" | "when" | "until" | "while" | "because" | "where" | "that" | "unless"
        | "once" => Small::Subordinator,
        "up" | "down" | "out" | "in" | "off" | "on" | "over" | "away" | "back" | "through"
        | "together" | "apart" => Small::Particle,
        "was" | "were" | "has" | "have" | "had" | "been" | "is" | "are" | "be" | "did" | "does"
        | "do" => Small::Auxiliary,
        "not" | "never" | "no" | "cannot" => Small::Negation,
        "will" | "would" | "can" | "could" | "should" | "must" | "may" | "might" | "shall" => {
            Small::Modal
        }
        "the" | "a" | "an" | "all" | "any" | "many" | "my" | "new" | "every" | "each" | "some"
        | "multiple" | "this" | "these" | "its" | "another" | "both" | "own" | "existing" => {
            Small::Determiner
        }
        _ => return None,
    })
}

/// What stands before an order without changing it: `BulkUpdateUsers`, `TryRecover`, `SelfRevoke`.
pub(crate) fn opens_order(word: &str) -> bool {
    is_any(
        word,
        &[
            "bulk", "batch", "auto", "multi", "mass", "self", "force", "soft", "hard", "please",
            "async", "quick", "self",
        ],
    )
}

/// Verbs that ask: a name that begins with one is a question.
pub(crate) fn asks(word: &str) -> bool {
    is_any(
        word,
        &[
            "get", "find", "list", "search", "count", "fetch", "query", "lookup", "retrieve", "is",
            "has", "can", "should", "does", "who", "what", "which", "how", "where", "select",
            "describe",
        ],
    )
}

/// Verbs whose object may be a clause, so that a participle after them is not the main verb:
/// `MarkMeetingFeePaid`, `NotifyCashoutCompleted`, `UndoWrittenOff`.
pub(crate) fn takes_clause(lemma: &str) -> bool {
    is_any(
        lemma,
        &[
            "mark",
            "set",
            "notify",
            "flag",
            "make",
            "report",
            "announce",
            "undo",
            "require",
            "keep",
            "get",
            "let",
            "ensure",
            "handle",
            "try",
            "declare",
            "consider",
            "tell",
            "inform",
            "preview",
            "acknowledge",
        ],
    )
}

/// What becomes of an order: `CancelOrderRejected`, `ShipOrderAborted`.
pub(crate) fn is_outcome(lemma: &str) -> bool {
    is_any(
        lemma,
        &[
            "reject",
            "deny",
            "abort",
            "fail",
            "decline",
            "refuse",
            "ignore",
            "complete",
            "succeed",
            "accept",
            "cancel",
            "skip",
            "request",
            "expire",
            "finish",
            "start",
            "approve",
            "block",
            "initiate",
            "time",
            "throttle",
            "retry",
            "schedule",
            "queue",
            "prevent",
            "permit",
            "authorize",
            "authorise",
            "acknowledge",
            "begin",
            "attempt",
            "confirm",
            "drop",
            "disallow",
            "allow",
            "forbid",
            "trigger",
            "postpone",
        ],
    )
}

/// Nouns that say how something ended: after one, nothing before it is an order.
pub(crate) fn is_outcome_noun(word: &str) -> bool {
    is_any(
        word,
        &[
            "failure",
            "success",
            "error",
            "notification",
            "notice",
            "result",
            "response",
            "timeout",
            "warning",
            "reminder",
            "confirmation",
            "completion",
            "reply",
            "ack",
            "nack",
            "exception",
            "outcome",
            "alert",
            "status",
            "data",
            "info",
            "information",
            "details",
            "detail",
            "history",
            "summary",
            "settings",
            "type",
            "id",
            "line",
            "item",
            "state",
            "record",
            "document",
            "snapshot",
            "report",
            "statistics",
            "metadata",
            "view",
            "model",
        ],
    )
}

/// Nouns for how an attempt ended: with one at the end, an imperative before it is a name of the attempt.
pub(crate) fn is_result_noun(word: &str) -> bool {
    is_any(
        word,
        &[
            "failure",
            "success",
            "error",
            "notification",
            "notice",
            "result",
            "response",
            "timeout",
            "warning",
            "outcome",
            "ack",
            "nack",
            "exception",
            "completion",
            "reply",
            "finality",
            "unsuccessful",
            "successful",
        ],
    )
}

/// Nouns made from verbs: their head names a happening, not a thing to be acted on.
pub(crate) fn is_nominal(word: &str) -> bool {
    let ends = |ending: &str| {
        word.len() > ending.len() + 2
            && word
                .get(word.len() - ending.len()..)
                .is_some_and(|tail| tail.eq_ignore_ascii_case(ending))
    };
    ["tion", "sion", "ment", "ance", "ence", "ure", "sal", "val", "age", "ing", "ery"]
        .iter()
        .any(|e| ends(e))
}

/// Verbs that say only that something is different now.
pub(crate) fn is_change(lemma: &str) -> bool {
    is_any(
        lemma,
        &[
            "update",
            "change",
            "modify",
            "amend",
            "edit",
            "alter",
            "transition",
            "save",
            "mutate",
            "touch",
        ],
    )
}

/// Verbs of storage.
pub(crate) fn is_storage(lemma: &str) -> bool {
    is_any(lemma, &["create", "delete", "insert", "destroy", "upsert", "truncate"])
}

/// Things of the machine room, as the subject of a fact.
pub(crate) fn is_technical(word: &str) -> bool {
    is_any(
        word,
        &[
            "cache",
            "job",
            "jobs",
            "saga",
            "heartbeat",
            "index",
            "partition",
            "queue",
            "sync",
            "import",
            "export",
            "replica",
            "shard",
            "batch",
            "cron",
            "pod",
            "container",
            "cluster",
            "deployment",
            "cursor",
            "snapshot",
            "projection",
            "checkpoint",
            "migration",
            "backup",
            "worker",
            "scheduler",
            "timer",
            "thread",
            "lambda",
            "database",
            "table",
            "row",
            "server",
            "pipeline",
            "workflow",
            "compensation",
            "poller",
            "connection",
            "socket",
            "lock",
            "lease",
            "offset",
            "consumer",
            "stream",
            "indexer",
            "replication",
            "rebalance",
        ],
    )
}

/// Adjectives and nouns that tell a state when they end a name.
pub(crate) fn is_state(word: &str) -> bool {
    is_any(
        word,
        &[
            "ready",
            "pending",
            "available",
            "unavailable",
            "active",
            "inactive",
            "online",
            "offline",
            "overdue",
            "due",
            "low",
            "high",
            "idle",
            "busy",
            "full",
            "empty",
            "open",
            "complete",
            "incomplete",
            "live",
            "stale",
            "healthy",
            "unhealthy",
            "valid",
            "invalid",
            "needed",
            "missing",
            "late",
            "early",
            "ok",
            "stock",
        ],
    )
}

/// Nouns for one attribute of a thing: with them, "changed" says what changed.
pub(crate) fn is_attribute(word: &str) -> bool {
    is_any(
        word,
        &[
            "abstract",
            "accompaniment",
            "address",
            "addresses",
            "age",
            "allowance",
            "amount",
            "assignee",
            "associations",
            "at",
            "avatar",
            "balance",
            "bio",
            "birthday",
            "body",
            "budget",
            "cap",
            "capacity",
            "caption",
            "capturable",
            "categories",
            "category",
            "changed",
            "city",
            "code",
            "color",
            "colour",
            "comments",
            "cost",
            "costs",
            "count",
            "country",
            "currencies",
            "currency",
            "date",
            "dates",
            "deadline",
            "decision",
            "description",
            "destination",
            "discount",
            "duration",
            "email",
            "emails",
            "eta",
            "expiration",
            "expiry",
            "fee",
            "fees",
            "frequency",
            "gender",
            "grade",
            "grades",
            "groups",
            "handle",
            "hash",
            "headline",
            "height",
            "hostname",
            "icon",
            "image",
            "ip",
            "itinerary",
            "keys",
            "kind",
            "labels",
            "language",
            "length",
            "limit",
            "limits",
            "links",
            "locale",
            "location",
            "logo",
            "margin",
            "mode",
            "name",
            "names",
            "nickname",
            "notes",
            "number",
            "numbers",
            "occupation",
            "origin",
            "owner",
            "ownership",
            "password",
            "pause",
            "permissions",
            "phone",
            "photo",
            "picture",
            "port",
            "position",
            "postcode",
            "preferences",
            "pressure",
            "price",
            "prices",
            "priority",
            "quantity",
            "quota",
            "range",
            "rate",
            "rates",
            "rating",
            "reason",
            "recipient",
            "roles",
            "route",
            "salary",
            "score",
            "scroll",
            "seats",
            "secret",
            "shares",
            "signature",
            "size",
            "slug",
            "speed",
            "street",
            "subject",
            "tags",
            "tax",
            "taxes",
            "temperature",
            "terms",
            "text",
            "theme",
            "threshold",
            "tier",
            "time",
            "timeout",
            "timezone",
            "title",
            "total",
            "totals",
            "transport",
            "type",
            "uri",
            "url",
            "username",
            "value",
            "values",
            "vat",
            "version",
            "visibility",
            "volume",
            "weight",
            "width",
            "zip",
            "progress",
            "id",
            "reference",
            "pricing",
        ],
    )
}

/// Nouns that are an attribute after the noun of a thing (`MemberRole`) and a thing themselves alone (`Role`).
pub(crate) fn is_dependent(word: &str) -> bool {
    is_any(
        word,
        &[
            "beneficiary",
            "calendar",
            "consent",
            "contact",
            "content",
            "credit",
            "delegate",
            "department",
            "interest",
            "inventory",
            "key",
            "label",
            "leader",
            "manager",
            "method",
            "parent",
            "plan",
            "purpose",
            "region",
            "role",
            "stock",
            "supplier",
            "tag",
            "term",
            "topic",
            "schedule",
            "message",
            "level",
            "domain",
        ],
    )
}

/// Nouns that hide what happened: `OrderActivity`, `NODE_STATUS`.
pub(crate) fn hides_fact(word: &str) -> bool {
    is_any(
        word,
        &[
            "status",
            "activity",
            "action",
            "notification",
            "info",
            "information",
            "change",
            "changes",
        ],
    )
}

fn is_any(word: &str, list: &[&str]) -> bool {
    list.iter().any(|item| item.eq_ignore_ascii_case(word))
}
