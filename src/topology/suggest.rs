//! "Did you mean": the nearest known word.

/// Longer words are not compared; no word of the format comes near.
const LONGEST: usize = 64;

/// The known word nearest to `word`, where it is near enough to be a slip of the finger: an edit
/// distance of at most one, and one more for every three characters. Ties go to the first by name.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = word.chars().count();
    if length > LONGEST {
        return None;
    }
    let reach = 1 + length / 3;
    known
        .into_iter()
        .filter(|candidate| candidate.len() <= 4 * LONGEST)
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(distance, candidate)| {
            *distance <= reach && *distance < length.max(candidate.chars().count())
        })
        .min()
        .map(|(_, candidate)| candidate)
}

/// Edits between two words; capitals do not count.
fn distance(a: &str, b: &str) -> usize {
    strsim::damerau_levenshtein(&a.to_lowercase(), &b.to_lowercase())
}

/// The words as a sentence lists them: "`a`, `b` or `c`".
pub fn listed<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    match words.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [rest @ .., last] => format!("{} or {last}", rest.join(", ")),
    }
}

/// What to say about a word that is not known: the nearest one, else all of them where they
/// are few enough to read.
pub fn help<'a>(word: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> Option<String> {
    const READABLE: usize = 24;
    if let Some(near) = nearest(word, known.clone()) {
        return Some(format!("did you mean `{near}`?"));
    }
    let count = known.clone().into_iter().count();
    (1..=READABLE)
        .contains(&count)
        .then(|| format!("use {}", listed(known)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_word_and_a_stranger_none() {
        let table = [
            ("clinet", Some("client")),
            ("CDN", Some("cdn")),
            ("lb", Some("db")),
            ("load-balancer", None),
            ("x", None),
            ("", None),
        ];
        for (word, expected) in table {
            assert_eq!(nearest(word, ["client", "db", "cdn"]), expected, "{word}");
        }
        assert_eq!(nearest("ba", ["bc", "bb"]), Some("bb"));
        assert_eq!(nearest(&"a".repeat(1_000_000), ["a"]), None);
        assert_eq!(listed(["a", "b", "c"]), "`a`, `b` or `c`");
    }
}
