import { type KeyboardEvent, useId, useRef, useState } from "react";
import { useLive } from "../../live/live-provider";
import { Button } from "../../ui/button";
import { IconButton } from "../../ui/icon-button";
import { FEATURES } from "./features";
import styles from "./flags.module.css";
import { RoadmapDialog } from "./roadmap-dialog";

/** The place of file sharing: this client has none yet, so it says when it comes and asks who wants it. */
export function FileUploadArea() {
  const client = useLive();
  const [told, setTold] = useState(false);
  const [roadmap, setRoadmap] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const note = useId();
  // Interest is worth nothing to the one who shows it: a failure stays silent.
  const show = (action: string) =>
    client.leaveFeedback("files_enabled", action).catch(() => undefined);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !told || roadmap) return;
    setTold(false);
    button.current?.focus();
  };
  return (
    <>
      <IconButton
        ref={button}
        icon="clip"
        label="Attach files"
        data-testid="file-upload-area"
        aria-expanded={told}
        aria-controls={told ? note : undefined}
        onClick={() => {
          if (!told) void show("viewed");
          setTold(!told);
        }}
        onKeyDown={onKeyDown}
      />
      {told ? (
        // Before the field in the reading order too: the next Tab after the button is "Learn more".
        <div id={note} className={styles.note}>
          <span>{FEATURES.files_enabled.message}</span>
          <Button
            data-testid="learn-more-button"
            onKeyDown={onKeyDown}
            onClick={() => {
              void show("roadmap_viewed");
              setRoadmap(true);
            }}
          >
            Learn more
          </Button>
        </div>
      ) : null}
      {roadmap ? <RoadmapDialog onClose={() => setRoadmap(false)} /> : null}
    </>
  );
}
