//! A webhook that converts custom resources, and what it has converted: it is asked elsewhere, by who can wait.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use coracle_object::{Value, text};

use crate::read::{list, text as member};

/// Whom a definition names for the conversion of its objects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// The definition's name.
    pub name: String,
    /// Where it is.
    pub place: Place,
    /// Who signs for it, as PEM in base64; empty for whom the system trusts.
    pub ca_bundle: String,
    /// The versions of `ConversionReview` that it understands, the one that it likes most first.
    pub review_versions: Vec<String>,
}

/// Where a webhook is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// At a URL.
    Url(String),
    /// Behind a service of the cluster.
    Service {
        /// Its namespace.
        namespace: String,
        /// Its name.
        name: String,
        /// Its port.
        port: i64,
        /// The path there, or nothing.
        path: String,
    },
}

impl Webhook {
    /// That of a definition, if it names one.
    pub(crate) fn read(definition: &Value) -> Option<Self> {
        let conversion = &definition["spec"]["conversion"];
        if member(conversion, "strategy") != "Webhook" {
            return None;
        }
        let (webhook, config) = (&conversion["webhook"], &conversion["webhook"]["clientConfig"]);
        let service = &config["service"];
        let place = match config.get("url").and_then(Value::as_str) {
            Some(url) if service.is_null() => Place::Url(url.to_owned()),
            _ => Place::Service {
                namespace: member(service, "namespace").to_owned(),
                name: member(service, "name").to_owned(),
                port: service["port"].as_i64().unwrap_or(443),
                path: member(service, "path").to_owned(),
            },
        };
        let versions = list(webhook, "conversionReviewVersions").iter();
        Some(Webhook {
            name: definition["metadata"]["name"].as_str().unwrap_or_default().to_owned(),
            place,
            ca_bundle: member(config, "caBundle").to_owned(),
            review_versions: versions.filter_map(Value::as_str).map(ToOwned::to_owned).collect(),
        })
    }
}

/// An object that is to be converted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Wanted {
    /// The group and version that it is to have.
    pub api_version: String,
    /// It, as JSON.
    pub object: String,
}

/// What a webhook has converted for one request, and what it was not asked for yet.
#[derive(Debug, Default)]
pub struct AtHand(Mutex<Inside>);

#[derive(Debug, Default)]
struct Inside {
    converted: HashMap<Wanted, Result<Value, String>>,
    wanted: Vec<Wanted>,
}

impl AtHand {
    /// An object as the webhook has converted it. Where it was not asked yet, that is wanted from now on, and this fails.
    ///
    /// # Errors
    /// Why it could not be converted.
    pub(crate) fn converted(&self, object: &Value, api_version: &str) -> Result<Value, String> {
        let wanted = Wanted { api_version: api_version.to_owned(), object: text::json(object) };
        let mut inside = self.inside();
        if let Some(converted) = inside.converted.get(&wanted) {
            return converted.clone();
        }
        if !inside.wanted.contains(&wanted) {
            inside.wanted.push(wanted);
        }
        Err("it has yet to be converted".to_owned())
    }

    /// What is wanted; nothing is from then on.
    #[must_use]
    pub fn take_wanted(&self) -> Vec<Wanted> {
        std::mem::take(&mut self.inside().wanted)
    }

    /// Whether something is wanted.
    #[must_use]
    pub fn is_wanting(&self) -> bool {
        !self.inside().wanted.is_empty()
    }

    /// Keeps what became of an object.
    pub fn put(&self, wanted: Wanted, converted: Result<Value, String>) {
        self.inside().converted.insert(wanted, converted);
    }

    // A poisoned lock is taken all the same: nothing that holds it can leave it half changed.
    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
