import { t } from "../../lib/i18n";
import { JumpButton, type Press } from "./jump-button";
import { UnreadBar } from "./unread-bar";
import { useArrivals } from "./use-arrivals";
import type { Said } from "./use-say";

/** What lies over the messages: what was unread, the way to the newest, and words for who only hears. */
export function TimelineNotes(props: {
  bar: { count: number; since: string } | null;
  /** The first unread message is above the view. */
  passed: boolean;
  atEnd: boolean;
  /** How many came below the view. */
  below: number;
  lastSeq: number;
  inWindow: boolean;
  said: Said;
  say: (words: string) => void;
  onMute: (muted: boolean) => void;
  /** What was pressed by a key goes away: the focus must go to the messages. */
  onUnread: (focus: boolean) => void;
  onDismiss: (focus: boolean) => void;
  onJump: (focus: boolean) => void;
}) {
  const { bar, said, say } = props;
  useArrivals(props);
  const jump: Press = (event) => {
    props.onJump(isByKey(event));
    say(t("At the newest message"));
  };
  return (
    <>
      <p className="visually-hidden" role="status">
        <span key={said.n}>{said.words}</span>
      </p>
      {bar === null ? null : (
        <UnreadBar
          {...bar}
          passed={props.passed}
          onJump={(event) => props.onUnread(isByKey(event))}
          onDismiss={(event) => props.onDismiss(isByKey(event))}
        />
      )}
      {props.atEnd ? null : <JumpButton count={props.below} onJump={jump} />}
    </>
  );
}

const isByKey: (event: Parameters<Press>[0]) => boolean = ({ detail }) => detail === 0;
