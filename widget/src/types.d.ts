/** The values that the widget's modules hand to each other. Types alone: no browser loads this. */

/** The words that show something: `text` is `original[start:end]`, in code points. */
export interface Span {
  start: number
  end: number
  text: string
}

/** What the reader found in one message; docs/wire.md has the rest. */
export interface Reading {
  language: string
  unsure: boolean
  tones: {tone: string; score: number; evidence: Span[]}[]
  valence: number | null
  intensity: number
}

/** Why a card is shown: a label or a condition, and words; the customer's where `message_id` is set. */
export interface Reason {
  label: string
  words: string
  message_id?: string | null
}

/** A card as the service offers it. */
export interface Suggestion {
  suggestion_id: string
  rule: string
  kind: string
  need: string | null
  language: string
  title: string
  about: string
  text: string
  because: Reason[]
  policy: string | null
  message_id: string | null
  outranked?: {rule: string; kind: string; why: string}[]
}

/** A complaint or a request; `about` is the cue that raised it. `raised` counts how often it was told. */
export interface Issue {
  about: string
  words: string
  status: 'raised' | 'acknowledged' | 'acted' | 'resolved' | 'confirmed'
  raised: number
  brought: boolean
}

/** The books of the conversation, as `ledger.changed` has them; times are seconds since the epoch. */
export interface Ledger {
  issues: Issue[]
  questions: {words: string; asked: number}[]
  promises: {words: string; due: number | null; status: 'open' | 'near' | 'due' | 'kept' | 'broken'}[]
  deadlines: {words: string; due: number | null; status: 'open' | 'near' | 'past' | 'met'}[]
  moments: {what: 'peak' | 'turn' | 'end'; message_id: string; feeling: number; tone: string | null; words: string}[]
  frame: {name: string | null; words: string} | null
}

/** What the agent who takes over is told, as `handover.made` has it; `avoid` are kinds. */
export interface Handover {
  at: number
  agent: string | null
  before: string | null
  tone: string | null
  feeling: number
  ledger: Ledger
  avoid: string[]
}

/** One thing that is open; `pressing`: told or asked again, or soon due. */
export interface Entry {
  label: string
  note: string
  quote: string
  pressing: boolean
  due: number | null
}

export interface NeedState {
  need: string
  status: 'met' | 'open' | 'failing'
  because: string
}

/**
 * How one customer message felt, and when it was said, in seconds since the epoch; `tone` is a tone
 * of the vocabulary, `neutral` or `unsure`. `read` is how it was read, where the agent has corrected that.
 */
export interface Moment {
  messageId: string
  at: number
  tone: string
  words: string
  valence: number | null
  intensity: number
  read: {tone: string; valence: number | null; intensity: number} | null
}

/**
 * What the agent did last, and may take back; `card` comes back with it. `copied`: nothing took the
 * words. `before` is what the agent had said of the message before, `gone` the kind of the card
 * that the correction took away.
 */
export interface Deed {
  what: 'accepted' | 'edited' | 'dismissed' | 'muted' | 'woken' | 'corrected' | 'aside' | 'failed' | 'noComposer'
  card: Suggestion | null
  copied?: boolean
  kind?: string
  messageId?: string
  tone?: string
  before?: string | null
  gone?: string
  handover?: Handover | null
}

/**
 * What is known of a conversation. `displayed`: the card was seen. `at`: when the ledger last moved.
 * `handover` lies over the card until it is put aside. `rests`: the kinds that rest because the
 * agent said so.
 */
export interface View {
  tone: Moment | null
  course: readonly Moment[]
  needs: readonly NeedState[]
  ledger: Ledger | null
  at: number
  card: Suggestion | null
  displayed: boolean
  handover: Handover | null
  rests: readonly Rest[]
  deed: Deed | null
  /** The customer does not want to be read. */
  unread: boolean
}

export type Table = Record<string, string>

/** All words of the interface in one language. */
export interface Words {
  tones: Table
  cues: Table
  acts: Table
  needs: Record<string, Table>
  kinds: Table
  nouns: Table
  statuses: Table
  feels: Table
  connections: Table
  conditions: Table
  quote: string
  panel: string
  listening: string
  noConversation: string
  unread: string
  refused: string
  suggestion: string
  policy: string
  insert: string
  dismiss: string
  understood: string
  undo: string
  bringBack: string
  inserted: string
  copied: string
  noComposer: string
  rests: string
  muted: string
  woken: string
  noted: string
  gone: string
  failed: string
  feeling: string
  yours: string
  asRead: string
  mute: string
  muteKind: string
  wakeKind: string
  more: string
  others: string
  waits: string
  course: string
  rising: string
  falling: string
  steady: string
  books: string
  asks: string
  asksAgain: string
  promised: string
  deadline: string
  brought: string
  times: string
  left: Table
  due: string
  takeover: string
  next: string
  rows: Table
  lowest: string
  best: string
  turned: string
  over: string
  findings: Table
  draft: string
  theirs: string
  also: string
  mend: string
  leave: string
  mended: string
  unmend: string
}

/** Another chat of the agent; `mark` says who waits in it, `says` in words. */
export interface Other {
  conversation: string
  name: string
  mark: '' | 'card' | 'need'
  says: string
}

/** One line of a menu; `chosen` where it is one of several. */
export interface Choice {
  label: string
  chosen?: boolean
  chord?: string
  mac?: boolean
  tone?: string
  act: () => void
}

/**
 * What the view shows; `trouble` are words about the connection, '' for none, `silent` where nobody
 * needs to hear them; `headline` is the draft mirror's; `now` is in seconds.
 */
export interface Model {
  conversation: string
  view: View
  words: Words
  lang: string
  form: 'panel' | 'bar' | 'badge'
  notice: {text: string; undo: string; mute: boolean}
  trouble: string
  silent: boolean
  mirror: MirrorView
  headline?: string
  others: Other[]
  keys: Keys
  mac: boolean
  now: number
}

export interface Actions {
  insert: () => void
  dismiss: () => void
  undo: () => void
  mute: () => void
  wake: (kind: string) => void
  correct: (tone: string | null) => void
  look: (conversation: string) => void
  turned: () => void
}

/** Chords such as `Alt+Enter`; '' for no key. */
export interface Keys {
  insert: string
  dismiss: string
  mute: string
  correct: string
  open: string
}

export type Stroke = Pick<KeyboardEvent, 'key' | 'code' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>

/** The last event that was applied; an offset means nothing in another epoch. */
export interface Position {
  epoch: string | null
  offset: number
}

export type Step = 'retry' | 'now' | 'token' | 'signed-out' | 'unsupported' | 'stop'

/** A token, or what fetches a new one. */
export type Token = string | (() => string | Promise<string>)

export type State = 'idle' | 'connecting' | 'live' | 'reconnecting' | 'signed-out' | 'unsupported' | 'stopped'

/** `code` and `key` say why the connection ended. */
export interface Report {
  state: State
  code?: number
  key?: string
}

/** A frame of docs/wire.md. */
export type Frame = Record<string, any> & {t: string}

/** One event of a followed conversation; `behind` counts those of the past that are still to come. */
export interface EventDetail {
  conversation: string
  offset: number
  kind: string
  data: any
  behind: number
}

/** A message to post; `at` is in seconds since the epoch, `late`: it was said before what is there. */
export interface Message {
  message_id: string
  speaker: 'customer' | 'agent'
  text: string
  at?: number
  name?: string
  language?: string
  late?: boolean
}

/** What the platform knows beside the words; docs/wire.md says what each is. */
export interface Context {
  context_id: string
  at?: number
  customer?: string
  agent?: string
  agent_name?: string
  channel?: string
  journey?: string
  timezone?: string
  order?: string
  item?: string
  team?: string
}

/** What became of a card. */
export interface Decision {
  suggestion_id: string
  decision_id: string
  decision: 'displayed' | 'accepted' | 'edited' | 'dismissed'
}

/** A kind that is muted in a conversation, or heard again. */
export interface Mute {
  mute_id: string
  kind: string
  muted: boolean
}

/** How a message really feels: a tone of the vocabulary, `neutral`, or none: as it was read. */
export interface Correction {
  correction_id: string
  message_id: string
  tone?: string | null
}

/**
 * What is wrong with a reply before it is sent. `evidence` are words of the draft, `about` the
 * customer's that it concerns; `edit` mends it. Places are in code points of the draft.
 */
export interface DraftFinding {
  finding: string
  evidence: Span[]
  about: string
  advice: string
  edit: Replacement | null
}

/** Put `text` in place of what stands there, in code points. */
export interface Replacement {
  start: number
  end: number
  text: string
}

/** An edit that the agent wants in the draft: its place there now, and the whole draft after it. */
export interface MendDetail {
  finding: DraftFinding
  edit: Replacement
  text: string
}

/** What the draft mirror shows: `read` is the draft that the findings' places are in. */
export interface MirrorView {
  findings: readonly DraftFinding[]
  read: string
  mended: {finding: DraftFinding; read: string} | null
}

/** A kind that is not offered because the agent said so, for `turns` more turns or for good. */
export interface Rest {
  kind: string
  because: 'dismissed' | 'muted'
  turns: number | null
}
