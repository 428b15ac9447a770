import type { ReactNode } from "react";
import styles from "./empty.module.css";
import { type Art, Illustration } from "./illustration";

/** A place with nothing in it: what will stand here, and what one can do about it. */
export function Empty(props: { art: Art; children: ReactNode; action?: ReactNode }) {
  return (
    <div className={styles.empty}>
      <Illustration art={props.art} />
      <div className={styles.words}>{props.children}</div>
      {props.action}
    </div>
  );
}
