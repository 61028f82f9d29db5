//! Facts of the API's types, generated from the published Kubernetes modules (v1.37.2) by tools/schema. Not written by hand.
//!
//! To write it anew:
//! `cd tools/schema && go run . | rustfmt --edition 2024 > ../../crates/object/src/schema/table.rs`

use super::{Field, List, Patch, Struct, Topology, Type};

/// A field without anything remarkable.
const PLAIN: Field = Field {
    name: "",
    go_name: "",
    go_type: "",
    ty: Type::String,
    embedded: "",
    pointer: false,
    omitempty: false,
    required: false,
    values: &[],
    protobuf: 0,
    patch: Patch { merge: false, replace: false, retain_keys: false, merge_key: "" },
};

/// `Endpoints`.
pub static ENDPOINTS: Struct = Struct {
    name: "Endpoints",
    package: "io.k8s.api.core.v1",
    go_type: "v1.Endpoints",
    atomic: false,
    fields: &[
        Field {
            name: "kind",
            go_name: "Kind",
            go_type: "string",
            ty: Type::String,
            embedded: "TypeMeta",
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "apiVersion",
            go_name: "APIVersion",
            go_type: "string",
            ty: Type::String,
            embedded: "TypeMeta",
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "metadata",
            go_name: "ObjectMeta",
            go_type: "v1.ObjectMeta",
            ty: Type::Struct(&OBJECT_META),
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "subsets",
            go_name: "Subsets",
            go_type: "[]v1.EndpointSubset",
            ty: Type::List(&List {
                of: Type::Struct(&ENDPOINT_SUBSET),
                go_type: "v1.EndpointSubset",
                topology: Topology::Atomic,
                declared: true,
                boxed: false,
            }),
            omitempty: true,
            protobuf: 2,
            ..PLAIN
        },
    ],
};

/// `ObjectMeta`.
pub static OBJECT_META: Struct = Struct {
    name: "ObjectMeta",
    package: "io.k8s.apimachinery.pkg.apis.meta.v1",
    go_type: "v1.ObjectMeta",
    atomic: false,
    fields: &[
        Field {
            name: "name",
            go_name: "Name",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "generateName",
            go_name: "GenerateName",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 2,
            ..PLAIN
        },
        Field {
            name: "namespace",
            go_name: "Namespace",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 3,
            ..PLAIN
        },
        Field {
            name: "selfLink",
            go_name: "SelfLink",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 4,
            ..PLAIN
        },
        Field {
            name: "uid",
            go_name: "UID",
            go_type: "types.UID",
            ty: Type::String,
            omitempty: true,
            protobuf: 5,
            ..PLAIN
        },
        Field {
            name: "resourceVersion",
            go_name: "ResourceVersion",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 6,
            ..PLAIN
        },
        Field {
            name: "generation",
            go_name: "Generation",
            go_type: "int64",
            ty: Type::Int64,
            omitempty: true,
            protobuf: 7,
            ..PLAIN
        },
        Field {
            name: "creationTimestamp",
            go_name: "CreationTimestamp",
            go_type: "v1.Time",
            ty: Type::Time,
            omitempty: true,
            protobuf: 8,
            ..PLAIN
        },
        Field {
            name: "deletionTimestamp",
            go_name: "DeletionTimestamp",
            go_type: "v1.Time",
            ty: Type::Time,
            pointer: true,
            omitempty: true,
            protobuf: 9,
            ..PLAIN
        },
        Field {
            name: "deletionGracePeriodSeconds",
            go_name: "DeletionGracePeriodSeconds",
            go_type: "int64",
            ty: Type::Int64,
            pointer: true,
            omitempty: true,
            protobuf: 10,
            ..PLAIN
        },
        Field {
            name: "labels",
            go_name: "Labels",
            go_type: "map[string]string",
            ty: Type::Map(&Type::String),
            omitempty: true,
            protobuf: 11,
            ..PLAIN
        },
        Field {
            name: "annotations",
            go_name: "Annotations",
            go_type: "map[string]string",
            ty: Type::Map(&Type::String),
            omitempty: true,
            protobuf: 12,
            ..PLAIN
        },
        Field {
            name: "ownerReferences",
            go_name: "OwnerReferences",
            go_type: "[]v1.OwnerReference",
            ty: Type::List(&List {
                of: Type::Struct(&OWNER_REFERENCE),
                go_type: "v1.OwnerReference",
                topology: Topology::Keyed(&["uid"]),
                declared: true,
                boxed: false,
            }),
            omitempty: true,
            protobuf: 13,
            patch: Patch { merge: true, replace: false, retain_keys: false, merge_key: "uid" },
            ..PLAIN
        },
        Field {
            name: "finalizers",
            go_name: "Finalizers",
            go_type: "[]string",
            ty: Type::List(&List {
                of: Type::String,
                go_type: "string",
                topology: Topology::Set,
                declared: true,
                boxed: false,
            }),
            omitempty: true,
            protobuf: 14,
            patch: Patch { merge: true, replace: false, retain_keys: false, merge_key: "" },
            ..PLAIN
        },
        Field {
            name: "managedFields",
            go_name: "ManagedFields",
            go_type: "[]v1.ManagedFieldsEntry",
            ty: Type::List(&List {
                of: Type::Struct(&MANAGED_FIELDS_ENTRY),
                go_type: "v1.ManagedFieldsEntry",
                topology: Topology::Atomic,
                declared: true,
                boxed: false,
            }),
            omitempty: true,
            protobuf: 17,
            ..PLAIN
        },
    ],
};

/// `OwnerReference`.
pub static OWNER_REFERENCE: Struct = Struct {
    name: "OwnerReference",
    package: "io.k8s.apimachinery.pkg.apis.meta.v1",
    go_type: "v1.OwnerReference",
    atomic: true,
    fields: &[
        Field {
            name: "apiVersion",
            go_name: "APIVersion",
            go_type: "string",
            ty: Type::String,
            required: true,
            protobuf: 5,
            ..PLAIN
        },
        Field {
            name: "kind",
            go_name: "Kind",
            go_type: "string",
            ty: Type::String,
            required: true,
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "name",
            go_name: "Name",
            go_type: "string",
            ty: Type::String,
            required: true,
            protobuf: 3,
            ..PLAIN
        },
        Field {
            name: "uid",
            go_name: "UID",
            go_type: "types.UID",
            ty: Type::String,
            required: true,
            protobuf: 4,
            ..PLAIN
        },
        Field {
            name: "controller",
            go_name: "Controller",
            go_type: "bool",
            ty: Type::Bool,
            pointer: true,
            omitempty: true,
            protobuf: 6,
            ..PLAIN
        },
        Field {
            name: "blockOwnerDeletion",
            go_name: "BlockOwnerDeletion",
            go_type: "bool",
            ty: Type::Bool,
            pointer: true,
            omitempty: true,
            protobuf: 7,
            ..PLAIN
        },
    ],
};

/// `ManagedFieldsEntry`.
pub static MANAGED_FIELDS_ENTRY: Struct = Struct {
    name: "ManagedFieldsEntry",
    package: "io.k8s.apimachinery.pkg.apis.meta.v1",
    go_type: "v1.ManagedFieldsEntry",
    atomic: false,
    fields: &[
        Field {
            name: "manager",
            go_name: "Manager",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "operation",
            go_name: "Operation",
            go_type: "v1.ManagedFieldsOperationType",
            ty: Type::String,
            omitempty: true,
            protobuf: 2,
            ..PLAIN
        },
        Field {
            name: "apiVersion",
            go_name: "APIVersion",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 3,
            ..PLAIN
        },
        Field {
            name: "time",
            go_name: "Time",
            go_type: "v1.Time",
            ty: Type::Time,
            pointer: true,
            omitempty: true,
            protobuf: 4,
            ..PLAIN
        },
        Field {
            name: "fieldsType",
            go_name: "FieldsType",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 6,
            ..PLAIN
        },
        Field {
            name: "fieldsV1",
            go_name: "FieldsV1",
            go_type: "v1.FieldsV1",
            ty: Type::Raw,
            pointer: true,
            omitempty: true,
            protobuf: 7,
            ..PLAIN
        },
        Field {
            name: "subresource",
            go_name: "Subresource",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 8,
            ..PLAIN
        },
    ],
};

/// `EndpointSubset`.
pub static ENDPOINT_SUBSET: Struct = Struct {
    name: "EndpointSubset",
    package: "io.k8s.api.core.v1",
    go_type: "v1.EndpointSubset",
    atomic: false,
    fields: &[
        Field {
            name: "addresses",
            go_name: "Addresses",
            go_type: "[]v1.EndpointAddress",
            ty: Type::List(&List {
                of: Type::Struct(&ENDPOINT_ADDRESS),
                go_type: "v1.EndpointAddress",
                topology: Topology::Atomic,
                declared: true,
                boxed: false,
            }),
            omitempty: true,
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "notReadyAddresses",
            go_name: "NotReadyAddresses",
            go_type: "[]v1.EndpointAddress",
            ty: Type::List(&List {
                of: Type::Struct(&ENDPOINT_ADDRESS),
                go_type: "v1.EndpointAddress",
                topology: Topology::Atomic,
                declared: true,
                boxed: false,
            }),
            omitempty: true,
            protobuf: 2,
            ..PLAIN
        },
        Field {
            name: "ports",
            go_name: "Ports",
            go_type: "[]v1.EndpointPort",
            ty: Type::List(&List {
                of: Type::Struct(&ENDPOINT_PORT),
                go_type: "v1.EndpointPort",
                topology: Topology::Atomic,
                declared: true,
                boxed: false,
            }),
            omitempty: true,
            protobuf: 3,
            ..PLAIN
        },
    ],
};

/// `EndpointAddress`.
pub static ENDPOINT_ADDRESS: Struct = Struct {
    name: "EndpointAddress",
    package: "io.k8s.api.core.v1",
    go_type: "v1.EndpointAddress",
    atomic: true,
    fields: &[
        Field { name: "ip", go_name: "IP", go_type: "string", ty: Type::String, required: true, protobuf: 1, ..PLAIN },
        Field {
            name: "hostname",
            go_name: "Hostname",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 3,
            ..PLAIN
        },
        Field {
            name: "nodeName",
            go_name: "NodeName",
            go_type: "string",
            ty: Type::String,
            pointer: true,
            omitempty: true,
            protobuf: 4,
            ..PLAIN
        },
        Field {
            name: "targetRef",
            go_name: "TargetRef",
            go_type: "v1.ObjectReference",
            ty: Type::Struct(&OBJECT_REFERENCE),
            pointer: true,
            omitempty: true,
            protobuf: 2,
            ..PLAIN
        },
    ],
};

/// `ObjectReference`.
pub static OBJECT_REFERENCE: Struct = Struct {
    name: "ObjectReference",
    package: "io.k8s.api.core.v1",
    go_type: "v1.ObjectReference",
    atomic: true,
    fields: &[
        Field {
            name: "kind",
            go_name: "Kind",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "namespace",
            go_name: "Namespace",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 2,
            ..PLAIN
        },
        Field {
            name: "name",
            go_name: "Name",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 3,
            ..PLAIN
        },
        Field {
            name: "uid",
            go_name: "UID",
            go_type: "types.UID",
            ty: Type::String,
            omitempty: true,
            protobuf: 4,
            ..PLAIN
        },
        Field {
            name: "apiVersion",
            go_name: "APIVersion",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 5,
            ..PLAIN
        },
        Field {
            name: "resourceVersion",
            go_name: "ResourceVersion",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 6,
            ..PLAIN
        },
        Field {
            name: "fieldPath",
            go_name: "FieldPath",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 7,
            ..PLAIN
        },
    ],
};

/// `EndpointPort`.
pub static ENDPOINT_PORT: Struct = Struct {
    name: "EndpointPort",
    package: "io.k8s.api.core.v1",
    go_type: "v1.EndpointPort",
    atomic: true,
    fields: &[
        Field {
            name: "name",
            go_name: "Name",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "port",
            go_name: "Port",
            go_type: "int32",
            ty: Type::Int32,
            required: true,
            protobuf: 2,
            ..PLAIN
        },
        Field {
            name: "protocol",
            go_name: "Protocol",
            go_type: "v1.Protocol",
            ty: Type::String,
            omitempty: true,
            values: &["SCTP", "TCP", "UDP"],
            protobuf: 3,
            ..PLAIN
        },
        Field {
            name: "appProtocol",
            go_name: "AppProtocol",
            go_type: "string",
            ty: Type::String,
            pointer: true,
            omitempty: true,
            protobuf: 4,
            ..PLAIN
        },
    ],
};

/// `EndpointsList`.
pub static ENDPOINTS_LIST: Struct = Struct {
    name: "EndpointsList",
    package: "io.k8s.api.core.v1",
    go_type: "v1.EndpointsList",
    atomic: false,
    fields: &[
        Field {
            name: "kind",
            go_name: "Kind",
            go_type: "string",
            ty: Type::String,
            embedded: "TypeMeta",
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "apiVersion",
            go_name: "APIVersion",
            go_type: "string",
            ty: Type::String,
            embedded: "TypeMeta",
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "metadata",
            go_name: "ListMeta",
            go_type: "v1.ListMeta",
            ty: Type::Struct(&LIST_META),
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "items",
            go_name: "Items",
            go_type: "[]v1.Endpoints",
            ty: Type::List(&List {
                of: Type::Struct(&ENDPOINTS),
                go_type: "v1.Endpoints",
                topology: Topology::Atomic,
                declared: false,
                boxed: false,
            }),
            required: true,
            protobuf: 2,
            ..PLAIN
        },
    ],
};

/// `ListMeta`.
pub static LIST_META: Struct = Struct {
    name: "ListMeta",
    package: "io.k8s.apimachinery.pkg.apis.meta.v1",
    go_type: "v1.ListMeta",
    atomic: false,
    fields: &[
        Field {
            name: "selfLink",
            go_name: "SelfLink",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "resourceVersion",
            go_name: "ResourceVersion",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 2,
            ..PLAIN
        },
        Field {
            name: "continue",
            go_name: "Continue",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 3,
            ..PLAIN
        },
        Field {
            name: "remainingItemCount",
            go_name: "RemainingItemCount",
            go_type: "int64",
            ty: Type::Int64,
            pointer: true,
            omitempty: true,
            protobuf: 4,
            ..PLAIN
        },
        Field {
            name: "shardInfo",
            go_name: "ShardInfo",
            go_type: "v1.ShardInfo",
            ty: Type::Struct(&SHARD_INFO),
            pointer: true,
            omitempty: true,
            protobuf: 5,
            ..PLAIN
        },
    ],
};

/// `ShardInfo`.
pub static SHARD_INFO: Struct = Struct {
    name: "ShardInfo",
    package: "io.k8s.apimachinery.pkg.apis.meta.v1",
    go_type: "v1.ShardInfo",
    atomic: false,
    fields: &[Field {
        name: "selector",
        go_name: "Selector",
        go_type: "string",
        ty: Type::String,
        required: true,
        protobuf: 1,
        ..PLAIN
    }],
};

/// `Namespace`.
pub static NAMESPACE: Struct = Struct {
    name: "Namespace",
    package: "io.k8s.api.core.v1",
    go_type: "v1.Namespace",
    atomic: false,
    fields: &[
        Field {
            name: "kind",
            go_name: "Kind",
            go_type: "string",
            ty: Type::String,
            embedded: "TypeMeta",
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "apiVersion",
            go_name: "APIVersion",
            go_type: "string",
            ty: Type::String,
            embedded: "TypeMeta",
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "metadata",
            go_name: "ObjectMeta",
            go_type: "v1.ObjectMeta",
            ty: Type::Struct(&OBJECT_META),
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "spec",
            go_name: "Spec",
            go_type: "v1.NamespaceSpec",
            ty: Type::Struct(&NAMESPACE_SPEC),
            protobuf: 2,
            ..PLAIN
        },
        Field {
            name: "status",
            go_name: "Status",
            go_type: "v1.NamespaceStatus",
            ty: Type::Struct(&NAMESPACE_STATUS),
            protobuf: 3,
            ..PLAIN
        },
    ],
};

/// `NamespaceSpec`.
pub static NAMESPACE_SPEC: Struct = Struct {
    name: "NamespaceSpec",
    package: "io.k8s.api.core.v1",
    go_type: "v1.NamespaceSpec",
    atomic: false,
    fields: &[Field {
        name: "finalizers",
        go_name: "Finalizers",
        go_type: "[]v1.FinalizerName",
        ty: Type::List(&List {
            of: Type::String,
            go_type: "v1.FinalizerName",
            topology: Topology::Atomic,
            declared: true,
            boxed: false,
        }),
        omitempty: true,
        protobuf: 1,
        ..PLAIN
    }],
};

/// `NamespaceStatus`.
pub static NAMESPACE_STATUS: Struct = Struct {
    name: "NamespaceStatus",
    package: "io.k8s.api.core.v1",
    go_type: "v1.NamespaceStatus",
    atomic: false,
    fields: &[
        Field {
            name: "phase",
            go_name: "Phase",
            go_type: "v1.NamespacePhase",
            ty: Type::String,
            omitempty: true,
            values: &["Active", "Terminating"],
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "conditions",
            go_name: "Conditions",
            go_type: "[]v1.NamespaceCondition",
            ty: Type::List(&List {
                of: Type::Struct(&NAMESPACE_CONDITION),
                go_type: "v1.NamespaceCondition",
                topology: Topology::Keyed(&["type"]),
                declared: true,
                boxed: false,
            }),
            omitempty: true,
            protobuf: 2,
            patch: Patch { merge: true, replace: false, retain_keys: false, merge_key: "type" },
            ..PLAIN
        },
    ],
};

/// `NamespaceCondition`.
pub static NAMESPACE_CONDITION: Struct = Struct {
    name: "NamespaceCondition",
    package: "io.k8s.api.core.v1",
    go_type: "v1.NamespaceCondition",
    atomic: false,
    fields: &[
        Field {
            name: "type",
            go_name: "Type",
            go_type: "v1.NamespaceConditionType",
            ty: Type::String,
            required: true,
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "status",
            go_name: "Status",
            go_type: "v1.ConditionStatus",
            ty: Type::String,
            required: true,
            protobuf: 2,
            ..PLAIN
        },
        Field {
            name: "lastTransitionTime",
            go_name: "LastTransitionTime",
            go_type: "v1.Time",
            ty: Type::Time,
            protobuf: 4,
            ..PLAIN
        },
        Field {
            name: "reason",
            go_name: "Reason",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 5,
            ..PLAIN
        },
        Field {
            name: "message",
            go_name: "Message",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 6,
            ..PLAIN
        },
    ],
};

/// `NamespaceList`.
pub static NAMESPACE_LIST: Struct = Struct {
    name: "NamespaceList",
    package: "io.k8s.api.core.v1",
    go_type: "v1.NamespaceList",
    atomic: false,
    fields: &[
        Field {
            name: "kind",
            go_name: "Kind",
            go_type: "string",
            ty: Type::String,
            embedded: "TypeMeta",
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "apiVersion",
            go_name: "APIVersion",
            go_type: "string",
            ty: Type::String,
            embedded: "TypeMeta",
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "metadata",
            go_name: "ListMeta",
            go_type: "v1.ListMeta",
            ty: Type::Struct(&LIST_META),
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "items",
            go_name: "Items",
            go_type: "[]v1.Namespace",
            ty: Type::List(&List {
                of: Type::Struct(&NAMESPACE),
                go_type: "v1.Namespace",
                topology: Topology::Atomic,
                declared: false,
                boxed: false,
            }),
            required: true,
            protobuf: 2,
            ..PLAIN
        },
    ],
};

/// `DeleteOptions`.
pub static DELETE_OPTIONS: Struct = Struct {
    name: "DeleteOptions",
    package: "io.k8s.apimachinery.pkg.apis.meta.v1",
    go_type: "v1.DeleteOptions",
    atomic: false,
    fields: &[
        Field {
            name: "kind",
            go_name: "Kind",
            go_type: "string",
            ty: Type::String,
            embedded: "TypeMeta",
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "apiVersion",
            go_name: "APIVersion",
            go_type: "string",
            ty: Type::String,
            embedded: "TypeMeta",
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "gracePeriodSeconds",
            go_name: "GracePeriodSeconds",
            go_type: "int64",
            ty: Type::Int64,
            pointer: true,
            omitempty: true,
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "preconditions",
            go_name: "Preconditions",
            go_type: "v1.Preconditions",
            ty: Type::Struct(&PRECONDITIONS),
            pointer: true,
            omitempty: true,
            protobuf: 2,
            ..PLAIN
        },
        Field {
            name: "orphanDependents",
            go_name: "OrphanDependents",
            go_type: "bool",
            ty: Type::Bool,
            pointer: true,
            omitempty: true,
            protobuf: 3,
            ..PLAIN
        },
        Field {
            name: "propagationPolicy",
            go_name: "PropagationPolicy",
            go_type: "v1.DeletionPropagation",
            ty: Type::String,
            pointer: true,
            omitempty: true,
            protobuf: 4,
            ..PLAIN
        },
        Field {
            name: "dryRun",
            go_name: "DryRun",
            go_type: "[]string",
            ty: Type::List(&List {
                of: Type::String,
                go_type: "string",
                topology: Topology::Atomic,
                declared: true,
                boxed: false,
            }),
            omitempty: true,
            protobuf: 5,
            ..PLAIN
        },
        Field {
            name: "ignoreStoreReadErrorWithClusterBreakingPotential",
            go_name: "IgnoreStoreReadErrorWithClusterBreakingPotential",
            go_type: "bool",
            ty: Type::Bool,
            pointer: true,
            omitempty: true,
            protobuf: 6,
            ..PLAIN
        },
    ],
};

/// `Preconditions`.
pub static PRECONDITIONS: Struct = Struct {
    name: "Preconditions",
    package: "io.k8s.apimachinery.pkg.apis.meta.v1",
    go_type: "v1.Preconditions",
    atomic: false,
    fields: &[
        Field {
            name: "uid",
            go_name: "UID",
            go_type: "types.UID",
            ty: Type::String,
            pointer: true,
            omitempty: true,
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "resourceVersion",
            go_name: "ResourceVersion",
            go_type: "string",
            ty: Type::String,
            pointer: true,
            omitempty: true,
            protobuf: 2,
            ..PLAIN
        },
    ],
};

/// `Status`.
pub static STATUS: Struct = Struct {
    name: "Status",
    package: "io.k8s.apimachinery.pkg.apis.meta.v1",
    go_type: "v1.Status",
    atomic: false,
    fields: &[
        Field {
            name: "kind",
            go_name: "Kind",
            go_type: "string",
            ty: Type::String,
            embedded: "TypeMeta",
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "apiVersion",
            go_name: "APIVersion",
            go_type: "string",
            ty: Type::String,
            embedded: "TypeMeta",
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "metadata",
            go_name: "ListMeta",
            go_type: "v1.ListMeta",
            ty: Type::Struct(&LIST_META),
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "status",
            go_name: "Status",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 2,
            ..PLAIN
        },
        Field {
            name: "message",
            go_name: "Message",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 3,
            ..PLAIN
        },
        Field {
            name: "reason",
            go_name: "Reason",
            go_type: "v1.StatusReason",
            ty: Type::String,
            omitempty: true,
            protobuf: 4,
            ..PLAIN
        },
        Field {
            name: "details",
            go_name: "Details",
            go_type: "v1.StatusDetails",
            ty: Type::Struct(&STATUS_DETAILS),
            pointer: true,
            omitempty: true,
            protobuf: 5,
            ..PLAIN
        },
        Field {
            name: "code",
            go_name: "Code",
            go_type: "int32",
            ty: Type::Int32,
            omitempty: true,
            protobuf: 6,
            ..PLAIN
        },
    ],
};

/// `StatusDetails`.
pub static STATUS_DETAILS: Struct = Struct {
    name: "StatusDetails",
    package: "io.k8s.apimachinery.pkg.apis.meta.v1",
    go_type: "v1.StatusDetails",
    atomic: false,
    fields: &[
        Field {
            name: "name",
            go_name: "Name",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "group",
            go_name: "Group",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 2,
            ..PLAIN
        },
        Field {
            name: "kind",
            go_name: "Kind",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 3,
            ..PLAIN
        },
        Field {
            name: "uid",
            go_name: "UID",
            go_type: "types.UID",
            ty: Type::String,
            omitempty: true,
            protobuf: 6,
            ..PLAIN
        },
        Field {
            name: "causes",
            go_name: "Causes",
            go_type: "[]v1.StatusCause",
            ty: Type::List(&List {
                of: Type::Struct(&STATUS_CAUSE),
                go_type: "v1.StatusCause",
                topology: Topology::Atomic,
                declared: true,
                boxed: false,
            }),
            omitempty: true,
            protobuf: 4,
            ..PLAIN
        },
        Field {
            name: "retryAfterSeconds",
            go_name: "RetryAfterSeconds",
            go_type: "int32",
            ty: Type::Int32,
            omitempty: true,
            protobuf: 5,
            ..PLAIN
        },
    ],
};

/// `StatusCause`.
pub static STATUS_CAUSE: Struct = Struct {
    name: "StatusCause",
    package: "io.k8s.apimachinery.pkg.apis.meta.v1",
    go_type: "v1.StatusCause",
    atomic: false,
    fields: &[
        Field {
            name: "reason",
            go_name: "Type",
            go_type: "v1.CauseType",
            ty: Type::String,
            omitempty: true,
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "message",
            go_name: "Message",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 2,
            ..PLAIN
        },
        Field {
            name: "field",
            go_name: "Field",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 3,
            ..PLAIN
        },
    ],
};

/// `PartialObjectMetadata`.
pub static PARTIAL_OBJECT_METADATA: Struct = Struct {
    name: "PartialObjectMetadata",
    package: "io.k8s.apimachinery.pkg.apis.meta.v1",
    go_type: "v1.PartialObjectMetadata",
    atomic: false,
    fields: &[
        Field {
            name: "kind",
            go_name: "Kind",
            go_type: "string",
            ty: Type::String,
            embedded: "TypeMeta",
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "apiVersion",
            go_name: "APIVersion",
            go_type: "string",
            ty: Type::String,
            embedded: "TypeMeta",
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "metadata",
            go_name: "ObjectMeta",
            go_type: "v1.ObjectMeta",
            ty: Type::Struct(&OBJECT_META),
            protobuf: 1,
            ..PLAIN
        },
    ],
};

/// `PartialObjectMetadataList`.
pub static PARTIAL_OBJECT_METADATA_LIST: Struct = Struct {
    name: "PartialObjectMetadataList",
    package: "io.k8s.apimachinery.pkg.apis.meta.v1",
    go_type: "v1.PartialObjectMetadataList",
    atomic: false,
    fields: &[
        Field {
            name: "kind",
            go_name: "Kind",
            go_type: "string",
            ty: Type::String,
            embedded: "TypeMeta",
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "apiVersion",
            go_name: "APIVersion",
            go_type: "string",
            ty: Type::String,
            embedded: "TypeMeta",
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "metadata",
            go_name: "ListMeta",
            go_type: "v1.ListMeta",
            ty: Type::Struct(&LIST_META),
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "items",
            go_name: "Items",
            go_type: "[]v1.PartialObjectMetadata",
            ty: Type::List(&List {
                of: Type::Struct(&PARTIAL_OBJECT_METADATA),
                go_type: "v1.PartialObjectMetadata",
                topology: Topology::Atomic,
                declared: false,
                boxed: false,
            }),
            required: true,
            protobuf: 2,
            ..PLAIN
        },
    ],
};

/// `PartialObjectMetadataList`.
pub static PARTIAL_OBJECT_METADATA_LIST_V1BETA1: Struct = Struct {
    name: "PartialObjectMetadataList",
    package: "io.k8s.apimachinery.pkg.apis.meta.v1beta1",
    go_type: "v1beta1.PartialObjectMetadataList",
    atomic: false,
    fields: &[
        Field {
            name: "kind",
            go_name: "Kind",
            go_type: "string",
            ty: Type::String,
            embedded: "TypeMeta",
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "apiVersion",
            go_name: "APIVersion",
            go_type: "string",
            ty: Type::String,
            embedded: "TypeMeta",
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "metadata",
            go_name: "ListMeta",
            go_type: "v1.ListMeta",
            ty: Type::Struct(&LIST_META),
            protobuf: 2,
            ..PLAIN
        },
        Field {
            name: "items",
            go_name: "Items",
            go_type: "[]v1.PartialObjectMetadata",
            ty: Type::List(&List {
                of: Type::Struct(&PARTIAL_OBJECT_METADATA),
                go_type: "v1.PartialObjectMetadata",
                topology: Topology::Atomic,
                declared: false,
                boxed: false,
            }),
            required: true,
            protobuf: 1,
            ..PLAIN
        },
    ],
};

/// `APIVersions`.
pub static API_VERSIONS: Struct = Struct {
    name: "APIVersions",
    package: "io.k8s.apimachinery.pkg.apis.meta.v1",
    go_type: "v1.APIVersions",
    atomic: false,
    fields: &[
        Field {
            name: "kind",
            go_name: "Kind",
            go_type: "string",
            ty: Type::String,
            embedded: "TypeMeta",
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "apiVersion",
            go_name: "APIVersion",
            go_type: "string",
            ty: Type::String,
            embedded: "TypeMeta",
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "versions",
            go_name: "Versions",
            go_type: "[]string",
            ty: Type::List(&List {
                of: Type::String,
                go_type: "string",
                topology: Topology::Atomic,
                declared: true,
                boxed: false,
            }),
            required: true,
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "serverAddressByClientCIDRs",
            go_name: "ServerAddressByClientCIDRs",
            go_type: "[]v1.ServerAddressByClientCIDR",
            ty: Type::List(&List {
                of: Type::Struct(&SERVER_ADDRESS_BY_CLIENT_CIDR),
                go_type: "v1.ServerAddressByClientCIDR",
                topology: Topology::Atomic,
                declared: true,
                boxed: false,
            }),
            required: true,
            protobuf: 2,
            ..PLAIN
        },
    ],
};

/// `ServerAddressByClientCIDR`.
pub static SERVER_ADDRESS_BY_CLIENT_CIDR: Struct = Struct {
    name: "ServerAddressByClientCIDR",
    package: "io.k8s.apimachinery.pkg.apis.meta.v1",
    go_type: "v1.ServerAddressByClientCIDR",
    atomic: false,
    fields: &[
        Field {
            name: "clientCIDR",
            go_name: "ClientCIDR",
            go_type: "string",
            ty: Type::String,
            required: true,
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "serverAddress",
            go_name: "ServerAddress",
            go_type: "string",
            ty: Type::String,
            required: true,
            protobuf: 2,
            ..PLAIN
        },
    ],
};

/// `APIResourceList`.
pub static API_RESOURCE_LIST: Struct = Struct {
    name: "APIResourceList",
    package: "io.k8s.apimachinery.pkg.apis.meta.v1",
    go_type: "v1.APIResourceList",
    atomic: false,
    fields: &[
        Field {
            name: "kind",
            go_name: "Kind",
            go_type: "string",
            ty: Type::String,
            embedded: "TypeMeta",
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "apiVersion",
            go_name: "APIVersion",
            go_type: "string",
            ty: Type::String,
            embedded: "TypeMeta",
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "groupVersion",
            go_name: "GroupVersion",
            go_type: "string",
            ty: Type::String,
            required: true,
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "resources",
            go_name: "APIResources",
            go_type: "[]v1.APIResource",
            ty: Type::List(&List {
                of: Type::Struct(&API_RESOURCE),
                go_type: "v1.APIResource",
                topology: Topology::Atomic,
                declared: true,
                boxed: false,
            }),
            required: true,
            protobuf: 2,
            ..PLAIN
        },
    ],
};

/// `APIResource`.
pub static API_RESOURCE: Struct = Struct {
    name: "APIResource",
    package: "io.k8s.apimachinery.pkg.apis.meta.v1",
    go_type: "v1.APIResource",
    atomic: false,
    fields: &[
        Field {
            name: "name",
            go_name: "Name",
            go_type: "string",
            ty: Type::String,
            required: true,
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "singularName",
            go_name: "SingularName",
            go_type: "string",
            ty: Type::String,
            required: true,
            protobuf: 6,
            ..PLAIN
        },
        Field {
            name: "namespaced",
            go_name: "Namespaced",
            go_type: "bool",
            ty: Type::Bool,
            required: true,
            protobuf: 2,
            ..PLAIN
        },
        Field {
            name: "group",
            go_name: "Group",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 8,
            ..PLAIN
        },
        Field {
            name: "version",
            go_name: "Version",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 9,
            ..PLAIN
        },
        Field {
            name: "kind",
            go_name: "Kind",
            go_type: "string",
            ty: Type::String,
            required: true,
            protobuf: 3,
            ..PLAIN
        },
        Field {
            name: "verbs",
            go_name: "Verbs",
            go_type: "v1.Verbs",
            ty: Type::List(&List {
                of: Type::String,
                go_type: "string",
                topology: Topology::Atomic,
                declared: false,
                boxed: true,
            }),
            required: true,
            protobuf: 4,
            ..PLAIN
        },
        Field {
            name: "shortNames",
            go_name: "ShortNames",
            go_type: "[]string",
            ty: Type::List(&List {
                of: Type::String,
                go_type: "string",
                topology: Topology::Atomic,
                declared: true,
                boxed: false,
            }),
            omitempty: true,
            protobuf: 5,
            ..PLAIN
        },
        Field {
            name: "categories",
            go_name: "Categories",
            go_type: "[]string",
            ty: Type::List(&List {
                of: Type::String,
                go_type: "string",
                topology: Topology::Atomic,
                declared: true,
                boxed: false,
            }),
            omitempty: true,
            protobuf: 7,
            ..PLAIN
        },
        Field {
            name: "storageVersionHash",
            go_name: "StorageVersionHash",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 10,
            ..PLAIN
        },
    ],
};

/// `APIGroupList`.
pub static API_GROUP_LIST: Struct = Struct {
    name: "APIGroupList",
    package: "io.k8s.apimachinery.pkg.apis.meta.v1",
    go_type: "v1.APIGroupList",
    atomic: false,
    fields: &[
        Field {
            name: "kind",
            go_name: "Kind",
            go_type: "string",
            ty: Type::String,
            embedded: "TypeMeta",
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "apiVersion",
            go_name: "APIVersion",
            go_type: "string",
            ty: Type::String,
            embedded: "TypeMeta",
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "groups",
            go_name: "Groups",
            go_type: "[]v1.APIGroup",
            ty: Type::List(&List {
                of: Type::Struct(&API_GROUP),
                go_type: "v1.APIGroup",
                topology: Topology::Atomic,
                declared: true,
                boxed: false,
            }),
            required: true,
            protobuf: 1,
            ..PLAIN
        },
    ],
};

/// `APIGroup`.
pub static API_GROUP: Struct = Struct {
    name: "APIGroup",
    package: "io.k8s.apimachinery.pkg.apis.meta.v1",
    go_type: "v1.APIGroup",
    atomic: false,
    fields: &[
        Field {
            name: "kind",
            go_name: "Kind",
            go_type: "string",
            ty: Type::String,
            embedded: "TypeMeta",
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "apiVersion",
            go_name: "APIVersion",
            go_type: "string",
            ty: Type::String,
            embedded: "TypeMeta",
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "name",
            go_name: "Name",
            go_type: "string",
            ty: Type::String,
            required: true,
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "versions",
            go_name: "Versions",
            go_type: "[]v1.GroupVersionForDiscovery",
            ty: Type::List(&List {
                of: Type::Struct(&GROUP_VERSION_FOR_DISCOVERY),
                go_type: "v1.GroupVersionForDiscovery",
                topology: Topology::Atomic,
                declared: true,
                boxed: false,
            }),
            required: true,
            protobuf: 2,
            ..PLAIN
        },
        Field {
            name: "preferredVersion",
            go_name: "PreferredVersion",
            go_type: "v1.GroupVersionForDiscovery",
            ty: Type::Struct(&GROUP_VERSION_FOR_DISCOVERY),
            protobuf: 3,
            ..PLAIN
        },
        Field {
            name: "serverAddressByClientCIDRs",
            go_name: "ServerAddressByClientCIDRs",
            go_type: "[]v1.ServerAddressByClientCIDR",
            ty: Type::List(&List {
                of: Type::Struct(&SERVER_ADDRESS_BY_CLIENT_CIDR),
                go_type: "v1.ServerAddressByClientCIDR",
                topology: Topology::Atomic,
                declared: true,
                boxed: false,
            }),
            omitempty: true,
            protobuf: 4,
            ..PLAIN
        },
    ],
};

/// `GroupVersionForDiscovery`.
pub static GROUP_VERSION_FOR_DISCOVERY: Struct = Struct {
    name: "GroupVersionForDiscovery",
    package: "io.k8s.apimachinery.pkg.apis.meta.v1",
    go_type: "v1.GroupVersionForDiscovery",
    atomic: false,
    fields: &[
        Field {
            name: "groupVersion",
            go_name: "GroupVersion",
            go_type: "string",
            ty: Type::String,
            required: true,
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "version",
            go_name: "Version",
            go_type: "string",
            ty: Type::String,
            required: true,
            protobuf: 2,
            ..PLAIN
        },
    ],
};

/// `SelfSubjectReview`.
pub static SELF_SUBJECT_REVIEW: Struct = Struct {
    name: "SelfSubjectReview",
    package: "io.k8s.api.authentication.v1",
    go_type: "v1.SelfSubjectReview",
    atomic: false,
    fields: &[
        Field {
            name: "kind",
            go_name: "Kind",
            go_type: "string",
            ty: Type::String,
            embedded: "TypeMeta",
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "apiVersion",
            go_name: "APIVersion",
            go_type: "string",
            ty: Type::String,
            embedded: "TypeMeta",
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "metadata",
            go_name: "ObjectMeta",
            go_type: "v1.ObjectMeta",
            ty: Type::Struct(&OBJECT_META),
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "status",
            go_name: "Status",
            go_type: "v1.SelfSubjectReviewStatus",
            ty: Type::Struct(&SELF_SUBJECT_REVIEW_STATUS),
            protobuf: 2,
            ..PLAIN
        },
    ],
};

/// `SelfSubjectReviewStatus`.
pub static SELF_SUBJECT_REVIEW_STATUS: Struct = Struct {
    name: "SelfSubjectReviewStatus",
    package: "io.k8s.api.authentication.v1",
    go_type: "v1.SelfSubjectReviewStatus",
    atomic: false,
    fields: &[Field {
        name: "userInfo",
        go_name: "UserInfo",
        go_type: "v1.UserInfo",
        ty: Type::Struct(&USER_INFO),
        protobuf: 1,
        ..PLAIN
    }],
};

/// `UserInfo`.
pub static USER_INFO: Struct = Struct {
    name: "UserInfo",
    package: "io.k8s.api.authentication.v1",
    go_type: "v1.UserInfo",
    atomic: false,
    fields: &[
        Field {
            name: "username",
            go_name: "Username",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "uid",
            go_name: "UID",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 2,
            ..PLAIN
        },
        Field {
            name: "groups",
            go_name: "Groups",
            go_type: "[]string",
            ty: Type::List(&List {
                of: Type::String,
                go_type: "string",
                topology: Topology::Atomic,
                declared: true,
                boxed: false,
            }),
            omitempty: true,
            protobuf: 3,
            ..PLAIN
        },
        Field {
            name: "extra",
            go_name: "Extra",
            go_type: "map[string]v1.ExtraValue",
            ty: Type::Map(&Type::List(&List {
                of: Type::String,
                go_type: "string",
                topology: Topology::Atomic,
                declared: false,
                boxed: true,
            })),
            omitempty: true,
            protobuf: 4,
            ..PLAIN
        },
    ],
};

/// `TokenReview`.
pub static TOKEN_REVIEW: Struct = Struct {
    name: "TokenReview",
    package: "io.k8s.api.authentication.v1",
    go_type: "v1.TokenReview",
    atomic: false,
    fields: &[
        Field {
            name: "kind",
            go_name: "Kind",
            go_type: "string",
            ty: Type::String,
            embedded: "TypeMeta",
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "apiVersion",
            go_name: "APIVersion",
            go_type: "string",
            ty: Type::String,
            embedded: "TypeMeta",
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "metadata",
            go_name: "ObjectMeta",
            go_type: "v1.ObjectMeta",
            ty: Type::Struct(&OBJECT_META),
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "spec",
            go_name: "Spec",
            go_type: "v1.TokenReviewSpec",
            ty: Type::Struct(&TOKEN_REVIEW_SPEC),
            required: true,
            protobuf: 2,
            ..PLAIN
        },
        Field {
            name: "status",
            go_name: "Status",
            go_type: "v1.TokenReviewStatus",
            ty: Type::Struct(&TOKEN_REVIEW_STATUS),
            protobuf: 3,
            ..PLAIN
        },
    ],
};

/// `TokenReviewSpec`.
pub static TOKEN_REVIEW_SPEC: Struct = Struct {
    name: "TokenReviewSpec",
    package: "io.k8s.api.authentication.v1",
    go_type: "v1.TokenReviewSpec",
    atomic: false,
    fields: &[
        Field {
            name: "token",
            go_name: "Token",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            required: true,
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "audiences",
            go_name: "Audiences",
            go_type: "[]string",
            ty: Type::List(&List {
                of: Type::String,
                go_type: "string",
                topology: Topology::Atomic,
                declared: true,
                boxed: false,
            }),
            omitempty: true,
            protobuf: 2,
            ..PLAIN
        },
    ],
};

/// `TokenReviewStatus`.
pub static TOKEN_REVIEW_STATUS: Struct = Struct {
    name: "TokenReviewStatus",
    package: "io.k8s.api.authentication.v1",
    go_type: "v1.TokenReviewStatus",
    atomic: false,
    fields: &[
        Field {
            name: "authenticated",
            go_name: "Authenticated",
            go_type: "bool",
            ty: Type::Bool,
            omitempty: true,
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "user",
            go_name: "User",
            go_type: "v1.UserInfo",
            ty: Type::Struct(&USER_INFO),
            protobuf: 2,
            ..PLAIN
        },
        Field {
            name: "audiences",
            go_name: "Audiences",
            go_type: "[]string",
            ty: Type::List(&List {
                of: Type::String,
                go_type: "string",
                topology: Topology::Atomic,
                declared: true,
                boxed: false,
            }),
            omitempty: true,
            protobuf: 4,
            ..PLAIN
        },
        Field {
            name: "error",
            go_name: "Error",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 3,
            ..PLAIN
        },
    ],
};

/// `SelfSubjectAccessReview`.
pub static SELF_SUBJECT_ACCESS_REVIEW: Struct = Struct {
    name: "SelfSubjectAccessReview",
    package: "io.k8s.api.authorization.v1",
    go_type: "v1.SelfSubjectAccessReview",
    atomic: false,
    fields: &[
        Field {
            name: "kind",
            go_name: "Kind",
            go_type: "string",
            ty: Type::String,
            embedded: "TypeMeta",
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "apiVersion",
            go_name: "APIVersion",
            go_type: "string",
            ty: Type::String,
            embedded: "TypeMeta",
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "metadata",
            go_name: "ObjectMeta",
            go_type: "v1.ObjectMeta",
            ty: Type::Struct(&OBJECT_META),
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "spec",
            go_name: "Spec",
            go_type: "v1.SelfSubjectAccessReviewSpec",
            ty: Type::Struct(&SELF_SUBJECT_ACCESS_REVIEW_SPEC),
            required: true,
            protobuf: 2,
            ..PLAIN
        },
        Field {
            name: "status",
            go_name: "Status",
            go_type: "v1.SubjectAccessReviewStatus",
            ty: Type::Struct(&SUBJECT_ACCESS_REVIEW_STATUS),
            protobuf: 3,
            ..PLAIN
        },
    ],
};

/// `SelfSubjectAccessReviewSpec`.
pub static SELF_SUBJECT_ACCESS_REVIEW_SPEC: Struct = Struct {
    name: "SelfSubjectAccessReviewSpec",
    package: "io.k8s.api.authorization.v1",
    go_type: "v1.SelfSubjectAccessReviewSpec",
    atomic: false,
    fields: &[
        Field {
            name: "resourceAttributes",
            go_name: "ResourceAttributes",
            go_type: "v1.ResourceAttributes",
            ty: Type::Struct(&RESOURCE_ATTRIBUTES),
            pointer: true,
            omitempty: true,
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "nonResourceAttributes",
            go_name: "NonResourceAttributes",
            go_type: "v1.NonResourceAttributes",
            ty: Type::Struct(&NON_RESOURCE_ATTRIBUTES),
            pointer: true,
            omitempty: true,
            protobuf: 2,
            ..PLAIN
        },
    ],
};

/// `ResourceAttributes`.
pub static RESOURCE_ATTRIBUTES: Struct = Struct {
    name: "ResourceAttributes",
    package: "io.k8s.api.authorization.v1",
    go_type: "v1.ResourceAttributes",
    atomic: false,
    fields: &[
        Field {
            name: "namespace",
            go_name: "Namespace",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "verb",
            go_name: "Verb",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 2,
            ..PLAIN
        },
        Field {
            name: "group",
            go_name: "Group",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 3,
            ..PLAIN
        },
        Field {
            name: "version",
            go_name: "Version",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 4,
            ..PLAIN
        },
        Field {
            name: "resource",
            go_name: "Resource",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 5,
            ..PLAIN
        },
        Field {
            name: "subresource",
            go_name: "Subresource",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 6,
            ..PLAIN
        },
        Field {
            name: "name",
            go_name: "Name",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 7,
            ..PLAIN
        },
        Field {
            name: "fieldSelector",
            go_name: "FieldSelector",
            go_type: "v1.FieldSelectorAttributes",
            ty: Type::Struct(&FIELD_SELECTOR_ATTRIBUTES),
            pointer: true,
            omitempty: true,
            protobuf: 8,
            ..PLAIN
        },
        Field {
            name: "labelSelector",
            go_name: "LabelSelector",
            go_type: "v1.LabelSelectorAttributes",
            ty: Type::Struct(&LABEL_SELECTOR_ATTRIBUTES),
            pointer: true,
            omitempty: true,
            protobuf: 9,
            ..PLAIN
        },
    ],
};

/// `FieldSelectorAttributes`.
pub static FIELD_SELECTOR_ATTRIBUTES: Struct = Struct {
    name: "FieldSelectorAttributes",
    package: "io.k8s.api.authorization.v1",
    go_type: "v1.FieldSelectorAttributes",
    atomic: false,
    fields: &[
        Field {
            name: "rawSelector",
            go_name: "RawSelector",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "requirements",
            go_name: "Requirements",
            go_type: "[]v1.FieldSelectorRequirement",
            ty: Type::List(&List {
                of: Type::Struct(&FIELD_SELECTOR_REQUIREMENT),
                go_type: "v1.FieldSelectorRequirement",
                topology: Topology::Atomic,
                declared: true,
                boxed: false,
            }),
            omitempty: true,
            protobuf: 2,
            ..PLAIN
        },
    ],
};

/// `FieldSelectorRequirement`.
pub static FIELD_SELECTOR_REQUIREMENT: Struct = Struct {
    name: "FieldSelectorRequirement",
    package: "io.k8s.apimachinery.pkg.apis.meta.v1",
    go_type: "v1.FieldSelectorRequirement",
    atomic: false,
    fields: &[
        Field {
            name: "key",
            go_name: "Key",
            go_type: "string",
            ty: Type::String,
            required: true,
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "operator",
            go_name: "Operator",
            go_type: "v1.FieldSelectorOperator",
            ty: Type::String,
            required: true,
            protobuf: 2,
            ..PLAIN
        },
        Field {
            name: "values",
            go_name: "Values",
            go_type: "[]string",
            ty: Type::List(&List {
                of: Type::String,
                go_type: "string",
                topology: Topology::Atomic,
                declared: true,
                boxed: false,
            }),
            omitempty: true,
            protobuf: 3,
            ..PLAIN
        },
    ],
};

/// `LabelSelectorAttributes`.
pub static LABEL_SELECTOR_ATTRIBUTES: Struct = Struct {
    name: "LabelSelectorAttributes",
    package: "io.k8s.api.authorization.v1",
    go_type: "v1.LabelSelectorAttributes",
    atomic: false,
    fields: &[
        Field {
            name: "rawSelector",
            go_name: "RawSelector",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "requirements",
            go_name: "Requirements",
            go_type: "[]v1.LabelSelectorRequirement",
            ty: Type::List(&List {
                of: Type::Struct(&LABEL_SELECTOR_REQUIREMENT),
                go_type: "v1.LabelSelectorRequirement",
                topology: Topology::Atomic,
                declared: true,
                boxed: false,
            }),
            omitempty: true,
            protobuf: 2,
            ..PLAIN
        },
    ],
};

/// `LabelSelectorRequirement`.
pub static LABEL_SELECTOR_REQUIREMENT: Struct = Struct {
    name: "LabelSelectorRequirement",
    package: "io.k8s.apimachinery.pkg.apis.meta.v1",
    go_type: "v1.LabelSelectorRequirement",
    atomic: false,
    fields: &[
        Field {
            name: "key",
            go_name: "Key",
            go_type: "string",
            ty: Type::String,
            required: true,
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "operator",
            go_name: "Operator",
            go_type: "v1.LabelSelectorOperator",
            ty: Type::String,
            required: true,
            protobuf: 2,
            ..PLAIN
        },
        Field {
            name: "values",
            go_name: "Values",
            go_type: "[]string",
            ty: Type::List(&List {
                of: Type::String,
                go_type: "string",
                topology: Topology::Atomic,
                declared: true,
                boxed: false,
            }),
            omitempty: true,
            protobuf: 3,
            ..PLAIN
        },
    ],
};

/// `NonResourceAttributes`.
pub static NON_RESOURCE_ATTRIBUTES: Struct = Struct {
    name: "NonResourceAttributes",
    package: "io.k8s.api.authorization.v1",
    go_type: "v1.NonResourceAttributes",
    atomic: false,
    fields: &[
        Field {
            name: "path",
            go_name: "Path",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "verb",
            go_name: "Verb",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 2,
            ..PLAIN
        },
    ],
};

/// `SubjectAccessReviewStatus`.
pub static SUBJECT_ACCESS_REVIEW_STATUS: Struct = Struct {
    name: "SubjectAccessReviewStatus",
    package: "io.k8s.api.authorization.v1",
    go_type: "v1.SubjectAccessReviewStatus",
    atomic: false,
    fields: &[
        Field {
            name: "allowed",
            go_name: "Allowed",
            go_type: "bool",
            ty: Type::Bool,
            required: true,
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "denied",
            go_name: "Denied",
            go_type: "bool",
            ty: Type::Bool,
            omitempty: true,
            protobuf: 4,
            ..PLAIN
        },
        Field {
            name: "reason",
            go_name: "Reason",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 2,
            ..PLAIN
        },
        Field {
            name: "evaluationError",
            go_name: "EvaluationError",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 3,
            ..PLAIN
        },
    ],
};

/// `SelfSubjectRulesReview`.
pub static SELF_SUBJECT_RULES_REVIEW: Struct = Struct {
    name: "SelfSubjectRulesReview",
    package: "io.k8s.api.authorization.v1",
    go_type: "v1.SelfSubjectRulesReview",
    atomic: false,
    fields: &[
        Field {
            name: "kind",
            go_name: "Kind",
            go_type: "string",
            ty: Type::String,
            embedded: "TypeMeta",
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "apiVersion",
            go_name: "APIVersion",
            go_type: "string",
            ty: Type::String,
            embedded: "TypeMeta",
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "metadata",
            go_name: "ObjectMeta",
            go_type: "v1.ObjectMeta",
            ty: Type::Struct(&OBJECT_META),
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "spec",
            go_name: "Spec",
            go_type: "v1.SelfSubjectRulesReviewSpec",
            ty: Type::Struct(&SELF_SUBJECT_RULES_REVIEW_SPEC),
            required: true,
            protobuf: 2,
            ..PLAIN
        },
        Field {
            name: "status",
            go_name: "Status",
            go_type: "v1.SubjectRulesReviewStatus",
            ty: Type::Struct(&SUBJECT_RULES_REVIEW_STATUS),
            protobuf: 3,
            ..PLAIN
        },
    ],
};

/// `SelfSubjectRulesReviewSpec`.
pub static SELF_SUBJECT_RULES_REVIEW_SPEC: Struct = Struct {
    name: "SelfSubjectRulesReviewSpec",
    package: "io.k8s.api.authorization.v1",
    go_type: "v1.SelfSubjectRulesReviewSpec",
    atomic: false,
    fields: &[Field {
        name: "namespace",
        go_name: "Namespace",
        go_type: "string",
        ty: Type::String,
        omitempty: true,
        protobuf: 1,
        ..PLAIN
    }],
};

/// `SubjectRulesReviewStatus`.
pub static SUBJECT_RULES_REVIEW_STATUS: Struct = Struct {
    name: "SubjectRulesReviewStatus",
    package: "io.k8s.api.authorization.v1",
    go_type: "v1.SubjectRulesReviewStatus",
    atomic: false,
    fields: &[
        Field {
            name: "resourceRules",
            go_name: "ResourceRules",
            go_type: "[]v1.ResourceRule",
            ty: Type::List(&List {
                of: Type::Struct(&RESOURCE_RULE),
                go_type: "v1.ResourceRule",
                topology: Topology::Atomic,
                declared: true,
                boxed: false,
            }),
            required: true,
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "nonResourceRules",
            go_name: "NonResourceRules",
            go_type: "[]v1.NonResourceRule",
            ty: Type::List(&List {
                of: Type::Struct(&NON_RESOURCE_RULE),
                go_type: "v1.NonResourceRule",
                topology: Topology::Atomic,
                declared: true,
                boxed: false,
            }),
            required: true,
            protobuf: 2,
            ..PLAIN
        },
        Field {
            name: "incomplete",
            go_name: "Incomplete",
            go_type: "bool",
            ty: Type::Bool,
            required: true,
            protobuf: 3,
            ..PLAIN
        },
        Field {
            name: "evaluationError",
            go_name: "EvaluationError",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 4,
            ..PLAIN
        },
    ],
};

/// `ResourceRule`.
pub static RESOURCE_RULE: Struct = Struct {
    name: "ResourceRule",
    package: "io.k8s.api.authorization.v1",
    go_type: "v1.ResourceRule",
    atomic: false,
    fields: &[
        Field {
            name: "verbs",
            go_name: "Verbs",
            go_type: "[]string",
            ty: Type::List(&List {
                of: Type::String,
                go_type: "string",
                topology: Topology::Atomic,
                declared: true,
                boxed: false,
            }),
            required: true,
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "apiGroups",
            go_name: "APIGroups",
            go_type: "[]string",
            ty: Type::List(&List {
                of: Type::String,
                go_type: "string",
                topology: Topology::Atomic,
                declared: true,
                boxed: false,
            }),
            omitempty: true,
            protobuf: 2,
            ..PLAIN
        },
        Field {
            name: "resources",
            go_name: "Resources",
            go_type: "[]string",
            ty: Type::List(&List {
                of: Type::String,
                go_type: "string",
                topology: Topology::Atomic,
                declared: true,
                boxed: false,
            }),
            omitempty: true,
            protobuf: 3,
            ..PLAIN
        },
        Field {
            name: "resourceNames",
            go_name: "ResourceNames",
            go_type: "[]string",
            ty: Type::List(&List {
                of: Type::String,
                go_type: "string",
                topology: Topology::Atomic,
                declared: true,
                boxed: false,
            }),
            omitempty: true,
            protobuf: 4,
            ..PLAIN
        },
    ],
};

/// `NonResourceRule`.
pub static NON_RESOURCE_RULE: Struct = Struct {
    name: "NonResourceRule",
    package: "io.k8s.api.authorization.v1",
    go_type: "v1.NonResourceRule",
    atomic: false,
    fields: &[
        Field {
            name: "verbs",
            go_name: "Verbs",
            go_type: "[]string",
            ty: Type::List(&List {
                of: Type::String,
                go_type: "string",
                topology: Topology::Atomic,
                declared: true,
                boxed: false,
            }),
            required: true,
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "nonResourceURLs",
            go_name: "NonResourceURLs",
            go_type: "[]string",
            ty: Type::List(&List {
                of: Type::String,
                go_type: "string",
                topology: Topology::Atomic,
                declared: true,
                boxed: false,
            }),
            omitempty: true,
            protobuf: 2,
            ..PLAIN
        },
    ],
};

/// `SubjectAccessReview`.
pub static SUBJECT_ACCESS_REVIEW: Struct = Struct {
    name: "SubjectAccessReview",
    package: "io.k8s.api.authorization.v1",
    go_type: "v1.SubjectAccessReview",
    atomic: false,
    fields: &[
        Field {
            name: "kind",
            go_name: "Kind",
            go_type: "string",
            ty: Type::String,
            embedded: "TypeMeta",
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "apiVersion",
            go_name: "APIVersion",
            go_type: "string",
            ty: Type::String,
            embedded: "TypeMeta",
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "metadata",
            go_name: "ObjectMeta",
            go_type: "v1.ObjectMeta",
            ty: Type::Struct(&OBJECT_META),
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "spec",
            go_name: "Spec",
            go_type: "v1.SubjectAccessReviewSpec",
            ty: Type::Struct(&SUBJECT_ACCESS_REVIEW_SPEC),
            required: true,
            protobuf: 2,
            ..PLAIN
        },
        Field {
            name: "status",
            go_name: "Status",
            go_type: "v1.SubjectAccessReviewStatus",
            ty: Type::Struct(&SUBJECT_ACCESS_REVIEW_STATUS),
            protobuf: 3,
            ..PLAIN
        },
    ],
};

/// `SubjectAccessReviewSpec`.
pub static SUBJECT_ACCESS_REVIEW_SPEC: Struct = Struct {
    name: "SubjectAccessReviewSpec",
    package: "io.k8s.api.authorization.v1",
    go_type: "v1.SubjectAccessReviewSpec",
    atomic: false,
    fields: &[
        Field {
            name: "resourceAttributes",
            go_name: "ResourceAttributes",
            go_type: "v1.ResourceAttributes",
            ty: Type::Struct(&RESOURCE_ATTRIBUTES),
            pointer: true,
            omitempty: true,
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "nonResourceAttributes",
            go_name: "NonResourceAttributes",
            go_type: "v1.NonResourceAttributes",
            ty: Type::Struct(&NON_RESOURCE_ATTRIBUTES),
            pointer: true,
            omitempty: true,
            protobuf: 2,
            ..PLAIN
        },
        Field {
            name: "user",
            go_name: "User",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 3,
            ..PLAIN
        },
        Field {
            name: "groups",
            go_name: "Groups",
            go_type: "[]string",
            ty: Type::List(&List {
                of: Type::String,
                go_type: "string",
                topology: Topology::Atomic,
                declared: true,
                boxed: false,
            }),
            omitempty: true,
            protobuf: 4,
            ..PLAIN
        },
        Field {
            name: "extra",
            go_name: "Extra",
            go_type: "map[string]v1.ExtraValue",
            ty: Type::Map(&Type::List(&List {
                of: Type::String,
                go_type: "string",
                topology: Topology::Atomic,
                declared: false,
                boxed: true,
            })),
            omitempty: true,
            protobuf: 5,
            ..PLAIN
        },
        Field {
            name: "uid",
            go_name: "UID",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            protobuf: 6,
            ..PLAIN
        },
    ],
};

/// `LocalSubjectAccessReview`.
pub static LOCAL_SUBJECT_ACCESS_REVIEW: Struct = Struct {
    name: "LocalSubjectAccessReview",
    package: "io.k8s.api.authorization.v1",
    go_type: "v1.LocalSubjectAccessReview",
    atomic: false,
    fields: &[
        Field {
            name: "kind",
            go_name: "Kind",
            go_type: "string",
            ty: Type::String,
            embedded: "TypeMeta",
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "apiVersion",
            go_name: "APIVersion",
            go_type: "string",
            ty: Type::String,
            embedded: "TypeMeta",
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "metadata",
            go_name: "ObjectMeta",
            go_type: "v1.ObjectMeta",
            ty: Type::Struct(&OBJECT_META),
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "spec",
            go_name: "Spec",
            go_type: "v1.SubjectAccessReviewSpec",
            ty: Type::Struct(&SUBJECT_ACCESS_REVIEW_SPEC),
            required: true,
            protobuf: 2,
            ..PLAIN
        },
        Field {
            name: "status",
            go_name: "Status",
            go_type: "v1.SubjectAccessReviewStatus",
            ty: Type::Struct(&SUBJECT_ACCESS_REVIEW_STATUS),
            protobuf: 3,
            ..PLAIN
        },
    ],
};

/// `APIGroupDiscoveryList`.
pub static API_GROUP_DISCOVERY_LIST_V2: Struct = Struct {
    name: "APIGroupDiscoveryList",
    package: "io.k8s.api.apidiscovery.v2",
    go_type: "v2.APIGroupDiscoveryList",
    atomic: false,
    fields: &[
        Field {
            name: "kind",
            go_name: "Kind",
            go_type: "string",
            ty: Type::String,
            embedded: "TypeMeta",
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "apiVersion",
            go_name: "APIVersion",
            go_type: "string",
            ty: Type::String,
            embedded: "TypeMeta",
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "metadata",
            go_name: "ListMeta",
            go_type: "v1.ListMeta",
            ty: Type::Struct(&LIST_META),
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "items",
            go_name: "Items",
            go_type: "[]v2.APIGroupDiscovery",
            ty: Type::List(&List {
                of: Type::Struct(&API_GROUP_DISCOVERY_V2),
                go_type: "v2.APIGroupDiscovery",
                topology: Topology::Atomic,
                declared: false,
                boxed: false,
            }),
            protobuf: 2,
            ..PLAIN
        },
    ],
};

/// `APIGroupDiscovery`.
pub static API_GROUP_DISCOVERY_V2: Struct = Struct {
    name: "APIGroupDiscovery",
    package: "io.k8s.api.apidiscovery.v2",
    go_type: "v2.APIGroupDiscovery",
    atomic: false,
    fields: &[
        Field {
            name: "kind",
            go_name: "Kind",
            go_type: "string",
            ty: Type::String,
            embedded: "TypeMeta",
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "apiVersion",
            go_name: "APIVersion",
            go_type: "string",
            ty: Type::String,
            embedded: "TypeMeta",
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "metadata",
            go_name: "ObjectMeta",
            go_type: "v1.ObjectMeta",
            ty: Type::Struct(&OBJECT_META),
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "versions",
            go_name: "Versions",
            go_type: "[]v2.APIVersionDiscovery",
            ty: Type::List(&List {
                of: Type::Struct(&API_VERSION_DISCOVERY_V2),
                go_type: "v2.APIVersionDiscovery",
                topology: Topology::Keyed(&["version"]),
                declared: true,
                boxed: false,
            }),
            omitempty: true,
            protobuf: 2,
            ..PLAIN
        },
    ],
};

/// `APIVersionDiscovery`.
pub static API_VERSION_DISCOVERY_V2: Struct = Struct {
    name: "APIVersionDiscovery",
    package: "io.k8s.api.apidiscovery.v2",
    go_type: "v2.APIVersionDiscovery",
    atomic: false,
    fields: &[
        Field { name: "version", go_name: "Version", go_type: "string", ty: Type::String, protobuf: 1, ..PLAIN },
        Field {
            name: "resources",
            go_name: "Resources",
            go_type: "[]v2.APIResourceDiscovery",
            ty: Type::List(&List {
                of: Type::Struct(&API_RESOURCE_DISCOVERY_V2),
                go_type: "v2.APIResourceDiscovery",
                topology: Topology::Keyed(&["resource"]),
                declared: true,
                boxed: false,
            }),
            omitempty: true,
            protobuf: 2,
            ..PLAIN
        },
        Field {
            name: "freshness",
            go_name: "Freshness",
            go_type: "v2.DiscoveryFreshness",
            ty: Type::String,
            omitempty: true,
            protobuf: 3,
            ..PLAIN
        },
    ],
};

/// `APIResourceDiscovery`.
pub static API_RESOURCE_DISCOVERY_V2: Struct = Struct {
    name: "APIResourceDiscovery",
    package: "io.k8s.api.apidiscovery.v2",
    go_type: "v2.APIResourceDiscovery",
    atomic: false,
    fields: &[
        Field { name: "resource", go_name: "Resource", go_type: "string", ty: Type::String, protobuf: 1, ..PLAIN },
        Field {
            name: "responseKind",
            go_name: "ResponseKind",
            go_type: "v1.GroupVersionKind",
            ty: Type::Struct(&GROUP_VERSION_KIND),
            pointer: true,
            omitempty: true,
            protobuf: 2,
            ..PLAIN
        },
        Field { name: "scope", go_name: "Scope", go_type: "v2.ResourceScope", ty: Type::String, protobuf: 3, ..PLAIN },
        Field {
            name: "singularResource",
            go_name: "SingularResource",
            go_type: "string",
            ty: Type::String,
            protobuf: 4,
            ..PLAIN
        },
        Field {
            name: "verbs",
            go_name: "Verbs",
            go_type: "[]string",
            ty: Type::List(&List {
                of: Type::String,
                go_type: "string",
                topology: Topology::Set,
                declared: true,
                boxed: false,
            }),
            protobuf: 5,
            ..PLAIN
        },
        Field {
            name: "shortNames",
            go_name: "ShortNames",
            go_type: "[]string",
            ty: Type::List(&List {
                of: Type::String,
                go_type: "string",
                topology: Topology::Set,
                declared: true,
                boxed: false,
            }),
            omitempty: true,
            protobuf: 6,
            ..PLAIN
        },
        Field {
            name: "categories",
            go_name: "Categories",
            go_type: "[]string",
            ty: Type::List(&List {
                of: Type::String,
                go_type: "string",
                topology: Topology::Set,
                declared: true,
                boxed: false,
            }),
            omitempty: true,
            protobuf: 7,
            ..PLAIN
        },
        Field {
            name: "subresources",
            go_name: "Subresources",
            go_type: "[]v2.APISubresourceDiscovery",
            ty: Type::List(&List {
                of: Type::Struct(&API_SUBRESOURCE_DISCOVERY_V2),
                go_type: "v2.APISubresourceDiscovery",
                topology: Topology::Keyed(&["subresource"]),
                declared: true,
                boxed: false,
            }),
            omitempty: true,
            protobuf: 8,
            ..PLAIN
        },
    ],
};

/// `GroupVersionKind`.
pub static GROUP_VERSION_KIND: Struct = Struct {
    name: "GroupVersionKind",
    package: "io.k8s.apimachinery.pkg.apis.meta.v1",
    go_type: "v1.GroupVersionKind",
    atomic: false,
    fields: &[
        Field {
            name: "group",
            go_name: "Group",
            go_type: "string",
            ty: Type::String,
            required: true,
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "version",
            go_name: "Version",
            go_type: "string",
            ty: Type::String,
            required: true,
            protobuf: 2,
            ..PLAIN
        },
        Field {
            name: "kind",
            go_name: "Kind",
            go_type: "string",
            ty: Type::String,
            required: true,
            protobuf: 3,
            ..PLAIN
        },
    ],
};

/// `APISubresourceDiscovery`.
pub static API_SUBRESOURCE_DISCOVERY_V2: Struct = Struct {
    name: "APISubresourceDiscovery",
    package: "io.k8s.api.apidiscovery.v2",
    go_type: "v2.APISubresourceDiscovery",
    atomic: false,
    fields: &[
        Field {
            name: "subresource",
            go_name: "Subresource",
            go_type: "string",
            ty: Type::String,
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "responseKind",
            go_name: "ResponseKind",
            go_type: "v1.GroupVersionKind",
            ty: Type::Struct(&GROUP_VERSION_KIND),
            pointer: true,
            omitempty: true,
            protobuf: 2,
            ..PLAIN
        },
        Field {
            name: "acceptedTypes",
            go_name: "AcceptedTypes",
            go_type: "[]v1.GroupVersionKind",
            ty: Type::List(&List {
                of: Type::Struct(&GROUP_VERSION_KIND),
                go_type: "v1.GroupVersionKind",
                topology: Topology::Keyed(&["group", "version", "kind"]),
                declared: true,
                boxed: false,
            }),
            omitempty: true,
            protobuf: 3,
            ..PLAIN
        },
        Field {
            name: "verbs",
            go_name: "Verbs",
            go_type: "[]string",
            ty: Type::List(&List {
                of: Type::String,
                go_type: "string",
                topology: Topology::Set,
                declared: true,
                boxed: false,
            }),
            protobuf: 4,
            ..PLAIN
        },
    ],
};

/// `WatchEvent`.
pub static WATCH_EVENT: Struct = Struct {
    name: "WatchEvent",
    package: "io.k8s.apimachinery.pkg.apis.meta.v1",
    go_type: "v1.WatchEvent",
    atomic: false,
    fields: &[
        Field {
            name: "type",
            go_name: "Type",
            go_type: "string",
            ty: Type::String,
            required: true,
            protobuf: 1,
            ..PLAIN
        },
        Field {
            name: "object",
            go_name: "Object",
            go_type: "runtime.RawExtension",
            ty: Type::Raw,
            required: true,
            protobuf: 2,
            ..PLAIN
        },
    ],
};

/// `Info`.
pub static INFO_VERSION: Struct = Struct {
    name: "Info",
    package: "io.k8s.apimachinery.pkg.version",
    go_type: "version.Info",
    atomic: false,
    fields: &[
        Field { name: "major", go_name: "Major", go_type: "string", ty: Type::String, required: true, ..PLAIN },
        Field { name: "minor", go_name: "Minor", go_type: "string", ty: Type::String, required: true, ..PLAIN },
        Field {
            name: "emulationMajor",
            go_name: "EmulationMajor",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "emulationMinor",
            go_name: "EmulationMinor",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "minCompatibilityMajor",
            go_name: "MinCompatibilityMajor",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "minCompatibilityMinor",
            go_name: "MinCompatibilityMinor",
            go_type: "string",
            ty: Type::String,
            omitempty: true,
            ..PLAIN
        },
        Field {
            name: "gitVersion",
            go_name: "GitVersion",
            go_type: "string",
            ty: Type::String,
            required: true,
            ..PLAIN
        },
        Field { name: "gitCommit", go_name: "GitCommit", go_type: "string", ty: Type::String, required: true, ..PLAIN },
        Field {
            name: "gitTreeState",
            go_name: "GitTreeState",
            go_type: "string",
            ty: Type::String,
            required: true,
            ..PLAIN
        },
        Field { name: "buildDate", go_name: "BuildDate", go_type: "string", ty: Type::String, required: true, ..PLAIN },
        Field { name: "goVersion", go_name: "GoVersion", go_type: "string", ty: Type::String, required: true, ..PLAIN },
        Field { name: "compiler", go_name: "Compiler", go_type: "string", ty: Type::String, required: true, ..PLAIN },
        Field { name: "platform", go_name: "Platform", go_type: "string", ty: Type::String, required: true, ..PLAIN },
    ],
};

/// The types that are read and written by themselves; a type's name is its kind. Version 1 comes first.
pub static ROOTS: &[&Struct] = &[
    &ENDPOINTS,
    &ENDPOINTS_LIST,
    &NAMESPACE,
    &NAMESPACE_LIST,
    &DELETE_OPTIONS,
    &STATUS,
    &PARTIAL_OBJECT_METADATA,
    &PARTIAL_OBJECT_METADATA_LIST,
    &PARTIAL_OBJECT_METADATA_LIST_V1BETA1,
    &API_VERSIONS,
    &API_RESOURCE_LIST,
    &API_GROUP_LIST,
    &API_GROUP,
    &SELF_SUBJECT_REVIEW,
    &TOKEN_REVIEW,
    &SELF_SUBJECT_ACCESS_REVIEW,
    &SELF_SUBJECT_RULES_REVIEW,
    &SUBJECT_ACCESS_REVIEW,
    &LOCAL_SUBJECT_ACCESS_REVIEW,
    &API_GROUP_DISCOVERY_LIST_V2,
];

/// Every kind of the server's scheme, sorted: group and version as apiVersion says them, kind, the Go package of its type.
pub static KINDS: &[(&str, &str, &str)] = &[
    ("__internal", "Binding", "core"),
    ("__internal", "ComponentStatus", "core"),
    ("__internal", "ComponentStatusList", "core"),
    ("__internal", "ConfigMap", "core"),
    ("__internal", "ConfigMapList", "core"),
    ("__internal", "Endpoints", "core"),
    ("__internal", "EndpointsList", "core"),
    ("__internal", "Event", "core"),
    ("__internal", "EventList", "core"),
    ("__internal", "LimitRange", "core"),
    ("__internal", "LimitRangeList", "core"),
    ("__internal", "List", "core"),
    ("__internal", "Namespace", "core"),
    ("__internal", "NamespaceList", "core"),
    ("__internal", "Node", "core"),
    ("__internal", "NodeList", "core"),
    ("__internal", "NodeProxyOptions", "core"),
    ("__internal", "PersistentVolume", "core"),
    ("__internal", "PersistentVolumeClaim", "core"),
    ("__internal", "PersistentVolumeClaimList", "core"),
    ("__internal", "PersistentVolumeList", "core"),
    ("__internal", "Pod", "core"),
    ("__internal", "PodAttachOptions", "core"),
    ("__internal", "PodExecOptions", "core"),
    ("__internal", "PodList", "core"),
    ("__internal", "PodLogOptions", "core"),
    ("__internal", "PodPortForwardOptions", "core"),
    ("__internal", "PodProxyOptions", "core"),
    ("__internal", "PodTemplate", "core"),
    ("__internal", "PodTemplateList", "core"),
    ("__internal", "RangeAllocation", "core"),
    ("__internal", "ReplicationController", "core"),
    ("__internal", "ReplicationControllerList", "core"),
    ("__internal", "ResourceQuota", "core"),
    ("__internal", "ResourceQuotaList", "core"),
    ("__internal", "Secret", "core"),
    ("__internal", "SecretList", "core"),
    ("__internal", "SerializedReference", "core"),
    ("__internal", "Service", "core"),
    ("__internal", "ServiceAccount", "core"),
    ("__internal", "ServiceAccountList", "core"),
    ("__internal", "ServiceList", "core"),
    ("__internal", "ServiceProxyOptions", "core"),
    ("__internal", "WatchEvent", "v1"),
    ("admission.k8s.io/__internal", "AdmissionReview", "admission"),
    ("admission.k8s.io/__internal", "WatchEvent", "v1"),
    ("admission.k8s.io/v1", "AdmissionReview", "v1"),
    ("admission.k8s.io/v1", "CreateOptions", "v1"),
    ("admission.k8s.io/v1", "DeleteOptions", "v1"),
    ("admission.k8s.io/v1", "GetOptions", "v1"),
    ("admission.k8s.io/v1", "ListOptions", "v1"),
    ("admission.k8s.io/v1", "PatchOptions", "v1"),
    ("admission.k8s.io/v1", "UpdateOptions", "v1"),
    ("admission.k8s.io/v1", "WatchEvent", "v1"),
    ("admission.k8s.io/v1beta1", "AdmissionReview", "v1beta1"),
    ("admission.k8s.io/v1beta1", "CreateOptions", "v1"),
    ("admission.k8s.io/v1beta1", "DeleteOptions", "v1"),
    ("admission.k8s.io/v1beta1", "GetOptions", "v1"),
    ("admission.k8s.io/v1beta1", "ListOptions", "v1"),
    ("admission.k8s.io/v1beta1", "PatchOptions", "v1"),
    ("admission.k8s.io/v1beta1", "UpdateOptions", "v1"),
    ("admission.k8s.io/v1beta1", "WatchEvent", "v1"),
    ("admissionregistration.k8s.io/__internal", "MutatingAdmissionPolicy", "admissionregistration"),
    ("admissionregistration.k8s.io/__internal", "MutatingAdmissionPolicyBinding", "admissionregistration"),
    ("admissionregistration.k8s.io/__internal", "MutatingAdmissionPolicyBindingList", "admissionregistration"),
    ("admissionregistration.k8s.io/__internal", "MutatingAdmissionPolicyList", "admissionregistration"),
    ("admissionregistration.k8s.io/__internal", "MutatingWebhookConfiguration", "admissionregistration"),
    ("admissionregistration.k8s.io/__internal", "MutatingWebhookConfigurationList", "admissionregistration"),
    ("admissionregistration.k8s.io/__internal", "ValidatingAdmissionPolicy", "admissionregistration"),
    ("admissionregistration.k8s.io/__internal", "ValidatingAdmissionPolicyBinding", "admissionregistration"),
    ("admissionregistration.k8s.io/__internal", "ValidatingAdmissionPolicyBindingList", "admissionregistration"),
    ("admissionregistration.k8s.io/__internal", "ValidatingAdmissionPolicyList", "admissionregistration"),
    ("admissionregistration.k8s.io/__internal", "ValidatingWebhookConfiguration", "admissionregistration"),
    ("admissionregistration.k8s.io/__internal", "ValidatingWebhookConfigurationList", "admissionregistration"),
    ("admissionregistration.k8s.io/__internal", "WatchEvent", "v1"),
    ("admissionregistration.k8s.io/v1", "CreateOptions", "v1"),
    ("admissionregistration.k8s.io/v1", "DeleteOptions", "v1"),
    ("admissionregistration.k8s.io/v1", "GetOptions", "v1"),
    ("admissionregistration.k8s.io/v1", "ListOptions", "v1"),
    ("admissionregistration.k8s.io/v1", "MutatingAdmissionPolicy", "v1"),
    ("admissionregistration.k8s.io/v1", "MutatingAdmissionPolicyBinding", "v1"),
    ("admissionregistration.k8s.io/v1", "MutatingAdmissionPolicyBindingList", "v1"),
    ("admissionregistration.k8s.io/v1", "MutatingAdmissionPolicyList", "v1"),
    ("admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration", "v1"),
    ("admissionregistration.k8s.io/v1", "MutatingWebhookConfigurationList", "v1"),
    ("admissionregistration.k8s.io/v1", "PatchOptions", "v1"),
    ("admissionregistration.k8s.io/v1", "UpdateOptions", "v1"),
    ("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy", "v1"),
    ("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicyBinding", "v1"),
    ("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicyBindingList", "v1"),
    ("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicyList", "v1"),
    ("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", "v1"),
    ("admissionregistration.k8s.io/v1", "ValidatingWebhookConfigurationList", "v1"),
    ("admissionregistration.k8s.io/v1", "WatchEvent", "v1"),
    ("admissionregistration.k8s.io/v1alpha1", "CreateOptions", "v1"),
    ("admissionregistration.k8s.io/v1alpha1", "DeleteOptions", "v1"),
    ("admissionregistration.k8s.io/v1alpha1", "GetOptions", "v1"),
    ("admissionregistration.k8s.io/v1alpha1", "ListOptions", "v1"),
    ("admissionregistration.k8s.io/v1alpha1", "MutatingAdmissionPolicy", "v1alpha1"),
    ("admissionregistration.k8s.io/v1alpha1", "MutatingAdmissionPolicyBinding", "v1alpha1"),
    ("admissionregistration.k8s.io/v1alpha1", "MutatingAdmissionPolicyBindingList", "v1alpha1"),
    ("admissionregistration.k8s.io/v1alpha1", "MutatingAdmissionPolicyList", "v1alpha1"),
    ("admissionregistration.k8s.io/v1alpha1", "PatchOptions", "v1"),
    ("admissionregistration.k8s.io/v1alpha1", "UpdateOptions", "v1"),
    ("admissionregistration.k8s.io/v1alpha1", "ValidatingAdmissionPolicy", "v1alpha1"),
    ("admissionregistration.k8s.io/v1alpha1", "ValidatingAdmissionPolicyBinding", "v1alpha1"),
    ("admissionregistration.k8s.io/v1alpha1", "ValidatingAdmissionPolicyBindingList", "v1alpha1"),
    ("admissionregistration.k8s.io/v1alpha1", "ValidatingAdmissionPolicyList", "v1alpha1"),
    ("admissionregistration.k8s.io/v1alpha1", "WatchEvent", "v1"),
    ("admissionregistration.k8s.io/v1beta1", "CreateOptions", "v1"),
    ("admissionregistration.k8s.io/v1beta1", "DeleteOptions", "v1"),
    ("admissionregistration.k8s.io/v1beta1", "GetOptions", "v1"),
    ("admissionregistration.k8s.io/v1beta1", "ListOptions", "v1"),
    ("admissionregistration.k8s.io/v1beta1", "MutatingAdmissionPolicy", "v1beta1"),
    ("admissionregistration.k8s.io/v1beta1", "MutatingAdmissionPolicyBinding", "v1beta1"),
    ("admissionregistration.k8s.io/v1beta1", "MutatingAdmissionPolicyBindingList", "v1beta1"),
    ("admissionregistration.k8s.io/v1beta1", "MutatingAdmissionPolicyList", "v1beta1"),
    ("admissionregistration.k8s.io/v1beta1", "MutatingWebhookConfiguration", "v1beta1"),
    ("admissionregistration.k8s.io/v1beta1", "MutatingWebhookConfigurationList", "v1beta1"),
    ("admissionregistration.k8s.io/v1beta1", "PatchOptions", "v1"),
    ("admissionregistration.k8s.io/v1beta1", "UpdateOptions", "v1"),
    ("admissionregistration.k8s.io/v1beta1", "ValidatingAdmissionPolicy", "v1beta1"),
    ("admissionregistration.k8s.io/v1beta1", "ValidatingAdmissionPolicyBinding", "v1beta1"),
    ("admissionregistration.k8s.io/v1beta1", "ValidatingAdmissionPolicyBindingList", "v1beta1"),
    ("admissionregistration.k8s.io/v1beta1", "ValidatingAdmissionPolicyList", "v1beta1"),
    ("admissionregistration.k8s.io/v1beta1", "ValidatingWebhookConfiguration", "v1beta1"),
    ("admissionregistration.k8s.io/v1beta1", "ValidatingWebhookConfigurationList", "v1beta1"),
    ("admissionregistration.k8s.io/v1beta1", "WatchEvent", "v1"),
    ("apps/__internal", "ControllerRevision", "apps"),
    ("apps/__internal", "ControllerRevisionList", "apps"),
    ("apps/__internal", "DaemonSet", "apps"),
    ("apps/__internal", "DaemonSetList", "apps"),
    ("apps/__internal", "Deployment", "apps"),
    ("apps/__internal", "DeploymentList", "apps"),
    ("apps/__internal", "DeploymentRollback", "apps"),
    ("apps/__internal", "ReplicaSet", "apps"),
    ("apps/__internal", "ReplicaSetList", "apps"),
    ("apps/__internal", "Scale", "autoscaling"),
    ("apps/__internal", "StatefulSet", "apps"),
    ("apps/__internal", "StatefulSetList", "apps"),
    ("apps/__internal", "WatchEvent", "v1"),
    ("apps/v1", "ControllerRevision", "v1"),
    ("apps/v1", "ControllerRevisionList", "v1"),
    ("apps/v1", "CreateOptions", "v1"),
    ("apps/v1", "DaemonSet", "v1"),
    ("apps/v1", "DaemonSetList", "v1"),
    ("apps/v1", "DeleteOptions", "v1"),
    ("apps/v1", "Deployment", "v1"),
    ("apps/v1", "DeploymentList", "v1"),
    ("apps/v1", "GetOptions", "v1"),
    ("apps/v1", "ListOptions", "v1"),
    ("apps/v1", "PatchOptions", "v1"),
    ("apps/v1", "ReplicaSet", "v1"),
    ("apps/v1", "ReplicaSetList", "v1"),
    ("apps/v1", "StatefulSet", "v1"),
    ("apps/v1", "StatefulSetList", "v1"),
    ("apps/v1", "UpdateOptions", "v1"),
    ("apps/v1", "WatchEvent", "v1"),
    ("apps/v1beta1", "ControllerRevision", "v1beta1"),
    ("apps/v1beta1", "ControllerRevisionList", "v1beta1"),
    ("apps/v1beta1", "CreateOptions", "v1"),
    ("apps/v1beta1", "DeleteOptions", "v1"),
    ("apps/v1beta1", "Deployment", "v1beta1"),
    ("apps/v1beta1", "DeploymentList", "v1beta1"),
    ("apps/v1beta1", "DeploymentRollback", "v1beta1"),
    ("apps/v1beta1", "GetOptions", "v1"),
    ("apps/v1beta1", "ListOptions", "v1"),
    ("apps/v1beta1", "PatchOptions", "v1"),
    ("apps/v1beta1", "Scale", "v1beta1"),
    ("apps/v1beta1", "StatefulSet", "v1beta1"),
    ("apps/v1beta1", "StatefulSetList", "v1beta1"),
    ("apps/v1beta1", "UpdateOptions", "v1"),
    ("apps/v1beta1", "WatchEvent", "v1"),
    ("apps/v1beta2", "ControllerRevision", "v1beta2"),
    ("apps/v1beta2", "ControllerRevisionList", "v1beta2"),
    ("apps/v1beta2", "CreateOptions", "v1"),
    ("apps/v1beta2", "DaemonSet", "v1beta2"),
    ("apps/v1beta2", "DaemonSetList", "v1beta2"),
    ("apps/v1beta2", "DeleteOptions", "v1"),
    ("apps/v1beta2", "Deployment", "v1beta2"),
    ("apps/v1beta2", "DeploymentList", "v1beta2"),
    ("apps/v1beta2", "GetOptions", "v1"),
    ("apps/v1beta2", "ListOptions", "v1"),
    ("apps/v1beta2", "PatchOptions", "v1"),
    ("apps/v1beta2", "ReplicaSet", "v1beta2"),
    ("apps/v1beta2", "ReplicaSetList", "v1beta2"),
    ("apps/v1beta2", "Scale", "v1beta2"),
    ("apps/v1beta2", "StatefulSet", "v1beta2"),
    ("apps/v1beta2", "StatefulSetList", "v1beta2"),
    ("apps/v1beta2", "UpdateOptions", "v1"),
    ("apps/v1beta2", "WatchEvent", "v1"),
    ("authentication.k8s.io/__internal", "SelfSubjectReview", "authentication"),
    ("authentication.k8s.io/__internal", "TokenRequest", "authentication"),
    ("authentication.k8s.io/__internal", "TokenReview", "authentication"),
    ("authentication.k8s.io/__internal", "WatchEvent", "v1"),
    ("authentication.k8s.io/v1", "CreateOptions", "v1"),
    ("authentication.k8s.io/v1", "DeleteOptions", "v1"),
    ("authentication.k8s.io/v1", "GetOptions", "v1"),
    ("authentication.k8s.io/v1", "ListOptions", "v1"),
    ("authentication.k8s.io/v1", "PatchOptions", "v1"),
    ("authentication.k8s.io/v1", "SelfSubjectReview", "v1"),
    ("authentication.k8s.io/v1", "TokenRequest", "v1"),
    ("authentication.k8s.io/v1", "TokenReview", "v1"),
    ("authentication.k8s.io/v1", "UpdateOptions", "v1"),
    ("authentication.k8s.io/v1", "WatchEvent", "v1"),
    ("authentication.k8s.io/v1alpha1", "CreateOptions", "v1"),
    ("authentication.k8s.io/v1alpha1", "DeleteOptions", "v1"),
    ("authentication.k8s.io/v1alpha1", "GetOptions", "v1"),
    ("authentication.k8s.io/v1alpha1", "ListOptions", "v1"),
    ("authentication.k8s.io/v1alpha1", "PatchOptions", "v1"),
    ("authentication.k8s.io/v1alpha1", "SelfSubjectReview", "v1alpha1"),
    ("authentication.k8s.io/v1alpha1", "UpdateOptions", "v1"),
    ("authentication.k8s.io/v1alpha1", "WatchEvent", "v1"),
    ("authentication.k8s.io/v1beta1", "CreateOptions", "v1"),
    ("authentication.k8s.io/v1beta1", "DeleteOptions", "v1"),
    ("authentication.k8s.io/v1beta1", "GetOptions", "v1"),
    ("authentication.k8s.io/v1beta1", "ListOptions", "v1"),
    ("authentication.k8s.io/v1beta1", "PatchOptions", "v1"),
    ("authentication.k8s.io/v1beta1", "SelfSubjectReview", "v1beta1"),
    ("authentication.k8s.io/v1beta1", "TokenReview", "v1beta1"),
    ("authentication.k8s.io/v1beta1", "UpdateOptions", "v1"),
    ("authentication.k8s.io/v1beta1", "WatchEvent", "v1"),
    ("authorization.k8s.io/__internal", "LocalSubjectAccessReview", "authorization"),
    ("authorization.k8s.io/__internal", "SelfSubjectAccessReview", "authorization"),
    ("authorization.k8s.io/__internal", "SelfSubjectRulesReview", "authorization"),
    ("authorization.k8s.io/__internal", "SubjectAccessReview", "authorization"),
    ("authorization.k8s.io/__internal", "WatchEvent", "v1"),
    ("authorization.k8s.io/v1", "CreateOptions", "v1"),
    ("authorization.k8s.io/v1", "DeleteOptions", "v1"),
    ("authorization.k8s.io/v1", "GetOptions", "v1"),
    ("authorization.k8s.io/v1", "ListOptions", "v1"),
    ("authorization.k8s.io/v1", "LocalSubjectAccessReview", "v1"),
    ("authorization.k8s.io/v1", "PatchOptions", "v1"),
    ("authorization.k8s.io/v1", "SelfSubjectAccessReview", "v1"),
    ("authorization.k8s.io/v1", "SelfSubjectRulesReview", "v1"),
    ("authorization.k8s.io/v1", "SubjectAccessReview", "v1"),
    ("authorization.k8s.io/v1", "UpdateOptions", "v1"),
    ("authorization.k8s.io/v1", "WatchEvent", "v1"),
    ("authorization.k8s.io/v1beta1", "CreateOptions", "v1"),
    ("authorization.k8s.io/v1beta1", "DeleteOptions", "v1"),
    ("authorization.k8s.io/v1beta1", "GetOptions", "v1"),
    ("authorization.k8s.io/v1beta1", "ListOptions", "v1"),
    ("authorization.k8s.io/v1beta1", "LocalSubjectAccessReview", "v1beta1"),
    ("authorization.k8s.io/v1beta1", "PatchOptions", "v1"),
    ("authorization.k8s.io/v1beta1", "SelfSubjectAccessReview", "v1beta1"),
    ("authorization.k8s.io/v1beta1", "SelfSubjectRulesReview", "v1beta1"),
    ("authorization.k8s.io/v1beta1", "SubjectAccessReview", "v1beta1"),
    ("authorization.k8s.io/v1beta1", "UpdateOptions", "v1"),
    ("authorization.k8s.io/v1beta1", "WatchEvent", "v1"),
    ("autoscaling/__internal", "HorizontalPodAutoscaler", "autoscaling"),
    ("autoscaling/__internal", "HorizontalPodAutoscalerList", "autoscaling"),
    ("autoscaling/__internal", "Scale", "autoscaling"),
    ("autoscaling/__internal", "WatchEvent", "v1"),
    ("autoscaling/v1", "CreateOptions", "v1"),
    ("autoscaling/v1", "DeleteOptions", "v1"),
    ("autoscaling/v1", "GetOptions", "v1"),
    ("autoscaling/v1", "HorizontalPodAutoscaler", "v1"),
    ("autoscaling/v1", "HorizontalPodAutoscalerList", "v1"),
    ("autoscaling/v1", "ListOptions", "v1"),
    ("autoscaling/v1", "PatchOptions", "v1"),
    ("autoscaling/v1", "Scale", "v1"),
    ("autoscaling/v1", "UpdateOptions", "v1"),
    ("autoscaling/v1", "WatchEvent", "v1"),
    ("autoscaling/v2", "CreateOptions", "v1"),
    ("autoscaling/v2", "DeleteOptions", "v1"),
    ("autoscaling/v2", "GetOptions", "v1"),
    ("autoscaling/v2", "HorizontalPodAutoscaler", "v2"),
    ("autoscaling/v2", "HorizontalPodAutoscalerList", "v2"),
    ("autoscaling/v2", "ListOptions", "v1"),
    ("autoscaling/v2", "PatchOptions", "v1"),
    ("autoscaling/v2", "UpdateOptions", "v1"),
    ("autoscaling/v2", "WatchEvent", "v1"),
    ("batch/__internal", "CronJob", "batch"),
    ("batch/__internal", "CronJobList", "batch"),
    ("batch/__internal", "Job", "batch"),
    ("batch/__internal", "JobList", "batch"),
    ("batch/__internal", "WatchEvent", "v1"),
    ("batch/v1", "CreateOptions", "v1"),
    ("batch/v1", "CronJob", "v1"),
    ("batch/v1", "CronJobList", "v1"),
    ("batch/v1", "DeleteOptions", "v1"),
    ("batch/v1", "GetOptions", "v1"),
    ("batch/v1", "Job", "v1"),
    ("batch/v1", "JobList", "v1"),
    ("batch/v1", "ListOptions", "v1"),
    ("batch/v1", "PatchOptions", "v1"),
    ("batch/v1", "UpdateOptions", "v1"),
    ("batch/v1", "WatchEvent", "v1"),
    ("batch/v1beta1", "CreateOptions", "v1"),
    ("batch/v1beta1", "CronJob", "v1beta1"),
    ("batch/v1beta1", "CronJobList", "v1beta1"),
    ("batch/v1beta1", "DeleteOptions", "v1"),
    ("batch/v1beta1", "GetOptions", "v1"),
    ("batch/v1beta1", "ListOptions", "v1"),
    ("batch/v1beta1", "PatchOptions", "v1"),
    ("batch/v1beta1", "UpdateOptions", "v1"),
    ("batch/v1beta1", "WatchEvent", "v1"),
    ("certificates.k8s.io/__internal", "CertificateSigningRequest", "certificates"),
    ("certificates.k8s.io/__internal", "CertificateSigningRequestList", "certificates"),
    ("certificates.k8s.io/__internal", "ClusterTrustBundle", "certificates"),
    ("certificates.k8s.io/__internal", "ClusterTrustBundleList", "certificates"),
    ("certificates.k8s.io/__internal", "PodCertificateRequest", "certificates"),
    ("certificates.k8s.io/__internal", "PodCertificateRequestList", "certificates"),
    ("certificates.k8s.io/__internal", "WatchEvent", "v1"),
    ("certificates.k8s.io/v1", "CertificateSigningRequest", "v1"),
    ("certificates.k8s.io/v1", "CertificateSigningRequestList", "v1"),
    ("certificates.k8s.io/v1", "ClusterTrustBundle", "v1"),
    ("certificates.k8s.io/v1", "ClusterTrustBundleList", "v1"),
    ("certificates.k8s.io/v1", "CreateOptions", "v1"),
    ("certificates.k8s.io/v1", "DeleteOptions", "v1"),
    ("certificates.k8s.io/v1", "GetOptions", "v1"),
    ("certificates.k8s.io/v1", "ListOptions", "v1"),
    ("certificates.k8s.io/v1", "PatchOptions", "v1"),
    ("certificates.k8s.io/v1", "PodCertificateRequest", "v1"),
    ("certificates.k8s.io/v1", "PodCertificateRequestList", "v1"),
    ("certificates.k8s.io/v1", "UpdateOptions", "v1"),
    ("certificates.k8s.io/v1", "WatchEvent", "v1"),
    ("certificates.k8s.io/v1alpha1", "ClusterTrustBundle", "v1alpha1"),
    ("certificates.k8s.io/v1alpha1", "ClusterTrustBundleList", "v1alpha1"),
    ("certificates.k8s.io/v1alpha1", "CreateOptions", "v1"),
    ("certificates.k8s.io/v1alpha1", "DeleteOptions", "v1"),
    ("certificates.k8s.io/v1alpha1", "GetOptions", "v1"),
    ("certificates.k8s.io/v1alpha1", "ListOptions", "v1"),
    ("certificates.k8s.io/v1alpha1", "PatchOptions", "v1"),
    ("certificates.k8s.io/v1alpha1", "UpdateOptions", "v1"),
    ("certificates.k8s.io/v1alpha1", "WatchEvent", "v1"),
    ("certificates.k8s.io/v1beta1", "CertificateSigningRequest", "v1beta1"),
    ("certificates.k8s.io/v1beta1", "CertificateSigningRequestList", "v1beta1"),
    ("certificates.k8s.io/v1beta1", "ClusterTrustBundle", "v1beta1"),
    ("certificates.k8s.io/v1beta1", "ClusterTrustBundleList", "v1beta1"),
    ("certificates.k8s.io/v1beta1", "CreateOptions", "v1"),
    ("certificates.k8s.io/v1beta1", "DeleteOptions", "v1"),
    ("certificates.k8s.io/v1beta1", "GetOptions", "v1"),
    ("certificates.k8s.io/v1beta1", "ListOptions", "v1"),
    ("certificates.k8s.io/v1beta1", "PatchOptions", "v1"),
    ("certificates.k8s.io/v1beta1", "PodCertificateRequest", "v1beta1"),
    ("certificates.k8s.io/v1beta1", "PodCertificateRequestList", "v1beta1"),
    ("certificates.k8s.io/v1beta1", "UpdateOptions", "v1"),
    ("certificates.k8s.io/v1beta1", "WatchEvent", "v1"),
    ("coordination.k8s.io/__internal", "Lease", "coordination"),
    ("coordination.k8s.io/__internal", "LeaseCandidate", "coordination"),
    ("coordination.k8s.io/__internal", "LeaseCandidateList", "coordination"),
    ("coordination.k8s.io/__internal", "LeaseList", "coordination"),
    ("coordination.k8s.io/__internal", "WatchEvent", "v1"),
    ("coordination.k8s.io/v1", "CreateOptions", "v1"),
    ("coordination.k8s.io/v1", "DeleteOptions", "v1"),
    ("coordination.k8s.io/v1", "GetOptions", "v1"),
    ("coordination.k8s.io/v1", "Lease", "v1"),
    ("coordination.k8s.io/v1", "LeaseList", "v1"),
    ("coordination.k8s.io/v1", "ListOptions", "v1"),
    ("coordination.k8s.io/v1", "PatchOptions", "v1"),
    ("coordination.k8s.io/v1", "UpdateOptions", "v1"),
    ("coordination.k8s.io/v1", "WatchEvent", "v1"),
    ("coordination.k8s.io/v1alpha2", "CreateOptions", "v1"),
    ("coordination.k8s.io/v1alpha2", "DeleteOptions", "v1"),
    ("coordination.k8s.io/v1alpha2", "GetOptions", "v1"),
    ("coordination.k8s.io/v1alpha2", "LeaseCandidate", "v1alpha2"),
    ("coordination.k8s.io/v1alpha2", "LeaseCandidateList", "v1alpha2"),
    ("coordination.k8s.io/v1alpha2", "ListOptions", "v1"),
    ("coordination.k8s.io/v1alpha2", "PatchOptions", "v1"),
    ("coordination.k8s.io/v1alpha2", "UpdateOptions", "v1"),
    ("coordination.k8s.io/v1alpha2", "WatchEvent", "v1"),
    ("coordination.k8s.io/v1beta1", "CreateOptions", "v1"),
    ("coordination.k8s.io/v1beta1", "DeleteOptions", "v1"),
    ("coordination.k8s.io/v1beta1", "GetOptions", "v1"),
    ("coordination.k8s.io/v1beta1", "Lease", "v1beta1"),
    ("coordination.k8s.io/v1beta1", "LeaseCandidate", "v1beta1"),
    ("coordination.k8s.io/v1beta1", "LeaseCandidateList", "v1beta1"),
    ("coordination.k8s.io/v1beta1", "LeaseList", "v1beta1"),
    ("coordination.k8s.io/v1beta1", "ListOptions", "v1"),
    ("coordination.k8s.io/v1beta1", "PatchOptions", "v1"),
    ("coordination.k8s.io/v1beta1", "UpdateOptions", "v1"),
    ("coordination.k8s.io/v1beta1", "WatchEvent", "v1"),
    ("discovery.k8s.io/__internal", "EndpointSlice", "discovery"),
    ("discovery.k8s.io/__internal", "EndpointSliceList", "discovery"),
    ("discovery.k8s.io/__internal", "WatchEvent", "v1"),
    ("discovery.k8s.io/v1", "CreateOptions", "v1"),
    ("discovery.k8s.io/v1", "DeleteOptions", "v1"),
    ("discovery.k8s.io/v1", "EndpointSlice", "v1"),
    ("discovery.k8s.io/v1", "EndpointSliceList", "v1"),
    ("discovery.k8s.io/v1", "GetOptions", "v1"),
    ("discovery.k8s.io/v1", "ListOptions", "v1"),
    ("discovery.k8s.io/v1", "PatchOptions", "v1"),
    ("discovery.k8s.io/v1", "UpdateOptions", "v1"),
    ("discovery.k8s.io/v1", "WatchEvent", "v1"),
    ("discovery.k8s.io/v1beta1", "CreateOptions", "v1"),
    ("discovery.k8s.io/v1beta1", "DeleteOptions", "v1"),
    ("discovery.k8s.io/v1beta1", "EndpointSlice", "v1beta1"),
    ("discovery.k8s.io/v1beta1", "EndpointSliceList", "v1beta1"),
    ("discovery.k8s.io/v1beta1", "GetOptions", "v1"),
    ("discovery.k8s.io/v1beta1", "ListOptions", "v1"),
    ("discovery.k8s.io/v1beta1", "PatchOptions", "v1"),
    ("discovery.k8s.io/v1beta1", "UpdateOptions", "v1"),
    ("discovery.k8s.io/v1beta1", "WatchEvent", "v1"),
    ("events.k8s.io/__internal", "Event", "core"),
    ("events.k8s.io/__internal", "EventList", "core"),
    ("events.k8s.io/__internal", "WatchEvent", "v1"),
    ("events.k8s.io/v1", "CreateOptions", "v1"),
    ("events.k8s.io/v1", "DeleteOptions", "v1"),
    ("events.k8s.io/v1", "Event", "v1"),
    ("events.k8s.io/v1", "EventList", "v1"),
    ("events.k8s.io/v1", "GetOptions", "v1"),
    ("events.k8s.io/v1", "ListOptions", "v1"),
    ("events.k8s.io/v1", "PatchOptions", "v1"),
    ("events.k8s.io/v1", "UpdateOptions", "v1"),
    ("events.k8s.io/v1", "WatchEvent", "v1"),
    ("events.k8s.io/v1beta1", "CreateOptions", "v1"),
    ("events.k8s.io/v1beta1", "DeleteOptions", "v1"),
    ("events.k8s.io/v1beta1", "Event", "v1beta1"),
    ("events.k8s.io/v1beta1", "EventList", "v1beta1"),
    ("events.k8s.io/v1beta1", "GetOptions", "v1"),
    ("events.k8s.io/v1beta1", "ListOptions", "v1"),
    ("events.k8s.io/v1beta1", "PatchOptions", "v1"),
    ("events.k8s.io/v1beta1", "UpdateOptions", "v1"),
    ("events.k8s.io/v1beta1", "WatchEvent", "v1"),
    ("extensions/__internal", "DaemonSet", "apps"),
    ("extensions/__internal", "DaemonSetList", "apps"),
    ("extensions/__internal", "Deployment", "apps"),
    ("extensions/__internal", "DeploymentList", "apps"),
    ("extensions/__internal", "DeploymentRollback", "apps"),
    ("extensions/__internal", "Ingress", "networking"),
    ("extensions/__internal", "IngressList", "networking"),
    ("extensions/__internal", "NetworkPolicy", "networking"),
    ("extensions/__internal", "NetworkPolicyList", "networking"),
    ("extensions/__internal", "ReplicaSet", "apps"),
    ("extensions/__internal", "ReplicaSetList", "apps"),
    ("extensions/__internal", "Scale", "autoscaling"),
    ("extensions/__internal", "WatchEvent", "v1"),
    ("extensions/v1beta1", "CreateOptions", "v1"),
    ("extensions/v1beta1", "DaemonSet", "v1beta1"),
    ("extensions/v1beta1", "DaemonSetList", "v1beta1"),
    ("extensions/v1beta1", "DeleteOptions", "v1"),
    ("extensions/v1beta1", "Deployment", "v1beta1"),
    ("extensions/v1beta1", "DeploymentList", "v1beta1"),
    ("extensions/v1beta1", "DeploymentRollback", "v1beta1"),
    ("extensions/v1beta1", "GetOptions", "v1"),
    ("extensions/v1beta1", "Ingress", "v1beta1"),
    ("extensions/v1beta1", "IngressList", "v1beta1"),
    ("extensions/v1beta1", "ListOptions", "v1"),
    ("extensions/v1beta1", "NetworkPolicy", "v1beta1"),
    ("extensions/v1beta1", "NetworkPolicyList", "v1beta1"),
    ("extensions/v1beta1", "PatchOptions", "v1"),
    ("extensions/v1beta1", "ReplicaSet", "v1beta1"),
    ("extensions/v1beta1", "ReplicaSetList", "v1beta1"),
    ("extensions/v1beta1", "Scale", "v1beta1"),
    ("extensions/v1beta1", "UpdateOptions", "v1"),
    ("extensions/v1beta1", "WatchEvent", "v1"),
    ("flowcontrol.apiserver.k8s.io/__internal", "FlowSchema", "flowcontrol"),
    ("flowcontrol.apiserver.k8s.io/__internal", "FlowSchemaList", "flowcontrol"),
    ("flowcontrol.apiserver.k8s.io/__internal", "PriorityLevelConfiguration", "flowcontrol"),
    ("flowcontrol.apiserver.k8s.io/__internal", "PriorityLevelConfigurationList", "flowcontrol"),
    ("flowcontrol.apiserver.k8s.io/__internal", "WatchEvent", "v1"),
    ("flowcontrol.apiserver.k8s.io/v1", "CreateOptions", "v1"),
    ("flowcontrol.apiserver.k8s.io/v1", "DeleteOptions", "v1"),
    ("flowcontrol.apiserver.k8s.io/v1", "FlowSchema", "v1"),
    ("flowcontrol.apiserver.k8s.io/v1", "FlowSchemaList", "v1"),
    ("flowcontrol.apiserver.k8s.io/v1", "GetOptions", "v1"),
    ("flowcontrol.apiserver.k8s.io/v1", "ListOptions", "v1"),
    ("flowcontrol.apiserver.k8s.io/v1", "PatchOptions", "v1"),
    ("flowcontrol.apiserver.k8s.io/v1", "PriorityLevelConfiguration", "v1"),
    ("flowcontrol.apiserver.k8s.io/v1", "PriorityLevelConfigurationList", "v1"),
    ("flowcontrol.apiserver.k8s.io/v1", "UpdateOptions", "v1"),
    ("flowcontrol.apiserver.k8s.io/v1", "WatchEvent", "v1"),
    ("flowcontrol.apiserver.k8s.io/v1beta1", "CreateOptions", "v1"),
    ("flowcontrol.apiserver.k8s.io/v1beta1", "DeleteOptions", "v1"),
    ("flowcontrol.apiserver.k8s.io/v1beta1", "FlowSchema", "v1beta1"),
    ("flowcontrol.apiserver.k8s.io/v1beta1", "FlowSchemaList", "v1beta1"),
    ("flowcontrol.apiserver.k8s.io/v1beta1", "GetOptions", "v1"),
    ("flowcontrol.apiserver.k8s.io/v1beta1", "ListOptions", "v1"),
    ("flowcontrol.apiserver.k8s.io/v1beta1", "PatchOptions", "v1"),
    ("flowcontrol.apiserver.k8s.io/v1beta1", "PriorityLevelConfiguration", "v1beta1"),
    ("flowcontrol.apiserver.k8s.io/v1beta1", "PriorityLevelConfigurationList", "v1beta1"),
    ("flowcontrol.apiserver.k8s.io/v1beta1", "UpdateOptions", "v1"),
    ("flowcontrol.apiserver.k8s.io/v1beta1", "WatchEvent", "v1"),
    ("flowcontrol.apiserver.k8s.io/v1beta2", "CreateOptions", "v1"),
    ("flowcontrol.apiserver.k8s.io/v1beta2", "DeleteOptions", "v1"),
    ("flowcontrol.apiserver.k8s.io/v1beta2", "FlowSchema", "v1beta2"),
    ("flowcontrol.apiserver.k8s.io/v1beta2", "FlowSchemaList", "v1beta2"),
    ("flowcontrol.apiserver.k8s.io/v1beta2", "GetOptions", "v1"),
    ("flowcontrol.apiserver.k8s.io/v1beta2", "ListOptions", "v1"),
    ("flowcontrol.apiserver.k8s.io/v1beta2", "PatchOptions", "v1"),
    ("flowcontrol.apiserver.k8s.io/v1beta2", "PriorityLevelConfiguration", "v1beta2"),
    ("flowcontrol.apiserver.k8s.io/v1beta2", "PriorityLevelConfigurationList", "v1beta2"),
    ("flowcontrol.apiserver.k8s.io/v1beta2", "UpdateOptions", "v1"),
    ("flowcontrol.apiserver.k8s.io/v1beta2", "WatchEvent", "v1"),
    ("flowcontrol.apiserver.k8s.io/v1beta3", "CreateOptions", "v1"),
    ("flowcontrol.apiserver.k8s.io/v1beta3", "DeleteOptions", "v1"),
    ("flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema", "v1beta3"),
    ("flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchemaList", "v1beta3"),
    ("flowcontrol.apiserver.k8s.io/v1beta3", "GetOptions", "v1"),
    ("flowcontrol.apiserver.k8s.io/v1beta3", "ListOptions", "v1"),
    ("flowcontrol.apiserver.k8s.io/v1beta3", "PatchOptions", "v1"),
    ("flowcontrol.apiserver.k8s.io/v1beta3", "PriorityLevelConfiguration", "v1beta3"),
    ("flowcontrol.apiserver.k8s.io/v1beta3", "PriorityLevelConfigurationList", "v1beta3"),
    ("flowcontrol.apiserver.k8s.io/v1beta3", "UpdateOptions", "v1"),
    ("flowcontrol.apiserver.k8s.io/v1beta3", "WatchEvent", "v1"),
    ("imagepolicy.k8s.io/__internal", "ImageReview", "imagepolicy"),
    ("imagepolicy.k8s.io/__internal", "WatchEvent", "v1"),
    ("imagepolicy.k8s.io/v1alpha1", "CreateOptions", "v1"),
    ("imagepolicy.k8s.io/v1alpha1", "DeleteOptions", "v1"),
    ("imagepolicy.k8s.io/v1alpha1", "GetOptions", "v1"),
    ("imagepolicy.k8s.io/v1alpha1", "ImageReview", "v1alpha1"),
    ("imagepolicy.k8s.io/v1alpha1", "ListOptions", "v1"),
    ("imagepolicy.k8s.io/v1alpha1", "PatchOptions", "v1"),
    ("imagepolicy.k8s.io/v1alpha1", "UpdateOptions", "v1"),
    ("imagepolicy.k8s.io/v1alpha1", "WatchEvent", "v1"),
    ("internal.apiserver.k8s.io/__internal", "StorageVersion", "apiserverinternal"),
    ("internal.apiserver.k8s.io/__internal", "StorageVersionList", "apiserverinternal"),
    ("internal.apiserver.k8s.io/__internal", "WatchEvent", "v1"),
    ("internal.apiserver.k8s.io/v1alpha1", "CreateOptions", "v1"),
    ("internal.apiserver.k8s.io/v1alpha1", "DeleteOptions", "v1"),
    ("internal.apiserver.k8s.io/v1alpha1", "GetOptions", "v1"),
    ("internal.apiserver.k8s.io/v1alpha1", "ListOptions", "v1"),
    ("internal.apiserver.k8s.io/v1alpha1", "PatchOptions", "v1"),
    ("internal.apiserver.k8s.io/v1alpha1", "StorageVersion", "v1alpha1"),
    ("internal.apiserver.k8s.io/v1alpha1", "StorageVersionList", "v1alpha1"),
    ("internal.apiserver.k8s.io/v1alpha1", "UpdateOptions", "v1"),
    ("internal.apiserver.k8s.io/v1alpha1", "WatchEvent", "v1"),
    ("lifecycle.k8s.io/__internal", "Eviction", "lifecycle"),
    ("lifecycle.k8s.io/__internal", "EvictionList", "lifecycle"),
    ("lifecycle.k8s.io/__internal", "EvictionRequest", "lifecycle"),
    ("lifecycle.k8s.io/__internal", "EvictionRequestList", "lifecycle"),
    ("lifecycle.k8s.io/__internal", "WatchEvent", "v1"),
    ("lifecycle.k8s.io/v1alpha1", "CreateOptions", "v1"),
    ("lifecycle.k8s.io/v1alpha1", "DeleteOptions", "v1"),
    ("lifecycle.k8s.io/v1alpha1", "Eviction", "v1alpha1"),
    ("lifecycle.k8s.io/v1alpha1", "EvictionList", "v1alpha1"),
    ("lifecycle.k8s.io/v1alpha1", "EvictionRequest", "v1alpha1"),
    ("lifecycle.k8s.io/v1alpha1", "EvictionRequestList", "v1alpha1"),
    ("lifecycle.k8s.io/v1alpha1", "GetOptions", "v1"),
    ("lifecycle.k8s.io/v1alpha1", "ListOptions", "v1"),
    ("lifecycle.k8s.io/v1alpha1", "PatchOptions", "v1"),
    ("lifecycle.k8s.io/v1alpha1", "UpdateOptions", "v1"),
    ("lifecycle.k8s.io/v1alpha1", "WatchEvent", "v1"),
    ("networking.k8s.io/__internal", "IPAddress", "networking"),
    ("networking.k8s.io/__internal", "IPAddressList", "networking"),
    ("networking.k8s.io/__internal", "Ingress", "networking"),
    ("networking.k8s.io/__internal", "IngressClass", "networking"),
    ("networking.k8s.io/__internal", "IngressClassList", "networking"),
    ("networking.k8s.io/__internal", "IngressList", "networking"),
    ("networking.k8s.io/__internal", "NetworkPolicy", "networking"),
    ("networking.k8s.io/__internal", "NetworkPolicyList", "networking"),
    ("networking.k8s.io/__internal", "ServiceCIDR", "networking"),
    ("networking.k8s.io/__internal", "ServiceCIDRList", "networking"),
    ("networking.k8s.io/__internal", "WatchEvent", "v1"),
    ("networking.k8s.io/v1", "CreateOptions", "v1"),
    ("networking.k8s.io/v1", "DeleteOptions", "v1"),
    ("networking.k8s.io/v1", "GetOptions", "v1"),
    ("networking.k8s.io/v1", "IPAddress", "v1"),
    ("networking.k8s.io/v1", "IPAddressList", "v1"),
    ("networking.k8s.io/v1", "Ingress", "v1"),
    ("networking.k8s.io/v1", "IngressClass", "v1"),
    ("networking.k8s.io/v1", "IngressClassList", "v1"),
    ("networking.k8s.io/v1", "IngressList", "v1"),
    ("networking.k8s.io/v1", "ListOptions", "v1"),
    ("networking.k8s.io/v1", "NetworkPolicy", "v1"),
    ("networking.k8s.io/v1", "NetworkPolicyList", "v1"),
    ("networking.k8s.io/v1", "PatchOptions", "v1"),
    ("networking.k8s.io/v1", "ServiceCIDR", "v1"),
    ("networking.k8s.io/v1", "ServiceCIDRList", "v1"),
    ("networking.k8s.io/v1", "UpdateOptions", "v1"),
    ("networking.k8s.io/v1", "WatchEvent", "v1"),
    ("networking.k8s.io/v1beta1", "CreateOptions", "v1"),
    ("networking.k8s.io/v1beta1", "DeleteOptions", "v1"),
    ("networking.k8s.io/v1beta1", "GetOptions", "v1"),
    ("networking.k8s.io/v1beta1", "IPAddress", "v1beta1"),
    ("networking.k8s.io/v1beta1", "IPAddressList", "v1beta1"),
    ("networking.k8s.io/v1beta1", "Ingress", "v1beta1"),
    ("networking.k8s.io/v1beta1", "IngressClass", "v1beta1"),
    ("networking.k8s.io/v1beta1", "IngressClassList", "v1beta1"),
    ("networking.k8s.io/v1beta1", "IngressList", "v1beta1"),
    ("networking.k8s.io/v1beta1", "ListOptions", "v1"),
    ("networking.k8s.io/v1beta1", "PatchOptions", "v1"),
    ("networking.k8s.io/v1beta1", "ServiceCIDR", "v1beta1"),
    ("networking.k8s.io/v1beta1", "ServiceCIDRList", "v1beta1"),
    ("networking.k8s.io/v1beta1", "UpdateOptions", "v1"),
    ("networking.k8s.io/v1beta1", "WatchEvent", "v1"),
    ("node.k8s.io/__internal", "RuntimeClass", "node"),
    ("node.k8s.io/__internal", "RuntimeClassList", "node"),
    ("node.k8s.io/__internal", "WatchEvent", "v1"),
    ("node.k8s.io/v1", "CreateOptions", "v1"),
    ("node.k8s.io/v1", "DeleteOptions", "v1"),
    ("node.k8s.io/v1", "GetOptions", "v1"),
    ("node.k8s.io/v1", "ListOptions", "v1"),
    ("node.k8s.io/v1", "PatchOptions", "v1"),
    ("node.k8s.io/v1", "RuntimeClass", "v1"),
    ("node.k8s.io/v1", "RuntimeClassList", "v1"),
    ("node.k8s.io/v1", "UpdateOptions", "v1"),
    ("node.k8s.io/v1", "WatchEvent", "v1"),
    ("node.k8s.io/v1alpha1", "CreateOptions", "v1"),
    ("node.k8s.io/v1alpha1", "DeleteOptions", "v1"),
    ("node.k8s.io/v1alpha1", "GetOptions", "v1"),
    ("node.k8s.io/v1alpha1", "ListOptions", "v1"),
    ("node.k8s.io/v1alpha1", "PatchOptions", "v1"),
    ("node.k8s.io/v1alpha1", "RuntimeClass", "v1alpha1"),
    ("node.k8s.io/v1alpha1", "RuntimeClassList", "v1alpha1"),
    ("node.k8s.io/v1alpha1", "UpdateOptions", "v1"),
    ("node.k8s.io/v1alpha1", "WatchEvent", "v1"),
    ("node.k8s.io/v1beta1", "CreateOptions", "v1"),
    ("node.k8s.io/v1beta1", "DeleteOptions", "v1"),
    ("node.k8s.io/v1beta1", "GetOptions", "v1"),
    ("node.k8s.io/v1beta1", "ListOptions", "v1"),
    ("node.k8s.io/v1beta1", "PatchOptions", "v1"),
    ("node.k8s.io/v1beta1", "RuntimeClass", "v1beta1"),
    ("node.k8s.io/v1beta1", "RuntimeClassList", "v1beta1"),
    ("node.k8s.io/v1beta1", "UpdateOptions", "v1"),
    ("node.k8s.io/v1beta1", "WatchEvent", "v1"),
    ("policy/__internal", "Eviction", "policy"),
    ("policy/__internal", "PodDisruptionBudget", "policy"),
    ("policy/__internal", "PodDisruptionBudgetList", "policy"),
    ("policy/__internal", "WatchEvent", "v1"),
    ("policy/v1", "CreateOptions", "v1"),
    ("policy/v1", "DeleteOptions", "v1"),
    ("policy/v1", "Eviction", "v1"),
    ("policy/v1", "GetOptions", "v1"),
    ("policy/v1", "ListOptions", "v1"),
    ("policy/v1", "PatchOptions", "v1"),
    ("policy/v1", "PodDisruptionBudget", "v1"),
    ("policy/v1", "PodDisruptionBudgetList", "v1"),
    ("policy/v1", "UpdateOptions", "v1"),
    ("policy/v1", "WatchEvent", "v1"),
    ("policy/v1beta1", "CreateOptions", "v1"),
    ("policy/v1beta1", "DeleteOptions", "v1"),
    ("policy/v1beta1", "Eviction", "v1beta1"),
    ("policy/v1beta1", "GetOptions", "v1"),
    ("policy/v1beta1", "ListOptions", "v1"),
    ("policy/v1beta1", "PatchOptions", "v1"),
    ("policy/v1beta1", "PodDisruptionBudget", "v1beta1"),
    ("policy/v1beta1", "PodDisruptionBudgetList", "v1beta1"),
    ("policy/v1beta1", "UpdateOptions", "v1"),
    ("policy/v1beta1", "WatchEvent", "v1"),
    ("rbac.authorization.k8s.io/__internal", "ClusterRole", "rbac"),
    ("rbac.authorization.k8s.io/__internal", "ClusterRoleBinding", "rbac"),
    ("rbac.authorization.k8s.io/__internal", "ClusterRoleBindingList", "rbac"),
    ("rbac.authorization.k8s.io/__internal", "ClusterRoleList", "rbac"),
    ("rbac.authorization.k8s.io/__internal", "Role", "rbac"),
    ("rbac.authorization.k8s.io/__internal", "RoleBinding", "rbac"),
    ("rbac.authorization.k8s.io/__internal", "RoleBindingList", "rbac"),
    ("rbac.authorization.k8s.io/__internal", "RoleList", "rbac"),
    ("rbac.authorization.k8s.io/__internal", "WatchEvent", "v1"),
    ("rbac.authorization.k8s.io/v1", "ClusterRole", "v1"),
    ("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", "v1"),
    ("rbac.authorization.k8s.io/v1", "ClusterRoleBindingList", "v1"),
    ("rbac.authorization.k8s.io/v1", "ClusterRoleList", "v1"),
    ("rbac.authorization.k8s.io/v1", "CreateOptions", "v1"),
    ("rbac.authorization.k8s.io/v1", "DeleteOptions", "v1"),
    ("rbac.authorization.k8s.io/v1", "GetOptions", "v1"),
    ("rbac.authorization.k8s.io/v1", "ListOptions", "v1"),
    ("rbac.authorization.k8s.io/v1", "PatchOptions", "v1"),
    ("rbac.authorization.k8s.io/v1", "Role", "v1"),
    ("rbac.authorization.k8s.io/v1", "RoleBinding", "v1"),
    ("rbac.authorization.k8s.io/v1", "RoleBindingList", "v1"),
    ("rbac.authorization.k8s.io/v1", "RoleList", "v1"),
    ("rbac.authorization.k8s.io/v1", "UpdateOptions", "v1"),
    ("rbac.authorization.k8s.io/v1", "WatchEvent", "v1"),
    ("rbac.authorization.k8s.io/v1alpha1", "ClusterRole", "v1alpha1"),
    ("rbac.authorization.k8s.io/v1alpha1", "ClusterRoleBinding", "v1alpha1"),
    ("rbac.authorization.k8s.io/v1alpha1", "ClusterRoleBindingList", "v1alpha1"),
    ("rbac.authorization.k8s.io/v1alpha1", "ClusterRoleList", "v1alpha1"),
    ("rbac.authorization.k8s.io/v1alpha1", "CreateOptions", "v1"),
    ("rbac.authorization.k8s.io/v1alpha1", "DeleteOptions", "v1"),
    ("rbac.authorization.k8s.io/v1alpha1", "GetOptions", "v1"),
    ("rbac.authorization.k8s.io/v1alpha1", "ListOptions", "v1"),
    ("rbac.authorization.k8s.io/v1alpha1", "PatchOptions", "v1"),
    ("rbac.authorization.k8s.io/v1alpha1", "Role", "v1alpha1"),
    ("rbac.authorization.k8s.io/v1alpha1", "RoleBinding", "v1alpha1"),
    ("rbac.authorization.k8s.io/v1alpha1", "RoleBindingList", "v1alpha1"),
    ("rbac.authorization.k8s.io/v1alpha1", "RoleList", "v1alpha1"),
    ("rbac.authorization.k8s.io/v1alpha1", "UpdateOptions", "v1"),
    ("rbac.authorization.k8s.io/v1alpha1", "WatchEvent", "v1"),
    ("rbac.authorization.k8s.io/v1beta1", "ClusterRole", "v1beta1"),
    ("rbac.authorization.k8s.io/v1beta1", "ClusterRoleBinding", "v1beta1"),
    ("rbac.authorization.k8s.io/v1beta1", "ClusterRoleBindingList", "v1beta1"),
    ("rbac.authorization.k8s.io/v1beta1", "ClusterRoleList", "v1beta1"),
    ("rbac.authorization.k8s.io/v1beta1", "CreateOptions", "v1"),
    ("rbac.authorization.k8s.io/v1beta1", "DeleteOptions", "v1"),
    ("rbac.authorization.k8s.io/v1beta1", "GetOptions", "v1"),
    ("rbac.authorization.k8s.io/v1beta1", "ListOptions", "v1"),
    ("rbac.authorization.k8s.io/v1beta1", "PatchOptions", "v1"),
    ("rbac.authorization.k8s.io/v1beta1", "Role", "v1beta1"),
    ("rbac.authorization.k8s.io/v1beta1", "RoleBinding", "v1beta1"),
    ("rbac.authorization.k8s.io/v1beta1", "RoleBindingList", "v1beta1"),
    ("rbac.authorization.k8s.io/v1beta1", "RoleList", "v1beta1"),
    ("rbac.authorization.k8s.io/v1beta1", "UpdateOptions", "v1"),
    ("rbac.authorization.k8s.io/v1beta1", "WatchEvent", "v1"),
    ("resource.k8s.io/__internal", "DeviceClass", "resource"),
    ("resource.k8s.io/__internal", "DeviceClassList", "resource"),
    ("resource.k8s.io/__internal", "DeviceTaintRule", "resource"),
    ("resource.k8s.io/__internal", "DeviceTaintRuleList", "resource"),
    ("resource.k8s.io/__internal", "ResourceClaim", "resource"),
    ("resource.k8s.io/__internal", "ResourceClaimList", "resource"),
    ("resource.k8s.io/__internal", "ResourceClaimTemplate", "resource"),
    ("resource.k8s.io/__internal", "ResourceClaimTemplateList", "resource"),
    ("resource.k8s.io/__internal", "ResourcePoolStatusRequest", "resource"),
    ("resource.k8s.io/__internal", "ResourcePoolStatusRequestList", "resource"),
    ("resource.k8s.io/__internal", "ResourceSlice", "resource"),
    ("resource.k8s.io/__internal", "ResourceSliceList", "resource"),
    ("resource.k8s.io/__internal", "WatchEvent", "v1"),
    ("resource.k8s.io/v1", "CreateOptions", "v1"),
    ("resource.k8s.io/v1", "DeleteOptions", "v1"),
    ("resource.k8s.io/v1", "DeviceClass", "v1"),
    ("resource.k8s.io/v1", "DeviceClassList", "v1"),
    ("resource.k8s.io/v1", "DeviceTaintRule", "v1"),
    ("resource.k8s.io/v1", "DeviceTaintRuleList", "v1"),
    ("resource.k8s.io/v1", "GetOptions", "v1"),
    ("resource.k8s.io/v1", "ListOptions", "v1"),
    ("resource.k8s.io/v1", "PatchOptions", "v1"),
    ("resource.k8s.io/v1", "ResourceClaim", "v1"),
    ("resource.k8s.io/v1", "ResourceClaimList", "v1"),
    ("resource.k8s.io/v1", "ResourceClaimTemplate", "v1"),
    ("resource.k8s.io/v1", "ResourceClaimTemplateList", "v1"),
    ("resource.k8s.io/v1", "ResourceSlice", "v1"),
    ("resource.k8s.io/v1", "ResourceSliceList", "v1"),
    ("resource.k8s.io/v1", "UpdateOptions", "v1"),
    ("resource.k8s.io/v1", "WatchEvent", "v1"),
    ("resource.k8s.io/v1alpha3", "CreateOptions", "v1"),
    ("resource.k8s.io/v1alpha3", "DeleteOptions", "v1"),
    ("resource.k8s.io/v1alpha3", "DeviceTaintRule", "v1alpha3"),
    ("resource.k8s.io/v1alpha3", "DeviceTaintRuleList", "v1alpha3"),
    ("resource.k8s.io/v1alpha3", "GetOptions", "v1"),
    ("resource.k8s.io/v1alpha3", "ListOptions", "v1"),
    ("resource.k8s.io/v1alpha3", "PatchOptions", "v1"),
    ("resource.k8s.io/v1alpha3", "ResourcePoolStatusRequest", "v1alpha3"),
    ("resource.k8s.io/v1alpha3", "ResourcePoolStatusRequestList", "v1alpha3"),
    ("resource.k8s.io/v1alpha3", "UpdateOptions", "v1"),
    ("resource.k8s.io/v1alpha3", "WatchEvent", "v1"),
    ("resource.k8s.io/v1beta1", "CreateOptions", "v1"),
    ("resource.k8s.io/v1beta1", "DeleteOptions", "v1"),
    ("resource.k8s.io/v1beta1", "DeviceClass", "v1beta1"),
    ("resource.k8s.io/v1beta1", "DeviceClassList", "v1beta1"),
    ("resource.k8s.io/v1beta1", "GetOptions", "v1"),
    ("resource.k8s.io/v1beta1", "ListOptions", "v1"),
    ("resource.k8s.io/v1beta1", "PatchOptions", "v1"),
    ("resource.k8s.io/v1beta1", "ResourceClaim", "v1beta1"),
    ("resource.k8s.io/v1beta1", "ResourceClaimList", "v1beta1"),
    ("resource.k8s.io/v1beta1", "ResourceClaimTemplate", "v1beta1"),
    ("resource.k8s.io/v1beta1", "ResourceClaimTemplateList", "v1beta1"),
    ("resource.k8s.io/v1beta1", "ResourceSlice", "v1beta1"),
    ("resource.k8s.io/v1beta1", "ResourceSliceList", "v1beta1"),
    ("resource.k8s.io/v1beta1", "UpdateOptions", "v1"),
    ("resource.k8s.io/v1beta1", "WatchEvent", "v1"),
    ("resource.k8s.io/v1beta2", "CreateOptions", "v1"),
    ("resource.k8s.io/v1beta2", "DeleteOptions", "v1"),
    ("resource.k8s.io/v1beta2", "DeviceClass", "v1beta2"),
    ("resource.k8s.io/v1beta2", "DeviceClassList", "v1beta2"),
    ("resource.k8s.io/v1beta2", "DeviceTaintRule", "v1beta2"),
    ("resource.k8s.io/v1beta2", "DeviceTaintRuleList", "v1beta2"),
    ("resource.k8s.io/v1beta2", "GetOptions", "v1"),
    ("resource.k8s.io/v1beta2", "ListOptions", "v1"),
    ("resource.k8s.io/v1beta2", "PatchOptions", "v1"),
    ("resource.k8s.io/v1beta2", "ResourceClaim", "v1beta2"),
    ("resource.k8s.io/v1beta2", "ResourceClaimList", "v1beta2"),
    ("resource.k8s.io/v1beta2", "ResourceClaimTemplate", "v1beta2"),
    ("resource.k8s.io/v1beta2", "ResourceClaimTemplateList", "v1beta2"),
    ("resource.k8s.io/v1beta2", "ResourceSlice", "v1beta2"),
    ("resource.k8s.io/v1beta2", "ResourceSliceList", "v1beta2"),
    ("resource.k8s.io/v1beta2", "UpdateOptions", "v1"),
    ("resource.k8s.io/v1beta2", "WatchEvent", "v1"),
    ("scheduling.k8s.io/__internal", "CompositePodGroup", "scheduling"),
    ("scheduling.k8s.io/__internal", "CompositePodGroupList", "scheduling"),
    ("scheduling.k8s.io/__internal", "PodGroup", "scheduling"),
    ("scheduling.k8s.io/__internal", "PodGroupList", "scheduling"),
    ("scheduling.k8s.io/__internal", "PriorityClass", "scheduling"),
    ("scheduling.k8s.io/__internal", "PriorityClassList", "scheduling"),
    ("scheduling.k8s.io/__internal", "WatchEvent", "v1"),
    ("scheduling.k8s.io/__internal", "Workload", "scheduling"),
    ("scheduling.k8s.io/__internal", "WorkloadList", "scheduling"),
    ("scheduling.k8s.io/v1", "CreateOptions", "v1"),
    ("scheduling.k8s.io/v1", "DeleteOptions", "v1"),
    ("scheduling.k8s.io/v1", "GetOptions", "v1"),
    ("scheduling.k8s.io/v1", "ListOptions", "v1"),
    ("scheduling.k8s.io/v1", "PatchOptions", "v1"),
    ("scheduling.k8s.io/v1", "PriorityClass", "v1"),
    ("scheduling.k8s.io/v1", "PriorityClassList", "v1"),
    ("scheduling.k8s.io/v1", "UpdateOptions", "v1"),
    ("scheduling.k8s.io/v1", "WatchEvent", "v1"),
    ("scheduling.k8s.io/v1alpha3", "CompositePodGroup", "v1alpha3"),
    ("scheduling.k8s.io/v1alpha3", "CompositePodGroupList", "v1alpha3"),
    ("scheduling.k8s.io/v1alpha3", "CreateOptions", "v1"),
    ("scheduling.k8s.io/v1alpha3", "DeleteOptions", "v1"),
    ("scheduling.k8s.io/v1alpha3", "GetOptions", "v1"),
    ("scheduling.k8s.io/v1alpha3", "ListOptions", "v1"),
    ("scheduling.k8s.io/v1alpha3", "PatchOptions", "v1"),
    ("scheduling.k8s.io/v1alpha3", "PodGroup", "v1alpha3"),
    ("scheduling.k8s.io/v1alpha3", "PodGroupList", "v1alpha3"),
    ("scheduling.k8s.io/v1alpha3", "UpdateOptions", "v1"),
    ("scheduling.k8s.io/v1alpha3", "WatchEvent", "v1"),
    ("scheduling.k8s.io/v1alpha3", "Workload", "v1alpha3"),
    ("scheduling.k8s.io/v1alpha3", "WorkloadList", "v1alpha3"),
    ("scheduling.k8s.io/v1beta1", "CreateOptions", "v1"),
    ("scheduling.k8s.io/v1beta1", "DeleteOptions", "v1"),
    ("scheduling.k8s.io/v1beta1", "GetOptions", "v1"),
    ("scheduling.k8s.io/v1beta1", "ListOptions", "v1"),
    ("scheduling.k8s.io/v1beta1", "PatchOptions", "v1"),
    ("scheduling.k8s.io/v1beta1", "PodGroup", "v1beta1"),
    ("scheduling.k8s.io/v1beta1", "PodGroupList", "v1beta1"),
    ("scheduling.k8s.io/v1beta1", "PriorityClass", "v1beta1"),
    ("scheduling.k8s.io/v1beta1", "PriorityClassList", "v1beta1"),
    ("scheduling.k8s.io/v1beta1", "UpdateOptions", "v1"),
    ("scheduling.k8s.io/v1beta1", "WatchEvent", "v1"),
    ("scheduling.k8s.io/v1beta1", "Workload", "v1beta1"),
    ("scheduling.k8s.io/v1beta1", "WorkloadList", "v1beta1"),
    ("storage.k8s.io/__internal", "CSIDriver", "storage"),
    ("storage.k8s.io/__internal", "CSIDriverList", "storage"),
    ("storage.k8s.io/__internal", "CSINode", "storage"),
    ("storage.k8s.io/__internal", "CSINodeList", "storage"),
    ("storage.k8s.io/__internal", "CSIStorageCapacity", "storage"),
    ("storage.k8s.io/__internal", "CSIStorageCapacityList", "storage"),
    ("storage.k8s.io/__internal", "StorageClass", "storage"),
    ("storage.k8s.io/__internal", "StorageClassList", "storage"),
    ("storage.k8s.io/__internal", "VolumeAttachment", "storage"),
    ("storage.k8s.io/__internal", "VolumeAttachmentList", "storage"),
    ("storage.k8s.io/__internal", "VolumeAttributesClass", "storage"),
    ("storage.k8s.io/__internal", "VolumeAttributesClassList", "storage"),
    ("storage.k8s.io/__internal", "WatchEvent", "v1"),
    ("storage.k8s.io/v1", "CSIDriver", "v1"),
    ("storage.k8s.io/v1", "CSIDriverList", "v1"),
    ("storage.k8s.io/v1", "CSINode", "v1"),
    ("storage.k8s.io/v1", "CSINodeList", "v1"),
    ("storage.k8s.io/v1", "CSIStorageCapacity", "v1"),
    ("storage.k8s.io/v1", "CSIStorageCapacityList", "v1"),
    ("storage.k8s.io/v1", "CreateOptions", "v1"),
    ("storage.k8s.io/v1", "DeleteOptions", "v1"),
    ("storage.k8s.io/v1", "GetOptions", "v1"),
    ("storage.k8s.io/v1", "ListOptions", "v1"),
    ("storage.k8s.io/v1", "PatchOptions", "v1"),
    ("storage.k8s.io/v1", "StorageClass", "v1"),
    ("storage.k8s.io/v1", "StorageClassList", "v1"),
    ("storage.k8s.io/v1", "UpdateOptions", "v1"),
    ("storage.k8s.io/v1", "VolumeAttachment", "v1"),
    ("storage.k8s.io/v1", "VolumeAttachmentList", "v1"),
    ("storage.k8s.io/v1", "VolumeAttributesClass", "v1"),
    ("storage.k8s.io/v1", "VolumeAttributesClassList", "v1"),
    ("storage.k8s.io/v1", "WatchEvent", "v1"),
    ("storage.k8s.io/v1alpha1", "CSIStorageCapacity", "v1alpha1"),
    ("storage.k8s.io/v1alpha1", "CSIStorageCapacityList", "v1alpha1"),
    ("storage.k8s.io/v1alpha1", "CreateOptions", "v1"),
    ("storage.k8s.io/v1alpha1", "DeleteOptions", "v1"),
    ("storage.k8s.io/v1alpha1", "GetOptions", "v1"),
    ("storage.k8s.io/v1alpha1", "ListOptions", "v1"),
    ("storage.k8s.io/v1alpha1", "PatchOptions", "v1"),
    ("storage.k8s.io/v1alpha1", "UpdateOptions", "v1"),
    ("storage.k8s.io/v1alpha1", "VolumeAttachment", "v1alpha1"),
    ("storage.k8s.io/v1alpha1", "VolumeAttachmentList", "v1alpha1"),
    ("storage.k8s.io/v1alpha1", "VolumeAttributesClass", "v1alpha1"),
    ("storage.k8s.io/v1alpha1", "VolumeAttributesClassList", "v1alpha1"),
    ("storage.k8s.io/v1alpha1", "WatchEvent", "v1"),
    ("storage.k8s.io/v1beta1", "CSIDriver", "v1beta1"),
    ("storage.k8s.io/v1beta1", "CSIDriverList", "v1beta1"),
    ("storage.k8s.io/v1beta1", "CSINode", "v1beta1"),
    ("storage.k8s.io/v1beta1", "CSINodeList", "v1beta1"),
    ("storage.k8s.io/v1beta1", "CSIStorageCapacity", "v1beta1"),
    ("storage.k8s.io/v1beta1", "CSIStorageCapacityList", "v1beta1"),
    ("storage.k8s.io/v1beta1", "CreateOptions", "v1"),
    ("storage.k8s.io/v1beta1", "DeleteOptions", "v1"),
    ("storage.k8s.io/v1beta1", "GetOptions", "v1"),
    ("storage.k8s.io/v1beta1", "ListOptions", "v1"),
    ("storage.k8s.io/v1beta1", "PatchOptions", "v1"),
    ("storage.k8s.io/v1beta1", "StorageClass", "v1beta1"),
    ("storage.k8s.io/v1beta1", "StorageClassList", "v1beta1"),
    ("storage.k8s.io/v1beta1", "UpdateOptions", "v1"),
    ("storage.k8s.io/v1beta1", "VolumeAttachment", "v1beta1"),
    ("storage.k8s.io/v1beta1", "VolumeAttachmentList", "v1beta1"),
    ("storage.k8s.io/v1beta1", "VolumeAttributesClass", "v1beta1"),
    ("storage.k8s.io/v1beta1", "VolumeAttributesClassList", "v1beta1"),
    ("storage.k8s.io/v1beta1", "WatchEvent", "v1"),
    ("storagemigration.k8s.io/__internal", "StorageVersionMigration", "storagemigration"),
    ("storagemigration.k8s.io/__internal", "StorageVersionMigrationList", "storagemigration"),
    ("storagemigration.k8s.io/__internal", "WatchEvent", "v1"),
    ("storagemigration.k8s.io/v1", "CreateOptions", "v1"),
    ("storagemigration.k8s.io/v1", "DeleteOptions", "v1"),
    ("storagemigration.k8s.io/v1", "GetOptions", "v1"),
    ("storagemigration.k8s.io/v1", "ListOptions", "v1"),
    ("storagemigration.k8s.io/v1", "PatchOptions", "v1"),
    ("storagemigration.k8s.io/v1", "StorageVersionMigration", "v1"),
    ("storagemigration.k8s.io/v1", "StorageVersionMigrationList", "v1"),
    ("storagemigration.k8s.io/v1", "UpdateOptions", "v1"),
    ("storagemigration.k8s.io/v1", "WatchEvent", "v1"),
    ("storagemigration.k8s.io/v1beta1", "CreateOptions", "v1"),
    ("storagemigration.k8s.io/v1beta1", "DeleteOptions", "v1"),
    ("storagemigration.k8s.io/v1beta1", "GetOptions", "v1"),
    ("storagemigration.k8s.io/v1beta1", "ListOptions", "v1"),
    ("storagemigration.k8s.io/v1beta1", "PatchOptions", "v1"),
    ("storagemigration.k8s.io/v1beta1", "StorageVersionMigration", "v1beta1"),
    ("storagemigration.k8s.io/v1beta1", "StorageVersionMigrationList", "v1beta1"),
    ("storagemigration.k8s.io/v1beta1", "UpdateOptions", "v1"),
    ("storagemigration.k8s.io/v1beta1", "WatchEvent", "v1"),
    ("v1", "APIGroup", "v1"),
    ("v1", "APIGroupList", "v1"),
    ("v1", "APIResourceList", "v1"),
    ("v1", "APIVersions", "v1"),
    ("v1", "Binding", "v1"),
    ("v1", "ComponentStatus", "v1"),
    ("v1", "ComponentStatusList", "v1"),
    ("v1", "ConfigMap", "v1"),
    ("v1", "ConfigMapList", "v1"),
    ("v1", "CreateOptions", "v1"),
    ("v1", "DeleteOptions", "v1"),
    ("v1", "Endpoints", "v1"),
    ("v1", "EndpointsList", "v1"),
    ("v1", "Event", "v1"),
    ("v1", "EventList", "v1"),
    ("v1", "GetOptions", "v1"),
    ("v1", "LimitRange", "v1"),
    ("v1", "LimitRangeList", "v1"),
    ("v1", "List", "v1"),
    ("v1", "ListOptions", "v1"),
    ("v1", "Namespace", "v1"),
    ("v1", "NamespaceList", "v1"),
    ("v1", "Node", "v1"),
    ("v1", "NodeList", "v1"),
    ("v1", "NodeProxyOptions", "v1"),
    ("v1", "PatchOptions", "v1"),
    ("v1", "PersistentVolume", "v1"),
    ("v1", "PersistentVolumeClaim", "v1"),
    ("v1", "PersistentVolumeClaimList", "v1"),
    ("v1", "PersistentVolumeList", "v1"),
    ("v1", "Pod", "v1"),
    ("v1", "PodAttachOptions", "v1"),
    ("v1", "PodExecOptions", "v1"),
    ("v1", "PodList", "v1"),
    ("v1", "PodLogOptions", "v1"),
    ("v1", "PodPortForwardOptions", "v1"),
    ("v1", "PodProxyOptions", "v1"),
    ("v1", "PodTemplate", "v1"),
    ("v1", "PodTemplateList", "v1"),
    ("v1", "RangeAllocation", "v1"),
    ("v1", "ReplicationController", "v1"),
    ("v1", "ReplicationControllerList", "v1"),
    ("v1", "ResourceQuota", "v1"),
    ("v1", "ResourceQuotaList", "v1"),
    ("v1", "Secret", "v1"),
    ("v1", "SecretList", "v1"),
    ("v1", "SerializedReference", "v1"),
    ("v1", "Service", "v1"),
    ("v1", "ServiceAccount", "v1"),
    ("v1", "ServiceAccountList", "v1"),
    ("v1", "ServiceList", "v1"),
    ("v1", "ServiceProxyOptions", "v1"),
    ("v1", "Status", "v1"),
    ("v1", "UpdateOptions", "v1"),
    ("v1", "WatchEvent", "v1"),
];
