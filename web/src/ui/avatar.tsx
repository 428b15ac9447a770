import type { CSSProperties } from "react";
import { initials, toneOf } from "../lib/text";
import styles from "./avatar.module.css";

/** Initials on one of 18 colours, with a dot when we know whether the person is here. */
export function Avatar(props: {
  id: string;
  name: string;
  size?: "small" | "normal";
  here?: boolean;
}) {
  const tone: CSSProperties & Record<"--tone", number> = { "--tone": toneOf(props.id) };
  const size = props.size === "small" ? styles.small : "";
  return (
    <span className={`${styles.avatar} ${size}`} style={tone} aria-hidden="true">
      {initials(props.name)}
      {props.here === undefined ? null : (
        <span className={`${styles.dot} ${props.here ? styles.here : ""}`} />
      )}
    </span>
  );
}
