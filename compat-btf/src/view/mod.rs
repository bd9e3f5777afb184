// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! A view of BTF over borrowed bytes.

mod lookup;

use lookup::start;

use std::sync::OnceLock;

use compat_data::observation::Observation;

use crate::error::{Error, Place, Problem};
use crate::header::Header;
use crate::kind::{self, Kind, RECORD_LAYOUTS, RecordLayouts};
use crate::observe;
use crate::record::{NameOffset, TypeId};
use crate::scan::{Head, Index, ScanError, TypeSection};

/// What is observed of several structs, in their order: none where there is no such struct.
pub type Observations = Vec<Result<Option<Observation>, Error>>;

/// The type information of one kernel or one module.
#[derive(Debug)]
pub struct Btf<'a> {
    /// What the input is called in errors.
    input: &'a str,
    types: TypeSection<'a>,
    strings: &'a [u8],
    layouts: RecordLayouts,
    base: Option<&'a Btf<'a>>,
    /// The id of the first type here.
    first_id: u32,
    /// The offset of the first string here.
    first_string: u32,
    pointer_size: Option<u64>,
    index: OnceLock<Result<Index, Error>>,
}

impl<'a> Btf<'a> {
    /// Reads the header; `input` is what errors call the bytes, such as their file's name.
    ///
    /// # Errors
    /// A header that contradicts the bytes, and split BTF, which needs its base.
    pub fn parse(input: &'a str, bytes: &'a [u8]) -> Result<Self, Error> {
        Self::over(input, bytes, None)
    }

    /// Reads the header of split BTF, a module's, whose types continue those of the kernel that it was built for.
    ///
    /// # Errors
    /// A header that contradicts the bytes or the base, and a base whose types can't be counted.
    pub fn parse_split(input: &'a str, bytes: &'a [u8], base: &'a Self) -> Result<Self, Error> {
        Self::over(input, bytes, Some(base))
    }

    /// The view with the size of a pointer in bytes, for BTF that has no `long` to tell it.
    pub fn with_pointer_size(mut self, size: u64) -> Self {
        self.pointer_size = Some(size);
        self
    }

    /// The struct of that tag; none: no struct here or in the base has it, or only a declaration without members.
    ///
    /// # Errors
    /// A type section that can't be walked, a struct that contradicts itself, and several that differ.
    pub fn observe(&self, name: &str) -> Result<Option<Observation>, Error> {
        let ids = self.find(&[name], Kind::Struct)?;
        self.unified(name, ids.first().map_or(&[], Vec::as_slice))
    }

    /// The struct that the typedef of that name stands for, under the name of the typedef: it may have no tag. None:
    /// there is no such typedef, here or in the base.
    ///
    /// # Errors
    /// Those of [`Self::observe`], and a typedef of something else than a struct.
    pub fn observe_typedef(&self, name: &str) -> Result<Option<Observation>, Error> {
        let ids = self.find(&[name], Kind::Typedef)?;
        self.unified(name, ids.first().map_or(&[], Vec::as_slice))
    }

    /// The structs of these tags, in their order, each as [`Self::observe`] has it, with one pass over the types for all.
    pub fn observe_all(&self, names: &[&str]) -> Observations {
        let found = match self.find(names, Kind::Struct) {
            Ok(found) => found,
            Err(error) => return vec![Err(error); names.len()],
        };
        let found = names.iter().zip(found);
        found.map(|(name, ids)| self.unified(name, &ids)).collect()
    }

    /// The struct that is the type of that id, or that a typedef of that id stands for.
    ///
    /// # Errors
    /// A type that is no struct, or a struct that contradicts itself.
    pub fn observe_type(&self, id: TypeId) -> Result<Observation, Error> {
        observe::observe(self, id)
    }

    /// Every struct with a tag here, not in the base, in the order of the types.
    ///
    /// # Errors
    /// A type section that can't be walked.
    pub fn structs(&self) -> Result<Vec<(TypeId, &'a str)>, Error> {
        let mut structs = Vec::new();
        for head in self.heads(|head| head.info.kind() == Kind::Struct)? {
            let id = self.id(head.nth);
            let name = self
                .string(head.name)
                .map_err(|problem| self.error(Place::Type(id, None), problem))?;
            structs.extend(name.map(|name| (id, name)));
        }
        Ok(structs)
    }

    fn over(input: &'a str, bytes: &'a [u8], base: Option<&'a Self>) -> Result<Self, Error> {
        let error = |problem| Error {
            input: input.to_owned(),
            place: Place::Header,
            problem,
        };
        let header = Header::read(bytes).map_err(error)?;
        // The header's ranges lie within the bytes.
        let strings = &bytes[header.strings];
        match (strings.first(), strings.last(), base) {
            (Some(0), Some(0), _) | (Some(_), Some(0), Some(_)) | (None, None, Some(_)) => {}
            (Some(_), Some(0), None) => return Err(error(Problem::NeedsBase)),
            _ => return Err(error(Problem::StringSection)),
        }
        let layouts = match header.layout {
            Some(section) => kind::read_layouts(&bytes[section]).map_err(error)?,
            None => RECORD_LAYOUTS,
        };
        let (mut first_id, mut first_string) = (1, 0);
        if let Some(base) = base {
            if base.types.order != header.order {
                return Err(error(Problem::ByteOrder));
            }
            first_id = base.id(base.index()?.count).0;
            first_string = u32::try_from(base.strings.len())
                .ok()
                .and_then(|length| base.first_string.checked_add(length))
                .ok_or_else(|| error(Problem::StringSection))?;
        }
        Ok(Self {
            input,
            types: TypeSection {
                bytes: &bytes[header.types],
                order: header.order,
            },
            strings,
            layouts,
            base,
            first_id,
            first_string,
            pointer_size: None,
            index: OnceLock::new(),
        })
    }

    /// The types of that kind and each of these names, the base's first.
    fn find(&self, names: &[&str], kind: Kind) -> Result<Vec<Vec<TypeId>>, Error> {
        let mut sorted: Vec<&str> = names.to_vec();
        sorted.sort_unstable();
        let starts: Vec<u32> = sorted.iter().map(|tag| start(tag.as_bytes())).collect();
        let nth = |name: NameOffset| {
            // Few structs begin as one of the tags: numbers are compared quicker than texts.
            starts.binary_search(&self.start(name)).ok()?;
            let compare = |tag: &&str| self.compare(name, tag.as_bytes()).reverse();
            sorted.binary_search_by(compare).ok()
        };
        // The name of an anonymous struct is empty.
        let is_named = |head: &Head| head.info.kind() == kind && head.name.0 != 0;
        let heads = self.heads(|head| is_named(head) && nth(head.name).is_some())?;
        let mut found = match self.base {
            Some(base) => base.find(names, kind)?,
            None => vec![Vec::new(); names.len()],
        };
        for head in heads {
            let tag = nth(head.name).and_then(|nth| sorted.get(nth));
            let ids = found.iter_mut().zip(names);
            for (ids, _) in ids.filter(|(_, name)| tag == Some(name)) {
                ids.push(self.id(head.nth));
            }
        }
        Ok(found)
    }

    /// What these types of one name are, if they are the same.
    fn unified(&self, name: &str, ids: &[TypeId]) -> Result<Option<Observation>, Error> {
        let Some((&first, others)) = ids.split_first() else {
            return Ok(None);
        };
        let mut observation = self.observe_type(first)?;
        for &id in others {
            observation =
                observe::unify(observation, &self.observe_type(id)?).map_err(|difference| {
                    let ids = ids.to_vec();
                    let problem = Problem::AmbiguousStruct { ids, difference };
                    self.error(Place::Struct(name.to_owned()), problem)
                })?;
        }
        Ok(Some(observation))
    }

    /// The heads of the records here that `choose` takes. The first pass also leaves the index behind.
    fn heads(&self, choose: impl Fn(&Head) -> bool) -> Result<Vec<Head>, Error> {
        let mut chosen = Vec::new();
        let mut take = |head: Head| {
            if choose(&head) {
                chosen.push(head);
            }
        };
        match self.index.get() {
            Some(Err(error)) => return Err(error.clone()),
            Some(Ok(_)) => {
                self.types
                    .scan(&self.layouts, take)
                    .map_err(|error| self.scan_error(error))?;
            }
            None => {
                let index = self.build_index(&mut take);
                // Another thread may have set the very same index.
                if let Err(error) = self.index.get_or_init(|| index) {
                    return Err(error.clone());
                }
            }
        }
        Ok(chosen)
    }

    fn index(&self) -> Result<&Index, Error> {
        self.index
            .get_or_init(|| self.build_index(|_| {}))
            .as_ref()
            .map_err(Error::clone)
    }

    #[inline]
    fn build_index(&self, mut visit: impl FnMut(Head)) -> Result<Index, Error> {
        let mut index = Index::new();
        self.types
            .scan(&self.layouts, |head| {
                index.note(head, |name| self.is_long(name));
                visit(head);
            })
            .map_err(|error| self.scan_error(error))?;
        Ok(index)
    }

    /// Whether it is the name of the type `long`, signed or not, in the spelling of GCC or of Clang.
    #[cold]
    fn is_long(&self, name: NameOffset) -> bool {
        ["long unsigned int", "unsigned long", "long int", "long"]
            .iter()
            .any(|long| self.is_string(name, long.as_bytes()))
    }

    /// The id of the nth type here.
    fn id(&self, nth: usize) -> TypeId {
        // The scan refuses more types than ids; a base that is split itself adds up in vain.
        TypeId(
            self.first_id
                .saturating_add(u32::try_from(nth).unwrap_or(u32::MAX)),
        )
    }

    fn scan_error(&self, (place, problem): ScanError) -> Error {
        self.error(place, problem)
    }

    pub(crate) fn error(&self, place: Place, problem: Problem) -> Error {
        Error {
            input: self.input.to_owned(),
            place,
            problem,
        }
    }
}
