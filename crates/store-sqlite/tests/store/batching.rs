//! What waits together becomes durable together.

use crate::kit::{open, place, set};

/// How many transactions the write-ahead log holds: those of its frames that end one say how large the database is then.
fn transactions(path: &std::path::Path) -> usize {
    const HEAD_BYTES: usize = 32;
    const FRAME_BYTES: usize = 24 + 4096;
    let log = std::fs::read(path.with_extension("db-wal")).unwrap();
    log[HEAD_BYTES..].chunks(FRAME_BYTES).filter(|frame| frame[4..8] != [0; 4]).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_asked_for_while_the_writer_is_held_is_one_transaction() {
    let place = place();
    let store = open(&place.path).await;
    let before = transactions(&place.path);
    let hold = store.hold().await;
    let set_all = async {
        tokio::join!(set(&store, "a", "1"), set(&store, "b", "2"), set(&store, "c", "3"), set(&store, "d", "4"))
    };
    let ((a, b, c, d), ()) = tokio::join!(set_all, async { drop(hold) });
    let revisions = [a, b, c, d].map(|set| set.unwrap().revision);
    assert_eq!((revisions, transactions(&place.path)), ([2, 3, 4, 5], before + 1));
    store.close().await.unwrap();
}
