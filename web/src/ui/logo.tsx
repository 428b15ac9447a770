import styles from "./logo.module.css";

/** The flame, our own drawing; the same as the page's icon. */
export function Logo({ size = "small" }: { size?: "small" | "large" }) {
  return (
    <svg
      className={`${styles.logo} ${size === "large" ? styles.large : ""}`}
      viewBox="0 0 48 48"
      aria-hidden="true"
      focusable="false"
    >
      <path
        className={styles.outer}
        d="M25.600 3.200c1.200 6.100-1.400 9.400-4.600 12.900-1.500 1.600-3 3.300-4.200 5.300-.9-1.500-1.200-3.200-1-5.200-4.300 3.900-7 8.700-7 14.100C8.800 38.900 15.700 45 24 45s15.200-6.100 15.200-14.700c0-4.700-1.900-8.500-4.600-12.100-.2 2.200-.9 3.900-2.200 5.200.4-7.900-1.600-15-6.800-20.200z"
      />
      <path
        className={styles.inner}
        d="M24.700 22.500c.7 3.100-.7 5-2.300 6.900-1.700 2-3.600 4.200-3.600 7.300 0 3.700 2.500 6.100 5.500 6.100s5.700-2.400 5.700-6.300c0-2.400-.9-4.300-2-6-.2 1-.5 1.700-1.100 2.300.2-4-.5-7.600-2.200-10.300z"
      />
    </svg>
  );
}
