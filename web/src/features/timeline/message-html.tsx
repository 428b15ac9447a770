import { memo, useLayoutEffect, useMemo, useRef } from "react";
import { navigate } from "wouter/use-browser-location";
import prose from "../../ui/prose.module.css";
import styles from "./message-html.module.css";

/** The little of Trusted Types that we use; the DOM types of TypeScript do not know it yet. */
interface Policy {
  createHTML(html: string): string;
}
interface PolicyFactory {
  createPolicy(name: string, rules: { createHTML: (html: string) => string }): Policy;
}

/**
 * The server's policy allows this one name. The html was sanitised when it was stored; this
 * component is the only door through which it reaches the page.
 */
const policy: Policy = (() => {
  const rules = { createHTML: (html: string) => html };
  const factory = (window as { trustedTypes?: PolicyFactory }).trustedTypes;
  return factory?.createPolicy("campfire-message", rules) ?? rules;
})();

/** The text of a message as the server rendered it; where it mentions me stands out. */
export const MessageHtml = memo(function MessageHtml({ html, me }: { html: string; me: string }) {
  const box = useRef<HTMLDivElement>(null);
  const trusted = useMemo(() => ({ __html: policy.createHTML(html) }), [html]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: new html has new chips.
  useLayoutEffect(() => {
    for (const chip of box.current?.querySelectorAll<HTMLElement>("[data-user-id]") ?? []) {
      chip.toggleAttribute("data-me", chip.dataset.userId === me);
    }
  }, [html, me]);
  useLayoutEffect(() => {
    // The colours come when there is code to colour; the words stand there before.
    if (!html.includes(' class="language-')) return;
    import("./code-colours").then(
      ({ colourCode }) => box.current && colourCode(box.current),
      () => undefined,
    );
  }, [html]);
  useLayoutEffect(() => {
    const element = box.current;
    element?.addEventListener("click", stayHere);
    return () => element?.removeEventListener("click", stayHere);
  }, []);
  const look = `${prose.prose} ${styles.html}`;
  // biome-ignore lint/security/noDangerouslySetInnerHtml: the one place for html, sanitised by the server, behind our Trusted Types policy.
  return <div ref={box} className={look} dir="auto" dangerouslySetInnerHTML={trusted} />;
});

/** A link to a message of this Campfire opens in this window; every other in one of its own. */
function stayHere(event: MouseEvent): void {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = (event.target as Element).closest("a");
  if (link === null || link.origin !== location.origin) return;
  event.preventDefault();
  navigate(link.pathname);
}
