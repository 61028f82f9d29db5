//! Definitions of kinds, and objects of these.

use std::sync::{Arc, LazyLock};

use coracle_kinds::custom::make;
use coracle_kinds::{DEFINITIONS, Kind, builtin, conditions};
use coracle_object::field::FieldError;
use coracle_object::structural::{Source, decode, settle};
use coracle_object::{Schema, Value};

use super::parts;

/// 2026-01-01T00:00:00Z, in seconds since 1970, and as text.
const NOW: (i64, &str) = (1_767_225_600, "2026-01-01T00:00:00Z");

/// The kind of definitions.
static DEFINITION: LazyLock<Arc<Kind>> =
    LazyLock::new(|| builtin().stored_as(DEFINITIONS).expect("it is served").clone());

/// All that is wrong has words.
fn check_words(wrong: &[FieldError]) {
    assert!(wrong.iter().all(|error| !error.to_string().is_empty()));
}

/// A definition as it is once it was created.
fn read(text: &[u8]) -> Option<Value> {
    let mut definition = DEFINITION.decode_stored(text).ok().filter(Value::is_object)?;
    DEFINITION.rules.default(&mut definition);
    DEFINITION.rules.prepare_create(&mut definition);
    Some(definition)
}

/// A definition, and other parts, of which those that are definitions would take its place and the others are objects of each version
/// that it makes: what the server asks of them from their creation to their row in a table. What nothing is wrong with makes kinds.
pub fn definitions(data: &[u8]) {
    let mut parts = parts(data);
    let Some(definition) = parts.next().and_then(read) else { return };
    let wrong = DEFINITION.validate_create(&definition);
    check_words(&wrong);
    DEFINITION.rules.warnings_create(&definition);
    let (definitions, objects): (Vec<_>, Vec<_>) = parts.partition(|text| is_definition(text));
    for mut other in definitions.into_iter().filter_map(read) {
        DEFINITION.rules.prepare_update(&mut other, &definition);
        check_words(&DEFINITION.validate_update(&other, &definition, &mut Vec::new()));
        DEFINITION.rules.warnings_update(&other, &definition);
    }
    // It gets the names that it asks for.
    let definition = conditions::settle(&definition, Default::default, NOW.1).unwrap_or(definition);
    let made = match make(&definition, None) {
        Ok(made) => made,
        Err(why) => return assert!(!why.is_empty() && !wrong.is_empty(), "nothing is wrong, and yet: {why}"),
    };
    for kind in made.served.iter().chain([&made.stored]) {
        objects_of(kind, &objects);
    }
}

fn is_definition(text: &[u8]) -> bool {
    DEFINITION.decode_stored(text).is_ok_and(|value| value["kind"] == "CustomResourceDefinition")
}

/// Objects of a kind, from a client and as they were stored, each also in the place of the one before.
fn objects_of(kind: &Arc<Kind>, texts: &[&[u8]]) {
    let Schema::Custom(schema) = kind.schema() else { panic!("{kind:?} has no schema") };
    let sent = |text: &&[u8]| {
        let (mut object, _) = decode(text, text).ok()?;
        settle(&mut object, Some(schema), Source::Request).ok().map(|_| object)
    };
    let stored = |text: &&[u8]| kind.decode_stored(text).ok();
    let objects: Vec<Value> = texts.iter().filter_map(sent).chain(texts.iter().filter_map(stored)).collect();
    for (i, object) in objects.iter().enumerate() {
        let mut created = object.clone();
        kind.rules.prepare_create(&mut created);
        check_words(&kind.validate_create(&created));
        kind.rules.warnings_create(&created);
        let paths = kind.rules.selectable_fields();
        assert!(paths.iter().all(|path| kind.rules.selectable(object, path).is_some()));
        assert_eq!(kind.cells(object, NOW.0).len(), kind.columns.len());
        let seen = kind.parts.iter().map(|part| &part.kind);
        for kind in seen.chain([kind]) {
            for before in i.checked_sub(1).into_iter().chain([i]).filter_map(|i| objects.get(i)) {
                let mut changed = object.clone();
                kind.rules.prepare_update(&mut changed, before);
                check_words(&kind.validate_update(&changed, before, &mut Vec::new()));
                kind.rules.warnings_update(&changed, before);
            }
            if let Some(scaled) = &kind.scaled
                && let Ok(scale) = scaled.scale.show(object)
            {
                assert_eq!(scaled.kind.cells(&scale, NOW.0).len(), scaled.kind.columns.len());
                let _ = scaled.scale.ask_for(&mut object.clone(), 1);
            }
        }
    }
}
