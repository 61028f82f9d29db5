//! What a browser calls this server, and which page sends a request.

use std::net::IpAddr;

/// Is a header `Host` one that leads here by right? A loopback address or `localhost` always is; any other address, and one of these
/// names, where others than this machine may open the page.
pub fn is_known(host: &str, others_may: bool, names: &[String]) -> bool {
    let Some(name) = name(host) else { return false };
    if name.eq_ignore_ascii_case("localhost") {
        return true;
    }
    match name.parse::<IpAddr>() {
        Ok(address) => others_may || address.to_canonical().is_loopback(),
        Err(_) => others_may && names.iter().any(|known| known.eq_ignore_ascii_case(name)),
    }
}

/// Is a header `Origin` that of a page of this host?
pub fn is_of(origin: &str, host: &str) -> bool {
    let authority = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
    authority.is_some_and(|authority| authority.eq_ignore_ascii_case(host))
}

/// The host without its port; of an IPv6 address without its brackets. None where it is neither.
fn name(host: &str) -> Option<&str> {
    let (name, port) = match host.strip_prefix('[') {
        Some(rest) => {
            let (name, rest) = rest.split_once(']')?;
            (name, if rest.is_empty() { None } else { Some(rest.strip_prefix(':')?) })
        }
        None => host.split_once(':').map_or((host, None), |(name, port)| (name, Some(port))),
    };
    let is_port = port.is_none_or(|port| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()));
    (is_port && !name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_not_this_servers_is_not_known() {
        let names = ["box.example".to_owned()];
        for (host, to_this_machine, to_others) in [
            ("127.0.0.1:7443", true, true),
            ("127.8.9.1", true, true),
            ("localhost:1", true, true),
            ("LOCALHOST", true, true),
            ("[::1]:7443", true, true),
            ("[::1]", true, true),
            ("[::ffff:127.0.0.1]:1", true, true),
            ("192.168.1.2:7443", false, true),
            ("[fe80::1]:1", false, true),
            ("box.example:7443", false, true),
            ("Box.Example", false, true),
            ("evil.example", false, false),
            ("localhost.evil.example", false, false),
            ("127.0.0.1.evil.example", false, false),
            ("box.example:x", false, false),
            ("127.0.0.1:", false, false),
            ("[::1", false, false),
            ("[::1]1", false, false),
            ("::1", false, false),
            (":1", false, false),
            ("", false, false),
        ] {
            let found = [false, true].map(|others| is_known(host, others, &names));
            assert_eq!(found, [to_this_machine, to_others], "{host}");
        }
    }

    #[test]
    fn a_page_of_another_host_or_none_is_not_ours() {
        for (origin, ours) in [
            ("http://127.0.0.1:1", true),
            ("https://127.0.0.1:1", true),
            ("http://127.0.0.1:2", false),
            ("http://evil.example", false),
            ("null", false),
            ("", false),
            ("127.0.0.1:1", false),
        ] {
            assert_eq!(is_of(origin, "127.0.0.1:1"), ours, "{origin}");
        }
    }
}
