//! What stands below the options in a command's help.

/// For `coracle managers`.
pub const AFTER_MANAGERS: &str = "\
Try it:
  coracle managers default/web --server    of a running server
  coracle managers default/web             when it has stopped
  coracle managers default                 the namespace itself";

/// For `coracle verify`.
pub const AFTER_VERIFY: &str = "\
Try it:
  coracle verify --server                  of a running server
  coracle verify --data coracle.db         when it has stopped";

/// For `coracle compact`.
pub const AFTER_COMPACT: &str = "\
Try it:
  coracle compact --server                 of a running server, which goes on meanwhile
  coracle compact --data coracle.db        when it has stopped";

/// For `coracle backup`.
pub const AFTER_BACKUP: &str = "\
Try it:
  coracle backup today.db --server                       of a running server
  coracle backup today.db --data coracle.db              when it has stopped
  coracle backup today.db --server --with-credentials    the token, authority and kubeconfig, too";

/// For `coracle restore`.
pub const AFTER_RESTORE: &str = "\
Try it:
  coracle restore today.db --data coracle.db             then coracle serve --data coracle.db";

/// For `coracle snapshot`.
pub const AFTER_SNAPSHOT: &str = "\
Try it:
  coracle snapshot create prepared
  coracle snapshot restore prepared
  coracle snapshot export prepared --to tree
  coracle snapshot create nightly --all";

/// For `coracle world`.
pub const AFTER_WORLD: &str = "\
Try it:
  coracle world create one --ephemeral --kubeconfig-out one.kubeconfig
  kubectl --kubeconfig one.kubeconfig get namespaces
  coracle world fork one two --ephemeral --ttl 10m
  coracle world reset two";

/// For `coracle reset`.
pub const AFTER_RESET: &str = "\
Try it:
  coracle reset --world one
  coracle reset --to-snapshot prepared";

/// For `coracle fault`.
pub const AFTER_FAULT: &str = "\
Try it:
  coracle fault add busy --verb update --resource endpoints --code 409 --count 3
  coracle fault list
  coracle fault remove busy";

/// What -h leaves out of `coracle fault add`.
pub const MORE_OF_FAULT_ADD: &str = "There are further options: coracle fault add --help";

/// For `coracle fault add`.
pub const AFTER_FAULT_ADD: &str = "\
Try it:
  coracle fault add --verb update --resource endpoints --code 409 --count 3
  coracle fault add --verb list,get --delay 2s
  coracle fault add --watch drop --after-events 5";

/// For `coracle requests`.
pub const AFTER_REQUESTS: &str = "\
Try it:
  coracle requests --verb create --resource configmaps --code 201";

/// For `coracle wait`, where there is little room.
pub const BRIEFLY_AFTER_WAIT: &str = "\
Try it:
  coracle wait --for create cm/default/web";

/// For `coracle wait`.
pub const AFTER_WAIT: &str = "\
Try it:
  coracle wait --for create cm/default/web
  coracle wait --for condition=Established crd/widgets.example.com
  coracle wait --for requests=3 --verb create
  coracle wait --for quiet=2s --timeout 1m";

/// For `coracle clock`.
pub const AFTER_CLOCK: &str = "\
Try it:
  coracle clock --frozen 2030-01-01T00:00:00Z --step 1s";

/// For `coracle ui`.
pub const AFTER_UI: &str = "\
Try it:
  coracle ui";

/// For `coracle log`.
pub const AFTER_LOG: &str = "\
Try it:
  coracle log configmap/default/web
  coracle log ns/default --limit 1 -o json";

/// For `coracle at`.
pub const AFTER_AT: &str = "\
Try it:
  coracle at 17 configmap/default/web";

/// For `coracle blame`.
pub const AFTER_BLAME: &str = "\
Try it:
  coracle blame configmap/default/web
  coracle blame configmap/default/web --as me -f web.yaml";

/// For `coracle diff`.
pub const AFTER_DIFF: &str = "\
Try it:
  coracle diff 17 20 -n default    without 20: until now
  coracle diff world:main world:fork";

/// For `coracle export`.
pub const AFTER_EXPORT: &str = "\
Try it:
  coracle export --to all.yaml
  coracle export --to tree -n default      a file for each object";

/// For `coracle import`.
pub const AFTER_IMPORT: &str = "\
Try it:
  coracle import all.yaml
  coracle import --kubeconfig ~/.kube/config --context prod -n shop --dry-run";

/// For `coracle envtest`.
pub const AFTER_ENVTEST: &str = "\
Try it:
  eval \"$(coracle envtest bin)\" && go test ./...";

/// What -h leaves out.
pub const MORE: &str = "There are further options, and files that it keeps: coracle serve --help";

/// For `coracle serve`, and what it keeps and reads besides.
pub const AFTER_SERVE: &str = "\
Try it:
  coracle serve &
  kubectl --kubeconfig coracle.db.kubeconfig get endpoints

Files kept beside the data (for coracle.db):
  coracle.db.kubeconfig        for clients, with the administrator's token (mode 0600)
  coracle.db.token             the token, when it was made here (mode 0600)
  coracle.db.ca.crt, coracle.db.ca.key   the authority of the server's certificate (key: mode 0600)
  coracle.db-reserve           16 MiB that are given up when the disk is full

Environment:
  CORACLE_…                    every option: CORACLE_TOKEN for --token, CORACLE_MAX_WATCHES for --max-watches
  RUST_LOG                     what is logged, such as debug or coracle=debug,info
  NO_COLOR                     no colours in the log";
