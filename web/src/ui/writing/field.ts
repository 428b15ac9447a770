import type { Ref } from "react";
import type { Format } from "./keys";

/** Someone who may be mentioned. */
export interface Mentionable {
  readonly id: string;
  readonly name: string;
  readonly handle: string;
}

/** Who may be mentioned where one writes. */
export interface People {
  /** Looks for people by a few letters. */
  find(query: string): Promise<readonly Mentionable[]>;
}

/** What others may ask of a field. */
export interface FieldHandle {
  focus(): void;
  /** Puts words before what is there, as a paragraph of their own, or at the caret; one undo takes it back. */
  put(text: string, place: "start" | "caret"): void;
  /** Gives the selection a look, or takes it away. */
  format(format: Format): void;
}

/** A field in which one writes Markdown. */
export interface FieldProps {
  readonly ref: Ref<FieldHandle>;
  readonly label: string;
  readonly placeholder?: string;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onSend: () => void;
  readonly people?: People | undefined;
  /** Arrow up in the empty field; true when something came of it. */
  readonly onUp?: () => boolean;
  readonly onEscape?: () => void;
  /** Files were pasted. */
  readonly onFiles?: (() => void) | undefined;
  /** An address was pasted. */
  readonly onLink?: (() => void) | undefined;
  /** The formats of what is selected, of an editor that shows them. */
  readonly onFormats?: (formats: readonly Format[]) => void;
  /** What is wrong with the text, by the id of its words. */
  readonly note?: string | undefined;
  readonly testId?: string;
  /** Whether it takes the focus when it comes. */
  readonly focused?: boolean;
}
