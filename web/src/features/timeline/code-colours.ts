import styles from "./code-colours.module.css";
import { partsOf } from "./code-words";

/** Longer blocks stay as they are: taking them apart would hold the page up. In UTF-16 units. */
const LONGEST = 20_000;
/** Blocks are coloured this long before they come into view. */
const AHEAD = "200px";

/** Colours the blocks of code in a message, each when it comes near the view. */
export function colourCode(box: Element): void {
  for (const code of box.querySelectorAll("pre > code[class^=language-]")) near.observe(code);
}

const near = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      colour(target);
    }
  },
  { rootMargin: AHEAD },
);

/** Builds elements instead of html: the words of a message stay words. */
function colour(code: Element): void {
  const language = /language-(\w+)/u.exec(code.className)?.[1] ?? "";
  const text = code.textContent ?? "";
  if (text.length > LONGEST) return;
  const built = partsOf(language, text).map(({ part, text: words }) => {
    if (part === null) return words;
    const span = document.createElement("span");
    span.className = styles[part] ?? "";
    span.append(words);
    return span;
  });
  code.replaceChildren(...built);
}
