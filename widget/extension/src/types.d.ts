/** The values that the parts of the extension hand to each other. Types alone: no browser loads this. */

export type Speaker = 'customer' | 'agent'

export interface Mount {
  before?: string
  after?: string
}

/** Where the id of the open conversation stands: in the address, or in an attribute. */
export interface Naming {
  url?: string
  selector?: string
  closest?: string
  attribute?: string
  pattern?: string
}

/** The first case that holds says who speaks; one without a condition always holds. */
export interface Case {
  is: Speaker | 'skip'
  selector?: string
  attribute?: string
  pattern?: string
}

export interface Messages {
  row: string
  id: {attribute: string; pattern?: string}
  text: string
  speaker: Case[]
  skip?: string
}

/** How one console's page is read; docs/extension.md has each field. */
export interface Recipe {
  name: string
  title: string
  checked: 'run' | 'source' | 'not checked'
  note: string
  match: string[]
  present?: string
  composer: string[]
  conversation: Naming
  mount?: Mount
  messages?: Messages
}

/** One console that the agent has switched on, or off again. */
export interface Site {
  on: boolean
  recipe: string
  prefix: string
  platformToken: string
}

export type Form = 'bar' | 'panel' | 'badge'

export interface Settings {
  server: string
  token: string
  endpoint: string
  lang: string
  theme: string
  form: Form
  mirror: boolean
  sites: Record<string, Site>
  recipes: Recipe[]
}

/** What the page of a console is told. */
export interface PageConfig {
  recipes: Recipe[]
  generic: boolean
  prefix: string
  reads: boolean
  mirror: boolean
  form: Form
  lang: string
}

/** What the panel is told; it asks for tokens. */
export interface PanelConfig {
  server: string
  lang: string
  theme: string
  form: Form
  reads: boolean
}

/** A message as it stands on the page. */
export interface Row {
  id: string
  speaker: Speaker
  text: string
}

/** The open chat as the page shows it. */
export interface Open {
  conversation: string
  composer: HTMLElement
  recipe: Recipe
}

/** A message between page, service worker and panel. */
export type Said = Record<string, any> & {t: string}
