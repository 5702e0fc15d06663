use std::path::Path;
use tonghop::*;
fn main() {
    let t = std::thread::Builder::new().stack_size(64 << 20).spawn(|| {
        let a: Vec<String> = std::env::args().collect();
        let folder = Path::new(&a[1]);
        let w = world::Disk::start();
        let plan = pipeline::campaign(&w, folder).unwrap();
        let t0 = std::time::Instant::now();
        let l = pipeline::settled(&w, folder, &plan, a[2].parse().unwrap()).unwrap().unwrap();
        let t1 = std::time::Instant::now();
        let mut b = consolidate::book(&plan, &l).unwrap();
        let n: usize = b.sheets.iter().map(|s| s.cells.len()).sum();
        let t2 = std::time::Instant::now();
        engine::fill(&mut b).unwrap();
        let t3 = std::time::Instant::now();
        let bytes = write::workbook(&b).unwrap();
        let t4 = std::time::Instant::now();
        eprintln!(
            "read+check {:?} book {:?} fill {:?} write {:?} cells {n} bytes {}",
            t1 - t0,
            t2 - t1,
            t3 - t2,
            t4 - t3,
            bytes.len()
        );
        std::fs::write(&a[3], bytes).unwrap();
    });
    t.unwrap().join().unwrap();
}
