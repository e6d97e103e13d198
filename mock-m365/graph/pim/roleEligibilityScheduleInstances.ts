import { instances } from './schedules.ts'

export const roleEligibilityScheduleInstances = instances('Eligibility')
