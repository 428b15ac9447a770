import type { Ref } from "react";
import type { NativeButton } from "./button";
import { Icon, type IconName } from "./icon";
import styles from "./icon-button.module.css";

/** A button with a drawing; `label` is its name for everyone who cannot see it. */
export function IconButton(
  props: NativeButton & { icon: IconName; label: string; ref?: Ref<HTMLButtonElement> },
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
