//! What an object is, by tables of the reference's answers, laws and bounds. One program: one for each file takes twice as long to compile.

mod decode;
mod fields;
mod form;
mod names;
mod places;
mod protobuf;
mod quantities;
mod samples;
mod selectors;
mod structural;
mod texts;
mod value;
mod yaml;
