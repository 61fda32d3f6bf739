//! The macro that makes a lossless model object.

/// Makes a struct of optional fields, its reader, its writer and its view for the bindings.
///
/// A key without a field, and a documented key whose value is `null`, is kept as JSON text in `extra`,
/// so that absent, null and empty stay three different things while a field is a plain `Option`.
///
/// A field is `name: Type = "key";`, or `name: Type = "key", read_only;` where only the service sets it.
macro_rules! object {
    (@read_only read_only) => { true };
    (@read_only) => { false };
    (
        $(#[$about:meta])*
        pub struct $Name:ident {
            $( $(#[$field_about:meta])* $field:ident: $Type:ty = $key:literal $(, $read_only:ident)?; )*
        }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Default)]
        #[non_exhaustive]
        pub struct $Name {
            $( $(#[$field_about])* pub $field: Option<$Type>, )*
            /// Keys that this version does not know, and known ones that were null.
            pub extra: $crate::json::Extra,
        }

        impl $Name {
            /// The documented fields, in the service's order.
            pub const FIELDS: &'static [$crate::json::Field] = &[
                $( $crate::json::Field {
                    key: $key,
                    name: stringify!($field),
                    kind: <$Type as $crate::json::Json>::KIND,
                    read_only: $crate::json::object!(@read_only $($read_only)?),
                }, )*
            ];

            /// Reads one in the service's shape.
            ///
            /// # Errors
            /// [`ReadError`](crate::json::ReadError) with the path of what has the wrong JSON type or stands twice.
            pub fn from_json(text: &str) -> Result<$Name, $crate::json::ReadError> {
                let text = $crate::json::checked(text)?;
                $crate::json::Json::read(text, $crate::json::Source::Service)
            }

            $(
                #[doc = concat!("Sets `", $key, "`.")]
                #[must_use]
                pub fn $field(mut self, value: impl Into<$Type>) -> $Name {
                    self.$field = Some(value.into());
                    self
                }
            )*

            /// Asks the service to clear the field with this key of its own: in a change, null is sent for it.
            #[must_use]
            pub fn clear(mut self, key: &str) -> $Name {
                match key {
                    $( $key => self.$field = None, )*
                    _ => {}
                }
                self.extra.set(key, $crate::json::Raw::null());
                self
            }

            fn is_set(&self, key: &str) -> bool {
                match key {
                    $( $key => self.$field.is_some(), )*
                    _ => false,
                }
            }
        }

        impl $crate::json::Json for $Name {
            const KIND: $crate::json::Kind = $crate::json::Kind::Object($Name::FIELDS);

            fn read(text: &str, source: $crate::json::Source) -> Result<$Name, $crate::json::ReadError> {
                Self::scan(&mut $crate::json::Scanner::of(text), source)
            }

            fn scan(
                scanner: &mut $crate::json::Scanner<'_>,
                source: $crate::json::Source,
            ) -> Result<$Name, $crate::json::ReadError> {
                let mut object = $Name::default();
                $crate::json::each_value(scanner, &mut |scanner, key| {
                    match key {
                        _ if scanner.is_at(b'n') => object.extra.push(key, scanner.value()?),
                        $( $key => object.$field = Some($crate::json::Json::scan(scanner, source)?), )*
                        _ => object.extra.push(key, $crate::json::finite(scanner.value()?)?),
                    }
                    Ok(())
                })?;
                Ok(object)
            }

            fn write(&self, out: &mut String) {
                out.push('{');
                $( if let Some(value) = &self.$field {
                    $crate::json::write_key(out, $key);
                    $crate::json::Json::write(value, out);
                } )*
                self.extra.write(out, |key| self.is_set(key));
                out.push('}');
            }

            fn value(&self) -> $crate::json::Value<'_> {
                $crate::json::Value::Object(self)
            }
        }

        impl $crate::json::Object for $Name {
            fn name(&self) -> &'static str {
                stringify!($Name)
            }

            fn fields(&self) -> &'static [$crate::json::Field] {
                $Name::FIELDS
            }

            fn get(&self, name: &str) -> Option<$crate::json::Value<'_>> {
                match name {
                    $( stringify!($field) => self.$field.as_ref().map($crate::json::Json::value), )*
                    _ => None,
                }
            }

            fn extra(&self) -> &$crate::json::Extra {
                &self.extra
            }

            fn to_json(&self) -> String {
                let mut out = String::new();
                $crate::json::Json::write(self, &mut out);
                out
            }

            fn boxed(&self) -> Box<dyn $crate::json::Object + Send + Sync> {
                Box::new(self.clone())
            }
        }
    };
}

pub(crate) use object;
