//! Colours that can be read, and told apart, by everyone.

use ratatui::style::{Color, Style};

use super::{Role, Theme, ThemeName, rgb};
use crate::phase::Phase;

const THEMES: [(ThemeName, f64); 3] = [
    (ThemeName::Dark, 4.5),
    (ThemeName::Light, 4.5),
    (ThemeName::HighContrast, 7.0),
];

/// The states that a colour has to tell apart at a glance.
const STATES: [Role; 5] = [
    Role::Active,
    Role::Done,
    Role::Failed,
    Role::RequestPacket,
    Role::ResponsePacket,
];

/// Ten times the difference that is just noticed side by side (2.3, Mahy and others 1994): lines
/// are thin and stand apart.
const APART: f64 = 23.0;

/// Red, green and blue, linear, 0 to 1.
type Light = [f64; 3];

/// Machado, Oliveira and Fernandes 2009, table 1, severity 1.0.
const VISIONS: [(&str, [Light; 3]); 3] = [
    (
        "all cones",
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
    ),
    (
        "protanopia",
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
    ),
    (
        "deuteranopia",
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
    ),
];

fn dot(row: Light, light: Light) -> f64 {
    row[0] * light[0] + row[1] * light[1] + row[2] * light[2]
}

/// IEC 61966-2-1.
fn linear(color: Color) -> Light {
    let parts = rgb(color).expect("a colour that is the same everywhere");
    parts.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 {
            part / 12.92
        } else {
            libm::pow((part + 0.055) / 1.055, 2.4)
        }
    })
}

/// Contrast ratio, WCAG 2.2.
fn contrast(a: Color, b: Color) -> f64 {
    let luminance = |color| dot([0.2126, 0.7152, 0.0722], linear(color));
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// CIE 1976 L*a*b* under daylight (D65).
fn lab(light: Light) -> Light {
    let curve = |t: f64| {
        if t > 216.0 / 24389.0 {
            libm::cbrt(t)
        } else {
            (24389.0 / 27.0 * t + 16.0) / 116.0
        }
    };
    let x = curve(dot([0.412_456, 0.357_576, 0.180_438], light) / 0.95047);
    let y = curve(dot([0.212_673, 0.715_152, 0.072_175], light));
    let z = curve(dot([0.019_334, 0.119_192, 0.950_304], light) / 1.08883);
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

/// How far two colours are apart for somebody with this vision, in CIE 1976 units.
fn distance(vision: &[Light; 3], a: Color, b: Color) -> f64 {
    let seen = |color| {
        let light = linear(color);
        lab(vision.map(|row| dot(row, light).clamp(0.0, 1.0)))
    };
    let (a, b) = (seen(a), seen(b));
    let square: f64 = (0..3)
        .map(|axis| (a[axis] - b[axis]) * (a[axis] - b[axis]))
        .sum();
    libm::sqrt(square)
}

fn fore(style: Style) -> Color {
    style.fg.expect("a theme with colours")
}

#[test]
fn every_colour_can_be_read_on_its_ground() {
    for (name, least) in THEMES {
        let theme = Theme::new(name, false, true);
        let ground = theme.base().bg.expect("a ground of its own");
        let roles = Role::ALL.map(|role| (format!("{role:?}"), theme.style(role)));
        let phases = Phase::ALL.map(|phase| (format!("{phase:?}"), theme.phase(phase)));
        for (what, style) in roles.into_iter().chain(phases) {
            assert_eq!(
                style.bg, None,
                "{what} in {name:?} brings a ground of its own"
            );
            let ratio = contrast(fore(style), ground);
            assert!(ratio >= least, "{what} in {name:?}: {ratio:.1}");
        }
    }
}

/// The trail of a packet, too, on its way from the packet's colour to the line's.
#[test]
fn colours_between_two_can_be_read() {
    for (name, least) in THEMES {
        let theme = Theme::new(name, false, true);
        let ground = theme.base().bg.expect("a ground of its own");
        for from in [Role::RequestPacket, Role::ResponsePacket] {
            for part in 0..=6 {
                let style = theme.fading(from, Role::Active, part, 6);
                let ratio = contrast(fore(style), ground);
                assert!(
                    ratio >= least,
                    "{from:?} {part} of 6 in {name:?}: {ratio:.1}"
                );
            }
            let ends = [0, 6].map(|part| fore(theme.fading(from, Role::Active, part, 6)));
            assert_eq!(
                ends,
                [from, Role::Active].map(|role| fore(theme.style(role)))
            );
        }
    }
}

#[test]
fn states_are_told_apart_without_red_or_green_cones() {
    for (name, _) in THEMES {
        let theme = Theme::new(name, false, true);
        for (place, one) in STATES.iter().enumerate() {
            for other in &STATES[..place] {
                let (a, b) = (fore(theme.style(*one)), fore(theme.style(*other)));
                for (vision, matrix) in &VISIONS {
                    let apart = distance(matrix, a, b);
                    assert!(
                        apart >= APART,
                        "{one:?} and {other:?} in {name:?} with {vision}: {apart:.0}"
                    );
                }
            }
        }
    }
}

/// Numbers from elsewhere, so that the measures themselves are known to be right.
#[test]
fn the_measures_are_those_of_their_sources() {
    let (black, white) = (Color::Indexed(16), Color::Indexed(231));
    assert!((contrast(black, white) - 21.0).abs() < 0.001);
    // WebAIM's contrast checker gives 4.54 for #767676 on white.
    let grey = Color::Rgb(0x76, 0x76, 0x76);
    assert!((contrast(grey, white) - 4.54).abs() < 0.01);
    assert!((distance(&VISIONS[0].1, black, white) - 100.0).abs() < 0.1);
    // Grey has no colour to lose.
    for (vision, matrix) in &VISIONS {
        let moved = distance(matrix, white, black);
        assert!((moved - 100.0).abs() < 0.1, "{vision}: {moved}");
    }
    // A red and a green that differ in nothing else.
    let (red, green) = (Color::Rgb(180, 100, 40), Color::Rgb(120, 125, 40));
    assert!(distance(&VISIONS[0].1, red, green) > 40.0);
    assert!(distance(&VISIONS[2].1, red, green) < 12.0);
}
