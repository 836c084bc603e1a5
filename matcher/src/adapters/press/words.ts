/**
 * Words: what is printed besides a venue's own texts, in both languages. Pure.
 */
import type { PrintLanguage } from "@sighej/protocol";

type Words = Readonly<Record<PrintLanguage, string>>;
type Texts<K extends string> = Readonly<Record<K, Words>>;

export const posterWords: Texts<"invite" | "short" | "promise" | "type"> = {
  invite: {
    en: "Open to talk? Scan, choose what you care about, and we will let you know when someone nearby shares it.",
    da: "Har du lyst til at snakke? Scan, vælg det, du går op i, og vi siger til, når nogen i nærheden deler det.",
  },
  short: { en: "Open to talk? Scan and say hi.", da: "Har du lyst? Scan og sig hej." },
  promise: {
    en: "No name, no account. Deleted after two hours at most.",
    da: "Intet navn, ingen konto. Slettes efter højst to timer.",
  },
  type: { en: "Or go to", da: "Eller gå til" },
};

export const badgeWords = "Scan for at bruge · Scan to use";

export const signWords: Texts<
  "title" | "lead" | "controller" | "purpose" | "kept" | "optOut" | "more"
> = {
  title: { en: "Open to talk, if you want to", da: "Åben for en snak, hvis du vil" },
  lead: {
    en: "SigHej is in use here. It concerns only those who join.",
    da: "Her bruges SigHej. Det gælder kun dem, der er med.",
  },
  controller: { en: "Who answers for it", da: "Hvem har ansvaret" },
  purpose: { en: "What for", da: "Hvorfor" },
  kept: { en: "What is kept", da: "Hvad gemmes" },
  optOut: { en: "If you do not want to", da: "Hvis du ikke vil" },
  more: { en: "Read more, or join", da: "Læs mere, eller vær med" },
};

/** Where a venue has no texts of its own. */
export const signTexts: Texts<"purpose" | "kept" | "optOut"> = {
  purpose: {
    en: "To let people who are open to talk know that someone nearby shares an interest.",
    da: "At give folk, der har lyst til at snakke, besked om, at nogen i nærheden deler en interesse.",
  },
  kept: {
    en:
      "Of those who join: a random code, the interests they chose and the zone they are in, for two " +
      "hours at most. No name, no account, no history of places. What stays are rough counts with " +
      "noise added, about nobody. Small receivers listen for SigHej's own codes and drop everything else at once.",
    da:
      "Om dem, der er med: en tilfældig kode, de valgte interesser og den zone, de er i, i højst to " +
      "timer. Intet navn, ingen konto, ingen historik over steder. Tilbage bliver omtrentlige tal med " +
      "støj, som ikke handler om nogen. Små modtagere lytter efter SigHejs egne koder og smider alt andet væk med det samme.",
  },
  optOut: {
    en: "Do nothing, and nothing is kept about you. If you have joined: Stop and delete in the app, at any time.",
    da: "Gør ingenting, så gemmes intet om dig. Er du med: Stop og slet i appen, når som helst.",
  },
};

export const placementWords: Texts<
  "title" | "gateway" | "zone" | "grid" | "metres" | "posters" | "note"
> = {
  title: { en: "Where gateways hang", da: "Hvor gateways hænger" },
  gateway: { en: "Gateway", da: "Gateway" },
  zone: { en: "Zone", da: "Zone" },
  grid: { en: "A square is {side} m.", da: "En tern er {side} m." },
  metres: {
    en: "Metres to the right of the plan's origin, and down from it.",
    da: "Meter til højre for planens nulpunkt, og ned fra det.",
  },
  posters: { en: "Posters", da: "Plakater" },
  note: {
    en: "Hang each at 2 to 2.5 m, free of metal, its power where nobody trips over it.",
    da: "Hæng hver i 2 til 2,5 m højde, fri af metal, med strøm hvor ingen falder over den.",
  },
};
