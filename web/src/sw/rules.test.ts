import { describe, expect, it } from "vitest";
import { cacheOf, outdated, wayOf } from "./rules";

const HERE = "https://chat.example";
const FILES = ["/assets/index-1a2b.js", "/flame.svg"];
const get = (path: string, mode = "no-cors") => ({ method: "GET", mode, url: HERE + path });

describe("how a request is answered", () => {
  it.each(["/", "/rooms/1", "/rooms/1/@2", "/search?q=api", "/apiary"])("%s is a page", (path) => {
    expect(wayOf(get(path, "navigate"), HERE, FILES)).toBe("page");
  });

  it.each(["/api/v1/me", "/api/docs", "/api", "/up", "/livez", "/readyz", "/metrics"])(
    "%s is never touched, not even as a page",
    (path) => {
      expect(wayOf(get(path), HERE, FILES)).toBe("pass");
      expect(wayOf(get(path, "navigate"), HERE, FILES)).toBe("pass");
    },
  );

  it("keeps built files for ever, of any build", () => {
    expect(wayOf(get("/assets/index-1a2b.js"), HERE, FILES)).toBe("for-ever");
    expect(wayOf(get("/assets/of-another-build.js"), HERE, FILES)).toBe("for-ever");
  });

  it("asks the server first for files whose name stays", () => {
    expect(wayOf(get("/flame.svg"), HERE, FILES)).toBe("fresh");
    expect(wayOf(get("/unknown.svg"), HERE, FILES)).toBe("pass");
  });

  it("leaves what changes something, and other origins, to the browser", () => {
    const post = { ...get("/flame.svg"), method: "POST" };
    expect(wayOf(post, HERE, FILES)).toBe("pass");
    const far = { method: "GET", mode: "no-cors", url: "https://other.example/flame.svg" };
    expect(wayOf(far, HERE, FILES)).toBe("pass");
  });
});

describe("caches", () => {
  const [a, b, c] = ["a", "b", "c"].map(cacheOf) as [string, string, string];

  it("go when two newer builds are there", () => {
    expect(outdated([a, b, c], c)).toEqual([a]);
    expect(outdated([a, b], b)).toEqual([]);
    expect(outdated([c], c)).toEqual([]);
  });

  it("stay of the build before when a server went back to an earlier one", () => {
    expect(outdated([a, b], a)).toEqual([]);
    expect(outdated([a, b, c], a)).toEqual([b]);
  });

  it("of others are not ours to delete", () => {
    expect(outdated(["another", a, b, c], c)).toEqual([a]);
  });
});
