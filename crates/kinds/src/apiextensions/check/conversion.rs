//! How objects get from one version into another.

use std::collections::HashSet;

use coracle_object::Value;
use coracle_object::field::{FieldError, Path};
use coracle_object::names::{lettered_label, port_number, subdomain};

use super::options::{Options, REVIEW_VERSIONS};
use crate::apiextensions::errors::Errors;
use crate::read::{list, text};
use crate::tls;
use coracle_object::url::Url;

/// What is wrong with a conversion.
// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go validateCustomResourceConversion (v1.37.2)
pub(super) fn check(conversion: &Value, options: &Options, path: &Path, errors: &mut Errors) {
    if conversion.is_null() {
        return;
    }
    let (strategy, client) = (text(conversion, "strategy"), path.child("webhookClientConfig"));
    match strategy {
        "" => errors.add(|| FieldError::required(&path.child("strategy"), "")),
        "None" | "Webhook" => {}
        _ => errors.add(|| FieldError::not_supported(&path.child("strategy"), strategy, &["None", "Webhook"])),
    }
    let webhook = &conversion["webhook"];
    let (config, reviews) = (&webhook["clientConfig"], &webhook["conversionReviewVersions"]);
    let reviews_path = path.child("conversionReviewVersions");
    if strategy == "Webhook" {
        if config.is_null() {
            errors.add(|| FieldError::required(&client, "required when strategy is set to Webhook"));
        } else {
            check_client(config, options, &client, errors);
        }
        check_review_versions(reviews, options, &reviews_path, errors);
        return;
    }
    let detail = "should not be set when strategy is not set to Webhook";
    if !config.is_null() {
        errors.add(|| FieldError::forbidden(&client, detail));
    }
    if reviews.as_array().is_some_and(|reviews| !reviews.is_empty()) {
        errors.add(|| FieldError::forbidden(&reviews_path, detail));
    }
}

fn check_client(config: &Value, options: &Options, path: &Path, errors: &mut Errors) {
    match (config["url"].as_str(), &config["service"]) {
        (Some(url), Value::Null) => check_url(url, &path.child("url"), errors),
        (None, service @ Value::Object(_)) => check_service(service, &path.child("service"), errors),
        _ => errors.add(|| FieldError::required(path, "exactly one of url or service is required")),
    }
    // Upstream: apiserver/pkg/util/webhook/validation.go ValidateCABundle (v1.37.2)
    let bundle = text(config, "caBundle");
    if !bundle.is_empty()
        && !options.bad_authorities
        && let Some(wrong) = tls::authority_problem(bundle)
    {
        let detail = format!("unable to load root certificates: {wrong}");
        errors.add(|| FieldError::invalid(&path.child("caBundle"), Value::from(bundle), detail));
    }
}

// Upstream: apiserver/pkg/util/webhook/validation.go ValidateWebhookURL (v1.37.2)
fn check_url(text: &str, path: &Path, errors: &mut Errors) {
    const FORM: &str = "; desired format: https://host[/path]";
    let url = match Url::parse(text) {
        Ok(url) => url,
        Err(why) => {
            errors.add(|| FieldError::required(path, &format!("url must be a valid URL: {why}{FORM}")));
            return;
        }
    };
    let mut wrong = |value: &str, detail: String| errors.add(|| FieldError::invalid(path, value, detail));
    if url.scheme != "https" {
        wrong(&url.scheme, format!("'https' is the only allowed URL scheme{FORM}"));
    }
    if url.host.is_empty() {
        wrong(url.host, format!("host must be specified{FORM}"));
    }
    if let Some(user) = url.user {
        wrong(user, "user information is not permitted in the URL".to_owned());
    }
    if !url.fragment.is_empty() {
        wrong(url.fragment, "fragments are not permitted in the URL".to_owned());
    }
    if !url.query.is_empty() {
        wrong(url.query, "query parameters are not permitted in the URL".to_owned());
    }
}

// Quirk: name and namespace are taken for each other (crd-invalid/conversion-service-empty).
// Upstream: apiserver/pkg/util/webhook/validation.go ValidateWebhookService (v1.37.2)
fn check_service(service: &Value, path: &Path, errors: &mut Errors) {
    for (field, asked) in [("name", "namespace"), ("namespace", "name")] {
        if text(service, asked).is_empty() {
            errors.add(|| FieldError::required(&path.child(field), ""));
        }
    }
    let port = service["port"].as_i64().unwrap_or_default();
    let wrong = port_number(port);
    if !wrong.is_empty() {
        let detail = format!("port is not valid: {}", wrong.join(", "));
        errors.add(|| FieldError::invalid(&path.child("port"), port, detail));
    }
    if let Some(at) = service["path"].as_str() {
        check_service_path(at, &path.child("path"), errors);
    }
}

fn check_service_path(at: &str, path: &Path, errors: &mut Errors) {
    let mut wrong = |detail: String| errors.add(|| FieldError::invalid(path, at, detail));
    match at {
        "" | "/" => return,
        "//" => return wrong("segment[0] may not be empty".to_owned()),
        _ if !at.starts_with('/') => wrong("must start with a '/'".to_owned()),
        _ => {}
    }
    // The reference passes over the first byte, whatever it is.
    let segments = at.get(1..).unwrap_or_else(|| at.trim_start_matches(|c: char| !c.is_ascii()));
    let segments = segments.strip_suffix('/').unwrap_or(segments);
    for (i, segment) in segments.split('/').enumerate() {
        if segment.is_empty() {
            wrong(format!("segment[{i}] may not be empty"));
            continue;
        }
        for why in subdomain(segment) {
            wrong(format!("segment[{i}]: {why}"));
        }
    }
}

// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go validateConversionReviewVersions (v1.37.2)
fn check_review_versions(versions: &Value, options: &Options, path: &Path, errors: &mut Errors) {
    let names: Vec<&str> = versions.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if names.is_empty() {
        errors.add(|| FieldError::required(path, ""));
        return;
    }
    let mut seen = HashSet::new();
    for (i, name) in names.iter().enumerate() {
        if !seen.insert(name) {
            errors.add(|| FieldError::invalid(&path.index(i), *name, "duplicate version"));
            continue;
        }
        for why in lettered_label(name) {
            errors.add(|| FieldError::invalid(&path.index(i), *name, why));
        }
    }
    if options.known_reviews && !REVIEW_VERSIONS.iter().any(|known| seen.contains(known)) {
        let detail = format!("must include at least one of {}", REVIEW_VERSIONS.join(", "));
        errors.add(|| FieldError::invalid(path, versions, detail));
    }
}

/// Does a conversion have none of those versions, or one that is known?
// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go hasValidConversionReviewVersionOrEmpty (v1.37.2)
pub(super) fn has_known_review(conversion: &Value) -> bool {
    let versions = list(&conversion["webhook"], "conversionReviewVersions");
    versions.is_empty() || versions.iter().any(|version| REVIEW_VERSIONS.iter().any(|known| version == known))
}
