import { Link, useRoute } from "wouter";
import { t } from "../../lib/i18n";
import { paths } from "../../lib/paths";
import { useClient } from "../../live/live-provider";
import { mentionTotal } from "../../live/room-list";
import { Icon, type IconName } from "../../ui/icon";
import { Badge } from "./badge";
import styles from "./room-link.module.css";
import lists from "./room-links.module.css";

/** My own lists that reach over all rooms. */
export function OwnLinks() {
  const mentions = useClient(mentionTotal);
  return (
    <ul className={lists.list} aria-label={t("Your lists")}>
      <OwnLink href={paths.mentions()} icon="at" name={t("Mentions")} unread={mentions} />
      <OwnLink href={paths.bookmarks()} icon="bookmark" name={t("Bookmarks")} unread={0} />
    </ul>
  );
}

function OwnLink(props: { href: string; icon: IconName; name: string; unread: number }) {
  const [isHere] = useRoute(props.href);
  return (
    <li>
      <Link
        href={props.href}
        className={`${styles.link} ${props.unread > 0 ? styles.unread : ""}`}
        aria-current={isHere ? "page" : undefined}
      >
        <span className={styles.sign}>
          <Icon name={props.icon} />
        </span>
        <span className={styles.name}>{props.name}</span>
        <Badge unread={props.unread} mentions={props.unread} />
      </Link>
    </li>
  );
}
