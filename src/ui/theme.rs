//! Every style and every glyph of the screen, in one value.

use ratatui::style::{Color, Modifier, Style};

mod phase;
mod rgb;

pub use rgb::rgb;

/// A theme by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum ThemeName {
    /// Light on dark.
    #[default]
    Dark,
    /// Dark on light, for bright rooms.
    Light,
    /// Black and white with few strong colours, colour-blind safe.
    HighContrast,
}

/// What a thing on the screen is; the theme says how it looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Ordinary text.
    Text,
    /// Less important text.
    Quiet,
    /// Title line.
    Title,
    /// Borders of panels.
    Border,
    /// Keys in hints.
    Key,
    /// Boxes and lines when nothing runs.
    Drawn,
    /// Boxes and lines not on this run's way.
    Dimmed,
    /// Boxes and lines still to come.
    Pending,
    /// The box and line that are on now.
    Active,
    /// Boxes and lines that are done.
    Done,
    /// Where it failed.
    Failed,
    /// The selected box.
    Selected,
    /// Group frames.
    Frame,
    /// A request on its way.
    RequestPacket,
    /// A response on its way.
    ResponsePacket,
    /// Good outcome.
    Good,
    /// Bad outcome.
    Bad,
    /// Warning.
    Warn,
}

/// Styles and glyphs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    /// Which.
    pub name: ThemeName,
    /// Only printable ASCII.
    pub ascii: bool,
    /// Colours are allowed; without them weight and reverse video remain.
    pub color: bool,
}

impl Theme {
    /// A theme.
    pub fn new(name: ThemeName, ascii: bool, color: bool) -> Self {
        Self { name, ascii, color }
    }

    /// The style under everything: with colours, a theme brings its own background, so that
    /// contrast does not depend on the terminal's.
    pub fn base(&self) -> Style {
        if self.color {
            let ground = Color::Indexed(palette(self.name).ground);
            self.style(Role::Text).bg(ground)
        } else {
            Style::new()
        }
    }

    /// How `role` looks.
    pub fn style(&self, role: Role) -> Style {
        let mut style = Style::new();
        if self.color {
            style = style.fg(Color::Indexed(palette(self.name).of(role)));
        }
        if role == Role::Selected {
            style = style.add_modifier(Modifier::REVERSED);
        }
        if role.is_strong() {
            style = style.add_modifier(Modifier::BOLD);
        }
        style
    }

    /// On the way from the look of one role to that of another: `part` of `whole`, in steps of the
    /// 6x6x6 colours of the 256-colour table.
    pub fn fading(&self, from: Role, to: Role, part: u32, whole: u32) -> Style {
        let style = self.style(if part * 2 < whole { from } else { to });
        if !self.color || part == 0 || part >= whole {
            return style;
        }
        let palette = palette(self.name);
        let color = rgb::between(palette.of(from), palette.of(to), part, whole);
        style.fg(Color::Indexed(color))
    }

    /// One of two glyphs of the same width.
    pub const fn glyph(&self, unicode: &'static str, ascii: &'static str) -> &'static str {
        if self.ascii { ascii } else { unicode }
    }

    /// What stands at the end of a text that was cut.
    pub const fn ellipsis(&self) -> &'static str {
        if self.ascii { ".." } else { "\u{2026}" }
    }
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 18] = [
        Self::Text,
        Self::Quiet,
        Self::Title,
        Self::Border,
        Self::Key,
        Self::Drawn,
        Self::Dimmed,
        Self::Pending,
        Self::Active,
        Self::Done,
        Self::Failed,
        Self::Selected,
        Self::Frame,
        Self::RequestPacket,
        Self::ResponsePacket,
        Self::Good,
        Self::Bad,
        Self::Warn,
    ];

    const fn is_strong(self) -> bool {
        matches!(
            self,
            Self::Active
                | Self::RequestPacket
                | Self::ResponsePacket
                | Self::Title
                | Self::Key
                | Self::Failed
                | Self::Good
                | Self::Bad
        )
    }
}

/// Colours by their number in the 256-colour table of xterm, whose values above 15 are the same
/// on every terminal. Tests hold them to two rules. Every text colour has a contrast of at least
/// 4.5:1 against the ground (WCAG 2.2, success criterion 1.4.3), in high contrast 7:1 (1.4.6). The
/// colours that tell states apart do so without red or green cones too.
struct Palette {
    ground: u8,
    text: u8,
    quiet: u8,
    line: u8,
    key: u8,
    pending: u8,
    active: u8,
    done: u8,
    bad: u8,
    frame: u8,
    request: u8,
    response: u8,
    warn: u8,
}

const DARK: Palette = Palette {
    ground: 233,
    text: 253,
    quiet: 247,
    line: 245,
    key: 117,
    pending: 250,
    active: 220,
    done: 72,
    bad: 202,
    frame: 110,
    request: 51,
    response: 177,
    warn: 214,
};

const LIGHT: Palette = Palette {
    ground: 231,
    text: 234,
    quiet: 240,
    line: 242,
    key: 25,
    pending: 238,
    active: 20,
    done: 29,
    bad: 124,
    frame: 60,
    request: 26,
    response: 53,
    warn: 94,
};

const HIGH_CONTRAST: Palette = Palette {
    ground: 16,
    text: 231,
    quiet: 252,
    line: 250,
    key: 117,
    pending: 231,
    active: 226,
    done: 51,
    bad: 208,
    frame: 252,
    request: 120,
    response: 207,
    warn: 214,
};

const fn palette(name: ThemeName) -> &'static Palette {
    match name {
        ThemeName::Dark => &DARK,
        ThemeName::Light => &LIGHT,
        ThemeName::HighContrast => &HIGH_CONTRAST,
    }
}

impl Palette {
    const fn of(&self, role: Role) -> u8 {
        match role {
            Role::Text | Role::Title | Role::Drawn | Role::Selected => self.text,
            Role::Quiet => self.quiet,
            Role::Border | Role::Dimmed => self.line,
            Role::Key => self.key,
            Role::Pending => self.pending,
            Role::Active => self.active,
            Role::Done | Role::Good => self.done,
            Role::Failed | Role::Bad => self.bad,
            Role::Frame => self.frame,
            Role::RequestPacket => self.request,
            Role::ResponsePacket => self.response,
            Role::Warn => self.warn,
        }
    }
}

#[cfg(test)]
mod tests;
