//! What all rows of `rust.py` share: samples of types, what their values mean, and whether one side reads by serde and
//! serde_json what the other wrote. Knows no row, and nothing of what the table says.

pub use arbitrary::{Arbitrary, Unstructured};
pub use chrono::serde::{ts_milliseconds, ts_seconds};
pub use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
pub use serde::{Deserialize, Deserializer, Serialize, Serializer};
pub use std::borrow::Cow;
pub use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
pub use std::marker::PhantomData;
pub use std::net::{IpAddr, Ipv4Addr};
pub use std::num::{NonZeroU32, NonZeroU64};
pub use std::path::PathBuf;
pub use std::rc::Rc;
pub use std::sync::Arc;
pub use std::time::Duration;
pub use time::OffsetDateTime;
pub use uuid::Uuid;

pub use serde_json::Value as Json;

const SAMPLES: usize = 400;

/// `serde_json::Value`, of which samples can be made.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Value(Json);

impl<'a> Arbitrary<'a> for Value {
    fn arbitrary(bytes: &mut Unstructured<'a>) -> arbitrary::Result<Self> {
        Ok(Self(match bytes.int_in_range(0..=5)? {
            0 => Json::Null,
            1 => bool::arbitrary(bytes)?.into(),
            2 => i64::arbitrary(bytes)?.into(),
            3 => String::arbitrary(bytes)?.into(),
            4 => Vec::<u8>::arbitrary(bytes)?.into(),
            _ => serde_json::json!({ "any": u8::arbitrary(bytes)? }),
        }))
    }
}

/// A default of its own.
pub fn none<T: Default>() -> T {
    T::default()
}

/// A number, or a text that is one.
pub fn lenient<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
    match Json::deserialize(from)? {
        Json::String(text) => text.parse().map_err(serde::de::Error::custom),
        other => serde_json::from_value(other).map_err(serde::de::Error::custom),
    }
}

/// Time of this century, as messages have it: those of the libraries begin at the end of the ice age.
pub trait Moment: Sized {
    fn of(nanoseconds: i64) -> Self;
}

impl Moment for DateTime<Utc> {
    fn of(nanoseconds: i64) -> Self {
        DateTime::from_timestamp_nanos(nanoseconds)
    }
}

impl Moment for OffsetDateTime {
    fn of(nanoseconds: i64) -> Self {
        OffsetDateTime::from_unix_timestamp_nanos(nanoseconds.into()).expect("it is near")
    }
}

pub fn moment<T: Moment>(bytes: &mut Unstructured<'_>) -> arbitrary::Result<T> {
    Ok(T::of(
        bytes.int_in_range(946_684_800..=4_000_000_000)? * 1_000_000_000
            + bytes.int_in_range(0..=999_999_999)?,
    ))
}

pub fn moment_or_none<T: Moment>(bytes: &mut Unstructured<'_>) -> arbitrary::Result<Option<T>> {
    if bool::arbitrary(bytes)? { moment(bytes).map(Some) } else { Ok(None) }
}

/// What a value means: its fields by their names in Rust, a variant under the key `#variant`, all else as it is written.
pub trait Mean {
    fn mean(&self) -> Json;
}

fn leaf(value: &(impl Serialize + ?Sized)) -> Json {
    serde_json::from_str(&serde_json::to_string(value).unwrap_or_default()).unwrap_or_default()
}

macro_rules! leaves {
    ($($leaf:ty),*) => { $(impl Mean for $leaf {
        fn mean(&self) -> Json {
            leaf(self)
        }
    })* };
}

leaves!(
    bool,
    u8,
    u16,
    u32,
    u64,
    u128,
    usize,
    i8,
    i16,
    i32,
    i64,
    i128,
    isize,
    f32,
    f64,
    char,
    str,
    String,
    ()
);
leaves!(
    Uuid,
    DateTime<Utc>,
    NaiveDateTime,
    NaiveDate,
    NaiveTime,
    NonZeroU32,
    NonZeroU64,
    Duration,
    IpAddr,
    Ipv4Addr
);
leaves!(PathBuf, Value);

impl Mean for OffsetDateTime {
    fn mean(&self) -> Json {
        DateTime::from_timestamp_nanos(self.unix_timestamp_nanos() as i64).mean()
    }
}

impl<T: ?Sized> Mean for PhantomData<T> {
    fn mean(&self) -> Json {
        Json::Null
    }
}

macro_rules! pointers {
    ($($pointer:ty),*) => { $(impl<T: Mean + ?Sized> Mean for $pointer {
        fn mean(&self) -> Json {
            (**self).mean()
        }
    })* };
}

pointers!(Box<T>, Arc<T>, Rc<T>, &T);

impl<T: Mean + ToOwned + ?Sized> Mean for Cow<'_, T> {
    fn mean(&self) -> Json {
        (**self).mean()
    }
}

impl<T: Mean> Mean for Option<T> {
    fn mean(&self) -> Json {
        self.as_ref().map_or(Json::Null, Mean::mean)
    }
}

impl<T: Mean, E: Mean> Mean for Result<T, E> {
    fn mean(&self) -> Json {
        match self {
            Ok(value) => serde_json::json!({ "#variant": "Ok", "of": value.mean() }),
            Err(error) => serde_json::json!({ "#variant": "Err", "of": error.mean() }),
        }
    }
}

macro_rules! lists {
    ($([$($more:tt)*] $list:ty;)*) => { $(impl<T: Mean, $($more)*> Mean for $list {
        fn mean(&self) -> Json {
            self.iter().map(Mean::mean).collect()
        }
    })* };
}

lists!([] [T]; [] Vec<T>; [] VecDeque<T>; [const N: usize] [T; N]; [] BTreeSet<T>;);

impl<T: Mean> Mean for HashSet<T> {
    fn mean(&self) -> Json {
        serde_json::json!({ SET: self.iter().map(Mean::mean).collect::<Vec<Json>>() })
    }
}

macro_rules! maps {
    ($($map:ident),*) => { $(impl<K: Mean, V: Mean> Mean for $map<K, V> {
        fn mean(&self) -> Json {
            let key = |key: Json| key.as_str().map_or_else(|| key.to_string(), str::to_owned);
            Json::Object(self.iter().map(|(name, value)| (key(name.mean()), value.mean())).collect())
        }
    })* };
}

maps!(HashMap, BTreeMap);

macro_rules! tuples {
    ($($name:ident)*) => { impl<$($name: Mean),*> Mean for ($($name,)*) {
        #[allow(non_snake_case)]
        fn mean(&self) -> Json {
            let ($($name,)*) = self;
            Json::Array(vec![$($name.mean()),*])
        }
    } };
}

tuples!(A);
tuples!(A B);
tuples!(A B C);

/// The key of values whose order says nothing.
const SET: &str = "#set";

fn sorted(value: &Json) -> Option<Json> {
    let mut all = value.get(SET).unwrap_or(value).as_array()?.clone();
    all.sort_by_key(ToString::to_string);
    Some(all.into())
}

/// How two values stand to each other.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Alike {
    Same,
    /// They have nothing in common by which this could be told.
    Unclear,
    Other,
}

fn empty(value: &Json) -> bool {
    match value {
        Json::Null => true,
        Json::Bool(value) => !value,
        Json::Number(number) => number.as_f64() == Some(0.0),
        Json::String(text) => text.is_empty(),
        Json::Array(all) => all.is_empty(),
        Json::Object(all) => all.values().all(empty),
    }
}

fn alike(one: &Json, other: &Json) -> Alike {
    if (one.get(SET).is_some() || other.get(SET).is_some())
        && let (Some(one), Some(other)) = (sorted(one), sorted(other))
    {
        return alike(&one, &other);
    }
    // A variant and a plain value can only be told apart on the wire.
    if one.get("#variant").is_some() != other.get("#variant").is_some() {
        return Alike::Unclear;
    }
    match (one, other) {
        (Json::Object(one), Json::Object(other)) => {
            if one.contains_key("#variant")
                && other.contains_key("#variant")
                && one["#variant"] != other["#variant"]
            {
                return Alike::Unclear;
            }
            // A variant that holds nothing any more is as a struct whose fields went.
            if one.contains_key("#variant")
                && other.contains_key("#variant")
                && (one["of"].is_null() || other["of"].is_null())
            {
                return Alike::Same;
            }
            let common: Vec<Alike> = one
                .iter()
                .filter_map(|(name, value)| Some(alike(value, other.get(name)?)))
                .collect();
            let strangers = common.is_empty() && !one.is_empty() && !other.is_empty();
            common.into_iter().max().unwrap_or(if strangers { Alike::Unclear } else { Alike::Same })
        }
        (Json::Array(one), Json::Array(other)) if one.len() != other.len() => Alike::Other,
        (Json::Array(one), Json::Array(other)) => {
            one.iter().zip(other).map(|(one, other)| alike(one, other)).max().unwrap_or(Alike::Same)
        }
        (Json::Number(one), Json::Number(other)) => {
            let [one, other] = [one, other].map(|number| number.as_f64().unwrap_or(f64::NAN));
            // As near as the digits of an `f32`.
            match (one - other).abs() <= one.abs().max(other.abs()) * 1e-6 {
                true => Alike::Same,
                false => Alike::Other,
            }
        }
        // What is absent and what stands in for it are one.
        (Json::Null, value) | (value, Json::Null) if empty(value) => Alike::Same,
        (Json::Null, _) | (_, Json::Null) => Alike::Other,
        (Json::Bool(_), Json::Bool(_)) | (Json::String(_), Json::String(_)) if one == other => {
            Alike::Same
        }
        (Json::Bool(_), Json::Bool(_)) | (Json::String(_), Json::String(_)) => Alike::Other,
        _ => Alike::Unclear,
    }
}

/// What became of the samples of one side.
#[derive(Default)]
pub struct Tally {
    asked: usize,
    refused: Option<String>,
    misread: Option<String>,
    /// Why a sample cannot be written, or not be read by the type that wrote it.
    own: Option<String>,
}

impl Tally {
    pub fn own(&mut self, text: &str, error: &dyn std::fmt::Display) {
        self.own.get_or_insert_with(|| format!("{text}: {error}"));
    }

    pub fn refused(&mut self, text: &str, error: &dyn std::fmt::Display) {
        self.asked += 1;
        self.refused.get_or_insert_with(|| format!("{text}: {error}"));
    }

    pub fn read(&mut self, text: &str, again: Option<String>, means: [Json; 2]) {
        self.asked += 1;
        let by_name = alike(&means[0], &means[1]);
        let json = |text: &str| serde_json::from_str::<Json>(text).unwrap_or_default();
        let again = again.unwrap_or_default();
        let by_wire = alike(&json(text), &json(&again));
        if by_name == Alike::Other || by_name == Alike::Unclear && by_wire == Alike::Other {
            self.misread.get_or_insert_with(|| format!("{text}: {} is {}", means[0], means[1]));
        }
    }

    pub fn print(self, row: usize, side: &str) {
        let (verdict, example) = match (self.asked, self.refused, self.misread) {
            (0, ..) => ("alone", self.own.unwrap_or_default()),
            (_, Some(refused), _) => ("no", refused),
            (_, _, Some(misread)) => ("mis", misread),
            _ => ("ok", String::new()),
        };
        println!(
            "{row}\t{side}\t{verdict}\t{}\t{}",
            self.asked,
            example.replace(['\n', '\t'], " ")
        );
    }
}

/// Pseudo-random bytes, the same in every run.
pub struct Random(u64);

impl Random {
    pub fn samples() -> impl Iterator<Item = Vec<u8>> {
        let mut random = Self(0x9E37_79B9_7F4A_7C15);
        (0..SAMPLES).map(move |sample| random.bytes(sample % 4 == 0))
    }

    /// Half of those near the edge are all zeros or all ones, in runs of eight.
    fn bytes(&mut self, edge: bool) -> Vec<u8> {
        let mut word = || match (edge, self.next(), self.next() >> 62) {
            (true, _, 0) => 0,
            (true, _, 1) => u64::MAX,
            (_, random, _) => random,
        };
        (0..256).flat_map(|_| word().to_le_bytes()).collect()
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
}

/// Whether one module's `OrderPlaced` reads all that the other's writes and reads itself.
#[macro_export]
macro_rules! judge {
    ($row:literal, $side:literal, $from:ident, $to:ident) => {{
        let mut tally = Tally::default();
        for bytes in Random::samples() {
            let Ok(sample) = $from::OrderPlaced::arbitrary(&mut Unstructured::new(&bytes)) else {
                continue;
            };
            let text = match serde_json::to_string(&sample) {
                Ok(text) => text,
                Err(error) => {
                    tally.own("", &error);
                    continue;
                }
            };
            let own: Result<$from::OrderPlaced, _> = serde_json::from_str(&text);
            let read: Result<$to::OrderPlaced, _> = serde_json::from_str(&text);
            match (own, read) {
                (Err(error), _) => tally.own(&text, &error),
                (Ok(_), Err(error)) => tally.refused(&text, &error),
                (Ok(own), Ok(read)) => {
                    tally.read(&text, serde_json::to_string(&read).ok(), [own.mean(), read.mean()]);
                }
            }
        }
        tally.print($row, $side);
    }};
}
