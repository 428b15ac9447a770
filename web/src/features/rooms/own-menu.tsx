import { type KeyboardEvent, useId, useRef, useState } from "react";
import { Link } from "wouter";
import { paths } from "../../lib/paths";
import { useClient } from "../../live/live-provider";
import { Avatar } from "../../ui/avatar";
import { Icon, type IconName } from "../../ui/icon";
import styles from "./own-menu.module.css";

/** Who I am, and what concerns only me; it unfolds in its place, so nothing is ever covered. */
export function OwnMenu(props: {
  onSignOut: () => void;
  onOpen: (window: "account" | "flags" | "profile") => void;
}) {
  const { onSignOut, onOpen } = props;
  const me = useClient((state) => state.me);
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const list = useId();
  const close = () => setOpen(false);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !open) return;
    close();
    button.current?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape folds the menu from wherever it is.
    <footer className={styles.footer} onKeyDown={onKeyDown}>
      {open ? (
        <ul id={list} className={styles.list} aria-label="Your menu">
          <Item icon="pencil" onPress={() => onOpen("profile")}>
            Your profile
          </Item>
          <Item icon="people" href={paths.people()} onPress={close}>
            People
          </Item>
          <Item icon="devices" href={paths.sessions()} onPress={close}>
            Where you are signed in
          </Item>
          {me.role === "administrator" ? (
            <>
              <Item icon="clock" href={paths.audit()} onPress={close}>
                What was decided
              </Item>
              <Item icon="flame" onPress={() => onOpen("account")}>
                Account
              </Item>
              <Item icon="switch" onPress={() => onOpen("flags")}>
                Features
              </Item>
            </>
          ) : null}
          <Item icon="leave" onPress={onSignOut}>
            Sign out
          </Item>
        </ul>
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

/** One line of the menu: a link to a screen, or a button that opens something. */
function Item(props: { icon: IconName; href?: string; onPress: () => void; children: string }) {
  const inside = (
    <>
      <Icon name={props.icon} /> {props.children}
    </>
  );
  return (
    <li>
      {props.href === undefined ? (
        <button type="button" className={styles.item} onClick={props.onPress}>
          {inside}
        </button>
      ) : (
        <Link href={props.href} className={styles.item} onClick={props.onPress}>
          {inside}
        </Link>
      )}
    </li>
  );
}
