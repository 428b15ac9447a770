import { expect, it } from "vitest";
import { initials, scalarCount, TONES, toneOf } from "./text";

it("takes one or two initials, each a whole character", () => {
  expect(initials("ann")).toBe("A");
  expect(initials("Ann Beth Cole")).toBe("AC");
  expect(initials("👩‍💻 team")).toBe("👩‍💻T");
  expect(initials("  ")).toBe("•");
});

it("gives the same id the same of 18 colours, and uses them all", () => {
  const ids = Array.from({ length: 500 }, (_, n) => `01938c1e-7b00-7000-8000-${n}`);
  const tones = new Set(ids.map(toneOf));
  expect(tones.size).toBe(TONES);
  expect(toneOf("01938c1e")).toBe(toneOf("01938c1e"));
});

it("counts characters as the server does", () => {
  expect(scalarCount("🔥é")).toBe(2);
});
