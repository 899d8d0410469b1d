import { searchParametersOf } from '#fhir';
import type { Topic, Topics, TopicTrigger } from './topics.ts';

const r5 = 'http://hl7.org/fhir/5.0/StructureDefinition/extension-SubscriptionTopic';

/** A topic as R4 has it: a Basic with the elements of SubscriptionTopic as cross-version extensions. */
export function topicResource({ id, url, title, description, triggers }: Topic): object {
  return {
    resourceType: 'Basic',
    id,
    extension: [
      { url: `${r5}.url`, valueUri: url },
      { url: `${r5}.title`, valueString: title },
      ...(description === '' ? [] : [{ url: `${r5}.description`, valueMarkdown: description }]),
      ...triggers.map(triggerExtension),
      ...triggers.flatMap(filterExtensions),
    ],
    modifierExtension: [{ url: `${r5}.status`, valueCode: 'active' }],
    code: { coding: [{ system: 'http://hl7.org/fhir/fhir-types', code: 'SubscriptionTopic' }] },
  };
}

/** All topics, without their filters, which each has at its own address. */
export function topicBundle({ topics, baseUrl }: { readonly topics: Topics; readonly baseUrl: string }): object {
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    total: topics.size,
    entry: Array.from(topics.values(), (topic) => {
      const { extension, ...resource } = topicResource(topic) as { readonly extension: readonly { url: string }[] };
      const kept = extension.filter(({ url }) => !url.endsWith('.canFilterBy'));
      return {
        fullUrl: `${baseUrl}/SubscriptionTopic/${topic.id}`,
        resource: { ...resource, extension: kept },
        search: { mode: 'match' },
      };
    }),
  };
}

function triggerExtension({ type, triggers, change, queries }: TopicTrigger): object {
  const resultOf = (passes: boolean) => (passes ? 'test-passes' : 'test-fails');
  const criteria = change !== undefined && [
    {
      url: 'queryCriteria',
      extension: [
        ...(queries?.previous === undefined ? [] : [{ url: 'previous', valueString: queries.previous }]),
        { url: 'resultForCreate', valueCode: resultOf(change.resultForCreate) },
        ...(queries?.current === undefined ? [] : [{ url: 'current', valueString: queries.current }]),
        { url: 'resultForDelete', valueCode: resultOf(change.resultForDelete) },
        { url: 'requireBoth', valueBoolean: change.requireBoth },
      ],
    },
  ];
  return {
    url: `${r5}.resourceTrigger`,
    extension: [
      { url: 'resource', valueUri: `http://hl7.org/fhir/StructureDefinition/${type}` },
      ...triggers.map((trigger) => ({ url: 'supportedInteraction', valueCode: trigger })),
      ...(criteria || []),
    ],
  };
}

const filterable: ReadonlySet<string> = new Set(['token', 'reference', 'string', 'date', 'number', 'quantity', 'uri']);

function filterExtensions({ type }: TopicTrigger): readonly object[] {
  return [...searchParametersOf(type).values()]
    .filter((parameter) => filterable.has(parameter.type))
    .map(({ code, description }) => ({
      url: `${r5}.canFilterBy`,
      extension: [
        { url: 'description', valueMarkdown: description },
        { url: 'resource', valueUri: type },
        { url: 'filterParameter', valueString: code },
      ],
    }));
}
