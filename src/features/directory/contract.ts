/** Who is listed: professionals by their roles, and organisations. */
export interface DirectoryAnswer {
  readonly professionals: readonly ProfessionalLine[];
  readonly organizations: readonly OrganizationLine[];
  /** There are more than are listed: the question is to be narrowed. */
  readonly more: boolean;
}

export interface ProfessionalLine {
  /** Id of the Practitioner. */
  readonly id: string;
  readonly name: string;
  readonly roles: readonly RoleLine[];
}

/** What somebody does at one place. */
export interface RoleLine {
  readonly specialties: readonly string[];
  readonly organization?: { readonly id: string; readonly name: string };
  readonly place?: string;
  readonly phone?: string;
  readonly hours: readonly OpeningHours[];
}

export interface OpeningHours {
  /** `mon` ... `sun`, as FHIR has them; every day where there are none. */
  readonly days: readonly string[];
  readonly allDay: boolean;
  /** `08:30`. */
  readonly from?: string;
  readonly to?: string;
}

export interface OrganizationLine {
  readonly id: string;
  readonly name: string;
  readonly kind?: string;
  readonly address?: string;
  readonly phone?: string;
}

/** `GET /api/directory/Practitioner/:id`. */
export interface ProfessionalPage extends ProfessionalLine {
  readonly identifiers: readonly IdentifierLine[];
}

/** `GET /api/directory/Organization/:id`. */
export interface OrganizationPage extends OrganizationLine {
  readonly identifiers: readonly IdentifierLine[];
  readonly partOf?: { readonly id: string; readonly name: string };
  readonly services: readonly { readonly name: string; readonly hours: readonly OpeningHours[] }[];
  readonly people: readonly ProfessionalLine[];
  /** For machines: where documents and messages are taken. */
  readonly endpoints: readonly { readonly name: string; readonly kind: string; readonly address: string }[];
}

export interface IdentifierLine {
  readonly system: string;
  readonly value: string;
}
