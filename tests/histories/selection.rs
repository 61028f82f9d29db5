//! What lists and watches of a test are about, as a query and as a rule: the rule shares nothing with the server's.

use std::fmt;

use crate::history::Object;

pub const ENDPOINTS: &str = "endpoints";
pub const NAMESPACES: &str = "namespaces";

/// Part of a collection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Selection {
    pub resource: &'static str,
    /// None for all, and for what is in none.
    pub namespace: Option<&'static str>,
    pub labels: Labels,
    pub fields: Fields,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Labels {
    Any,
    Is(&'static str, &'static str),
    Not(&'static str, &'static str),
    In(&'static str, &'static [&'static str]),
    NotIn(&'static str, &'static [&'static str]),
    Has(&'static str),
    Lacks(&'static str),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fields {
    Any,
    Name(&'static str),
    NotName(&'static str),
    Namespace(&'static str),
}

impl Selection {
    /// All of a collection.
    pub const fn all(resource: &'static str, namespace: Option<&'static str>) -> Selection {
        Selection { resource, namespace, labels: Labels::Any, fields: Fields::Any }
    }

    pub const fn labelled(self, labels: Labels) -> Selection {
        Selection { labels, ..self }
    }

    pub const fn with(self, fields: Fields) -> Selection {
        Selection { fields, ..self }
    }

    /// The collection's path.
    pub fn path(&self) -> String {
        match self.namespace {
            None => format!("/api/v1/{}", self.resource),
            Some(namespace) => format!("/api/v1/namespaces/{namespace}/{}", self.resource),
        }
    }

    /// The selectors as parameters, each with an ampersand before it.
    pub fn query(&self) -> String {
        let labels = match self.labels {
            Labels::Any => None,
            Labels::Is(name, value) => Some(format!("{name}%3D{value}")),
            Labels::Not(name, value) => Some(format!("{name}!%3D{value}")),
            Labels::In(name, values) => Some(format!("{name}%20in%20({})", values.join("%2C"))),
            Labels::NotIn(name, values) => Some(format!("{name}%20notin%20({})", values.join("%2C"))),
            Labels::Has(name) => Some(name.to_owned()),
            Labels::Lacks(name) => Some(format!("!{name}")),
        };
        let fields = match self.fields {
            Fields::Any => None,
            Fields::Name(name) => Some(format!("metadata.name%3D{name}")),
            Fields::NotName(name) => Some(format!("metadata.name!%3D{name}")),
            Fields::Namespace(name) => Some(format!("metadata.namespace%3D{name}")),
        };
        let parameter = |name: &str, text: Option<String>| text.map_or(String::new(), |text| format!("&{name}={text}"));
        parameter("labelSelector", labels) + &parameter("fieldSelector", fields)
    }

    /// Is it about one object, wherever that is?
    pub fn names_one(&self) -> bool {
        matches!(self.fields, Fields::Name(_)) && (self.namespace.is_some() || self.resource == NAMESPACES)
    }

    /// Are selectors given?
    pub fn is_everything(&self) -> bool {
        self.labels == Labels::Any && self.fields == Fields::Any
    }

    /// Is this object selected?
    pub fn matches(&self, object: &Object) -> bool {
        let label = |name: &str| object.labels.get(name).map(String::as_str);
        let labels = match self.labels {
            Labels::Any => true,
            Labels::Is(name, value) => label(name) == Some(value),
            Labels::Not(name, value) => label(name) != Some(value),
            Labels::In(name, values) => label(name).is_some_and(|value| values.contains(&value)),
            Labels::NotIn(name, values) => label(name).is_none_or(|value| !values.contains(&value)),
            Labels::Has(name) => label(name).is_some(),
            Labels::Lacks(name) => label(name).is_none(),
        };
        let key = &object.key;
        let fields = match self.fields {
            Fields::Any => true,
            Fields::Name(name) => key.name == name,
            Fields::NotName(name) => key.name != name,
            Fields::Namespace(name) => key.namespace == name,
        };
        let here = key.resource == self.resource && self.namespace.is_none_or(|namespace| namespace == key.namespace);
        here && labels && fields
    }
}

impl fmt::Display for Selection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}?{}", self.path(), self.query().trim_start_matches('&').replace("%3D", "="))
    }
}
