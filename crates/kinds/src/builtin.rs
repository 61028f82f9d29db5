//! The kinds of the program.

use crate::kind::Kind;
use crate::registry::Registry;
use crate::{apiextensions, authentication, authorization, coordination, core, discovery};
use crate::{networking, policy, scheduling, storage};

/// The kinds that are served from the start.
#[must_use]
pub fn builtin() -> Registry {
    let stored: [fn() -> Kind; 19] = [
        core::config_map::kind,
        core::endpoints::kind,
        core::limit_range::kind,
        core::namespace::kind,
        core::secret::kind,
        core::service_account::kind,
        apiextensions::definition::kind,
        coordination::lease::kind,
        discovery::endpoint_slice::kind,
        networking::ingress::kind,
        networking::ingress_class::kind,
        networking::network_policy::kind,
        policy::pod_disruption_budget::kind,
        scheduling::priority_class::kind,
        storage::csi_driver::kind,
        storage::csi_node::kind,
        storage::csi_storage_capacity::kind,
        storage::storage_class::kind,
        storage::volume_attributes_class::kind,
    ];
    let reviews = authentication::kinds().into_iter().chain(authorization::kinds());
    Registry::new(stored.map(|kind| kind()).into_iter().chain(reviews))
}

#[cfg(test)]
mod tests {
    use coracle_object::json;

    use super::*;

    #[test]
    fn every_kind_answers_with_a_cell_a_column_and_has_the_type_of_its_name() {
        for kind in builtin().kinds() {
            let object = json!({"metadata": {"name": "a"}});
            assert_eq!(kind.cells(&object, 0).len(), kind.columns.len(), "{kind:?}");
            assert_eq!(kind.schema.go().map(|ty| ty.name), Some(kind.kind()));
            let same = |k: &&std::sync::Arc<Kind>| k.plural() == kind.plural() && k.api_version == kind.api_version;
            assert_eq!(builtin().kinds().filter(same).count(), 1);
        }
    }
}
