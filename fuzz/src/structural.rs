//! A custom resource's schema, and objects of it.

use coracle_object::decode::decode_any;
use coracle_object::encode::encode;
use coracle_object::structural::{
    Source, Structural, Texts, decode, settle, validate, validate_embedded, validate_lists,
};

use super::{check_json, parts};

/// Takes any text for right.
struct AnyText;

impl Texts for AnyText {
    fn matches(&self, _: &str, _: &str) -> bool {
        true
    }

    fn has_format(&self, _: &str, _: &str) -> bool {
        true
    }
}

/// Reads what was written, and writes it again.
fn written_again(text: &[u8]) -> Vec<u8> {
    check_json(text);
    let (again, findings) = decode(text, text).expect("what is written can be read");
    assert_eq!(findings, Vec::<String>::new());
    encode(&again)
}

/// A schema, and objects behind it. What was read and settled is JSON, and reads as itself.
pub fn structural(data: &[u8]) {
    let mut parts = parts(data);
    let Some(Ok((schema, _))) = parts.next().map(decode_any) else { return };
    let Ok(schema) = Structural::read(&schema) else { return };
    for document in parts {
        for source in [Source::Request, Source::Stored] {
            let Ok((mut object, _)) = decode(document, document) else { continue };
            if settle(&mut object, Some(&schema), source).is_err() {
                continue;
            }
            // The first time a float may become a whole number: -0.0 is written as -0, and read as 0.
            let once = written_again(&encode(&object));
            assert_eq!(written_again(&once), once, "an object reads as another");
            // All that is wrong has words.
            let wrong = [
                validate(&object, &schema, &AnyText),
                validate_embedded(&object, &schema),
                validate_lists(&object, &schema),
            ];
            wrong.iter().flatten().for_each(|error| assert!(!error.to_string().is_empty()));
        }
    }
}
