//! `hopwise man`: the manual page, made from the same grammar as `--help`.

use clap_mangen::Man;

use super::{Failure, Outcome, grammar, output};
use crate::text::escaped;
use crate::topology::suggest;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The command whose page it is; the program's own where left out
    command: Option<String>,
}

/// What no help text of a single command says, in roff.
const MORE: &str = "\
.SH EXIT STATUS
.TP
.B 0
Done. A request that ends in a 503 was simulated all the same.
.TP
.B 1
The input was refused; the reason is on standard error.
.TP
.B 2
The command line is wrong.
.SH ENVIRONMENT
.TP
.B NO_COLOR
Set to anything: no colours.
.TP
.B TERM
With
.B dumb
nothing is drawn on the terminal; the picture and the story are printed as text.
";

pub(super) fn run(args: &Args) -> Outcome {
    output::write(&page(args.command.as_deref())?)
}

fn page(name: Option<&str>) -> Result<String, Failure> {
    let mut program = grammar();
    // Gives the commands the names they are called by, `hopwise trace`.
    program.build();
    let command = match name {
        None => program,
        Some(name) => match program.find_subcommand(name) {
            Some(command) => command.clone(),
            None => return Err(unknown(&program, name)),
        },
    };
    let mut page = Vec::new();
    Man::new(command)
        .render(&mut page)
        .map_err(Failure::Output)?;
    let mut page = String::from_utf8_lossy(&page).into_owned();
    if name.is_none() {
        page.push_str(MORE);
    }
    Ok(page)
}

fn unknown(program: &clap::Command, name: &str) -> Failure {
    let visible = program
        .get_subcommands()
        .filter(|command| !command.is_hide_set());
    let commands = suggest::listed(visible.map(clap::Command::get_name));
    Failure::Refused(format!(
        "error: there is no command `{}`\nhelp: the commands are {commands}",
        escaped(name)
    ))
}
