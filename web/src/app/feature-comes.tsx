import { useState } from "react";
import { type ApiProblem, wordsOf } from "../api/problem";
import { RoadmapDialog } from "../features/flags/roadmap-dialog";
import { t } from "../lib/i18n";
import { Button } from "../ui/button";
import styles from "./screens.module.css";

/** Stands where something was asked for that this Campfire does not have yet. */
export function FeatureComes(props: { problem: ApiProblem; onContinue: () => void }) {
  const [roadmap, setRoadmap] = useState(false);
  return (
    <div className={styles.words} role="alert">
      <h1>{t("This comes later")}</h1>
      <p>{wordsOf(props.problem)}</p>
      <div className={styles.ways}>
        <Button look="main" onClick={props.onContinue}>
          {t("Continue")}
        </Button>
        <Button onClick={() => setRoadmap(true)}>{t("See what comes next")}</Button>
      </div>
      {roadmap ? <RoadmapDialog onClose={() => setRoadmap(false)} /> : null}
    </div>
  );
}
