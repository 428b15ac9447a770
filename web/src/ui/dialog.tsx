import { type ReactNode, useEffect, useId, useRef } from "react";
import { t } from "../lib/i18n";
import styles from "./dialog.module.css";
import { IconButton } from "./icon-button";

/**
 * A modal window on the browser's own `<dialog>`: it keeps the focus inside, Escape closes it, and
 * the focus goes back to where it came from. What it came from may be gone by then: the nearest
 * thing around it takes the focus, or what `returnFocus` names.
 */
export function Dialog(props: {
  title: string;
  onClose: () => void;
  children: ReactNode;
  returnFocus?: (() => HTMLElement | null) | undefined;
  "data-testid"?: string;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const title = useId();
  const returnFocus = useRef(props.returnFocus);
  returnFocus.current = props.returnFocus;
  useEffect(() => {
    const dialog = ref.current;
    if (dialog === null || dialog.open) return;
    const ways = waysBack(document.activeElement);
    dialog.showModal();
    // The browser would begin at the button that closes; the work begins below it.
    body.current?.querySelector<HTMLElement>(FIRST)?.focus();
    return () => {
      dialog.close();
      (returnFocus.current?.() ?? ways.find((element) => element.isConnected))?.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      className={styles.dialog}
      data-testid={props["data-testid"]}
      aria-labelledby={title}
      onCancel={(event) => {
        event.preventDefault();
        props.onClose();
      }}
      // A second Escape closes without asking; the screen must know of it all the same.
      onClose={props.onClose}
    >
      <div className={styles.head}>
        <h2 id={title}>{props.title}</h2>
        <IconButton icon="close" label={t("Close")} onClick={props.onClose} />
      </div>
      <div className={styles.body} ref={body}>
        {props.children}
      </div>
    </dialog>
  );
}

/** Something is asked for: then that, else the first button, which is the harmless one. */
const FIRST = "input:not(:disabled), select, textarea, button:not(:disabled)";

/** An element and what is around it, as far as it can take the focus. */
function waysBack(element: Element | null): HTMLElement[] {
  const ways: HTMLElement[] = [];
  for (let at = element; at !== null && at !== document.body; at = at.parentElement) {
    if (at instanceof HTMLElement && (ways.length === 0 || at.hasAttribute("tabindex"))) {
      ways.push(at);
    }
  }
  return ways;
}

/** The row of buttons at a dialog's end. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className={styles.actions}>{children}</div>;
}
