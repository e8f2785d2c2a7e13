//! What makes up for lost packets: TCP and QUIC send again what nobody has acknowledged.
//!
//! A datagram is nobody's business but the asker's: who asks a resolver asks again himself.

use crate::phase::Phase;
use crate::time::{SimDuration, SimTime};
use crate::topology::{HttpVersion, LinkId, NodeId};
use crate::trace::{Beat, Cause, Decision};

use super::connection::Opened;
use super::exchange::{ExchangeId, Failure, FailureKind, Op};
use super::observe::{Observer, Packet};
use super::run::Run;
use super::travel::{Account, Sending, Verdict};

/// The timer before any round trip was measured: RFC 6298 section 2.1, and RFC 9002 section 6.2.2
/// for QUIC.
const FIRST: SimDuration = SimDuration::from_secs(1);
/// The shortest timer of TCP: RFC 6298 section 2.4. (Linux goes down to 200 ms.)
const SHORTEST: SimDuration = SimDuration::from_secs(1);
/// The timer for data after a SYN that had to be sent again: RFC 6298 section 5.7.
const CAREFUL: SimDuration = SimDuration::from_secs(3);
/// The timer doubles up to this: RFC 6298 section 2.5.
const LONGEST: SimDuration = SimDuration::from_secs(60);
/// What QUIC adds, because the other side may acknowledge so late: RFC 9000 section 18.2.
const LATE: SimDuration = SimDuration::from_millis(25);
/// Sent again so often, a sender gives up: `tcp_retries2` of Linux, more than the 100 s that
/// RFC 1122 section 4.2.3.5 asks for.
const MOST: u8 = 15;

/// How long to wait for an acknowledgement of data, where one round trip was measured: its length
/// and four times half of it (RFC 6298 section 2.2; RFC 9002 section 6.2.1).
fn timer(round_trip: SimDuration, quic: bool) -> SimDuration {
    let measured = round_trip.times(3);
    if quic {
        measured + LATE
    } else {
        measured.max(SHORTEST)
    }
}

/// What a sender hears instead of an acknowledgement.
enum Instead {
    /// Nothing, and who is to blame for it.
    Silence(Cause),
    /// A reset, then.
    Reset {
        at: SimTime,
        by: NodeId,
        cause: Cause,
    },
}

/// Who sends a packet until it is acknowledged.
#[derive(Debug, Clone, Copy)]
struct Sender {
    node: NodeId,
    packet: Packet,
    /// The first wait for an acknowledgement.
    timer: SimDuration,
    /// Sent again so often at most.
    most: u8,
    /// Nobody cares any more from then on.
    until: SimTime,
}

impl<O: Observer> Run<'_, O> {
    /// The timer for data on a connection over these links.
    pub(super) fn data_timer(&self, links: &[LinkId], http: HttpVersion) -> SimDuration {
        let one_way = links.iter().map(|&link| self.latency(link));
        let round_trip = one_way.fold(SimDuration::ZERO, |sum, one| sum + one.times(2));
        timer(round_trip, http == HttpVersion::H3)
    }

    /// The first packet of a connection and its answer, sent by the opener until an answer comes
    /// or `until` has.
    ///
    /// # Errors
    /// What the opener hears instead.
    pub(super) fn knock(
        &mut self,
        x: ExchangeId,
        c: usize,
        [packet, back]: [Packet; 2],
        now: SimTime,
        until: SimTime,
    ) -> Result<SimTime, Opened> {
        let sender = Sender {
            node: self.state.connections[c].from,
            packet,
            timer: FIRST,
            most: MOST,
            until,
        };
        let account = Account::To(Phase::Connect);
        let heard = self.insist(x, sender, now, |run, sending, depart| {
            run.attempt(x, c, sending, Some(back), depart, account)
        });
        let (at, again) =
            heard.map_err(|instead| self.failed(c, &instead, FailureKind::Refused))?;
        if again > 0 && packet == Packet::Syn {
            self.state.connections[c].timer = CAREFUL;
        }
        Ok(at)
    }

    /// A packet from the opener, sent until it gets through or `until` has come.
    ///
    /// # Errors
    /// What the opener hears instead.
    pub(super) fn persist(
        &mut self,
        x: ExchangeId,
        c: usize,
        packet: Packet,
        now: SimTime,
        until: SimTime,
        account: Account,
    ) -> Result<SimTime, Opened> {
        let connection = &self.state.connections[c];
        let sender = Sender {
            node: connection.from,
            packet,
            timer: connection.timer,
            most: self.most(x),
            until,
        };
        let heard = self.insist(x, sender, now, |run, sending, depart| {
            run.attempt(x, c, sending, None, depart, account)
        });
        heard
            .map(|(at, _)| at)
            .map_err(|instead| self.failed(c, &instead, FailureKind::Reset))
    }

    /// A packet from the far end of a connection, sent until it gets through or `until` has come.
    ///
    /// # Errors
    /// Silence, and the link that lost it last.
    pub(super) fn hand_back(
        &mut self,
        x: ExchangeId,
        c: usize,
        packet: Packet,
        now: SimTime,
        until: SimTime,
        account: Account,
    ) -> Result<SimTime, Opened> {
        let connection = &self.state.connections[c];
        let crossed = connection.links.len();
        let sender = Sender {
            node: connection.to,
            packet,
            timer: connection.timer,
            most: self.most(x),
            until,
        };
        let heard = self.insist(x, sender, now, |run, sending, depart| {
            let lost = run.lost_back(c, crossed);
            let at = run.inbound(x, c, crossed, sending, depart, account, lost);
            let links = &run.state.connections[c].links;
            lost.map_or(Ok(at), |place| {
                Err(Instead::Silence(Cause::Lost(links[place])))
            })
        });
        heard
            .map(|(at, _)| at)
            .map_err(|instead| self.failed(c, &instead, FailureKind::Reset))
    }

    /// Tries until something comes back or the sender's time is over; after each silence it waits
    /// for its timer, twice as long as before. When it got through, and how often it was sent
    /// again.
    fn insist(
        &mut self,
        x: ExchangeId,
        sender: Sender,
        now: SimTime,
        mut attempt: impl FnMut(&mut Self, Sending, SimTime) -> Result<SimTime, Instead>,
    ) -> Result<(SimTime, u8), Instead> {
        let Sender { packet, most, .. } = sender;
        let (mut depart, mut timer) = (now, sender.timer);
        let mut again = 0;
        loop {
            self.observer.sends(x, depart, again);
            let next = depart + timer;
            match attempt(self, Sending { packet, again }, depart) {
                Ok(at) => return Ok((at, again)),
                Err(Instead::Silence(_)) if next < sender.until && again < most => {}
                Err(instead) => return Err(instead),
            }
            self.resends(x, sender.node, packet, depart, next);
            (depart, timer) = (next, timer.times(2).min(LONGEST));
            again += 1;
        }
    }

    /// How often a packet of `x` is sent again: a lookup is a datagram, which nobody sends again
    /// but the asker, by asking again.
    fn most(&self, x: ExchangeId) -> u8 {
        match self.exchanges[x.index()].op {
            Op::Resolve => 0,
            _ => MOST,
        }
    }

    /// Sends a packet once, and takes the answer to it where one comes back at once: `back`, or a
    /// reset. What comes of it is known before it is sent, because only what is not in vain counts
    /// as time on the network; all else is the sender's waiting.
    fn attempt(
        &mut self,
        x: ExchangeId,
        c: usize,
        sending: Sending,
        back: Option<Packet>,
        depart: SimTime,
        account: Account,
    ) -> Result<SimTime, Instead> {
        let fate = self.fate(c, self.exchanges[x.index()].op);
        let back = match fate.verdict {
            Verdict::Pass => back,
            Verdict::Reset(_) => Some(Packet::Reset),
            Verdict::Discard(_) => None,
        };
        let crossed = fate.last + 1;
        let lost = back.and_then(|_| self.lost_back(c, crossed));
        let account = lost.map_or(account, |_| Account::Nothing);
        let mut at = self
            .outbound(x, c, sending, depart, account, fate)
            .map_err(|node| Instead::Silence(Cause::Full(node)))?;
        if let Some(packet) = back {
            let again = sending.again;
            at = self.inbound(x, c, crossed, Sending { packet, again }, at, account, lost);
        }
        let links = &self.state.connections[c].links;
        match (lost, fate.verdict) {
            (Some(place), _) => Err(Instead::Silence(Cause::Lost(links[place]))),
            (None, Verdict::Pass) => Ok(at),
            (None, Verdict::Discard(cause)) => Err(Instead::Silence(cause)),
            (None, Verdict::Reset(cause)) => {
                let by = self.network.topology[links[fate.last]].to;
                Err(Instead::Reset { at, by, cause })
            }
        }
    }

    /// The connection is of no use any more; what that means for its opener.
    fn failed(&mut self, c: usize, instead: &Instead, kind: FailureKind) -> Opened {
        self.state.connections[c].closed = true;
        match *instead {
            Instead::Silence(blame) => Opened::Silent { blame },
            Instead::Reset { at, by, cause } => Opened::Failed {
                at,
                failure: Failure { kind, by, cause },
            },
        }
    }

    /// `sender` has waited since `depart` and sends again at `next`. Within a handshake that is
    /// part of its step; a question or an answer that is sent again is a step of its own.
    fn resends(
        &mut self,
        x: ExchangeId,
        sender: NodeId,
        packet: Packet,
        depart: SimTime,
        next: SimTime,
    ) {
        self.observer.spent(x, sender, Phase::Wait, depart, next);
        if !matches!(packet, Packet::Question { .. } | Packet::Answer(_)) {
            return;
        }
        self.observer.beat(x, Beat::Wait, sender, next);
        let after = next.since(depart);
        let what = Decision::Resent { after };
        self.observer.decided(x, sender, next, next, what);
        if matches!(packet, Packet::Answer(_)) {
            self.observer.beat(x, Beat::Answer, sender, next);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_timer_of_data_follows_the_round_trip() {
        let ms = SimDuration::from_millis;
        assert_eq!(
            timer(ms(20), false),
            ms(1000),
            "never shorter than a second"
        );
        assert_eq!(timer(ms(400), false), ms(1200), "a satellite: R + 4 R / 2");
        assert_eq!(timer(ms(20), true), ms(85), "QUIC has no such floor");
    }
}
