import { render } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";
import { MessageHtml } from "./message-html";

/** Everything that is looked at is in view. */
class AllInView {
  constructor(private readonly tell: IntersectionObserverCallback) {}
  observe(target: Element) {
    const entry = { target, isIntersecting: true } as IntersectionObserverEntry;
    this.tell([entry], this as unknown as IntersectionObserver);
  }
  unobserve() {}
  disconnect() {}
}

beforeEach(() => {
  vi.stubGlobal("IntersectionObserver", AllInView);
});

const block = (language: string, code: string) =>
  `<pre><code class="language-${language}">${code}</code></pre>`;

it.each([
  ["bash", "if true; then echo 1; fi"],
  ["css", "p { color: red; }"],
  ["diff", "- old\n+ new"],
  ["go", "func main() {}"],
  ["java", "class A { int n = 1; }"],
  ["javascript", "const a = 1;"],
  ["json", '{"a": 1}'],
  ["python", "def f(): return None"],
  ["ruby", "def f; nil; end"],
  ["rust", "fn main() { let a = 1; }"],
  ["sql", "select 1 from a"],
  ["xml", "&lt;a b='c'&gt;&lt;/a&gt;"],
])("colours %s and keeps every letter", async (language, code) => {
  const { container } = render(<MessageHtml html={block(language, code)} me="me" />);
  const before = container.textContent;
  await vi.waitFor(() => expect(container.querySelector("code span[class]")).not.toBeNull());
  expect(container.textContent).toBe(before);
});

it("leaves text that looks like html text", async () => {
  const hostile = "&lt;img src=x onerror=alert(1)&gt; const a = '&lt;script&gt;';";
  const { container } = render(<MessageHtml html={block("javascript", hostile)} me="me" />);
  await vi.waitFor(() => expect(container.querySelector("code span")).not.toBeNull());
  expect(container.querySelector("img, script")).toBeNull();
});
