import styles from "./logo.module.css";

/** The flame, our own drawing: the page's icon, which is there already. */
export function Logo({ size = "small" }: { size?: "small" | "large" }) {
  return (
    <img
      className={`${styles.logo} ${size === "large" ? styles.large : ""}`}
      src="/flame.svg"
      alt=""
    />
  );
}
