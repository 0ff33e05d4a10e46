//! Features for the groups of a large document, so that a user compiles the operations that are called and the
//! types that these take, and nothing else.
//!
//! A type belongs to every group whose operations lead to it. What leads where is told from the names in the
//! code: a name that means something else may keep a type that nobody needs, never remove one that is needed.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, ImplItem, Item, ItemImpl, parse_quote};

/// Operations from which on a document is large.
pub(super) const LARGE: usize = 100;

/// The feature with everything.
pub(super) const FULL: &str = "full";

/// A type of more groups is always there.
const MAX_GROUPS: usize = 16;

type Groups = BTreeSet<usize>;

/// Puts the items of both crates behind the features that they belong to; returns these. No features where
/// there is only one group. `methods` names the operation of each method and of what it alone takes, `groups` the groups of each operation.
pub(super) fn gate(
    models: &mut [Item],
    client: &mut [Item],
    methods: &BTreeMap<String, String>,
    groups: &BTreeMap<String, Vec<String>>,
) -> Vec<String> {
    let features: Vec<String> =
        groups.values().flatten().cloned().collect::<BTreeSet<_>>().into_iter().collect();
    if features.len() < 2 {
        return Vec::new();
    }
    let mut graph = Graph::default();
    each(models, &mut |item| graph.add_names(item));
    each(models, &mut |item| graph.add_edges(item));
    let gates = Gates { features: &features, groups };
    for item in client.iter_mut() {
        // What one operation takes, such as the parts of its body, is there with it.
        if let Some(operation) = subject(item).and_then(|name| methods.get(&name)) {
            let own = gates.of_operation(operation);
            graph.reach(&graph.named(item.to_token_stream()), &own);
            if let Some(attributes) = attributes(item) {
                attributes.extend(gates.condition(&[own]));
            }
            continue;
        }
        let Item::Impl(item) = item else { continue };
        for method in &mut item.items {
            let ImplItem::Fn(method) = method else { continue };
            let operation = methods.get(&method.sig.ident.to_string());
            let own = operation.map(|id| gates.of_operation(id)).unwrap_or_default();
            graph.reach(&graph.named(method.to_token_stream()), &own);
            method.attrs.extend(gates.condition(&[own]));
        }
    }
    graph.spread();
    each(models, &mut |item| {
        let Some(owners) = graph.owners(item) else { return };
        let sets: Vec<Groups> = owners.into_iter().map(|node| graph.groups[node].clone()).collect();
        if let Some(attributes) = attributes(item) {
            attributes.extend(gates.condition(&sets));
        }
    });
    features
}

/// Visits the items that can be there or not, those of modules too.
fn each(items: &mut [Item], visit: &mut impl FnMut(&mut Item)) {
    for item in items {
        match item {
            // Checks serve all types; only the schemas of these come and go.
            Item::Mod(module) if module.ident == "checks" => {
                let inner = module.content.iter_mut().flat_map(|(_, inner)| inner);
                for item in
                    inner.filter(|item| matches!(item, Item::Mod(module) if module.ident == "schemas"))
                {
                    each(std::slice::from_mut(item), visit);
                }
            }
            // What is in it comes and goes by itself.
            Item::Mod(module) => {
                if let Some((_, inner)) = &mut module.content {
                    each(inner, visit);
                }
            }
            item => visit(item),
        }
    }
}

/// The name of the type that an item defines or implements something of.
fn subject(item: &Item) -> Option<String> {
    match item {
        Item::Impl(item) => match item.self_ty.as_ref() {
            syn::Type::Path(of) => of.path.segments.last().map(|last| last.ident.to_string()),
            _ => None,
        },
        item => name(item),
    }
}

/// The name that others call an item by.
fn name(item: &Item) -> Option<String> {
    let name = match item {
        Item::Struct(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Const(item) => &item.ident,
        Item::Static(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}

fn attributes(item: &mut Item) -> Option<&mut Vec<Attribute>> {
    Some(match item {
        Item::Struct(item) => &mut item.attrs,
        Item::Enum(item) => &mut item.attrs,
        Item::Type(item) => &mut item.attrs,
        Item::Fn(item) => &mut item.attrs,
        Item::Const(item) => &mut item.attrs,
        Item::Static(item) => &mut item.attrs,
        Item::Trait(item) => &mut item.attrs,
        Item::Impl(item) => &mut item.attrs,
        _ => return None,
    })
}

/// What an implementation is of and for.
fn header(item: &ItemImpl) -> TokenStream {
    let mut tokens = item.self_ty.to_token_stream();
    if let Some((of, _)) = &item.trait_ {
        of.to_tokens(&mut tokens);
    }
    tokens
}

/// Items by name, where they lead, and the groups that lead to them.
#[derive(Default)]
struct Graph {
    names: HashMap<String, usize>,
    leads_to: Vec<BTreeSet<usize>>,
    groups: Vec<Groups>,
}

impl Graph {
    /// Items of one name, in two modules, are one node.
    fn add_names(&mut self, item: &Item) {
        let Some(name) = name(item) else { return };
        let next = self.leads_to.len();
        if *self.names.entry(name).or_insert(next) == next {
            self.leads_to.push(BTreeSet::new());
            self.groups.push(Groups::new());
        }
    }

    /// An implementation leads on from what it is of and for, but not from one of these to another: it is there
    /// where all of them are.
    fn add_edges(&mut self, item: &Item) {
        let Some(owners) = self.owners(item) else { return };
        let mut named = self.named(item.to_token_stream());
        named.retain(|node| !owners.contains(node));
        for owner in owners {
            self.leads_to[owner].extend(&named);
        }
    }

    /// The nodes that an item is there with; nothing for what is always there.
    fn owners(&self, item: &Item) -> Option<BTreeSet<usize>> {
        match item {
            Item::Impl(item) => Some(self.named(header(item))).filter(|owners| !owners.is_empty()),
            item => name(item).and_then(|name| self.names.get(&name)).map(|node| BTreeSet::from([*node])),
        }
    }

    /// The nodes that code names.
    fn named(&self, code: TokenStream) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        self.collect(code, false, &mut found);
        found
    }

    /// Names stand in code, and in the texts of attributes other than docs.
    fn collect(&self, code: TokenStream, in_attribute: bool, found: &mut BTreeSet<usize>) {
        let mut after_hash = false;
        for tree in code {
            match &tree {
                TokenTree::Ident(ident) => found.extend(self.names.get(&ident.to_string())),
                TokenTree::Literal(literal) if in_attribute => {
                    let text = literal.to_string();
                    let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
                    found.extend(words.filter_map(|word| self.names.get(word)));
                }
                TokenTree::Group(group) => {
                    let is_doc = after_hash
                        && matches!(group.stream().into_iter().next(), Some(TokenTree::Ident(i)) if i == "doc");
                    if !is_doc {
                        self.collect(group.stream(), in_attribute || after_hash, found);
                    }
                }
                _ => {}
            }
            after_hash = matches!(&tree, TokenTree::Punct(punct) if punct.as_char() == '#');
        }
    }

    fn reach(&mut self, nodes: &BTreeSet<usize>, groups: &Groups) {
        for node in nodes {
            self.groups[*node].extend(groups);
        }
    }

    /// Hands the groups on to where nodes lead, until there is nothing new.
    fn spread(&mut self) {
        let mut waiting: Vec<usize> = (0..self.groups.len()).collect();
        while let Some(node) = waiting.pop() {
            let groups = self.groups[node].clone();
            for &next in &self.leads_to[node] {
                if !groups.is_subset(&self.groups[next]) {
                    self.groups[next].extend(&groups);
                    waiting.push(next);
                }
            }
        }
    }
}

/// From groups to conditions.
struct Gates<'a> {
    features: &'a [String],
    groups: &'a BTreeMap<String, Vec<String>>,
}

impl Gates<'_> {
    fn of_operation(&self, id: &str) -> Groups {
        let groups = self.groups.get(id).into_iter().flatten();
        groups.filter_map(|group| self.features.iter().position(|feature| feature == group)).collect()
    }

    /// The attribute for what takes each of the `sets`; none for what is always there. What no operation leads
    /// to is there with everything else.
    fn condition(&self, sets: &[Groups]) -> Option<Attribute> {
        let mut each: Vec<TokenStream> = Vec::new();
        for set in sets.iter().filter(|set| set.len() <= MAX_GROUPS) {
            let names: Vec<&str> = match set.len() {
                0 => vec![FULL],
                _ => set.iter().map(|group| self.features[*group].as_str()).collect(),
            };
            let one: TokenStream = match names.as_slice() {
                [name] => quote::quote!(feature = #name),
                names => quote::quote!(any(#(feature = #names),*)),
            };
            if !each.iter().any(|other| other.to_string() == one.to_string()) {
                each.push(one);
            }
        }
        match each.as_slice() {
            [] => None,
            [one] => Some(parse_quote!(#[cfg(#one)])),
            all => Some(parse_quote!(#[cfg(all(#(#all),*))])),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Item, MAX_GROUPS, ToTokens};
    use std::collections::BTreeMap;

    fn items(code: &str) -> Vec<Item> {
        syn::parse_file(code).unwrap().items
    }

    fn text(items: &[Item]) -> String {
        items.iter().map(|item| item.to_token_stream().to_string() + "\n").collect()
    }

    /// Each operation has one method of its own name.
    fn gate(models: &mut [Item], client: &mut [Item], groups: &BTreeMap<String, Vec<String>>) -> Vec<String> {
        let methods = groups.keys().map(|id| (id.clone(), id.clone())).collect();
        super::gate(models, client, &methods, groups)
    }

    fn groups(pairs: &[(&str, &[&str])]) -> BTreeMap<String, Vec<String>> {
        let owned = |groups: &[&str]| groups.iter().map(|group| (*group).to_owned()).collect();
        pairs.iter().map(|(id, groups)| ((*id).to_owned(), owned(groups))).collect()
    }

    #[test]
    fn a_type_is_there_with_the_operations_that_lead_to_it() {
        let mut models = items(
            r#"
            #[doc = "Not a Stray"] pub struct Pet { #[serde(default = "defaults::age")] age: i64, owner: Owner }
            impl From<&Pet> for Pet { fn from(pet: &Pet) -> Self { Helper::copy(pet) } }
            pub struct Owner;
            pub struct Helper;
            pub struct Order { owner: Owner }
            pub struct Stray;
            impl From<Order> for Owner { fn from(_: Order) -> Owner { Owner } }
            mod defaults { pub fn age() -> i64 { 1 } pub fn other() -> i64 { 2 } }
            "#,
        );
        let mut client =
            items("impl Client { pub fn get_pet(&self) -> types::Pet {} pub fn order(&self) -> Order {} }");
        let groups = groups(&[("get_pet", &["pets"]), ("order", &["orders"])]);
        assert_eq!(gate(&mut models, &mut client, &groups), ["orders", "pets"]);
        insta::assert_snapshot!(text(&models) + &text(&client), @r##"
        # [doc = "Not a Stray"] # [cfg (feature = "pets")] pub struct Pet { # [serde (default = "defaults::age")] age : i64 , owner : Owner }
        # [cfg (feature = "pets")] impl From < & Pet > for Pet { fn from (pet : & Pet) -> Self { Helper :: copy (pet) } }
        # [cfg (any (feature = "orders" , feature = "pets"))] pub struct Owner ;
        # [cfg (feature = "pets")] pub struct Helper ;
        # [cfg (feature = "orders")] pub struct Order { owner : Owner }
        # [cfg (feature = "full")] pub struct Stray ;
        # [cfg (all (any (feature = "orders" , feature = "pets") , feature = "orders"))] impl From < Order > for Owner { fn from (_ : Order) -> Owner { Owner } }
        mod defaults { # [cfg (feature = "pets")] pub fn age () -> i64 { 1 } # [cfg (feature = "full")] pub fn other () -> i64 { 2 } }
        impl Client { # [cfg (feature = "pets")] pub fn get_pet (& self) -> types :: Pet { } # [cfg (feature = "orders")] pub fn order (& self) -> Order { } }
        "##);
    }

    #[test]
    fn what_one_operation_takes_is_there_with_it() {
        let mut models = items("pub struct Kind;");
        let mut client = items(
            "pub struct AddParts { kind: types::Kind } impl AddParts { fn body(&self) {} } impl Client { fn add(&self) {} fn body(&self) {} }",
        );
        let pairs = [("add", "add"), ("AddParts", "add"), ("body", "body")];
        let methods = pairs.map(|(name, id)| (name.to_owned(), id.to_owned())).into();
        super::gate(&mut models, &mut client, &methods, &groups(&[("add", &["a"]), ("body", &["b"])]));
        insta::assert_snapshot!(text(&models) + &text(&client), @r##"
        # [cfg (feature = "a")] pub struct Kind ;
        # [cfg (feature = "a")] pub struct AddParts { kind : types :: Kind }
        # [cfg (feature = "a")] impl AddParts { fn body (& self) { } }
        impl Client { # [cfg (feature = "a")] fn add (& self) { } # [cfg (feature = "b")] fn body (& self) { } }
        "##);
    }

    #[test]
    fn one_group_has_no_feature() {
        let mut models = items("pub struct Pet;");
        let before = text(&models);
        assert!(gate(&mut models, &mut [], &groups(&[("a", &["x"]), ("b", &["x"])])).is_empty());
        assert_eq!(text(&models), before);
    }

    #[test]
    fn what_most_groups_need_is_always_there() {
        let mut models = items("pub struct Error { inner: Inner } pub struct Inner;");
        let many: Vec<(String, Vec<String>)> =
            (0..=MAX_GROUPS).map(|n| (format!("op{n}"), vec![format!("g{n}")])).collect();
        let methods: Vec<String> = many.iter().map(|(id, _)| format!("fn {id}() -> Error {{}}")).collect();
        let mut client = items(&format!("impl Client {{ {} }}", methods.concat()));
        gate(&mut models, &mut client, &many.into_iter().collect());
        assert!(!text(&models).contains("cfg"));
        assert!(text(&client).contains("# [cfg (feature = \"g0\")] fn op0"));
    }
}
