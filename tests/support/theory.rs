//! What queueing theory says a load comes to, in closed form. Times are in any one unit, rates in
//! its inverse.

/// Probability that one of `servers` finds all of them taken and is lost, at an offered load of
/// `load` Erlang, whatever the distribution of service (A. K. Erlang, Solution of some Problems in
/// the Theory of Probabilities of Significance in Automatic Telephone Exchanges, 1917). By its
/// recursion over servers.
pub(crate) fn erlang_b(servers: u32, load: f64) -> f64 {
    (1..=servers).fold(1.0, |blocked, server| {
        load * blocked / (f64::from(server) + load * blocked)
    })
}

/// Probability that one has to wait for one of `servers` (same paper). Of a stable queue only.
pub(crate) fn erlang_c(servers: u32, load: f64) -> f64 {
    let blocked = erlang_b(servers, load);
    let servers = f64::from(servers);
    servers * blocked / (servers - load * (1.0 - blocked))
}

/// Mean wait in M/M/c: Poisson arrivals, exponential service, `servers` of them.
pub(crate) fn wait_mmc(servers: u32, rate: f64, service: f64) -> f64 {
    let load = rate * service;
    erlang_c(servers, load) * service / (f64::from(servers) - load)
}

/// Share of those in M/M/c who wait longer than `time`.
pub(crate) fn waits_longer_mmc(servers: u32, rate: f64, service: f64, time: f64) -> f64 {
    let load = rate * service;
    erlang_c(servers, load) * (-(f64::from(servers) - load) * time / service).exp()
}

/// Mean wait in M/G/1: Poisson arrivals, any service with this mean and mean square (F. Pollaczek,
/// Über eine Aufgabe der Wahrscheinlichkeitstheorie, 1930; A. Khinchine, 1932).
pub(crate) fn wait_mg1(rate: f64, service: f64, service_square: f64) -> f64 {
    rate * service_square / (2.0 * (1.0 - rate * service))
}

/// Mean time in the system under processor sharing, for those who need `work`: in M/G/1 it depends
/// on the distribution by its mean only (L. Kleinrock, Queueing Systems, volume 2, section 4.4).
pub(crate) fn sojourn_ps(rate: f64, service: f64, work: f64) -> f64 {
    work / (1.0 - rate * service)
}

/// One station of an open network.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Station {
    /// Workers.
    pub(crate) servers: u32,
    /// Mean of its exponential service.
    pub(crate) service: f64,
    /// Arrivals from outside.
    pub(crate) outside: f64,
}

/// Rate of arrivals and mean time in the system at every station of an open network with
/// exponential service, where `routing[i][j]` is the share of those who leave `i` that go to `j`
/// (J. R. Jackson, Networks of Waiting Lines, Operations Research 5, 1957).
pub(crate) fn jackson(stations: &[Station], routing: &[&[f64]]) -> Vec<(f64, f64)> {
    // The traffic equations by repetition: what leaves the network makes it converge.
    let mut rates = vec![0.0; stations.len()];
    for _ in 0..10_000 {
        rates = (0..stations.len())
            .map(|to| {
                let inside = (0..stations.len()).map(|from| rates[from] * routing[from][to]);
                stations[to].outside + inside.sum::<f64>()
            })
            .collect();
    }
    let sojourn = |(station, rate): (&Station, f64)| {
        let wait = wait_mmc(station.servers, rate, station.service);
        (rate, wait + station.service)
    };
    stations.iter().zip(rates).map(sojourn).collect()
}

/// Throughput, and mean time at each station for one visit, of a closed network: `clients` who
/// think for `think` and then visit stations of (servers, mean exponential service) one after the
/// other. Exact mean value analysis with marginal probabilities (M. Reiser and S. S. Lavenberg,
/// Mean-Value Analysis of Closed Multichain Queuing Networks, Journal of the ACM 27, 1980).
pub(crate) fn closed(clients: usize, think: f64, stations: &[(u32, f64)]) -> (f64, Vec<f64>) {
    // probable[i][j]: that j are at station i with one client fewer.
    let mut probable: Vec<Vec<f64>> = vec![vec![0.0; clients + 1]; stations.len()];
    for row in &mut probable {
        row[0] = 1.0;
    }
    let mut result = (0.0, Vec::new());
    for count in 1..=clients {
        let speed = |servers: u32, there: usize| f64::from(servers.min(there as u32));
        let times: Vec<f64> = stations
            .iter()
            .zip(&probable)
            .map(|(&(servers, service), probable)| {
                let one = |there: usize| {
                    there as f64 / speed(servers, there) * probable[there - 1] * service
                };
                (1..=count).map(one).sum()
            })
            .collect();
        let throughput = count as f64 / (think + times.iter().sum::<f64>());
        for (&(servers, service), probable) in stations.iter().zip(&mut probable) {
            for there in (1..=count).rev() {
                let flow = throughput * service / speed(servers, there);
                probable[there] = flow * probable[there - 1];
            }
            probable[0] = 1.0 - probable[1..=count].iter().sum::<f64>();
        }
        result = (throughput, times);
    }
    result
}

/// Share of each of `count` objects whose popularity falls with the `exponent`th power of its rank
/// (L. Breslau et al., Web Caching and Zipf-like Distributions, INFOCOM 1999).
pub(crate) fn zipf(count: u32, exponent: f64) -> Vec<f64> {
    let weights: Vec<f64> = (1..=count)
        .map(|rank| f64::from(rank).powf(-exponent))
        .collect();
    let sum: f64 = weights.iter().sum();
    weights.into_iter().map(|weight| weight / sum).collect()
}

/// Share of requests that find a copy, where each is kept for `ttl` from when it was fetched: of
/// Poisson requests of rate l for one object, one in 1 + l·ttl fetches it (J. Jung, A. Berger,
/// H. Balakrishnan, Modeling TTL-based Internet Caches, INFOCOM 2003).
pub(crate) fn hit_ratio(rate: f64, shares: &[f64], ttl: f64) -> f64 {
    let hits = shares.iter().map(|share| {
        let expected = rate * share * ttl;
        share * expected / (1.0 + expected)
    });
    hits.sum()
}

/// Mean time until a packet gets through that is lost with probability `loss` each time and sent
/// again after `timer`, which doubles up to `longest` (RFC 6298 sections 5.4 to 5.6).
pub(crate) fn resent(loss: f64, timer: f64, longest: f64) -> f64 {
    let wait = |tries: i32| loss.powi(tries) * (timer * 2_f64.powi(tries - 1)).min(longest);
    (1..=50).map(wait).sum()
}
