import styles from "./icon.module.css";

/** Our own drawings: 24 × 24, one stroke. */
const DRAWINGS = {
  plus: "M12 5v14M5 12h14",
  close: "M6 6l12 12M18 6L6 18",
  back: "M15 5l-7 7 7 7",
  down: "M12 5v13M6 12.500l6 6 6-6",
  send: "M4.500 12L20 4.500 15.500 20l-3.700-6.300zM11.800 13.700L20 4.500",
  pencil:
    "M4.500 19.500l1-4.200L16.200 4.600a1.500 1.500 0 0 1 2.100 0l1.100 1.100a1.500 1.500 0 0 1 0 2.100L8.700 18.500z",
  bin: "M5 7h14M10 7V4.500h4V7M7 7l.8 12.500h8.400L17 7M10.200 10.500v5.500M13.800 10.500v5.500",
  people:
    "M9 11.200a3.200 3.200 0 1 0 0-6.400 3.200 3.200 0 0 0 0 6.400zM3.500 19.200c.4-3 2.600-4.700 5.500-4.700s5.100 1.700 5.500 4.700M15.800 5.200a3 3 0 0 1 0 5.600M17.300 14.900c1.800.6 2.900 2 3.200 4.300",
  lock: "M6.500 11h11v8.500h-11zM8.800 11V8a3.200 3.200 0 0 1 6.400 0v3",
  hash: "M9.500 4.500l-2 15M16.500 4.500l-2 15M5 9.200h14.500M4.500 14.800H19",
  dots: "M5 12a.8.8 0 1 0 1.600 0 .8.8 0 0 0-1.600 0zM11.200 12a.8.8 0 1 0 1.600 0 .8.8 0 0 0-1.600 0zM17.400 12a.8.8 0 1 0 1.600 0 .8.8 0 0 0-1.600 0z",
  leave: "M13.500 5H6v14h7.500M11 12h9.500M17 8.500l3.500 3.500-3.500 3.500",
  link: "M10 14.200a3.700 3.700 0 0 0 5.300 0l3-3a3.700 3.700 0 0 0-5.300-5.300l-1.200 1.200M14 9.800a3.700 3.700 0 0 0-5.300 0l-3 3a3.700 3.700 0 0 0 5.300 5.300l1.200-1.200",
  check: "M5 12.500l4.700 4.700L19 7.500",
  alert: "M12 4.500l8.500 15h-17zM12 10.500v4M12 17h.01",
  clock: "M12 4.500a7.500 7.500 0 1 0 0 15 7.500 7.500 0 0 0 0-15zM12 8.200V12l2.600 1.800",
} as const;

/** A drawing's name. */
export type IconName = keyof typeof DRAWINGS;

/** A small drawing beside words or inside a named button; silent for screen readers. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className={styles.icon} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={DRAWINGS[name]} />
    </svg>
  );
}
