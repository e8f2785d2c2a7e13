//! The rows.

use super::{Binding, Group, Mode};
use crate::action::{Action, Breakage, Listing, Place};
use crate::key::{Code, Key};
use crate::layout::Side;

const fn row(
    mode: Mode,
    keys: &'static [Key],
    action: Action,
    group: Group,
    hint: &'static str,
    description: &'static str,
) -> Binding {
    Binding {
        mode,
        keys,
        action,
        group,
        hint,
        description,
    }
}

const fn c(key: char) -> Key {
    Key::char(key)
}

const fn k(code: Code) -> Key {
    Key::plain(code)
}

use Code::{Backspace, Char, Down, End, Enter, Esc, Home, Left, PageDown, PageUp, Right, Tab, Up};
use Group::{Change, Look, Play, Program, Send};
use Mode::{Browse, Compare, Faults, Help, List, Load, Problems, Question, Score};

/// Every binding, in the order of the help page; the first match counts.
#[rustfmt::skip]
pub static BINDINGS: &[Binding] = &[
    row(Browse, &[k(Enter), c('s')],        Action::Send,             Send,    "send",       "send the request last chosen; while it is on, from the start again"),
    row(Browse, &[c('S')],                  Action::List(Listing::Requests), Send, "",       "list of requests; type to filter, Enter sends"),
    row(Browse, &[k(Char(' '))],            Action::PlayPause,        Play,    "play/pause", "play or pause; before anything is sent, choose whether sending starts paused"),
    row(Browse, &[k(Right), c('n')],        Action::StepForward,      Play,    "step",       "one step forward, then stop"),
    row(Browse, &[k(Left), c('p')],         Action::StepBack,         Play,    "back",       "one step back"),
    row(Browse, &[k(Home)],                 Action::FirstStep,        Play,    "",           "first step"),
    row(Browse, &[k(End)],                  Action::LastStep,         Play,    "",           "last step"),
    row(Browse, &[c('+'), c('=')],          Action::Faster,           Play,    "faster",     "faster"),
    row(Browse, &[c('-')],                  Action::Slower,           Play,    "slower",     "slower"),
    row(Browse, &[k(Up)],                   Action::SelectPrevious,   Look,    "",           "select the previous box along the path"),
    row(Browse, &[k(Down)],                 Action::SelectNext,       Look,    "select",     "select the next box along the path; a mouse click selects any box"),
    row(Browse, &[c('i')],                  Action::Inspect,          Look,    "inspect",    "inspector of the selected box or the current hop: open, close"),
    row(Browse, &[k(Tab)],                  Action::NextPacket,       Look,    "",           "select the next line along the path; in the inspector: the next packet of this step"),
    row(Browse, &[k(PageUp)],               Action::PageBack,         Look,    "",           "scroll up; where nothing scrolls: back, as clickers do"),
    row(Browse, &[k(PageDown)],             Action::PageOn,           Look,    "",           "scroll down; where nothing scrolls: on, in a run and a lesson"),
    row(Browse, &[c('v')],                  Action::NextView,         Look,    "view",       "next view: diagram, sequence, waterfall"),
    row(Browse, &[c('d')],                  Action::ToggleDetail,     Look,    "",           "sequence: every packet, or exchanges folded"),
    row(Browse, &[c('}')],                  Action::Zoom(1),          Look,    "",           "waterfall: zoom in"),
    row(Browse, &[c('{')],                  Action::Zoom(-1),         Look,    "",           "waterfall: zoom out"),
    row(Browse, &[c('0')],                  Action::Zoom(0),          Look,    "",           "waterfall: the whole time axis"),
    row(Browse, &[c('<')],                  Action::Pan(-2),          Look,    "",           "waterfall: earlier, when zoomed in"),
    row(Browse, &[c('>')],                  Action::Pan(2),           Look,    "",           "waterfall: later, when zoomed in"),
    row(Browse, &[Key::shift(Left), c('H')],  Action::Move(Side::Left),  Look, "",           "window onto a large diagram: left; waterfall: earlier"),
    row(Browse, &[Key::shift(Down), c('J')],  Action::Move(Side::Down),  Look, "",           "window down; or drag it with the mouse, or turn the wheel"),
    row(Browse, &[Key::shift(Up), c('K')],    Action::Move(Side::Up),    Look, "",           "window up"),
    row(Browse, &[Key::shift(Right), c('L')], Action::Move(Side::Right), Look, "",           "window right; waterfall: later"),
    row(Browse, &[c('F')],                  Action::Follow,           Look,    "",           "window follows the packet again, as after every step"),
    row(Browse, &[c('w')],                  Action::Compare,          Look,    "",           "compare two runs on one clock"),
    row(Browse, &[c('g')],                  Action::Predict,          Look,    "",           "predict mode: asks before it reveals; digits choose, Enter goes on"),
    row(Browse, &[c('N')],                  Action::NextInLesson,     Play,    "next",       "next step of the lesson"),
    row(Browse, &[c('P')],                  Action::PreviousInLesson, Play,    "",           "previous step of the lesson"),
    row(Browse, &[c('l')],                  Action::OpenLoad,         Look,    "load",       "load view: many requests at once"),
    row(Browse, &[c('t')],                  Action::List(Listing::Topologies), Program, "topologies", "list of topologies; type to filter"),
    row(Browse, &[c('[')],                  Action::PreviousTopology, Program, "",           "previous topology"),
    row(Browse, &[c(']')],                  Action::NextTopology,     Program, "",           "next topology"),
    row(Browse, &[c('x')],                  Action::Break(Breakage::Down), Change, "",       "take the selected box down, or bring it up"),
    row(Browse, &[c('z')],                  Action::Break(Breakage::Slow), Change, "",       "slow the selected box, or restore it"),
    row(Browse, &[c('X')],                  Action::Faults,           Change,  "",           "every fault of the selected box or line: drop, reject, crash, loss, latency"),
    row(Browse, &[c('c')],                  Action::Cold,             Change,  "",           "cold: forget caches, connections and sessions"),
    row(Browse, &[c('R')],                  Action::Reload,           Change,  "",           "read the file again"),
    row(Browse, &[c('?')],                  Action::Help,             Program, "help",       "help; then a letter: the words of the trade that begin with it"),
    row(Browse, &[k(Esc)],                  Action::Close,            Program, "",           "close what is open, or drop the selection"),
    row(Browse, &[Key::ctrl('z')],          Action::Suspend,          Program, "",           "suspend to the shell"),
    row(Browse, &[c('q'), Key::ctrl('c')],  Action::Quit,             Program, "quit",       "quit"),

    row(Load, &[k(Up)],                     Action::MoreLoad,         Send,    "more",       "more requests a second"),
    row(Load, &[k(Down)],                   Action::LessLoad,         Send,    "fewer",      "fewer requests a second"),
    row(Load, &[k(Char(' '))],              Action::PlayPause,        Play,    "pause",      "pause, or go on"),
    row(Load, &[k(Right), c('n')],          Action::SelectNext,       Look,    "select",     "select the next box; a mouse click selects any box"),
    row(Load, &[k(Left), c('p')],           Action::SelectPrevious,   Look,    "",           "select the previous box"),
    row(Load, &[c('}')],                    Action::MoreCapacity,     Change,  "capacity",   "the selected box serves one more at once"),
    row(Load, &[c('{')],                    Action::LessCapacity,     Change,  "",           "the selected box serves one fewer at once"),
    row(Load, &[c('x')],                    Action::Break(Breakage::Down), Change, "down",       "take the selected box down, or bring it up"),
    row(Load, &[c('z')],                    Action::Break(Breakage::Slow), Change, "slow",       "slow the selected box, or restore it"),
    row(Load, &[c('X')],                    Action::Faults,           Change,  "",           "every fault of the selected box or line"),
    row(Load, &[k(Tab)],                    Action::NextPacket,       Look,    "",           "select the next line"),
    row(Load, &[k(Enter), c('s')],          Action::FollowOne,        Look,    "follow one", "follow the next request as a single one"),
    row(Load, &[c('l')],                    Action::OpenLoad,         Program, "leave",      "leave the load view; it stands still until it is opened again"),
    row(Load, &[k(Esc)],                    Action::Close,            Program, "",           "drop the selection, or leave the load view"),
    row(Load, &[c('+'), c('=')],            Action::Faster,           Play,    "faster",     "model time passes faster"),
    row(Load, &[c('-')],                    Action::Slower,           Play,    "slower",     "model time passes slower"),
    row(Load, &[c('c')],                    Action::Cold,             Change,  "",           "a new load from nothing: empty queues, cold caches, the file's capacities"),
    row(Load, &[Key::shift(Left), c('H')],  Action::Move(Side::Left), Look,    "",           "move the window left, where the diagram is larger"),
    row(Load, &[Key::shift(Down), c('J')],  Action::Move(Side::Down), Look,    "",           "move the window down"),
    row(Load, &[Key::shift(Up), c('K')],    Action::Move(Side::Up),   Look,    "",           "move the window up"),
    row(Load, &[Key::shift(Right), c('L')], Action::Move(Side::Right), Look,   "",           "move the window right"),
    row(Load, &[c('F')],                    Action::Follow,           Look,    "",           "the window follows the busiest box again"),
    row(Load, &[c('t')],                    Action::List(Listing::Topologies), Program, "",           "list of topologies; type to filter"),
    row(Load, &[c('[')],                    Action::PreviousTopology, Program, "",           "previous topology"),
    row(Load, &[c(']')],                    Action::NextTopology,     Program, "",           "next topology"),
    row(Load, &[c('R')],                    Action::Reload,           Change,  "",           "read the file again"),
    row(Load, &[c('?')],                    Action::Help,             Program, "help",       "help"),
    row(Load, &[Key::ctrl('z')],            Action::Suspend,          Program, "",           "suspend to the shell"),
    row(Load, &[c('q'), Key::ctrl('c')],    Action::Quit,             Program, "quit",       "quit"),

    row(Help, &[k(Esc), c('?')],            Action::Close,            Program, "close",      "close help"),
    row(Help, &[k(Up)],                     Action::Up(1),            Look,    "scroll",     "scroll up"),
    row(Help, &[k(Down)],                   Action::Down(1),          Look,    "",           "scroll down"),
    row(Help, &[k(PageUp)],                 Action::Up(10),           Look,    "",           "a page up"),
    row(Help, &[k(PageDown), k(Char(' '))], Action::Down(10),         Look,    "",           "a page down"),
    row(Help, &[Key::ctrl('z')],            Action::Suspend,          Program, "",           "suspend to the shell"),
    row(Help, &[c('q'), Key::ctrl('c')],    Action::Quit,             Program, "quit",       "quit"),

    row(Question, &[c('1')],                Action::Answer(1),        Look,    "",           "the first choice"),
    row(Question, &[c('2')],                Action::Answer(2),        Look,    "",           "the second choice"),
    row(Question, &[c('3')],                Action::Answer(3),        Look,    "",           "the third choice"),
    row(Question, &[c('4')],                Action::Answer(4),        Look,    "",           "the fourth choice"),
    row(Question, &[k(Enter)],              Action::GoOn,             Play,    "go on",      "go on after the answer"),
    row(Question, &[k(Right), c('n')],      Action::StepForward,      Play,    "one step",   "go on one step after the answer"),
    row(Question, &[k(Esc)],                Action::Close,            Look,    "skip",       "leave the question without an answer"),
    row(Question, &[c('?')],                Action::Help,             Program, "help",       "help"),
    row(Question, &[c('q'), Key::ctrl('c')], Action::Quit,            Program, "quit",       "quit"),

    row(Score, &[k(Esc), k(Enter), k(Right), k(Char(' '))], Action::Close, Program, "close", "close the score"),
    row(Score, &[c('N')],                   Action::NextInLesson,     Play,    "next",       "next step of the lesson"),
    row(Score, &[k(PageDown)],              Action::PageOn,           Play,    "",           "next step of the lesson, or close the score"),
    row(Score, &[c('P'), k(PageUp)],                   Action::PreviousInLesson, Play,    "",           "previous step of the lesson"),
    row(Score, &[Key::ctrl('z')],           Action::Suspend,          Program, "",           "suspend to the shell"),
    row(Score, &[c('q'), Key::ctrl('c')],   Action::Quit,             Program, "quit",       "quit"),

    row(Problems, &[k(Esc)],                Action::Close,            Look,    "close",      "close the list of problems"),
    row(Problems, &[k(Up)],                 Action::Up(1),            Look,    "scroll",     "scroll up"),
    row(Problems, &[k(Down)],               Action::Down(1),          Look,    "",           "scroll down"),
    row(Problems, &[k(PageUp)],             Action::Up(10),           Look,    "",           "a page up"),
    row(Problems, &[k(PageDown)],           Action::Down(10),         Look,    "",           "a page down"),
    row(Problems, &[c('R')],                Action::Reload,           Change,  "read again", "read the file again"),
    row(Problems, &[c('q'), Key::ctrl('c')], Action::Quit,            Program, "quit",       "quit"),

    row(Compare, &[k(Esc), c('w')],         Action::Close,            Program, "close",      "close the comparison"),
    row(Compare, &[k(Up)],                  Action::Up(1),            Look,    "choose run", "mark the run before in the log"),
    row(Compare, &[k(Down)],                Action::Down(1),          Look,    "",           "mark the next run in the log"),
    row(Compare, &[c('a'), k(Enter)],       Action::Take(Place::Upper), Look,  "above",      "put the marked run above"),
    row(Compare, &[c('b')],                 Action::Take(Place::Lower), Look,  "below",      "put the marked run below"),
    row(Compare, &[k(Right), c('n')],       Action::StepForward,      Play,    "step",       "one step forward, then stop"),
    row(Compare, &[k(Left), c('p')],        Action::StepBack,         Play,    "back",       "one step back"),
    row(Compare, &[k(Char(' '))],           Action::PlayPause,        Play,    "play/pause", "play or pause"),
    row(Compare, &[Key::ctrl('z')],         Action::Suspend,          Program, "",           "suspend to the shell"),
    row(Compare, &[c('q'), Key::ctrl('c')], Action::Quit,             Program, "quit",       "quit"),

    row(Faults, &[k(Esc), c('X')],          Action::Close,            Program, "close",      "close the list of faults"),
    row(Faults, &[c('x')],                  Action::Break(Breakage::Down), Change, "",       "take the selected box down, or bring it up"),
    row(Faults, &[c('z')],                  Action::Break(Breakage::Slow), Change, "",       "slow the selected box, or restore it"),
    row(Faults, &[c('d')],                  Action::Break(Breakage::Drop), Change, "",       "packets to the selected box vanish, or arrive again"),
    row(Faults, &[c('r')],                  Action::Break(Breakage::Reject), Change, "",     "packets to the selected box are refused, or taken again"),
    row(Faults, &[c('k')],                  Action::Break(Breakage::Crash), Change, "",      "the selected box dies over every request, or lives again"),
    row(Faults, &[c('l')],                  Action::Break(Breakage::Loss), Change, "",       "the selected line loses packets, or does so no more"),
    row(Faults, &[c('a')],                  Action::Break(Breakage::Delay), Change, "",      "the selected line takes longer, or as long as before"),
    row(Faults, &[c('m')],                  Action::MendAll,          Change,  "mend all",   "mend everything"),
    row(Faults, &[k(Up)],                   Action::SelectPrevious,   Look,    "box",        "the previous box along the path"),
    row(Faults, &[k(Down)],                 Action::SelectNext,       Look,    "",           "the next box along the path"),
    row(Faults, &[k(Tab)],                  Action::NextPacket,       Look,    "line",       "the next line along the path"),
    row(Faults, &[k(Enter)],                Action::Send,             Send,    "send",       "send the request last chosen"),
    row(Faults, &[c('?')],                  Action::Help,             Program, "help",       "help"),
    row(Faults, &[Key::ctrl('z')],          Action::Suspend,          Program, "",           "suspend to the shell"),
    row(Faults, &[c('q'), Key::ctrl('c')],  Action::Quit,             Program, "quit",       "quit"),

    row(List, &[k(Enter)],            Action::Choose,           Look,    "choose",     "open the marked topology, or send the marked request"),
    row(List, &[k(Up), Key::ctrl('p')],   Action::Up(1),        Look,    "move",       "up"),
    row(List, &[k(Down), Key::ctrl('n')], Action::Down(1),      Look,    "",           "down"),
    row(List, &[k(PageUp)],           Action::Up(10),           Look,    "",           "a page up"),
    row(List, &[k(PageDown)],         Action::Down(10),         Look,    "",           "a page down"),
    row(List, &[k(Backspace)],        Action::Erase,            Look,    "",           "take back a character of the filter"),
    row(List, &[k(Esc)],              Action::Close,            Program, "close",      "close the list"),
    row(List, &[Key::ctrl('z')],      Action::Suspend,          Program, "",           "suspend to the shell"),
    row(List, &[Key::ctrl('c')],      Action::Quit,             Program, "",           "quit"),
];
