//! Facts of the API's types, generated from the published Kubernetes modules (v1.37.2) by tools/schema. Not written by hand.
//!
//! To write it anew: `cd tools/schema && go run . table ../../crates/object/src/schema/table`

use super::{core_v1, meta_v1};
use crate::schema::{EMPTY, List, Struct, Topology, Type, field};

/// `Event`.
pub static EVENT: Struct = Struct { name: "Event", package: "io.k8s.api.events.v1", go_type: "v1.Event", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("eventTime", "EventTime", "v1.MicroTime", Type::MicroTime).required().protobuf(2),
    field("series", "Series", "v1.EventSeries", Type::Struct(&EVENT_SERIES)).pointer().omitempty().protobuf(3),
    field("reportingController", "ReportingController", "string", Type::String).omitempty().protobuf(4),
    field("reportingInstance", "ReportingInstance", "string", Type::String).omitempty().protobuf(5),
    field("action", "Action", "string", Type::String).omitempty().protobuf(6),
    field("reason", "Reason", "string", Type::String).omitempty().protobuf(7),
    field("regarding", "Regarding", "v1.ObjectReference", Type::Struct(&core_v1::OBJECT_REFERENCE)).protobuf(8),
    field("related", "Related", "v1.ObjectReference", Type::Struct(&core_v1::OBJECT_REFERENCE)).pointer().omitempty().protobuf(9),
    field("note", "Note", "string", Type::String).omitempty().protobuf(10),
    field("type", "Type", "string", Type::String).omitempty().protobuf(11),
    field("deprecatedSource", "DeprecatedSource", "v1.EventSource", Type::Struct(&core_v1::EVENT_SOURCE)).protobuf(12),
    field("deprecatedFirstTimestamp", "DeprecatedFirstTimestamp", "v1.Time", Type::Time).protobuf(13),
    field("deprecatedLastTimestamp", "DeprecatedLastTimestamp", "v1.Time", Type::Time).protobuf(14),
    field("deprecatedCount", "DeprecatedCount", "int32", Type::Int32).omitempty().protobuf(15),
], ..EMPTY };

static EVENT_SERIES: Struct = Struct { name: "EventSeries", package: "io.k8s.api.events.v1", go_type: "v1.EventSeries", atomic: false, fields: &[
    field("count", "Count", "int32", Type::Int32).required().protobuf(1),
    field("lastObservedTime", "LastObservedTime", "v1.MicroTime", Type::MicroTime).required().protobuf(2),
], ..EMPTY };

/// `EventList`.
pub static EVENT_LIST: Struct = Struct { name: "EventList", package: "io.k8s.api.events.v1", go_type: "v1.EventList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.Event", Type::List(&List { of: Type::Struct(&EVENT), go_type: "v1.Event", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };
