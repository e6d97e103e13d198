import { schedules } from './schedules.ts'

export const roleEligibilitySchedules = schedules('Eligibility')
