import { parseSearch, type Resource } from '#fhir';
import type { Caller, LaunchContexts, LaunchPatient } from '#identity';
import type { Records } from '#records';

const mostShown = 20;

/** Whom a caller may open an app for: the Patients that the record shows him, as a page that he opens himself. */
export function launchContexts(records: Pick<Records, 'search'>): LaunchContexts {
  const find = async (caller: Caller, params: Readonly<Record<string, string>>): Promise<readonly LaunchPatient[]> => {
    const query = parseSearch('Patient', new URLSearchParams({ _count: String(mostShown), ...params }));
    if (!query.ok) return [];
    const page = await records.search(caller, query.value, 'search-type');
    return page.ok ? page.value.matches.map(({ id, text }) => ({ id, ...aboutOf(JSON.parse(text) as Resource) })) : [];
  };
  return {
    patients: (caller, named) =>
      find(caller, { _sort: 'family', ...(named === undefined || named.trim() === '' ? {} : { name: named }) }),
    async patient(caller, id) {
      const [found] = await find(caller, { _id: id });
      return found?.id === id ? found : undefined;
    },
  };
}

interface HumanName {
  readonly use?: string;
  readonly text?: string;
  readonly family?: string;
  readonly given?: readonly string[];
}

function aboutOf({ name, birthDate }: Resource): Omit<LaunchPatient, 'id'> {
  const names = (Array.isArray(name) ? name : []) as readonly HumanName[];
  const { text, given = [], family } = names.find(({ use }) => use === 'official') ?? names[0] ?? {};
  return {
    name: text ?? [...given, family].filter(Boolean).join(' '),
    ...(typeof birthDate === 'string' ? { birthDate } : {}),
  };
}
