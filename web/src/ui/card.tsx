import { type ReactNode, useEffect } from "react";
import { titleWindow } from "../lib/window-title";
import styles from "./card.module.css";
import { Logo } from "./logo";

/** The sheet on which every screen before the rooms stands. */
export function Card(props: { title: string; lead?: ReactNode; children: ReactNode }) {
  useEffect(() => {
    titleWindow(`${props.title} · Campfire`);
  }, [props.title]);
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <header className={styles.head}>
          <Logo size="large" />
          <h1>{props.title}</h1>
          {props.lead === undefined ? null : <p className={styles.lead}>{props.lead}</p>}
        </header>
        {props.children}
      </div>
    </main>
  );
}
