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

/// The colour of the cube nearest to `part` of `whole` of the way between two colours of the
/// table.
pub(super) fn between(near: u8, far: u8, part: u32, whole: u32) -> u8 {
    let parts = |color: u8| rgb(Color::Indexed(color)).unwrap_or_default();
    let (near, far) = (parts(near), parts(far));
    let step = |place: usize| {
        let (from, to) = (u32::from(near[place]), u32::from(far[place]));
        let wanted = (from * (whole - part) + to * part) / whole.max(1);
        let steps = STEPS.iter().enumerate();
        let nearest = steps.min_by_key(|(_, value)| u32::from(**value).abs_diff(wanted));
        nearest.map_or(0, |(step, _)| step as u8)
    };
    16 + 36 * step(0) + 6 * step(1) + step(2)
}
