//! Schemas of enums that name their variant in a field: serde prints them, this describes them.

/// Implements the schema of a tagged union: one component for each variant, made of the tag and
/// the variant's own component, and one that chooses among them.
macro_rules! union {
    ($union:ident by $tag:literal: $doc:literal; $($name:ident($type:ty)),+ $(,)?) => {
        const _: () = {
            use poem_openapi::{
                registry::{MetaDiscriminatorObject, MetaSchema, MetaSchemaRef, Registry},
                types::{ParseError, ParseFromJSON, ParseResult, ToJSON, Type},
            };

            fn variant<T: Type>(registry: &mut Registry, component: &str, tag: &str) {
                T::register(registry);
                let named = MetaSchema {
                    enum_items: vec![tag.into()],
                    ..MetaSchema::new("string")
                };
                let tagged = MetaSchema {
                    required: vec![$tag],
                    properties: vec![($tag, MetaSchemaRef::Inline(Box::new(named)))],
                    ..MetaSchema::new("object")
                };
                let schema = MetaSchema {
                    all_of: vec![MetaSchemaRef::Inline(Box::new(tagged)), T::schema_ref()],
                    ..MetaSchema::ANY
                };
                registry.schemas.insert(component.to_owned(), schema);
            }

            impl Type for $union {
                const IS_REQUIRED: bool = true;
                type RawValueType = Self;
                type RawElementValueType = Self;

                fn name() -> std::borrow::Cow<'static, str> {
                    stringify!($union).into()
                }

                fn schema_ref() -> MetaSchemaRef {
                    MetaSchemaRef::Reference(stringify!($union).to_owned())
                }

                fn register(registry: &mut Registry) {
                    registry.create_schema::<Self, _>(stringify!($union).to_owned(), |registry| {
                        let mut one_of = Vec::new();
                        let mut mapping = Vec::new();
                        $({
                            let component = concat!(stringify!($union), "_", stringify!($name));
                            let tag = crate::unions::snake_case(stringify!($name));
                            variant::<$type>(registry, component, &tag);
                            one_of.push(MetaSchemaRef::Reference(component.to_owned()));
                            mapping.push((tag, format!("#/components/schemas/{component}")));
                        })+
                        MetaSchema {
                            description: Some($doc),
                            one_of,
                            discriminator: Some(MetaDiscriminatorObject {
                                property_name: $tag,
                                mapping,
                            }),
                            ..MetaSchema::ANY
                        }
                    });
                }

                fn as_raw_value(&self) -> Option<&Self::RawValueType> {
                    Some(self)
                }

                fn raw_element_iter<'a>(
                    &'a self,
                ) -> Box<dyn Iterator<Item = &'a Self::RawElementValueType> + 'a> {
                    Box::new(std::iter::once(self))
                }
            }

            impl ToJSON for $union {
                fn to_json(&self) -> Option<serde_json::Value> {
                    serde_json::to_value(self).ok()
                }
            }

            impl ParseFromJSON for $union {
                fn parse_from_json(value: Option<serde_json::Value>) -> ParseResult<Self> {
                    serde_json::from_value(value.unwrap_or_default()).map_err(ParseError::custom)
                }
            }
        };
    };
}
pub(crate) use union;

/// `CaughtUp` → `caught_up`, as serde renames.
pub(crate) fn snake_case(name: &str) -> String {
    let mut text = String::with_capacity(name.len() + 4);
    for c in name.chars() {
        if c.is_ascii_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.push(c.to_ascii_lowercase());
    }
    text
}

#[cfg(test)]
mod tests {
    use crate::{CaughtUp, Event, Health, PollReset, ResetReason, ServerFrame};
    use poem_openapi::{registry::Registry, types::Type};

    #[test]
    fn a_union_names_every_variant_as_serde_does() {
        let mut registry = Registry::new();
        ServerFrame::register(&mut registry);
        let union = &registry.schemas["ServerFrame"];
        let mapping = &union.discriminator.as_ref().unwrap().mapping;
        for frame in [
            ServerFrame::CaughtUp(CaughtUp { cursor: "c".into() }),
            ServerFrame::Health(Health {
                degraded: false,
                reasons: vec![],
            }),
        ] {
            let value = serde_json::to_value(&frame).unwrap();
            assert!(mapping.iter().any(|(tag, _)| value["type"] == tag.as_str()));
        }
        assert_eq!(mapping.len(), 11);
        Event::register(&mut registry);
        assert_eq!(registry.schemas["Event"].one_of.len(), 21);
    }

    #[test]
    fn a_reset_of_unknown_length_leaves_the_length_out() {
        let reset = PollReset {
            reason: ResetReason::Unknown,
            missed: None,
        };
        assert_eq!(
            serde_json::to_string(&reset).unwrap(),
            r#"{"reason":"unknown"}"#
        );
    }
}
