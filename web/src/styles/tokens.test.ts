import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { TONES } from "../lib/text";

/** WCAG 2.2: small text, and the edges of what one works with. */
const TEXT = 4.5;
const EDGE = 3;
/** What "more contrast" promises for text (WCAG, level AAA). */
const TEXT_MORE = 7;

const PAPERS = ["paper", "paper-raised", "paper-sunk", "paper-hover"];
const TINTS = ["ember-tint", "rust-tint"];

/** Which colours of words stand on what. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  ink: [...PAPERS, ...TINTS, "sunk-hover"],
  "ink-soft": [...PAPERS, ...TINTS, "sunk-hover"],
  ember: [...PAPERS, "ember-tint"],
  "ember-strong": [...PAPERS, "ember-tint"],
  "ember-ink": ["ember", "ember-strong"],
  pine: PAPERS,
  amber: PAPERS,
  "code-name": PAPERS,
  rust: [...PAPERS, "rust-tint"],
};

/** What is no word but must be seen. */
const EDGES: Readonly<Record<string, readonly string[]>> = {
  "line-strong": ["paper", "paper-raised", "paper-sunk"],
  focus: [...PAPERS, ...TINTS, "sunk-hover"],
};

/** What only adorns, and what lies under everything. */
const QUIET = ["line", "scrim", "shade-near", "shade-far"];

const sheet = readFileSync(join(import.meta.dirname, "tokens.css"), "utf8");
const normal = tokens(/^:root \{([^}]*)\}/mu);
const more = { ...normal, ...tokens(/^:root\[data-contrast="more"\] \{([^}]*)\}/mu) };

describe.each([
  ["as designed", normal, TEXT],
  ["with more contrast", more, TEXT_MORE],
] as const)("colours %s", (_name, held, least) => {
  const find = (name: string, scheme: number) => held[name]?.[scheme] ?? "";
  it.each([0, 1])("can be read and seen (scheme %i: light, dark)", (scheme) => {
    const weak = [
      ...pairs(WORDS).map((pair) => ({ ...pair, needed: least })),
      ...pairs(EDGES).map((pair) => ({ ...pair, needed: EDGE })),
    ].flatMap(({ on, above, needed }) => {
      const found = contrast(luminance(find(above, scheme)), luminance(find(on, scheme)));
      return found >= needed ? [] : [`${above} on ${on}: ${found.toFixed(2)} of ${needed}`];
    });
    expect(weak).toEqual([]);
  });

  it("are all judged", () => {
    const judged = [
      ...PAPERS,
      ...TINTS,
      "sunk-hover",
      ...Object.keys({ ...WORDS, ...EDGES }),
      ...QUIET,
    ];
    expect(Object.keys(held).filter((name) => !judged.includes(name))).toEqual([]);
  });
});

it.each([
  ["as designed", /^:root \{([^}]*)\}/mu],
  ["with more contrast", /^:root\[data-contrast="more"\] \{([^}]*)\}/mu],
])("initials can be read on every tone %s", (_name, block) => {
  const value = (name: string) =>
    Number.parseFloat(new RegExp(`--tone-${name}: ([\\d.]+)`, "u").exec(text(block))?.[1] ?? "0.1");
  const weak = Array.from({ length: TONES }, (_, tone) => tone).filter((tone) => {
    const ground = fromOklch(value("lightness") / 100, value("chroma"), tone * 20);
    return contrast(1, ground) < TEXT;
  });
  expect(weak).toEqual([]);
});

/** The colours of a block: light and dark. */
function tokens(block: RegExp): Record<string, readonly [string, string]> {
  const found = text(block).matchAll(/--([\w-]+): light-dark\((#\w+|rgb\([^)]*\)), ([^;]*)\);/gu);
  return Object.fromEntries([...found].map(([, name, light, dark]) => [name, [light, dark]]));
}

function text(block: RegExp): string {
  return block.exec(sheet)?.[1] ?? "";
}

function pairs(table: Readonly<Record<string, readonly string[]>>) {
  return Object.entries(table).flatMap(([above, all]) => all.map((on) => ({ above, on })));
}

function contrast(one: number, other: number): number {
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

/** Relative luminance of `#rrggbb`. */
function luminance(hex: string): number {
  const parts = /^#(..)(..)(..)$/u.exec(hex)?.slice(1) ?? [];
  expect(parts, `a colour: ${hex}`).toHaveLength(3);
  const [red = 0, green = 0, blue = 0] = parts.map((part) => {
    const level = Number.parseInt(part, 16) / 255;
    return level <= 0.04045 ? level / 12.92 : ((level + 0.055) / 1.055) ** 2.4;
  });
  return luminanceOf(red, green, blue);
}

function luminanceOf(red: number, green: number, blue: number): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Relative luminance of a colour given as OKLCH, by its definition. */
function fromOklch(lightness: number, chroma: number, degrees: number): number {
  const hue = (degrees * Math.PI) / 180;
  const [a, b] = [chroma * Math.cos(hue), chroma * Math.sin(hue)];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (level: number) => Math.min(1, Math.max(0, level));
  return luminanceOf(
    clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  );
}
