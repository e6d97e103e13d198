import { requests } from './schedule-requests.ts'

export const roleAssignmentScheduleRequests = requests('Assignment')
