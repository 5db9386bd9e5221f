//! Reads the name of a message as a careful English speaker would: an order, a fact, or neither.
//! Knows words and their positions; refuses to know files, messages and rules.

mod affix;
mod classes;
mod clause;
mod lexicon;
mod split;
mod suggest;
mod tag;
mod vague;

use std::ops::Range;

pub use affix::Affix;
pub use split::{Word, words};
pub use vague::{Vague, VagueContext, vague};

use clause::{Shape, Statement};
use tag::Tag;

/// Words of the team's domain, which decide before the dictionary does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vocabulary {
    /// Verbs in their base form: `onboard`.
    pub verbs: Vec<String>,
    /// Words that are nouns in this domain, whatever the dictionary says: `order`, `charge`.
    pub nouns: Vec<String>,
    /// Nouns that name whole things: `CustomerAddress` changed is vague where it is an entity.
    pub entities: Vec<String>,
    /// Nouns of the machine room: facts about them are technical.
    pub technical: Vec<String>,
}

impl Vocabulary {
    /// Whether no word was declared.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.verbs.is_empty()
            && self.nouns.is_empty()
            && self.entities.is_empty()
            && self.technical.is_empty()
    }
}

/// How a name speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mood {
    /// It orders: `CreateOrder`, `order.create`.
    Order,
    /// It tells a fact: `OrderPlaced`, `PaymentNotReceived`, `CustomerWroteCheck`.
    Fact,
    /// It tells only that something is different: `OrderUpdated`, `StatusChange`.
    CatchAll,
    /// It tells a fact in words of storage: `OrderCreated`, `RowDeleted`.
    Storage,
    /// It tells a fact of the machine room: `CacheRefreshed`.
    Technical,
    /// It tells what goes on: `OrderShipping`.
    Ongoing,
    /// It tells what is not yet so: `PaymentWillBeCaptured`, `BeforeOrderPlaced`.
    Future,
    /// It tells a state: `OrderReady`, `subscription.past_due`.
    State,
    /// It tells that something was asked for: `RefundRequested`.
    Request,
    /// It asks: `GetOrder`, `HasConsent`.
    Query,
    /// It names a thing or a happening: `OrderCancellation`.
    Noun,
    /// Undecided, or not English.
    Unknown,
}

impl Mood {
    /// The mood in lower-case words, as reports print it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Fact => "fact",
            Self::CatchAll => "catch-all",
            Self::Storage => "storage word",
            Self::Technical => "technical fact",
            Self::Ongoing => "ongoing",
            Self::Future => "future",
            Self::State => "state",
            Self::Request => "request",
            Self::Query => "query",
            Self::Noun => "noun",
            Self::Unknown => "unknown",
        }
    }
}

/// The kind of message that grammar alone tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GrammaticalKind {
    /// The name tells a fact.
    Event,
    /// The name orders.
    Command,
    /// The name asks.
    Query,
}

impl GrammaticalKind {
    /// The kind as one lower-case word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::Command => "command",
            Self::Query => "query",
        }
    }
}

/// A name and how it reads.
#[derive(Debug, Clone)]
pub struct Reading<'a> {
    /// The name as given.
    pub name: &'a str,
    /// Its words, affixes and namespace included.
    pub words: Vec<Word<'a>>,
    /// How it speaks.
    pub mood: Mood,
    /// Why, as one clause with the decisive words in backticks.
    pub because: String,
    /// The byte range in the name of the decisive words.
    pub decisive: Range<usize>,
    /// What the affix says the message is, where the name has one.
    pub affix: Option<Affix>,
    pub(crate) statement: Statement,
    /// The tagged words of the clause itself, without namespace and affixes.
    pub(crate) clause: Vec<Tag<'a>>,
    /// The decisive words, as a range of `clause`.
    pub(crate) verb: Range<usize>,
}

impl Reading<'_> {
    /// The kind that grammar alone tells, without the affix; `None` where it is not decided.
    #[must_use]
    pub fn kind(&self) -> Option<GrammaticalKind> {
        match self.statement {
            Statement::Order => Some(GrammaticalKind::Command),
            Statement::Fact => Some(GrammaticalKind::Event),
            Statement::Question => Some(GrammaticalKind::Query),
            Statement::None => None,
        }
    }

    /// Whether the name is an order.
    #[must_use]
    pub fn is_order(&self) -> bool {
        self.statement == Statement::Order
    }

    /// Whether the name is a statement in the past tense, be it plain, a catch-all, in words of
    /// storage, technical, or of a request.
    #[must_use]
    pub fn is_fact(&self) -> bool {
        self.statement == Statement::Fact
    }

    /// Whether an event of this name asks someone to act. `PriceUpdate` does not: it names a thing, and hides a fact.
    #[must_use]
    pub fn orders_as_an_event(&self) -> bool {
        self.is_order() && !self.names_an_update()
    }

    /// Whether the name ends in `Update` as a noun: `PriceUpdate`. Where words stand apart it is a verb: `PRICE_UPDATE`.
    fn names_an_update(&self) -> bool {
        let at = self.verb.start;
        let joined = |pair: &[Tag<'_>]| pair[0].word.end == pair[1].word.start;
        at > 0
            && at + 1 == self.clause.len()
            && self.clause[at].word.text.eq_ignore_ascii_case("update")
            && joined(&self.clause[at - 1..=at])
    }

    /// Whether the order may be a compound of two nouns: `ReleaseCandidate`, `RestEndpoint`; and not `ShipOrder`,
    /// whose object is a thing that orders are about.
    #[must_use]
    pub fn may_be_a_compound(&self) -> bool {
        let noun = |tag: &Tag<'_>| (tag.noun || tag.adjective) && !tag.is_verb(8);
        let object = self.clause.get(self.verb.end);
        self.clause.get(self.verb.start).is_some_and(noun)
            && object.is_none_or(|object| !object.has(classes::Class::Thing))
    }

    /// The fact this order leads to, in the same spelling: `CreateOrder` gives `OrderCreated`.
    /// `None` where none is certain.
    #[must_use]
    pub fn as_fact(&self) -> Option<String> {
        suggest::as_fact(self)
    }

    /// The order that leads to this fact, in the same spelling: `OrderCreated` gives `CreateOrder`.
    /// `None` where none is certain.
    #[must_use]
    pub fn as_order(&self) -> Option<String> {
        suggest::as_order(self)
    }
}

/// Reads a name that stands alone: a type, a record, a routing key.
#[must_use]
pub fn read<'a>(name: &'a str, vocabulary: &'a Vocabulary) -> Reading<'a> {
    let words = words(name);
    let parts = affix::part(name, &words);
    let tagged = |index: usize| {
        let segment = index == parts.clause.start || begins_segment(name, &words, index);
        tag::tag(words[index], segment, vocabulary)
    };
    let mut clause: Vec<Tag<'a>> = parts.clause.clone().map(tagged).collect();
    let mut affix = parts.affix;
    // `SendMessage`, `PinMessage`: after a verb alone the message is its object.
    let alone = clause.len() == 1 && clause[0].is_verb(4) && parts.clause.end < words.len();
    if affix == Some(Affix::Message) && alone {
        clause.push(tagged(parts.clause.end));
        affix = None;
    }
    let verdict = clause::judge(&clause, parts.shape, vocabulary);
    finish(name, words, affix, clause, verdict, 0)
}

/// Reads a variant of an enum, which drops the noun: `CustomerEvent::Frozen` is "customer frozen".
#[must_use]
pub fn read_variant<'a>(
    enum_name: &'a str,
    variant: &'a str,
    vocabulary: &'a Vocabulary,
) -> Reading<'a> {
    let alone = read(variant, vocabulary);
    let of_enum = read(enum_name, vocabulary);
    let affix = alone.affix.or(of_enum.affix);
    // A lone word that may be a noun or an adjective too: `AccountEvent::Open`, `PasswordEvent::Reset`.
    let lone = match alone.clause.as_slice() {
        [only] => only.same || alone.is_order() && (only.adjective || only.noun),
        _ => false,
    };
    if affix != Some(Affix::Event) || !lone {
        return Reading { affix, ..alone };
    }
    // `PasswordEvent::Reset`: the noun of the enum is the subject that makes it a fact.
    let mut clause = of_enum.clause;
    let context = clause.len();
    clause.extend(alone.clause.iter().copied());
    let verdict = clause::judge(&clause, Shape::Plain, vocabulary);
    finish(variant, alone.words, affix, clause, verdict, context)
}

fn finish<'a>(
    name: &'a str,
    words: Vec<Word<'a>>,
    affix: Option<Affix>,
    mut clause: Vec<Tag<'a>>,
    mut verdict: clause::Verdict,
    context: usize,
) -> Reading<'a> {
    clause.drain(..context);
    verdict.verb =
        verdict.verb.start.saturating_sub(context)..verdict.verb.end.saturating_sub(context);
    let decisive = match clause.get(verdict.verb.clone()) {
        Some([first, .., last]) => first.word.start..last.word.end,
        Some([only]) => only.word.start..only.word.end,
        _ => 0..name.len(),
    };
    let because = verdict.because(name.get(decisive.clone()).unwrap_or(name));
    Reading {
        name,
        words,
        mood: verdict.mood,
        because,
        decisive,
        affix,
        statement: verdict.statement,
        clause,
        verb: verdict.verb,
    }
}

/// Whether a separator that parts segments stands before the word: a dot, a slash, a colon, or the
/// underscore of `User_ChangedPassword`.
fn begins_segment(name: &str, words: &[Word<'_>], index: usize) -> bool {
    let Some(before) = index.checked_sub(1).and_then(|before| words.get(before)) else {
        return true;
    };
    let gap = name.get(before.end..words[index].start).unwrap_or_default();
    let word = words[index].text;
    gap.contains(['.', '/', ':', '\\'])
        || (gap == "_" && word.starts_with(char::is_uppercase) && word.contains(char::is_lowercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `name`, how it reads, and the suggestion it gives, as one line.
    #[track_caller]
    fn check(name: &str, expect: &str) {
        let vocabulary = Vocabulary::default();
        let reading = read(name, &vocabulary);
        let turned = reading.as_fact().or_else(|| reading.as_order());
        let arrow = turned.map(|turned| format!(" -> {turned}")).unwrap_or_default();
        assert_eq!(
            format!("{}: {}{arrow}", reading.mood.as_str(), reading.because),
            expect,
            "{name}"
        );
        assert!(name.get(reading.decisive.clone()).is_some(), "{name}: {:?}", reading.decisive);
    }

    #[track_caller]
    fn check_vague(name: &str, context: &VagueContext<'_>, expect: Option<&str>) {
        let vocabulary = Vocabulary::default();
        let found = vague(&read(name, &vocabulary), context).map(|vague| vague.because);
        assert_eq!(found.as_deref(), expect, "{name}");
    }

    /// Every row of the fixture reads as it says, and no rule would be wrong about it.
    #[test]
    fn fixture() {
        let vocabulary = Vocabulary::default();
        for row in include_str!("grammar/fixture.tsv").lines().skip(1) {
            let [name, label, quality, mood] = row.split('\t').collect::<Vec<_>>()[..] else {
                panic!("four columns: {row}")
            };
            let reading = read(name, &vocabulary);
            assert_eq!(reading.mood.as_str(), mood, "{name}: {}", reading.because);
            let is_vague = vague(&reading, &VagueContext::default()).is_some();
            match (label, quality) {
                ("event", "vague") => assert!(is_vague, "{name} is vague"),
                ("event", "imperative") => assert!(reading.is_order(), "{name} is an order"),
                ("event", "good" | "crud" | "technical" | "ok-requested") => {
                    assert!(reading.is_fact() && !is_vague, "{name} is a fact");
                }
                ("command", "past-tense-command") => assert!(reading.is_fact(), "{name} is a fact"),
                ("command", "good") => assert!(!reading.is_fact(), "{name} is no fact"),
                ("query", _) => assert_eq!(reading.kind(), Some(GrammaticalKind::Query), "{name}"),
                _ => assert!(!reading.is_order() && !reading.is_fact(), "{name} is neither"),
            }
        }
    }

    #[test]
    fn orders_and_facts() {
        check("CreateOrder", "order: `Create` is a verb in the imperative -> OrderCreated");
        check(
            "send_welcome_email",
            "order: `send` is a verb in the imperative -> welcome_email_sent",
        );
        check("order.create", "order: `create` is a verb in the imperative -> order.created");
        check("SEND_EMAIL", "order: `SEND` is a verb in the imperative -> EMAIL_SENT");
        check("cancel-order", "order: `cancel` is a verb in the imperative -> order-cancelled");
        check("PickUpOrder", "order: `PickUp` is a verb in the imperative -> OrderPickedUp");
        check(
            "MarkOrderAsDelivered",
            "order: `Mark` is a verb in the imperative -> OrderMarkedAsDelivered",
        );
        check(
            "MarkNotificationRead",
            "order: `Mark` is a verb in the imperative -> NotificationMarkedRead",
        );
        check(
            "RetryFailedPayment",
            "order: `Retry` is a verb in the imperative -> FailedPaymentRetried",
        );
        check("AddItemToCart", "order: `Add` is a verb in the imperative -> ItemAddedToCart");
        check(
            "createSEPATransfer",
            "order: `create` is a verb in the imperative -> sepaTransferCreated",
        );
        check(
            "com.acme.orders.v1.ShipOrder",
            "order: `Ship` is a verb in the imperative -> com.acme.orders.v1.OrderShipped",
        );
        check("OrderPlaced", "fact: `Placed` is in the past tense -> PlaceOrder");
        check("OrderCreated", "storage word: `Created` is a word of storage -> CreateOrder");
        check("OrderPlacedV2", "fact: `Placed` is in the past tense -> PlaceOrderV2");
        check("OrderShippedOut", "fact: `ShippedOut` is in the past tense -> ShipOutOrder");
        check("UserLoggedIn", "fact: `LoggedIn` is in the past tense -> LogInUser");
        check("order.shipped", "fact: `shipped` is in the past tense -> order.ship");
        check(
            "User_ChangedPassword",
            "fact: `Changed` is in the past tense -> User_ChangePassword",
        );
        check("CustomerWroteCheck", "fact: `Wrote` is in the past tense");
        check("PaymentFailedDueToTimeout", "fact: `Failed` is in the past tense");
        check("OrderNotPlaced", "fact: `Placed` is in the past tense");
        check("RefundRequested", "request: `Requested` says that something was asked for");
        check("OrderUpdated", "catch-all: `Updated` does not say what changed -> UpdateOrder");
    }

    #[test]
    fn no_suggestion_is_better_than_a_wrong_one() {
        check("UpdateOrder", "order: `Update` is a verb in the imperative");
        check("CreateEvent", "order: `Create` is a verb in the imperative");
        check("CustomerRespondedToIncident", "fact: `Responded` is in the past tense");
        check("CancelOrRefund", "order: `Cancel` is a verb in the imperative");
        check("PaymentFailed", "fact: `Failed` is in the past tense");
        check("OrderCancelledByCustomer", "fact: `Cancelled` is in the past tense");
    }

    #[test]
    fn a_compound_is_one_thing_in_a_longer_name() {
        check(
            "PurchaseOrderApproved",
            "fact: `Approved` is in the past tense -> ApprovePurchaseOrder",
        );
        check(
            "CancelPurchaseOrder",
            "order: `Cancel` is a verb in the imperative -> PurchaseOrderCancelled",
        );
        check("PlaceOrder", "order: `Place` is a verb in the imperative -> OrderPlaced");
    }

    #[test]
    fn neither_order_nor_fact() {
        check("OrderCancellation", "noun: `Cancellation` is a noun");
        check("RefundFailure", "noun: `Failure` is a noun");
        check("ChargeDataV1", "noun: `Data` is a noun");
        check("CancelReason", "noun: `Reason` is a noun");
        check("RecordHeader", "noun: `Header` is a noun");
        check("RunId", "noun: `Id` is a noun");
        check("DebitNote", "noun: `Note` is a noun");
        check("PurchaseOrder", "noun: `Order` is a noun");
        check("CallStart", "noun: `Start` is a noun");
        check("OrderReady", "state: `Ready` is a state");
        check("subscription.past_due", "state: `due` is a state");
        check("OrderShipping", "ongoing: `Shipping` is still going on");
        check("PaymentWillBeCaptured", "future: `WillBe` is not yet so");
        check("GetOrder", "query: `Get` asks");
        check("", "unknown: `` is neither an order nor a fact");
    }

    #[test]
    fn other_languages_are_silent() {
        let vocabulary = Vocabulary::default();
        for name in [
            "PedidoCriado",
            "BestellungErstellt",
            "CommandeCreee",
            "CrearPedido",
            "MitgliedErstellt",
            "KontoGesperrt",
            "AanmakenBestelling",
            "ClienteAtualizado",
            "TilbudSendt",
            "ЗаказСоздан",
            "注文作成",
            "BestellungGeändert",
        ] {
            let reading = read(name, &vocabulary);
            assert!(!reading.is_order() && !reading.is_fact(), "{name}: {}", reading.because);
        }
    }

    #[test]
    fn vague_or_not() {
        let none = VagueContext::default();
        check_vague("OrderUpdated", &none, Some("`Updated` does not say what happened to `Order`"));
        check_vague(
            "CustomerChanged",
            &none,
            Some("`Changed` does not say what happened to `Customer`"),
        );
        check_vague(
            "OrderStatusChanged",
            &none,
            Some("`Changed` does not say what happened to `Status`"),
        );
        check_vague("OrderEvent", &none, Some("`Order` names a thing and no fact"));
        check_vague(
            "EntityModified",
            &none,
            Some("`Modified` does not say what happened to `Entity`"),
        );
        for name in [
            "PriceChanged",
            "CustomerAddressChanged",
            "OwnerChanged",
            "MemberRoleChanged",
            "OrderPlacedEvent",
        ] {
            check_vague(name, &none, None);
        }
    }

    #[test]
    fn the_context_tells_an_entity_from_an_attribute() {
        let aggregate = VagueContext { aggregate: Some("Address"), ..VagueContext::default() };
        check_vague(
            "AddressChanged",
            &aggregate,
            Some("`Changed` does not say what happened to `Address`"),
        );
        let siblings = VagueContext { siblings: &["AddressCreated"], ..VagueContext::default() };
        check_vague(
            "AddressChanged",
            &siblings,
            Some("`Changed` does not say what happened to `Address`"),
        );
        let fields = VagueContext { fields: &["id", "nutrition"], ..VagueContext::default() };
        check_vague("MealNutritionUpdated", &fields, None);
        check_vague("AddressChanged", &VagueContext::default(), None);
    }

    #[test]
    fn variants_of_an_enum() {
        let vocabulary = Vocabulary::default();
        let kind = |enum_name, variant| {
            let reading = read_variant(enum_name, variant, &vocabulary);
            reading.kind().map(GrammaticalKind::as_str)
        };
        assert_eq!(kind("CustomerEvent", "Frozen"), Some("event"));
        assert_eq!(kind("PasswordEvent", "Reset"), Some("event"));
        assert_eq!(kind("OrderCommand", "Cancel"), Some("command"));
        assert_eq!(kind("OrderCommand", "Reset"), None);
        assert_eq!(kind("PaymentEvent", "Charge"), None);
    }

    #[test]
    fn the_vocabulary_decides_first() {
        let vocabulary = Vocabulary {
            verbs: vec!["Zork".to_owned()],
            nouns: vec!["send".to_owned()],
            entities: vec!["Price".to_owned(), "CustomerAddress".to_owned()],
            technical: vec!["ledger".to_owned()],
        };
        assert!(read("ZorkOrder", &vocabulary).is_order());
        assert!(read("OrderZorked", &vocabulary).is_fact());
        assert!(!read("SendList", &vocabulary).is_order());
        assert_eq!(read("LedgerClosed", &vocabulary).mood, Mood::Technical);
        let vague = |name| vague(&read(name, &vocabulary), &VagueContext::default()).is_some();
        assert!(vague("PriceChanged") && vague("customer_address_changed"));
        assert!(!vague("AddressChanged"));
    }

    #[test]
    fn hostile_names() {
        let vocabulary = Vocabulary::default();
        let long = "Order".repeat(20_000);
        for name in
            ["...", "_", "É", "a", "A.B.C", "::", "V2", "Event", "EventEvent", "\u{0}", "ﬁx", &long]
        {
            let reading = read(name, &vocabulary);
            assert!(reading.decisive.end <= name.len(), "{name}");
            let _ =
                (reading.as_fact(), reading.as_order(), vague(&reading, &VagueContext::default()));
        }
    }
}
