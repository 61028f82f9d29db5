//! CEL, by tables of the reference's answers and hostile sources. One program: one for each file takes twice as long to compile.

mod cases;
mod check;
mod evaluate;
mod functions;
mod parse;
mod tables;
