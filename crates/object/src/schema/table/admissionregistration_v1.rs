//! Facts of the API's types, generated from the published Kubernetes modules (v1.37.2) by tools/schema. Not written by hand.
//!
//! To write it anew: `cd tools/schema && go run . table ../../crates/object/src/schema/table`

use super::{meta_v1};
use crate::schema::{EMPTY, Inline, List, Struct, Topology, Type, field};

/// `MutatingWebhookConfiguration`.
pub static MUTATING_WEBHOOK_CONFIGURATION: Struct = Struct { name: "MutatingWebhookConfiguration", package: "io.k8s.api.admissionregistration.v1", go_type: "v1.MutatingWebhookConfiguration", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("webhooks", "Webhooks", "[]v1.MutatingWebhook", Type::List(&List { of: Type::Struct(&MUTATING_WEBHOOK), go_type: "v1.MutatingWebhook", topology: Topology::Keyed(&["name"]), declared: true, boxed: false })).omitempty().protobuf(2).merge("name"),
], ..EMPTY };

static MUTATING_WEBHOOK: Struct = Struct { name: "MutatingWebhook", package: "io.k8s.api.admissionregistration.v1", go_type: "v1.MutatingWebhook", atomic: false, fields: &[
    field("name", "Name", "string", Type::String).required().protobuf(1),
    field("clientConfig", "ClientConfig", "v1.WebhookClientConfig", Type::Struct(&WEBHOOK_CLIENT_CONFIG)).required().protobuf(2),
    field("rules", "Rules", "[]v1.RuleWithOperations", Type::List(&List { of: Type::Struct(&RULE_WITH_OPERATIONS), go_type: "v1.RuleWithOperations", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(3),
    field("failurePolicy", "FailurePolicy", "v1.FailurePolicyType", Type::String).pointer().omitempty().values(&["Fail", "Ignore"]).protobuf(4),
    field("matchPolicy", "MatchPolicy", "v1.MatchPolicyType", Type::String).pointer().omitempty().values(&["Equivalent", "Exact"]).protobuf(9),
    field("namespaceSelector", "NamespaceSelector", "v1.LabelSelector", Type::Struct(&meta_v1::LABEL_SELECTOR)).pointer().omitempty().protobuf(5),
    field("objectSelector", "ObjectSelector", "v1.LabelSelector", Type::Struct(&meta_v1::LABEL_SELECTOR)).pointer().omitempty().protobuf(11),
    field("sideEffects", "SideEffects", "v1.SideEffectClass", Type::String).pointer().required().values(&["None", "NoneOnDryRun", "Some", "Unknown"]).protobuf(6),
    field("timeoutSeconds", "TimeoutSeconds", "int32", Type::Int32).pointer().omitempty().protobuf(7),
    field("admissionReviewVersions", "AdmissionReviewVersions", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).required().protobuf(8),
    field("reinvocationPolicy", "ReinvocationPolicy", "v1.ReinvocationPolicyType", Type::String).pointer().omitempty().values(&["IfNeeded", "Never"]).protobuf(10),
    field("matchConditions", "MatchConditions", "[]v1.MatchCondition", Type::List(&List { of: Type::Struct(&MATCH_CONDITION), go_type: "v1.MatchCondition", topology: Topology::Keyed(&["name"]), declared: true, boxed: false })).omitempty().protobuf(12).merge("name"),
], ..EMPTY };

static WEBHOOK_CLIENT_CONFIG: Struct = Struct { name: "WebhookClientConfig", package: "io.k8s.api.admissionregistration.v1", go_type: "v1.WebhookClientConfig", atomic: false, fields: &[
    field("url", "URL", "string", Type::String).pointer().omitempty().protobuf(3),
    field("service", "Service", "v1.ServiceReference", Type::Struct(&SERVICE_REFERENCE)).pointer().omitempty().protobuf(1),
    field("caBundle", "CABundle", "[]uint8", Type::Bytes).omitempty().protobuf(2),
], ..EMPTY };

static SERVICE_REFERENCE: Struct = Struct { name: "ServiceReference", package: "io.k8s.api.admissionregistration.v1", go_type: "v1.ServiceReference", atomic: false, fields: &[
    field("namespace", "Namespace", "string", Type::String).required().protobuf(1),
    field("name", "Name", "string", Type::String).required().protobuf(2),
    field("path", "Path", "string", Type::String).pointer().omitempty().protobuf(3),
    field("port", "Port", "int32", Type::Int32).pointer().omitempty().protobuf(4),
], ..EMPTY };

static RULE_WITH_OPERATIONS: Struct = Struct { name: "RuleWithOperations", package: "io.k8s.api.admissionregistration.v1", go_type: "v1.RuleWithOperations", atomic: false, inline: &[Inline { number: 2, go_name: "Rule", of: &RULE }], fields: &[
    field("operations", "Operations", "[]v1.OperationType", Type::List(&List { of: Type::String, go_type: "v1.OperationType", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().values(&["*", "CONNECT", "CREATE", "DELETE", "UPDATE"]).protobuf(1),
    field("apiGroups", "APIGroups", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).embedded("Rule").omitempty(),
    field("apiVersions", "APIVersions", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).embedded("Rule").omitempty(),
    field("resources", "Resources", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).embedded("Rule").omitempty(),
    field("scope", "Scope", "v1.ScopeType", Type::String).embedded("Rule").pointer().omitempty().values(&["*", "Cluster", "Namespaced"]),
], ..EMPTY };

static RULE: Struct = Struct { name: "Rule", package: "io.k8s.api.admissionregistration.v1", go_type: "v1.Rule", atomic: false, fields: &[
    field("apiGroups", "APIGroups", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(1),
    field("apiVersions", "APIVersions", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(2),
    field("resources", "Resources", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(3),
    field("scope", "Scope", "v1.ScopeType", Type::String).pointer().omitempty().values(&["*", "Cluster", "Namespaced"]).protobuf(4),
], ..EMPTY };

static MATCH_CONDITION: Struct = Struct { name: "MatchCondition", package: "io.k8s.api.admissionregistration.v1", go_type: "v1.MatchCondition", atomic: false, fields: &[
    field("name", "Name", "string", Type::String).required().protobuf(1),
    field("expression", "Expression", "string", Type::String).required().protobuf(2),
], ..EMPTY };

/// `MutatingWebhookConfigurationList`.
pub static MUTATING_WEBHOOK_CONFIGURATION_LIST: Struct = Struct { name: "MutatingWebhookConfigurationList", package: "io.k8s.api.admissionregistration.v1", go_type: "v1.MutatingWebhookConfigurationList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.MutatingWebhookConfiguration", Type::List(&List { of: Type::Struct(&MUTATING_WEBHOOK_CONFIGURATION), go_type: "v1.MutatingWebhookConfiguration", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };

/// `ValidatingAdmissionPolicy`.
pub static VALIDATING_ADMISSION_POLICY: Struct = Struct { name: "ValidatingAdmissionPolicy", package: "io.k8s.api.admissionregistration.v1", go_type: "v1.ValidatingAdmissionPolicy", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("spec", "Spec", "v1.ValidatingAdmissionPolicySpec", Type::Struct(&VALIDATING_ADMISSION_POLICY_SPEC)).protobuf(2),
    field("status", "Status", "v1.ValidatingAdmissionPolicyStatus", Type::Struct(&VALIDATING_ADMISSION_POLICY_STATUS)).protobuf(3),
], ..EMPTY };

static VALIDATING_ADMISSION_POLICY_SPEC: Struct = Struct { name: "ValidatingAdmissionPolicySpec", package: "io.k8s.api.admissionregistration.v1", go_type: "v1.ValidatingAdmissionPolicySpec", atomic: false, fields: &[
    field("paramKind", "ParamKind", "v1.ParamKind", Type::Struct(&PARAM_KIND)).pointer().omitempty().protobuf(1),
    field("matchConstraints", "MatchConstraints", "v1.MatchResources", Type::Struct(&MATCH_RESOURCES)).pointer().omitempty().protobuf(2),
    field("validations", "Validations", "[]v1.Validation", Type::List(&List { of: Type::Struct(&VALIDATION), go_type: "v1.Validation", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(3),
    field("failurePolicy", "FailurePolicy", "v1.FailurePolicyType", Type::String).pointer().omitempty().values(&["Fail", "Ignore"]).protobuf(4),
    field("auditAnnotations", "AuditAnnotations", "[]v1.AuditAnnotation", Type::List(&List { of: Type::Struct(&AUDIT_ANNOTATION), go_type: "v1.AuditAnnotation", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(5),
    field("matchConditions", "MatchConditions", "[]v1.MatchCondition", Type::List(&List { of: Type::Struct(&MATCH_CONDITION), go_type: "v1.MatchCondition", topology: Topology::Keyed(&["name"]), declared: true, boxed: false })).omitempty().protobuf(6).merge("name"),
    field("variables", "Variables", "[]v1.Variable", Type::List(&List { of: Type::Struct(&VARIABLE), go_type: "v1.Variable", topology: Topology::Keyed(&["name"]), declared: true, boxed: false })).omitempty().protobuf(7).merge("name"),
], ..EMPTY };

static PARAM_KIND: Struct = Struct { name: "ParamKind", package: "io.k8s.api.admissionregistration.v1", go_type: "v1.ParamKind", atomic: true, fields: &[
    field("apiVersion", "APIVersion", "string", Type::String).omitempty().protobuf(1),
    field("kind", "Kind", "string", Type::String).omitempty().protobuf(2),
], ..EMPTY };

static MATCH_RESOURCES: Struct = Struct { name: "MatchResources", package: "io.k8s.api.admissionregistration.v1", go_type: "v1.MatchResources", atomic: true, fields: &[
    field("namespaceSelector", "NamespaceSelector", "v1.LabelSelector", Type::Struct(&meta_v1::LABEL_SELECTOR)).pointer().omitempty().protobuf(1),
    field("objectSelector", "ObjectSelector", "v1.LabelSelector", Type::Struct(&meta_v1::LABEL_SELECTOR)).pointer().omitempty().protobuf(2),
    field("resourceRules", "ResourceRules", "[]v1.NamedRuleWithOperations", Type::List(&List { of: Type::Struct(&NAMED_RULE_WITH_OPERATIONS), go_type: "v1.NamedRuleWithOperations", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(3),
    field("excludeResourceRules", "ExcludeResourceRules", "[]v1.NamedRuleWithOperations", Type::List(&List { of: Type::Struct(&NAMED_RULE_WITH_OPERATIONS), go_type: "v1.NamedRuleWithOperations", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(4),
    field("matchPolicy", "MatchPolicy", "v1.MatchPolicyType", Type::String).pointer().omitempty().values(&["Equivalent", "Exact"]).protobuf(7),
], ..EMPTY };

static NAMED_RULE_WITH_OPERATIONS: Struct = Struct { name: "NamedRuleWithOperations", package: "io.k8s.api.admissionregistration.v1", go_type: "v1.NamedRuleWithOperations", atomic: true, inline: &[Inline { number: 2, go_name: "RuleWithOperations", of: &RULE_WITH_OPERATIONS }], fields: &[
    field("resourceNames", "ResourceNames", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(1),
    field("operations", "Operations", "[]v1.OperationType", Type::List(&List { of: Type::String, go_type: "v1.OperationType", topology: Topology::Atomic, declared: true, boxed: false })).embedded("RuleWithOperations").omitempty().values(&["*", "CONNECT", "CREATE", "DELETE", "UPDATE"]),
    field("apiGroups", "APIGroups", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).embedded("RuleWithOperations.Rule").omitempty(),
    field("apiVersions", "APIVersions", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).embedded("RuleWithOperations.Rule").omitempty(),
    field("resources", "Resources", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).embedded("RuleWithOperations.Rule").omitempty(),
    field("scope", "Scope", "v1.ScopeType", Type::String).embedded("RuleWithOperations.Rule").pointer().omitempty().values(&["*", "Cluster", "Namespaced"]),
], ..EMPTY };

static VALIDATION: Struct = Struct { name: "Validation", package: "io.k8s.api.admissionregistration.v1", go_type: "v1.Validation", atomic: false, fields: &[
    field("expression", "Expression", "string", Type::String).required().protobuf(1),
    field("message", "Message", "string", Type::String).omitempty().protobuf(2),
    field("reason", "Reason", "v1.StatusReason", Type::String).pointer().omitempty().protobuf(3),
    field("messageExpression", "MessageExpression", "string", Type::String).omitempty().protobuf(4),
], ..EMPTY };

static AUDIT_ANNOTATION: Struct = Struct { name: "AuditAnnotation", package: "io.k8s.api.admissionregistration.v1", go_type: "v1.AuditAnnotation", atomic: false, fields: &[
    field("key", "Key", "string", Type::String).required().protobuf(1),
    field("valueExpression", "ValueExpression", "string", Type::String).required().protobuf(2),
], ..EMPTY };

static VARIABLE: Struct = Struct { name: "Variable", package: "io.k8s.api.admissionregistration.v1", go_type: "v1.Variable", atomic: true, fields: &[
    field("name", "Name", "string", Type::String).required().protobuf(1),
    field("expression", "Expression", "string", Type::String).required().protobuf(2),
], ..EMPTY };

static VALIDATING_ADMISSION_POLICY_STATUS: Struct = Struct { name: "ValidatingAdmissionPolicyStatus", package: "io.k8s.api.admissionregistration.v1", go_type: "v1.ValidatingAdmissionPolicyStatus", atomic: false, fields: &[
    field("observedGeneration", "ObservedGeneration", "int64", Type::Int64).omitempty().protobuf(1),
    field("typeChecking", "TypeChecking", "v1.TypeChecking", Type::Struct(&TYPE_CHECKING)).pointer().omitempty().protobuf(2),
    field("conditions", "Conditions", "[]v1.Condition", Type::List(&List { of: Type::Struct(&meta_v1::CONDITION), go_type: "v1.Condition", topology: Topology::Keyed(&["type"]), declared: true, boxed: false })).omitempty().protobuf(3),
], ..EMPTY };

static TYPE_CHECKING: Struct = Struct { name: "TypeChecking", package: "io.k8s.api.admissionregistration.v1", go_type: "v1.TypeChecking", atomic: false, fields: &[
    field("expressionWarnings", "ExpressionWarnings", "[]v1.ExpressionWarning", Type::List(&List { of: Type::Struct(&EXPRESSION_WARNING), go_type: "v1.ExpressionWarning", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(1),
], ..EMPTY };

static EXPRESSION_WARNING: Struct = Struct { name: "ExpressionWarning", package: "io.k8s.api.admissionregistration.v1", go_type: "v1.ExpressionWarning", atomic: false, fields: &[
    field("fieldRef", "FieldRef", "string", Type::String).required().protobuf(2),
    field("warning", "Warning", "string", Type::String).required().protobuf(3),
], ..EMPTY };

/// `ValidatingAdmissionPolicyList`.
pub static VALIDATING_ADMISSION_POLICY_LIST: Struct = Struct { name: "ValidatingAdmissionPolicyList", package: "io.k8s.api.admissionregistration.v1", go_type: "v1.ValidatingAdmissionPolicyList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.ValidatingAdmissionPolicy", Type::List(&List { of: Type::Struct(&VALIDATING_ADMISSION_POLICY), go_type: "v1.ValidatingAdmissionPolicy", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };

/// `ValidatingAdmissionPolicyBinding`.
pub static VALIDATING_ADMISSION_POLICY_BINDING: Struct = Struct { name: "ValidatingAdmissionPolicyBinding", package: "io.k8s.api.admissionregistration.v1", go_type: "v1.ValidatingAdmissionPolicyBinding", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("spec", "Spec", "v1.ValidatingAdmissionPolicyBindingSpec", Type::Struct(&VALIDATING_ADMISSION_POLICY_BINDING_SPEC)).required().protobuf(2),
], ..EMPTY };

static VALIDATING_ADMISSION_POLICY_BINDING_SPEC: Struct = Struct { name: "ValidatingAdmissionPolicyBindingSpec", package: "io.k8s.api.admissionregistration.v1", go_type: "v1.ValidatingAdmissionPolicyBindingSpec", atomic: false, fields: &[
    field("policyName", "PolicyName", "string", Type::String).omitempty().required().protobuf(1),
    field("paramRef", "ParamRef", "v1.ParamRef", Type::Struct(&PARAM_REF)).pointer().omitempty().protobuf(2),
    field("matchResources", "MatchResources", "v1.MatchResources", Type::Struct(&MATCH_RESOURCES)).pointer().omitempty().protobuf(3),
    field("validationActions", "ValidationActions", "[]v1.ValidationAction", Type::List(&List { of: Type::String, go_type: "v1.ValidationAction", topology: Topology::Set, declared: true, boxed: false })).omitempty().required().values(&["Audit", "Deny", "Warn"]).protobuf(4),
], ..EMPTY };

static PARAM_REF: Struct = Struct { name: "ParamRef", package: "io.k8s.api.admissionregistration.v1", go_type: "v1.ParamRef", atomic: true, fields: &[
    field("name", "Name", "string", Type::String).omitempty().protobuf(1),
    field("namespace", "Namespace", "string", Type::String).omitempty().protobuf(2),
    field("selector", "Selector", "v1.LabelSelector", Type::Struct(&meta_v1::LABEL_SELECTOR)).pointer().omitempty().protobuf(3),
    field("parameterNotFoundAction", "ParameterNotFoundAction", "v1.ParameterNotFoundActionType", Type::String).pointer().omitempty().protobuf(4),
], ..EMPTY };

/// `ValidatingAdmissionPolicyBindingList`.
pub static VALIDATING_ADMISSION_POLICY_BINDING_LIST: Struct = Struct { name: "ValidatingAdmissionPolicyBindingList", package: "io.k8s.api.admissionregistration.v1", go_type: "v1.ValidatingAdmissionPolicyBindingList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.ValidatingAdmissionPolicyBinding", Type::List(&List { of: Type::Struct(&VALIDATING_ADMISSION_POLICY_BINDING), go_type: "v1.ValidatingAdmissionPolicyBinding", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };

/// `ValidatingWebhookConfiguration`.
pub static VALIDATING_WEBHOOK_CONFIGURATION: Struct = Struct { name: "ValidatingWebhookConfiguration", package: "io.k8s.api.admissionregistration.v1", go_type: "v1.ValidatingWebhookConfiguration", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("webhooks", "Webhooks", "[]v1.ValidatingWebhook", Type::List(&List { of: Type::Struct(&VALIDATING_WEBHOOK), go_type: "v1.ValidatingWebhook", topology: Topology::Keyed(&["name"]), declared: true, boxed: false })).omitempty().protobuf(2).merge("name"),
], ..EMPTY };

static VALIDATING_WEBHOOK: Struct = Struct { name: "ValidatingWebhook", package: "io.k8s.api.admissionregistration.v1", go_type: "v1.ValidatingWebhook", atomic: false, fields: &[
    field("name", "Name", "string", Type::String).required().protobuf(1),
    field("clientConfig", "ClientConfig", "v1.WebhookClientConfig", Type::Struct(&WEBHOOK_CLIENT_CONFIG)).required().protobuf(2),
    field("rules", "Rules", "[]v1.RuleWithOperations", Type::List(&List { of: Type::Struct(&RULE_WITH_OPERATIONS), go_type: "v1.RuleWithOperations", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(3),
    field("failurePolicy", "FailurePolicy", "v1.FailurePolicyType", Type::String).pointer().omitempty().values(&["Fail", "Ignore"]).protobuf(4),
    field("matchPolicy", "MatchPolicy", "v1.MatchPolicyType", Type::String).pointer().omitempty().values(&["Equivalent", "Exact"]).protobuf(9),
    field("namespaceSelector", "NamespaceSelector", "v1.LabelSelector", Type::Struct(&meta_v1::LABEL_SELECTOR)).pointer().omitempty().protobuf(5),
    field("objectSelector", "ObjectSelector", "v1.LabelSelector", Type::Struct(&meta_v1::LABEL_SELECTOR)).pointer().omitempty().protobuf(10),
    field("sideEffects", "SideEffects", "v1.SideEffectClass", Type::String).pointer().required().values(&["None", "NoneOnDryRun", "Some", "Unknown"]).protobuf(6),
    field("timeoutSeconds", "TimeoutSeconds", "int32", Type::Int32).pointer().omitempty().protobuf(7),
    field("admissionReviewVersions", "AdmissionReviewVersions", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).required().protobuf(8),
    field("matchConditions", "MatchConditions", "[]v1.MatchCondition", Type::List(&List { of: Type::Struct(&MATCH_CONDITION), go_type: "v1.MatchCondition", topology: Topology::Keyed(&["name"]), declared: true, boxed: false })).omitempty().protobuf(11).merge("name"),
], ..EMPTY };

/// `ValidatingWebhookConfigurationList`.
pub static VALIDATING_WEBHOOK_CONFIGURATION_LIST: Struct = Struct { name: "ValidatingWebhookConfigurationList", package: "io.k8s.api.admissionregistration.v1", go_type: "v1.ValidatingWebhookConfigurationList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.ValidatingWebhookConfiguration", Type::List(&List { of: Type::Struct(&VALIDATING_WEBHOOK_CONFIGURATION), go_type: "v1.ValidatingWebhookConfiguration", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };
