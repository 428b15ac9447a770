import { createElement, Fragment, type ReactNode } from "react";
import { t } from "../lib/i18n";

/**
 * A text in the person's language with elements in its places, for names that stand in a sentence:
 * `tx("{name} left", { name: <bdi>{name}</bdi> })`. Each language puts them where they belong.
 */
export function tx(text: string, elements: Readonly<Record<string, ReactNode>>): ReactNode {
  const parts = t(text).split(/\{(\w+)\}/u);
  // Words and names of places take turns.
  const drawn = parts.map((part, place) => (place % 2 === 0 ? part : elements[part]));
  return createElement(Fragment, null, ...drawn);
}
