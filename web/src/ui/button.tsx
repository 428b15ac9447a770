import type { ButtonHTMLAttributes, Ref } from "react";
import styles from "./button.module.css";
import { Icon, type IconName } from "./icon";

type Native = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "className" | "style">;

/** A button with words. `busy` keeps its place and refuses a second press. */
export function Button(
  props: Native & { look?: "main" | "quiet" | "danger"; busy?: boolean; wide?: boolean },
) {
  const { look = "quiet", busy = false, wide = false, disabled, children, ...rest } = props;
  return (
    <button
      type="button"
      {...rest}
      className={`${styles.button} ${styles[look]} ${wide ? styles.wide : ""}`}
      disabled={disabled === true || busy}
      aria-busy={busy}
    >
      {children}
    </button>
  );
}

/** A button with a drawing; `label` is its name for everyone who cannot see it. */
export function IconButton(
  props: Native & { icon: IconName; label: string; ref?: Ref<HTMLButtonElement> },
) {
  const { icon, label, ref, ...rest } = props;
  return (
    <button
      type="button"
      title={label}
      {...rest}
      ref={ref}
      className={styles.icon}
      aria-label={label}
    >
      <Icon name={icon} />
    </button>
  );
}
