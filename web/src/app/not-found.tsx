import { useEffect } from "react";
import { paths } from "../lib/paths";
import styles from "./screens.module.css";

/** An address that leads nowhere, or to a room that is hidden from us. */
export function NotFound({ title = "Nothing here" }: { title?: string }) {
  useEffect(() => {
    document.title = `${title} · Campfire`;
  }, [title]);
  return (
    <div className={styles.middle}>
      <h1>{title}</h1>
      <p>The address is mistyped, the room was deleted, or you are not among its members.</p>
      <a href={paths.home()}>Back to your rooms</a>
    </div>
  );
}
