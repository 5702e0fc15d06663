use super::*;
use crate::formula::Formula;
use crate::model::day::Day;
use crate::model::finding::Severity;
use crate::plan::template::{self, Template};
use crate::plan::{Blank, Emphasis, Scope, Total, Unique};

const NAMES: (&str, &str) = ("ke-hoach.toml", "phu-luc.tsv");

fn template() -> &'static Template {
    template::get(template::names().next().unwrap()).unwrap()
}

fn shown(problems: &[Problem], lang_vi: bool) -> String {
    problems.iter().map(|p| p.show(lang_vi)).collect::<Vec<_>>().join("\n")
}

fn plan() -> Plan {
    text(template().plan, template().annex.as_bytes(), NAMES).unwrap_or_else(|p| panic!("{}", shown(&p, true)))
}

#[test]
fn the_template_loads_whole() {
    let plan = plan();
    assert_eq!(plan.indicators.len(), 51);
}
