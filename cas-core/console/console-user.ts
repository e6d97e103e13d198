/** Who uses the console. Source: the role pages (cloud-app-security-online-help-role-management). */
export interface ConsoleUser {
  /** E-mail address. */
  readonly name: string
  /** Only a Global administrator opens Administration; `vendor` stands for the product's own back office. */
  readonly role: 'Global administrator' | 'limited' | 'vendor'
}
