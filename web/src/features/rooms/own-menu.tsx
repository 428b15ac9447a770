import { type KeyboardEvent, useId, useRef, useState } from "react";
import { Link } from "wouter";
import { paths } from "../../lib/paths";
import { useClient } from "../../live/live-provider";
import { Avatar } from "../../ui/avatar";
import { Icon } from "../../ui/icon";
import styles from "./own-menu.module.css";

/** Who I am, and what concerns only me; it unfolds in its place, so nothing is ever covered. */
export function OwnMenu(props: { onSignOut: () => void; onFlags: () => void }) {
  const { onSignOut, onFlags } = props;
  const me = useClient((state) => state.me);
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const list = useId();
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !open) return;
    setOpen(false);
    button.current?.focus();
  };
  return (
    <footer className={styles.footer}>
      {open ? (
        <ul id={list} className={styles.list} aria-label="Your menu">
          <li>
            <Link
              href={paths.mentions()}
              className={styles.item}
              onClick={() => setOpen(false)}
              onKeyDown={onKeyDown}
            >
              <Icon name="at" /> What mentions you
            </Link>
          </li>
          <li>
            <Link
              href={paths.sessions()}
              className={styles.item}
              onClick={() => setOpen(false)}
              onKeyDown={onKeyDown}
            >
              <Icon name="devices" /> Where you are signed in
            </Link>
          </li>
          <li>
            <Link
              href={paths.bookmarks()}
              className={styles.item}
              onClick={() => setOpen(false)}
              onKeyDown={onKeyDown}
            >
              <Icon name="bookmark" /> Bookmarks
            </Link>
          </li>
          {me.role === "administrator" ? (
            <li>
              <button type="button" className={styles.item} onClick={onFlags} onKeyDown={onKeyDown}>
                <Icon name="switch" /> Features
              </button>
            </li>
          ) : null}
          <li>
            <button type="button" className={styles.item} onClick={onSignOut} onKeyDown={onKeyDown}>
              <Icon name="leave" /> Sign out
            </button>
          </li>
        </ul>
      ) : null}
      <button
        ref={button}
        type="button"
        className={styles.me}
        aria-expanded={open}
        aria-controls={open ? list : undefined}
        onClick={() => setOpen(!open)}
        onKeyDown={onKeyDown}
      >
        <Avatar id={me.id} name={me.name} size="small" />
        <span className={styles.name} dir="auto">
          {me.name}
        </span>
        <span className="visually-hidden">, your menu</span>
        <span className={`${styles.sign} ${open ? styles.open : ""}`}>
          <Icon name="up" />
        </span>
      </button>
    </footer>
  );
}
