import type { Jobs } from '#db';
import type { Clock } from '#kernel';
import type { Records } from '#records';
import type { FhirOperation } from '#rest';
import { download } from './download.ts';
import { exportJob } from './export-job.ts';
import { cancel, status } from './follow.ts';
import { kickOff } from './kick-off.ts';

export interface BulkExportOptions {
  readonly jobs: Jobs;
  readonly records: Records;
  readonly clock: Clock;
  /** Absolute URL of the FHIR API. */
  readonly baseUrl: string;
  /** Hours for which an export that is done can be fetched. */
  readonly keepHours: number;
  /** Resources of one file; 200,000 unless said. */
  readonly fileSize?: number;
}

const definitions = 'http://hl7.org/fhir/uv/bulkdata/OperationDefinition';

/** `$export` of the node, of Patients and of a Group, with the addresses where it is followed and fetched. */
export function bulkExport(options: BulkExportOptions): readonly FhirOperation[] {
  const { jobs, records, baseUrl, fileSize = 200_000 } = options;
  jobs.register(exportJob({ records, baseUrl, fileSize }));
  const begin = (level: Parameters<typeof kickOff>[1]) =>
    (['GET', 'POST'] as const).map((method) => ({ method, perform: kickOff(options, level) }));
  return [
    {
      name: 'export',
      on: 'system',
      at: 'system',
      url: '/$export',
      interactions: begin('system'),
      definition: `${definitions}/export`,
    },
    {
      name: 'export',
      on: 'Patient',
      at: 'type',
      url: '/Patient/$export',
      interactions: begin('patient'),
      definition: `${definitions}/patient-export`,
    },
    {
      name: 'export',
      on: 'Group',
      at: 'instance',
      url: '/Group/:id/$export',
      interactions: begin('group'),
      definition: `${definitions}/group-export`,
    },
    {
      name: 'export-status',
      on: 'system',
      at: 'system',
      url: '/$export-status/:job',
      interactions: [
        { method: 'GET', formats: 'own', perform: status(options) },
        { method: 'DELETE', formats: 'own', perform: cancel(options) },
      ],
    },
    {
      name: 'export-file',
      on: 'system',
      at: 'system',
      url: '/$export-file/:job/:file',
      interactions: [{ method: 'GET', formats: 'own', perform: download(options) }],
    },
  ];
}
