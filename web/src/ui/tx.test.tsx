import { render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it } from "vitest";
import { loadLanguage } from "../lib/i18n";
import { serveCatalogues } from "../testing/catalogues";
import { tx } from "./tx";

beforeEach(serveCatalogues);
afterEach(() => loadLanguage(["en"]));

const sentence = () => (
  <p>{tx("{browser} on {system}", { browser: <b>Firefox</b>, system: <i>Linux</i> })}</p>
);

it("puts elements where the sentence has them, in each language", async () => {
  const { rerender } = render(sentence());
  expect(screen.getByText(/on/u)).toHaveTextContent("Firefox on Linux");
  expect(screen.getByText("Linux").tagName).toBe("I");
  await loadLanguage(["de"]);
  rerender(sentence());
  expect(screen.getByText("Linux").parentElement).toHaveTextContent("Firefox auf Linux");
});
