//! How a list is written item by item, in each form and type: what stands before its items, the items, and what stands behind
//! them. Together they are what the list as a whole would be, to the byte.

use std::sync::Arc;

use bytes::Bytes;
use coracle_object::schema::{self, Struct};
use coracle_object::{Members, Value, protobuf, text, yaml};

use super::table::Table;
use super::{ListMeta, View, linked, partial, write};
use crate::request::media::{Form, Format};
use crate::status::Failure;
use crate::stored::Stored;
use coracle_kinds::Kind;

/// What is to be done with a list's items, one after the other.
pub struct Items {
    kind: Arc<Kind>,
    self_links: bool,
    form: ItemForm,
    /// The list without its items.
    list: Value,
    syntax: Syntax,
    /// How many have been written.
    count: usize,
}

enum ItemForm {
    Object,
    Metadata(String),
    Row(Table),
}

/// Where items stand in a list's text.
enum Syntax {
    Json,
    Pretty,
    Yaml,
    Protobuf(&'static Struct),
}

impl Items {
    /// Of a list that says this of itself, and in whose table an object stands out.
    ///
    /// # Errors
    /// A list cannot be shown in the form that was asked for.
    pub fn new(view: &View, meta: ListMeta, outstanding: Option<String>) -> Result<Self, Failure> {
        let meta = metadata(view, meta);
        let (form, list) = match &view.accepted.form {
            Form::Object => {
                let kind = &view.kind.list_kind;
                let mut list = list_of(kind, view.kind.api_version(), meta);
                if view.kind.is_custom() {
                    // Without a type in Go it is a map, and says also that nothing comes after it.
                    let metadata = list["metadata"].as_object_mut();
                    metadata.into_iter().for_each(|meta| _ = meta.entry("continue").or_insert_with(|| "".into()));
                    list.sort_all_objects();
                }
                (ItemForm::Object, list)
            }
            Form::Partial(_) => {
                let of = match view.kind.is_custom() {
                    true => "unstructured.UnstructuredList".to_owned(),
                    false => format!("{}.{}", view.kind.go_package, view.kind.list_kind),
                };
                return Err(Failure::not_acceptable_form(format!(
                    "you requested PartialObjectMetadata, but the requested object is a list (*{of})"
                )));
            }
            Form::PartialList(version) => {
                let list = list_of("PartialObjectMetadataList", &format!("meta.k8s.io/{version}"), meta);
                (ItemForm::Metadata(version.clone()), list)
            }
            Form::Table(version) => {
                let table = Table::new(view, version)?.with_outstanding(outstanding);
                let heading = table.heading(meta);
                (ItemForm::Row(table), heading)
            }
        };
        let syntax = match view.accepted.format {
            Format::Json if view.pretty() => Syntax::Pretty,
            Format::Json => Syntax::Json,
            Format::Yaml => Syntax::Yaml,
            Format::Protobuf => {
                let said = |name: &str| list.get(name).and_then(Value::as_str).unwrap_or_default();
                let ty = schema::root(said("apiVersion"), said("kind"));
                Syntax::Protobuf(ty.expect("whatever is shown in protobuf has a schema"))
            }
        };
        Ok(Items { kind: view.kind.clone(), self_links: view.self_links, form, list, syntax, count: 0 })
    }

    /// Must it be known how many bytes all items have before the first is sent?
    pub fn are_counted(&self) -> bool {
        matches!(self.syntax, Syntax::Protobuf(_))
    }

    /// Writes the next item.
    ///
    /// # Errors
    /// What is stored cannot be read.
    pub fn push(&mut self, stored: Stored, out: &mut Vec<u8>) -> Result<(), Failure> {
        if self.are_as_stored() && self.copy(&stored, out) {
            return Ok(());
        }
        let object = stored.into_object(&self.kind)?;
        self.push_object(object, out);
        Ok(())
    }

    /// Writes the next item without decoding it, where [items are what is stored](Items::are_as_stored) and that is in its usual form;
    /// says whether it did.
    pub fn copy(&mut self, stored: &Stored, out: &mut Vec<u8>) -> bool {
        let start = out.len();
        out.extend_from_slice(if self.count == 0 { b"" } else { b"," });
        if stored.write_untyped(out) {
            self.count += 1;
            return true;
        }
        out.truncate(start);
        false
    }

    /// Are items what is stored, but for what a list says of all of them?
    pub fn are_as_stored(&self) -> bool {
        matches!((&self.form, &self.syntax), (ItemForm::Object, Syntax::Json))
            && !self.self_links
            && !self.kind.is_custom()
    }

    fn push_object(&mut self, object: Value, out: &mut Vec<u8>) {
        let object = if self.self_links { linked(&self.kind, object) } else { object };
        let item = match &self.form {
            ItemForm::Object if self.kind.is_custom() => object,
            ItemForm::Object => untyped(object),
            ItemForm::Metadata(version) => partial(&self.kind, &object, version),
            ItemForm::Row(table) => table.row(object),
        };
        let first = self.count == 0;
        self.count += 1;
        match self.syntax {
            Syntax::Json => {
                out.extend_from_slice(if first { b"" } else { b"," });
                text::write_json(&item, out);
            }
            Syntax::Pretty => {
                out.extend_from_slice(if first { b"\n    " } else { b",\n    " });
                text::write_pretty(&item, 2, out);
            }
            // Behind each item the writer comes back to the state in which it began the first.
            Syntax::Yaml => {
                let alone = Members::from_iter([("items".to_owned(), Value::Array(vec![item]))]);
                let text = yaml::from_json(&Value::Object(alone));
                let (_, item) = text.split_once('\n').unwrap_or_default();
                out.extend_from_slice(item.as_bytes());
            }
            Syntax::Protobuf(list) => protobuf::push_item(out, &item, list),
        }
    }

    /// What stands before the items, all of which have so many bytes, and what stands behind them, once there is one at least.
    pub fn around(&self, items_bytes: usize) -> (Vec<u8>, Vec<u8>) {
        // No text of a list's metadata has quotes in it.
        let parts = |text: String, colon: &str, space: &str| {
            let empty = format!("\"{}\"{colon}[]", self.name());
            let (before, behind) = text.rsplit_once(&empty).unwrap_or_default();
            let open = &empty[..empty.len() - 1];
            (format!("{before}{open}").into(), format!("{space}]{behind}").into())
        };
        match self.syntax {
            Syntax::Json => parts(text::json(&self.list) + "\n", ":", ""),
            Syntax::Pretty => parts(text::pretty(&self.list), ": ", "\n  "),
            Syntax::Yaml => {
                let text = yaml::from_json(&self.list);
                // At the beginning of a line nothing else can say so.
                let empty = format!("\n{}: []\n", self.name());
                let (before, behind) = text.split_once(&empty).unwrap_or_default();
                (format!("{before}\n{}:\n", self.name()).into(), behind.into())
            }
            Syntax::Protobuf(ty) => protobuf::around_items(&self.list, ty, items_bytes),
        }
    }

    /// The whole list, whose items were written so.
    pub fn whole(&self, items: Vec<u8>) -> Bytes {
        if self.count == 0 {
            let format = match self.syntax {
                Syntax::Json | Syntax::Pretty => Format::Json,
                Syntax::Yaml => Format::Yaml,
                Syntax::Protobuf(_) => Format::Protobuf,
            };
            let mut list = self.list.clone();
            // Quirk: a list of nothing but metadata has none where others have an empty one (collections/partial-empty).
            if matches!(self.form, ItemForm::Metadata(_)) {
                list[self.name()] = Value::Null;
            }
            return write(&list, format, matches!(self.syntax, Syntax::Pretty));
        }
        let (before, behind) = self.around(items.len());
        [before, items, behind].concat().into()
    }

    /// The member that the items are.
    fn name(&self) -> &'static str {
        if matches!(self.form, ItemForm::Row(_)) { "rows" } else { "items" }
    }
}

fn metadata(view: &View, list: ListMeta) -> Members {
    let mut meta = Members::new();
    if view.self_links {
        meta.insert("selfLink", view.head.path.as_str().into());
    }
    meta.insert("resourceVersion", list.revision.to_string().into());
    if let Some(token) = list.token {
        meta.insert("continue", token.into());
    }
    if let Some(remaining) = list.remaining {
        meta.insert("remainingItemCount", remaining.into());
    }
    meta
}

fn list_of(kind: &str, api_version: &str, meta: Members) -> Value {
    let mut list = Members::new();
    list.insert("kind", kind.into());
    list.insert("apiVersion", api_version.into());
    list.insert("metadata", Value::Object(meta));
    list.insert("items", Value::Array(Vec::new()));
    Value::Object(list)
}

/// A list's items do not say what they are: the list does.
fn untyped(mut item: Value) -> Value {
    if let Some(members) = item.as_object_mut() {
        members.remove("kind");
        members.remove("apiVersion");
    }
    item
}

#[cfg(test)]
mod tests {
    use coracle_object::encode::encode;
    use coracle_object::json;
    use coracle_store::{Draft, Key, Record};
    use proptest::prelude::*;

    use super::*;
    use crate::clock::Clock;
    use crate::request::Head;
    use crate::request::media::Accepted;
    use crate::request::query::Query;
    use crate::stored;

    /// The list as one document, made without going through its items one by one.
    fn at_once(items: &Items, objects: Vec<Value>, format: Format, pretty: bool) -> Bytes {
        let shown = objects.into_iter().map(|object| match &items.form {
            ItemForm::Object => untyped(object),
            ItemForm::Metadata(version) => partial(&items.kind, &object, version),
            ItemForm::Row(table) => table.row(object),
        });
        let shown: Vec<Value> = shown.collect();
        let is_null = shown.is_empty() && matches!(items.form, ItemForm::Metadata(_));
        let mut list = items.list.clone();
        list[items.name()] = if is_null { Value::Null } else { Value::Array(shown) };
        write(&list, format, pretty)
    }

    fn one_by_one(items: &mut Items, objects: Vec<Value>) -> Bytes {
        let mut text = Vec::new();
        objects.into_iter().for_each(|object| items.push_object(object, &mut text));
        items.whole(text)
    }

    fn record(object: &Value) -> Record {
        let (key, value) = (Key::new("endpoints", "n", "a"), encode(object));
        Draft { key, uid: "", created: 5, modified: 9, value }.into()
    }

    /// Texts that YAML writes in all its styles, and that change what comes behind them.
    fn texts() -> impl Strategy<Value = String> {
        let hard = [
            "",
            "a\n",
            "a\n\n",
            "\n",
            " a",
            "a ",
            "a\nb",
            "items: []",
            "\nitems: []\n",
            "- a",
            "---",
            "x: y",
            "# c",
            "\u{feff}x",
            "null",
            "1:30",
            "|",
            "'",
            "\"",
            "\\",
            "\u{85}",
            "\u{1f600}",
        ];
        prop_oneof![
            prop::sample::select(hard.to_vec()).prop_map(ToOwned::to_owned),
            any::<String>(),
            "([a-z]{1,9} ){15}[a-z]{0,9}",
            "[ \n a-c:-]{0,12}",
        ]
    }

    fn object() -> impl Strategy<Value = Value> {
        (prop::collection::btree_map(texts(), texts(), 0..3), texts(), prop::collection::vec(0..1000, 0..3)).prop_map(
            |(annotations, last, ports)| {
                let ports: Vec<Value> = ports.iter().map(|port| json!({"port": port, "name": last})).collect();
                let object = json!({
                    "kind": "Endpoints", "apiVersion": "v1",
                    "metadata": {"name": "a", "namespace": "n", "annotations": annotations},
                    "subsets": [{"ports": ports}],
                });
                coracle_kinds::builtin().find("", "v1", "endpoints").unwrap().schema().settle(object)
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn item_by_item_a_list_is_what_it_is_at_once(
            objects in prop::collection::vec(object(), 0..4),
            token in prop::option::of(texts()),
        ) {
            let query = Query::parse("includeObject=Object");
            let kinds = coracle_kinds::builtin();
            let (head, kind) = (Head { query, ..Head::default() }, kinds.find("", "v1", "endpoints").unwrap());
            let v1 = || "v1".to_owned();
            for form in [Form::Object, Form::PartialList(v1()), Form::Table(v1())] {
                for (format, pretty) in
                    [(Format::Json, false), (Format::Json, true), (Format::Yaml, false), (Format::Protobuf, false)]
                {
                    if matches!(form, Form::Table(_)) && format == Format::Protobuf {
                        continue;
                    }
                    let accepted = Accepted { format, form: form.clone(), pretty };
                    let view = View { head: &head, accepted: &accepted, kind, self_links: false, clock: &Clock::default() };
                    let meta = || ListMeta { revision: 7, token: token.clone(), remaining: token.is_some().then_some(3) };
                    let mut items = Items::new(&view, meta(), None).unwrap();
                    let whole = at_once(&items, objects.clone(), format, pretty);
                    let parts = one_by_one(&mut items, objects.clone());
                    prop_assert_eq!(parts, whole, "{:?} {:?}", form, format);
                    let records: Vec<Record> = objects.iter().map(record).collect();
                    let decoded = records.iter().map(|record| stored::object(kind, record).unwrap()).collect();
                    let mut items = Items::new(&view, meta(), None).unwrap();
                    let whole = at_once(&items, decoded, format, pretty);
                    let mut parts = Vec::new();
                    records.iter().for_each(|record| items.push(Stored::new(record), &mut parts).unwrap());
                    prop_assert_eq!(items.whole(parts), whole, "as stored, {:?} {:?}", form, format);
                }
            }
        }
    }
}
