//! All that can happen to the application, and all that it can ask of the outside.
