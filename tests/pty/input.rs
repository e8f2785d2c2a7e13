//! What a terminal can send: keys of every mode, repeats, the mouse, pasted text, the focus, and
//! what means nothing at all.

use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

use crate::session::Session;

/// A session that shows its first screen.
fn open() -> Session {
    let mut session = Session::start(&["edge-to-pod", "--speed", "100"]);
    session.wait("Edge to pod");
    session
}

#[test]
fn sequences_that_no_keyboard_sends_are_survived_in_any_order() {
    let odd = [
        "\x1b[2~",
        "\x1b[3~",
        "\x1b[Z",
        "\x1bOP",
        "\x1b[15~",
        "\x1b[24~",
        "\x1bx",
        "\x1b[1;5C",
        "\x1b[1;2A",
        "\x1b]0;title\x07",
        "\x1bP0+r\x1b\\",
        "\x1b[<M",
        "\x1b[M\x7f\x7f\x7f",
        "\x1b[27;5;9~",
        "\x1b[99999999999999999999~",
        "\x1b[;;;;;;;;;;R",
    ];
    for opener in ["", "?", "t", "m", "i", "g", "w", "l"] {
        let mut session = open();
        for sequence in odd {
            session.press(opener);
            session.press(sequence);
        }
        session.press("\x1b[15~\x1b[15~");
        session.quits();
    }
}

#[test]
fn bytes_by_chance_are_survived() {
    let mut random = ChaCha8Rng::seed_from_u64(7);
    let mut session = open();
    for _ in 0..400 {
        let mut bytes: [u8; 32] = random.random();
        for byte in &mut bytes {
            // Neither Ctrl-C nor Ctrl-Z, nor a quit; and nothing that begins a paste without end.
            if matches!(*byte, 3 | 26 | b'q' | b'~' | b'u') {
                *byte = b'n';
            }
        }
        session.send(&bytes);
    }
    // Whatever was begun is over.
    session.press("\x1b[15~\x1b[15~");
    session.quits();
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
    let places = [0, 1, 30, 100, 101, 9999, 65535, 65536];
    for (column, row) in places
        .iter()
        .flat_map(|one| places.map(|other| (one, other)))
    {
        for button in [0, 1, 2, 32, 35, 64, 65, 66, 128] {
            // As terminals tell it today, and as rxvt does.
            session.press(&format!("\x1b[<{button};{column};{row}M"));
            session.press(&format!("\x1b[{};{column};{row}M", button + 32));
        }
    }
    // As they told it first: a byte for each number, from 32 on.
    session.press("\x1b[M   \x1b[M !!\x1b[M \x00\x00\x1b[M~~~");
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
