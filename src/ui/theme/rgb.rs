//! What a colour looks like.

use ratatui::style::Color;

/// The steps of the 6x6x6 cube in xterm's table.
const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// Red, green and blue of a colour; `None` for one of the sixteen that every terminal, and every
/// user of one, sets as they like.
pub fn rgb(color: Color) -> Option<[u8; 3]> {
    match color {
        Color::Rgb(red, green, blue) => Some([red, green, blue]),
        Color::Indexed(grey @ 232..) => Some([8 + 10 * (grey - 232); 3]),
        Color::Indexed(cube @ 16..) => {
            let cube = usize::from(cube - 16);
            Some([cube / 36, cube / 6 % 6, cube % 6].map(|step| STEPS[step]))
        }
        _ => None,
    }
}
