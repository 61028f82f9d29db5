//! The example of clients/rust/README.md, which a test there holds to be the same:
//!
//!     cargo test --locked --features library --test library

use coracle::{Coracle, World};
use k8s_openapi::api::core::v1::ConfigMap;
use kube::api::{Api, PostParams};
use kube::config::{KubeConfigOptions, Kubeconfig};
use kube::{Client, Config};
use tokio::sync::OnceCell;

static CORACLE: OnceCell<Coracle> = OnceCell::const_new();

/// A world of a test's own, and a client for it.
async fn world() -> (World, Client) {
    let coracle = CORACLE.get_or_try_init(Coracle::start).await.expect("a server");
    let world = coracle.world().await.expect("a world");
    let kubeconfig = Kubeconfig::from_yaml(&world.kubeconfig()).expect("a kubeconfig");
    let options = KubeConfigOptions::default();
    let config = Config::from_custom_kubeconfig(kubeconfig, &options).await.expect("a configuration");
    (world, Client::try_from(config).expect("a client"))
}

#[tokio::test]
async fn a_name_is_taken_once() {
    let (_world, client) = world().await;
    let maps = Api::<ConfigMap>::default_namespaced(client);
    let mut map = ConfigMap::default();
    map.metadata.name = Some("settings".to_owned());
    maps.create(&PostParams::default(), &map).await.expect("a new name");
    let refused = maps.create(&PostParams::default(), &map).await.expect_err("a name that is taken");
    assert!(matches!(refused, kube::Error::Api(status) if status.code == 409));
}

#[tokio::test]
async fn what_was_applied_is_there() {
    let (world, client) = world().await;
    world
        .apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}")
        .await
        .expect("applied");
    let map = Api::<ConfigMap>::default_namespaced(client).get("settings").await.expect("a ConfigMap");
    assert_eq!(map.data.expect("data")["colour"], "red");
}
