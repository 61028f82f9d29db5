//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// A Kubernetes API server for Endpoints and their namespaces: one program, one data file.
///
/// It answers kubectl and every other Kubernetes client as kube-apiserver v1.37.2 would, and needs no cluster.
#[derive(Debug, Parser)]
#[command(name = "coracle", disable_version_flag = true, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the Kubernetes API
    ///
    /// When it accepts requests, one line goes to standard output:
    ///   ready https://127.0.0.1:7443 kubeconfig=coracle.kubeconfig
    /// Everything else is logged to standard error. SIGTERM and SIGINT finish the requests under way and end it with 0.
    #[command(verbatim_doc_comment, after_help = AFTER_SERVE)]
    Serve(Serve),
    /// Ask the server of a data file on this machine whether it is ready; for the health checks of containers.
    ///
    /// Asks /readyz of the address in the kubeconfig beside the data, and trusts the authority in it. Prints ok and ends
    /// with 0, or says what is wrong and ends with 1.
    Health {
        /// The data file that the server was started with.
        #[arg(long, value_name = "FILE", default_value = "coracle.db")]
        data: PathBuf,
    },
    /// Print the version, and that of the Kubernetes whose behaviour is served.
    Version,
}

const AFTER_SERVE: &str = "\
Try it:
  coracle serve &
  kubectl --kubeconfig coracle.kubeconfig get endpoints

Files kept beside the data (for coracle.db):
  coracle.kubeconfig           for clients, with the administrator's token (mode 0600)
  coracle.token                the token, when it was made here (mode 0600)
  coracle.ca.crt, coracle.ca.key   the authority of the server's certificate (key: mode 0600)

Environment:
  RUST_LOG                     what is logged, such as debug or coracle=debug,info";

/// How to serve.
#[derive(Debug, Args)]
pub struct Serve {
    /// The data file; it is made if it is not there.
    #[arg(long, value_name = "FILE", default_value = "coracle.db")]
    pub data: PathBuf,

    /// The address and port to listen on; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7443")]
    pub listen: SocketAddr,

    /// Serve plain HTTP instead of HTTPS; for loopback addresses only, and for clients that send their token all the same:
    /// kubectl does not.
    #[arg(long)]
    pub http: bool,

    /// A further name or address for the server's certificate; may be repeated.
    #[arg(long, value_name = "NAME", conflicts_with = "http")]
    pub tls_san: Vec<String>,

    /// Who may ask: lines of token,user,uid,"group1,group2". Members of system:masters may do everything.
    #[arg(long, value_name = "CSV")]
    pub token_file: Option<PathBuf>,

    /// The administrator's token; without it, and without --token-file, one is made at first start and kept.
    #[arg(long, value_name = "TOKEN", env = "CORACLE_TOKEN", hide_env_values = true, conflicts_with = "token_file")]
    pub token: Option<String>,

    /// Give objects and lists metadata.selfLink, as Kubernetes did before 1.20.
    #[arg(long)]
    pub self_links: bool,
}
