//! Twenty tests at once, each with a world of its own on a server that all share.

use std::time::Duration;

use coracle::{Coracle, World};
use coracle_in_tests::Settings;
use tokio::sync::OnceCell;

static CORACLE: OnceCell<Coracle> = OnceCell::const_new();
/// What some worlds begin with. It is made once, and forked.
static PREPARED: OnceCell<World> = OnceCell::const_new();

const RED: &str = "
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  colour: red
";

async fn coracle() -> &'static Coracle {
    CORACLE.get_or_try_init(Coracle::start).await.expect("a server")
}

async fn prepared() -> &'static World {
    let make = async || {
        let world = coracle().await.world().named("prepared").await?;
        world.apply(RED).await?;
        Ok::<_, coracle::Error>(world)
    };
    PREPARED.get_or_try_init(make).await.expect("a world with settings")
}

fn settings(world: &World) -> Settings {
    Settings::new(&world.url(), &world.token(), world.ca().expect("TLS")).expect("settings")
}

/// What each of the twenty does: nobody else's settings are seen.
async fn alone(value: &str) {
    let world = coracle().await.world().await.expect("a world");
    let settings = settings(&world);
    assert_eq!(settings.get("colour").await.unwrap(), None);
    for round in 0..5 {
        settings.set("colour", &format!("{value}-{round}")).await.unwrap();
        assert_eq!(settings.get("colour").await.unwrap(), Some(format!("{value}-{round}")));
    }
    world.reset().await.unwrap();
    assert_eq!(settings.get("colour").await.unwrap(), None);
}

macro_rules! each_alone {
    ($($name:ident)*) => {$(
        #[tokio::test]
        async fn $name() {
            alone(stringify!($name)).await;
        }
    )*};
}

each_alone!(n1 n2 n3 n4 n5 n6 n7 n8 n9 n10 n11 n12 n13 n14 n15 n16 n17 n18 n19 n20);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forks_begin_with_what_was_prepared() {
    let world = prepared().await.fork().await.unwrap();
    let settings = settings(&world);
    assert_eq!(settings.get("colour").await.unwrap().as_deref(), Some("red"));
    let refused = settings.set("colour", "blue").await.unwrap_err().to_string();
    assert!(refused.contains("conflict with \"coracle-import\""), "{refused}");
    settings.set("shape", "round").await.unwrap();
    world.reset().await.unwrap();
    assert_eq!(settings.get("shape").await.unwrap(), None);
    assert_eq!(settings.get("colour").await.unwrap().as_deref(), Some("red"));
}

#[tokio::test]
async fn worlds_go_with_their_tests() {
    let coracle = Coracle::start().await.unwrap();
    let world = coracle.world().await.unwrap();
    let settings = settings(&world);
    settings.set("colour", "red").await.unwrap();
    drop(world);
    // In the background.
    while settings.get("colour").await.unwrap().is_some() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    coracle.stop().await.unwrap();
    assert!(settings.get("colour").await.is_err());
}

#[test]
fn the_example_with_kube_rs_is_the_one_that_was_run() {
    let page = include_str!("../README.md");
    let example = page.split("```rust\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let tested = include_str!("../../../tests/clients/kube-rs/tests/library.rs");
    assert!(tested.ends_with(example), "README.md and tests/clients/kube-rs/tests/library.rs differ");
}
