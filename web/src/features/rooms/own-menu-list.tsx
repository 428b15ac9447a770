import { Link } from "wouter";
import { t } from "../../lib/i18n";
import { paths } from "../../lib/paths";
import { ariaKeys, SHORTCUTS } from "../../lib/shortcuts";
import type { OpenWindow } from "../../lib/windows";
import { useClient, useLive } from "../../live/live-provider";
import { Icon, type IconName } from "../../ui/icon";
import styles from "./own-menu.module.css";

/** What concerns only me, and what administrators decide. */
export function OwnMenuList(props: {
  id: string;
  onSignOut: () => void;
  onOpen: OpenWindow;
  onClose: () => void;
}) {
  const { onSignOut, onOpen, onClose: close } = props;
  const client = useLive();
  const me = useClient((state) => state.me);
  return (
    <ul id={props.id} className={styles.list} aria-label={t("Your menu")}>
      <Item icon="pencil" onPress={() => onOpen("profile")}>
        {t("Your profile")}
      </Item>
      <Item icon="sliders" href={paths.settings()} onPress={close}>
        {t("Settings")}
      </Item>
      <Item icon="people" href={paths.people()} onPress={close}>
        {t("People")}
      </Item>
      <Item icon="devices" href={paths.sessions()} onPress={close}>
        {t("Where you are signed in")}
      </Item>
      <Item icon="search" keys={SHORTCUTS.switcher} onPress={() => onOpen("switcher")}>
        {t("Go to")}
      </Item>
      <Item
        icon="check"
        keys={SHORTCUTS.markAllRead}
        onPress={() => void client.markAllRead().then(close, close)}
      >
        {t("Mark all as read")}
      </Item>
      <Item icon="keys" keys={SHORTCUTS.shortcuts} onPress={() => onOpen("shortcuts")}>
        {t("Keyboard shortcuts")}
      </Item>
      {me.role === "administrator" ? (
        <>
          <Item icon="clock" href={paths.audit()} onPress={close}>
            {t("What was decided")}
          </Item>
          <Item icon="flame" onPress={() => onOpen("account")}>
            {t("Account")}
          </Item>
          <Item icon="switch" onPress={() => onOpen("flags")}>
            {t("Features")}
          </Item>
          <Item icon="pulse" href={paths.health()} onPress={close}>
            {t("Health")}
          </Item>
        </>
      ) : null}
      <Item icon="leave" onPress={onSignOut}>
        {t("Sign out")}
      </Item>
    </ul>
  );
}

/** One line of the menu: a link to a screen, or a button that opens something. */
function Item(props: {
  icon: IconName;
  /** The keys that do the same. */
  keys?: string;
  href?: string;
  onPress: () => void;
  children: string;
}) {
  const inside = (
    <>
      <Icon name={props.icon} /> {props.children}
    </>
  );
  return (
    <li>
      {props.href === undefined ? (
        <button
          type="button"
          className={styles.item}
          aria-keyshortcuts={props.keys && ariaKeys(props.keys)}
          onClick={props.onPress}
        >
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
