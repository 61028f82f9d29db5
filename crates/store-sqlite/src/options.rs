//! What a store in a file needs to know.

/// What a store needs to know beside its path.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// What every store needs to know. From 96 MiB on, the file keeps to its `bytes_max`, too, its write-ahead log included; below,
    /// history has its 12 MiB and the write-ahead log its 24 all the same.
    pub store: coracle_store::Options,
    /// The most bytes that the database may have, without its write-ahead log, as if that were what the disk has beside the
    /// reserve; a change beyond fails with [`ChangeError::NoSpace`](coracle_store::ChangeError::NoSpace). `None`: as many as the
    /// disk has.
    pub size_limit_bytes: Option<u64>,
    /// So many bytes of disk are kept in a file `<path>-reserve`, and given up when the disk is full, so that changes that
    /// make nothing larger can still be made. 0: none.
    pub reserve_bytes: u64,
    /// Whether a store is made where there is none; otherwise that is [`OpenError::Missing`](crate::OpenError::Missing).
    pub create: bool,
    /// What is checked before there is a store to read from.
    pub checked: Checked,
}

/// How much of a file is checked before its store can be read from. Nothing is changed before all of it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checked {
    /// What is shown: the records, whole and all of them, and where the log begins and ends.
    Records,
    /// Everything.
    Whole,
}

impl From<coracle_store::Options> for Options {
    /// No limit of its own, no reserve, a store made where there is none, all of it checked first.
    fn from(store: coracle_store::Options) -> Options {
        Options { store, size_limit_bytes: None, reserve_bytes: 0, create: true, checked: Checked::Whole }
    }
}
