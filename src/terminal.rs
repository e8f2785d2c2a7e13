//! The only module that knows a terminal and a clock: set-up and restore, the loop, input.
