use std::time::Instant;
use tonghop::*;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let bytes = std::fs::read(&a[1]).unwrap();
    for _ in 0..3 {
        let t = Instant::now();
        let _ = grid::archive::preflight(&bytes, &limits::Limits::default());
        let t1 = t.elapsed();
        let g = grid::open(&bytes, &limits::Limits::default()).unwrap();
        let t2 = t.elapsed();
        let n: usize = g.sheets.iter().map(|s| s.cells.len()).sum();
        let m: usize = g.sheets.iter().map(|s| s.merges.len()).sum();
        eprintln!("pre {:?} open {:?} cells {n} merges {m}", t1, t2 - t1);
    }
}
