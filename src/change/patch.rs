//! A patch: a proposal that is worked out from the current object.
//!
//! Upstream: endpoints/handlers/patch.go (v1.37.2).

use coracle_kinds::Kind;
use coracle_object::Value;

use super::read::{self, INTERNAL, strict};
use super::update::Proposal;
use super::{Current, Scope};
use crate::request::options::FieldValidation;
use crate::status::Failure;

/// What a PATCH's body can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PatchType {
    /// A change of the current object.
    Change(Language),
    /// A document to apply.
    Apply,
}

/// The languages that a change can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// RFC 6902.
    Json,
    /// RFC 7386.
    Merge,
    /// Kubernetes' own.
    Strategic,
}

impl PatchType {
    /// Does one of the types in a `Content-Type` lead to a resource's patches? Which of them is not asked.
    // Upstream: emicklei/go-restful/route.go matchesContentType (v3.13.0)
    pub fn is_routed(content_type: Option<&str>) -> bool {
        let name = |part: &str| part.split(';').next().unwrap_or_default().trim_matches(' ').to_owned();
        content_type.is_some_and(|all| all.split(',').any(|part| PatchType::read(Some(&name(part))).is_some()))
    }

    /// Does a kind know such patches? A custom resource has no type that a strategic merge patch could ask.
    pub fn is_known_to(self, kind: &Kind) -> bool {
        !(kind.is_custom() && self == PatchType::Change(Language::Strategic))
    }

    /// Reads a `Content-Type`, of which what stands before the first `;` must be one type, without a space.
    // Upstream: endpoints/handlers/patch.go PatchResource (v1.37.2)
    pub fn read(content_type: Option<&str>) -> Option<Self> {
        let name = content_type?.split(';').next()?;
        Some(match name {
            "application/json-patch+json" => PatchType::Change(Language::Json),
            "application/merge-patch+json" => PatchType::Change(Language::Merge),
            "application/strategic-merge-patch+json" => PatchType::Change(Language::Strategic),
            "application/apply-patch+yaml" => PatchType::Apply,
            _ => return None,
        })
    }
}

/// A client's patch.
pub struct Patch<'a> {
    /// What it is written in.
    pub language: Language,
    /// Its text.
    pub text: &'a [u8],
    /// What becomes of unknown and duplicate fields.
    pub validation: FieldValidation,
}

impl Proposal for Patch<'_> {
    fn propose(&self, scope: &Scope, current: Option<&Current>, warnings: &mut Vec<String>) -> Result<Value, Failure> {
        let current = current.ok_or_else(|| Failure::not_found(scope.kind.group_resource(), &scope.name))?;
        let patched = match self.language {
            Language::Json | Language::Merge => self.patch_text(scope, current, warnings)?,
            Language::Strategic => self.patch_value(scope, &current.object, warnings)?,
        };
        let mut object = scope.own(Some(&current.object), patched);
        scope.match_namespace(&mut object)?;
        scope.match_name(&object)?;
        Ok(object)
    }

    fn may_create(&self, _: &Scope) -> bool {
        // In the reference a kind that may be created by a PUT gets as far as the patch, which then says the same.
        false
    }
}

impl Patch<'_> {
    /// JSON Patch and merge patch work on the object's text, which is then read as a client's own would be.
    fn patch_text(&self, scope: &Scope, current: &Current, warnings: &mut Vec<String>) -> Result<Value, Failure> {
        let checked = self.validation.looks();
        let before = current.text();
        let patched = match self.language {
            Language::Json => coracle_patch::json_patch(&before, self.text, checked)?,
            _ => coracle_patch::merge_patch(&before, self.text, checked)?,
        };
        let invalid = |why: &str| Failure::unreadable_patch(&String::from_utf8_lossy(&patched.text), why);
        // What only appears as an object has no internal type (asked of the reference: a JSON Patch of a Scale).
        let unversioned = if current.held.is_some() { INTERNAL } else { scope.kind.api_version() };
        let document = read::object(&scope.kind, &patched.text, &patched.text, unversioned);
        let document = document.map_err(|error| invalid(error.why()))?;
        let findings = [patched.findings.clone(), document.findings].concat();
        read::judge(self.validation, &findings, warnings, |findings| invalid(&strict(findings)))?;
        if document.api_version.is_empty() {
            // Upstream: apiextensions-apiserver/pkg/apiserver/conversion/converter.go crConverter.ConvertToVersion (v1.37.2)
            return Err(Failure::internal("Object 'apiVersion' is missing in 'object has no apiVersion field'"));
        }
        Ok(document.object)
    }

    /// A strategic merge patch works on the object itself.
    fn patch_value(&self, scope: &Scope, current: &Value, warnings: &mut Vec<String>) -> Result<Value, Failure> {
        let checked = self.validation.looks();
        let ty = scope.kind.schema().go().ok_or_else(|| Failure::unread_patch(&scope.kind))?;
        let mut merged = coracle_patch::strategic(current, self.text, ty, checked)?;
        let object = std::mem::take(&mut merged.object);
        let (mut object, findings) =
            coracle_patch::typed(object, ty).map_err(|why| Failure::from(merged.invalid(why)))?;
        let findings = [merged.findings.clone(), findings].concat();
        read::judge(self.validation, &findings, warnings, |findings| merged.invalid(strict(findings)).into())?;
        read::identify_as(&scope.kind, &mut object);
        scope.kind.rules.default(&mut object);
        Ok(scope.kind.schema().settle(object))
    }
}

/// Refuses a patch that is no JSON, before the object is looked for.
///
/// # Errors
/// 400 in the reference's words.
// Upstream: endpoints/handlers/patch.go validateAndTranscodePatch (v1.37.2)
pub fn check(text: &[u8]) -> Result<(), Failure> {
    Ok(coracle_patch::well_formed(text)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_types() {
        assert_eq!(
            PatchType::read(Some("application/merge-patch+json; charset=utf-8")),
            Some(PatchType::Change(Language::Merge))
        );
        assert_eq!(PatchType::read(Some("application/json")), None);
        assert_eq!(PatchType::read(None), None);
        for (text, routed, read) in [
            ("application/merge-patch+json", true, true),
            ("application/merge-patch+json;a=b,application/json", true, true),
            ("application/merge-patch+json,application/json-patch+json", true, false),
            ("application/json , application/merge-patch+json ;x", true, false),
            ("application/merge-patch+json ;x", true, false),
            (",application/merge-patch+json", true, false),
            ("application/json,text/plain", false, false),
            ("Application/merge-patch+json", false, false),
            ("*/*", false, false),
            ("", false, false),
        ] {
            assert_eq!(
                (PatchType::is_routed(Some(text)), PatchType::read(Some(text)).is_some()),
                (routed, read),
                "{text}"
            );
        }
    }
}
