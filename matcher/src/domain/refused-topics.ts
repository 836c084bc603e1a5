/**
 * Refused topics: finds, in what a venue would add to its list, what may not be asked of people, by
 * words of both languages. Pure.
 *
 * The topics are those of the shared list (`interests.json`, refused_topics), in its order. Words find
 * what is plainly meant; whatever they miss is for the second account that has to approve.
 */
import { type Localised, refusedTopics } from "@sighej/protocol";

/** By topic. A word is found at the beginning of a word; one with a full stop, as a whole. */
const words: readonly (readonly string[])[] = [
  (
    "health healthcare illness disease disab diet. diabet cancer adhd. autis depress anxiety therapy therapist " +
    "sober sobriety recovery. allerg vegan halal kosher wheelchair patient sundhed sygdom syge handicap diaet " +
    "kraeft angst aedru afvaenn terapi allergi kronisk psyk medicin"
  ).split(" "),
  (
    "relig christ church bible muslim islam quran jew judais hindu buddh atheis pray faith. belief mosque " +
    "kirke kristen kristn bibel jode jodisk moske koran ateis tro. bon. gud. god."
  ).split(" "),
  (
    "politic. politics party. election vote voting union. unions socialis conservativ liberal. liberals activis " +
    "protest abortion gun. palest israel ukrain trump partipoliti politik valg fagforening aktivis abort demonstration"
  ).split(" "),
  (
    "sex sexual gay. gays lesb bisex queer lgbt trans. transgender gender dating. date. dates single. singles " +
    "married divorce flirt kink poly. homo. homoseks seksu kon. konsidentitet parforhold skilt. gift. datingliv"
  ).split(" "),
  (
    "ethnic race. racial nationality immigrant migrant refugee asylum expat. expats etnisk etnicitet national. " +
    "nationalitet indvandrer flygtning asyl opholdstilladelse"
  ).split(" "),
  (
    "parent mother. mothers father. fathers mum. mums dad. dads pregnan baby. babies toddler famil kids. " +
    "children. foraeld moedre. mor. far. faedre. gravid boern. born. smaabarn fertil"
  ).split(" "),
  (
    "income salary debt. debts gambl casino betting loan. loans bankrupt lon. lonninger indkomst gaeld gambling " +
    "vaeddemaal kontanthjaelp dagpenge"
  ).split(" "),
  "drug. drugs cannabis weed. cocain mdma. lsd. psychedel narko hash. stoffer. kokain svampe.".split(
    " ",
  ),
];

/** The topic that these words are about, as staff are told it; undefined when none is found. */
export function refusedTopicIn(texts: readonly Localised[]): string | undefined {
  const said = new Set(texts.flatMap(({ en, da }) => [...wordsOf(en), ...wordsOf(da)]));
  const at = words.findIndex((stems) =>
    stems.some((stem) => [...said].some((word) => begins(word, stem))),
  );
  return refusedTopics().topics[at];
}

const begins = (word: string, stem: string): boolean =>
  stem.endsWith(".") ? word === stem.slice(0, -1) : word.startsWith(stem);

/** In lower case, without accents; ø as o and as oe, å as aa, so that a word is found as it is typed. */
const wordsOf = (text: string): readonly string[] => {
  const lower = text.toLowerCase().replaceAll("æ", "ae").replaceAll("å", "aa");
  return [lower.replaceAll("ø", "o"), lower.replaceAll("ø", "oe")].flatMap((each) =>
    each
      .normalize("NFD")
      .replace(/\p{M}/gu, "")
      .split(/[^a-z0-9]+/)
      .filter((word) => word !== ""),
  );
};
