import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { render, screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { ShortcutsSheet } from "./shortcuts-sheet";

const PAGE = resolve(import.meta.dirname, "../../../../docs/reference/web-client.md");
const BEGIN = "<!-- begin: keys -->\n";
const END = "<!-- end: keys -->\n";

/** The sheet as tables of Markdown. */
function tables(): string {
  const parts = within(screen.getByRole("dialog")).getAllByRole("region");
  return parts
    .map((part) => {
      const title = within(part).getByRole("heading").textContent;
      const lines = [...part.querySelectorAll("dl > div")].map((line) => {
        const keys = [...line.querySelectorAll("kbd")].map((key) => `\`${key.textContent}\``);
        return `| ${line.querySelector("dt")?.textContent} | ${keys.join(" or ")} |`;
      });
      return `| ${title} | |\n|---|---|\n${lines.join("\n")}\n`;
    })
    .join("\n");
}

it("has the keys of the sheet on the page of the web client", () => {
  render(<ShortcutsSheet onClose={() => undefined} />);
  const page = readFileSync(PAGE, "utf8");
  const [before = "", rest = ""] = page.split(BEGIN);
  const [, after = ""] = rest.split(END);
  const wanted = `${before}${BEGIN}\n${tables()}\n${END}${after}`;
  // UPDATE=1 npx vitest run keys-page writes it.
  if (process.env.UPDATE === "1") writeFileSync(PAGE, wanted);
  expect(readFileSync(PAGE, "utf8")).toBe(wanted);
});
