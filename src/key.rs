//! Keys as the program knows them, apart from any terminal library.
