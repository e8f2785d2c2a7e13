//! A trace for other programs and for reading without a terminal: JSON and text.
