use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A point in time as it crosses the network: RFC 3339, UTC, three decimals and `Z`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Timestamp(pub campfire_domain::Timestamp);

impl From<campfire_domain::Timestamp> for Timestamp {
    fn from(at: campfire_domain::Timestamp) -> Self {
        Self(at)
    }
}

impl Timestamp {
    fn parse(text: &str) -> Option<Self> {
        let at = chrono::DateTime::parse_from_rfc3339(text).ok()?;
        Some(Self(campfire_domain::Timestamp::from_millis(
            at.timestamp_millis(),
        )))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| de::Error::custom("not a point in time of RFC 3339"))
    }
}

#[cfg(feature = "openapi")]
mod openapi {
    use super::Timestamp;
    use poem_openapi::{
        registry::{MetaSchema, MetaSchemaRef},
        types::{ParseError, ParseFromJSON, ParseResult, ToJSON, Type},
    };
    use serde_json::Value;
    use std::borrow::Cow;

    impl Type for Timestamp {
        const IS_REQUIRED: bool = true;
        type RawValueType = Self;
        type RawElementValueType = Self;

        fn name() -> Cow<'static, str> {
            "string_date-time".into()
        }

        fn schema_ref() -> MetaSchemaRef {
            MetaSchemaRef::Inline(Box::new(MetaSchema::new_with_format("string", "date-time")))
        }

        fn as_raw_value(&self) -> Option<&Self::RawValueType> {
            Some(self)
        }

        fn raw_element_iter<'a>(
            &'a self,
        ) -> Box<dyn Iterator<Item = &'a Self::RawElementValueType> + 'a> {
            Box::new(self.as_raw_value().into_iter())
        }
    }

    impl ParseFromJSON for Timestamp {
        fn parse_from_json(value: Option<Value>) -> ParseResult<Self> {
            match value
                .as_ref()
                .and_then(Value::as_str)
                .and_then(Timestamp::parse)
            {
                Some(at) => Ok(at),
                None => Err(ParseError::custom("not a point in time of RFC 3339")),
            }
        }
    }

    impl ToJSON for Timestamp {
        fn to_json(&self) -> Option<Value> {
            Some(Value::String(self.0.to_string()))
        }
    }
}
