//! Tests of the hashes of a plan and of its parts.

use super::*;

#[test]
fn hash_depends_on_the_content_of_both_files() {
    let hash = |toml: &str, annex: &str| text(toml, annex.as_bytes(), NAMES).unwrap().hash;
    let (toml, annex) = (template().plan, template().annex);
    // A comment, an empty text and another spelling of a figure do not change the content.
    let same = format!("# ghi chú\n{toml}").replace("place = \"Lai Châu\"", "place = 'Lai Châu'");
    assert_eq!(hash(&same, &annex.replace("2.136", "2136")), hash(toml, annex));
    // A threshold, a formula, a unit's figure do.
    for (from, to) in [("value = 150", "value = 151"), ("'LUY_KE(cdcs_tl)'", "'LUY_KE(cdcs_giam)'")] {
        assert_ne!(hash(&toml.replace(from, to), annex), hash(toml, annex), "{from}");
    }
    let other = annex.replace("\t90\t1\t", "\t89\t1\t").replace("\t540\t", "\t539\t");
    assert_ne!(other, annex);
    assert_ne!(hash(toml, &other), hash(toml, annex));
}

#[test]
fn waiver_is_an_event_and_no_other_plan() {
    let hashes = |toml: &str, annex: &str| text(toml, annex.as_bytes(), NAMES).unwrap().hashes;
    let (toml, annex) = (template().plan, template().annex);
    let base = hashes(toml, annex);
    let waiver = |unit: &str| {
        format!(
            "\n[[waivers]]\nunit = \"{unit}\"\nperiod = \"2022-Q3\"\nrule = \"R22\"\nreason = \"a\"\nby = \"b\"\ndate = 2022-10-20\n"
        )
    };
    let amended =
        "\n[[amendments]]\nfrom = \"2022-Q3\"\nunit = \"PHONGTHO\"\ncolumn = \"pl_ct_dv\"\nvalue = 1\nbasis = \"c\"\n";
    let dates = "\n[[calendar]]\nperiod = \"2022-Q3\"\ndeadline = 2022-10-20\n";
    for event in [&waiver("PHONGTHO"), amended, dates] {
        let with = hashes(&format!("{toml}{event}"), annex);
        assert_eq!((&with.plan, &with.annex), (&base.plan, &base.annex), "{event}");
        assert_ne!(with.events, base.events, "{event}");
    }
    let both = |one: &str, other: &str| hashes(&format!("{toml}{}{}", waiver(one), waiver(other)), annex);
    assert_eq!(both("PHONGTHO", "TANUYEN"), both("TANUYEN", "PHONGTHO"));
    let setting = hashes(&toml.replace("value = 150", "value = 151"), annex);
    assert_ne!(setting.plan, base.plan);
    assert_eq!((&setting.annex, &setting.events), (&base.annex, &base.events));
    let other = hashes(toml, &annex.replace("\t90\t1\t", "\t89\t1\t").replace("\t540\t", "\t539\t"));
    assert_ne!(other.annex, base.annex);
    assert_eq!((&other.plan, &other.events), (&base.plan, &base.events));
}
