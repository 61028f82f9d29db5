//! The histories of by_hand.rs, each with the promises that it breaks.
//!
//! Most go on from the same five changes: `a` leaves app=x at 13, `b` is gone at 14.

macro_rules! then {
    ($more:literal) => {
        concat!("put 11 a app=x\nput 12 b\nput 13 a app=y\ndel 14 b\nput 15 c app=x\n", $more)
    };
}

pub const STORIES: &[(&str, &[&str])] = &[
    // What is right.
    (then!("watch all 10 marked: +11a +12b ~13a -14b b14 +15c b15"), &[]),
    (then!("watch x 10: +11a -13a +15c"), &[]),
    (then!("watch a 11 marked: ~13a b15"), &[]),
    (then!("watch all 12: ~13a hungup\nwatch all 13 resumes 0: -14b +15c cut"), &[]),
    (then!("watch all all-now marked: +13a +15c e15"), &[]),
    (then!("watch all all-any: +13a +15c"), &[]),
    (then!("watch all all-any: +11a +12b ~13a -14b +15c"), &[]),
    (then!("watch all all-any: +12b cut"), &[]),
    (then!("watch all all->14 marked: +13a +15c e15"), &[]),
    (then!("watch x all-now: +15c"), &[]),
    (then!("watch all now: hungup"), &[]),
    ("put 11 a\nput 12 b\nwatch x now marked: b12\ndel 13 b", &[]),
    ("mark\nput 11 a\nput 12 b\nwatch all now early: +11a +12b", &[]),
    ("put 11 a\nmark\nput 12 b\nwatch all all-now early: +11a +12b", &[]),
    (then!("list all now: a@13 c@15"), &[]),
    (
        then!(
            "list all =12 limit 1: a@11 left1 | b@12 left0\nlist x =13:\nlist a now: a@13\nlist all >14: (15) a@13 c@15"
        ),
        &[],
    ),
    (then!("list all any: (12) a@11 b@12"), &[]),
    (then!("list all =12 limit 1: a@11 left1 cut"), &[]),
    (then!("list all =12: a@11 b@12\nwatch all 12 follows 1: ~13a -14b +15c\nlist all =14: a@13"), &[]),
    (then!("compact 13\nlist all =12: !410\nwatch all 12: !410\nwatch all 13: -14b\nlist all =13: a@13 b@12"), &[]),
    (then!("get 13 a\nget - b"), &[]),
    ("put 11 a\nunsure 12 a\nget 12 a\nunsure-del 13 a\nget - a", &[]),
    // Order.
    (then!("watch all 10: +12b +11a ~13a -14b +15c"), &["Ordered", "Resumable"]),
    (then!("watch all 11: +11a +12b ~13a"), &["Ordered", "Resumable", "Bookmarkable"]),
    // Once.
    (then!("watch all 10: +11a +12b +12b ~13a"), &["Unique", "NeverResurrected"]),
    (then!("watch all 11: +12b ~13a\nwatch all 12 resumes 0: ~13a -14b"), &["Unique"]),
    (then!("watch all all-any: +11a +11a"), &["Unique", "NeverResurrected"]),
    // Nothing left out.
    (then!("watch all 10: +11a ~13a -14b +15c"), &["Reliable"]),
    (then!("watch x 10: +11a +15c"), &["Reliable"]),
    (then!("watch all 10: +12b"), &["Reliable", "Resumable"]),
    (then!("watch all 10 marked: +11a b11 starved"), &["Reliable"]),
    (then!("watch all 14: +15c +16d"), &["Reliable"]),
    // Going on.
    (then!("watch all 10: +11a +12b\nwatch all 12 resumes 0: -14b +15c"), &["Reliable", "Resumable"]),
    (then!("watch all 12: !!500"), &["Resumable"]),
    // Bookmarks.
    (then!("watch all 10 marked: +11a +12b b13 ~13a"), &["Bookmarkable"]),
    (then!("watch all 10 marked: +11a b12"), &["Reliable", "Bookmarkable"]),
    (then!("watch all 12: ~13a b13"), &["Bookmarkable"]),
    (then!("watch all 12 marked: ~13a b12"), &["Bookmarkable"]),
    (then!("watch all 12 marked: b11"), &["Bookmarkable"]),
    // Only what is selected, as what it is.
    (then!("watch x 10: +11a +12b -13a"), &["Filtered"]),
    (then!("watch x 10: +11a ~13a"), &["Filtered"]),
    (then!("watch all 10: ~11a"), &["Filtered"]),
    (then!("watch all 13: ~14b"), &["Filtered"]),
    // The beginning.
    (then!("watch all all-now marked: +13a e15"), &["InitialEventsComplete"]),
    (then!("watch all all-now marked: +11a +12b e15"), &["InitialEventsComplete"]),
    (then!("watch all all-now marked: +11a +12b e12"), &["InitialEventsComplete"]),
    (then!("watch all all->14 marked: +13a e13"), &["InitialEventsComplete"]),
    (then!("watch all all-now: +11a"), &["InitialEventsComplete"]),
    (then!("watch all all-any marked: +13a e14 +15c e15"), &["InitialEventsComplete"]),
    (then!("watch all 14 marked: e14"), &["InitialEventsComplete"]),
    (then!("watch all now: ~13a"), &["InitialEventsComplete"]),
    (then!("watch all now marked: b14"), &["InitialEventsComplete"]),
    // The dead.
    (then!("watch all 13: -14b\nput 16 b\nwatch all 15: +12b"), &["Ordered", "Resumable", "Bookmarkable"]),
    (then!("watch all 14: +15c -15b"), &["Unique", "Filtered"]),
    (then!("list all now: a@13 b@12 c@15"), &["NeverResurrected", "PagesConsistent", "Rebuild"]),
    // Pages.
    (then!("list all =12 limit 1: a@11 | (13) b@12"), &["PagesConsistent"]),
    (then!("list all =12 limit 1: a@11 | a@11 | b@12"), &["PagesConsistent"]),
    (then!("list all =12 limit 1: a@11 b@12"), &["PagesConsistent"]),
    (then!("list all =12 limit 1: a@11 left2 | b@12"), &["PagesConsistent"]),
    (then!("list all =12: b@12 a@11"), &["PagesConsistent"]),
    (then!("list all =12 limit 1: b@12 cut"), &["PagesConsistent"]),
    (then!("list all =12 limit 1: a@11"), &["PagesConsistent", "Rebuild"]),
    // As of when.
    (then!("list all >14: (13) a@13 b@12"), &["AsAsked"]),
    (then!("list all =13: (15) a@13 c@15"), &["AsAsked"]),
    // Rebuilding.
    (
        then!("list all =12: a@11 b@12\nwatch all 12 follows 1: -14b +15c\nlist all =14: a@13"),
        &["Reliable", "Resumable", "Rebuild"],
    ),
    (then!("watch all all-any marked: +11a e11 +12b ~13a\nlist all =12: b@12"), &["PagesConsistent", "Rebuild"]),
    // What is gone.
    (then!("compact 13\nlist all =12: a@11 b@12"), &["Gone"]),
    (then!("compact 13\nwatch all 12: ~13a"), &["Gone"]),
    (then!("compact 13\nwatch all 12:"), &["Gone"]),
    (then!("compact 13\nwatch all 12: !500"), &["Gone"]),
    (then!("compact 13\nwatch all 12: !410 ~13a"), &["Gone"]),
    (then!("compact 12\nwatch all 12: !410"), &["Gone"]),
    (then!("compact 12\nlist all =12: !410"), &["Gone"]),
    (then!("list all now: !410"), &["Gone"]),
    (then!("watch all 12: !410\ncompact 13"), &["Gone"]),
    // The same version.
    (then!("list all now: a@13' c@15"), &["SameVersionSameBytes"]),
    (then!("watch all 12: ~13a' -14b'"), &["SameVersionSameBytes"]),
    (then!("get 13 a'"), &["SameVersionSameBytes"]),
    // Never lower.
    (then!("list all now: (14) a@13"), &["RevisionNeverLower"]),
    (then!("get 11 a"), &["RevisionNeverLower"]),
    (then!("get 12 b"), &["RevisionNeverLower"]),
    (then!("get - a"), &["RevisionNeverLower"]),
    ("put 11 a\nput 13 b\nput 12 c", &["Ordered", "RevisionNeverLower"]),
    ("put 11 a\nwatch all 11 marked: b13\nput 12 b", &["Reliable", "Bookmarkable", "RevisionNeverLower"]),
    // What was acknowledged.
    ("put 11 a\nlost 12 a\nput 13 a", &["NothingLost"]),
    ("refused 11 a", &["NothingLost"]),
    ("put 11 a\nundead 12 a", &["NothingLost"]),
];
