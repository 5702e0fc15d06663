//! The plans that are built into the program.

/// The files of a built-in plan.
#[derive(Copy, Clone, Debug)]
pub struct PlanTemplate {
    /// Name on the command line.
    pub name: &'static str,
    /// Text of the plan (`ke-hoach.toml` in a campaign folder).
    pub plan: &'static str,
    /// Text of the annex as issued (`phu-luc.tsv`).
    pub annex: &'static str,
}

const TEMPLATES: [PlanTemplate; 3] = [
    PlanTemplate {
        name: "277-kh-ldld",
        plan: include_str!("../../templates/277-kh-ldld/plan.toml"),
        annex: include_str!("../../templates/277-kh-ldld/phu-luc.tsv"),
    },
    PlanTemplate {
        name: "2209-kh-ubnd",
        plan: include_str!("../../templates/2209-kh-ubnd/plan.toml"),
        annex: include_str!("../../templates/2209-kh-ubnd/phu-luc.tsv"),
    },
    // The smallest plan, as a start for a new one.
    PlanTemplate {
        name: "toi-thieu",
        plan: include_str!("../../templates/toi-thieu/plan.toml"),
        annex: include_str!("../../templates/toi-thieu/phu-luc.tsv"),
    },
];

/// Returns the names of the templates.
pub fn names() -> impl Iterator<Item = &'static str> {
    TEMPLATES.iter().map(|t| t.name)
}

/// Returns the template with this name.
pub fn get(name: &str) -> Option<&'static PlanTemplate> {
    TEMPLATES.iter().find(|t| t.name == name)
}
