import type { Resource } from '#fhir';
import type { Term } from './contract.ts';
import { codesAt, elementAt, elementsAt, textAt } from './element.ts';
import {
  type Describe,
  type Describing,
  detail,
  nameOf,
  notesOf,
  performersOf,
  reasonsOf,
  termsAt,
} from './entry-description.ts';
import { referenceRangeText, valueTerm } from './quantity.ts';
import { codeWords, freeText, joinTerms, termOf } from './term.ts';

export const describeCondition: Describe = (condition, describing) => {
  const { reading, formats } = describing;
  const verification = codesAt(condition, 'verificationStatus').includes('confirmed')
    ? undefined
    : termOf(elementAt(condition, 'verificationStatus'), reading);
  return {
    title: termOf(elementAt(condition, 'code'), reading) ?? termsAt(condition, 'category', describing),
    status: termOf(elementAt(condition, 'clinicalStatus'), reading)?.text,
    details: [
      detail('severity', termOf(elementAt(condition, 'severity'), reading), describing),
      detail('bodySite', termsAt(condition, 'bodySite', describing), describing),
      detail('verification', verification, describing),
      detail('until', formats.date(condition.abatementDateTime ?? condition.abatementPeriod), describing),
      ...notesOf(condition, describing),
    ],
  };
};

export const describeAllergy: Describe = (allergy, describing) => {
  const { reading } = describing;
  const reactions = elementsAt(allergy, 'reaction');
  const substances = joinTerms(reactions.map((one) => termOf(elementAt(one, 'substance'), reading)));
  const severities = 'http://hl7.org/fhir/reaction-event-severity';
  const manifested = reactions.map((reaction) => {
    const shown = termsAt(reaction, 'manifestation', describing);
    const severity = codeWords(severities, textAt(reaction, 'severity'), reading);
    if (shown === undefined || severity === undefined) return shown;
    return { ...shown, text: `${shown.text} (${severity.toLowerCase()})` };
  });
  const categories = Array.isArray(allergy.category) ? allergy.category.filter((one) => typeof one === 'string') : [];
  const verification = codesAt(allergy, 'verificationStatus').includes('confirmed')
    ? undefined
    : termOf(elementAt(allergy, 'verificationStatus'), reading);
  const words = (kind: string, code: string | undefined) =>
    codeWords(`http://hl7.org/fhir/allergy-intolerance-${kind}`, code, reading);
  return {
    title: termOf(elementAt(allergy, 'code'), reading) ?? substances,
    status: termOf(elementAt(allergy, 'clinicalStatus'), reading)?.text,
    details: [
      detail('criticality', words('criticality', textAt(allergy, 'criticality')), describing),
      detail('reaction', joinTerms(manifested), describing),
      detail('allergyType', words('type', textAt(allergy, 'type')), describing),
      detail('category', categories.map((code) => words('category', code)).join(', '), describing),
      detail('verification', verification, describing),
      ...notesOf(allergy, describing),
    ],
  };
};

export const describeObservation: Describe = (observation, describing) => {
  const { reading, words } = describing;
  const components = elementsAt(observation, 'component').flatMap((component) => {
    const name = termOf(elementAt(component, 'code'), reading)?.text ?? words.labels.result;
    const value = valueTerm(component, describing);
    return value === undefined ? [] : [{ label: name, value: value.text, ...rest(value) }];
  });
  const members = elementsAt(observation, 'hasMember').flatMap((reference) => {
    const member = describing.resolve(reference);
    return member === undefined ? [] : [termOf(elementAt(member, 'code'), reading)];
  });
  const value = valueTerm(observation, describing) ?? (components.length === 0 ? joinTerms(members) : undefined);
  return {
    title: termOf(elementAt(observation, 'code'), reading),
    details: [
      detail('result', value, describing),
      ...components,
      detail('interpretation', termsAt(observation, 'interpretation', describing), describing),
      detail('range', referenceRangeText(observation, describing), describing),
      detail('bodySite', termOf(elementAt(observation, 'bodySite'), reading), describing),
      ...notesOf(observation, describing),
    ],
  };
};

export const describeReport: Describe = (report, describing) => {
  const { reading } = describing;
  return {
    title: termOf(elementAt(report, 'code'), reading),
    details: [
      detail('result', freeText(textAt(report, 'conclusion'), reading), describing),
      detail('interpretation', termsAt(report, 'conclusionCode', describing), describing),
      performersOf(report, describing),
    ],
  };
};

export const describeProcedure: Describe = (procedure, describing) => ({
  title: termOf(elementAt(procedure, 'code'), describing.reading),
  status: codeWords('http://hl7.org/fhir/event-status', textAt(procedure, 'status'), describing.reading),
  details: [
    detail('bodySite', termsAt(procedure, 'bodySite', describing), describing),
    reasonsOf(procedure, describing),
    detail('outcome', termOf(elementAt(procedure, 'outcome'), describing.reading), describing),
    performersOf(procedure, describing),
    ...notesOf(procedure, describing),
  ],
});

export const describePlan: Describe = (plan, describing) => {
  const { reading } = describing;
  const activities = elementsAt(plan, 'activity').map((activity) => {
    const planned = elementAt(activity, 'detail');
    const what = termOf(elementAt(planned, 'code'), reading) ?? freeText(textAt(planned, 'description'), reading);
    const when = freeText(textAt(planned, 'scheduledString'), reading);
    return detail('activity', joinTerms([what, when]), describing);
  });
  const goals = elementsAt(plan, 'goal').flatMap((reference) => {
    const goal = describing.resolve(reference);
    if (goal === undefined) return [];
    const description = termOf(elementAt(goal, 'description'), reading);
    return [detail('goal', description, describing), ...targetsOf(goal, describing)];
  });
  // A plan's own title is free text: to a reader of another language its category says more.
  const title = freeText(textAt(plan, 'title'), reading);
  const category = termsAt(plan, 'category', describing);
  const isPlain = title !== undefined && !title.untranslated;
  return {
    title: isPlain || category === undefined ? title : beside(category, title),
    status: codeWords('http://hl7.org/fhir/request-status', textAt(plan, 'status'), reading),
    details: [
      isPlain ? detail('category', category, describing) : undefined,
      detail('note', freeText(textAt(plan, 'description'), reading), describing),
      detail('reason', joinTerms(elementsAt(plan, 'addresses').map((one) => nameOf(one, describing))), describing),
      ...activities,
      ...goals,
      ...notesOf(plan, describing),
    ],
  };
};

/** The category, with the plan's own title as the original. */
function beside(category: Term, title: Term | undefined): Term {
  if (title === undefined) return category;
  const { untranslated: _, ...named } = category;
  return {
    ...named,
    original: title.text,
    ...(title.originalLanguage !== undefined && { originalLanguage: title.originalLanguage }),
  };
}

function targetsOf(goal: Resource, describing: Describing) {
  return elementsAt(goal, 'target').map((target) => {
    const due = describing.formats.date(target.dueDate);
    const parts = [
      termOf(elementAt(target, 'measure'), describing.reading)?.text,
      valueTerm(asValue(target), describing)?.text,
      due === undefined ? undefined : describing.words.until.replace('{x}', due),
    ].filter((part) => part !== undefined);
    return detail('target', parts.join(', '), describing);
  });
}

export const describeGoal: Describe = (goal, describing) => ({
  title: termOf(elementAt(goal, 'description'), describing.reading),
  status: codeWords('http://hl7.org/fhir/goal-status', textAt(goal, 'lifecycleStatus'), describing.reading),
  details: notesOf(goal, describing),
});

/** Whatever else a document may hold: its code, and what was noted. */
export const describeAnything: Describe = (resource, describing) => ({
  title:
    termOf(elementAt(resource, 'code') ?? elementAt(resource, 'type'), describing.reading) ??
    freeText(textAt(resource, 'description') ?? textAt(resource, 'title'), describing.reading) ??
    termsAt(resource, 'category', describing),
  details: notesOf(resource, describing),
});

/** `detailX` of a Goal's target, read as `valueX`. */
function asValue(target: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(target).map(([name, value]) => [name.replace(/^detail/, 'value'), value]));
}

function rest({ text: _, ...others }: { readonly text: string }) {
  return others;
}
