//! How many changes a second the store makes durable: `writes_per_second [directory] [seconds]`.
//!
//! One writer, then 64, each updating objects of its own of about 1 KiB with two managers.

use std::io::Write as _;
use std::time::{Duration, Instant};

use coracle_store::{Facts, Key, ManagerRow, Options, Share, Store, Write};

fn row(manager: &str) -> ManagerRow {
    ManagerRow {
        manager: manager.to_owned(),
        operation: "Update".to_owned(),
        subresource: String::new(),
        api_version: "v1".to_owned(),
        time: Some("2026-01-01T00:00:00Z".to_owned()),
        fields: "{\"f:subsets\":{}}".repeat(10),
    }
}

async fn client(store: Store, id: usize, until: Instant) -> u64 {
    let mut made = 0;
    while Instant::now() < until {
        let key = Key::new("endpoints", "default", format!("client-{id}-{}", made % 16));
        let write = Write::Put {
            key: key.clone(),
            uid: format!("uid-{id}-{}", made % 16),
            value: vec![b'x'; 1024],
            share: Share::Usual,
        };
        let (_, committed) = store.change(vec![key], move |_: &Facts<'_>| Some(write.clone())).await.expect("a change");
        made += u64::from(committed.is_some());
    }
    made
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let directory = tempfile::tempdir_in(arguments.next().unwrap_or_else(|| ".".to_owned()))?;
    let time = Duration::from_secs(arguments.next().map_or(Ok(5), |text| text.parse())?);
    for clients in [1, 64] {
        let store = coracle_store_sqlite::open(
            directory.path().join(format!("{clients}.db")),
            Options::new(|| 0, |_| vec![row("kubelet"), row("kubectl")]),
        )
        .await?;
        let until = Instant::now() + time;
        let running: Vec<_> = (0..clients).map(|id| tokio::spawn(client(store.clone(), id, until))).collect();
        let mut made = 0;
        for client in running {
            made += client.await?;
        }
        store.verify().await.map_err(|findings| findings.join("; "))?;
        store.close().await?;
        let each = made as f64 / time.as_secs_f64();
        writeln!(std::io::stdout(), "{clients} at a time: {each:.0} changes/s")?;
    }
    Ok(())
}
