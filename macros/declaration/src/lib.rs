//! The one parser of `#[command(…)]`, `#[event(…)]` and `#[message(…)]`, for the derives and for
//! the linter. It knows the words of a contract and the form of their values; it refuses to know
//! files, lines, the linter's rules, and whether a contract is a good one.
//!
//! [`Item::read`] takes an item as syn parsed it and gives every fact with its [`Place`], and
//! every [`Mistake`] of the item at once: parsing goes on after each. A fact that is written
//! wrongly is remembered ([`Declaration::mentions`]), so that nobody calls it missing as well.
//!
//! ```
//! use tense_declaration::{Body, Derive, Item, Text};
//!
//! let item: syn::DeriveInput = syn::parse_str(
//!     r#"#[event(topic = "orders.events", owner = OWNER, partition_key = order_id)]
//!        struct OrderPlaced { order_id: OrderId }"#,
//! )?;
//! let read = Item::read(Derive::Event, &item.ident, &item.attrs, Body::of(&item.data));
//!
//! assert!(read.mistakes.is_empty());
//! let topic = read.declaration.topic.expect("it is declared").value;
//! assert!(matches!(topic, Text::Literal(address) if address == "orders.events"));
//! # Ok::<(), syn::Error>(())
//! ```
//!
//! [`Item::refusals`] gives what only a compiler refuses, because it can: keys that are no fields,
//! keys that are missing. The linter has rules of its own for these.
//!
//! Comments (`tense: allow(rule, reason = "…")`) are read by [`allow_comment`], without tokens,
//! in any language.

mod allow;
mod argument;
mod comment;
mod declaration;
mod item;
mod mistake;
mod refusal;
mod value;
mod word;

pub use allow::{Allow, Date};
pub use comment::{AllowComment, allow_comment, directive};
pub use declaration::{Declaration, Derive, FieldPath, Key, Kind, Text, Told};
pub use item::{Body, DerivePath, Item, Variant, derives_of};
pub use mistake::{Mistake, Place};
pub use word::Word;
