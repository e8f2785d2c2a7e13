//! From what is right and what is believed to the choices a class sees.

use rand::rngs::ChaCha8Rng;
use rand::{Rng, SeedableRng};

use super::{CHOICES, Choice, Question, Topic, Verdict};
use crate::engine::Misconception;
use crate::trace::Seed;

/// A question before its choices are dealt.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) step: usize,
    pub(super) topic: Topic,
    pub(super) text: String,
    pub(super) right: String,
    /// What each wrong rule answers; those that answer right are left out in dealing.
    pub(super) believed: Vec<(Misconception, String)>,
    /// Plain wrong answers to choose from.
    pub(super) plain: Vec<String>,
    pub(super) reveal: String,
}

/// The question of a draft; `None` where nothing wrong is left to choose. What a wrong rule
/// answers comes before plain answers, and its correction ends the reveal.
pub(super) fn deal(draft: Draft, seed: Seed) -> Option<Question> {
    let mut chance = Chance::new(seed, draft.step, draft.topic);
    let mut choices = vec![Choice {
        text: draft.right,
        verdict: Verdict::Right,
    }];
    let mut reveal = draft.reveal;
    for (belief, text) in draft.believed {
        let verdict = Verdict::Believes(belief);
        if add(&mut choices, text, verdict) {
            reveal = format!("{reveal} {}", belief.correction());
        }
    }
    let mut plain = draft.plain;
    chance.shuffle(&mut plain);
    for text in plain {
        add(&mut choices, text, Verdict::Wrong);
    }
    if choices.len() < 2 {
        return None;
    }
    chance.shuffle(&mut choices);
    Some(Question {
        step: draft.step,
        topic: draft.topic,
        text: draft.text,
        choices,
        reveal,
    })
}

/// The question of a lesson's author, asked before `step`. `wrong` holds one to three answers
/// that differ from each other and from `right`; the checker of lessons has seen to it.
pub fn own(
    step: usize,
    text: String,
    right: String,
    wrong: Vec<String>,
    reveal: String,
    seed: Seed,
) -> Option<Question> {
    let draft = Draft {
        step,
        topic: Topic::Own,
        text,
        right,
        believed: Vec::new(),
        plain: wrong,
        reveal,
    };
    deal(draft, seed)
}

/// Adds a choice that is not there yet, where there is room.
fn add(choices: &mut Vec<Choice>, text: String, verdict: Verdict) -> bool {
    let fits = choices.len() < CHOICES && choices.iter().all(|choice| choice.text != text);
    if fits {
        choices.push(Choice { text, verdict });
    }
    fits
}

/// The order of choices, from the seed.
struct Chance(ChaCha8Rng);

impl Chance {
    fn new(seed: Seed, step: usize, topic: Topic) -> Self {
        let mut generator = ChaCha8Rng::seed_from_u64(seed.0);
        // A stream of its own for each question: one more question shuffles no other.
        generator.set_stream((step as u64) << 8 | topic as u64);
        Self(generator)
    }

    /// Fisher and Yates's shuffle.
    fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let draw = u128::from(self.0.next_u64());
            items.swap(last, ((draw * (last as u128 + 1)) >> 64) as usize);
        }
    }
}
