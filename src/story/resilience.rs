//! Retries, circuit breakers, a product's statuses, a promoted replica.

use crate::message::reason as phrase;
use crate::topology::Product;
use crate::trace::Decision;

use super::words::Telling;

/// What `what` says of `me`, or nothing where it is of another kind.
pub(super) fn sentence(t: &Telling<'_>, me: &str, what: &Decision) -> Option<String> {
    Some(match what {
        Decision::BacksOff { wait, retry: 1 } => {
            format!("The request may safely be sent again: {me} waits {wait} before retry 1.")
        }
        Decision::BacksOff { wait, retry } => {
            format!("{me} waits {wait}, twice as long as before, for retry {retry}.")
        }
        Decision::BreakerOpens {
            upstream,
            failures: 0,
            open,
        } => {
            let upstream = t.name(*upstream);
            format!(
                "The try failed: the circuit breaker of {me} opens again, and {upstream} is not asked for {open}."
            )
        }
        Decision::BreakerOpens {
            upstream,
            failures,
            open,
        } => {
            let upstream = t.name(*upstream);
            let s = if *failures == 1 { "" } else { "s" };
            format!(
                "{failures} failure{s} in a row: the circuit breaker of {me} opens, and {upstream} is not asked for {open}."
            )
        }
        Decision::BreakerTries { upstream } => format!(
            "The circuit breaker of {me} is half-open: this one request tries whether {} answers again.",
            t.name(*upstream)
        ),
        Decision::BreakerCloses { upstream } => format!(
            "The try went well: the circuit breaker of {me} closes, and {} is asked as before.",
            t.name(*upstream)
        ),
        Decision::ShortCircuited { left } if left.nanos() == 0 => format!(
            "The circuit breaker of {me} is half-open, and another request is out to try: this one is not passed on."
        ),
        Decision::ShortCircuited { left } => {
            format!("The circuit breaker of {me} is open for another {left}: nobody is asked.")
        }
        Decision::Translated {
            trouble,
            product,
            status,
        } => {
            let flag = match product {
                Product::Envoy => format!(", flag {} in its log", trouble.envoy_flag()),
                Product::Nginx | Product::Haproxy | Product::Alb => String::new(),
            };
            let (noun, product) = (trouble.noun(), product.name());
            let line = phrase(*status);
            format!("Of {noun} {product} makes {status} {line}{flag}.")
        }
        Decision::Promoted { instead_of } => format!(
            "{me} was promoted when {} failed, and takes writes now.",
            t.name(*instead_of)
        ),
        _ => return None,
    })
}
