import type { Message } from "../../api/types";
import { useCall } from "../../api/use-call";
import { t } from "../../lib/i18n";
import { useClient, useLive } from "../../live/live-provider";
import { Notice } from "../../ui/notice";
import styles from "./boost-strip.module.css";

/** The boosts of a message, oldest first, with who gave them; one's own go away with a press. */
export function BoostStrip({ message, tab }: { message: Message; tab: 0 | -1 }) {
  const client = useLive();
  const { run, busy, problem } = useCall();
  const { people, me } = useClient((state) => ({ people: state.people, me: state.me.id }));
  const takeBack = (id: string) => run(() => client.removeBoost(message.room_id, message.id, id));
  return (
    <>
      <ul className={styles.strip} aria-label={t("Boosts")}>
        {message.boosts.map(({ id, content, creator }) => {
          const name = people[creator.id]?.name ?? creator.name;
          return (
            <li key={id} className={styles.boost} title={name}>
              <bdi className={styles.content}>{content}</bdi>
              <bdi className={styles.who}>{creator.id === me ? t("you") : name}</bdi>
              {creator.id === me ? (
                <button
                  type="button"
                  className={styles.mine}
                  aria-label={t("Take your boost {content} back", { content })}
                  tabIndex={tab}
                  disabled={busy}
                  onClick={() => takeBack(id)}
                >
                  ×
                </button>
              ) : null}
            </li>
          );
        })}
      </ul>
      {problem === null ? null : <Notice>{problem.message}</Notice>}
    </>
  );
}
