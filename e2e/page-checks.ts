import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type axe from 'axe-core';
import type { Browser, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

const axeSource = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
const desk = { width: 1280, height: 800 };
/** The narrowest window that WCAG 2.2 reckons with (1.4.10, reflow). */
const narrow = { width: 320, height: 640 };
const pageLanguages = ['en', 'fr', 'pt'] as const;

export type PageLanguage = (typeof pageLanguages)[number];

/** One person at her own browser: cookies, storage and language are nobody else's. */
export interface Visitor {
  readonly page: Page;
  /** What the browser complained of, apart from answers that `expected` allows. */
  readonly complaints: readonly string[];
}

export interface VisitorOptions {
  readonly locale: string;
  /** Failed answers that belong to the story, such as the 404 of a person who is not found. */
  readonly expected?: readonly { readonly status: number; readonly path: string }[];
}

export async function openVisitor(browser: Browser, { locale, expected = [] }: VisitorOptions): Promise<Visitor> {
  const context = await browser.newContext({ locale, viewport: desk, reducedMotion: 'reduce', colorScheme: 'light' });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return;
    const { pathname } = new URL(message.location().url || 'about:blank');
    const known = expected.some(({ status, path }) => path === pathname && message.text().includes(String(status)));
    if (!known) complaints.push(`${message.text()} ${pathname}`);
  });
  return { page, complaints };
}

/**
 * Holds of every page: no violation that axe finds, in light and in dark, and nothing to scroll sideways in a narrow
 * window in any language. Afterwards the page is as it was.
 */
export async function inspect(page: Page, name: string): Promise<void> {
  await settled(page);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await violations(page), `${name} in ${colorScheme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  const former = await languageOf(page);
  await page.setViewportSize(narrow);
  for (const language of [...pageLanguages.filter((one) => one !== former), former]) {
    await chooseLanguage(page, language);
    const widths = await page.evaluate(() => ({
      page: document.scrollingElement?.scrollWidth ?? 0,
      window: innerWidth,
    }));
    expect(widths.page, `${name} at ${narrow.width} px in ${language}`).toBeLessThanOrEqual(widths.window);
  }
  await page.setViewportSize(desk);
}

/** For what would not survive another language or width: an open dialog. */
export async function inspectAsItIs(page: Page, name: string): Promise<void> {
  await settled(page);
  expect(await violations(page), name).toEqual([]);
}

async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe: engine } = globalThis as unknown as { axe: typeof axe };
    const { violations: found } = await engine.run(document, { resultTypes: ['violations'] });
    return found.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(' | ')}`);
  });
}

async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
}

async function languageOf(page: Page): Promise<PageLanguage> {
  const tag = await page.evaluate(() => document.documentElement.lang.slice(0, 2));
  return pageLanguages.find((one) => one === tag) ?? 'en';
}

async function chooseLanguage(page: Page, language: PageLanguage): Promise<void> {
  await page.getByRole('combobox', { name: /^(Language|Langue|Língua)/ }).selectOption(language);
  await page.waitForFunction((wanted) => document.documentElement.lang.startsWith(wanted), language);
  await settled(page);
}

/** Loads a page anew until it shows what comes to it at a distance. */
export async function reloadUntilSeen(page: Page, sought: Locator, patience = 60_000): Promise<void> {
  const end = Date.now() + patience;
  for (;;) {
    await page.reload();
    const seen = await sought.waitFor({ timeout: 3_000 }).then(
      () => true,
      () => false,
    );
    if (seen) return;
    if (Date.now() > end) throw new Error(`${sought} does not come to the page`);
  }
}

/** Goes on by Tab until `target` has the focus, and holds that one sees where it is at each step. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  const farthest = 60;
  for (let step = 0; step < farthest; step++) {
    await page.keyboard.press('Tab');
    expect(await page.evaluate(showsFocus), 'the focus is seen').toBe('');
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`Tab does not come to ${target}`);
}

/** Nothing where the focus has a ring that can be seen; else what has the focus. Runs in the page. */
function showsFocus(): string {
  const active = document.activeElement;
  if (!active || active === document.body) return '';
  const label = active.closest('label');
  // A control of our own is drawn by its label; the browser's own control inside of it cannot be seen.
  const drawn = label ? [active, label, ...label.querySelectorAll('*')] : [active];
  const ringed = drawn.some((element) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    const { width, height } = element.getBoundingClientRect();
    return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2 && width > 8 && height > 8;
  });
  return ringed ? '' : active.outerHTML.slice(0, 200);
}

/** On arrival at a page the focus stands at its heading, so that it is read out and Tab goes on from there. */
export async function arrivesAtHeading(page: Page, name: string | RegExp): Promise<void> {
  const heading = page.getByRole('heading', { level: 1, name });
  await heading.waitFor();
  await page.waitForFunction(() => document.activeElement?.tagName === 'H1');
}
