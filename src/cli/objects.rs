//! Objects by the many: out of a server, and into one.

use std::path::{Path, PathBuf};

use clap::builder::NonEmptyStringValueParser;
use clap::{ArgGroup, Args};

use super::Asking;

/// What to write, and whereto.
#[derive(Debug, Args)]
pub struct Export {
    /// What this snapshot has [default: what there is now]
    ///
    /// NAME/WORLD for what it has of another world than the one that is asked.
    #[arg(long, value_name = "NAME")]
    pub snapshot: Option<String>,

    /// The rest.
    #[command(flatten)]
    pub written: Written,
}

/// Which objects to write, with what of them, and whereto.
#[derive(Debug, Args)]
pub struct Written {
    /// A file, or a folder; - is standard output
    ///
    /// A file ends with .yaml, .yml or .json; standard output is YAML, or a List with -o json. A folder may end with a slash.
    #[arg(long, value_name = "FILE|DIR")]
    pub to: PathBuf,

    /// What is in this namespace, and itself
    #[arg(short, long, value_name = "NAMESPACE")]
    pub namespace: Option<String>,

    /// With who owns which field
    #[arg(long)]
    pub managed_fields: bool,

    /// With uids, resourceVersions and the like
    #[arg(long)]
    pub metadata: bool,

    /// Where.
    #[command(flatten)]
    pub asking: Asking,
}

/// What to put in, and where.
#[derive(Debug, Args)]
#[command(
    group(ArgGroup::new(SOURCE).required(true).multiple(true).args(["from", "kubeconfig", "context"])),
    mut_arg("kubeconfig", |arg| arg.help(OF_KUBECONFIG[0]).long_help(OF_KUBECONFIG.concat()))
)]
pub struct Import {
    /// YAML or JSON with any number of objects, or a folder of such files; - is standard input
    #[arg(value_name = "FILE|DIR")]
    pub from: Option<PathBuf>,

    /// Read the cluster of this context
    ///
    /// Of --kubeconfig, or, as kubectl does, of KUBECONFIG or ~/.kube/config.
    #[arg(long, value_name = "NAME", conflicts_with = "from")]
    pub context: Option<String>,

    /// Read this namespace alone
    ///
    /// What is in it, itself, and the definitions of its kinds. May be repeated, or have several behind commas.
    #[arg(short, long, value_name = "NAMESPACE", value_delimiter = ',', value_parser = NonEmptyStringValueParser::new(), conflicts_with = "from")]
    pub namespace: Vec<String>,

    /// With what the cluster's controllers keep for what is read, too
    ///
    /// They make it again where they run: objects of which the owner that controls them is among what is read.
    #[arg(long, conflicts_with = "from", hide_short_help = true)]
    pub owned: bool,

    /// Say what would be put in, and put in nothing
    #[arg(long)]
    pub dry_run: bool,

    /// The kubeconfig of the server that gets what is read of a cluster [default: of --data]
    #[arg(long, value_name = "FILE", conflicts_with = "from", hide_short_help = true)]
    into_kubeconfig: Option<PathBuf>,

    /// Where.
    #[command(flatten)]
    asking: Asking,
}

/// Of what there is one at least.
const SOURCE: &str = "source";

/// What `--kubeconfig` means here.
const OF_KUBECONFIG: [&str; 2] = [
    "The cluster to be read; with FILE|DIR, the server that gets it [default: of --data, else KUBECONFIG]",
    "\n\nFor a cluster, anything that kubectl takes: certificates, tokens, plugins, proxies. Then KUBECONFIG does not say which server gets it.",
];

/// Where objects come from.
pub enum ImportFrom<'a> {
    /// A file or a folder.
    Files(&'a Path),
    /// A cluster, by its kubeconfig; by those of the environment where none is named.
    Cluster(Option<&'a Path>),
}

impl Import {
    /// Where its objects come from.
    pub fn source(&self) -> ImportFrom<'_> {
        match &self.from {
            Some(path) => ImportFrom::Files(path),
            None => ImportFrom::Cluster(self.asking.asked.named()),
        }
    }

    /// Who is asked to take them. Where a cluster is read, a kubeconfig leads there unless it is said to lead here.
    pub fn asking(&self) -> Asking {
        let mut asking = self.asking.clone();
        if self.from.is_none() {
            asking.asked = asking.asked.of_data(self.into_kubeconfig.clone());
        }
        asking
    }
}
