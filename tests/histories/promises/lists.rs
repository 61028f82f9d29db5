//! What is promised of lists.

use std::collections::BTreeMap;

use super::{Facts, shown};
use crate::history::{AsOf, Key, Kind, List, Listed, Revision, Start};
use crate::selection::Selection;

/// All pages of a chain are of the first page's revision, and together they are the collection as of then: each object once, in
/// order. So is a list of one page.
pub fn pages_consistent(facts: &Facts) -> Vec<String> {
    let mut found = Vec::new();
    for list in &facts.history.lists {
        let Some(revision) = list.revision() else { continue };
        if let Some(page) = list.pages.iter().find(|page| page.revision != revision) {
            found.push(format!("{list}: a page as of {} after one as of {revision}", page.revision));
        }
        if list.limit > 0
            && let Some(page) = list.pages.iter().find(|page| page.items.len() > list.limit)
        {
            found.push(format!("{list}: a page of {}", page.items.len()));
        }
        let items: Vec<_> = list.items().map(|item| (&item.key, item.revision)).collect();
        let state = facts.truth.state(&list.selection, revision);
        let state: Vec<_> = state.into_iter().map(|object| (&object.key, object.revision)).collect();
        let complete = list.outcome == Listed::Complete;
        if if complete { items != state } else { !state.starts_with(&items) } {
            found.push(format!("{list}: as of {revision} it is {}, and not {}", shown(&items), shown(&state)));
        }
        let mut left = state.len();
        for page in &list.pages {
            left = left.saturating_sub(page.items.len());
            let said = page.remaining.filter(|_| list.selection.is_everything());
            if said.is_some_and(|said| said != left) {
                found.push(format!("{list}: {said:?} are left, and not {left}"));
            }
        }
    }
    found
}

/// A list is as of the revision that was asked for, or of one that is as new as what was asked for.
pub fn as_asked(facts: &Facts) -> Vec<String> {
    let mut found = Vec::new();
    for list in &facts.history.lists {
        let Some(revision) = list.revision() else { continue };
        let right = match list.asked {
            AsOf::Now | AsOf::Any => true,
            AsOf::NotOlderThan(asked) => revision >= asked,
            AsOf::Exactly(asked) => revision == asked,
        };
        if !right {
            found.push(format!("{list}: it is as of {revision}"));
        }
    }
    found
}

/// A collection, each object with its revision.
type Contents<'a> = BTreeMap<&'a Key, Revision>;

/// A list as of R and a watch from R on make up every list as of a later R'. Knows nothing but what clients were shown.
pub fn rebuild(facts: &Facts) -> Vec<String> {
    let (mut found, lists) = (Vec::new(), complete(facts));
    for chain in facts.chains() {
        let Some((first, begun)) = chain.first().and_then(|first| Some((*first, facts.begun(first)?))) else {
            continue;
        };
        let mut contents: Contents = match (first.start, first.follows) {
            (Start::After(revision), Some(id)) => match facts.history.lists.iter().find(|list| list.id == id) {
                Some(list) if list.revision() == Some(revision) && list.outcome == Listed::Complete => {
                    contents_of(list)
                }
                _ => continue,
            },
            (Start::Everything(_), _) if first.initial_end().is_some() => {
                first.events().take(begun.initial).map(|(_, _, object)| (&object.key, object.revision)).collect()
            }
            _ => continue,
        };
        let Some(of_selection) = lists.get(&first.selection) else { continue };
        let mut lists = of_selection.iter().skip_while(|(revision, _)| *revision < begun.after).peekable();
        let mut compare = |contents: &Contents, before: Revision| {
            while let Some((revision, list)) = lists.next_if(|(revision, _)| *revision < before) {
                let listed = contents_of(list);
                if listed != *contents {
                    let all = |contents: &Contents| {
                        shown(&contents.iter().map(|(key, revision)| (*key, *revision)).collect::<Vec<_>>())
                    };
                    let (listed, rebuilt) = (all(&listed), all(contents));
                    return Some(format!("{first} has {rebuilt} as of {revision}; {list} has {listed}"));
                }
            }
            None
        };
        let mut through = begun.after;
        for watch in chain {
            let Some(begun) = facts.begun(watch) else { break };
            for (_, kind, object) in watch.events().skip(begun.initial) {
                found.extend(compare(&contents, object.revision));
                match kind {
                    Kind::Added | Kind::Modified => contents.insert(&object.key, object.revision),
                    Kind::Deleted => contents.remove(&object.key),
                };
            }
            through = through.max(facts.through(watch, begun));
        }
        found.extend(compare(&contents, through + 1));
    }
    found
}

fn contents_of(list: &List) -> Contents<'_> {
    list.items().map(|item| (&item.key, item.revision)).collect()
}

/// The whole lists of each selection, in the order of their revisions.
fn complete<'a>(facts: &Facts<'a>) -> BTreeMap<Selection, Vec<(Revision, &'a List)>> {
    let mut lists: BTreeMap<Selection, Vec<(Revision, &List)>> = BTreeMap::new();
    for list in facts.history.lists.iter().filter(|list| list.outcome == Listed::Complete) {
        lists.entry(list.selection).or_default().extend(list.revision().map(|revision| (revision, list)));
    }
    lists.values_mut().for_each(|lists| lists.sort_by_key(|(revision, _)| *revision));
    lists
}
