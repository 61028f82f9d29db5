//! The store against a plain model, against itself under contention, and against what can happen to its file.

mod kit;
mod reading;
