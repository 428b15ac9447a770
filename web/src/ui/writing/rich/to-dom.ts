import type { Block, Line, Look, Run } from "./document";

/** The element of each look, the outermost first. */
const LOOKS = [
  ["href", "A"],
  ["bold", "B"],
  ["strike", "S"],
  ["italic", "I"],
  ["code", "CODE"],
] as const;

/** Builds what the editor shows, element by element: no html is read, whatever the words are. */
export function toDom(blocks: readonly Block[]): DocumentFragment {
  const all = document.createDocumentFragment();
  all.append(...blocks.map(blockOf));
  return all;
}

/** A line of its own, which finds its direction by its words. */
export function lineOf(line: Line, tag = "DIV"): HTMLElement {
  const element = document.createElement(tag);
  element.dir = "auto";
  fill(element, line);
  return element;
}

function blockOf(block: Block): HTMLElement {
  switch (block.is) {
    case "line":
      return lineOf(block.of);
    case "heading":
      return lineOf(block.of, `H${block.level}`);
    case "code": {
      const code = document.createElement("PRE");
      code.dir = "ltr";
      if (block.info !== "") code.dataset.info = block.info;
      code.append(block.text);
      // A last empty line has no height without something in it.
      if (/(?:^|\n)$/u.test(block.text)) code.append(document.createElement("BR"));
      return code;
    }
    case "quote": {
      const quote = document.createElement("BLOCKQUOTE");
      quote.append(toDom(block.of));
      return quote;
    }
    case "list": {
      const list = document.createElement(block.first === undefined ? "UL" : "OL");
      if (block.first !== undefined && block.first !== 1) {
        list.setAttribute("start", String(block.first));
      }
      list.append(...block.of.map(itemOf));
      return list;
    }
  }
}

function itemOf(blocks: readonly Block[]): HTMLElement {
  const [first] = blocks;
  if (first?.is === "line" && blocks.length === 1) return lineOf(first.of, "LI");
  const item = document.createElement("LI");
  item.dir = "auto";
  item.append(toDom(blocks));
  return item;
}

function fill(element: HTMLElement, line: Line): void {
  for (const run of line) within(element, run).append(run.text);
  if (line.length === 0) element.append(document.createElement("BR"));
}

/** The innermost element for a run: what the run before it has already is gone on with. */
function within(element: HTMLElement, { look }: Run): HTMLElement {
  let inner = element;
  let isSame = true;
  for (const [kind, tag] of LOOKS) {
    if (look[kind] === undefined) continue;
    const last = inner.lastChild;
    isSame &&= last instanceof HTMLElement && isLook(last, tag, look);
    const next = isSame ? (last as HTMLElement) : document.createElement(tag);
    if (!isSame) {
      if (kind === "href" && look.href !== undefined) next.setAttribute("href", look.href);
      inner.append(next);
    }
    inner = next;
  }
  return inner;
}

function isLook(element: HTMLElement, tag: string, look: Look): boolean {
  return element.tagName === tag && (tag !== "A" || element.getAttribute("href") === look.href);
}
