//! Names, addresses and metadata, by tables and laws.
//!
//! The server's tests of kinds hold the same rules against answers of the reference.

use std::net::{IpAddr, Ipv6Addr};

use coracle_object::field::{Path, aggregate};
use coracle_object::json;
use coracle_object::names::{self, Part};
use coracle_object::{ip, meta};
use proptest::prelude::*;

const LABEL: &str = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const SUBDOMAIN: &str = r"a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

#[test]
fn names_follow_their_rule() {
    let long = "a".repeat(254);
    let rows: Vec<(Vec<String>, Vec<&str>)> = vec![
        (names::name_is_subdomain("a.b-c.1", Part::Whole), vec![]),
        (names::name_is_subdomain("a-", Part::Prefix), vec![]),
        (names::name_is_subdomain("-", Part::Prefix), vec![SUBDOMAIN]),
        // The byte before the dash is not looked at.
        (names::name_is_subdomain("_-", Part::Prefix), vec![]),
        (names::name_is_subdomain("é-", Part::Prefix), vec![SUBDOMAIN]),
        (names::name_is_subdomain("a-", Part::Whole), vec![SUBDOMAIN]),
        (names::name_is_subdomain("a..b", Part::Whole), vec![SUBDOMAIN]),
        (names::subdomain(&long), vec!["must be no more than 253 characters"]),
        (names::name_is_label("a.b", Part::Whole), vec!["must not contain dots"]),
        (names::name_is_label("a_b", Part::Whole), vec![LABEL]),
        (names::label(&long), vec!["must be no more than 63 characters"]),
        (names::name_is_path_segment("..", Part::Whole), vec!["may not be '..'"]),
        (names::name_is_path_segment(".", Part::Prefix), vec![]),
        (names::name_is_path_segment("a%/", Part::Whole), vec!["may not contain '/'", "may not contain '%'"]),
        (names::label_value(""), vec![]),
        (names::label_value(&long), vec!["must be no more than 63 bytes"]),
        (names::qualified_name(&format!("{long}/a")), vec!["prefix part must be no more than 253 bytes"]),
        (names::qualified_name(&long), vec!["name part must be no more than 63 bytes"]),
        // A Kelvin sign and a dotted I become ASCII letters in lower case.
        (names::annotation_key("A.B/\u{212a}\u{130}"), vec![]),
        (names::port_number(65535), vec![]),
        (names::port_number(0), vec!["must be between 1 and 65535, inclusive"]),
    ];
    for (i, (reasons, expected)) in rows.iter().enumerate() {
        assert_eq!(reasons, expected, "row {i}");
    }
}

#[test]
fn generated_names_have_five_random_letters() {
    let name = names::generate_name(&"a".repeat(100), [0; 16]);
    assert_eq!(name, format!("{}bbbbb", "a".repeat(58)));
    assert_eq!(names::generate_name("x-", [27, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), "x-bcbbb");
    assert_eq!(names::generate_name("", [255; 16]).len(), 5);
    // Cut within a character, which leaves two of its bytes.
    let name = names::generate_name(&format!("aa{}", "日".repeat(30)), [0; 16]);
    assert_eq!(name, format!("aa{}\u{fffd}\u{fffd}bbbbb", "日".repeat(18)));
}

#[test]
fn managers_are_short_and_printable() {
    let path = Path::new("fieldManager");
    assert_eq!(meta::validate_manager(&"é".repeat(64), &path), []);
    assert_eq!(
        aggregate(&meta::validate_manager(&format!("{}\n\u{200b}", "a".repeat(127)), &path)),
        format!(
            "[fieldManager: Too long: may not be more than 128 bytes, \
             fieldManager: Invalid value: \"{0}\\n\\u200b\": invalid character U+000A (at position 127), \
             fieldManager: Invalid value: \"{0}\\n\\u200b\": invalid character U+200B (at position 128)]",
            "a".repeat(127)
        )
    );
}

#[test]
fn annotations_have_a_size() {
    let rule = names::name_is_subdomain;
    let of = |bytes: usize| json!({"metadata": {"name": "a", "annotations": {"k": "v".repeat(bytes - 1)}}});
    assert_eq!(meta::validate(&of(256 * 1024), meta::Scope::Cluster, rule), []);
    assert_eq!(
        aggregate(&meta::validate(&of(256 * 1024 + 1), meta::Scope::Cluster, rule)),
        "metadata.annotations: Too long: may not be more than 262144 bytes"
    );
}

#[test]
fn repeated_owners_go_with_a_warning() {
    let owner = |name: &str, uid: &str| json!({"apiVersion": "v1", "kind": "Service", "name": name, "uid": uid});
    let mut object = json!({"metadata": {"ownerReferences":
        [owner("a", "1"), owner("b", "1"), owner("a", "1"), owner("c", "2"), owner("c", "2")]}});
    let warning = ".metadata.ownerReferences contains duplicate entries after mutating admission happens; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: 1, 2";
    assert_eq!(meta::dedup_owner_references(&mut object, true).as_deref(), Some(warning));
    assert_eq!(object["metadata"]["ownerReferences"], json!([owner("a", "1"), owner("b", "1"), owner("c", "2")]));
    assert_eq!(meta::dedup_owner_references(&mut object, false), None);
    assert_eq!(meta::dedup_owner_references(&mut json!({}), false), None);
}

#[test]
fn addresses_are_read_in_many_spellings() {
    for (text, address) in [
        ("010.002.003.0000000000004", Some("10.2.3.4")),
        ("::ffff:01.2.3.4", Some("1.2.3.4")),
        ("1:2:3:4:5:6:7::", Some("1:2:3:4:5:6:7:0")),
        ("00000001::2", Some("1::2")),
        ("1:2:3:4::5:6:7:8", None),
        ("1::2::3", None),
        (":::", None),
        ("1.2.3.256", None),
        ("1.2.3", None),
        ("fe80::1%eth0", None),
        ("", None),
    ] {
        assert_eq!(ip::parse_sloppy(text).map(|ip| ip.to_string()).as_deref(), address, "{text}");
    }
}

#[test]
fn odd_spellings_are_warned_of() {
    let path = Path::new("ip");
    for (text, warning) in [
        ("1.2.3.4", None),
        ("2001:db8::1", None),
        (
            "2001:DB8::1",
            Some(r#"ip: IPv6 address "2001:DB8::1" should be in RFC 5952 canonical format ("2001:db8::1")"#),
        ),
        ("01.2.3.4", Some(r#"ip: non-standard IP address "01.2.3.4" is invalid: use "1.2.3.4""#)),
        ("::ffff:1.2.3.4", Some(r#"ip: non-standard IP address "::ffff:1.2.3.4" is invalid: use "1.2.3.4""#)),
        ("nonsense", None),
    ] {
        assert_eq!(ip::warning(&path, text).as_deref(), warning);
    }
}

proptest! {
    #[test]
    fn what_the_strict_rules_read_is_read_the_same(bits: u128) {
        for ip in [IpAddr::V6(bits.into()), IpAddr::V4((bits as u32).into()), IpAddr::V6(Ipv6Addr::from(bits & 0xffff_0000_ffff))] {
            prop_assert_eq!(ip::parse_sloppy(&ip.to_string()), Some(ip.to_canonical()));
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[0-9a-f:.]{0,20}|.{0,12}") {
        let path = Path::new("ip");
        let refused = ip::parse_sloppy(&text).is_none();
        prop_assert!(!refused || !ip::validate_legacy(&path, &text).is_empty());
        if text.parse::<IpAddr>().is_ok() {
            prop_assert!(!refused);
        }
    }

    #[test]
    fn a_good_beginning_makes_a_good_name(base in "[a-z]([a-z0-9-]{0,70})", random: [u8; 16]) {
        let name = names::generate_name(&base, random);
        prop_assert!(name.len() <= 63);
        prop_assert_eq!(names::label(&name), Vec::<String>::new());
    }
}
