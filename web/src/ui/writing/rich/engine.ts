import Squire from "squire-rte";
import { fromDom } from "./from-dom";
import { readHtml } from "./read-html";
import { toDom } from "./to-dom";

/** An element as data: its name, its attributes, and what is in it. */
type Kept = string | readonly [string, Readonly<Record<string, string>>, ...Kept[]];

/** A blank at the edge of an insertion is one that was meant, which the library takes for layout. */
const MEANT = "\u{200b}";

/**
 * The library, fed with elements only. Its history is kept as data instead of html, because this
 * page gives html to no element; what is pasted or dropped is read by our own reader.
 */
export class Engine extends Squire {
  constructor(root: HTMLElement) {
    super(root, {
      blockAttributes: { dir: "auto" },
      tagAttributes: { li: { dir: "auto" }, pre: { dir: "ltr" } },
      addLinks: false,
      sanitizeToDOMFragment: (html, editor) =>
        (editor as Engine).incoming ?? toDom(fromDom(readHtml(html))),
      didError: (error) => reportError(error),
    });
  }

  private incoming: DocumentFragment | undefined = undefined;

  /** Shows something else; what was done before cannot be undone. */
  show(content: DocumentFragment): void {
    this.incoming = withBlanks(content);
    // Squire asks `sanitizeToDOMFragment` for the content, which hands over the fragment: no text becomes HTML here.
    this.setHTML("");
    this.incoming = undefined;
    this.moveCursorToEnd();
    // What follows at once is a change of its own.
    this._mutation.takeRecords();
    this._ignoreChange = false;
  }

  /** Puts something in place of the selection. */
  insert(content: DocumentFragment): void {
    this.incoming = withBlanks(content);
    this.insertHTML("");
    this.incoming = undefined;
  }

  /** Without the break that the library leaves where it took all there was. */
  override modifyBlocks(modify: (content: DocumentFragment) => Node, range?: Range): this {
    super.modifyBlocks(modify, range);
    const last = this.getRoot().lastChild;
    if (last?.nodeName === "BR") last.remove();
    return this;
  }

  override _getRawHTML(): string {
    return JSON.stringify([...this.getRoot().childNodes].map(kept));
  }

  override _setRawHTML(html: string): this {
    const root = this.getRoot();
    root.replaceChildren(...(JSON.parse(html) as Kept[]).map(made));
    this._ignoreChange = true;
    return this;
  }
}

function withBlanks(content: DocumentFragment): DocumentFragment {
  const words = document.createTreeWalker(content, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const word = words.currentNode as Text;
    word.data = word.data.replace(/^(?=\s)/u, MEANT).replace(/(?<=\s)$/u, MEANT);
  }
  return content;
}

function kept(node: Node): Kept {
  if (!(node instanceof Element)) return node.textContent ?? "";
  const attributes = Object.fromEntries(
    [...node.attributes].map(({ name, value }) => [name, value]),
  );
  return [node.tagName, attributes, ...[...node.childNodes].map(kept)];
}

function made(held: Kept): Node {
  if (typeof held === "string") return document.createTextNode(held);
  const [name, attributes, ...inner] = held;
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...inner.map(made));
  return element;
}
