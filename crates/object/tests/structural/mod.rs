//! A custom resource's form, against what the reference's own library makes of the same schemas and objects.

mod growth;
mod laws;
mod rows;
mod schemas;

/// Deep nesting needs more than a test's stack.
fn on_big_stack<T: Send + 'static>(test: impl FnOnce() -> T + Send + 'static) -> T {
    std::thread::Builder::new().stack_size(64 << 20).spawn(test).unwrap().join().unwrap()
}
