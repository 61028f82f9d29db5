//! The group of what stands behind services.

pub(crate) mod endpoint_slice;
