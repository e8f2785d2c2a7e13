//! A buffer of cells as text, plain or with colours.
