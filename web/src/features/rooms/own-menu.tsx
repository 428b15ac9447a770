import { type KeyboardEvent, useId, useRef, useState } from "react";
import { t } from "../../lib/i18n";
import type { OpenWindow } from "../../lib/windows";
import { useClient } from "../../live/live-provider";
import { Avatar } from "../../ui/avatar";
import { Icon } from "../../ui/icon";
import { lazily } from "../../ui/lazily";
import styles from "./own-menu.module.css";

const OwnMenuList = lazily(() => import("./own-menu-list").then((module) => module.OwnMenuList));

/** Who I am, and what concerns only me; it unfolds in its place, so nothing is ever covered. */
export function OwnMenu(props: { onSignOut: () => void; onOpen: OpenWindow }) {
  const { onSignOut, onOpen } = props;
  const me = useClient((state) => state.me);
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const list = useId();
  const close = () => setOpen(false);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !open) return;
    // So much was closed: what Escape means to others waits for the next one.
    event.preventDefault();
    close();
    button.current?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape folds the menu from wherever it is.
    <footer className={styles.footer} onKeyDown={onKeyDown}>
      {open ? (
        <OwnMenuList id={list} onSignOut={onSignOut} onOpen={onOpen} onClose={close} />
      ) : null}
      <button
        ref={button}
        type="button"
        className={styles.me}
        aria-expanded={open}
        aria-controls={open ? list : undefined}
        onClick={() => setOpen(!open)}
      >
        <Avatar id={me.id} name={me.name} size="small" />
        <bdi className={styles.name}>{me.name}</bdi>
        <span className="visually-hidden">{t(", your menu")}</span>
        <span className={`${styles.sign} ${open ? styles.open : ""}`}>
          <Icon name="up" />
        </span>
      </button>
    </footer>
  );
}
