//! What a box shows under load: how much of it is taken, and who waits.

use ratatui::style::Style;

use super::sheet::Sheet;
use crate::layout::{NodeBox, Point};
use crate::playback::scene::Gauge;
use crate::text;
use crate::ui::theme::{Role, Theme};

/// Cells of the bar beside the numbers.
const BAR: usize = 5;

/// Draws it in place of the box's last inner line; in a box of one line in its bottom border.
/// The border is left to the word of a `badged` box.
pub(super) fn draw(
    sheet: &mut Sheet,
    b: &NodeBox,
    (gauge, badged): (Gauge, bool),
    style: Style,
    theme: &Theme,
) {
    let inner = usize::from(b.rect.width.saturating_sub(2));
    let style = match gauge {
        _ if gauge.is_saturated() => theme.style(Role::Bad),
        Gauge { waiting: 1.., .. } => theme.style(Role::Warn),
        _ => style,
    };
    let row = b.rect.bottom().saturating_sub(2);
    if b.rect.height > 3 {
        let forms = forms(gauge, theme);
        let fitting = forms.iter().find(|form| text::width(form) <= inner);
        let words = fitting.map_or("", String::as_str);
        let blank = " ".repeat(inner);
        sheet.write(Point::new(b.rect.x + 1, row), &blank, style);
        let start = (inner - text::width(words)) / 2;
        sheet.write(Point::new(b.rect.x + 1 + start as u16, row), words, style);
        if gauge.is_saturated() && !badged {
            let sign = theme.glyph(" ▲ SATURATED ", " SATURATED ").to_owned();
            let forms = [sign, "SATURATED".to_owned(), "FULL".to_owned()];
            border(sheet, b, &forms, style, b.rect.x + 1);
        }
    } else if !badged {
        in_border(sheet, b, gauge, style);
    }
}

/// All of it in the bottom border, in two places where a line leaves it in the middle.
fn in_border(sheet: &mut Sheet, b: &NodeBox, gauge: Gauge, style: Style) {
    let start = b.rect.x + 1;
    if gauge.is_saturated() {
        let waiting = count(gauge.waiting);
        let numbers = [format!(" q {waiting} "), format!("q{waiting}")];
        let whole = numbers
            .each_ref()
            .map(|number| format!(" SATURATED {} ", number.trim()));
        if border(sheet, b, &whole, style, start).is_some() {
            return;
        }
        let words = [" SATURATED ".to_owned(), "SATURATED".to_owned()];
        if let Some(end) = border(sheet, b, &words, style, start) {
            border(sheet, b, &numbers, style, end);
            return;
        }
    }
    border(sheet, b, &short(gauge), style, start);
}

/// Writes the first of `forms` that the bottom border has room for from `first` on, beside the
/// lines that leave it; returns the column behind it.
fn border(
    sheet: &mut Sheet,
    b: &NodeBox,
    forms: &[String],
    style: Style,
    first: u16,
) -> Option<u16> {
    let row = b.rect.bottom() - 1;
    for form in forms {
        let width = text::width(form) as u16;
        let Some(last) = (b.rect.right() - 1).checked_sub(width) else {
            continue;
        };
        let mut starts = first..=last;
        let free = |start: &u16| (*start..start + width).all(|x| !sheet.is_tee(Point::new(x, row)));
        if let Some(start) = starts.find(free) {
            sheet.write(Point::new(start, row), form, style);
            return Some(start + width);
        }
    }
    None
}

/// What is said inside a box, the fullest form first.
fn forms(gauge: Gauge, theme: &Theme) -> Vec<String> {
    let rate = rate(gauge.visits);
    let Some(used) = gauge.used else {
        return vec![rate.clone(), rate.replace("/s", "")];
    };
    let full = usize::from(used) * BAR / 1000;
    let (on, off) = (theme.glyph("█", "#"), theme.glyph("░", "."));
    let bar = format!("{}{}", on.repeat(full), off.repeat(BAR - full));
    let percent = (used + 5) / 10;
    let waiting = count(gauge.waiting);
    let longest = match gauge.waiting {
        0 => format!("{bar} {percent:>3}% used"),
        _ => format!("{bar} {percent:>3}% {waiting} waiting"),
    };
    vec![
        longest,
        format!("{bar} {percent:>3}% q {waiting}"),
        format!("{bar} {percent}% q{waiting}"),
        format!("{percent}% q {waiting}"),
        format!("{percent}% q{waiting}"),
        format!("q{waiting}"),
    ]
}

/// What is said in a border, the fullest form first.
fn short(gauge: Gauge) -> Vec<String> {
    let rate = rate(gauge.visits);
    let Some(used) = gauge.used else {
        let bare = rate.replace("/s", "");
        return vec![format!(" {rate} "), rate, bare];
    };
    let waiting = count(gauge.waiting);
    let percent = (used + 5) / 10;
    let mut forms = Vec::new();
    if gauge.is_saturated() {
        forms.push(format!("FULL q{waiting}"));
    }
    forms.push(format!(" {percent}% q {waiting} "));
    forms.push(format!("{percent}% q{waiting}"));
    forms.push(format!("q{waiting}"));
    forms
}

/// How many, in at most four characters.
fn count(number: u32) -> String {
    match number {
        0..10_000 => number.to_string(),
        10_000..1_000_000 => format!("{}k", number / 1000),
        _ => format!("{}M", number / 1_000_000),
    }
}

/// Visits a second, in thousandths, in at most three digits and a letter.
fn rate(thousandths: u64) -> String {
    let (whole, rest) = (thousandths / 1000, thousandths % 1000);
    match whole {
        0 if rest == 0 => "0/s".to_owned(),
        0 => format!("0.{:02}/s", rest / 10),
        1..10 => format!("{whole}.{}/s", rest / 100),
        10..1000 => format!("{whole}/s"),
        1000..10_000 => format!("{}.{}k/s", whole / 1000, whole % 1000 / 100),
        10_000..1_000_000 => format!("{}k/s", whole / 1000),
        _ => format!("{}M/s", whole / 1_000_000),
    }
}

#[cfg(test)]
mod tests {
    use super::rate;

    #[test]
    fn rates_are_short() {
        let table = [
            (0, "0/s"),
            (120, "0.12/s"),
            (2_500, "2.5/s"),
            (120_900, "120/s"),
            (5_200_000, "5.2k/s"),
            (52_000_000, "52k/s"),
            (3_000_000_000, "3M/s"),
        ];
        for (thousandths, text) in table {
            assert_eq!(rate(thousandths), text);
        }
    }
}
