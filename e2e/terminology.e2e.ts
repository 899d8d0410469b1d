import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchBrowser } from './browser.ts';
import { carnet } from './nodes.ts';
import { arrivesAtHeading, inspect, inspectAsItIs, openVisitor, tabTo, type Visitor } from './page-checks.ts';

const { stateDir, fr, pt } = inject('carnet');

const plants = 'urn:example:e2e:plants';
const minerals = 'urn:example:e2e:minerals';

/** Asks a node as somebody; JSON out and in. */
async function ask(
  token: string,
  path: string,
  request: { readonly method?: string; readonly body?: object; readonly language?: string } = {},
) {
  const { method = 'GET', body, language } = request;
  const answer = await fetch(`${fr}/fhir/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/fhir+json',
      ...(language === undefined ? {} : { 'accept-language': language }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.json() };
}

/** What is written over REST counts within two seconds. */
async function eventually(question: () => Promise<boolean>): Promise<void> {
  for (let n = 0; n < 120; n++) {
    if (await question()) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error('It did not become true in time');
}

interface Parameters {
  readonly parameter?: readonly { readonly name: string; readonly [value: string]: unknown }[];
}

function valueIn({ parameter = [] }: Parameters, name: string): unknown {
  const found = parameter.find((one) => one.name === name) ?? {};
  return Object.entries(found).find(([key]) => key.startsWith('value'))?.[1];
}

describe('the terminology service of a node', () => {
  let importer: string;
  let citizen: string;

  beforeAll(async () => {
    importer = await carnet(stateDir, 'token', '--node', 'fr', '--as', 'importer');
    citizen = await carnet(stateDir, 'token', '--node', 'fr', '--as', 'citizen');
    const status = 'active';
    const codeSystem = {
      resourceType: 'CodeSystem',
      id: 'plants',
      url: plants,
      version: '1',
      name: 'Plants',
      language: 'en',
      status,
      content: 'complete',
      hierarchyMeaning: 'is-a',
      concept: [
        {
          code: 'tree',
          display: 'Tree',
          designation: [{ language: 'fr', value: 'Arbre' }],
          concept: [
            { code: 'oak', display: 'Oak', designation: [{ language: 'fr', value: 'Chêne' }] },
            { code: 'ash', display: 'Ash' },
          ],
        },
        { code: 'moss', display: 'Moss' },
      ],
    };
    const include = [{ system: plants, filter: [{ property: 'concept', op: 'descendent-of', value: 'tree' }] }];
    const valueSet = {
      resourceType: 'ValueSet',
      id: 'trees',
      url: `${plants}:trees`,
      name: 'Trees',
      status,
      compose: { include },
    };
    const conceptMap = {
      resourceType: 'ConceptMap',
      id: 'wood',
      url: `${plants}:wood`,
      status,
      group: [
        {
          source: plants,
          target: 'urn:example:e2e:wood',
          element: [{ code: 'oak', target: [{ code: 'hard', equivalence: 'wider' }] }],
        },
      ],
    };
    for (const resource of [codeSystem, valueSet, conceptMap]) {
      const path = `${resource.resourceType}/${resource.id}`;
      expect((await ask(importer, path, { method: 'PUT', body: resource })).status).toBe(201);
    }
    await eventually(async () => (await ask(citizen, `ValueSet/$expand?url=${plants}:trees`)).status === 200);
  });

  it('reads code systems, value sets and maps that were written over REST', async () => {
    const expanded = await ask(citizen, `ValueSet/$expand?url=${plants}:trees`, { language: 'fr-BE' });
    const { contains } = expanded.body.expansion as { contains: readonly { code: string; display: string }[] };
    expect(contains.map(({ code, display }) => `${code} ${display}`).sort()).toEqual(['ash Ash', 'oak Chêne']);
    expect((await ask(citizen, 'ValueSet/trees/$expand')).body.expansion.contains).toHaveLength(2);
    const valid = (code: string) => `ValueSet/$validate-code?url=${plants}:trees&system=${plants}&code=${code}`;
    expect(valueIn((await ask(citizen, valid('oak'))).body, 'result')).toBe(true);
    expect(valueIn((await ask(citizen, valid('moss'))).body, 'result')).toBe(false);
    const known = await ask(citizen, `CodeSystem/$lookup?system=${plants}&code=oak`, { language: 'fr' });
    expect(valueIn(known.body, 'display')).toBe('Chêne');
    const above = await ask(citizen, `CodeSystem/$subsumes?system=${plants}&codeA=tree&codeB=oak`);
    expect(valueIn(above.body, 'outcome')).toBe('subsumes');
    const mapped = await ask(citizen, `ConceptMap/$translate?url=${plants}:wood&system=${plants}&code=oak`);
    expect(valueIn(mapped.body, 'result')).toBe(true);
    const told = await ask(citizen, 'metadata?mode=terminology');
    expect(told.body.codeSystem).toContainEqual(
      expect.objectContaining({ uri: plants, version: [{ code: '1', isDefault: true }] }),
    );
  });

  it('forgets them when they are deleted, and takes what is changed', async () => {
    const body = {
      resourceType: 'ValueSet',
      id: 'trees',
      url: `${plants}:trees`,
      status: 'active',
      compose: { include: [{ system: plants, concept: [{ code: 'moss' }] }] },
    };
    expect((await ask(importer, 'ValueSet/trees', { method: 'PUT', body })).status).toBe(200);
    const valid = `ValueSet/$validate-code?url=${plants}:trees&system=${plants}&code=moss`;
    await eventually(async () => valueIn((await ask(citizen, valid)).body, 'result') === true);
    await fetch(`${fr}/fhir/ValueSet/trees`, { method: 'DELETE', headers: { authorization: `Bearer ${importer}` } });
    await eventually(async () => (await ask(citizen, `ValueSet/$expand?url=${plants}:trees`)).status === 422);
  });

  it('answers the same in a batch, and keeps a closure', async () => {
    const parameter = [{ name: 'name', valueString: 'e2e' }];
    const entry = [
      { request: { method: 'GET', url: `CodeSystem/$lookup?system=${plants}&code=oak` } },
      { request: { method: 'GET', url: `CodeSystem/$lookup?system=${plants}&code=none` } },
      { request: { method: 'POST', url: '$closure' }, resource: { resourceType: 'Parameters', parameter } },
    ];
    const batch = await ask(citizen, '', { method: 'POST', body: { resourceType: 'Bundle', type: 'batch', entry } });
    const answers = batch.body.entry as readonly { resource?: Parameters; response: { status: string } }[];
    expect(answers.map(({ response }) => response.status.slice(0, 3))).toEqual(['200', '404', '200']);
    expect(valueIn(answers[0]?.resource ?? {}, 'display')).toBe('Oak');
    const concept = ['tree', 'oak'].map((code) => ({ name: 'concept', valueCoding: { system: plants, code } }));
    const body = { resourceType: 'Parameters', parameter: [...parameter, ...concept] };
    const closure = await ask(citizen, '$closure', { method: 'POST', body });
    expect([closure.status, closure.body.resourceType]).toEqual([200, 'ConceptMap']);
    expect(JSON.stringify(closure.body.group)).toContain('oak');
  });
});

describe('the operator’s page about terminology', () => {
  let browser: Browser;
  let operator: Visitor;
  const folder = mkdtempSync(join(tmpdir(), 'carnet-e2e-'));

  beforeAll(async () => {
    for (const [version, last] of [
      ['2025', 'Amber'],
      ['2026', 'Jet'],
    ] as const) {
      const rows = [
        'code,display,definition,parent,fr,hardness',
        'M0,Mineral,,,Minéral,',
        'M1,Native element,,M0,Élément natif,',
        'M2,"Precious mineral, as the long names of classifications of ornaments and of the trade have it",,M0,,',
        'M3,Gold,A yellow metal,M1|M2,Or,2.5',
        ...Array.from({ length: 80 }, (_, n) => `G${n},Gold of quality ${n},,M3,,2.5`),
        `M9,${last},,M2,,`,
      ];
      const file = join(folder, `minerals-${version}.csv`);
      writeFileSync(file, rows.join('\n'));
      const how = ['--system', minerals, '--version', version, '--title', 'Minerals', '--node', 'fr'];
      await carnet(stateDir, 'terminology', 'import', file, ...how);
    }
    browser = await launchBrowser();
    const missing = [{ status: 404, path: '/api/terminology/concept' }];
    operator = await openVisitor(browser, { locale: 'fr-FR', expected: missing });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('lists the code systems at hand and searches them by keyboard', async () => {
    const { page } = operator;
    await page.goto(`${fr}/terminology`);
    await page.getByRole('main').getByRole('link', { name: 'Se connecter' }).click();
    await page.getByRole('button', { name: /^Administration du nœud/ }).click();
    await page.getByRole('heading', { level: 1, name: 'Terminologies' }).waitFor();
    await page
      .getByRole('region', { name: 'Importés' })
      .getByRole('link', { name: /^Minerals/ })
      .waitFor();
    await inspect(page, 'terminology');
    await tabTo(page, page.getByRole('textbox', { name: 'Chercher un code ou un mot' }));
    await page.keyboard.type('gold');
    await page
      .getByRole('status')
      .getByText(/^\d+ résultats$/)
      .waitFor();
    const results = page.getByRole('region', { name: 'Résultats' });
    await results.getByRole('link', { name: /^Or M3 Minerals/ }).waitFor();
    await inspect(page, 'terminology, results');
    await page.getByRole('textbox', { name: 'Chercher un code ou un mot' }).focus();
    await page.keyboard.press('ArrowDown');
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('concept-link');
    await page.keyboard.press('Escape');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('terminology-text');
    await page.keyboard.type(' of quality 7');
    await results.getByRole('link', { name: /^Gold of quality 7 / }).waitFor();
    await page.getByRole('textbox', { name: 'Chercher un code ou un mot' }).fill('xyzzy');
    await page.getByText('Rien ne commence ainsi').waitFor();
    await inspect(page, 'terminology, nothing found');
    await page.getByRole('textbox', { name: 'Chercher un code ou un mot' }).fill('M3');
    await results.getByRole('link', { name: /^Or M3/ }).click();
    await arrivesAtHeading(page, 'Or');
  });

  it('shows a concept in its hierarchy, with its words, and leads on', async () => {
    const { page } = operator;
    await page.getByRole('list', { name: 'Chemin 2 vers le sommet' }).waitFor();
    await page.getByRole('heading', { name: 'En dessous 80' }).waitFor();
    await page.getByRole('region', { name: 'Libellés' }).getByText('Gold').waitFor();
    await page.getByRole('region', { name: 'Propriétés' }).getByText('2.5').waitFor();
    await page.getByRole('region', { name: 'Jeux de valeurs' }).waitFor();
    await inspect(page, 'terminology, a concept');
    const below = page.getByRole('region', { name: 'Place dans la hiérarchie' });
    await below.getByRole('button', { name: 'Montrer la suite' }).click();
    await below.getByRole('link', { name: /^Gold of quality 60 / }).waitFor();
    await below
      .getByRole('link', { name: /^Precious mineral/ })
      .first()
      .click();
    await arrivesAtHeading(page, /^Precious mineral/);
    await inspect(page, 'terminology, a concept with a long name');
    await page.goBack();
    await arrivesAtHeading(page, 'Or');
    await page.goto(`${fr}/terminology?system=${minerals}&code=none`);
    await page.getByText('Le nœud ne l’a pas').waitFor();
    await inspect(page, 'terminology, what is missing');
  });

  it('puts another version in use when she confirms it, and back', async () => {
    const { page } = operator;
    await page.goto(`${fr}/terminology?system=${minerals}`);
    const versions = page.getByRole('region', { name: 'Versions' });
    await versions.getByRole('button', { name: 'Mettre en service la version 2026' }).waitFor();
    await inspect(page, 'terminology, a code system');
    await versions.getByRole('button', { name: 'Mettre en service la version 2026' }).press('Enter');
    await page.getByRole('alertdialog').getByText('Dès cet instant').waitFor();
    await inspectAsItIs(page, 'the confirmation of a switch');
    await page.keyboard.press('Escape');
    await page.getByRole('alertdialog').waitFor({ state: 'detached' });
    await versions.getByRole('button', { name: 'Mettre en service la version 2026' }).press('Enter');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Mettre en service' }).press('Enter');
    await versions.getByText('La version 2026 est en service').waitFor();
    await inspect(page, 'terminology, after a switch');
    expect(await carnet(stateDir, 'terminology', 'list', '--node', 'fr')).toMatch(/2026/);
    await versions.getByRole('button', { name: 'Annuler' }).press('Enter');
    await versions.getByText('La version 2025 est en service').waitFor();
    await versions.getByRole('button', { name: 'Mettre en service la version 2026' }).waitFor();
  });

  it('tells when the node does not answer', async () => {
    const { page } = operator;
    await page.route('**/api/terminology**', (route) => route.abort());
    await page.goto(`${fr}/terminology`);
    await page.getByRole('button', { name: 'Réessayer' }).waitFor();
    await page.unroute('**/api/terminology**');
    await page.getByRole('button', { name: 'Réessayer' }).click();
    await page.getByRole('region', { name: 'Importés' }).waitFor();
  });

  it('says how to import where nothing was imported', async () => {
    const rui = await openVisitor(browser, { locale: 'pt-PT' });
    await rui.page.goto(`${pt}/terminology`);
    await rui.page.getByRole('main').getByRole('link', { name: 'Entrar' }).click();
    await rui.page.getByRole('button', { name: /^Administração do nó/ }).click();
    await rui.page.getByText('Nenhum sistema de códigos foi importado').waitFor();
    await rui.page.getByText('terminology import').waitFor();
    await inspect(rui.page, 'terminology, nothing imported');
    expect(rui.complaints).toEqual([]);
  });

  it('is not for others', async () => {
    const claire = await openVisitor(browser, { locale: 'fr-FR' });
    await claire.page.goto(fr);
    await claire.page.getByRole('link', { name: 'Se connecter' }).click();
    await claire.page.getByRole('button', { name: /^Claire Moreau/ }).click();
    await claire.page.getByRole('tab', { name: 'Synthèse' }).waitFor();
    expect(await claire.page.getByRole('link', { name: 'Terminologies' }).count()).toBe(0);
    await claire.page.goto(`${fr}/terminology`);
    await claire.page.getByRole('link', { name: 'Aller à l’accueil' }).first().waitFor();
    expect(await claire.page.getByRole('region', { name: 'Importés' }).count()).toBe(0);
    expect(claire.complaints).toEqual([]);
    expect(operator.complaints.filter((one) => !one.includes('Failed to load resource'))).toEqual([]);
  });
});
