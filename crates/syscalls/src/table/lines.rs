//! The macros that a line of the table is written in.
//!
//! ```text
//! NR NAME [CLASS, …] (ARGUMENT: KIND, …) -> RET, effect EFFECT, select INDEX & MASK in VARIANTS;
//! ```
//!
//! `effect` and `select` may be missing. Kinds and directions are written bare (`Buf(In, Len::Arg(2))`).

/// A `&'static [Arg]` from `(name: Kind, …)`, after the arguments in braces.
macro_rules! args {
    ({} ( $($rest:tt)* )) => { args!(@ $($rest)*) };
    ({ $($before:tt)+ } ( $($rest:tt)* )) => { args!(@ $($before)+, $($rest)*) };
    (@ $($name:ident : $kind:expr),* $(,)?) => { &[$(Arg { name: stringify!($name), kind: $kind }),*] };
}

/// An [`Effect`](crate::Effect), `None` if not given.
macro_rules! effect {
    () => { Effect::None };
    ($effect:ident $(($($value:expr),*))?) => { Effect::$effect $(($($value),*))? };
}

/// The selector of a multiplexer, if given.
macro_rules! selector {
    () => {
        None
    };
    ($index:literal $mask:expr) => {
        Some(($index, $mask))
    };
}

/// The variants of a multiplexer, if given.
macro_rules! variants_or_none {
    () => {
        &[]
    };
    ($variants:path) => {
        $variants
    };
}

/// One [`Call`](crate::Call).
macro_rules! call {
    ($nr:literal $name:ident [$($class:ident),*] $args:tt -> $ret:ident $(($($value:expr),*))?
        $(, effect $effect:ident $($effect_values:tt)?)?
        $(, select $index:literal & $mask:expr => $variants:path)?
    ) => {
        Call {
            nr: $nr,
            name: stringify!($name),
            classes: Classes::empty()$(.union(Classes::$class))*,
            signature: Signature {
                args: args!({} $args),
                ret: Ret::$ret $(($($value),*))?,
                effect: effect!($($effect $($effect_values)?)?),
            },
            selector: selector!($($index $mask)?),
            variants: variants_or_none!($($variants)?),
        }
    };
}

/// A `&'static [Call]`, one call a line.
macro_rules! calls {
    ($($nr:literal $name:ident [$($class:ident),*] $args:tt -> $ret:ident $(($($value:expr),*))?
        $(, effect $effect:ident $(($($effect_value:expr),*))?)?
        $(, select $index:literal & $mask:expr => $variants:path)?;
    )*) => {
        &[$(call!($nr $name [$($class),*] $args -> $ret $(($($value),*))?
            $(, effect $effect $(($($effect_value),*))?)?
            $(, select $index & $mask => $variants)?)),*]
    };
}

/// A `&'static [Variant]`: the arguments that all lines begin with in braces, then one selector value a line.
macro_rules! variants {
    ($before:tt $($value:literal $name:ident $args:tt $(-> $ret:ident $(($($ret_value:expr),*))?)?
        $(, effect $effect:ident $(($($effect_value:expr),*))?)?;
    )*) => {
        &[$(Variant {
            value: $value,
            name: stringify!($name),
            signature: Signature {
                args: args!($before $args),
                ret: variant_ret!($($ret $(($($ret_value),*))?)?),
                effect: effect!($($effect $(($($effect_value),*))?)?),
            },
        }),*]
    };
}

/// What a variant returns, `Int` if not given.
macro_rules! variant_ret {
    () => { Ret::Int };
    ($ret:ident $(($($value:expr),*))?) => { Ret::$ret $(($($value),*))? };
}
