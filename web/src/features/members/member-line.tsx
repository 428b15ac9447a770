import { useState } from "react";
import { wordsOf } from "../../api/problem";
import { t } from "../../lib/i18n";
import { useClient, useLive } from "../../live/live-provider";
import { Avatar } from "../../ui/avatar";
import { ConfirmDialog } from "../../ui/confirm-dialog";
import { IconButton } from "../../ui/icon-button";
import { useOpenPerson } from "../../ui/person-door";
import styles from "./members-panel.module.css";

/** One person of a room. */
export function MemberLine(props: { roomId: string; userId: string; removable: boolean }) {
  const client = useLive();
  const openPerson = useOpenPerson();
  const [asking, setAsking] = useState(false);
  const view = useClient((state) => ({
    name: state.people[props.userId]?.name ?? t("Someone"),
    handle: state.people[props.userId]?.handle ?? "",
    me: state.me.id === props.userId,
    creator: state.rooms[props.roomId]?.creator_id === props.userId,
    here: state.online.has(props.userId) || state.me.id === props.userId,
  }));
  const remove = () =>
    client.removeMember(props.roomId, props.userId).then(
      () => null,
      (error) => wordsOf(error),
    );
  return (
    <li className={styles.line}>
      <Avatar id={props.userId} name={view.name} size="small" here={view.here} />
      <button type="button" className={styles.who} onClick={() => openPerson(props.userId)}>
        <bdi className={styles.name}>
          {view.me ? t("{name} (you)", { name: view.name }) : view.name}
        </bdi>
        <span className={styles.handle}>
          <bdi>@{view.handle}</bdi>
        </span>
        <span className="visually-hidden">{view.here ? t(", here") : t(", away")}</span>
      </button>
      {props.removable && !view.me && !view.creator ? (
        <IconButton
          icon="close"
          label={t("Take {name} out", { name: view.name })}
          onClick={() => setAsking(true)}
        />
      ) : null}
      {asking ? (
        <ConfirmDialog
          title={t("Take {name} out?", { name: view.name })}
          action={t("Take out")}
          onConfirm={remove}
          onClose={() => setAsking(false)}
        >
          <p>{t("They stop seeing this room at once. You can add them again.")}</p>
        </ConfirmDialog>
      ) : null}
    </li>
  );
}
