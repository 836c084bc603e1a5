import { describe, expect, it } from "vitest";
import { noon, venue } from "../../test/fixtures.ts";
import { mailOf, saidOf } from "./bulletin-texts.ts";

describe("an e-mail", () => {
  it("has no line that a name has put there", () => {
    const said = saidOf(
      venue,
      "Vindue\r\nBcc: eve@example.org",
      {
        ...{ kind: "gateway.silent", gateway: "door", incident: "a", level: "silent" },
        ...{ lastSeen: new Date(noon).toISOString(), gatewayName: "Door\r\nX: y\u2028z" },
      },
      noon,
    );
    const { subject, text } = mailOf(said);
    expect(subject).toBe("[Vindue Bcc: eve@example.org] Gateway Door X: y z is silent");
    expect(text.split(/\r?\n/).every((line) => !/^(X|Bcc):/.test(line))).toBe(true);
    expect(text).toContain("Se til dens strøm, netværk og ur.");
  });
});
