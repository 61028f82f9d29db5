//! What this machine is called by others: its name and its addresses.

use std::net::IpAddr;

use crate::cli::is_host_name;

/// A machine with more addresses than that, for instance one for each container's network, has to be asked for by `--tls-san`.
const ADDRESSES_MAX: usize = 128;

/// The names and addresses by which other machines reach this one; none of them is for itself alone.
pub fn names() -> Vec<String> {
    let name = rustix::system::uname().nodename().to_string_lossy().into_owned();
    let addresses = if_addrs::get_if_addrs().unwrap_or_else(|error| {
        tracing::warn!(%error, "the addresses of this machine are not known; name those that clients use with --tls-san");
        Vec::new()
    });
    let others = addresses.iter().map(if_addrs::Interface::ip).filter(|ip| reached(*ip)).take(ADDRESSES_MAX);
    let name = Some(name).filter(|name| is_host_name(name));
    name.into_iter().chain(others.map(|ip| ip.to_string())).collect()
}

/// Do others reach this address? One that is only of a link needs the name of that link, which no certificate has.
fn reached(ip: IpAddr) -> bool {
    let of_link = match ip {
        IpAddr::V4(ip) => ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_unicast_link_local(),
    };
    !(ip.is_loopback() || ip.is_unspecified() || of_link)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_cannot_reach_is_no_name() {
        for (address, is) in [
            ("10.1.2.3", true),
            ("2001:db8::1", true),
            ("fd00::1", true),
            ("127.0.0.1", false),
            ("::1", false),
            ("0.0.0.0", false),
            ("169.254.1.1", false),
            ("fe80::1", false),
        ] {
            assert_eq!(reached(address.parse().unwrap()), is, "{address}");
        }
    }
}
