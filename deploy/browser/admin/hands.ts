/**
 * Hands: the two ways in which one script of steps is done: by a pointer, and by keys alone, which see
 * the focus wherever they are. A file is chosen in the system's own window either way.
 */
import type { FileChooser, Locator, Page } from "playwright-core";

interface File {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}
export interface Spot {
  /** Metres to the right and down. */
  readonly x: number;
  readonly y: number;
}

export interface Hands {
  /** A button, a link, a switch, a box. */
  press(target: Locator): Promise<void>;
  /** In the place of what is in the field. */
  write(field: Locator, text: string): Promise<void>;
  /** An option of a list, by its text. */
  choose(list: Locator, option: string): Promise<void>;
  /** `input`: that of a file. */
  give(input: Locator, file: File): Promise<void>;
  /** Puts the corners of an outline on a plan whose drawing has begun, and closes it. */
  outline(layer: Locator, corners: readonly Spot[]): Promise<void>;
}

export const byPointer = (page: Page): Hands => ({
  press: (target) => target.click(),
  write: (field, text) => field.fill(text),
  choose: async (list, option) => void (await list.selectOption({ label: option })),
  give: async (input, file) => {
    // What is pressed is the label around it.
    await chosen(page, file, () => input.locator("xpath=..").click());
  },
  outline: async (layer, corners) => {
    const [first] = corners;
    if (first === undefined) return;
    for (const spot of [...corners, first]) {
      const at = await layer.evaluate((each, { x, y }) => {
        const matrix = (each as SVGGElement).getScreenCTM();
        const point = new DOMPoint(x, y).matrixTransform(matrix ?? undefined);
        return { x: point.x, y: point.y };
      }, spot);
      await page.mouse.click(at.x, at.y);
    }
  },
});

/** Of an arrow key on a plan, m. */
const STEP = 0.5;
/** Past every field of the longest screen. */
const MOST_TABS = 200;
const MOST_OPTIONS = 20;

export function byKeys(page: Page): Hands {
  const { keyboard } = page;
  const hands: Hands = {
    press: async (target) => {
      await reach(page, target);
      // A box is turned by Space, a link followed by Enter; a button takes either.
      const isBox = await target.evaluate((each) => each instanceof HTMLInputElement);
      await keyboard.press(isBox ? "Space" : "Enter");
    },
    write: async (field, text) => {
      await reach(page, field);
      await keyboard.press("Control+A");
      await keyboard.type(text);
      // Fields of numbers take what was written when one goes on.
      await keyboard.press("Tab");
    },
    choose: async (list, option) => {
      await reach(page, list);
      const taken = () =>
        list.evaluate((each) => (each as HTMLSelectElement).selectedOptions[0]?.label);
      for (let left = MOST_OPTIONS; (await taken()) !== option; left--) {
        if (left === 0) throw new Error(`keys do not get to "${option}"`);
        await keyboard.press("ArrowDown");
      }
    },
    give: async (input, file) => {
      await reach(page, input);
      await chosen(page, file, () => keyboard.press("Enter"));
    },
    outline: async (layer, corners) => {
      await reach(page, layer);
      for (const to of corners) {
        const from = await crossOf(layer);
        await pressed(page, to.x < from.x ? "ArrowLeft" : "ArrowRight", to.x - from.x);
        await pressed(page, to.y < from.y ? "ArrowUp" : "ArrowDown", to.y - from.y);
        await keyboard.press("Space");
      }
      await keyboard.press("Enter");
    },
  };
  return hands;
}

async function chosen(page: Page, file: File, open: () => Promise<void>): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser") as Promise<FileChooser>,
    open(),
  ]);
  await chooser.setFiles(file);
}

/** So far by one arrow, and the rest of a step by the finer one. */
async function pressed(page: Page, arrow: string, way: number): Promise<void> {
  const tenths = Math.round(Math.abs(way) * 10);
  const [steps, rest] = [Math.floor(tenths / (STEP * 10)), tenths % (STEP * 10)];
  for (let step = 0; step < steps; step++) await page.keyboard.press(arrow);
  for (let step = 0; step < rest; step++) await page.keyboard.press(`Shift+${arrow}`);
}

/** Its label says where the cross is: "… 8 m to the right, 6 m down …". */
async function crossOf(layer: Locator): Promise<Spot> {
  const label = (await layer.getAttribute("aria-label")) ?? "";
  const [x, y] = [...label.matchAll(/-?\d+(?:\.\d+)?/g)].map(([text]) => Number(text));
  if (x === undefined || y === undefined) throw new Error(`no cross in "${label}"`);
  return { x, y };
}

/** Tabs to it, the shorter way round, and sees that it has the focus. */
async function reach(page: Page, target: Locator): Promise<void> {
  await target.waitFor({ state: "attached" });
  for (let tabs = 0; ; tabs++) {
    const way = await target.evaluate((each) => {
      if (each === document.activeElement) return "there";
      const before = document.activeElement?.compareDocumentPosition(each) ?? 0;
      return before & Node.DOCUMENT_POSITION_PRECEDING ? "back" : "on";
    });
    if (way === "there") break;
    if (tabs === MOST_TABS) throw new Error(`keys do not get to ${target}`);
    await page.keyboard.press(way === "back" ? "Shift+Tab" : "Tab");
  }
  if (!(await isSeen(target))) throw new Error(`nobody sees that ${target} has the focus`);
}

/** The focus is drawn around what has it or the label that it is in, or inside of a drawing. */
const isSeen = (target: Locator): Promise<boolean> =>
  target.evaluate((each) => {
    const probe = document.body.appendChild(document.createElement("i"));
    probe.style.color = "var(--focus)";
    const focus = getComputedStyle(probe).color;
    probe.remove();
    const drawn = [each, each.closest("label"), ...each.querySelectorAll("svg *, rect, path")];
    return drawn.some((one) => {
      if (one === null) return false;
      const { outlineStyle, outlineWidth, stroke } = getComputedStyle(one);
      return (outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2) || stroke === focus;
    });
  });
