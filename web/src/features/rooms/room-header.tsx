import { type Ref, useState } from "react";
import { useLocation } from "wouter";
import { useCall } from "../../api/use-call";
import { t, tn } from "../../lib/i18n";
import { paths } from "../../lib/paths";
import { useClient, useLive } from "../../live/live-provider";
import { roomName, unreadTotal } from "../../live/room-list";
import { Icon } from "../../ui/icon";
import { IconButton } from "../../ui/icon-button";
import { lazily } from "../../ui/lazily";
import styles from "./room-header.module.css";

const RoomSettings = lazily(() => import("./room-settings").then((module) => module.RoomSettings));

/** A room's name and its few tools. */
export function RoomHeader(props: {
  roomId: string;
  peopleShown: boolean;
  peopleButton: Ref<HTMLButtonElement>;
  onTogglePeople: () => void;
}) {
  const [, navigate] = useLocation();
  const [settings, setSettings] = useState(false);
  const client = useLive();
  const { run, busy } = useCall();
  const view = useClient((state) => {
    const room = state.rooms[props.roomId];
    return {
      name: room === undefined ? "" : roomName(state, room),
      kind: room?.kind ?? "open",
      favourite: room?.favourite ?? false,
      elsewhere: unreadTotal(state) - (room?.unread_count ?? 0),
    };
  });
  const back =
    view.elsewhere > 0
      ? tn(view.elsewhere, "Back to the rooms, {n} unread", "Back to the rooms, {n} unread")
      : t("Back to the rooms");
  return (
    <header className={styles.header}>
      <span className={`${styles.back} ${view.elsewhere > 0 ? styles.waiting : ""}`}>
        <IconButton icon="back" label={back} onClick={() => navigate(paths.home())} />
      </span>
      <h1 className={styles.title}>
        {view.kind === "direct" ? null : <Icon name={view.kind === "open" ? "hash" : "lock"} />}
        <bdi className={styles.name}>{view.name}</bdi>
      </h1>
      <IconButton
        icon="star"
        label={t("Favourite")}
        aria-pressed={view.favourite}
        disabled={busy}
        onClick={() => run(() => client.setFavourite(props.roomId, !view.favourite))}
      />
      <IconButton
        ref={props.peopleButton}
        icon="people"
        label={t("People")}
        aria-pressed={props.peopleShown}
        onClick={props.onTogglePeople}
      />
      <IconButton icon="dots" label={t("Room settings")} onClick={() => setSettings(true)} />
      {settings ? <RoomSettings roomId={props.roomId} onClose={() => setSettings(false)} /> : null}
    </header>
  );
}
