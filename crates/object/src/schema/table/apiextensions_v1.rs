//! Facts of the API's types, generated from the published Kubernetes modules (v1.37.2) by tools/schema. Not written by hand.
//!
//! To write it anew: `cd tools/schema && go run . table ../../crates/object/src/schema/table`

use super::{meta_v1};
use crate::schema::{EMPTY, Either, List, Map, Or, Raw, Struct, Topology, Type, field};

/// `CustomResourceDefinition`.
pub static CUSTOM_RESOURCE_DEFINITION: Struct = Struct { name: "CustomResourceDefinition", package: "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1", go_type: "v1.CustomResourceDefinition", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("spec", "Spec", "v1.CustomResourceDefinitionSpec", Type::Struct(&CUSTOM_RESOURCE_DEFINITION_SPEC)).required().protobuf(2),
    field("status", "Status", "v1.CustomResourceDefinitionStatus", Type::Struct(&CUSTOM_RESOURCE_DEFINITION_STATUS)).protobuf(3),
], ..EMPTY };

static CUSTOM_RESOURCE_DEFINITION_SPEC: Struct = Struct { name: "CustomResourceDefinitionSpec", package: "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1", go_type: "v1.CustomResourceDefinitionSpec", atomic: false, fields: &[
    field("group", "Group", "string", Type::String).required().protobuf(1),
    field("names", "Names", "v1.CustomResourceDefinitionNames", Type::Struct(&CUSTOM_RESOURCE_DEFINITION_NAMES)).required().protobuf(3),
    field("scope", "Scope", "v1.ResourceScope", Type::String).required().protobuf(4),
    field("versions", "Versions", "[]v1.CustomResourceDefinitionVersion", Type::List(&List { of: Type::Struct(&CUSTOM_RESOURCE_DEFINITION_VERSION), go_type: "v1.CustomResourceDefinitionVersion", topology: Topology::Atomic, declared: true, boxed: false })).required().protobuf(7),
    field("conversion", "Conversion", "v1.CustomResourceConversion", Type::Struct(&CUSTOM_RESOURCE_CONVERSION)).pointer().omitempty().protobuf(9),
    field("preserveUnknownFields", "PreserveUnknownFields", "bool", Type::Bool).omitempty().protobuf(10),
], ..EMPTY };

static CUSTOM_RESOURCE_DEFINITION_NAMES: Struct = Struct { name: "CustomResourceDefinitionNames", package: "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1", go_type: "v1.CustomResourceDefinitionNames", atomic: false, fields: &[
    field("plural", "Plural", "string", Type::String).required().protobuf(1),
    field("singular", "Singular", "string", Type::String).omitempty().protobuf(2),
    field("shortNames", "ShortNames", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(3),
    field("kind", "Kind", "string", Type::String).required().protobuf(4),
    field("listKind", "ListKind", "string", Type::String).omitempty().protobuf(5),
    field("categories", "Categories", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(6),
], ..EMPTY };

static CUSTOM_RESOURCE_DEFINITION_VERSION: Struct = Struct { name: "CustomResourceDefinitionVersion", package: "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1", go_type: "v1.CustomResourceDefinitionVersion", atomic: false, keeps_empty: true, fields: &[
    field("name", "Name", "string", Type::String).required().protobuf(1),
    field("served", "Served", "bool", Type::Bool).required().protobuf(2),
    field("storage", "Storage", "bool", Type::Bool).required().protobuf(3),
    field("deprecated", "Deprecated", "bool", Type::Bool).omitempty().protobuf(7),
    field("deprecationWarning", "DeprecationWarning", "string", Type::String).pointer().omitempty().protobuf(8),
    field("schema", "Schema", "v1.CustomResourceValidation", Type::Struct(&CUSTOM_RESOURCE_VALIDATION)).pointer().omitempty().protobuf(4),
    field("subresources", "Subresources", "v1.CustomResourceSubresources", Type::Struct(&CUSTOM_RESOURCE_SUBRESOURCES)).pointer().omitempty().protobuf(5),
    field("additionalPrinterColumns", "AdditionalPrinterColumns", "[]v1.CustomResourceColumnDefinition", Type::List(&List { of: Type::Struct(&CUSTOM_RESOURCE_COLUMN_DEFINITION), go_type: "v1.CustomResourceColumnDefinition", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(6),
    field("selectableFields", "SelectableFields", "[]v1.SelectableField", Type::List(&List { of: Type::Struct(&SELECTABLE_FIELD), go_type: "v1.SelectableField", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(9),
], ..EMPTY };

static CUSTOM_RESOURCE_VALIDATION: Struct = Struct { name: "CustomResourceValidation", package: "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1", go_type: "v1.CustomResourceValidation", atomic: false, fields: &[
    field("openAPIV3Schema", "OpenAPIV3Schema", "v1.JSONSchemaProps", Type::Struct(&JSON_SCHEMA_PROPS)).pointer().omitempty().protobuf(1),
], ..EMPTY };

static JSON_SCHEMA_PROPS: Struct = Struct { name: "JSONSchemaProps", package: "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1", go_type: "v1.JSONSchemaProps", atomic: false, keeps_empty: true, fields: &[
    field("id", "ID", "string", Type::String).omitempty().protobuf(1),
    field("$schema", "Schema", "v1.JSONSchemaURL", Type::String).omitempty().protobuf(2),
    field("$ref", "Ref", "string", Type::String).pointer().omitempty().protobuf(3),
    field("description", "Description", "string", Type::String).omitempty().protobuf(4),
    field("type", "Type", "string", Type::String).omitempty().protobuf(5),
    field("format", "Format", "string", Type::String).omitempty().protobuf(6),
    field("title", "Title", "string", Type::String).omitempty().protobuf(7),
    field("default", "Default", "v1.JSON", Type::Raw(Raw::Json)).pointer().omitempty().protobuf(8),
    field("maximum", "Maximum", "float64", Type::Float).pointer().omitempty().protobuf(9),
    field("exclusiveMaximum", "ExclusiveMaximum", "bool", Type::Bool).omitempty().protobuf(10),
    field("minimum", "Minimum", "float64", Type::Float).pointer().omitempty().protobuf(11),
    field("exclusiveMinimum", "ExclusiveMinimum", "bool", Type::Bool).omitempty().protobuf(12),
    field("maxLength", "MaxLength", "int64", Type::Int64).pointer().omitempty().protobuf(13),
    field("minLength", "MinLength", "int64", Type::Int64).pointer().omitempty().protobuf(14),
    field("pattern", "Pattern", "string", Type::String).omitempty().protobuf(15),
    field("maxItems", "MaxItems", "int64", Type::Int64).pointer().omitempty().protobuf(16),
    field("minItems", "MinItems", "int64", Type::Int64).pointer().omitempty().protobuf(17),
    field("uniqueItems", "UniqueItems", "bool", Type::Bool).omitempty().protobuf(18),
    field("multipleOf", "MultipleOf", "float64", Type::Float).pointer().omitempty().protobuf(19),
    field("enum", "Enum", "[]v1.JSON", Type::List(&List { of: Type::Raw(Raw::Json), go_type: "v1.JSON", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(20),
    field("maxProperties", "MaxProperties", "int64", Type::Int64).pointer().omitempty().protobuf(21),
    field("minProperties", "MinProperties", "int64", Type::Int64).pointer().omitempty().protobuf(22),
    field("required", "Required", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(23),
    field("items", "Items", "v1.JSONSchemaPropsOrArray", Type::Either(&Either { name: "JSONSchemaPropsOrArray", of: &JSON_SCHEMA_PROPS, or: Or::List(&List { of: Type::Struct(&JSON_SCHEMA_PROPS), go_type: "v1.JSONSchemaProps", topology: Topology::Atomic, declared: false, boxed: false }) })).pointer().omitempty().protobuf(24),
    field("allOf", "AllOf", "[]v1.JSONSchemaProps", Type::List(&List { of: Type::Struct(&JSON_SCHEMA_PROPS), go_type: "v1.JSONSchemaProps", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(25),
    field("oneOf", "OneOf", "[]v1.JSONSchemaProps", Type::List(&List { of: Type::Struct(&JSON_SCHEMA_PROPS), go_type: "v1.JSONSchemaProps", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(26),
    field("anyOf", "AnyOf", "[]v1.JSONSchemaProps", Type::List(&List { of: Type::Struct(&JSON_SCHEMA_PROPS), go_type: "v1.JSONSchemaProps", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(27),
    field("not", "Not", "v1.JSONSchemaProps", Type::Struct(&JSON_SCHEMA_PROPS)).pointer().omitempty().protobuf(28),
    field("properties", "Properties", "map[string]v1.JSONSchemaProps", Type::Map(&Map { of: Type::Struct(&JSON_SCHEMA_PROPS), atomic: false })).omitempty().protobuf(29),
    field("additionalProperties", "AdditionalProperties", "v1.JSONSchemaPropsOrBool", Type::Either(&Either { name: "JSONSchemaPropsOrBool", of: &JSON_SCHEMA_PROPS, or: Or::Bool })).pointer().omitempty().protobuf(30),
    field("patternProperties", "PatternProperties", "map[string]v1.JSONSchemaProps", Type::Map(&Map { of: Type::Struct(&JSON_SCHEMA_PROPS), atomic: false })).omitempty().protobuf(31),
    field("dependencies", "Dependencies", "v1.JSONSchemaDependencies", Type::Map(&Map { of: Type::Either(&Either { name: "JSONSchemaPropsOrStringArray", of: &JSON_SCHEMA_PROPS, or: Or::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: false, boxed: false }) }), atomic: false })).omitempty().protobuf(32),
    field("additionalItems", "AdditionalItems", "v1.JSONSchemaPropsOrBool", Type::Either(&Either { name: "JSONSchemaPropsOrBool", of: &JSON_SCHEMA_PROPS, or: Or::Bool })).pointer().omitempty().protobuf(33),
    field("definitions", "Definitions", "v1.JSONSchemaDefinitions", Type::Map(&Map { of: Type::Struct(&JSON_SCHEMA_PROPS), atomic: false })).omitempty().protobuf(34),
    field("externalDocs", "ExternalDocs", "v1.ExternalDocumentation", Type::Struct(&EXTERNAL_DOCUMENTATION)).pointer().omitempty().protobuf(35),
    field("example", "Example", "v1.JSON", Type::Raw(Raw::Json)).pointer().omitempty().protobuf(36),
    field("nullable", "Nullable", "bool", Type::Bool).omitempty().protobuf(37),
    field("x-kubernetes-preserve-unknown-fields", "XPreserveUnknownFields", "bool", Type::Bool).pointer().omitempty().protobuf(38),
    field("x-kubernetes-embedded-resource", "XEmbeddedResource", "bool", Type::Bool).omitempty().protobuf(39),
    field("x-kubernetes-int-or-string", "XIntOrString", "bool", Type::Bool).omitempty().protobuf(40),
    field("x-kubernetes-list-map-keys", "XListMapKeys", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(41),
    field("x-kubernetes-list-type", "XListType", "string", Type::String).pointer().omitempty().protobuf(42),
    field("x-kubernetes-map-type", "XMapType", "string", Type::String).pointer().omitempty().protobuf(43),
    field("x-kubernetes-validations", "XValidations", "v1.ValidationRules", Type::List(&List { of: Type::Struct(&VALIDATION_RULE), go_type: "v1.ValidationRule", topology: Topology::Keyed(&["rule"]), declared: true, boxed: false })).omitempty().protobuf(44).merge("rule"),
], ..EMPTY };

static EXTERNAL_DOCUMENTATION: Struct = Struct { name: "ExternalDocumentation", package: "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1", go_type: "v1.ExternalDocumentation", atomic: false, fields: &[
    field("description", "Description", "string", Type::String).omitempty().protobuf(1),
    field("url", "URL", "string", Type::String).omitempty().protobuf(2),
], ..EMPTY };

static VALIDATION_RULE: Struct = Struct { name: "ValidationRule", package: "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1", go_type: "v1.ValidationRule", atomic: false, fields: &[
    field("rule", "Rule", "string", Type::String).required().protobuf(1),
    field("message", "Message", "string", Type::String).omitempty().protobuf(2),
    field("messageExpression", "MessageExpression", "string", Type::String).omitempty().protobuf(3),
    field("reason", "Reason", "v1.FieldValueErrorReason", Type::String).pointer().omitempty().values(&["FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"]).protobuf(4),
    field("fieldPath", "FieldPath", "string", Type::String).omitempty().protobuf(5),
    field("optionalOldSelf", "OptionalOldSelf", "bool", Type::Bool).pointer().omitempty().protobuf(6),
], ..EMPTY };

static CUSTOM_RESOURCE_SUBRESOURCES: Struct = Struct { name: "CustomResourceSubresources", package: "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1", go_type: "v1.CustomResourceSubresources", atomic: false, fields: &[
    field("status", "Status", "v1.CustomResourceSubresourceStatus", Type::Struct(&CUSTOM_RESOURCE_SUBRESOURCE_STATUS)).pointer().omitempty().protobuf(1),
    field("scale", "Scale", "v1.CustomResourceSubresourceScale", Type::Struct(&CUSTOM_RESOURCE_SUBRESOURCE_SCALE)).pointer().omitempty().protobuf(2),
], ..EMPTY };

static CUSTOM_RESOURCE_SUBRESOURCE_STATUS: Struct = Struct { name: "CustomResourceSubresourceStatus", package: "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1", go_type: "v1.CustomResourceSubresourceStatus", atomic: false, fields: &[
], ..EMPTY };

static CUSTOM_RESOURCE_SUBRESOURCE_SCALE: Struct = Struct { name: "CustomResourceSubresourceScale", package: "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1", go_type: "v1.CustomResourceSubresourceScale", atomic: false, fields: &[
    field("specReplicasPath", "SpecReplicasPath", "string", Type::String).required().protobuf(1),
    field("statusReplicasPath", "StatusReplicasPath", "string", Type::String).required().protobuf(2),
    field("labelSelectorPath", "LabelSelectorPath", "string", Type::String).pointer().omitempty().protobuf(3),
], ..EMPTY };

static CUSTOM_RESOURCE_COLUMN_DEFINITION: Struct = Struct { name: "CustomResourceColumnDefinition", package: "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1", go_type: "v1.CustomResourceColumnDefinition", atomic: false, fields: &[
    field("name", "Name", "string", Type::String).required().protobuf(1),
    field("type", "Type", "string", Type::String).required().protobuf(2),
    field("format", "Format", "string", Type::String).omitempty().protobuf(3),
    field("description", "Description", "string", Type::String).omitempty().protobuf(4),
    field("priority", "Priority", "int32", Type::Int32).omitempty().protobuf(5),
    field("jsonPath", "JSONPath", "string", Type::String).required().protobuf(6),
], ..EMPTY };

static SELECTABLE_FIELD: Struct = Struct { name: "SelectableField", package: "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1", go_type: "v1.SelectableField", atomic: false, fields: &[
    field("jsonPath", "JSONPath", "string", Type::String).required().protobuf(1),
], ..EMPTY };

static CUSTOM_RESOURCE_CONVERSION: Struct = Struct { name: "CustomResourceConversion", package: "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1", go_type: "v1.CustomResourceConversion", atomic: false, fields: &[
    field("strategy", "Strategy", "v1.ConversionStrategyType", Type::String).required().protobuf(1),
    field("webhook", "Webhook", "v1.WebhookConversion", Type::Struct(&WEBHOOK_CONVERSION)).pointer().omitempty().protobuf(2),
], ..EMPTY };

static WEBHOOK_CONVERSION: Struct = Struct { name: "WebhookConversion", package: "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1", go_type: "v1.WebhookConversion", atomic: false, fields: &[
    field("clientConfig", "ClientConfig", "v1.WebhookClientConfig", Type::Struct(&WEBHOOK_CLIENT_CONFIG)).pointer().omitempty().protobuf(2),
    field("conversionReviewVersions", "ConversionReviewVersions", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).required().protobuf(3),
], ..EMPTY };

static WEBHOOK_CLIENT_CONFIG: Struct = Struct { name: "WebhookClientConfig", package: "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1", go_type: "v1.WebhookClientConfig", atomic: false, fields: &[
    field("url", "URL", "string", Type::String).pointer().omitempty().protobuf(3),
    field("service", "Service", "v1.ServiceReference", Type::Struct(&SERVICE_REFERENCE)).pointer().omitempty().protobuf(1),
    field("caBundle", "CABundle", "[]uint8", Type::Bytes).omitempty().protobuf(2),
], ..EMPTY };

static SERVICE_REFERENCE: Struct = Struct { name: "ServiceReference", package: "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1", go_type: "v1.ServiceReference", atomic: false, fields: &[
    field("namespace", "Namespace", "string", Type::String).required().protobuf(1),
    field("name", "Name", "string", Type::String).required().protobuf(2),
    field("path", "Path", "string", Type::String).pointer().omitempty().protobuf(3),
    field("port", "Port", "int32", Type::Int32).pointer().omitempty().protobuf(4),
], ..EMPTY };

static CUSTOM_RESOURCE_DEFINITION_STATUS: Struct = Struct { name: "CustomResourceDefinitionStatus", package: "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1", go_type: "v1.CustomResourceDefinitionStatus", atomic: false, fields: &[
    field("conditions", "Conditions", "[]v1.CustomResourceDefinitionCondition", Type::List(&List { of: Type::Struct(&CUSTOM_RESOURCE_DEFINITION_CONDITION), go_type: "v1.CustomResourceDefinitionCondition", topology: Topology::Keyed(&["type"]), declared: true, boxed: false })).protobuf(1),
    field("acceptedNames", "AcceptedNames", "v1.CustomResourceDefinitionNames", Type::Struct(&CUSTOM_RESOURCE_DEFINITION_NAMES)).protobuf(2),
    field("storedVersions", "StoredVersions", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).protobuf(3),
    field("observedGeneration", "ObservedGeneration", "int64", Type::Int64).omitempty().protobuf(4),
], ..EMPTY };

static CUSTOM_RESOURCE_DEFINITION_CONDITION: Struct = Struct { name: "CustomResourceDefinitionCondition", package: "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1", go_type: "v1.CustomResourceDefinitionCondition", atomic: false, fields: &[
    field("type", "Type", "v1.CustomResourceDefinitionConditionType", Type::String).required().protobuf(1),
    field("status", "Status", "v1.ConditionStatus", Type::String).required().protobuf(2),
    field("lastTransitionTime", "LastTransitionTime", "v1.Time", Type::Time).protobuf(3),
    field("reason", "Reason", "string", Type::String).omitempty().protobuf(4),
    field("message", "Message", "string", Type::String).omitempty().protobuf(5),
    field("observedGeneration", "ObservedGeneration", "int64", Type::Int64).omitempty().protobuf(6),
], ..EMPTY };

/// `CustomResourceDefinitionList`.
pub static CUSTOM_RESOURCE_DEFINITION_LIST: Struct = Struct { name: "CustomResourceDefinitionList", package: "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1", go_type: "v1.CustomResourceDefinitionList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.CustomResourceDefinition", Type::List(&List { of: Type::Struct(&CUSTOM_RESOURCE_DEFINITION), go_type: "v1.CustomResourceDefinition", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };
