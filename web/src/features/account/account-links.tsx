import { Link } from "wouter";
import { t } from "../../lib/i18n";
import { paths } from "../../lib/paths";
import { Icon, type IconName } from "../../ui/icon";
import styles from "./account-links.module.css";

/** The other places of whoever looks after the account. */
export function AccountLinks(props: { onFlags: () => void; onLeave: () => void }) {
  return (
    <nav aria-label={t("For administrators")} className={styles.links}>
      <Place icon="people" href={paths.people()} onFollow={props.onLeave} name={t("People")} />
      <button type="button" className={styles.place} onClick={props.onFlags}>
        <Icon name="switch" /> {t("Features")}
      </button>
      <Place
        icon="clock"
        href={paths.audit()}
        onFollow={props.onLeave}
        name={t("What was decided")}
      />
      <Place icon="pulse" href={paths.health()} onFollow={props.onLeave} name={t("Health")} />
    </nav>
  );
}

function Place(props: { icon: IconName; href: string; name: string; onFollow: () => void }) {
  return (
    <Link href={props.href} className={styles.place} onClick={props.onFollow}>
      <Icon name={props.icon} /> {props.name}
    </Link>
  );
}
