import { memo, useMemo } from "react";
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

/** The text of a message as the server rendered it. */
export const MessageHtml = memo(function MessageHtml({ html }: { html: string }) {
  const trusted = useMemo(() => ({ __html: policy.createHTML(html) }), [html]);
  // biome-ignore lint/security/noDangerouslySetInnerHtml: the one place for html, sanitised by the server, behind our Trusted Types policy.
  return <div className={styles.html} dir="auto" dangerouslySetInnerHTML={trusted} />;
});
