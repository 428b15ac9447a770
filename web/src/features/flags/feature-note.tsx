import { type KeyboardEvent, useState } from "react";
import { t } from "../../lib/i18n";
import { useClient } from "../../live/live-provider";
import { Button } from "../../ui/button";
import { IconButton } from "../../ui/icon-button";
import { lazily } from "../../ui/lazily";
import { FEATURES, type Flag } from "./features";
import styles from "./flags.module.css";

const RoadmapDialog = lazily(() =>
  import("./roadmap-dialog").then((module) => module.RoadmapDialog),
);

/** Says when a feature comes, where somebody tried it. The words change in their place when its flag flips. */
export function FeatureNote(props: {
  id: string;
  flag: Flag;
  onKeyDown: (event: KeyboardEvent) => void;
  onRoadmap: () => void;
  onClose: () => void;
}) {
  const [roadmap, setRoadmap] = useState(false);
  const on = useClient((state) => state.flags.flags[props.flag] === true);
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Escape in any of its buttons closes it. */}
      <div id={props.id} className={styles.note} onKeyDown={props.onKeyDown}>
        <span role="status">
          {on ? t("Switched on, comes with an update") : FEATURES[props.flag].message}
        </span>
        <span className={styles.actions}>
          <Button
            data-testid="learn-more-button"
            onClick={() => {
              props.onRoadmap();
              setRoadmap(true);
            }}
          >
            {t("Learn more")}
          </Button>
          <IconButton icon="close" label={t("Close the note")} onClick={props.onClose} />
        </span>
      </div>
      {roadmap ? <RoadmapDialog onClose={() => setRoadmap(false)} /> : null}
    </>
  );
}
