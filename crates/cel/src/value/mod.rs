//! What expressions compute with. What comes from an object is borrowed from it and looked at when it is asked for.

mod arithmetic;
mod compare;
pub mod convert;
mod data;
mod equal;
mod error;
mod float;
pub(crate) mod key;
mod list;
mod map;
mod moment;
mod semver;
mod shared;
mod show;
mod url;

use std::net::IpAddr;
use std::sync::Arc;

use coracle_object::Value;
use coracle_object::quantity::Quantity;

pub use arithmetic::insert;
pub use equal::Steps;
pub use error::{Error, NO_OVERLOAD};
pub use float::{go_float, special};
pub use key::Key;
pub use list::{Joined, List, Unordered};
pub use map::Map;
pub use moment::Moment;
pub use semver::Semver;
pub use shared::Shared;
pub use show::whole_type;
pub use url::Url;

/// A text, borrowed or made.
pub type Text<'a> = Shared<'a, str>;

/// A value.
// Upstream: cel-go/common/types/ref/reference.go Val (v0.29.2)
#[derive(Clone, Debug)]
pub enum Val<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A whole number that is not negative.
    Uint(u64),
    /// A float.
    Double(f64),
    /// A text.
    String(Text<'a>),
    /// Bytes.
    Bytes(Shared<'a, [u8]>),
    /// How long, in nanoseconds.
    Duration(i64),
    /// A moment.
    Timestamp(Moment),
    /// A list.
    List(List<'a>),
    /// A map, or an object.
    Map(Map<'a>),
    /// A type, by its name.
    Type(Text<'a>),
    /// A value that may not be there.
    Optional(Option<Arc<Val<'a>>>),
    /// A value of a library's own.
    Opaque(Arc<Opaque>),
    /// What an object holds where its schema does not say what it is.
    Unknown(&'a Value),
    /// What stands in a list or map in place of an element that is not what its schema says.
    Error(Error),
}

/// A value of a library's own.
#[derive(Debug)]
pub enum Opaque {
    /// A quantity; whether a sum or difference gave it.
    Quantity(Quantity, bool),
    /// An address.
    Ip(IpAddr),
    /// An address, and how many of its bits are a network's.
    Cidr(IpAddr, u8),
    /// A URL.
    Url(Url),
    /// A format with a name.
    Format(&'static NamedFormat),
    /// A version.
    Semver(Semver),
}

/// A format with a name.
// Upstream: apiserver/pkg/cel/format.go Format (v1.37.2)
#[derive(Debug)]
pub struct NamedFormat {
    /// What expressions call it.
    pub key: &'static str,
    /// What it is called itself.
    pub name: &'static str,
    /// What is wrong with a text.
    pub check: fn(&str) -> Vec<String>,
    /// How long a regular expression for it would be, by which it costs.
    pub pattern_length: u64,
}

/// What can be done with values of a type beyond what every value can.
// Upstream: cel-go/common/types/traits/traits.go AdderType (v0.29.2)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trait {
    /// `+`
    Adder,
    /// `<`
    Comparer,
    /// `/`
    Divider,
    /// Regular expressions.
    Matcher,
    /// `%`
    Modder,
    /// `*`
    Multiplier,
    /// `-` before it.
    Negator,
    /// `-`
    Subtractor,
    /// `size`
    Sizer,
    /// Being asked for functions that others do not have.
    Receiver,
    /// Being a list.
    Lister,
}

impl<'a> Val<'a> {
    /// A text that was made.
    #[must_use]
    pub fn text(text: impl Into<Arc<str>>) -> Self {
        Val::String(Shared::Made(text.into()))
    }

    /// A list that was made.
    #[must_use]
    pub fn list(items: Vec<Val<'a>>) -> Self {
        Val::List(List::Made(Shared::Made(Arc::new(items))))
    }

    /// An optional that has this.
    #[must_use]
    pub fn some(value: Val<'a>) -> Self {
        Val::Optional(Some(Arc::new(value)))
    }

    /// A type of this name.
    #[must_use]
    pub fn ty(name: &'static str) -> Self {
        Val::Type(Shared::Borrowed(name))
    }

    /// The error that this stands for, if it does.
    ///
    /// # Errors
    /// It.
    pub fn settle(self) -> Result<Self, Error> {
        match self {
            Val::Error(error) => Err(error),
            value => Ok(value),
        }
    }

    /// The same, borrowed where that is cheaper than to share it.
    #[must_use]
    pub fn borrowed(&'a self) -> Val<'a> {
        match self {
            Val::String(text) => Val::String(Shared::Borrowed(text)),
            Val::Bytes(bytes) => Val::Bytes(Shared::Borrowed(bytes)),
            Val::Type(name) => Val::Type(Shared::Borrowed(name)),
            Val::List(List::Made(items)) => Val::List(List::Made(Shared::Borrowed(items))),
            Val::Map(Map::Made(entries)) => Val::Map(Map::Made(Shared::Borrowed(entries))),
            other => other.clone(),
        }
    }

    /// The name of its type.
    // Upstream: cel-go/common/types/types.go TypeName (v0.29.2)
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self {
            Val::Null => "null_type",
            Val::Bool(_) => "bool",
            Val::Int(_) => "int",
            Val::Uint(_) => "uint",
            Val::Double(_) => "double",
            Val::String(_) => "string",
            Val::Bytes(_) => "bytes",
            Val::Duration(_) => "google.protobuf.Duration",
            Val::Timestamp(_) => "google.protobuf.Timestamp",
            Val::List(_) => "list",
            Val::Map(_) => "map",
            Val::Type(_) => "type",
            Val::Optional(_) => "optional_type",
            Val::Opaque(opaque) => opaque.type_name(),
            Val::Unknown(_) => "unknown",
            Val::Error(_) => "error",
        }
    }

    /// Whether its type has this.
    #[must_use]
    pub fn has(&self, wanted: Trait) -> bool {
        use Trait::{
            Adder, Comparer, Divider, Lister, Matcher, Modder, Multiplier, Negator, Receiver, Sizer, Subtractor,
        };
        let has: &[Trait] = match self {
            Val::Bool(_) => &[Comparer, Negator],
            Val::Int(_) => &[Adder, Comparer, Divider, Modder, Multiplier, Negator, Subtractor],
            Val::Uint(_) => &[Adder, Comparer, Divider, Modder, Multiplier, Subtractor],
            Val::Double(_) => &[Adder, Comparer, Divider, Multiplier, Negator, Subtractor],
            Val::String(_) => &[Adder, Comparer, Matcher, Receiver, Sizer],
            Val::Bytes(_) => &[Adder, Comparer, Sizer],
            Val::Duration(_) => &[Adder, Comparer, Negator, Receiver, Subtractor],
            Val::Timestamp(_) => &[Adder, Comparer, Receiver, Subtractor],
            Val::List(_) => &[Adder, Sizer, Lister],
            Val::Map(_) => &[Sizer],
            _ => &[],
        };
        has.contains(&wanted)
    }

    /// How large it is where it has a size: characters, bytes, elements or entries.
    // Upstream: cel-go/common/types/traits/sizer.go Sizer (v0.29.2); apiserver/pkg/cel/ip.go IP.Size, cidr.go CIDR.Size (v1.37.2)
    #[must_use]
    pub fn size(&self) -> Option<u64> {
        Some(match self {
            Val::String(text) => characters(text),
            Val::Bytes(bytes) => bytes.len() as u64,
            Val::List(list) => list.len() as u64,
            Val::Map(map) => map.len() as u64,
            Val::Opaque(opaque) => match &**opaque {
                Opaque::Ip(IpAddr::V4(_)) => 4,
                Opaque::Ip(IpAddr::V6(_)) => 16,
                Opaque::Cidr(_, bits) => u64::from(bits.div_ceil(8)),
                _ => return None,
            },
            _ => return None,
        })
    }

    /// Whether it is what its type has by default.
    // Upstream: cel-go/common/types/traits/zeroer.go Zeroer (v0.29.2)
    #[must_use]
    pub fn is_zero(&self) -> bool {
        match self {
            Val::Null => true,
            Val::Bool(value) => !value,
            Val::Int(number) => *number == 0,
            Val::Uint(number) => *number == 0,
            Val::Double(number) => *number == 0.0,
            Val::String(text) => text.is_empty(),
            Val::Bytes(bytes) => bytes.is_empty(),
            Val::Duration(nanos) => *nanos == 0,
            Val::Timestamp(moment) => moment.is_zero(),
            // Quirk: what an object holds is never found to be empty (asked of the reference: an optional of an object's list without elements).
            Val::List(list) => !matches!(list, List::Data(..)) && list.is_empty(),
            Val::Map(map) => !matches!(map, Map::Data(..)) && map.is_empty(),
            _ => false,
        }
    }
}

impl Opaque {
    fn type_name(&self) -> &'static str {
        match self {
            Opaque::Quantity(..) => "kubernetes.Quantity",
            Opaque::Ip(_) => "net.IP",
            Opaque::Cidr(..) => "net.CIDR",
            Opaque::Url(_) => "kubernetes.URL",
            Opaque::Format(_) => "kubernetes.NamedFormat",
            Opaque::Semver(_) => "kubernetes.Semver",
        }
    }
}

/// How many characters a text has.
#[must_use]
pub fn characters(text: &str) -> u64 {
    if text.is_ascii() { text.len() as u64 } else { text.chars().count() as u64 }
}
