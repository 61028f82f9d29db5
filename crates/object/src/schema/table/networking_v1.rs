//! Facts of the API's types, generated from the published Kubernetes modules (v1.37.2) by tools/schema. Not written by hand.
//!
//! To write it anew: `cd tools/schema && go run . table ../../crates/object/src/schema/table`

use super::{core_v1, meta_v1};
use crate::schema::{EMPTY, Inline, List, Struct, Topology, Type, field};

/// `IngressClass`.
pub static INGRESS_CLASS: Struct = Struct { name: "IngressClass", package: "io.k8s.api.networking.v1", go_type: "v1.IngressClass", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("spec", "Spec", "v1.IngressClassSpec", Type::Struct(&INGRESS_CLASS_SPEC)).protobuf(2),
], ..EMPTY };

static INGRESS_CLASS_SPEC: Struct = Struct { name: "IngressClassSpec", package: "io.k8s.api.networking.v1", go_type: "v1.IngressClassSpec", atomic: false, fields: &[
    field("controller", "Controller", "string", Type::String).omitempty().protobuf(1),
    field("parameters", "Parameters", "v1.IngressClassParametersReference", Type::Struct(&INGRESS_CLASS_PARAMETERS_REFERENCE)).pointer().omitempty().protobuf(2),
], ..EMPTY };

static INGRESS_CLASS_PARAMETERS_REFERENCE: Struct = Struct { name: "IngressClassParametersReference", package: "io.k8s.api.networking.v1", go_type: "v1.IngressClassParametersReference", atomic: false, fields: &[
    field("apiGroup", "APIGroup", "string", Type::String).pointer().omitempty().protobuf(1),
    field("kind", "Kind", "string", Type::String).required().protobuf(2),
    field("name", "Name", "string", Type::String).required().protobuf(3),
    field("scope", "Scope", "string", Type::String).pointer().protobuf(4),
    field("namespace", "Namespace", "string", Type::String).pointer().omitempty().protobuf(5),
], ..EMPTY };

/// `IngressClassList`.
pub static INGRESS_CLASS_LIST: Struct = Struct { name: "IngressClassList", package: "io.k8s.api.networking.v1", go_type: "v1.IngressClassList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.IngressClass", Type::List(&List { of: Type::Struct(&INGRESS_CLASS), go_type: "v1.IngressClass", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };

/// `Ingress`.
pub static INGRESS: Struct = Struct { name: "Ingress", package: "io.k8s.api.networking.v1", go_type: "v1.Ingress", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("spec", "Spec", "v1.IngressSpec", Type::Struct(&INGRESS_SPEC)).protobuf(2),
    field("status", "Status", "v1.IngressStatus", Type::Struct(&INGRESS_STATUS)).protobuf(3),
], ..EMPTY };

static INGRESS_SPEC: Struct = Struct { name: "IngressSpec", package: "io.k8s.api.networking.v1", go_type: "v1.IngressSpec", atomic: false, keeps_empty: true, fields: &[
    field("ingressClassName", "IngressClassName", "string", Type::String).pointer().omitempty().protobuf(4),
    field("defaultBackend", "DefaultBackend", "v1.IngressBackend", Type::Struct(&INGRESS_BACKEND)).pointer().omitempty().protobuf(1),
    field("tls", "TLS", "[]v1.IngressTLS", Type::List(&List { of: Type::Struct(&INGRESS_TLS), go_type: "v1.IngressTLS", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(2),
    field("rules", "Rules", "[]v1.IngressRule", Type::List(&List { of: Type::Struct(&INGRESS_RULE), go_type: "v1.IngressRule", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(3),
], ..EMPTY };

static INGRESS_BACKEND: Struct = Struct { name: "IngressBackend", package: "io.k8s.api.networking.v1", go_type: "v1.IngressBackend", atomic: false, fields: &[
    field("service", "Service", "v1.IngressServiceBackend", Type::Struct(&INGRESS_SERVICE_BACKEND)).pointer().omitempty().protobuf(4),
    field("resource", "Resource", "v1.TypedLocalObjectReference", Type::Struct(&core_v1::TYPED_LOCAL_OBJECT_REFERENCE)).pointer().omitempty().protobuf(3),
], ..EMPTY };

static INGRESS_SERVICE_BACKEND: Struct = Struct { name: "IngressServiceBackend", package: "io.k8s.api.networking.v1", go_type: "v1.IngressServiceBackend", atomic: false, fields: &[
    field("name", "Name", "string", Type::String).required().protobuf(1),
    field("port", "Port", "v1.ServiceBackendPort", Type::Struct(&SERVICE_BACKEND_PORT)).protobuf(2),
], ..EMPTY };

static SERVICE_BACKEND_PORT: Struct = Struct { name: "ServiceBackendPort", package: "io.k8s.api.networking.v1", go_type: "v1.ServiceBackendPort", atomic: true, fields: &[
    field("name", "Name", "string", Type::String).omitempty().protobuf(1),
    field("number", "Number", "int32", Type::Int32).omitempty().protobuf(2),
], ..EMPTY };

static INGRESS_TLS: Struct = Struct { name: "IngressTLS", package: "io.k8s.api.networking.v1", go_type: "v1.IngressTLS", atomic: false, fields: &[
    field("hosts", "Hosts", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(1),
    field("secretName", "SecretName", "string", Type::String).omitempty().protobuf(2),
], ..EMPTY };

static INGRESS_RULE: Struct = Struct { name: "IngressRule", package: "io.k8s.api.networking.v1", go_type: "v1.IngressRule", atomic: false, inline: &[Inline { number: 2, go_name: "IngressRuleValue", of: &INGRESS_RULE_VALUE }], fields: &[
    field("host", "Host", "string", Type::String).omitempty().protobuf(1),
    field("http", "HTTP", "v1.HTTPIngressRuleValue", Type::Struct(&HTTP_INGRESS_RULE_VALUE)).embedded("IngressRuleValue").pointer().omitempty(),
], ..EMPTY };

static INGRESS_RULE_VALUE: Struct = Struct { name: "IngressRuleValue", package: "io.k8s.api.networking.v1", go_type: "v1.IngressRuleValue", atomic: false, fields: &[
    field("http", "HTTP", "v1.HTTPIngressRuleValue", Type::Struct(&HTTP_INGRESS_RULE_VALUE)).pointer().omitempty().protobuf(1),
], ..EMPTY };

static HTTP_INGRESS_RULE_VALUE: Struct = Struct { name: "HTTPIngressRuleValue", package: "io.k8s.api.networking.v1", go_type: "v1.HTTPIngressRuleValue", atomic: false, fields: &[
    field("paths", "Paths", "[]v1.HTTPIngressPath", Type::List(&List { of: Type::Struct(&HTTP_INGRESS_PATH), go_type: "v1.HTTPIngressPath", topology: Topology::Atomic, declared: true, boxed: false })).required().protobuf(1),
], ..EMPTY };

static HTTP_INGRESS_PATH: Struct = Struct { name: "HTTPIngressPath", package: "io.k8s.api.networking.v1", go_type: "v1.HTTPIngressPath", atomic: false, fields: &[
    field("path", "Path", "string", Type::String).omitempty().protobuf(1),
    field("pathType", "PathType", "v1.PathType", Type::String).pointer().required().values(&["Exact", "ImplementationSpecific", "Prefix"]).protobuf(3),
    field("backend", "Backend", "v1.IngressBackend", Type::Struct(&INGRESS_BACKEND)).required().protobuf(2),
], ..EMPTY };

static INGRESS_STATUS: Struct = Struct { name: "IngressStatus", package: "io.k8s.api.networking.v1", go_type: "v1.IngressStatus", atomic: false, fields: &[
    field("loadBalancer", "LoadBalancer", "v1.IngressLoadBalancerStatus", Type::Struct(&INGRESS_LOAD_BALANCER_STATUS)).protobuf(1),
], ..EMPTY };

static INGRESS_LOAD_BALANCER_STATUS: Struct = Struct { name: "IngressLoadBalancerStatus", package: "io.k8s.api.networking.v1", go_type: "v1.IngressLoadBalancerStatus", atomic: false, fields: &[
    field("ingress", "Ingress", "[]v1.IngressLoadBalancerIngress", Type::List(&List { of: Type::Struct(&INGRESS_LOAD_BALANCER_INGRESS), go_type: "v1.IngressLoadBalancerIngress", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(1),
], ..EMPTY };

static INGRESS_LOAD_BALANCER_INGRESS: Struct = Struct { name: "IngressLoadBalancerIngress", package: "io.k8s.api.networking.v1", go_type: "v1.IngressLoadBalancerIngress", atomic: false, fields: &[
    field("ip", "IP", "string", Type::String).omitempty().protobuf(1),
    field("hostname", "Hostname", "string", Type::String).omitempty().protobuf(2),
    field("ports", "Ports", "[]v1.IngressPortStatus", Type::List(&List { of: Type::Struct(&INGRESS_PORT_STATUS), go_type: "v1.IngressPortStatus", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(4),
], ..EMPTY };

static INGRESS_PORT_STATUS: Struct = Struct { name: "IngressPortStatus", package: "io.k8s.api.networking.v1", go_type: "v1.IngressPortStatus", atomic: false, fields: &[
    field("port", "Port", "int32", Type::Int32).required().protobuf(1),
    field("protocol", "Protocol", "v1.Protocol", Type::String).required().values(&["SCTP", "TCP", "UDP"]).protobuf(2),
    field("error", "Error", "string", Type::String).pointer().omitempty().protobuf(3),
], ..EMPTY };

/// `IngressList`.
pub static INGRESS_LIST: Struct = Struct { name: "IngressList", package: "io.k8s.api.networking.v1", go_type: "v1.IngressList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.Ingress", Type::List(&List { of: Type::Struct(&INGRESS), go_type: "v1.Ingress", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };

/// `NetworkPolicy`.
pub static NETWORK_POLICY: Struct = Struct { name: "NetworkPolicy", package: "io.k8s.api.networking.v1", go_type: "v1.NetworkPolicy", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("spec", "Spec", "v1.NetworkPolicySpec", Type::Struct(&NETWORK_POLICY_SPEC)).protobuf(2),
], ..EMPTY };

static NETWORK_POLICY_SPEC: Struct = Struct { name: "NetworkPolicySpec", package: "io.k8s.api.networking.v1", go_type: "v1.NetworkPolicySpec", atomic: false, keeps_empty: true, fields: &[
    field("podSelector", "PodSelector", "v1.LabelSelector", Type::Struct(&meta_v1::LABEL_SELECTOR_KEPT)).protobuf(1),
    field("ingress", "Ingress", "[]v1.NetworkPolicyIngressRule", Type::List(&List { of: Type::Struct(&NETWORK_POLICY_INGRESS_RULE), go_type: "v1.NetworkPolicyIngressRule", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(2),
    field("egress", "Egress", "[]v1.NetworkPolicyEgressRule", Type::List(&List { of: Type::Struct(&NETWORK_POLICY_EGRESS_RULE), go_type: "v1.NetworkPolicyEgressRule", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(3),
    field("policyTypes", "PolicyTypes", "[]v1.PolicyType", Type::List(&List { of: Type::String, go_type: "v1.PolicyType", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().values(&["Egress", "Ingress"]).protobuf(4),
], ..EMPTY };

static NETWORK_POLICY_INGRESS_RULE: Struct = Struct { name: "NetworkPolicyIngressRule", package: "io.k8s.api.networking.v1", go_type: "v1.NetworkPolicyIngressRule", atomic: false, keeps_empty: true, fields: &[
    field("ports", "Ports", "[]v1.NetworkPolicyPort", Type::List(&List { of: Type::Struct(&NETWORK_POLICY_PORT), go_type: "v1.NetworkPolicyPort", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(1),
    field("from", "From", "[]v1.NetworkPolicyPeer", Type::List(&List { of: Type::Struct(&NETWORK_POLICY_PEER), go_type: "v1.NetworkPolicyPeer", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(2),
], ..EMPTY };

static NETWORK_POLICY_PORT: Struct = Struct { name: "NetworkPolicyPort", package: "io.k8s.api.networking.v1", go_type: "v1.NetworkPolicyPort", atomic: false, fields: &[
    field("protocol", "Protocol", "v1.Protocol", Type::String).pointer().omitempty().values(&["SCTP", "TCP", "UDP"]).protobuf(1),
    field("port", "Port", "intstr.IntOrString", Type::IntOrString).pointer().omitempty().protobuf(2),
    field("endPort", "EndPort", "int32", Type::Int32).pointer().omitempty().protobuf(3),
], ..EMPTY };

static NETWORK_POLICY_PEER: Struct = Struct { name: "NetworkPolicyPeer", package: "io.k8s.api.networking.v1", go_type: "v1.NetworkPolicyPeer", atomic: false, keeps_empty: true, fields: &[
    field("podSelector", "PodSelector", "v1.LabelSelector", Type::Struct(&meta_v1::LABEL_SELECTOR_KEPT)).pointer().omitempty().protobuf(1),
    field("namespaceSelector", "NamespaceSelector", "v1.LabelSelector", Type::Struct(&meta_v1::LABEL_SELECTOR_KEPT)).pointer().omitempty().protobuf(2),
    field("ipBlock", "IPBlock", "v1.IPBlock", Type::Struct(&IP_BLOCK)).pointer().omitempty().protobuf(3),
], ..EMPTY };

static IP_BLOCK: Struct = Struct { name: "IPBlock", package: "io.k8s.api.networking.v1", go_type: "v1.IPBlock", atomic: false, keeps_empty: true, fields: &[
    field("cidr", "CIDR", "string", Type::String).required().protobuf(1),
    field("except", "Except", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(2),
], ..EMPTY };

static NETWORK_POLICY_EGRESS_RULE: Struct = Struct { name: "NetworkPolicyEgressRule", package: "io.k8s.api.networking.v1", go_type: "v1.NetworkPolicyEgressRule", atomic: false, keeps_empty: true, fields: &[
    field("ports", "Ports", "[]v1.NetworkPolicyPort", Type::List(&List { of: Type::Struct(&NETWORK_POLICY_PORT), go_type: "v1.NetworkPolicyPort", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(1),
    field("to", "To", "[]v1.NetworkPolicyPeer", Type::List(&List { of: Type::Struct(&NETWORK_POLICY_PEER), go_type: "v1.NetworkPolicyPeer", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(2),
], ..EMPTY };

/// `NetworkPolicyList`.
pub static NETWORK_POLICY_LIST: Struct = Struct { name: "NetworkPolicyList", package: "io.k8s.api.networking.v1", go_type: "v1.NetworkPolicyList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.NetworkPolicy", Type::List(&List { of: Type::Struct(&NETWORK_POLICY), go_type: "v1.NetworkPolicy", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };
