//! Certificates that are made for the purpose, and what is made of them.

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, DistinguishedName, DnType, DnValue, ExtendedKeyUsagePurpose,
    IsCa, Issuer, KeyPair,
};

use super::*;

const NOW: i64 = 1_790_000_000;
const DAY: i64 = 24 * 60 * 60;

/// Certificates that are good for a day before and after now.
fn params(common: &str, groups: &[&str]) -> CertificateParams {
    let day = |at: i64| rcgen::date_time_ymd(1970, 1, 1) + Duration::from_secs(u64::try_from(at).unwrap());
    let mut params = CertificateParams::default();
    (params.not_before, params.not_after) = (day(NOW - DAY), day(NOW + DAY));
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, common);
    for group in groups {
        params.distinguished_name.push(DnType::OrganizationName, *group);
    }
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    params
}

fn authority(name: &str) -> (Certificate, Issuer<'static, KeyPair>) {
    let key = KeyPair::generate().unwrap();
    let mut params = params(name, &[]);
    params.extended_key_usages.clear();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    (params.self_signed(&key).unwrap(), Issuer::new(params, key))
}

fn signed(params: CertificateParams, issuer: &Issuer<'static, KeyPair>) -> Shown {
    let certificate = params.signed_by(&KeyPair::generate().unwrap(), issuer).unwrap();
    Shown::new(vec![certificate.der().clone()]).unwrap()
}

#[test]
fn whom_an_authority_has_signed_is_known_and_nobody_else() {
    let ((root, issuer), (_, other)) = (authority("ca"), authority("ca"));
    let authorities = Authorities::parse(&root.pem()).unwrap();
    let shown = signed(params("alice", &["devs"]), &issuer);
    let user = authorities.user(&shown, NOW).unwrap().unwrap();
    assert_eq!(
        (user.name.as_str(), user.groups.as_slice()),
        ("alice", &["devs", "system:authenticated"].map(String::from)[..])
    );
    let mut server = params("alice", &[]);
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    for (what, shown, now) in [
        ("another authority of that name", signed(params("alice", &[]), &other), NOW),
        ("a server's", signed(server, &issuer), NOW),
        ("too early", shown.clone(), NOW - 2 * DAY),
        ("too late", shown.clone(), NOW + 2 * DAY),
        ("no certificate", Shown::new(vec![vec![1, 2, 3].into()]).unwrap(), NOW),
    ] {
        assert!(authorities.user(&shown, now).is_err(), "{what}");
    }
    // An answer of one second is none for another, and none of another's.
    assert!(authorities.user(&shown, NOW).is_ok());
    assert!(Authorities::default().user(&shown, NOW).is_err());
    let unsaid = {
        let mut params = params("bob", &[]);
        params.extended_key_usages.clear();
        signed(params, &issuer)
    };
    assert!(authorities.user(&unsaid, NOW).is_ok(), "for no use in particular");
}

#[test]
fn an_authority_that_is_over_signs_nothing() {
    let key = KeyPair::generate().unwrap();
    let mut old = params("ca", &[]);
    old.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    old.extended_key_usages.clear();
    let root = old.self_signed(&key).unwrap();
    let mut young = params("alice", &[]);
    young.not_after = rcgen::date_time_ymd(2100, 1, 1);
    let shown = signed(young, &Issuer::new(old, key));
    let authorities = Authorities::parse(&root.pem()).unwrap();
    assert!(authorities.user(&shown, NOW).is_ok());
    assert_eq!(authorities.user(&shown, NOW + 2 * DAY), Err(NotVerified("no authority counts now".into())));
}

#[test]
fn what_stands_among_the_authorities_counts_for_itself_and_signs_nothing_if_it_is_none() {
    let key = KeyPair::generate().unwrap();
    let mut alice = params("alice", &["devs"]);
    alice.extended_key_usages.clear();
    let own = alice.self_signed(&key).unwrap();
    let signs = signed(params("bob", &[]), &Issuer::new(alice, key));
    let (root, _) = authority("ca");
    let mut server = params("server", &[]);
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let mut strange = params("strange", &[]);
    let mut unknown = rcgen::CustomExtension::from_oid_content(&[1, 2, 3, 4], vec![5, 0]);
    unknown.set_criticality(true);
    strange.custom_extensions.push(unknown);
    let [server, strange] = [server, strange].map(|params| params.self_signed(&KeyPair::generate().unwrap()).unwrap());
    let all = [&own, &root, &server, &strange];
    let authorities = Authorities::parse(&all.map(|one| one.pem()).concat()).unwrap();
    let user = |one: &Certificate, now| {
        let user = authorities.user(&Shown::new(vec![one.der().clone()]).unwrap(), now);
        user.ok().flatten().map(|user| user.name.clone())
    };
    assert_eq!(user(&own, NOW).as_deref(), Some("alice"));
    assert_eq!(user(&root, NOW).as_deref(), Some("ca"));
    for (one, now) in [(&own, NOW + 2 * DAY), (&own, NOW - 2 * DAY), (&server, NOW), (&strange, NOW)] {
        assert_eq!(user(one, now), None);
    }
    assert!(authorities.user(&signs, NOW).is_err());
    let alone = Authorities::parse(&own.pem()).unwrap();
    assert!(alone.user(&Shown::new(vec![own.der().clone()]).unwrap(), NOW).is_ok());
    assert_eq!(alone.user(&signs, NOW), Err(NotVerified("no authority counts now".into())));
}

#[test]
fn an_authority_in_between_is_shown_by_the_client() {
    let (root, issuer) = authority("ca");
    let key = KeyPair::generate().unwrap();
    let mut between = params("between", &[]);
    between.extended_key_usages.clear();
    between.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let link = between.signed_by(&key, &issuer).unwrap();
    let own = signed(params("alice", &[]), &Issuer::new(between, key));
    let authorities = Authorities::parse(&root.pem()).unwrap();
    assert!(authorities.user(&own, NOW).is_err());
    let chain = Shown::new(vec![own.own().clone(), link.der().clone()]).unwrap();
    assert_eq!(authorities.user(&chain, NOW).unwrap().unwrap().name, "alice");
}

#[test]
fn answers_of_a_second_are_bounded() {
    let (root, issuer) = authority("ca");
    let authorities = Authorities::parse(&root.pem()).unwrap();
    let own = signed(params("alice", &[]), &issuer);
    for n in 0..2 * ANSWERS_MAX {
        let more = CertificateDer::from(n.to_be_bytes().to_vec());
        let _ = authorities.user(&Shown::new(vec![more, own.own().clone()]).unwrap(), NOW);
        assert!(authorities.answers.lock().unwrap().by_digest.len() <= ANSWERS_MAX);
    }
    assert!(authorities.user(&own, NOW).is_ok());
}

#[test]
fn a_file_with_a_mistake_is_refused() {
    let (root, _) = authority("ca");
    let refused = |text: &str| Authorities::parse(text).unwrap_err();
    assert_eq!(refused(""), AuthoritiesError::Empty);
    assert_eq!(refused("nothing of that sort"), AuthoritiesError::Empty);
    let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    assert!(matches!(refused(broken), AuthoritiesError::Pem { number: 1, .. }));
    assert_eq!(
        Authorities::parse(&format!("words\n{}\n{}", root.pem(), authority("b").0.pem())).unwrap().roots.len(),
        2
    );
}

fn of(parts: Vec<(DnType, DnValue)>) -> Result<Option<User>, subject::SubjectError> {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    for (kind, value) in parts {
        params.distinguished_name.push(kind, value);
    }
    subject::user(params.self_signed(&KeyPair::generate().unwrap()).unwrap().der())
}

fn uid() -> DnType {
    DnType::CustomDnType(subject::UID.iter().unwrap().collect())
}

#[test]
fn a_subject_is_read_as_the_reference_reads_it() {
    let text = |text: &str| DnValue::Utf8String(text.into());
    assert_eq!(of(vec![(DnType::OrganizationName, text("devs"))]), Ok(None), "no name, nobody");
    let alice = of(vec![
        (DnType::OrganizationName, text("devs")),
        (DnType::CommonName, DnValue::PrintableString("alice".try_into().unwrap())),
        (uid(), text("u-1")),
    ]);
    let alice = alice.unwrap().unwrap();
    assert_eq!((alice.name.as_str(), alice.uid.as_str()), ("alice", "u-1"));
    assert_eq!(alice.groups, ["devs", "system:authenticated"]);
    let credential = &alice.extra[subject::CREDENTIAL][0];
    assert!(credential.starts_with("X509SHA256=") && credential.len() == 11 + 64, "{credential}");
    assert_eq!(of(vec![(DnType::CommonName, text("a")), (uid(), text(""))]), Err(subject::SubjectError::EmptyUid));
    let wide = of(vec![(DnType::CommonName, DnValue::BmpString("Ærø".try_into().unwrap()))]).unwrap().unwrap();
    assert_eq!(wide.name, "Ærø");
    let old = of(vec![(DnType::CommonName, DnValue::TeletexString("old".try_into().unwrap()))]).unwrap().unwrap();
    assert_eq!(old.name, "old");
}

#[test]
fn who_calls_themselves_nobody_is_given_no_group() {
    let text = |text: &str| DnValue::Utf8String(text.into());
    let nobody = of(vec![(DnType::CommonName, text("system:anonymous"))]).unwrap().unwrap();
    assert_eq!(nobody.groups, [""; 0]);
    let outside = of(vec![(DnType::CommonName, text("a")), (DnType::OrganizationName, text("system:unauthenticated"))]);
    assert_eq!(outside.unwrap().unwrap().groups, ["system:unauthenticated"]);
}
