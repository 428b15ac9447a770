import { describe, expect, it } from "vitest";
import {
  type Filter,
  filtersIn,
  isWritable,
  valueOfRoom,
  withFilter,
  withOnly,
  withoutFilter,
  withoutFilters,
  written,
} from "./search-text";

const told = (text: string) => filtersIn(text).map(({ key, value }) => `${key}=${value}`);
const ann: Filter = { key: "from", value: "@ann" };

describe("the text of a search", () => {
  // The cases of the server's own tests: both must read the same.
  it("tells filters from words as the server does", () => {
    expect(told('from:@ann FROM:"Ann Lee" in:lobby has:link Has:CODE x')).toEqual([
      "from=@ann",
      "from=Ann Lee",
      "in=lobby",
      "has=link",
      "has=CODE",
    ]);
    expect(told("in:“All  Talk” roses")).toEqual(["in=All Talk"]);
    expect(told('in:"All Talk')).toEqual(["in=All Talk"]);
    expect(told("from:from:x")).toEqual(["from=from:x"]);
    for (const literal of ["from:", 'in:""', "http://x", '"from:ann"', "xfrom:ann", "to:ann"]) {
      expect(told(literal)).toEqual([]);
    }
  });

  it("takes filters and gives them back, and leaves the words as they were", () => {
    const words = '"in a row"  begin* 🔥';
    const more = withFilter(words, ann);
    expect(more).toBe('"in a row" begin* 🔥 from:@ann');
    expect(withFilter(more, { key: "from", value: "@Ann" })).toBe(more);
    expect(withoutFilter(more, ann)).toBe('"in a row" begin* 🔥');
    expect(withoutFilter("from:@ann", ann)).toBe("");
    expect(withoutFilters("a has:link b in:x")).toBe("a b");
    expect(withFilter("“left open", ann)).toBe('"left open" from:@ann');
  });

  it("has one day of a kind", () => {
    const two = withOnly("x after:2026-01-01 after:2026-01-02", {
      key: "after",
      value: "2026-02-03",
    });
    expect(two).toBe("x after:2026-02-03");
    expect(withOnly(two, { key: "after", value: "" })).toBe("x");
  });

  it("quotes what has spaces, and every name that can be written is read again", () => {
    for (const name of ["All Talk", "lobby", "a:b", "#general", "会议", "in:x y"]) {
      const filter: Filter = { key: "in", value: valueOfRoom(name) };
      expect(isWritable(name)).toBe(true);
      expect(filtersIn(`x ${written(filter)} y`)).toEqual([filter]);
    }
    expect(valueOfRoom("#general")).toBe("##general");
    expect(isWritable('the "den"')).toBe(false);
  });
});
