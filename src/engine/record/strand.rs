//! Strands: one for each thing that goes on at the same time. Each holds its piece of the critical
//! path and its current beat.

use crate::phase::Phase;
use crate::time::SimTime;
use crate::topology::NodeId;
use crate::trace::Segment;

/// A strand, by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct StrandId(u32);

#[derive(Debug, Default)]
struct Strand {
    /// When it parted from another.
    start: SimTime,
    segments: Vec<Segment>,
    beat: u32,
}

#[derive(Debug)]
pub(super) struct Strands(Vec<Strand>);

impl Strands {
    pub(super) fn new() -> Self {
        Self(vec![Strand::default()])
    }

    /// The client's own.
    pub(super) const ROOT: StrandId = StrandId(0);

    /// A new one beside `from` from `start` on, in the same beat.
    pub(super) fn fork(&mut self, from: StrandId, start: SimTime) -> StrandId {
        let beat = self.beat(from);
        self.0.push(Strand {
            start,
            segments: Vec::new(),
            beat,
        });
        StrandId(self.0.len() as u32 - 1)
    }

    pub(super) fn beat(&self, strand: StrandId) -> u32 {
        self.0[strand.0 as usize].beat
    }

    pub(super) fn set_beat(&mut self, strand: StrandId, beat: u32) {
        self.0[strand.0 as usize].beat = beat;
    }

    /// Adds time; carries on the last piece where it is the same.
    pub(super) fn push(&mut self, strand: StrandId, segment: Segment) {
        let segments = &mut self.0[strand.0 as usize].segments;
        match segments.last_mut() {
            Some(last)
                if last.phase == segment.phase
                    && last.node == segment.node
                    && last.end == segment.start =>
            {
                last.end = segment.end;
            }
            _ => segments.push(segment),
        }
    }

    /// Puts what `other` did behind what `strand` did, and goes on in its beat.
    pub(super) fn adopt(&mut self, strand: StrandId, other: StrandId) {
        let Strand { segments, beat, .. } = std::mem::take(&mut self.0[other.0 as usize]);
        for segment in segments {
            self.push(strand, segment);
        }
        self.set_beat(strand, beat);
    }

    /// Forgets what came after `cut` and counts the time from there to `until` as waiting.
    pub(super) fn cut(&mut self, strand: StrandId, cut: SimTime, until: SimTime, node: NodeId) {
        let Strand {
            start, segments, ..
        } = &mut self.0[strand.0 as usize];
        segments.retain(|segment| segment.start < cut);
        let mut told = segments.last().map_or(*start, |last| last.end);
        if let Some(last) = segments.last_mut() {
            last.end = last.end.min(cut);
            told = last.end;
        }
        if until > told {
            self.push(
                strand,
                Segment {
                    start: told,
                    end: until,
                    phase: Phase::Wait,
                    node,
                },
            );
        }
    }

    pub(super) fn segments(&self, strand: StrandId) -> Vec<Segment> {
        self.0[strand.0 as usize].segments.clone()
    }
}
