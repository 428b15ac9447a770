import type { ButtonHTMLAttributes } from "react";
import styles from "./button.module.css";

/** What a button of the browser takes, without its looks. */
export type NativeButton = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "className" | "style">;

/** A button with words. `busy` keeps its place and the focus, and refuses a second press. */
export function Button(
  props: NativeButton & { look?: "main" | "quiet" | "danger"; busy?: boolean; wide?: boolean },
) {
  const { look = "quiet", busy = false, wide = false, onClick, children, ...rest } = props;
  return (
    <button
      type="button"
      {...rest}
      className={`${styles.button} ${styles[look]} ${wide ? styles.wide : ""}`}
      aria-busy={busy}
      // Not `disabled`: a browser takes the focus away from what is.
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
    >
      {children}
    </button>
  );
}
