/** Canonical addresses of code systems by the OIDs that CDA and the catalogues of MyHealth@EU name them by. */
const byOid: Readonly<Record<string, string>> = {
  '0.4.0.127.0.16.1.1.2.1': 'http://standardterms.edqm.eu',
  '1.0.3166.1': 'urn:iso:std:iso:3166',
  '1.0.3166.1.2': 'urn:iso:std:iso:3166',
  '1.3.6.1.4.1.12559.11.10.1.3.1.44.2': 'http://hl7.org/fhir/sid/icd-10',
  '1.3.6.1.4.1.12559.11.10.1.3.1.44.5': 'http://www.orpha.net',
  // The catalogue names language tags by an identifier that is no OID.
  '1dd183a6-6d2b-4a9d-8f5d-be09d6bb5a6e': 'urn:ietf:bcp:47',
  '2.16.840.1.113883.2.9.6.2.7': 'urn:oid:2.16.840.1.113883.2.9.6.2.7',
  '2.16.840.1.113883.4.642.4.76': 'http://hl7.org/fhir/event-timing',
  '2.16.840.1.113883.4.642.4.130': 'http://hl7.org/fhir/allergy-intolerance-criticality',
  '2.16.840.1.113883.4.642.4.1075': 'http://terminology.hl7.org/CodeSystem/condition-ver-status',
  '2.16.840.1.113883.4.642.4.1371': 'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification',
  '2.16.840.1.113883.4.642.4.1373': 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical',
  '2.16.840.1.113883.5.1': 'http://terminology.hl7.org/CodeSystem/v3-AdministrativeGender',
  '2.16.840.1.113883.5.25': 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality',
  '2.16.840.1.113883.5.110': 'http://terminology.hl7.org/CodeSystem/v3-RoleClass',
  '2.16.840.1.113883.5.111': 'http://terminology.hl7.org/CodeSystem/v3-RoleCode',
  '2.16.840.1.113883.5.139': 'http://terminology.hl7.org/CodeSystem/v3-TimingEvent',
  '2.16.840.1.113883.5.1008': 'http://terminology.hl7.org/CodeSystem/v3-NullFlavor',
  '2.16.840.1.113883.5.1070': 'http://terminology.hl7.org/CodeSystem/v3-substanceAdminSubstitution',
  '2.16.840.1.113883.5.1119': 'http://terminology.hl7.org/CodeSystem/v3-AddressUse',
  '2.16.840.1.113883.5.1150.1': 'http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips',
  '2.16.840.1.113883.6.1': 'http://loinc.org',
  '2.16.840.1.113883.6.3': 'http://hl7.org/fhir/sid/icd-10',
  '2.16.840.1.113883.6.8': 'http://unitsofmeasure.org',
  '2.16.840.1.113883.6.73': 'http://www.whocc.no/atc',
  '2.16.840.1.113883.6.96': 'http://snomed.info/sct',
};

/** The canonical address of a code system by its OID; where FHIR has none for it, the OID as a URN. */
export function systemOfOid(oid: string): string {
  return byOid[oid] ?? `urn:oid:${oid}`;
}
