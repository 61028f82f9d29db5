//! The group of ways into a cluster.

pub(crate) mod ingress_class;
