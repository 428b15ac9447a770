import { type KeyboardEvent, useRef } from "react";
import { t } from "../../lib/i18n";
import { changeSettings } from "../../lib/settings";
import { useSettings } from "../use-settings";
import styles from "./format-bar.module.css";
import type { Format } from "./keys";

/** Our own drawings of formats: 24 × 24, one stroke. */
const DRAWINGS: Readonly<Record<Format, string>> = {
  bold: "M8 5h5a3.400 3.400 0 0 1 0 6.800H8zM8 11.800h6a3.600 3.600 0 0 1 0 7.200H8z",
  italic: "M10.500 5h6M7.500 19h6M13.800 5l-3.600 14",
  strike:
    "M5 12h14M16.500 8.200C16 6.200 14.300 5 12 5 9.500 5 7.700 6.300 7.700 8.300M7.300 15.500c.5 2.200 2.300 3.500 4.800 3.500s4.500-1.300 4.500-3.600",
  code: "M8.500 7.500L4 12l4.500 4.500M15.500 7.500L20 12l-4.500 4.500",
  link: "M10 14.200a3.700 3.700 0 0 0 5.300 0l3-3a3.700 3.700 0 0 0-5.300-5.300l-1.200 1.200M14 9.800a3.700 3.700 0 0 0-5.300 0l-3 3a3.700 3.700 0 0 0 5.300 5.300l1.200-1.200",
  heading: "M6.500 5v14M17.500 5v14M6.500 12h11",
  quote: "M5.500 5v14M10 8h9M10 12h9M10 16h6",
  bullets: "M5 7h.01M5 12h.01M5 17h.01M9.500 7H19M9.500 12H19M9.500 17H19",
  numbers:
    "M4.500 6l1.500-1v4.500M4.500 15c0-2 3-2 3 0 0 1.500-3 2-3 4h3M11 7h8.500M11 12h8.500M11 17h8.500",
  block: "M4.500 5.500h15v13h-15zM10 9.500L7.500 12l2.500 2.500M14 9.500l2.500 2.500-2.500 2.500",
};
const FORMATS = Object.keys(DRAWINGS) as Format[];

/** An eye over a line of words. */
const SHOWN =
  "M2.500 9.500C5 6 8.300 4 12 4s7 2 9.500 5.500C19 13 15.700 15 12 15s-7-2-9.500-5.500zM12 9.500h.01M5 20h14";

/** The looks that words may have, and whether they are shown. One stop of Tab; arrows move within. */
export function FormatBar(props: {
  /** What the selection has already. */
  active: readonly Format[];
  onFormat: (format: Format) => void;
}) {
  const bar = useRef<HTMLDivElement>(null);
  const { rich } = useSettings();
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    const buttons = [...(bar.current?.querySelectorAll("button") ?? [])];
    const forward = bar.current?.matches(":dir(rtl)") ? -step : step;
    const from = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const next = buttons[(from + forward + buttons.length) % buttons.length];
    for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
    next?.focus();
    event.preventDefault();
  };
  return (
    <div
      ref={bar}
      className={styles.bar}
      role="toolbar"
      aria-label={t("Formatting")}
      onKeyDown={onKeyDown}
      // A press must not take the focus and the selection from the field.
      onMouseDown={(event) => event.preventDefault()}
    >
      {FORMATS.map((format, index) => (
        <button
          key={format}
          type="button"
          className={styles.tool}
          title={nameOf(format)}
          aria-label={nameOf(format)}
          aria-pressed={rich ? props.active.includes(format) : undefined}
          tabIndex={index === 0 ? 0 : -1}
          onClick={() => props.onFormat(format)}
        >
          <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d={DRAWINGS[format]} />
          </svg>
        </button>
      ))}
      <button
        type="button"
        className={`${styles.tool} ${styles.shown}`}
        title={t("Show formatting while writing")}
        aria-pressed={rich}
        tabIndex={-1}
        onClick={() => changeSettings({ rich: !rich })}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
          <path d={SHOWN} />
        </svg>
        <span className={styles.words}>{t("Show formatting while writing")}</span>
      </button>
    </div>
  );
}

function nameOf(format: Format): string {
  switch (format) {
    case "bold":
      return t("Bold (Ctrl+B)");
    case "italic":
      return t("Italic (Ctrl+I)");
    case "strike":
      return t("Strike through (Ctrl+Shift+X)");
    case "code":
      return t("Code (Ctrl+E)");
    case "link":
      return t("Link (Ctrl+Shift+U)");
    case "heading":
      return t("Heading");
    case "quote":
      return t("Quote (Ctrl+Shift+9)");
    case "bullets":
      return t("Bulleted list (Ctrl+Shift+8)");
    case "numbers":
      return t("Numbered list (Ctrl+Shift+7)");
    case "block":
      return t("Block of code (Ctrl+Shift+C)");
  }
}
