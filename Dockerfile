# The static program in an image with nothing else. It is not compiled here: it is the one of a release, or that of tools/release.
#
#   docker build -t coracle .                            in the folder of an unpacked archive of a release
#   tools/release linux-x86_64 && docker build -t coracle \
#     --build-arg PROGRAM=target/x86_64-unknown-linux-musl/release/coracle .
#
# Options are environment variables, so that those of your own come beside them: docker run coracle serve --faults
# An empty image has no folders, and nothing to make them with.
FROM alpine:3.22 AS files
RUN mkdir /empty

FROM scratch
ARG PROGRAM=coracle
COPY --from=files --chown=65532:65532 /empty /data
COPY --from=files --chown=65532:65532 /empty /tmp
COPY ${PROGRAM} /usr/local/bin/coracle
ENV PATH=/usr/local/bin CORACLE_DATA=/data/coracle.db CORACLE_LISTEN=0.0.0.0:7443 CORACLE_TLS_SAN=coracle
USER 65532:65532
VOLUME /data
EXPOSE 7443
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s CMD ["/usr/local/bin/coracle", "health"]
ENTRYPOINT ["/usr/local/bin/coracle"]
CMD ["serve"]
