import type { ReactNode } from "react";
import { Flame } from "./flame";
import styles from "./illustration.module.css";

/** What an empty place may show: a fire to sit down at, a search in the dark, a call, a page. */
export type Art = "hearth" | "lantern" | "call" | "page";

/** Our own drawings for empty places, in the colours of the theme; silent for screen readers. */
export function Illustration({ art }: { art: Art }) {
  return (
    <svg className={styles.art} viewBox="0 0 160 120" aria-hidden="true" focusable="false">
      <ellipse className={styles.ground} cx="80" cy="104" rx="64" ry="9" />
      {ARTS[art]()}
    </svg>
  );
}

const ARTS: Readonly<Record<Art, () => ReactNode>> = {
  hearth: Hearth,
  lantern: Lantern,
  call: Call,
  page: Page,
};

function Hearth() {
  return (
    <>
      <circle className={styles.glow} cx="80" cy="66" r="40" />
      <g transform="translate(49 24) scale(1.3)">
        <Flame />
      </g>
      <rect
        className={styles.wood}
        x="42"
        y="88"
        width="76"
        height="12"
        rx="6"
        transform="rotate(11 80 94)"
      />
      <rect
        className={styles.bark}
        x="42"
        y="88"
        width="76"
        height="12"
        rx="6"
        transform="rotate(-11 80 94)"
      />
      <path className={styles.star} d={star(22, 34)} />
      <path className={styles.star} d={star(134, 24)} />
      <path className={styles.star} d={star(118, 46)} />
    </>
  );
}

function Lantern() {
  return (
    <>
      <circle className={styles.glow} cx="80" cy="64" r="42" />
      <path className={styles.line} d="M64 32a16 16 0 0 1 32 0" />
      <rect className={styles.bark} x="58" y="32" width="44" height="9" rx="4" />
      <rect className={styles.sheet} x="63" y="41" width="34" height="46" rx="7" />
      <g transform="translate(67 50) scale(.54)">
        <Flame />
      </g>
      <rect className={styles.bark} x="56" y="87" width="48" height="10" rx="4" />
      <circle className={styles.dot} cx="24" cy="100" r="3" />
      <circle className={styles.dot} cx="36" cy="94" r="2.500" />
      <circle className={styles.dot} cx="128" cy="94" r="2.500" />
      <circle className={styles.dot} cx="140" cy="100" r="3" />
    </>
  );
}

function Call() {
  return (
    <>
      <circle className={styles.glow} cx="80" cy="60" r="44" />
      <path
        className={styles.sheet}
        d="M52 24h56a14 14 0 0 1 14 14v30a14 14 0 0 1-14 14H82l-18 16v-16H52a14 14 0 0 1-14-14V38a14 14 0 0 1 14-14z"
      />
      <path
        className={styles.mark}
        d="M89 53a9 9 0 1 1-18 0 9 9 0 0 1 18 0zM89 44v12a6 6 0 0 0 12 0v-3a21 21 0 1 0-9 17"
      />
      <path className={styles.star} d={star(28, 26)} />
      <path className={styles.star} d={star(136, 34)} />
    </>
  );
}

function Page() {
  return (
    <>
      <circle className={styles.glow} cx="80" cy="60" r="44" />
      <path className={styles.sheet} d="M80 40c-12-8-28-9-44-6v58c16-3 32-2 44 6z" />
      <path className={styles.sheet} d="M80 40c12-8 28-9 44-6v58c-16-3-32-2-44 6z" />
      <path
        className={styles.line}
        d="M46 48c8-1 16 0 24 4M46 60c8-1 16 0 24 4M46 72c8-1 16 0 24 4"
      />
      <path className={styles.ribbon} d="M98 32h12v34l-6-6-6 6z" />
      <path className={styles.star} d={star(136, 22)} />
    </>
  );
}

/** A star of four points around a place. */
function star(x: number, y: number): string {
  return `M${x} ${y - 5}l1.500 3.500 3.500 1.500-3.500 1.500-1.500 3.500-1.500-3.500-3.500-1.500 3.500-1.500z`;
}
