//! A curve in one line of cells.

use crate::ui::theme::Theme;

const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const ASCII: [char; 8] = ['_', '.', ':', '-', '=', '+', '*', '#'];

/// The last values of a curve, the latest at the right, in `cells`: from nothing to `most` at the
/// top; a blank where there is no value.
pub(super) fn line(
    values: impl DoubleEndedIterator<Item = Option<f64>>,
    most: f64,
    cells: u16,
    theme: &Theme,
) -> String {
    let glyphs = if theme.ascii { ASCII } else { BLOCKS };
    let last: Vec<Option<f64>> = values.rev().take(usize::from(cells)).collect();
    let glyph = |value: &Option<f64>| match value {
        Some(value) if most > 0.0 => {
            let step = libm::round(value / most * 7.0).clamp(0.0, 7.0);
            glyphs[step as usize]
        }
        Some(_) => glyphs[0],
        None => ' ',
    };
    let blank = usize::from(cells) - last.len();
    let drawn = last.iter().rev().map(glyph);
    std::iter::repeat_n(' ', blank).chain(drawn).collect()
}

/// The largest of the values that are seen.
pub(super) fn most(values: impl DoubleEndedIterator<Item = Option<f64>>, cells: u16) -> f64 {
    let seen = values.rev().take(usize::from(cells)).flatten();
    seen.fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::ThemeName;

    #[test]
    fn the_latest_stands_at_the_right() {
        let theme = Theme::new(ThemeName::Dark, true, false);
        let values = [Some(9.0), Some(0.0), None, Some(3.5), Some(7.0)];
        let line = |cells| line(values.into_iter(), 7.0, cells, &theme);
        assert_eq!(line(4), "_ =#");
        assert_eq!(line(7), "  #_ =#");
        assert!((most(values.into_iter(), 4) - 7.0).abs() < 1e-9);
    }
}
