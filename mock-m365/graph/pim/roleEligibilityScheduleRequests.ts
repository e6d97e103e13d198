import { requests } from './schedule-requests.ts'

export const roleEligibilityScheduleRequests = requests('Eligibility')
