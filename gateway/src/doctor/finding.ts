/** Finding: what `sighej-gateway doctor` says about one precondition. Pure. */

export type Finding = {
  /** A word for a script: stable, kebab-case. */
  readonly name: string;
  /** What is so, in one line. */
  readonly says: string;
} & (
  | { readonly state: "ok" }
  /** The gateway works, but worse than it could. `failed`: it does not. */
  | { readonly state: "warning" | "failed"; readonly fix: string }
);

export const ok = (name: string, says: string): Finding => ({ name, state: "ok", says });
export const warning = (name: string, says: string, fix: string): Finding => ({
  ...{ name, state: "warning", says, fix },
});
export const failed = (name: string, says: string, fix: string): Finding => ({
  ...{ name, state: "failed", says, fix },
});

/** One or two lines: what is so, and what to do about it. */
export function linesOf(finding: Finding): readonly string[] {
  const line = `${finding.state.padEnd(8)} ${finding.name.padEnd(14)} ${finding.says}`;
  return finding.state === "ok" ? [line] : [line, `${" ".repeat(24)}${finding.fix}`];
}
