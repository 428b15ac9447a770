//! Custom CSS: what administrators may write for everyone, without making a browser ask anywhere.
//!
//! A style sheet is looked at token by token, as CSS Syntax 3 cuts it, wherever a token stands: so it
//! does not matter what one browser or another makes of the grammar around it. Rules with an `@` and
//! functions are those of a closed list; an address is refused unless it holds a picture itself. What
//! is taken is stored and served as it was written.

use campfire_domain::{CustomCss, CustomCssTooLong};
use cssparser::{ParseError, ParseErrorKind, Parser, SourceLocation, Token};

/// How deep blocks, brackets and functions may stand in each other: 32, four times what a person
/// writes, and a small part of what a stack holds.
const DEPTH: u8 = 32;

/// Longest name that is said back, in characters.
const NAME_MAX_CHARS: usize = 32;

/// Why a style sheet is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CustomCssError {
    /// It is over the limit.
    #[error(transparent)]
    TooLong(#[from] CustomCssTooLong),
    /// Something in it is not taken.
    #[error("line {line}, column {column}: {what}")]
    NotTaken {
        /// Where, from 1.
        line: u32,
        /// Where in the line, from 1, in UTF-16 code units, as browsers count.
        column: u32,
        /// What.
        what: NotTaken,
    },
}

/// What is not taken in a style sheet.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotTaken {
    /// A rule that loads something, or one that is not known.
    #[error("the rule @{0} is not allowed")]
    Rule(String),
    /// A function that loads something, or one that is not known.
    #[error("the function {0}() is not allowed")]
    Function(String),
    /// An address that is no picture by itself.
    #[error("no address is allowed but a picture: data:image/ with png, jpeg, gif, webp or avif")]
    Address,
    /// Quotes or an address that are broken.
    #[error("quotes or an address are broken here")]
    Broken,
    /// A bracket that closes nothing.
    #[error("this bracket closes nothing")]
    Unopened,
    /// More than 32 blocks in each other.
    #[error("more than {DEPTH} blocks stand in each other")]
    TooDeep,
}

/// What is refused, and where.
type Refused = ParseError<(SourceLocation, NotTaken)>;

/// Takes a style sheet, or says where and why not. It costs time in proportion to the text, and
/// nothing when that is over the limit.
///
/// # Errors
/// [`CustomCssError`].
pub fn check(text: &str) -> Result<CustomCss, CustomCssError> {
    let css = CustomCss::parse(text)?;
    let mut parser = Parser::new(text);
    // The depth is counted here, so that its refusal has a place.
    parser.set_nested_block_limit(0);
    let looked = look(&mut parser, 0);
    let Err(ParseError { kind }) = looked else {
        return Ok(css);
    };
    let (place, what) = match kind {
        ParseErrorKind::Custom(refused) => refused,
        ParseErrorKind::Basic(_) => (parser.current_source_location(), NotTaken::Broken),
    };
    Err(CustomCssError::NotTaken {
        line: place.line + 1,
        column: place.column,
        what,
    })
}

/// Looks at every token up to the end of the block, and into the blocks in it.
fn look(parser: &mut Parser<'_>, depth: u8) -> Result<(), Refused> {
    loop {
        parser.skip_whitespace();
        let place = parser.current_source_location();
        let refuse = |what| Err(ParseError::custom((place, what)));
        let Ok(token) = parser.next() else {
            return Ok(());
        };
        if let Some(what) = refusal_of(token) {
            return refuse(what);
        }
        let is_address = matches!(token, Token::Function(name) if is_url(name));
        let opens = matches!(
            token,
            Token::Function(_)
                | Token::ParenthesisBlock
                | Token::SquareBracketBlock
                | Token::CurlyBracketBlock
        );
        if is_address {
            parser.parse_nested_block(|inner| look_at_address(inner, place))?;
        } else if opens {
            if depth == DEPTH {
                return refuse(NotTaken::TooDeep);
            }
            parser.parse_nested_block(|inner| look(inner, depth + 1))?;
        }
    }
}

/// What is wrong with a token by itself.
fn refusal_of(token: &Token<'_>) -> Option<NotTaken> {
    match token {
        Token::AtKeyword(name) if !is_known_rule(name) => Some(NotTaken::Rule(short(name))),
        Token::Function(name) if !is_url(name) && !is_known_function(name) => {
            Some(NotTaken::Function(short(name)))
        }
        Token::UnquotedUrl(address) if !is_picture(address) => Some(NotTaken::Address),
        Token::BadUrl(_) | Token::BadString(_) => Some(NotTaken::Broken),
        Token::CloseParenthesis | Token::CloseSquareBracket | Token::CloseCurlyBracket => {
            Some(NotTaken::Unopened)
        }
        _ => None,
    }
}

fn is_url(name: &str) -> bool {
    name.eq_ignore_ascii_case("url")
}

/// The rest of `url(…)`: one picture in quotes and nothing else.
fn look_at_address(parser: &mut Parser<'_>, place: SourceLocation) -> Result<(), Refused> {
    let is_one = matches!(parser.next(), Ok(Token::QuotedString(address)) if is_picture(address));
    if is_one && parser.is_exhausted() {
        Ok(())
    } else {
        Err(ParseError::custom((place, NotTaken::Address)))
    }
}

/// Whether an address is a picture of points by itself. A drawing (SVG) is none: it is a document.
fn is_picture(address: &str) -> bool {
    let (kind, _) = address.split_at(address.find([';', ',']).unwrap_or(0));
    matches!(
        kind.to_ascii_lowercase().as_str(),
        "data:image/png"
            | "data:image/jpeg"
            | "data:image/gif"
            | "data:image/webp"
            | "data:image/avif"
    )
}

/// A name of the author's, to be said back.
fn short(name: &str) -> String {
    let shown = name.escape_debug().take(NAME_MAX_CHARS);
    shown.collect()
}

/// Rules that load nothing. Not among them: `@import`, `@font-face`, `@namespace`, `@charset`,
/// `@document`, and what is not known here.
fn is_known_rule(name: &str) -> bool {
    matches!(
        name.to_ascii_lowercase().as_str(),
        "container"
            | "counter-style"
            | "keyframes"
            | "-webkit-keyframes"
            | "layer"
            | "media"
            | "property"
            | "scope"
            | "starting-style"
            | "supports"
    )
}

/// Functions that load nothing, by what they are for. Not among them: `src()`, `image()`,
/// `image-set()`, `cross-fade()`, `element()`, `paint()`, and what is not known here.
fn is_known_function(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    is_of_values(&name) || is_of_pictures(&name) || is_of_selectors(&name)
}

/// Numbers, colours, variables, lists and timing.
fn is_of_values(name: &str) -> bool {
    matches!(
        name,
        "abs"
            | "acos"
            | "anchor"
            | "anchor-size"
            | "asin"
            | "atan"
            | "atan2"
            | "attr"
            | "calc"
            | "calc-size"
            | "clamp"
            | "color"
            | "color-mix"
            | "contrast-color"
            | "cos"
            | "counter"
            | "counters"
            | "cubic-bezier"
            | "env"
            | "exp"
            | "fit-content"
            | "hsl"
            | "hsla"
            | "hwb"
            | "hypot"
            | "lab"
            | "lch"
            | "light-dark"
            | "linear"
            | "log"
            | "max"
            | "min"
            | "minmax"
            | "mod"
            | "oklab"
            | "oklch"
            | "pow"
            | "rem"
            | "repeat"
            | "rgb"
            | "rgba"
            | "round"
            | "scroll"
            | "sign"
            | "sin"
            | "sqrt"
            | "steps"
            | "style"
            | "tan"
            | "var"
            | "view"
    )
}

/// Gradients, shapes, filters and movements.
fn is_of_pictures(name: &str) -> bool {
    matches!(
        name,
        "blur"
            | "brightness"
            | "circle"
            | "conic-gradient"
            | "contrast"
            | "drop-shadow"
            | "ellipse"
            | "grayscale"
            | "hue-rotate"
            | "inset"
            | "invert"
            | "linear-gradient"
            | "matrix"
            | "matrix3d"
            | "opacity"
            | "path"
            | "perspective"
            | "polygon"
            | "radial-gradient"
            | "rect"
            | "repeating-conic-gradient"
            | "repeating-linear-gradient"
            | "repeating-radial-gradient"
            | "rotate"
            | "rotate3d"
            | "rotatex"
            | "rotatey"
            | "rotatez"
            | "saturate"
            | "scale"
            | "scale3d"
            | "scalex"
            | "scaley"
            | "scalez"
            | "sepia"
            | "skew"
            | "skewx"
            | "skewy"
            | "translate"
            | "translate3d"
            | "translatex"
            | "translatey"
            | "translatez"
            | "xywh"
    )
}

/// What chooses elements, and asks what a browser can do.
fn is_of_selectors(name: &str) -> bool {
    matches!(
        name,
        "dir"
            | "has"
            | "highlight"
            | "host"
            | "is"
            | "lang"
            | "not"
            | "nth-child"
            | "nth-last-child"
            | "nth-last-of-type"
            | "nth-of-type"
            | "part"
            | "selector"
            | "slotted"
            | "where"
    )
}

#[cfg(test)]
mod tests;
