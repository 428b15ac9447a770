import { type KeyboardEvent, type Ref, useId, useImperativeHandle, useRef, useState } from "react";
import { t } from "../../lib/i18n";
import { useLive } from "../../live/live-provider";
import { IconButton } from "../../ui/icon-button";
import { part, usePart } from "../../ui/use-part";

/** What is said comes when it is first to be said. */
const note = part(() => import("./feature-note"));

/** A feature that has its place where one writes. */
type PlacedFlag = "files_enabled" | "opengraph_enabled";

/** The place of features, for whoever saw that somebody tried one. */
export interface FeaturePlace {
  tell(flag: PlacedFlag): void;
}

/**
 * The place of file sharing, and of link previews: this client has none yet, so it says when they
 * come and asks who wants them.
 */
export function FileUploadArea({ ref }: { ref?: Ref<FeaturePlace> }) {
  const client = useLive();
  const [told, setTold] = useState<PlacedFlag | null>(null);
  const { FeatureNote } = usePart(told !== null, note) ?? {};
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const files = told === "files_enabled";
  // Interest is worth nothing to the one who shows it: a failure stays silent.
  const show = (flag: PlacedFlag, action: string) =>
    client.leaveFeedback(flag, action).catch(() => undefined);
  const tell = (flag: PlacedFlag) => {
    void show(flag, "viewed");
    setTold(flag);
  };
  useImperativeHandle(ref, () => ({
    tell: (flag) => {
      if (told === null && (flag === "files_enabled" || isFirstLink())) tell(flag);
    },
  }));
  const close = () => {
    setTold(null);
    if (files) button.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" && told !== null) close();
  };
  return (
    <>
      <IconButton
        ref={button}
        icon="clip"
        label={t("Attach files")}
        data-testid="file-upload-area"
        aria-expanded={files}
        aria-controls={files && FeatureNote ? id : undefined}
        onClick={() => (files ? setTold(null) : tell("files_enabled"))}
        onKeyDown={onKeyDown}
      />
      {FeatureNote && told !== null ? (
        // Before the field in the reading order too: the next Tab after the button is "Learn more".
        <FeatureNote
          id={id}
          flag={told}
          onKeyDown={onKeyDown}
          onRoadmap={() => void show(told, "roadmap_viewed")}
          onClose={close}
        />
      ) : null}
    </>
  );
}

const SEEN = "campfire.previews-told";

/** Whether no link was pasted in this browser before: who knows that previews come later is left in peace. */
function isFirstLink(): boolean {
  try {
    const seen = localStorage.getItem(SEEN);
    localStorage.setItem(SEEN, "yes");
    return seen === null;
  } catch {
    return false;
  }
}
