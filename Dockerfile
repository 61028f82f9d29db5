# Builds Coracle and puts the program alone into a small image that runs without root.
# Like docker-compose.yml it has not been run where it was written.
FROM rust:1.95.0-bookworm AS build
# The image's own toolchain, rather than one that rust-toolchain.toml would have fetched.
ENV RUSTUP_TOOLCHAIN=1.95.0
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/src/target \
    cargo build --release --locked && cp target/release/coracle /coracle && mkdir /data

FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /coracle /usr/local/bin/coracle
COPY --from=build --chown=nonroot:nonroot /data /data
VOLUME /data
EXPOSE 7443
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s \
    CMD ["/usr/local/bin/coracle", "health", "--data", "/data/coracle.db"]
ENTRYPOINT ["/usr/local/bin/coracle"]
CMD ["serve", "--data", "/data/coracle.db", "--listen", "0.0.0.0:7443", "--tls-san", "coracle"]
