import { t } from "../../lib/i18n";
import { useClient } from "../../live/live-provider";
import { useInvitation } from "../../live/use-invitation";
import { CopyLine } from "../../ui/copy-line";
import { Illustration } from "../../ui/illustration";
import styles from "./room-start.module.css";

/** A room of which the beginning is seen. */
export interface Begun {
  readonly name: string;
  readonly ping: boolean;
  /** Nobody else has come yet. */
  readonly lonely: boolean;
}

/** Stands in a room where nobody has said anything yet. */
export function EmptyRoom({ room }: { room: Begun }) {
  const { name } = room;
  const link = useInvitation();
  return (
    <div className={styles.empty}>
      <Illustration art="hearth" />
      <h2 className={styles.title}>
        {room.ping
          ? t("This is where your ping with {name} begins", { name })
          : t("This is where {name} begins", { name })}
      </h2>
      <p>{t("Nobody has said anything yet. Write the first message below.")}</p>
      {room.lonely && link !== "" ? <FirstSteps link={link} /> : null}
    </div>
  );
}

/** What whoever is alone does next: bring the others, then give them rooms and a name. */
function FirstSteps({ link }: { link: string }) {
  const runsIt = useClient((state) => state.me.role === "administrator");
  return (
    <div className={styles.invite}>
      <p>{t("You are alone here so far. Send this link to the people you want with you.")}</p>
      <CopyLine label={t("Invitation link")} value={link} />
      {runsIt ? (
        <ul className={styles.steps}>
          <li>{t("Make a room for each thing you talk about: with the plus beside “Rooms”.")}</li>
          <li>{t("Give your Campfire its name and its looks: in your menu, under “Account”.")}</li>
        </ul>
      ) : null}
    </div>
  );
}
