import { describe, expect, it } from "vitest";
import { noon, venue } from "../../test/fixtures.ts";
import { mailOf, saidOf } from "./bulletin-texts.ts";

describe("an e-mail", () => {
  it("has no line that a name has put there", () => {
    const said = saidOf(
      venue,
      "Vindue\r\nBcc: eve@example.org",
      {
        ...{
          kind: "gateway.silent",
          gateway: "door",
          incident: "a",
          level: "silent",
          reason: "no-sign",
        },
        ...{ lastSeen: new Date(noon).toISOString(), gatewayName: "Door\r\nX: y\u2028z" },
      },
      noon,
    );
    const { subject, text } = mailOf(said);
    expect(subject).toBe("[Vindue Bcc: eve@example.org] Gateway Door X: y z is silent");
    expect(text.split(/\r?\n/).every((line) => !/^(X|Bcc):/.test(line))).toBe(true);
    expect(text).toContain("Se til dens strøm, netværk og ur.");
  });

  it("says of a deaf radio what to do with it, and nothing of power and network", () => {
    const textOf = (kind: "gateway.late" | "gateway.silent" | "gateway.recovered") => {
      const said = saidOf(
        venue,
        "Vindue",
        {
          ...{ kind, gateway: "door", gatewayName: "Door", incident: "a", level: "silent" },
          ...{ reason: "no-radio", lastSeen: new Date(noon).toISOString() },
        },
        noon,
      );
      return mailOf(said);
    };
    expect(textOf("gateway.silent").subject).toBe("[Vindue] Gateway Door hears nothing");
    expect(textOf("gateway.silent").text).toMatch(
      /Bluetooth adapter, then pull its plug[\s\S]*tag så/,
    );
    expect(textOf("gateway.late").text).toMatch(/being seen to[\s\S]*forsøger selv/);
    expect(textOf("gateway.recovered").text).toMatch(/heard nothing from[\s\S]*hører igen/);
    expect(textOf("gateway.silent").text).not.toMatch(/network|netværk/);
  });
});
