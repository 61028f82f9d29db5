//! The group of what keeps data: who provides it, and what can be had.

mod classes;
pub(crate) mod csi_driver;
pub(crate) mod csi_node;
pub(crate) mod csi_storage_capacity;
mod drivers;
pub(crate) mod storage_class;
pub(crate) mod volume_attributes_class;
