/** What a part of a text of code is; the rest stays as it is. */
export type Part = "word" | "name" | "text" | "value" | "aside" | "gone";

type Grammar = Partial<Record<Part, string>>;

const C_COMMENT = String.raw`\/\/.*|\/\*[\s\S]*?(?:\*\/|(?![\s\S]))`;
const DOUBLE = String.raw`"(?:\\[\s\S]|[^"\\\n])*"?`;
const SINGLE = String.raw`'(?:\\[\s\S]|[^'\\\n])*'?`;
const NUMBER = String.raw`\b(?:0x[\da-f_]+|\d[\d_]*(?:\.\d[\d_]*)?(?:e[-+]?\d+)?)\w*`;
/** A type by its capital letter, a function by the bracket behind it. */
const NAME = String.raw`\b\p{Lu}[\w$]*|\b[\p{Ll}_$][\w$]*(?=\()`;

/** One of these words, whole. */
const oneOf = (words: string) => String.raw`\b(?:${words.replaceAll(" ", "|")})\b`;

/** The languages that the server lets through; in each the first part that fits is it. */
const GRAMMARS: Readonly<Record<string, Grammar>> = {
  bash: {
    aside: String.raw`(?<![^\s;])#.*`,
    text: `${DOUBLE.replace(String.raw`\n`, "")}|'[^']*'?`,
    word: oneOf(
      "if then elif else fi for while until do done case esac in function select return exit break continue export local readonly declare unset source shift trap eval exec set",
    ),
    name: String.raw`\$\{?[\w@#?!*-]+\}?|\b\w+(?=\()|\b(?:echo|printf|cd|test|read|alias)\b|(?<=\s)--?[a-z][\w-]*`,
    value: NUMBER,
  },
  css: {
    aside: String.raw`\/\*[\s\S]*?(?:\*\/|(?![\s\S]))`,
    text: `${DOUBLE}|${SINGLE}`,
    word: String.raw`@[\w-]+|!important|::?[a-z-]+(?=[^;{}]{0,200}\{)|\b[a-z][a-z\d]*(?=[^;:{}]{0,200}\{)`,
    name: String.raw`--[\w-]+|[.#][a-z_-][\w-]*(?=[^;{}]{0,200}\{)|(?<![\w-])[a-z][\w-]*(?=\s*:|\()`,
    value: String.raw`#[\da-f]{3,8}\b|[-+]?\d[\d.]*(?:[a-z]+\b|%)?`,
  },
  diff: {
    aside: String.raw`^(?:@@|diff |index |\+\+\+ |--- ).*`,
    text: String.raw`^\+.*`,
    gone: "^-.*",
  },
  go: {
    aside: C_COMMENT,
    text: `${DOUBLE}|${SINGLE}|\`[^\`]*\`?`,
    word: oneOf(
      "break case chan const continue default defer else fallthrough for func go goto if import interface map package range return select struct switch type var",
    ),
    value: `${oneOf("true false nil iota")}|${NUMBER}`,
    name: `${oneOf("bool byte error float32 float64 int int8 int16 int32 int64 rune string uint uint8 uint16 uint32 uint64 any")}|${NAME}`,
  },
  java: {
    aside: C_COMMENT,
    text: String.raw`"""[\s\S]*?(?:"""|(?![\s\S]))|${DOUBLE}|${SINGLE}`,
    word: oneOf(
      "abstract assert break case catch class continue default do else enum extends final finally for if implements import instanceof interface native new package permits private protected public record return sealed static super switch synchronized this throw throws transient try var void volatile while yield",
    ),
    value: `${oneOf("true false null")}|${NUMBER}`,
    name: String.raw`@\w+|${oneOf("boolean byte char double float int long short")}|${NAME}`,
  },
  javascript: {
    aside: C_COMMENT,
    text: `${DOUBLE}|${SINGLE}|${String.raw`\x60(?:\\[\s\S]|[^\x60\\])*\x60?|(?<=[=(,:;!&|?[{}\n]\s{0,9})\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[dgimsuvy]*`}`,
    word: oneOf(
      "as async await break case catch class const continue debugger default delete do else enum export extends finally for from function if implements import in instanceof interface let new of private protected public readonly return satisfies static super switch this throw try type typeof var void while with yield",
    ),
    value: `${oneOf("true false null undefined NaN Infinity")}|${NUMBER}`,
    name: String.raw`@\w+|${NAME}`,
  },
  json: {
    name: String.raw`${DOUBLE}(?=\s*:)`,
    text: DOUBLE,
    value: `${oneOf("true false null")}|-?${NUMBER}`,
  },
  python: {
    aside: "#.*",
    text: String.raw`\b[rbfu]{0,2}(?:"""[\s\S]*?(?:"""|(?![\s\S]))|'''[\s\S]*?(?:'''|(?![\s\S])))|"""[\s\S]*?(?:"""|(?![\s\S]))|'''[\s\S]*?(?:'''|(?![\s\S]))|\b[rbfu]{1,2}(?:${DOUBLE}|${SINGLE})|${DOUBLE}|${SINGLE}`,
    word: oneOf(
      "and as assert async await break case class continue def del elif else except finally for from global if import in is lambda match nonlocal not or pass raise return try while with yield",
    ),
    value: `${oneOf("True False None")}|${NUMBER}`,
    name: String.raw`@[\w.]+|${oneOf("self cls int str float bool list dict set tuple bytes")}|${NAME}`,
  },
  ruby: {
    aside: String.raw`#(?!\{).*|^=begin[\s\S]*?(?:^=end|(?![\s\S]))`,
    text: String.raw`${DOUBLE}|${SINGLE}|%[wiqQ]?(?:\([^)]{0,500}\)|\[[^\]]{0,500}\]|\{[^}]{0,500}\})`,
    word: oneOf(
      "alias and begin break case class def defined do else elsif end ensure extend for if in include loop module next not or private protected public raise redo require require_relative rescue retry return self super then undef unless until when while yield attr_accessor attr_reader attr_writer",
    ),
    value: String.raw`${oneOf("true false nil")}|(?<![:\w]):[a-z_]\w*[?!]?|\b[a-z_]\w*:(?!:)|${NUMBER}`,
    name: String.raw`@{1,2}\w+|\$\w+|${NAME}`,
  },
  rust: {
    aside: C_COMMENT,
    text: String.raw`\bb?r?#*"(?:\\[\s\S]|[^"\\])*"#*|"(?:\\[\s\S]|[^"\\])*"?|b?'(?:\\[^']+|[^'\\])'`,
    word: oneOf(
      "as async await break const continue crate dyn else enum extern fn for if impl in let loop match mod move mut pub ref return self Self static struct super trait type union unsafe use where while",
    ),
    value: String.raw`${oneOf("true false None Some Ok Err")}|'[a-z_]\w*|${NUMBER}`,
    name: String.raw`#!?\[[^\]\n]{0,200}\]|\b[a-z_]\w*!|${oneOf("bool char f32 f64 i8 i16 i32 i64 i128 isize str u8 u16 u32 u64 u128 usize")}|${NAME}`,
  },
  sql: {
    aside: String.raw`--.*|\/\*[\s\S]*?(?:\*\/|(?![\s\S]))`,
    text: "'(?:''|[^'])*'?",
    word: oneOf(
      "add all alter analyze and as asc begin between by case check collate column commit conflict constraint create cross database default delete desc distinct do drop else end except exists explain foreign from full function grant group having if ilike in index inner insert intersect into is join key left like limit materialized natural not offset on or order outer over partition pragma primary procedure recursive references rename replace returning returns revoke right rollback rows savepoint select set table temporary then transaction trigger truncate union unique update using vacuum values view when where window with without",
    ),
    value: `${oneOf("true false null")}|${NUMBER}`,
    name: String.raw`${oneOf("bigint blob boolean bytea char character date decimal double float int integer interval json jsonb numeric real serial smallint text time timestamp timestamptz uuid varchar")}|[:@$]\w+|\b\w+(?=\()`,
  },
  xml: {
    aside: String.raw`<!--[\s\S]*?(?:-->|(?![\s\S]))|<[!?][^>]{0,500}>`,
    text: `"[^"<]*"|'[^'<]*'`,
    word: String.raw`<\/?[\w:.-]+|\/?>`,
    name: String.raw`(?<![\w:@.-])[\w:@.-]+(?=\s*=\s*["'])`,
    value: String.raw`&#?\w+;`,
  },
};

const IGNORING_CASE = /^(?:css|sql|xml)$/u;

/** Tells the parts of a text of code, from its beginning to its end; together they are the text. */
export function partsOf(language: string, code: string): { part: Part | null; text: string }[] {
  const grammar = GRAMMARS[language];
  if (grammar === undefined) return [{ part: null, text: code }];
  const kinds = Object.entries(grammar).map(([part, signs]) => `(?<${part}>${signs})`);
  const flags = IGNORING_CASE.test(language) ? "gimu" : "gmu";
  const parts: { part: Part | null; text: string }[] = [];
  let done = 0;
  for (const { 0: text, index, groups } of code.matchAll(new RegExp(kinds.join("|"), flags))) {
    const part = Object.entries(groups ?? {}).find(([, found]) => found !== undefined)?.[0];
    if (text === "" || part === undefined) continue;
    if (index > done) parts.push({ part: null, text: code.slice(done, index) });
    parts.push({ part: part as Part, text });
    done = index + text.length;
  }
  if (done < code.length) parts.push({ part: null, text: code.slice(done) });
  return parts;
}
