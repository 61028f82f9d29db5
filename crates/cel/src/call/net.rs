//! IP addresses and networks.

use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;

use coracle_object::netip;
use coracle_object::text::quote;

use super::{Implementation, arguments};
use crate::value::{Error, NO_OVERLOAD, Opaque, Val};

// Upstream: apiserver/pkg/cel/library/ip.go ipLibraryDecls, cidr.go cidrLibraryDecls (v1.37.2)
pub(super) fn implementation(overload: &str) -> Option<Implementation> {
    Some(match overload {
        "string_to_ip" => |args, _| {
            arguments!(args, Val::String(text));
            Ok(Val::Opaque(Arc::new(Opaque::Ip(parse_ip(text)?))))
        },
        "is_ip" => |args, _| {
            arguments!(args, Val::String(text));
            Ok(Val::Bool(parse_ip(text).is_ok()))
        },
        "ip_is_canonical" => |args, _| {
            arguments!(args, Val::String(text));
            Ok(Val::Bool(parse_ip(text)?.to_string() == **text))
        },
        "ip_family" => |args, _| Ok(Val::Int(if ip(args)?.is_ipv4() { 4 } else { 6 })),
        "ip_is_unspecified" => |args, _| Ok(Val::Bool(ip(args)?.is_unspecified())),
        "ip_is_loopback" => |args, _| Ok(Val::Bool(ip(args)?.is_loopback())),
        "ip_is_link_local_multicast" => |args, _| Ok(Val::Bool(is_link_local_multicast(ip(args)?))),
        "ip_is_link_local_unicast" => |args, _| Ok(Val::Bool(is_link_local_unicast(ip(args)?))),
        "ip_is_global_unicast" => |args, _| Ok(Val::Bool(is_global_unicast(ip(args)?))),
        "string_to_cidr" => |args, _| {
            arguments!(args, Val::String(text));
            let (address, bits) = parse_cidr(text).map_err(|error| {
                Error::of(format!("network address parse error during conversion from string: {error}"))
            })?;
            Ok(Val::Opaque(Arc::new(Opaque::Cidr(address, bits))))
        },
        "is_cidr" => |args, _| {
            arguments!(args, Val::String(text));
            Ok(Val::Bool(parse_cidr(text).is_ok()))
        },
        "cidr_ip" => |args, _| Ok(Val::Opaque(Arc::new(Opaque::Ip(cidr(args)?.0)))),
        "cidr_prefix_length" => |args, _| Ok(Val::Int(i64::from(cidr(args)?.1))),
        "cidr_masked" => |args, _| {
            let (address, bits) = cidr(args)?;
            Ok(Val::Opaque(Arc::new(Opaque::Cidr(masked(address, bits), bits))))
        },
        // Quirk: what is no address is told as if the function did not take it (asked of the reference: whether 10.0.0.0/8 contains x).
        "cidr_contains_ip_string" => |args, _| {
            arguments!(args, _, Val::String(text));
            let Ok(other) = parse_ip(text) else { return Err(NO_OVERLOAD) };
            Ok(Val::Bool(contains(cidr(args)?, other)))
        },
        "cidr_contains_ip_ip" => |args, _| Ok(Val::Bool(contains(cidr(args)?, ip(&args[1..])?))),
        "cidr_contains_cidr_string" => |args, _| {
            arguments!(args, _, Val::String(text));
            let other = parse_cidr(text).map_err(|error| {
                Error::of(format!("network address parse error during conversion from string: {error}"))
            })?;
            Ok(Val::Bool(contains_network(cidr(args)?, other)))
        },
        "cidr_contains_cidr" => |args, _| Ok(Val::Bool(contains_network(cidr(args)?, cidr(&args[1..])?))),
        _ => return None,
    })
}

fn opaque<'v>(args: &'v [Val<'_>]) -> Result<&'v Opaque, Error> {
    match args {
        [Val::Opaque(opaque), ..] => Ok(opaque),
        _ => Err(NO_OVERLOAD),
    }
}

fn ip(args: &[Val<'_>]) -> Result<IpAddr, Error> {
    match opaque(args)? {
        Opaque::Ip(address) => Ok(*address),
        _ => Err(NO_OVERLOAD),
    }
}

fn cidr(args: &[Val<'_>]) -> Result<(IpAddr, u8), Error> {
    match opaque(args)? {
        Opaque::Cidr(address, bits) => Ok((*address, *bits)),
        _ => Err(NO_OVERLOAD),
    }
}

fn is_mapped(address: IpAddr) -> bool {
    matches!(address, IpAddr::V6(address) if address.to_ipv4_mapped().is_some())
}

// Upstream: apiserver/pkg/cel/library/ip.go parseIPAddr (v1.37.2)
fn parse_ip(text: &str) -> Result<IpAddr, Error> {
    let (address, zone) = netip::parse(text).map_err(|error| {
        Error::of(format!("IP Address {} parse error during conversion from string: {error}", quote(text)))
    })?;
    if !zone.is_empty() {
        return Error::of(format!("IP address {} with zone value is not allowed", quote(text))).fail();
    }
    if is_mapped(address) {
        return Error::of(format!("IPv4-mapped IPv6 address {} is not allowed", quote(text))).fail();
    }
    Ok(address)
}

// Upstream: apiserver/pkg/cel/library/cidr.go parseCIDR (v1.37.2)
fn parse_cidr(text: &str) -> Result<(IpAddr, u8), String> {
    let (address, bits) = netip::parse_prefix(text)
        .map_err(|error| format!("network address parse error during conversion from string: {error}"))?;
    if is_mapped(address) {
        return Err(format!("IPv4-mapped IPv6 address {} is not allowed", quote(text)));
    }
    Ok((address, bits))
}

fn is_link_local_multicast(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.octets()[..3] == [224, 0, 0],
        IpAddr::V6(address) => address.segments()[0] & 0xff0f == 0xff02,
    }
}

fn is_link_local_unicast(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_link_local(),
        IpAddr::V6(address) => address.segments()[0] & 0xffc0 == 0xfe80,
    }
}

// Upstream: net/netip/netip.go IsGlobalUnicast (go1.26.8)
fn is_global_unicast(address: IpAddr) -> bool {
    let is_broadcast = matches!(address, IpAddr::V4(address) if address.is_broadcast());
    !is_broadcast
        && !address.is_unspecified()
        && !address.is_loopback()
        && !address.is_multicast()
        && !is_link_local_unicast(address)
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(u32::from(address)) << 96,
        IpAddr::V6(address) => address.into(),
    }
}

fn mask(bits: u8) -> u128 {
    if bits == 0 { 0 } else { u128::MAX << (128 - u32::from(bits.min(128))) }
}

fn masked(address: IpAddr, bits: u8) -> IpAddr {
    let number = number(address) & mask(bits);
    match address {
        IpAddr::V4(_) => IpAddr::V4(u32::try_from(number >> 96).unwrap_or(0).into()),
        IpAddr::V6(_) => IpAddr::V6(Ipv6Addr::from(number)),
    }
}

fn contains((network, bits): (IpAddr, u8), address: IpAddr) -> bool {
    network.is_ipv4() == address.is_ipv4() && (number(network) ^ number(address)) & mask(bits) == 0
}

/// Whether a network is a part of another.
fn contains_network((network, bits): (IpAddr, u8), (other, other_bits): (IpAddr, u8)) -> bool {
    bits <= other_bits && contains((network, bits), other)
}
