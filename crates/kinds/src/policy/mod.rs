//! The group of what may be done to Pods.

pub(crate) mod pod_disruption_budget;
