//! What random values of the storage group are good for.

use super::{Hint, at};

pub const CSI_DRIVERS: &[Hint] = &[
    at("spec", 96, &[], &[]),
    at("spec.attachRequired", 30, &["true", "false"], &[r#""true""#, "1"]),
    at("spec.podInfoOnMount", 30, &["true", "false"], &[r#""true""#, "1"]),
    at("spec.storageCapacity", 30, &["true", "false"], &[r#""true""#, "1"]),
    at("spec.requiresRepublish", 30, &["true", "false"], &[r#""true""#, "1"]),
    at("spec.seLinuxMount", 30, &["true", "false"], &[r#""true""#, "1"]),
    at("spec.serviceAccountTokenInSecrets", 30, &["true", "false"], &[r#""true""#, "1"]),
    at("spec.preventPodSchedulingIfMissing", 30, &["true", "false"], &[r#""true""#, "1"]),
    at("spec.fsGroupPolicy", 40, &[r#""File""#, r#""None""#, r#""ReadWriteOnceWithFSType""#], &[r#""file""#, r#""""#]),
    at("spec.volumeLifecycleModes", 40, &[r#""Persistent""#, r#""Ephemeral""#], &[r#""persistent""#, r#""""#]),
    at("spec.tokenRequests.audience", 96, &[r#""a""#, r#""b""#, r#""""#], &["1"]),
    at("spec.tokenRequests.expirationSeconds", 50, &["600", "3600", "4294967296"], &["599", "4294967297", "-1"]),
    at("spec.nodeAllocatableUpdatePeriodSeconds", 30, &["10", "60"], &["9", "0", "-1"]),
];

pub const CSI_NODES: &[Hint] = &[
    at("spec", 96, &[], &[]),
    at("spec.drivers.name", 96, &[r#""a.b""#, r#""c""#, r#""D.e""#], &[r#""""#, r#""a b""#, r#""-""#]),
    at("spec.drivers.nodeID", 96, &[r#""n1""#, r#""n1""#, r#""n2""#], &[r#""""#]),
    at("spec.drivers.topologyKeys", 40, &[r#""app""#, r#""a.b/c""#, r#""x""#], &[r#""a b""#, r#""/""#, r#""""#]),
    at("spec.drivers.allocatable.count", 60, &["0", "1", "16"], &["-1", "2147483648", r#""1""#]),
];

pub const CSI_STORAGE_CAPACITIES: &[Hint] = &[
    at("storageClassName", 96, &[r#""a""#, r#""a""#, r#""a""#, r#""a""#, r#""b.c""#], &[r#""""#, r#""A""#, r#""a b""#]),
    at("nodeTopology", 60, &[], &[]),
    at("nodeTopology.matchLabels", 60, &[r#""a""#, r#""b""#, r#""""#], &[r#""a b""#, "1", "null"]),
    at("nodeTopology.matchLabels{}", 30, &[r#""app""#, r#""a.b/c""#, r#""x""#], &[r#""a b""#, r#""/""#, r#""""#]),
    at(
        "nodeTopology.matchExpressions.key",
        96,
        &[r#""app""#, r#""a.b/c""#, r#""x""#],
        &[r#""a b""#, r#""/""#, r#""""#],
    ),
    at(
        "nodeTopology.matchExpressions.operator",
        96,
        &[r#""In""#, r#""NotIn""#, r#""Exists""#, r#""DoesNotExist""#],
        &[r#""Gt""#, r#""in""#, r#""""#],
    ),
    at("nodeTopology.matchExpressions.values", 50, &[r#""a""#, r#""b""#, r#""c""#, r#""""#], &[r#""a b""#, "1"]),
    at("capacity", 60, &[r#""1Gi""#, r#""500M""#, r#""0""#, r#""0.5""#, "5"], &[r#""-1""#, r#""1gi""#, r#""""#]),
    at("maximumVolumeSize", 40, &[r#""1Gi""#, r#""-1""#], &[r#""x""#]),
];

// One default is all that a table marks, and it would be all sequences'.
pub const STORAGE_CLASSES: &[Hint] = &[
    at(
        "provisioner",
        96,
        &[r#""ex.com/p""#, r#""ex.com/p""#, r#""ex.com/p""#, r#""EX.com/P""#],
        &[r#""""#, r#""a b""#, r#""/""#],
    ),
    at("parameters", 50, &[r#""a""#, r#""b""#, r#""""#], &["1", "null"]),
    at("parameters{}", 30, &[r#""k""#, r#""l""#], &[r#""""#]),
    at("reclaimPolicy", 40, &[r#""Retain""#, r#""Retain""#, r#""Delete""#], &[r#""Recycle""#, r#""delete""#, r#""""#]),
    at(
        "volumeBindingMode",
        40,
        &[r#""WaitForFirstConsumer""#, r#""WaitForFirstConsumer""#, r#""Immediate""#],
        &[r#""immediate""#, r#""""#],
    ),
    at("allowVolumeExpansion", 40, &["true", "false"], &[r#""true""#]),
    at("mountOptions", 30, &[r#""ro""#, r#""noatime""#, r#""""#], &["1"]),
    at(
        "allowedTopologies.matchLabelExpressions.key",
        96,
        &[r#""zone""#, r#""a.b/region""#, r#""beta.kubernetes.io/os""#],
        &[r#""a b""#, r#""/""#, r#""""#],
    ),
    at("allowedTopologies.matchLabelExpressions.values", 90, &[r#""z1""#, r#""z2""#], &["1"]),
];

pub const VOLUME_ATTRIBUTES_CLASSES: &[Hint] = &[
    at("driverName", 96, &[r#""ex.com""#, r#""ex.com""#, r#""ex.com""#, r#""EX.com/P""#], &[r#""""#, r#""a b""#]),
    at("parameters", 94, &[r#""a""#, r#""a""#, r#""b""#, r#""""#], &["1", "null"]),
    at("parameters{}", 6, &[r#""k""#, r#""k""#, r#""l""#], &[r#""""#]),
];
