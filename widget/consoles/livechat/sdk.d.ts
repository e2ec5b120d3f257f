/** What the page uses of @livechat/agent-app-sdk 1.16.0, whose own declarations a newer compiler refuses. */

export interface Profile {
  chat?: {id?: string}
  source: 'chats' | 'archives' | 'customers'
}

export interface DetailsWidget {
  putMessage(text: string): Promise<void>
  getCustomerProfile(): Profile | null
  getTheme(): string | null
  on(event: 'customer_profile' | 'change_theme', handler: () => void): void
}

export function createDetailsWidget(): Promise<DetailsWidget>
