import { Component, type ReactNode } from "react";
import { ApiProblem } from "../api/problem";
import { t } from "../lib/i18n";
import { Button } from "../ui/button";
import { lazily } from "../ui/lazily";
import styles from "./screens.module.css";
import { tellError } from "./tell-errors";

const FeatureComes = lazily(() => import("./feature-comes").then((module) => module.FeatureComes));

interface Props {
  readonly children: ReactNode;
  /** Where this is: going elsewhere leaves the fault behind. */
  readonly place?: string;
  /** The frame of what is shown instead; the middle of the page unless told. */
  readonly frame?: (words: ReactNode) => ReactNode;
}

/**
 * Catches what a part of the screen could not bear, tells the server, and offers the ways out.
 * Drafts and the outbox are on the device.
 */
export class ErrorBoundary extends Component<Props, { error: unknown; broken: boolean }> {
  override state = { error: null as unknown, broken: false };

  static getDerivedStateFromError(error: unknown) {
    return { error, broken: true };
  }

  override componentDidCatch(error: unknown) {
    tellError(error);
  }

  override componentDidUpdate(before: Props) {
    if (this.state.broken && before.place !== this.props.place) this.again();
  }

  private readonly again = () => this.setState({ error: null, broken: false });

  override render() {
    const { error, broken } = this.state;
    if (!broken) return this.props.children;
    const words = isComing(error) ? (
      <FeatureComes problem={error} onContinue={this.again} />
    ) : (
      <Broken onAgain={this.again} />
    );
    return this.props.frame?.(words) ?? <main className={styles.middle}>{words}</main>;
  }
}

function isComing(error: unknown): error is ApiProblem {
  return error instanceof ApiProblem && error.code === "feature.disabled";
}

function Broken({ onAgain }: { onAgain: () => void }) {
  return (
    <div className={styles.words} role="alert">
      <h1>{t("Something broke")}</h1>
      <p>{t("It is our mistake, not yours. What you wrote is kept on this device.")}</p>
      <div className={styles.ways}>
        <Button look="main" onClick={onAgain}>
          {t("Try again")}
        </Button>
        <Button onClick={() => location.reload()}>{t("Load the page again")}</Button>
      </div>
    </div>
  );
}
