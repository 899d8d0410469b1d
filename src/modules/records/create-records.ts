import { readAddressees } from './addressees.ts';
import { endCareRelations, readCareRelations } from './care-relations.ts';
import { changeRecords } from './change-records.ts';
import { changeSharingChoices } from './change-sharing.ts';
import type { Records } from './contract.ts';
import { openEmergency, readEmergencies } from './emergency.ts';
import { askErasure, erasePerson } from './erase-person.ts';
import { beginExport, exportLines, nextExportPart } from './export-records.ts';
import { findPersonByTraits } from './find-person.ts';
import { createIdentityDesk } from './identity-desk.ts';
import { knownVersions } from './known-of.ts';
import type { RecordsOptions } from './options.ts';
import { readPersonRecord } from './person-record.ts';
import { previewSharing } from './preview-sharing.ts';
import { readManyResources } from './read-many.ts';
import { readHistory, readResource } from './read-resource.ts';
import { createRecentActs } from './recent-acts.ts';
import { readRecordPage } from './record-page.ts';
import { readLogEntry, searchLog } from './search-log.ts';
import { searchRecords } from './search-records.ts';
import { selectRecords } from './select-records.ts';
import { declareCareRelation, readAccessLog, readSharing, readSharingHistory } from './sharing.ts';
import { simulateReader, whoCouldSee } from './simulate.ts';
import { readWatchFacts } from './watch-facts.ts';

/** The one door to personal data: every call decides, answers, and returns when its log entry is durable. */
export function createRecords(options: RecordsOptions): Records {
  const recentReads = createRecentActs({ clock: options.clock, milliseconds: 5 * 60_000, most: 10_000 });
  return {
    read: async (caller, type, id, interaction) =>
      (type === 'AuditEvent' ? await readLogEntry({ ...options, recentReads }, caller, id) : undefined) ??
      readResource(options, caller, { type, id }, interaction),
    readMany: (caller, addresses, interaction, patient) =>
      readManyResources(options, caller, addresses, interaction, patient),
    readVersion: (caller, type, id, version, interaction = 'vread') =>
      readResource(options, caller, { type, id, version }, interaction),
    knownOf: (caller, versions) => knownVersions(options, caller, versions),
    history: (caller, query) => readHistory(options, caller, query),
    identityDesk: createIdentityDesk(options),
    searchParameters: () => options.store.searchParameters(),
    search: async (caller, query, interaction) =>
      (await searchLog({ ...options, recentReads }, caller, query, interaction)) ??
      searchRecords(options, caller, query, interaction),
    select: (caller, selection, interaction) => selectRecords(options, caller, selection, interaction),
    change: (caller, changes, interaction) => changeRecords(options, caller, changes, interaction),
    personRecord: (caller, patient, interaction, types) =>
      readPersonRecord(options, caller, patient, interaction, types),
    recordPage: (caller, patient, query, interaction) => readRecordPage(options, caller, patient, query, interaction),
    findPerson: (caller, traits, interaction) => findPersonByTraits(options, caller, traits, interaction),
    accessLog: (caller, patient, page) => readAccessLog({ ...options, recentReads }, caller, patient, page),
    sharing: (caller, patient) => readSharing(options, caller, patient),
    changeSharing: (caller, choices) => changeSharingChoices(options, caller, choices),
    previewSharing: (caller, choices) => previewSharing(options, caller, choices),
    sharingHistory: (caller, patient) => readSharingHistory(options, caller, patient),
    whoCouldSee: (caller, patient, asked) => whoCouldSee(options, caller, patient, asked),
    simulate: (caller, patient, reader) => simulateReader(options, caller, patient, reader),
    openEmergency: (caller, traits, reason) => openEmergency(options, caller, traits, reason),
    erase: (caller, patient, reason) => erasePerson(options, caller, patient, reason),
    askErasure: (caller, patient, reason) => askErasure(options, caller, patient, reason),
    emergencies: (caller, patient) => readEmergencies(options, caller, patient),
    declareRelation: (caller, relation) => declareCareRelation(options, caller, relation),
    careRelations: (caller, patient) => readCareRelations(options, caller, patient),
    endRelations: (caller, patient, side) => endCareRelations(options, caller, patient, side),
    beginExport: (caller, types) => beginExport(options, caller, types),
    exportMoment: (signal) => options.store.exportMoment(signal),
    nextExportPart: (caller, query, size) => nextExportPart(options, caller, query, size),
    exportLines: (caller, query) => exportLines(options, caller, query),
    watchFacts: (caller, pairs) => readWatchFacts(options, caller, pairs),
    addressees: (caller, patients, interaction) => readAddressees(options, caller, patients, interaction),
  };
}
