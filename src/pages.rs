//! Lists that are being gone through page by page.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use coracle_kinds::Kind;
use coracle_store::Listing;

/// The lists that are being gone through page by page, where they have come to: without them, each page would look again for
/// what was written since the first. Who comes back for a page that is no longer kept gets it all the same, from the log.
#[derive(Default)]
pub struct Chains(Mutex<VecDeque<(Chain, Listing)>>);

/// What tells such lists apart.
#[derive(Debug, PartialEq, Eq)]
pub struct Chain {
    /// The kind.
    pub kind: Arc<Kind>,
    /// Empty for all.
    pub namespace: String,
    /// The revision that it is as of.
    pub revision: u64,
}

/// How many are kept, and no more than so many bytes of each.
const CHAINS_MAX: usize = 4;
const CHAIN_BYTES_MAX: usize = 4 << 20;

impl Chains {
    /// Where a list has come to, if it is kept.
    pub fn find(&self, chain: &Chain) -> Option<Listing> {
        let chains = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        chains.iter().find(|(kept, _)| kept == chain).map(|(_, listing)| listing.clone())
    }

    /// Lets go of all.
    pub fn forget(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Keeps a list of which there is more to come, or lets go of one that has come to its end.
    pub fn keep(&self, chain: Chain, listing: Listing, more: bool) {
        let mut chains = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        chains.retain(|(kept, _)| *kept != chain);
        if more && listing.bytes() <= CHAIN_BYTES_MAX {
            chains.truncate(CHAINS_MAX - 1);
            chains.push_front((chain, listing));
        }
    }
}

#[cfg(test)]
mod tests {
    use coracle_store::Options;

    use super::*;

    #[tokio::test]
    async fn the_newest_chains_are_kept_until_their_end() {
        let place = tempfile::tempdir().unwrap();
        let store = coracle_store_sqlite::open(place.path().join("coracle.db"), Options::new(|| 0, |_| Vec::new()))
            .await
            .unwrap();
        let listing = || store.listing("endpoints", Some("n"), None);
        let chains = Chains::default();
        let kind = coracle_kinds::builtin().find("", "v1", "endpoints").unwrap().clone();
        let chain = |revision| Chain { kind: kind.clone(), namespace: "n".to_owned(), revision };
        let kept = || (1..=6).filter(|revision| chains.find(&chain(*revision)).is_some()).collect::<Vec<_>>();
        (1..=5).for_each(|revision| chains.keep(chain(revision), listing(), true));
        assert_eq!(kept(), [2, 3, 4, 5]);
        chains.keep(chain(2), listing(), true);
        chains.keep(chain(6), listing(), true);
        assert_eq!(kept(), [2, 4, 5, 6]);
        chains.keep(chain(4), listing(), false);
        assert_eq!(kept(), [2, 5, 6]);
    }
}
