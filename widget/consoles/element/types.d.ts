/** What the module uses of `@element-hq/element-web-module-api` 2.1.0 and of Element's own React. */

export interface Settings {
  server?: string
  tenant?: string
  token_url?: string
  look?: {form?: string; theme?: string; lang?: string}
}

export interface Preview {
  text: string
  roomId: string
}

export interface Api {
  config: {get(key: string): unknown}
  i18n: {readonly language: string}
  customComponents: {
    registerComposerPreview(
      filter: (text: string, roomId: string) => boolean,
      render: (preview: Preview, original: (preview: Preview) => unknown) => unknown
    ): void
  }
  composer: {insertPlaintextIntoComposer(text: string, view: {view: 'room'}): void}
}

declare global {
  var React: {createElement(type: string, props: object | null, ...children: unknown[]): unknown}
}
