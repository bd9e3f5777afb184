// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The typed model of C declarations, as far as members of kernel structs need it.

/// One member of a struct: `int (*attach)(struct dma_buf *, struct dma_buf_attachment *)`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Type,
}

/// A C type with its qualifiers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Type {
    /// The qualifiers of this very type: those of a pointer, not of what it points to. Arrays and functions
    /// have none: the elements of an array are qualified.
    pub qualifiers: Qualifiers,
    /// What it is without them.
    pub kind: TypeKind,
}

/// `const` and `volatile`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Qualifiers {
    /// `const`.
    pub constant: bool,
    /// `volatile`.
    pub volatile: bool,
}

/// A C type without its qualifiers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum TypeKind {
    /// `void`.
    Void,
    /// `bool`, the kernel's name for `_Bool`.
    Bool,
    /// An integer type of the language.
    Integer(Integer),
    /// A name that some `typedef` gives its meaning: `size_t`, `loff_t`.
    Typedef(String),
    /// A struct, union or enum by its tag: `struct dma_buf`.
    Tag(TagKind, String),
    /// A struct, union or enum without a tag; its contents are not recorded.
    Anonymous(TagKind),
    /// A pointer to a type.
    Pointer(Box<Type>),
    /// An array of a type, with its number of elements; none: `[]`.
    Array(Box<Type>, Option<u64>),
    /// A function.
    Function(Box<Function>),
}

/// A function type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Function {
    /// What it returns.
    pub result: Type,
    /// The types of its parameters, in order.
    pub parameters: Vec<Type>,
    /// Whether `...` follows them.
    pub variadic: bool,
    /// Whether it is declared never to return.
    pub noreturn: bool,
}

/// What a tag names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TagKind {
    /// `struct`.
    Struct,
    /// `union`.
    Union,
    /// `enum`.
    Enum,
}

/// An integer type of the C language. Their sizes are the target's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Integer {
    /// `char`, whose signedness is the target's.
    Char,
    /// `signed char`.
    SignedChar,
    /// `unsigned char`.
    UnsignedChar,
    /// `short int`.
    Short,
    /// `short unsigned int`.
    UnsignedShort,
    /// `int`.
    Int,
    /// `unsigned int`.
    UnsignedInt,
    /// `long int`.
    Long,
    /// `long unsigned int`.
    UnsignedLong,
    /// `long long int`.
    LongLong,
    /// `long long unsigned int`.
    UnsignedLongLong,
}

impl Qualifiers {
    /// No qualifier.
    pub const NONE: Self = Self {
        constant: false,
        volatile: false,
    };
}

impl Type {
    /// A type without qualifiers.
    pub const fn plain(kind: TypeKind) -> Self {
        Self {
            qualifiers: Qualifiers::NONE,
            kind,
        }
    }

    /// A pointer to this type.
    pub fn pointer(self) -> Self {
        Self::plain(TypeKind::Pointer(Box::new(self)))
    }

    /// The function that a function pointer points to.
    pub fn as_function_pointer(&self) -> Option<&Function> {
        match &self.kind {
            TypeKind::Pointer(to) => match &to.kind {
                TypeKind::Function(function) => Some(function),
                _ => None,
            },
            _ => None,
        }
    }

    /// Calls `visit` with this type and every type that it is made of, outermost first.
    pub fn visit<'a>(&'a self, visit: &mut impl FnMut(&'a Self)) {
        visit(self);
        match &self.kind {
            TypeKind::Pointer(inner) | TypeKind::Array(inner, _) => inner.visit(visit),
            TypeKind::Function(function) => {
                function.result.visit(visit);
                for parameter in &function.parameters {
                    parameter.visit(visit);
                }
            }
            TypeKind::Void
            | TypeKind::Bool
            | TypeKind::Integer(_)
            | TypeKind::Typedef(_)
            | TypeKind::Tag(..)
            | TypeKind::Anonymous(_) => {}
        }
    }

    /// This type with the tag `from` replaced by `to` wherever it stands.
    pub fn with_tag_renamed(&self, from: &str, to: &str) -> Self {
        let renamed = |inner: &Self| inner.with_tag_renamed(from, to);
        let kind = match &self.kind {
            TypeKind::Tag(kind, tag) if tag == from => TypeKind::Tag(*kind, to.to_owned()),
            TypeKind::Pointer(inner) => TypeKind::Pointer(Box::new(renamed(inner))),
            TypeKind::Array(inner, length) => TypeKind::Array(Box::new(renamed(inner)), *length),
            TypeKind::Function(function) => TypeKind::Function(Box::new(Function {
                result: renamed(&function.result),
                parameters: function.parameters.iter().map(renamed).collect(),
                ..**function
            })),
            other => other.clone(),
        };
        Self {
            qualifiers: self.qualifiers,
            kind,
        }
    }
}

impl TagKind {
    /// The keyword: `struct`.
    pub const fn keyword(self) -> &'static str {
        match self {
            Self::Struct => "struct",
            Self::Union => "union",
            Self::Enum => "enum",
        }
    }
}

impl Integer {
    /// How the reports, pahole and bpftool spell it: `long unsigned int`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Char => "char",
            Self::SignedChar => "signed char",
            Self::UnsignedChar => "unsigned char",
            Self::Short => "short int",
            Self::UnsignedShort => "short unsigned int",
            Self::Int => "int",
            Self::UnsignedInt => "unsigned int",
            Self::Long => "long int",
            Self::UnsignedLong => "long unsigned int",
            Self::LongLong => "long long int",
            Self::UnsignedLongLong => "long long unsigned int",
        }
    }
}
