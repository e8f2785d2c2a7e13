//! All that can happen to the program, and all it can ask of the outside: two closed enums.

use std::path::PathBuf;

use crate::layout::Side;
use crate::lesson::Lesson;
use crate::topology::problem::Refusal;
use crate::topology::{LinkId, NodeId, RequestId, Topology};

mod breakage;

pub use breakage::Breakage;

/// What happened. A new feature starts here.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Send the request last chosen; from the start again while it is on.
    Send,
    /// Choose a request and send it.
    SendThis(RequestId),
    /// Play, or pause.
    PlayPause,
    /// Play the next step and stop.
    StepForward,
    /// Back to the step before.
    StepBack,
    /// A page down in what scrolls; else on in the lesson, or one step forward.
    PageOn,
    /// A page up in what scrolls; else back in the lesson, or one step back.
    PageBack,
    /// To the first step.
    FirstStep,
    /// To the last step.
    LastStep,
    /// Play faster.
    Faster,
    /// Play slower.
    Slower,
    /// Select the previous box along the path.
    SelectPrevious,
    /// Select the next box along the path.
    SelectNext,
    /// Select this box; nothing where no box was meant.
    Select(Option<NodeId>),
    /// The next way of looking.
    NextView,
    /// Open the inspector, or close it.
    Inspect,
    /// Inspect the next packet of the step; where nothing is inspected, select the next line along
    /// the path.
    NextPacket,
    /// Every packet, or exchanges folded.
    ToggleDetail,
    /// The time axis closer, by this power of two; zero: the whole axis.
    Zoom(i8),
    /// Along the time axis, by this many eighths of what is seen.
    Pan(i8),
    /// The window onto the diagram by a part of its size. On the time axis: earlier or later.
    Move(Side),
    /// The window onto the diagram by so many columns and rows.
    Drag {
        /// To the right.
        columns: i32,
        /// Down.
        rows: i32,
    },
    /// The window follows the packet again.
    Follow,
    /// Compare two runs.
    Compare,
    /// Put the marked run into the upper or lower place of the comparison.
    Take(Place),
    /// Open a list.
    List(Listing),
    /// Open the topology before this one in the list.
    PreviousTopology,
    /// Open the topology after this one in the list.
    NextTopology,
    /// Open the list of faults.
    Faults,
    /// Break the selected box or line in this way, or mend it.
    Break(Breakage),
    /// Mend everything.
    MendAll,
    /// Select this line.
    SelectLink(LinkId),
    /// Forget caches, connections and sessions.
    Cold,
    /// Read the file again.
    Reload,
    /// The file was read again, or what is wrong with it.
    Loaded(Result<Box<Topology>, Box<Refusal>>),
    /// The lesson's file was read again, or what is wrong with it.
    LessonLoaded(Result<Box<Lesson>, Box<Refusal>>),
    /// The open file is not watched, and why.
    Unwatched(String),
    /// Speaker notes are not published, and why.
    Unpublished(String),
    /// The next step of the lesson.
    NextInLesson,
    /// The step of the lesson before this one.
    PreviousInLesson,
    /// Ask before revealing, or do so no more.
    Predict,
    /// The choice of this number, from 1, is the answer to the question that is on.
    Answer(u8),
    /// Leave the question that was answered, and play on.
    GoOn,
    /// Open the load view, or leave it.
    OpenLoad,
    /// More requests a second.
    MoreLoad,
    /// Fewer requests a second.
    LessLoad,
    /// The selected box serves one more at once.
    MoreCapacity,
    /// The selected box serves one fewer at once.
    LessCapacity,
    /// Follow the next request of the load as a single one.
    FollowOne,
    /// Open help.
    Help,
    /// Close what is open.
    Close,
    /// Up in the list or page that is open, by so many lines.
    Up(u16),
    /// Down in the list or page that is open, by so many lines.
    Down(u16),
    /// A character for the filter of the list; in help, the letter whose words are shown.
    Type(char),
    /// Take back the last character of the filter.
    Erase,
    /// Open the marked topology of the list, or send the marked request.
    Choose,
    /// Stop as a job of the shell.
    Suspend,
    /// End the program.
    Quit,
}

/// What a list is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listing {
    /// All topologies.
    Topologies,
    /// The requests of the open topology.
    Requests,
}

/// A place in a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// The run above.
    Upper,
    /// The run below.
    Lower,
}

/// What the program asks of the outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// End.
    Quit,
    /// Stop until the shell continues it.
    Suspend,
    /// Read this file and answer with [`Action::Loaded`], or [`Action::LessonLoaded`] where it is
    /// that of a lesson.
    Load(PathBuf),
}
