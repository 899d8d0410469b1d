import { dischargeReportProfiles, dischargeTypes } from './discharge-report.ts';
import { ownExtensions } from './extensions.ts';
import { imagingReportProfiles, imagingServices, imagingTypes, prioritySystems } from './imaging-report.ts';
import { laboratoryReportProfiles, laboratoryTypes } from './laboratory-report.ts';
import { dispensationProfiles, prescriptionProfiles } from './medication.ts';
import { patientProfile } from './patient.ts';
import { conditionProfile, patientSummaryProfiles } from './patient-summary.ts';
import { type OwnProfile, ownBase } from './profile.ts';

/** One of the six priority categories of personal electronic health data (Regulation (EU) 2025/327, Article 14, Annex I). */
export interface Category {
  readonly name: string;
  /** HL7 Europe's code of the category. */
  readonly priority: string;
  /** Canonical addresses of the profiles of a document of the category: the Bundle and its Composition. */
  readonly bundle: string;
  readonly composition: string;
  /** LOINC codes of Composition.type. */
  readonly types: readonly string[];
  /** Profiles of others by which a document says that it is of the category. */
  readonly claims: RegExp;
  /** The Bundle and the Composition first. */
  readonly profiles: readonly OwnProfile[];
}

function category(
  name: string,
  priority: string,
  profiles: readonly OwnProfile[],
  types: readonly string[],
  claims: RegExp,
): Category {
  const [bundle, composition] = profiles;
  return { name, priority, bundle: bundle?.url ?? '', composition: composition?.url ?? '', types, claims, profiles };
}

const eu = '^https?://(?:hl7\\.eu/fhir|fhir\\.ehdsi\\.eu|hl7\\.org/fhir/uv)';

/** The categories in the order of Annex I. */
export const categories: readonly Category[] = [
  category(
    'patient summary',
    'Patient-Summaries',
    patientSummaryProfiles,
    ['60591-5'],
    new RegExp(`${eu}/(?:eps|ips)/StructureDefinition/(?:bundle|composition)-`, 'i'),
  ),
  category(
    'prescription',
    'Electronic-Prescriptions',
    prescriptionProfiles,
    ['57833-6'],
    new RegExp(`^${ownBase}prescription-`),
  ),
  category(
    'dispensation',
    'Electronic-Dispensations',
    dispensationProfiles,
    ['60593-1'],
    new RegExp(`^${ownBase}dispensation-`),
  ),
  category(
    'imaging report',
    'Medical-Imaging',
    imagingReportProfiles,
    imagingTypes,
    new RegExp(`${eu}/imaging(?:-r4)?/StructureDefinition/(?:BundleReport|Composition)`, 'i'),
  ),
  category(
    'laboratory report',
    'Laboratory-Reports',
    laboratoryReportProfiles,
    laboratoryTypes,
    new RegExp(`${eu}/laboratory/StructureDefinition/(?:bundle|composition)-`, 'i'),
  ),
  category(
    'discharge report',
    'Discharge-Reports',
    dischargeReportProfiles,
    dischargeTypes,
    new RegExp(`${eu}/(?:hdr|discharge-report|dr)/StructureDefinition/(?:bundle|composition)-`, 'i'),
  ),
];

/** The project's own profiles and extensions: StructureDefinitions of R4 with a differential. */
export const ownProfiles: readonly OwnProfile[] = [
  ...categories.flatMap(({ profiles }) => profiles),
  patientProfile,
  conditionProfile,
  ...ownExtensions,
];

/** Whether a document or its Composition says that it is of the category by `meta.profile`, ours included. */
export function claims({ claims, profiles }: Category, canonical: string): boolean {
  const url = canonical.split('|', 1)[0] ?? canonical;
  return claims.test(url) || profiles.slice(0, 2).some((own) => own.url === url);
}

/** Whether a code of `Composition.type` or `Composition.category` is one of the category. */
export function isCodeOf({ priority, types }: Category, { system, code }: Readonly<Record<string, unknown>>): boolean {
  if (typeof system !== 'string' || typeof code !== 'string') return false;
  if (system === 'http://loinc.org') return types.includes(code);
  if (prioritySystems.includes(system)) return code === priority;
  const services: readonly string[] = imagingServices.codes;
  return priority === 'Medical-Imaging' && system === imagingServices.system && services.includes(code);
}
