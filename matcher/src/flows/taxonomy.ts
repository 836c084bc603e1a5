/**
 * Taxonomy: which interests may be chosen at a venue: shared ones hidden or shown, and its own, which
 * one account proposes and another approves.
 */
import {
  decodeInterestDraft,
  decodeInterestHiding,
  fitting,
  type Interest,
  type InterestDraft,
  type InterestId,
  type InterestPreview,
  interestCategories,
  interestOf,
  interestsById,
  interestsWith,
  MAX_OWN_INTERESTS,
  type OwnInterest,
  ownCategory,
  ownInterestId,
  parseInterestId,
  parseVenueId,
  phraseKinds,
  refusedTopics,
  sentencesOf,
  type Taxonomy,
} from "@sighej/protocol";
import { refusedTopicIn } from "../domain/refused-topics.ts";
import type { Staff } from "../domain/staff/access.ts";
import type { VenueSetup } from "../domain/venue.ts";
import type { ProposalStore, Proposed } from "../taxonomy-ports.ts";
import { type ChangePorts, changeSetup } from "./change-setup.ts";
import { denied, deniedFor, done, type Outcome } from "./outcome.ts";
import type { Venue, Venues } from "./venues.ts";

export interface TaxonomyPorts extends ChangePorts {
  readonly venues: Venues;
  readonly proposals: ProposalStore;
}

export interface TaxonomyFlows {
  list(venue: string, staff: Staff): Promise<Outcome<Taxonomy>>;
  preview(venue: string, body: unknown): Outcome<InterestPreview>;
  propose(venue: string, staff: Staff, body: unknown): Promise<Outcome<InterestPreview>>;
  approve(venue: string, interest: string, staff: Staff): Promise<Outcome<undefined>>;
  hide(venue: string, interest: string, body: unknown): Promise<Outcome<undefined>>;
  /** Of the venue's own, or a proposal. */
  remove(venue: string, interest: string): Promise<Outcome<undefined>>;
}

export const taxonomyFlows = (ports: TaxonomyPorts): TaxonomyFlows => ({
  list: async (text, staff) => {
    const venue = venueIn(ports, text);
    if (venue === undefined) return denied({ kind: "unknown-venue" });
    const { interests, ownInterests = [] } = venue.setup;
    const shown = new Set(interests);
    const all = [...ownInterests.map(interestOf), ...interestsById.values()];
    return done({
      entries: all.map(({ id, category, label, aliases }) => ({
        ...{ id, category, label: { ...label }, ...aliasesOf({ aliases }) },
        ...{ hidden: !shown.has(id), own: category === ownCategory.id },
      })),
      proposed: (await ports.proposals.list(venue.setup.id)).map((each) => proposalOf(each, staff)),
      categories: [ownCategory, ...interestCategories].map(({ id, label }) => ({
        id,
        label: { ...label },
      })),
      phrases: [...phraseKinds],
      refused: { why: refusedTopics().why, topics: [...refusedTopics().topics] },
      ownMax: MAX_OWN_INTERESTS,
      editable: venue.version !== undefined,
    });
  },
  preview: (text, body) => {
    const venue = venueIn(ports, text);
    if (venue === undefined) return denied({ kind: "unknown-venue" });
    const checked = checkedIn(venue, body);
    return checked.ok ? done(previewOf(checked.value)) : checked;
  },
  propose: async (text, staff, body) => {
    const venue = venueIn(ports, text);
    if (venue === undefined) return denied({ kind: "unknown-venue" });
    const checked = checkedIn(venue, body);
    if (!checked.ok) return checked;
    if (venue.version === undefined) return denied({ kind: "venue-in-file" });
    const proposed = { ...checked.value, by: staff.id, byName: staff.name };
    const outcome = await ports.proposals.propose(venue.setup.id, proposed);
    if (outcome === "taken") return denied({ kind: "interest-taken" });
    if (outcome === "full") return denied({ kind: "too-many-interests" });
    return done(previewOf(checked.value));
  },
  approve: async (text, interestText, staff) => {
    const venue = venueIn(ports, text);
    if (venue === undefined) return denied({ kind: "unknown-venue" });
    const all = await ports.proposals.list(venue.setup.id);
    const found = all.find(({ id }) => id === interestText);
    if (found === undefined) return denied({ kind: "unknown-interest" });
    if (found.by === staff.id) return denied({ kind: "own-proposal" });
    const { by: _by, byName: _name, ...interest } = found;
    const added = await changeSetup(ports, venue, (setup) => withOwn(setup, interest));
    if (added.ok) await ports.proposals.take(venue.setup.id, found.id);
    return added;
  },
  hide: async (text, interestText, body) => {
    const venue = venueIn(ports, text);
    if (venue === undefined) return denied({ kind: "unknown-venue" });
    const edit = decodeInterestHiding(body);
    if (!edit.ok) return deniedFor(edit.problem);
    const id = interestIn(venue, interestText);
    if (id === undefined) return denied({ kind: "unknown-interest" });
    return changeSetup(ports, venue, (setup) => {
      const interests = edit.value.hidden
        ? setup.interests.filter((each) => each !== id)
        : inOrder([...setup.interests, id], setup);
      if (interests.length === 0) return denied({ kind: "last-interest" });
      return done({ setup: { ...setup, interests }, value: undefined });
    });
  },
  remove: async (text, interestText) => {
    const venue = venueIn(ports, text);
    if (venue === undefined) return denied({ kind: "unknown-venue" });
    const id = parseInterestId(interestText);
    if (!id.ok) return denied({ kind: "unknown-interest" });
    if ((await ports.proposals.take(venue.setup.id, id.value)) !== undefined)
      return done(undefined);
    if (venue.setup.ownInterests?.some((each) => each.id === id.value) !== true)
      return denied({ kind: "unknown-interest" });
    return changeSetup(ports, venue, (setup) => {
      const interests = setup.interests.filter((each) => each !== id.value);
      if (interests.length === 0) return denied({ kind: "last-interest" });
      const ownInterests = setup.ownInterests?.filter((each) => each.id !== id.value);
      return done({ setup: { ...setup, interests, ownInterests }, value: undefined });
    });
  },
});

/** What staff typed, as an interest of the venue; or why it cannot be one, field by field. */
function checkedIn({ setup }: Venue, body: unknown): Outcome<OwnInterest> {
  const draft = decodeInterestDraft(body);
  if (!draft.ok) return deniedFor(draft.problem);
  const { label, x, aliases = { en: [], da: [] } } = draft.value;
  const others = { en: aliases.en.join(" "), da: aliases.da.join(" ") };
  const topic = refusedTopicIn([label, x, others]);
  if (topic !== undefined)
    return denied({ kind: "refused-topic", detail: `${topic}. ${refusedTopics().why}` });
  const id = ownInterestId(setup.id, label);
  if (!id.ok) return deniedFor(id.problem);
  if (setup.ownInterests?.some((each) => each.id === id.value) || isShared(draft.value))
    return denied({ kind: "interest-taken" });
  const interest = { id: id.value, ...draft.value };
  const fits = fitting(interestOf(interest), interestsWith(setup.ownInterests).values());
  return fits.ok ? done(interest) : deniedFor(fits.problem);
}

/** Two of one name would split those who share it. */
const isShared = ({ label }: InterestDraft): boolean =>
  [...interestsById.values()].some(
    (each) => each.label.en.toLowerCase() === label.en.toLowerCase(),
  );

function withOwn(
  setup: VenueSetup,
  interest: OwnInterest,
): Outcome<{ readonly setup: VenueSetup; readonly value: undefined }> {
  const own = setup.ownInterests ?? [];
  if (own.some(({ id }) => id === interest.id)) return denied({ kind: "interest-taken" });
  if (own.length >= MAX_OWN_INTERESTS) return denied({ kind: "too-many-interests" });
  const ownInterests = [...own, interest];
  const changed = { ...setup, ownInterests };
  const interests = inOrder([...setup.interests, interest.id], changed);
  return done({ setup: { ...changed, interests }, value: undefined });
}

/** The venue's own first, then in the order of the shared list; each once. */
function inOrder(ids: readonly InterestId[], { ownInterests = [] }: VenueSetup) {
  const chosen = new Set(ids);
  return [...ownInterests.map(({ id }) => id), ...interestsById.keys()].filter((each) =>
    chosen.has(each),
  );
}

const sentencesFor = (interest: Interest) => ({
  en: [...sentencesOf(interest, "en")],
  da: [...sentencesOf(interest, "da")],
});

const previewOf = (interest: OwnInterest): InterestPreview => ({
  id: interest.id,
  sentences: sentencesFor(interestOf(interest)),
});

function proposalOf({ by, byName, aliases, ...interest }: Proposed, { id }: Staff) {
  const { label, x } = interest;
  return {
    ...{ ...interest, label: { ...label }, x: { ...x }, ...aliasesOf({ aliases }) },
    ...{ by: byName, mine: by === id, sentences: sentencesFor(interestOf(interest)) },
  };
}

/** As an answer has them; nothing where there are none. */
const aliasesOf = ({ aliases }: Pick<Interest, "aliases">) =>
  aliases === undefined ? {} : { aliases: { en: [...aliases.en], da: [...aliases.da] } };

const interestIn = ({ setup }: Venue, text: string): InterestId | undefined =>
  [...interestsWith(setup.ownInterests).keys()].find((each) => each === text);

function venueIn({ venues }: TaxonomyPorts, text: string): Venue | undefined {
  const id = parseVenueId(text);
  return id.ok ? venues.all.get(id.value) : undefined;
}
