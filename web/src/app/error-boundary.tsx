import { Component, type ReactNode } from "react";
import { Button } from "../ui/button";
import styles from "./screens.module.css";

/** Catches what a screen could not bear, says so, and offers the way out. Drafts and the outbox are on the device. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    return (
      <main className={styles.middle} role="alert">
        <h1>Something broke</h1>
        <p>It is our mistake, not yours. What you wrote is kept on this device.</p>
        <Button look="main" onClick={() => location.reload()}>
          Load the page again
        </Button>
      </main>
    );
  }
}
