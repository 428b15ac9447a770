import { type Block, cutIntoLines, isSafe, joined, type Look, type Run } from "./document";

/** Without a width; the editor puts it where a caret could not stand otherwise. */
const NO_WIDTH = /\u{200b}/gu;
/** A browser writes blanks at an edge so that they have a width; between words somebody meant it. */
const HARD_BLANK = /(?<!\S)\u{a0}|\u{a0}(?!\S)/gu;

const LOOKS: Readonly<Record<string, Look>> = {
  B: { bold: true },
  STRONG: { bold: true },
  I: { italic: true },
  EM: { italic: true },
  S: { strike: true },
  DEL: { strike: true },
  CODE: { code: true },
};

/** Reads what stands in an editor; what is no part of a message is left out, its words are kept. */
export function fromDom(parent: Node): Block[] {
  const blocks: Block[] = [];
  let runs: Run[] = [];
  const endLine = () => {
    if (runs.length > 0) blocks.push(...linesOf(runs));
    runs = [];
  };
  for (const child of parent.childNodes) {
    const found = isBlock(child) ? blockOf(child as HTMLElement) : null;
    if (found === null) runs.push(...runsOf(child, {}));
    else {
      endLine();
      blocks.push(...found);
    }
  }
  endLine();
  return blocks;
}

function isBlock(node: Node): boolean {
  return /^(?:DIV|H[1-6]|PRE|BLOCKQUOTE|UL|OL|LI)$/u.test(node.nodeName);
}

function blockOf(element: HTMLElement): Block[] {
  switch (element.tagName) {
    case "PRE":
      return [{ is: "code", info: element.dataset.info ?? "", text: codeOf(element) }];
    case "BLOCKQUOTE":
      return [{ is: "quote", of: fromDom(element) }];
    case "UL":
      return [{ is: "list", of: itemsOf(element) }];
    case "OL":
      return [{ is: "list", first: (element as HTMLOListElement).start, of: itemsOf(element) }];
    case "DIV":
    case "LI": {
      const inner = fromDom(element);
      return inner.length === 0 ? [{ is: "line", of: [] }] : inner;
    }
    default: {
      const level = Number(element.tagName[1]);
      const lines = linesOf(runsOf(element, {}));
      return lines.map((line) =>
        line.of.length === 0 ? line : { is: "heading", level, of: line.of },
      );
    }
  }
}

function linesOf(runs: readonly Run[]): (Block & { is: "line" })[] {
  const all = joined(runs);
  const last = all.at(-1);
  // A break that ends a block is there for the caret.
  if (last?.text.endsWith("\n")) {
    all[all.length - 1] = { text: last.text.slice(0, -1), look: last.look };
  }
  return cutIntoLines(all).map((of) => ({ is: "line", of }));
}

function itemsOf(list: HTMLElement): Block[][] {
  const items: Block[][] = [];
  for (const child of list.children) {
    const blocks = blockOf(child as HTMLElement);
    // A list that stands in a list and in no item of it belongs to the item before.
    if (child.tagName === "LI" || items.length === 0) items.push(blocks);
    else items.at(-1)?.push(...blocks);
  }
  return items;
}

function codeOf(element: HTMLElement): string {
  const text = runsOf(element, {})
    .map((run) => run.text)
    .join("");
  return text.replace(element.lastChild?.nodeName === "BR" ? /\n$/u : /(?!)/u, "");
}

function runsOf(node: Node, look: Look): Run[] {
  if (node instanceof Text) {
    return [{ text: node.data.replace(NO_WIDTH, "").replace(HARD_BLANK, " "), look }];
  }
  if (node.nodeName === "BR") return [{ text: "\n", look: {} }];
  if (!(node instanceof Element)) return [];
  const href = node.nodeName === "A" ? (node.getAttribute("href") ?? "") : "";
  const own = isSafe(href) ? { href } : LOOKS[node.nodeName];
  return [...node.childNodes].flatMap((child) => runsOf(child, { ...look, ...own }));
}
