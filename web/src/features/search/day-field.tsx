import { useEffect, useState } from "react";
import { Field } from "../../ui/field";

/** Before that nobody talked here; a year that is still being typed is before it too. */
const FIRST_DAY = "2000-01-01";
const LAST_DAY = "9999-12-31";

/** A day of the calendar; what is only half typed counts for nothing yet. */
export function DayField(props: { label: string; value: string; onDay: (day: string) => void }) {
  const { label, value, onDay } = props;
  const [day, setDay] = useState(value);
  useEffect(() => setDay(value), [value]);
  return (
    <Field
      type="date"
      label={label}
      min={FIRST_DAY}
      max={LAST_DAY}
      value={day}
      onChange={({ target }) => {
        setDay(target.value);
        if (target.validity.valid) onDay(target.value);
      }}
    />
  );
}
