//! Continue tokens: where a list goes on, and as of which revision.
//!
//! Upstream: apiserver/pkg/storage/continue.go (v1.37.2).

use base64::Engine;
use base64::alphabet::URL_SAFE;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use coracle_object::Value;
use coracle_object::decode::decode;
use coracle_object::json;
use coracle_object::schema::{Field, Struct, Type};

const VERSION: &str = "meta.k8s.io/v1";

/// For URLs: without padding, and, as Go reads it, whatever the bits are that the last character has too many.
pub const BASE64: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone)
        .with_decode_allow_trailing_bits(true),
);

/// Where a list goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// As of which revision; none for as of now, which is no longer the list that was begun.
    pub revision: Option<u64>,
    /// The first path that may come: `name`, or `namespace/name` in a list of all namespaces.
    pub start: String,
}

impl Token {
    /// The token that goes on right behind a path.
    pub fn after(path: &str, revision: Option<u64>) -> Token {
        Token { revision, start: format!("{path}\0") }
    }

    /// As text.
    pub fn write(&self) -> String {
        // Quirk: without a slash where the list may have changed meanwhile (gone.json: eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6LTEs).
        let (revision, slash) = self.revision.map_or((json!(-1), ""), |revision| (json!(revision), "/"));
        let token = json!({"v": VERSION, "rv": revision, "start": format!("{slash}{}", self.start)});
        BASE64.encode(token.to_string())
    }

    /// Reads a text.
    ///
    /// # Errors
    /// The reference's words for what is wrong with it.
    pub fn read(text: &str) -> Result<Token, String> {
        let invalid = |why: &str| format!("continue key is not valid: {why}");
        let json = bytes(text).map_err(|why| invalid(&why))?;
        let token = decode(&json, &CONTINUE).map_err(|why| invalid(&why))?.value;
        let said = |name: &str| token.get(name).and_then(Value::as_str).unwrap_or_default();
        if said("v") != VERSION {
            return Err(invalid(&format!("server does not recognize this encoded version {}", said("v"))));
        }
        let (revision, start) = (token.get("rv").and_then(Value::as_i64).unwrap_or(0), said("start"));
        if revision == 0 {
            return Err(invalid("incorrect encoded start resourceVersion (version meta.k8s.io/v1)"));
        }
        if start.is_empty() {
            return Err(invalid("encoded start key empty (version meta.k8s.io/v1)"));
        }
        let path = start.strip_prefix('/').unwrap_or(start);
        if !path.is_empty() && path.split('/').any(|part| matches!(part, "" | "." | "..")) {
            return Err(invalid(start));
        }
        Ok(Token { revision: u64::try_from(revision).ok(), start: path.to_owned() })
    }
}

fn bytes(text: &str) -> Result<Vec<u8>, String> {
    let ends_line = |c: char| matches!(c, '\r' | '\n');
    let digits: String = text.chars().filter(|c| !ends_line(*c)).collect();
    BASE64.decode(&digits).map_err(|_| {
        // Where nothing is wrong but that one digit is left over, Go names the last byte; it counts line ends, too.
        let wrong = text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_') || ends_line(c)));
        format!("illegal base64 data at input byte {}", wrong.unwrap_or(text.len().saturating_sub(1)))
    })
}

static CONTINUE: Struct = Struct {
    name: "continueToken",
    package: "",
    go_type: "storage.continueToken",
    atomic: false,
    inline: &[],
    keeps_empty: false,
    fields: &[
        Field::new("v", "v", "string", Type::String),
        Field::new("rv", "rv", "int64", Type::Int64),
        Field::new("start", "start", "string", Type::String),
    ],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for token in [Token::after("e1", Some(240)), Token::after("n/e1", Some(u64::MAX / 2)), Token::after("a", None)]
        {
            assert_eq!(Token::read(&token.write()), Ok(token));
        }
        for (revision, text) in [
            (Some(240), "eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MjQwLCJzdGFydCI6Ii9lMVx1MDAwMCJ9"),
            (None, "eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6LTEsInN0YXJ0IjoiZTFcdTAwMDAifQ"),
        ] {
            assert_eq!(Token::after("e1", revision).write(), text);
        }
    }

    #[test]
    fn what_is_no_token_is_refused() {
        let json = |text: &str| BASE64.encode(text);
        let v = r#""v":"meta.k8s.io/v1""#;
        for (text, why) in [
            ("abc".to_owned(), "invalid character 'i' looking for beginning of value"),
            ("YWJj".to_owned(), "invalid character 'a' looking for beginning of value"),
            ("!!!".to_owned(), "illegal base64 data at input byte 0"),
            ("a".to_owned(), "illegal base64 data at input byte 0"),
            (json("{}") + "=", "illegal base64 data at input byte 3"),
            ("!abc!".to_owned(), "illegal base64 data at input byte 0"),
            ("abcd\ne\n\n".to_owned(), "illegal base64 data at input byte 7"),
            ("abc\r\nd\r!".to_owned(), "illegal base64 data at input byte 7"),
            (json(r#"{"v":1}"#), "json: cannot unmarshal number into Go struct field continueToken.v of type string"),
            (
                json(&format!(r#"{{{v},"rv":"x"}}"#)),
                "json: cannot unmarshal string into Go struct field continueToken.rv of type int64",
            ),
            (
                json(&format!(r#"{{{v},"rv":1.5}}"#)),
                "json: cannot unmarshal number 1.5 into Go struct field continueToken.rv of type int64",
            ),
            (json("[1]"), "json: cannot unmarshal array into Go value of type storage.continueToken"),
            (json(r#"{"v":"#), "unexpected end of JSON input"),
            (json("null"), "server does not recognize this encoded version "),
            (json(r#"{"v":"x"}"#), "server does not recognize this encoded version x"),
            (
                json(&format!(r#"{{{v},"rv":0,"start":"a"}}"#)),
                "incorrect encoded start resourceVersion (version meta.k8s.io/v1)",
            ),
            (json(&format!(r#"{{{v},"rv":5,"start":""}}"#)), "encoded start key empty (version meta.k8s.io/v1)"),
            (json(&format!(r#"{{{v},"rv":5,"start":"../e1"}}"#)), "../e1"),
            (json(&format!(r#"{{{v},"rv":5,"start":"//e1"}}"#)), "//e1"),
            (json(&format!(r#"{{{v},"rv":5,"start":"e1/"}}"#)), "e1/"),
        ] {
            assert_eq!(Token::read(&text), Err(format!("continue key is not valid: {why}")), "{text}");
        }
        let odd = json(&format!(r#"{{{v},"rv":-5,"start":"e1","more":1}}"#)) + "\n";
        assert_eq!(Token::read(&odd), Ok(Token { revision: None, start: "e1".to_owned() }));
    }
}
