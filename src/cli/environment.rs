//! Every option from the environment, too: `--max-watches` is `CORACLE_MAX_WATCHES`. The command line overrules it.
//!
//! `--kubeconfig` alone has the variable that it has everywhere.

use clap::builder::BoolishValueParser;
use clap::{ArgAction, Command};

/// How every variable begins.
const PREFIX: &str = "CORACLE_";

/// The same command, with a variable for each option of its subcommands.
pub fn with_environment(command: Command) -> Command {
    command.mut_subcommands(|subcommand| {
        with_environment(subcommand).mut_args(|arg| {
            let Some(long) = arg.get_long().filter(|long| !["help", "kubeconfig"].contains(long)) else { return arg };
            let variable = variable(long);
            // They are alike enough to be said once, at the end of the help.
            let arg = arg.env(variable).hide_env(true);
            match arg.get_action() {
                ArgAction::SetTrue => arg.value_parser(BoolishValueParser::new()),
                _ => arg,
            }
        })
    })
}

/// An option's variable.
fn variable(long: &str) -> String {
    format!("{PREFIX}{}", long.replace('-', "_").to_uppercase())
}
