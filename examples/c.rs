use tonghop::*;
fn main() {
    let plan = pipeline::campaign(&world::Disk::start(), std::path::Path::new("samples/277-lai-chau")).unwrap();
    let bytes = std::fs::read("/tmp/s/tra-loi/2021-Q3/big.xlsx").unwrap();
    let t = std::time::Instant::now();
    let a = pipeline::arrival(&bytes, "big.xlsx", &plan);
    let r = a.returns().remove(0);
    let t1 = t.elapsed();
    let f = check::check_one(&plan, &r, None).unwrap();
    eprintln!("rows {} read {:?} check {:?} findings {}", r.rosters[0].rows.len(), t1, t.elapsed() - t1, f.len());
}
