use hopwise::{engine, story, topology::*, trace::*};
fn main() {
    let mut a = std::env::args().skip(1);
    let name = a.next().unwrap();
    let want = a.next();
    let t = builtin::load(&name).unwrap();
    for id in t.request_ids() {
        let r = &t[id];
        if want.as_deref().is_some_and(|w| w != r.id) {
            continue;
        }
        let (tr, _) = engine::simulate(&t, &engine::State::new(&t), id, Seed(7));
        println!(
            "== {} {:?} by {} {:?} total {} ttfb {:?}",
            r.id,
            tr.outcome.kind,
            t[tr.outcome.by].name,
            tr.outcome.cause,
            tr.total,
            tr.ttfb.map(|d| d.to_string())
        );
        for (p, d) in tr.phases.iter() {
            if d.nanos() > 0 {
                print!("{} {}; ", p.title(), d);
            }
        }
        println!();
        assert_eq!(tr.phases.total(), tr.total);
        let told = story::tell(&t, &tr);
        for (i, s) in tr.steps.iter().enumerate() {
            println!(
                " {:2} {:>9} {:?} {}",
                i + 1,
                s.at.to_string(),
                s.beat,
                t[s.focus].name
            );
            if let Some(x) = told.get(i) {
                println!("      # {}\n      {}", x.title, x.text);
            }
            if want.is_some() {
                for (_, h) in tr.hops_of(i) {
                    println!(
                        "      hop {} -> {} {:?} {}..{}{} {} {}->{}",
                        t[h.from].id,
                        t[h.to].id,
                        h.direction,
                        h.depart,
                        h.arrive,
                        if h.lost { " LOST" } else { "" },
                        h.message.protocol(),
                        h.flow.source,
                        h.flow.destination
                    );
                    if std::env::var("M").is_ok() {
                        println!("          {:?}", h.message);
                    }
                }
                for d in &s.decisions {
                    let d = &tr.decisions[*d as usize];
                    println!("      dec {} {:?}", t[d.node].id, d.what);
                }
            }
        }
    }
}
