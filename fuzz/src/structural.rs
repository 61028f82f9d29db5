//! A custom resource's schema, and objects of it.

use coracle_object::decode::decode_any;
use coracle_object::encode::encode;
use coracle_object::structural::texts::TextRules;
use coracle_object::structural::{
    Source, Structural, decode, settle, validate, validate_embedded, validate_lists, validate_update,
};

use super::{check_json, parts};

/// Reads what was written, and writes it again.
fn written_again(text: &[u8]) -> Vec<u8> {
    check_json(text);
    let (again, findings) = decode(text, text).expect("what is written can be read");
    assert_eq!(findings, Vec::<String>::new());
    encode(&again)
}

/// A schema, and objects behind it, each of which takes the place of the one before. What was read and settled is JSON, and reads as
/// itself.
pub fn structural(data: &[u8]) {
    let mut parts = parts(data);
    let Some(Ok((schema, _))) = parts.next().map(decode_any) else { return };
    let Ok(schema) = Structural::read(&schema) else { return };
    let documents: Vec<&[u8]> = parts.collect();
    for source in [Source::Request, Source::Stored] {
        let mut before = None;
        for document in &documents {
            let Ok((mut object, _)) = decode(document, document) else { continue };
            if settle(&mut object, Some(&schema), source).is_err() {
                continue;
            }
            // The first time a float may become a whole number: -0.0 is written as -0, and read as 0.
            let once = written_again(&encode(&object));
            assert_eq!(written_again(&once), once, "an object reads as another");
            // All that is wrong has words.
            let wrong = [
                validate(&object, &schema, &TextRules),
                validate_embedded(&object, &schema),
                validate_lists(&object, &schema),
            ];
            wrong.iter().flatten().for_each(|error| assert!(!error.to_string().is_empty()));
            for before in [before.replace(object.clone()).as_ref(), Some(&object)].into_iter().flatten() {
                let wrong = validate_update(&object, before, &schema, &TextRules);
                assert!(wrong.iter().all(|error| !error.to_string().is_empty()));
            }
        }
    }
}
