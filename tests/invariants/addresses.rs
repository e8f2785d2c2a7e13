//! Addresses: the client connects to what it was told, answers come from where questions went, and
//! X-Forwarded-For is a list that grows at one end.

use std::collections::BTreeSet;

use hopwise::message::{Http, Message};
use hopwise::trace::Direction;

use crate::paths::{is_content, request_in};
use crate::property::invariants;

fn forwarded_for(message: &Http) -> Option<&str> {
    let header = message
        .headers
        .iter()
        .find(|header| header.name.eq_ignore_ascii_case("x-forwarded-for"));
    header.map(|header| header.value.as_str())
}

invariants! {
    fn a_client_connects_to_the_address_it_was_given(run) {
        let client = run.topology[run.request].from;
        let mut given: Option<&str> = None;
        for hop in &run.trace.hops {
            match &hop.message {
                Message::Dns(dns) if hop.to == client => {
                    given = dns.answer.as_ref().map(|answer| answer.address.as_str());
                }
                Message::Dns(_) => {}
                _ if hop.from == client => {
                    let Some(address) = given else { continue };
                    assert!(hop.flow.destination.starts_with(&format!("{address}:")), "{address}, {hop:?}");
                }
                _ => {}
            }
        }
    }

    fn an_answer_has_the_addresses_of_its_question_the_other_way_round(run) {
        let content = || run.trace.hops.iter().filter(|hop| is_content(hop) && !hop.asynchronous);
        for hop in content().filter(|hop| hop.direction == Direction::Response) {
            let mut asked = content().filter(|asked| {
                asked.direction == Direction::Request && asked.link == hop.link && asked.arrive <= hop.depart
            });
            let (source, destination) = (&hop.flow.source, &hop.flow.destination);
            assert!(
                asked.any(|asked| (destination, source) == (&asked.flow.source, &asked.flow.destination)),
                "{hop:?}"
            );
        }
    }

    fn an_address_has_a_port(run) {
        for hop in &run.trace.hops {
            for end in [&hop.flow.source, &hop.flow.destination] {
                let port = end.rsplit_once(':').and_then(|(_, port)| port.parse::<u16>().ok());
                assert!(port.is_some_and(|port| port > 0), "{end}");
            }
        }
    }

    /// Each proxy appends the address it saw; what came in stays as it was.
    fn x_forwarded_for_grows_at_its_right_end_only(run) {
        for hop in &run.trace.hops {
            let Some(value) = request_in(hop).map(|http| forwarded_for(http).unwrap_or_default()) else { continue };
            let came: BTreeSet<&str> = run.trace.hops.iter()
                .filter(|before| before.to == hop.from && before.arrive <= hop.depart)
                .filter_map(request_in)
                .map(|http| forwarded_for(http).unwrap_or_default())
                .collect();
            let kept = came.is_empty() || came.iter().any(|before| value.starts_with(before));
            assert!(kept, "{value} does not start with what came in: {came:?}");
        }
    }
}
