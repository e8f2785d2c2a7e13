//! The formulas that loads are held against, held against published values themselves.

#[path = "support/theory.rs"]
mod theory;

use theory::{
    Station, closed, erlang_b, erlang_c, hit_ratio, jackson, resent, sojourn_ps, wait_mg1,
    wait_mmc, waits_longer_mmc, zipf,
};

fn close(what: &str, got: f64, expected: f64, tolerance: f64) {
    assert!(
        (got / expected - 1.0).abs() <= tolerance,
        "{what}: {got}, not {expected}"
    );
}

/// Offered load at which 1 % is lost: the table of the Erlang loss formula as every handbook of
/// teletraffic has it (ITU-D SG 2/16, Teletraffic Engineering Handbook, 2005, annex).
#[test]
fn loss_as_in_the_tables() {
    for (servers, load) in [
        (1, 0.010_1),
        (2, 0.153),
        (5, 1.361),
        (10, 4.461),
        (20, 12.03),
        (50, 37.90),
    ] {
        close("loss", erlang_b(servers, load), 0.01, 0.01);
    }
}

/// One server waits with probability rho; two with 2 rho^2 / (1 + rho).
#[test]
fn waiting_in_closed_form() {
    for rho in [0.1, 0.5, 0.7, 0.95] {
        close("one", erlang_c(1, rho), rho, 1e-12);
        close(
            "two",
            erlang_c(2, 2.0 * rho),
            2.0 * rho * rho / (1.0 + rho),
            1e-12,
        );
        close("M/M/1", wait_mmc(1, rho, 1.0), rho / (1.0 - rho), 1e-12);
        let exponential = wait_mg1(rho, 1.0, 2.0);
        close("M/G/1 as M/M/1", exponential, wait_mmc(1, rho, 1.0), 1e-12);
        close(
            "M/D/1 is half",
            wait_mg1(rho, 1.0, 1.0),
            exponential / 2.0,
            1e-12,
        );
        close(
            "sharing",
            sojourn_ps(rho, 1.0, 1.0),
            1.0 / (1.0 - rho),
            1e-12,
        );
    }
    // The longer the wait, the fewer: all who wait wait longer than no time.
    close(
        "some wait",
        waits_longer_mmc(3, 2.0, 1.0, 0.0),
        erlang_c(3, 2.0),
        1e-12,
    );
    close(
        "a minute",
        waits_longer_mmc(1, 0.5, 1.0, 2.0),
        0.5 * (-1.0_f64).exp(),
        1e-12,
    );
}

/// Three servers at an offered load of two: 4/9 wait (Erlang's delay formula by hand: the sum of
/// 1 + 2 + 2, and 4 for the queue).
#[test]
fn three_servers_by_hand() {
    close("C(3, 2)", erlang_c(3, 2.0), 4.0 / 9.0, 1e-12);
    close("wait", wait_mmc(3, 2.0, 1.0), 4.0 / 9.0, 1e-12);
}

/// A quarter comes back: the station sees 4/3 of what comes from outside.
#[test]
fn a_network_with_a_way_back() {
    let station = |outside| Station {
        servers: 1,
        service: 1.0,
        outside,
    };
    let back = jackson(&[station(0.6)], &[&[0.25]]);
    close("rate", back[0].0, 0.8, 1e-9);
    close("time", back[0].1, 5.0, 1e-9);
    let tandem = jackson(&[station(0.5), station(0.0)], &[&[0.0, 1.0], &[0.0, 0.0]]);
    for (rate, time) in tandem {
        close("rate in a row", rate, 0.5, 1e-9);
        close("time in a row", time, 2.0, 1e-9);
    }
}

/// Balanced stations have a closed form: N / (D (N + K - 1)). The machine repairman, one
/// repairman and exponential thinking, is Erlang's loss formula seen from the other side:
/// utilisation = 1 - B(N, think / service). With as many servers as clients nobody waits.
#[test]
fn closed_networks_in_closed_form() {
    for clients in [1, 2, 7, 30] {
        for stations in [1_usize, 2, 5] {
            let (throughput, _) = closed(clients, 0.0, &vec![(1, 2.0); stations]);
            let expected = clients as f64 / (2.0 * (clients + stations - 1) as f64);
            close("balanced", throughput, expected, 1e-9);
        }
        let (throughput, _) = closed(clients, 3.0, &[(1, 1.0)]);
        close(
            "repairman",
            throughput,
            1.0 - erlang_b(clients as u32, 3.0),
            1e-9,
        );
        let (throughput, times) = closed(clients, 3.0, &[(clients as u32, 1.0)]);
        close("enough servers", throughput, clients as f64 / 4.0, 1e-9);
        close("no wait", times[0], 1.0, 1e-9);
    }
}

/// Half, a third and a sixth of three objects; a copy lives for as long as six requests take, so
/// that one in 1 + 3, 1 + 2 and 1 + 1 is fetched.
#[test]
fn copies_by_hand() {
    let shares = [1.0 / 2.0, 1.0 / 3.0, 1.0 / 6.0];
    let hits = 3.0 / 8.0 + 2.0 / 9.0 + 1.0 / 12.0;
    close("hits", hit_ratio(1.0, &shares, 6.0), hits, 1e-12);
    for (share, expected) in zipf(3, 1.0).into_iter().zip([6.0, 3.0, 2.0]) {
        close("share", share, expected / 11.0, 1e-12);
    }
}

/// Where the timer grows for ever, the sum is geometric: loss / (1 - 2 loss).
#[test]
fn packets_sent_again_by_hand() {
    close("no end", resent(0.1, 1.0, f64::INFINITY), 0.125, 1e-12);
    close("equal timers", resent(0.5, 1.0, 1.0), 1.0, 1e-12);
}
