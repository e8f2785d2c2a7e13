//! The state of a box as glyph and word in its bottom border.

use super::sheet::Sheet;
use crate::layout::{NodeBox, Point};
use crate::playback::scene::Badge;
use crate::text;
use crate::ui::theme::{Role, Theme};

const fn glyph(badge: Badge) -> char {
    match badge {
        Badge::Hit => '✔',
        Badge::Miss => '∅',
        Badge::Blocked => '⊘',
        Badge::Down | Badge::Dropped | Badge::Rejected | Badge::Crashed => '✖',
        Badge::Slow => '~',
        Badge::Failed => '!',
    }
}

const fn role(badge: Badge) -> Role {
    match badge {
        Badge::Hit => Role::Good,
        Badge::Miss | Badge::Slow => Role::Warn,
        _ => Role::Bad,
    }
}

/// Writes as much of it as the border has room for beside the lines that leave through it.
pub(super) fn draw(sheet: &mut Sheet, b: &NodeBox, badge: Badge, theme: &Theme) {
    let forms = if theme.ascii {
        vec![format!(" {} ", badge.word()), initial(badge)]
    } else {
        vec![
            format!(" {} {} ", glyph(badge), badge.word()),
            format!(" {} ", badge.word()),
            glyph(badge).to_string(),
        ]
    };
    let row = b.rect.bottom() - 1;
    for form in forms {
        let width = text::width(&form) as u16;
        // A cell of border stays at both ends.
        let last = (b.rect.right() - 2).checked_sub(width);
        let mut starts = b.rect.x + 2..=last.unwrap_or(0);
        let free =
            starts.find(|&start| (start..start + width).all(|x| !sheet.is_tee(Point::new(x, row))));
        if let Some(start) = free {
            let at = Point::new(start, row);
            sheet.write(at, &form, theme.style(role(badge)));
            return;
        }
    }
}

/// Writes it as a single sign.
pub(super) fn sign(sheet: &mut Sheet, at: Point, badge: Badge, theme: &Theme) {
    let sign = if theme.ascii {
        initial(badge)
    } else {
        glyph(badge).to_string()
    };
    sheet.write(at, &sign, theme.style(role(badge)));
}

fn initial(badge: Badge) -> String {
    badge
        .word()
        .chars()
        .take(1)
        .collect::<String>()
        .to_uppercase()
}
