import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { serveCatalogues } from "../testing/catalogues";
import { chosenLanguage, language, loadLanguage, locale, t, tn } from "./i18n";

const ONE = "Too many tries. Try again in {n} minute.";
const OTHER = "Too many tries. Try again in {n} minutes.";

beforeEach(serveCatalogues);
afterEach(() => loadLanguage(["en"]));

it("speaks the first language of the browser that it knows, with the region of that", async () => {
  await loadLanguage(["fr-CA", "de-AT", "en-GB"]);
  expect([language(), locale(), t("Today")]).toEqual(["de", "de-AT", "Heute"]);
  expect([document.documentElement.lang, document.documentElement.dir]).toEqual(["de", "ltr"]);
  await loadLanguage(["AR"]);
  expect([language(), t("Today")]).toEqual(["ar", "اليوم"]);
  expect([document.documentElement.lang, document.documentElement.dir]).toEqual(["ar", "rtl"]);
  await loadLanguage(["fr", "tlh"]);
  expect([language(), locale(), t("Today")]).toEqual(["en", "en", "Today"]);
  expect(document.documentElement.dir).toBe("ltr");
});

it("speaks what was chosen, whatever the browser wishes", async () => {
  localStorage.setItem("campfire.language", "de");
  await loadLanguage(["ar-EG", "en"]);
  expect([language(), locale()]).toEqual(["de", "de"]);
});

it("takes no other word for a choice", () => {
  for (const kept of ["xx", "constructor", ""]) {
    localStorage.setItem("campfire.language", kept);
    expect(chosenLanguage()).toBeNull();
  }
});

it("goes on in English where the browser keeps nothing", async () => {
  vi.spyOn(Storage.prototype, "getItem").mockImplementation(() => {
    throw new DOMException("denied", "SecurityError");
  });
  await loadLanguage(["en-US@posix"]);
  expect([language(), locale()]).toEqual(["en", "en"]);
});

it("counts by the rules and in the digits of the language", async () => {
  const wait = (n: number) => tn(n, ONE, OTHER);
  expect([wait(1), wait(0), wait(1200)]).toEqual([
    "Too many tries. Try again in 1 minute.",
    "Too many tries. Try again in 0 minutes.",
    "Too many tries. Try again in 1,200 minutes.",
  ]);
  await loadLanguage(["de-DE"]);
  expect(wait(1)).toContain("in einer Minute");
  expect(wait(1200)).toContain("in 1.200 Minuten");
  await loadLanguage(["ar-EG"]);
  expect([wait(2), wait(3), wait(11)].map((text) => text.split("بعد ")[1])).toEqual([
    "دقيقتين.",
    "٣ دقائق.",
    "١١ دقيقة.",
  ]);
});

it("puts values in their places, and leaves a place without one", () => {
  expect(t("{browser} on {system}", { browser: "Firefox" })).toBe("Firefox on {system}");
  expect(t("{browser} on {system}", { browser: "$&", system: 4000 })).toBe("$& on 4,000");
});

it("keeps names of the other direction from moving the words around them", async () => {
  const on = (browser: string) => t("{browser} on {system}", { browser, system: "Linux" });
  expect(on("Firefox")).toBe("Firefox on Linux");
  expect(on("متصفح")).toBe("\u2068متصفح\u2069 on Linux");
  await loadLanguage(["ar"]);
  expect(on("Firefox")).toContain("\u2068Firefox\u2069");
});
