import { t } from "../../lib/i18n";
import { isSoundName, type SoundName } from "../../lib/sound-names";
import { IconButton } from "../../ui/icon-button";
import { outcomeOf } from "./outcome";
import styles from "./sound-line.module.css";

/** What a message plays: a button that plays it again, and its words or picture. */
export function SoundLine({ name, tabIndex }: { name: string; tabIndex: 0 | -1 }) {
  // A newer server may know more sounds than this page.
  if (!isSoundName(name)) return <p className={styles.line}>{name}</p>;
  const outcome = outcomeOf(name);
  return (
    <p className={styles.line}>
      <IconButton
        icon="sound"
        label={t("Play the sound {name}", { name })}
        tabIndex={tabIndex}
        onClick={() => void press(name)}
      />
      {"words" in outcome ? (
        <span>{outcome.words}</span>
      ) : (
        <img
          className={styles.picture}
          src={outcome.picture}
          alt={outcome.alt}
          width={120}
          height={80}
        />
      )}
    </p>
  );
}

/** Who only reads needs no player: it comes with the first sound. */
async function press(name: SoundName): Promise<void> {
  try {
    const { play } = await import("./player");
    await play(name);
  } catch {
    // A browser that cannot play is no news to whoever has no loudspeaker.
  }
}
