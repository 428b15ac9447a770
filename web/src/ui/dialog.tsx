import { type ReactNode, useEffect, useId, useRef } from "react";
import { IconButton } from "./button";
import styles from "./dialog.module.css";

/**
 * A modal window on the browser's own `<dialog>`: it keeps the focus inside, Escape closes it, and
 * the focus goes back to where it came from.
 */
export function Dialog(props: { title: string; onClose: () => void; children: ReactNode }) {
  const ref = useRef<HTMLDialogElement>(null);
  const title = useId();
  useEffect(() => {
    const dialog = ref.current;
    if (dialog === null || dialog.open) return;
    const cameFrom = document.activeElement;
    dialog.showModal();
    return () => {
      dialog.close();
      if (cameFrom instanceof HTMLElement && cameFrom.isConnected) cameFrom.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      className={styles.dialog}
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
        <IconButton icon="close" label="Close" onClick={props.onClose} />
      </div>
      <div className={styles.body}>{props.children}</div>
    </dialog>
  );
}

/** The row of buttons at a dialog's end. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className={styles.actions}>{children}</div>;
}
