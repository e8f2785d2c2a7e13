//! What a terminal can send: keys of every mode, repeats, the mouse, pasted text, the focus, and
//! what means nothing at all.

use crate::session::Session;

/// A session that shows its first screen.
fn open() -> Session {
    let mut session = Session::start(&["edge-to-pod", "--speed", "100"]);
    session.wait("Edge to pod");
    session
}

#[test]
fn every_key_is_survived_in_every_mode() {
    // Ctrl with a letter: not c and z, which have their own tests; i and m are Tab and Enter.
    let control = (1..=26_u8)
        .filter(|code| !matches!(code, 3 | 26))
        .map(char::from);
    let special = [
        "\x1b[A",
        "\x1b[B",
        "\x1b[C",
        "\x1b[D",
        "\x1b[H",
        "\x1b[F",
        "\x1b[5~",
        "\x1b[6~",
        "\x1b[2~",
        "\x1b[3~",
        "\x1b[Z",
        "\x1bOP",
        "\x1b[15~",
        "\x1b[24~",
        "\x1bx",
        "\x1b[1;5C",
        "\x1b[1;2A",
        "\x7f",
        "\x1b]0;title\x07",
        "\x1bP0+r\x1b\\",
        "\x1b[<M",
        "\x1b[M\x7f\x7f\x7f",
        "\x1b[27;5;9~",
    ];
    let keys: Vec<String> = (' '..='~')
        .filter(|key| *key != 'q')
        .chain(control)
        .map(String::from)
        .chain(special.map(str::to_owned))
        .chain(["日".to_owned(), "é".to_owned()])
        .collect();
    for opener in ["", "?", "t", "m", "i", "g", "w", "l"] {
        let mut session = open();
        for key in &keys {
            session.press(opener);
            session.press(key);
        }
        session.press("\x1b[15~\x1b[15~");
        session.quits();
    }
}

#[test]
fn a_key_that_is_held_down_steps_to_the_end() {
    let mut session = open();
    session.press("m");
    session.wait("Step 1 of");
    session.press(&"n".repeat(500));
    session.wait("ended");
    session.press(&"\x1b[D".repeat(500));
    session.wait("Step 1 of");
    // As the kitty protocol tells of it: pressed, repeated, released.
    session.press("\x1b[110;1:1u\x1b[110;1:2u\x1b[110;1:3u");
    session.wait("Step 3 of");
    session.quits();
}

#[test]
fn the_mouse_selects_and_scrolls_and_no_place_is_out_of_bounds() {
    let mut session = open();
    let (mut row, mut column) = (0, 0);
    for (place, line) in session.screen().rows(0, 100).enumerate().skip(2) {
        if let Some(found) = line.find("Client") {
            (row, column) = (place + 1, line[..found].chars().count() + 1);
            break;
        }
    }
    session.press(&format!("\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m"));
    session.wait("selected: ");
    for (column, row) in [(1, 1), (100, 30), (9999, 9999), (65535, 65535)] {
        for button in [0, 1, 2, 32, 35, 64, 65, 66, 128] {
            session.press(&format!("\x1b[<{button};{column};{row}M"));
        }
    }
    session.press("?");
    session.wait("more below");
    session.press(&"\x1b[<65;10;10M".repeat(100));
    session.wait_until_gone("more below");
    session.quits();
}

#[test]
fn pasted_text_is_no_keys() {
    let mut session = open();
    session.press("\x1b[200~qqq\x03h\x1b[201~");
    session.press("t");
    session.wait("Topologies");
    session.press("\x1b[200~two-\x07la\x1b[201~");
    session.wait("two-la");
    session.press("\r");
    session.wait("Two lanes");
    session.quits();
}

#[test]
fn the_focus_and_what_means_nothing_change_nothing() {
    let mut session = open();
    session.settle();
    let before = session.screen().contents();
    for sequence in ["\x1b[I", "\x1b[O", "\x1b[999~", "\x1b[?1;2c", "\x1b[57358u"] {
        session.press(sequence);
    }
    session.settle();
    assert_eq!(session.screen().contents(), before);
    session.quits();
}

#[test]
fn a_burst_of_many_keys_is_read_to_its_last() {
    let mut session = open();
    session.press("t");
    session.wait("Topologies");
    session.press(&format!(
        "\x1b[200~{}\x1b[201~",
        "no such topology ".repeat(200)
    ));
    session.press(&"\x7f".repeat(3400));
    session.press("two-la\r");
    session.wait("Two lanes");
    session.quits();
}
