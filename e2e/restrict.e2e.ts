import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchBrowser } from './browser.ts';
import { carnet } from './nodes.ts';
import { inspect, inspectAsItIs, openVisitor, type Visitor } from './page-checks.ts';

const { stateDir, fr } = inject('carnet');
const patient = 'fr-claire-moreau';

/** Claire hides one entry of her record from her doctors, is told what that does first, and takes it back. */
describe('restricting one entry, in a browser', () => {
  let browser: Browser;
  let claire: Visitor;
  let tokens: { readonly citizen: string; readonly doctor: string };
  let entry: { readonly id: string; readonly name: string };

  const as = async (who: keyof typeof tokens, path: string, body?: unknown) =>
    fetch(`${fr}${path}`, {
      method: body === undefined ? 'GET' : 'PUT',
      headers: { authorization: `Bearer ${tokens[who]}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const conditionsOfDoctor = async () => {
    const answer = await as('doctor', `/fhir/Condition?patient=${patient}&_total=accurate`);
    const { entry: found = [], total } = (await answer.json()) as {
      readonly entry?: readonly { readonly resource: { readonly id: string } }[];
      readonly total: number;
    };
    return { ids: found.map(({ resource }) => resource.id), total };
  };
  const share = (restrictions: readonly object[]) =>
    as('citizen', `/api/sharing/${patient}`, { crossBorder: true, restrictions });

  beforeAll(async () => {
    browser = await launchBrowser();
    claire = await openVisitor(browser, { locale: 'fr-FR' });
    tokens = {
      citizen: await carnet(stateDir, 'token', '--node', 'fr', '--as', 'citizen'),
      doctor: await carnet(stateDir, 'token', '--node', 'fr', '--as', 'doctor'),
    };
    await share([]);
    const answer = await as('citizen', `/fhir/Condition?patient=${patient}&clinical-status=active`);
    const { entry: found = [] } = (await answer.json()) as {
      readonly entry?: readonly {
        readonly resource: {
          readonly id: string;
          readonly code: { readonly text?: string; readonly coding?: readonly { readonly display?: string }[] };
        };
      }[];
    };
    const { id, code } = found[0]?.resource ?? { id: '', code: {} };
    entry = { id, name: code.text ?? code.coding?.[0]?.display ?? '' };
    expect(entry.id).not.toBe('');
  });
  afterAll(async () => {
    await share([]);
    await browser?.close();
  });

  it('is reached from the entry in her record', async () => {
    const { page } = claire;
    await page.goto(`${fr}/record`);
    await page.getByRole('main').getByRole('link', { name: 'Se connecter' }).click();
    await page.getByRole('button', { name: /Claire Moreau/ }).click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.locator('.entry-menu').first().click();
    await page.getByRole('menuitem', { name: 'Qui voit ceci' }).click();
    await page.getByRole('heading', { level: 1, name: 'Qui voit cet élément' }).waitFor();
    expect(new URL(page.url()).searchParams.get('entry')).toMatch(/^[A-Za-z]+\//);
  });

  it('tells in words what her doctor will no longer see, before anything changes', async () => {
    const { page } = claire;
    await page.goto(`${fr}/sharing/entry?entry=Condition/${entry.id}`);
    await page.getByRole('radio', { name: /Tous les professionnels/ }).check({ force: true });
    const effect = page.getByRole('region', { name: 'Ce que cela change' });
    await effect.getByText('Les professionnels qui vous soignent dans votre pays').waitFor();
    await effect.getByText(`ne verront pas que vous avez ${entry.name}.`).first().waitFor();
    await effect.getByText(/Qui déclare une urgence voit encore tout/).waitFor();
    await inspect(page, 'what hiding an entry does');
    expect((await conditionsOfDoctor()).ids).toContain(entry.id);
  });

  it('vanishes for her doctor, from answers and counts, as if it had never been', async () => {
    const before = await conditionsOfDoctor();
    await claire.page.getByRole('button', { name: 'Enregistrer' }).click();
    await claire.page.getByText('Enregistré. Cela vaut dès maintenant.').waitFor();
    const after = await conditionsOfDoctor();
    expect(after).toEqual({ ids: before.ids.filter((id) => id !== entry.id), total: before.total - 1 });
    const [hidden, absent] = await Promise.all(
      [entry.id, `${entry.id.slice(0, -1)}~`.replace('~', 'z')].map(async (id) => {
        const answer = await as('doctor', `/fhir/Condition/${id}`);
        return {
          status: answer.status,
          etag: answer.headers.get('etag'),
          body: (await answer.text()).replaceAll(id, 'ID'),
        };
      }),
    );
    expect(hidden?.status).toBe(404);
    expect(hidden?.etag).toBeNull();
    expect(withoutTrace(hidden?.body)).toBe(withoutTrace(absent?.body));
    expect((await as('citizen', `/fhir/Condition/${entry.id}`)).status).toBe(200);
  });

  it('is explained by the simulator: who sees it now, and by which rule', async () => {
    const { page } = claire;
    await page.goto(`${fr}/simulator?entry=Condition/${entry.id}`);
    await page.getByRole('heading', { level: 1, name: 'Qui pourrait voir ceci, et pourquoi' }).waitFor();
    await page.getByText('N’en voit rien').first().waitFor();
    await page.getByRole('button', { name: 'Montrer' }).click();
    await page
      .getByText(/ sur \d/)
      .first()
      .waitFor();
    await inspect(page, 'the simulator');
  });

  it('comes back when she takes the choice back on the page of sharing', async () => {
    const { page } = claire;
    await page.goto(`${fr}/sharing`);
    await page.getByRole('heading', { level: 2, name: 'Masquer à un lecteur, à un pays, ou par sujet' }).waitFor();
    await inspect(page, 'sharing with a hidden entry');
    await page.getByRole('button', { name: `Annuler ce choix : ${entry.name}, à tous les professionnels` }).click();
    const dialog = page.getByRole('alertdialog', { name: 'Montrer ceci de nouveau ?' });
    await dialog
      .getByText(/de nouveau visible/)
      .first()
      .waitFor();
    await dialog.getByRole('button', { name: 'Enregistrer' }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect((await conditionsOfDoctor()).ids).toContain(entry.id);
    const history = await as('citizen', `/fhir/Consent/choices-${patient}/_history`);
    expect(((await history.json()) as { readonly entry: readonly unknown[] }).entry.length).toBeGreaterThan(1);
    expect((await as('doctor', `/fhir/Consent/choices-${patient}`)).status).toBe(404);
  });

  it('hides a sensitive subject from one country by the keyboard alone, and says first what that does', async () => {
    const { page } = claire;
    const kept = async () =>
      ((await (await as('citizen', `/api/sharing/${patient}`)).json()) as { readonly restrictions: unknown })
        .restrictions;
    const review = page.getByRole('button', { name: 'Voir l’effet avant de masquer' });
    await page.getByRole('combobox', { name: 'Que masquer' }).selectOption('VIH et sida');
    await page.getByRole('combobox', { name: 'À qui' }).selectOption('aux professionnels d’un seul pays…');
    await review.press('Enter');
    await page.getByRole('link', { name: 'Choisissez un pays dans la liste' }).press('Enter');
    await inspect(page, 'hiding from a country that was not named');
    const country = page.getByRole('combobox', { name: 'Pays' });
    await country.pressSequentially('portu');
    await page.getByRole('option', { name: 'Portugal' }).waitFor();
    expect(await page.getByRole('listbox').getByRole('option').allTextContents()).toEqual(['Portugal']);
    // The list hides nothing of the page: whoever hears it goes on past the list, and back.
    expect(await page.locator('[aria-hidden="true"], [inert]').evaluateAll(controlsWithin)).toEqual([]);
    await page.getByRole('heading', { level: 1, name: 'Partage' }).waitFor();
    await review.waitFor();
    expect(await country.getAttribute('aria-expanded')).toBe('true');
    await inspectAsItIs(page, 'a list that is open');
    await page.keyboard.press('ArrowDown');
    const option = page.getByRole('option', { name: 'Portugal' });
    expect(await country.getAttribute('aria-activedescendant')).toBe(await option.getAttribute('id'));
    await page.keyboard.press('Escape');
    expect([await page.getByRole('listbox').count(), await country.inputValue()]).toEqual([0, '']);
    await page.getByRole('button', { name: 'Afficher la liste, Pays' }).click();
    expect(await page.getByRole('listbox').getByRole('option').count()).toBeGreaterThan(25);
    await page.getByRole('listbox').getByRole('option', { name: 'Espagne' }).click();
    expect([await page.getByRole('listbox').count(), await country.inputValue()]).toEqual([0, 'Espagne']);
    // What is typed and left comes to nothing, unless it is one of the list.
    await country.fill('nulle part');
    await country.press('Tab');
    expect(await country.inputValue()).toBe('Espagne');
    await country.fill('grece');
    await country.press('Tab');
    expect(await country.inputValue()).toBe('Grèce');
    await country.fill('nulle part');
    await page.getByRole('status').filter({ hasText: 'Rien ne correspond' }).waitFor();
    await inspectAsItIs(page, 'a list in which nothing fits');
    await country.fill('PORTU');
    await option.waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await country.inputValue()).toBe('Portugal');
    await review.press('Enter');
    const dialog = page.getByRole('alertdialog', { name: 'Masquer ceci ?' });
    await dialog
      .getByText('Rien dans le dossier n’est marqué « VIH et sida » aujourd’hui.', { exact: false })
      .waitFor();
    await inspectAsItIs(page, 'what hiding a subject does');
    expect(await kept()).toEqual([]);
    await dialog.getByRole('button', { name: 'Enregistrer' }).press('Enter');
    const line = 'Annuler ce choix : Ce qui est marqué « VIH et sida », aux professionnels à l’étranger (Portugal)';
    await page.getByRole('button', { name: line }).waitFor();
    expect(await kept()).toEqual([{ label: 'HIV', audience: { country: 'PT' } }]);
    expect(claire.complaints).toEqual([]);
  });
});

/** The controls, headings and landmarks within what is hidden from screen readers. Runs in the page. */
function controlsWithin(hidden: readonly Element[]): readonly string[] {
  const met = 'main, nav, h1, h2, a, button, input, select';
  return hidden
    .flatMap((one) => [...(one.matches(met) ? [one] : []), ...one.querySelectorAll(met)])
    .map((one) => one.outerHTML.slice(0, 80));
}

/** Each answer has a trace id of its own. */
function withoutTrace(body = ''): string {
  return body.replaceAll(/[0-9a-f]{32}/g, 'TRACE');
}
