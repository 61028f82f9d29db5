//! The program as its users meet it: a child process on a free port, with data of its own, asked over HTTP.
//!
//! One file a topic. `program.rs` starts and ends the program, `client.rs` speaks HTTP with it. What single requests are
//! answered is recorded in `tests/wire`; here are the things that one exchange cannot show.

mod backup;
mod bad_input;
mod certificates;
mod client;
mod compaction;
mod concurrency;
mod controllers;
mod conversion;
mod crash;
mod definitions;
mod deterministic;
mod differences;
mod discovery;
mod envtest;
mod fairness;
mod faults;
mod files;
mod forms;
mod full_disk;
mod gone;
mod history;
mod impersonation;
mod in_memory;
mod isolation;
mod kept_worlds;
mod limits;
mod lists;
mod long_lists;
mod merging;
mod metrics;
mod negotiation;
mod nesting;
mod openapi;
mod priority_classes;
mod program;
mod requests;
mod restart;
mod reviews;
mod room;
mod rules;
mod seed;
mod self_check;
mod self_links;
mod serve;
mod signals;
mod stored_form;
mod tls;
mod wait;
mod watches;
mod websocket;
mod who;
mod world_commands;
mod worlds;
