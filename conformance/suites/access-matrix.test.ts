import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { sees as isVisible } from '#store';
import { callerOf } from './access-matrix-callers.ts';
import { ask, each, everyAsking, first, purposesAt } from './access-matrix-judge.ts';
import { persons } from './access-matrix-pieces.ts';
import { type Question, questionsAbout, wideQuestions } from './access-matrix-questions.ts';
import { newReport } from './access-matrix-report.ts';
import { type Case, type Category, categories, kinds, policies, purposes, sees } from './access-matrix-table.ts';
import { openWorld, type World } from './access-matrix-world.ts';

/**
 * Every role, relation, purpose, category and choice against every way of asking: what an answer shows, counts or tells
 * is held against the tables of access-matrix-table.ts, which know nothing of the code that decides.
 */
// Other suites may keep the machine busy.
vi.setConfig({ testTimeout: 300_000 });
const report = newReport();
let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  report.print('matrix');
  await world?.close();
});

const placed = (compartment: string, category: Category) => ({
  compartment,
  category,
  type: 'Observation',
  id: 'x',
  text: '',
});

describe('who may see what', () => {
  it.each(policies)('is decided as the table has it: %s', async (policy) => {
    const access = world.access(policy);
    const asked = kinds.flatMap((kind) =>
      purposes.flatMap((purpose) => persons.map((person) => ({ kind, purpose, person }))),
    );
    await each(asked, async ({ kind, purpose, person }) => {
      const one: Case = { policy, kind, purpose, choice: person.choice };
      const caller = callerOf(kind, purpose, person);
      const decision = await access.decide({ caller, act: 'read', patient: person.id });
      for (const category of categories) {
        const shown = decision.permit && isVisible(decision.visibility, placed(person.id, category));
        const name = () => [policy, kind.name, purpose, person.choice.name, category, 'decision'].join(' | ');
        report.judge(name, shown, sees(one, category, true));
      }
    });
  });

  it.each(wideQuestions.map((question) => [question.name, question] as const))('%s', async (_name, question) => {
    await each(everyAsking('standard'), (asking) => ask(world, report, asking, question));
  });

  it('in the other policies', async () => {
    const some = wideQuestions.filter(({ name }) =>
      /^(search|count) |_has|who has|chain|history of the system|read many/.test(name),
    );
    for (const policy of policies.slice(1)) {
      const askings = everyAsking(policy).filter(({ purpose, asker }) => asker === first && purpose !== 'SYSADMIN');
      for (const question of some) await each(askings, (asking) => ask(world, report, asking, question));
    }
  });

  it.each(questionsAbout(first).map(({ name }) => [name]))('about one person: %s', async (name) => {
    for (const kind of kinds) {
      const asked = persons.flatMap((person, turn) => purposesAt(kind, turn).map((purpose) => ({ person, purpose })));
      await each(asked, async ({ person, purpose }) => {
        const question = questionsAbout(person).find((one) => one.name === name) as Question;
        await ask(world, report, { policy: 'standard', kind, purpose, asker: person }, question);
      });
    }
  });

  it('without a leak, and without a denial too many', () => {
    expect(report.leaks).toEqual([]);
    expect(report.denials).toEqual([]);
    expect(report.combinations).toBeGreaterThan(1_000_000);
  });
});
