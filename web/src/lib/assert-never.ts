/** Ends an exhaustive `switch`: a case that the types forgot fails to compile, and one that slips through at run time is told. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${String(value)}`);
}
