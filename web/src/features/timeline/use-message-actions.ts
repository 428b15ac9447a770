import { useCallback, useMemo, useState } from "react";
import type { Message } from "../../api/types";

/** What the rows of a timeline may ask for; the functions never change, so no row is drawn again for them. */
export interface MessageActions {
  readonly edit: (id: string | null) => void;
  readonly reply: (message: Message, author: string) => void;
  /** Opens a dialog about a message. */
  readonly ask: (about: Asked["about"], message: Message) => void;
  /** Puts the unread divider behind a `seq`. */
  readonly divide: (seq: number) => void;
  /** Words for who does not see the screen. */
  readonly say: (words: string) => void;
  /** Words for everybody: what did not succeed; null takes them away. */
  readonly fail: (words: string | null) => void;
}

/** A dialog about one message. */
export interface Asked {
  readonly about: "delete" | "boost" | "link";
  readonly message: Message;
}

/** What rows may ask for, the dialog that one of them opened, and what went wrong. */
export function useMessageActions(input: {
  say: (words: string) => void;
  divide: (seq: number) => void;
  onEdit: (id: string | null) => void;
  onReply: (message: Message, author: string) => void;
}) {
  const { say, divide, onEdit, onReply } = input;
  const [asked, setAsked] = useState<Asked | null>(null);
  const [failure, fail] = useState<string | null>(null);
  const actions = useMemo<MessageActions>(
    () => ({
      edit: onEdit,
      reply: onReply,
      ask: (about, message) => setAsked({ about, message }),
      divide,
      say,
      fail,
    }),
    [divide, onEdit, onReply, say],
  );
  const close = useCallback(() => setAsked(null), []);
  return { actions, asked, close, failure };
}
