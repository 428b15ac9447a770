/** The build of this page; none while it is developed. */
export function ownBuild(): string | null {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="campfire-build"]');
  return meta?.content ?? null;
}

/** The build of the web client that a server holds, from its name such as `0.1.0+1f2e3d`. */
export function webBuildOf(build: string): string | null {
  return build.split("+")[1] ?? null;
}
