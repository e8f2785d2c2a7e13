//! Every style and every glyph of the screen, in one value.

use ratatui::style::{Color, Modifier, Style};

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

    /// How `role` looks.
    pub fn style(&self, role: Role) -> Style {
        let bold = |style: Style| style.add_modifier(Modifier::BOLD);
        let base = Style::new();
        if !self.color {
            return match role {
                Role::Active
                | Role::RequestPacket
                | Role::ResponsePacket
                | Role::Title
                | Role::Key
                | Role::Failed
                | Role::Bad => bold(base),
                Role::Selected => base.add_modifier(Modifier::REVERSED),
                _ => base,
            };
        }
        match role {
            Role::Active => bold(base.fg(Color::Yellow)),
            Role::Selected => base.add_modifier(Modifier::REVERSED),
            _ => base,
        }
    }
}
